"""The loan contract: drawn up once the case is granted, signed by both borrowers, witnessed; or given up."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError, WrongState
from common.states import lock, move
from common.transactions import operation, step
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus
from loans.models import Application, Contract, Guarantee
from loans.operations import contract_messages, evidence, locking, minutes, undoing
from loans.queries import contracts as queries
from loans.queries import payees
from loans.queries.contracts import ELECTRONIC, FACE, Payee
from loans.rules.disbursing import is_secured
from loans.signing.base import Signer, service
from loans.states.applying import Step
from loans.states.contracts import (
    CONTRACT_MOVES,
    DISBURSEMENT_MOVES,
    GUARANTEE_MOVES,
    ContractStatus,
    DisbursementStatus,
)
from loans.states.loans import METHODS
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NotGranted(BusinessError):
    """The case is not approved, or over."""


class NoPayee(BusinessError):
    """Nobody has said yet where the money goes."""


class BadFigures(BusinessError):
    """A contract is for at most what was granted, for at most so long."""


class NotAParty(BusinessError):
    """Only borrower and co-borrower sign."""


class SignedWithout(BusinessError):
    """Somebody has signed on line, and what they signed says nothing of it."""


class NotRead(BusinessError):
    """A contract is read before it is signed, and it is the one that was read."""


class MoneyUnderWay(BusinessError):
    """The money is on its way or gone: the contract stays as it is."""


@dataclass(frozen=True)
class Figures:
    """What of a contract may be chosen anew within what was granted."""

    principal_fen: int
    months: int
    method: str


# --- drawn up


@step
def draw_up(application: Application, *, by: User | None, at: datetime) -> Contract:
    """Draw up the contract of a locked application whose case is granted; one that stands already is given back.

    Its rate is that of today (domain §5.2: the rate of the day of disbursement). Raises NotGranted, NoPayee.
    """
    standing = queries.contract_of(application)
    if standing is not None:
        return standing
    figures = Figures(application.granted_fen or application.asked_fen, application.months, application.method)
    return _draw_up(application, figures, by=by, at=at)


@step
def _draw_up(application: Application, figures: Figures, *, by: User | None, at: datetime) -> Contract:
    case = Case.objects.get(pk=application.case_id)
    came_back = case.status == CaseStatus.DONE and application.ended_at is None  # after the end of its case
    if case.status != CaseStatus.IN_EXECUTION and not came_back:
        raise NotGranted(_("办件还没有批准，或已终止，不能拟订合同。"))
    payee = queries.payee_of(application)
    if payee is None:
        raise NoPayee(_("还没有收款账户，请先登记售房人的监管账户，再拟订合同。"))
    day = timezone.localdate(at)
    terms = policy.service_on(day)
    made = Contract(
        application=application,
        number=f"JK{case.number}-{Contract.objects.filter(application=application).count() + 1}",
        principal_fen=figures.principal_fen,
        months=figures.months,
        annual_rate=queries.rate_today(application, figures.months, day),
        method=figures.method,
        due_day=terms.loan_due_day or day.day,
        penalty_factor=terms.loan_penalty_factor,
        payee_account=payee.account,
        payee_tail=payee.account[-4:],
        payee_name=payee.name,
        payee_bank_no=payee.bank_no,
        made_by=by,
        made_by_person_id=by.person_id if by else None,
        made_at=at,
    )
    made.digest = queries.digest_of(made)
    made.save(force_insert=True)
    made.events.create(action="draw_up", after=made.status, by=by, at=at)
    owner = case.owner.person_id if case.owner else None
    minutes.begin(application, Step.SIGN, person_id=owner, branch_id=case.branch_id, at=at)
    contract_messages.tell_drawn_up(made, at=at)
    return made


@operation
def name_payee(*, case_id: int, payee: Payee, by: User, at: datetime) -> Contract:
    """Say where the money of a granted application without a project goes, and draw its contract up.

    Raises NotGranted, BadFigures, WrongState where a contract stands already, desk.TakenByOther, desk.TooNear.
    """
    application = locking.application_of_case(case_id)
    desk.lock_own(case_id=case_id, by=by)
    if queries.contract_of(application) is not None:
        raise WrongState(_("合同已经拟订；收款人有变，请重新拟订合同。"))
    _set_payee(application, payee, at=at)
    return _draw_up(
        application,
        Figures(application.granted_fen or application.asked_fen, application.months, application.method),
        by=by,
        at=at,
    )


def _refuse_payee(application: Application, payee: Payee) -> None:
    if queries.pays_project(application):
        raise BadFigures(_("楼盘的贷款只能付到楼盘登记的监管账户。"))
    account = payee.account.replace(" ", "")
    if not (account.isascii() and account.isdigit() and len(account) >= 8 and payee.name.strip()):
        raise BadFigures(_("请填写完整的收款账号和户名，账号只能是数字。"))
    why_not = payees.why_not_payee(application, payee.name, account)
    if why_not:
        raise BadFigures(why_not)


@step
def _set_payee(application: Application, payee: Payee, *, at: datetime) -> None:
    """To whom the money goes from now on; the fraud checks look at another account anew. Raises BadFigures."""
    _refuse_payee(application, payee)
    account = payee.account.replace(" ", "")
    is_other = account != application.payee_account
    application.payee_account, application.payee_tail = account, account[-4:]
    application.payee_name, application.payee_bank_no = payee.name.strip(), payee.bank_no
    application.save(update_fields=["payee_account", "payee_tail", "payee_name", "payee_bank_no"])
    if is_other:
        evidence.run_risk(application, at=at)


@operation
def draw_anew(
    *, case_id: int, figures: Figures, payee: Payee | None = None, reason: str, by: User, at: datetime
) -> Contract:
    """A changed figure is a new contract: the old one is void with its guarantees, and everybody signs again.

    Raises BadFigures, MoneyUnderWay, NotGranted, desk.NoReason, desk.TakenByOther, desk.TooNear.
    """
    application = locking.application_of_case(case_id)
    desk.lock_own(case_id=case_id, by=by)
    if not reason.strip():
        raise desk.NoReason(_("请写明重新拟订的原因。"))
    _refuse_figures(application, figures)
    if payee is not None:
        _refuse_payee(application, payee)
    annul(application, by=by, at=at, note=reason)
    if payee is not None:
        _set_payee(application, payee, at=at)
    return _draw_up(application, figures, by=by, at=at)


def _refuse_figures(application: Application, figures: Figures) -> None:
    most = application.granted_fen or application.asked_fen
    if not 0 < figures.principal_fen <= most or not 0 < figures.months <= application.months:
        raise BadFigures(_("合同金额和期限不能超过批准的；要多贷或延长，请重新申请。"))
    if figures.method not in dict(METHODS):
        raise BadFigures(_("请选择还款方式。"))


@step
def annul(application: Application, *, by: User | None, at: datetime, note: str) -> None:
    """Make void what a locked application's contract has led to, as long as no money is under way or gone.

    Raises MoneyUnderWay.
    """
    contract = queries.contract_of(application)
    if contract is None:
        return
    contract = lock(Contract, contract.pk)
    payment = queries.disbursement_of(contract)
    if payment is not None:
        if payment.status in (DisbursementStatus.ORDERED, DisbursementStatus.PAID):
            raise MoneyUnderWay(_("贷款资金已在付款途中或已放款，合同不能再变更。"))
        move(payment, "drop", DISBURSEMENT_MOVES, by=by, at=at, note=note[:200])
    for each in Guarantee.objects.filter(contract=contract, status__in=GUARANTEE_MOVES["void"][0]).order_by("id"):
        move(lock(Guarantee, each.pk), "void", GUARANTEE_MOVES, by=by, at=at, note=note[:200])
    move(contract, "void", CONTRACT_MOVES, by=by, at=at, note=note[:200])


# --- signed


@operation
def witness(*, contract_id: int, present: Collection[int], is_offset: bool = False, by: User, at: datetime) -> Contract:
    """A member of staff has seen these persons sign (面签), and witnesses the contract once everybody has.

    `present` are person ids; those who signed electronically before need not come. `is_offset`: they agree that
    instalments are taken from their fund accounts first, which nobody can have agreed to who signed on line. Nobody
    witnesses for a relative. Raises NotAParty, SignedWithout, WrongState, desk.TakenByOther, desk.TooNear.
    """
    application, contract = _locked(contract_id)
    desk.lock_own(case_id=application.case_id, by=by)
    for person_id in queries.parties(application):
        desk.refuse_near_person(person_id, by)
    _refuse_signed(contract)
    if set(present) - set(queries.parties(application)):
        raise NotAParty(_("只有借款人和共同借款人需要签字。"))
    if is_offset and queries.is_signed_on_line(contract):
        raise SignedWithout(_("电子签名的合同没有约定按月冲还贷，请放款后再约定。"))
    for person_id in queries.unsigned(contract):
        if person_id in present:
            _sign(contract, person_id, FACE, by=by, at=at)
    if not queries.unsigned(contract):
        facts: dict[str, Any] = {"witnessed_by": by, "signed_at": at, "is_offset": is_offset}
        move(contract, "sign", CONTRACT_MOVES, by=by, at=at, **facts)
        turn_to_pay(application, contract, at=at)
    return contract


def sign_electronically(*, contract_id: int, by: User, at: datetime) -> Contract:
    """A borrower signs on line: the signing service puts their signature under the contract's digest.

    The service is asked outside any transaction; signing twice is signing once. The contract holds when a member of
    staff has witnessed it. Raises NotAParty, WrongState, signing.base.SigningRefused, SigningDown.
    """
    contract = Contract.objects.select_related("application").get(pk=contract_id)
    _refuse_to_sign(contract, by)
    signer = Signer(by.person_id, by.person.name, by.person.document_number)
    serial = service().sign(document=contract.number, digest=contract.digest, signer=signer)
    return _signed(contract_id=contract_id, digest=contract.digest, serial=serial, by=by, at=at)


@operation
def _signed(*, contract_id: int, digest: str, serial: str, by: User, at: datetime) -> Contract:
    _application, contract = _locked(contract_id)
    _refuse_to_sign(contract, by)
    assert contract.digest == digest, contract.pk
    if by.person_id in queries.unsigned(contract):
        _sign(contract, by.person_id, ELECTRONIC, serial, by=by, at=at)
    return contract


@step
def _sign(contract: Contract, person_id: int, how: str, serial: str = "", *, by: User, at: datetime) -> None:
    contract.signatures.append({"person": person_id, "at": at.isoformat(), "how": how, "serial": serial})
    contract.save(update_fields=["signatures"])
    contract.events.create(
        action=f"signed_{how.lower()}", before=contract.status, after=contract.status, by=by, at=at, note=serial
    )


def _refuse_to_sign(contract: Contract, by: User) -> None:
    if by.person_id not in queries.parties(contract.application):
        raise NotAParty(_("只有借款人和共同借款人需要签字。"))
    _refuse_signed(contract)


def _refuse_signed(contract: Contract) -> None:
    if contract.status != ContractStatus.DRAWN_UP:
        raise WrongState(_("合同已经签订或已作废。"))


@step
def turn_to_pay(application: Application, contract: Contract, *, at: datetime) -> None:
    """Signed and secured: from now on the minutes are those of paying."""
    if contract.status == ContractStatus.SIGNED and is_secured(queries.registered(contract)):
        minutes.begin(application, Step.PAY, person_id=None, branch_id=application.case.branch_id, at=at)


# --- given up


@operation
def give_up(*, case_id: int, reason: str, by: User, at: datetime) -> Application:
    """The borrowers do not want the loan any more, before its money is under way: contract and case come to an end.

    Raises MoneyUnderWay, desk.NoReason, desk.TakenByOther, desk.TooNear, WrongState.
    """
    application = locking.application_of_case(case_id)
    case = desk.lock_own(case_id=case_id, by=by)
    annul(application, by=by, at=at, note=reason)
    if case.status == CaseStatus.DONE:  # its money came back after the end of the case
        desk.note(case, "give_up", by=by, at=at, text=reason)
        undoing.end_application(application, at=at)
    else:  # its end is heard as news of the case
        desk.abandon(case_id=case_id, reason=reason, by=by, at=at)
    return application


@step
def _locked(contract_id: int) -> tuple[Application, Contract]:
    application = locking.application(Contract.objects.values_list("application", flat=True).get(pk=contract_id))
    return application, lock(Contract, contract_id)
