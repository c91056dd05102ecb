"""Our SIP2 server: what each message of the city library leads to. The handler is a function of a line.

Nothing a peer sends may break it: what is no message is answered with 96, what the rules do not allow with "0" and a
sentence. The listening itself is `management.listening`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.hashers import check_password
from django.utils import timezone

from common.errors import BusinessError
from library.models import Copy, Loan, Reader, SipAccount
from library.operations import holds, lending
from library.queries import circulation
from library.rules import sip2
from library.rules.city import status_for
from library.rules.sip2 import Message
from library.states import House, LoanStatus, ReaderStatus

MOST_BAD_LINES = 20
OLDEST = timedelta(days=30)
"""How far back a return told late may lie."""
BEFORE_LOGIN = ("93", "99", "97")
Fields = list[tuple[str, str]]


@dataclass
class Session:
    """One connection: who logged in, what was answered last, how much made no sense."""

    peer: str
    account: str = ""
    last: bytes = b""
    bad: int = 0
    over: bool = False


def answer(line: bytes, session: Session, at: datetime) -> bytes:
    """The answer to one line; empty where there is none and the connection ends (`session.over`)."""
    try:
        message = sip2.parse(line)
    except sip2.Malformed:
        return _again(session)
    if message.code == "97":
        return session.last or _again(session)
    handler = _HANDLERS.get(message.code)
    if handler is None:
        return _again(session)
    if not session.account and message.code not in BEFORE_LOGIN:
        session.over = True
        return b""
    fixed, fields = handler(message, session, at)
    session.last = sip2.build(sip2.ANSWERS[message.code], fixed, fields, message.sequence)
    return session.last


def _again(session: Session) -> bytes:
    session.bad += 1
    session.over = session.bad >= MOST_BAD_LINES
    return sip2.build("96", ())


def _now(at: datetime) -> str:
    return sip2.stamp(timezone.localtime(at))


def _login(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    account = SipAccount.objects.filter(name=message.get("CN"), is_active=True).first()
    good = account is not None and check_password(message.get("CO"), account.password_hash)
    session.account = account.name if good and account else ""
    session.bad += 0 if good else 5  # four wrong passwords end the connection
    session.over = session.bad >= MOST_BAD_LINES
    return ["1" if good else "0"], []


def _status(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    fixed = ["Y", "Y", "Y", "Y", "N", "Y", "030", "003", _now(at), "2.00"]
    # One sign for each kind of message: login, patron, item, checkout, checkin, renew and hold are spoken here.
    return fixed, [("AO", _HOUSE), ("AM", settings.CENTRE_NAME), ("BX", "YYYYYYNYYNYNNNYN")]


_HOUSE = "JZFUND"


def _patron(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    reader = circulation.reader_by_card(message.get("AA"))
    return [_patron_signs(reader), "019", _now(at)], _patron_fields(message, reader)


def _patron_signs(reader: Reader | None) -> str:
    """Fourteen signs: the first four say that nothing may be borrowed, renewed, recalled or held."""
    open_card = reader is not None and reader.status == ReaderStatus.ACTIVE
    return (" " if open_card else "Y") * 4 + " " * 10


def _patron_fields(message: Message, reader: Reader | None) -> Fields:
    fields = [("AO", _HOUSE), ("AA", message.get("AA")), ("AE", reader.name[:1] + "**" if reader else "")]
    return [*fields, ("BL", "Y" if reader else "N")]


def _patron_information(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    reader = circulation.reader_by_card(message.get("AA"))
    today = timezone.localdate(at)
    loans = list(circulation.open_loans(reader)) if reader else []
    own_holds = circulation.open_holds(reader).count() if reader else 0
    late = sum(loan.due_on < today for loan in loans)
    counts = [f"{min(count, 9999):04d}" for count in (own_holds, late, len(loans), 0, 0, 0)]
    fields = _patron_fields(message, reader)
    if message.fixed[2][2:3] == "Y":  # asked for what is at home
        fields += [("AU", loan.copy.barcode) for loan in loans[:20]]
    return [_patron_signs(reader), "019", _now(at), *counts], fields


def _item(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    copy = circulation.copy_by_barcode(message.get("AB"))
    status = status_for(copy.status) if copy else "01"
    fields = [("AB", message.get("AB")), ("AJ", copy.title.full if copy else "")]
    loan = Loan.objects.filter(copy=copy, status=LoanStatus.OPEN).first() if copy else None
    if loan is not None:
        fields.append(("AH", f"{loan.due_on:%Y%m%d}    235959"))
    return [status, "00", "01", _now(at)], fields


def _checkout(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    reader, copy = _both(message)
    fields = _named(message, copy)
    if reader is None or copy is None:
        return ["0", "N", "U", "N", _now(at)], [*fields, ("AH", ""), ("AF", "unknown card or item")]
    try:
        loan = lending.lend(reader_id=reader.pk, copy_id=copy.pk, by=None, at=at)
    except lending.HasItAlready:
        loan = Loan.objects.get(copy=copy, status=LoanStatus.OPEN)  # said twice: the first answer was lost
    except BusinessError as refusal:
        return ["0", "N", "U", "N", _now(at)], [*fields, ("AH", ""), ("AF", str(refusal))]
    return ["1", "N", "U", "Y", _now(at)], [*fields, ("AH", f"{loan.due_on:%Y%m%d}    235959")]


def _checkin(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    copy = circulation.copy_by_barcode(message.get("AB"))
    fields = [("AO", _HOUSE), ("AB", message.get("AB")), ("AQ", House.OURS), ("AJ", copy.title.full if copy else "")]
    if copy is None:
        return ["0", "N", "U", "Y", _now(at)], [*fields, ("AF", "unknown item")]
    try:
        lending.give_back(copy_id=copy.pk, place=House.CITY, by=None, at=_when(message.fixed[2], at))
    except lending.NotOnLoan as refusal:
        # Said twice, or never lent: it is back all the same, and the city goes on.
        return ["1", "Y", "U", "N", _now(at)], [*fields, ("AF", str(refusal))]
    except BusinessError as refusal:
        return ["0", "N", "U", "Y", _now(at)], [*fields, ("AF", str(refusal))]
    return ["1", "Y", "U", "N", _now(at)], fields


def _when(text: str, at: datetime) -> datetime:
    """When a return told late took place; what cannot be is now."""
    found = sip2.moment(text)
    if found is None:
        return at
    moment = timezone.make_aware(found)
    return moment if at - OLDEST <= moment <= at else at


def _renew(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    reader, copy = _both(message)
    fields = _named(message, copy)
    loan = Loan.objects.filter(copy=copy, reader=reader, status=LoanStatus.OPEN).first() if copy and reader else None
    if loan is None:
        return ["0", "N", "U", "N", _now(at)], [*fields, ("AH", ""), ("AF", "not on loan")]
    try:
        loan = lending.renew(loan_id=loan.pk, by=None, at=at)
    except BusinessError as refusal:
        return ["0", "N", "U", "N", _now(at)], [*fields, ("AH", ""), ("AF", str(refusal))]
    return ["1", "Y", "U", "Y", _now(at)], [*fields, ("AH", f"{loan.due_on:%Y%m%d}    235959")]


def _hold(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    reader, copy = _both(message)
    fields = _named(message, copy)
    if reader is None or copy is None or message.fixed[0] not in "+-":
        return ["0", "N", _now(at)], [*fields, ("AF", "unknown card or item")]
    try:
        if message.fixed[0] == "+":
            holds.place(reader_id=reader.pk, title_id=copy.title_id, by=None, at=at)
        else:
            own = circulation.open_holds(reader).filter(title=copy.title_id).first()
            if own is not None:
                holds.cancel(hold_id=own.pk, by=None, at=at)
    except BusinessError as refusal:
        return ["0", "N", _now(at)], [*fields, ("AF", str(refusal))]
    return ["1", "N", _now(at)], fields


def _end(message: Message, session: Session, at: datetime) -> tuple[list[str], Fields]:
    return ["Y", _now(at)], [("AO", _HOUSE), ("AA", message.get("AA"))]


def _both(message: Message) -> tuple[Reader | None, Copy | None]:
    return circulation.reader_by_card(message.get("AA")), circulation.copy_by_barcode(message.get("AB"))


def _named(message: Message, copy: Copy | None) -> Fields:
    title = copy.title.full if copy else ""
    return [("AO", _HOUSE), ("AA", message.get("AA")), ("AB", message.get("AB")), ("AJ", title)]


_HANDLERS: dict[str, Callable[[Message, Session, datetime], tuple[list[str], Fields]]] = {
    "93": _login,
    "99": _status,
    "23": _patron,
    "63": _patron_information,
    "17": _item,
    "11": _checkout,
    "09": _checkin,
    "29": _renew,
    "15": _hold,
    "35": _end,
}
