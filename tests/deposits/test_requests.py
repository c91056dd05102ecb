"""People ask their employer to confirm something: told both ways, answered once, nobody else's business."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from accounts import operations as accounts
from accounts.models import Door
from accounts.permissions import ClerkDuty
from common.errors import WrongState
from deposits import operations
from deposits.models import EmployeeRequest, EmployerAccount, PersonalAccount
from deposits.states import RequestKind, RequestStatus
from notifications.models import Message
from tests import make, people
from tests.deposits import world
from tests.deposits.pages import clerk, said, text_of

pytestmark = pytest.mark.django_db
PAGE, LIST = "/portal/requests/", "/employer/requests/"


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """张三's account under 李四's employer."""
    world.allocated(employer)
    return world.account_of("张三")


def ask(account: PersonalAccount, kind: str = RequestKind.LEFT, **facts: Any) -> EmployeeRequest:
    given = {"words": "9 月 30 日离职", "by": people.zhang_san(), "at": make.AT, **facts}
    return operations.ask_employer(account_id=account.pk, kind=kind, **given)


def answer(asked: EmployeeRequest, agrees: bool = True, words: str = "", **facts: Any) -> EmployeeRequest:
    given: dict[str, Any] = {"by": _clerk(), "at": make.AT, **facts}
    return operations.answer_request(request_id=asked.pk, agrees=agrees, answer=words, **given)


def _clerk() -> Any:
    return people._through("李四", Door.CLERK)


def told(event: str) -> set[str]:
    """Who was told of an event."""
    return set(Message.objects.filter(template__event__code=event).values_list("person__name", flat=True))


def test_both_are_told_and_it_is_answered_once(account: PersonalAccount) -> None:
    asked = ask(account)
    assert told("employee_asked") == {"李四"}
    answer(asked)
    assert told("employer_answered") == {"张三"}
    asked.refresh_from_db()
    assert (asked.status, asked.answered_by) == (RequestStatus.AGREED, _clerk())
    for act in (lambda: answer(asked), lambda: answer(asked, False, "不是")):
        with pytest.raises(WrongState):
            act()
    with pytest.raises(WrongState):
        operations.withdraw_request(request_id=asked.pk, by=people.zhang_san(), at=make.AT)
    assert ask(account).pk != asked.pk


def test_the_same_is_asked_once_at_a_time(account: PersonalAccount) -> None:
    first = ask(account)
    with pytest.raises(operations.AskedBefore):
        ask(account)
    assert ask(account, RequestKind.BASE).pk != first.pk
    operations.withdraw_request(request_id=first.pk, by=people.zhang_san(), at=make.AT)
    ask(account)


def test_who_does_not_agree_says_why(account: PersonalAccount) -> None:
    asked = ask(account, RequestKind.BASE)
    with pytest.raises(operations.NoAnswer):
        answer(asked, False, " ")
    assert answer(asked, False, "工资表为 8,437.56 元").status == RequestStatus.DECLINED


def test_only_the_owner_asks_and_only_the_employer_answers(account: PersonalAccount, other: EmployerAccount) -> None:
    with pytest.raises(operations.NotTheirRequest):
        ask(account, by=people.qian_qi())
    asked = ask(account)
    stranger = people._person_id("钱七")
    accounts.authorise_clerk(
        employer_id=other.employer_id, person_id=stranger, mandate="授权书", by=people.wang_wu(), at=make.AT
    )
    for by in (people.wang_wu(), people._through("钱七", Door.CLERK), people.zhang_san()):
        with pytest.raises(operations.NotTheirRequest):
            answer(asked, by=by)
    with pytest.raises(operations.NotTheirRequest):
        operations.withdraw_request(request_id=asked.pk, by=_clerk(), at=make.AT)
    browser = people.browser(people._through("钱七", Door.CLERK))
    url = reverse("deposits:employer_answer_request", args=[asked.pk])
    assert browser.get(url).status_code == browser.post(url).status_code == 404
    withdraw = reverse("deposits:portal_withdraw_request", args=[asked.pk])
    assert people.browser(people.qian_qi()).post(withdraw).status_code == 404


def test_a_closed_account_has_nobody_to_ask(account: PersonalAccount) -> None:
    PersonalAccount.objects.filter(pk=account.pk).update(status="05", closed_on=make.AT.date())
    with pytest.raises(operations.NobodyToAsk):
        ask(account)
    assert "提交给单位" not in said(people.browser(people.zhang_san()), PAGE)


def test_from_the_persons_page_to_the_seal(account: PersonalAccount) -> None:
    owner, manager = people.browser(people.zhang_san()), clerk()
    assert PAGE in said(owner, "/portal/")
    assert owner.post(PAGE, {"kind": "LEFT", "words": ""}).status_code == 422
    assert "已转给单位" in text_of(owner, PAGE, {"kind": "LEFT", "words": "9 月 30 日离职"})
    assert owner.post(PAGE, {"kind": "LEFT", "words": "再说一遍"}).status_code == 422
    asked = EmployeeRequest.objects.get()
    assert "1 件等您答复" in said(manager, "/employer/") and "张三" in said(manager, LIST)
    url = f"{LIST}{asked.pk}/"
    assert "9 月 30 日离职" in said(manager, url)
    assert manager.post(url, {"agrees": "0", "answer": ""}).status_code == 422
    page = text_of(manager, url, {"agrees": "1", "answer": "本周封存"})
    assert f"/employer/people/{account.pk}/seal/" in page
    assert "本周封存" in said(owner, PAGE) and "单位已确认" in said(owner, PAGE)
    second = ask(account, RequestKind.BASE)
    assert "已撤回" in text_of(owner, f"{PAGE}{second.pk}/withdraw/", {})
    assert "不能执行此操作" in text_of(owner, f"{PAGE}{second.pk}/withdraw/", {})


def test_who_only_looks_answers_nothing(account: PersonalAccount, employer: EmployerAccount) -> None:
    asked = ask(account)
    person_id = people._person_id("钱七")
    facts: dict[str, Any] = {"mandate": "授权书", "duty": ClerkDuty.VIEWER, "by": people.wang_wu(), "at": make.AT}
    accounts.authorise_clerk(employer_id=employer.employer_id, person_id=person_id, **facts)
    browser = people.browser(people._through("钱七", Door.CLERK))
    url = f"{LIST}{asked.pk}/"
    assert browser.get(url).status_code == 200
    assert browser.post(url, {"agrees": "1"}).status_code == 403
