"""What staff do with an enforcement file: visits, orders, fines, the court, promises. Decisions take two persons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.models import Employer
from common.errors import BusinessError, WrongState
from common.money import yuan
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits import queries
from deposits.models import EnforcementFile, EnforcementStep, PaymentPromise, PromiseInstalment
from deposits.operations import arrears, messages
from deposits.operations.settling import SamePerson
from deposits.queries import arrears as found
from deposits.rules import enforcement as rules
from deposits.states import ALIVE_FILES, FILE_MOVES, RUNG_MOVES, EnforcementKind, FileStatus, Rung, RungStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NotNow(BusinessError):
    """The file is not so far, or has gone past it."""


class KnownEmployer(BusinessError):
    """The employer has opened accounts, or has a file already."""


class BadDay(BusinessError):
    """A day that cannot be: served before it was issued, or in the future."""


@dataclass(frozen=True)
class Unregistered:
    """An employer that never registered, as the business register or a report names it."""

    name: str
    social_credit_code: str
    address: str
    branch_id: int
    since: date


@operation
def open_unregistered(*, who: Unregistered, words: str, by: User, at: datetime) -> EnforcementFile:
    """Open the file of an employer that did not register in time (Regulation Art. 13). Raises KnownEmployer."""
    arrears.one_file_of(who.social_credit_code)
    known = EnforcementFile.objects.filter(social_credit_code=who.social_credit_code, status__in=ALIVE_FILES)
    if known.exists():
        raise KnownEmployer(_("该单位已经有未结案的执法档案。"))
    if found.is_registered(who.social_credit_code):
        raise KnownEmployer(_("该单位已经登记，请从单位页面办理。"))
    employer = Employer(
        name=who.name, social_credit_code=who.social_credit_code, address=who.address, branch_id=who.branch_id
    )
    file = arrears.open_file(EnforcementKind.OPENING, employer, None, counted_from=who.since, by=by, at=at)
    file.events.create(action="note", before=file.status, after=file.status, by=by, at=at, note=words)
    return file


@operation
def appoint_check(*, file_id: int, day: date, words: str, by: User, at: datetime) -> EnforcementStep:
    """Name the day of a visit; planned by the ladder, or earlier by whoever sees a reason. Raises NotNow."""
    file = _alive(file_id)
    if day < policy.book_date():
        raise BadDay(_("约定日期不能早于今天。"))
    visit = _visit(file, by, at)
    visit.appointed_on, visit.words = day, words
    visit.save(update_fields=["appointed_on", "words"])
    note = _("约定 %(day)s 上门核查") % {"day": f"{day:%Y-%m-%d}"}
    visit.events.create(action="appoint", before=visit.status, after=visit.status, by=by, at=at, note=note)
    arrears.set_task(file, policy.book_date())
    return visit


@operation
def record_check(*, file_id: int, day: date, findings: str, by: User, at: datetime) -> EnforcementStep:
    """Record what a visit found. Raises NotNow, BadDay."""
    file = _alive(file_id)
    if day > policy.book_date():
        raise BadDay(_("核查日期不能晚于今天。"))
    visit = _visit(file, by, at)
    move(visit, "record", RUNG_MOVES, by=by, at=at, on=day, findings=findings)
    arrears.set_task(file, policy.book_date())
    return visit


def _visit(file: EnforcementFile, by: User, at: datetime) -> EnforcementStep:
    """The visit that is planned, locked; planned now where none is."""
    known = file.steps.filter(rung=Rung.CHECK).exclude(status=RungStatus.DROPPED).first()
    if known is None:
        return arrears.new_step(file, Rung.CHECK, RungStatus.PLANNED, by=by, at=at)
    visit = lock(EnforcementStep, known.pk)
    if visit.status != RungStatus.PLANNED:
        raise NotNow(_("这件档案已经核查过。"))
    return visit


@operation
def propose(
    *, file_id: int, rung: str, words: str, by: User, at: datetime, fine_fen: int | None = None
) -> EnforcementStep:
    """Propose an order, a fine or the court, for a second person to decide. Raises NotNow, FineOutOfRange.

    A fine lies in the range of the Regulation's text in force when the file was opened.
    """
    file = _alive(file_id)
    on = policy.book_date()
    if not may_propose(file, rung, on):
        raise NotNow(_("现在还不能“%(step)s”。") % {"step": Rung(rung).label})
    facts: dict[str, Any] = {"words": words}
    if rung == Rung.FINE:
        least, most = fine_range(file)
        facts["fine_fen"] = rules.check_fine(fine_fen or 0, least_fen=least, most_fen=most)
    made = arrears.new_step(file, rung, RungStatus.PROPOSED, by=by, at=at, **facts)
    arrears.set_task(file, on)
    return made


def fine_range(file: EnforcementFile) -> tuple[int, int]:
    """Least and most fine for not registering or opening accounts, by the text of the file's day (Art. 39, 37)."""
    parameters = policy.on(file.opened_on)
    return parameters.registration_fine_min_fen, parameters.registration_fine_max_fen


def may_propose(file: EnforcementFile, rung: str, on: date) -> bool:
    """Whether the ladder has come so far."""
    if file.status != FileStatus.OPEN or found.has_step(file, rung):
        return False
    if rung == Rung.ORDER:
        due = found.ladder_on(on).rungs((on - file.counted_from).days)
        return file.kind == EnforcementKind.OPENING or Rung.ORDER in due
    return rules.next_decision(file.kind, found.step_facts(file), on) == rung


@operation
def decide(*, step_id: int, agreed: bool, reason: str, by: User, at: datetime) -> EnforcementStep:
    """A second person approves or rejects what was proposed; approved, it has its number and says what is due now.

    Raises SamePerson, WrongState, NotNow where the debt was paid meanwhile.
    """
    proposed = EnforcementStep.objects.get(pk=step_id)
    file = _alive(proposed.file_id)
    proposed = lock(EnforcementStep, step_id)
    refuse_move(proposed, "approve", RUNG_MOVES)
    if by.person_id == proposed.made_by_person_id:
        raise SamePerson(_("拟办人不能审批自己拟办的事项。"))
    on = policy.book_date()
    facts: dict[str, Any] = {"decided_by": by, "decided_by_person_id": by.person_id, "decided_at": at}
    if agreed:
        proposed.facts = _facts(file, on)
        arrears.issue(proposed, on)
        facts |= {name: getattr(proposed, name) for name in ("facts", "number", "verify_code", "on")}
        move(proposed, "approve", RUNG_MOVES, by=by, at=at, note=reason, **facts)
        _tell(file, proposed, at)
    else:
        move(proposed, "reject", RUNG_MOVES, by=by, at=at, note=reason, **facts)
    arrears.set_task(file, on)
    return proposed


def _facts(file: EnforcementFile, on: date) -> dict[str, Any]:
    terms = policy.service_on(on)
    facts: dict[str, Any] = {"days": terms.order_term_working_days, "fine_days": terms.fine_term_days}
    facts["law"] = policy.regulation_on(on).effective_from.isoformat()
    orders = file.steps.filter(status=RungStatus.SERVED, rung__in=[Rung.ORDER, Rung.FINE]).order_by("id")
    facts["before"] = [
        [each.number, f"{each.served_on}", f"{each.term_on}"] for each in orders if each.served_on and each.term_on
    ]
    if file.kind == EnforcementKind.ARREARS and file.account is not None:
        late = [month for month in queries.standing(file.account, on).arrears if month.fen]
        if not late:
            raise NotNow(_("欠缴款项已经缴清。"))
        facts |= arrears.facts_of(late)
    return facts


def _tell(file: EnforcementFile, paper: EnforcementStep, at: datetime) -> None:
    if file.account is not None:
        context = {"paper": str(paper.get_rung_display()), "number": paper.number}
        messages.tell_employer(file.account, "enforcement_paper", context, paper.number, at)


@operation
def serve(*, step_id: int, day: date, how: str, by: User, at: datetime) -> EnforcementStep:
    """Note when and how a paper was served; its term runs from the day after. Raises WrongState, BadDay."""
    served = EnforcementStep.objects.get(pk=step_id)
    file = _alive(served.file_id)
    served = lock(EnforcementStep, step_id)
    on = policy.book_date()
    if not served.on <= day <= on:
        raise BadDay(_("送达日期应在文书日期之后、今天以前。"))
    move(served, "serve", RUNG_MOVES, by=by, at=at, served_on=day, served_how=how, term_on=_term(served, day))
    arrears.set_task(file, on)
    return served


def _term(served: EnforcementStep, day: date) -> date | None:
    if served.rung == Rung.ORDER:
        days = served.facts["days"]
        return policy.calendar(day, day + timedelta(days=60)).add_working_days(day, days).day
    return day + timedelta(days=served.facts["fine_days"]) if served.rung == Rung.FINE else None


@operation
def promise(*, file_id: int, count: int, first_on: date, words: str, by: User, at: datetime) -> PaymentPromise:
    """Note an employer's signed promise to pay what is late by monthly instalments; kept, it holds the ladder.

    Raises NotNow, BadInstalments.
    """
    file = _alive(file_id)
    if file.kind != EnforcementKind.ARREARS or file.account is None:
        raise NotNow(_("只有欠缴的单位可以承诺分期缴款。"))
    refuse_move(file, "promise", FILE_MOVES)
    on, account = policy.book_date(), file.account
    late = [month for month in queries.standing(account, on).arrears if month.fen]
    debt = sum(month.fen for month in late)
    parts = rules.instalments(debt, count=count, first_on=first_on, today=on)
    first, last = late[0].month, late[-1].month
    made = PaymentPromise.objects.create(
        file=file,
        first_month=first,
        last_month=last,
        fen=debt,
        paid_before_fen=found.paid_fen(account, first, last),
        words=words,
        made_on=on,
        by=by,
        at=at,
    )
    PromiseInstalment.objects.bulk_create(
        PromiseInstalment(promise=made, due_on=each.due_on, fen=each.fen) for each in parts
    )
    made.events.create(action="make", before="", after=made.status, by=by, at=at)
    note = _("承诺分 %(count)d 期缴清 %(amount)s 元") % {"count": count, "amount": yuan(debt)}
    move(file, "promise", FILE_MOVES, by=by, at=at, note=note)
    arrears.set_task(file, on)
    return made


@operation
def close_file(*, file_id: int, reason: str, by: User, at: datetime) -> EnforcementFile:
    """End the file of an employer that need not open accounts (it is dissolved, or has nobody). Raises NotNow."""
    file = _alive(file_id)
    if file.kind != EnforcementKind.OPENING:
        raise NotNow(_("欠缴档案缴清后自动结案。"))
    return arrears.close(file, reason, policy.book_date(), at, by=by)


@step
def _alive(file_id: int) -> EnforcementFile:
    file = arrears.lock_file(file_id)
    if file.status not in ALIVE_FILES:
        raise WrongState(_("%(file)s已结案。") % {"file": file})
    return file
