"""Facts and links, screenings with their findings, versions of the rules, lists, bans, and news for business apps."""

from risk.models.backtest import Backtest
from risk.models.cases import (
    HandOver,
    HandOverEvent,
    RiskCase,
    RiskCaseEvent,
    RiskFile,
    RiskMatter,
    RiskNote,
    RiskPerson,
    RiskSnooze,
)
from risk.models.facts import HouseTransfer, HouseWatch, Link, StoredFacts
from risk.models.insiders import FeedMark, InsiderFinding, StaffAct
from risk.models.lists import Ban, ListEntry
from risk.models.prices import AreaPrice
from risk.models.rule_sets import RuleSet, RuleSetEvent, RuleSetting
from risk.models.screening import Finding, Outcome, Screening, ScreeningEvent

__all__ = [
    "AreaPrice",
    "Backtest",
    "Ban",
    "FeedMark",
    "Finding",
    "HandOver",
    "HandOverEvent",
    "HouseTransfer",
    "HouseWatch",
    "InsiderFinding",
    "Link",
    "ListEntry",
    "Outcome",
    "RiskCase",
    "RiskCaseEvent",
    "RiskFile",
    "RiskMatter",
    "RiskNote",
    "RiskPerson",
    "RiskSnooze",
    "RuleSet",
    "RuleSetEvent",
    "RuleSetting",
    "Screening",
    "ScreeningEvent",
    "StaffAct",
    "StoredFacts",
]
