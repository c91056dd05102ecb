"""Payroll uploads and the remittance lists they become."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from common.months import month_words, period_words
from deposits.models.accounts import EmployerAccount, PersonalAccount
from deposits.states import (
    BUSINESS_CODES,
    MONTHLY_PURPOSES,
    WAITING_STATUSES,
    ChangeKind,
    ListPurpose,
    ListStatus,
    UploadStatus,
)


class PayrollUpload(models.Model):
    """A payroll file as it came, or a list typed on a page, with what was found when it was checked.

    The bytes are encrypted (they name people) and kept so that the file can be given back with its faults marked.
    """

    employer_account = models.ForeignKey(EmployerAccount, on_delete=models.PROTECT, related_name="uploads")
    name = models.CharField(_("文件名"), max_length=200)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    status = models.CharField(_("状态"), max_length=10, choices=UploadStatus.choices)
    purpose = models.CharField(
        _("用途"), max_length=8, choices=ListPurpose.choices, default=ListPurpose.REGULAR, db_default="REGULAR"
    )
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
    """One employer's contributions for one month (汇缴清册), from its declaration on.

    A back payment or an advance covers the months from `first_month` to `month`; what each person pays for each of
    them stands in `RemittanceMonth`.
    """

    number = models.CharField(_("汇缴书号"), max_length=20, unique=True)
    employer_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="lists"
    )
    purpose = models.CharField(
        _("用途"), max_length=8, choices=ListPurpose.choices, default=ListPurpose.REGULAR, db_default="REGULAR"
    )
    first_month = models.CharField(_("起始月份"), max_length=6, blank=True, default="", db_default="")
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
                condition=Q(purpose__in=MONTHLY_PURPOSES) & ~Q(status__in=[ListStatus.VOID, ListStatus.REVERSED]),
            ),
            models.UniqueConstraint(
                fields=["employer_account"],
                name="one_waiting_list",
                condition=Q(purpose__in=MONTHLY_PURPOSES, status__in=WAITING_STATUSES),
            ),
            models.UniqueConstraint(
                fields=["employer_account"],
                name="one_waiting_back_list",
                condition=Q(purpose=ListPurpose.BACK, status__in=WAITING_STATUSES),
            ),
            models.CheckConstraint(
                name="only_several_months_have_a_first",
                condition=Q(purpose=ListPurpose.REGULAR, first_month="")
                | (~Q(purpose=ListPurpose.REGULAR) & ~Q(first_month="")),
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
    def business_code(self) -> str:
        """Business type GJHTQYWLX (JGJ/T 320): 01 remittance, 02 back payment."""
        return BUSINESS_CODES[ListPurpose(self.purpose)]

    @property
    def period(self) -> str:
        """What it pays for, in words: "2026 年 10 月", "补缴 2026 年 3 月至 5 月"."""
        if not self.first_month:
            return month_words(self.month)
        words = {"purpose": self.get_purpose_display(), "period": period_words(self.first_month, self.month)}
        return gettext("%(purpose)s %(period)s") % words

    @property
    def expectation_key(self) -> str:
        """Under this key the bank waits for the money and the ledger books it."""
        return f"remittance-{self.number}"

    @property
    def declared_month(self) -> str:
        """The month of the business date it was declared on, which its number begins with."""
        return self.number[2:8]

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
