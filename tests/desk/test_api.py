"""The guides of the counter as a program reads them."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from desk.models import Kind
from tests.desk import world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    """Tests call more often than callers may: each begins to count anew."""
    cache.clear()


def get(path: str, **asked: Any) -> Any:
    return Client().get(f"/api/v1/{path}", asked)


def test_the_list_of_guides_is_read_page_by_page() -> None:
    world.kind()
    codes: list[str] = []
    asked: dict[str, Any] = {"page_size": 4}
    while True:
        page = get("guides", **asked).json()
        assert len(page["results"]) <= 4
        codes += [each["code"] for each in page["results"]]
        if page["next"] is None:
            break
        asked["cursor"] = page["next"].split("cursor=")[1].split("&")[0]
    assert codes == list(Kind.objects.filter(is_offered=True).order_by("pk").values_list("code", flat=True))
    assert "try" in codes and "suspense_refund" in codes


def test_a_kind_that_is_not_offered_has_no_guide() -> None:
    world.kind()
    Kind.objects.filter(code="try").update(is_offered=False)
    assert get("guides/try").status_code == 404
    assert "try" not in [each["code"] for each in get("guides", page_size=200).json()["results"]]
    assert get("guides/nosuch").status_code == 404


def test_guides_are_narrowed_by_family_and_channel_and_nonsense_is_refused() -> None:
    world.kind()
    found = get("guides", family="OTHER", channel="PORTAL", page_size=200).json()["results"]
    assert "try" in [each["code"] for each in found]
    assert all("PORTAL" in each["channels"] and each["family"] == "OTHER" for each in found)
    assert "try" not in [each["code"] for each in get("guides", channel="HOME", page_size=200).json()["results"]]
    refused = get("guides", family="NOSUCH")
    assert (refused.status_code, refused.json()["errors"][0]["attr"]) == (400, "family")


def test_a_guide_says_papers_channels_deadlines_and_its_language() -> None:
    world.kind(promise_minutes=None)
    found = get("guides/try").json()
    papers = {each["code"]: each for each in found["papers"]}
    assert list(papers) == ["identity", "proof", "mandate"]
    assert (papers["proof"]["is_main"], papers["proof"]["where_from"]) == (False, "街道办")
    assert papers["mandate"]["needed_when"] == "agent"
    assert [each["channel"] for each in found["channels_open"]] == found["channels"]
    assert (found["promise_days"], found["statutory_days"], found["language"]) == (2, 3, "zh-Hans")
    assert found["promise_text"] == "受理后 2 个工作日"
    assert found["page"] == "http://testserver/guides/try/"
    assert found["document"] == ""


def test_where_a_guide_begins_and_labels_in_the_callers_language() -> None:
    answer = Client().get("/api/v1/guides/suspense_refund", headers={"Accept-Language": "en"})
    found = answer.json()
    assert [each["door"] for each in found["starts"]] == ["employer"]
    assert found["starts"][0]["url"].startswith("http://testserver/employer/")
    assert found["family_text"].isascii()


def test_a_list_of_guides_costs_as_many_questions_whatever_its_length() -> None:
    for place in range(5):
        world.kind(f"kind-{place}")
    counts = []
    get("guides")
    for size in (1, 200):
        with CaptureQueriesContext(connection) as asked:
            assert get("guides", page_size=size).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
