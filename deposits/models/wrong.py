"""Money that was credited and should not have been (错缴), and how it is taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from deposits.models.accounts import PersonalAccount
from deposits.models.lists import RemittanceItem
from deposits.states import WrongCause


class WrongPayment(models.Model):
    """An employer asks that what it paid by mistake is taken back; everything about the request stands on its case.

    The money is held from the application on. Once another person has agreed, each month goes back to the employer's
    suspense with the value date it came with, as if it had never been there.
    """

    case = models.OneToOneField(
        "desk.Case", verbose_name=_("办件"), on_delete=models.PROTECT, related_name="wrong_payment"
    )
    account = models.ForeignKey(PersonalAccount, on_delete=models.PROTECT, related_name="wrong_payments")
    cause = models.CharField(_("错在哪里"), max_length=8, choices=WrongCause.choices)
    correct_base_fen = models.BigIntegerField(_("正确的缴存基数（分）"), null=True)
    reason = models.CharField(_("说明"), max_length=200)
    fen = models.BigIntegerField(_("更正金额（分）"))

    class Meta:
        verbose_name = verbose_name_plural = _("错缴更正")
        constraints = [
            models.CheckConstraint(name="wrong_payment_above_zero", condition=Q(fen__gt=0)),
            models.CheckConstraint(
                name="wrong_base_names_the_right_one",
                condition=Q(cause=WrongCause.BASE, correct_base_fen__isnull=False)
                | (~Q(cause=WrongCause.BASE) & Q(correct_base_fen=None)),
            ),
        ]

    def __str__(self) -> str:
        return _("%(account)s的错缴更正") % {"account": self.account}


class WrongMonth(models.Model):
    """What of one month of one line is taken back. `is_whole`: nothing is left, the month is not paid any more.

    `journal` is empty until it is carried out; `ended_at` says that it was not.
    """

    wrong = models.ForeignKey(WrongPayment, on_delete=models.PROTECT, related_name="months")
    item = models.ForeignKey(RemittanceItem, on_delete=models.PROTECT, related_name="wrong_months", db_index=False)
    month = models.CharField(_("月份"), max_length=6)
    employer_fen = models.BigIntegerField(_("单位部分（分）"))
    employee_fen = models.BigIntegerField(_("个人部分（分）"))
    is_whole = models.BooleanField()
    journal = models.OneToOneField("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="wrong_month")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("错缴更正月份")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "month"],
                name="month_taken_back_once_at_a_time",
                condition=Q(journal=None, ended_at=None),
            ),
            models.CheckConstraint(
                name="wrong_month_takes_something",
                condition=Q(employer_fen__gte=0, employee_fen__gte=0) & (Q(employer_fen__gt=0) | Q(employee_fen__gt=0)),
            ),
            models.CheckConstraint(name="wrong_month_done_or_ended", condition=Q(journal=None) | Q(ended_at=None)),
        ]
        indexes = [models.Index(fields=["item", "month"], name="wrong_months_of_item")]

    def __str__(self) -> str:
        return self.month

    @property
    def total_fen(self) -> int:
        """Both parts, in fen."""
        return self.employer_fen + self.employee_fen

    @property
    def key(self) -> str:
        """Under what the ledger holds the money and books it."""
        return f"wrong-{self.pk}"
