"""Paying early (domain §5.6): asked for with a quote, its money gathered, booked in one journal as it was quoted.

Locks: as loans.operations.repaying, then the prepayment.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Door
from bank import operations as bank
from bank.models import CollectionOrder
from bank.states import CollectionStatus, OutcomeKind
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move
from common.transactions import operation, step
from deposits.operations import news
from desk import operations as desk
from desk.models import Case
from ledger import operations as ledger
from loans.models import Loan, Prepayment
from loans.operations import early_booking, early_messages, repaying
from loans.queries import cards, dues
from loans.queries import standing as queries
from loans.queries.standing import Quote, Wish
from loans.rules import standing as rules
from loans.rules.schedules import CannotPlan
from loans.rules.standing import Early
from loans.states.early import EARLY_MOVES, OPEN_EARLY, EarlyMode, EarlySource, EarlyStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import Outcome

KIND = "loan_early"
BANK_SOURCE = "loans.early"
TASK = "loans.tasks.follow_prepayments"
logger = logging.getLogger(__name__)


class CannotPayEarly(BusinessError):
    """The loan cannot be paid early so, or not now; the sentence says why."""


class NeedsBoth(BusinessError):
    """What takes from both borrowers' savings is agreed upon by both, at a window."""


class AlreadyWaiting(BusinessError):
    """Money paid early is waited for already."""


class NotTheirLoan(BusinessError):
    """Only the borrowers pay early through the portal; a window does it for whoever stands there."""


class MoneyUnderWay(BusinessError):
    """The bank is fetching the money, or it has come: it is not given up any more."""


@operation
def pay_early(*, loan_id: int, wish: Wish, by: User, at: datetime, papers_seen: bool = False) -> Prepayment:
    """Pay a loan early. What the accounts pay whole is booked at once; else they hold their share and the bank waits
    for, or fetches, the rest. Through the portal nobody spends the other borrower's savings or card.

    Raises NotTheirLoan, desk.TooNear, CannotPayEarly, AlreadyWaiting, and as `desk.on_the_spot` and `ledger.post`.
    """
    loan, today = repaying.lock_loan(loan_id), policy.book_date()
    refuse_stranger(loan, by)
    waiting = queries.open_prepayment(loan)
    if waiting is not None:
        raise AlreadyWaiting(_("已有一笔提前还款（%(number)s）正在办理，请先办完或取消。") % {"number": waiting.number})
    found = _quoted(loan, wish, today, by)
    made = _make(loan, found, today, by=by, at=at)
    if not found.money_fen:
        _carry_out(made, loan, found.early, on=today, by=by, at=at, papers_seen=papers_seen)
    else:
        _gather(made, loan, found, by=by, at=at)
    return made


@step
def refuse_stranger(loan: Loan, by: User) -> None:
    """Only the borrowers act on a loan, or a colleague who is near none of them. Raises NotTheirLoan, desk.TooNear."""
    borrowers = [each for each in (loan.borrower_id, loan.co_borrower_id) if each is not None]
    if by.door != Door.STAFF:
        if by.person_id not in borrowers:
            raise NotTheirLoan(_("只有借款人可以办理。"))
        return
    for person_id in borrowers:
        desk.refuse_near_person(person_id, by)


@step
def refuse_alone(loan: Loan, by: User) -> None:
    """Of two borrowers neither alone agrees through the portal that both their savings pay. Raises NeedsBoth."""
    if by.door != Door.STAFF and loan.co_borrower_id is not None:
        raise NeedsBoth(_("请两位借款人一起到窗口办理。"))


def _quoted(loan: Loan, wish: Wish, today: date, by: User) -> Quote:
    try:
        return queries.quote(loan, wish, today, by=by)
    except CannotPlan as why:
        raise CannotPayEarly(str(why)) from None


@step
def _make(
    loan: Loan, found: Quote, today: date, *, by: User | None, at: datetime, is_yearly: bool = False
) -> Prepayment:
    wish = found.wish
    made = Prepayment.objects.create(
        loan=loan,
        mode=EarlyMode.FULL if found.early.after is None else wish.mode,
        source=wish.source,
        is_yearly=is_yearly,
        on=found.early.on,
        until=found.early.on if found.early.after is None else queries.last_day(loan, today),
        principal_fen=found.early.principal_fen,
        fund_fen=found.fund_fen + found.credit_fen,
        money_fen=found.money_fen,
        shares=[[account.pk, fen] for account, fen in found.shares],
        made_by=by,
        made_at=at,
    )
    made.events.create(action="ask", after=made.status, by=by, at=at)
    return made


@step
def book_at_once(loan: Loan, found: Quote, today: date, *, at: datetime) -> Prepayment:
    """The accounts of a locked loan's borrowers pay early by an agreement of theirs: nobody asks, no case is left."""
    made = _make(loan, found, today, by=None, at=at, is_yearly=True)
    _carry_out(made, loan, found.early, on=today, by=None, at=at)
    return made


@step
def _gather(made: Prepayment, loan: Loan, found: Quote, *, by: User, at: datetime) -> None:
    """The accounts hold their shares; the bank waits for the rest by the number, or fetches it from the card."""
    for account, fen in found.shares:
        ledger.hold(key=f"{made.key}-{account.pk}", account_id=account.ledger_account_id, fen=fen, by=by, at=at)
    bank.expect(
        key=made.key,
        amount_fen=made.money_fen,
        employer_id=None,
        reference=made.number,
        account_number="",
        source=BANK_SOURCE,
        wake=TASK,
        by=by,
        at=at,
    )
    if made.source == EarlySource.CARD:
        bank.order_collection(
            key=made.key,
            source=BANK_SOURCE,
            amount_fen=made.money_fen,
            payer_account=loan.card_account,
            payer_name=cards.holder_name(loan),
            agreement=loan.number,
            reference=made.number,
            task=TASK,
            by=by,
            at=at,
        )
    early_messages.tell_asked(made, at=at)


# --- booked


@step
def _carry_out(
    made: Prepayment,
    loan: Loan,
    early: Early,
    *,
    on: date,
    by: User | None,
    at: datetime,
    papers_seen: bool = False,
    came: bank.Taken | None = None,
) -> None:
    """Free the holds, book, bring the schedule up to date, leave the case, tell the borrowers."""
    for account_id, _fen in made.shares if came is not None else ():
        ledger.release(hold_key=f"{made.key}-{account_id}", at=at)
    asked_by = by or made.made_by
    if asked_by is not None:
        made.case = _leave_case(made, loan, early, by=asked_by, at=at, papers_seen=papers_seen)
        made.save(update_fields=["case"])
    row = early_booking.book(made, loan, early, on=on, came=came, by=by, at=at)
    move(made, "book", EARLY_MOVES, by=by, at=at, repayment=row, principal_fen=early.principal_fen)
    if early.after is not None:
        early_messages.tell_paid_early(made, early, at=at)


@step
def _leave_case(made: Prepayment, loan: Loan, early: Early, *, by: User, at: datetime, papers_seen: bool) -> Case:
    said = {"principal": yuan(early.principal_fen), "interest": yuan(early.interest_fen)}
    return desk.on_the_spot(
        kind=KIND,
        title=_("%(what)s %(amount)s 元")
        % {"what": _("提前结清") if early.after is None else _("提前还款"), "amount": yuan(early.total_fen)},
        result=_("已还本金 %(principal)s 元、利息 %(interest)s 元") % said,
        person_id=asks(loan, by),
        matter=f"early-{made.pk}",
        branch_id=loan.branch_id,
        papers_seen=papers_seen or by.door == Door.STAFF,
        by=by,
        at=at,
    )


def asks(loan: Loan, by: User) -> int:
    """Whose case it is: the borrower's or co-borrower's who acts, else the borrower's who stands at the window."""
    is_theirs = by.door != Door.STAFF and by.person_id in (loan.borrower_id, loan.co_borrower_id)
    return by.person_id if is_theirs else loan.borrower_id


# --- the money comes, or does not


@operation
def follow_money(*, at: datetime) -> bool:
    """Act on the bank's oldest news of money paid early; False where there is none that can be acted on."""
    return news.follow(bank.claim_outcomes, BANK_SOURCE, _came, at=at)


@step
def _came(outcome: Outcome, *, at: datetime) -> None:
    assert outcome.expectation is not None
    made = _locked(int(outcome.expectation.key.rsplit("-", 1)[1]))
    if made.status not in OPEN_EARLY:
        return
    if outcome.kind == OutcomeKind.COVERED and made.status == EarlyStatus.WAITING:
        move(made, "cover", EARLY_MOVES, by=None, at=at)
        if made.on <= policy.book_date() or made.mode != EarlyMode.FULL:
            _book_covered(made, at=at)


@step
def _book_covered(made: Prepayment, *, at: datetime) -> None:
    """Book what has come, interest to the bank's date, or to the day agreed for paying off; else let the money go."""
    try:
        with transaction.atomic():
            today = policy.book_date()
            _refuse_barred(made, today)
            came = bank.take(expectation_key=made.key, on=today, by=None, at=at)
            early = _early_of(made, came.value_on, today)
            _carry_out(made, made.loan, early, on=today, by=None, at=at, came=came)
    except ledger.DayClosed:
        raise
    except (CannotPlan, BusinessError) as why:
        made.refresh_from_db()
        _let_go(made, str(why), by=None, at=at)


def _refuse_barred(made: Prepayment, today: date) -> None:
    """Raise CannotPlan where an account was frozen, or barred, since its share was held."""
    for account, _fen in early_booking.shares_of(made):
        if why := queries.bars(account, today):
            raise CannotPlan("source", why)


def _early_of(made: Prepayment, value_on: date, today: date) -> Early:
    """The prepayment as it comes out with the money there is. Raises CannotPlan."""
    loan = made.loan
    queries.refuse_early(loan, today)
    now = queries.standing_of(loan)
    total = made.fund_fen + made.money_fen
    if made.mode == EarlyMode.FULL:
        found = rules.pay_off(now, on=made.on)
        if value_on > made.on or found.total_fen != total:
            raise CannotPlan("on", _("款项没有在约定的结清日前到齐，或应还金额已有变化。"))
        return found
    on = max(value_on, now.rates[-1][0])  # not before interest was last taken, nor before the rate that holds
    found = rules.pay_early_with(now, on=on, money_fen=total, mode=queries.MODES[EarlyMode(made.mode)])
    if found.total_fen != total:
        raise CannotPlan("amount_fen", _("到账时贷款余额已有变化，款项多于剩余本息。"))
    return found


@operation
def follow_card(*, at: datetime) -> bool:
    """Hear how one try to fetch money ended: fetched money comes as a receipt; a failure ends the prepayment."""
    ended = bank.claim_collections(source=BANK_SOURCE, limit=1, at=at)
    for order in ended:
        if order.status == CollectionStatus.FAILED:
            made = _locked(int(order.key.rsplit("-", 1)[1]))
            if made.status == EarlyStatus.WAITING:
                _let_go(made, _("还款卡扣款没有成功：%(why)s") % {"why": order.message}, by=None, at=at)
    return bool(ended)


@operation
def follow_day(*, prepayment_id: int, at: datetime) -> None:
    """The day agreed for paying off has come, or the days in which the money was waited for are over."""
    made, today = _locked(prepayment_id), policy.book_date()
    if made.status == EarlyStatus.COVERED and made.on <= today:
        _book_covered(made, at=at)
    elif made.status == EarlyStatus.WAITING and made.until < _day_before(at) and not _is_being_fetched(made, at):
        _let_go(made, _("款项没有在期限内到账"), by=None, at=at)


def _running_day(at: datetime) -> date:
    """The open business date, or the calendar's day where that date runs ahead, over a weekend."""
    return min(policy.book_date(), timezone.localdate(at))


def _day_before(at: datetime) -> date:
    """Money of a day is still heard of on the next."""
    return _running_day(at) - timedelta(days=1)


def to_look_at(*, at: datetime, limit: int = 500) -> list[int]:
    """Prepayments whose agreed day has come, or whose money has not come in time."""
    covered = Q(status=EarlyStatus.COVERED, on__lte=policy.book_date())
    late = Q(status=EarlyStatus.WAITING, until__lt=_day_before(at))
    return list(Prepayment.objects.filter(covered | late).order_by("id").values_list("pk", flat=True)[:limit])


@operation
def cancel(*, prepayment_id: int, by: User, at: datetime) -> Prepayment:
    """Give up what is waited for. Raises NotTheirLoan, desk.TooNear, MoneyUnderWay, WrongState."""
    made = _locked(prepayment_id)
    refuse_stranger(made.loan, by)
    order = CollectionOrder.objects.filter(key=made.key, source=BANK_SOURCE).first()
    if made.status == EarlyStatus.COVERED or (
        order is not None and not bank.cancel_collection(order_id=order.pk, by=by, at=at)
    ):
        raise MoneyUnderWay(_("款项已到或银行正在扣款，不能取消。"))
    _let_go(made, _("本人取消"), by=by, at=at)
    return made


def _is_being_fetched(made: Prepayment, at: datetime) -> bool:
    """Whether the bank has the order in hand, or has fetched the money some days ago at most: then it is on its way."""
    ended = Q(status__in=(CollectionStatus.FAILED, CollectionStatus.CANCELLED))
    lost = Q(status=CollectionStatus.SETTLED, value_date__lt=dues.in_transit_since(_running_day(at)))
    return CollectionOrder.objects.filter(key=made.key, source=BANK_SOURCE).exclude(ended | lost).exists()


@step
def _let_go(made: Prepayment, why: str, *, by: User | None, at: datetime) -> None:
    """The accounts' shares are free, nobody waits any more; money that came lies in suspense and is sent back."""
    for account_id, _fen in made.shares:
        ledger.release(hold_key=f"{made.key}-{account_id}", at=at)
    bank.cancel_expectation(key=made.key, by=by, at=at)
    made.note = why[:200]
    made.save(update_fields=["note"])
    move(made, "cancel", EARLY_MOVES, by=by, at=at, note=why)
    early_messages.tell_cancelled(made, why, at=at)


@step
def _locked(prepayment_id: int) -> Prepayment:
    loan = repaying.lock_loan(Prepayment.objects.values_list("loan", flat=True).get(pk=prepayment_id))
    made = lock(Prepayment, prepayment_id)
    made.loan = loan
    return made
