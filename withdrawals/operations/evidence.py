"""Evidence: papers got by data sharing first (registers), and the facts that the fraud checks look at."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.models import Person, Staff
from common.crypto import blind_index
from common.names import is_payee_of
from common.transactions import step
from deposits.models import PersonalAccount
from deposits.queries import employed
from deposits.states import OPEN_STATUSES
from desk import operations as desk
from desk import registers
from desk.models import Case, RegisterAnswer, Requirement
from desk.queries.handlers import handlers_of
from desk.states.cases import Channel, CheckedBy, RequirementStatus
from desk.states.registers import UNANSWERED, AnswerStatus
from risk import operations as risk
from risk.rules.facts import Facts, Handler, Payee, Relative
from withdrawals import queries
from withdrawals.models import Agreement, ClosingShare, Withdrawal
from withdrawals.queries import closing
from withdrawals.rules import handing
from withdrawals.rules.particulars import Particulars, named_payee
from withdrawals.states import PayeeKind, Relation

if TYPE_CHECKING:
    from accounts.models import User

SOURCE = "withdrawals"
RISK_TASK = "withdrawals.tasks.follow_risk"
IN_HAND = ("identity",)
"""Papers that somebody at a window has seen, and that need no register to count as verified."""
OF_SUBJECT = ("sale", "house", "lease", "repayment")
"""Registers that know who buys, owns, rents or borrows: asked about the spouse or child whom it is withdrawn for."""
FOR_FAMILY = (Relation.SPOUSE, Relation.PARENT, Relation.CHILD)
"""Only where the owner of the account is somebody's family is another person asked about."""


@step
def ask_registers(withdrawal: Withdrawal, *, by: User | None, at: datetime) -> None:
    """Put each paper that a register can give to that register; answers come after commit.

    A paper of the spouse ("…_spouse") is asked about the spouse.
    """
    told = withdrawal.particulars
    person = Person.objects.get(pk=withdrawal.person_id)
    subject = withdrawal.subject if withdrawal.relation in FOR_FAMILY and withdrawal.subject else person
    spouse = _spouse_of(withdrawal)
    pair = (spouse.name, spouse.document_number) if spouse else ("", "")
    family = tuple(each.name for each in (person, subject, spouse) if each is not None)
    for row in Requirement.objects.filter(case=withdrawal.case_id).exclude(register="").order_by("order", "id"):
        about = spouse if row.code.endswith("_spouse") else subject if row.register in OF_SUBJECT else person
        if about is None:
            continue
        if row.register == "repayment" and _is_own_loan(told):
            desk.check(requirement_id=row.pk, how=CheckedBy.SHARED, by=None, at=at, note=_("本中心账簿"))
            continue
        asked = handing.question(
            row.register, told, name=about.name, number=about.document_number, spouse=pair, family=family
        )
        if asked is not None:
            desk.ask_register(
                case_id=withdrawal.case_id, register=row.register, question=asked, requirement_id=row.pk, by=by, at=at
            )


def _is_own_loan(told: Particulars) -> bool:
    """Whether what is told of a loan comes from our own books."""
    return told.loan is not None and told.loan.lender == settings.CENTRE_NAME


def _spouse_of(withdrawal: Withdrawal) -> Person | None:
    others = [pk for pk in withdrawal.household if pk != withdrawal.person_id]
    return Person.objects.filter(pk__in=others).first()


def hear_registers(*, case_id: int, at: datetime) -> bool:
    """Ask what still waits, outside any transaction; whether every register has answered."""
    waiting = RegisterAnswer.objects.filter(case=case_id, status=AnswerStatus.WAITING)
    for answer_id in list(waiting.order_by("id").values_list("pk", flat=True)):
        desk.hear(answer_id=answer_id, at=at)
    return not RegisterAnswer.objects.filter(case=case_id, status__in=UNANSWERED).exists()


def is_verified(case: Case) -> bool:
    """Whether every paper came from a register, or was the identity document that a window saw; none at odds."""
    if RegisterAnswer.objects.filter(case=case).exclude(status=AnswerStatus.AGREES).exists():
        return False
    rows = Requirement.objects.filter(case=case).values_list("code", "status", "how")
    return all(
        status == RequirementStatus.CHECKED and (how == CheckedBy.SHARED or code in IN_HAND)
        for code, status, how in rows
    )


# --- what the fraud checks see


@step
def hand_to_risk(withdrawal: Withdrawal, *, at: datetime) -> int:
    """Hand the facts over as they stand now; the screening's id. Unchanged facts give the same screening."""
    case = Case.objects.select_related("owner__staff", "submitted_by").get(pk=withdrawal.case_id)
    return risk.hand_over(facts=facts_of(withdrawal, case), source=SOURCE, wake=RISK_TASK, at=at).pk


def facts_of(withdrawal: Withdrawal, case: Case) -> Facts:
    """Everything that is known of an application."""
    told, person = withdrawal.particulars, Person.objects.get(pk=withdrawal.person_id)
    account = PersonalAccount.objects.select_related("employer_account__employer").get(pk=withdrawal.account_id)
    employer = account.employer_account
    ties, differences = queries.ties_of(person.pk, withdrawal.judged_on), _differences(case)
    heirs = closing.shares_of(withdrawal) if withdrawal.payee_kind == PayeeKind.HEIR else []
    return Facts(
        case=case.number,
        business="withdrawal",
        reason=withdrawal.reason.code,
        accepted_on=withdrawal.judged_on,
        applicant_id=person.pk,
        applicant_name=person.name,
        amount_fen=withdrawal.asked_fen,
        relatives=tuple(Relative(each.person_id, each.kind, each.name) for each in ties),
        house=handing.risk_house(told.house, _city()),
        documents=handing.risk_papers(told),
        register_differences=tuple(sentence for sentence, _ground in differences),
        register_grounds=tuple(ground for _sentence, ground in differences),
        payee_account=withdrawal.payee_account,
        payee_name=withdrawal.payee_name,
        payees=tuple(Payee(each.person_id, each.payee_account) for each in heirs),
        others=_others(withdrawal, heirs),
        payee_is_supervised=_is_named_payee(withdrawal),
        phone=person.phone,
        agent_id=case.agent_id,
        device=withdrawal.device,
        address=withdrawal.address,
        is_self_service=case.channel != Channel.WINDOW,
        applicant_is_staff=Staff.objects.filter(user__person=person.pk, user__is_active=True).exists(),
        employer_id=employer.employer_id,
        enrolled_on=employed.enrolled_on(account),
        employer_since=employer.opened_on,
        employer_active_staff=employed.active_staff(employer),
        bases=employed.bases_of(account, withdrawal.judged_on),
        marriages=tuple(queries.marriage_days(person.pk)),
        contribution_city=_city(),
        handlers=_handlers(withdrawal, case),
        work_end=closing.work_end(withdrawal, account),
        open_accounts=PersonalAccount.objects.filter(person=person.pk, status__in=OPEN_STATUSES).count(),
    )


def differences_of(case: Case) -> tuple[str, ...]:
    """What the registers say otherwise, or do not know, and nobody has settled: a sentence each."""
    return tuple(sentence for sentence, _ground in _differences(case))


def _differences(case: Case) -> list[tuple[str, str]]:
    """The sentences, each with a keyed hash of question and answer: what a person clears is that and no more."""
    found: list[tuple[str, str]] = []
    rows = RegisterAnswer.objects.filter(case=case, status__in=[AnswerStatus.DIFFERS, AnswerStatus.NOTHING])
    for row in rows.order_by("id"):
        label = {"register": registers.label(row.register)}
        ground = blind_index(f"{row.register}|{row.question}|{row.answer}", kind="withdrawals.difference")
        if row.status == AnswerStatus.NOTHING:
            if not row.requirement or row.requirement.status != RequirementStatus.CHECKED:
                found.append((_("%(register)s里没有查到记录。") % label, ground))
            continue
        facts = registers.facts(
            registers.question_from(row.register, row.question), registers.answer_from(row.register, row.answer)
        )
        names = "、".join(each.label for each in facts if each.differs)
        found.append((_("%(register)s的记录与申请不一致：%(names)s。") % {**label, "names": names}, ground))
    return found


def _others(withdrawal: Withdrawal, heirs: list[ClosingShare]) -> tuple[int, ...]:
    """Whom an inheritance concerns beside the heir who asks: the other heirs, and who has died."""
    if not heirs:
        return ()
    found = {withdrawal.subject_id, *(each.person_id for each in heirs)} - {None, withdrawal.person_id}
    return tuple(sorted(each for each in found if each is not None))


def _is_named_payee(withdrawal: Withdrawal) -> bool:
    """Whether it goes to a registered account of the very seller, lender or landlord that the application names."""
    if withdrawal.payee_kind in (PayeeKind.OWN_CARD, PayeeKind.HEIR):
        return False
    named = named_payee(withdrawal.particulars, withdrawal.payee_kind)
    return bool(named) and is_payee_of(withdrawal.payee_name, named)


def _city() -> str:
    """The centre's own city."""
    return str(settings.CENTRE_NAME).removesuffix("住房公积金管理中心")


def _handlers(withdrawal: Withdrawal, case: Case) -> tuple[Handler, ...]:
    """Who of the staff had a hand in it; for a period of an agreement also who made that at a window."""
    agreement = Agreement.objects.select_related("made_by").filter(runs__withdrawal=withdrawal).first()
    return handlers_of((case.owner, case.submitted_by, agreement.made_by if agreement else None))
