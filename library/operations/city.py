"""Joined with the city library: their books that come here, answers to what was said, and the daily comparison."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.auth.hashers import make_password
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from library.models import CityCall, CityDifference, CityLine, Copy, Loan, SipAccount, SipLog, Title
from library.operations import telling
from library.operations.catalogue import Description, NewCopy, put_copy, title_row
from library.rules import city, sip2
from library.states import COPY_MOVES, LOAN_MOVES, CallStatus, House, LoanStatus, Source

if TYPE_CHECKING:
    from accounts.models import User


class NotTheirs(BusinessError):
    """No line is set, or the barcode is not one of the city library's."""


@operation
def open_account(*, name: str, at: datetime) -> str:
    """Let a system call our server; a new password, shown once. An account that is there gets another one."""
    password = secrets.token_urlsafe(18)
    SipAccount.objects.update_or_create(
        name=name, defaults={"password_hash": make_password(password), "is_active": True, "made_at": at}
    )
    return password


@operation
def set_line(*, host: str, port: int, login: str, password: str, prefix: str, institution: str) -> CityLine:
    """Where the city library's server is from now on."""
    CityLine.objects.filter(is_active=True).update(is_active=False)
    return CityLine.objects.create(
        host=host, port=port, login=login, password=password, prefix=prefix, institution=institution
    )


@operation
def note_line(*, peer: str, is_out: bool, line: bytes, at: datetime) -> None:
    """Keep a line that came or went, passwords left out."""
    SipLog.objects.create(peer=peer[:60], is_out=is_out, line=sip2.masked(line), at=at)


@operation
def meet(*, barcode: str, title: str = "", by: User | None, at: datetime) -> Copy:
    """A book of theirs that the catalogue does not know comes to the desk: it gets a record. Raises NotTheirs."""
    line = CityLine.objects.filter(is_active=True).first()
    if line is None or not line.prefix or not barcode.startswith(line.prefix):
        raise NotTheirs(_("没有条码或证号 %(text)s，请再扫一次。") % {"text": barcode})
    name = title or _("市图书馆图书 %(barcode)s") % {"barcode": barcode}
    work = title_row(Description(title=name), by=by, at=at)
    Title.objects.bulk_create([work])
    guest = NewCopy(barcode=barcode, source=Source.DEPOSITED, home=House.CITY)
    return put_copy(title=work, copy=guest, by=by, at=at)


@operation
def record_answer(*, call_id: int, accepted: bool, words: str, at: datetime) -> CityCall:
    """What the city library said to one call; said already, it stays as it was."""
    call = lock(CityCall, call_id)
    if call.status == CallStatus.WAITING:
        call.status = CallStatus.ANSWERED if accepted else CallStatus.REFUSED
        call.answer, call.answered_at, call.tries = words[:255], at, call.tries + 1
        call.save(update_fields=["status", "answer", "answered_at", "tries"])
    return call


@operation
def settle_difference(*, copy_id: int, theirs: str, at: datetime) -> CityDifference | None:
    """Compare a book of theirs with what they say (`rules.city`); None where both agree or something is unsaid.

    It is their book, so their record wins; ours is put right, and the day's list says what was done.
    """
    lock(Title, Copy.objects.values_list("title", flat=True).get(pk=copy_id))
    copy = lock(Copy, copy_id)
    if copy.home != House.CITY or CityCall.objects.filter(copy=copy, status=CallStatus.WAITING).exists():
        return None
    act = city.what_to_do(copy.status, copy.place, theirs)
    if act == city.NOTHING:
        return None
    ours = copy.get_status_display()
    if act == city.CLOSE_LOAN:
        _close_loan(copy, at)
    elif act == city.HAS_ARRIVED:
        move(copy, "arrive", COPY_MOVES, by=None, at=at, place=House.CITY, note=_("市图书馆已收到"))
    elif act == city.TELL_AGAIN:
        loan = Loan.objects.get(copy=copy, status=LoanStatus.OPEN)
        telling.tell("11", copy=copy, loan=loan, at=at)
    today = timezone.localdate(at)
    facts = {"ours": ours, "theirs": city.words(theirs), "done": city.done_words(act), "at": at}
    row, _made = CityDifference.objects.update_or_create(on=today, copy=copy, defaults=facts)
    return row


def _close_loan(copy: Copy, at: datetime) -> None:
    """They have the book back: the loan here ends."""
    today = timezone.localdate(at)
    note = _("已在市图书馆归还")
    loan = Loan.objects.select_for_update(of=("self",), no_key=True).get(copy=copy, status=LoanStatus.OPEN)
    move(copy, "give_back", COPY_MOVES, by=None, at=at, note=note, place=House.CITY)
    move(loan, "give_back", LOAN_MOVES, by=None, at=at, note=note, ended_at=at, ended_on=max(today, loan.lent_on))
