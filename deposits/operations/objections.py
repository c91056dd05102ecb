"""An owner objects to a balance: re-added, answered by one, agreed to by another, issued in writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.models import Door
from common.errors import BusinessError, WrongState
from common.transactions import operation, step
from deposits import queries
from deposits.models import BalanceObjection, PersonalAccount
from deposits.states import Finding
from desk import operations as desk
from desk.models import Requirement
from desk.states.cases import CaseOutcomeKind, CaseStatus, CheckedBy
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User
    from desk.models import Case, CaseOutcome

KIND = "balance_objection"


class NotTheirAccount(BusinessError):
    """Only the owner objects to a balance, or the window for the owner who stands there."""


class NotOfAccount(BusinessError):
    """The entry is none of the account's, or the period is no period."""


class NoCorrection(BusinessError):
    """What was put right names the journal that did it, booked on this account since the objection."""


class DoesNotAddUp(BusinessError):
    """The entries do not add up to the balance: that is no answer yet but a matter for the accountants."""


@dataclass(frozen=True)
class Objected:
    """What is objected to (an entry, a period, or neither: the balance), why, and what the owner has to show."""

    words: str
    entry_id: int | None = None
    since: date | None = None
    until: date | None = None
    evidence: str = ""


@operation
def object_to_balance(
    *,
    account_id: int,
    objected: Objected,
    channel: str,
    by: User,
    at: datetime,
    branch_id: int | None = None,
    draft_id: int | None = None,
    papers_seen: bool = False,
) -> Case:
    """Open the case of an objection. At a window that has seen the papers it is accepted at once.

    Raises NotTheirAccount, NotOfAccount, and as `desk.open_case`; at the window also TooNear.
    """
    account = PersonalAccount.objects.select_related("employer_account__employer", "person").get(pk=account_id)
    if by.door != Door.STAFF and by.person_id != account.person_id:
        raise NotTheirAccount(_("只有本人可以对自己的账户提出异议。"))
    entry = queries.entry_of(account, objected.entry_id)
    if objected.entry_id is not None and entry is None:
        raise NotOfAccount(_("这一笔不在该账户里。"))
    _refuse_period(objected)
    case = desk.open_case(
        kind=KIND,
        title=_("余额异议复核"),
        person_id=account.person_id,
        matter=f"account-{account.pk}",
        channel=channel,
        branch_id=branch_id or account.employer_account.employer.branch_id,
        tags={channel.lower()} | ({"evidence"} if objected.evidence else set()),
        draft_id=draft_id,
        by=by,
        at=at,
    )
    BalanceObjection.objects.create(
        case=case,
        account=account,
        entry=entry,
        since=None if entry else objected.since,
        until=None if entry else objected.until,
        words=objected.words.strip()[:500],
        evidence=objected.evidence.strip()[:200],
    )
    if papers_seen:
        for row in Requirement.objects.filter(case=case):
            desk.check(requirement_id=row.pk, how=CheckedBy.SEEN, by=by, at=at)
        desk.accept(case_id=case.pk, by=by, at=at)
    return case


def _refuse_period(objected: Objected) -> None:
    if (objected.since is None) != (objected.until is None):
        raise NotOfAccount(_("请同时填写时段的开始和结束日期。"))
    if objected.since and objected.until and objected.since > objected.until:
        raise NotOfAccount(_("结束日期不能早于开始日期。"))


@operation
def answer_objection(
    *, case_id: int, finding: str, answer: str, by: User, at: datetime, journal_id: int | None = None
) -> Case:
    """Write the answer, with the figures as they add up now, and send it to the reviewer.

    Returned by the reviewer it is written anew. Raises WrongState, NoReason, NoCorrection, DoesNotAddUp, TakenByOther.
    """
    case = desk.lock_own(case_id=case_id, by=by)
    objection = BalanceObjection.objects.select_related("account__ledger_account", "entry", "case").get(case=case)
    if case.status != CaseStatus.ACCEPTED:
        raise WrongState(_("受理之后、送复核之前才能写答复。"))
    if not answer.strip():
        raise desk.NoReason(_("请写明核对的过程和理由。"))
    journal = queries.corrections(objection).filter(pk=journal_id or 0).first()
    if finding == Finding.CORRECTED and journal is None:
        raise NoCorrection(_("请选择更正的分录：异议提出之后记在该账户上的冲账或补记。"))
    found = queries.recheck(objection, policy.book_date())
    if found.sums.closing_fen != found.booked_fen:
        raise DoesNotAddUp(_("逐笔相加与账面余额不符，请先交财务查明，再答复。"))
    facts = {
        "finding": finding,
        "answer": answer.strip(),
        "journal": journal if finding == Finding.CORRECTED else None,
        "checked_since": found.since,
        "checked_until": found.until,
        "opening_fen": found.sums.opening_fen,
        "in_fen": found.sums.in_fen,
        "out_fen": found.sums.out_fen,
        "closing_fen": found.sums.closing_fen,
        "answered_by": by,
        "answered_at": at,
    }
    for name, value in facts.items():
        setattr(objection, name, value)
    objection.save(update_fields=list(facts))
    return desk.send_to_review(case_id=case_id, by=by, at=at)


@step
def follow_objection(outcome: CaseOutcome, *, at: datetime) -> None:
    """Issue the answer once the reviewer has agreed: its code, the owner's news, the end of the case."""
    if outcome.kind != CaseOutcomeKind.READY:
        return
    objection = BalanceObjection.objects.select_related("case").get(case=outcome.case_id)
    desk.begin_execution(case_id=objection.case_id, by=None, at=at)
    objection.verify_code, objection.issued_at = desk.verify_code(), at
    objection.save(update_fields=["verify_code", "issued_at"])
    result = _("已书面答复：%(finding)s。请下载答复书") % {"finding": objection.get_finding_display()}
    desk.finish(case_id=objection.case_id, by=None, at=at, result=result)


def unready(case: Case) -> str:
    """Why a case of the deposits may not go to the reviewer yet; nothing where it may (settings.CASE_UNREADY)."""
    if BalanceObjection.objects.filter(case=case, finding="").exists():
        return _("还没有写答复，请在“业务详情”里逐笔核对并写好答复。")
    return ""
