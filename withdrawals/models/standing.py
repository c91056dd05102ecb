"""Standing withdrawals (约定提取): the agreement, and what each period came to."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import APPEND_ONLY, EventBase
from withdrawals.models.payees import SupervisedAccount
from withdrawals.models.reasons import Reason
from withdrawals.models.withdrawals import Withdrawal
from withdrawals.rules.particulars import Particulars, from_text
from withdrawals.states import PayeeKind
from withdrawals.states.standing import AgreementStatus, Every, RunResult


def _user(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


class Agreement(models.Model):
    """Money asked for again and again by one word: every month, quarter or year from `first_on`.

    `place` counts the periods that are over, `next_on` is the day of the next one. A run is a withdrawal of its own.
    """

    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("提取人"), on_delete=models.PROTECT, related_name="agreements"
    )
    account = models.ForeignKey(
        "deposits.PersonalAccount", verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="agreements"
    )
    reason = models.ForeignKey(Reason, verbose_name=_("提取原因"), on_delete=models.PROTECT, related_name="+")
    every = models.PositiveSmallIntegerField(_("多久一次"), choices=Every.choices)
    asked_fen = models.BigIntegerField(_("每期金额（分）"))
    first_on = models.DateField(_("首次提取日期"))
    ends_on = models.DateField(_("到期日"), null=True, blank=True)
    place = models.PositiveIntegerField(_("已过期数"), default=0)
    next_on = models.DateField(_("下次提取日期"))
    particulars_text = EncryptedField(where="agreement.particulars")
    payee_kind = models.CharField(_("收款方"), max_length=10, choices=PayeeKind.choices)
    card = models.ForeignKey(
        "accounts.BankCard", verbose_name=_("收款卡"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    payee = models.ForeignKey(
        SupervisedAccount, verbose_name=_("收款单位"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(_("状态"), max_length=10, choices=AgreementStatus.choices, default=AgreementStatus.ACTIVE)
    channel = models.CharField(_("渠道"), max_length=10)
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT, related_name="+")
    made_by = _user(_("签订人"))
    made_at = models.DateTimeField(_("签订时间"))
    stopped_at = models.DateTimeField(_("终止时间"), null=True)
    note = models.CharField(_("最近说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("约定提取")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "reason"], name="one_agreement_a_reason", condition=Q(status="ACTIVE")
            ),
            models.CheckConstraint(name="agreement_above_zero", condition=Q(asked_fen__gt=0)),
            models.CheckConstraint(name="agreement_every_known", condition=Q(every__in=Every.values)),
            models.CheckConstraint(
                name="agreement_stopped_at_a_time",
                condition=Q(status="ACTIVE", stopped_at=None) | Q(status="STOPPED", stopped_at__isnull=False),
            ),
            models.CheckConstraint(name="agreement_next_after_first", condition=Q(next_on__gte=F("first_on"))),
            models.CheckConstraint(
                name="agreement_pays_card_or_payee",
                condition=Q(payee_kind="OWN_CARD", card__isnull=False, payee=None)
                | Q(payee_kind__in=["LENDER", "LANDLORD"], payee__isnull=False, card=None),
            ),
        ]
        indexes = [
            models.Index(fields=["next_on", "id"], name="agreement_due", condition=Q(status="ACTIVE")),
            models.Index(fields=["-made_at", "-id"], name="agreement_newest"),
        ]

    def __str__(self) -> str:
        return _("%(reason)s约定提取") % {"reason": self.reason}

    @property
    def particulars(self) -> Particulars:
        """What was declared of lease or loan."""
        return from_text(self.particulars_text)


class AgreementEvent(EventBase):
    """What happened to an agreement."""

    record = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="events")


class AgreementRun(models.Model):
    """One period of an agreement, once: a withdrawal, or why there was none."""

    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="runs")
    period = models.CharField(_("期"), max_length=6)
    due_on = models.DateField(_("应提日期"))
    result = models.CharField(_("结果"), max_length=10, choices=RunResult.choices)
    withdrawal = models.OneToOneField(Withdrawal, null=True, on_delete=models.PROTECT, related_name="agreement_run")
    fen = models.BigIntegerField(_("金额（分）"), default=0)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("约定提取的各期")
        constraints = [
            models.UniqueConstraint(fields=["agreement", "period"], name="agreement_run_a_period"),
            models.CheckConstraint(
                name="agreement_run_with_its_withdrawal",
                condition=Q(result="ASKED", withdrawal__isnull=False, fen__gt=0)
                | Q(result__in=["SKIPPED", "STOPPED"], withdrawal=None, fen=0),
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.period
