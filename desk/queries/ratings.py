"""Ratings as somebody may see them, what waits to be followed up, and the figures that are published."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from accounts import queries as accounts
from accounts.models import Door, Staff, User
from accounts.permissions import Permission
from desk.models import Case, FollowUp, KindVersion, Rating, RatingDevice, RatingInvitation
from desk.rules import ratings as rules
from desk.rules.ratings import Satisfaction
from desk.states.cases import CaseStatus, VersionStatus
from desk.states.ratings import FOLLOW_UNSETTLED, FollowStatus, Way

RATEABLE = (CaseStatus.DONE, CaseStatus.REFUSED)
"""What was carried through can be rated, also a no. What its applicant took back, or was void, cannot."""


# --- who sees what


def ratings_visible_to(user: User) -> QuerySet[Rating]:
    """Leaders and auditors see all; a clerk what was said of their own work (its page names nobody); others theirs."""
    rows = Rating.objects.select_related("branch", "kind", "clerk__person")
    if user.may(Permission.RATING_FOLLOW) or user.may(Permission.CASE_FIGURES):
        return rows
    if user.door == Door.STAFF:
        return rows.filter(clerk=user)
    return rows.filter(case__in=_own_cases(user).values("pk"))


def follow_ups_visible_to(user: User) -> QuerySet[FollowUp]:
    """Follow-ups for who works on them, never those of one's own work; to a person, their own."""
    rows = FollowUp.objects.select_related("rating__case__kind", "rating__case__version", "branch", "owner__person")
    if user.may(Permission.RATING_FOLLOW):
        return rows.exclude(rated_person=user.person_id)
    if user.door == Door.STAFF:
        return rows.none()
    return rows.filter(rating__case__in=_own_cases(user).values("pk"))


def follow_ups_waiting(user: User) -> QuerySet[FollowUp]:
    """What is still ours to settle, the most urgent first."""
    return follow_ups_visible_to(user).filter(status__in=FOLLOW_UNSETTLED).order_by("settle_due_on", "id")


def follow_ups_late(user: User, today: date) -> QuerySet[FollowUp]:
    """Follow-ups past a day that was due: not called in time, or not settled in time."""
    return follow_ups_waiting(user).filter(
        Q(settle_due_on__lt=today) | Q(status=FollowStatus.OPEN, contact_due_on__lt=today)
    )


def follow_ups_silent(before: datetime) -> QuerySet[FollowUp]:
    """Told before a moment and not rated again."""
    return FollowUp.objects.filter(status=FollowStatus.TOLD, told_at__lt=before).order_by("told_at", "id")


def _own_cases(user: User) -> QuerySet[Case]:
    """Cases that a depositor asked for or acted in, or of a clerk's employers."""
    if user.door == Door.DEPOSITOR:
        return Case.objects.filter(Q(person=user.person_id) | Q(agent=user.person_id))
    return Case.objects.filter(employer__in=accounts.clerk_employers(user))


def cases_to_rate(user: User, at: datetime) -> QuerySet[Case]:
    """The person's own cases that ended within a month and that nobody has rated, newest first."""
    rows = _own_cases(user).filter(
        status__in=RATEABLE, closed_at__gt=at - rules.LINK_LIFE, closed_at__lte=at, rating=None
    )
    return rows.select_related("kind", "version", "branch").order_by("-closed_at", "-id")


def may_rate(case: Case, user: User) -> bool:
    """Whether a case is the user's own to rate."""
    return user.door != Door.STAFF and _own_cases(user).filter(pk=case.pk).exists()


# --- links and tablets


def token_hash(token: str) -> str:
    """What is kept of a token: enough to know it again, too little to use it."""
    return hashlib.sha256(token.encode()).hexdigest()


def invitation_of(token: str) -> RatingInvitation | None:
    """The invitation that a link carries, whether or not it is still good."""
    rows = RatingInvitation.objects.select_related("case__kind", "case__version", "branch")
    return rows.filter(token_hash=token_hash(token)).first()


def device_of(secret: str) -> RatingDevice | None:
    """The tablet in use that opens its page by this secret."""
    return RatingDevice.objects.select_related("branch").filter(secret_hash=token_hash(secret), ended_at=None).first()


def device_at(user: User) -> RatingDevice | None:
    """The tablet at the window of a member of staff."""
    staff = getattr(user, "staff", None)
    if staff is None or not staff.window:
        return None
    return RatingDevice.objects.filter(branch=staff.branch_id, window=staff.window, ended_at=None).first()


def asked_at(device: RatingDevice, at: datetime) -> RatingInvitation | None:
    """What the tablet asks now: the newest live request for a case that is not rated yet."""
    rows = RatingInvitation.objects.select_related("case__kind", "case__version")
    live = rows.filter(device=device, used_at=None, expires_at__gt=at, case__rating=None)
    return live.order_by("-invited_at", "-id").first()


def devices() -> QuerySet[RatingDevice]:
    """Tablets in use."""
    rows = RatingDevice.objects.filter(ended_at=None).select_related("branch")
    return rows.order_by("branch__code", "window", "id")


# --- figures


@dataclass(frozen=True)
class RateRow:
    """The ratings of one month, branch, kind or clerk."""

    label: str
    found: Satisfaction

    @property
    def percent(self) -> Decimal | None:
        """Share of the satisfied."""
        return self.found.percent


@dataclass(frozen=True)
class FollowFigures:
    """Bad ratings of a span: how many, how many settled, how many of those in time."""

    opened: int
    settled: int
    in_time: int

    @property
    def percent(self) -> Decimal | None:
        """Settled in time among all bad ones."""
        return rules.percent(self.in_time, self.opened)


def span_of(since: date, until: date) -> tuple[datetime, datetime]:
    """The moments from the first day's beginning to the end of the last one."""
    zone = timezone.get_current_timezone()
    return datetime.combine(since, time.min, zone), datetime.combine(until, time.max, zone)


def satisfaction(since: date, until: date) -> Satisfaction:
    """Everybody's ratings in a span."""
    rows = Rating.objects.filter(rated_at__range=span_of(since, until))
    return Satisfaction(dict(rows.order_by().values_list("level").annotate(count=Count("pk"))))


def satisfaction_by(field: str, since: date, until: date) -> list[RateRow]:
    """Ratings of a span by "branch__name", "kind" or "clerk__person__name", the busiest first."""
    rows = Rating.objects.filter(rated_at__range=span_of(since, until)).order_by()
    found: dict[str, dict[int, int]] = {}
    for label, level, count in rows.values_list(field, "level").annotate(count=Count("pk")):
        found.setdefault(str(label or ""), {})[level] = count
    table = [RateRow(label, Satisfaction(counts)) for label, counts in found.items()]
    return sorted(table, key=lambda row: (-row.found.raters, row.label))


def invited_count(since: date, until: date) -> int:
    """How many cases somebody was asked to rate."""
    return RatingInvitation.objects.filter(way=Way.LINK, invited_at__range=span_of(since, until)).count()


def follow_figures(since: date, until: date) -> FollowFigures:
    """What became of the bad ratings of a span."""
    rows = FollowUp.objects.filter(opened_at__range=span_of(since, until))
    settled = ~Q(status__in=FOLLOW_UNSETTLED)
    found = rows.aggregate(
        opened=Count("pk"),
        settled=Count("pk", filter=settled),
        in_time=Count("pk", filter=settled & Q(told_at__date__lte=F("settle_due_on"))),
    )
    return FollowFigures(**found)


def kind_labels(ids: Iterable[str]) -> dict[str, str]:
    """The names that kinds have in their newest published version."""

    known = [int(each) for each in ids if each]
    rows = KindVersion.objects.filter(kind__in=known, status=VersionStatus.PUBLISHED).order_by("kind", "-valid_from")
    return {str(pk): label for pk, label in rows.distinct("kind").values_list("kind", "label")}


def clerk_labels(ids: Iterable[str]) -> dict[str, str]:
    """Number and name of staff: two of them may have the same name."""
    rows = Staff.objects.filter(user__in=[int(each) for each in ids if each]).select_related("user__person")
    return {str(each.user_id): str(each) for each in rows}
