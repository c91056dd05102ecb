"""Who may neither withdraw nor borrow."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from policy import queries as policy
from risk.models import Ban
from risk.states.lists import BanBusiness


def bans_on(person_ids: Iterable[int], on: date) -> QuerySet[Ban]:
    """Bans that run on a day for any of these persons, the longest first. First and last day are both inside."""
    running = Ban.objects.filter(Q(lifted_on=None) | Q(lifted_on__gt=on), since__lte=on, until__gte=on)
    return running.filter(person__in=list(person_ids)).order_by("-until", "id")


def bans_of(person_id: int) -> QuerySet[Ban]:
    """All bans of a person, the newest first."""
    return Ban.objects.filter(person=person_id).order_by("-since", "-id")


def ban_terms(on: date) -> dict[str, int]:
    """How many years a ban lasts by what was obtained, on a day."""
    terms = policy.service_on(on)
    return {BanBusiness.WITHDRAWAL: terms.ban_years_withdrawal, BanBusiness.LOAN: terms.ban_years_loan}
