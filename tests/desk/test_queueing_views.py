"""The pages of the hall: the kiosk, the board, the window, a number on one's phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from common.identity import citizen_check_digit
from desk import operations, queries
from desk.models import Device, Ticket, TicketService
from desk.states.queueing import DeviceKind, TicketStatus
from tests import people
from tests.desk import hall_queue as hall


@pytest.fixture
def teller(open_day: date) -> User:
    user = people.wang_wu()
    hall.seat(user, at=timezone.now())
    return user


def machine(kind: str) -> Client:
    """A browser bound as a machine."""
    coded = operations.register_hall_device(
        branch_id=people.branch().pk, kind=kind, label="门口", by=people.wang_wu(), at=timezone.now()
    )
    client = Client()
    answer = client.post(reverse("desk:public_bind"), {"code": f"{coded.code[:4]} {coded.code[4:]}"})
    assert answer.status_code == 302
    return client


@pytest.fixture
def kiosk(teller: User) -> Iterator[Client]:
    yield machine(DeviceKind.KIOSK)


def take(client: Client, letter: str = "A", mode: str = "", **more: Any) -> Any:
    url = reverse("desk:public_kiosk") + (f"?mode={mode}" if mode else "")
    return client.post(url, {"lines": [hall.line(letter).pk], **more}, follow=True)


# --- machines


def test_a_browser_that_is_no_machine_is_told_how_to_become_one(teller: User) -> None:
    for name in ("public_kiosk", "public_kiosk_appointment", "public_board"):
        answer = Client().get(reverse(f"desk:{name}"), follow=True)
        assert answer.redirect_chain[0][0] == reverse("desk:public_bind")
        assert "还没有绑定" in answer.content.decode()


def test_a_wrong_code_binds_nothing(teller: User) -> None:
    answer = Client().post(reverse("desk:public_bind"), {"code": "12345678"})
    assert "绑定码不对" in answer.content.decode()


def test_a_board_is_no_kiosk_and_an_unbound_machine_is_nothing(teller: User) -> None:
    board = machine(DeviceKind.BOARD)
    assert board.get(reverse("desk:public_board")).status_code == 200
    assert board.get(reverse("desk:public_kiosk")).status_code == 302
    staff = people.browser(teller)
    device = Device.objects.get()
    staff.post(reverse("desk:counter_unbind_machine", args=[device.pk]))
    assert board.get(reverse("desk:public_board")).status_code == 302


def test_a_forged_cookie_opens_nothing(teller: User) -> None:
    client = Client()
    client.cookies["hall_device"] = "x" * 60
    assert client.get(reverse("desk:public_kiosk")).status_code == 302


def test_the_code_of_a_machine_is_shown_once(teller: User) -> None:
    staff = people.browser(teller)
    url = reverse("desk:counter_machines")
    shown = staff.post(url, {"kind": "KIOSK", "label": "门口取号机"}).content.decode()
    assert "门口取号机" in shown and "code-big" in shown
    assert "code-big" not in staff.get(url).content.decode()


# --- the kiosk


def test_one_touch_gives_a_number_with_its_wait_and_its_picture(kiosk: Client) -> None:
    take(kiosk)
    answer = take(kiosk)
    text = answer.content.decode()
    assert "A002" in text and "1 位" in text and "<svg" in text
    assert 'href="/kiosk/" data-go-after' in text


def test_nothing_chosen_gives_nothing(kiosk: Client) -> None:
    answer = kiosk.post(reverse("desk:public_kiosk"), {})
    assert "请选择要办的业务" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_a_card_that_is_read_is_shown_masked_and_never_in_full_on_the_ticket(kiosk: Client) -> None:
    number, person = people.DOCUMENTS["张三"][0], people.zhang_san().person
    shown = kiosk.post(reverse("desk:public_kiosk"), {"document": number, "scan": "1"}).content.decode()
    assert f"{number[:4]}**********{number[-4:]}" in shown
    assert not Ticket.objects.exists()
    text = take(kiosk, document=number).content.decode()
    assert number not in text and person.name not in text
    assert Ticket.objects.get().person == person


def test_the_green_lane_asks_why(kiosk: Client) -> None:
    assert "请先选择属于哪一种情况" in take(kiosk, mode="green").content.decode()
    assert "请先选择属于哪一种情况" in take(kiosk, mode="green", document=people.DOCUMENTS["张三"][0]).content.decode()
    take(kiosk, mode="green", green_reason="PREGNANT")
    take(kiosk, mode="green", document="22040219500101001" + citizen_check_digit("22040219500101001"))
    assert list(Ticket.objects.order_by("id").values_list("green_reason", flat=True)) == ["PREGNANT", "OLD"]


def test_several_businesses_make_one_number(kiosk: Client) -> None:
    ids = [hall.line("B").pk, hall.line("C").pk]
    kiosk.post(reverse("desk:public_kiosk") + "?mode=several", {"lines": ids})
    assert Ticket.objects.get().code == "B001"
    assert TicketService.objects.count() == 2


def test_a_code_of_today_checks_in_and_a_wrong_one_does_not(kiosk: Client) -> None:
    url = reverse("desk:public_kiosk_appointment")
    assert "没有这个预约码" in kiosk.post(url, {"code": "99999999"}).content.decode()
    assert "没有这个预约码" in kiosk.post(url, {"code": "’ OR 1=1"}).content.decode()


def test_wrong_codes_are_soon_too_many(kiosk: Client) -> None:
    url = reverse("desk:public_kiosk_appointment")
    answers = [kiosk.post(url, {"code": "99999999"}).content.decode() for _ in range(12)]
    assert "太频繁" in answers[-1]


# --- on the phone


def test_a_number_is_followed_by_its_address_and_given_up(teller: User) -> None:
    ticket = hall.ticket(document_number=people.DOCUMENTS["张三"][0])
    client = Client()
    url = reverse("desk:public_ticket", args=[ticket.secret])
    text = client.get(url).content.decode()
    assert "A001" in text and "张三" not in text and people.DOCUMENTS["张三"][0] not in text
    client.post(reverse("desk:public_leave_ticket", args=[ticket.secret]))
    ticket.refresh_from_db()
    assert ticket.status == TicketStatus.LEFT
    assert "已取消" in client.get(url).content.decode()


@pytest.mark.parametrize("secret", ["A001", "x" * 22, "1"])
def test_nobody_guesses_anothers_number(teller: User, secret: str) -> None:
    hall.ticket()
    assert Client().get(reverse("desk:public_ticket", args=[secret])).status_code == 404
    assert Client().post(reverse("desk:public_leave_ticket", args=[secret])).status_code == 404


def test_the_wait_everywhere_is_public(teller: User) -> None:
    now = timezone.now()
    operations.take_ticket(branch_id=people.branch().pk, line_ids=[hall.line().pk], by=None, at=now)
    text = Client().get(reverse("desk:public_halls")).content.decode()
    assert people.branch().name in text


def test_the_eight_special_services_are_told(open_day: date) -> None:
    text = Client().get(reverse("desk:public_special_services")).content.decode()
    for label in ("绿色通道", "容缺受理", "预约服务", "上门服务", "提前介入", "延时服务", "微信提醒", "帮办代办"):
        assert label in text


# --- the window


def now_ticket(letter: str = "A") -> Ticket:
    return operations.take_ticket(
        branch_id=people.branch().pk, line_ids=[hall.line(letter).pk], by=None, at=timezone.now()
    )


def test_a_window_works_from_sitting_down_to_closing(open_day: date) -> None:
    teller = people.wang_wu()
    window, page = hall.window(), reverse("desk:counter_calling")
    client = people.browser(teller)
    assert "请选择窗口" in client.get(page).content.decode()
    client.post(reverse("desk:counter_window_act", args=[window.pk, "open"]))
    ticket = now_ticket()
    assert "下一位：" in client.get(page).content.decode()
    client.post(reverse("desk:counter_call_next"))
    assert "再叫 2 次可过号" in client.get(page).content.decode()

    def act(name: str) -> str:
        url = reverse("desk:counter_ticket_act", args=[ticket.pk, name])
        return str(client.post(url, follow=True).content.decode())

    assert "已叫 2 次" in act("again")
    assert "正在办理" in act("start")
    letters = {"letter": "B"}
    answer = client.post(reverse("desk:counter_begin_business", args=[ticket.pk]), letters, follow=True)
    assert "接着办：提取" in answer.content.decode()
    assert "已办结" in act("finish")
    client.post(reverse("desk:counter_window_act", args=[window.pk, "close"]))
    assert queries.window_at(teller) is None


def test_the_board_calls_who_is_called(teller: User) -> None:
    board = machine(DeviceKind.BOARD)
    now_ticket()
    operations.call_next(by=teller, at=timezone.now())
    text = board.get(reverse("desk:public_board"), HTTP_HX_REQUEST="true").content.decode()
    assert "请 A001 号到 1 号窗口办理" in text
    assert "<html" not in text


def test_a_refusal_is_shown_at_the_window(teller: User) -> None:
    client = people.browser(teller)
    answer = client.post(reverse("desk:counter_call_next"), follow=True)
    assert "没有等候您叫的号" in answer.content.decode()


def test_tickets_and_windows_of_another_branch_are_not_there(teller: User) -> None:
    other = hall.window("1", branch="02")
    ticket = operations.take_ticket(branch_id=other.branch_id, line_ids=[hall.line().pk], by=None, at=timezone.now())
    client = people.browser(teller)
    for url in (
        reverse("desk:counter_ticket_act", args=[ticket.pk, "call"]),
        reverse("desk:counter_transfer", args=[ticket.pk]),
        reverse("desk:counter_window_act", args=[other.pk, "open"]),
        reverse("desk:counter_ticket_act", args=[now_ticket().pk, "delete"]),
    ):
        assert client.post(url).status_code == 404
    assert client.get(reverse("desk:counter_number", args=[ticket.pk])).status_code == 404


def test_the_case_of_a_visit_is_one_that_the_caller_may_see(teller: User) -> None:
    ticket = now_ticket()
    operations.call_next(by=teller, at=timezone.now())
    operations.start_ticket(ticket_id=ticket.pk, by=teller, at=timezone.now())
    client = people.browser(teller)
    answer = client.post(reverse("desk:counter_attach_case", args=[ticket.pk]), {"number": "NO1"}, follow=True)
    assert "没有找到编号为 NO1 的办件" in answer.content.decode()


def test_the_reception_gives_a_number(teller: User) -> None:
    client = people.browser(teller)
    data = {"line": hall.line("D").pk, "green_reason": "DISABLED"}
    answer = client.post(reverse("desk:counter_take_number"), data, follow=True)
    assert "D001" in answer.content.decode()
    assert Ticket.objects.get().given_by == teller


def test_a_page_that_asks_by_itself_keeps_nobody_logged_in(teller: User) -> None:
    client = people.browser(teller)
    session = client.session
    before = int((timezone.now() - timedelta(minutes=10)).timestamp())
    session["seen"] = before
    session.save()
    url = reverse("desk:counter_calling")
    assert client.get(url, HTTP_HX_REQUEST="true", HTTP_X_POLL="1").status_code == 200
    assert client.session["seen"] == before
    client.get(url)
    assert client.session["seen"] > before


def test_the_hall_costs_the_same_however_many_wait(teller: User, django_assert_max_num_queries: Any) -> None:
    now = timezone.now()
    branch, line = people.branch().pk, hall.line().pk
    for _ in range(30):
        operations.take_ticket(branch_id=branch, line_ids=[line], by=None, at=now)
    with django_assert_max_num_queries(8):
        found = queries.hall_of(branch, timezone.localdate(now), now)
    assert len(found.waiting) == 30
