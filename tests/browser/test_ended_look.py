"""Accounts that end, standing withdrawals and money demanded back: each page as it looks, in every dress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from desk import operations as desk
from tests import make, people
from tests.browser.conftest import walk
from tests.desk import world as desk_world
from tests.withdrawals import ended, saver
from withdrawals import operations
from withdrawals.operations import PayTo, estates, inheriting, recovery, standing
from withdrawals.operations.inheriting import Death, Heir
from withdrawals.operations.standing import Agreed
from withdrawals.rules.particulars import NO_LEASE, Lease, Particulars
from withdrawals.states.closing import Inheritance

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("open_day")]


def _url(name: str, *args: object, query: str = "") -> str:
    return reverse(f"withdrawals:{name}", args=args) + query


def _returned_inheritance() -> int:
    """Three heirs, one of whose cards was wrong; the case's id."""
    account = ended.sealed(fen=10_000_000)
    cards = ("6217000000000011", saver.REFUSED, "6217000000000037")
    names = (("阿依古丽·买买提托合提", "配偶", 1, 2), ("储明", "子女", 1, 4), ("储亮", "子女", 1, 4))
    heirs = [
        Heir(name, ended.heir_number(place), relation, part, whole, card)
        for place, ((name, relation, part, whole), card) in enumerate(zip(names, cards, strict=True))
    ]
    death = Death(date(2026, 8, 2), "辽源死证2026-118", Inheritance.NOTARY, "（2026）吉辽证字第77号")
    made = inheriting.apply_inheritance(
        account_id=account.pk, death=death, heirs=heirs, by=people.wang_wu(), at=make.AT, papers_seen=True
    )
    operations.screen(withdrawal_id=made.pk, at=make.AT)
    reviewer = desk_world.rank(people.zhao_liu(), grade=3)
    desk.review(case_id=made.case_id, decision="APPROVE", by=reviewer, at=make.AT)
    saver.follow()
    return made.case_id


def test_their_pages(new_page: Callable[..., Page], login: Any) -> None:
    owner, teller, reviewer = people.zhang_san(), people.wang_wu(), people.zhao_liu()
    make.parameter("rent_steady_months", "0")
    case_id = _returned_inheritance()
    saver.saver(owner, place=7)
    lease = Particulars(lease=Lease(NO_LEASE, address="辽源市西安区安家街8号2单元301室", monthly_rent_fen=150_000))
    pay = PayTo(card_id=saver.card(owner).pk)
    asked = Agreed("rent", owner.person_id, 150_000, 1, saver.ON, date(2027, 9, 30), lease, pay)
    agreed = standing.agree(agreed=asked, channel="PORTAL", by=owner, at=make.AT)
    standing.run_agreement(agreement_id=agreed.pk, at=make.AT)
    paid = saver.asked_and_paid(owner, "hardship", 900_000)
    owed = recovery.demand_by_hand(
        withdrawal_id=paid.pk, fen=900_000, why="救助证系伪造，民政部门查无此证", by=reviewer, at=make.AT
    )
    recovery.agree_plan(recovery_id=owed.pk, parts=3, first_on=date(2026, 11, 1), by=reviewer, at=make.AT)
    other = ended.sealed(place=3, fen=500_000)
    estate = estates.notice_estate(
        account_id=other.pk,
        proof="死亡证明，居委会和民政部门查证无继承人、无受遗赠人",
        notice="辽公积金公告〔2026〕8号",
        noticed_on=date(2026, 1, 1),
        by=teller,
        at=make.AT,
    )
    query = f"?person={owner.person_id}"

    page = new_page()
    login(page, teller)
    faults = walk(
        page,
        {
            "ended-start": _url("counter_closing_start", query=query),
            "ended-inherit": _url("counter_inherit", other.pk, query="?heirs=2"),
            "ended-closing": _url("counter_closing", case_id),
            "ended-estates": _url("counter_estates"),
            "ended-estate": _url("counter_estate", estate.pk),
            "standing-list": _url("counter_agreements"),
            "standing-new": _url("counter_standing_new", query=query),
            "standing-one": _url("counter_agreement", agreed.pk),
            "recovery-list": _url("counter_recoveries"),
        },
    )
    login(page, reviewer)
    faults += walk(
        page,
        {"recovery-one": _url("counter_recovery", owed.pk), "recovery-plan": _url("counter_recovery_plan", owed.pk)},
    )
    phone = new_page(width=375)
    login(phone, owner)
    faults += walk(
        phone,
        {
            "phone-closings": _url("portal_closings"),
            "phone-standing": _url("portal_standing"),
            "phone-agree": _url("portal_agree", "repay"),
            "phone-agreement": _url("portal_agreement", agreed.pk),
            "phone-recoveries": _url("portal_recoveries"),
            "phone-recovery": _url("portal_recovery", owed.pk),
            "phone-demand": _url("public_demand", owed.verify_code),
        },
    )
    assert faults == []
