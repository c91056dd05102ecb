"""Evidence of an application: what registers are asked, what they say, and the facts that the fraud checks look at."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Person, Staff
from common.crypto import blind_index
from common.transactions import step
from deposits.models import PersonalAccount
from deposits.queries import employed
from deposits.states import OPEN_STATUSES
from desk import operations as desk
from desk import registers
from desk.models import Case, RegisterAnswer, Requirement
from desk.queries.handlers import handlers_of
from desk.states.cases import Channel, RequirementStatus
from desk.states.registers import UNANSWERED, AnswerStatus
from loans.models import Application
from loans.queries import contracts, couples
from loans.rules import handing
from loans.states.applying import CheckKind, HouseKind
from risk import operations as risk
from risk.rules.facts import Facts, Paper, Relative
from risk.rules.facts import House as RiskHouse

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from accounts.models import User

SOURCE = "loans"
RISK_TASK = "loans.tasks.follow_risk"
CHECK_TASK = "loans.tasks.check"
REGISTERS_OF: dict[str, tuple[str, ...]] = {
    CheckKind.CREDIT: ("credit",),
    CheckKind.HOUSE: ("sale", "house", "repayment"),
    CheckKind.HOMES: ("homes", "civil"),
}
"""Check → the registers whose answers it rests on."""
CREDIT_SPOUSE = "credit_spouse"
"""The paper whose register nobody but the co-borrower can allow to be asked (征信业管理条例)."""
AGREED = "agree"
"""The event of an application by which its co-borrower allowed that."""


@step
def ask_registers(application: Application, *, by: User | None, at: datetime) -> None:
    """Put each paper that a register can give to that register; a paper "…_spouse" is asked about the co-borrower.

    Asked for on line the co-borrower was not there: their credit is asked once they have agreed themselves.
    """
    rows = Requirement.objects.filter(case=application.case_id).exclude(register="")
    if waits_for_consent(application):
        rows = rows.exclude(code=CREDIT_SPOUSE)
    _ask(application, rows, by=by, at=at)


@step
def ask_credit_of_spouse(application: Application, *, by: User, at: datetime) -> None:
    """The co-borrower has agreed: their credit is asked too."""
    rows = Requirement.objects.filter(case=application.case_id, code=CREDIT_SPOUSE).exclude(register="")
    _ask(application, rows, by=by, at=at)


def waits_for_consent(application: Application) -> bool:
    """Whether the co-borrower of an application that came on line has not agreed yet to be asked about.

    A report that they brought themselves and a clerk has checked stands in for it.
    """
    if application.co_borrower_id is None or application.case.channel != Channel.PORTAL:
        return False
    if application.events.filter(action=AGREED).exists():
        return False
    brought = Requirement.objects.filter(case=application.case_id, code=CREDIT_SPOUSE)
    return not brought.filter(status=RequirementStatus.CHECKED).exists()


@step
def _ask(application: Application, rows: QuerySet[Requirement], *, by: User | None, at: datetime) -> None:
    told = application.told
    borrower = Person.objects.get(pk=application.borrower_id)
    spouse = couples.spouse_of(borrower.pk, application.judged_on)
    for row in rows.order_by("order", "id"):
        about = spouse if row.code.endswith("_spouse") else borrower
        if about is None:
            continue
        asked = handing.question(
            row.register,
            told,
            who=handing.Who(about.name, about.document_number),
            spouse=handing.Who(spouse.name, spouse.document_number) if spouse else None,
            is_spouse=row.code.endswith("_spouse"),
            is_own=row.code == "own_title",
        )
        desk.ask_register(
            case_id=application.case_id,
            register=row.register,
            question=asked,
            requirement_id=row.pk,
            person_id=about.pk,
            by=by,
            at=at,
        )


def hear(*, case_id: int, kind: str, at: datetime) -> None:
    """Hear the registers of one check that have not answered yet; outside any transaction."""
    rows = RegisterAnswer.objects.filter(
        case=case_id, register__in=REGISTERS_OF.get(kind, ()), status=AnswerStatus.WAITING
    )
    for answer_id in list(rows.order_by("id").values_list("pk", flat=True)):
        desk.hear(answer_id=answer_id, at=at)


def answers_of(application: Application, kind: str) -> list[RegisterAnswer]:
    """The answers that a check rests on, the latest of each paper."""
    rows = RegisterAnswer.objects.filter(case=application.case_id, register__in=REGISTERS_OF.get(kind, ()))
    newest = {each.requirement_id: each for each in rows.select_related("requirement").order_by("id")}
    return list(newest.values())


def papers_checked(application: Application, *codes: str) -> bool:
    """Whether the papers of these codes that the case asks for have been checked."""
    rows = Requirement.objects.filter(case=application.case_id, code__in=codes)
    return all(each.status == RequirementStatus.CHECKED for each in rows)


def is_waiting(application: Application) -> bool:
    """Whether a register has not answered yet."""
    return RegisterAnswer.objects.filter(case=application.case_id, status__in=UNANSWERED).exists()


# --- what the fraud checks see


@step
def run_risk(application: Application, *, at: datetime) -> None:
    """Hand the facts over as they stand and run the published rules. Unchanged facts are not screened twice."""
    case = Case.objects.select_related("owner__staff", "submitted_by").get(pk=application.case_id)
    screening = risk.hand_over(facts=facts_of(application, case), source=SOURCE, wake=RISK_TASK, at=at)
    risk.run(screening_id=screening.pk, at=at)


def facts_of(application: Application, case: Case) -> Facts:
    """Everything that is known of an application."""
    person = Person.objects.get(pk=application.borrower_id)
    account = application.account
    payee = contracts.paid_to(application)
    differences = _differences(case)
    ties = couples.relations_of(person.pk, application.judged_on)
    return Facts(
        case=case.number,
        business="loan",
        reason="build" if application.house_kind == HouseKind.BUILD else "purchase",
        accepted_on=application.judged_on,
        applicant_id=person.pk,
        applicant_name=person.name,
        amount_fen=application.asked_fen,
        relatives=tuple(Relative(each.relative_id, each.kind, each.relative.name) for each in ties),
        house=_house(application),
        documents=_papers(application),
        register_differences=tuple(sentence for sentence, _ground in differences),
        register_grounds=tuple(ground for _sentence, ground in differences),
        payee_account=payee.account,
        payee_name=payee.name,
        payee_is_supervised=application.project_id is not None,
        others=(application.co_borrower_id,) if application.co_borrower_id else (),
        phone=person.phone,
        agent_id=case.agent_id,
        is_self_service=case.channel != Channel.WINDOW,
        applicant_is_staff=Staff.objects.filter(user__person=person.pk, user__is_active=True).exists(),
        contribution_city=_city(),
        handlers=handlers_of((case.owner, case.submitted_by)),
        open_accounts=PersonalAccount.objects.filter(person=person.pk, status__in=OPEN_STATUSES).count(),
        **(_employed(account, application) if account else {}),
    )


def _employed(account: PersonalAccount, application: Application) -> dict[str, Any]:
    employer = account.employer_account
    return {
        "employer_id": employer.employer_id,
        "enrolled_on": employed.enrolled_on(account),
        "employer_since": employer.opened_on,
        "employer_active_staff": employed.active_staff(employer),
        "bases": employed.bases_of(account, application.judged_on),
    }


def _house(application: Application) -> RiskHouse:
    """The home as the checks see it. What was paid of one's own is left out: F06 would count the loan against it."""
    house = application.told.house
    return RiskHouse(
        title_number=house.title_number,
        contract_number=house.contract_number,
        address=house.address,
        city=_city(),
        area_m2=_area(house.area),
        price_fen=house.price_fen or None,
    )


def _papers(application: Application) -> tuple[Paper, ...]:
    told = application.told
    named = [
        ("contract", told.house.contract_number),
        ("title", told.house.title_number),
        ("loan", told.old_loan.contract_number if told.old_loan else ""),
        ("certificate", told.elsewhere.certificate if told.elsewhere else ""),
    ]
    return tuple(Paper(kind, number) for kind, number in named if number)


def _area(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _city() -> str:
    """The centre's own city."""
    return str(settings.CENTRE_NAME).removesuffix("住房公积金管理中心")


def _differences(case: Case) -> list[tuple[str, str]]:
    """What registers say otherwise or do not know, a sentence each with a keyed hash of question and answer."""
    found: list[tuple[str, str]] = []
    rows = RegisterAnswer.objects.filter(case=case, status__in=[AnswerStatus.DIFFERS, AnswerStatus.NOTHING])
    for row in rows.exclude(register="credit").select_related("requirement").order_by("id"):
        ground = blind_index(f"{row.register}|{row.question}|{row.answer}", kind="loans.difference")
        if row.status == AnswerStatus.NOTHING:
            if not row.requirement or row.requirement.status != RequirementStatus.CHECKED:
                label = {"register": registers.label(row.register)}
                found.append((_("%(register)s里没有查到记录。") % label, ground))
            continue
        found.append((difference_words(row), ground))
    return found


def difference_words(row: RegisterAnswer) -> str:
    """What a register says otherwise than the application, in a sentence."""
    facts = registers.facts(
        registers.question_from(row.register, row.question), registers.answer_from(row.register, row.answer)
    )
    names = "、".join(each.label for each in facts if each.differs)
    words = {"register": registers.label(row.register), "names": names}
    return _("%(register)s的记录与申请不一致：%(names)s。") % words
