"""Dues: the worked numbers, a base a year, whole months, receipts, the hand-in."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.urls import reverse

from common.money import parse_yuan
from partybuilding import papers
from partybuilding.models import DuesCharge, Member
from partybuilding.operations import dues, guard
from partybuilding.queries import dues as queries
from partybuilding.rules import dues as rules
from policy.party import PartyTerms
from tests import people
from tests.partybuilding import world as building
from tests.partybuilding.world import AT, TODAY, World

TERMS = PartyTerms()
BANDS = rules.bands_of(
    limits_fen=(TERMS.dues_first_limit_fen, TERMS.dues_second_limit_fen, TERMS.dues_third_limit_fen),
    percents=(TERMS.dues_first_percent, TERMS.dues_second_percent, TERMS.dues_third_percent, TERMS.dues_fourth_percent),
    retired_limit_fen=TERMS.dues_retired_limit_fen,
)
with (Path(__file__).parents[1] / "data" / "party" / "dues_boundaries.csv").open(encoding="utf-8") as file:
    CASES = [
        (row["kind"] == "retired", row["monthly_base_yuan"], row["rate"], row["due_yuan"])
        for row in csv.DictReader(file)
    ]
DOMAIN = [
    (False, "2860.00", "0.5%", "14.30"),
    (False, "6480.00", "1.5%", "97.20"),
    (False, "10500.00", "2%", "210.00"),
    (True, "4100.00", "0.5%", "20.50"),
]


@pytest.mark.parametrize(("retired", "base", "rate", "fen"), [*CASES, *DOMAIN])
def test_a_month_s_dues(retired: bool, base: str, rate: str, fen: str) -> None:
    found = rules.due(parse_yuan(base), BANDS.retired if retired else BANDS.in_work)
    assert (found.percent, found.fen) == (Decimal(rate.rstrip("%")), parse_yuan(fen))


def based(world: World, *, since: str = "202601", name: str = "施十九", fen: int = 648_000) -> Member:
    member = world.files[name]
    dues.fix_base(member_id=member.pk, since=since, base_fen=fen, by=world.secretary, at=AT)
    return member


def charged(world: World, *names: str) -> Member:
    member = based(world)
    for month in names:
        dues.charge_month(branch_id=world.first.pk, month=month, by=world.secretary, at=AT)
    return member


@pytest.mark.django_db
def test_a_month_is_charged_once_and_not_before_it_comes(world: World) -> None:
    member = based(world)
    assert dues.charge_month(branch_id=world.first.pk, month="202610", by=None, at=AT) == 1
    assert dues.charge_month(branch_id=world.first.pk, month="202610", by=None, at=AT) == 0
    assert DuesCharge.objects.get().fen == 9_720
    with pytest.raises(guard.TooEarly):
        dues.charge_month(branch_id=world.first.pk, month="202611", by=None, at=AT)
    with pytest.raises(guard.NotYours):
        dues.charge_month(branch_id=world.second.pk, month="202610", by=world.secretary, at=AT)
    assert member.dues_charges.count() == 1


@pytest.mark.django_db
def test_the_base_is_fixed_once_a_year(world: World) -> None:
    member = charged(world, "202601")
    facts = {"member_id": member.pk, "base_fen": 900_000, "by": world.secretary, "at": AT}
    with pytest.raises(dues.FixedAlready):
        dues.fix_base(since="202607", **facts)  # type: ignore[arg-type]
    dues.fix_base(since="202701", **facts)  # type: ignore[arg-type]
    dues.fix_base(since="202702", **facts)  # type: ignore[arg-type]
    assert list(member.dues_bases.order_by("since").values_list("since", flat=True)) == ["202601", "202702"]


@pytest.mark.django_db
def test_a_probationary_member_pays_from_the_month_of_the_vote(world: World) -> None:
    young = building.enrol("甲九", building.citizen(9), world.first, world.affairs, joined=date(2026, 9, 16))
    dues.fix_base(member_id=young.pk, since="202601", base_fen=300_000, by=world.secretary, at=AT)
    for month in ("202608", "202609"):
        dues.charge_month(branch_id=world.first.pk, month=month, by=None, at=AT)
    assert list(young.dues_charges.values_list("month", "fen")) == [("202609", 1_500)]


@pytest.mark.django_db
def test_whole_months_are_paid_once_and_a_mistake_is_taken_back(world: World) -> None:
    member = charged(world, "202608", "202609")
    facts = {"member_id": member.pk, "paid_on": TODAY, "channel": "CASH", "by": world.secretary, "at": AT}
    with pytest.raises(dues.NothingDue):
        dues.pay(month_names=["202609", "202610"], **facts)  # type: ignore[arg-type]
    payment = dues.pay(month_names=["202608", "202609"], **facts)  # type: ignore[arg-type]
    assert payment.fen == 19_440
    with pytest.raises(dues.PaidAlready):
        dues.pay(month_names=["202609"], **facts)  # type: ignore[arg-type]
    assert papers.dues_receipt(payment, at=AT).startswith(b"%PDF")
    dues.void_payment(payment_id=payment.pk, reason="记错人", by=world.secretary, at=AT)
    with pytest.raises(dues.PaidAlready):
        dues.void_payment(payment_id=payment.pk, reason="记错人", by=world.secretary, at=AT)
    [owes] = queries.arrears(world.secretary, TODAY)
    assert (str(owes.member), owes.fen, owes.count, owes.since) == ("施十九", 19_440, 2, "202608")


@pytest.mark.django_db
def test_a_quarter_is_handed_in_once_it_is_over(world: World) -> None:
    member = charged(world, "202608", "202609", "202610")
    facts = {"member_id": member.pk, "channel": "TRANSFER", "by": world.secretary, "at": AT}
    dues.pay(month_names=["202608", "202609"], paid_on=date(2026, 9, 30), **facts)  # type: ignore[arg-type]
    late = dues.pay(month_names=["202610"], paid_on=date(2026, 10, 1), **facts)  # type: ignore[arg-type]
    paper = {"branch_id": world.first.pk, "paper": "收缴凭据12号", "by": world.secretary, "at": AT}
    with pytest.raises(guard.TooEarly):
        dues.hand_in(quarter="2026Q4", on=TODAY, **paper)  # type: ignore[arg-type]
    with pytest.raises(guard.TooEarly):
        dues.hand_in(quarter="2026Q3", on=date(2026, 9, 30), **paper)  # type: ignore[arg-type]
    handed = dues.hand_in(quarter="2026Q3", on=TODAY, **paper)  # type: ignore[arg-type]
    late.refresh_from_db()
    assert (handed.fen, late.hand_in) == (19_440, None)
    with pytest.raises(dues.HandedIn):
        dues.hand_in(quarter="2026Q3", on=TODAY, **paper)  # type: ignore[arg-type]
    with pytest.raises(dues.NothingDue):
        dues.hand_in(quarter="2026Q2", on=TODAY, **paper)  # type: ignore[arg-type]
    with pytest.raises(dues.PaidAlready):
        dues.void_payment(
            payment_id=handed.payments.get().pk,
            reason="记错",
            by=world.secretary,
            at=AT,
        )
    [year] = queries.branch_years(world.secretary, 2026)
    assert (year.due_fen, year.paid_fen, year.open_fen, year.unhanded_fen, year.without_base) == (
        29_160,
        29_160,
        0,
        9_720,
        4,
    )


@pytest.mark.django_db
@pytest.mark.usefixtures("monday")
def test_a_member_sees_the_own_dues_and_nobody_else_s(world: World) -> None:
    charged(world, "202609")
    based(world, name="甲一")
    member = people.browser(world.member)
    own = member.get(reverse("partybuilding:counter_member_dues", args=[world.files["施十九"].pk]))
    assert "97.20" in own.content.decode()
    other = member.get(reverse("partybuilding:counter_member_dues", args=[world.files["甲一"].pk]))
    assert other.status_code == 404
    secretary = people.browser(world.secretary)
    url = reverse("partybuilding:counter_pay_dues", args=[world.files["施十九"].pk])
    assert (
        secretary.post(url, {"month_names": ["202609"], "paid_on": "2026-10-12", "channel": "CASH"}).status_code == 302
    )
    page = secretary.get(reverse("partybuilding:counter_dues")).content.decode()
    assert "没有欠交党费的同志。" in page
