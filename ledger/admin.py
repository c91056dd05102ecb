"""The books in the admin: to look at, never to touch."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from common import money
from ledger.models import Account, Entry, Journal, Subject, Voucher


def _yuan(name: str, label: Any) -> Any:
    """A column that shows the fen of field `name` as yuan. The stubs know names only, so it is Any to them."""

    @admin.display(description=label, ordering=name)
    def column(row: Any) -> str:
        return money.yuan(getattr(row, name))

    return column


class LookOnly:
    """Nothing is added, changed or deleted; looking follows `accounts.admin_access`."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False


BALANCE, HELD = _yuan("balance_fen", _("余额")), _yuan("held_fen", _("占用"))
DEBIT, CREDIT = _yuan("debit_fen", _("借方")), _yuan("credit_fen", _("贷方"))
TOTAL = _yuan("total_fen", _("金额"))


@admin.register(Subject)
class SubjectAdmin(LookOnly, admin.ModelAdmin):
    """The chart of accounts."""

    list_display = ["code", "name", "side", "parent"]
    list_select_related = ["parent"]
    search_fields = ["code", "name"]
    ordering = ["code"]


@admin.register(Account)
class AccountAdmin(LookOnly, admin.ModelAdmin):
    """Ledger accounts, found by the beginning of their code."""

    readonly_fields = [BALANCE, HELD]
    list_display = ["code", "name", "subject", BALANCE, HELD, "opened_on", "closed_on"]
    list_select_related = ["subject"]
    fields = ["code", "name", "subject", BALANCE, HELD, "opened_on", "closed_on"]
    search_fields = ["code__startswith"]
    ordering = ["code"]
    show_full_result_count = False


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
class JournalAdmin(LookOnly, admin.ModelAdmin):
    """Journals by key."""

    list_display = ["key", "reason", "on", "value_on", "case", "memo", "by", "at"]
    list_select_related = ["by__person"]
    search_fields = ["key__startswith", "case__exact"]
    ordering = ["-id"]
    exclude = ["txid", "body_hash"]
    inlines = [EntryInline]
    show_full_result_count = False


@admin.register(Voucher)
class VoucherAdmin(LookOnly, admin.ModelAdmin):
    """Vouchers of closed days."""

    readonly_fields = [TOTAL]
    list_display = ["number", "on", "reason", "branch", "journal_count", TOTAL, "made_by", "reviewed_by"]
    list_select_related = ["branch", "made_by__person", "reviewed_by__person"]
    fields = ["number", "on", "reason", "branch", "journal_count", TOTAL, "made_by", "reviewed_by", "reviewed_at"]
    search_fields = ["number__startswith"]
    ordering = ["-on", "number"]
