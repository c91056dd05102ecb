"""The lending desk: one field for the scanner. A card takes a reader in hand, a barcode lends to them.

Without a reader in hand a barcode is a return. Every scan is one POST and ends on the same page, so it works by
scanner, by keyboard and without JavaScript.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.money import yuan
from library.models import Copy, LoanEvent, Reader
from library.operations import city, holds, lending, losing
from library.queries import circulation
from library.rules import cards
from library.states import CHARGE_MOVES, LOAN_ACTS, CopyStatus, House
from policy import queries as policy


@requires(Permission.LIBRARY_DESK)
@require_safe
def desk(request: UserRequest) -> HttpResponse:
    """The reader in hand with what they have, or the desk that waits for a scan."""
    now = timezone.now()
    minutes = policy.service_on(timezone.localdate(now)).library_undo_minutes
    reader = _in_hand(request, request.GET.get("reader", ""))
    acts = circulation.last_acts(request.user, now, minutes)
    context: dict[str, Any] = {
        "reader": reader,
        "acts": [(act, LOAN_ACTS[act.event.action]) for act in acts],
        "today": timezone.localdate(now),
    }
    if reader is not None:
        context |= {
            "loans": list(circulation.open_loans(reader)),
            "holds": list(circulation.open_holds(reader)),
            "charges": list(circulation.open_charges(reader)),
            "owed_fen": circulation.owed_fen(reader),
            "needs_reason": request.GET.get("book", ""),
        }
    return render(request, "library/counter/desk.html", context)


def _in_hand(request: UserRequest, pk: str) -> Reader | None:
    """The reader an address or a form names; nobody where it names none."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 10):
        return None
    return circulation.readers_visible_to(request.user).filter(pk=int(pk)).first()


@requires(Permission.LIBRARY_DESK)
@require_POST
def scan(request: UserRequest) -> HttpResponse:
    """One scan, whatever it was."""
    text = cards.scanned(request.POST.get("scan", ""))
    reader = _in_hand(request, request.POST.get("reader", ""))
    if not text:
        return _to_desk(None)  # an empty line ends the reader's turn
    card = circulation.reader_by_card(text)
    if card is not None:
        return _to_desk(None if reader and card.pk == reader.pk else card)
    try:
        # A book of the city library that was never here gets its record now.
        copy = circulation.copy_by_barcode(text) or city.meet(barcode=text, by=request.user, at=timezone.now())
        if reader is None:
            _take_back(request, copy)
        else:
            _lend(request, reader, copy, cards.plain(request.POST.get("override", "")))
    except lending.NotLent as refusal:
        messages.error(request, str(refusal))
        return _to_desk(reader, copy)
    except lending.HasItAlready as twice:
        messages.warning(request, str(twice))
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return _to_desk(reader)


def _to_desk(reader: Reader | None, copy: Copy | None = None) -> HttpResponse:
    address = reverse("library:counter_desk")
    if reader is None:
        return redirect(address)
    return redirect(f"{address}?reader={reader.pk}" + (f"&book={copy.barcode}" if copy else ""))


def _lend(request: UserRequest, reader: Reader, copy: Copy, override: str) -> None:
    loan = lending.lend(reader_id=reader.pk, copy_id=copy.pk, override=override, by=request.user, at=timezone.now())
    said = {"title": copy.title.title, "day": f"{loan.due_on:%Y-%m-%d}"}
    messages.success(request, _("借出《%(title)s》，%(day)s 前归还。") % said)


def _arrive(request: UserRequest, copy: Copy) -> None:
    if copy.home == House.CITY and copy.status == CopyStatus.IN_TRANSIT:
        messages.warning(request, _("《%(title)s》属于市图书馆，请放入运送箱。") % {"title": copy.title.title})
        return
    hold = lending.arrive(copy_id=copy.pk, by=request.user, at=timezone.now())
    if hold is not None:
        said = {"title": copy.title.title, "name": str(hold.reader)}
        messages.warning(request, _("《%(title)s》送到了，有人预约：放到待取架，留给 %(name)s。") % said)
    else:
        messages.success(request, _("《%(title)s》送到了，可以上架。") % {"title": copy.title.title})


def _take_back(request: UserRequest, copy: Copy) -> None:
    if copy.status in (CopyStatus.LOST, CopyStatus.MISSING):
        losing.find(copy_id=copy.pk, by=request.user, at=timezone.now())
        messages.success(request, _("《%(title)s》已找到，重新上架。") % {"title": copy.title.title})
        return
    if copy.status == CopyStatus.IN_TRANSIT or copy.place != House.OURS:
        _arrive(request, copy)
        return
    back = lending.give_back(copy_id=copy.pk, by=request.user, at=timezone.now())
    title = copy.title.title
    if back.hold is not None:
        said = {"title": title, "name": str(back.hold.reader), "day": f"{back.hold.keep_until:%Y-%m-%d}"}
        messages.warning(request, _("《%(title)s》有人预约：放到待取架，留给 %(name)s 到 %(day)s。") % said)
    elif back.travels:
        messages.warning(request, _("《%(title)s》属于市图书馆，请放入运送箱。") % {"title": title})
    else:
        shelf = copy.shelf or copy.call_number
        messages.success(
            request, _("归还《%(title)s》，放回 %(shelf)s。") % {"title": title, "shelf": shelf or _("书架")}
        )
    if back.fine_fen:
        messages.warning(request, _("逾期费 %(amount)s 元。") % {"amount": yuan(back.fine_fen)})


@requires(Permission.LIBRARY_DESK)
@require_POST
def undo(request: UserRequest, pk: int) -> HttpResponse:
    """Take the last act back."""
    event = get_object_or_404(LoanEvent.objects.filter(by=request.user), pk=pk)
    try:
        loan = lending.undo(event_id=event.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤销：《%(title)s》。") % {"title": loan.copy.title.title})
    return _to_desk(_in_hand(request, request.POST.get("reader", "")))


@requires(Permission.LIBRARY_DESK)
@require_POST
def renew(request: UserRequest, pk: int) -> HttpResponse:
    """Another term for one loan of the reader in hand."""
    loan = get_object_or_404(circulation.loans_visible_to(request.user), pk=pk)
    try:
        loan = lending.renew(loan_id=loan.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已续借到 %(day)s。") % {"day": f"{loan.due_on:%Y-%m-%d}"})
    return _to_desk(loan.reader)


@requires(Permission.LIBRARY_DESK)
@require_POST
def renew_all(request: UserRequest, pk: int) -> HttpResponse:
    """Another term for whatever of a reader's loans may have one; the others say why not."""
    reader = get_object_or_404(circulation.readers_visible_to(request.user), pk=pk)
    done = 0
    for loan in circulation.open_loans(reader):
        try:
            lending.renew(loan_id=loan.pk, by=request.user, at=timezone.now())
            done += 1
        except BusinessError as refusal:
            messages.warning(request, f"《{loan.copy.title.title}》{refusal}")
    if done:
        messages.success(request, ngettext("续借了 %(n)d 本。", "续借了 %(n)d 本。", done) % {"n": done})
    return _to_desk(reader)


@requires(Permission.LIBRARY_DESK)
@require_POST
def cancel_hold(request: UserRequest, pk: int) -> HttpResponse:
    """Take a reader out of a queue."""
    hold = get_object_or_404(circulation.holds_visible_to(request.user), pk=pk)
    try:
        holds.cancel(hold_id=hold.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消预约。"))
    return _to_desk(hold.reader)


@requires(Permission.LIBRARY_DESK)
@require_POST
def place_hold(request: UserRequest, pk: int) -> HttpResponse:
    """Put the reader in hand into the queue for the book whose barcode or ISBN was typed."""
    reader = get_object_or_404(circulation.readers_visible_to(request.user), pk=pk)
    found = circulation.title_by_number(request.POST.get("number", ""))
    if found is None:
        messages.error(request, _("没有这个条码或 ISBN。"))
        return _to_desk(reader)
    try:
        holds.place(reader_id=reader.pk, title_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已预约《%(title)s》，到书通知读者。") % {"title": found.title})
    return _to_desk(reader)


@requires(Permission.LIBRARY_DESK)
@require_POST
def settle(request: UserRequest, pk: int) -> HttpResponse:
    """A charge is paid, replaced or waived."""
    charge = get_object_or_404(circulation.charges(), pk=pk)
    action = request.POST.get("action", "")
    if action not in CHARGE_MOVES:
        messages.error(request, _("请选择怎样处理。"))
        return _to_desk(charge.reader)
    try:
        losing.settle(charge_id=charge.pk, action=action, note="", by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已处理，可以继续借书。"))
    return _to_desk(charge.reader)


@requires(Permission.LIBRARY_DESK)
@require_safe
def waiting(request: UserRequest) -> HttpResponse:
    """The shelf of holds, and what is overdue with whom to call."""
    today = timezone.localdate()
    late = list(circulation.overdue(today)[:200])
    context = {
        "ready": list(circulation.ready_holds()[:200]),
        "late": [(loan, (today - loan.due_on).days, _phone(loan.reader)) for loan in late],
        "today": today,
    }
    return render(request, "library/counter/waiting.html", context)


def _phone(reader: Reader | None) -> str:
    """The phone of a citizen who gets no messages."""
    return reader.phone if reader and reader.person_id is None else ""
