"""The books in the admin: to look at, never to touch."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from accounts.access import client_address
from accounts.admin_looks import LookOnly, LookOnlyAdmin, yuan_column
from ledger.models import Account, Entry, Journal, Subject, Voucher

BALANCE, HELD = yuan_column("balance_fen", _("余额")), yuan_column("held_fen", _("占用"))
DEBIT, CREDIT = yuan_column("debit_fen", _("借方")), yuan_column("credit_fen", _("贷方"))
TOTAL = yuan_column("total_fen", _("金额"))


@admin.register(Subject)
class SubjectAdmin(LookOnlyAdmin):
    """The chart of accounts."""

    list_display = ["code", "name", "side", "parent"]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    ordering = ["code"]


@admin.register(Account)
class AccountAdmin(LookOnlyAdmin):
    """Ledger accounts, found by the beginning of their code."""

    readonly_fields = [BALANCE, HELD]
    list_display = ["code", "name", "subject", BALANCE, HELD, "opened_on", "closed_on"]
    list_select_related = ["subject"]
    fields = ["code", "name", "subject", BALANCE, HELD, "opened_on", "closed_on"]
    search_fields = ["code__startswith"]
    ordering = ["code"]

    def note_look(self, request: HttpRequest, row: Account) -> None:
        """As on the page of the books: an upper floor knows whose account it is."""
        note = import_string(settings.BOOKS_LOOK)
        note(ledger_account_id=row.pk, user=request.user, address=client_address(request), at=timezone.now())


class EntryInline(LookOnly, admin.TabularInline):
    """The lines of a journal."""

    model = Entry
    readonly_fields = [DEBIT, CREDIT]
    fields = ["account", DEBIT, CREDIT, "employer"]
    extra = 0

    def get_queryset(self, request: HttpRequest) -> Any:
        """Lines with what they show."""
        return super().get_queryset(request).select_related("account", "employer").order_by("id")


@admin.register(Journal)
class JournalAdmin(LookOnlyAdmin):
    """Journals by key."""

    list_display = ["key", "reason", "on", "value_on", "case", "memo", "by", "at"]
    list_select_related = ["by__person"]
    search_fields = ["key__startswith", "case__exact"]
    ordering = ["-id"]
    exclude = ["txid", "body_hash"]
    inlines = [EntryInline]


@admin.register(Voucher)
class VoucherAdmin(LookOnlyAdmin):
    """Vouchers of closed days."""

    readonly_fields = [TOTAL]
    list_display = ["number", "on", "reason", "branch", "journal_count", TOTAL, "made_by", "reviewed_by"]
    list_select_related = ["branch", "made_by__person", "reviewed_by__person"]
    fields = ["number", "on", "reason", "branch", "journal_count", TOTAL, "made_by", "reviewed_by", "reviewed_at"]
    search_fields = ["number__startswith"]
    ordering = ["-on", "number"]
