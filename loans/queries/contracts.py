"""Reads of contracts, guarantees and disbursements: whose they are, what keeps the money, what waits for whom."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Door
from accounts.permissions import Permission
from bank.models import Outcome, PaymentOrder
from bank.states import OutcomeKind
from deposits.models import Encumbrance
from deposits.states import EncumbranceKind
from desk.models import Case
from desk.states.cases import CaseStatus
from loans.models import Application, Contract, Disbursement, Guarantee, Loan
from loans.queries import payees
from loans.queries.projects import is_in_force
from loans.queries.terms import rate_of
from loans.rules import disbursing, schedules
from loans.states.applying import Home, HouseKind, Product
from loans.states.contracts import ContractStatus, DisbursementStatus, GuaranteeStatus
from policy import queries as policy
from risk import queries as risk

if TYPE_CHECKING:
    from accounts.models import User

FACE, ELECTRONIC = "FACE", "ELECTRONIC"
"""How somebody has signed: before a clerk's eyes, or by the signing service."""
BANK_SOURCE = "loans"
"""Under which the payments of loans are ordered and their outcomes claimed."""


@dataclass(frozen=True)
class Payee:
    """Where a contract's money goes."""

    account: str
    name: str
    bank_no: str = ""


def applications_visible_to(user: User) -> QuerySet[Application]:
    """For staff who may see loans all of them; for a depositor what they borrow, alone or together."""
    rows = Application.objects.select_related("case", "borrower", "co_borrower", "project")
    if user.door == Door.STAFF:
        return rows.order_by("-id") if user.may(Permission.LOAN_VIEW) else rows.none()
    own = Q(borrower=user.person_id) | Q(co_borrower=user.person_id)
    return rows.filter(own).order_by("-id") if user.door == Door.DEPOSITOR else rows.none()


def contract_of(application: Application) -> Contract | None:
    """The contract that holds: not a void one."""
    return Contract.objects.filter(application=application).exclude(status=ContractStatus.VOID).first()


def disbursement_of(contract: Contract) -> Disbursement | None:
    """The payment that is under way or made: not a dropped one."""
    return Disbursement.objects.filter(contract=contract).exclude(status=DisbursementStatus.DROPPED).first()


def parties(application: Application) -> list[int]:
    """Who has to sign: borrower, then co-borrower (person ids)."""
    return [each for each in (application.borrower_id, application.co_borrower_id) if each is not None]


def unsigned(contract: Contract) -> list[int]:
    """Which parties have not signed yet (person ids)."""
    have = {each["person"] for each in contract.signatures}
    return [each for each in parties(contract.application) if each not in have]


def may_decline(application: Application, case: Case, person_id: int | None) -> bool:
    """Whether somebody may still say that they do not borrow along: a co-borrower who has not signed what holds.

    What came back after the end of its case is open as long as a contract waits for its signatures.
    """
    if person_id is None or application.co_borrower_id != person_id or application.ended_at is not None:
        return False
    contract = contract_of(application)
    if contract is None:
        return case.is_open
    return person_id in unsigned(contract) and (case.is_open or case.status == CaseStatus.DONE)


def is_signed_on_line(contract: Contract) -> bool:
    """Whether somebody has signed electronically."""
    return any(each["how"] == ELECTRONIC for each in contract.signatures)


def pays_project(application: Application) -> bool:
    """Whether the money goes to a project's supervised account; a converted loan's goes to the old lender."""
    return application.project_id is not None and application.product != Product.CONVERSION


def payee_of(application: Application) -> Payee | None:
    """A project's supervised account where there is one, else what was told of the seller; None while unknown."""
    project = application.project
    if project is not None and pays_project(application):
        return Payee(project.account, project.account_name, project.bank_no)
    if not application.payee_account or not application.payee_name:
        return None
    return Payee(application.payee_account, application.payee_name, application.payee_bank_no)


def paid_to(application: Application) -> Payee:
    """Where the money goes as it stands: by the payment, else the contract, else the application."""
    contract = contract_of(application)
    payment = disbursement_of(contract) if contract is not None else None
    said = payment or contract or application
    return Payee(said.payee_account, said.payee_name, said.payee_bank_no)


def rate_today(application: Application, months: int, on: date) -> Decimal:
    """The rate of a loan that is disbursed on a day (domain §5.2)."""
    return rate_of(policy.service_on(on), is_first=application.home == Home.FIRST, months=months)


def digest_of(contract: Contract) -> str:
    """SHA-256 over everything of a contract that is signed."""
    application = contract.application
    facts = {
        "number": contract.number,
        "parties": parties(application),
        "principal_fen": contract.principal_fen,
        "months": contract.months,
        "annual_rate": f"{contract.annual_rate:.4f}",
        "method": contract.method,
        "due_day": contract.due_day,
        "penalty_factor": f"{contract.penalty_factor:.2f}",
        "payee": [contract.payee_account, contract.payee_name, contract.payee_bank_no],
    }
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()


def plan_of(contract: Contract, disbursed_on: date) -> list[schedules.Instalment]:
    """Every instalment of a contract, were it disbursed on a day."""
    plan = schedules.Plan(
        contract.principal_fen, contract.months, contract.annual_rate, schedules.Method(contract.method)
    )
    return schedules.schedule(plan, disbursed_on=disbursed_on, due_day=contract.due_day)


# --- what keeps the money


def missing(contract: Contract, on: date, *, payee: Payee | None = None) -> list[str]:
    """What keeps a contract's money from leaving on a day, a sentence each (loans.rules.disbursing)."""
    application = contract.application
    case = Case.objects.get(pk=application.case_id)
    to = payee or Payee(contract.payee_account, contract.payee_name)
    standing = disbursing.Standing(
        is_signed=contract.status == ContractStatus.SIGNED,
        registered=frozenset(registered(contract)),
        contract_rate=contract.annual_rate,
        rate_today=rate_today(application, contract.months, on),
        is_checked=risk.may_pay(case.number),
        # A payment that came back after the end of its case is made anew: the case stays ended.
        is_granted=case.status in (CaseStatus.IN_EXECUTION, CaseStatus.DONE) and not case.gaps,
        is_payee_supervised=_is_supervised(application, to, on),
        payee_refused=payees.why_not_payee(application, to.name, to.account),
        bans=tuple(_bans(application, on)),
    )
    return disbursing.missing(standing)


def registered(contract: Contract) -> list[str]:
    """The kinds of a contract's registered guarantees."""
    rows = Guarantee.objects.filter(contract=contract, status=GuaranteeStatus.REGISTERED)
    return list(rows.order_by("id").values_list("kind", flat=True))


def _is_supervised(application: Application, payee: Payee, on: date) -> bool:
    project = application.project
    if project is None or not pays_project(application):
        return application.house_kind != HouseKind.NEW or application.product == Product.CONVERSION
    return is_in_force(project, on) and payee.account == project.account


def _bans(application: Application, on: date) -> list[str]:
    """Bans of either borrower in force, in the words that lie on their accounts."""
    persons = parties(application)
    laid = Encumbrance.objects.filter(person__in=persons, kind=EncumbranceKind.BAN, lifted_at=None, since__lte=on)
    said = list(laid.filter(Q(until=None) | Q(until__gte=on)).order_by("id").values_list("sentence", flat=True))
    if not said and risk.bans_on(persons, on):
        said = [_("借款人被限制申请住房公积金贷款。")]
    return said


# --- what waits


def disbursements_visible_to(user: User) -> QuerySet[Disbursement]:
    """All payments for whoever may see loans, newest first."""
    rows = Disbursement.objects.select_related("contract__application__case", "contract__application__borrower")
    return rows.order_by("-id") if user.may(Permission.LOAN_VIEW) else rows.none()


def contracts_visible_to(user: User) -> QuerySet[Contract]:
    """All contracts for whoever may see loans, newest first."""
    rows = Contract.objects.select_related("application__case", "application__borrower")
    return rows.order_by("-id") if user.may(Permission.LOAN_VIEW) else rows.none()


def guarantees_visible_to(user: User) -> QuerySet[Guarantee]:
    """All guarantees for whoever may see loans, newest first."""
    rows = Guarantee.objects.select_related("contract__application__case", "contract__application__borrower")
    return rows.order_by("-id") if user.may(Permission.LOAN_VIEW) else rows.none()


def has_come_back(loan: Loan) -> bool:
    """Whether the bank says that a loan's money has come back and that is not booked: accountants put it right."""
    if loan.contract_id is None:
        return False
    payment = Disbursement.objects.filter(contract=loan.contract_id, status=DisbursementStatus.PAID).first()
    waiting = Outcome.objects.filter(source=BANK_SOURCE, kind=OutcomeKind.RETURNED_LATE, claimed_at=None)
    return payment is not None and waiting.filter(order__in=[each.pk for each in orders_of(payment)]).exists()


def orders_of(disbursement: Disbursement) -> list[PaymentOrder]:
    """The payment orders of a disbursement, newest first."""
    keys = [f"{disbursement.key}-{number}" for number in range(1, disbursement.orders + 1)]
    return list(PaymentOrder.objects.filter(key__in=keys).order_by("-id"))
