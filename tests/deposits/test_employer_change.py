"""An employer's record brought up to date: at a window with its papers, in its portal what cannot harm anybody."""

from __future__ import annotations

import pytest

from accounts.models import Employer
from bank.models import Payer
from deposits import operations
from deposits.models import EmployerAccount
from deposits.operations import ChangedMeanwhile, NothingChanged, OnlyAtWindow
from deposits.queries import EmployerRecord, last_event, record_of
from desk.models import Case
from desk.operations import Spot
from desk.states.cases import Channel
from notifications.models import Message
from tests import make, people
from tests.deposits import world
from tests.deposits.pages import clerk, hidden, said, text_of

pytestmark = pytest.mark.django_db


def change(account: EmployerAccount, *, seen: int | None = None, **fields: object) -> frozenset[str]:
    """Change some fields at the window."""
    account = EmployerAccount.objects.get(pk=account.pk)
    record = {**vars(record_of(account)), **fields}
    return operations.change_employer(
        employer_account_id=account.pk,
        record=EmployerRecord(**record),  # type: ignore[arg-type]
        last_event=last_event(account) if seen is None else seen,
        asked=Spot(for_employer=True, papers_seen=True),
        by=people.wang_wu(),
        at=make.AT,
    )


def test_a_new_name_and_paying_account_change_how_money_is_recognised_and_ask_for_their_papers(
    employer: EmployerAccount,
) -> None:
    url = f"/counter/employers/{employer.employer_id}/change/"
    teller = people.browser(people.wang_wu())
    answers = {
        "name": "辽源市第一机械有限公司",
        "social_credit_code": world.MACHINES,
        "branch": str(employer.employer.branch_id),
        "contact_phone": "",
        "address": "龙山区人民大街 1 号",
        "payday": "5",
        "paying_account": "0880 4532 0733 5096",
        "paying_bank": "中国建设银行辽源分行",
        **hidden(said(teller, url)),
    }
    assert "请先核验材料原件" in text_of(teller, url, answers)
    page = text_of(teller, url, {**answers, "seen": "on"})
    assert "辽源市第一机械有限公司" in page and "龙山区人民大街 1 号" in page
    case = Case.objects.get()
    assert (case.kind.code, case.employer_id) == ("employer_change", employer.employer_id)
    papers = set(case.requirements.values_list("code", flat=True))
    assert papers == {"identity", "form", "licence", "bank_licence"}
    payer = Payer.objects.get(employer=employer.employer_id)
    assert payer.name_key == Employer.objects.get(pk=employer.employer_id).name_key
    event = EmployerAccount.objects.get(pk=employer.pk).events.latest("id")
    assert (event.action, event.note) == ("change", "单位名称、地址、付款账号")
    told = Message.objects.filter(template__event="employer_info_changed", channel="INBOX").get()
    assert told.person is not None and told.person.name == "李四"


def test_a_page_that_grew_stale_changes_nothing(employer: EmployerAccount) -> None:
    seen = last_event(employer)
    assert change(employer, payday=10) == {"payday"}
    with pytest.raises(ChangedMeanwhile):
        change(employer, seen=seen, payday=31)
    assert EmployerAccount.objects.get(pk=employer.pk).payday == 10


def test_what_the_record_says_already_is_no_change_and_leaves_no_case(employer: EmployerAccount) -> None:
    with pytest.raises(NothingChanged):
        change(employer)
    assert not Case.objects.exists()


def test_a_code_of_another_employer_is_refused_with_its_name(employer: EmployerAccount, other: EmployerAccount) -> None:
    url = f"/counter/employers/{employer.employer_id}/change/"
    teller = people.browser(people.wang_wu())
    answers = {"name": "甲", "social_credit_code": world.SCHOOL, "branch": str(employer.employer.branch_id)}
    page = text_of(teller, url, {**answers, **hidden(said(teller, url)), "seen": "on"})
    assert "该统一社会信用代码已登记为“龙山区实验小学”。" in page
    assert 'value="甲"' in page
    assert Employer.objects.get(pk=employer.employer_id).name == "辽源市第一机械厂"


def test_the_clerk_changes_the_contact_and_nothing_that_money_hangs_on(employer: EmployerAccount) -> None:
    browser = clerk()
    answers = {**hidden(said(browser, "/employer/record/")), "contact_phone": "13904370001", "address": "西宁大路 2 号"}
    text_of(browser, "/employer/record/", {**answers, "payday": "31", "paying_account": "1"})
    account = EmployerAccount.objects.get(pk=employer.pk)
    assert (account.employer.contact_phone, account.employer.address) == ("13904370001", "西宁大路 2 号")
    assert (account.payday, account.paying_account) == (5, "0880453207335095")
    case = Case.objects.get()
    assert (case.channel, case.requirements.count()) == (Channel.EMPLOYER, 0)
    assert "没有需要变更的" in text_of(
        browser, "/employer/record/", {**answers, **hidden(said(browser, "/employer/record/"))}
    )


@pytest.mark.parametrize("field", [{"payday": 31}, {"paying_account": "6217000000000000"}, {"name": "乙"}])
def test_a_clerk_who_goes_past_the_page_is_refused(employer: EmployerAccount, field: dict[str, object]) -> None:
    record = {**vars(record_of(employer)), **field}
    with pytest.raises(OnlyAtWindow):
        operations.change_employer(
            employer_account_id=employer.pk,
            record=EmployerRecord(**record),  # type: ignore[arg-type]
            last_event=last_event(employer),
            asked=Spot(for_employer=True),
            by=clerk_user(),
            at=make.AT,
        )
    assert not Employer.objects.filter(name="乙").exists()


def clerk_user() -> people.User:
    """李四 as a clerk."""
    return people.User.objects.get(person__name="李四", door="CLERK")
