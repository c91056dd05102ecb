"""What another person decides of a risk case, and everything that follows from it in the same act."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import EmployerClerk
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move, refuse_move
from common.transactions import operation, step, wake
from notifications import operations as notifications
from policy import queries as policy
from risk.models import Ban, Outcome, RiskCase, RiskMatter, RiskPerson, Screening
from risk.operations import bans, clearing, lists
from risk.operations.cases import refuse_near, remark
from risk.operations.hand_overs import SamePerson
from risk.queries import cases as found
from risk.rules import cases as rules
from risk.rules import stored
from risk.states.cases import OPEN_CASES, RISK_CASE_MOVES, Part, RiskCaseStatus, Verdict
from risk.states.lists import BanBusiness, ListKind
from risk.states.screening import OutcomeKind, ScreeningStatus

if TYPE_CHECKING:
    from accounts.models import User


class NotTheirs(BusinessError):
    """The user's word does not decide this case."""


class HeldByCase(BusinessError):
    """A risk case holds the application, or it was looked at again since."""


class TooEarly(BusinessError):
    """The order's term still runs."""


class TooMuch(BusinessError):
    """More came back than is owed."""


@operation
def decide(*, case_id: int, agreed: bool, reason: str, by: User, at: datetime) -> RiskCase:
    """Follow the proposal or send it back. Raises SamePerson, NotTheirs, NotYours, WrongState.

    Established: people are banned and listed, the business apps hear what to ask back and by when, the employers are
    told; what was not established goes on. Dismissed: everything goes on.
    """
    risk_case = lock(RiskCase, case_id)
    refuse_move(risk_case, "establish", RISK_CASE_MOVES)
    if not found.may_decide(by, risk_case):
        raise NotTheirs(_("您不能认定这件案件。"))
    assignee = risk_case.assignee.person_id if risk_case.assignee else None
    if by.person_id in (risk_case.proposed_by_person_id, assignee):
        raise SamePerson(_("核查人不能认定自己核查的案件。"))
    refuse_near(risk_case, by)
    if not agreed:
        move(risk_case, "send_back", RISK_CASE_MOVES, by=by, at=at, note=reason)
        return risk_case
    facts: dict[str, Any] = {"decided_by": by, "decided_by_person_id": by.person_id, "decided_at": at}
    facts |= {"decided_on": timezone.localdate(at), "decision": reason}
    if risk_case.verdict == Verdict.ESTABLISH:
        _establish(risk_case, facts, reason, by, at)
    else:
        facts["ended_on"] = facts["decided_on"]
        move(risk_case, "dismiss", RISK_CASE_MOVES, by=by, at=at, note=reason, **facts)
        _let_go(risk_case, list(risk_case.matters.order_by("id")), reason, by, at)
    return risk_case


@step
def _establish(risk_case: RiskCase, facts: dict[str, Any], reason: str, by: User, at: datetime) -> None:
    on = facts["decided_on"]
    move(risk_case, "establish", RISK_CASE_MOVES, by=by, at=at, note=reason, **facts)
    if risk_case.refund_fen:
        due = rules.refund_due(on, policy.service_on(on).refund_order_days)
        note = _("责令退款 %(amount)s 元，期限 %(day)s") % {
            "amount": yuan(risk_case.refund_fen),
            "day": f"{due:%Y-%m-%d}",
        }
        move(risk_case, "order", RISK_CASE_MOVES, by=by, at=at, note=note, refund_due_on=due)
    matters = list(risk_case.matters.select_related("facts").order_by("id"))
    for person in risk_case.people.filter(is_responsible=True).order_by("person"):
        _hold_responsible(risk_case, person, matters, by, at)
    for matter in matters:
        if matter.is_established:
            _order_back(risk_case, matter, at)
    _tell_employers(risk_case, matters, at)
    _let_go(risk_case, [matter for matter in matters if not matter.is_established], reason, by, at)


@step
def _hold_responsible(risk_case: RiskCase, row: RiskPerson, matters: list[RiskMatter], by: User, at: datetime) -> None:
    """Ban and list somebody, and tell them; an agent goes on the list of agents, colleagues are the office's."""
    if row.part == Part.STAFF:
        return
    business = BanBusiness.LOAN if any(each.facts.business == "loan" for each in matters) else BanBusiness.WITHDRAWAL
    since = risk_case.decided_on
    assert since is not None
    ban = bans.lay_ban(
        key=f"{risk_case.number}:{row.person_id}",
        person_id=row.person_id,
        business=business,
        decided_on=since,
        reason=risk_case.title,
        source=_("本中心"),
        case=risk_case.number,
        by=by,
        at=at,
    )
    row.ban_until = ban.until
    row.save(update_fields=["ban_until"])
    lists.list_entry(
        kind=ListKind.AGENT if row.part == Part.AGENT else ListKind.DISHONEST,
        person_id=row.person_id,
        source=_("本中心"),
        reason=risk_case.title,
        case=risk_case.number,
        since=since,
        until=ban.until,
        by=by,
        at=at,
    )
    amount, due = yuan(_owed_by(row, matters)), f"{risk_case.refund_due_on or since:%Y-%m-%d}"
    refund = _("请在%(due)s前退回%(amount)s元。") % {"due": due, "amount": amount} if _owed_by(row, matters) else ""
    context = {"case": risk_case.number, "until": f"{ban.until:%Y-%m-%d}", "refund": refund}
    context |= {"amount": amount, "due": due}
    notifications.queue(
        person_id=row.person_id, template="risk_established", context=context, key=risk_case.number, at=at
    )


def _owed_by(row: RiskPerson, matters: list[RiskMatter]) -> int:
    return sum(each.refund_fen for each in matters if each.facts.person_id == row.person_id)


@step
def _order_back(risk_case: RiskCase, matter: RiskMatter, at: datetime) -> None:
    """The news for the business app: established, what is to come back and until when."""
    latest = found.screening_of(matter.case)
    assert latest is not None
    Outcome.objects.create(
        source=latest.source,
        kind=OutcomeKind.ESTABLISHED,
        case=matter.case,
        screening=latest,
        person_id=matter.facts.person_id,
        amount_fen=matter.refund_fen,
        due_on=risk_case.refund_due_on if matter.refund_fen else None,
        note=risk_case.number,
        at=at,
    )
    if latest.wake:
        wake(latest.wake)


@step
def _tell_employers(risk_case: RiskCase, matters: list[RiskMatter], at: datetime) -> None:
    """The clerks of the applicants' employers hear whose withdrawal was established to be fraud (domain §4.4)."""
    for matter in matters:
        employer = stored.from_json(matter.facts.content).employer_id
        if not matter.is_established or employer is None:
            continue
        name = found.names_of([matter.facts.person_id]).get(matter.facts.person_id, "")
        context = {"person": name, "case": risk_case.number}
        clerks = EmployerClerk.objects.filter(employer=employer, ended_at=None).exclude(person=matter.facts.person_id)
        for clerk in clerks.values_list("person", flat=True):
            key = f"{risk_case.number}-{matter.pk}"
            notifications.queue(person_id=clerk, template="risk_employer", context=context, key=key, at=at)


@step
def _let_go(risk_case: RiskCase, matters: list[RiskMatter], reason: str, by: User, at: datetime) -> None:
    """Clear the screenings of what was not established, unless another open case holds it too; money goes on."""
    note = _("%(case)s：%(reason)s") % {"case": risk_case.number, "reason": reason}
    for matter in matters:
        latest = found.screening_of(matter.case)
        if latest is None or latest.status not in (ScreeningStatus.BLOCKED, ScreeningStatus.REVIEW):
            continue
        if not found.others_holding(matter.case, risk_case):
            clearing.clear_case(case=matter.case, reason=note[:200], by=by, at=at)
            context = {"case": matter.case}
            notifications.queue(
                person_id=matter.facts.person_id,
                template="risk_dismissed",
                context=context,
                key=f"{risk_case.number}-{matter.pk}",
                at=at,
            )


@operation
def let_go(*, screening_id: int, reason: str, by: User, at: datetime) -> Screening | None:
    """Clear everything a screening found, without a case. Raises HeldByCase, and as `clearing.clear_case`.

    What stops an application has a case, and a case is decided by two.
    """
    looked_at = Screening.objects.get(pk=screening_id)
    if RiskMatter.objects.filter(case=looked_at.case, risk_case__status__in=OPEN_CASES).exists():
        raise HeldByCase(_("这个办件已经立案核查，请在风险案件里认定或排除。"))
    newest = found.screening_of(looked_at.case)
    if newest is None or newest.pk != screening_id:
        raise HeldByCase(_("这个办件后来又筛查过，请看新的结果。"))
    return clearing.clear_case(case=looked_at.case, reason=reason, by=by, at=at)


@operation
def lift(*, ban_id: int, reason: str, by: User, at: datetime) -> Ban:
    """Lift a ban on appeal, and take the person off the lists that came with it. Raises as `bans.lift_ban`."""
    ban = bans.lift_ban(ban_id=ban_id, reason=reason, by=by, at=at)
    risk_case = RiskCase.objects.filter(number=ban.case).first() if ban.case else None
    if risk_case is not None:
        remark(lock(RiskCase, risk_case.pk), "ban_lifted", by=by, at=at, note=f"{ban.person}：{reason}")
    lists.end_person(person_id=ban.person_id, case=ban.case, reason=reason, by=by, at=at)
    context = {"case": ban.case or ban.source, "reason": reason}
    notifications.queue(
        person_id=ban.person_id, template="risk_ban_lifted", context=context, key=f"ban-{ban.pk}", at=at
    )
    return ban


# --- the money comes back


@step
def note_refund(*, case: str, fen: int, at: datetime, by: User | None = None) -> list[RiskCase]:
    """A business app has received part of what an order asks back for one of its cases; the risk cases it touches.

    Raises TooMuch.
    """
    rows = RiskMatter.objects.filter(case=case, refund_fen__gt=0, risk_case__status=RiskCaseStatus.ORDERED)
    changed = []
    for pk in rows.order_by("risk_case").values_list("risk_case", flat=True):
        changed.append(_receive(lock(RiskCase, pk), fen, by, at, case))
    return changed


@operation
def record_refund(*, case_id: int, fen: int, note: str, by: User, at: datetime) -> RiskCase:
    """Money came back that no business app reported. Raises NotTheirs, NotYours, WrongState, TooMuch."""
    risk_case = lock(RiskCase, case_id)
    _refuse_closing(risk_case, by)
    return _receive(risk_case, fen, by, at, note)


def _refuse_closing(risk_case: RiskCase, by: User) -> None:
    if not found.may_close(by, risk_case):
        raise NotTheirs(_("退款和强制执行由有认定权限的人登记，核查人不能登记自己核查的案件。"))
    refuse_near(risk_case, by)


@step
def _receive(risk_case: RiskCase, fen: int, by: User | None, at: datetime, note: str) -> RiskCase:
    refuse_move(risk_case, "refund", RISK_CASE_MOVES)
    left = risk_case.refund_fen - risk_case.refunded_fen
    if not 0 < fen <= left:
        raise TooMuch(_("还应退 %(left)s 元，收到的金额不能超过它。") % {"left": yuan(left)})
    paid = risk_case.refunded_fen + fen
    words = _("收到退款 %(amount)s 元：%(note)s") % {"amount": yuan(fen), "note": note}
    if paid == risk_case.refund_fen:
        on = timezone.localdate(at)
        move(risk_case, "refund", RISK_CASE_MOVES, by=by, at=at, note=words, refunded_fen=paid, ended_on=on)
        return risk_case
    risk_case.refunded_fen = paid
    risk_case.save(update_fields=["refunded_fen"])
    remark(risk_case, "part_refund", by=by, at=at, note=words)
    return risk_case


@operation
def enforce(*, case_id: int, note: str, by: User, at: datetime) -> RiskCase:
    """The court has enforced the order. Raises NotTheirs, NotYours, WrongState, TooEarly while its term runs."""
    risk_case = lock(RiskCase, case_id)
    _refuse_closing(risk_case, by)
    refuse_move(risk_case, "enforce", RISK_CASE_MOVES)
    on = timezone.localdate(at)
    if risk_case.refund_due_on is None or on <= risk_case.refund_due_on:
        raise TooEarly(_("退款期限还没有过。"))
    move(risk_case, "enforce", RISK_CASE_MOVES, by=by, at=at, note=note, ended_on=on)
    return risk_case
