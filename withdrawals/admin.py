"""Withdrawals in the admin: to look at. Reasons come with the rule they name, payees by two persons."""

from __future__ import annotations

from typing import cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import operations as accounts
from accounts.access import client_address
from accounts.admin_looks import LookOnlyAdmin, yuan_column
from accounts.models import LookKind, User
from withdrawals.models import Reason, SupervisedAccount, Withdrawal

ASKED = yuan_column("asked_fen", gettext_lazy("申请金额"))
ALLOWED = yuan_column("allowed_fen", gettext_lazy("最多可提"))


@admin.register(Reason)
class ReasonAdmin(LookOnlyAdmin):
    """Why money may be withdrawn, and since when."""

    list_display = ["label", "official_code", "code", "closes", "valid_from", "valid_to"]
    list_filter = ["closes"]
    ordering = ["order", "id"]


@admin.register(SupervisedAccount)
class SupervisedAccountAdmin(LookOnlyAdmin):
    """The register of payees; accounts by their last digits."""

    list_display = ["name", "kind", "bank_name", "tail", "status", "since", "until"]
    list_filter = ["kind", "status"]
    search_fields = ["name__startswith"]
    search_help_text = gettext_lazy("户名")
    ordering = ["name", "id"]
    fields = [
        "kind",
        "name",
        "tail",
        "bank_name",
        "bank_no",
        "project",
        "document_number",
        "since",
        "until",
        "status",
        "made_by",
        "made_at",
        "confirmed_by",
        "confirmed_at",
    ]
    readonly_fields = ["tail"]

    @admin.display(description=gettext_lazy("账号尾号"))
    def tail(self, row: SupervisedAccount) -> str:
        """The last four digits."""
        return cast(str, row.tail)


@admin.register(Withdrawal)
class WithdrawalAdmin(LookOnlyAdmin):
    """The money of withdrawals; what was told stays with the case."""

    list_display = ["case", "reason", ASKED, "status", "submitted_at", "settled_at"]
    list_select_related = ["case", "reason"]
    list_filter = ["status", "reason"]
    search_fields = ["case__number__exact"]
    search_help_text = gettext_lazy("办件编号")
    ordering = ["-id"]
    show_full_result_count = False
    fields = [
        "case",
        "reason",
        "relation",
        ASKED,
        ALLOWED,
        "because",
        "payee_kind",
        "payee_name",
        "payee_tail",
        "status",
        "orders",
        "value_on",
        "note",
        "form_issued_at",
        "submitted_at",
        "accepted_at",
        "screened_at",
        "decided_at",
        "ordered_at",
        "settled_at",
        "sms_sent_at",
    ]
    readonly_fields = [ASKED, ALLOWED]

    def note_look(self, request: HttpRequest, row: Withdrawal) -> None:
        """The page is the person's."""
        accounts.look(
            person_id=row.person_id,
            user=cast(User, request.user),
            kind=LookKind.PAGE,
            what=_("系统管理中的提取"),
            case=row.case.number,
            at=timezone.now(),
            address=client_address(request),
        )
