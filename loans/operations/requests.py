"""Changes of a loan that others agree to: its term, its method, who owes it, and its write-off (domain §5, §7.1).

Asked for as a case; when the desk says that it is agreed to, the change is carried out at once, or dropped with the
reason that stands in the way by then.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import DocumentType, Door, Person
from common import identity
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation, step
from deposits import operations as deposits
from deposits.models import Encumbrance
from deposits.operations import news
from deposits.states import EncumbranceKind
from desk import operations as desk
from desk.models import Requirement
from desk.states.cases import CaseOutcomeKind, Channel, CheckedBy
from ledger import operations as ledger
from loans.models import ChangeRequest, Loan, LoanEvent, Repayment
from loans.operations import (
    asking,
    changing,
    early_booking,
    early_messages,
    keeping,
    prepaying,
    repaying,
    writing_off,
    yearly,
)
from loans.queries import cards
from loans.queries import standing as queries
from loans.rules import changes as rules
from loans.rules import standing
from loans.rules.schedules import CannotPlan, Method
from loans.states.early import CHANGE_MOVES, Change, ChangeStatus
from loans.states.loans import OPEN_LOANS, Detail, LoanStatus, PlanReason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User
    from desk.models import CaseOutcome

SOURCE = "loans.changes"
KINDS = {Change.WRITE_OFF: "loan_write_off"}
TERMS = "loan_terms"
PEOPLE = (Change.CO_BORROWER, Change.BORROWER)
WINDOW_ONLY = (*PEOPLE, Change.WRITE_OFF)
"""What somebody else's signature, or the committee's, is needed for: at a window, with its papers."""


class CannotAsk(BusinessError):
    """The change cannot be asked for so, or not now; the sentence says why."""


@operation
def ask(
    *, loan_id: int, change: str, told: dict[str, Any], by: User, at: datetime, papers_seen: bool = False
) -> ChangeRequest:
    """Ask for a change that a second person agrees to. `told` by change: months_left and method; person_id; or
    resolution and why. Raises CannotAsk, CannotChange, NotTheirLoan, and as `desk.open_case`."""
    loan = changing.lock_open(loan_id, by)
    is_window = by.door == Door.STAFF
    if change in WINDOW_ONLY and not is_window:
        raise CannotAsk(_("这项变更需要核对双方证件和材料，请到窗口办理。"))
    if ChangeRequest.objects.filter(loan=loan, status=ChangeStatus.ASKED).exists():
        raise CannotAsk(_("已有一项变更正在审批，办结后再申请。"))
    _refuse(loan, change, told)
    case = desk.open_case(
        kind=KINDS.get(Change(change), TERMS),
        title=_("%(change)s %(loan)s") % {"change": Change(change).label, "loan": loan.number},
        person_id=prepaying.asks(loan, by),
        matter=f"loan-{loan.pk}",
        channel=Channel.WINDOW if is_window else Channel.PORTAL,
        branch_id=loan.branch_id,
        tags=_tags(change, is_window=is_window),
        by=by,
        at=at,
    )
    if "months_left" in told:  # until it is agreed to, instalments may fall due
        told = {**told, "from_number": loan.next_number}
    made = ChangeRequest.objects.create(loan=loan, case=case, change=change, told=told, made_at=at)
    made.events.create(action="ask", after=made.status, by=by, at=at)
    if is_window and papers_seen:
        for row in Requirement.objects.filter(case=case).order_by("id"):
            desk.check(requirement_id=row.pk, how=CheckedBy.SEEN, by=by, at=at)
        desk.accept(case_id=case.pk, by=by, at=at)
    return made


def _tags(change: str, *, is_window: bool) -> set[str]:
    """The situation, by which the kind asks its papers."""
    return {tag for tag, holds in (("window", is_window), ("people", change in PEOPLE)) if holds}


@step
def _refuse(loan: Loan, change: str, told: dict[str, Any]) -> None:
    """Raise CannotAsk where it could not be carried out today."""
    today = policy.book_date()
    try:
        if change == Change.WRITE_OFF:
            writing_off.refuse(loan, told, today)
            return
        if change not in PEOPLE:
            queries.refuse_early(loan, today, is_prepaying=False)
            _planned(loan, told, today)
        elif queries.open_prepayment(loan) is not None:
            raise CannotAsk(_("提前还款正在办理，办完或取消后再变更。"))
        else:
            _person(loan, change, told)
    except CannotPlan as why:
        raise CannotAsk(str(why)) from None


def _planned(loan: Loan, told: dict[str, Any], today: date) -> standing.Standing:
    """The schedule as it would be: the months told, less what has fallen due since it was asked. Raises CannotPlan."""
    now = queries.standing_of(loan)
    left = int(told["months_left"]) - (loan.next_number - told.get("from_number", loan.next_number))
    found = standing.change_plan(now, months_left=left, method=Method(told["method"]))
    if found.months_left <= now.months_left:
        return found
    terms = policy.service_on(today)
    why = rules.why_not_term(
        passed=loan.next_number - 1,
        months_left=found.months_left,
        most=max(terms.loan_most_months, loan.months),
        ends_on=list(standing.ahead(found))[-1].due_on or today,
        born_on=loan.borrower.birth_on,
        age_limit=rules.age_limit(is_man=_is_man(loan.borrower), terms=terms),
    )
    if why:
        raise CannotPlan("months", why)
    return found


def _is_man(person: Person) -> bool:
    """By the citizen number; of any other document the higher age limit holds."""
    return person.document_type != DocumentType.CITIZEN or identity.is_male(person.document_number)


def _person(loan: Loan, change: str, told: dict[str, Any]) -> Person | None:
    """Who is to owe it too, or instead; None: nobody else. Raises CannotPlan."""
    if loan.status not in OPEN_LOANS:
        raise CannotPlan("person", _("贷款当前为“%(status)s”，不能办理。") % {"status": loan.get_status_display()})
    person_id = told.get("person_id")
    person = Person.objects.filter(pk=person_id).first() if person_id else None
    if change == Change.BORROWER and (person is None or person.pk == loan.borrower_id):
        raise CannotPlan("person", _("请写明由谁继续还款：共同借款人，或愿意承担债务的继承人。"))
    if change == Change.CO_BORROWER:
        if person is not None and person.pk == loan.borrower_id:
            raise CannotPlan("person", _("共同借款人不能是借款人本人。"))
        if (person.pk if person else None) == loan.co_borrower_id:
            raise CannotPlan("person", _("共同借款人没有变化。"))
    return person


# --- agreed to, or not


@operation
def follow_change(*, at: datetime) -> bool:
    """Act on the counter's oldest news of a change; False where there is none that can be acted on."""
    return news.follow(desk.claim_outcomes, SOURCE, _follow, at=at)


@step
def _follow(outcome: CaseOutcome, *, at: datetime) -> None:
    found = ChangeRequest.objects.filter(case=outcome.case_id).values_list("pk", "loan_id").first()
    if found is None:
        return
    loan = repaying.lock_loan(found[1])
    request = lock(ChangeRequest, found[0])
    if request.status != ChangeStatus.ASKED:
        return
    if outcome.kind != CaseOutcomeKind.READY:
        move(request, "drop", CHANGE_MOVES, by=None, at=at, note=outcome.case.reason)
        return
    desk.begin_execution(case_id=request.case_id, by=None, at=at)
    by = outcome.case.owner
    try:
        with transaction.atomic():
            _refuse(loan, request.change, request.told)
            said = _ACTS[Change(request.change)](loan, request, by=by, at=at)
    except ledger.DayClosed:
        raise
    except BusinessError as why:
        loan.refresh_from_db()
        move(request, "drop", CHANGE_MOVES, by=None, at=at, note=str(why)[:200])
        desk.abandon(case_id=request.case_id, reason=str(why)[:200], by=None, at=at)
        return
    move(request, "carry_out", CHANGE_MOVES, by=by, at=at)
    desk.finish(case_id=request.case_id, by=None, at=at, result=said)
    label = str(request.get_change_display())
    LoanEvent.objects.create(
        record=loan, action="change", before=loan.status, after=loan.status, by=by, at=at, note=f"{label} {said}"
    )
    early_messages.tell_changed(loan, label, outcome.case.number, at=at)


@step
def _change_plan(loan: Loan, request: ChangeRequest, *, by: User | None, at: datetime) -> str:
    today, before = policy.book_date(), loan.months_left
    now = _planned(loan, request.told, today)
    reason = PlanReason.TERM if request.change == Change.TERM else PlanReason.METHOD
    early_booking.go_by(loan, now, reason, on=today, note=request.case.number, by=by, at=at)
    if now.months_left != before:
        Repayment.objects.create(
            loan=loan,
            detail=Detail.EXTENDED if now.months_left > before else Detail.SHORTENED,
            on=today,
            value_on=today,
            fen=0,
            balance_fen=loan.planned_fen,
            case=request.case.number,
            at=at,
        )
    return _("剩余 %(months)d 期，%(method)s") % {"months": now.months_left, "method": loan.get_method_display()}


@step
def _change_people(loan: Loan, request: ChangeRequest, *, by: User | None, at: datetime) -> str:
    """Who no longer owes has a free account and pays no more; who owes from now on bears it. There is always one
    borrower. That savings pay is agreed upon anew by those who owe from now on.
    """
    person, holder = _person(loan, request.change, request.told), cards.holder_of(loan)
    gone = {loan.borrower_id if request.change == Change.BORROWER else loan.co_borrower_id} - {None}
    if request.change == Change.BORROWER:
        assert person is not None
        loan.borrower, loan.co_borrower = person, None if loan.co_borrower_id == person.pk else loan.co_borrower
    else:
        loan.co_borrower = person
    said = _end_payments(loan, holder, at=at)
    loan.save(update_fields=["borrower", "co_borrower", "card_account", "card_tail", "is_offset"])
    for person_id in gone - {loan.borrower_id, loan.co_borrower_id}:
        assert person_id is not None
        rows = Encumbrance.objects.filter(key__startswith=f"{loan.key}-", person=person_id, lifted_at=None)
        for key in rows.order_by("id").values_list("key", flat=True):
            deposits.lift(key=key, by=by, at=at)
    if person is not None:
        deposits.encumber(
            key=f"{loan.key}-{person.pk}-{request.pk}",
            person_id=person.pk,
            kind=EncumbranceKind.LOAN,
            source="loans",
            sentence=_("有未还清的公积金贷款（%(number)s），结清以前不能销户或转出。") % {"number": loan.number},
            since=policy.book_date(),
            by=by,
            at=at,
        )
        if loan.status == LoanStatus.OVERDUE:
            keeping.bear_late(loan, person.pk, suffix=f"-{request.pk}", on=policy.book_date(), by=by, at=at)
    return "；".join([_("由%(name)s继续还款") % {"name": loan.borrower.name}, *said])


@step
def _end_payments(loan: Loan, holder_id: int, *, at: datetime) -> list[str]:
    """A card of who no longer owes pays no more, nor does any account by an agreement of before; what that comes to."""
    said = []
    if loan.card_account and holder_id not in (loan.borrower_id, loan.co_borrower_id):
        asking.recall(loan, at=at)
        loan.card_account = loan.card_tail = ""
        said.append(_("原还款卡已停用，请登记新的还款卡"))
    has_yearly = yearly.stop(loan, at=at) is not None
    if loan.is_offset or has_yearly:
        loan.is_offset = False
        said.append(_("冲还贷协议已终止，需要的请重新签订"))
    return said


@step
def _write_off(loan: Loan, request: ChangeRequest, *, by: User | None, at: datetime) -> str:
    return writing_off.write_off(loan, request, by=by, at=at)


_ACTS: dict[Change, Callable[..., str]] = {
    Change.TERM: _change_plan,
    Change.METHOD: _change_plan,
    Change.CO_BORROWER: _change_people,
    Change.BORROWER: _change_people,
    Change.WRITE_OFF: _write_off,
}
