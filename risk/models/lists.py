"""Lists that applications are held against, and bans."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from risk.states.lists import BanBusiness, ListKind


class ListEntry(models.Model):
    """Somebody or something on a list, with its source and term. `value` is sealed; `key` finds it."""

    kind = models.CharField(_("名单"), max_length=10, choices=ListKind.choices)
    key = models.UUIDField()
    value = EncryptedField(_("内容"), where="listentry.value")
    label = models.CharField(_("名单内容"), max_length=80)
    """The value masked, as lists show it."""
    source = models.CharField(_("来源"), max_length=80)
    reason = models.CharField(_("列入原因"), max_length=200)
    case = models.CharField(_("相关业务"), max_length=40, blank=True)
    since = models.DateField(_("自"))
    until = models.DateField(_("至"), null=True, blank=True)
    """Last day on the list; empty: until it is taken off."""
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("登记人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(_("登记时间"))
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("移出人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    ended_at = models.DateTimeField(_("移出时间"), null=True)
    end_reason = models.CharField(_("移出原因"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("名单条目")
        constraints = [
            models.UniqueConstraint(fields=["key", "kind"], name="listed_once", condition=Q(ended_at=None)),
            models.CheckConstraint(name="list_kind_known", condition=Q(kind__in=ListKind.values)),
            models.CheckConstraint(name="listed_with_reason", condition=~Q(source="") & ~Q(reason="")),
            models.CheckConstraint(name="list_ends_after_it_began", condition=Q(until=None) | Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="taken_off_with_reason",
                condition=Q(ended_at=None, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            ),
        ]
        indexes = [models.Index(fields=["kind", "-id"], name="list_entries")]
        triggers = [pgtrigger.Protect(name="entry_kept", operation=pgtrigger.Delete)]

    def __str__(self) -> str:
        return self.label


class Ban(models.Model):
    """No withdrawal and no loan from the decision's day to the last day (Regulation Art. 41), unless lifted."""

    key = models.CharField(_("业务键"), max_length=80, unique=True)
    person = models.ForeignKey("accounts.Person", verbose_name=_("人员"), on_delete=models.PROTECT, related_name="bans")
    business = models.CharField(_("情形"), max_length=12, choices=BanBusiness.choices)
    since = models.DateField(_("决定日期"))
    until = models.DateField(_("截止日期"))
    reason = models.CharField(_("事由"), max_length=200)
    source = models.CharField(_("来源"), max_length=80)
    """Our own decision, or the centre whose transfer letter carried it."""
    case = models.CharField(_("相关业务"), max_length=40, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("决定人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(_("登记时间"))
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("解除人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(_("解除时间"), null=True)
    lifted_on = models.DateField(_("解除日期"), null=True)
    """From this day on it holds no more."""
    lift_reason = models.CharField(_("解除理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("限制业务")
        constraints = [
            models.CheckConstraint(name="ban_business_known", condition=Q(business__in=BanBusiness.values)),
            models.CheckConstraint(name="ban_says_why", condition=~Q(reason="") & ~Q(source="")),
            models.CheckConstraint(name="ban_ends_after_it_began", condition=Q(until__gte=F("since"))),
            models.CheckConstraint(
                name="ban_lifted_with_reason",
                condition=Q(lifted_at=None, lifted_on=None, lift_reason="")
                | (Q(lifted_at__isnull=False, lifted_on__isnull=False) & ~Q(lift_reason="")),
            ),
            models.CheckConstraint(
                name="ban_lifted_by_another",
                condition=Q(lifted_by=None) | Q(decided_by=None) | ~Q(lifted_by=F("decided_by")),
            ),
        ]
        indexes = [models.Index(fields=["person", "-until"], name="ban_on_person")]
        triggers = [
            pgtrigger.Protect(name="ban_kept", operation=pgtrigger.Delete),
            pgtrigger.ReadOnly(
                name="decided_is_final",
                fields=["key", "person", "business", "since", "until", "reason", "source", "case", "decided_by"],
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_business_display())
