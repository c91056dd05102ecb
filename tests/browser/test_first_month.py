"""The first month through the pages: clerks upload and declare, the accountant imports the bank's statement, and the
depositor sees the balance with the reason for every fen. What the timed jobs do is called by hand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction
from playwright.sync_api import Page, expect

from accounts import operations as accounts
from accounts.models import Door, Person
from deposits import tasks
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList
from deposits.states import ListStatus
from ledger import queries as books
from policy import queries as policy
from tests import make, people
from tests.browser.conftest import assert_accessible, assert_fits, screenshot
from tests.ledger.books import close_day

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DATA = Path(__file__).parent.parent / "data" / "first-month"
BANK, OPENING = "22001618636055000123", 86_120_451_937
HEAD = (
    "account,value_date,time,bank_serial,direction,amount,balance,counter_account,counter_name,remark,summary,"
    "reversal_flag\n"
)


@pytest.fixture
def centre(open_day: date) -> None:
    """The centre with its bank account, six employers without people, and 李四 who acts for all of them."""
    make.bank_account(number=BANK, opening_fen=OPENING)
    people.branch()
    call_command("import_employers", DATA / "employers.csv", branch="01")
    person = people.li_si().person
    for account in EmployerAccount.objects.select_related("employer").order_by("number"):
        accounts.authorise_clerk(
            employer_id=account.employer_id, person_id=person.pk, mandate="授权书", by=people.wang_wu(), at=make.AT
        )
    people.sun_ba()


def come_in(page: Page, door: str, identifier: str) -> None:
    """Walk through a door."""
    page.goto(door)
    page.get_by_role("textbox").first.fill(identifier)
    page.get_by_label("密码").fill(people.PASSWORD)
    page.get_by_role("button", name="登录").click()


def declare(page: Page, account: EmployerAccount) -> None:
    """One employer's month, from the file to the declaration."""
    page.goto("/employer/choose/")
    page.get_by_label(account.employer.name).check()
    page.get_by_role("button", name="进入").click()
    page.get_by_role("link", name="报清册").first.click()
    page.get_by_label("清册文件").set_input_files(DATA / f"{account.number}-202610.xlsx")
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_role("heading", name="核对无误，请确认")).to_be_visible()
    if account.number == "11000001":
        screenshot(page, "story-check")
        assert_accessible(page)
        assert_fits(page)
    page.get_by_role("button", name="确认申报").click()
    expect(page.get_by_text("已申报，汇缴书号")).to_be_visible()


def import_statement(page: Page, name: str, content: bytes) -> None:
    """The accountant's part."""
    page.goto("/counter/bank/statements/upload/")
    page.get_by_label("对账单文件").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content})
    page.get_by_role("button", name="导入", exact=True).click()
    expect(page.locator("h1")).to_be_visible()
    assert "upload" not in page.url, page.locator("main").inner_text()
    tasks.allocate_covered()


def open_until(day: date) -> None:
    """Close business days until `day` is open."""
    while (on := policy.book_date()) < day:
        close_day(on, on + timedelta(days=1))


def activate(person: Person) -> None:
    """The depositor's door, as after the code sent to their phone."""
    with transaction.atomic():
        accounts.open_door(person_id=person.pk, door=Door.DEPOSITOR, password=people.PASSWORD, by=None, at=make.AT)


def rest_comes(clerk: Page, accountant: Page) -> None:
    """The clerk of the list that was paid short reads what is missing; the rest comes two days later."""
    clerk.goto("/employer/choose/")
    clerk.get_by_label("西安区环卫管理处").check()
    clerk.get_by_role("button", name="进入").click()
    expect(clerk.get_by_text("1,200.00").first).to_be_visible()
    screenshot(clerk, "story-employer-short")
    open_until(date(2026, 10, 15))
    rest = (
        f"{BANK},2026-10-15,10:00:00,JH20261015100001,C,1200.00,862381021.37,0880681047282825,西安区环卫管理处,"
        "补差 11000005,转账,\n"
    )
    import_statement(accountant, "rest.csv", (HEAD + rest).encode())
    clerk.goto("/employer/")
    expect(clerk.get_by_text("申报 2026 年 11 月的清册")).to_be_visible()
    clerk.get_by_role("link", name="2026 年 10 月").click()
    expect(clerk.get_by_role("link", name="回单 PDF")).to_be_visible()
    paper = clerk.request.get(clerk.get_by_role("link", name="回单 PDF").get_attribute("href") or "")
    assert paper.body()[:5] == b"%PDF-"


def depositor_sees_why(page: Page) -> None:
    """A depositor comes in, sees the balance, and why."""
    own = PersonalAccount.objects.select_related("person", "ledger_account").get(
        employer_account__number="11000001", items__row_no=3
    )
    activate(own.person)
    come_in(page, "/login/", own.person.document_number)
    sentence = f"¥ {own.ledger_account.balance_fen // 100:,}.{own.ledger_account.balance_fen % 100:02d}"
    expect(page.get_by_text(sentence)).to_be_visible()
    expect(page.get_by_text("辽源市第一机械厂 · 基数")).to_be_visible()
    screenshot(page, "story-depositor")
    page.get_by_role("link", name="汇缴 2026 年 10 月").click()
    expect(page.get_by_text("四舍五入到元").first).to_be_visible()
    screenshot(page, "story-why")


def paper_is_verified(page: Page) -> None:
    """Anybody may ask whether a paper is ours; nobody's name is told."""
    code = RemittanceList.objects.get(employer_account__number="11000005").verify_code
    page.goto("/verify/")
    page.get_by_label("验真码").fill(code.lower())
    page.get_by_role("button", name="验证").click()
    expect(page.get_by_role("heading", name="本中心出具过这份凭证")).to_be_visible()


def test_the_first_month_through_the_pages(centre: None, new_page: Callable[..., Page]) -> None:
    clerk = new_page()
    come_in(clerk, "/login/employer/", people.DOCUMENTS["李四"][0])
    for account in EmployerAccount.objects.select_related("employer").order_by("number"):
        declare(clerk, account)
    assert PersonalAccount.objects.count() == 1000
    screenshot(clerk, "story-declared")
    clerk.goto("/employer/")
    screenshot(clerk, "story-employer-waiting")
    expect(clerk.get_by_text("等候到账").first).to_be_visible()

    open_until(date(2026, 10, 13))
    accountant = new_page()
    come_in(accountant, "/login/staff/", "1003")
    import_statement(accountant, "statement-202610.csv", (DATA / "statement-202610.csv").read_bytes())
    lists = dict(RemittanceList.objects.values_list("employer_account__number", "status"))
    assert lists.pop("11000005") == ListStatus.PARTLY
    assert set(lists.values()) == {ListStatus.ALLOCATED}
    accountant.goto("/counter/")
    expect(accountant.get_by_text("部分到账").first).to_be_visible()
    screenshot(accountant, "story-counter-home")

    rest_comes(clerk, accountant)
    depositor_sees_why(new_page())
    paper_is_verified(new_page())
    balances = sum(PersonalAccount.objects.values_list("ledger_account__balance_fen", flat=True))
    assert balances == books.subject_balance_fen("201", date(2026, 10, 15))
    assert books.verify_books() == []


def test_a_list_is_taken_in_by_keyboard_alone(centre: None, page: Page, login: Callable[[Page, object], None]) -> None:
    login(page, people.wang_wu())
    page.goto("/counter/")
    page.keyboard.press("s")
    page.keyboard.type("11000002")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="龙山区实验小学")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("龙山区实验小学")
    page.keyboard.press("1")
    expect(page.locator("h1")).to_have_text("收 2026 年 10 月的清册")
    page.get_by_label("清册文件").set_input_files(DATA / "11000002-202610.xlsx")
    page.keyboard.press("F9")
    expect(page.get_by_role("heading", name="核对无误，请确认")).to_be_visible()
    page.keyboard.press("F9")
    expect(page.get_by_text("已申报，汇缴书号")).to_be_visible()
    page.keyboard.press("F2")
    expect(page.locator("h1")).to_have_text("办理")
    page.keyboard.press("2")
    expect(page.locator("h1")).to_have_text("汇缴清册")


def test_a_faulty_file_is_explained_and_the_typed_list_keeps_what_was_typed(
    centre: None, new_page: Callable[..., Page]
) -> None:
    page = new_page(script=False)
    come_in(page, "/login/employer/", people.DOCUMENTS["李四"][0])
    page.get_by_label("东辽县人民医院").check()
    page.get_by_role("button", name="进入").click()
    page.goto("/employer/upload/")
    page.get_by_label("清册文件").set_input_files(DATA / "11000002-202610.xlsx")
    page.get_by_role("button", name="上传并核对").click()
    expect(page.get_by_text("这不是本单位的清册")).to_be_visible()
    page.goto("/employer/upload/typed/")
    page.locator("#id_form-0-name").fill("孙九")
    page.locator("#id_form-0-document_number").fill("220402199001010011")
    page.locator("#id_form-0-base").fill("6,000")
    page.get_by_role("button", name="提交核对").click()
    expect(page.get_by_text("最后一位校验不对")).to_be_visible()
    screenshot(page, "story-typed-fault")
    assert page.locator("#id_form-0-base").input_value() == "6,000"
    page.locator("#id_form-0-document_number").fill("220402199001010013")
    page.get_by_role("button", name="提交核对").click()
    expect(page.get_by_role("heading", name="核对清册")).to_be_visible()
