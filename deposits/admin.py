"""Fund accounts, uploads and lists in the admin: to look at, never to touch. Numbers of people are masked."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import operations as accounts
from accounts.access import client_address
from accounts.admin_looks import LookOnlyAdmin, yuan_column
from accounts.models import LookKind, User
from common import money
from common.templatetags.fund import mask_identity
from deposits.models import (
    EmployerAccount,
    Encumbrance,
    PayrollUpload,
    PersonalAccount,
    RemittanceList,
    TransferLetter,
)

BASE = yuan_column("base_fen", gettext_lazy("缴存基数"))
EMPLOYER_PART = yuan_column("employer_part_fen", gettext_lazy("单位月缴存额"))
EMPLOYEE_PART = yuan_column("employee_part_fen", gettext_lazy("个人月缴存额"))
TOTAL = yuan_column("total_fen", gettext_lazy("合计"))
RECEIVED = yuan_column("received_fen", gettext_lazy("已到账"))


@admin.register(EmployerAccount)
class EmployerAccountAdmin(LookOnlyAdmin):
    """Employers' fund accounts; the paying account by its last digits."""

    list_display = ["number", "employer", "status", "employer_rate", "employee_rate", "paid_through", "opened_on"]
    list_select_related = ["employer"]
    list_filter = ["status"]
    search_fields = ["number__exact"]
    search_help_text = gettext_lazy("单位账号")
    ordering = ["number"]
    fields = [
        "number",
        "employer",
        "status",
        "employer_rate",
        "employee_rate",
        "payday",
        "paying",
        "paying_bank",
        "first_month",
        "paid_through",
        "opened_on",
    ]
    readonly_fields = ["paying"]

    @admin.display(description=gettext_lazy("付款账号"))
    def paying(self, row: EmployerAccount) -> str:
        """The last four digits."""
        return f"**** {row.paying_account[-4:]}" if row.paying_account else "—"


@admin.register(PersonalAccount)
class PersonalAccountAdmin(LookOnlyAdmin):
    """Persons' fund accounts. The list is masked; opening one is a look at the person."""

    list_display = ["number", "masked_name", "employer_account", "status", "paid_through", "opened_on"]
    list_select_related = ["person", "employer_account"]
    list_filter = ["status"]
    search_fields = ["number__exact"]
    search_help_text = gettext_lazy("个人账号")
    ordering = ["number"]
    fields = [
        "number",
        "name",
        "document",
        "employer_account",
        "status",
        "balance",
        BASE,
        EMPLOYER_PART,
        EMPLOYEE_PART,
        "paid_through",
        "opened_on",
        "sealed_on",
        "closed_on",
    ]
    readonly_fields = ["name", "document", "balance", BASE, EMPLOYER_PART, EMPLOYEE_PART]

    @admin.display(description=gettext_lazy("姓名"))
    def masked_name(self, row: PersonalAccount) -> str:
        """The family name alone: a list is no look."""
        return f"{row.person.name[:1]}{'*' * len(row.person.name[1:])}"

    @admin.display(description=gettext_lazy("姓名"))
    def name(self, row: PersonalAccount) -> str:
        """The whole name."""
        return row.person.name

    @admin.display(description=gettext_lazy("证件号码"))
    def document(self, row: PersonalAccount) -> str:
        """First and last digits."""
        return mask_identity(row.person.document_number)

    @admin.display(description=gettext_lazy("余额"))
    def balance(self, row: PersonalAccount) -> str:
        """What lies on the account now."""
        return money.yuan(row.ledger_account.balance_fen)

    def note_look(self, request: HttpRequest, row: PersonalAccount) -> None:
        """The page is the person's."""
        accounts.look(
            person_id=row.person_id,
            user=cast(User, request.user),
            kind=LookKind.PAGE,
            what=_("系统管理中的个人账户"),
            at=timezone.now(),
            address=client_address(request),
        )


@admin.register(PayrollUpload)
class PayrollUploadAdmin(LookOnlyAdmin):
    """Uploads as figures: neither the file nor the faults found in it, which name people."""

    list_display = ["name", "employer_account", "status", "month", "person_count", TOTAL, "at"]
    list_select_related = ["employer_account"]
    list_filter = ["status"]
    search_fields = ["employer_account__number__exact"]
    search_help_text = gettext_lazy("单位账号")
    ordering = ["-id"]
    fields = [
        "name",
        "employer_account",
        "status",
        "month",
        "person_count",
        TOTAL,
        "joined_count",
        "left_count",
        "changed_count",
        "at",
    ]
    readonly_fields = [TOTAL]

    def get_queryset(self, request: HttpRequest) -> Any:
        """Without the bytes and what they hold."""
        return super().get_queryset(request).defer("content", "errors", "warnings")


@admin.register(RemittanceList)
class RemittanceListAdmin(LookOnlyAdmin):
    """Remittance lists; whom they pay for stands on the counter's page."""

    list_display = ["number", "employer_account", "month", "status", "person_count", TOTAL, RECEIVED, "declared_at"]
    list_select_related = ["employer_account"]
    list_filter = ["status"]
    search_fields = ["number__exact", "employer_account__number__exact"]
    search_help_text = gettext_lazy("汇缴书号或单位账号")
    ordering = ["-id"]
    fields = [
        "number",
        "employer_account",
        "month",
        "status",
        "employer_rate",
        "employee_rate",
        "person_count",
        TOTAL,
        RECEIVED,
        "declared_by",
        "declared_at",
        "value_on",
        "allocated_at",
    ]
    readonly_fields = [TOTAL, RECEIVED]


@admin.register(TransferLetter)
class TransferLetterAdmin(LookOnlyAdmin):
    """Contact letters between centres as figures; whose they are stands on the counter's page."""

    list_display = ["number", "direction", "status", "centre", "made_at", "ended_at"]
    list_select_related = ["centre"]
    list_filter = ["direction", "status"]
    search_fields = ["number__exact"]
    search_help_text = gettext_lazy("联系函编号")
    ordering = ["-id"]
    fields = ["number", "direction", "status", "centre", "paid_through", "value_on", "note", "made_at", "ended_at"]


@admin.register(Encumbrance)
class EncumbranceAdmin(LookOnlyAdmin):
    """What lies on accounts, by its key; whose they are stands on the counter's page."""

    list_display = ["key", "kind", "source", "since", "until", "lifted_at"]
    list_filter = ["kind"]
    search_fields = ["key__exact"]
    search_help_text = gettext_lazy("业务键")
    ordering = ["-id"]
    fields = ["key", "kind", "source", "sentence", "since", "until", "at", "lifted_at"]
