"""Organisations, terms of office, posts, and the files of members."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from partybuilding.states.organisation import (
    HEADS,
    Employment,
    MemberStage,
    MemberStatus,
    OrganisationKind,
    PostKind,
)


def user_key(label: Any, *, null: bool = False) -> models.ForeignKey:
    """Who did something."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, null=null, on_delete=models.PROTECT, related_name="+"
    )


def member_key(label: Any, *, null: bool = False) -> models.ForeignKey:
    """A member who has to do with something."""
    return models.ForeignKey(
        "partybuilding.Member", verbose_name=label, null=null, on_delete=models.PROTECT, related_name="+"
    )


class Organisation(models.Model):
    """A party organisation or mass organisation. `approval` is the paper of the body that let it be founded.

    `path` holds the ids from the root down to itself, so that "everything below" is one condition.
    """

    kind = models.CharField(_("类别"), max_length=10, choices=OrganisationKind.choices)
    name = models.CharField(_("名称"), max_length=60)
    parent = models.ForeignKey(
        "self", verbose_name=_("上级组织"), null=True, on_delete=models.PROTECT, related_name="children"
    )
    path = ArrayField(models.BigIntegerField(), default=list, editable=False)
    founded_on = models.DateField(_("成立日期"))
    ended_on = models.DateField(_("撤销日期"), null=True)
    approval = models.CharField(_("批准文件"), max_length=120, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = _("党组织")
        constraints = [
            models.UniqueConstraint(fields=["name"], name="party_organisation_once", condition=Q(ended_on=None)),
            models.CheckConstraint(name="party_organisation_kind", condition=Q(kind__in=OrganisationKind.values)),
            models.CheckConstraint(
                name="party_tree",
                condition=Q(kind__in=["COMMITTEE", "LEADING", "UNION", "YOUTH", "WOMEN"], parent=None)
                | Q(kind="GROUP", parent__isnull=False)
                | Q(kind__in=["GENERAL", "BRANCH"]),
            ),
            models.CheckConstraint(
                name="party_organisation_ends_later", condition=Q(ended_on=None) | Q(ended_on__gte=F("founded_on"))
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Term(models.Model):
    """A term of office (届): from one election to the next."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("组织"), on_delete=models.PROTECT, related_name="terms"
    )
    number = models.PositiveSmallIntegerField(_("第几届"))
    since = models.DateField(_("选出日期"))
    until = models.DateField(_("届满日期"))
    approval = models.CharField(_("上级批复"), max_length=120, blank=True)
    ended_on = models.DateField(_("换届日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("届次")
        constraints = [
            models.UniqueConstraint(fields=["organisation", "number"], name="party_term_numbers"),
            models.UniqueConstraint(fields=["organisation"], name="party_one_term", condition=Q(ended_on=None)),
            models.CheckConstraint(name="party_term_runs", condition=Q(until__gt=F("since"))),
        ]

    def __str__(self) -> str:
        return _("第%(number)d届") % {"number": self.number}


class Member(models.Model):
    """A member's file. One at a time for each person; who comes back gets the same file again."""

    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("姓名"), on_delete=models.PROTECT, related_name="party_files"
    )
    branch = models.ForeignKey(Organisation, verbose_name=_("支部"), on_delete=models.PROTECT, related_name="members")
    group = models.ForeignKey(
        Organisation, verbose_name=_("党小组"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stage = models.CharField(_("党籍"), max_length=12, choices=MemberStage.choices)
    status = models.CharField(_("状态"), max_length=8, choices=MemberStatus.choices, default=MemberStatus.HERE)
    joined_on = models.DateField(_("入党日期"))
    full_on = models.DateField(_("转正日期"), null=True, blank=True)
    employment = models.CharField(_("在职情况"), max_length=8, choices=Employment.choices, default=Employment.IN_WORK)
    since = models.DateField(_("转入日期"))
    until = models.DateField(_("转出日期"), null=True)
    volunteer_hours = models.PositiveIntegerField(_("志愿服务（小时）"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("党员")
        constraints = [
            models.UniqueConstraint(fields=["person"], name="party_one_file"),
            models.CheckConstraint(
                name="party_full_has_day",
                condition=Q(stage="FULL", full_on__isnull=False) | Q(stage="PROBATIONARY", full_on=None),
            ),
            models.CheckConstraint(name="party_full_later", condition=Q(full_on=None) | Q(full_on__gte=F("joined_on"))),
            models.CheckConstraint(
                name="party_gone_has_day", condition=Q(status="HERE", until=None) | ~Q(status="HERE") & ~Q(until=None)
            ),
            models.CheckConstraint(name="party_member_status", condition=Q(status__in=MemberStatus.values)),
        ]
        indexes = [models.Index(fields=["branch", "id"], name="party_roll", condition=Q(status="HERE"))]

    def __str__(self) -> str:
        return self.person.name

    @property
    def is_full(self) -> bool:
        """Whether the member votes, elects and may be elected (党章 Art. 7)."""
        return self.stage == MemberStage.FULL


class MemberEvent(EventBase):
    """Transfers in and out, changes of branch and group, becoming full."""

    record = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="events")


class Post(models.Model):
    """A post somebody holds in an organisation, from one day to another."""

    organisation = models.ForeignKey(
        Organisation, verbose_name=_("组织"), on_delete=models.PROTECT, related_name="posts"
    )
    member = models.ForeignKey(Member, verbose_name=_("党员"), on_delete=models.PROTECT, related_name="posts")
    kind = models.CharField(_("职务"), max_length=14, choices=PostKind.choices)
    since = models.DateField(_("任职日期"))
    until = models.DateField(_("免职日期"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("党内职务")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "kind"],
                name="party_one_head",
                condition=Q(until=None, kind__in=sorted(HEADS)),
            ),
            models.UniqueConstraint(
                fields=["organisation", "member", "kind"], name="party_post_once", condition=Q(until=None)
            ),
            models.CheckConstraint(name="party_post_runs", condition=Q(until=None) | Q(until__gte=F("since"))),
        ]

    def __str__(self) -> str:
        return f"{self.organisation}{self.get_kind_display()}"


class Deed(models.Model):
    """What a member did or was given: volunteer work, awards. Points count these, never clicks."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="deeds")
    kind = models.CharField(_("类别"), max_length=10, choices=[("AWARD", _("表彰奖励")), ("VOLUNTEER", _("志愿服务"))])
    on = models.DateField(_("日期"))
    text = models.CharField(_("内容"), max_length=200)
    hours = models.PositiveSmallIntegerField(_("小时"), default=0)
    by = user_key(_("登记人"))
    at = models.DateTimeField(_("登记时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("表彰和志愿服务")
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["member", "-on", "-id"], name="party_deeds")]

    def __str__(self) -> str:
        return self.text
