"""Developers' projects (楼盘) whose buyers may borrow: permit, agreement, supervised account; entered by two."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import EventBase
from loans.states.projects import ChangeStatus, ProjectStatus


def _user(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+"
    )


def _person() -> models.ForeignKey:
    return models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")


class Project(models.Model):
    """A development with its co-operation agreement: before its buyers can apply it is registered (domain §5.9).

    The supervised account is the only one that money for its homes goes to. `guarantees` says whether the developer
    stands in until the mortgage is registered, against a deposit of `deposit_percent` of each loan.
    """

    name = models.CharField(_("楼盘"), max_length=80)
    developer = models.CharField(_("开发企业"), max_length=120)
    credit_code = models.CharField(_("统一社会信用代码"), max_length=18)
    permit_number = models.CharField(_("预售许可证号"), max_length=60)
    agreement_number = models.CharField(_("合作协议号"), max_length=60)
    address = models.CharField(_("坐落"), max_length=160)
    account = EncryptedField(_("监管账户"), where="loan_project.account")
    account_name = models.CharField(_("监管账户户名"), max_length=120)
    bank_name = models.CharField(_("监管银行"), max_length=80)
    bank_no = models.CharField(_("行号"), max_length=14, blank=True)
    guarantees = models.BooleanField(_("提供阶段性保证"), default=False)
    deposit_percent = models.DecimalField(_("保证金比例（%）"), max_digits=5, decimal_places=2, default=0)
    since = models.DateField(_("合作起始日"))
    until = models.DateField(_("合作截止日"), null=True, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=ProjectStatus.choices, default=ProjectStatus.PROPOSED)
    made_by = _user(_("登记人"))
    made_by_person = _person()
    made_at = models.DateTimeField(_("登记时间"))
    confirmed_by = _user(_("复核人"))
    confirmed_by_person = _person()
    confirmed_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("合作楼盘")
        constraints = [
            models.CheckConstraint(name="project_ends_later", condition=Q(until=None) | Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="project_confirmed_by_another",
                condition=Q(confirmed_by_person=None)
                | (Q(made_by_person__isnull=False) & ~Q(confirmed_by_person=F("made_by_person"))),
            ),
            models.CheckConstraint(
                name="project_active_when_confirmed",
                condition=~Q(status="ACTIVE") | Q(confirmed_by_person__isnull=False, confirmed_at__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["permit_number"], name="project_once", condition=Q(status__in=["PROPOSED", "ACTIVE"])
            ),
        ]
        indexes = [models.Index(fields=["name", "id"], name="project_by_name")]

    def __str__(self) -> str:
        return self.name

    @property
    def tail(self) -> str:
        """The last four digits of the supervised account."""
        return self.account[-4:]


class ProjectEvent(EventBase):
    """What happened to a project."""

    record = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="events")


class AccountChange(models.Model):
    """Another supervised account for a project, by a new agreement: entered by one, decided by another."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="account_changes")
    account = EncryptedField(_("监管账户"), where="loan_project_change.account")
    account_name = models.CharField(_("监管账户户名"), max_length=120)
    bank_name = models.CharField(_("监管银行"), max_length=80)
    bank_no = models.CharField(_("行号"), max_length=14, blank=True)
    document_number = models.CharField(_("依据文件"), max_length=60)
    status = models.CharField(_("状态"), max_length=10, choices=ChangeStatus.choices, default=ChangeStatus.PROPOSED)
    made_by = _user(_("登记人"))
    made_by_person = _person()
    made_at = models.DateTimeField(_("登记时间"))
    decided_by = _user(_("复核人"))
    decided_by_person = _person()
    decided_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("监管账户变更")
        constraints = [
            models.UniqueConstraint(
                fields=["project"], name="one_account_change_at_a_time", condition=Q(status="PROPOSED")
            ),
            models.CheckConstraint(
                name="account_change_decided_by_another",
                condition=Q(status="PROPOSED", decided_by_person=None)
                | Q(made_by_person__isnull=False, decided_by_person__isnull=False)
                & ~Q(decided_by_person=F("made_by_person")),
            ),
        ]

    def __str__(self) -> str:
        return self.document_number

    @property
    def tail(self) -> str:
        """The last four digits of the new account."""
        return self.account[-4:]
