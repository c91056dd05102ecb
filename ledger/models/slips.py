"""What people book by hand (记账单): prepared by one, looked at and posted by another."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from ledger import guards
from ledger.models.books import Account, Journal
from ledger.models.placements import Placement
from ledger.states import SLIP_ALIVE, Reason, SlipKind, SlipStatus


def _user(label: Any, *, empty: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=empty, on_delete=models.PROTECT, related_name="+"
    )


def _person(*, empty: bool = False) -> models.ForeignKey:
    return models.ForeignKey("accounts.Person", null=empty, on_delete=models.PROTECT, related_name="+")


class Slip(models.Model):
    """A booking that waits for its second person: by hand, a reversal, a period's end, the surplus, a placement.

    `period` is the month ("YYYYMM") or year ("YYYY") that a slip closes or distributes. A period without anything to
    carry over has a slip without lines, so that its end, too, was seen by two. `figures` holds in fen what a
    distribution was worked out from.
    """

    kind = models.CharField(_("种类"), max_length=12, choices=SlipKind.choices)
    period = models.CharField(_("期间"), max_length=6, blank=True)
    reason = models.CharField(_("事由"), max_length=24, choices=Reason.choices)
    value_on = models.DateField(_("起息日"))
    memo = models.CharField(_("摘要"), max_length=200)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    figures = models.JSONField(default=dict, blank=True)
    status = models.CharField(_("状态"), max_length=10, choices=SlipStatus.choices, default=SlipStatus.WAITING)
    reverses = models.ForeignKey(
        Journal, verbose_name=_("冲销"), null=True, on_delete=models.PROTECT, related_name="reversing_slips"
    )
    placement = models.ForeignKey(
        Placement, verbose_name=_("存放"), null=True, on_delete=models.PROTECT, related_name="slips"
    )
    journal = models.OneToOneField(
        Journal, verbose_name=_("分录"), null=True, on_delete=models.PROTECT, related_name="slip"
    )
    made_by = _user(_("制单"))
    made_by_person = _person()
    made_at = models.DateTimeField(_("制单时间"))
    reviewed_by = _user(_("复核"), empty=True)
    reviewed_by_person = _person(empty=True)
    reviewed_at = models.DateTimeField(_("复核时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("记账单")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "period"],
                name="one_slip_a_period",
                condition=Q(status__in=SLIP_ALIVE) & ~Q(period=""),
            ),
            models.UniqueConstraint(
                fields=["reverses"], name="one_slip_a_reversal", condition=Q(status__in=SLIP_ALIVE)
            ),
            models.CheckConstraint(
                name="slip_maker_is_not_reviewer",
                condition=Q(reviewed_by_person=None) | ~Q(reviewed_by_person=F("made_by_person")),
            ),
            models.CheckConstraint(
                name="slip_status_fits_facts",
                condition=Q(status__in=[SlipStatus.WAITING, SlipStatus.WITHDRAWN], journal=None)
                & Q(reviewed_by=None, reviewed_by_person=None, reviewed_at=None)
                | Q(status=SlipStatus.REJECTED, journal=None)
                & Q(reviewed_by__isnull=False, reviewed_by_person__isnull=False, reviewed_at__isnull=False)
                | Q(status=SlipStatus.POSTED)
                & Q(reviewed_by__isnull=False, reviewed_by_person__isnull=False, reviewed_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["status", "-id"], name="slip_waiting")]
        triggers = [
            pgtrigger.Protect(name="never_deleted", operation=pgtrigger.Delete),
            guards.NO_TRUNCATE,
            pgtrigger.Trigger(
                name="only_its_end", operation=pgtrigger.Update, when=pgtrigger.Before, func=guards.ONLY_ITS_END
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.period or self.pk}"


class SlipLine(models.Model):
    """One side of a booking to be, in fen."""

    slip = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, verbose_name=_("账户"), on_delete=models.PROTECT, related_name="+")
    debit_fen = models.BigIntegerField(_("借方（分）"), default=0)
    credit_fen = models.BigIntegerField(_("贷方（分）"), default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="slip_line_debit_or_credit",
                condition=Q(debit_fen__gt=0, credit_fen=0) | Q(debit_fen=0, credit_fen__gt=0),
            )
        ]
        triggers = [APPEND_ONLY]


class SlipEvent(EventBase):
    """One move of a slip."""

    record = models.ForeignKey(Slip, on_delete=models.PROTECT, related_name="events")
