"""Freezes of personal accounts: by whose order, what they forbid, until when, and the two persons of each step."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from common.months import month_words
from deposits.models.accounts import EmployerAccount, PersonalAccount
from deposits.states import (
    FREEZES_IN_FORCE,
    FreezeKind,
    FreezeStatus,
    ScheduledAction,
    ScheduledStatus,
)


def _who(label: Any, model: str = settings.AUTH_USER_MODEL) -> models.ForeignKey:
    return models.ForeignKey(model, verbose_name=label, null=True, on_delete=models.PROTECT, related_name="+")


class Freeze(models.Model):
    """A freeze of a personal account (冻结). In force it lies on the account as an Encumbrance under `key`.

    `amount_fen` only where part of the balance is meant; `held_fen` of it is held in the books, the rest as money
    comes in. The last day it holds is `until`; empty: until it is lifted.
    """

    account = models.ForeignKey(
        PersonalAccount, verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="freezes"
    )
    kind = models.CharField(_("冻结方式"), max_length=8, choices=FreezeKind.choices)
    amount_fen = models.BigIntegerField(_("冻结金额（分）"), null=True)
    held_fen = models.BigIntegerField(_("已占用（分）"), default=0)
    holds = models.PositiveSmallIntegerField(default=0, editable=False)
    authority = models.CharField(_("冻结机关"), max_length=80)
    document_number = models.CharField(_("文书编号"), max_length=80)
    document_on = models.DateField(_("文书日期"))
    until = models.DateField(_("冻结至"), null=True)
    status = models.CharField(_("状态"), max_length=8, choices=FreezeStatus.choices, default=FreezeStatus.PROPOSED)
    made_by = _who(_("经办人"))
    made_by_person = _who(_("经办人"), "accounts.Person")
    made_at = models.DateTimeField(_("登记时间"))
    authorised_by = _who(_("复核人"))
    authorised_by_person = _who(_("复核人"), "accounts.Person")
    since = models.DateField(_("冻结日期"), null=True)
    lift_document = models.CharField(_("解除文书"), max_length=80, blank=True)
    lift_reason = models.CharField(_("解除原因"), max_length=200, blank=True)
    lift_by = _who(_("解除经办人"))
    lift_by_person = _who(_("解除经办人"), "accounts.Person")
    lift_authorised_by = _who(_("解除复核人"))
    lift_authorised_by_person = _who(_("解除复核人"), "accounts.Person")
    ended_on = models.DateField(_("结束日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("冻结")
        constraints = [
            models.CheckConstraint(
                name="freeze_amount_where_part_is_meant",
                condition=Q(kind="AMOUNT", amount_fen__gt=0) | (~Q(kind="AMOUNT") & Q(amount_fen=None)),
            ),
            models.CheckConstraint(
                name="freeze_holds_within_its_amount",
                condition=Q(held_fen=0) | Q(held_fen__gt=0, held_fen__lte=F("amount_fen")),
            ),
            models.CheckConstraint(
                name="freeze_says_by_whose_order", condition=~Q(authority="") & ~Q(document_number="")
            ),
            models.CheckConstraint(
                name="freeze_authorised_by_another",
                condition=Q(authorised_by_person=None) | ~Q(authorised_by_person=F("made_by_person")),
            ),
            models.CheckConstraint(
                name="freeze_in_force_is_authorised",
                condition=Q(status__in=["PROPOSED", "REFUSED"], since=None)
                | (~Q(status__in=["PROPOSED", "REFUSED"]) & Q(since__isnull=False, authorised_by_person__isnull=False)),
            ),
            models.CheckConstraint(
                name="freeze_lifted_by_two",
                condition=~Q(status="LIFTED")
                | (
                    Q(lift_by_person__isnull=False, lift_authorised_by_person__isnull=False)
                    & ~Q(lift_document="")
                    & ~Q(lift_by_person=F("lift_authorised_by_person"))
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="freezes_of_account"),
            models.Index(fields=["status", "-id"], name="freezes_by_status"),
            models.Index(fields=["until"], name="freezes_to_end", condition=Q(status__in=FREEZES_IN_FORCE)),
        ]

    def __str__(self) -> str:
        return _("%(authority)s的冻结（%(number)s）") % {"authority": self.authority, "number": self.document_number}

    @property
    def key(self) -> str:
        """Under this key it lies on the account, and its money is held under keys that begin so."""
        return f"freeze-{self.pk}"

    @property
    def is_in_force(self) -> bool:
        """Whether it forbids something now."""
        return self.status in FREEZES_IN_FORCE


class FreezeEvent(EventBase):
    """One move of a freeze's status."""

    record = models.ForeignKey(Freeze, on_delete=models.PROTECT, related_name="events")


class ScheduledChange(models.Model):
    """A seal or unseal from a month to come: carried out when its month begins, refused then where a guard fails."""

    account = models.ForeignKey(
        PersonalAccount, verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="scheduled"
    )
    employer_account = models.ForeignKey(
        EmployerAccount, verbose_name=_("单位"), on_delete=models.PROTECT, related_name="+"
    )
    action = models.CharField(_("办什么"), max_length=8, choices=ScheduledAction.choices)
    month = models.CharField(_("从哪个月起"), max_length=6)
    base_fen = models.BigIntegerField(_("缴存基数（分）"), null=True)
    agreed = models.BooleanField(_("本人同意"), default=False)
    reason = models.CharField(_("原因"), max_length=200, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=ScheduledStatus.choices, default=ScheduledStatus.WAITING
    )
    why = models.CharField(_("未能办理的原因"), max_length=200, blank=True)
    by = _who(_("办理人"))
    at = models.DateTimeField(_("登记时间"))
    ended_at = models.DateTimeField(_("结束时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("将来的封存和启封")
        constraints = [
            models.UniqueConstraint(
                fields=["account"], name="one_scheduled_change_an_account", condition=Q(status="WAITING")
            ),
            models.CheckConstraint(
                name="scheduled_unseal_has_a_base",
                condition=Q(action="SEAL", base_fen=None) | Q(action="UNSEAL", base_fen__gt=0),
            ),
            models.CheckConstraint(name="scheduled_refusal_says_why", condition=~Q(status="REFUSED") | ~Q(why="")),
        ]
        indexes = [models.Index(fields=["month", "id"], name="scheduled_waiting", condition=Q(status="WAITING"))]

    def __str__(self) -> str:
        return _("%(month)s起%(action)s") % {"month": month_words(self.month), "action": self.get_action_display()}


class ScheduledChangeEvent(EventBase):
    """One move of a scheduled change's status."""

    record = models.ForeignKey(ScheduledChange, on_delete=models.PROTECT, related_name="events")
