"""Rosters of the duty manager, swaps of shifts, and matters that nobody could settle (值班长、兜底办理)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import Branch, User
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from desk.models import Case, DutyShift, DutySwap, Escalation
from desk.queries import hall as queries
from desk.rules import hall as rules
from desk.states.hall import ESCALATION_MOVES, SWAP_MOVES, EscalationSource, SwapStatus
from notifications import operations as notifications
from policy import queries as policy


class NotYours(BusinessError):
    """Somebody else has to do this: another branch's head, the host, who holds the matter, who raised it."""


class DayIsOver(BusinessError):
    """What has passed is not rostered any more."""


class NoSuchColleague(BusinessError):
    """The person does not work in this branch."""


class ShiftChangedHands(BusinessError):
    """A shift of the swap belongs to somebody else by now."""


class NoResult(BusinessError):
    """A matter does not end without saying how it was settled."""


class NoReason(BusinessError):
    """A reason is needed."""


# --- the roster


@operation
def set_roster(*, branch_id: int, shifts: Sequence[tuple[date, str, int | None]], by: User, at: datetime) -> int:
    """Put people on shifts (day, part, user's id or None to leave it empty); how many shifts changed.

    Raises NotYours for who does not lead the hall, DayIsOver, NoSuchColleague.
    """
    Branch.objects.select_for_update().get(pk=branch_id)
    if not queries.leads(by, branch_id):
        raise NotYours(_("只有本管理部负责人可以排班。"))
    known = set(queries.colleagues(branch_id).values_list("pk", flat=True))
    today = timezone.localtime(at).date()
    changed = 0
    for day, part, user_id in shifts:
        row = DutyShift.objects.select_for_update().filter(branch=branch_id, day=day, part=part).first()
        if (row.user_id if row else None) == user_id:
            continue
        if day < today:
            raise DayIsOver(_("%(date)s 已经过去，不能再改排班。") % {"date": f"{day:%Y-%m-%d}"})
        if user_id is not None and user_id not in known:
            raise NoSuchColleague(_("值班长须是本管理部的在岗人员。"))
        _set_shift(row, branch_id, day, part, user_id, by=by, at=at)
        changed += 1
    return changed


def _set_shift(
    row: DutyShift | None, branch_id: int, day: date, part: str, user_id: int | None, *, by: User, at: datetime
) -> None:
    """One shift given, changed or emptied. A swap still asked about it falls away."""
    before = row.user_id if row else None
    if row is not None:
        _drop_swaps(row, by=by, at=at)
    if user_id is None:
        assert row is not None
        if DutySwap.objects.filter(Q(shift=row) | Q(against=row)).exists():
            raise ShiftChangedHands(_("这个班有换班记录，请改排给别人，不能清空。"))
        row.delete()
    elif row is None:
        DutyShift.objects.create(branch_id=branch_id, day=day, part=part, user_id=user_id, made_by=by, made_at=at)
    else:
        row.user_id, row.made_by, row.made_at = user_id, by, at
        row.save(update_fields=["user", "made_by", "made_at"])
    accounts.record(
        user=by,
        action="duty:set",
        target=f"{day:%Y-%m-%d}{part}",
        at=at,
        detail={"branch": branch_id, "before": before, "after": user_id},
    )


def _drop_swaps(shift: DutyShift, *, by: User, at: datetime) -> None:
    for swap in DutySwap.objects.select_for_update().filter(shift=shift, status=SwapStatus.ASKED):
        move(swap, "withdraw", SWAP_MOVES, by=by, at=at, note=_("排班已调整"), answered_at=at)


# --- swaps


@operation
def ask_swap(
    *, shift_id: int, taker_id: int, against_id: int | None = None, reason: str, by: User, at: datetime
) -> DutySwap:
    """Ask a colleague to take a shift of one's own, against one of theirs or not.

    Raises NotYours, DayIsOver, NoSuchColleague, ShiftChangedHands.
    """
    shift = lock(DutyShift, shift_id)
    if shift.user_id != by.pk:
        raise NotYours(_("只能为自己的班申请换班。"))
    if shift.day < timezone.localtime(at).date():
        raise DayIsOver(_("这个班已经过去。"))
    if taker_id == by.pk or not queries.colleagues(shift.branch_id).filter(pk=taker_id).exists():
        raise NoSuchColleague(_("请选择本管理部的另一位同事。"))
    if shift.swaps.filter(status=SwapStatus.ASKED).exists():
        raise ShiftChangedHands(_("这个班已有一个换班申请在等答复。"))
    against = _against(against_id, shift, taker_id)
    swap = DutySwap.objects.create(
        shift=shift, against=against, asker=by, taker_id=taker_id, reason=reason, asked_at=at
    )
    swap.events.create(action="ask", before="", after=swap.status, by=by, at=at, note=reason)
    tell(taker_id, "duty_swap_asked", f"swap-{swap.pk}", {"who": str(by), "shift": _words(shift)}, by=by, at=at)
    return swap


def _against(against_id: int | None, shift: DutyShift, taker_id: int) -> DutyShift | None:
    """The taker's own shift that is given in exchange."""
    if against_id is None:
        return None
    against = lock(DutyShift, against_id)
    if against.user_id != taker_id or against.branch_id != shift.branch_id:
        raise ShiftChangedHands(_("要换的班不是对方的。"))
    return against


@operation
def agree_swap(*, swap_id: int, by: User, at: datetime) -> DutySwap:
    """The colleague agrees: the shifts change hands. Raises NotYours, ShiftChangedHands, DayIsOver, WrongState."""
    swap = lock(DutySwap, swap_id)
    refuse_move(swap, "agree", SWAP_MOVES)
    if swap.taker_id != by.pk:
        raise NotYours(_("只有被申请的同事可以答复。"))
    shifts = {
        row.pk: row for row in DutyShift.objects.select_for_update().filter(pk__in=_shift_ids(swap)).order_by("pk")
    }
    mine, theirs = shifts[swap.shift_id], shifts.get(swap.against_id or 0)
    if mine.user_id != swap.asker_id or (theirs is not None and theirs.user_id != swap.taker_id):
        raise ShiftChangedHands(_("排班已经变动，这个申请不再有效。"))
    if mine.day < timezone.localtime(at).date():
        raise DayIsOver(_("这个班已经过去。"))
    for row, user_id in ((mine, swap.taker_id), (theirs, swap.asker_id)):
        if row is not None:
            row.user_id = user_id
            row.save(update_fields=["user"])
    move(swap, "agree", SWAP_MOVES, by=by, at=at, answered_at=at)
    _answered(swap, mine, _("同意"), by=by, at=at)
    return swap


def _shift_ids(swap: DutySwap) -> list[int]:
    return [pk for pk in (swap.shift_id, swap.against_id) if pk]


@operation
def decline_swap(*, swap_id: int, by: User, at: datetime) -> DutySwap:
    """The colleague does not agree. Raises NotYours, WrongState."""
    swap = lock(DutySwap, swap_id)
    refuse_move(swap, "decline", SWAP_MOVES)
    if swap.taker_id != by.pk:
        raise NotYours(_("只有被申请的同事可以答复。"))
    move(swap, "decline", SWAP_MOVES, by=by, at=at, answered_at=at)
    _answered(swap, swap.shift, _("未同意"), by=by, at=at)
    return swap


@operation
def withdraw_swap(*, swap_id: int, by: User, at: datetime) -> DutySwap:
    """Who asked does not need it any more. Raises NotYours, WrongState."""
    swap = lock(DutySwap, swap_id)
    refuse_move(swap, "withdraw", SWAP_MOVES)
    if swap.asker_id != by.pk:
        raise NotYours(_("只有申请人可以撤回。"))
    move(swap, "withdraw", SWAP_MOVES, by=by, at=at, answered_at=at)
    return swap


def _answered(swap: DutySwap, shift: DutyShift, answer: str, *, by: User, at: datetime) -> None:
    context = {"who": str(by), "shift": _words(shift), "answer": answer}
    tell(swap.asker_id, "duty_swap_answered", f"swap-{swap.pk}", context, by=by, at=at)


def _words(shift: DutyShift) -> str:
    """A shift in words: 10月12日上午."""
    day = _("%(month)d月%(day)d日") % {"month": shift.day.month, "day": shift.day.day}
    return f"{day}{shift.get_part_display()}"


# --- what nobody could settle


@operation
def escalate(
    *,
    branch_id: int,
    question: str,
    source: str = EscalationSource.OTHER,
    case_id: int | None = None,
    reference: str = "",
    by: User,
    at: datetime,
) -> Escalation:
    """Hand what nobody could settle to the duty manager; where nobody is on duty it waits on the hall's list."""
    today = timezone.localtime(at).date()
    on_duty = queries.duty_manager(branch_id, at)
    holder = on_duty if on_duty is not None and on_duty.pk != by.pk else None
    matter = Escalation.objects.create(
        branch_id=branch_id,
        source=EscalationSource.CASE if case_id else source,
        case=Case.objects.get(pk=case_id) if case_id else None,
        reference=reference,
        question=question,
        raised_by=by,
        raised_at=at,
        due_at=rules.due_at(at, policy.calendar(today, today + timedelta(days=31))),
        holder=holder,
    )
    matter.events.create(action="raise", before="", after=matter.status, by=by, at=at, note="")
    if holder is not None:
        _tell_holder(matter, by=by, at=at)
    return matter


@operation
def accept_matter(*, matter_id: int, by: User, at: datetime) -> Escalation:
    """Take a matter in hand. Raises NotYours for who is neither asked, on duty nor leading; WrongState."""
    matter = lock(Escalation, matter_id)
    refuse_move(matter, "accept", ESCALATION_MOVES)
    if not queries.may_hold(by, matter, at):
        raise NotYours(_("请由当班值班长或管理部负责人接手。"))
    move(matter, "accept", ESCALATION_MOVES, by=by, at=at, holder=by)
    return matter


@operation
def pass_matter_on(*, matter_id: int, to_id: int, reason: str, by: User, at: datetime) -> Escalation:
    """Give a matter to somebody who can settle it, with the reason. Raises NotYours, NoSuchColleague, NoReason."""
    matter = lock(Escalation, matter_id)
    refuse_move(matter, "pass_on", ESCALATION_MOVES)
    if not queries.may_hold(by, matter, at):
        raise NotYours(_("只有接手的人可以转交。"))
    if not reason:
        raise NoReason(_("请写明转交原因。"))
    if to_id == by.pk or not queries.staff().filter(pk=to_id).exists():
        raise NoSuchColleague(_("请选择另一位在岗同事。"))
    move(matter, "pass_on", ESCALATION_MOVES, by=by, at=at, note=reason, holder_id=to_id)
    _tell_holder(matter, by=by, at=at)
    return matter


@operation
def solve_matter(*, matter_id: int, result: str, by: User, at: datetime) -> Escalation:
    """Say how a matter was settled; it goes back to who raised it. Raises NotYours, NoResult, WrongState."""
    matter = lock(Escalation, matter_id)
    refuse_move(matter, "solve", ESCALATION_MOVES)
    if matter.holder_id != by.pk:
        raise NotYours(_("只有接手的人可以填写结果。"))
    if not result.strip():
        raise NoResult(_("请写明怎么解决的，不能空着办结。"))
    move(matter, "solve", ESCALATION_MOVES, by=by, at=at, note=result, result=result, solved_at=at)
    rounds = matter.events.filter(action="solve").count()
    context = {"who": str(by), "number": str(matter.pk)}
    tell(matter.raised_by_id, "matter_solved", f"matter-{matter.pk}-{rounds}", context, by=by, at=at)
    return matter


@operation
def reopen_matter(*, matter_id: int, reason: str, by: User, at: datetime) -> Escalation:
    """Who raised it says that it is not settled: back to who held it. Raises NotYours, NoReason, WrongState."""
    matter = lock(Escalation, matter_id)
    refuse_move(matter, "reopen", ESCALATION_MOVES)
    if matter.raised_by_id != by.pk:
        raise NotYours(_("只有提出人可以退回。"))
    if not reason.strip():
        raise NoReason(_("请写明还有什么没解决。"))
    move(matter, "reopen", ESCALATION_MOVES, by=by, at=at, note=reason, result="", solved_at=None)
    _tell_holder(matter, by=by, at=at)
    return matter


@operation
def close_matter(*, matter_id: int, by: User, at: datetime) -> Escalation:
    """Who raised it, or leads the hall, takes the solution as it is. Raises NotYours, WrongState."""
    matter = lock(Escalation, matter_id)
    refuse_move(matter, "close", ESCALATION_MOVES)
    if matter.raised_by_id != by.pk and not queries.leads(by, matter.branch_id):
        raise NotYours(_("请由提出人确认办结。"))
    move(matter, "close", ESCALATION_MOVES, by=by, at=at, closed_at=at)
    return matter


def _tell_holder(matter: Escalation, *, by: User, at: datetime) -> None:
    """Tell whoever has the matter now; each time it comes anew."""
    assert matter.holder_id is not None
    local = timezone.localtime(matter.due_at)
    due = f"{local:%H:%M}" if local.date() == timezone.localtime(at).date() else f"{local:%m-%d %H:%M}"
    times = matter.events.count()
    context = {"who": str(by), "due": due, "number": str(matter.pk)}
    tell(matter.holder_id, "matter_escalated", f"matter-{matter.pk}-{times}", context, by=by, at=at)


@step
def tell(user_id: int, event: str, key: str, context: dict[str, str], *, by: User | None, at: datetime) -> None:
    """Put a message for a colleague into the outbox."""
    person_id = User.objects.values_list("person_id", flat=True).get(pk=user_id)
    notifications.queue(person_id=person_id, template=event, context=context, key=key, at=at, by=by)
