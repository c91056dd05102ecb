"""Risk cases: opened once a matter, taken, verified, proposed to somebody else for a decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from policy import queries as policy
from risk.models import RiskCase, RiskMatter, RiskPerson, RiskSnooze, Screening
from risk.queries import cases as found
from risk.rules import cases as rules
from risk.states.cases import OPEN_CASES, RISK_CASE_MOVES, Origin, RiskCaseStatus, SnoozeStatus, Verdict

if TYPE_CHECKING:
    from risk.models import RiskNote


class NotYours(BusinessError):
    """Somebody else verifies this case, or the user is too near to somebody in it."""


class NoSuchMatter(BusinessError):
    """There is no application of this number."""


class BadTerm(BusinessError):
    """A day in the past, or too far ahead."""


class SnoozeKnown(BusinessError):
    """Waiting has been asked for already."""


LONGEST_SNOOZE = timedelta(days=90)
MOST_TRIED = 20
"""Suspicions that are looked at for the next one; those before were taken meanwhile or concern the user."""


@dataclass(frozen=True)
class Suspicion:
    """What a case is opened for. `people` are (person id, part); `screenings` ids."""

    key: str
    origin: str
    title: str
    screenings: tuple[int, ...] = ()
    people: tuple[tuple[int, str], ...] = ()
    is_insider: bool = False
    note: str = ""


@step
def open_or_join(*, suspicion: Suspicion, by: User | None, at: datetime) -> RiskCase:
    """The open case of the suspicion's key with everything it names, opened now where there is none.

    May run twice and at once: an open key is one row, a matter and a person stand in it once.
    """
    known = _open_one(suspicion.key)
    risk_case = known or _create(suspicion, by=by, at=at)
    added = _add_matters(risk_case, suspicion.screenings, at)
    _add_people(risk_case, suspicion.people)
    note = "" if suspicion.note == suspicion.title and known is None else suspicion.note
    if note or (added and known is not None):
        remark(risk_case, "join", by=by, at=at, note=note or _("并入 %(count)d 个办件") % {"count": added})
    return risk_case


def _open_one(key: str) -> RiskCase | None:
    rows = RiskCase.objects.select_for_update(of=("self",), no_key=True)
    return rows.filter(key=key, status__in=OPEN_CASES).first()


@step
def _create(suspicion: Suspicion, *, by: User | None, at: datetime) -> RiskCase:
    on = timezone.localdate(at)
    due = policy.calendar(on, on + timedelta(days=60)).add_working_days(on, policy.service_on(on).risk_verifying_days)
    try:
        with transaction.atomic():
            made = RiskCase.objects.create(
                number=_next_number(policy.book_date()),
                key=suspicion.key,
                origin=suspicion.origin,
                title=suspicion.title[:120],
                is_insider=suspicion.is_insider,
                opened_on=on,
                opened_at=at,
                opened_by=by,
                due_on=due.day,
            )
    except IntegrityError:
        known = _open_one(suspicion.key)  # another worker was quicker
        if known is None:
            raise
        return known
    made.events.create(action="open", before="", after=made.status, by=by, at=at, note=suspicion.title)
    return made


def _next_number(on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO risk_feedmark (source, last) VALUES (%s, 1)"
            " ON CONFLICT (source) DO UPDATE SET last = risk_feedmark.last + 1 RETURNING last",
            [f"number:{on:%Y%m%d}"],
        )
        return rules.number_of(on, int(cursor.fetchone()[0]))


@step
def _add_matters(risk_case: RiskCase, screenings: Iterable[int], at: datetime) -> int:
    known = set(risk_case.matters.values_list("case", flat=True))
    new = {
        each.case: each.facts
        for each in Screening.objects.filter(pk__in=screenings).select_related("facts").order_by("id")
        if each.case not in known
    }
    rows = [
        RiskMatter(risk_case=risk_case, case=case, facts=facts, amount_fen=facts.amount_fen, added_at=at)
        for case, facts in new.items()
    ]
    RiskMatter.objects.bulk_create(rows)
    if rows:
        risk_case.amount_fen += sum(row.amount_fen for row in rows)
        risk_case.save(update_fields=["amount_fen"])
        _add_people(risk_case, [pair for facts in new.values() for pair in found.people_in(facts)])
    return len(rows)


@step
def _add_people(risk_case: RiskCase, people: Iterable[tuple[int, str]]) -> None:
    rows = [RiskPerson(risk_case=risk_case, person_id=person, part=part) for person, part in dict.fromkeys(people)]
    RiskPerson.objects.bulk_create(rows, ignore_conflicts=True)


@operation
def open_by_hand(*, title: str, about: str, text: str, by: User, at: datetime) -> RiskCase:
    """Open a case for a tip. Raises NoSuchMatter where the application named has never been screened."""
    screenings: tuple[int, ...] = ()
    key = f"hand:{at:%Y%m%d%H%M%S%f}:{by.pk}"
    if about:
        screening = found.screening_of(about)
        if screening is None:
            raise NoSuchMatter(_("没有找到编号为 %(case)s 的办件。") % {"case": about})
        screenings, key = (screening.pk,), found.key_of(screening)
    suspicion = Suspicion(key=key, origin=Origin.HAND, title=title, screenings=screenings)
    risk_case = open_or_join(suspicion=suspicion, by=by, at=at)
    risk_case.notes.create(text=text, by=by, at=at)
    return risk_case


@operation
def open_found(*, screening_id: int, at: datetime) -> RiskCase | None:
    """Open or join the case of a screening whose findings ask for one; None where it has been done."""
    screening = Screening.objects.get(pk=screening_id)
    if not found.wants_case(screening):
        return None
    sentence = found.first_sentence(screening)
    suspicion = Suspicion(
        key=found.key_of(screening), origin=Origin.FINDING, title=sentence[:120], screenings=(screening.pk,)
    )
    return open_or_join(suspicion=suspicion, by=None, at=at)


# --- verified by one person


@operation
def take(*, case_id: int, by: User, at: datetime) -> RiskCase:
    """Take a suspicion to verify it. Raises WrongState, NotYours where one is too near to somebody in it."""
    risk_case = lock(RiskCase, case_id)
    refuse_near(risk_case, by)
    move(risk_case, "take", RISK_CASE_MOVES, by=by, at=at, assignee=by)
    return risk_case


@operation
def take_next(*, by: User, at: datetime) -> RiskCase | None:
    """Take the suspicion that is due first among those nobody has and the user may have; None where there is none."""
    free = found.cases_visible_to(by).filter(status=RiskCaseStatus.SUSPECTED, assignee=None)
    for pk in free.order_by("due_on", "id").values_list("pk", flat=True)[:MOST_TRIED]:
        row = RiskCase.objects.filter(pk=pk, status=RiskCaseStatus.SUSPECTED)
        risk_case = row.select_for_update(skip_locked=True, of=("self",), no_key=True).first()
        if risk_case is not None and not found.is_near(risk_case, by.person_id):
            move(risk_case, "take", RISK_CASE_MOVES, by=by, at=at, assignee=by)
            return risk_case
    return None


@operation
def assign(*, case_id: int, to_id: int, by: User, at: datetime) -> RiskCase:
    """Give a case to a colleague. Raises WrongState, NotYours where they may not have it."""
    risk_case, to = lock(RiskCase, case_id), User.objects.get(pk=to_id)
    refuse_near(risk_case, by)
    needed = Permission.RISK_INSIDER if risk_case.is_insider else Permission.RISK_WORK
    if not to.may(needed):
        raise NotYours(_("%(name)s没有核查这件案件的权限。") % {"name": to})
    refuse_near(risk_case, to)
    if risk_case.status == RiskCaseStatus.SUSPECTED:
        move(risk_case, "take", RISK_CASE_MOVES, by=by, at=at, note=_("交给%(name)s") % {"name": to}, assignee=to)
        return risk_case
    refuse_move(risk_case, "propose", RISK_CASE_MOVES)
    risk_case.assignee = to
    risk_case.save(update_fields=["assignee"])
    remark(risk_case, "assign", by=by, at=at, note=_("交给%(name)s") % {"name": to})
    return risk_case


@operation
def add_note(*, case_id: int, text: str, by: User, at: datetime) -> RiskNote:
    """Write down what was found out; it stays as written."""
    risk_case = lock(RiskCase, case_id)
    refuse_near(risk_case, by)
    return risk_case.notes.create(text=text, by=by, at=at)


@operation
def ask_snooze(*, case_id: int, until: date, reason: str, by: User, at: datetime) -> RiskSnooze:
    """Ask to wait, with a reason, for another person's leave. Raises NotYours, BadTerm, SnoozeKnown."""
    risk_case = _own(case_id, by)
    today = timezone.localdate(at)
    if not today < until <= today + LONGEST_SNOOZE:
        raise BadTerm(_("暂缓的日期应在明天以后、%(days)d 天以内。") % {"days": LONGEST_SNOOZE.days})
    if risk_case.snoozes.filter(status=SnoozeStatus.ASKED).exists():
        raise SnoozeKnown(_("已经申请过暂缓，正在等待批准。"))
    asked = risk_case.snoozes.create(
        until=until, reason=reason, asked_by=by, asked_by_person_id=by.person_id, asked_at=at
    )
    remark(risk_case, "ask_snooze", by=by, at=at, note=f"{until:%Y-%m-%d} {reason}")
    return asked


@operation
def propose(
    *,
    case_id: int,
    verdict: str,
    people: list[int],
    is_forged: bool,
    grounds: str,
    matters: Mapping[int, tuple[bool, int]],
    by: User,
    at: datetime,
) -> RiskCase:
    """Put a verdict before another person: which applications, what to pay back, who is responsible.

    `matters` maps a matter's id to (established, fen to pay back), `people` are ids of RiskPerson. Raises NotYours,
    WrongState, BadTerm where more is asked back than was asked for.
    """
    risk_case = _own(case_id, by)
    refuse_move(risk_case, "propose", RISK_CASE_MOVES)
    rows = list(risk_case.matters.select_for_update(of=("self",), no_key=True).order_by("id"))
    for row in rows:
        established, refund = matters.get(row.pk, (False, 0))
        is_held = established and verdict == Verdict.ESTABLISH
        row.is_established, row.refund_fen = is_held, refund if is_held else 0
    try:
        facts = [rules.MatterFacts(row.amount_fen, row.is_established, row.refund_fen) for row in rows]
        refund_fen = rules.total_refund(facts)
    except ValueError:
        raise BadTerm(_("责令退款不能超过办件金额。")) from None
    RiskMatter.objects.bulk_update(rows, ["is_established", "refund_fen"])
    held = people if verdict == Verdict.ESTABLISH else []
    risk_case.people.exclude(pk__in=held).update(is_responsible=False)
    risk_case.people.filter(pk__in=held).update(is_responsible=True)
    proposal: dict[str, Any] = {"verdict": verdict, "is_forged": is_forged, "grounds": grounds}
    proposal |= {"refund_fen": refund_fen, "proposed_by": by, "proposed_by_person_id": by.person_id, "proposed_at": at}
    move(risk_case, "propose", RISK_CASE_MOVES, by=by, at=at, note=str(Verdict(verdict).label), **proposal)
    return risk_case


# --- shared


@step
def _own(case_id: int, by: User) -> RiskCase:
    """The case, locked, for who verifies it. Raises NotYours."""
    risk_case = lock(RiskCase, case_id)
    if risk_case.assignee_id != by.pk:
        raise NotYours(_("%(case)s由别人核查，请先交给您再办。") % {"case": risk_case})
    refuse_near(risk_case, by)
    return risk_case


def refuse_near(risk_case: RiskCase, user: User) -> None:
    """Nobody works a case of their own, of a relative, or of somebody whose phone or card they share (F20)."""
    if found.is_near(risk_case, user.person_id):
        raise NotYours(_("这件案件涉及您本人或者与您有关系的人，请由其他同事办理。"))


@step
def remark(risk_case: RiskCase, action: str, *, by: User | None, at: datetime, note: str = "") -> None:
    """An event that moves nothing."""
    risk_case.events.create(action=action, before=risk_case.status, after=risk_case.status, by=by, at=at, note=note)
