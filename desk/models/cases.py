"""The case (办件), what is asked before it (drafts), and everything that happens to it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.crypto import EncryptedField
from common.models import APPEND_ONLY, EventBase
from desk.models.kinds import Kind, KindVersion
from desk.states.cases import (
    DECIDED,
    OPEN_STATUSES,
    CaseOutcomeKind,
    CaseStatus,
    Channel,
    CheckedBy,
    RequirementStatus,
    ReviewDecision,
    Whose,
)


def _user(label: Any, **more: Any) -> models.ForeignKey:
    options = {"null": True, "blank": True, "on_delete": models.PROTECT, "related_name": "+", **more}
    return models.ForeignKey(settings.AUTH_USER_MODEL, verbose_name=label, **options)


def _person(label: Any) -> models.ForeignKey:
    return models.ForeignKey(
        "accounts.Person", verbose_name=label, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )


def _employer() -> models.ForeignKey:
    return models.ForeignKey(
        "accounts.Employer", verbose_name=_("申请单位"), null=True, blank=True, on_delete=models.PROTECT
    )


def one_applicant(name: str) -> models.CheckConstraint:
    """A person or an employer asks, never both and never nobody."""
    return models.CheckConstraint(
        name=name, condition=Q(person=None, employer__isnull=False) | Q(person__isnull=False, employer=None)
    )


class Draft(models.Model):
    """What somebody has typed and not yet handed in: no number, not an open case, kept 30 days, on any channel.

    `fields` is the form's raw fields as JSON, encrypted. Once `case` is set the draft has become that case, and
    handing it in again answers with the case.
    """

    kind = models.ForeignKey(Kind, verbose_name=_("事项"), on_delete=models.PROTECT)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("申请人"), null=True, on_delete=models.PROTECT, related_name="drafts"
    )
    employer = _employer()
    fields = EncryptedField(where="draft.fields")
    step = models.CharField(_("填到"), max_length=40, blank=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    made_by = _user(_("填写人"))
    holder = _user(_("窗口填写人"))
    """At the window: who typed last, or to whom it was handed over; nobody else on the staff sees it."""
    made_at = models.DateTimeField(_("开始时间"))
    saved_at = models.DateTimeField(_("保存时间"))
    case = models.OneToOneField("desk.Case", null=True, on_delete=models.PROTECT, related_name="draft")

    class Meta:
        verbose_name = verbose_name_plural = _("草稿")
        constraints = [
            one_applicant("draft_of_one_applicant"),
            models.UniqueConstraint(fields=["kind", "person"], name="draft_a_person", condition=Q(case=None)),
            models.UniqueConstraint(fields=["kind", "employer"], name="draft_an_employer", condition=Q(case=None)),
        ]
        indexes = [
            models.Index(fields=["saved_at"], name="draft_oldest", condition=Q(case=None)),
            models.Index(fields=["holder", "-saved_at"], name="draft_of_holder", condition=Q(case=None)),
        ]


class CaseSequence(models.Model):
    """The last number given to a kind on a business date. Gaps are allowed."""

    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    day = models.DateField()
    last = models.PositiveIntegerField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "day"], name="sequence_a_day")]


class Case(models.Model):
    """One thing somebody asked for, from the window or from afar, until it is done.

    The facts that a status requires stand here and are tied to it by CHECK constraints. The business app keeps its
    own facts in a row one-to-one with the case. `exclusion` makes a second open case of the same matter impossible.
    """

    number = models.CharField(_("办件编号"), max_length=20, unique=True)
    kind = models.ForeignKey(Kind, verbose_name=_("事项"), on_delete=models.PROTECT)
    version = models.ForeignKey(KindVersion, verbose_name=_("事项版本"), on_delete=models.PROTECT)
    title = models.CharField(_("事由"), max_length=120)
    status = models.CharField(_("状态"), max_length=12, choices=CaseStatus.choices, default=CaseStatus.SUBMITTED)
    person = models.ForeignKey(
        "accounts.Person", verbose_name=_("申请人"), null=True, on_delete=models.PROTECT, related_name="cases"
    )
    employer = models.ForeignKey(
        "accounts.Employer", verbose_name=_("申请单位"), null=True, on_delete=models.PROTECT, related_name="cases"
    )
    agent = _person(_("代办人"))
    mandate = models.CharField(_("委托材料"), max_length=120, blank=True)
    channel = models.CharField(_("渠道"), max_length=10, choices=Channel.choices)
    branch = models.ForeignKey("accounts.Branch", verbose_name=_("管理部"), on_delete=models.PROTECT)
    window = models.CharField(_("窗口"), max_length=10, blank=True)
    exclusion = models.CharField(_("互斥组"), max_length=60, blank=True)
    amount_fen = models.BigIntegerField(_("金额（分）"), default=0)
    tags = ArrayField(models.CharField(max_length=40), verbose_name=_("情形"), default=list)
    # --- who and when
    submitted_by = _user(_("提交人"))
    submitted_by_person = _person(_("提交人本人"))
    submitted_at = models.DateTimeField(_("提交时间"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("经办人"), null=True, on_delete=models.PROTECT, related_name="cases"
    )
    maker_person = _person(_("经办人本人"))
    accepted_at = models.DateTimeField(_("受理时间"), null=True)
    regulation = models.ForeignKey(
        "policy.RegulationVersion", verbose_name=_("适用条例"), null=True, on_delete=models.PROTECT
    )
    # --- review
    levels = models.PositiveSmallIntegerField(_("需复核级数"), default=0)
    level = models.PositiveSmallIntegerField(_("当前级次"), default=0)
    round = models.PositiveSmallIntegerField(_("第几次送审"), default=0)
    reviewing = _user(_("复核人"))
    reviewer_person = _person(_("首级复核人本人"))
    authoriser_person = _person(_("末级授权人本人"))
    is_automatic = models.BooleanField(_("自动审批"), default=False)
    is_sampled = models.BooleanField(_("抽查"), default=False)
    sampled_by = _user(_("抽查人"))
    sampled_at = models.DateTimeField(_("抽查时间"), null=True)
    decided_at = models.DateTimeField(_("决定时间"), null=True)
    reason = models.TextField(_("不予办理的理由"), blank=True)
    done_at = models.DateTimeField(_("办结时间"), null=True)
    closed_at = models.DateTimeField(_("结束时间"), null=True)
    # --- clocks and papers
    statutory_due_on = models.DateField(_("法定期限"), null=True)
    promised_due_at = models.DateTimeField(_("承诺期限"), null=True)
    warn_at = models.DateTimeField(_("预警时间"), null=True)
    due_is_provisional = models.BooleanField(_("期限暂按推算"), default=False)
    supply_due_on = models.DateField(_("补正期限"), null=True)
    whose = models.CharField(_("时间归属"), max_length=10, choices=Whose.choices, default=Whose.OURS)
    gaps = models.PositiveSmallIntegerField(_("容缺未补"), default=0)
    notices = models.PositiveSmallIntegerField(_("一次性告知次数"), default=0)

    class Meta:
        verbose_name = verbose_name_plural = _("办件")
        constraints = [
            one_applicant("case_of_one_applicant"),
            models.CheckConstraint(name="case_amount_not_below_zero", condition=Q(amount_fen__gte=0)),
            models.CheckConstraint(
                name="case_agent_is_another", condition=Q(agent=None) | Q(person=None) | ~Q(agent=F("person"))
            ),
            models.UniqueConstraint(
                fields=["person", "exclusion"],
                name="one_open_case_a_person",
                condition=Q(status__in=OPEN_STATUSES) & ~Q(exclusion=""),
            ),
            models.UniqueConstraint(
                fields=["employer", "exclusion"],
                name="one_open_case_an_employer",
                condition=Q(status__in=OPEN_STATUSES) & ~Q(exclusion=""),
            ),
            models.CheckConstraint(
                name="case_maker_is_not_applicant",
                condition=Q(maker_person=None)
                | ((Q(person=None) | ~Q(maker_person=F("person"))) & (Q(agent=None) | ~Q(maker_person=F("agent")))),
            ),
            models.CheckConstraint(
                name="case_reviewer_is_another",
                condition=Q(reviewer_person=None)
                | (
                    ~Q(reviewer_person=F("maker_person"))
                    & (Q(person=None) | ~Q(reviewer_person=F("person")))
                    & (Q(agent=None) | ~Q(reviewer_person=F("agent")))
                ),
            ),
            models.CheckConstraint(
                name="case_authoriser_is_third",
                condition=Q(authoriser_person=None)
                | (
                    Q(reviewer_person__isnull=False)
                    & ~Q(authoriser_person=F("maker_person"))
                    & ~Q(authoriser_person=F("reviewer_person"))
                    & (Q(person=None) | ~Q(authoriser_person=F("person")))
                    & (Q(agent=None) | ~Q(authoriser_person=F("agent")))
                ),
            ),
            models.CheckConstraint(
                name="case_decided_when_decided",
                condition=Q(status__in=DECIDED, decided_at__isnull=False) | ~Q(status__in=DECIDED),
            ),
            models.CheckConstraint(
                name="case_approved_by_enough",
                condition=~Q(status__in=["APPROVED", "IN_EXECUTION", "DONE"])
                | Q(levels=0)
                | Q(levels=1, reviewer_person__isnull=False)
                | Q(levels__gte=2, reviewer_person__isnull=False, authoriser_person__isnull=False),
            ),
            models.CheckConstraint(name="case_refused_with_reason", condition=~Q(status="REFUSED") | ~Q(reason="")),
            models.CheckConstraint(
                name="case_no_money_with_gaps", condition=~Q(status__in=["IN_EXECUTION", "DONE"]) | Q(gaps=0)
            ),
            models.CheckConstraint(
                name="case_closed_when_closed",
                condition=Q(status__in=OPEN_STATUSES, closed_at=None)
                | (~Q(status__in=OPEN_STATUSES) & Q(closed_at__isnull=False)),
            ),
            models.CheckConstraint(name="case_done_at_a_time", condition=~Q(status="DONE") | Q(done_at__isnull=False)),
        ]
        indexes = [
            models.Index(
                fields=["owner", "submitted_at", "id"], name="case_in_hand", condition=Q(status__in=OPEN_STATUSES)
            ),
            models.Index(fields=["submitted_at", "id"], name="case_open_oldest", condition=Q(status__in=OPEN_STATUSES)),
            models.Index(
                fields=["status", "branch", "submitted_at"], name="case_open", condition=Q(status__in=OPEN_STATUSES)
            ),
            models.Index(fields=["warn_at"], name="case_at_risk", condition=Q(status__in=OPEN_STATUSES)),
            models.Index(
                fields=["promised_due_at", "id"],
                name="case_promised",
                condition=Q(status__in=OPEN_STATUSES, whose=Whose.OURS),
            ),
            models.Index(
                fields=["statutory_due_on", "id"],
                name="case_by_law",
                condition=Q(status__in=OPEN_STATUSES, decided_at=None),
            ),
            models.Index(fields=["person", "-submitted_at"], name="case_of_person"),
            models.Index(fields=["agent", "-submitted_at"], name="case_of_agent", condition=Q(agent__isnull=False)),
            models.Index(fields=["employer", "-submitted_at"], name="case_of_employer"),
            models.Index(fields=["-submitted_at", "-id"], name="case_newest"),
            models.Index(fields=["kind", "-submitted_at"], name="case_of_kind"),
            models.Index(fields=["closed_at", "kind"], name="case_closed", condition=Q(closed_at__isnull=False)),
            models.Index(fields=["decided_at"], name="case_to_sample", condition=Q(is_sampled=True, sampled_at=None)),
        ]

    def __str__(self) -> str:
        return self.number

    def get_status_display(self) -> str:  # type: ignore[no-redef]
        """The status in words. Django's own translates every status for each row of a list."""
        return str(CaseStatus(self.status).label)

    @property
    def is_open(self) -> bool:
        """Whether it is still somebody's work."""
        return self.status in OPEN_STATUSES

    @property
    def applicant(self) -> models.Model:
        """The person or employer who asks."""
        return self.person if self.person_id else self.employer  # type: ignore[return-value]


class CaseEvent(EventBase):
    """What happened to a case: `note` for the staff, `told` in the applicant's words (empty: not shown to them)."""

    record = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    told = models.CharField(_("告知申请人"), max_length=200, blank=True)
    window = models.CharField(_("窗口"), max_length=10, blank=True)

    class Meta(EventBase.Meta):
        indexes = [models.Index(fields=["record", "at", "id"], name="case_event_in_order")]


class ClockSpan(models.Model):
    """A stretch of a case's time: in one status, with one person, and whose time it was. One is open at a time."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="spans")
    kind = models.ForeignKey(Kind, on_delete=models.PROTECT)
    branch = models.ForeignKey("accounts.Branch", on_delete=models.PROTECT)
    status = models.CharField(_("环节"), max_length=12)
    whose = models.CharField(_("时间归属"), max_length=10, choices=Whose.choices)
    user = _user(_("谁手上"))
    reason = models.CharField(_("停表原因"), max_length=200, blank=True)
    began_at = models.DateTimeField(_("开始"))
    ended_at = models.DateTimeField(_("结束"), null=True)
    seconds = models.PositiveIntegerField(_("秒数"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("计时")
        constraints = [
            models.UniqueConstraint(fields=["case"], name="one_clock_runs", condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="span_ends_after_it_began",
                condition=Q(ended_at=None, seconds=None) | Q(ended_at__gte=F("began_at"), seconds__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["ended_at", "kind"], name="span_for_figures", condition=Q(ended_at__isnull=False)),
            models.Index(fields=["user", "ended_at"], name="span_of_user"),
        ]


class Review(models.Model):
    """What one reviewer said at one level of one round. Nobody speaks twice in a round, nor of their own work."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="reviews")
    round = models.PositiveSmallIntegerField(_("第几次送审"))
    level = models.PositiveSmallIntegerField(_("级次"))
    decision = models.CharField(_("意见"), max_length=10, choices=ReviewDecision.choices)
    reason = models.TextField(_("理由"), blank=True)
    by = _user(_("复核人"), null=False)
    by_person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    maker_person = _person(_("经办人本人"))
    deputising_for = _user(_("代谁复核"))
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("复核意见")
        constraints = [
            models.UniqueConstraint(fields=["case", "round", "by_person"], name="one_word_a_round"),
            models.UniqueConstraint(fields=["case", "round", "level"], name="one_reviewer_a_level"),
            models.CheckConstraint(
                name="review_by_another", condition=Q(maker_person=None) | ~Q(by_person=F("maker_person"))
            ),
            models.CheckConstraint(
                name="review_no_with_reason", condition=Q(decision=ReviewDecision.APPROVE) | ~Q(reason="")
            ),
        ]
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["by", "-at"], name="review_of_reviewer")]


class Requirement(models.Model):
    """A paper that a case needs: copied from the kind's version at submit, then ticked by whoever saw it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="requirements")
    code = models.SlugField(_("材料代码"), max_length=40)
    label = models.CharField(_("材料名称"), max_length=80)
    is_main = models.BooleanField(_("主要材料"))
    where_from = models.CharField(_("从哪里取得"), max_length=120, blank=True)
    register = models.SlugField(_("登记库"), max_length=30, blank=True)
    status = models.CharField(
        _("状态"), max_length=10, choices=RequirementStatus.choices, default=RequirementStatus.MISSING
    )
    how = models.CharField(_("核对方式"), max_length=10, choices=CheckedBy.choices, blank=True)
    is_tolerated = models.BooleanField(_("容缺"), default=False)
    checked_by = _user(_("核对人"))
    checked_at = models.DateTimeField(_("核对时间"), null=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    order = models.PositiveSmallIntegerField(_("排序"), default=10)

    class Meta:
        verbose_name = verbose_name_plural = _("办件材料")
        ordering = ["order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["case", "code"], name="requirement_once"),
            models.CheckConstraint(
                name="checked_by_somebody",
                condition=~Q(status=RequirementStatus.CHECKED) | (Q(checked_at__isnull=False) & ~Q(how="")),
            ),
            models.CheckConstraint(name="main_is_never_tolerated", condition=Q(is_main=False) | Q(is_tolerated=False)),
        ]

    def __str__(self) -> str:
        return self.label


class RequirementEvent(EventBase):
    """A move of a required paper."""

    record = models.ForeignKey(Requirement, on_delete=models.PROTECT, related_name="events")


class CaseOutcome(models.Model):
    """News that the business app behind a case claims: it may be carried out, or it has ended."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outcomes")
    source = models.CharField(_("业务模块"), max_length=20)
    kind = models.CharField(_("结果"), max_length=10, choices=CaseOutcomeKind.choices)
    at = models.DateTimeField(_("时间"))
    claimed_at = models.DateTimeField(_("领取时间"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("办件结果")
        constraints = [models.UniqueConstraint(fields=["case", "kind"], name="outcome_once")]
        indexes = [models.Index(fields=["source", "id"], name="case_outcome_waiting", condition=Q(claimed_at=None))]
