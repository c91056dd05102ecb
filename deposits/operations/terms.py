"""Other rates, a reduction below the range, a deferral: asked for in a case, decided there, carried out by the month.

Rates take effect with the list of their month (`effective`); a deferral begins and ends with the business date, and
what was deferred falls due with the first month after it. Locks: employer's account, then the change.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.errors import BusinessError, WrongState
from common.months import last_day, month_of, period_words, shift
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits.models import EmployerAccount, TermsChange
from deposits.operations import bases, change_messages, effective, news
from deposits.queries import terms as found
from deposits.rules import terms as rules
from deposits.rules.terms import AskedTerms
from deposits.states import EMPLOYER_MOVES, TERMS_MOVES, EmployerAccountStatus, TermsKind, TermsStatus
from desk import operations as desk
from desk.states.cases import CaseOutcomeKind, CaseStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User
    from desk.models import Case, CaseOutcome

SOURCE = "deposits.terms"
RATES, RELIEF = "rate_change", "contribution_relief"
REMIND_DAYS = 30
"""So many days before a deferral ends its employer's clerks are told."""


class TermsOpen(BusinessError):
    """Something of the kind is asked for or to come already."""


class NotForNow(BusinessError):
    """The employer's account is in no state for it."""


class NoApproval(BusinessError):
    """The committee's approval is not on record, or makes no sense."""


@operation
def ask_terms(
    *,
    employer_account_id: int,
    asked: AskedTerms,
    channel: str,
    by: User,
    at: datetime,
    branch_id: int | None = None,
    draft_id: int | None = None,
) -> Case:
    """Open the case of what an employer asks for. Raises NotForNow, TermsOpen, TermsRefused, RateOutOfRange, and as
    `desk.open_case`."""
    account = lock(EmployerAccount, employer_account_id)
    _refuse_status(account, asked)
    rules.refuse_unfit(asked, found.allowed(account, bases.earliest(account)), policy.book_date())
    _refuse_overlap(account, asked)
    case = desk.open_case(
        kind=RATES if asked.kind == TermsKind.RATES else RELIEF,
        title=f"{TermsKind(asked.kind).label} · {account.employer.name}",
        employer_id=account.employer_id,
        channel=channel,
        branch_id=branch_id or account.employer.branch_id,
        draft_id=draft_id,
        by=by,
        at=at,
    )
    _write(account, asked, case, by=by, at=at)
    return case


@step
def _write(account: EmployerAccount, asked: AskedTerms, case: Case, *, by: User, at: datetime) -> None:
    try:
        with transaction.atomic():
            terms = TermsChange.objects.create(
                employer_account=account,
                case=case,
                kind=asked.kind,
                first_month=asked.first_month,
                last_month=asked.last_month,
                employer_rate=asked.employer_rate,
                employee_rate=asked.employee_rate,
                reason=asked.reason.strip()[:200],
                resolution_number=asked.resolution_number.strip(),
                resolution_on=asked.resolution_on,
                by=by,
                at=at,
            )
    except IntegrityError as error:
        raise TermsOpen(_("已有一件调整比例、降低比例或缓缴正在办理或等候执行。")) from error
    terms.events.create(action="ask", before="", after=terms.status, by=by, at=at)


@operation
def record_approval(*, case_id: int, number: str, approved_on: date, by: User, at: datetime) -> TermsChange:
    """Write the committee's approval down before the case goes to the reviewers. Raises NoApproval, WrongState,
    desk.TakenByOther."""
    case = desk.lock_own(case_id=case_id, by=by)
    terms = TermsChange.objects.select_for_update(of=("self",), no_key=True).get(case=case)
    if case.status != CaseStatus.ACCEPTED or terms.kind == TermsKind.RATES:
        raise WrongState(_("受理之后、送复核之前才登记批准文件；在规定范围内调整比例的不用批准。"))
    if not number.strip() or not terms.resolution_on <= approved_on <= policy.book_date():
        raise NoApproval(_("请写明批准文号；批准日期应在职工决议之后，不晚于今天。"))
    terms.approval_number, terms.approval_on = number.strip(), approved_on
    terms.save(update_fields=["approval_number", "approval_on"])
    desk.note(case, "committee", by=by, at=at, text=_("管委会批准：%(number)s") % {"number": number.strip()})
    return terms


def unready(case: Case) -> str:
    """Why a case may not go to the reviewers yet; nothing where it may (settings.CASE_UNREADY)."""
    missing = TermsChange.objects.filter(case=case, approval_number="").exclude(kind=TermsKind.RATES)
    return _("请先在“业务详情”里登记管委会的批准文件。") if missing.exists() else ""


# --- what the case decides


@operation
def follow_terms_case(*, at: datetime) -> bool:
    """Act on the oldest news of these cases that can be acted on; False where there is none."""
    return news.follow(desk.claim_outcomes, SOURCE, _follow, at=at)


@step
def _follow(outcome: CaseOutcome, *, at: datetime) -> None:
    pk, account_id = TermsChange.objects.values_list("pk", "employer_account_id").get(case=outcome.case_id)
    account = lock(EmployerAccount, account_id)
    terms = lock(TermsChange, pk)
    if outcome.kind != CaseOutcomeKind.READY:
        if terms.status == TermsStatus.ASKED:
            move(terms, "refuse", TERMS_MOVES, by=None, at=at)
        return
    refuse_move(terms, "approve", TERMS_MOVES)
    desk.begin_execution(case_id=terms.case_id, by=None, at=at)
    first, last = rules.moved_on(terms.first_month, terms.last_month, bases.earliest(account))
    if last and last < first:
        move(terms, "refuse", TERMS_MOVES, by=None, at=at, note=_("申请的月份都已申报"))
        desk.abandon(case_id=terms.case_id, reason=_("申请的月份都已申报，没有可以执行的月份。"), by=None, at=at)
        return
    move(terms, "approve", TERMS_MOVES, by=None, at=at, first_month=first)
    desk.finish(case_id=terms.case_id, by=None, at=at, result=found.result_words(terms))
    effective.take_effect(account, at=at)
    terms.refresh_from_db()
    _begin_if_due(account, terms, at=at)


# --- a deferral by the calendar


@operation
def follow_deferral(*, terms_id: int, at: datetime) -> TermsChange:
    """Begin a deferral whose month has come, end one whose term is over, remind of one that ends soon."""
    account_id = TermsChange.objects.values_list("employer_account_id", flat=True).get(pk=terms_id)
    account = lock(EmployerAccount, account_id)
    terms = lock(TermsChange, terms_id)
    on = policy.book_date()
    _begin_if_due(account, terms, at=at)
    if terms.status == TermsStatus.RUNNING and last_day(terms.last_month) < on:
        _end(account, terms, by=None, at=at, note="")
    elif terms.status == TermsStatus.RUNNING and terms.told_at is None and _ends_soon(terms, on):
        terms.told_at = at
        terms.save(update_fields=["told_at"])
        change_messages.tell_terms("deferral_ending", account, terms, found.due_after(terms, account), at)
    return terms


def deferrals_to_follow() -> list[int]:
    """Ids of the deferrals that `follow_deferral` has something to do for: what ends before what begins."""
    on = policy.book_date()
    alive = TermsChange.objects.filter(kind=TermsKind.DEFERRAL)
    begins = alive.filter(status=TermsStatus.WAITING, first_month__lte=month_of(on))
    running = alive.filter(status=TermsStatus.RUNNING)
    ends = running.filter(last_month__lt=month_of(on)).order_by("id")
    reminds = running.filter(told_at=None, last_month__lte=month_of(on + timedelta(days=REMIND_DAYS)))
    soon = [row.pk for row in reminds.order_by("id") if _ends_soon(row, on)]
    ids = [*ends.values_list("pk", flat=True), *begins.order_by("id").values_list("pk", flat=True), *soon]
    return list(dict.fromkeys(ids))


@operation
def end_deferral(*, terms_id: int, reason: str, by: User, at: datetime) -> TermsChange:
    """The employer pays again before the term is over: the months so far fall due with this one. Raises WrongState."""
    account_id = TermsChange.objects.values_list("employer_account_id", flat=True).get(pk=terms_id)
    account = lock(EmployerAccount, account_id)
    terms = lock(TermsChange, terms_id)
    if terms.kind != TermsKind.DEFERRAL:
        raise WrongState(_("只有缓缴可以提前结束。"))
    refuse_move(terms, "end", TERMS_MOVES)
    before = shift(month_of(policy.book_date()), -1)
    terms.last_month = max(terms.first_month, min(terms.last_month, before))
    _end(account, terms, by=by, at=at, note=reason)
    return terms


@step
def _begin_if_due(account: EmployerAccount, terms: TermsChange, *, at: datetime) -> None:
    if terms.kind != TermsKind.DEFERRAL or terms.status != TermsStatus.WAITING:
        return
    if terms.first_month > month_of(policy.book_date()) or account.status != EmployerAccountStatus.NORMAL:
        return
    move(terms, "begin", TERMS_MOVES, by=None, at=at)
    move(account, "defer", EMPLOYER_MOVES, by=None, at=at, note=str(terms))


@step
def _end(account: EmployerAccount, terms: TermsChange, *, by: User | None, at: datetime, note: str) -> None:
    move(terms, "end", TERMS_MOVES, by=by, at=at, note=note, last_month=terms.last_month)
    if account.status == EmployerAccountStatus.DEFERRED:
        move(account, "resume", EMPLOYER_MOVES, by=by, at=at, note=str(terms))
    change_messages.tell_terms("deferral_ended", account, terms, found.due_after(terms, account), at)


def _ends_soon(terms: TermsChange, on: date) -> bool:
    return on >= last_day(terms.last_month) - timedelta(days=REMIND_DAYS)


def _refuse_status(account: EmployerAccount, asked: AskedTerms) -> None:
    """Rates change for an employer that opens or pays; only one that pays defers, or defers on."""
    open_to = {EmployerAccountStatus.NORMAL, EmployerAccountStatus.OPENED}
    if asked.kind == TermsKind.DEFERRAL:
        open_to = {EmployerAccountStatus.NORMAL, EmployerAccountStatus.DEFERRED}
    if account.status not in open_to:
        words = _("单位账户当前为“%(status)s”，不能办理。")
        raise NotForNow(words % {"status": account.get_status_display()})


def _refuse_overlap(account: EmployerAccount, asked: AskedTerms) -> None:
    running = account.terms.filter(status=TermsStatus.RUNNING).order_by("-last_month").first()
    if running is None:
        return
    if running.kind != asked.kind or asked.first_month <= running.last_month:
        period = period_words(running.first_month, running.last_month)
        facts = {"kind": running.get_kind_display(), "period": period}
        raise TermsOpen(_("%(kind)s（%(period)s）正在执行，请从期满后的月份起申请同一事项。") % facts)
