"""The former system is taken over: whole files or nothing, rehearsed, once, from the days the money lay there."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from deposits import operations, queries
from deposits.files.columns import FileRefused
from deposits.files.takeover import HEADINGS
from deposits.models import EmployerAccount, PersonalAccount, TakenAccount, TakeOver
from deposits.operations import takeover
from deposits.operations.takeover import TakeOverFaulty
from deposits.queries.interest import closing_interest
from deposits.states import ChangeKind
from ledger.models import Account, Entry, Journal
from tests import make, people
from tests.deposits import pages, world
from tests.deposits.lists import line, next_list

SUM = 2_000_000
"""张三 12,000.00 carried over and 3,000.00 of this year; 钱七 5,000.00, sealed."""


def rows(account: EmployerAccount) -> list[dict[str, str]]:
    """Two people of the former system."""
    common = {"单位账号": account.number, "证件类型": "01", "手机号码": "", "开户日期": "2018-03-01"}
    first = {
        "原个人账号": "990318000001",
        "姓名": "张三",
        "证件号码": people.DOCUMENTS["张三"][0],
        "缴存基数": "8437.56",
        "单位月缴存额": "1013",
        "个人月缴存额": "1013",
        "缴至年月": "202609",
        "账户状态": "01",
        "封存日期": "",
        "上年结转余额": "12000.00",
        "结转起息日": "2026-07-01",
        "本年余额": "3000.00",
        "本年起息日": "2026-09-10",
    }
    second = {
        **first,
        "原个人账号": "990318000002",
        "姓名": "钱七",
        "证件号码": people.DOCUMENTS["钱七"][0],
        "缴至年月": "202512",
        "账户状态": "封存",
        "封存日期": "2026-01-05",
        "上年结转余额": "5000",
        "本年余额": "0",
        "本年起息日": "",
    }
    return [{**common, **first}, {**common, **second}]


def file_of(lines: list[dict[str, str]]) -> bytes:
    """The rows as .csv."""
    body = [",".join(line[heading] for heading in HEADINGS) for line in lines]
    return "\n".join([",".join(HEADINGS), *body]).encode()


def take(content: bytes, count: int = 2, fen: int = SUM) -> TakeOver:
    """The whole file, or TakeOverFaulty."""
    return takeover.take_over(name="people.csv", content=content, count=count, fen=fen, by=None, at=make.AT)


@pytest.mark.django_db
class TestTakingOver:
    """What a file does, and that it does it once."""

    def test_accounts_balances_and_days_come_over_and_the_books_agree(self, employer: EmployerAccount) -> None:
        done = take(file_of(rows(employer)))
        assert (done.people, done.employers, done.fen, done.journals) == (2, 1, SUM, 2)
        first = PersonalAccount.objects.get(person__name="张三")
        second = PersonalAccount.objects.get(person__name="钱七")
        assert (first.status, first.paid_through, first.ledger_account.balance_fen) == ("01", "202609", 1_500_000)
        assert (second.status, second.sealed_on, second.ledger_account.balance_fen) == (
            "02",
            date(2026, 1, 5),
            500_000,
        )
        employer.refresh_from_db()
        assert (employer.status, employer.paid_through) == ("01", "202609")
        days = Entry.objects.filter(account=first.ledger_account).order_by("value_on")
        assert [(each.value_on, each.credit_fen) for each in days] == [
            (date(2026, 7, 1), 1_200_000),
            (date(2026, 9, 10), 300_000),
        ]
        held = sum(Account.objects.filter(subject_id="201").values_list("balance_fen", flat=True))
        assert held == SUM  # Σ individual = 201
        assert TakenAccount.objects.get(account=first).old_number == "990318000001"

    def test_interest_runs_from_the_days_given(self, employer: EmployerAccount) -> None:
        take(file_of(rows(employer)))
        account = PersonalAccount.objects.get(person__name="钱七")
        found = closing_interest(account, date(2026, 10, 9))
        assert found.fen == 2_083  # 5,000.00 for 100 days, 1 July to 8 October, at 1.5 % / 360

    @pytest.mark.parametrize("first_month", ["202610", "202601"])
    def test_a_reversal_leaves_what_was_paid_before_the_first_list_here(
        self, employer: EmployerAccount, first_month: str
    ) -> None:
        EmployerAccount.objects.filter(pk=employer.pk).update(first_month=first_month)
        take(file_of(rows(employer)))
        employer.refresh_from_db()
        remittance = world.declared(employer, next_list(employer, "202610", line(employer, "张三", ChangeKind.NORMAL)))
        world.pay(remittance)
        assert world.account_of("张三").paid_through == "202610"
        operations.reverse_list(list_id=remittance.pk, reason="报错", by=people.zhou_jiu(), at=make.AT)
        employer.refresh_from_db()
        assert (employer.paid_through, queries.next_month(employer)) == ("202609", "202610")
        assert world.account_of("张三").paid_through == "202609"

    def test_the_same_file_again_changes_nothing(self, employer: EmployerAccount) -> None:
        content = file_of(rows(employer))
        first, journals = take(content), Journal.objects.count()
        assert take(content) == first
        assert (TakeOver.objects.count(), Journal.objects.count()) == (1, journals)

    def test_another_file_with_the_same_accounts_is_refused(self, employer: EmployerAccount) -> None:
        take(file_of(rows(employer)))
        with pytest.raises(TakeOverFaulty) as refusal:
            take(file_of(list(reversed(rows(employer)))))
        assert {error.column for error in refusal.value.errors} == {"原个人账号", "证件号码"}

    @pytest.mark.parametrize(("count", "fen"), [(3, SUM), (2, SUM + 1), (0, 0)])
    def test_what_does_not_add_up_to_the_control_totals_is_refused(
        self, employer: EmployerAccount, count: int, fen: int
    ) -> None:
        with pytest.raises(TakeOverFaulty, match="控制"):
            take(file_of(rows(employer)), count, fen)
        assert not PersonalAccount.objects.exists()

    @pytest.mark.parametrize(
        ("column", "value", "words"),
        [
            ("原个人账号", "12", "4 至 20 位"),
            ("单位账号", "19999999", "没有这个单位账号"),
            ("单位账号", "29999999", "以 1 开头"),
            ("证件类型", "77", "证件类型应为"),
            ("证件号码", "220402198605120017", "校验"),
            ("手机号码", "1380000", "手机"),
            ("缴至年月", "下个月", "应是年月"),
            ("账户状态", "05", "账户状态应为"),
            ("封存日期", "2026-01-05", "正常的不能有"),
            ("开户日期", "昨天", "应是日期"),
            ("开户日期", "2026-10-11", "今天以前"),
            ("本年余额", "-1", "不能是负数"),
            ("结转起息日", "", "有余额就要有起息日"),
        ],
    )
    def test_each_fault_is_told_by_row_and_column_and_nothing_is_written(
        self, employer: EmployerAccount, column: str, value: str, words: str
    ) -> None:
        lines = rows(employer)
        lines[0][column] = value
        with pytest.raises(TakeOverFaulty) as refusal:
            take(file_of(lines))
        (fault,) = [error for error in refusal.value.errors if error.row == 2]
        assert fault.column == column and words in fault.message
        assert not PersonalAccount.objects.exists() and not TakeOver.objects.exists()

    def test_a_day_without_a_balance_is_a_fault(self, employer: EmployerAccount) -> None:
        lines = rows(employer)
        lines[0]["本年余额"] = "0"
        with pytest.raises(TakeOverFaulty, match="没有余额就不填"):
            take(file_of(lines))

    def test_twice_in_a_file_and_no_such_list_are_refused(self, employer: EmployerAccount) -> None:
        lines = rows(employer)
        lines[1] |= {"原个人账号": lines[0]["原个人账号"], "证件号码": lines[0]["证件号码"]}
        with pytest.raises(TakeOverFaulty) as refusal:
            take(file_of(lines))
        assert [(error.row, error.column) for error in refusal.value.errors] == [(3, "原个人账号"), (3, "证件号码")]
        with pytest.raises(FileRefused, match="缺少列"):
            take("姓名\n张三".encode())

    def test_an_employer_that_declares_here_already_and_a_person_of_another_name_are_refused(
        self, employer: EmployerAccount, other: EmployerAccount
    ) -> None:
        world.declared(other, world.list_file(other, {"陈九": 600_000}))
        lines = rows(employer)
        lines[0]["单位账号"] = other.number
        people.qian_qi()
        lines[1]["姓名"] = "钱八"
        with pytest.raises(TakeOverFaulty) as refusal:
            take(file_of(lines))
        assert [(error.row, error.column) for error in refusal.value.errors] == [(2, "单位账号"), (3, "姓名")]


@pytest.mark.django_db
class TestCommand:
    """The command rehearses, takes over, and says what is wrong."""

    def test_a_rehearsal_writes_nothing(
        self, employer: EmployerAccount, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        path = tmp_path / "people.csv"
        path.write_bytes(file_of(rows(employer)))
        call_command("take_over", str(path), "--count", "2", "--sum", "20000.00", "--rehearse")
        said = capsys.readouterr().out
        assert f"{employer.number}\t2\t20,000.00" in said and "2026-09-10\t3,000.00" in said and "试接收通过" in said
        assert not PersonalAccount.objects.exists()
        with pytest.raises(CommandError, match="相差 -1"):
            call_command("take_over", str(path), "--count", "3", "--sum", "20000.00", "--rehearse")
        with pytest.raises(CommandError, match="相差 -1"):
            call_command("take_over", str(path), "--count", "3", "--sum", "20000.00")
        with pytest.raises(CommandError):
            call_command("take_over", str(path), "--count", "2", "--sum", "二万")
        call_command("take_over", str(path), "--count", "2", "--sum", "20000.00")
        assert "已接收 2 人、1 家单位，余额合计 20,000.00 元" in capsys.readouterr().out

    def test_faults_of_the_file_are_told_by_a_rehearsal(self, employer: EmployerAccount, tmp_path: Path) -> None:
        path = tmp_path / "people.csv"
        path.write_bytes(file_of([{**rows(employer)[0], "账户状态": "05"}]))
        with pytest.raises(CommandError, match="2\t账户状态\t05"):
            call_command("take_over", str(path), "--count", "1", "--sum", "15000.00", "--rehearse")

    def test_the_report_shows_old_and_new_numbers(self, employer: EmployerAccount) -> None:
        done = take(file_of(rows(employer)))
        accountant = people.browser(people.sun_ba())
        assert "20,000.00" in pages.said(accountant, reverse("deposits:counter_takeovers"))
        page = pages.said(accountant, reverse("deposits:counter_takeover", args=[done.pk]))
        assert "990318000001" in page and PersonalAccount.objects.get(person__name="张三").number in page
        address = reverse("deposits:counter_takeover", args=[done.pk]) + "?export=xlsx"
        assert accountant.get(address).status_code == 200
