"""The demo centre's halls: windows and places of every branch, a morning's queue at one of them, some appointments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta

from django.utils import timezone

from accounts.models import Branch, Person, User
from desk import operations as desk
from desk import queries
from desk.models import Line
from desk.operations import Details, PlanFields
from desk.states.appointments import AT_THE_HALL, SlotKind
from desk.states.queueing import GreenReason

WINDOWS = {"02": ("ABD", "ABCD", "ABC", "CD")}
"""Lines that the windows of a branch serve, in their order; the other branches have two windows for everything."""
WORKDAYS = (1, 2, 3, 4, 5)
PLANS = (
    (SlotKind.ORDINARY, WORKDAYS, time(9), time(11, 30), 30, 3),
    (SlotKind.ORDINARY, WORKDAYS, time(13, 30), time(16), 30, 3),
    (SlotKind.SUNDAY, (7,), time(9), time(11, 30), 30, 4),
    (SlotKind.AFTER_HOURS, WORKDAYS, time(16, 30), time(18), 30, 2),
    (SlotKind.HOME_VISIT, (2, 4), time(14), time(16), 60, 1),
    (SlotKind.EARLY, (1, 3, 5), time(10), time(11, 30), 30, 2),
    (SlotKind.EMPLOYER, (2, 3, 4), time(14), time(16), 60, 1),
)
SERVED = (("A", "", 6), ("B", "", 11), ("A", GreenReason.OLD, 5), ("D", "", 4), ("B", "", 13))
"""Who was served before: line, reason for the green lane, minutes at the window."""
WAITING = (("B", "", 22), ("A", "", 17), ("C", "", 15), ("A", GreenReason.PREGNANT, 9), ("D", "", 6), ("B", "", 2))
"""Who waits now: line, reason for the green lane, minutes since they took their number."""
QUESTION = "父母名下的房子装修，我能用公积金吗？手里有装修合同和发票，房产证是父亲的名字。"
ANSWER = "装修提取限本人或配偶名下的住房。房产证是父亲的，由您父亲用他的公积金申请；请带身份证、房产证、合同和发票。"


def fill_queue(*, staff: Mapping[str, User], depositor: User | None, at: datetime) -> None:
    """Open the halls through the operations: `staff` by number; the depositor has an appointment of their own."""
    head, seated = staff["1003"], staff["1002"]
    lines = {line.letter: line for line in Line.objects.order_by("order", "id")}
    for branch in Branch.objects.order_by("code"):
        _set_up(branch, lines, by=head, at=at)
    branch = head.staff.branch
    _morning(branch, lines, by=seated, at=at)
    people = list(Person.objects.filter(users=None).order_by("pk")[:6])
    if depositor is not None:
        _book(branch, lines["B"], depositor.person, AT_THE_HALL, "PORTAL", by=depositor, at=at)
    _appointments(branch, lines, people, by=staff["1001"], at=at)


def _set_up(branch: Branch, lines: Mapping[str, Line], *, by: User, at: datetime) -> None:
    for place, letters in enumerate(WINDOWS.get(branch.code, ("ABCD", "ABCD")), start=1):
        desk.save_window(
            window_id=None,
            branch_id=branch.pk,
            number=str(place),
            line_ids=[lines[letter].pk for letter in letters],
            is_active=True,
            by=by,
            at=at,
        )
    for kind, weekdays, opens, closes, minutes, capacity in PLANS:
        fields = PlanFields(
            branch_id=branch.pk,
            kind=kind,
            weekdays=weekdays,
            opens=opens,
            closes=closes,
            minutes=minutes,
            capacity=capacity,
            valid_from=timezone.localdate(at),
        )
        desk.save_plan(plan_id=None, fields=fields, by=by, at=at)


def _morning(branch: Branch, lines: Mapping[str, Line], *, by: User, at: datetime) -> None:
    """One window has served some people and has one in front of it; the others wait for whoever sits down."""
    window = queries.open_windows(branch.pk).get(number="2")
    clock = at - timedelta(minutes=sum(minutes for _letter, _green, minutes in SERVED) + 30)
    desk.open_window(window_id=window.pk, by=by, at=clock)
    for letter, green, minutes in SERVED:
        _take(branch, lines[letter], green, by=by, at=clock)
        ticket = desk.call_next(by=by, at=clock)
        desk.start_ticket(ticket_id=ticket.pk, by=by, at=clock)
        clock += timedelta(minutes=minutes)
        desk.finish_ticket(ticket_id=ticket.pk, by=by, at=clock)
    for letter, green, minutes in WAITING:
        _take(branch, lines[letter], green, by=by, at=at - timedelta(minutes=minutes))
    ticket = desk.call_next(by=by, at=at)
    desk.start_ticket(ticket_id=ticket.pk, by=by, at=at)


def _take(branch: Branch, line: Line, green: str, *, by: User, at: datetime) -> None:
    desk.take_ticket(branch_id=branch.pk, line_ids=[line.pk], green_reason=green, by=by, at=at)


def _appointments(
    branch: Branch, lines: Mapping[str, Line], people: Sequence[Person], *, by: User, at: datetime
) -> None:
    """People who phoned; a home visit that is assigned, a question that is answered."""
    if len(people) < 5:
        return
    for letter, person in zip("ABC", people, strict=False):
        _book(branch, lines[letter], person, AT_THE_HALL, "PHONE", by=by, at=at)
    details = Details(address="龙山区东吉大街 218 号 3 单元 502", visit_reason="OLD")
    visit = _book(branch, lines["B"], people[3], (SlotKind.HOME_VISIT,), "PHONE", by=by, at=at, details=details)
    if visit:
        desk.assign_visit(appointment_id=visit, staff_user_id=by.pk, by=by, at=at)
    details = Details(questions=QUESTION)
    asked = _book(branch, lines["B"], people[4], (SlotKind.EARLY,), "PHONE", by=by, at=at, details=details)
    if asked:
        desk.answer_questions(appointment_id=asked, answer=ANSWER, by=by, at=at)


def _book(
    branch: Branch,
    line: Line,
    person: Person,
    kinds: tuple[str, ...],
    channel: str,
    *,
    by: User,
    at: datetime,
    details: Details | None = None,
) -> int:
    """The first free place more than a day ahead; 0 where there is none."""
    ahead = at + timedelta(days=1)
    free = [each for each in queries.places(branch.pk, kinds, line.pk, at) if each.free and each.starts_at > ahead]
    if not free:
        return 0
    return desk.book(
        branch_id=branch.pk,
        line_id=line.pk,
        kinds=kinds,
        key=free[0].key,
        person_id=person.pk,
        details=details or Details(),
        channel=channel,
        by=by,
        at=at,
    ).pk
