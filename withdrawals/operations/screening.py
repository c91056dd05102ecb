"""Screened: the registers, then the fraud checks, then approved on the spot or handed to a person."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step
from deposits.models import PersonalAccount
from desk import operations as desk
from desk.models import Case
from desk.rules.reviewing import may_decide_itself
from desk.states.cases import CaseStatus, Channel
from risk import operations as risk_operations
from risk import queries as risk
from risk.states.screening import ScreeningStatus
from withdrawals.models import Withdrawal
from withdrawals.operations import evidence
from withdrawals.queries import allowing
from withdrawals.states import UNDER_WAY, PayoutStatus

if TYPE_CHECKING:
    from accounts.models import User

BEFORE_REVIEW = (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED)


class NotScreened(BusinessError):
    """There is nothing to screen: the case is decided, or its money has gone."""


@step
def locked(withdrawal_id: int) -> Withdrawal:
    """The withdrawal, locked after its account: the order of all acts on it."""
    account_id = Withdrawal.objects.values_list("account_id", flat=True).get(pk=withdrawal_id)
    lock(PersonalAccount, account_id)
    return lock(Withdrawal, withdrawal_id)


def screen(*, withdrawal_id: int, at: datetime) -> Withdrawal:
    """Hear the registers, run the checks, and move the case on as far as no person is needed. May run twice.

    Registers are heard outside any transaction: a slow one holds no lock.
    """
    case_id = Withdrawal.objects.values_list("case_id", flat=True).get(pk=withdrawal_id)
    answered = evidence.hear_registers(case_id=case_id, at=at)
    return _screen(withdrawal_id=withdrawal_id, answered=answered, at=at)


@operation
def _screen(*, withdrawal_id: int, answered: bool, at: datetime) -> Withdrawal:
    found = locked(withdrawal_id)
    case = lock(Case, found.case_id)
    if found.status != PayoutStatus.HELD or not case.is_open:
        return found
    run_checks(found, at=at)
    if case.status in BEFORE_REVIEW:
        _accept(found, case, at=at)
        case = lock(Case, found.case_id)
        if answered or case.status != CaseStatus.SUBMITTED:
            _go_on(found, case, at=at)
            _stamp(found, case, at=at)
    return found


@step
def run_checks(withdrawal: Withdrawal, *, at: datetime) -> ScreeningStatus:
    """Hand the facts over as they stand and run the published rules; what they say."""
    screening_id = evidence.hand_to_risk(withdrawal, at=at)
    risk_operations.run(screening_id=screening_id, at=at)
    return ScreeningStatus(
        risk.standing(Case.objects.values_list("number", flat=True).get(pk=withdrawal.case_id)).status
    )


@step
def listed(withdrawal: Withdrawal, *, at: datetime) -> bool:
    """Something new on a list concerns it: while its money has not gone it is looked at again; whether it was."""
    number = Case.objects.values_list("number", flat=True).get(pk=withdrawal.case_id)
    if withdrawal.status not in UNDER_WAY:
        return False
    again = risk_operations.rescreen(case=number, cause=risk_operations.LISTED, at=at)
    if again is not None:
        risk_operations.run(screening_id=again.pk, at=at)
    return again is not None


@step
def _accept(withdrawal: Withdrawal, case: Case, *, at: datetime) -> None:
    """Accept a request whose papers are all there; one that misses some waits for its applicant or a clerk."""
    if case.status != CaseStatus.SUBMITTED or case.owner_id is not None:
        return
    try:
        desk.accept(case_id=case.pk, by=None, at=at)
    except desk.PapersMissing:
        return
    withdrawal.accepted_at = at
    withdrawal.save(update_fields=["accepted_at"])


@step
def _go_on(withdrawal: Withdrawal, case: Case, *, at: datetime) -> None:
    """Approve on the spot what is clear, verified and small; send to review what a window has accepted.

    The rest stays with the clerks: they look at papers and findings, and send it on.
    """
    status = risk.standing(case.number).status
    if case.status != CaseStatus.ACCEPTED or not risk.may_pay(case.number):
        return
    if why_not_any_more(withdrawal, case):
        return
    withdrawal.is_verified = evidence.is_verified(case)
    withdrawal.save(update_fields=["is_verified"])
    clear = status in (ScreeningStatus.CLEAR, ScreeningStatus.CLEARED)
    version = case.version
    if clear and may_decide_itself(
        amount_fen=case.amount_fen,
        auto_limit_fen=version.auto_limit_fen,
        verified=withdrawal.is_verified,
        gaps=case.gaps,
    ):
        desk.approve_automatically(case_id=case.pk, verified=True, at=at)
    elif case.round == 0 and not evidence.differences_of(case):
        _send(case, at=at)


@step
def _send(case: Case, *, at: datetime) -> None:
    """To the reviewers, in the name of whoever has it in hand or took it in at a window; else it waits for a clerk."""
    if case.owner_id is not None:
        desk.send_to_review(case_id=case.pk, by=None, at=at)
    elif case.channel == Channel.WINDOW and case.submitted_by is not None:
        desk.send_to_review(case_id=case.pk, by=case.submitted_by, at=at)


@step
def _stamp(withdrawal: Withdrawal, case: Case, *, at: datetime) -> None:
    if withdrawal.screened_at is None:
        withdrawal.screened_at = at
        withdrawal.save(update_fields=["screened_at"])


@operation
def screen_again(*, case_id: int, by: User, at: datetime) -> Withdrawal:
    """A clerk has settled what differed, or papers came in: run the checks anew. Raises NotScreened, TakenByOther."""
    withdrawal = locked(Withdrawal.objects.values_list("pk", flat=True).get(case=case_id))
    case = desk.lock_own(case_id=case_id, by=by)
    if withdrawal.status != PayoutStatus.HELD or case.status not in BEFORE_REVIEW:
        raise NotScreened(_("这件提取现在不需要重新核查。"))
    run_checks(withdrawal, at=at)
    desk.note(case, "screen", by=by, at=at, text=_("重新核查"))
    return withdrawal


@step
def checks_finished(withdrawal: Withdrawal, *, at: datetime) -> None:
    """A person has looked at what the checks found (or they ran elsewhere): the case goes on where it waited."""
    case = lock(Case, withdrawal.case_id)
    if withdrawal.status == PayoutStatus.HELD and case.status in BEFORE_REVIEW:
        _accept(withdrawal, case, at=at)
        _go_on(withdrawal, lock(Case, withdrawal.case_id), at=at)


def why_not_any_more(withdrawal: Withdrawal, case: Case) -> str:
    """Why it cannot be granted by the law and limits of its acceptance, where that came on a later day."""
    if case.accepted_at is None:
        return ""
    return allowing.still_allowed(withdrawal, timezone.localdate(case.accepted_at))


def unready(case: Case) -> str:
    """Why a withdrawal may not go to its reviewers yet; nothing where it may (settings.CASE_UNREADY)."""
    status = risk.standing(case.number).status
    if status == ScreeningStatus.PENDING:
        return _("正在进行风险核查，请稍后再送复核。")
    if status == ScreeningStatus.BLOCKED or not risk.may_pay(case.number):
        return _("风险核查暂停了这件提取，由风险岗核实后再办理。")
    found = Withdrawal.objects.select_related("reason").filter(case=case).first()
    return why_not_any_more(found, case) if found else ""
