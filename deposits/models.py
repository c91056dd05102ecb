"""Fund accounts of employers and persons, payroll uploads and remittance lists."""

from __future__ import annotations

import pghistory
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import APPEND_ONLY, EventBase
from deposits.states import (
    OPEN_STATUSES,
    WAITING_STATUSES,
    ChangeKind,
    EmployerAccountStatus,
    ListStatus,
    PersonalAccountStatus,
    TransferStatus,
    UploadStatus,
)


@pghistory.track(
    model_name="EmployerAccountHistory",
    obj_field=pghistory.ObjForeignKey(related_name="history", related_query_name="+"),
)
class EmployerAccount(models.Model):
    """An employer's fund account (单位账户): rates in percent, payday, paying account, month paid through."""

    number = models.CharField(_("单位账号"), max_length=20, unique=True)
    employer = models.OneToOneField(
        "accounts.Employer", verbose_name=_("单位"), on_delete=models.PROTECT, related_name="fund_account"
    )
    status = models.CharField(
        _("状态"), max_length=2, choices=EmployerAccountStatus.choices, default=EmployerAccountStatus.OPENED
    )
    employer_rate = models.DecimalField(_("单位缴存比例（%）"), max_digits=4, decimal_places=2)
    employee_rate = models.DecimalField(_("个人缴存比例（%）"), max_digits=4, decimal_places=2)
    payday = models.PositiveSmallIntegerField(
        _("发薪日"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    paying_account = EncryptedField(_("付款账号"), where="employer_account.paying_account", blank=True, default="")
    paying_bank = models.CharField(_("开户银行"), max_length=80, blank=True)
    first_month = models.CharField(_("起缴年月"), max_length=6)
    paid_through = models.CharField(_("缴至年月"), max_length=6, blank=True)
    opened_on = models.DateField(_("开户日期"))

    class Meta:
        verbose_name = verbose_name_plural = _("单位账户")
        constraints = [
            models.CheckConstraint(
                name="rates_are_percent",
                condition=Q(employer_rate__gt=0, employer_rate__lte=100, employee_rate__gt=0, employee_rate__lte=100),
            ),
            models.CheckConstraint(name="payday_in_month", condition=Q(payday=None) | Q(payday__range=(1, 31))),
            models.CheckConstraint(name="employer_status_known", condition=Q(status__in=EmployerAccountStatus.values)),
        ]

    def __str__(self) -> str:
        return _("单位账户 %(number)s") % {"number": self.number}


class EmployerAccountEvent(EventBase):
    """One move of an employer account's status."""

    record = models.ForeignKey(EmployerAccount, on_delete=models.PROTECT, related_name="events")


class PersonalAccount(models.Model):
    """A person's fund account (个人账户). Its money lies in the ledger account; one open account per person."""

    number = models.CharField(_("个人账号"), max_length=20, unique=True)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("姓名"), on_delete=models.PROTECT, related_name="fund_accounts"
    )
    employer_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="personal_accounts"
    )
    ledger_account = models.OneToOneField(
        "ledger.Account", on_delete=models.PROTECT, related_name="personal_account", editable=False
    )
    status = models.CharField(
        _("状态"), max_length=2, choices=PersonalAccountStatus.choices, default=PersonalAccountStatus.NORMAL
    )
    base_fen = models.BigIntegerField(_("缴存基数（分）"))
    employer_part_fen = models.BigIntegerField(_("单位月缴存额（分）"))
    employee_part_fen = models.BigIntegerField(_("个人月缴存额（分）"))
    paid_through = models.CharField(_("缴至年月"), max_length=6, blank=True)
    opened_on = models.DateField(_("开户日期"))
    sealed_on = models.DateField(_("封存日期"), null=True, blank=True)
    closed_on = models.DateField(_("销户日期"), null=True, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("个人账户")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], name="one_open_account_a_person", condition=Q(status__in=OPEN_STATUSES)
            ),
            models.CheckConstraint(name="personal_status_known", condition=Q(status__in=PersonalAccountStatus.values)),
            models.CheckConstraint(
                name="sealed_status_has_its_date",
                condition=Q(status=PersonalAccountStatus.SEALED, sealed_on__isnull=False)
                | ~Q(status=PersonalAccountStatus.SEALED),
            ),
            models.CheckConstraint(
                name="closed_status_has_its_date",
                condition=Q(status__in=OPEN_STATUSES, closed_on=None)
                | (~Q(status__in=OPEN_STATUSES) & Q(closed_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="parts_not_negative",
                condition=Q(base_fen__gte=0, employer_part_fen__gte=0, employee_part_fen__gte=0),
            ),
        ]
        indexes = [
            models.Index(fields=["employer_account", "status", "number"], name="personal_of_employer"),
            models.Index(fields=["person"], name="personal_of_person"),
        ]

    def __str__(self) -> str:
        return _("个人账户 %(number)s") % {"number": self.number}

    @property
    def monthly_fen(self) -> int:
        """The monthly contribution: employer's and employee's part together, in fen."""
        return self.employer_part_fen + self.employee_part_fen


class PersonalAccountEvent(EventBase):
    """One thing that happened to a personal account: opened, sealed, unsealed, base changed, employer changed."""

    record = models.ForeignKey(PersonalAccount, on_delete=models.PROTECT, related_name="events")
    month = models.CharField(_("年月"), max_length=6, blank=True)


class PayrollUpload(models.Model):
    """A payroll file as it came, or a list typed on a page, with what was found when it was checked.

    The bytes are encrypted (they name people) and kept so that the file can be given back with its faults marked.
    """

    employer_account = models.ForeignKey(EmployerAccount, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    status = models.CharField(_("状态"), max_length=10, choices=UploadStatus.choices)
    month = models.CharField(_("汇缴月份"), max_length=6, blank=True)
    person_count = models.PositiveIntegerField(_("人数"), default=0)
    total_fen = models.BigIntegerField(_("合计（分）"), default=0)
    joined_count = models.PositiveIntegerField(_("新增和启封"), default=0)
    left_count = models.PositiveIntegerField(_("封存"), default=0)
    changed_count = models.PositiveIntegerField(_("调基"), default=0)
    errors = models.JSONField(default=list)
    warnings = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("上传时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("清册上传")
        indexes = [models.Index(fields=["employer_account", "-at"], name="uploads_of_employer")]

    def __str__(self) -> str:
        return self.name


class PayrollUploadEvent(EventBase):
    """One move of an upload's status."""

    record = models.ForeignKey(PayrollUpload, on_delete=models.PROTECT, related_name="events")


class RemittanceList(models.Model):
    """One employer's contributions for one month (汇缴清册), from its declaration on."""

    number = models.CharField(_("汇缴书号"), max_length=20, unique=True)
    employer_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="lists"
    )
    month = models.CharField(_("汇缴月份"), max_length=6)
    status = models.CharField(_("状态"), max_length=10, choices=ListStatus.choices, default=ListStatus.AWAITING)
    upload = models.OneToOneField(PayrollUpload, null=True, on_delete=models.PROTECT, related_name="list")
    employer_rate = models.DecimalField(_("单位比例（%）"), max_digits=4, decimal_places=2)
    employee_rate = models.DecimalField(_("个人比例（%）"), max_digits=4, decimal_places=2)
    unit_fen = models.PositiveIntegerField(_("取整单位（分）"))
    person_count = models.PositiveIntegerField(_("人数"))
    employer_fen = models.BigIntegerField(_("单位部分（分）"))
    employee_fen = models.BigIntegerField(_("个人部分（分）"))
    total_fen = models.BigIntegerField(_("合计（分）"))
    received_fen = models.BigIntegerField(_("已到账（分）"), default=0)
    verify_code = models.CharField(_("验真码"), max_length=16, unique=True)
    declared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("申报人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    declared_at = models.DateTimeField(_("申报时间"))
    value_on = models.DateField(_("起息日"), null=True)
    allocated_at = models.DateTimeField(_("入账时间"), null=True)
    journal = models.OneToOneField("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="remittance")
    reversal = models.OneToOneField(
        "ledger.Journal", null=True, on_delete=models.PROTECT, related_name="reversed_remittance"
    )

    class Meta:
        verbose_name = verbose_name_plural = _("汇缴清册")
        constraints = [
            models.UniqueConstraint(
                fields=["employer_account", "month"],
                name="one_live_list_a_month",
                condition=~Q(status__in=[ListStatus.VOID, ListStatus.REVERSED]),
            ),
            models.UniqueConstraint(
                fields=["employer_account"], name="one_waiting_list", condition=Q(status__in=WAITING_STATUSES)
            ),
            models.CheckConstraint(
                name="list_total_is_both_parts", condition=Q(total_fen=F("employer_fen") + F("employee_fen"))
            ),
            models.CheckConstraint(
                name="allocated_list_has_its_journal",
                condition=Q(status__in=[ListStatus.ALLOCATED, ListStatus.REVERSED], journal__isnull=False)
                & Q(value_on__isnull=False, allocated_at__isnull=False)
                | ~Q(status__in=[ListStatus.ALLOCATED, ListStatus.REVERSED]) & Q(journal=None),
            ),
            models.CheckConstraint(
                name="reversed_list_has_its_reversal",
                condition=Q(status=ListStatus.REVERSED, reversal__isnull=False)
                | (~Q(status=ListStatus.REVERSED) & Q(reversal=None)),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-declared_at", "-id"], name="lists_by_status"),
            models.Index(fields=["-declared_at", "-id"], name="lists_newest"),
        ]

    def __str__(self) -> str:
        return _("汇缴书 %(number)s") % {"number": self.number}

    @property
    def expectation_key(self) -> str:
        """Under this key the bank waits for the money and the ledger books it."""
        return f"remittance-{self.number}"

    @property
    def missing_fen(self) -> int:
        """What has still to come, in fen."""
        return self.total_fen - self.received_fen


class RemittanceListEvent(EventBase):
    """One move of a list's status."""

    record = models.ForeignKey(RemittanceList, on_delete=models.PROTECT, related_name="events")


class RemittanceItem(models.Model):
    """One person's line of a list: base and both parts in fen. Written once with the list."""

    list = models.ForeignKey(RemittanceList, on_delete=models.PROTECT, related_name="items", db_index=False)
    row_no = models.PositiveIntegerField(_("序号"))
    account = models.ForeignKey(PersonalAccount, on_delete=models.PROTECT, related_name="items", db_index=False)
    base_fen = models.BigIntegerField(_("缴存基数（分）"))
    employer_fen = models.BigIntegerField(_("单位部分（分）"))
    employee_fen = models.BigIntegerField(_("个人部分（分）"))
    change = models.CharField(_("变更类型"), max_length=6, choices=ChangeKind.choices, default=ChangeKind.NORMAL)

    class Meta:
        verbose_name = verbose_name_plural = _("清册明细")
        constraints = [
            models.UniqueConstraint(fields=["list", "account"], name="person_once_in_a_list"),
            models.CheckConstraint(
                name="item_pays_something", condition=Q(employer_fen__gte=0, employee_fen__gte=0, base_fen__gt=0)
            ),
        ]
        indexes = [models.Index(fields=["account", "list"], name="items_of_account")]
        triggers = [APPEND_ONLY]

    def __str__(self) -> str:
        return str(self.row_no)

    @property
    def total_fen(self) -> int:
        """Both parts together, in fen."""
        return self.employer_fen + self.employee_fen


def _acting(model: str) -> models.ForeignKey:
    return models.ForeignKey(model, null=True, on_delete=models.PROTECT, related_name="+")


class InternalTransfer(models.Model):
    """A sealed account that went on under another employer (同城转移), as it was before, and its owner's objection.

    An employer must report new staff within 30 days (Regulation Art. 15) and needs nobody's leave for it. So the owner
    is told at once, may object, and has the account back as it was where the objection holds.
    """

    account = models.ForeignKey(PersonalAccount, on_delete=models.PROTECT, related_name="transfers")
    from_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("原单位"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    to_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("转入单位"), on_delete=models.PROTECT, related_name="+", db_index=False
    )
    list = models.ForeignKey(RemittanceList, null=True, on_delete=models.PROTECT, related_name="transfers")
    status = models.CharField(_("状态"), max_length=10, choices=TransferStatus.choices, default=TransferStatus.MADE)
    sealed_on = models.DateField(_("原封存日期"))
    base_fen = models.BigIntegerField(_("原缴存基数（分）"))
    employer_part_fen = models.BigIntegerField(_("原单位月缴存额（分）"))
    employee_part_fen = models.BigIntegerField(_("原个人月缴存额（分）"))
    on = models.DateField(_("转入日期"))
    at = models.DateTimeField(_("时间"))
    by = _acting(settings.AUTH_USER_MODEL)
    by_person = _acting("accounts.Person")
    objection = models.CharField(_("异议"), max_length=200, blank=True)
    objected_at = models.DateTimeField(_("提出异议的时间"), null=True)
    decision = models.CharField(_("处理意见"), max_length=200, blank=True)
    decided_by = _acting(settings.AUTH_USER_MODEL)
    decided_by_person = _acting("accounts.Person")
    decided_at = models.DateTimeField(_("处理时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("同城转移")
        constraints = [
            models.CheckConstraint(name="transfer_has_two_employers", condition=~Q(from_account=F("to_account"))),
            models.CheckConstraint(
                name="transfer_objected_to_in_words",
                condition=Q(status=TransferStatus.MADE, objected_at=None)
                | (~Q(status=TransferStatus.MADE) & Q(objected_at__isnull=False) & ~Q(objection="")),
            ),
            models.CheckConstraint(
                name="objection_decided_by_somebody",
                condition=Q(status__in=["MADE", "OBJECTED"], decided_by_person=None)
                | Q(status__in=["UNDONE", "STANDS"], decided_by_person__isnull=False, decided_at__isnull=False),
            ),
            models.CheckConstraint(
                name="objection_decided_by_another",
                condition=Q(decided_by_person=None) | Q(by_person=None) | ~Q(decided_by_person=F("by_person")),
            ),
        ]
        indexes = [
            models.Index(fields=["status", "-at", "-id"], name="transfers_by_status"),
            models.Index(fields=["to_account"], name="transfers_undone", condition=Q(status="UNDONE")),
            models.Index(fields=["-at", "-id"], name="transfers_newest"),
        ]

    def __str__(self) -> str:
        return _("%(account)s的转入") % {"account": self.account}


class InternalTransferEvent(EventBase):
    """One move of a transfer's status."""

    record = models.ForeignKey(InternalTransfer, on_delete=models.PROTECT, related_name="events")


class SuspenseRefund(models.Model):
    """What an employer asks back of its suspense money; everything else about the request stands on its case.

    The money is held from the application on. Each payment is an order of its own on the same hold; `orders` counts
    them, since the bank may return one.
    """

    case = models.OneToOneField("desk.Case", verbose_name=_("办件"), on_delete=models.PROTECT, related_name="refund")
    item = models.ForeignKey("bank.SuspenseItem", verbose_name=_("暂收款"), on_delete=models.PROTECT, related_name="+")
    fen = models.BigIntegerField(_("退款金额（分）"))
    reason = models.CharField(_("退款原因"), max_length=200)
    orders = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("暂收款退款")
        constraints = [models.CheckConstraint(name="refund_above_zero", condition=Q(fen__gt=0))]

    @property
    def hold_key(self) -> str:
        """Under what the ledger holds the money."""
        return f"refund-{self.case.number}"
