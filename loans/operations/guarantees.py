"""What secures a loan: applied for at the register, registered with its certificate, released after the loan is paid.

The developer's interim guarantee ends by itself when the mortgage is registered.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError, WrongState
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from desk import operations as desk
from loans.models import Application, Contract, Guarantee, Loan
from loans.operations import contract_messages, contracting, locking
from loans.queries import contracts as queries
from loans.queries.projects import is_in_force
from loans.rules.disbursing import deposit_of
from loans.states.contracts import GUARANTEE_MOVES, ContractStatus, GuaranteeKind, GuaranteeStatus
from loans.states.loans import LoanStatus

if TYPE_CHECKING:
    from accounts.models import User

INTERIM_UNTIL_MORTGAGE = (GuaranteeKind.INTERIM, GuaranteeKind.PRE_NOTICE)


class NoContract(BusinessError):
    """There is no signed contract to secure."""


class AlreadyThere(BusinessError):
    """The contract has such a guarantee."""


class NoInterim(BusinessError):
    """The developer gives no interim guarantee."""


class BadCertificate(BusinessError):
    """The certificate or its date cannot be."""


class CertificateUsed(BusinessError):
    """The certificate secures another loan."""


@dataclass(frozen=True)
class Certificate:
    """What the register's certificate says; `deposit_receipt` proves the developer's deposit."""

    number: str
    registered_on: date
    deposit_receipt: str = ""


@operation
def add(*, contract_id: int, kind: str, guarantor: str, by: User, at: datetime) -> Guarantee:
    """Note that a guarantee has been applied for. An interim one is the project's developer's, with its deposit.

    Raises NoContract, AlreadyThere, NoInterim, desk.TakenByOther, desk.TooNear.
    """
    application, contract = _locked(contract_id)
    desk.lock_own(case_id=application.case_id, by=by)
    if contract.status != ContractStatus.SIGNED:
        raise NoContract(_("合同签订以后才能办理担保登记。"))
    if Loan.objects.filter(contract=contract, status=LoanStatus.SETTLED).exists():
        raise NoContract(_("贷款已结清，不用再办理担保登记。"))
    alive = Guarantee.objects.filter(contract=contract, kind=kind).exclude(
        status__in=[GuaranteeStatus.VOID, GuaranteeStatus.RELEASED]
    )
    if kind not in GuaranteeKind.values or alive.exists():
        raise AlreadyThere(_("这种担保已经登记或正在办理。"))
    deposit_fen = 0
    if kind == GuaranteeKind.INTERIM:
        guarantor, deposit_fen = _interim(application, contract, at)
    if not guarantor.strip():
        raise BadCertificate(_("请填写抵押人、出质人或保证人。"))
    made = Guarantee.objects.create(
        contract=contract, kind=kind, guarantor=guarantor.strip(), deposit_fen=deposit_fen, made_by=by, made_at=at
    )
    made.events.create(action="apply", after=made.status, by=by, at=at)
    return made


def _interim(application: Application, contract: Contract, at: datetime) -> tuple[str, int]:
    """Who stands in until the mortgage, and the deposit for it in fen. Raises NoInterim."""
    project = application.project
    if project is None or not project.guarantees or not is_in_force(project, timezone.localdate(at)):
        raise NoInterim(_("楼盘的合作协议没有约定阶段性保证，或协议已到期。"))
    return project.developer, deposit_of(contract.principal_fen, project.deposit_percent)


@operation
def register(*, guarantee_id: int, certificate: Certificate, by: User, at: datetime) -> Guarantee:
    """The register has given its certificate: from now on it secures the loan.

    A registered mortgage ends the developer's interim guarantee and the pre-notice. Raises BadCertificate,
    CertificateUsed, WrongState, desk.TakenByOther, desk.TooNear.
    """
    contract_id = Guarantee.objects.values_list("contract", flat=True).get(pk=guarantee_id)
    application, contract = _locked(contract_id)
    _refuse_stranger(application, by)
    found = lock(Guarantee, guarantee_id)
    refuse_move(found, "register", GUARANTEE_MOVES)
    _refuse_certificate(found, certificate, contract, timezone.localdate(at))
    facts: dict[str, Any] = {
        "certificate": certificate.number.strip(),
        "registered_on": certificate.registered_on,
        "deposit_receipt": certificate.deposit_receipt.strip(),
        "registered_by": by,
    }
    try:
        with transaction.atomic():
            move(found, "register", GUARANTEE_MOVES, by=by, at=at, note=certificate.number, **facts)
    except IntegrityError:
        raise CertificateUsed(_("这个登记证明号已用于另一笔贷款，请核对。")) from None
    if found.kind == GuaranteeKind.MORTGAGE:
        _end_interim(contract, at=at)
    contracting.turn_to_pay(application, contract, at=at)
    return found


def _refuse_certificate(found: Guarantee, certificate: Certificate, contract: Contract, today: date) -> None:
    if not certificate.number.strip():
        raise BadCertificate(_("请填写登记证明号。"))
    assert contract.signed_at is not None
    if not timezone.localdate(contract.signed_at) <= certificate.registered_on <= today:
        raise BadCertificate(_("登记日期应在合同签订之后，不晚于今天。"))
    if found.deposit_fen and not certificate.deposit_receipt.strip():
        raise BadCertificate(_("请填写开发企业保证金的到账凭证号。"))


def _refuse_stranger(application: Application, by: User) -> None:
    """Before the money whoever has the case; afterwards (a flat's mortgage comes years later) anybody not near."""
    if application.case.is_open:
        desk.lock_own(case_id=application.case_id, by=by)
    for person_id in queries.parties(application):
        desk.refuse_near_person(person_id, by)


@step
def _end_interim(contract: Contract, *, at: datetime) -> None:
    """The mortgage stands: what stood in for it is released the same day."""
    rows = Guarantee.objects.filter(
        contract=contract, kind__in=INTERIM_UNTIL_MORTGAGE, status=GuaranteeStatus.REGISTERED
    )
    for each in rows.order_by("id"):
        held = lock(Guarantee, each.pk)
        move(held, "begin_release", GUARANTEE_MOVES, by=None, at=at)
        move(held, "release", GUARANTEE_MOVES, by=None, at=at, released_on=timezone.localdate(at))


@operation
def cancel(*, guarantee_id: int, reason: str, by: User, at: datetime) -> Guarantee:
    """An application at the register comes to nothing, or was a mistake; not once the money has left on it.

    Raises desk.NoReason, contracting.MoneyUnderWay, WrongState, desk.TakenByOther, desk.TooNear.
    """
    contract_id = Guarantee.objects.values_list("contract", flat=True).get(pk=guarantee_id)
    application, contract = _locked(contract_id)
    desk.lock_own(case_id=application.case_id, by=by)
    if not reason.strip():
        raise desk.NoReason(_("请写明理由。"))
    found = lock(Guarantee, guarantee_id)
    if found.status == GuaranteeStatus.REGISTERED and queries.disbursement_of(contract) is not None:
        raise contracting.MoneyUnderWay(_("放款已经制单，不能撤销担保；请先取消放款。"))
    move(found, "void", GUARANTEE_MOVES, by=by, at=at, note=reason)
    return found


# --- released


@step
def begin_release(*, contract_id: int, by: User | None, at: datetime) -> int:
    """The loan is paid back: its guarantees are to be released within three working days. How many. May run twice.

    What is not registered yet secures nothing any more: it is void.
    """
    waiting = Guarantee.objects.filter(contract=contract_id, status=GuaranteeStatus.WAITING).order_by("id")
    for pk in waiting.values_list("pk", flat=True):
        move(lock(Guarantee, pk), "void", GUARANTEE_MOVES, by=by, at=at, note=_("贷款已结清，不用再登记"))
    rows = Guarantee.objects.filter(contract=contract_id, status=GuaranteeStatus.REGISTERED).order_by("id")
    held = [lock(Guarantee, pk) for pk in rows.values_list("pk", flat=True)]
    for each in held:
        move(each, "begin_release", GUARANTEE_MOVES, by=by, at=at)
    return len(held)


@operation
def release(*, guarantee_id: int, by: User, at: datetime) -> Guarantee:
    """The register has cancelled it: its certificate is worth nothing any more. Raises WrongState, desk.TooNear."""
    found = lock(Guarantee, guarantee_id)
    if found.status != GuaranteeStatus.RELEASING:
        raise WrongState(_("贷款结清以后才能解除担保。"))
    application = Contract.objects.select_related("application").get(pk=found.contract_id).application
    for person_id in queries.parties(application):
        desk.refuse_near_person(person_id, by)
    move(found, "release", GUARANTEE_MOVES, by=by, at=at, released_on=timezone.localdate(at))
    contract_messages.tell_released(found, at=at)
    return found


@step
def _locked(contract_id: int) -> tuple[Application, Contract]:
    application = locking.application(Contract.objects.values_list("application", flat=True).get(pk=contract_id))
    return application, lock(Contract, contract_id)
