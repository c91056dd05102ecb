"""Pages of transfers between centres: asked for in the portal and at a window, followed, put right, never another's."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bank.gateways.base import Result
from deposits import operations, tasks
from deposits.models import EmployerAccount, TransferLetter
from deposits.queries.letters import own_data
from deposits.states import LetterStatus
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus
from tests import make, people
from tests.deposits import letters
from tests.desk import world as desk_world

pytestmark = pytest.mark.django_db


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined, no-any-return]


def test_a_depositor_asks_checks_the_answers_and_follows_the_letter(employer: EmployerAccount) -> None:
    letters.paying(employer)
    centre = letters.centre()
    client = people.browser(people.zhang_san())
    url = reverse("deposits:portal_transfer_in")
    assert centre.name in text(client.get(url))
    answers = {"centre": centre.pk, "their_account": "2201 0000 0123"}
    assert "只能是" in text(client.post(url, {**answers, "their_account": "某某账号一二", "go": "check"}))
    page = text(client.post(url, {**answers, "go": "check"}))
    assert ("请核对" in page, "220100000123" in page) == (True, True)
    assert "2201 0000 0123" in text(client.post(url, {**answers, "go": "back"}))
    assert not Case.objects.exists()
    page = text(client.post(url, {**answers, "go": "submit"}, follow=True))
    assert Case.objects.get().number in page
    assert "正在办理" in text(client.post(url, {**answers, "go": "submit"}))
    assert "正在办理" in text(client.get(url))

    tasks.follow_transfers()
    letter = TransferLetter.objects.get()
    assert "联系函走到哪里了" in text(client.get(reverse("desk:portal_case", args=[letter.case_id])))
    own = reverse("deposits:portal_letter", args=[letter.pk])
    page = text(client.get(own))
    assert ("应在五个工作日内答复" in page, letter.number in page, "不想转了" in page) == (True, True, True)
    assert letter.centre.name in text(client.get(reverse("deposits:portal_transfers")))
    paper = client.get(reverse("deposits:portal_letter_paper", args=[letter.pk]))
    assert paper.content.startswith(b"%PDF")
    client.post(reverse("deposits:portal_cancel_letter", args=[letter.pk]))
    assert letters.now_(letter).status == LetterStatus.CANCELLED
    page = text(client.post(reverse("deposits:portal_cancel_letter", args=[letter.pk]), follow=True))
    assert "不能执行此操作" in page


def test_ones_own_data_name_ones_letters(employer: EmployerAccount) -> None:
    letters.paying(employer)
    letter = letters.informed()
    heading, rows = own_data(people.zhang_san().person)
    assert (heading, rows[0]["联系函编号"], rows[0]["状态"]) == ("异地转移", letter.number, "账户信息已审核")


def test_another_persons_letter_does_not_exist(employer: EmployerAccount) -> None:
    letters.paying(employer)
    letter = letters.sent()
    client = people.browser(people.qian_qi())
    for name in ("portal_letter", "portal_letter_paper", "portal_cancel_letter"):
        url = reverse(f"deposits:{name}", args=[letter.pk])
        assert (client.post(url) if "cancel" in name else client.get(url)).status_code == 404


def test_who_may_not_ask_reads_why(employer: EmployerAccount) -> None:
    letters.paying(employer)
    make.parameter("transfer_in_months", "6")
    assert "满 6 个月" in text(people.browser(people.zhang_san()).get(reverse("deposits:portal_transfer_in")))


def test_a_window_asks_for_somebody_and_the_money_is_put_right(employer: EmployerAccount) -> None:
    account = letters.paying(employer)
    teller = people.wang_wu()
    client = people.browser(teller)
    url = reverse("deposits:counter_transfer_in")
    assert account.number in text(client.get(f"{url}?person={account.person_id}"))
    answers = {"account": account.number, "centre": letters.centre().pk, "their_account": "220100000123"}
    assert "没有这个个人账号" in text(client.post(url, {**answers, "account": "200000000000"}))
    client.post(url, answers)
    case = Case.objects.get()
    desk_world.check_all(case)
    desk.accept_case(case_id=case.pk, by=teller, at=letters.AT)
    desk.send_case(case_id=case.pk, by=teller, at=letters.AT)
    tasks.follow_transfers()
    tasks.exchange_letters()
    letter = TransferLetter.objects.get()
    letters.receive(letter.total_fen + 50_00, remark=letter.number)
    page = client.get(reverse("deposits:counter_letter_of_case", args=[case.pk]), follow=True)
    assert ("多 50.00" in text(page), "按账户信息入账" in text(page)) == (True, True)
    client.post(reverse("deposits:counter_letter_do", args=[letter.pk, "credit"]))
    assert letters.now_(letter).status == LetterStatus.DONE_AFTER
    assert letter.number in text(client.get(reverse("deposits:counter_letters"), {"direction": "IN"}))
    assert client.get(reverse("deposits:counter_letter_paper", args=[letter.pk])).content.startswith(b"%PDF")


def test_a_letter_on_paper_is_typed_and_its_payment_corrected(employer: EmployerAccount) -> None:
    letters.leaving(employer)
    client = people.browser(people.wang_wu())
    answers = {
        "number": letters.NUMBER,
        "centre": letters.centre().pk,
        "name": "张三",
        "document_type": "01",
        "document_number": people.DOCUMENTS["张三"][0],
        "payee_name": "长春市住房公积金管理中心",
        "payee_account": letters.PAYEE,
    }
    url = reverse("deposits:counter_receive_letter")
    assert "十六位" in text(client.post(url, {**answers, "number": "123"}))
    page = text(client.post(url, answers, follow=True))
    assert letters.NUMBER in page
    letter = TransferLetter.objects.get()
    letters.approved(letter)
    letters.pay_out(Result.RETURNED, message="账号不符")
    own = reverse("deposits:counter_letter", args=[letter.pk])
    assert ("更正账户再付" in text(client.get(own)), "账号不符" in text(client.get(own))) == (True, True)
    again = reverse("deposits:counter_letter_do", args=[letter.pk, "pay-again"])
    assert "更正后的收款账号" in text(client.get(again))
    assert client.post(again, {"payee_name": "长春", "payee_account": "abcdef"}).status_code == 422
    client.post(again, {"payee_name": "长春市住房公积金管理中心", "payee_account": "22050110063600000888"})
    letters.pay_out()
    assert letters.now_(letter).status == LetterStatus.INFORMED
    assert client.get(reverse("deposits:counter_letter_do", args=[letter.pk, "nothing"])).status_code == 404


def test_a_letter_that_bars_are_in_the_way_of_says_so_and_is_sent_back(employer: EmployerAccount) -> None:
    account = letters.leaving(employer)
    letter = letters.received()
    operations.unseal(
        account_id=account.pk,
        employer_account_id=employer.pk,
        base_fen=600_000,
        by=people.wang_wu(),
        at=letters.AT,
    )
    client = people.browser(people.wang_wu())
    own = reverse("deposits:counter_letter", args=[letter.pk])
    assert "请先由单位办理封存" in text(client.get(own))
    letters.approved(letter)
    refuse = reverse("deposits:counter_letter_do", args=[letter.pk, "refuse"])
    assert client.post(refuse, {"reason": ""}).status_code == 422
    client.post(refuse, {"reason": "职工已恢复缴存"})
    letter = letters.now_(letter)
    assert (letter.status, letter.case.status) == (LetterStatus.REFUSED, CaseStatus.VOID)  # type: ignore[union-attr]
    assert "职工已恢复缴存" in text(client.get(own))


def test_who_only_looks_on_is_offered_nothing(employer: EmployerAccount) -> None:
    letters.leaving(employer)
    letter = letters.received()
    client = people.browser(people.wu_shi())
    assert "登记来函" not in text(client.get(reverse("deposits:counter_letters")))
    assert client.get(reverse("deposits:counter_letter", args=[letter.pk])).status_code == 200
    assert client.post(reverse("deposits:counter_letter_do", args=[letter.pk, "refuse"])).status_code == 403


def test_ones_own_letter_out_is_not_cancelled_by_hand(employer: EmployerAccount) -> None:
    letters.leaving(employer)
    letter = letters.received()
    url = reverse("deposits:portal_cancel_letter", args=[letter.pk])
    assert people.browser(people.zhang_san()).post(url).status_code == 404
    assert letters.now_(letter).status == LetterStatus.SENT


def test_an_act_that_is_not_offered_says_so_and_does_nothing(employer: EmployerAccount) -> None:
    letters.paying(employer)
    letter = letters.informed()
    client = people.browser(people.wang_wu())
    for name, answers in (("confirm", {}), ("refuse", {"reason": "不办了"}), ("cancel", {}), ("credit", {})):
        url = reverse("deposits:counter_letter_do", args=[letter.pk, name])
        assert "现在不能办理" in text(client.post(url, answers, follow=True))
        assert client.get(url).status_code == 302
    assert letters.now_(letter).status == LetterStatus.INFORMED


def test_a_letter_that_hangs_is_given_up_at_the_counter(employer: EmployerAccount) -> None:
    letters.paying(employer)
    letter = letters.informed()
    client = people.browser(people.wang_wu())
    assert "终止转入" in text(client.get(reverse("deposits:counter_letter", args=[letter.pk])))
    url = reverse("deposits:counter_letter_do", args=[letter.pk, "give-up"])
    assert client.post(url, {"reason": ""}).status_code == 422
    page = text(client.post(url, {"reason": "对方中心不再付款"}, follow=True))
    assert ("已终止" in page, "终止办理" in page, "对方中心不再付款" in page) == (True, True, True)
    assert letters.now_(letter).status == LetterStatus.CANCELLED
