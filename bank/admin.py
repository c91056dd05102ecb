"""The bank's accounts, statements, receipts and payments in the admin: to look at, never to touch."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.admin_looks import LookOnlyAdmin, yuan_column
from bank.models import BankAccount, BankLine, Expectation, PaymentOrder, Receipt, StatementImport, SuspenseItem

AMOUNT, RECEIVED = yuan_column("amount_fen", _("金额")), yuan_column("received_fen", _("已到账"))
LEFT = yuan_column("left_fen", _("余额"))


@admin.register(BankAccount)
class BankAccountAdmin(LookOnlyAdmin):
    """The centre's own accounts. They come with their books, by import_opening_balances."""

    list_display = ["number", "name", "bank_name", "kind", "channel", "is_active"]
    ordering = ["id"]


@admin.register(StatementImport)
class StatementImportAdmin(LookOnlyAdmin):
    """Statements."""

    list_display = ["file_name", "bank_account", "new_count", "repeated_count", "at"]
    list_select_related = ["bank_account"]


@admin.register(BankLine)
class BankLineAdmin(LookOnlyAdmin):
    """Bank lines; other people's account numbers are not shown."""

    list_display = ["bank_serial", "value_date", "direction", AMOUNT, "counter_name", "counter_tail"]
    exclude = ["counter_account", "counter_index"]


@admin.register(Receipt)
class ReceiptAdmin(LookOnlyAdmin):
    """Receipts."""

    list_display = ["id", "value_date", AMOUNT, "status", "rule"]
    list_filter = ["status"]


@admin.register(Expectation)
class ExpectationAdmin(LookOnlyAdmin):
    """Expectations."""

    list_display = ["reference", "source", AMOUNT, RECEIVED, "status", "at"]
    list_filter = ["status"]
    exclude = ["payer_index", "name_key"]


@admin.register(SuspenseItem)
class SuspenseItemAdmin(LookOnlyAdmin):
    """Suspense."""

    list_display = ["account", AMOUNT, LEFT, "since"]
    list_select_related = ["account"]


@admin.register(PaymentOrder)
class PaymentOrderAdmin(LookOnlyAdmin):
    """Payment orders; payees' account numbers are not shown."""

    list_display = ["number", "source", "payee_name", "payee_tail", AMOUNT, "status", "made_at"]
    list_filter = ["status"]
    exclude = ["payee_account"]
