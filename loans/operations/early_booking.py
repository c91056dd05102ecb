"""The one journal of money paid early, the lines of the loan's account, and the schedule that follows."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.transactions import step
from deposits.models import PersonalAccount
from ledger import operations as ledger
from ledger.states import Reason
from loans.models import Loan, PlanChange, Prepayment, Repayment, RepaymentPart, Taking
from loans.operations import keeping, repaying
from loans.rules import standing as rules
from loans.rules.overdue import Part
from loans.rules.standing import Early, Standing
from loans.states.loans import Detail, PlanReason

if TYPE_CHECKING:
    from accounts.models import User
    from bank.operations import Taken


@step
def book(
    made: Prepayment, loan: Loan, early: Early, *, on: date, came: Taken | None, by: User | None, at: datetime
) -> Repayment:
    """Post what is paid early of a locked loan and bring its schedule up to date; paid off, it is settled.

    Accounts and money lie ready: holds are released, `came` is taken. Raises what `ledger.post` refuses.
    """
    value_on = early.on if came is not None else on
    row = _post(made, loan, early, on=on, value_on=min(value_on, on), came=came, by=by, at=at)
    if early.after is None:
        loan.planned_fen = loan.next_principal_fen = loan.next_interest_fen = 0
        loan.save(update_fields=["planned_fen", "next_principal_fen", "next_interest_fen"])
        keeping.settle(loan, value_on=early.on, by=by, at=at)
    else:
        go_by(loan, early.after, PlanReason.PREPAID, on=early.on, note=made.number, by=by, at=at)
    return row


@step
def _post(
    made: Prepayment,
    loan: Loan,
    early: Early,
    *,
    on: date,
    value_on: date,
    came: Taken | None,
    by: User | None,
    at: datetime,
) -> Repayment:
    accounts = shares_of(made)
    debits = [
        ledger.Line(account.ledger_account_id, fen, account.employer_account.employer_id) for account, fen in accounts
    ]
    credit = made.fund_fen - sum(fen for _account, fen in accounts)
    if credit:
        assert loan.credit_account_id is not None
        debits.append(ledger.Line(loan.credit_account_id, credit))
    debits += came.debits if came is not None else []
    income = ledger.subject_account(subject=repaying.INCOME, on=on).pk
    credits = [(loan.ledger_account_id, early.principal_fen), (income, early.interest_fen)]
    case = made.case.number if made.case else ""
    journal = ledger.post(
        key=made.key,
        reason=Reason.LOAN_OFFSET if accounts else Reason.LOAN_REPAID,
        on=on,
        value_on=value_on,
        debits=_merged(debits),
        credits=[ledger.Line(account, fen) for account, fen in credits if fen],
        case=case,
        memo=_("%(loan)s 提前还款 %(number)s") % {"loan": loan.number, "number": made.number},
        branch_id=loan.branch_id,
        by=by,
        at=at,
    )
    row = Repayment.objects.create(
        loan=loan,
        detail=_detail(early, is_fund=bool(accounts) and came is None),
        on=on,
        value_on=early.on,
        fen=early.total_fen,
        source=_source(made, came is not None)[:40],
        balance_fen=loan.planned_fen - early.principal_fen,
        journal=journal,
        case=case,
        at=at,
    )
    _note_parts(row, early, number=loan.next_number)
    Taking.objects.bulk_create(
        Taking(repayment=row, account_id=account.pk, value_on=early.on, fen=fen) for account, fen in accounts
    )
    return row


def _merged(lines: list[ledger.Line]) -> list[ledger.Line]:
    sums: dict[tuple[int, int | None], int] = defaultdict(int)
    for line in lines:
        sums[line.account, line.employer] += line.fen
    return [ledger.Line(account, fen, employer) for (account, employer), fen in sums.items()]


def shares_of(made: Prepayment) -> list[tuple[PersonalAccount, int]]:
    """The fund accounts that pay, each with its share."""
    found = PersonalAccount.objects.select_related("employer_account").in_bulk([pk for pk, _fen in made.shares])
    return [(found[pk], fen) for pk, fen in made.shares]


def _detail(early: Early, *, is_fund: bool) -> str:
    if early.after is None:
        return Detail.SETTLED
    return Detail.OFFSET if is_fund else Detail.PREPAID


def _source(made: Prepayment, has_money: bool) -> str:
    words = [_("公积金账户冲还")] if made.shares else []
    if has_money:
        words.append(str(made.get_source_display()))
    return "＋".join(words) or _("多还款抵扣")


@step
def _note_parts(row: Repayment, early: Early, *, number: int) -> None:
    """What it was taken for: interest of the running month by days, and principal of no instalment (number 0)."""
    days = (early.on - early.before.interest_since).days
    rows = [
        RepaymentPart(repayment=row, part=Part.PRINCIPAL, number=0, fen=early.principal_fen, base_fen=0, days=0),
    ]
    if early.interest_fen:
        base = early.before.planned_fen
        interest = RepaymentPart(
            repayment=row, part=Part.INTEREST, number=number, fen=early.interest_fen, base_fen=base, days=days
        )
        rows.insert(0, interest)
    RepaymentPart.objects.bulk_create(rows)


@step
def go_by(
    loan: Loan, now: Standing, reason: str, *, on: date, note: str = "", by: User | None, at: datetime
) -> PlanChange:
    """From a day on a locked loan's schedule goes by this; why is kept beside it."""
    last = list(rules.ahead(now))[-1].due_on
    assert last is not None
    facts = {
        "planned_fen": now.planned_fen,
        "months_left": now.months_left,
        "method": now.method.value,
        "level_fen": now.level_fen,
        "due_day": now.due_day,
        "next_due_on": now.next_due_on,
        "next_principal_fen": now.next_principal_fen,
        "next_interest_fen": now.next_interest_fen,
        "interest_from": now.interest_since,
        "matures_on": last,
    }
    for name, value in facts.items():
        setattr(loan, name, value)
    loan.save(update_fields=list(facts))
    return PlanChange.objects.create(
        loan=loan,
        reason=reason,
        on=on,
        from_number=now.next_number,
        planned_fen=now.planned_fen,
        months_left=now.months_left,
        annual_rate=now.annual_rate,
        level_fen=now.level_fen,
        method=now.method.value,
        by=by,
        at=at,
        note=note,
    )
