"""The bank's accounts are looked after in the admin; everything with money or status is only looked at."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.utils.functional import cached_property

from bank.models import BankAccount, BankLine, Expectation, PaymentOrder, Receipt, StatementImport, SuspenseItem


class BoundedPaginator(Paginator):
    """Pages through the first ten thousand rows: nobody counts a million for the number under a table."""

    @cached_property
    def count(self) -> int:
        """How many rows can be reached."""
        return self.object_list.order_by()[:10_000].count()  # type: ignore[attr-defined]


class ReadOnly(admin.ModelAdmin):
    """Nothing is added, changed or deleted here."""

    show_full_result_count = False
    paginator = BoundedPaginator

    def has_add_permission(self, request: Any) -> bool:
        """Never."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:
        """Never."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(BankAccount)
class BankAccountAdmin(admin.ModelAdmin):
    """Names, channel and use of a bank account. Its number and books come with the opening."""

    list_display = ["number", "name", "bank_name", "kind", "channel", "is_active"]
    readonly_fields = ["number", "kind", "ledger_account", "statement_balance_fen", "statement_on"]

    def has_add_permission(self, request: Any) -> bool:
        """Accounts are opened by import_opening_balances, with their books."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:
        """Never."""
        return False


@admin.register(StatementImport)
class StatementImportAdmin(ReadOnly):
    """Statements."""

    list_display = ["file_name", "bank_account", "new_count", "repeated_count", "at"]
    list_select_related = ["bank_account"]


@admin.register(BankLine)
class BankLineAdmin(ReadOnly):
    """Bank lines; other people's account numbers are not shown."""

    list_display = ["bank_serial", "value_date", "direction", "amount_fen", "counter_name", "counter_tail"]
    exclude = ["counter_account", "counter_index"]
    search_fields = ["=bank_serial"]


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly):
    """Receipts."""

    list_display = ["id", "value_date", "amount_fen", "status", "rule"]
    list_filter = ["status"]


@admin.register(Expectation)
class ExpectationAdmin(ReadOnly):
    """Expectations."""

    list_display = ["reference", "source", "amount_fen", "received_fen", "status", "at"]
    list_filter = ["status"]
    exclude = ["payer_index", "name_key"]


@admin.register(SuspenseItem)
class SuspenseItemAdmin(ReadOnly):
    """Suspense."""

    list_display = ["account", "amount_fen", "left_fen", "reserved_fen", "refunding_fen", "since"]
    list_select_related = ["account"]


@admin.register(PaymentOrder)
class PaymentOrderAdmin(ReadOnly):
    """Payment orders; payees' account numbers are not shown."""

    list_display = ["number", "source", "payee_name", "payee_tail", "amount_fen", "status", "made_at"]
    list_filter = ["status"]
    exclude = ["payee_account"]
