"""What an employer asked for beside its regular contributions: other rates, a reduction, a deferral."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from common.months import month_words
from deposits.models.accounts import EmployerAccount
from deposits.states import TermsKind, TermsStatus


def _rate(label: Any) -> models.DecimalField:
    return models.DecimalField(label, max_digits=4, decimal_places=2, null=True)


class TermsChange(models.Model):
    """A change of rates (调整比例), a reduction below the range (降比) or a deferral (缓缴), beside its case.

    It holds from `first_month`, a reduction and a deferral through `last_month`. Both rest on a resolution of the
    staff congress or the union and on the approval of the management committee (Regulation Art. 20).
    """

    employer_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="terms"
    )
    case = models.OneToOneField(
        "desk.Case", verbose_name=_("办件"), on_delete=models.PROTECT, related_name="employer_terms"
    )
    kind = models.CharField(_("事项"), max_length=10, choices=TermsKind.choices)
    status = models.CharField(_("状态"), max_length=8, choices=TermsStatus.choices, default=TermsStatus.ASKED)
    first_month = models.CharField(_("从哪个月起"), max_length=6)
    last_month = models.CharField(_("到哪个月止"), max_length=6, blank=True)
    employer_rate = _rate(_("单位缴存比例（%）"))
    employee_rate = _rate(_("个人缴存比例（%）"))
    before_employer_rate = _rate(_("原单位缴存比例（%）"))
    before_employee_rate = _rate(_("原个人缴存比例（%）"))
    reason = models.CharField(_("原因"), max_length=200)
    resolution_number = models.CharField(_("职代会或工会决议"), max_length=80)
    resolution_on = models.DateField(_("决议日期"))
    approval_number = models.CharField(_("管委会批准文号"), max_length=80, blank=True)
    approval_on = models.DateField(_("批准日期"), null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("申请时间"))
    told_at = models.DateTimeField(_("到期提醒"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("缴存比例与缓缴")
        constraints = [
            models.UniqueConstraint(
                fields=["employer_account"],
                name="one_terms_change_to_come",
                condition=Q(status__in=["ASKED", "WAITING"]),
            ),
            models.CheckConstraint(
                name="terms_have_their_rates",
                condition=Q(kind="DEFERRAL", employer_rate=None, employee_rate=None)
                | (~Q(kind="DEFERRAL") & Q(employer_rate__gt=0, employee_rate__gt=0)),
            ),
            models.CheckConstraint(
                name="terms_have_their_end",
                condition=Q(kind="RATES", last_month="") | (~Q(kind="RATES") & Q(last_month__gte=F("first_month"))),
            ),
            models.CheckConstraint(
                name="terms_approved_by_the_committee",
                condition=Q(kind="RATES")
                | Q(status__in=["ASKED", "REFUSED"])
                | (~Q(approval_number="") & Q(approval_on__isnull=False)),
            ),
        ]
        indexes = [
            models.Index(fields=["employer_account", "-id"], name="terms_of_employer"),
            models.Index(fields=["kind", "id"], name="terms_alive", condition=Q(status__in=["WAITING", "RUNNING"])),
        ]

    def __str__(self) -> str:
        return _("%(kind)s（%(month)s起）") % {"kind": self.get_kind_display(), "month": month_words(self.first_month)}


class TermsChangeEvent(EventBase):
    """One move of such a change's status."""

    record = models.ForeignKey(TermsChange, on_delete=models.PROTECT, related_name="events")
