"""A loan as it stands: its schedule from here on, what its borrowers' savings could pay, what paying early comes to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Door
from common import months
from common.money import yuan
from deposits import queries as deposits
from deposits.models import Encumbrance, PersonalAccount
from deposits.states import EncumbranceKind, FreezeKind
from ledger.models import Account
from loans.models import Instalment, Loan, PlanChange, Prepayment
from loans.queries import cards
from loans.rules import schedules, standing
from loans.rules.schedules import CannotPlan, Method, Mode
from loans.rules.standing import Early, Standing
from loans.states.early import OPEN_EARLY, EarlyMode, EarlySource
from loans.states.loans import InstalmentStatus, LoanStatus
from policy import queries as policy
from risk import queries as risk

if TYPE_CHECKING:
    from accounts.models import User

APPLYING = "loans.application"
MODES = {EarlyMode.REDUCE: Mode.REDUCE_PAYMENT, EarlyMode.SHORTEN: Mode.SHORTEN_TERM, EarlyMode.FULL: Mode.SHORTEN_TERM}


def standing_of(loan: Loan) -> Standing:
    """The schedule of an open loan from its next instalment on. It has one: the caller has looked."""
    assert loan.next_due_on is not None
    last_due = months.day_in(months.shift(months.month_of(loan.next_due_on), -1), loan.due_day)
    return Standing(
        planned_fen=loan.planned_fen,
        months_left=loan.months_left,
        method=Method(loan.method),
        level_fen=loan.level_fen,
        due_day=loan.due_day,
        next_number=loan.next_number,
        next_due_on=loan.next_due_on,
        next_principal_fen=loan.next_principal_fen,
        next_interest_fen=loan.next_interest_fen,
        interest_since=loan.interest_from,
        rates=_rates(loan),
        is_whole=loan.interest_from == last_due,
    )


def _rates(loan: Loan) -> tuple[tuple[date, Decimal], ...]:
    """The rates since interest was last taken, each with its first day."""
    found = [(loan.interest_from, loan.annual_rate)]
    for plan in PlanChange.objects.filter(loan=loan).order_by("id"):
        if plan.on <= loan.interest_from:
            found = [(loan.interest_from, plan.annual_rate)]
        elif plan.annual_rate != found[-1][1]:
            found.append((plan.on, plan.annual_rate))
    return tuple(found)


def ahead_of(loan: Loan) -> list[schedules.Instalment]:
    """What is still to fall due, instalment by instalment; nothing of a loan that has ended."""
    return list(standing.ahead(standing_of(loan))) if loan.next_due_on else []


# --- whose savings


@dataclass(frozen=True)
class Saving:
    """What a borrower's fund account could give, in fen; `why_not` says why nothing."""

    account: PersonalAccount
    free_fen: int
    why_not: str = ""


def spends_only(loan: Loan, by: User | None) -> int | None:
    """Whose savings alone somebody spends: their own through the portal, unless both have agreed to the monthly
    offset. None: the savings of both borrowers, as at a window."""
    return None if by is None or by.door == Door.STAFF or loan.is_offset else by.person_id


def savings_of(loan: Loan, on: date, *, only: int | None = None) -> list[Saving]:
    """The open fund accounts of borrower and co-borrower, in that order, with what each could give; `only` one's."""
    found = []
    for person_id in filter(None, (loan.borrower_id, loan.co_borrower_id)):
        account = deposits.open_account_of(person_id) if only in (None, person_id) else None
        if account is not None:
            found.append(_saving(account, on))
    return found


def _saving(account: PersonalAccount, on: date) -> Saving:
    book = Account.objects.get(pk=account.ledger_account_id)
    free = max(0, book.balance_fen - book.held_fen - policy.service_on(on).minimum_residual_fen)
    why_not = bars(account, on)
    return Saving(account, 0 if why_not else free, why_not)


def bars(account: PersonalAccount, on: date) -> str:
    """Why nothing may leave an account: frozen whole, a ban, another loan asked for on this balance (domain §4.3)."""
    if any(each.kind in (FreezeKind.IN_ONLY, FreezeKind.NEITHER) for each in deposits.freezes_in_force(account)):
        return _("账户已被冻结")
    laid = Encumbrance.objects.filter(person=account.person_id, lifted_at=None, since__lte=on)
    barring = laid.filter(Q(until=None) | Q(until__gte=on)).filter(
        Q(kind__in=[EncumbranceKind.BAN, EncumbranceKind.OTHER]) | Q(source=APPLYING)
    )
    if (first := barring.order_by("id").first()) is not None:
        return first.sentence
    return _("账户被限制提取") if risk.bans_on([account.person_id], on) else ""


# --- paid early


@dataclass(frozen=True)
class Wish:
    """What somebody wants to pay early. `principal_fen` is left out of a loan paid off, and where all that lies on the
    accounts is to be used up (`is_all_fund`); `on` is the day of paying off by card or transfer, else today."""

    mode: str
    source: str
    principal_fen: int = 0
    use_fund: bool = True
    on: date | None = None
    is_all_fund: bool = False


@dataclass(frozen=True)
class Quote:
    """What it comes to and who pays: each account its share, `credit_fen` what was paid too much before, the rest."""

    wish: Wish
    early: Early
    shares: tuple[tuple[PersonalAccount, int], ...]
    money_fen: int
    credit_fen: int = 0

    @property
    def fund_fen(self) -> int:
        """What the accounts pay."""
        return sum(fen for _account, fen in self.shares)


def quote(loan: Loan, wish: Wish, today: date, *, by: User | None = None) -> Quote:
    """What paying early comes to for whoever asks; the same figures are booked. Raises CannotPlan with the sentence
    for the page."""
    refuse_early(loan, today)
    now, on, only = standing_of(loan), _day(loan, wish, today), spends_only(loan, by)
    early = _early(loan, now, wish, on, only)
    credit = min(credit_of(loan), early.total_fen) if early.after is None else 0
    left = early.total_fen - credit
    shares = []
    for saving in savings_of(loan, today, only=only) if wish.use_fund or wish.source == EarlySource.ACCOUNTS else []:
        if part := min(left, saving.free_fen):
            shares.append((saving.account, part))
            left -= part
    if left and wish.source == EarlySource.ACCOUNTS:
        have = {"have": yuan(sum(fen for _account, fen in shares)), "total": yuan(early.total_fen)}
        said = _("公积金账户可用 %(have)s 元，不够支付 %(total)s 元，差额请选择转账或扣款。")
        raise CannotPlan("source", said % have)
    if left and wish.source == EarlySource.CARD:
        _refuse_card(loan, by)
    return Quote(wish, early, tuple(shares), left, credit)


def _refuse_card(loan: Loan, by: User | None) -> None:
    """Raise CannotPlan where there is no card, or somebody would pay from the other borrower's through the portal."""
    if not loan.card_account:
        raise CannotPlan("source", _("还没有登记还款卡，请选择转账，或先登记还款卡。"))
    if by is not None and by.door != Door.STAFF and cards.holder_of(loan) != by.person_id:
        raise CannotPlan("source", _("还款卡是另一位借款人的，请选择转账，或由持卡人本人办理。"))


def _early(loan: Loan, now: Standing, wish: Wish, on: date, only: int | None) -> Early:
    if wish.mode == EarlyMode.FULL or wish.principal_fen == now.planned_fen:
        return standing.pay_off(now, on=on)
    if wish.is_all_fund:
        free = sum(each.free_fen for each in savings_of(loan, on, only=only))
        return standing.pay_early_with(now, on=on, money_fen=free, mode=MODES[EarlyMode(wish.mode)])
    least = policy.service_on(on).loan_early_least_fen
    if wish.principal_fen < min(least, now.planned_fen):
        raise CannotPlan("amount_fen", _("每次提前归还本金不低于 %(least)s 元。") % {"least": yuan(least)})
    return standing.pay_early(now, on=on, principal_fen=wish.principal_fen, mode=MODES[EarlyMode(wish.mode)])


def _day(loan: Loan, wish: Wish, today: date) -> date:
    """Today, or the day chosen for paying off with money that has yet to come."""
    if wish.on is None or wish.source == EarlySource.ACCOUNTS or wish.mode != EarlyMode.FULL:
        return today
    last = last_day(loan, today)
    if not today <= wish.on <= last:
        raise CannotPlan("on", _("结清日请选 %(today)s 到 %(last)s 之间的一天。") % {"today": today, "last": last})
    return wish.on


def last_day(loan: Loan, today: date) -> date:
    """The last day that money paid early is waited for: some days from now, before the next due date."""
    assert loan.next_due_on is not None
    return min(today + timedelta(policy.service_on(today).loan_early_wait_days), loan.next_due_on - timedelta(1))


def refuse_early(loan: Loan, today: date, *, is_prepaying: bool = True) -> None:
    """Raise CannotPlan where a loan cannot be paid early now, or changed: overdue money comes first (domain §5.6)."""
    if loan.status == LoanStatus.OVERDUE:
        raise CannotPlan("mode", _("贷款有逾期，请先还清逾期款，再来办理。"))
    if loan.status != LoanStatus.NORMAL or loan.next_due_on is None:
        raise CannotPlan("mode", _("贷款当前为“%(status)s”，不能办理。") % {"status": loan.get_status_display()})
    if Instalment.objects.filter(loan=loan, status=InstalmentStatus.DUE).exists() or today >= loan.next_due_on:
        raise CannotPlan("mode", _("本期还款还没有扣完，请在本期还清以后办理。"))
    if not is_prepaying:
        return
    waits = policy.service_on(today).loan_early_after_months
    since = months.day_in(months.shift(months.month_of(loan.disbursed_on), waits), loan.disbursed_on.day)
    if today < since:
        raise CannotPlan("mode", _("放款满 %(count)d 个月（%(day)s）起可以提前还款。") % {"count": waits, "day": since})


def credit_of(loan: Loan) -> int:
    """What was paid beyond everything due and lies waiting, in fen."""
    if loan.credit_account_id is None:
        return 0
    return Account.objects.values_list("balance_fen", flat=True).get(pk=loan.credit_account_id)


def open_prepayment(loan: Loan) -> Prepayment | None:
    """The money paid early that is waited for now."""
    return Prepayment.objects.filter(loan=loan, status__in=OPEN_EARLY).first()
