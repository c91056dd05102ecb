"""Employers that are late, followed by the calendar: a file, the rungs that need nobody's decision, its end.

Every look finds its work in rows and does nothing twice. Locks: employer's account, then file.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from common.money import yuan
from common.states import lock, move
from common.transactions import operation, step
from deposits import queries
from deposits.models import EmployerAccount, EnforcementFile, EnforcementStep, PaymentPromise
from deposits.operations import messages
from deposits.queries import arrears as found
from deposits.queries.employers import MonthDue
from deposits.rules import enforcement as rules
from deposits.states import (
    ALIVE_FILES,
    FILE_MOVES,
    PAYING_STATUSES,
    PROMISE_MOVES,
    RUNG_MOVES,
    EmployerAccountStatus,
    EnforcementKind,
    FileStatus,
    Rung,
    RungStatus,
)
from desk import operations as desk
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import Employer, User

PREFIX = {Rung.NOTICE: "CJ", Rung.ORDER: "ZL", Rung.FINE: "CF", Rung.COURT: "ZX"}
"""How the numbers of papers begin; a file's begins with ZF."""


@operation
def follow_arrears(*, account_id: int, at: datetime) -> EnforcementFile | None:
    """Look at an employer on the open business date: open, climb, pause or close its file of arrears."""
    account = lock(EmployerAccount, account_id)
    return look_at(account, at)


@operation
def follow_file(*, file_id: int, at: datetime) -> EnforcementFile:
    """Look at a file again: arrears as `follow_arrears`; an employer that has opened accounts has its file closed."""
    file = lock_file(file_id)
    if file.kind == EnforcementKind.ARREARS:
        assert file.account is not None
        look_at(file.account, at)
        file.refresh_from_db()
        return file
    _look_at_opening(file, policy.book_date(), at)
    return file


@operation
def open_missing_accounts(*, account_id: int, at: datetime) -> EnforcementFile:
    """Open the file of an employer that registered and opened nobody's account in time (Regulation Art. 14)."""
    account = lock(EmployerAccount, account_id)
    one_file_of(account.employer.social_credit_code)
    known = found.alive_file(account, EnforcementKind.OPENING) or _take_over(account, at)
    return known or open_file(
        EnforcementKind.OPENING, account.employer, account, counted_from=account.opened_on, by=None, at=at
    )


@step
def one_file_of(social_credit_code: str) -> None:
    """Two who open the file of one employer at once: the second finds the first one's."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [f"enforcement file {social_credit_code}"])


@step
def _take_over(account: EmployerAccount, at: datetime) -> EnforcementFile | None:
    """The file that was open before the employer registered goes on as that of its account."""
    known = found.opening_file(account.employer.social_credit_code)
    file = lock(EnforcementFile, known.pk) if known else None
    if file is not None and file.account_id is None:
        file.account = account
        file.save(update_fields=["account"])
        note = _("单位已登记，账号 %(number)s") % {"number": account.number}
        file.events.create(action="note", before=file.status, after=file.status, by=None, at=at, note=note)
    return file


@step
def look_after_payment(account_id: int, at: datetime) -> None:
    """Money was allocated: where a file of arrears is open, it counts anew and closes with the last of the debt."""
    account = EmployerAccount.objects.get(pk=account_id)
    if found.alive_file(account) is not None:
        look_at(lock(EmployerAccount, account_id), at)


@step
def look_at(account: EmployerAccount, at: datetime) -> EnforcementFile | None:
    """Bring the file of a locked employer's arrears up to date; None where it is not late and has none."""
    on = policy.book_date()
    standing = queries.standing(account, on)
    late = [month for month in standing.arrears if month.fen]
    file = _alive(account)
    if file is None and not late:
        _remind(account, standing.arrears, found.ladder_on(on), at)  # it owes a list, though nobody is on it yet
        return None
    if file is None:
        file = open_file(
            EnforcementKind.ARREARS, account.employer, account, counted_from=_counted(account, late), by=None, at=at
        )
    if account.status == EmployerAccountStatus.DEFERRED:
        return _defer(file, on, at)
    if not late:
        return _close(file, _why_closed(account), on, at)
    if file.status == FileStatus.DEFERRED:
        move(file, "resume", FILE_MOVES, by=None, at=at)
    _count(file, account, late, on)
    _look_at_promise(file, account, on, at)
    if file.status == FileStatus.OPEN:
        _climb(file, account, late, on, at)
    set_task(file, on)
    return file


def _alive(account: EmployerAccount) -> EnforcementFile | None:
    file = found.alive_file(account)
    return lock(EnforcementFile, file.pk) if file else None


def _counted(account: EmployerAccount, late: list[MonthDue]) -> date:
    """From when days count: the oldest due date, or the day after a deferral that lay in between."""
    resumed = found.resumed_on(account)
    oldest = late[0].due_on
    return max(oldest, resumed) if resumed else oldest


def _why_closed(account: EmployerAccount) -> str:
    if account.status in PAYING_STATUSES:
        return _("欠缴款项已缴清")
    return _("单位账户已%(status)s") % {"status": account.get_status_display()}


def _count(file: EnforcementFile, account: EmployerAccount, late: list[MonthDue], on: date) -> None:
    file.first_month, file.months = late[0].month, len(late)
    file.fen = sum(month.fen for month in late)
    file.counted_from, file.looked_on = _counted(account, late), on
    file.save(update_fields=["first_month", "months", "fen", "counted_from", "looked_on"])


@step
def open_file(
    kind: str,
    employer: Employer,
    account: EmployerAccount | None,
    *,
    counted_from: date,
    by: User | None,
    at: datetime,
) -> EnforcementFile:
    """Open a file of an employer we know; `employer` may be unsaved, for one that never registered."""
    on = policy.book_date()
    file = EnforcementFile.objects.create(
        number=_number("ZF", on),
        kind=kind,
        account=account,
        name=employer.name,
        social_credit_code=employer.social_credit_code,
        address=employer.address,
        branch_id=employer.branch_id,
        counted_from=counted_from,
        opened_on=on,
        looked_on=on,
    )
    file.events.create(action="open", before="", after=file.status, by=by, at=at)
    set_task(file, on)
    return file


def _number(prefix: str, on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_enforcement_number')")
        return f"{prefix}{on:%Y%m%d}{cursor.fetchone()[0] % 1_000_000:06d}"


@step
def lock_file(file_id: int) -> EnforcementFile:
    """The file, locked after its employer's account."""
    account_id = EnforcementFile.objects.values_list("account_id", flat=True).get(pk=file_id)
    account = lock(EmployerAccount, account_id) if account_id else None
    file = lock(EnforcementFile, file_id)
    if account is not None:
        file.account = account
    return file


@step
def set_task(file: EnforcementFile, on: date) -> None:
    """Work out what staff have to do next with a locked file."""
    due = _due(file, on) if file.status == FileStatus.OPEN else []
    task = rules.task_of(file.kind, due, found.step_facts(file), on) if file.status in ALIVE_FILES else ""
    if file.status == FileStatus.DEFERRED or (file.status == FileStatus.PROMISED and task not in ("DECIDE", "SERVE")):
        task = ""
    if task != file.task:
        file.task = task
        file.save(update_fields=["task"])


def _due(file: EnforcementFile, on: date) -> list[Rung]:
    if file.kind == EnforcementKind.OPENING:
        return [Rung.ORDER]
    return found.ladder_on(on).rungs((on - file.counted_from).days)


@step
def _climb(file: EnforcementFile, account: EmployerAccount, late: list[MonthDue], on: date, at: datetime) -> None:
    """Take the rungs that are due and need nobody's decision: message, notice, a visit to plan."""
    ladder = found.ladder_on(on)
    _remind(account, late, ladder, at)
    for rung in ladder.rungs((on - file.counted_from).days):
        if rung == Rung.ORDER or found.has_step(file, rung):
            continue
        if rung == Rung.NOTICE:
            paper = new_step(file, rung, RungStatus.ISSUED, by=None, at=at, facts=facts_of(late))
            messages.tell_employer(
                account,
                "arrears_notice",
                {"months": str(file.months), "amount": yuan(file.fen), "number": paper.number},
                paper.number,
                at,
            )
        else:
            new_step(file, rung, RungStatus.DONE if rung == Rung.REMINDER else RungStatus.PLANNED, by=None, at=at)


def _remind(account: EmployerAccount, late: list[MonthDue], ladder: rules.Ladder, at: datetime) -> None:
    """Each month is told once, however often this runs."""
    for month in late:
        if month.days_late >= ladder.message_days:
            messages.tell_late(account, month.month, at)


def facts_of(late: list[MonthDue]) -> dict[str, Any]:
    """What a paper says of the months that are late, to be kept as it is today."""
    rows = [[month.month, month.due_on.isoformat(), month.fen] for month in late]
    return {"months": rows, "fen": sum(month.fen for month in late)}


@step
def new_step(
    file: EnforcementFile, rung: str, status: str, *, by: User | None, at: datetime, **facts: Any
) -> EnforcementStep:
    """Write a step of a locked file."""
    made = EnforcementStep(
        file=file,
        rung=rung,
        status=status,
        on=policy.book_date(),
        made_by=by,
        made_by_person_id=by.person_id if by else None,
        made_at=at,
        **facts,
    )
    if status == RungStatus.ISSUED:
        issue(made, made.on)
    made.save()
    made.events.create(action="make", before="", after=status, by=by, at=at)
    return made


def issue(paper: EnforcementStep, on: date) -> EnforcementStep:
    """Give a paper its number and code, once; the caller saves a step that is new."""
    if not paper.number:
        paper.number, paper.verify_code, paper.on = _number(PREFIX[Rung(paper.rung)], on), desk.verify_code(), on
    return paper


@step
def _look_at_promise(file: EnforcementFile, account: EmployerAccount, on: date, at: datetime) -> None:
    promise = found.alive_promise(file)
    if promise is None:
        return
    paid = found.paid_fen(account, promise.first_month, promise.last_month) - promise.paid_before_fen
    parts = [rules.Instalment(*row) for row in promise.instalments.order_by("due_on").values_list("due_on", "fen")]
    if account.paid_through >= promise.last_month:
        _end_promise(promise, "keep", on, at)
        move(file, "keep", FILE_MOVES, by=None, at=at)
    elif rules.is_broken(parts, paid, on):
        _end_promise(promise, "break", on, at)
        note = _("应付 %(due)s 元，实付 %(paid)s 元")
        due = sum(each.fen for each in parts if each.due_on < on)
        move(file, "break", FILE_MOVES, by=None, at=at, note=note % {"due": yuan(due), "paid": yuan(paid)})
        context = {"due": yuan(due), "paid": yuan(paid)}
        messages.tell_employer(account, "promise_broken", context, f"promise-{promise.pk}", at)


def _end_promise(promise: PaymentPromise, action: str, on: date, at: datetime) -> None:
    move(promise, action, PROMISE_MOVES, by=None, at=at, ended_on=on)


@step
def _defer(file: EnforcementFile, on: date, at: datetime) -> EnforcementFile:
    """The employer may pay later: the ladder rests, a promise is over (domain §2.3)."""
    if file.status != FileStatus.DEFERRED:
        promise = found.alive_promise(file)
        if promise is not None:
            _end_promise(promise, "end", on, at)
        move(file, "defer", FILE_MOVES, by=None, at=at)
    file.looked_on = on
    file.save(update_fields=["looked_on"])
    set_task(file, on)
    return file


@step
def _close(file: EnforcementFile, why: str, on: date, at: datetime, by: User | None = None) -> EnforcementFile:
    """End a locked file: what was planned or proposed is not needed any more."""
    promise = found.alive_promise(file)
    if promise is not None:
        kept = file.account is not None and file.account.paid_through >= promise.last_month
        _end_promise(promise, "keep" if kept else "end", on, at)
    for each in file.steps.filter(status__in=RUNG_MOVES["drop"][0]).order_by("id"):
        move(lock(EnforcementStep, each.pk), "drop", RUNG_MOVES, by=by, at=at)
    facts: dict[str, Any] = {"closed_on": on, "looked_on": on, "task": ""}
    if file.kind == EnforcementKind.ARREARS:
        facts |= {"fen": 0, "months": 0}
    move(file, "close", FILE_MOVES, by=by, at=at, note=why, **facts)
    return file


close = _close
"""For acts of staff that end a file."""


@step
def _look_at_opening(file: EnforcementFile, on: date, at: datetime) -> None:
    file.looked_on = on
    file.save(update_fields=["looked_on"])
    fined = [each for each in found.step_facts(file) if each.rung in (Rung.FINE, Rung.COURT)]
    if file.status in ALIVE_FILES and not fined and found.has_people(file):
        _close(file, _("已为职工开户"), on, at)
    else:
        set_task(file, on)
