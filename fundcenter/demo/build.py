"""Building the demo centre: the plan is played through the real operations, month by month, each day closed.

Nothing here writes a row of money by itself. The same code gives the same books, to the hash.
"""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Branch, Door, User
from bank import operations as bank
from bank.models import BankAccount
from bank.rules import opening
from common import months
from common.money import yuan
from common.transactions import operation
from deposits import operations as deposits
from deposits.files.expected import CheckedRow
from deposits.models import EmployerAccount, PersonalAccount
from deposits.operations import history
from deposits.states import ChangeKind
from fundcenter.demo import (
    doors,
    files,
    hall,
    library,
    loan_applications,
    loans,
    objections,
    papers,
    partners,
    party,
    plan,
    queueing,
    ring,
    transfers,
    voices,
    withdrawals,
)
from ledger import operations as ledger
from ledger.models import Voucher
from loans import tasks as loan_tasks
from policy import operations as policy
from policy import queries as policy_queries

BANK_ACCOUNT = "22001618636055000123"
CLOSING_FEN = 86_120_451_937
"""What the bank says on the first day: where the sample statement of October begins."""
OPEN_ON = date(2026, 10, 10)
SHANGHAI = ZoneInfo("Asia/Shanghai")
SMALL = {"month_count": 4, "share": 10}
WHOLE = {"month_count": plan.MONTH_COUNT, "share": 1}
_HEADER = (
    *("account", "value_date", "time", "bank_serial", "direction", "amount", "balance"),
    *("counter_account", "counter_name", "remark", "summary", "reversal_flag"),
)


def is_missing() -> bool:
    """Whether there is no centre yet, or one whose building was broken off."""
    return _mark().exists() or not Branch.objects.exists()


def begin(*, is_small: bool = False) -> None:
    """Build the first centre of a migrated database; what an interrupted build left is emptied before."""
    if _mark().exists():
        rebuild(is_small=is_small)
    else:
        _build_marked(is_small=is_small)


def rebuild(*, is_small: bool = False) -> None:
    """Empty the database, migrate it and build the centre anew. For the embedded server only."""
    assert settings.EVALUATION, "a named database is never emptied"
    _mark().touch()
    _empty()
    _build_marked(is_small=is_small)


def _build_marked(*, is_small: bool) -> None:
    _mark().touch()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
    build(**(SMALL if is_small else WHOLE))
    _mark().unlink()


def build(*, month_count: int, share: int) -> None:
    """Play the last `month_count` months with one in `share` of the people into an empty, migrated database."""
    policy.load_parameters(
        text=files.text("parameters.csv"), documents=files.documents(), today=date(2024, 7, 1), by=None
    )
    drawn = plan.draw(files.employers(), _limits, month_count=month_count, share=share)
    days = _closing_days(drawn.months)
    begin = _morning(days[0])
    _open_centre(on=days[0])
    log_ins = doors.hire_staff(by=None, at=begin)
    staff = {user.staff.number: user for user in User.objects.exclude(staff=None).select_related("staff")}
    accountant, chief, teller = staff["1004"], staff["1005"], staff["1001"]
    _open_books(drawn, by=accountant, at=begin)
    _register(drawn, by=teller, at=begin)
    log_ins += doors.authorise_clerks(employers=files.employers(), by=teller, at=begin)
    _close(days[0], days[1], accountant, chief)
    balance_fen = CLOSING_FEN - drawn.received_fen
    for month, day, following in zip(drawn.months, days[1:], [*days[2:], OPEN_ON], strict=True):
        balance_fen = _play_month(drawn, month, day, balance_fen, by=accountant)
        if month.endswith("06"):
            _settle_interest(int(month[:4]), chief, accountant, at=_evening(day))
        if following == OPEN_ON:
            log_ins += loans.take_loans_over(at=_evening(day))
        _close(day, following, accountant, chief)
    _welcome(drawn, log_ins, by=staff["1009"], at=_morning(OPEN_ON))
    loan_tasks.carry_out_due_day(timezone.now())  # who had nothing on the account is late by now
    hall.fill_hall(staff=staff, at=timezone.now())
    star = User.objects.filter(door=Door.DEPOSITOR).order_by("pk").first()
    voices.fill_voices(staff=staff, depositor=star, at=timezone.now())
    queueing.fill_queue(staff=staff, depositor=star, at=timezone.now())
    papers.fill_papers(staff=staff, at=timezone.now())
    transfers.fill_transfers(depositor=star, at=timezone.now())
    objections.fill_objection(depositor=star, at=timezone.now())
    withdrawals.fill_withdrawals(staff=staff, depositor=star, at=timezone.now())
    loan_applications.fill_applications(staff=staff, depositor=star, at=timezone.now())
    ring.fill_ring(staff=staff, depositor=star, at=timezone.now())
    party.fill_party(staff=staff, at=timezone.now())
    library.fill_library(staff=staff, depositor=star, at=timezone.now())


# --- the steps


@operation
def _open_centre(*, on: date) -> None:
    """Branches, and the first business date."""
    policy.set_book_date(on=on)
    for row in files.rows("branches.csv"):
        Branch.objects.create(**row)


def _open_books(drawn: plan.Plan, *, by: User, at: datetime) -> None:
    """The bank accounts with the balances they had before the history."""
    first_fen = CLOSING_FEN - drawn.received_fen
    fund = opening.OpeningRow(
        row=1,
        subject="101",
        account=BANK_ACCOUNT,
        name=settings.CENTRE_NAME,
        bank="中国建设银行辽源分行",
        channel="GATEWAY",
        debit_fen=first_fen,
        credit_fen=0,
    )
    rows = [fund, *opening.parse((files.DATA / "opening.csv").read_bytes())]
    bank.import_opening_balances(
        rows=rows,
        debit_fen=sum(row.debit_fen for row in rows),
        credit_fen=sum(row.credit_fen for row in rows),
        by=by,
        at=at,
    )


def _register(drawn: plan.Plan, *, by: User, at: datetime) -> None:
    for branch in Branch.objects.order_by("code"):
        new = [files.registration(each, drawn.months[0]) for each in files.employers() if each.branch == branch.code]
        deposits.import_employers(employers=new, branch_id=branch.pk, by=by, at=at)


def _play_month(drawn: plan.Plan, month: str, day: date, balance_fen: int, *, by: User) -> int:
    """Lists are declared, money comes, people are credited; returns the bank's balance afterwards, in fen."""
    accounts = dict(EmployerAccount.objects.values_list("number", "pk"))
    lines = []
    for each in drawn.lists[month]:
        declared = history.declare_past_list(
            employer_account_id=accounts[each.employer.number],
            month=month,
            rows=_rows(each.lines),
            by=None,
            at=_morning(months.day_in(month, 3)),
        )
        lines.append(_bank_line(each, declared.number))
    if month == drawn.months[0]:
        _bring_balances(drawn, by=by, at=_morning(day))
    lines += [_stranger_line(fen, on) for of_month, fen, on in drawn.strangers if of_month == month]
    content, balance_fen = _statement(sorted(lines), balance_fen)
    bank.import_statement(name=f"对账单-{month}.csv", content=content, by=by, at=_morning(day))
    history.allocate_past_lists(by=None, at=_morning(day))
    bank.reconcile_day(
        bank_account_id=BankAccount.objects.get(number=BANK_ACCOUNT).pk, day=day, by=by, at=_evening(day)
    )
    return balance_fen


def _settle_interest(fund_year: int, chief: User, accountant: User, *, at: datetime) -> None:
    """The year's interest, tried by one and posted by another; who tried it reviews the vouchers."""
    run = deposits.prepare_settlement(fund_year=fund_year, by=chief, at=at)
    deposits.count_settlement(run_id=run.pk, at=at)
    deposits.start_settlement(run_id=run.pk, by=accountant, at=at, tell=False)
    while deposits.settle_chunk(run_id=run.pk, at=at):
        pass
    deposits.finish_settlement(run_id=run.pk, at=at)


def _bring_balances(drawn: plan.Plan, *, by: User, at: datetime) -> None:
    """What people had before the history begins."""
    opening_fen = {
        line.worker.number: line.worker.opening_fen
        for each in drawn.lists[drawn.months[0]]
        for line in each.lines
        if line.worker.opening_fen
    }
    held = PersonalAccount.objects.select_related("person").only("number", "person__document_number")
    fen_by_number = {row.number: opening_fen.get(row.person.document_number, 0) for row in held}
    history.take_over_balances(
        key="take-over-balances",
        fen_by_number={number: fen for number, fen in fen_by_number.items() if fen},
        by=by,
        at=at,
    )


def _close(day: date, following: date, accountant: User, chief: User) -> None:
    """Close the day; the chief accountant reviews its vouchers."""
    ledger.close_day(on=day, next_on=following, by=accountant, at=_evening(day))
    for voucher_id in Voucher.objects.filter(on=day).order_by("number").values_list("pk", flat=True):
        ledger.review_voucher(voucher_id=voucher_id, by=chief, at=_evening(day))


def _welcome(drawn: plan.Plan, log_ins: list[doors.LogIn], *, by: User, at: datetime) -> None:
    """The six employers of the first month, passwords for those who log in, tokens for partners."""
    branch = Branch.objects.get(code="01")
    new = files.first_month_employers(months.month_of(OPEN_ON))
    deposits.import_employers(employers=new, branch_id=branch.pk, by=by, at=at)
    assert drawn.star is not None
    log_ins += doors.let_in_depositor(worker=drawn.star, at=at)
    log_ins += doors.authorise_first_month_clerks(by=by, at=at)
    doors.keep_table(log_ins)
    partners.keep_table(partners.let_in_partners(by=by))


# --- figures and files


def _limits(month: str) -> plan.Limits:
    found = policy_queries.on(months.last_day(month))
    return plan.Limits(found.contribution_floor_fen, found.contribution_cap_fen, found.contribution_unit_fen)


def _closing_days(span: Sequence[str]) -> list[date]:
    """The last working day of the month before, and of each month."""
    all_months = [months.shift(span[0], -1), *span]
    calendar = policy_queries.calendar(months.first_day(all_months[0]), months.last_day(all_months[-1]))
    days = []
    for month in all_months:
        day = months.last_day(month)
        while not calendar.is_working_day(day):
            day -= timedelta(days=1)
        days.append(day)
    return days


def _rows(lines: list[plan.Line]) -> list[CheckedRow]:
    return [
        CheckedRow(
            row_no=place,
            account_number="",
            name=line.worker.name,
            document_type="01",
            document_number=line.worker.number,
            base_fen=line.base_fen,
            employer_fen=line.employer_fen,
            employee_fen=line.employee_fen,
            change=ChangeKind(line.change),
            card_number="",
            mobile=line.worker.phone,
            remark="",
        )
        for place, line in enumerate(lines, start=1)
    ]


def _bank_line(paid: plan.MonthList, list_number: str) -> list[str]:
    """One line of the bank: day, time, serial, amount, counter account and name, remark. Clerks write as they like."""
    random = Random(f"{paid.employer.number}{paid.month}")
    remark = random.choice((f"汇缴书{list_number}", f"汇缴{paid.month} {paid.employer.number}", "住房公积金", ""))
    clock = time(random.randrange(9, 16), random.randrange(60), random.randrange(60))
    serial = f"JH{paid.paid_on:%Y%m%d}1{paid.employer.number[-5:]}"
    return [
        *(f"{paid.paid_on:%Y-%m-%d}", f"{clock:%H:%M:%S}", serial, str(paid.paid_fen)),
        *(paid.employer.paying_account, paid.employer.name, remark),
    ]


def _stranger_line(fen: int, on: date) -> list[str]:
    return [f"{on:%Y-%m-%d}", "11:20:36", f"JH{on:%Y%m%d}900001", str(fen), "6217000000009999", "不明来款人", "往来款"]


def _statement(lines: Sequence[list[str]], balance_fen: int) -> tuple[bytes, int]:
    """The bank's file of some lines, with its running balance; and the balance at its end, in fen."""
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(_HEADER)
    for day, clock, serial, fen, counter, name, remark in lines:
        balance_fen += int(fen)
        amount, balance = (yuan(value).replace(",", "") for value in (int(fen), balance_fen))
        writer.writerow([BANK_ACCOUNT, day, clock, serial, "C", amount, balance, counter, name, remark, "转账", ""])
    return sheet.getvalue().encode(), balance_fen


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(9, 30), tzinfo=SHANGHAI)


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(17, 5), tzinfo=SHANGHAI)


# --- the database


def _mark() -> Path:
    """Stands in VAR_DIR while the centre is being built."""
    return Path(settings.VAR_DIR) / "demo-building"


def _empty() -> None:
    """Drop everything and migrate: the books themselves refuse to be deleted. Files that were handed in go with it."""
    shutil.rmtree(settings.PRIVATE_DIR, ignore_errors=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
