"""What of a standing loan is changed at once: the card, the due day, the monthly offset. Each leaves its case."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.models import Door
from common.errors import BusinessError
from common.transactions import operation, step
from desk import operations as desk
from loans.models import Loan, LoanEvent
from loans.operations import early_booking, early_messages, prepaying, repaying
from loans.queries import standing as queries
from loans.rules import standing as rules
from loans.rules.schedules import CannotPlan
from loans.states.loans import OPEN_LOANS, PlanReason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User
    from desk.models import Case

KIND = "loan_change"


class CannotChange(BusinessError):
    """The loan cannot be changed so, or not now; the sentence says why."""


@operation
def change_card(*, loan_id: int, card_id: int, by: User, at: datetime) -> Loan:
    """Fetch instalments from another bound card of a borrower's from now on; through the portal, of one's own.

    Raises CannotChange, NotTheirLoan.
    """
    loan = lock_open(loan_id, by)
    is_window = by.door == Door.STAFF
    owners = [each for each in (loan.borrower_id, loan.co_borrower_id) if each and (is_window or each == by.person_id)]
    card = next((each for who in owners for each in people.cards_of(who) if each.pk == card_id), None)
    if card is None:
        raise CannotChange(_("请选择借款人或共同借款人已绑定的银行卡。"))
    if card.number == loan.card_account:
        raise CannotChange(_("已经是这张还款卡。"))
    loan.card_account, loan.card_tail = card.number, card.number[-4:]
    loan.save(update_fields=["card_account", "card_tail"])
    _leave(loan, _("变更还款卡，尾号 %(tail)s") % {"tail": loan.card_tail}, by=by, at=at)
    return loan


@operation
def change_due_day(*, loan_id: int, due_day: int, by: User, at: datetime) -> Loan:
    """Let instalments fall due on another day of the month from the next one on; its interest goes by days.

    Raises CannotChange, NotTheirLoan.
    """
    loan = lock_open(loan_id, by)
    try:
        queries.refuse_early(loan, policy.book_date(), is_prepaying=False)
        now = rules.change_due_day(queries.standing_of(loan), due_day=due_day)
    except CannotPlan as why:
        raise CannotChange(str(why)) from None
    if now.next_due_on <= policy.book_date():
        raise CannotChange(_("新的还款日离今天太近，请在下次还款以后再变更。"))
    if (waiting := queries.open_prepayment(loan)) is not None:
        raise CannotChange(_("提前还款 %(number)s 正在办理，办完后再变更。") % {"number": waiting.number})
    early_booking.go_by(loan, now, PlanReason.DUE_DAY, on=policy.book_date(), by=by, at=at)
    _leave(loan, _("还款日变更为每月 %(day)d 日") % {"day": due_day}, by=by, at=at)
    return loan


@operation
def agree_offset(*, loan_id: int, by: User, at: datetime) -> Loan:
    """Take instalments from the accounts first (按月冲还贷, domain §5.8).

    Raises CannotChange, NotTheirLoan, NeedsBoth.
    """
    loan = lock_open(loan_id, by)
    prepaying.refuse_alone(loan, by)
    return _set_offset(loan, True, _("签订按月冲还贷"), by=by, at=at)


@operation
def end_offset(*, loan_id: int, by: User, at: datetime) -> Loan:
    """Take instalments from the card only. Raises CannotChange, NotTheirLoan."""
    return _set_offset(lock_open(loan_id, by), False, _("终止按月冲还贷"), by=by, at=at)


@step
def _set_offset(loan: Loan, is_wanted: bool, what: str, *, by: User, at: datetime) -> Loan:
    if loan.is_offset == is_wanted:
        raise CannotChange(_("没有变化，不需要办理。"))
    loan.is_offset = is_wanted
    loan.save(update_fields=["is_offset"])
    _leave(loan, what, by=by, at=at)
    return loan


@step
def lock_open(loan_id: int, by: User) -> Loan:
    """The loan, locked, of somebody who may act on it and while it is owed. Raises CannotChange, NotTheirLoan."""
    loan = repaying.lock_loan(loan_id)
    prepaying.refuse_stranger(loan, by)
    if loan.status not in OPEN_LOANS:
        raise CannotChange(_("贷款当前为“%(status)s”，不能变更。") % {"status": loan.get_status_display()})
    return loan


@step
def _leave(loan: Loan, what: str, *, by: User, at: datetime) -> Case:
    """The event, the case done on the spot, and the message to both borrowers."""
    LoanEvent.objects.create(
        record=loan, action="change", before=loan.status, after=loan.status, by=by, at=at, note=what
    )
    case = desk.on_the_spot(
        kind=KIND,
        title=what,
        result=_("当场生效"),
        person_id=prepaying.asks(loan, by),
        matter=f"loan-{loan.pk}",
        branch_id=loan.branch_id,
        papers_seen=by.door == Door.STAFF,
        by=by,
        at=at,
    )
    early_messages.tell_changed(loan, what, case.number, at=at)
    return case
