"""What waits for papers of its applicant, and for nothing of ours."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from desk.models import Case, RegisterAnswer, Requirement
from desk.states.cases import CaseStatus, Channel, RequirementStatus
from desk.states.registers import UNANSWERED, AnswerStatus
from risk import queries as risk
from risk.states.screening import HELD
from withdrawals.models import Withdrawal
from withdrawals.states import PayoutStatus

NOT_HERE = (RequirementStatus.MISSING, RequirementStatus.REJECTED)


def to_warn_or_end() -> QuerySet[Withdrawal]:
    """Withdrawals that miss a paper of their applicant's and may be theirs to go on with, oldest first.

    A case that was given back with a notice is theirs; one that nobody has in hand and no window took in may be.
    """
    wanted = Requirement.objects.filter(case=OuterRef("case"), status__in=NOT_HERE, is_tolerated=False)
    theirs = Q(case__status=CaseStatus.RETURNED)
    theirs |= Q(case__status=CaseStatus.SUBMITTED, case__owner=None) & ~Q(case__channel=Channel.WINDOW)
    rows = Withdrawal.objects.filter(theirs, Exists(wanted), status=PayoutStatus.HELD)
    return rows.order_by("id")


def wanted_papers(withdrawal: Withdrawal, case: Case) -> list[str]:
    """Names of the papers that the applicant has yet to bring; none while anything of it waits for us.

    Ours are: a register that has not answered or says otherwise, checks that have not run or hold it, a promise that
    runs, and, before a notice was written, whatever a colleague has in hand or was handed in and not looked at.
    """
    if withdrawal.status != PayoutStatus.HELD or case.gaps or _is_with_us(case):
        return []
    screening = risk.latest(case.number)
    if screening is None or screening.status in HELD or risk.held_by_case(case.number):
        return []
    rows = list(Requirement.objects.filter(case=case, is_tolerated=False).order_by("order", "id"))
    if case.status == CaseStatus.SUBMITTED and any(each.status == RequirementStatus.PROVIDED for each in rows):
        return []
    return [each.label for each in rows if each.status in NOT_HERE]


def _is_with_us(case: Case) -> bool:
    """Whether a colleague or a register has to go on with it."""
    if case.status == CaseStatus.SUBMITTED:
        if case.owner_id is not None or case.channel == Channel.WINDOW:
            return True
    elif case.status != CaseStatus.RETURNED:
        return True
    open_answers = (*UNANSWERED, AnswerStatus.DIFFERS)
    return RegisterAnswer.objects.filter(case=case, status__in=open_answers).exists()
