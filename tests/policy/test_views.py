"""The rules of the day as the staff see them, and the admin that keeps them."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from policy.models import Document, Parameter
from tests import people


@pytest.fixture
def desk(open_day: date, client: Client) -> Client:
    client.force_login(people.wang_wu())
    return client


@pytest.fixture
def office(open_day: date, client: Client) -> Client:
    client.force_login(people.zheng_yi())
    return client


def test_parameters_in_force_are_shown_with_their_documents(desk: Client) -> None:
    page = desk.get(reverse("policy:counter_parameters"), {"on": "2026-09-19"})
    text = page.content.decode()
    assert "国务院令第710号" in text
    assert "15 天" in text and "10 天" in text  # in force, and coming
    assert "30,505.00 元" in text


def test_a_missing_value_is_called_missing(desk: Client) -> None:
    page = desk.get(reverse("policy:counter_parameters"), {"on": "1999-12-31"})
    assert "没有值" in page.content.decode()


def test_a_date_that_is_none_is_said_so_and_today_is_shown(desk: Client) -> None:
    page = desk.get(reverse("policy:counter_parameters"), {"on": "那天"})
    assert page.status_code == 200
    assert "请填写日期" in page.content.decode()


def test_the_page_costs_the_same_queries_whatever_is_on_record(
    desk: Client, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        desk.get(reverse("policy:counter_parameters"), {"on": "1999-05-01"})


def test_the_calendar_tells_published_from_reckoned(desk: Client) -> None:
    published = desk.get(reverse("policy:counter_calendar", args=[2026])).content.decode()
    assert "国办发明电〔2025〕7号" in published and "暂按推算" not in published
    reckoned = desk.get(reverse("policy:counter_calendar", args=[2027])).content.decode()
    assert "暂按推算" in reckoned and "2027-02-05" in reckoned
    assert desk.get(reverse("policy:counter_calendar")).status_code == 200
    assert desk.get("/counter/policy/calendar/1888/").status_code == 404


def test_a_depositor_has_no_business_here(open_day: date, client: Client) -> None:
    client.force_login(people.zhang_san())
    assert client.get(reverse("policy:counter_parameters")).status_code == 403
    assert client.get(reverse("policy:counter_calendar")).status_code == 403


def form(**changes: str) -> dict[str, str]:
    values = {
        "key": "contribution_cap_fen",
        "value": "3200000",
        "valid_from": "2099-07-01",
        "document": str(Document.objects.get(number="国务院令第844号").pk),
        "approved_by": "管委会",
        "note": "",
    }
    return {**values, **changes}


def test_the_administrator_puts_a_coming_value_on_record(office: Client) -> None:
    page = office.post(reverse("admin:policy_parameter_add"), form())
    assert page.status_code == 302
    row = Parameter.objects.get(valid_from=date(2099, 7, 1))
    assert row.value == "3200000"


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"value": "三万"}, "不合要求"), ({"document": ""}, "errorlist"), ({"approved_by": ""}, "errorlist")],
)
def test_the_admin_refuses_what_is_unsound(office: Client, changes: dict[str, str], words: str) -> None:
    page = office.post(reverse("admin:policy_parameter_add"), form(**changes))
    assert words in page.content.decode()
    assert not Parameter.objects.filter(valid_from=date(2099, 7, 1)).exists()


def test_the_admin_changes_the_past_only_with_a_reason(office: Client) -> None:
    row = Parameter.objects.get(key="contribution_cap_fen")
    address = reverse("admin:policy_parameter_change", args=[row.pk])
    assert "写明原因" in office.post(address, form()).content.decode()
    row.refresh_from_db()
    assert row.value == "3050500"
    assert office.post(address, form(note="按文件更正")).status_code == 302
    row.refresh_from_db()
    assert (row.value, row.note, row.valid_from) == ("3200000", "按文件更正", date(2000, 1, 1))


def test_the_admin_never_deletes(office: Client) -> None:
    row = Parameter.objects.get(key="contribution_cap_fen")
    assert office.post(reverse("admin:policy_parameter_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    for model in ("document", "regulationversion", "parameter", "calendaryear", "calendarday"):
        assert office.get(reverse(f"admin:policy_{model}_changelist")).status_code == 200
