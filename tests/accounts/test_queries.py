"""Reads: who sees whom, every search by an index, pages with a constant number of queries."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import operations as accounts
from accounts import queries
from accounts.models import Consent, Person
from tests import people
from tests.make import AT

pytestmark = pytest.mark.django_db

SEARCHES = ["张三", "张三丰", "zhangsan", "zs", "220402198605120016", "13800000001"]


@pytest.mark.parametrize("text", SEARCHES)
def test_no_search_reads_the_whole_table(text: str) -> None:
    people.zhang_san()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    with CaptureQueriesContext(connection) as captured:
        queries.search_people(text)
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {captured.captured_queries[-1]['sql']}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on accounts_person" not in plan and "Index" in plan


def test_employers_are_found_by_part_of_the_name_initials_and_code() -> None:
    employer = people.employer()
    for text in ("测试", "源市测", "辽源市测试（有限）公司", "lyscs", "91350100M000100Y43", "91350100m000100y43"):
        assert queries.search_employers(text) == [employer], text
    for text in ("测", "", "没有这家", "xyz", "91350100M000100Y44"):
        assert queries.search_employers(text) == [], text


def test_who_sees_whom() -> None:
    depositor, clerk, teller, admin = people.zhang_san(), people.li_si(), people.wang_wu(), people.zheng_yi()
    everybody = Person.objects.count()
    assert list(queries.persons_visible_to(depositor)) == [depositor.person]
    assert list(queries.persons_visible_to(clerk)) == [clerk.person]
    assert queries.persons_visible_to(teller).count() == everybody
    assert list(queries.persons_visible_to(admin)) == [admin.person]
    own = people.employer()
    assert list(queries.employers_visible_to(clerk)) == [own] == list(queries.clerk_employers(clerk))
    assert list(queries.employers_visible_to(teller)) == [own]
    assert not queries.employers_visible_to(depositor).exists() and not queries.clerk_employers(teller).exists()
    assert not queries.audit_visible_to(teller).exists() and queries.audit_visible_to(people.wu_shi()).exists()


def test_people_on_file_are_known_by_their_documents() -> None:
    person = people.zhang_san().person
    asked = [("01", person.document_number), ("01", people.DOCUMENTS["钱七"][0]), ("03", person.document_number)]
    assert queries.people_by_document(asked) == {("01", person.document_number): (person.pk, "张三")}


def test_other_apps_add_sections_to_the_export_of_ones_own_data(settings: Any) -> None:
    settings.OWN_DATA_SECTIONS = ["tests.accounts.test_queries.favourite_colour"]
    assert queries.own_data(people.zhang_san().person)["颜色"] == {"最喜欢": "绿"}


def favourite_colour(person: Person) -> tuple[str, Any]:
    """A section as another app would add it."""
    return "颜色", {"最喜欢": "绿"}


def test_a_persons_page_costs_the_same_however_much_hangs_on_it() -> None:
    depositor, teller = people.zhang_san(), people.browser(people.wang_wu())
    path = f"/counter/people/{depositor.person_id}/"
    teller.get(path)
    with CaptureQueriesContext(connection) as few:
        teller.get(path)
    for tail in range(4):
        accounts.bind_card(
            person_id=depositor.person_id,
            number=f"621700000001234{tail}",
            holder="张三",
            bank_name="建设银行",
            by=depositor,
            at=AT,
        )
    with CaptureQueriesContext(connection) as many:
        teller.get(path)
    assert len(many) == len(few) <= 14


def test_a_logged_in_page_needs_few_queries_to_know_who_asks() -> None:
    browser = people.browser(people.zhang_san())
    browser.get("/me/looks/")
    with CaptureQueriesContext(connection) as captured:
        browser.get("/me/looks/")
    assert len(captured) <= 6, [query["sql"][:90] for query in captured]


def test_the_notice_in_force_is_the_newest_published() -> None:
    notice = queries.privacy_notice_on(AT.date())
    assert notice is not None and queries.has_agreed(people.zhang_san().person_id, None)
    assert not queries.has_agreed(people.zhang_san().person_id, notice)
    Consent.objects.create(person=people.zhang_san().person, notice=notice, at=AT)
    assert queries.has_agreed(people.zhang_san().person_id, notice)
