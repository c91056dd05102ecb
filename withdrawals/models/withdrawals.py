"""A withdrawal, one-to-one with its case: whose money, why, how much, to whom, and what became of it."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from withdrawals.models.payees import SupervisedAccount
from withdrawals.models.reasons import Reason
from withdrawals.rules.particulars import Particulars, from_text
from withdrawals.states import COUNTING, UNDER_WAY, PayeeKind, PayoutStatus, Relation


def _moment(label: Any) -> models.DateTimeField:
    return models.DateTimeField(label, null=True, blank=True)


class Withdrawal(models.Model):
    """What was asked and found, and the money's way. Whether it is granted is the case's status.

    `subject` is who buys, borrows or rents, where that is not the owner of the account; `household` the persons whose
    withdrawals count together on the day; `matter_keys` the house, loan or project by all its keys (limits that hold
    for it whoever asks). `judged_on` is the day whose law and limits hold: the acceptance.
    """

    case = models.OneToOneField(
        "desk.Case", verbose_name=_("办件"), on_delete=models.PROTECT, related_name="withdrawal"
    )
    reason = models.ForeignKey(Reason, verbose_name=_("提取原因"), on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey(
        "deposits.PersonalAccount", verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="withdrawals"
    )
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("提取人"), on_delete=models.PROTECT, related_name="withdrawals"
    )
    relation = models.CharField(_("与当事人的关系"), max_length=12, choices=Relation.choices, default=Relation.SELF)
    subject = models.ForeignKey(
        "accounts.Person", verbose_name=_("当事人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    household = ArrayField(models.BigIntegerField(), verbose_name=_("家庭成员"), default=list)
    matter_keys = ArrayField(models.CharField(max_length=32), verbose_name=_("房屋、贷款或项目"), default=list)
    particulars_text = EncryptedField(where="withdrawal.particulars")
    judged_on = models.DateField(_("适用日期"))
    # --- how much
    asked_fen = models.BigIntegerField(_("申请金额（分）"))
    allowed_fen = models.BigIntegerField(_("最多可提（分）"))
    because = models.JSONField(_("额度说明"), default=list)
    interest_fen = models.BigIntegerField(_("其中利息（分）"), default=0)
    recovered_fen = models.BigIntegerField(_("已追回（分）"), default=0)
    # --- to whom
    payee_kind = models.CharField(_("收款方"), max_length=10, choices=PayeeKind.choices)
    payee = models.ForeignKey(
        SupervisedAccount, verbose_name=_("收款单位"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    payee_account = EncryptedField(_("收款账号"), where="withdrawal.payee_account", blank=True, default="")
    payee_tail = models.CharField(_("收款账号尾号"), max_length=4, blank=True)
    payee_name = models.CharField(_("收款人"), max_length=120, blank=True)
    payee_bank_no = models.CharField(_("收款行号"), max_length=14, blank=True)
    # --- the money's way
    status = models.CharField(_("款项状态"), max_length=10, choices=PayoutStatus.choices, default=PayoutStatus.HELD)
    hold_key = models.CharField(max_length=80, blank=True)
    orders = models.PositiveSmallIntegerField(_("付款次数"), default=0)
    journal = models.ForeignKey("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="+")
    value_on = models.DateField(_("到账日期"), null=True)
    note = models.CharField(_("最近说明"), max_length=200, blank=True)
    papers_due_on = models.DateField(_("缺的材料最晚补齐的日期"), null=True)
    """Told to the applicant: where the papers are not here by then, the case ends and the money is free."""
    is_verified = models.BooleanField(_("数据全部核实"), default=False)
    device = models.CharField(_("设备"), max_length=64, blank=True)
    address = models.CharField(_("网络地址"), max_length=45, blank=True)
    # --- from form to money (seed 001)
    form_issued_at = _moment(_("领表时间"))
    submitted_at = models.DateTimeField(_("提交时间"))
    accepted_at = _moment(_("受理时间"))
    screened_at = _moment(_("核查时间"))
    decided_at = _moment(_("决定时间"))
    ordered_at = _moment(_("付款时间"))
    settled_at = _moment(_("到账时间"))
    sms_sent_at = _moment(_("短信时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("提取")
        constraints = [
            models.CheckConstraint(name="withdrawal_above_zero", condition=Q(asked_fen__gt=0, interest_fen__gte=0)),
            models.CheckConstraint(name="withdrawal_status_known", condition=Q(status__in=PayoutStatus.values)),
            models.CheckConstraint(
                name="withdrawal_paid_with_its_facts",
                condition=~Q(status__in=["PAID", "CAME_BACK"])
                | Q(journal__isnull=False, value_on__isnull=False, settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawal_recovered_at_most_paid",
                condition=Q(recovered_fen=0) | Q(recovered_fen__gt=0, settled_at__isnull=False),
            ),
            models.CheckConstraint(
                name="withdrawal_to_a_registered_payee",
                condition=Q(payee_kind__in=["OWN_CARD", "HEIR"], payee=None)
                | Q(payee_kind__in=["DEVELOPER", "LENDER", "LANDLORD"], payee__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "reason", "judged_on"], name="withdrawal_uses"),
            GinIndex(fields=["matter_keys"], name="withdrawal_of_matters"),
            GinIndex(fields=["household"], name="withdrawal_of_household"),
            models.Index(fields=["account", "-submitted_at"], name="withdrawal_of_account"),
            models.Index(fields=["status", "id"], name="withdrawal_in_hand", condition=Q(status__in=UNDER_WAY)),
            models.Index(fields=["id"], name="withdrawal_came_back", condition=Q(status__in=["RETURNED", "CAME_BACK"])),
            models.Index(fields=["id"], name="withdrawal_to_screen", condition=Q(screened_at=None, status="HELD")),
            models.Index(
                fields=["settled_at"], name="withdrawal_to_stamp", condition=Q(status="PAID", sms_sent_at=None)
            ),
            models.Index(fields=["settled_at", "id"], name="withdrawal_paid", condition=Q(settled_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return _("提取 %(reason)s") % {"reason": self.reason}

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        """The status in words."""
        return str(PayoutStatus(self.status).label)

    @property
    def key(self) -> str:
        """The root of the keys of its holds, orders and journals."""
        return f"withdrawal-{self.pk}"

    @property
    def particulars(self) -> Particulars:
        """What was declared of house, lease, loan or cost."""
        return from_text(self.particulars_text)

    @property
    def counts(self) -> bool:
        """Whether it uses up limits."""
        return self.status in COUNTING


class WithdrawalEvent(EventBase):
    """What happened to a withdrawal's money."""

    record = models.ForeignKey(Withdrawal, on_delete=models.PROTECT, related_name="events")
