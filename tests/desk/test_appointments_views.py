"""Booking on one's phone in four steps, at the counter for who phones, and what leads the hall plans."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import operations as accounts
from accounts.models import Look, User
from accounts.permissions import Role
from desk import operations, queries
from desk.models import Appointment, ClosedDay, SlotPlan, Window, Wish
from desk.states.appointments import AT_THE_HALL, SlotKind
from tests import make, people
from tests.deposits import world
from tests.desk import hall_queue as hall


@pytest.fixture
def plan(open_day: date) -> SlotPlan:
    return hall.plan(capacity=1)


def head() -> User:
    """刘主任, who leads the hall."""
    return people._on_the_staff("冯二", "1020", Role.BRANCH_HEAD)


def free(plan: SlotPlan, kinds: tuple[str, ...] = AT_THE_HALL) -> str:
    """The key of a place some days ahead."""
    places = queries.places(plan.branch_id, kinds, hall.line("B").pk, timezone.now())
    return next(each.key for each in places if each.starts_at > timezone.now() + timedelta(days=2))


def chosen(plan: SlotPlan, key: str, **more: object) -> str:
    day = datetime.strptime(key.split("-")[1][:8], "%Y%m%d").date().isoformat()
    found = {"branch": plan.branch_id, "line": hall.line("B").pk, "day": day, "place": key, **more}
    return "?" + "&".join(f"{name}={value}" for name, value in found.items())


def made(user: User, plan: SlotPlan) -> Appointment:
    return operations.book(
        branch_id=plan.branch_id,
        line_id=hall.line("B").pk,
        kinds=(plan.kind,) if plan.kind not in AT_THE_HALL else AT_THE_HALL,
        key=free(plan, (plan.kind,)),
        person_id=user.person_id,
        details=operations.Details(address="东吉大街 9 号", visit_reason="OLD", questions="能提吗？"),
        channel="PORTAL",
        by=user,
        at=timezone.now(),
    )


def test_four_steps_and_a_check_lead_to_a_code(plan: SlotPlan) -> None:
    client = people.browser(people.zhang_san())
    url = reverse("desk:portal_book")
    for step in range(1, 5):
        page = client.get(url).content.decode()
        assert f"第 {step} 步，共 4 步" in page
        links = re.findall(r'<li><a href="(\?[^"]+)">', page)
        url = reverse("desk:portal_book") + links[-1 if step == 3 else 0].replace("&amp;", "&")
        if step == 2:
            url = reverse("desk:portal_book") + links[1].replace("&amp;", "&")
    page = client.get(url).content.decode()
    assert "请核对" in page and "提取" in page
    answer = client.post(url, follow=True)
    appointment = Appointment.objects.get()
    text = answer.content.decode()
    assert "约好了" in text and appointment.code in text and appointment.line.bring in text
    assert appointment.code in client.get(reverse("desk:portal_appointments")).content.decode()


def test_what_is_gone_meanwhile_is_said_and_another_time_offered(plan: SlotPlan) -> None:
    key = free(plan)
    made(people.qian_qi(), plan)
    client = people.browser(people.zhang_san())
    answer = client.post(reverse("desk:portal_book") + chosen(plan, key))
    assert "刚刚约满了" in answer.content.decode()
    assert Appointment.objects.count() == 1


@pytest.mark.parametrize(
    "query", ["?branch=x&line=1&day=no&place=1-", "?branch=1&line=99", "?kind=EMPLOYER", "?place=%00"]
)
def test_a_strange_address_is_just_an_earlier_step(plan: SlotPlan, query: str) -> None:
    client = people.browser(people.zhang_san())
    assert "第 1 步" in client.get(reverse("desk:portal_book") + query.replace("%00", "x")).content.decode()


def test_a_home_visit_asks_where_and_why(open_day: date) -> None:
    plan = hall.plan(SlotKind.HOME_VISIT)
    key = free(plan, ("HOME_VISIT",))
    client = people.browser(people.zhang_san())
    url = reverse("desk:portal_book") + chosen(plan, key, kind="HOME_VISIT")
    assert client.post(url, {}).status_code == 200
    client.post(url, {"address": "东吉大街 218 号", "visit_reason": "ILL"})
    assert Appointment.objects.get().address == "东吉大街 218 号"


def test_a_full_day_offers_to_wait(plan: SlotPlan) -> None:
    client = people.browser(people.zhang_san())
    key = free(plan)
    day = datetime.strptime(key.split("-")[1][:8], "%Y%m%d").date()
    for number, place in enumerate(
        queries.places(plan.branch_id, AT_THE_HALL, hall.line("B").pk, timezone.now(), [day])
    ):
        user = (people.qian_qi(), people.li_si(), people.sun_ba(), people.zhou_jiu())[number]
        operations.book(
            branch_id=plan.branch_id,
            line_id=hall.line("B").pk,
            kinds=AT_THE_HALL,
            key=place.key,
            person_id=user.person_id,
            channel="PHONE",
            by=people.wang_wu(),
            at=timezone.now(),
        )
    url = reverse("desk:portal_book") + f"?branch={plan.branch_id}&line={hall.line('B').pk}&day={day}"
    page = client.get(url).content.decode()
    assert "登记候补" in page
    action = re.search(r'action="(/portal/appointments/wish/[^"]+)"', page)
    assert action is not None
    client.post(action[1].replace("&amp;", "&"))
    wish = Wish.objects.get()
    first = Appointment.objects.order_by("starts_at")[0]
    operations.cancel_appointment(appointment_id=first.pk, by=people.wang_wu(), at=timezone.now())
    assert "就约这个" in client.get(reverse("desk:portal_appointments")).content.decode()
    client.post(reverse("desk:portal_take_offer", args=[wish.pk]))
    assert Appointment.objects.filter(person=people.zhang_san().person, status="BOOKED").exists()


def test_one_changes_and_cancels_by_oneself(plan: SlotPlan) -> None:
    user = people.zhang_san()
    appointment = made(user, plan)
    client = people.browser(user)
    later = next(
        each.key
        for each in queries.places(plan.branch_id, AT_THE_HALL, hall.line("B").pk, timezone.now())
        if each.starts_at > appointment.starts_at
    )
    url = reverse("desk:portal_change_appointment", args=[appointment.pk])
    assert client.get(url).status_code == 200
    client.post(url + chosen(plan, later))
    former = appointment.starts_at
    appointment.refresh_from_db()
    assert appointment.starts_at > former
    client.post(reverse("desk:portal_cancel_appointment", args=[appointment.pk]))
    appointment.refresh_from_db()
    assert appointment.status == "CANCELLED"


def test_anothers_appointments_and_wishes_are_not_there(plan: SlotPlan) -> None:
    appointment = made(people.zhang_san(), plan)
    stranger = people.browser(people.qian_qi())
    clerk = people.browser(people.li_si())
    assert stranger.get(reverse("desk:portal_appointment", args=[appointment.pk])).status_code == 404
    for name in ("portal_cancel_appointment", "portal_change_appointment"):
        assert stranger.post(reverse(f"desk:{name}", args=[appointment.pk])).status_code == 404
    assert clerk.get(reverse("desk:employer_appointment", args=[appointment.pk])).status_code == 404


def test_a_clerk_books_for_many(open_day: date) -> None:
    plan = hall.plan(SlotKind.EMPLOYER)
    client = people.browser(people.li_si())
    other = world.employer_account().employer
    facts = {"person_id": people.li_si().person_id, "mandate": "授权书", "by": people.wang_wu()}
    accounts.authorise_clerk(employer_id=other.pk, at=make.AT, **facts)
    url = reverse("desk:employer_book") + chosen(plan, free(plan, ("EMPLOYER",)))
    answer = client.post(url, {"head_count": 25}, follow=True)
    assert "25 人" in answer.content.decode()
    appointment = Appointment.objects.get()
    assert appointment.employer == people.employer()
    assert client.get(reverse("desk:employer_appointments")).status_code == 200
    cancel = reverse("desk:employer_cancel_appointment", args=[appointment.pk])
    session, own = client.session, client.session["employer_id"]
    session["employer_id"] = other.pk
    session.save()
    assert client.post(cancel).status_code == 404  # their duty is looked at where they act now
    session["employer_id"] = own
    session.save()
    client.post(cancel)
    appointment.refresh_from_db()
    assert appointment.status == "CANCELLED"


# --- at the counter


def test_the_day_list_names_nobody_in_full_and_the_page_is_a_look(plan: SlotPlan) -> None:
    appointment = made(people.zhang_san(), plan)
    client = people.browser(people.wang_wu())
    day = timezone.localdate(appointment.starts_at)
    page = client.get(reverse("desk:counter_appointments") + f"?day={day}").content.decode()
    assert "张*" in page and "张三" not in page
    assert not Look.objects.exists()
    assert "张三" in client.get(reverse("desk:counter_appointment", args=[appointment.pk])).content.decode()
    assert Look.objects.get().person == appointment.person


def test_who_phones_is_found_or_put_on_file_and_booked(plan: SlotPlan) -> None:
    client = people.browser(people.wang_wu())
    people.zhang_san()
    page = client.post(reverse("desk:counter_caller"), {"q": "张三"}).content.decode()
    assert "张三" in page and people.DOCUMENTS["张三"][0] not in page
    number = people.DOCUMENTS["钱七"][0]
    data = {"name": "钱七", "document_number": number, "phone": "13900000000"}
    answer = client.post(reverse("desk:counter_caller"), data)
    assert answer.status_code == 302
    url = answer["Location"].split("?")[0] + chosen(plan, free(plan)) + "&" + answer["Location"].split("?")[1]
    client.post(url)
    assert Appointment.objects.get().channel == "PHONE"


def test_a_visit_is_assigned_answered_and_closed_with_a_result(open_day: date) -> None:
    plan, teller = hall.plan(SlotKind.EARLY), people.wang_wu()
    appointment = made(people.zhang_san(), plan)
    client = people.browser(teller)

    def act(name: str, **data: Any) -> str:
        url = reverse("desk:counter_appointment_act", args=[appointment.pk, name])
        return str(client.post(url, data, follow=True).content.decode())

    assert "王五" in act("assign", staff=teller.pk)
    assert "请填写" in act("answer", answer="")
    assert "可以" in act("answer", answer="可以，请带合同。")
    assert "还没到预约时间" in act("miss")
    assert "已记下结果" in act("result", result="材料齐全")
    assert client.post(reverse("desk:counter_appointment_act", args=[appointment.pk, "drop"])).status_code == 404
    assert "张*" in client.get(reverse("desk:counter_visits")).content.decode()


def test_staff_cancel_with_a_reason(plan: SlotPlan) -> None:
    appointment = made(people.zhang_san(), plan)
    client = people.browser(people.wang_wu())
    url = reverse("desk:counter_appointment_act", args=[appointment.pk, "cancel"])
    client.post(url, {"reason": ""})
    appointment.refresh_from_db()
    assert appointment.status == "BOOKED"
    client.post(url, {"reason": "窗口停电"})
    appointment.refresh_from_db()
    assert appointment.status == "CANCELLED"


# --- planning


def test_the_head_plans_windows_places_and_closed_days(open_day: date) -> None:
    client, branch = people.browser(head()), people.branch()
    lines = [hall.line("A").pk, hall.line("B").pk]
    answer = client.post(
        reverse("desk:office_add_window"), {"branch": branch.pk, "number": "3", "lines": lines, "is_active": "on"}
    )
    assert answer.status_code == 302
    window = Window.objects.get()
    client.post(reverse("desk:office_window", args=[window.pk]), {"number": "4", "lines": lines[:1]})
    window.refresh_from_db()
    assert (window.number, window.is_active, window.lines.count()) == ("4", False, 1)
    fields = {
        "branch": branch.pk,
        "kind": "SUNDAY",
        "weekdays": [7],
        "opens": "09:00",
        "closes": "12:00",
        "minutes": 30,
        "capacity": 4,
        "valid_from": "2026-10-01",
    }
    assert client.post(reverse("desk:office_add_slot_plan"), fields).status_code == 302
    assert "重叠" in client.post(reverse("desk:office_add_slot_plan"), fields).content.decode()
    wrong = {**fields, "closes": "09:10"}
    assert "晚一段" in client.post(reverse("desk:office_add_slot_plan"), wrong).content.decode()
    plan = SlotPlan.objects.get()
    client.post(reverse("desk:office_slot_plan", args=[plan.pk]), {**fields, "capacity": 6})
    plan.refresh_from_db()
    assert plan.capacity == 6
    assert "周日" in client.get(reverse("desk:office_slot_plans")).content.decode()
    client.post(reverse("desk:office_end_slot_plan", args=[plan.pk]))
    plan.refresh_from_db()
    assert plan.valid_until is not None
    line = hall.line("D")
    client.post(reverse("desk:office_line", args=[line.pk]), {"label": "咨询", "bring": "身份证", "is_active": "on"})
    line.refresh_from_db()
    assert line.label == "咨询"


def test_a_closed_day_is_told_and_reopened(plan: SlotPlan) -> None:
    appointment = made(people.zhang_san(), plan)
    client = people.browser(head())
    day = timezone.localdate(appointment.starts_at)
    url = reverse("desk:office_closed_days")
    page = client.post(url, {"day": day.isoformat(), "reason": "设备检修"}, follow=True).content.decode()
    assert "取消并通知了 1 个预约" in page
    past = {"day": "2020-01-01", "reason": "x"}
    assert "已经过去" in client.post(url, past).content.decode()
    client.post(reverse("desk:office_reopen_day", args=[ClosedDay.objects.get().pk]))
    assert not ClosedDay.objects.exists()


def test_planning_is_for_who_leads(plan: SlotPlan) -> None:
    teller = people.browser(people.wang_wu())
    for name in ("office_windows", "office_slot_plans", "office_closed_days"):
        assert teller.get(reverse(f"desk:{name}")).status_code == 403
    assert Client().get(reverse("desk:office_windows")).status_code == 302
