"""The loan contract with its figures, its guarantees, and the one payment of its money."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from loans.models.applications import Application
from loans.states.contracts import ContractStatus, DisbursementStatus, GuaranteeKind, GuaranteeStatus
from loans.states.loans import METHODS


def _user(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


def _person() -> models.ForeignKey:
    return models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")


_FIGURES = (
    *("application_id", "number", "principal_fen", "months", "annual_rate", "method", "due_day", "penalty_factor"),
    *("payee_account", "payee_name", "payee_bank_no", "digest"),
)


class Contract(models.Model):
    """What lender and borrowers sign: the figures of the day it was drawn up; a changed figure is a new contract.

    `signatures` is who has signed (person ids with their times, how); signed when borrower and co-borrower have and a
    member of staff has witnessed it (面签).
    """

    application = models.ForeignKey(
        Application, verbose_name=_("贷款申请"), on_delete=models.PROTECT, related_name="contracts"
    )
    number = models.CharField(_("合同编号"), max_length=24, unique=True)
    principal_fen = models.BigIntegerField(_("贷款金额（分）"))
    months = models.PositiveSmallIntegerField(_("期限（月）"))
    annual_rate = models.DecimalField(_("年利率（%）"), max_digits=6, decimal_places=4)
    method = models.CharField(_("还款方式"), max_length=20, choices=METHODS)
    due_day = models.PositiveSmallIntegerField(_("每月还款日"))
    penalty_factor = models.DecimalField(_("罚息倍数"), max_digits=4, decimal_places=2)
    payee_account = EncryptedField(_("收款账号"), where="loan_contract.payee_account")
    payee_tail = models.CharField(_("收款账号尾号"), max_length=4)
    payee_name = models.CharField(_("收款人"), max_length=120)
    payee_bank_no = models.CharField(_("收款行号"), max_length=14, blank=True)
    digest = models.CharField(_("合同摘要"), max_length=64, blank=True)
    """SHA-256 over the figures and parties: what an electronic signature signs."""
    is_offset = models.BooleanField(_("按月冲还贷"), default=False)
    """The borrowers agree that each instalment is first taken from their fund accounts (冲还贷)."""
    signatures = models.JSONField(_("签字"), default=list)
    status = models.CharField(_("状态"), max_length=10, choices=ContractStatus.choices, default=ContractStatus.DRAWN_UP)
    made_by = _user(_("经办人"))
    made_by_person = _person()
    made_at = models.DateTimeField(_("拟订时间"))
    witnessed_by = _user(_("面签人"))
    signed_at = models.DateTimeField(_("签订时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("借款合同")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], name="one_contract_an_application", condition=~Q(status="VOID")
            ),
            models.CheckConstraint(name="contract_above_zero", condition=Q(principal_fen__gt=0, months__gt=0)),
            models.CheckConstraint(name="contract_due_day_in_month", condition=Q(due_day__range=(1, 31))),
            models.CheckConstraint(
                name="contract_signed_at_a_time",
                condition=~Q(status="SIGNED") | Q(signed_at__isnull=False, witnessed_by__isnull=False),
            ),
        ]
        triggers = [pgtrigger.Protect(name="contract_figures_final", operation=pgtrigger.UpdateOf(*_FIGURES))]

    def __str__(self) -> str:
        return self.number


class ContractEvent(EventBase):
    """What happened to a contract."""

    record = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="events")


class Guarantee(models.Model):
    """What secures a contract: mortgage, pre-notice, pledge, surety, or the developer's guarantee until then.

    `certificate` is the number of the register's certificate (他项权证、登记证明).
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="guarantees")
    kind = models.CharField(_("担保方式"), max_length=2, choices=GuaranteeKind.choices)
    guarantor = models.CharField(_("抵押人、出质人或保证人"), max_length=120)
    certificate = models.CharField(_("登记证明号"), max_length=60, blank=True)
    registered_on = models.DateField(_("登记日期"), null=True)
    deposit_fen = models.BigIntegerField(_("保证金（分）"), default=0)
    deposit_receipt = models.CharField(_("保证金到账凭证号"), max_length=60, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=GuaranteeStatus.choices, default=GuaranteeStatus.WAITING
    )
    made_by = _user(_("经办人"))
    made_at = models.DateTimeField(_("办理时间"))
    registered_by = _user(_("登记录入人"))
    released_on = models.DateField(_("解除日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("贷款担保")
        constraints = [
            models.CheckConstraint(
                name="guarantee_registered_with_certificate",
                condition=~Q(status__in=["REGISTERED", "RELEASING", "RELEASED"])
                | Q(registered_on__isnull=False) & ~Q(certificate=""),
            ),
            models.CheckConstraint(
                name="guarantee_released_on_a_day", condition=~Q(status="RELEASED") | Q(released_on__isnull=False)
            ),
            models.CheckConstraint(
                name="guarantee_with_its_deposit",
                condition=~Q(status="REGISTERED") | Q(deposit_fen=0) | ~Q(deposit_receipt=""),
            ),
            models.UniqueConstraint(
                fields=["kind", "certificate"],
                name="certificate_once",
                condition=~Q(certificate="") & ~Q(status="VOID"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "id"], name="guarantee_in_hand", condition=Q(status__in=["WAITING", "RELEASING"])
            )
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class GuaranteeEvent(EventBase):
    """What happened to a guarantee."""

    record = models.ForeignKey(Guarantee, on_delete=models.PROTECT, related_name="events")


_AS_SIGNED = """
    IF NEW.status <> 'DROPPED' AND NOT EXISTS (
        SELECT 1 FROM loans_contract
        WHERE id = NEW.contract_id AND status = 'SIGNED' AND principal_fen = NEW.amount_fen
    ) THEN
        RAISE EXCEPTION 'pgtrigger: a disbursement pays the amount of its signed contract';
    END IF;
    RETURN NEW;
"""


class Disbursement(models.Model):
    """The payment of a contract's amount to the seller's or developer's supervised account: once.

    Maker and authoriser are two persons, and none of them is a borrower; the amount is the contract's.
    """

    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="disbursements")
    amount_fen = models.BigIntegerField(_("金额（分）"))
    payee_account = EncryptedField(_("收款账号"), where="loan_disbursement.payee_account")
    payee_tail = models.CharField(_("收款账号尾号"), max_length=4)
    payee_name = models.CharField(_("收款人"), max_length=120)
    payee_bank_no = models.CharField(_("收款行号"), max_length=14, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=DisbursementStatus.choices, default=DisbursementStatus.PREPARED
    )
    orders = models.PositiveSmallIntegerField(_("付款次数"), default=0)
    made_by = _user(_("经办人"))
    made_by_person = _person()
    made_at = models.DateTimeField(_("制单时间"))
    authorised_by = _user(_("授权人"))
    authorised_by_person = _person()
    authorised_at = models.DateTimeField(_("授权时间"), null=True)
    journal = models.ForeignKey("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="+")
    value_on = models.DateField(_("放款日期"), null=True)
    note = models.CharField(_("最近说明"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("放款")
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], name="one_disbursement_a_contract", condition=~Q(status="DROPPED")
            ),
            models.CheckConstraint(name="disbursement_above_zero", condition=Q(amount_fen__gt=0)),
            models.CheckConstraint(
                name="disbursement_authorised_by_another",
                condition=Q(authorised_by_person=None)
                | Q(made_by_person__isnull=False) & ~Q(authorised_by_person=F("made_by_person")),
            ),
            models.CheckConstraint(
                name="disbursement_leaves_authorised",
                condition=Q(status__in=["PREPARED", "DROPPED"])
                | Q(authorised_by_person__isnull=False, authorised_at__isnull=False),
            ),
            models.CheckConstraint(
                name="disbursement_paid_with_its_facts",
                condition=~Q(status__in=["PAID", "CAME_BACK"]) | Q(journal__isnull=False, value_on__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                fields=["status", "id"],
                name="disbursement_in_hand",
                condition=~Q(status__in=["PAID", "DROPPED"]),
            )
        ]
        triggers = [
            pgtrigger.Trigger(
                name="pays_what_was_signed",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.Update,
                func=_AS_SIGNED,
            )
        ]

    def __str__(self) -> str:
        return _("放款 %(number)s") % {"number": self.contract}

    @property
    def key(self) -> str:
        """The root of the keys of its orders and journals."""
        return f"loan-disbursement-{self.pk}"


class DisbursementEvent(EventBase):
    """What happened to a disbursement."""

    record = models.ForeignKey(Disbursement, on_delete=models.PROTECT, related_name="events")
