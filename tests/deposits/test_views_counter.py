"""The counter's pages: employers, lists and accounts, and the search for all of them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Look
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount, RemittanceList
from deposits.states import LIST_MOVES, ListStatus, PersonalAccountStatus
from deposits.views.lists import action_words
from tests import people
from tests.deposits import world
from tests.deposits.pages import clerk, file, said, text_of

pytestmark = pytest.mark.django_db


# --- the counter


def test_an_employer_is_registered_at_the_counter(open_day: date) -> None:
    client = people.browser(people.wang_wu())
    answers = {
        "name": "辽源市第一机械厂",
        "social_credit_code": world.MACHINES,
        "branch": str(people.branch().pk),
        "employer_rate": "12",
        "employee_rate": "12",
        "first_month": "2026-10",
        "payday": "5",
        "paying_account": "0880 4532 0733 5095",
        "paying_bank": "中国建设银行辽源分行",
        "contact_phone": "",
        "seen": "on",
    }
    wrong = text_of(client, "/counter/employers/register/", answers | {"employer_rate": "13"})
    assert "应在 5% 至 12% 之间" in wrong
    assert "0880 4532 0733 5095" in wrong
    page = text_of(client, "/counter/employers/register/", answers)
    account = EmployerAccount.objects.get()
    assert f"已登记，单位账号 {account.number}" in page
    assert account.paying_account == "0880453207335095"
    assert "已登记" in text_of(client, "/counter/employers/register/", answers)  # the code is taken: said, not done
    assert EmployerAccount.objects.count() == 1


def test_a_walk_in_clerks_list_is_taken_in_at_the_counter(employer: EmployerAccount) -> None:
    client, pk = people.browser(people.wang_wu()), employer.employer_id
    page = text_of(client, f"/counter/employers/{pk}/upload/", {"file": file(world.list_file(employer))})
    assert "核对无误" in page
    upload = PayrollUpload.objects.get()
    assert "已申报" in text_of(client, f"/counter/uploads/{upload.pk}/declare/", {})
    assert said(client, f"/counter/employers/{pk}/upload/typed/")
    assert client.get(f"/counter/employers/{pk}/upload/template.xlsx").content[:2] == b"PK"
    assert "清册.csv" in said(client, f"/counter/employers/{pk}/uploads/")
    assert RemittanceList.objects.get().number in said(client, "/counter/lists/?status=AWAITING")
    assert "没有符合条件的记录" in said(client, "/counter/lists/?status=VOID")


def test_opening_an_account_page_is_a_look_that_its_owner_sees(employer: EmployerAccount) -> None:
    world.allocated(employer)
    account = world.account_of("张三")
    page = said(people.browser(people.wang_wu()), f"/counter/accounts/{account.pk}/")
    assert "2,026.00" in page
    assert "220402198605120" not in page
    look = Look.objects.get(person=account.person)
    assert (look.user, look.what) == (people.wang_wu(), "公积金账户")
    assert "近 30 天 1 次" in said(people.browser(people.zhang_san()), "/portal/")


def test_an_account_is_opened_sealed_and_unsealed_at_the_counter(employer: EmployerAccount) -> None:
    client, pk = people.browser(people.wang_wu()), employer.employer_id
    answers = {"name": "陈一", "document_type": "01", "document_number": world.citizen_number(1), "base": "6000"}
    answers["seen"] = "on"
    assert "最后一位校验不对" in text_of(
        client, f"/counter/employers/{pk}/open/", answers | {"document_number": "220402199001010011"}
    )
    assert "不能少于 2,230.00" in text_of(client, f"/counter/employers/{pk}/open/", answers | {"base": "100"})
    assert "已开户" in text_of(client, f"/counter/employers/{pk}/open/", answers)
    assert "已有个人账户" in text_of(client, f"/counter/employers/{pk}/open/", answers)
    account = PersonalAccount.objects.get()
    assert "请写明原因" in text_of(client, f"/counter/accounts/{account.pk}/seal/", {"reason": ""})
    assert "账户已封存" in text_of(client, f"/counter/accounts/{account.pk}/seal/", {"reason": "离职", "seen": "on"})
    assert "不能执行此操作" in text_of(
        client, f"/counter/accounts/{account.pk}/seal/", {"reason": "离职", "seen": "on"}
    )
    path = f"/counter/accounts/{account.pk}/unseal/"
    assert "没有这个单位账号" in text_of(client, path, {"employer_number": "99999999", "base": "6000"})
    assert "账户已启封" in text_of(client, path, {"employer_number": employer.number, "base": "7,000", "seen": "on"})
    account.refresh_from_db()
    assert (account.status, account.base_fen) == (PersonalAccountStatus.NORMAL, 700_000)


def test_a_month_is_reversed_by_who_may_and_for_a_reason(employer: EmployerAccount) -> None:
    remittance = world.allocated(employer)
    path = f"/counter/lists/{remittance.pk}/reverse/"
    assert people.browser(people.wang_wu()).post(path, {"reason": "报错"}).status_code == 403
    client = people.browser(people.zhao_liu())
    assert "请写明冲账的原因" in text_of(client, path, {"reason": ""})
    assert "已冲账" in text_of(client, path, {"reason": "单位报错基数"})
    assert "不能执行此操作" in text_of(client, path, {"reason": "再来一次"})
    assert "冲账：2026 年 10 月汇缴" in said(people.browser(people.zhang_san()), "/portal/")


def test_an_accountant_tries_the_allocation_again_and_is_told_what_is_missing(employer: EmployerAccount) -> None:
    remittance = world.declared(employer)
    path = f"/counter/lists/{remittance.pk}/allocate/"
    assert people.browser(people.wang_wu()).post(path).status_code == 403
    client = people.browser(people.sun_ba())
    page = text_of(client, path, {})
    assert "alert" in page
    remittance.refresh_from_db()
    assert remittance.status == ListStatus.AWAITING


def test_part_of_the_money_is_shown_with_what_is_missing(employer: EmployerAccount) -> None:
    remittance = world.declared(employer)
    world.pay(remittance, 100_000)
    page = said(clerk(), "/employer/")
    assert "1,000.00" in page
    assert "3,666.00" in page
    assert "已到账 1,000.00 元，还差 3,666.00 元" in said(clerk(), f"/employer/lists/{remittance.pk}/")
    assert "部分到账" in said(people.browser(people.wang_wu()), "/counter/")
    world.pay(remittance, remittance.missing_fen, "JH2")
    assert "已到账 4,666.00 元，款已到齐" in said(clerk(), f"/employer/lists/{remittance.pk}/")


@pytest.mark.parametrize(
    "text", ["张三", "zs", "zhangsan", "13800000001", "account", "number"], ids=lambda each: str(each)
)
def test_search_finds_a_person_by_whatever_is_known(employer: EmployerAccount, text: str) -> None:
    world.allocated(employer)
    people.zhang_san()
    account = world.account_of("张三")
    known = {"account": account.number, "number": account.person.document_number}
    page = text_of(people.browser(people.wang_wu()), "/counter/search/", {"q": known.get(text, text)})
    assert f"/counter/accounts/{account.pk}/" in page
    assert "2204**********0016" in page


@pytest.mark.parametrize("text", ["机械厂", "number", world.MACHINES])
def test_search_finds_an_employer(employer: EmployerAccount, text: str) -> None:
    page = text_of(
        people.browser(people.wang_wu()), "/counter/search/", {"q": employer.number if text == "number" else text}
    )
    assert f"/counter/employers/{employer.employer_id}/" in page


def test_search_says_what_to_do_when_there_is_nothing(open_day: date) -> None:
    client = people.browser(people.wang_wu())
    assert "请至少输入两个字" in said(client, "/counter/search/")
    assert "请至少输入两个字" in text_of(client, "/counter/search/", {"q": "张\0"})
    assert "没有找到" in text_of(client, "/counter/search/", {"q": "没有这个人"})


def test_what_is_searched_for_stands_in_no_address_and_not_in_clear_in_the_session(employer: EmployerAccount) -> None:
    number = people.DOCUMENTS["张三"][0]
    client = people.browser(people.wang_wu())
    answer = client.post("/counter/search/", {"q": number})
    assert answer["Location"] == "/counter/search/"
    assert number not in str(dict(client.session))
    assert number in said(client, "/counter/search/")
    assert "李四" not in said(client, "/counter/search/?q=李四")


def test_an_administrator_finds_nobody(employer: EmployerAccount) -> None:
    world.allocated(employer)
    page = text_of(people.browser(people.zheng_yi()), "/counter/search/", {"q": "张三"})
    assert "没有找到" in page
    assert said(people.browser(people.zheng_yi()), "/counter/")


def test_an_accountant_sees_the_list_without_ways_to_its_people(employer: EmployerAccount) -> None:
    remittance = world.allocated(employer)
    client = people.browser(people.sun_ba())
    assert "/counter/accounts/" not in said(client, f"/counter/lists/{remittance.pk}/")
    assert client.get(f"/counter/accounts/{world.account_of('张三').pk}/").status_code == 403
    assert client.get(f"/counter/employers/{employer.employer_id}/people/").status_code == 403
    assert said(client, f"/counter/employers/{employer.employer_id}/")


def test_list_pages_cost_the_same_with_more_rows(employer: EmployerAccount, other: EmployerAccount) -> None:
    world.declared(employer)
    client = people.browser(people.wang_wu())

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(path)
        return len(captured)

    paths = [
        "/counter/employers/",
        "/counter/lists/",
        "/counter/",
        f"/counter/employers/{employer.employer_id}/people/",
    ]
    for path in paths:
        client.get(path)
    before = [cost(path) for path in paths]
    world.declared(other, world.list_file(other, {"钱多多": 500_000, "钱少少": 600_000}))
    world.employer_account("东辽县人民医院", "12220400JN155TJ739", 10)
    assert [cost(path) for path in paths] == before


def test_every_event_of_a_list_has_words() -> None:
    assert set(LIST_MOVES) | {"declare", "cannot_allocate"} <= set(action_words())


def test_faults_and_giving_up_at_the_counter(employer: EmployerAccount) -> None:
    client, pk = people.browser(people.wang_wu()), employer.employer_id
    faulty = file(world.list_file(employer, month="202609"))
    assert "汇缴月份应为 2026 年 10 月" in text_of(client, f"/counter/employers/{pk}/upload/", {"file": faulty})
    upload = PayrollUpload.objects.get()
    assert client.get(f"/counter/uploads/{upload.pk}/marked.xlsx").content[:2] == b"PK"
    assert "已放弃" in text_of(client, f"/counter/uploads/{upload.pk}/discard/", {})
    # The accountant may look at an upload, and neither declare nor discard it.
    page = said(people.browser(people.sun_ba()), f"/counter/uploads/{world.upload(employer).pk}/")
    assert "确认申报" not in page


def test_a_covered_list_is_allocated_by_hand_and_a_waiting_one_made_void(
    employer: EmployerAccount, other: EmployerAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    remittance = world.declared(employer)
    monkeypatch.setattr(world.tasks, "allocate_covered", lambda: None)  # the worker is away
    world.pay(remittance)
    page = text_of(people.browser(people.sun_ba()), f"/counter/lists/{remittance.pk}/allocate/", {})
    assert "已入账分摊到 3 人" in page
    waiting = world.declared(other, world.list_file(other, {"钱多多": 500_000}))
    page = text_of(people.browser(people.zhao_liu()), f"/counter/lists/{waiting.pk}/void/", {"reason": "单位要求"})
    assert "清册已作废" in page


def test_employers_are_found_by_the_filter(employer: EmployerAccount, other: EmployerAccount) -> None:
    client = people.browser(people.wang_wu())
    for query in (f"q={employer.number}", "q=机械厂", "q=jxc"):
        page = said(client, f"/counter/employers/?{query}")
        assert employer.employer.name in page, query
        assert other.employer.name not in page, query
    assert employer.employer.name in said(client, "/counter/employers/?status=02")
    assert employer.employer.name not in said(client, "/counter/employers/?status=04")
    assert said(client, f"/counter/employers/{employer.employer_id}/people/?name=张")
