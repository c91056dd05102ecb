"""Employers that merge, split or close, and where the accounts of those left behind lie."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from deposits.models.accounts import EmployerAccount
from deposits.states import EndingKind


class HoldingEmployer(models.Model):
    """The centre's own employer account under which accounts lie sealed whose employer is gone (集中封存户)."""

    employer_account = models.OneToOneField(
        EmployerAccount, verbose_name=_("单位账户"), on_delete=models.PROTECT, related_name="holding"
    )
    is_the_one = models.BooleanField(default=True, unique=True, editable=False)
    at = models.DateTimeField(_("设立时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("集中封存户")
        constraints = [models.CheckConstraint(name="one_holding_employer", condition=Q(is_the_one=True))]

    def __str__(self) -> str:
        return str(self.employer_account)


class EmployerEnding(models.Model):
    """A merger, split or closing that was asked for; everything about the request stands on its case.

    A merger and a split name the employer account that the people go `into`; a split also whom, by account id. After
    a closing the accounts of those left go to the centre's holding employer once `until` is past (Regulation Art. 15).
    """

    case = models.OneToOneField(
        "desk.Case", verbose_name=_("办件"), on_delete=models.PROTECT, related_name="employer_ending"
    )
    kind = models.CharField(_("事项"), max_length=8, choices=EndingKind.choices)
    account = models.ForeignKey(
        EmployerAccount, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="endings"
    )
    into = models.ForeignKey(
        EmployerAccount, verbose_name=_("并入的单位"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    people = ArrayField(models.BigIntegerField(), verbose_name=_("转出的账户"), default=list, blank=True)
    is_bankrupt = models.BooleanField(_("破产"), default=False)
    reason = models.CharField(_("说明"), max_length=200)
    moved = models.PositiveIntegerField(_("转出人数"), default=0)
    done_at = models.DateTimeField(_("办理时间"), null=True)
    until = models.DateField(_("转移期限"), null=True)
    finished_at = models.DateTimeField(_("销户时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("单位合并、分立、注销")
        constraints = [
            models.CheckConstraint(
                name="ending_names_where_people_go",
                condition=Q(kind=EndingKind.CLOSING, into=None)
                | (~Q(kind=EndingKind.CLOSING) & Q(into__isnull=False) & ~Q(into=F("account"))),
            ),
        ]
        indexes = [
            models.Index(fields=["until"], name="endings_to_finish", condition=Q(until__isnull=False, finished_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.get_kind_display()}"
