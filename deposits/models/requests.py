"""A person's request that their employer confirm something or put it right."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from deposits.models.accounts import EmployerAccount, PersonalAccount
from deposits.states import RequestKind, RequestStatus


class EmployeeRequest(models.Model):
    """What the owner of an account asks the employer they stand under. The employer does it on its own pages."""

    account = models.ForeignKey(
        PersonalAccount, verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="requests"
    )
    employer_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="requests"
    )
    kind = models.CharField(_("事项"), max_length=10, choices=RequestKind.choices)
    words = models.CharField(_("情况说明"), max_length=300)
    status = models.CharField(_("状态"), max_length=10, choices=RequestStatus.choices, default=RequestStatus.OPEN)
    asked_at = models.DateTimeField(_("提出时间"))
    answer = models.CharField(_("单位答复"), max_length=300, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("答复人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    answered_at = models.DateTimeField(_("答复时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("职工请单位确认的事")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "kind"], name="one_open_request_a_kind", condition=Q(status=RequestStatus.OPEN)
            ),
            models.CheckConstraint(
                name="request_answered_by_somebody",
                condition=Q(status__in=[RequestStatus.OPEN, RequestStatus.WITHDRAWN], answered_by=None)
                | Q(
                    status__in=[RequestStatus.AGREED, RequestStatus.DECLINED],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="declined_request_says_why", condition=~Q(status=RequestStatus.DECLINED) | ~Q(answer="")
            ),
        ]
        indexes = [
            models.Index(fields=["employer_account", "status", "-id"], name="requests_of_employer"),
            models.Index(fields=["account", "-id"], name="requests_of_account"),
        ]

    def __str__(self) -> str:
        return str(self.get_kind_display())


class EmployeeRequestEvent(EventBase):
    """One move of a request."""

    record = models.ForeignKey(EmployeeRequest, on_delete=models.PROTECT, related_name="events")
