"""The worked cases of votes and dates (tests/data/party), row by row."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from partybuilding.rules import admission as rules
from partybuilding.rules import votes
from partybuilding.rules.votes import ImpossibleVote, Outcome, Vote

DATA = Path(__file__).parents[1] / "data" / "party"
TODAY = date(2026, 9, 16)


def rows(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


OUTCOMES = {"pass": Outcome.PASSED, "no quorum": Outcome.NO_QUORUM, "not carried": Outcome.NOT_CARRIED}


@pytest.mark.parametrize("row", rows("branch_meeting_votes.csv"), ids=lambda row: ",".join(list(row.values())[:7]))
def test_a_vote_of_a_branch_meeting(row: dict[str, str]) -> None:
    vote = Vote(*(int(value) for value in list(row.values())[:6]))
    if row["expected"] == "refuse input":
        with pytest.raises(ImpossibleVote):
            votes.outcome(vote)
    else:
        assert votes.outcome(vote) == OUTCOMES[row["expected"]]


DATES = rows("membership_dates.csv")


def days_ago(text: str) -> date:
    return TODAY - timedelta(days=int(re.findall(r"(\d+) days ago", text)[-1]))


def day_in(text: str) -> date:
    return date.fromisoformat(re.findall(r"\d{4}-\d\d-\d\d", text)[0])


def counted(rule: str, other: str) -> list[str]:
    count = {"trainers": rules.enough_trainers, "introducers": rules.enough_introducers}[rule]
    return [count(int(each)) for each in re.findall(r"\d", other)]


def why(row: dict[str, str]) -> list[str]:
    """What the rule says to the row, one sentence (or none) for each expected answer."""
    rule, base, other = row["rule"], row["base_date"], row["other"]
    today = date.fromisoformat(row["today"]) if re.fullmatch(r"\d{4}-\d\d-\d\d", row["today"]) else TODAY
    if rule.startswith("activist at least"):
        return [rules.after_a_year(None if "unknown" in base else day_in(base), today)]
    if rule.startswith("half-yearly"):
        return [rules.review_due(days_ago(base) if "ago" in base else day_in(base), today)]
    if rule.startswith("probation extended"):
        assert rules.probation_end(day_in(base), 6) == day_in(other)
        return [rules.after_probation(day_in(base), 6, today)]
    if rule == "probation 1 year":
        return [rules.after_probation(day_in(base), 0, today)]
    if rule.startswith("probation extension"):
        return [rules.extension(6, 6) if rule.endswith("count") else rules.extension(int(other.split()[0]), 0)]
    if rule.startswith("training"):
        found = re.match(r"(\d+) days (\d+) hours", other)
        assert found
        return [rules.trained(int(found[1]), int(found[2]), "not passed" not in other)]
    return [rules.may_apply(day_in(base), today)] if rule == "age" else counted(rule, other)


@pytest.mark.parametrize(
    "row",
    [row for row in DATES if not row["rule"].startswith(("talk", "higher"))],
    ids=lambda row: f"{row['rule']}: {row['base_date'] or row['other']}",
)
def test_dates_and_numbers(row: dict[str, str]) -> None:
    expected = [part.strip() for part in row["expected"].split(" / ")]
    assert [not said for said in why(row)] == [each.startswith("allow") for each in expected]


@pytest.mark.parametrize(
    "row", [row for row in DATES if row["rule"].startswith(("talk", "higher"))], ids=lambda row: row["today"]
)
def test_deadlines_warn(row: dict[str, str]) -> None:
    step, since = (2, 1) if row["rule"].startswith("talk") else (17, 15)
    on = TODAY + timedelta(days=int(row["today"].split()[0]))
    said = rules.warnings(step, rules.Facts(None, {since: TODAY}), on, [])
    assert bool(said) == (row["expected"] == "warn" or "late" in row["expected"] and "+91" in row["today"])


def test_what_is_short_is_counted() -> None:
    assert "还差 1 天" in rules.after_a_year(date(2025, 9, 17), TODAY)
    assert "还差 88 天" in rules.review_due(TODAY - timedelta(days=92), TODAY)


def test_a_missing_paper_warns_and_the_day_goes_forward() -> None:
    facts = rules.Facts(None, {1: date(2026, 9, 1)})
    assert rules.warnings(2, facts, date(2026, 9, 2), ["谈话记录"]) == ["缺材料：谈话记录。"]
    assert "不能早于上一步" in rules.blocks(2, facts, date(2026, 8, 31))
    assert rules.blocks(2, facts, date(2026, 9, 1)) == ""


def test_twenty_five_steps_in_five_stages() -> None:
    assert [step.number for step in rules.STEPS] == list(range(1, 26))
    assert [sum(step.stage == stage for step in rules.STEPS) for stage in rules.Stage] == [2, 4, 5, 7, 7]
    assert [step.number for step in rules.STEPS if step.is_vote] == [15, 23]
