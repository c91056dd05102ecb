"""The first month of six employers and a thousand people, from their lists to balances that explain themselves."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.models import Employer
from bank import operations as bank
from bank import queries as bank_queries
from bank.models import BankAccount, SuspenseItem
from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList
from deposits.states import ListStatus
from ledger import queries as books
from policy import queries as policy
from tests import make, people
from tests.ledger.books import close_day

DATA = Path(__file__).parent.parent / "data" / "first-month"
BANK = "22001618636055000123"
OPENING = 86_120_451_937
HEAD = (
    "account,value_date,time,bank_serial,direction,amount,balance,counter_account,counter_name,remark,summary,"
    "reversal_flag\n"
)


@pytest.fixture
def centre(open_day: date) -> BankAccount:
    """The centre with its bank account, six employers, and no people yet."""
    make.bank_account(number=BANK, opening_fen=OPENING)
    people.branch()
    call_command("import_employers", DATA / "employers.csv", branch="01")
    return BankAccount.objects.get(number=BANK)


def close_days(until: date) -> None:
    """Close business days until `until` is open."""
    day = policy.book_date()
    while day < until:
        close_day(day, day + timedelta(days=1))
        day += timedelta(days=1)


def allocated() -> dict[str, str]:
    """The lists' statuses by employer number."""
    return dict(RemittanceList.objects.values_list("employer_account__number", "status"))


@pytest.mark.django_db(transaction=True)
def test_the_first_month(centre: BankAccount) -> None:
    call_command("import_payroll", *sorted(DATA.glob("*.xlsx")))
    assert PersonalAccount.objects.count() == 1000
    assert set(allocated().values()) == {ListStatus.AWAITING}

    close_days(date(2026, 10, 13))
    call_command("import_statement", DATA / "statement-202610.csv")
    tasks.allocate_covered()
    assert allocated() == {
        "11000001": ListStatus.ALLOCATED,  # number and month in the remark; its line came twice
        "11000002": ListStatus.ALLOCATED,
        "11000003": ListStatus.ALLOCATED,  # recognised by the paying account alone
        "11000004": ListStatus.ALLOCATED,  # 500.00 too much
        "11000005": ListStatus.PARTLY,  # 1,200.00 too little
        "11000006": ListStatus.ALLOCATED,  # no remark at all
    }

    def suspense(number: str) -> int:
        return bank_queries.free_suspense_fen(Employer.objects.get(fund_account__number=number).pk)

    assert suspense("11000004") == 500_00
    unidentified = SuspenseItem.objects.get(employer=None)
    assert unidentified.left_fen == 320_00
    short = RemittanceList.objects.get(employer_account__number="11000005")
    assert (short.received_fen, short.missing_fen) == (38_210_00, 1_200_00)
    assert not PersonalAccount.objects.filter(employer_account__number="11000005").exclude(paid_through="").exists()

    # The rest comes two days later; the list is allocated with that day's value date.
    close_days(date(2026, 10, 15))
    line = (
        f"{BANK},2026-10-15,10:00:00,JH20261015100001,C,1200.00,862381021.37,0880681047282825,西安区环卫管理处,"
        "补差 11000005,转账,\n"
    )
    bank.import_statement(name="rest.csv", content=(HEAD + line).encode(), by=None, at=make.AT)
    tasks.allocate_covered()
    short.refresh_from_db()
    assert (short.status, short.value_on) == (ListStatus.ALLOCATED, date(2026, 10, 15))

    on = date(2026, 10, 15)
    balances = sum(PersonalAccount.objects.values_list("ledger_account__balance_fen", flat=True))
    lists = sum(RemittanceList.objects.values_list("total_fen", flat=True))
    assert balances == lists == books.subject_balance_fen("201", on)
    assert books.subject_balance_fen("219-01", on) == 500_00 + 320_00
    assert books.subject_balance_fen("101", on) == 862_381_021_37
    assert bank.reconcile_day(bank_account_id=centre.pk, day=on, by=None, at=make.AT).difference_fen == 0
    assert books.verify_books() == []


@pytest.mark.django_db(transaction=True)
def test_the_same_statement_and_lists_change_nothing_the_second_time(centre: BankAccount) -> None:
    call_command("import_payroll", *sorted(DATA.glob("*.xlsx")))
    close_days(date(2026, 10, 13))
    call_command("import_statement", DATA / "statement-202610.csv")
    tasks.allocate_covered()
    before = books.books_hash()
    call_command("import_statement", DATA / "statement-202610.csv")
    assert tasks.allocate_covered() == 0
    assert books.books_hash() == before


@pytest.mark.django_db(transaction=True)
def test_every_fen_has_its_reason(centre: BankAccount) -> None:
    call_command("import_payroll", DATA / "11000005-202610.xlsx", DATA / "11000006-202610.xlsx")
    close_days(date(2026, 10, 13))
    call_command("import_statement", DATA / "statement-202610.csv")
    tasks.allocate_covered()
    account = PersonalAccount.objects.select_related("ledger_account").filter(employer_account__number="11000006")[0]
    (entry,) = queries.recent_entries(account, 10)
    item = entry.why.item
    assert item is not None
    assert entry.change_fen == entry.balance_fen == item.employer_fen + item.employee_fen
    assert "× 7%" in entry.why.line
    assert any("四舍五入到元" in text for _label, text in entry.why.steps)


@pytest.mark.django_db(transaction=True)
def test_a_month_is_reversed_and_its_money_waits_for_the_employer(centre: BankAccount) -> None:
    call_command("import_payroll", DATA / "11000006-202610.xlsx")
    close_days(date(2026, 10, 13))
    call_command("import_statement", DATA / "statement-202610.csv")
    tasks.allocate_covered()
    remittance = RemittanceList.objects.get(status=ListStatus.ALLOCATED)
    operations.reverse_list(list_id=remittance.pk, reason="单位报错基数", by=people.zhao_liu(), at=make.AT)
    account = EmployerAccount.objects.get(number="11000006")
    assert account.paid_through == ""
    assert bank_queries.free_suspense_fen(account.employer_id) == remittance.total_fen
    assert not PersonalAccount.objects.exclude(ledger_account__balance_fen=0).exists()
    assert not PersonalAccount.objects.exclude(paid_through="").exists()
    assert books.verify_books() == []
