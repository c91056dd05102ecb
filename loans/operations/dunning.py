"""Late loans: reminded before the day, dunned step by step after it, talks and promises noted (domain §5.7)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move
from common.transactions import operation, step
from loans.models import CollectionNote, DunningStep, Loan
from loans.queries import dues
from loans.queries import dunning as queries
from loans.rules import dunning as rules
from loans.states.dunning import RUNG_MOVES, PromiseStatus, Rung, RungStatus
from loans.states.loans import LoanStatus
from notifications import operations as notifications
from notifications.operations import Recipient
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

CHUNK = 1000


class NothingSaid(BusinessError):
    """A note without words, or a promise without a day or an amount that can be."""


# --- before the day


def remind(*, on: date, at: datetime) -> int:
    """Tell the borrowers whose instalment falls due in some days what it comes to; how many messages. May run twice.

    A thousand loans a transaction: nobody is told twice.
    """
    days, last, told = policy.service_on(on).loan_remind_days, 0, 0
    while loans := queries.to_remind(on, days, last, CHUNK):
        told += _remind(loans, at=at)
        last = loans[-1].pk
    return told


@operation
def _remind(loans: list[Loan], *, at: datetime) -> int:
    rows = []
    for loan in loans:
        assert loan.next_due_on is not None
        context = {
            "number": loan.number[-6:],
            "day": _day(loan.next_due_on),
            "amount": yuan(loan.next_principal_fen + loan.next_interest_fen),
            "how": _how(loan),
        }
        rows.append(Recipient(loan.borrower_id, f"{loan.key}-{loan.next_number}", context))
    return notifications.queue_many(template="loan_due_soon", rows=rows, at=at)


def _how(loan: Loan) -> str:
    if loan.is_offset:
        return _("先冲还公积金账户，不足部分从还款卡扣款")
    if loan.card_tail:
        return _("从尾号%(tail)s的还款卡扣款") % {"tail": loan.card_tail}
    return _("请按网厅显示的缴款信息转账")


def _day(day: date) -> str:
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


# --- the ladder


@operation
def climb(*, loan_id: int, at: datetime) -> int:
    """Write the steps of a loan's ladder that have come, send the message, drop what is no longer needed. How many
    steps are new. May run twice.
    """
    loan, today = lock(Loan, loan_id), policy.book_date()
    since = loan.overdue_since if loan.status == LoanStatus.OVERDUE else None
    _drop_others(loan, since, at=at)
    if since is None:
        return 0
    known = set(DunningStep.objects.filter(loan=loan, since=since).values_list("rung", flat=True))
    terms = policy.service_on(today)
    fresh = [each for each in rules.rungs_come(since, today, terms) if each[0] not in known]
    if not fresh:
        return 0
    late_fen = dues.due_fen(loan, today, grace_days=terms.loan_grace_days)
    for rung, day in fresh:
        _add(loan, since, rung, day, late_fen=late_fen, today=today, at=at)
    return len(fresh)


@step
def _add(loan: Loan, since: date, rung: Rung, day: date, *, late_fen: int, today: date, at: datetime) -> DunningStep:
    made = DunningStep.objects.create(loan=loan, since=since, rung=rung, due_on=day, due_fen=late_fen, made_at=at)
    made.events.create(action="plan", before="", after=made.status, by=None, at=at)
    if rung == Rung.MESSAGE:
        for person_id in filter(None, (loan.borrower_id, loan.co_borrower_id)):
            notifications.queue(
                person_id=person_id,
                template="loan_dunned",
                context={"number": loan.number[-6:], "since": _day(since), "amount": yuan(late_fen)},
                key=f"{loan.key}-{since:%Y%m%d}",
                at=at,
            )
        move(made, "do", RUNG_MOVES, by=None, at=at, done_on=today, result=_("已发短信和站内消息"))
    return made


@step
def _drop_others(loan: Loan, since: date | None, *, at: datetime) -> None:
    """What was to be done about a lateness that is over."""
    for each in DunningStep.objects.filter(loan=loan, status=RungStatus.TO_DO).exclude(since=since or date.min):
        move(each, "drop", RUNG_MOVES, by=None, at=at, note=_("已还清"))


@operation
def do_step(*, step_id: int, result: str, by: User, at: datetime) -> DunningStep:
    """Somebody called, wrote, visited or sued: what came of it. Raises NothingSaid, WrongState."""
    found = lock(DunningStep, step_id)
    if not result.strip():
        raise NothingSaid(_("请写明结果。"))
    today = policy.book_date()
    move(found, "do", RUNG_MOVES, by=by, at=at, done_on=today, done_by=by, result=result.strip()[:300])
    return found


# --- talks and promises


@dataclass(frozen=True)
class Promise:
    """A payment that was promised: by which day, how much (fen)."""

    on: date
    fen: int


@operation
def note(
    *, loan_id: int, kind: str, text: str, promise: Promise | None = None, by: User, at: datetime
) -> CollectionNote:
    """Note a talk with the borrower, and what was promised. Raises NothingSaid."""
    loan, today = lock(Loan, loan_id), policy.book_date()
    if not text.strip():
        raise NothingSaid(_("请写明谈了什么。"))
    if promise is not None and (promise.on < today or promise.fen <= 0):
        raise NothingSaid(_("承诺还款日不能早于今天，金额要大于零。"))
    return CollectionNote.objects.create(
        loan=loan,
        kind=kind,
        text=text.strip()[:500],
        on=today,
        promised_on=promise.on if promise else None,
        promised_fen=promise.fen if promise else None,
        promise=PromiseStatus.OPEN if promise else "",
        by=by,
        at=at,
    )


@operation
def judge_promise(*, note_id: int) -> bool:
    """After its day: whether what was promised was paid from the talk to that day. False where it is judged already."""
    found, today = lock(CollectionNote, note_id), policy.book_date()
    if found.promise != PromiseStatus.OPEN or found.promised_on is None or found.promised_on >= today:
        return False
    paid = queries.paid_between(found.loan_id, found.on, found.promised_on)
    found.promise = PromiseStatus.KEPT if paid >= (found.promised_fen or 0) else PromiseStatus.BROKEN
    found.judged_on = today
    found.save(update_fields=["promise", "judged_on"])
    return True
