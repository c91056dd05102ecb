"""What is due for somebody: one list over all of party-building, the most pressing first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from common.months import month_of, month_words
from partybuilding.queries import admission, growing, meetings, organisation, scope, supervision
from partybuilding.rules.board import Mark
from partybuilding.states.admission import Ended
from partybuilding.states.meetings import MeetingStatus
from partybuilding.states.supervision import FindingStatus

if TYPE_CHECKING:
    from accounts.models import User

MOST = 30


@dataclass(frozen=True)
class Task:
    """One line: what to do, where, until when, and whether that is over."""

    text: str
    url: str
    due_on: date | None
    is_late: bool
    what: str


def tasks(user: User, today: date) -> list[Task]:
    """Everything the user has to do, late first, then by its day."""
    found = [
        *_own_meetings(user, today),
        *_resolutions(user, today),
        *_findings(user, today),
    ]
    if user.may(Permission.PARTY_WORK):
        found += [*_minutes(user, today), *_periods(user, today), *_terms(user, today), *_applicants(user, today)]
        found += _talks(user, today)
    return sorted(found, key=lambda each: (not each.is_late, each.due_on or date.max, each.text))


def _link(name: str, pk: int) -> str:
    return reverse(f"partybuilding:counter_{name}", args=[pk])


def _own_meetings(user: User, today: date) -> Iterator[Task]:
    """Meetings one is called to, minutes one records, minutes one approves as host."""
    rows = scope.meetings_visible_to(user)
    called = rows.filter(
        status=MeetingStatus.NOTICED, attendances__member__person=user.person_id, starts_at__date__gte=today
    )
    for each in called.order_by("starts_at", "id")[:MOST]:
        words = _("参加%(meeting)s（%(place)s）") % {"meeting": each, "place": each.place}
        yield Task(words, _link("meeting", each.pk), timezone.localtime(each.starts_at).date(), False, _("会议"))
    to_approve = rows.filter(status=MeetingStatus.WRITTEN, host__person=user.person_id).exclude(written_by=user)
    for each in to_approve.order_by("held_on", "id")[:MOST]:
        words = _("审定%(meeting)s的记录") % {"meeting": each}
        yield Task(words, _link("meeting", each.pk), each.held_on, False, _("记录"))


def _minutes(user: User, today: date) -> Iterator[Task]:
    """Minutes that are not handed in, or wait to be approved."""
    worked = scope.organisations_worked_by(user)
    rows = scope.meetings_visible_to(user).filter(organisation__in=worked)
    waiting = rows.filter(
        Q(status=MeetingStatus.HELD)
        | Q(status=MeetingStatus.WRITTEN) & ~Q(written_by=user) & ~Q(host__person=user.person_id)
        | Q(status=MeetingStatus.NOTICED, starts_at__date__lt=today)
    )
    words = {
        MeetingStatus.HELD: _("整理%(meeting)s的记录"),
        MeetingStatus.WRITTEN: _("审定%(meeting)s的记录"),
        MeetingStatus.NOTICED: _("登记%(meeting)s的到会情况"),
    }
    for each in waiting.order_by("starts_at", "id")[:MOST]:
        day = timezone.localtime(each.starts_at).date()
        text = words[MeetingStatus(each.status)] % {"meeting": each}
        yield Task(text, _link("meeting", each.pk), day, (today - day).days > 7, _("记录"))


def _periods(user: User, today: date) -> Iterator[Task]:
    """Meetings the rules ask for: those missed as one line a kind, the one due now as another."""
    for board in meetings.board(user, today.year, today):
        for row in board.rows:
            missed = [cell.square.period for cell in row.cells if cell.square.mark == Mark.LATE]
            words = {"organisation": board.organisation, "kind": row.label}
            if missed:
                text = _("%(organisation)s欠开%(kind)s %(count)d 次（%(first)s起）")
                text = text % {**words, "count": len(missed), "first": month_words(month_of(missed[0].first))}
                url = reverse("partybuilding:counter_board")
                yield Task(text, url, missed[0].last, True, _("三会一课"))
            for cell in row.cells:
                if cell.square.mark == Mark.DUE:
                    yield _due(board.organisation.pk, row, cell, words)


def _due(organisation_id: int, row: meetings.KindRow, cell: meetings.Cell, words: dict[str, object]) -> Task:
    """The meeting of the running period: to the plan where it stands there, else to a new one."""
    period = cell.square.period
    text = _("%(organisation)s召开%(kind)s（%(period)s）") % {**words, "period": period.words}
    if cell.coming:
        url = reverse("partybuilding:counter_meetings") + f"?kind={row.kind}&year={period.first.year}"
    else:
        url = reverse("partybuilding:counter_plan_meeting") + f"?kind={row.kind}&organisation={organisation_id}"
    return Task(text, url, period.last, False, _("三会一课"))


def _resolutions(user: User, today: date) -> Iterator[Task]:
    """What one has to do oneself; who keeps the records sees what others are late with."""
    mine = Q(owner__person=user.person_id)
    if user.may(Permission.PARTY_WORK):
        mine |= Q(due_on__lt=today)
    for each in meetings.open_resolutions(user).filter(mine)[:MOST]:
        words = _("%(owner)s：%(text)s") % {"owner": each.owner, "text": each.text}
        yield Task(words, _link("resolution", each.pk), each.due_on, each.due_on < today, _("决议落实"))


def _terms(user: User, today: date) -> Iterator[Task]:
    """Terms of office that end within half a year."""
    rows = organisation.terms_ending(today).filter(organisation__in=scope.organisations_worked_by(user))
    for each in rows[:MOST]:
        words = _("%(organisation)s准备换届（%(term)s）") % {"organisation": each.organisation, "term": each}
        yield Task(words, _link("organisation", each.organisation_id), each.until, each.until < today, _("换届"))


def _applicants(user: User, today: date) -> Iterator[Task]:
    """Applicants who wait for nothing but the next step, with its deadline where it has one."""
    rows = admission.applicants_visible_to(user).exclude(status__in=[*Ended.values, "S25"])
    for each in rows.order_by("-step", "id")[:MOST]:
        due_on = admission.next_due(each)
        if due_on is None and admission.standing(each, today).blocked:
            continue
        words = _("%(name)s：%(step)s") % {"name": each, "step": admission.next_name(each)}
        is_late = due_on is not None and due_on < today
        yield Task(words, _link("applicant", each.pk), due_on, is_late, _("发展党员"))


def _talks(user: User, today: date) -> Iterator[Task]:
    """Members with whom nobody has talked this year, as one line."""
    names = [str(each) for each in growing.not_talked_with(user, today.year)[:MOST]]
    if names:
        text = _("今年还没有谈话：%(names)s") % {"names": "、".join(names[:5]) + ("…" if len(names) > 5 else "")}
        yield Task(text, reverse("partybuilding:counter_talks"), date(today.year, 12, 31), False, _("谈心谈话"))


def _findings(user: User, today: date) -> Iterator[Task]:
    """Findings one has to put right; for who keeps the records also those to look at again."""
    rows = supervision.findings_visible_to(user).exclude(status=FindingStatus.CLOSED)
    mine = Q(status=FindingStatus.OPEN, owner__person=user.person_id)
    if user.may(Permission.PARTY_WORK):
        again = Q(status=FindingStatus.CORRECTED) & ~Q(corrected_by=user) & ~Q(owner__person=user.person_id)
        mine |= again | Q(status=FindingStatus.OPEN, due_on__lt=today)
    for each in rows.filter(mine).order_by("due_on", "id")[:MOST]:
        if each.status == FindingStatus.OPEN:
            words = _("%(owner)s整改：%(text)s") % {"owner": each.owner, "text": each.text}
        else:
            words = _("回头看：%(text)s") % {"text": each.text}
        is_late = each.status == FindingStatus.OPEN and each.due_on < today
        yield Task(words, _link("finding", each.pk), each.due_on, is_late, _("督查整改"))
