"""Back payment and advance: reckoned month by month, declared, paid, explained, undone; and what is refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.urls import reverse

from bank import queries as bank
from common.errors import WrongState
from common.states import lock
from deposits import operations, queries
from deposits.files.back import TypedBack, write_back_template, write_typed_back
from deposits.files.columns import FileRefused
from deposits.models import (
    EmployerAccount,
    PayrollUpload,
    PersonalAccount,
    RemittanceItem,
    RemittanceList,
    RemittanceMonth,
    TermsChange,
)
from deposits.operations import back
from deposits.queries import back as back_queries
from deposits.rules.freezes import Order
from deposits.states import ChangeKind, FreezeKind, ListPurpose, ListStatus, UploadStatus
from notifications.models import Message
from tests import make, people
from tests.deposits import world
from tests.deposits.lists import at_once, line, next_list
from tests.deposits.pages import clerk, file, said, text_of
from tests.deposits.test_terms import approved, reduction

pytestmark = pytest.mark.django_db
REASON = "基数少报"


@pytest.fixture
def paid(employer: EmployerAccount) -> EmployerAccount:
    """October is allocated: 张三, 陈一 and 陈二 pay."""
    world.allocated(employer)
    employer.refresh_from_db()
    return employer


def asked(name: str, first: str, last: str, base_fen: int, reason: str = REASON) -> TypedBack:
    return TypedBack(world.account_of(name).number, first, last, base_fen, reason)


def uploaded(account: EmployerAccount, *lines: TypedBack) -> PayrollUpload:
    content = write_typed_back(employer_number=account.number, lines=lines)
    return back.upload_back(employer_account_id=account.pk, name="补缴.csv", content=content, by=None, at=make.AT)


def declared(account: EmployerAccount, *lines: TypedBack) -> RemittanceList:
    return back.declare_back(upload_id=uploaded(account, *lines).pk, by=None, at=make.AT)


def faults(upload: PayrollUpload) -> Sequence[str]:
    assert upload.status == UploadStatus.FAULTY
    return [error["message"] for error in upload.errors]


def advance(account: EmployerAccount, count: int) -> RemittanceList:
    return back.declare_advance(employer_account_id=account.pk, count=count, by=None, at=make.AT)


# --- back payment


def test_an_under_declared_month_is_paid_back_and_explains_itself(paid: EmployerAccount) -> None:
    remittance = declared(paid, asked("陈一", "202610", "202610", 651_240))
    assert (remittance.purpose, remittance.business_code, remittance.month) == (ListPurpose.BACK, "02", "202610")
    assert remittance.total_fen == 2 * 6_100  # 6,512.40 × 12% → 781 a side, 720 were paid
    world.pay(remittance, serial="B1")
    assert remittance.status == ListStatus.ALLOCATED
    account = world.account_of("陈一")
    assert account.ledger_account.balance_fen == 144_000 + 12_200
    assert account.base_fen == 600_000  # the base itself is changed elsewhere
    entry = queries.recent_entries(account, 1)[0]
    assert entry.title == "补缴 2026 年 10 月"
    assert REASON in entry.why.line
    steps = dict(entry.why.steps)
    assert steps["2026 年 10 月"].startswith("基数 6,512.40，单位 12% 应缴 781.00、已缴 720.00、补 61.00")
    paid.refresh_from_db()
    assert (paid.paid_through, account.paid_through) == ("202610", "202610")
    assert Message.objects.filter(person=account.person, body__contains="补缴2026年10月").exists()


def test_months_never_declared_are_owed_whole_and_do_not_count_as_paid_in_time(paid: EmployerAccount) -> None:
    remittance = declared(paid, asked("陈一", "202607", "202609", 600_000, "漏缴"))
    assert remittance.total_fen == 3 * 144_000
    assert set(RemittanceMonth.objects.values_list("month", "counts")) == {
        ("202607", False),
        ("202608", False),
        ("202609", False),
    }
    world.pay(remittance, serial="B1")
    account = world.account_of("陈一")
    assert account.paid_through == "202610"
    every = {each.month: each.fen for each in queries.months_paid(account, "202610", 4)}
    assert every == dict.fromkeys(["202607", "202608", "202609", "202610"], 144_000)
    in_time = [each.fen for each in queries.months_paid(account, "202610", 4, in_time=True)]
    assert in_time == [0, 0, 0, 144_000]
    steps = dict(queries.recent_entries(account, 1)[0].why.steps)
    assert steps["连续缴存"] == "补缴的月份不计入连续缴存"
    assert queries.recent_entries(account, 1)[0].title == "补缴 2026 年 7 月至 9 月"


def test_each_side_and_month_goes_by_the_limits_of_its_day(paid: EmployerAccount) -> None:
    make.parameter("contribution_cap_fen", "500000")  # holds since January
    make.parameter("contribution_cap_fen", "3050500", valid_from=make.AT.date().replace(month=9, day=1))
    remittance = declared(paid, asked("陈一", "202608", "202609", 651_240))
    found = dict(RemittanceMonth.objects.values_list("month", "employer_fen"))
    assert found == {"202608": 60_000, "202609": 78_100}
    assert remittance.employer_fen == 138_100


def test_lines_of_one_person_become_one_line_of_the_list(paid: EmployerAccount) -> None:
    remittance = declared(
        paid,
        asked("陈一", "202608", "202608", 600_000),
        asked("张三", "202609", "202609", 843_756),
        asked("陈一", "202609", "202609", 700_000, "调薪漏报"),
    )
    assert remittance.person_count == 2
    item = RemittanceItem.objects.get(list=remittance, account=world.account_of("陈一"))
    assert item.total_fen == 144_000 + 168_000
    assert [each.reason for each in back_queries.months_of_item(item)] == [REASON, "调薪漏报"]


def test_what_is_paid_back_is_not_owed_again(paid: EmployerAccount) -> None:
    lines = asked("陈一", "202609", "202609", 600_000)
    first = declared(paid, lines)
    with pytest.raises(back.BackWaiting):
        declared(paid, asked("张三", "202609", "202609", 600_000))
    assert "没有要补的" in faults(uploaded(paid, lines))[0]  # declared counts as well
    world.pay(first, serial="B1")
    assert "没有要补的" in faults(uploaded(paid, lines))[0]
    assert uploaded(paid, asked("陈一", "202609", "202609", 700_000)).total_fen == 2 * 12_000


def test_an_old_check_is_reckoned_anew_when_it_is_declared(paid: EmployerAccount) -> None:
    early = uploaded(paid, asked("陈一", "202609", "202609", 700_000))
    world.pay(declared(paid, asked("陈一", "202609", "202609", 600_000)), serial="B1")
    with pytest.raises(operations.ListStale):
        back.declare_back(upload_id=early.pk, by=None, at=make.AT)
    gone = uploaded(paid, asked("陈一", "202609", "202609", 700_000))
    operations.discard_upload(upload_id=gone.pk, by=None, at=make.AT)
    with pytest.raises(WrongState):
        back.declare_back(upload_id=gone.pk, by=None, at=make.AT)


def test_every_fault_of_a_file_is_told_by_row_and_column(paid: EmployerAccount, other: EmployerAccount) -> None:
    own = asked("陈一", "202609", "202609", 600_000)
    wrong: list[TypedBack] = [
        TypedBack("299999999999", "202609", "202609", 600_000, REASON),
        asked("张三", "202611", "202611", 600_000),
        asked("张三", "202609", "202608", 600_000),
        asked("陈二", "202609", "202609", 0),
        asked("陈二", "", "202609", 600_000, "少"),
        own,
        own,
    ]
    said = faults(uploaded(paid, *wrong))
    for words in (
        "没有这个账号",
        "还没到补缴",
        "不能早于",
        "应大于零",
        "请填写年月",
        "请写明补缴原因",
        "第 8 行已经写了",
    ):
        assert any(words in each for each in said), words
    content = write_typed_back(employer_number=other.number, lines=[own])
    with_label = back.upload_back(employer_account_id=paid.pk, name="x.csv", content=content, by=None, at=make.AT)
    assert "别的单位" in faults(with_label)[0]
    assert not RemittanceList.objects.filter(purpose=ListPurpose.BACK).exists()


@pytest.mark.parametrize("content", [b"", b"MZ", b"a,b\n1,2\n"])
def test_what_is_no_back_payment_is_refused_in_words(paid: EmployerAccount, content: bytes) -> None:
    with pytest.raises(FileRefused):
        back.upload_back(employer_account_id=paid.pk, name="x.csv", content=content, by=None, at=make.AT)


def test_the_template_comes_back_with_nobody_filled_in(paid: EmployerAccount) -> None:
    content = write_back_template(
        employer_number=paid.number, employer_name="x", people=[(world.account_of("陈一").number, "陈一")]
    )
    with pytest.raises(FileRefused, match="没有填写补缴的人"):
        back.upload_back(employer_account_id=paid.pk, name="x.xlsx", content=content, by=None, at=make.AT)


def test_who_left_for_another_employer_is_still_paid_back(paid: EmployerAccount, other: EmployerAccount) -> None:
    account = world.account_of("陈一")
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=make.AT)
    operations.unseal(
        account_id=account.pk, employer_account_id=other.pk, base_fen=600_000, by=people.wang_wu(), at=make.AT
    )
    assert uploaded(paid, asked("陈一", "202609", "202609", 600_000)).total_fen == 144_000
    refused = faults(uploaded(other, asked("张三", "202609", "202609", 600_000)))
    assert "没有这个账号" in refused[0]


def test_a_back_payment_is_reversed_before_the_month_it_was_reckoned_from(paid: EmployerAccount) -> None:
    october = RemittanceList.objects.get()
    remittance = declared(paid, asked("陈一", "202609", "202610", 651_240))
    world.pay(remittance, serial="B1")
    with pytest.raises(operations.BackPaid):
        operations.reverse_list(list_id=october.pk, reason="报错", by=people.zhou_jiu(), at=make.AT)
    operations.reverse_list(list_id=remittance.pk, reason="报错", by=people.zhou_jiu(), at=make.AT)
    account = world.account_of("陈一")
    assert account.ledger_account.balance_fen == 144_000
    assert account.paid_through == "202610"
    assert queries.recent_entries(account, 1)[0].title == "冲账：补缴 2026 年 9 月至 10 月"
    assert bank.free_suspense_fen(paid.employer_id) == remittance.total_fen
    operations.reverse_list(list_id=october.pk, reason="报错", by=people.zhou_jiu(), at=make.AT)


def test_a_back_payment_waits_beside_the_months_list_and_can_be_made_void(paid: EmployerAccount) -> None:
    remittance = declared(paid, asked("陈一", "202609", "202609", 600_000))
    rows = [line(paid, name, ChangeKind.NORMAL) for name in world.BASES]
    november = world.declared(paid, next_list(paid, "202611", *rows))
    world.pay(november, serial="N1")
    paid.refresh_from_db()
    assert paid.paid_through == "202611"
    operations.void_list(list_id=remittance.pk, reason="不补了", by=None, at=make.AT)
    assert uploaded(paid, asked("陈一", "202609", "202609", 600_000)).status == UploadStatus.CHECKED


@pytest.mark.django_db(transaction=True)
def test_two_back_payments_at_once_leave_one(paid: EmployerAccount) -> None:
    ids = [uploaded(paid, asked(name, "202609", "202609", 600_000)).pk for name in ("陈一", "陈二")]
    results = at_once(*[lambda pk=pk: back.declare_back(upload_id=pk, by=None, at=make.AT) for pk in ids])  # type: ignore[misc]
    assert sorted(type(each).__name__ for each in results) == ["BackWaiting", "RemittanceList"]


@pytest.mark.django_db(transaction=True)
def test_two_employers_at_once_pay_a_month_back_once(paid: EmployerAccount, other: EmployerAccount) -> None:
    account = world.account_of("陈一")
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=make.AT)
    operations.unseal(
        account_id=account.pk, employer_account_id=other.pk, base_fen=600_000, by=people.wang_wu(), at=make.AT
    )
    ids = [uploaded(each, asked("陈一", "202609", "202609", 600_000)).pk for each in (paid, other)]
    with transaction.atomic():
        lock(PersonalAccount, account.pk)
        waits = at_once(partial(impatient, ids[0]))
    assert "lock timeout" in str(waits[0])
    results = at_once(*[partial(back.declare_back, upload_id=pk, by=None, at=make.AT) for pk in ids])
    assert sorted(type(each).__name__ for each in results) == ["ListStale", "RemittanceList"]


def impatient(upload_id: int) -> object:
    """Declare a back payment without waiting long for anybody."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '200ms'")
    return back.declare_back(upload_id=upload_id, by=None, at=make.AT)


# --- advance


def test_an_advance_pays_several_months_and_the_next_list_comes_after_them(paid: EmployerAccount) -> None:
    remittance = advance(paid, 4)
    assert (remittance.first_month, remittance.month) == ("202611", "202702")
    assert remittance.total_fen == 4 * queries.employer_totals(paid)["monthly_fen"]
    with pytest.raises(operations.ListWaiting):
        advance(paid, 2)
    with pytest.raises(operations.InWaitingList):
        operations.seal(account_id=world.account_of("陈一").pk, reason="离职", by=people.wang_wu(), at=make.AT)
    world.pay(remittance, serial="A1")
    paid.refresh_from_db()
    assert (paid.paid_through, queries.next_month(paid)) == ("202702", "202703")
    account = world.account_of("陈一")
    assert account.paid_through == "202702"
    assert [each.fen for each in queries.months_paid(account, "202702", 4, in_time=True)] == [144_000] * 4
    assert queries.recent_entries(account, 1)[0].title == "预缴 2026 年 11 月至 2027 年 2 月"
    assert not queries.standing(paid, make.AT.date()).due


def test_who_joins_within_an_advance_is_paid_for_beside_it_in_time(paid: EmployerAccount) -> None:
    world.pay(advance(paid, 3), serial="A1")
    operations.open_account(
        employer_account_id=paid.pk,
        name="新来",
        document_type="01",
        document_number=world.citizen_number(24_001),
        phone="",
        base_fen=500_000,
        by=people.wang_wu(),
        at=make.AT,
    )
    remittance = declared(paid, asked("新来", "202611", "202701", 500_000, "预缴期间新来"))
    assert set(RemittanceMonth.objects.filter(item__list=remittance).values_list("counts", flat=True)) == {True}
    world.pay(remittance, serial="B1")
    assert world.account_of("新来").paid_through == "202701"
    assert "连续缴存" not in dict(queries.recent_entries(world.account_of("新来"), 1)[0].why.steps)


@pytest.mark.parametrize("count", [0, 1, 9, 100])
def test_an_advance_stays_within_the_fund_year(paid: EmployerAccount, count: int) -> None:
    assert back_queries.months_ahead(paid, make.AT.date())[-1] == "202706"
    with pytest.raises(back.NotAhead):
        advance(paid, count)


def test_who_owes_a_month_pays_nothing_in_advance(employer: EmployerAccount) -> None:
    EmployerAccount.objects.filter(pk=employer.pk).update(first_month="202608")
    with pytest.raises(back.NotAhead):
        advance(employer, 2)
    EmployerAccount.objects.filter(pk=employer.pk).update(first_month="202610")
    with pytest.raises(back.NotAhead):  # nobody pays yet
        advance(employer, 2)


def test_an_advance_ends_before_somebody_is_to_be_sealed(paid: EmployerAccount) -> None:
    chen = world.account_of("陈一")
    to_come = operations.schedule_seal(
        account_id=chen.pk, month="202701", reason="退休", by=people.wang_wu(), at=make.AT
    )
    assert back_queries.months_ahead(paid, make.AT.date()) == ["202611", "202612"]
    with pytest.raises(back.NotAhead, match="2027 年 1 月起有职工要封存或启封"):
        advance(paid, 3)
    assert "2027 年 1 月起有职工要封存或启封" in said(clerk(), "/employer/advance/")
    operations.withdraw_scheduled(change_id=to_come.pk, by=people.wang_wu(), at=make.AT)
    operations.schedule_seal(account_id=chen.pk, month="202612", reason="退休", by=people.wang_wu(), at=make.AT)
    with pytest.raises(back.NotAhead, match="2026 年 12 月起有职工要封存"):
        advance(paid, 2)
    assert "预缴只能缴到前一个月" in said(clerk(), "/employer/advance/")


def test_an_advance_ends_with_a_reduction_and_before_other_rates(paid: EmployerAccount) -> None:
    assert back_queries.why_not_further(paid, make.AT.date()) == ""
    terms = approved(paid, reduction("202611", "202612"))
    assert back_queries.months_ahead(paid, make.AT.date()) == ["202611", "202612"]
    with pytest.raises(back.NotAhead, match="2027 年 1 月起缴存比例或缓缴有变动"):
        advance(paid, 3)
    TermsChange.objects.filter(pk=terms.pk).update(last_month="202707")
    assert back_queries.why_not_further(paid, make.AT.date()) == ""  # the fund year ends before it


def freeze_whole(name: str) -> None:
    """Freeze somebody's account neither in nor out."""
    order = Order(FreezeKind.NEITHER, "龙山区人民法院", "（2026）吉0402执1号", make.AT.date())
    made = operations.propose_freeze(account_id=world.account_of(name).pk, order=order, by=people.wang_wu(), at=make.AT)
    operations.authorise_freeze(freeze_id=made.pk, by=people.zhao_liu(), at=make.AT)


def test_nothing_comes_to_an_account_frozen_both_ways(paid: EmployerAccount) -> None:
    checked = uploaded(paid, asked("陈一", "202609", "202609", 600_000))
    freeze_whole("陈一")
    with pytest.raises(operations.ListStale, match="不收不付"):
        back.declare_back(upload_id=checked.pk, by=None, at=make.AT)
    upload = uploaded(paid, asked("陈一", "202609", "202609", 600_000))
    assert faults(upload) == ["此人的账户被有权机关冻结（不收不付），解除以后再补缴。"]
    remittance = advance(paid, 2)
    assert remittance.person_count == 2
    assert not remittance.items.filter(account=world.account_of("陈一")).exists()
    assert remittance.total_fen == 2 * queries.employer_totals(paid)["monthly_fen"]


def test_an_advance_is_reversed_as_a_whole(paid: EmployerAccount) -> None:
    remittance = advance(paid, 2)
    world.pay(remittance, serial="A1")
    october = RemittanceList.objects.get(purpose=ListPurpose.REGULAR)
    with pytest.raises(operations.LaterMonthAllocated):
        operations.reverse_list(list_id=october.pk, reason="报错", by=people.zhou_jiu(), at=make.AT)
    operations.reverse_list(list_id=remittance.pk, reason="报错", by=people.zhou_jiu(), at=make.AT)
    paid.refresh_from_db()
    assert (paid.paid_through, world.account_of("陈一").paid_through) == ("202610", "202610")


# --- pages


def typed(*lines: TypedBack) -> dict[str, Any]:
    data: dict[str, Any] = {"form-TOTAL_FORMS": "5", "form-INITIAL_FORMS": "0"}
    for place, each in enumerate(lines):
        facts = {"number": each.number, "first": each.first, "last": each.last, "reason": each.reason}
        data |= {f"form-{place}-{name}": value for name, value in facts.items()}
        data[f"form-{place}-base"] = f"{each.base_fen / 100:.2f}"
    return data


@pytest.mark.parametrize("side", ["employer", "counter"])
def test_a_back_payment_from_the_page_to_the_list(paid: EmployerAccount, side: str) -> None:
    client = clerk() if side == "employer" else people.browser(people.wang_wu())
    args = [] if side == "employer" else [paid.employer_id]
    path = reverse(f"deposits:{side}_back", args=args)
    assert "算一算每月补多少" in said(client, path)
    wrong = text_of(client, path, typed(asked("陈一", "202611", "202611", 600_000)))
    assert "还没到补缴的时候" in wrong
    page = text_of(client, path, typed(asked("陈一", "202609", "202610", 651_240)))
    assert "共要补缴" in page
    assert "61.00" in page
    upload = PayrollUpload.objects.get(purpose=ListPurpose.BACK, status=UploadStatus.CHECKED)
    page = text_of(client, reverse(f"deposits:{side}_back_declare", args=[upload.pk]), {})
    assert "补缴 2026 年 9 月至 10 月" in page
    again = text_of(client, reverse(f"deposits:{side}_back_declare", args=[upload.pk]), {})
    assert "补缴 2026 年 9 月至 10 月" in again
    assert "已于" in said(client, reverse(f"deposits:{side}_back_check", args=[upload.pk]))
    # A back payment is not shown, checked or declared as a month's list.
    other = reverse(f"deposits:{side}_check", args=[upload.pk])
    assert client.get(other).status_code == 404


def test_a_file_with_faults_comes_back_marked_and_can_be_given_up(paid: EmployerAccount) -> None:
    client = clerk()
    content = write_typed_back(employer_number=paid.number, lines=[asked("陈一", "202611", "202611", 600_000)])
    page = text_of(client, "/employer/back/", {"by": "file", "file": file(content)})
    assert "第 3 行" in page
    upload = PayrollUpload.objects.get(purpose=ListPurpose.BACK)
    assert client.get(f"/employer/back/{upload.pk}/marked.xlsx").content[:2] == b"PK"
    assert client.get("/employer/back/template.xlsx").content[:2] == b"PK"
    assert "不能执行此操作" in text_of(client, f"/employer/back/{upload.pk}/declare/", {})
    text_of(client, f"/employer/back/{upload.pk}/discard/", {})
    upload.refresh_from_db()
    assert upload.status == UploadStatus.DISCARDED
    assert "请至少填写一行" in text_of(client, "/employer/back/", typed())


@pytest.mark.parametrize("side", ["employer", "counter"])
def test_an_advance_from_the_page(paid: EmployerAccount, side: str) -> None:
    client = clerk() if side == "employer" else people.browser(people.wang_wu())
    path = reverse(f"deposits:{side}_advance", args=[] if side == "employer" else [paid.employer_id])
    assert "2026 年 11 月至 2027 年 6 月，8 个月" in said(client, path)
    page = text_of(client, path, {"count": "3"})
    assert "预缴 2026 年 11 月至 2027 年 1 月" in page
    assert "正在等候到账" in said(client, path)


def test_another_employers_back_payment_is_not_there(paid: EmployerAccount, other: EmployerAccount) -> None:
    world.declared(other, world.list_file(other, {"钱一": 600_000}))
    account = world.account_of("钱一")
    EmployerAccount.objects.filter(pk=other.pk).update(paid_through="202609", first_month="202609")
    foreign = uploaded(other, TypedBack(account.number, "202609", "202609", 600_000, REASON))
    for page, answer in (("check", "get"), ("marked", "get"), ("declare", "post"), ("discard", "post")):
        address = reverse(f"deposits:employer_back_{page}", args=[foreign.pk])
        assert getattr(clerk(), answer)(address).status_code == 404
