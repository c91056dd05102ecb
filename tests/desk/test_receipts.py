"""The receipt of an acceptance: what it says, who gets it, and what scanning it opens."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from desk import operations as desk
from desk.models import Case, Receipt, Requirement
from desk.operations import Missing
from tests import people
from tests.desk import world
from tests.desk.test_notices import give
from tests.desk.world import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine: Any) -> None:
    """Pages read the clock."""
    time_machine.move_to(AT, tick=False)


def scan(user: Any, text: str) -> Any:
    return people.browser(user).post(reverse("fundcenter:counter_search"), {"q": text})


def test_the_first_acceptance_writes_what_was_taken_and_promised() -> None:
    case = world.accepted()
    receipt = Receipt.objects.get(case=case)
    assert [each["label"] for each in receipt.papers] == ["身份证", "证明"]
    assert {each["how"] for each in receipt.papers} == {"SEEN"}
    assert (receipt.promised_due_at, receipt.statutory_due_on) == (case.promised_due_at, case.statutory_due_on)
    assert (receipt.by, receipt.at) == (people.wang_wu(), AT)


def test_a_second_acceptance_keeps_the_first_receipt_and_nobody_changes_it() -> None:
    case = world.accepted()
    code = case.receipt.verify_code
    give(case, Missing(code="proof", why="盖章不清"))
    row = Requirement.objects.get(case=case, code="proof")
    desk.check_paper(requirement_id=row.pk, how="COPIED", by=people.wang_wu(), at=AT + timedelta(days=1))
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=AT + timedelta(days=1))
    assert Receipt.objects.get(case=case).verify_code == code
    with pytest.raises(DatabaseError), transaction.atomic():
        Receipt.objects.filter(case=case).update(papers=[])


def test_a_case_that_is_not_accepted_has_no_receipt() -> None:
    case, teller = world.open_case(), people.browser(people.wang_wu())
    assert teller.get(reverse("desk:counter_receipt", args=[case.pk])).status_code == 404
    assert reverse("desk:counter_receipt", args=[case.pk]) not in _page(teller, case)


def _page(client: Any, case: Case) -> str:
    return client.get(reverse("desk:counter_case", args=[case.pk])).content.decode()


def test_the_window_prints_it_and_the_applicant_downloads_it() -> None:
    case = world.accepted()
    teller, own = people.browser(people.wang_wu()), people.browser(people.zhang_san())
    assert reverse("desk:counter_receipt", args=[case.pk]) in _page(teller, case)
    portal = reverse("desk:portal_receipt", args=[case.pk])
    assert portal in own.get(reverse("desk:portal_case", args=[case.pk])).content.decode()
    for client, url in ((teller, reverse("desk:counter_receipt", args=[case.pk])), (own, portal)):
        answer = client.get(url)
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert people.browser(people.qian_qi()).get(portal).status_code == 404


def test_an_employers_clerk_downloads_the_employers() -> None:
    clerk = people.li_si()
    case = world.accepted(employer_id=people.employer().pk)
    url = reverse("desk:employer_receipt", args=[case.pk])
    assert people.browser(clerk).get(url)["Content-Type"] == "application/pdf"
    assert people.browser(clerk).get(reverse("desk:employer_receipt", args=[world.accepted().pk])).status_code == 404


def test_anybody_may_ask_whether_a_receipt_is_ours_and_learns_no_name() -> None:
    case = world.accepted()
    code = case.receipt.verify_code
    client = people.browser()
    text = client.get(reverse("desk:public_receipt", args=[code.lower()])).content.decode()
    assert case.number in text and "张三" not in text
    assert client.get(reverse("desk:public_receipt", args=["NOSUCHCODE99"])).status_code == 404
    asked = client.get(reverse("deposits:public_verified", args=[code]))
    assert asked["Location"] == reverse("desk:public_receipt", args=[code])
    notice = give(world.open_case("other"))
    asked = client.get(reverse("deposits:public_verified", args=[notice.verify_code]))
    assert asked["Location"] == reverse("desk:public_notice", args=[notice.verify_code])


def test_scanning_a_receipt_or_a_notice_opens_its_case() -> None:
    case, teller = world.accepted(), people.wang_wu()
    receipt = reverse("desk:public_receipt", args=[case.receipt.verify_code])
    told = world.open_case("other")
    notice = give(told)
    page, other = (reverse("desk:counter_case", args=[each.pk]) for each in (case, told))
    for typed, opened in (
        (f"https://testserver{receipt}", page),
        (f"HTTPS://TESTSERVER{receipt}", page),
        (case.receipt.verify_code, page),
        (case.number.lower(), page),
        (f"https://testserver{reverse('desk:public_notice', args=[notice.verify_code])}", other),
    ):
        assert scan(teller, typed)["Location"] == opened, typed


def test_what_is_no_paper_of_ours_is_searched_for() -> None:
    search = reverse("fundcenter:counter_search")
    teller = people.wang_wu()
    for typed in ("张三", "https://example.com/receipts/", "https://[broken", "NOSUCHCODE99", "110101199003070038"):
        assert scan(teller, typed)["Location"] == search, typed


def test_a_scan_opens_nothing_for_who_may_not_see_it() -> None:
    case = world.accepted()
    gone = scan(people.zheng_yi(), case.receipt.verify_code)
    allowed = people.zheng_yi().may("case.view")
    assert (gone["Location"] == reverse("desk:counter_case", args=[case.pk])) is allowed
