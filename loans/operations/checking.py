"""Checked in the background, each check by itself, while the clerk types: what is green goes to the fast lane.

Registers are heard outside any transaction; what they said is judged and written under the application's lock. The
fraud checks run last, since they look at what the registers say otherwise.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step
from deposits.operations import news
from desk import operations as desk
from desk import registers
from desk.models import Case
from desk.states.cases import CaseStatus, Channel, RequirementStatus
from desk.states.registers import UNANSWERED, AnswerStatus
from loans.models import Application, Check
from loans.operations import evidence, locking, stopping
from loans.queries import committee, offering
from loans.rules import checks as rules
from loans.rules.checks import Report, Verdict
from loans.states.applying import CheckKind, CheckResult, HouseKind, Lane, Product
from policy import queries as policy
from risk import operations as risk_operations
from risk import queries as risk
from risk.states.screening import OutcomeKind, ScreeningStatus

if TYPE_CHECKING:
    from accounts.models import User
    from desk.models import RegisterAnswer
    from risk.models import Outcome

BEFORE_REVIEW = (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED)
OF_PERSONS = ("grown_up", "paying", "steady")
HELD_AGAINST = ("past", "ban")
BY_HAND = (AnswerStatus.DOWN, AnswerStatus.NOTHING, AnswerStatus.SETTLED)
"""Answers that an original stands in for, once somebody has looked at it."""


class NothingToCheck(BusinessError):
    """The case is decided or with its reviewers."""


def check(*, application_id: int, kind: str, at: datetime) -> None:
    """Run one check and write what it says; the last one to finish moves the case on. May run twice."""
    case_id = Application.objects.values_list("case_id", flat=True).get(pk=application_id)
    evidence.hear(case_id=case_id, kind=kind, at=at)
    note(application_id=application_id, kind=kind, at=at)


@operation
def note(*, application_id: int, kind: str, at: datetime) -> None:
    """Judge one check by what is known now. What waits for a register stays as it is."""
    application = lock(Application, application_id)
    if application.ended_at is not None:
        return
    if kind != CheckKind.RISK:
        _judge(application, kind, at=at)
    _finish(application, at=at)


@operation
def check_again(*, case_id: int, by: User, at: datetime) -> Application:
    """A clerk has settled what differed, or papers came in: all checks anew. Raises NothingToCheck, TakenByOther."""
    application = lock(Application, Application.objects.values_list("pk", flat=True).get(case=case_id))
    case = desk.lock_own(case_id=case_id, by=by)
    if application.ended_at is not None or case.status not in BEFORE_REVIEW:
        raise NothingToCheck(_("这件申请现在不需要重新核查。"))
    for kind in VERDICTS:
        _judge(application, kind, at=at)
    application.events.create(action="check_again", by=by, at=at)
    desk.note(case, "screen", by=by, at=at, text=_("重新核查"))
    _finish(application, at=at, again=True)
    return application


@step
def risk_finished(application: Application, *, at: datetime) -> None:
    """A person has looked at what the fraud checks found, or they ran elsewhere: the case goes on where it waited."""
    if application.ended_at is None:
        _write(application, CheckKind.RISK, _risk(application), at=at)
        _go_on(application, at=at)


@operation
def follow_risk(*, at: datetime) -> bool:
    """Act on the oldest news of the fraud checks about an application; False where there is none."""
    return news.follow(risk_operations.claim_outcomes, evidence.SOURCE, _heard, at=at)


@step
def _heard(outcome: Outcome, *, at: datetime) -> None:
    found = Application.objects.filter(case__number=outcome.case).values_list("pk", flat=True).first()
    if found is None:
        return
    if outcome.kind == OutcomeKind.ESTABLISHED:
        stopping.stop(locking.application(found), risk_case=outcome.note, at=at)
        return
    application = lock(Application, found)
    if outcome.kind == OutcomeKind.LISTED:
        _look_again(application, outcome.case, at=at)
    else:
        risk_finished(application, at=at)


@step
def _look_again(application: Application, number: str, *, at: datetime) -> None:
    """A new entry on a list concerns it: while its money has not gone the fraud checks run anew."""
    if application.ended_at is not None or application.paid_at is not None:
        return
    again = risk_operations.rescreen(case=number, cause=risk_operations.LISTED, at=at)
    if again is not None:
        risk_operations.run(screening_id=again.pk, at=at)


def unready(case: Case) -> str:
    """Why an application may not go to its reviewers yet; nothing where it may (settings.CASE_UNREADY)."""
    application = Application.objects.filter(case=case).first()
    if application is None:
        return ""
    rows = list(application.checks.order_by("id"))
    pending = [each.sentence for each in rows if each.result == CheckResult.PENDING]
    if pending:
        return max(pending) or _("自动核查还没有全部完成，请稍后再送复核。")
    red = [each.sentence for each in rows if each.result == CheckResult.RED]
    if red and not committee.is_specially_approved(application):
        return _("核查没有通过：%(why)s") % {"why": " ".join(red)}
    if said := committee.why_not_yet(application, case):
        return said
    if not risk.may_pay(case.number):
        return _("风险核查暂停了这件申请，由风险岗核实后再办理。")
    return _not_any_more(application, case)


def _not_any_more(application: Application, case: Case) -> str:
    if case.accepted_at is None:
        return ""
    return offering.still_allowed(application, timezone.localdate(case.accepted_at))


# --- one check


@step
def _judge(application: Application, kind: str, *, at: datetime) -> None:
    found = VERDICTS[CheckKind(kind)](application)
    if found is not None:
        _write(application, kind, found, at=at)


@step
def _write(application: Application, kind: str, found: Verdict | None, *, at: datetime) -> None:
    row = Check.objects.get(application=application, kind=kind)
    if found is None or (row.result, row.sentence) == (found.result, found.sentence[:300]):
        return
    row.result, row.sentence, row.remedy = found.result, found.sentence[:300], found.remedy[:200]
    row.answered_at = at if found.result != CheckResult.PENDING else None
    row.save(update_fields=["result", "sentence", "remedy", "answered_at"])
    application.events.create(action=f"check_{kind.lower()}"[:40], at=at, note=found.sentence)


def _contribution(application: Application) -> Verdict | None:
    if application.product == Product.OUT_OF_TOWN:
        if evidence.papers_checked(application, "elsewhere"):
            return Verdict(CheckResult.GREEN, _("缴存使用证明已核对。"))
        remedy = _("核对缴存地中心开具的异地贷款缴存使用证明")
        return Verdict(CheckResult.AMBER, _("在外地缴存，须核对证明。"), remedy)
    return _conditions(application, OF_PERSONS)


def _ban(application: Application) -> Verdict | None:
    return _conditions(application, HELD_AGAINST)


def _conditions(application: Application, codes: tuple[str, ...]) -> Verdict:
    found = offering.judge(offering.asked_of(application), application.judged_on, without=application.pk)
    own = [each for each in found.conditions if each.code in codes]
    missed = [each for each in own if not each.met]
    sentence = " ".join(each.words for each in missed or own)
    return Verdict(CheckResult.RED if missed else CheckResult.GREEN, sentence)


def _credit(application: Application) -> Verdict | None:
    """Each borrower's report by itself: what stands in the co-borrower's is no matter of the borrower's."""
    if evidence.waits_for_consent(application):
        remedy = _("请共同借款人登录网上大厅，打开这件贷款申请，同意查询征信")
        return Verdict(CheckResult.PENDING, _("等共同借款人同意查询征信。"), remedy)
    answers = evidence.answers_of(application, CheckKind.CREDIT)
    found = _registers(answers)
    if found is None or found.result != CheckResult.GREEN:
        return found
    reports = [(each.requirement, _report(each)) for each in answers if each.answer]
    of_spouse = [report for paper, report in reports if paper is not None and paper.code == evidence.CREDIT_SPOUSE]
    own = [report for paper, report in reports if paper is None or paper.code != evidence.CREDIT_SPOUSE]
    terms = policy.service_on(application.judged_on)
    return rules.credit_of_both(tuple(own), tuple(of_spouse), terms) if reports else found


def _report(row: RegisterAnswer) -> Report:
    said = registers.answer_from(row.register, row.answer)
    assert isinstance(said, registers.CreditAnswer)
    return Report(_count(said.overdue_months), _count(said.longest_overdue))


def _count(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _house(application: Application) -> Verdict | None:
    codes = {HouseKind.SECOND_HAND: ("appraisal",), HouseKind.BUILD: ("permit",)}.get(
        HouseKind(application.house_kind), ()
    )
    found = _registers(evidence.answers_of(application, CheckKind.HOUSE), _("房屋登记信息一致。"))
    if found is None or found.result != CheckResult.GREEN or evidence.papers_checked(application, *codes):
        return found
    if application.house_kind == HouseKind.BUILD:
        return Verdict(CheckResult.AMBER, _("须核对批准文件。"), _("核对建造、翻建或大修的批准文件"))
    return Verdict(CheckResult.AMBER, _("二手房须评估。"), _("上传并核对评估报告"))


def _homes(application: Application) -> Verdict | None:
    return _registers(evidence.answers_of(application, CheckKind.HOMES), _("婚姻和住房套数与申请一致。"))


def _registers(answers: list[RegisterAnswer], green: str = "") -> Verdict | None:
    """What registers say together; None while one has not answered. An original that somebody has looked at stands in
    for a register that is down or knows nothing; what a register says otherwise has to be settled.
    """
    by_hand = False
    for each in answers:
        seen = each.requirement is not None and each.requirement.status == RequirementStatus.CHECKED
        if each.status == AnswerStatus.AGREES:
            continue
        if seen and each.status in BY_HAND:
            by_hand = True
            continue
        if each.status in UNANSWERED:
            return None
        return _amber(each)
    if by_hand:
        return Verdict(CheckResult.GREEN, _("已由工作人员核对原件。"))
    return Verdict(CheckResult.GREEN, green or _("登记库查询一致。"))


def _amber(row: RegisterAnswer) -> Verdict:
    paper = row.requirement.label if row.requirement else registers.label(row.register)
    if row.status == AnswerStatus.NOTHING:
        sentence = _("%(register)s里没有查到记录。") % {"register": registers.label(row.register)}
        return Verdict(CheckResult.AMBER, sentence, _("提供并核对%(paper)s原件") % {"paper": paper})
    remedy = _("核对%(paper)s原件，判断以哪个为准") % {"paper": paper}
    return Verdict(CheckResult.AMBER, evidence.difference_words(row), remedy)


def _risk(application: Application) -> Verdict | None:
    number = Case.objects.values_list("number", flat=True).get(pk=application.case_id)
    standing = risk.standing(number)
    if standing.status == ScreeningStatus.PENDING:
        return None
    if standing.status == ScreeningStatus.BLOCKED or not risk.may_pay(number):
        return Verdict(CheckResult.AMBER, _("风险核查暂停了这件申请。"), _("由风险岗核实"))
    if standing.status == ScreeningStatus.REVIEW:
        return Verdict(CheckResult.AMBER, _("有需要核实的情况，见风险核查。"), _("对照材料逐条核实"))
    return Verdict(CheckResult.GREEN, _("未见异常。"))


VERDICTS: dict[CheckKind, Callable[[Application], Verdict | None]] = {
    CheckKind.CONTRIBUTION: _contribution,
    CheckKind.CREDIT: _credit,
    CheckKind.HOUSE: _house,
    CheckKind.HOMES: _homes,
    CheckKind.BAN: _ban,
}
"""What each check looks at; the fraud checks come last, by themselves."""


# --- when all have answered


@step
def _finish(application: Application, *, at: datetime, again: bool = False) -> None:
    """The fraud checks, once everything they look at is there; then the lane, and on."""
    pending = application.checks.filter(result=CheckResult.PENDING).exclude(kind=CheckKind.RISK)
    if pending.exists():
        return
    if again or application.checks.filter(kind=CheckKind.RISK, result=CheckResult.PENDING).exists():
        evidence.run_risk(application, at=at)
        _write(application, CheckKind.RISK, _risk(application), at=at)
    _go_on(application, at=at)


@step
def _go_on(application: Application, *, at: datetime) -> None:
    """Choose the lane; accept what came from afar with everything; send on what is green and in a clerk's hand."""
    results = set(application.checks.values_list("result", flat=True))
    case = lock(Case, application.case_id)
    if CheckResult.PENDING in results or case.status not in BEFORE_REVIEW:
        return
    lane = Lane.FAST if _is_fast(application, results) else Lane.ORDINARY
    if application.screened_at is None or application.lane != lane:
        application.screened_at = application.screened_at or at
        application.lane = lane
        application.save(update_fields=["screened_at", "lane"])
        application.events.create(action="lane", at=at, note=str(lane.label))
    if case.status == CaseStatus.SUBMITTED and CheckResult.RED not in results:
        _accept(case, at=at)
    case = lock(Case, application.case_id)
    if lane == Lane.FAST and case.status == CaseStatus.ACCEPTED and case.round == 0:
        _send(case, at=at)


def _is_fast(application: Application, results: set[str]) -> bool:
    """All green, no survey, and not so much that the committee has to vote (domain §5.11)."""
    terms = policy.service_on(application.judged_on)
    return (
        results == {CheckResult.GREEN}
        and application.product == Product.FUND
        and application.house_kind in (HouseKind.NEW, HouseKind.SUBSIDISED)
        and application.asked_fen <= terms.loan_committee_above_fen
    )


@step
def _accept(case: Case, *, at: datetime) -> None:
    """Accept a request whose papers are all there: in the name of the window that took it in, else of nobody."""
    by = case.owner or (case.submitted_by if case.channel == Channel.WINDOW else None)
    try:
        desk.accept(case_id=case.pk, by=by, at=at)
    except desk.PapersMissing:
        return


@step
def _send(case: Case, *, at: datetime) -> None:
    """To the reviewers, in the name of whoever has it in hand; what came from afar waits for a clerk."""
    if case.owner_id is not None and not unready(case):
        desk.send_to_review(case_id=case.pk, by=None, at=at)
