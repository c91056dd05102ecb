"""The receipt of a withdrawal: for its owner once the money is there, proved by a code, with nobody's data outside."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Look
from desk import queries as desk
from tests import make, people
from tests.deposits.pages import said
from tests.deposits.pdf import text_of_pdf
from tests.withdrawals import saver
from withdrawals.models import Withdrawal
from withdrawals.states import PayoutStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def paid(open_day: date) -> Withdrawal:
    """张三's rent of 4,500.00, paid."""
    make.parameter("rent_steady_months", "0")
    saver.saver(people.zhang_san())
    found = saver.screened(saver.ask(people.zhang_san(), "rent", 450_000))
    assert found.status == PayoutStatus.PAID
    return found


def test_the_owner_downloads_it_from_the_page_and_from_the_case(paid: Withdrawal) -> None:
    owner = people.browser(people.zhang_san())
    url = reverse("withdrawals:portal_receipt", args=[paid.case_id])
    page = said(owner, f"/portal/withdrawals/{paid.case_id}/")
    assert url in page and "4,500.00 元已付到本人银行卡（尾号 0001）" in page and "从填表到到账" in page
    assert url in said(owner, reverse("desk:portal_case", args=[paid.case_id]))
    answer = owner.get(url)
    assert answer["Content-Type"] == "application/pdf"
    text = text_of_pdf(answer.content)
    for part in ("住房公积金提取回单", "张三", "4,500.00", "肆仟伍佰元整", paid.case.number, "0001"):
        assert part in text


def test_the_code_on_it_proves_it_and_names_nobody(paid: Withdrawal) -> None:
    proof = desk.receipt_of(paid.case)
    assert proof is not None
    page = said(Client(), f"/verify/withdrawal/{proof.verify_code}/")
    assert "本中心出具过这份提取回单" in page and "4,500.00" in page and paid.case.number in page
    assert "张三" not in page and "张*" in page and "6217" not in page
    wrong = Client().get("/verify/withdrawal/NOSUCHCODE22/")
    assert wrong.status_code == 404 and "没有这个验真码" in wrong.content.decode()


def test_scanned_at_a_window_it_opens_the_case(paid: Withdrawal) -> None:
    proof = desk.receipt_of(paid.case)
    assert proof is not None
    address = f"http://testserver/verify/withdrawal/{proof.verify_code}/"
    answer = people.browser(people.wang_wu()).post("/counter/search/", {"q": address})
    assert answer["Location"] == reverse("desk:counter_case", args=[paid.case_id])


def test_before_the_money_is_there_nothing_is_proved(open_day: date) -> None:
    make.parameter("rent_steady_months", "0")
    saver.saver(people.zhang_san())
    found = saver.ask(people.zhang_san(), "rent", 450_000)
    owner = people.browser(people.zhang_san())
    assert owner.get(reverse("withdrawals:portal_receipt", args=[found.case_id])).status_code == 404
    assert "下载提取回单" not in said(owner, f"/portal/withdrawals/{found.case_id}/")


def test_the_window_prints_it_and_that_is_a_look(paid: Withdrawal) -> None:
    teller = people.browser(people.wang_wu())
    assert "打印提取回单" in said(teller, f"/counter/withdrawals/{paid.case_id}/")
    assert teller.get(reverse("withdrawals:counter_receipt", args=[paid.case_id])).status_code == 200
    assert Look.objects.filter(person=paid.person_id, what="提取回单", case=paid.case.number).exists()


def test_a_returned_payment_is_corrected_by_its_owner_and_paid_again(open_day: date) -> None:
    make.parameter("rent_steady_months", "0")
    user = people.zhang_san()
    saver.saver(user)
    found = saver.screened(saver.ask(user, "rent", 450_000, card=saver.REFUSED))
    assert found.status == PayoutStatus.RETURNED
    owner, page = people.browser(user), f"/portal/withdrawals/{found.case_id}/"
    assert "银行没有付成" in said(owner, page) and f"{page}card/" in said(owner, page)
    good = saver.card(user)
    assert owner.post(f"{page}card/", {"payee": "card-0"}).status_code == 422
    answer = owner.post(f"{page}card/", {"payee": f"card-{good.pk}"}, follow=True).content.decode()
    assert "正在重新付款" in answer
    again = owner.post(f"{page}card/", {"payee": f"card-{good.pk}"}, follow=True).content.decode()
    assert "银行正在付款" in again
    saver.follow()
    assert Withdrawal.objects.get().status == PayoutStatus.PAID


def test_what_came_back_may_stay_where_it_is(open_day: date) -> None:
    make.parameter("rent_steady_months", "0")
    user = people.zhang_san()
    account = saver.saver(user)
    found = saver.screened(saver.ask(user, "rent", 450_000, card=saver.REFUSED))
    owner = people.browser(user)
    answer = owner.post(reverse("withdrawals:portal_give_up", args=[found.case_id]), follow=True).content.decode()
    assert "已取消，钱仍在您的账户里" in answer
    assert saver.balance(account) == (5_000_000, 0)
    twice = owner.post(reverse("withdrawals:portal_give_up", args=[found.case_id]), follow=True).content.decode()
    assert "没有被银行退回" in twice
