"""The money of a loan leaves once: prepared by one, authorised by another, paid by finance, followed to its end."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from bank import operations as bank
from bank.models import Outcome, PaymentOrder
from bank.states import OrderStatus, OutcomeKind
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits.operations.news import log_stuck
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus
from ledger import operations as ledger
from loans.models import Application, Contract, Disbursement, Loan
from loans.operations import binding, contract_messages, evidence, locking, minutes, opening, undoing
from loans.queries import contracts as queries
from loans.queries import payees
from loans.queries.contracts import BANK_SOURCE, Payee
from loans.states.applying import Home
from loans.states.contracts import DISBURSEMENT_MOVES, DisbursementStatus
from loans.states.loans import Detail
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

TASK = "loans.tasks.follow_payments"


class NotReady(BusinessError):
    """Something keeps the money from leaving; the sentence says all of it."""


class AlreadyPrepared(BusinessError):
    """A contract's money is paid once."""


class SamePerson(BusinessError):
    """Whoever prepared a payment does not authorise it."""


class NotReturned(BusinessError):
    """The payment has not come back."""


class StalePage(BusinessError):
    """What is authorised is not what was read."""


class NewsWaits(BusinessError):
    """The bank has said something of the payment that the books have not heard yet."""


class AnotherPayee(BusinessError):
    """Money goes to whom the contract names."""


# --- prepared and authorised


@operation
def prepare(*, case_id: int, by: User, at: datetime) -> Disbursement:
    """Prepare the payment of the contract's amount to the contract's payee, for another to authorise.

    Raises NotReady, AlreadyPrepared, desk.TakenByOther, desk.TooNear.
    """
    application = locking.application_of_case(case_id)
    contract = _contract(application)
    case = desk.lock_own(case_id=case_id, by=by)
    _refuse_near(application, by)
    if queries.disbursement_of(contract) is not None:
        raise AlreadyPrepared(_("这份合同已经制单放款，一份合同只放款一次。"))
    _refuse_missing(contract, at)
    made = Disbursement.objects.create(
        contract=contract,
        amount_fen=contract.principal_fen,
        payee_account=contract.payee_account,
        payee_tail=contract.payee_tail,
        payee_name=contract.payee_name,
        payee_bank_no=contract.payee_bank_no,
        made_by=by,
        made_by_person_id=by.person_id,
        made_at=at,
    )
    made.events.create(action="prepare", after=made.status, by=by, at=at)
    desk.note(case, "loan_prepared", by=by, at=at, text=_("放款已制单，待授权"))
    return made


@operation
def authorise(*, disbursement_id: int, seen_orders: int | None = None, by: User, at: datetime) -> Disbursement:
    """Another person authorises: everything is looked at once more, and the payment is ordered. Finance sends it.

    `seen_orders`: how often it had been ordered on the page that was read (each time to an account of its own).
    Raises SamePerson, StalePage, NotReady, WrongState, desk.TooNear.
    """
    application, contract, payment = _locked(disbursement_id)
    refuse_move(payment, "order", DISBURSEMENT_MOVES)
    if seen_orders is not None and seen_orders != payment.orders:
        raise StalePage(_("这笔放款已经重新制单，收款账户可能有变，请重新核对后再授权。"))
    if by.person_id == payment.made_by_person_id:
        raise SamePerson(_("制单人不能授权自己的放款，须由另一人授权。"))
    _refuse_near(application, by)
    _refuse_missing(contract, at, Payee(payment.payee_account, payment.payee_name))
    facts: dict[str, Any] = {
        "authorised_by": by,
        "authorised_by_person_id": by.person_id,
        "authorised_at": at,
        "orders": payment.orders + 1,
    }
    move(payment, "order", DISBURSEMENT_MOVES, by=by, at=at, **facts)
    _remember(payment, "")
    case = Case.objects.get(pk=application.case_id)
    bank.make_order(
        key=f"{payment.key}-{payment.orders}",
        source=BANK_SOURCE,
        amount_fen=payment.amount_fen,
        payee_account=payment.payee_account,
        payee_name=payment.payee_name,
        payee_bank_no=payment.payee_bank_no,
        summary=_("住房公积金贷款 %(number)s") % {"number": case.number},
        case=case.number,
        wake=TASK,
        by=payment.made_by,
        reviewed_by=by,
        at=at,
    )
    desk.note(case, "loan_authorised", by=by, at=at, text=_("放款已授权，付款单已送财务"))
    return payment


@operation
def decline(*, disbursement_id: int, reason: str, by: User, at: datetime) -> Disbursement:
    """Say no to a payment that waits for its second person: it is prepared anew, or never. Raises WrongState."""
    application, _contract_of, payment = _locked(disbursement_id)
    if not reason.strip():
        raise desk.NoReason(_("请写明理由。"))
    _refuse_near(application, by)
    refuse_move(payment, "drop", DISBURSEMENT_MOVES)
    if payment.status != DisbursementStatus.PREPARED or payment.orders:
        raise NotReturned(_("这笔放款已经付过款，请更正收款账户重新付款，或由经办人终止。"))
    move(payment, "drop", DISBURSEMENT_MOVES, by=by, at=at, note=reason[:200])
    desk.note(lock(Case, application.case_id), "loan_declined", by=by, at=at, text=reason)
    return payment


def _contract(application: Application) -> Contract:
    found = queries.contract_of(application)
    if found is None:
        raise NotReady(_("借款合同还没有拟订。"))
    return lock(Contract, found.pk)


def _refuse_near(application: Application, by: User) -> None:
    for person_id in queries.parties(application):
        desk.refuse_near_person(person_id, by)


def _refuse_missing(contract: Contract, at: datetime, payee: Payee | None = None) -> None:
    found = queries.missing(contract, timezone.localdate(at), payee=payee)
    if found:
        raise NotReady(_("还不能放款：%(why)s") % {"why": "".join(found)})


# --- the bank's answer


@step
def answered(outcome: Outcome, *, at: datetime) -> None:
    """Act on what the bank says of an order of ours."""
    paid = outcome.order
    assert paid is not None
    root, _dash, number = paid.key.rpartition("-")
    application, contract, payment = _locked(int(root.rpartition("-")[2]))
    assert payment.orders == int(number), paid.key
    if outcome.kind == OutcomeKind.SETTLED:
        _settled(application, contract, payment, paid, at=at)
    elif outcome.kind == OutcomeKind.RETURNED_LATE:
        _came_back(application, contract, payment, paid, at=at)
    else:
        _returned(application, contract, payment, paid, at=at)


@step
def _settled(
    application: Application, contract: Contract, payment: Disbursement, paid: PaymentOrder, *, at: datetime
) -> None:
    """The seller has it: the loan begins on the bank's date, 121-01 / 101; the case ends, the borrowers hear of it."""
    case = Case.objects.get(pk=application.case_id)
    assert paid.value_date is not None
    on = policy.book_date()
    value_on = min(paid.value_date, on)
    loan = opening.open_loan(
        key=paid.key,
        borrower_id=application.borrower_id,
        co_borrower_id=application.co_borrower_id,
        branch_id=case.branch_id,
        principal_fen=contract.principal_fen,
        months=contract.months,
        annual_rate=contract.annual_rate,
        method=contract.method,
        penalty_factor=contract.penalty_factor,
        due_day=contract.due_day,
        disbursed_on=value_on,
        card_account=application.card_account,
        is_offset=contract.is_offset,
        credits=[ledger.Line(paid.bank_account.ledger_account_id, paid.amount_fen)],
        on=on,
        is_first=application.home == Home.FIRST,
        contract_id=contract.pk,
        case=case.number,
        by=None,
        at=at,
    )
    journal = loan.repayments.get(detail=Detail.DISBURSED).journal
    facts: dict[str, Any] = {"journal": journal, "value_on": value_on}
    _remember(payment, "")
    move(payment, "settle", DISBURSEMENT_MOVES, by=None, at=at, note=paid.number, **facts)
    _end_case(case, payment, at=at)
    undoing.lift_application(application, at=at)
    minutes.finish(application, at=at)
    contract_messages.tell_disbursed(contract, payment, loan, at=at)


@step
def _end_case(case: Case, payment: Disbursement, *, at: datetime) -> None:
    said = {"amount": yuan(payment.amount_fen), "payee": payment.payee_name, "tail": payment.payee_tail}
    words = _("%(amount)s 元已付给%(payee)s（尾号 %(tail)s）") % said
    if Case.objects.get(pk=case.pk).status == CaseStatus.IN_EXECUTION:
        desk.finish(case_id=case.pk, by=None, at=at, result=words)
    else:  # it had come back after the end of the case, and has been paid anew
        desk.note(lock(Case, case.pk), "paid_anew", by=None, at=at, text=words)


@step
def _returned(
    application: Application, contract: Contract, payment: Disbursement, paid: PaymentOrder, *, at: datetime
) -> None:
    """Never paid: nothing was booked, the account is to be corrected by two persons."""
    reason = _why_unpaid(paid)
    move(payment, "return", DISBURSEMENT_MOVES, by=None, at=at, note=reason)
    _remember(payment, reason)
    case = lock(Case, application.case_id)
    if case.status == CaseStatus.IN_EXECUTION:
        desk.fail_execution(case_id=case.pk, reason=reason, by=None, at=at)
    else:
        desk.note(case, "returned", by=None, at=at, text=reason)
    contract_messages.tell_returned(contract, payment, at=at)


@step
def _remember(payment: Disbursement, note: str) -> None:
    payment.note = note[:200]
    payment.save(update_fields=["note"])


def _why_unpaid(paid: PaymentOrder) -> str:
    if paid.status == OrderStatus.REJECTED:
        return _("财务没有通过付款，请核对收款账户")
    return (paid.message or _("银行退回"))[:200]


@step
def _came_back(
    application: Application, contract: Contract, payment: Disbursement, paid: PaymentOrder, *, at: datetime
) -> None:
    """Paid, and taken back by the bank later: the loan has never been, 101 / 121-01 on the same value date."""
    reason = (paid.message or _("放款后被银行退回"))[:200]
    loan = Loan.objects.get(contract=contract)
    undoing.undo_loan(
        loan_id=loan.pk,
        key=f"{paid.key}-returned",
        line=ledger.Line(paid.bank_account.ledger_account_id, paid.amount_fen),
        case=paid.case,
        at=at,
    )
    move(payment, "return_late", DISBURSEMENT_MOVES, by=None, at=at, note=reason)
    _remember(payment, reason)
    application.paid_at = None
    application.save(update_fields=["paid_at"])
    suffix = f"-{payment.orders}"  # the loan lies on the accounts no more, and the money is still to be paid
    binding.bind(application, paid.case, policy.book_date(), suffix=suffix, by=None, at=at)
    desk.note(lock(Case, application.case_id), "returned_late", by=None, at=at, text=reason)
    contract_messages.tell_returned(contract, payment, at=at)


@step
def note_stuck(news: Outcome, why: str, *, at: datetime) -> None:
    """What the bank says of an order cannot be acted on: whoever looks at the case reads it there, once."""
    log_stuck(news, why)
    case = Case.objects.filter(number=news.order.case).first() if news.order else None
    if case is None or news.kind != OutcomeKind.RETURNED_LATE:
        return
    if not case.events.filter(action="returned_late", note=why).exists():
        desk.note(lock(Case, case.pk), "returned_late", by=None, at=at, text=why)


# --- paid again


@operation
def pay_again(*, disbursement_id: int, payee: Payee, by: User, at: datetime) -> Disbursement:
    """The payment came back: prepare it once more, to the same payee's corrected account, for another to authorise.

    A project's account is corrected in the register; here it is read anew. Raises NotReturned, NewsWaits,
    AnotherPayee, desk.TakenByOther, desk.TooNear.
    """
    application, contract, payment = _locked(disbursement_id)
    desk.lock_own(case_id=application.case_id, by=by)
    _refuse_near(application, by)
    if payment.status not in DISBURSEMENT_MOVES["pay_again"][0]:
        raise NotReturned(_("这笔放款没有被银行退回。"))
    if Outcome.objects.filter(source=BANK_SOURCE, claimed_at=None, order__key__in=_keys(payment)).exists():
        raise NewsWaits(_("银行的消息还没有处理完，请稍后再试。"))
    to = _corrected(application, contract, payee)
    is_other = to.account != payment.payee_account
    tail = _("更正收款账户，尾号 %(tail)s") % {"tail": to.account[-4:]}
    facts: dict[str, Any] = {
        "payee_account": to.account,
        "payee_tail": to.account[-4:],
        "payee_name": to.name,
        "payee_bank_no": to.bank_no,
        "made_by": by,
        "made_by_person_id": by.person_id,
        "made_at": at,
        "authorised_by": None,
        "authorised_by_person_id": None,
        "authorised_at": None,
    }
    move(payment, "pay_again", DISBURSEMENT_MOVES, by=by, at=at, note=tail, **facts)
    desk.note(lock(Case, application.case_id), "pay_again", by=by, at=at, text=tail)
    if is_other:
        evidence.run_risk(application, at=at)
    return payment


def _corrected(application: Application, contract: Contract, payee: Payee) -> Payee:
    if queries.pays_project(application):
        found = queries.payee_of(application)
        assert found is not None
        return found
    account = payee.account.replace(" ", "")
    if payee.name.strip() != contract.payee_name:
        raise AnotherPayee(_("收款人必须与合同一致；换收款人请重新拟订合同。"))
    if not (account.isascii() and account.isdigit() and len(account) >= 8):
        raise AnotherPayee(_("请填写完整的收款账号，只能是数字。"))
    why_not = payees.why_not_payee(application, contract.payee_name, account)
    if why_not:
        raise AnotherPayee(why_not)
    return Payee(account, contract.payee_name, payee.bank_no)


def _keys(payment: Disbursement) -> list[str]:
    return [f"{payment.key}-{number}" for number in range(1, payment.orders + 1)]


@step
def _locked(disbursement_id: int) -> tuple[Application, Contract, Disbursement]:
    """Application, contract and payment, locked in the order of all acts on them."""
    found = Disbursement.objects.select_related("contract").get(pk=disbursement_id)
    application = locking.application(found.contract.application_id)
    return application, lock(Contract, found.contract_id), lock(Disbursement, disbursement_id)
