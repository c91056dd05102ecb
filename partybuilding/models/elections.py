"""Elections: rounds, candidates, ballots that name nobody who voted.

Secrecy of screen votes: codes are printed once in random order and drawn from the stack by hand; nothing is written at
the hand-out. A ballot holds no code, time or sequence; its key is random, and when the vote closes all ballots of the
round are written anew in random order, so that not even their place in the table tells anything.
"""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import EventBase
from partybuilding.models.organisation import Organisation, member_key
from partybuilding.states.elections import BallotKind, ElectionStatus


class Election(models.Model):
    """An election of a committee."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("组织"), on_delete=models.PROTECT, related_name="elections"
    )
    title = models.CharField(_("名称"), max_length=80)
    seats = models.PositiveSmallIntegerField(_("应选名额"))
    ballot = models.CharField(_("投票方式"), max_length=8, choices=BallotKind.choices)
    status = models.CharField(
        _("状态"), max_length=12, choices=ElectionStatus.choices, default=ElectionStatus.NOMINATING
    )
    held_on = models.DateField(_("选举日期"), null=True)
    approval = models.CharField(_("上级批复"), max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("选举")
        constraints = [
            models.CheckConstraint(name="party_election_seats", condition=Q(seats__gte=1)),
            models.CheckConstraint(
                name="party_election_approved", condition=Q(status="APPROVED") & ~Q(approval="") | ~Q(status="APPROVED")
            ),
        ]

    def __str__(self) -> str:
        return self.title


class ElectionEvent(EventBase):
    """Moves of an election; never of a ballot."""

    record = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="events")


class Round(models.Model):
    """One vote: the first, or one more for seats that were tied or not filled."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="rounds")
    number = models.PositiveSmallIntegerField(_("轮次"))
    seats = models.PositiveSmallIntegerField(_("名额"))
    entitled = models.PositiveSmallIntegerField(_("有选举权人数"))
    attended = models.PositiveSmallIntegerField(_("实到人数"))
    issued = models.PositiveSmallIntegerField(_("发出选票"))
    is_closed = models.BooleanField(_("已收票"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("投票轮次")
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="party_round_numbers"),
            models.UniqueConstraint(fields=["election"], name="party_one_open_round", condition=Q(is_closed=False)),
            models.CheckConstraint(
                name="party_round_fits", condition=Q(attended__lte=F("entitled"), issued__lte=F("attended"))
            ),
        ]

    def __str__(self) -> str:
        return _("第%(number)d轮") % {"number": self.number}


class Candidate(models.Model):
    """Somebody nominated, and in which rounds they stand; `elected` once the seat is theirs."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="candidates")
    member = member_key(_("候选人"))
    nominated_by = models.CharField(_("提名"), max_length=80, blank=True)
    last_round = models.PositiveSmallIntegerField(default=1)
    elected = models.BooleanField(_("当选"), default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("候选人")
        constraints = [models.UniqueConstraint(fields=["election", "member"], name="party_candidate_once")]

    def __str__(self) -> str:
        return str(self.member)


class Ballot(models.Model):
    """A ballot: the candidates it names. Nothing else."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="ballots")
    choices = ArrayField(models.BigIntegerField())

    class Meta:
        verbose_name = verbose_name_plural = _("选票")

    def __str__(self) -> str:
        return str(self.round)


class BallotCode(models.Model):
    """A code that lets somebody vote once on the screen, kept as its digest; who drew it is written nowhere."""

    digest = models.CharField(primary_key=True, max_length=64)
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="codes")
    is_used = models.BooleanField(default=False)

    class Meta:
        verbose_name = verbose_name_plural = _("投票码")

    def __str__(self) -> str:
        return str(self.round)
