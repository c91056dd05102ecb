"""The queue for a title: who waits, whose turn it is, who did not come.

Locks go reader → title → copy → hold, here and in lending: whoever gives out a copy has locked its title, so nobody
joins the queue between the look at it and the copy's way back to the shelf.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from library.models import Copy, Hold, Loan, Reader, Title
from library.queries import circulation
from library.rules import lending
from library.states import COPY_MOVES, HOLD_MOVES, LENT_KINDS, CopyStatus, HoldStatus, House, LoanStatus, ReaderStatus
from notifications import operations as notifications
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class CardStopped(BusinessError):
    """The card is stopped or over."""


class NothingToWaitFor(BusinessError):
    """There is no copy that could come."""


class OnTheShelf(BusinessError):
    """A copy can be had at once."""


class HoldsFull(BusinessError):
    """The reader waits for as many titles as the rule allows."""


class WaitsAlready(BusinessError):
    """The reader stands in this queue, or has the book."""


@operation
def place(*, reader_id: int, title_id: int, by: User | None, at: datetime) -> Hold:
    """Join the queue for a title. Raises CardStopped, WaitsAlready, NothingToWaitFor, OnTheShelf, HoldsFull."""
    reader = lock(Reader, reader_id)
    title = lock(Title, title_id)
    _refuse(reader, title, timezone.localdate(at))
    hold = title.holds.create(reader=reader, queued_at=at)
    hold.events.create(action="place", before="", after=hold.status, by=by, at=at)
    return hold


def _refuse(reader: Reader, title: Title, today: date) -> None:
    if reader.status != ReaderStatus.ACTIVE or (reader.until and reader.until < today):
        raise CardStopped(_("借书证已停用或到期，请到馆办理。"))
    own = Hold.objects.filter(reader=reader, status__in=[HoldStatus.WAITING, HoldStatus.READY])
    at_home = Loan.objects.filter(reader=reader, copy__title=title, status=LoanStatus.OPEN)
    if at_home.exists() or own.filter(title=title).exists():
        raise WaitsAlready(_("您已经在借或预约了《%(title)s》。") % {"title": title.title})
    lent = title.copies.filter(item_kind__in=_lent_to(reader, today))
    lent = lent.exclude(place=House.CITY, status=CopyStatus.AVAILABLE)  # theirs, at home
    statuses = set(lent.values_list("status", flat=True))
    if not statuses & {*_COMING, CopyStatus.AVAILABLE}:
        raise NothingToWaitFor(_("《%(title)s》没有可外借的馆藏，不能预约。") % {"title": title.title})
    if CopyStatus.AVAILABLE in statuses:
        raise OnTheShelf(_("《%(title)s》现在在架，可以直接来借。") % {"title": title.title})
    terms = circulation.terms_for(reader.kind, title.kind, today)
    if own.count() >= (terms.most_holds if terms else 0):
        most = terms.most_holds if terms else 0
        raise HoldsFull(_("最多同时预约 %(most)d 种。") % {"most": most})


_COMING = (CopyStatus.ON_LOAN, CopyStatus.HELD, CopyStatus.IN_TRANSIT, CopyStatus.REPAIR)


def _lent_to(reader: Reader, today: date) -> list[str]:
    """Kinds of items that the reader may take home."""
    cells = circulation.matrix(today)
    return [kind for kind in LENT_KINDS if (cell := cells.get((reader.kind, kind))) and cell.most_loans]


@operation
def cancel(*, hold_id: int, by: User | None, at: datetime) -> Hold:
    """Leave the queue; a book that waited goes to the next reader. Raises WrongState."""
    return _leave(hold_id, "cancel", by=by, at=at)


@operation
def expire(*, hold_id: int, at: datetime) -> Hold | None:
    """Whoever did not come in time leaves the queue; the book goes on. None where it was taken meanwhile."""
    hold = Hold.objects.get(pk=hold_id)
    lock(Title, hold.title_id)
    hold.refresh_from_db()
    if hold.status != HoldStatus.READY or hold.keep_until is None or hold.keep_until >= timezone.localdate(at):
        return None
    return _leave(hold_id, "expire", by=None, at=at)


def _leave(hold_id: int, action: str, *, by: User | None, at: datetime) -> Hold:
    title_id = Hold.objects.values_list("title", flat=True).get(pk=hold_id)
    lock(Title, title_id)
    waiting = Hold.objects.values_list("copy", flat=True).get(pk=hold_id)
    copy = lock(Copy, waiting) if waiting else None
    hold = lock(Hold, hold_id)
    was_ready = hold.status == HoldStatus.READY
    move(hold, action, HOLD_MOVES, by=by, at=at, ended_at=at)
    if was_ready and copy is not None and copy.status == CopyStatus.HELD:
        move(copy, "put_on_shelf", COPY_MOVES, by=by, at=at)
        give_to_next(copy=copy, at=at)
    if action == "expire":
        _tell(hold, "library_hold_over", {}, at)
    return hold


@step
def give_to_next(*, copy: Copy, at: datetime) -> Hold | None:
    """Set a locked copy on the shelf aside for the first who waits; the title is locked. None: nobody waits."""
    if copy.status != CopyStatus.AVAILABLE or copy.place != House.OURS:
        return None
    today = timezone.localdate(at)
    kinds = [
        kind for (kind, item), cell in circulation.matrix(today).items() if item == copy.item_kind and cell.most_loans
    ]
    queue = Hold.objects.filter(title=copy.title_id, status=HoldStatus.WAITING, reader__kind__in=kinds)
    hold = queue.select_for_update(of=("self",), no_key=True).order_by("id").first()
    if hold is None:
        return None
    days = policy.service_on(today).library_hold_days
    until = lending.kept_until(today, days, policy.calendar(today, today))
    move(copy, "set_aside", COPY_MOVES, by=None, at=at)
    move(hold, "ready", HOLD_MOVES, by=None, at=at, copy=copy, keep_until=until)
    _tell(hold, "library_hold_ready", {"day": f"{until:%Y-%m-%d}"}, at)
    return hold


def _tell(hold: Hold, event: str, context: dict[str, object], at: datetime) -> None:
    """A message without the book's name: what somebody reads is not kept in their messages for ever."""
    person_id = hold.reader.person_id if hold.reader else None
    if person_id:
        turn = hold.events.count()
        notifications.queue(person_id=person_id, template=event, context=context, key=f"hold-{hold.pk}-{turn}", at=at)
