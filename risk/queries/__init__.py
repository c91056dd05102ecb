"""Reads of the fraud checks: where a case stands, what hangs together, who is banned."""

from risk.queries.bans import ban_terms, bans_of, bans_on
from risk.queries.known import known_of
from risk.queries.lists import live_entries
from risk.queries.rule_sets import current_settings, days_watched, published, rule_sets, settings_of, shadow
from risk.queries.standing import (
    Standing,
    forgotten,
    held_by_case,
    houses_to_ask,
    latest,
    may_pay,
    screenings_held,
    standing,
    stored_facts,
)

__all__ = [
    "Standing",
    "ban_terms",
    "bans_of",
    "bans_on",
    "current_settings",
    "days_watched",
    "forgotten",
    "held_by_case",
    "houses_to_ask",
    "known_of",
    "latest",
    "live_entries",
    "may_pay",
    "published",
    "rule_sets",
    "screenings_held",
    "settings_of",
    "shadow",
    "standing",
    "stored_facts",
]
