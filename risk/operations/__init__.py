"""Writes of the fraud checks: what business apps call, and what those who look into matters do."""

from risk.operations.bans import AlreadyLifted, NoReason, SamePerson, lay_ban, lift_ban
from risk.operations.clearing import Concerned, NotCleared, OnlyDeciders, clear, clear_case
from risk.operations.decisions import note_refund
from risk.operations.facts import hand_over, note_ended, note_house_transfer, rescreen
from risk.operations.insiders import Act, note_staff_acts
from risk.operations.lists import (
    AlreadyListed,
    NothingToImport,
    add_entry,
    end_entry,
    import_entries,
    list_entry,
)
from risk.operations.patterns import note_duplicate_accounts
from risk.operations.rule_sets import (
    NotPublishable,
    change_setting,
    draft_rule_set,
    publish_rule_set,
    redraft_rule_set,
    start_shadow,
)
from risk.operations.screening import LISTED, claim_outcomes, report, run, run_forgotten
from risk.operations.watching import note_no_answer, note_owners

__all__ = [
    "note_duplicate_accounts",
    "note_staff_acts",
    "note_refund",
    "Act",
    "AlreadyLifted",
    "AlreadyListed",
    "Concerned",
    "LISTED",
    "NoReason",
    "NotCleared",
    "NotPublishable",
    "NothingToImport",
    "OnlyDeciders",
    "SamePerson",
    "add_entry",
    "change_setting",
    "claim_outcomes",
    "clear",
    "clear_case",
    "draft_rule_set",
    "end_entry",
    "hand_over",
    "import_entries",
    "lay_ban",
    "lift_ban",
    "list_entry",
    "note_ended",
    "note_house_transfer",
    "note_no_answer",
    "note_owners",
    "publish_rule_set",
    "redraft_rule_set",
    "report",
    "rescreen",
    "run",
    "run_forgotten",
    "start_shadow",
]
