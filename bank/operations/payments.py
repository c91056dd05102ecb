"""Payment orders: made, reviewed and authorised by three persons, sent once, asked about until the bank knows."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from bank import queries
from bank.gateways.base import Answer, Gateway, GatewayDown, Result
from bank.models import BankAccount, BankLine, Outcome, PaymentOrder
from bank.operations import automatic, refunds
from bank.states import ORDER_MOVES, AccountKind, Channel, OrderStatus, OutcomeKind
from common.errors import BusinessError, WrongState
from common.states import lock, move
from common.transactions import operation, step, wake
from ledger.operations import KeyReused

if TYPE_CHECKING:
    from accounts.models import User

IN_FLIGHT = (OrderStatus.SENT, OrderStatus.UNKNOWN)


class SamePerson(BusinessError):
    """Maker, reviewer and authoriser of a payment are three persons."""


class NotNoted(BusinessError):
    """Nobody has noted the bank's written word yet."""


class NoPayingAccount(BusinessError):
    """No bank account in use can pay."""


@step
def make_order(
    *,
    key: str,
    source: str,
    amount_fen: int,
    payee_account: str,
    payee_name: str,
    payee_bank_no: str = "",
    summary: str,
    bank_account_id: int | None = None,
    case: str = "",
    wake: str = "",
    item_id: int | None = None,
    hold_key: str = "",
    warrant: str = "",
    reviewed_by: User | None = None,
    by: User | None,
    at: datetime,
) -> PaymentOrder:
    """Order a payment; the same key gives the first order back, a changed one under it raises KeyReused.

    With a `warrant` (the case that granted it) the system authorises what is within the limits of automatic payments,
    and nobody is its maker; what is above them waits for three persons like every other order. `reviewed_by` has
    reviewed it in the app it comes from: the order waits for the third person alone. Raises SamePerson.

    The app `source` claims the outcome: SETTLED (`order.value_date` is the bank's date, `order.bank_account` paid),
    RETURNED (never paid; correct the account and make another order) or RETURNED_LATE (paid, then came back). Its
    journal is the claimer's to post. Without `bank_account_id` the first fund account in use pays.
    """
    payer_id = bank_account_id or _paying_account_id()
    order, created = PaymentOrder.objects.get_or_create(
        key=key,
        defaults={
            "source": source,
            "wake": wake,
            "bank_account_id": payer_id,
            "payee_account": payee_account,
            "payee_tail": payee_account[-4:],
            "payee_name": payee_name,
            "payee_bank_no": payee_bank_no,
            "amount_fen": amount_fen,
            "summary": summary,
            "case": case,
            "item_id": item_id,
            "hold_key": hold_key,
            "made_by": by,
            "made_by_person_id": by.person_id if by else None,
            "made_at": at,
        },
    )
    if not created and (order.amount_fen, order.payee_account) != (amount_fen, payee_account):
        raise KeyReused(key)
    if created:
        order.events.create(action="make", after=order.status, by=by, at=at)
        if warrant:
            automatic.authorise(order, warrant, at=at)
        if reviewed_by is not None:
            _reviewed(order, by=reviewed_by, at=at)
    return order


@operation
def review_order(*, order_id: int, by: User, at: datetime) -> PaymentOrder:
    """A second person reviews. Raises SamePerson, WrongState."""
    order = lock(PaymentOrder, order_id)
    _reviewed(order, by=by, at=at)
    return order


@step
def _reviewed(order: PaymentOrder, *, by: User, at: datetime) -> None:
    """A second person has reviewed a locked order. Raises SamePerson, WrongState."""
    if by.person_id == order.made_by_person_id:
        raise SamePerson(_("制单人不能复核自己的付款单。"))
    move(
        order,
        "review",
        ORDER_MOVES,
        by=by,
        at=at,
        reviewed_by=by,
        reviewed_by_person_id=by.person_id,
        reviewed_at=at,
    )


@operation
def authorise_order(*, order_id: int, by: User, at: datetime) -> PaymentOrder:
    """A third person authorises; a direct line sends it from then on. Raises SamePerson, WrongState."""
    order = lock(PaymentOrder, order_id)
    if by.person_id in (order.made_by_person_id, order.reviewed_by_person_id):
        raise SamePerson(_("制单人、复核人、授权人必须是三个不同的人。"))
    move(
        order,
        "authorise",
        ORDER_MOVES,
        by=by,
        at=at,
        authorised_by=by,
        authorised_by_person_id=by.person_id,
        authorised_at=at,
    )
    if order.bank_account.channel == Channel.GATEWAY:
        wake("bank.tasks.send_payments")
    return order


@operation
def reject_order(*, order_id: int, by: User, at: datetime, note: str) -> PaymentOrder:
    """Somebody who may review says no before the order is sent; the app behind it hears RETURNED. Raises WrongState."""
    order = lock(PaymentOrder, order_id)
    move(order, "reject", ORDER_MOVES, by=by, at=at, note=note, message=note[:200])
    _tell(order, OutcomeKind.RETURNED, by=by, at=at)
    return order


def send_order(*, order_id: int, gateway: Gateway, at: datetime) -> PaymentOrder:
    """Hand an authorised order to the bank, once, and note the answer.

    The order is marked sent and committed before the bank hears of it: whatever dies afterwards, nobody sends it
    again, the bank is asked instead.
    """
    order = _claim(order_id=order_id, at=at)
    if order is None:
        return PaymentOrder.objects.get(pk=order_id)
    try:
        answer = gateway.pay(queries.instruction_of(order))
    except GatewayDown as problem:
        answer = Answer(Result.UNKNOWN, message=str(problem))
    return record_answer(order_id=order_id, answer=answer, by=None, at=at)


def ask_bank(*, order_id: int, gateway: Gateway, by: User | None, at: datetime) -> PaymentOrder:
    """Ask the bank what became of an order that is under way, and note the answer."""
    order = PaymentOrder.objects.get(pk=order_id)
    if order.status not in IN_FLIGHT:
        return order
    try:
        answer = gateway.ask(order.number)
    except GatewayDown as problem:
        answer = Answer(Result.UNKNOWN, message=str(problem))
    return record_answer(order_id=order_id, answer=answer, by=by, at=at)


@operation
def record_answer(*, order_id: int, answer: Answer, by: User | None, at: datetime) -> PaymentOrder:
    """Note what the bank says of an order under way. What comes after the end changes nothing."""
    order = lock(PaymentOrder, order_id)
    apply_answer(order, answer, by=by, at=at)
    return order


@operation
def note_unpaid(*, order_id: int, by: User, at: datetime, note: str) -> PaymentOrder:
    """Somebody who may review has the bank's written word that an unknown payment was never made; another confirms it.

    Raises WrongState where the order is not unknown, SamePerson for its maker.
    """
    order = lock(PaymentOrder, order_id)
    _refuse_unpaid(order, by)
    order.unpaid_said_by, order.unpaid_said_by_person_id = by, by.person_id
    order.message = note[:200]
    order.save(update_fields=["unpaid_said_by", "unpaid_said_by_person", "message"])
    order.events.create(action="note_unpaid", before=order.status, after=order.status, by=by, at=at, note=note)
    return order


@operation
def declare_unpaid(*, order_id: int, by: User, at: datetime, note: str) -> PaymentOrder:
    """A second person, who may authorise, confirms the bank's written word: the order counts as returned.

    Raises NotNoted where nobody has noted it yet, WrongState where the order is not unknown, SamePerson for the maker
    and for who noted it.
    """
    order = lock(PaymentOrder, order_id)
    _refuse_unpaid(order, by)
    if order.unpaid_said_by_person_id is None:
        raise NotNoted(_("请先由另一人登记银行的书面答复，再来确认。"))
    if by.person_id == order.unpaid_said_by_person_id:
        raise SamePerson(_("登记银行答复的人不能自己确认，须由另一人确认。"))
    moves = {**ORDER_MOVES, "return": ({OrderStatus.UNKNOWN}, OrderStatus.RETURNED)}
    facts: dict[str, Any] = {"message": note[:200], "unpaid_confirmed_by_person_id": by.person_id}
    move(order, "return", moves, by=by, at=at, note=note, **facts)
    _tell(order, OutcomeKind.RETURNED, by=by, at=at)
    return order


def _refuse_unpaid(order: PaymentOrder, by: User) -> None:
    if order.status != OrderStatus.UNKNOWN:
        raise WrongState(_("只有银行没有说清结果的付款单，才能认定未付。"))
    if by.person_id == order.made_by_person_id:
        raise SamePerson(_("制单人不能认定自己的付款单未付。"))


@step
def apply_answer(
    order: PaymentOrder, answer: Answer, *, by: User | None, at: datetime, brought_by: int | None = None
) -> None:
    """The bank's answer on a locked order: settled, returned, unknown or still pending.

    `brought_by` is the person whose file gives the answer, where the bank was not asked itself.
    """
    if order.status not in IN_FLIGHT:
        return
    facts: dict[str, Any] = {"asked_at": at, "message": answer.message[:200], "result_by_person_id": brought_by}
    if answer.result == Result.SETTLED and answer.value_date is not None:
        facts |= {"bank_serial": answer.bank_serial, "value_date": answer.value_date}
        move(order, "settle", ORDER_MOVES, by=by, at=at, note=answer.message, **facts)
        _tell(order, OutcomeKind.SETTLED, by=by, at=at)
    elif answer.result == Result.RETURNED:
        move(order, "return", ORDER_MOVES, by=by, at=at, note=answer.message, **facts)
        _tell(order, OutcomeKind.RETURNED, by=by, at=at)
    elif answer.result == Result.UNKNOWN and order.status == OrderStatus.SENT:
        move(order, "lose", ORDER_MOVES, by=by, at=at, note=answer.message, **facts)
    else:
        PaymentOrder.objects.filter(pk=order.pk).update(**facts)


@step
def settle_by_line(line: BankLine, *, at: datetime) -> None:
    """A debit line that names our business number is the bank's word that the payment was made.

    One line is one payment: where it names several, or is known as another's, the bank is asked instead. Summaries are
    ours and come back in the line, so what they say proves little.
    """
    paid = PaymentOrder.objects.filter(bank_account_id=line.bank_account_id)
    named = list(paid.filter(pk__in=_named_orders(line), amount_fen=line.amount_fen).values_list("pk", flat=True)[:2])
    if len(named) != 1 or paid.filter(bank_serial=line.bank_serial, value_date=line.value_date).exists():
        return
    answer = Answer(Result.SETTLED, line.bank_serial, line.value_date, _("银行流水确认"))
    apply_answer(lock(PaymentOrder, named[0]), answer, by=None, at=at)


@step
def return_late(order: PaymentOrder, *, value_on: date, on: date, by: User | None, at: datetime) -> None:
    """A locked order was paid and came back: the bank reversed it (domain §6.2, returned after it was booked)."""
    move(order, "return_late", ORDER_MOVES, by=by, at=at)
    if order.item_id is not None:
        refunds.take_back(order, value_on=value_on, on=on, by=by, at=at)
    if order.source != refunds.OWN:
        _write_outcome(order, OutcomeKind.RETURNED_LATE, at=at)


@operation
def _claim(*, order_id: int, at: datetime) -> PaymentOrder | None:
    """Mark an authorised order as sent; None where somebody else has, or it is not to be sent this way."""
    order = lock(PaymentOrder, order_id)
    if order.status != OrderStatus.AUTHORISED or order.bank_account.channel != Channel.GATEWAY:
        return None
    move(order, "send", ORDER_MOVES, by=None, at=at, sent_at=at)
    return order


def _paying_account_id() -> int:
    account = BankAccount.objects.filter(is_active=True, kind=AccountKind.FUND).order_by("id").first()
    if account is None:
        raise NoPayingAccount(_("没有在用的住房公积金存款专户，不能付款。"))
    return account.pk


def _named_orders(line: BankLine) -> list[int]:
    """Orders whose business number stands in the line's texts."""
    words = f"{line.remark} {line.summary}".upper().replace("，", " ").split()
    return [int(word[2:]) for word in words if len(word) == 12 and word.startswith("FK") and word[2:].isdigit()]


def _tell(order: PaymentOrder, kind: OutcomeKind, *, by: User | None, at: datetime) -> None:
    """The app behind the order hears its end; a refund of suspense is booked here, whoever asked for it."""
    if order.item_id is not None:
        refunds.finish(order, kind, by=by, at=at)
    if order.source != refunds.OWN:
        _write_outcome(order, kind, at=at)


def _write_outcome(order: PaymentOrder, kind: OutcomeKind, *, at: datetime) -> None:
    Outcome.objects.create(source=order.source, kind=kind, order=order, at=at)
    if order.wake:
        wake(order.wake)
