"""Facts and links, screenings with their findings, versions of the rules, lists, bans, and news for business apps."""

from risk.models.facts import HouseTransfer, Link, StoredFacts
from risk.models.lists import Ban, ListEntry
from risk.models.rule_sets import RuleSet, RuleSetEvent, RuleSetting
from risk.models.screening import Finding, Outcome, Screening, ScreeningEvent

__all__ = [
    "Ban",
    "Finding",
    "HouseTransfer",
    "Link",
    "ListEntry",
    "Outcome",
    "RuleSet",
    "RuleSetEvent",
    "RuleSetting",
    "Screening",
    "ScreeningEvent",
    "StoredFacts",
]
