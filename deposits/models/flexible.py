"""People who pay for themselves: the branch's collective account, the agreement, the payments."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from common.months import period_words
from deposits.models.accounts import EmployerAccount, PersonalAccount
from deposits.states import MemberStatus, OwnPaymentStatus, OwnPurpose, Schedule


class FlexibleHome(models.Model):
    """The collective employer account of a branch, under which its flexible depositors stand (domain §1)."""

    branch = models.OneToOneField("accounts.Branch", on_delete=models.PROTECT, related_name="+")
    account = models.OneToOneField(EmployerAccount, on_delete=models.PROTECT, related_name="flexible_home")

    class Meta:
        verbose_name = verbose_name_plural = _("灵活就业归集账户")


class FlexibleMember(models.Model):
    """Somebody's agreement to pay for themselves: base in fen, whole rate in percent, how often (Reg. Art. 49)."""

    number = models.CharField(_("协议号"), max_length=20, unique=True)
    account = models.ForeignKey(
        PersonalAccount, verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="flexible"
    )
    home = models.ForeignKey(FlexibleHome, on_delete=models.PROTECT, related_name="members", db_index=False)
    status = models.CharField(_("状态"), max_length=10, choices=MemberStatus.choices, default=MemberStatus.ACTIVE)
    base_fen = models.BigIntegerField(_("缴存基数（分）"))
    total_rate = models.DecimalField(_("缴存比例（%）"), max_digits=4, decimal_places=2)
    schedule = models.CharField(_("缴存方式"), max_length=10, choices=Schedule.choices)
    agreed_on = models.DateField(_("签订日期"))
    ended_on = models.DateField(_("终止日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("灵活就业缴存协议")
        constraints = [
            models.UniqueConstraint(
                fields=["account"], name="one_flexible_agreement", condition=~Q(status=MemberStatus.ENDED)
            ),
            models.CheckConstraint(
                name="ended_agreement_has_its_date",
                condition=Q(status=MemberStatus.ENDED, ended_on__isnull=False)
                | (~Q(status=MemberStatus.ENDED) & Q(ended_on=None)),
            ),
        ]

    def __str__(self) -> str:
        return _("灵活就业缴存协议 %(number)s") % {"number": self.number}


class FlexibleMemberEvent(EventBase):
    """One move of an agreement, or a change of what it says."""

    record = models.ForeignKey(FlexibleMember, on_delete=models.PROTECT, related_name="events")


class OwnPayment(models.Model):
    """Months that somebody pays for themselves, by one transfer whose remark is `number`; one waits at a time."""

    number = models.CharField(_("缴款书号"), max_length=20, unique=True)
    member = models.ForeignKey(FlexibleMember, on_delete=models.PROTECT, related_name="payments")
    status = models.CharField(
        _("状态"), max_length=10, choices=OwnPaymentStatus.choices, default=OwnPaymentStatus.AWAITING
    )
    purpose = models.CharField(_("用途"), max_length=10, choices=OwnPurpose.choices, default=OwnPurpose.REGULAR)
    first_month = models.CharField(_("自"), max_length=6)
    last_month = models.CharField(_("至"), max_length=6)
    months = models.PositiveSmallIntegerField(_("月数"))
    employer_fen = models.BigIntegerField(_("单位部分（分）"))
    employee_fen = models.BigIntegerField(_("个人部分（分）"))
    total_fen = models.BigIntegerField(_("合计（分）"))
    made_at = models.DateTimeField(_("开单时间"))
    value_on = models.DateField(_("起息日"), null=True)
    journal = models.OneToOneField("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="own_payment")

    class Meta:
        verbose_name = verbose_name_plural = _("自缴款")
        constraints = [
            models.UniqueConstraint(
                fields=["member"], name="one_own_payment_waits", condition=Q(status=OwnPaymentStatus.AWAITING)
            ),
            models.CheckConstraint(
                name="own_payment_is_both_parts",
                condition=Q(total_fen=F("employer_fen") + F("employee_fen"), total_fen__gt=0, months__gt=0),
            ),
            models.CheckConstraint(
                name="credited_payment_has_its_journal",
                condition=Q(status=OwnPaymentStatus.CREDITED, journal__isnull=False, value_on__isnull=False)
                | (~Q(status=OwnPaymentStatus.CREDITED) & Q(journal=None)),
            ),
        ]

    def __str__(self) -> str:
        return _("缴款书 %(number)s") % {"number": self.number}

    @property
    def period(self) -> str:
        """Its months in words; those of a back payment lie between the first and the last."""
        return period_words(self.first_month, self.last_month)

    @property
    def key(self) -> str:
        """Under this key the bank waits for the money and the ledger books it."""
        return f"own-{self.number}"


class OwnPaymentEvent(EventBase):
    """One move of a payment."""

    record = models.ForeignKey(OwnPayment, on_delete=models.PROTECT, related_name="events")


class OwnPaymentMonth(models.Model):
    """One missed month that a back payment is for, by that month's limits (domain §2.3). Written once."""

    payment = models.ForeignKey(OwnPayment, on_delete=models.PROTECT, related_name="months_back", db_index=False)
    month = models.CharField(_("月份"), max_length=6)
    base_fen = models.BigIntegerField(_("缴存基数（分）"))
    employer_fen = models.BigIntegerField(_("单位部分（分）"))
    employee_fen = models.BigIntegerField(_("个人部分（分）"))

    class Meta:
        verbose_name = verbose_name_plural = _("自缴款补缴月份")
        constraints = [
            models.UniqueConstraint(fields=["payment", "month"], name="own_month_once_in_a_payment"),
            models.CheckConstraint(
                name="own_month_pays_something", condition=Q(employer_fen__gte=0, employee_fen__gt=0)
            ),
        ]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return self.month

    @property
    def total_fen(self) -> int:
        """Both parts, in fen."""
        return self.employer_fen + self.employee_fen
