"""The pages of the deposit business: they work, other roles are refused, other people's rows are not found."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import operations as accounts
from accounts.models import Look, Person, User
from common import sheets
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount, RemittanceList
from deposits.states import LIST_MOVES, ListStatus, PersonalAccountStatus, UploadStatus
from deposits.views.lists import action_words
from ledger.models import Entry
from tests import make, people
from tests.deposits import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def employer(open_day: date) -> EmployerAccount:
    """李四's employer, nothing declared yet."""
    make.bank_account()
    account = world.employer_account()
    person = accounts_person(people.li_si())
    for other in person.clerk_of.filter(ended_at=None):
        accounts.end_clerk(clerk_id=other.pk, by=people.wang_wu(), at=make.AT)
    accounts.authorise_clerk(
        employer_id=account.employer_id, person_id=person.pk, mandate="授权书", by=people.wang_wu(), at=make.AT
    )
    return account


def accounts_person(user: User) -> Person:
    return user.person


@pytest.fixture
def other(employer: EmployerAccount) -> EmployerAccount:
    """An employer that 李四 has nothing to do with."""
    return world.employer_account("龙山区实验小学", world.SCHOOL, 10)


def clerk() -> Client:
    """A browser in which 李四 acts for the employer. Made by hand: `people.li_si` would renew the first mandate."""
    user = User.objects.get(person__name="李四", door="CLERK")
    return people.browser(user)


def said(client: Client, path: str) -> str:
    """The text of a page that is there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def text_of(client: Client, path: str, data: dict[str, object]) -> str:
    """The text of the page that a post leads to."""
    return client.post(path, data, follow=True).content.decode()


def file(content: bytes, name: str = "清册.csv") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


# --- the depositor


def test_home_shows_balance_year_and_the_reason_of_each_entry(employer: EmployerAccount) -> None:
    world.allocated(employer)
    page = said(people.browser(people.zhang_san()), "/portal/")
    assert "¥ 2,026.00" in page
    assert "基数 8,437.56 × 12%，单位 1,013.00 + 个人 1,013.00" in page
    assert "2026 年 10 月" in page
    assert "没有人看过" in page


def test_own_pages_are_kept_in_no_cache(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    for path in ("/portal/", "/portal/bill/2027.pdf", "/portal/entries/download.json"):
        assert "no-store" in client.get(path).headers["Cache-Control"], path
    assert "no-store" not in Client().get("/calculator/").headers.get("Cache-Control", "")


def test_who_has_no_account_is_told_what_to_do(open_day: date) -> None:
    client = people.browser(people.qian_qi())
    assert "您名下还没有公积金账户" in said(client, "/portal/")
    assert client.get("/portal/entries/").status_code == 404


def test_one_entry_is_explained_step_by_step_to_its_owner_only(employer: EmployerAccount) -> None:
    world.allocated(employer)
    own = Entry.objects.get(account=world.account_of("张三").ledger_account)
    others = Entry.objects.get(account=world.account_of("陈一").ledger_account)
    client = people.browser(people.zhang_san())
    assert "8,437.56 × 12% = 1,012.5072，四舍五入到元，得 1,013.00" in said(client, f"/portal/entries/{own.pk}/")
    assert client.get(f"/portal/entries/{others.pk}/").status_code == 404
    assert people.browser(people.qian_qi()).get(f"/portal/entries/{own.pk}/").status_code == 404


def test_statement_and_balance_of_any_day(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    before = said(client, "/portal/entries/statement/?since=2026-09-01&until=2026-10-09")
    assert "这段时间没有入账" in before
    assert "2,026.00" in said(client, "/portal/entries/statement/?since=2026-10-10&until=2026-10-10")
    assert "结束日期不能早于开始日期" in said(client, "/portal/entries/statement/?since=2026-10-10&until=2026-10-09")
    assert "¥ 0.00" in said(client, "/portal/entries/balance/?on=2026-10-09")
    assert "¥ 2,026.00" in said(client, "/portal/entries/balance/?on=2026-10-10")


def test_bill_adds_up_and_comes_as_pdf(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    page = said(client, "/portal/bill/")
    assert "年初余额" in page
    assert "+2,026.00" in page
    paper = client.get("/portal/bill/2027.pdf")
    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert client.get("/portal/bill/1999.pdf").status_code == 404


def test_own_entries_can_be_taken_away_as_file(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    found = json.loads(client.get("/portal/entries/download.json").content)
    assert (found["balance_fen"], found["entries"][0]["change_fen"]) == (202_600, 202_600)
    rows = client.get("/portal/entries/download.csv").content.decode("utf-8-sig").splitlines()
    assert rows[1].startswith("2026-10-10,2026-10-10,汇缴 2026 年 10 月,2026.00,2026.00,")
    assert client.get("/portal/entries/download.exe").status_code == 404


def test_portal_pages_cost_the_same_however_much_there_is(
    employer: EmployerAccount, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    world.allocated(employer)
    client = people.browser(people.zhang_san())
    client.get("/portal/")
    with django_assert_max_num_queries(24):  # type: ignore[attr-defined]
        client.get("/portal/")


# --- the clerk: from file to declaration


def test_a_clean_file_is_checked_declared_and_paid(employer: EmployerAccount) -> None:
    client = clerk()
    page = text_of(client, "/employer/upload/", {"file": file(world.list_file(employer))})
    assert "核对无误，请确认" in page
    assert "张三、陈一、陈二" in page
    upload = PayrollUpload.objects.get()
    page = text_of(client, f"/employer/uploads/{upload.pk}/declare/", {})
    remittance = RemittanceList.objects.get()
    assert f"已申报，汇缴书号 {remittance.number}" in page
    assert "22001618636055000123" in page
    home = said(client, "/employer/")
    assert "等候到账" in home
    world.pay(remittance)
    page = said(client, f"/employer/lists/{remittance.pk}/")
    assert "已入账分摊" in page
    assert "申报 2026 年 11 月的清册" in said(client, "/employer/")


def test_a_faulty_file_comes_back_with_every_fault_marked(employer: EmployerAccount) -> None:
    client = clerk()
    content = world.list_file(employer).replace(b"1013.00,1013.00,2026.00", b"1012.00,1013.00,2025.00")
    page = text_of(client, "/employer/upload/", {"file": file(content)})
    upload = PayrollUpload.objects.get()
    assert upload.status == UploadStatus.FAULTY
    assert "第 3 行" in page
    assert "单位月缴存额" in page
    assert "核对无误" not in page
    marked = client.get(f"/employer/uploads/{upload.pk}/marked.xlsx")
    assert marked.content[:2] == b"PK"
    assert marked.headers["Content-Type"] == sheets.CONTENT_TYPE
    # Declaring what is faulty is refused in words.
    assert "不能执行此操作" in text_of(client, f"/employer/uploads/{upload.pk}/declare/", {})
    assert not RemittanceList.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("清册.csv", b""),
        ("清册.exe", b"MZ"),
        ("清册.xlsx", b"MZ\x90\x00 no workbook at all"),
        ("清册.csv", b"\xff\xfe\x00\x01\x02"),
    ],
)
def test_what_is_no_list_is_refused_in_words(employer: EmployerAccount, name: str, content: bytes) -> None:
    page = text_of(clerk(), "/employer/upload/", {"file": file(content, name)})
    assert "请先更正下面的内容" in page
    assert not PayrollUpload.objects.exists()


def test_the_same_file_again_says_that_it_is_declared_already(employer: EmployerAccount) -> None:
    client, content = clerk(), world.list_file(employer)
    remittance = world.declared(employer, content)
    page = text_of(client, "/employer/upload/", {"file": file(content, "又一次.csv")})
    assert "这份清册已于 2026-10-10 09:30 申报" in page
    assert remittance.number in page
    assert PayrollUpload.objects.count() == 1


def test_a_second_press_leads_to_the_list_that_the_first_one_made(employer: EmployerAccount) -> None:
    client = clerk()
    upload = world.upload(employer)
    text_of(client, f"/employer/uploads/{upload.pk}/declare/", {})
    page = text_of(client, f"/employer/uploads/{upload.pk}/declare/", {})
    assert "没有重复申报" in page
    assert RemittanceList.objects.count() == 1


def test_while_a_list_waits_another_cannot_be_declared(employer: EmployerAccount) -> None:
    client = clerk()
    first, second = world.upload(employer), world.upload(employer, world.list_file(employer, {"赵一": 400_000}))
    text_of(client, f"/employer/uploads/{first.pk}/declare/", {})
    assert "正在等候到账" in said(client, f"/employer/uploads/{second.pk}/")
    assert "正在等候到账" in text_of(client, f"/employer/uploads/{second.pk}/declare/", {})
    assert RemittanceList.objects.count() == 1


def test_an_upload_can_be_given_up(employer: EmployerAccount) -> None:
    client, upload = clerk(), world.upload(employer)
    assert "已放弃" in text_of(client, f"/employer/uploads/{upload.pk}/discard/", {})
    assert "没有申报" in said(client, f"/employer/uploads/{upload.pk}/")
    assert "不能执行此操作" in text_of(client, f"/employer/uploads/{upload.pk}/discard/", {})


def test_a_clerk_takes_a_waiting_list_back_for_a_reason(employer: EmployerAccount) -> None:
    client, remittance = clerk(), world.declared(employer)
    path = f"/employer/lists/{remittance.pk}/void/"
    assert "请写明作废的原因" in text_of(client, path, {"reason": ""})
    assert "清册已作废" in text_of(client, path, {"reason": "人数报错"})
    remittance.refresh_from_db()
    assert remittance.status == ListStatus.VOID
    assert "不能执行此操作" in text_of(client, path, {"reason": "再来一次"})


def test_template_holds_the_roster_and_comes_back_clean(employer: EmployerAccount) -> None:
    world.allocated(employer)
    employer.refresh_from_db()
    client = clerk()
    template = client.get("/employer/upload/template.xlsx").content
    page = text_of(client, "/employer/upload/", {"file": file(template, "模板.xlsx")})
    assert "核对无误" in page
    assert "上月 3 人" in page


# --- a list typed on the page


def typed(people_typed: list[dict[str, str]], known: int = 0) -> dict[str, str]:
    """What a browser posts for the page of a typed list."""
    data = {"form-TOTAL_FORMS": str(len(people_typed)), "form-INITIAL_FORMS": str(known)}
    for place, line in enumerate(people_typed):
        data |= {f"form-{place}-{name}": value for name, value in line.items()}
    return data


NEW = {"account": "", "name": "孙九", "document_number": "", "mobile": "", "base": "6,000", "action": "JOIN"}


def test_a_typed_list_goes_the_way_of_a_file(employer: EmployerAccount) -> None:
    blank = dict.fromkeys(NEW, "") | {"action": "JOIN"}
    data = typed([NEW | {"document_number": world.citizen_number(7)}, blank])
    page = text_of(clerk(), "/employer/upload/typed/", data)
    assert "核对无误" in page
    upload = PayrollUpload.objects.get()
    assert (upload.person_count, upload.total_fen, upload.joined_count) == (1, 144_000, 1)


def test_nothing_typed_is_lost_on_a_fault(employer: EmployerAccount) -> None:
    data = typed([NEW | {"document_number": "220402199001010011"}, NEW | {"name": "孙十", "base": "1"}])
    page = text_of(clerk(), "/employer/upload/typed/", data)
    assert 'value="孙九"' in page
    assert 'value="6,000"' in page
    assert "请填写身份证号码" in page
    data = typed([NEW | {"document_number": "220402199001010011"}])
    page = text_of(clerk(), "/employer/upload/typed/", data)
    assert 'value="220402199001010011"' in page
    assert "最后一位校验不对" in page
    assert not PayrollUpload.objects.exclude(status=UploadStatus.DISCARDED).exists()


def test_the_roster_is_typed_on_bases_change_and_people_leave(employer: EmployerAccount) -> None:
    world.allocated(employer)
    numbers = dict(PersonalAccount.objects.values_list("person__name", "number"))
    page = said(clerk(), "/employer/upload/typed/")
    assert 'value="8,437.56"' in page
    data = typed(
        [
            {"account": numbers["张三"], "base": "9,000", "action": "KEEP"},
            {"account": numbers["陈一"], "base": "6,000", "action": "KEEP"},
            {"account": numbers["陈二"], "base": "", "action": "LEAVE"},
        ],
        known=3,
    )
    assert "核对无误" in text_of(clerk(), "/employer/upload/typed/", data)
    upload = PayrollUpload.objects.get(status=UploadStatus.CHECKED)
    assert (upload.person_count, upload.changed_count, upload.left_count) == (2, 1, 1)


def test_more_lines_can_be_asked_for_without_losing_any(employer: EmployerAccount) -> None:
    page = text_of(clerk(), "/employer/upload/typed/", typed([NEW]) | {"more": "1"})
    assert 'value="孙九"' in page
    assert 'name="form-5-name"' in page
    assert "请填写身份证号码" not in page


def test_somebody_elses_account_cannot_be_typed_in(employer: EmployerAccount, other: EmployerAccount) -> None:
    world.declared(other, world.list_file(other, {"钱多多": 500_000}))
    stranger = PersonalAccount.objects.get()
    data = typed([{"account": stranger.number, "base": "5,000", "action": "KEEP"}], known=1)
    page = text_of(clerk(), "/employer/upload/typed/", data)
    assert "钱多多" not in page
    assert not PayrollUpload.objects.filter(employer_account=employer).exists()


# --- other people's rows


def test_another_employers_rows_are_not_found(employer: EmployerAccount, other: EmployerAccount) -> None:
    remittance = world.allocated(other)
    upload = remittance.upload
    assert upload is not None
    client = clerk()
    for path in (
        f"/employer/lists/{remittance.pk}/",
        f"/employer/lists/{remittance.pk}/list.pdf",
        f"/employer/lists/{remittance.pk}/receipt.pdf",
        f"/employer/uploads/{upload.pk}/",
        f"/employer/uploads/{upload.pk}/marked.xlsx",
    ):
        assert client.get(path).status_code == 404, path
    for path in (
        f"/employer/lists/{remittance.pk}/void/",
        f"/employer/uploads/{upload.pk}/declare/",
        f"/employer/uploads/{upload.pk}/discard/",
    ):
        assert client.post(path, {"reason": "不是我的"}).status_code == 404, path
    assert other.employer.name not in said(client, "/employer/lists/")


def test_a_clerk_whose_mandate_ended_finds_nothing(employer: EmployerAccount) -> None:
    client, remittance = clerk(), world.declared(employer)
    (mandate,) = employer.employer.clerks.filter(ended_at=None)
    accounts.end_clerk(clerk_id=mandate.pk, by=people.wang_wu(), at=make.AT)
    assert client.get(f"/employer/lists/{remittance.pk}/").status_code in (302, 404)
    assert client.get("/employer/upload/").status_code in (302, 404)


@pytest.mark.parametrize("someone", [people.zhang_san, people.wang_wu, people.qian_qi])
def test_only_clerks_come_into_the_employers_pages(employer: EmployerAccount, someone: Callable[[], User]) -> None:
    client = people.browser(someone())
    for name in ("home", "lists", "upload", "typed", "template", "uploads", "people"):
        assert client.get(reverse(f"deposits:employer_{name}")).status_code == 403, name


def test_what_changes_something_is_never_a_get(employer: EmployerAccount) -> None:
    client, upload = clerk(), world.upload(employer)
    for path in (f"/employer/uploads/{upload.pk}/declare/", f"/employer/uploads/{upload.pk}/discard/"):
        assert client.get(path).status_code == 405
    assert client.post("/employer/").status_code == 405


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
    assert "最后一位校验不对" in text_of(
        client, f"/counter/employers/{pk}/open/", answers | {"document_number": "220402199001010011"}
    )
    assert "不能少于 2,230.00" in text_of(client, f"/counter/employers/{pk}/open/", answers | {"base": "100"})
    assert "已开户" in text_of(client, f"/counter/employers/{pk}/open/", answers)
    assert "已有个人账户" in text_of(client, f"/counter/employers/{pk}/open/", answers)
    account = PersonalAccount.objects.get()
    assert "请写明原因" in text_of(client, f"/counter/accounts/{account.pk}/seal/", {"reason": ""})
    assert "账户已封存" in text_of(client, f"/counter/accounts/{account.pk}/seal/", {"reason": "离职"})
    assert "不能执行此操作" in text_of(client, f"/counter/accounts/{account.pk}/seal/", {"reason": "离职"})
    path = f"/counter/accounts/{account.pk}/unseal/"
    assert "没有这个单位账号" in text_of(client, path, {"employer_number": "99999999", "base": "6000"})
    assert "账户已启封" in text_of(client, path, {"employer_number": employer.number, "base": "7,000"})
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
    page = said(people.browser(people.wang_wu()), f"/counter/search/?q={known.get(text, text)}")
    assert f"/counter/accounts/{account.pk}/" in page
    assert "2204**********0016" in page


@pytest.mark.parametrize("text", ["机械厂", "number", world.MACHINES])
def test_search_finds_an_employer(employer: EmployerAccount, text: str) -> None:
    page = said(people.browser(people.wang_wu()), f"/counter/search/?q={employer.number if text == 'number' else text}")
    assert f"/counter/employers/{employer.employer_id}/" in page


def test_search_says_what_to_do_when_there_is_nothing(open_day: date) -> None:
    client = people.browser(people.wang_wu())
    assert "请至少输入两个字" in said(client, "/counter/search/")
    assert "请至少输入两个字" in said(client, "/counter/search/?q=张")
    assert "没有找到" in said(client, "/counter/search/?q=没有这个人")


def test_an_administrator_finds_nobody(employer: EmployerAccount) -> None:
    world.allocated(employer)
    page = said(people.browser(people.zheng_yi()), "/counter/search/?q=张三")
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


# --- everybody


def test_calculator_shows_each_step_and_what_it_rests_on(open_day: date) -> None:
    page = said(Client(), "/calculator/?wage=36,000&employer_rate=12&employee_rate=12")
    assert "7,322.00" in page
    assert "36,000.00 高于上限，按上限 30,505.00" in page
    assert "测试〔2026〕1号" in page
    assert "224.00" in said(Client(), "/calculator/?wage=1500&employer_rate=5&employee_rate=5")
    assert "应在 5% 至 12% 之间" in said(Client(), "/calculator/?wage=1500&employer_rate=13&employee_rate=5")
    assert "7,322.00" not in said(Client(), "/calculator/")


def test_a_paper_is_verified_without_showing_anybody(employer: EmployerAccount) -> None:
    remittance = world.allocated(employer)
    code = remittance.verify_code
    response = Client().get(f"/verify/?code={code[:4].lower()} {code[4:]}")
    assert response.headers["Location"] == f"/verify/{code}/"
    page = said(Client(), f"/verify/{code}/")
    assert "4,666.00" in page
    assert employer.employer.name in page
    assert "张三" not in page
    missing = Client().get("/verify/NOSUCHCODE23/")
    assert missing.status_code == 404
    assert "没有这个验真码" in missing.content.decode()


def test_guessing_codes_is_slowed_down(open_day: date) -> None:
    cache.clear()
    client = Client(REMOTE_ADDR="10.9.8.7")
    answers = [client.get("/verify/NOSUCHCODE23/").status_code for _try in range(32)]
    assert (answers[0], answers[-1]) == (404, 429)


# --- papers


def test_list_and_receipt_come_as_pdf(employer: EmployerAccount) -> None:
    remittance = world.declared(employer)
    client = clerk()
    paper = client.get(f"/employer/lists/{remittance.pk}/list.pdf")
    assert (paper.headers["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    assert client.get(f"/employer/lists/{remittance.pk}/receipt.pdf").status_code == 404
    world.pay(remittance)
    for path in (f"/employer/lists/{remittance.pk}/receipt.pdf",):
        assert client.get(path).content[:5] == b"%PDF-"
    teller = people.browser(people.wang_wu())
    for path in (f"/counter/lists/{remittance.pk}/list.pdf", f"/counter/lists/{remittance.pk}/receipt.pdf"):
        assert teller.get(path).content[:5] == b"%PDF-"
