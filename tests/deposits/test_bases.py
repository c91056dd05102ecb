"""Bases to come: one by one, in the yearly file, laid on the accounts when their month is next, put back, withdrawn."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date

import pytest
import xlsxwriter
from django.db import transaction
from django.test import Client

from accounts import operations as accounts
from common.errors import WrongState
from deposits import operations, queries
from deposits.files import bases as files
from deposits.files.columns import FileRefused
from deposits.files.typed import TypedLine
from deposits.models import BaseBatch, BaseChange, EmployerAccount, PersonalAccount
from deposits.operations import BaseAsBefore, BatchStale, NotPaying, NotWaitingAnyMore
from deposits.rules import BaseOutOfRange
from deposits.rules import bases as rules
from deposits.rules.bases import MonthFar, MonthPast, OftenEnough
from deposits.states import BaseChannel, BatchStatus, ChangeKind
from desk.models import Case
from desk.operations import Spot
from notifications.models import Message
from tests import make, people
from tests.deposits import world
from tests.deposits.lists import at_once, line, next_list
from tests.deposits.pages import clerk, file, said, text_of
from tests.deposits.test_attacks import same_people

pytestmark = pytest.mark.django_db

AT = make.AT


def change(
    name: str, month: str, base_fen: int, *, by: people.User | None = None, asked: Spot | None = None
) -> BaseChange:
    """Another base for one of the people."""
    return operations.change_base(
        account_id=world.account_of(name).pk,
        month=month,
        base_fen=base_fen,
        by=by or people.wang_wu(),
        at=AT,
        asked=asked,
    )


def now(name: str) -> tuple[int, int, int]:
    """Base and parts of one of the people."""
    found = PersonalAccount.objects.get(person__name=name)
    return found.base_fen, found.employer_part_fen, found.employee_part_fen


def acting_clerk() -> people.User:
    """李四 as a clerk."""
    return people.User.objects.get(person__name="李四", door="CLERK")


# --- rules


@pytest.mark.parametrize(
    ("on", "earliest", "month"),
    [
        (date(2026, 10, 10), "202610", "202610"),
        (date(2026, 6, 20), "202606", "202607"),
        (date(2026, 5, 1), "202604", "202607"),
        (date(2026, 4, 30), "202604", "202604"),
        (date(2027, 1, 5), "202612", "202612"),
        (date(2026, 7, 1), "202605", "202607"),
    ],
)
def test_the_yearly_adjustment_holds_from_july_or_the_first_month_still_open(
    on: date, earliest: str, month: str
) -> None:
    assert rules.yearly_month(on, earliest) == month


def test_a_wage_is_drawn_to_the_limits_and_says_to_which() -> None:
    assert rules.adjusted(3_600_000, 223_000, 3_050_500) == rules.Adjusted(3_050_500, "cap")
    assert rules.adjusted(150_000, 223_000, 3_050_500) == rules.Adjusted(223_000, "floor")
    assert rules.adjusted(223_000, 223_000, 3_050_500) == rules.Adjusted(223_000)
    assert rules.adjusted(3_050_500, 223_000, 3_050_500) == rules.Adjusted(3_050_500)


def test_a_month_is_neither_past_nor_a_year_away() -> None:
    assert rules.earliest_month("202610", None) == "202610"
    assert rules.earliest_month("202610", "202610") == "202611"
    assert rules.check_month("202710", "202610") == "202710"
    with pytest.raises(MonthPast, match="最早可从 2026 年 10 月起"):
        rules.check_month("202609", "202610")
    with pytest.raises(MonthFar):
        rules.check_month("202711", "202610")


# --- one person


def test_a_base_for_the_next_month_holds_at_once_and_leaves_its_case(employer: EmployerAccount) -> None:
    world.allocated(employer)
    made = change("张三", "202611", 700_000, asked=Spot(papers_seen=True))
    assert made.applied_at == AT
    assert now("张三") == (700_000, 84_000, 84_000)
    assert made.before_fen == 843_756
    case = Case.objects.get()
    assert (case.kind.code, case.person) == ("base_change", world.account_of("张三").person)
    event = world.account_of("张三").events.latest("id")
    assert (event.action, event.note, event.month) == ("change_base", "843756 → 700000", "202611")
    told = Message.objects.filter(template__event="base_changed", channel="INBOX").get()
    assert told.person is not None and told.person.name == "张三"


def test_a_base_to_come_waits_until_the_month_before_is_paid(employer: EmployerAccount) -> None:
    waiting = world.declared(employer)
    with pytest.raises(MonthPast):
        change("陈一", "202610", 700_000)
    change("陈一", "202611", 700_000)
    change("陈一", "202612", 800_000)
    assert now("陈一") == (600_000, 72_000, 72_000)
    world.pay(waiting)
    assert now("陈一") == (700_000, 84_000, 84_000)
    lines = [line(employer, name, ChangeKind.NORMAL) for name in world.BASES]
    world.pay(world.declared(employer, next_list(employer, "202611", *lines)), serial="JH2")
    assert now("陈一") == (800_000, 96_000, 96_000)
    assert not queries.bases_to_come(world.account_of("陈一")).exists()


def test_what_is_to_come_stands_on_ones_own_page(employer: EmployerAccount) -> None:
    world.declared(employer)
    owner = people.browser(people.zhang_san())
    assert "将要生效" not in said(owner, "/portal/")
    change("张三", "202612", 700_000)
    page = said(owner, "/portal/")
    assert "2026 年 12 月起，缴存基数 7,000.00 元" in page and "撤回" not in page


def test_a_reversed_month_puts_the_base_back_until_it_is_paid_again(employer: EmployerAccount) -> None:
    first = world.declared(employer)
    change("陈一", "202611", 700_000)
    world.pay(first)
    assert now("陈一")[0] == 700_000
    operations.reverse_list(list_id=first.pk, reason="申报错误", by=people.zhao_liu(), at=AT)
    assert now("陈一") == (600_000, 72_000, 72_000)
    assert BaseChange.objects.get().is_waiting
    again = world.declared(
        employer, next_list(employer, "202610", *(line(employer, n, ChangeKind.NORMAL) for n in world.BASES))
    )
    assert again.items.get(account=world.account_of("陈一")).base_fen == 600_000


def test_who_has_left_meanwhile_keeps_the_base_and_the_row_says_why(employer: EmployerAccount) -> None:
    world.allocated(employer)
    change("陈一", "202612", 700_000)
    operations.seal(account_id=world.account_of("陈一").pk, reason="离职", by=people.wang_wu(), at=AT)
    lines = [line(employer, name, ChangeKind.NORMAL) for name in ("张三", "陈二")]
    world.pay(world.declared(employer, next_list(employer, "202611", *lines)), serial="JH2")
    assert now("陈一")[0] == 600_000
    made = BaseChange.objects.get()
    assert (made.applied_at, made.note) == (None, "账户已不在本单位缴存")


@pytest.mark.parametrize(
    ("base_fen", "said_so"), [(222_999, "低于下限 2,230.00 元"), (3_050_501, "高于上限 30,505.00 元")]
)
def test_a_base_beyond_the_limits_is_refused_with_the_limit(
    employer: EmployerAccount, base_fen: int, said_so: str
) -> None:
    world.allocated(employer)
    with pytest.raises(BaseOutOfRange, match=said_so):
        change("张三", "202611", base_fen)
    change("张三", "202611", 223_000)
    change("陈一", "202611", 3_050_500)
    assert now("陈一") == (3_050_500, 366_100, 366_100)


def test_the_limits_are_those_of_the_month_the_base_holds_from(employer: EmployerAccount) -> None:
    make.parameter("contribution_floor_fen", "240000", date(2026, 12, 1))
    world.allocated(employer)
    with pytest.raises(BaseOutOfRange, match="低于下限 2,400.00 元"):
        change("张三", "202612", 230_000)
    change("张三", "202611", 230_000)


def test_the_same_base_is_no_change_and_a_sealed_account_has_none(employer: EmployerAccount) -> None:
    world.allocated(employer)
    with pytest.raises(BaseAsBefore):
        change("陈一", "202611", 600_000)
    operations.seal(account_id=world.account_of("陈一").pk, reason="离职", by=people.wang_wu(), at=AT)
    with pytest.raises(NotPaying):
        change("陈一", "202611", 700_000)


def test_a_clerk_changes_a_base_once_a_fund_year_and_a_window_always(employer: EmployerAccount) -> None:
    world.allocated(employer)
    change("张三", "202611", 700_000, by=acting_clerk())
    with pytest.raises(OftenEnough, match="2026 年 11 月"):
        change("张三", "202612", 710_000, by=acting_clerk())
    change("张三", "202612", 710_000)
    # A new fund year is a new chance.
    change("张三", "202707", 720_000, by=acting_clerk())
    make.parameter("base_changes_online", "2")
    change("张三", "202701", 730_000, by=acting_clerk())


def test_what_waits_for_the_same_month_is_replaced_and_may_be_taken_back(employer: EmployerAccount) -> None:
    world.allocated(employer)
    first = change("张三", "202612", 700_000, by=acting_clerk())
    second = change("张三", "202612", 710_000, by=acting_clerk())
    first.refresh_from_db()
    assert first.ended_at == AT and second.is_waiting
    operations.withdraw_base(change_id=second.pk, by=acting_clerk(), at=AT)
    with pytest.raises(NotWaitingAnyMore):
        operations.withdraw_base(change_id=second.pk, by=acting_clerk(), at=AT)
    assert Message.objects.filter(template__event="base_change_withdrawn", channel="INBOX").count() == 1
    # What never took effect does not count as the change of the year.
    change("张三", "202612", 720_000, by=acting_clerk())


# --- the yearly file


def ten_percent(account: EmployerAccount) -> TypedLine:
    """A line of 张三 as he pays now, whatever the rates."""
    own = PersonalAccount.objects.get(person__name="张三")
    made = line(account, "张三", ChangeKind.NORMAL)
    return replace(made, employer_fen=own.employer_part_fen, employee_fen=own.employee_part_fen)


def wages(employer: EmployerAccount, *rows: tuple[object, ...], above: bool = True) -> bytes:
    """A yearly file of (name, wage)."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    if above:
        sheet.write_row(0, 0, ["单位账号", employer.number])
    sheet.write_row(1, 0, ["序号", "个人账号", "姓名", "上年月平均工资（元）"])
    for place, (name, wage) in enumerate(rows):
        number = PersonalAccount.objects.filter(person__name=name).values_list("number", flat=True).first() or "9"
        sheet.write_row(place + 2, 0, [place + 1, number, name, wage])
    book.close()
    return out.getvalue()


def batch(employer: EmployerAccount, content: bytes, by: people.User | None = None) -> BaseBatch:
    """A yearly file taken in."""
    return operations.upload_bases(
        employer_account_id=employer.pk, name="调基.xlsx", content=content, by=by or acting_clerk(), at=AT
    )


def test_the_yearly_file_changes_everybody_and_draws_wages_to_the_limits(employer: EmployerAccount) -> None:
    world.allocated(employer)
    found = batch(employer, wages(employer, ("张三", 36000), ("陈一", 1500.5), ("陈二", 5000.01)))
    assert (found.status, found.person_count, found.changed_count, found.clamped_count) == ("CHECKED", 3, 2, 2)
    assert found.month == "202611"
    operations.confirm_bases(batch_id=found.pk, by=acting_clerk(), at=AT, asked=Spot(for_employer=True))
    assert now("张三") == (3_050_500, 366_100, 366_100)
    assert now("陈一") == (223_000, 26_800, 26_800)
    assert now("陈二") == (500_001, 60_000, 60_000)
    assert [row.account.person.name for row in queries.clamped_of(found)] != []
    assert {row.asked_fen for row in queries.clamped_of(found)} == {3_600_000, 150_050}
    case = Case.objects.get()
    assert (case.kind.code, case.employer) == ("base_change", employer.employer)
    assert Message.objects.filter(template__event="base_changed", channel="INBOX").count() == 2
    with pytest.raises(WrongState, match="不能执行此操作"):
        operations.confirm_bases(batch_id=found.pk, by=acting_clerk(), at=AT)


def test_a_yearly_file_with_a_fault_changes_nobody_and_tells_every_fault(employer: EmployerAccount) -> None:
    world.allocated(employer)
    rows = [("张三", "很多"), ("陈一", ""), ("陈一", 6100), ("赵钱", 5000), ("陈二", -1)]
    found = batch(employer, wages(employer, *rows))
    assert found.status == BatchStatus.FAULTY
    told = [(each["row"], each["column"]) for each in found.errors]
    assert told == [
        (3, "上年月平均工资"),
        (4, "上年月平均工资"),
        (5, "个人账号"),
        (6, "个人账号"),
        (7, "上年月平均工资"),
    ]
    assert not BaseChange.objects.exists()
    with pytest.raises(WrongState, match="不能执行此操作"):
        operations.confirm_bases(batch_id=found.pk, by=acting_clerk(), at=AT)


def test_a_file_of_another_employer_or_name_is_a_fault(employer: EmployerAccount, other: EmployerAccount) -> None:
    world.allocated(employer)
    found = batch(employer, wages(other, ("张三", 9000)))
    assert [each["column"] for each in found.errors] == ["单位账号"]
    number = world.account_of("张三").number
    content = f"个人账号,姓名,上年月平均工资\n{number},张四,9000\n".encode()
    assert [each["column"] for each in batch(employer, content).errors] == ["姓名"]


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", "个人账号,姓名\n".encode(), "个人账号,姓名,上年月平均工资\n".encode()]
)
def test_what_is_no_such_file_is_refused(employer: EmployerAccount, content: bytes) -> None:
    with pytest.raises(FileRefused):
        batch(employer, content)


def test_two_columns_of_one_name_are_refused() -> None:
    with pytest.raises(FileRefused, match="出现了两次"):
        files.find_headings([["个人账号", "姓名", "月平均工资", "上年月平均工资"]])


def test_a_wage_that_looks_like_ten_thousands_is_only_pointed_at(employer: EmployerAccount) -> None:
    world.allocated(employer)
    found = batch(employer, wages(employer, ("张三", 0.84)))
    assert (found.status, len(found.warnings)) == ("CHECKED", 1)


def test_the_file_is_judged_anew_when_it_is_confirmed(employer: EmployerAccount) -> None:
    world.allocated(employer)
    found = batch(employer, wages(employer, ("张三", 9000), ("陈一", 9000)))
    operations.seal(account_id=world.account_of("陈一").pk, reason="离职", by=people.wang_wu(), at=AT)
    with pytest.raises(BatchStale):
        operations.confirm_bases(batch_id=found.pk, by=acting_clerk(), at=AT)
    late = batch(employer, wages(employer, ("张三", 9000)))
    lines = [line(employer, name, ChangeKind.NORMAL) for name in ("张三", "陈二")]
    world.declared(employer, next_list(employer, "202611", *lines))
    with pytest.raises(BatchStale, match="2026 年 12 月"):
        operations.confirm_bases(batch_id=late.pk, by=acting_clerk(), at=AT)
    assert now("张三")[0] == 843_756


def test_what_waits_under_the_employer_before_makes_way_for_the_new_ones_file(
    employer: EmployerAccount, other: EmployerAccount
) -> None:
    world.allocated(employer)
    change("张三", "202612", 700_000)
    own = world.account_of("张三")
    operations.seal(account_id=own.pk, reason="离职", by=people.wang_wu(), at=AT)
    operations.unseal(account_id=own.pk, employer_account_id=other.pk, base_fen=600_000, by=people.wang_wu(), at=AT)
    world.declared(other, next_list(other, "202610", ten_percent(other)))
    world.pay(other.lists.get(), serial="JH9")
    world.declared(other, next_list(other, "202611", ten_percent(other)))
    found = batch(other, wages(other, ("张三", 9000)), by=people.wang_wu())
    assert found.month == "202612"
    operations.confirm_bases(batch_id=found.pk, by=people.wang_wu(), at=AT)
    assert queries.bases_to_come(own).get().base_fen == 900_000


def test_who_was_changed_online_this_year_keeps_that_base_in_the_clerks_file(employer: EmployerAccount) -> None:
    world.allocated(employer)
    change("张三", "202611", 700_000, by=acting_clerk())
    assert [e["row"] for e in batch(employer, wages(employer, ("张三", 9000))).errors] == [3]
    assert batch(employer, wages(employer, ("张三", 7000))).status == BatchStatus.CHECKED
    assert batch(employer, wages(employer, ("张三", 9000)), by=people.wang_wu()).status == BatchStatus.CHECKED
    assert BaseChange.objects.get().channel == BaseChannel.ONLINE


def test_the_file_replaces_what_waits_for_its_month(employer: EmployerAccount) -> None:
    waiting = world.declared(employer)
    make.parameter("base_changes_online", "5")
    change("张三", "202611", 700_000, by=acting_clerk())
    found = batch(employer, wages(employer, ("张三", 8437.56), ("陈一", 9000)))
    operations.confirm_bases(batch_id=found.pk, by=acting_clerk(), at=AT)
    assert not queries.bases_to_come(world.account_of("张三")).exists()
    world.pay(waiting)
    assert (now("张三")[0], now("陈一")[0]) == (843_756, 900_000)


def test_a_file_is_given_up_and_its_bytes_are_dropped_with_time(employer: EmployerAccount) -> None:
    world.allocated(employer)
    found = batch(employer, wages(employer, ("张三", 9000)))
    operations.discard_bases(batch_id=found.pk, by=acting_clerk(), at=AT)
    operations.drop_old_contents(at=AT.replace(year=2027))
    found.refresh_from_db()
    assert bytes(found.content) == b""


# --- pages


def test_the_clerk_goes_from_the_people_to_a_new_base_and_back(employer: EmployerAccount) -> None:
    world.allocated(employer)
    browser, account = clerk(), world.account_of("张三")
    assert f"/employer/people/{account.pk}/" in said(browser, "/employer/people/")
    url = f"/employer/people/{account.pk}/base/"
    assert "最早 2026 年 11 月" in said(browser, url)
    assert "低于下限" in text_of(browser, url, {"base": "100", "month": "2026-11"})
    page = text_of(browser, url, {"base": "9000", "month": "2026-12"})
    assert "9,000.00 元" in page and "撤回" in page
    made = BaseChange.objects.get()
    assert made.channel == BaseChannel.ONLINE
    assert "已撤回" in text_of(browser, f"/employer/base-changes/{made.pk}/withdraw/", {})
    assert Case.objects.get().channel == "EMPLOYER"


def test_the_window_changes_a_base_with_the_papers_seen(employer: EmployerAccount) -> None:
    world.allocated(employer)
    teller, account = people.browser(people.wang_wu()), world.account_of("张三")
    url = f"/counter/accounts/{account.pk}/base/"
    answers = {"base": "9000", "month": "2026-12", "asks": "EMPLOYER"}
    assert "请先核验材料原件" in text_of(teller, url, answers)
    page = text_of(teller, url, {**answers, "seen": "on"})
    assert "9,000.00 元" in page
    made = BaseChange.objects.get()
    page = text_of(teller, f"/counter/base-changes/{made.pk}/withdraw/", {})
    assert "撤回基数调整" in page


@pytest.mark.parametrize("side", ["employer", "counter"])
def test_the_yearly_file_from_template_to_confirmation(employer: EmployerAccount, side: str) -> None:
    world.allocated(employer)
    browser = clerk() if side == "employer" else people.browser(people.wang_wu())
    here = "/employer/bases/" if side == "employer" else f"/counter/employers/{employer.employer_id}/bases/"
    assert "30,505.00" in said(browser, here)
    template = browser.get(f"{here}template.xlsx")
    assert template.status_code == 200 and template.content.startswith(b"PK")
    # The template itself has no wages yet: every line is a fault, marked in the file given back.
    page = browser.post(here, {"file": file(template.content, "a.xlsx")}, follow=True).content.decode()
    assert "有 3 处要改" in page
    faulty = BaseBatch.objects.get()
    assert browser.get(f"/{side}/bases/{faulty.pk}/marked.xlsx").content.startswith(b"PK")
    good = wages(employer, ("张三", 36000), ("陈一", 6500))
    page = browser.post(here, {"file": file(good, "b.xlsx")}, follow=True).content.decode()
    assert "按上下限执行" in page and "36,000.00" in page and "1 人" in page
    ready = BaseBatch.objects.latest("id")
    url = f"/{side}/bases/{ready.pk}/"
    assert browser.get(f"{url}clamped.xlsx").status_code == 200
    if side == "counter":
        assert "请先核验材料原件" in text_of(browser, f"{url}confirm/", {})
    assert "的基数从" in text_of(browser, f"{url}confirm/", {"seen": "on"})
    assert browser.get(f"{url}clamped.xlsx").status_code == 200
    assert now("张三")[0] == 3_050_500
    assert "已放弃" in text_of(browser, f"/{side}/bases/{faulty.pk}/discard/", {})
    assert "没有调整基数" in said(browser, f"/{side}/bases/{faulty.pk}/")


def test_the_next_list_takes_the_new_base_and_refuses_the_old(employer: EmployerAccount) -> None:
    world.allocated(employer)
    change("张三", "202611", 700_000)
    old = same_people(employer, "202611").decode().replace("7000.00", "8437.56").replace("840.00", "1013.00")
    assert world.upload(employer, old.encode()).status == "FAULTY"
    assert (
        world.declared(employer, same_people(employer, "202611")).items.get(account=world.account_of("张三")).base_fen
        == 700_000
    )


def test_a_clerk_of_another_employer_finds_nothing_of_it(employer: EmployerAccount, other: EmployerAccount) -> None:
    world.allocated(employer)
    change("张三", "202612", 700_000)
    found = batch(employer, wages(employer, ("张三", 9000)))
    stranger = as_clerk_of(other)
    made = BaseChange.objects.get()
    assert stranger.post(f"/employer/base-changes/{made.pk}/withdraw/").status_code == 404
    for page in ("", "marked.xlsx", "clamped.xlsx"):
        assert stranger.get(f"/employer/bases/{found.pk}/{page}").status_code == 404, page
    for act in ("confirm/", "discard/"):
        assert stranger.post(f"/employer/bases/{found.pk}/{act}").status_code == 404, act


def as_clerk_of(account: EmployerAccount) -> Client:
    """A browser of 钱七, who acts for this employer."""
    person_id = people.qian_qi().person_id
    accounts.authorise_clerk(
        employer_id=account.employer_id, person_id=person_id, mandate="授权书", by=people.wang_wu(), at=AT
    )
    with transaction.atomic():
        user = accounts.open_door(person_id=person_id, door="CLERK", password=people.PASSWORD, by=None, at=AT)
    return people.browser(user)


@pytest.mark.django_db(transaction=True)
def test_two_confirm_a_file_at_once_and_it_holds_once(employer: EmployerAccount) -> None:
    world.allocated(employer)
    found, by = batch(employer, wages(employer, ("张三", 9000), ("陈一", 9000))), acting_clerk()
    done = at_once(*[lambda: operations.confirm_bases(batch_id=found.pk, by=by, at=AT)] * 2)
    assert sorted(isinstance(each, WrongState) for each in done) == [False, True]
    assert BaseChange.objects.count() == 2
