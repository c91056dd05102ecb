"""Bank against book, account by account and day by day."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class DayReconciliation(models.Model):
    """One account's balances at the end of one day, by value date. Worked out again as often as asked."""

    bank_account = models.ForeignKey(
        "bank.BankAccount", verbose_name=_("银行账户"), on_delete=models.PROTECT, related_name="reconciliations"
    )
    day = models.DateField(_("日期"))
    statement_fen = models.BigIntegerField(_("银行余额（分）"), null=True)
    book_fen = models.BigIntegerField(_("账面余额（分）"))
    difference_fen = models.BigIntegerField(_("差额（分）"), null=True)
    item_count = models.PositiveIntegerField(_("未达账项"), default=0)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("对账时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("日对账")
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "day"], name="one_reconciliation_a_day"),
            models.CheckConstraint(
                name="difference_is_bank_less_book",
                condition=Q(statement_fen=None, difference_fen=None)
                | Q(difference_fen=F("statement_fen") - F("book_fen")),
            ),
        ]
        indexes = [models.Index(fields=["-day", "-id"], name="reconciliation_newest")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

    @property
    def is_clean(self) -> bool:
        """Whether bank and book agree to the last line."""
        return self.difference_fen == 0 and self.item_count == 0


class Difference(models.Model):
    """An open item (未达账项): a line of the bank that is not in the book, or an entry the bank does not show."""

    reconciliation = models.ForeignKey(DayReconciliation, on_delete=models.CASCADE, related_name="items")
    line = models.ForeignKey("bank.BankLine", null=True, on_delete=models.PROTECT, related_name="+")
    entry = models.ForeignKey("ledger.Entry", null=True, on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField(_("金额（分）"))
    since = models.DateField(_("自"))

    class Meta:
        verbose_name = verbose_name_plural = _("未达账项")
        constraints = [
            models.CheckConstraint(
                name="difference_of_one_side",
                condition=Q(line__isnull=False, entry=None) | Q(line=None, entry__isnull=False),
            )
        ]

    @property
    def signed_fen(self) -> int:
        """The item's part in bank less book, in fen."""
        return self.fen if self.line_id else -self.fen

    @property
    def age_days(self) -> int:
        """Days from the item's value date to the day reconciled."""
        return (self.reconciliation.day - self.since).days
