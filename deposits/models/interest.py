"""The yearly settlement of interest (年度结息): one run a fund year, done chunk by chunk, and what came after it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.models import APPEND_ONLY, EventBase
from deposits.states import RUN_ALIVE, RunStatus


class InterestRun(models.Model):
    """The settlement of one fund year: counted first, looked at, begun by a second person, then posted in chunks.

    `first` to `last` are the days that earn; money in fen. `expected_fen` and `largest` come from the count that was
    looked at (trial); `people` and `fen` from what is posted.
    """

    fund_year = models.PositiveSmallIntegerField(_("结息年度"))
    first = models.DateField(_("起息日"))
    last = models.DateField(_("止息日"))
    status = models.CharField(_("状态"), max_length=10, choices=RunStatus.choices, default=RunStatus.COUNTING)
    expected_people = models.PositiveIntegerField(_("试算户数"), default=0)
    expected_fen = models.BigIntegerField(_("试算利息（分）"), default=0)
    last_year_fen = models.BigIntegerField(_("上年利息（分）"), default=0)
    largest = models.JSONField(_("变动最大的账户"), default=list, blank=True)
    people = models.PositiveIntegerField(_("户数"), default=0)
    fen = models.BigIntegerField(_("利息（分）"), default=0)
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("试算人"), on_delete=models.PROTECT, related_name="+"
    )
    prepared_by_person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="+")
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("入账人"), null=True, on_delete=models.PROTECT, related_name="+"
    )
    started_by_person = models.ForeignKey("accounts.Person", null=True, on_delete=models.PROTECT, related_name="+")
    counted_entry = models.BigIntegerField(default=0, editable=False)
    counted_at = models.DateTimeField(_("试算时间"), null=True)
    started_at = models.DateTimeField(_("开始时间"), null=True)
    started_on = models.DateField(_("入账日期"), null=True)
    done_at = models.DateTimeField(_("完成时间"), null=True)
    tells = models.BooleanField(_("通知缴存人"), default=True)
    looked_on = models.DateField(_("补差查至"), null=True)

    class Meta:
        verbose_name = verbose_name_plural = _("年度结息")
        constraints = [
            models.UniqueConstraint(
                fields=["fund_year"], name="one_run_a_fund_year", condition=Q(status__in=RUN_ALIVE)
            ),
            models.CheckConstraint(
                name="run_begun_by_another",
                condition=Q(started_by_person=None) | ~Q(started_by_person=models.F("prepared_by_person")),
            ),
            models.CheckConstraint(
                name="run_begun_when_posting",
                condition=Q(status__in=["COUNTING", "READY", "DROPPED"], started_by=None)
                | Q(status__in=["POSTING", "DONE"], started_by__isnull=False, started_on__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return _("%(year)s 年度结息") % {"year": self.fund_year}

    @property
    def key(self) -> str:
        """Under what its journals stand in the books."""
        return f"interest-{self.fund_year}"


class InterestRunEvent(EventBase):
    """One move of a settlement's status."""

    record = models.ForeignKey(InterestRun, on_delete=models.PROTECT, related_name="events")


class InterestChunk(models.Model):
    """Neighbouring ledger accounts settled in one journal; `done_at` empty: waits for a worker."""

    run = models.ForeignKey(InterestRun, on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    first_account = models.BigIntegerField()
    last_account = models.BigIntegerField()
    people = models.PositiveIntegerField(default=0)
    fen = models.BigIntegerField(default=0)
    journal = models.OneToOneField("ledger.Journal", null=True, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="one_chunk_a_number"),
            models.CheckConstraint(
                name="chunk_is_posted", condition=Q(fen=0, journal=None) | Q(fen__gt=0, journal__isnull=False)
            ),
        ]
        indexes = [
            models.Index(fields=["run", "number"], name="chunk_waiting", condition=Q(done_at=None)),
            models.Index(fields=["run", "number"], name="chunk_to_tell", condition=Q(told_at=None)),
        ]


class InterestClosing(models.Model):
    """Interest settled within a year because the money leaves (销户结息), up to and with `value_on`.

    Kept apart so that the yearly run of an account that stays open after all gives only the rest.
    """

    account = models.ForeignKey(
        "deposits.PersonalAccount", verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="+"
    )
    value_on = models.DateField(_("止息日"))
    fen = models.BigIntegerField(_("利息（分）"))
    accrued_fen = models.BigIntegerField(_("其中已计提（分）"))
    journal = models.OneToOneField("ledger.Journal", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("销户结息")
        constraints = [
            models.CheckConstraint(
                name="closing_interest_in_parts",
                condition=Q(fen__gt=0, accrued_fen__gte=0, accrued_fen__lte=models.F("fen")),
            )
        ]
        indexes = [models.Index(fields=["value_on", "account"], name="closing_of_year")]
        triggers = [APPEND_ONLY]


class InterestDifference(models.Model):
    """What a year's interest changed by after it was settled, because an entry was dated back into it.

    `fen` is posted in the current year: above zero credited, below zero taken back.
    """

    run = models.ForeignKey(InterestRun, verbose_name=_("结息"), on_delete=models.PROTECT, related_name="differences")
    account = models.ForeignKey(
        "deposits.PersonalAccount", verbose_name=_("个人账户"), on_delete=models.PROTECT, related_name="+"
    )
    due_fen = models.BigIntegerField(_("应计利息（分）"))
    fen = models.BigIntegerField(_("补差（分）"))
    journal = models.OneToOneField("ledger.Journal", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("时间"))

    class Meta:
        verbose_name = verbose_name_plural = _("结息补差")
        constraints = [models.CheckConstraint(name="difference_is_one", condition=~Q(fen=0))]
        indexes = [models.Index(fields=["account", "run"], name="difference_of_account")]
        triggers = [APPEND_ONLY]
