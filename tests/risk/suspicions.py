"""Applications handed over to the checks, and the people who look into them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from accounts import operations as accounts
from accounts.models import Person
from risk import operations
from risk.models import RiskCase, Screening
from risk.operations import cases, decisions
from risk.rules.facts import Facts, House
from tests import people
from tests.make import AT

DAY = date(2026, 10, 10)
HOUSE = House(
    title_number="桂（2026）南宁市不动产权第0012345号", address="南宁市青秀区民族大道100号2栋1单元301室", city="南宁市"
)


def person(place: int, name: str = "") -> Person:
    """A person of the cast of suspects, by number."""
    number = _number(place)
    with transaction.atomic():
        return accounts.find_or_create_person(
            name=name or f"某{place}", document_type="01", document_number=number, phone="", by=None, at=AT
        )


def _number(place: int) -> str:
    """A citizen number with its check digit, one for each place."""
    body = f"22040219900101{place:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True))
    return body + "10X98765432"[total % 11]


def screened(case: str, applicant: Person, *, at: datetime = AT, **more: Any) -> Screening:
    """An application as the withdrawals hand it over, looked at."""
    given = {"house": HOUSE, "amount_fen": 100_000_00, "accepted_on": DAY, "reason": "purchase", **more}
    facts = Facts(case=case, business="withdrawal", applicant_id=applicant.pk, **given)
    with transaction.atomic():
        screening = operations.hand_over(facts=facts, at=at, source="withdrawals")
        return operations.run(screening_id=screening.pk, at=at)


def ring(count: int = 3, **more: Any) -> list[Screening]:
    """Unrelated people who each withdraw for the same house (F05)."""
    return [
        screened(f"TQ{place:04d}", person(place), accepted_on=DAY - timedelta(days=count - place), **more)
        for place in range(1, count + 1)
    ]


def suspicion() -> RiskCase:
    """The case of two unrelated people with one house, as the timed job opens it."""
    *_rest, last = ring(2)
    found = cases.open_found(screening_id=last.pk, at=AT)
    assert found is not None
    return found


def verifying() -> RiskCase:
    """The same, taken by 沈十四."""
    return cases.take(case_id=suspicion().pk, by=people.shen_shisi(), at=AT)


def proposed(*, verdict: str = "ESTABLISH", refund_fen: int = 60_000_00) -> RiskCase:
    """The same, with a verdict before the leadership."""
    risk_case = verifying()
    matters = {row.pk: (True, refund_fen) for row in risk_case.matters.all()}
    return cases.propose(
        case_id=risk_case.pk,
        verdict=verdict,
        people=list(risk_case.people.values_list("pk", flat=True)),
        is_forged=True,
        grounds="合同系伪造，登记机关已复函。",
        matters=matters,
        by=people.shen_shisi(),
        at=AT,
    )


def established(**more: Any) -> RiskCase:
    """The same, decided by 蒋十二."""
    risk_case = proposed(**more)
    decided_at = AT + timedelta(hours=3)
    return decisions.decide(
        case_id=risk_case.pk, agreed=True, reason="事实清楚", by=people.jiang_shier(), at=decided_at
    )
