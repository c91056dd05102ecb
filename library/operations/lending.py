"""The desk's verbs: lend, give back, renew, and undo what was just done.

Locks go reader → title → copy → loan and hold. `by` is None where the reader acts alone, on the portal or through
the city library.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from library.models import Charge, Copy, Hold, Loan, LoanEvent, Reader, Title
from library.operations import holds, telling
from library.queries import circulation
from library.rules import lending
from library.states import (
    CHARGE_MOVES,
    COPY_MOVES,
    HOLD_MOVES,
    LOAN_MOVES,
    ChargeKind,
    CopyStatus,
    HoldStatus,
    House,
    LoanStatus,
    ReaderStatus,
)
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NotLent(BusinessError):
    """The rule does not allow the loan; `whys` says all that stands in the way. A reason overrides it."""

    def __init__(self, whys: list[str]) -> None:
        super().__init__("".join(whys))
        self.whys = whys


class CardStopped(BusinessError):
    """The card opens nothing; no reason overrides that."""


class NotHere(BusinessError):
    """The copy is lent to somebody else, lost or on its way."""


class HasItAlready(BusinessError):
    """The same reader has the copy: a second scan of the barcode."""


class KeptForAnother(BusinessError):
    """The copy waits for somebody else."""


class NotOnLoan(BusinessError):
    """Nobody has the copy; its status stands in the sentence."""


class NotRenewed(BusinessError):
    """The rule does not allow another term."""


class NothingToUndo(BusinessError):
    """The act is not the last one, not one's own, or too long ago."""


@dataclass(frozen=True, slots=True)
class Returned:
    """What a return led to: the loan, who is next, what is owed, and whether the book travels."""

    loan: Loan
    hold: Hold | None
    fine_fen: int
    travels: bool


@operation
def lend(*, reader_id: int, copy_id: int, override: str = "", by: User | None, at: datetime) -> Loan:
    """Lend a copy to a reader until the day the rule gives.

    `override` is the librarian's reason to pass over what the rule forbids. Raises CardStopped, HasItAlready,
    NotHere, KeptForAnother and NotLent.
    """
    reader = lock(Reader, reader_id)
    copy = _locked_copy(copy_id)
    today = timezone.localdate(at)
    _refuse_copy(reader, copy)
    terms = circulation.terms_for(reader.kind, copy.item_kind, today)
    whys = lending.why_not_lend(terms, circulation.standing(reader, copy.item_kind), today)
    if whys and not override:
        raise NotLent(whys)
    days = terms.days if terms and terms.days else 1
    due = lending.due_on(today, days, policy.calendar(today, today + timedelta(days=days)))
    hold = _own_hold(reader, copy)
    # Who lends it has it in hand, whatever the record says of a book of the city library.
    move(copy, "lend", COPY_MOVES, by=by, at=at, place=House.OURS)
    loan = Loan.objects.create(
        copy=copy,
        reader=reader,
        reader_kind=reader.kind,
        item_kind=copy.item_kind,
        clc=copy.title.clc[:1],
        lent_at=at,
        lent_on=today,
        due_on=due,
        override=override if whys else "",
    )
    loan.events.create(action="lend", before="", after=loan.status, by=by, at=at, note=loan.override)
    if hold is not None:
        move(hold, "take", HOLD_MOVES, by=by, at=at, ended_at=at)
    telling.tell("11", copy=copy, loan=loan, at=at)
    return loan


def _locked_copy(copy_id: int) -> Copy:
    title_id = Copy.objects.values_list("title", flat=True).get(pk=copy_id)
    title = lock(Title, title_id)
    copy = lock(Copy, copy_id)
    copy.title = title
    return copy


def _refuse_copy(reader: Reader, copy: Copy) -> None:
    """Raise what no reason passes over: the card is stopped, or the copy is not here to be lent."""
    if reader.status != ReaderStatus.ACTIVE:
        raise CardStopped(_("%(name)s 的借书证已停用。") % {"name": reader.name})
    title = copy.title.title
    if copy.status == CopyStatus.ON_LOAN:
        if Loan.objects.filter(copy=copy, status=LoanStatus.OPEN, reader=reader).exists():
            raise HasItAlready(_("《%(title)s》已经借给这位读者，重复扫描不再办理。") % {"title": title})
        raise NotHere(_("《%(title)s》还登记在别的读者名下：先结束当前读者，扫一次归还，再借。") % {"title": title})
    if copy.status == CopyStatus.HELD:
        ready = Hold.objects.filter(copy=copy, status=HoldStatus.READY).exclude(reader=reader).first()
        if ready is not None:
            raise KeptForAnother(_("《%(title)s》留给了另一位预约的读者。") % {"title": title})
    elif copy.status != CopyStatus.AVAILABLE or (copy.place != House.OURS and copy.home == House.OURS):
        status = copy.get_status_display()
        raise NotHere(_("《%(title)s》当前为“%(status)s”，不能借出。") % {"title": title, "status": status})


def _own_hold(reader: Reader, copy: Copy) -> Hold | None:
    """The reader's place in the queue for this title, locked; a copy kept for the reader elsewhere goes on."""
    own = Hold.objects.filter(reader=reader, title=copy.title_id, status__in=[HoldStatus.WAITING, HoldStatus.READY])
    hold = own.select_for_update(of=("self",), no_key=True).first()
    if hold is not None and hold.copy_id and hold.copy_id != copy.pk:
        raise KeptForAnother(_("为这位读者留的是条码 %(barcode)s 的一册，请取那一册。") % {"barcode": hold.copy})
    return hold


@operation
def give_back(*, copy_id: int, place: str = House.OURS, by: User | None, at: datetime) -> Returned:
    """Take a copy back, at the desk or (`place`) at the city library; the next who waits has it. Raises NotOnLoan."""
    copy = _locked_copy(copy_id)
    loan = _open_loan(copy)
    fine = _fine(loan, copy, timezone.localdate(at))
    move(copy, "give_back", COPY_MOVES, by=by, at=at, place=place)
    move(loan, "give_back", LOAN_MOVES, by=by, at=at, ended_at=at, ended_on=timezone.localdate(at))
    if fine:
        charge = Charge.objects.create(reader=loan.reader, loan=loan, kind=ChargeKind.OVERDUE, fen=fine, made_at=at)
        charge.events.create(action="charge", before="", after=charge.status, by=by, at=at)
    if place == House.OURS:
        telling.tell("09", copy=copy, loan=loan, at=at)
    travels = send_home(copy=copy, by=by, at=at)
    hold = None if travels else holds.give_to_next(copy=copy, at=at)
    return Returned(loan, hold, fine, travels)


@operation
def arrive(*, copy_id: int, by: User | None, at: datetime) -> Hold | None:
    """A copy that travelled is here; the next who waits has it. Raises WrongState."""
    copy = _locked_copy(copy_id)
    move(copy, "arrive", COPY_MOVES, by=by, at=at, place=House.OURS)
    return holds.give_to_next(copy=copy, at=at)


@step
def send_home(*, copy: Copy, by: User | None, at: datetime) -> bool:
    """Whether a copy given back away from home is on its way there now; its slip names the house."""
    if copy.place == copy.home:
        return False
    move(copy, "send", COPY_MOVES, by=by, at=at)
    return True


def _open_loan(copy: Copy) -> Loan:
    loan = Loan.objects.select_for_update(of=("self",), no_key=True).filter(copy=copy, status=LoanStatus.OPEN).first()
    if loan is None:
        status = copy.get_status_display()
        raise NotOnLoan(
            _("《%(title)s》没有未还的记录，当前为“%(status)s”。") % {"title": copy.title.title, "status": status}
        )
    loan.copy = copy
    return loan


def _fine(loan: Loan, copy: Copy, today: date) -> int:
    terms = policy.service_on(today)
    return lending.fine_fen(
        loan.due_on,
        today,
        grace_days=circulation.grace_days(loan.reader_kind, today),
        fen_a_day=terms.library_fine_a_day_fen,
        most_fen=copy.price_fen or 0,
    )


@operation
def renew(*, loan_id: int, by: User | None, at: datetime) -> Loan:
    """Another term for a loan. Raises NotRenewed, NotOnLoan."""
    loan = Loan.objects.select_related("copy__title").get(pk=loan_id)
    copy = _locked_copy(loan.copy_id)
    loan = _open_loan(copy) if loan.status == LoanStatus.OPEN else loan
    if loan.pk != loan_id or loan.status != LoanStatus.OPEN or loan.reader is None:
        raise NotOnLoan(_("《%(title)s》已经归还。") % {"title": copy.title.title})
    today = timezone.localdate(at)
    if loan.reader.status != ReaderStatus.ACTIVE:
        raise CardStopped(_("%(name)s 的借书证已停用。") % {"name": loan.reader.name})
    terms = circulation.terms_for(loan.reader_kind, loan.item_kind, today)
    awaited = circulation.is_awaited(copy.title_id)
    why = lending.why_not_renew(terms, renewals=loan.renewals, due=loan.due_on, awaited=awaited, today=today)
    if why or terms is None:
        raise NotRenewed(why)
    calendar = policy.calendar(today, loan.due_on + timedelta(days=terms.renew_days))
    before, due = loan.due_on, lending.renewed_until(loan.due_on, today, terms, calendar)
    times = loan.renewals + 1
    event = {"due_before": before}
    move(loan, "renew", LOAN_MOVES, by=by, at=at, event=event, due_on=due, renewals=times, reminded_on=None)
    telling.tell("29", copy=copy, loan=loan, at=at)
    return loan


# --- undo


@operation
def undo(*, event_id: int, by: User, at: datetime) -> Loan:
    """Undo the librarian's own last act within the minutes that policy gives. Raises NothingToUndo, WrongState."""
    event = LoanEvent.objects.select_related("record").get(pk=event_id)
    minutes = policy.service_on(timezone.localdate(at)).library_undo_minutes
    own_last = LoanEvent.objects.filter(by=by).order_by("-id").values_list("pk", flat=True).first()
    if own_last != event.pk or at - event.at > timedelta(minutes=minutes):
        raise NothingToUndo(_("只能撤销 %(minutes)d 分钟内自己刚做的最后一笔。") % {"minutes": minutes})
    copy = _locked_copy(event.record.copy_id)
    loan = lock(Loan, event.record_id)
    loan.copy = copy
    if loan.events.order_by("-id").values_list("pk", flat=True).first() != event.pk:
        raise NothingToUndo(_("这笔借阅之后又有变动，不能撤销。"))
    _UNDO.get(event.action, _undo_nothing)(loan, copy, event, by, at)
    return loan


def _undo_lend(loan: Loan, copy: Copy, event: LoanEvent, by: User, at: datetime) -> None:
    telling.tell("09", copy=copy, loan=loan, at=at)
    move(copy, "undo_lend", COPY_MOVES, by=by, at=at)
    move(loan, "undo_lend", LOAN_MOVES, by=by, at=at, ended_at=at, ended_on=timezone.localdate(at))
    taken = Hold.objects.filter(reader=loan.reader, title=copy.title_id, status=HoldStatus.TAKEN, ended_at=event.at)
    hold = taken.select_for_update(of=("self",), no_key=True).first()
    if hold is None:
        holds.give_to_next(copy=copy, at=at)
        return
    back = "ready_again" if hold.copy_id == copy.pk else "wait_again"
    move(hold, back, HOLD_MOVES, by=by, at=at, ended_at=None)
    if back == "ready_again":
        move(copy, "set_aside", COPY_MOVES, by=by, at=at)
    else:
        holds.give_to_next(copy=copy, at=at)


def _undo_give_back(loan: Loan, copy: Copy, event: LoanEvent, by: User, at: datetime) -> None:
    if loan.reader is None:
        raise NothingToUndo(_("这笔借阅之后又有变动，不能撤销。"))
    ready = Hold.objects.select_for_update(of=("self",), no_key=True).filter(copy=copy, status=HoldStatus.READY).first()
    if ready is not None:
        move(ready, "wait_again", HOLD_MOVES, by=by, at=at, copy=None, keep_until=None)
        move(copy, "put_on_shelf", COPY_MOVES, by=by, at=at)
    elif copy.status == CopyStatus.IN_TRANSIT:
        move(copy, "arrive", COPY_MOVES, by=by, at=at)
    fine = loan.charges.filter(kind=ChargeKind.OVERDUE, status="OWED").first()
    if fine is not None:
        move(fine, "waive", CHARGE_MOVES, by=by, at=at, settled_at=at)
    telling.tell("11", copy=copy, loan=loan, at=at)
    move(copy, "undo_give_back", COPY_MOVES, by=by, at=at)
    move(loan, "undo_give_back", LOAN_MOVES, by=by, at=at, ended_at=None, ended_on=None)


def _undo_renew(loan: Loan, copy: Copy, event: LoanEvent, by: User, at: datetime) -> None:
    moved = {"due_before": loan.due_on}
    times = loan.renewals - 1
    move(loan, "undo_renew", LOAN_MOVES, by=by, at=at, event=moved, due_on=event.due_before, renewals=times)


def _undo_nothing(loan: Loan, copy: Copy, event: LoanEvent, by: User, at: datetime) -> None:
    raise NothingToUndo(_("撤销不能再撤销，请重新扫描办理。"))


_UNDO = {
    "lend": _undo_lend,
    "give_back": _undo_give_back,
    "renew": _undo_renew,
}
