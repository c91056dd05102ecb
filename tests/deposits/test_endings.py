"""Employers that merge, split and close: all people at once, with every guard and its sentence."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import EmployerClerk
from bank import queries as bank
from common.errors import WrongState
from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, EmployerEnding, PersonalAccount
from deposits.operations import endings
from deposits.operations.endings import Ending
from deposits.queries import endings as ending_queries
from deposits.states import ChangeKind, EmployerAccountStatus, EndingKind, PersonalAccountStatus
from desk.models import Case
from desk.states.cases import CaseStatus, Channel
from notifications.models import Message
from policy import queries as policy_queries
from tests import make, people
from tests.deposits import world
from tests.deposits.corrections import NOW, agree
from tests.deposits.lists import line, next_list
from tests.deposits.pages import clerk, said, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(employer: EmployerAccount) -> EmployerAccount:
    """October is allocated: 张三, 陈一 and 陈二 pay 12 % each side."""
    world.allocated(employer)
    employer.refresh_from_db()
    return employer


@pytest.fixture
def school(paid: EmployerAccount, other: EmployerAccount) -> EmployerAccount:
    """Another employer, 10 % each side, with October allocated as well."""
    remittance = world.declared(other, world.list_file(other, {"钱一": 600_000}))
    world.pay(remittance, serial="S1")
    other.refresh_from_db()
    return other


@pytest.fixture
def holding(paid: EmployerAccount) -> EmployerAccount:
    """The centre's holding employer."""
    account = world.employer_account("集中封存户", world.SCHOOL)
    endings.set_holding_employer(employer_account_id=account.pk, by=people.zhao_liu(), at=NOW)
    account.refresh_from_db()
    return account


def ask(account: EmployerAccount, kind: EndingKind, into: EmployerAccount | None = None, **facts: object) -> Case:
    asked = Ending(kind=kind, reason="批文 2026-1", into_id=into.pk if into else None, **facts)  # type: ignore[arg-type]
    return endings.ask_ending(
        employer_account_id=account.pk, ending=asked, channel=Channel.WINDOW, by=people.wang_wu(), at=NOW
    )


def seal_all(account: EmployerAccount) -> None:
    for each in PersonalAccount.objects.filter(employer_account=account, status=PersonalAccountStatus.NORMAL):
        operations.seal(account_id=each.pk, reason="解散", by=people.wang_wu(), at=NOW)


def whys(account: EmployerAccount) -> str:
    return "".join(ending_queries.why_not_close(account, policy_queries.book_date(), is_bankrupt=False))


# --- merger


def test_all_people_and_the_suspense_go_over_and_the_employer_is_closed(
    paid: EmployerAccount, school: EmployerAccount
) -> None:
    world.receive(5_000, remark=paid.number, serial="X1")
    operations.seal(account_id=world.account_of("陈二").pk, reason="离职", by=people.wang_wu(), at=NOW)
    case = agree(ask(paid, EndingKind.MERGER, school))
    assert case.status == CaseStatus.DONE
    for account in (paid, school):
        account.refresh_from_db()
    assert paid.status == EmployerAccountStatus.CLOSED
    assert set(school.personal_accounts.values_list("person__name", "status")) == {
        ("张三", "01"),
        ("陈一", "01"),
        ("陈二", "02"),
        ("钱一", "01"),
    }
    one, two = world.account_of("陈一"), world.account_of("陈二")
    assert (one.employer_part_fen, one.employee_part_fen) == (60_000, 60_000)  # 6,000.00 × 10 %
    assert two.employer_part_fen == 60_000  # 5,000.01 × 12 %: who is sealed keeps what was
    assert one.paid_through == "202610"
    assert (bank.free_suspense_fen(paid.employer_id), bank.free_suspense_fen(school.employer_id)) == (0, 5_000)
    assert bank.suspense_check().book_fen == bank.suspense_check().items_fen
    assert not EmployerClerk.objects.filter(employer=paid.employer, ended_at=None).exists()
    assert "单位合并" in one.events.get(action="change_employer").note
    assert Message.objects.filter(person=one.person, body__contains="龙山区实验小学").exists()
    rows = [line(school, name, ChangeKind.NORMAL) for name in ("张三", "陈一", "钱一")]
    assert rows[0].base_fen == 843_756
    assert not queries.standing(paid, make.AT.date()).due
    with pytest.raises(operations.EmployerNotActive):
        world.upload(paid, world.list_file(paid, {"新来": 500_000}))


def test_both_must_be_paid_to_the_same_month_and_nothing_may_wait(
    paid: EmployerAccount, other: EmployerAccount
) -> None:
    with pytest.raises(endings.CannotEnd, match="月份不一样"):
        ask(paid, EndingKind.MERGER, other)
    with pytest.raises(endings.CannotEnd, match="另一个单位"):
        ask(paid, EndingKind.MERGER, paid)
    world.declared(other, world.list_file(other, {"钱一": 600_000}))
    with pytest.raises(endings.CannotEnd, match="龙山区实验小学”有清册正在等候到账"):
        ask(paid, EndingKind.MERGER, other)
    rows = [line(paid, name, ChangeKind.NORMAL) for name in world.BASES]
    world.declared(paid, next_list(paid, "202611", *rows))
    with pytest.raises(endings.CannotEnd, match="^有清册正在等候到账"):
        ask(paid, EndingKind.MERGER, other)


def test_what_changes_before_it_is_agreed_to_stops_it(paid: EmployerAccount, school: EmployerAccount) -> None:
    case = ask(paid, EndingKind.MERGER, school)
    rows = [line(paid, name, ChangeKind.NORMAL) for name in world.BASES]
    world.declared(paid, next_list(paid, "202611", *rows))
    assert agree(case).status == CaseStatus.IN_EXECUTION
    paid.refresh_from_db()
    assert paid.status == EmployerAccountStatus.NORMAL
    assert paid.personal_accounts.count() == 3


# --- split


def test_only_those_named_go_to_the_new_employer(paid: EmployerAccount, school: EmployerAccount) -> None:
    chosen = [world.account_of("陈一").pk]
    assert agree(ask(paid, EndingKind.SPLIT, school, people=chosen)).status == CaseStatus.DONE
    assert world.account_of("陈一").employer_account_id == school.pk
    assert world.account_of("张三").employer_account_id == paid.pk
    paid.refresh_from_db()
    assert paid.status == EmployerAccountStatus.NORMAL
    assert EmployerEnding.objects.get().moved == 1
    with pytest.raises(endings.CannotEnd, match="请核对名单"):
        ask(paid, EndingKind.SPLIT, school, people=chosen)
    with pytest.raises(endings.CannotEnd, match="请核对名单"):
        ask(paid, EndingKind.SPLIT, school)


# --- closing


def test_each_thing_that_forbids_a_closing_has_its_sentence(paid: EmployerAccount) -> None:
    world.receive(5_000, remark=paid.number, serial="X1")
    assert "还有 3 名职工正常缴存" in whys(paid)
    assert "暂收款" in whys(paid)
    seal_all(paid)
    assert "正常缴存" not in whys(paid)
    assert "集中封存户" in whys(paid)
    EmployerAccount.objects.filter(pk=paid.pk).update(paid_through="202607")
    paid.refresh_from_db()
    assert "从 2026 年 8 月起欠缴" in whys(paid)
    bankrupt = ending_queries.why_not_close(paid, policy_queries.book_date(), is_bankrupt=True)
    assert not any("欠缴" in why for why in bankrupt)
    with pytest.raises(endings.CannotEnd):
        ask(paid, EndingKind.CLOSING)


def test_who_is_left_goes_to_the_holding_employer_after_twenty_days(
    paid: EmployerAccount, holding: EmployerAccount
) -> None:
    seal_all(paid)
    case = agree(ask(paid, EndingKind.CLOSING))
    assert case.status == CaseStatus.DONE
    ending = EmployerEnding.objects.get()
    paid.refresh_from_db()
    assert paid.status == EmployerAccountStatus.SEALED
    assert ending.until == policy_queries.book_date() + timedelta(days=20)
    assert not EmployerClerk.objects.filter(employer=paid.employer, ended_at=None).exists()
    assert ending_queries.endings_to_finish(ending.until) == []
    assert tasks.finish_closings() == 0
    EmployerEnding.objects.update(until=policy_queries.book_date() - timedelta(days=1))
    assert tasks.finish_closings() == 1
    assert tasks.finish_closings() == 0
    assert endings.finish_closing(ending_id=ending.pk, at=NOW) == 0
    paid.refresh_from_db()
    assert paid.status == EmployerAccountStatus.CLOSED
    assert holding.personal_accounts.filter(status=PersonalAccountStatus.SEALED).count() == 3
    with pytest.raises(endings.CannotEnd, match="已销户"):
        ask(paid, EndingKind.CLOSING)


def test_an_employer_without_people_is_closed_at_once(employer: EmployerAccount) -> None:
    EmployerAccount.objects.filter(pk=employer.pk).update(first_month="202612")
    assert agree(ask(employer, EndingKind.CLOSING)).status == CaseStatus.DONE
    employer.refresh_from_db()
    assert employer.status == EmployerAccountStatus.CLOSED


def test_the_holding_employer_is_one_is_empty_and_never_ends(paid: EmployerAccount, holding: EmployerAccount) -> None:
    assert ending_queries.holding_employer() == holding
    with pytest.raises(endings.NotEmpty):
        endings.set_holding_employer(employer_account_id=paid.pk, by=people.zhao_liu(), at=NOW)
    assert "集中封存户，不能办理" in whys(holding)
    assert not queries.standing(holding, make.AT.date()).due


def test_only_an_empty_employer_becomes_the_holding_one(paid: EmployerAccount) -> None:
    with pytest.raises(endings.NotEmpty):
        endings.set_holding_employer(employer_account_id=paid.pk, by=people.zhao_liu(), at=NOW)


# --- pages


def test_the_pages_take_each_of_them_in(paid: EmployerAccount, school: EmployerAccount) -> None:
    client = people.browser(people.wang_wu())
    page = said(client, reverse("deposits:counter_endings_of", args=[paid.employer_id]))
    assert "还有 3 名职工正常缴存" in page
    address = reverse("deposits:counter_merger", args=[paid.employer_id])
    answers = {"number": school.number, "reason": "批文", "seen": "on"}
    assert "没有这个单位账号" in text_of(client, address, {**answers, "number": "99999999"})
    split = reverse("deposits:counter_split", args=[paid.employer_id])
    assert "不存在或已销户" in text_of(client, split, {**answers, "numbers": "299999999999"})
    assert "请填写转出职工" in text_of(client, split, dict(answers))
    assert "单位分立" in text_of(client, split, {**answers, "numbers": world.account_of("陈一").number})
    assert "正在办理" in text_of(client, address, answers)
    assert Case.objects.get(kind__code="employer_split").status == CaseStatus.ACCEPTED
    closing = reverse("deposits:counter_closing", args=[paid.employer_id])
    assert "正常缴存" in text_of(client, closing, {"reason": "解散", "seen": "on"})


def test_a_clerk_sees_what_is_left_to_do_and_asks(paid: EmployerAccount, holding: EmployerAccount) -> None:
    client = clerk()
    assert "还有 3 名职工正常缴存" in said(client, "/employer/closing/")
    assert "正常缴存" in text_of(client, "/employer/closing/", {"reason": "解散"})
    seal_all(paid)
    assert "已提交，办件编号" in text_of(client, "/employer/closing/", {"reason": "解散"})
    assert Case.objects.get(kind__code="employer_closing").status == CaseStatus.SUBMITTED


def test_the_reviewer_sets_the_holding_employer(other: EmployerAccount) -> None:
    client = people.browser(people.zhao_liu())
    page = said(client, reverse("deposits:counter_endings_of", args=[other.employer_id]))
    assert "设为集中封存户" in page
    address = reverse("deposits:counter_hold_accounts", args=[other.employer_id])
    assert "已设为集中封存户" in text_of(client, address, {})
    assert "已经设立" in text_of(client, address, {})


def test_a_closed_employer_moves_no_more(employer: EmployerAccount) -> None:
    EmployerAccount.objects.filter(pk=employer.pk).update(status=EmployerAccountStatus.CLOSED)
    with pytest.raises((endings.NotEmpty, WrongState)):
        endings.set_holding_employer(employer_account_id=employer.pk, by=people.zhao_liu(), at=NOW)
