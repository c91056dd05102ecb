"""What belongs to somebody else does not exist: every address of the portals that names a row, tried by a stranger.

Each such address of APPS must be in one of the tables below; a new one fails the first test.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import operations as accounts
from accounts.models import Door, User
from deposits.models import PayrollUpload, PersonalAccount
from desk import operations as desk
from desk import queries
from desk.models import NoticeItem, PaperUse, Requirement, Wish
from desk.operations import Missing, Said
from desk.states.appointments import AT_THE_HALL
from ledger.models import Entry
from tests import make, people
from tests.conventions.test_routes import PAGES, Route
from tests.deposits import world as fund
from tests.desk import files, voices, world
from tests.desk import hall_queue as hall

APPS = ("desk", "deposits", "withdrawals", "library", "loans")
ELSEWHERE = {
    "deposits:employer_wrong": "tests/deposits/test_correction_pages.py",
    "deposits:employer_back_check": "tests/deposits/test_back.py",
    "deposits:employer_back_declare": "tests/deposits/test_back.py",
    "deposits:employer_back_discard": "tests/deposits/test_back.py",
    "deposits:employer_back_marked": "tests/deposits/test_back.py",
    "deposits:employer_base_withdraw": "tests/deposits/test_bases.py",
    "deposits:employer_base_batch": "tests/deposits/test_bases.py",
    "deposits:employer_base_batch_clamped": "tests/deposits/test_bases.py",
    "deposits:employer_base_batch_confirm": "tests/deposits/test_bases.py",
    "deposits:employer_base_batch_discard": "tests/deposits/test_bases.py",
    "deposits:employer_base_batch_marked": "tests/deposits/test_bases.py",
    "deposits:employer_scheduled_withdraw": "tests/deposits/test_freezes.py",
    "deposits:employer_arrears_paper": "tests/deposits/test_arrears.py",
    "deposits:portal_answer_letter": "tests/deposits/test_objection_pages.py",
    "deposits:portal_withdraw_request": "tests/deposits/test_requests.py",
    "deposits:employer_answer_request": "tests/deposits/test_requests.py",
    "deposits:portal_proof": "tests/deposits/test_proofs.py",
    "deposits:portal_proof_paper": "tests/deposits/test_proofs.py",
    "deposits:portal_revoke_proof": "tests/deposits/test_proofs.py",
    "deposits:portal_letter": "tests/deposits/test_letter_views.py",
    "deposits:portal_letter_paper": "tests/deposits/test_letter_views.py",
    "deposits:portal_cancel_letter": "tests/deposits/test_letter_views.py",
    "deposits:portal_objection": "tests/deposits/test_transfers.py",
    "library:portal_cancel_hold": "tests/library/test_pages.py",
    "library:portal_give_up": "tests/library/test_house.py",
    "library:portal_place_hold": "tests/library/test_pages.py",
    "library:portal_renew": "tests/library/test_pages.py",
    "library:portal_sign_up": "tests/library/test_house.py",
    "loans:portal_agree": "tests/loans/test_applying_pages.py",
    "loans:portal_application": "tests/loans/test_applying_pages.py",
    "loans:portal_decline": "tests/loans/test_applying_pages.py",
    "loans:portal_loan": "tests/loans/test_mine.py",
    "loans:portal_certificate": "tests/loans/test_mine.py",
    "loans:portal_early": "tests/loans/test_mine.py",
    "loans:portal_cancel_early": "tests/loans/test_mine.py",
    "loans:portal_payment": "tests/loans/test_mine.py",
    "loans:portal_change": "tests/loans/test_changing_pages.py",
    "loans:portal_change_one": "tests/loans/test_changing_pages.py",
    "loans:portal_contract": "tests/loans/test_contract_pages.py",
    "loans:portal_contract_paper": "tests/loans/test_contract_pages.py",
    "loans:portal_contract_sign": "tests/loans/test_contract_pages.py",
    "withdrawals:portal_agreement": "tests/withdrawals/test_ended_pages.py",
    "withdrawals:portal_closing_card": "tests/withdrawals/test_ended_pages.py",
    "withdrawals:portal_recovery": "tests/withdrawals/test_ended_pages.py",
    "withdrawals:portal_recovery_paper": "tests/withdrawals/test_ended_pages.py",
    "withdrawals:portal_stop_agreement": "tests/withdrawals/test_ended_pages.py",
    "withdrawals:portal_withdrawal": "tests/withdrawals/test_views_portal.py",
    "withdrawals:portal_card": "tests/withdrawals/test_views_portal.py",
    "withdrawals:portal_give_up": "tests/withdrawals/test_views_portal.py",
    "withdrawals:portal_receipt": "tests/withdrawals/test_views_portal.py",
}
"""Rows that take a story of their own to make, and the test that tries them."""
DESK = {
    "case": "case",
    "submitted": "case",
    "recall_case": "open",
    "receipt": "case",
    "rate": "closed",
    "rate_again": "follow_up",
    "complaint": "complaint",
    "appointment": "appointment",
    "cancel_appointment": "appointment",
    "change_appointment": "appointment",
    "take_offer": "wish",
    "withdraw_wish": "wish",
    "tasks": "open",
    "upload_paper": "requirement",
    "reuse_paper": "requirement",
    "withdraw_paper": "use",
    "tick_ready": "item",
    "notice_paper": "notice",
    "paper": "paper",
    "paper_picture": "paper",
    "paper_file": "paper",
    "discard_paper": "paper",
}
"""Last part of a name in desk → which row its `pk` is of."""
DEPOSITS = {
    "entry": "entry",
    "list": "list",
    "list_paper": "list",
    "receipt": "list",
    "void": "list",
    "check": "upload",
    "marked": "upload",
    "declare": "upload",
    "discard": "upload",
    "seal": "account",
    "person": "account",
    "change_base": "account",
}


def _routes(side: str) -> list[Route]:
    names = tuple(f"{app}:{side}_" for app in APPS)
    return [route for route in PAGES if route.of_a_record and route.name.startswith(names)]


def _row_of(route: Route) -> str:
    app, name = route.name.split(":")
    return {"desk": DESK, "deposits": DEPOSITS}.get(app, {}).get(name.split("_", 1)[1], "")


def test_every_address_that_names_a_row_is_tried() -> None:
    routes = _routes("portal") + _routes("employer")
    assert len(routes) > 40
    assert [route.name for route in routes if not _row_of(route) and route.name not in ELSEWHERE] == []


def _rows(*, by: User, **applicant: Any) -> dict[str, int]:
    """One row of every sort that hangs on a case, of one applicant."""
    now, teller = timezone.now(), people.wang_wu()
    case = world.accepted("first", by=teller, at=now, **applicant)
    open_case = world.open_case("second", by=teller, at=now, **applicant)
    requirement = Requirement.objects.get(case=open_case, code="identity")
    paper = desk.upload_paper(
        requirement_id=requirement.pk, name="a.jpg", content=files.picture(), source="PHOTO", by=teller, at=now
    )
    desk.scan_papers(at=now)
    missing = [Missing(code="proof", why="缺少")]
    notice = desk.give_notice(case_id=open_case.pk, missing=missing, by=teller, at=now)
    bad, closed = voices.done(at=now, **applicant), voices.done(at=now, **applicant)
    rating = desk.rate(case_id=bad.pk, said=Said(1, (), ""), by=by, at=now)
    return {
        "case": case.pk,
        "open": open_case.pk,
        "closed": closed.pk,
        "follow_up": rating.follow_up.pk,
        "requirement": requirement.pk,
        "use": PaperUse.objects.get(paper=paper).pk,
        "paper": paper.pk,
        "notice": notice.pk,
        "item": NoticeItem.objects.get(notice=notice).pk,
        "appointment": _booked(by, **applicant),
    }


def _booked(by: User, **applicant: Any) -> int:
    plan = hall.plan(capacity=9)
    line = hall.line("B")
    key = queries.places(plan.branch_id, AT_THE_HALL, line.pk, timezone.now())[-1].key
    found = desk.book(
        branch_id=plan.branch_id,
        line_id=line.pk,
        kinds=AT_THE_HALL,
        key=key,
        person_id=by.person_id,
        employer_id=applicant.get("employer_id"),
        details=desk.Details(),
        channel="PORTAL" if "person_id" in applicant else "EMPLOYER",
        by=by,
        at=timezone.now(),
    )
    return found.pk


def _found(user: User, routes: list[Route], rows: dict[str, int]) -> list[tuple[str, str, int]]:
    """Addresses that answer somebody otherwise than that there is nothing."""
    client, wrong = people.browser(user), []
    for route in routes:
        if route.name in ELSEWHERE:
            continue
        more = {key: 1 for key, _kind in route.converters if key != "pk"}
        address = reverse(route.name, kwargs={"pk": rows[_row_of(route)], **more})
        for method in ("get", "post"):
            status = getattr(client, method)(address).status_code
            if status not in (404, 405):
                wrong.append((route.name, method, status))
    return wrong


@pytest.fixture
def fund_rows(open_day: date) -> dict[str, int]:
    """What an employer and its people have: a list with its upload, an account, an entry."""
    remittance = fund.allocated(fund.employer_account())
    account = PersonalAccount.objects.get(person__name="张三")
    return {
        "list": remittance.pk,
        "upload": PayrollUpload.objects.order_by("id")[0].pk,
        "account": account.pk,
        "entry": Entry.objects.filter(account=account.ledger_account).order_by("id")[0].pk,
    }


@pytest.mark.django_db
def test_a_depositor_finds_nothing_of_another(fund_rows: dict[str, int]) -> None:
    owner = people.zhang_san()
    rows = {**fund_rows, **_rows(by=owner, person_id=owner.person_id)}
    rows["complaint"] = voices.complaint(by=owner, at=timezone.now()).pk
    rows["wish"] = _waiting(owner)
    assert _found(people.qian_qi(), _routes("portal"), rows) == []
    # The rows are there: their owner reads them.
    for name, row in (("portal_case", "case"), ("portal_receipt", "case"), ("portal_notice_paper", "notice")):
        assert people.browser(owner).get(reverse(f"desk:{name}", args=[rows[row]])).status_code == 200, name


def _waiting(user: User) -> int:
    facts = {"branch": people.branch(), "line": hall.line("B"), "day": timezone.localdate(), "made_at": timezone.now()}
    return Wish.objects.create(person=user.person, **facts).pk


@pytest.mark.django_db
def test_a_clerk_finds_nothing_of_another_employer(fund_rows: dict[str, int]) -> None:
    """李四 acts for one employer; 张三, who is a clerk here, for the one that the fund's rows are of."""
    clerk = people.li_si()
    rows = {**fund_rows, **_rows(by=clerk, employer_id=people.employer().pk)}
    employer = PayrollUpload.objects.get(pk=rows["upload"]).employer_account.employer_id
    facts = {"mandate": "授权书", "by": people.wang_wu(), "at": make.AT}
    accounts.authorise_clerk(employer_id=employer, person_id=people.zhang_san().person_id, **facts)
    other = people._through("张三", Door.CLERK)
    routes = _routes("employer")
    assert _found(clerk, [each for each in routes if each.name.startswith("deposits:")], rows) == []
    assert _found(other, [each for each in routes if each.name.startswith("desk:")], rows) == []
    assert people.browser(clerk).get(reverse("desk:employer_case", args=[rows["case"]])).status_code == 200
    assert people.browser(other).get(reverse("deposits:employer_list", args=[rows["list"]])).status_code == 200
