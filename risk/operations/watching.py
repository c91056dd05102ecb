"""Houses bought with a withdrawal are looked up again: whoever sells theirs within the days of F04 is found."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from common.transactions import step
from risk import queries
from risk.models import HouseWatch, Screening
from risk.operations.facts import note_house_transfer
from risk.rules.houses import is_strangers

EVERY = timedelta(days=30)
"""How long after an answer the register is asked again; registered late, a sale is found late."""


@step
def note_owners(
    *, case: str, owners: str, registered_on: date | None, on: date, at: datetime, source: str
) -> list[Screening]:
    """The register has said who owns the house of a case. Where nobody of the buyers does, it was sold: the case is
    looked at again. `owners` are names as registers write them; empty: the register did not know."""
    screening = queries.latest(case)
    facts = queries.stored_facts(screening) if screening is not None else None
    found: list[Screening] = []
    if facts is not None and facts.house is not None and is_strangers(owners, facts):
        sold_on = min(max(registered_on or on, facts.accepted_on), on)
        found = note_house_transfer(house=facts.house, on=sold_on, to=owners.strip(), source=source, at=at)
    _asked(case, on=on)  # the watch after the cases, as a hand-over locks them
    return found


@step
def note_no_answer(*, case: str, on: date) -> None:
    """The register did not answer: it is asked tomorrow, and this house keeps nobody else's from being asked."""
    HouseWatch.objects.filter(case=case).update(next_on=on + timedelta(days=1))


@step
def _asked(case: str, *, on: date) -> None:
    """Note that the register was asked, and when next."""
    watch = HouseWatch.objects.select_for_update(no_key=True).get(case=case)
    last = watch.since + timedelta(days=queries.days_watched()) + EVERY
    watch.asked_on, watch.next_on = on, on + EVERY if on + EVERY <= last else None
    watch.save(update_fields=["asked_on", "next_on"])
