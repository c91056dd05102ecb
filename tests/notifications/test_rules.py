"""Words, quiet hours and retries, without a database."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications import rules
from notifications.rules import SHANGHAI, Text


def clock(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-10-{text}").replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("at", "quiet"),
    [
        ("10T20:59:59", False),
        ("10T20:59:59.999999", False),
        ("10T21:00:00", True),
        ("10T23:59:59", True),
        ("11T00:00:00", True),
        ("11T07:59:59.999999", True),
        ("11T08:00:00", False),
        ("11T12:00:00", False),
    ],
)
def test_quiet_hours_begin_at_nine_and_end_at_eight(at: str, quiet: bool) -> None:
    assert rules.is_quiet(clock(at)) is quiet


@pytest.mark.parametrize(
    ("at", "earliest"),
    [
        ("10T20:59:59", "10T20:59:59"),
        ("10T21:00:00", "11T08:00:00"),
        ("11T00:00:00", "11T08:00:00"),
        ("11T07:59:59", "11T08:00:00"),
        ("11T08:00:00", "11T08:00:00"),
        ("31T23:00:00", "11-01T08:00:00"),
    ],
)
def test_a_message_waits_for_the_morning(at: str, earliest: str) -> None:
    wanted = (
        clock(earliest) if len(earliest) == 11 else datetime.fromisoformat(f"2026-{earliest}").replace(tzinfo=SHANGHAI)
    )
    assert rules.not_before(clock(at), urgent=False) == wanted
    assert rules.not_before(clock(at), urgent=True) == clock(at)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2028, 1, 1)))
def test_the_earliest_moment_is_never_quiet_and_less_than_half_a_day_off(naive: datetime) -> None:
    at = naive.replace(tzinfo=SHANGHAI)
    earliest = rules.not_before(at, urgent=False)
    assert not rules.is_quiet(earliest)
    assert timedelta(0) <= earliest - at <= timedelta(hours=11)


def test_tries_are_spaced_wider_and_end() -> None:
    at = clock("10T10:00:00")
    waits = [rules.next_try(at, attempts=count, urgent=True) - at for count in range(1, rules.MAX_ATTEMPTS)]  # type: ignore[operator]
    assert [wait.total_seconds() / 60 for wait in waits] == [1, 5, 15, 60, 240]
    assert rules.next_try(at, attempts=rules.MAX_ATTEMPTS, urgent=True) is None


def test_a_retry_does_not_fall_into_the_quiet_hours() -> None:
    assert rules.next_try(clock("10T20:59:30"), attempts=1, urgent=False) == clock("11T08:00:00")
    assert rules.next_try(clock("10T20:59:30"), attempts=1, urgent=True) == clock("10T21:00:30")


def test_a_template_is_filled_in() -> None:
    text = Text.of("尊敬的{name}：余额{balance}元。")
    assert text.fill({"name": "张三", "balance": "1.00", "more": "x"}) == "尊敬的张三：余额1.00元。"
    assert Text.of("没有占位符").fill({}) == "没有占位符"
    assert Text.of("").fill({}) == ""


def test_a_missing_value_is_a_programming_error() -> None:
    with pytest.raises(rules.MissingValue, match="balance"):
        Text.of("{name}{balance}").fill({"name": "张三"})


def test_values_are_never_read_as_templates() -> None:
    assert Text.of("{name}好").fill({"name": "{balance}", "balance": "9"}) == "{balance}好"
    assert Text.of("{name}").fill({"name": "{0.__class__} %s ${x}"}) == "{0.__class__} %s ${x}"


@pytest.mark.parametrize(
    "text",
    [
        "{person.password}",
        "{name.__class__.__mro__}",
        "{name!r}",
        "{name:>1000000000}",
        "{name[0]}",
        "{0}",
        "{}",
        "{{name}}",
        "{Name}",
        "{name",
        "name}",
        "{ name }",
        "{姓名}",
        "{settings}",
        "请汇入6217000000123456786",
    ],
)
def test_what_is_no_plain_placeholder_is_refused_when_a_template_is_saved(text: str) -> None:
    with pytest.raises(rules.BadTemplate):
        rules.check_template(text, ["amount"])


def test_known_placeholders_pass() -> None:
    rules.check_template("{centre}{name}{hotline}{amount}", ["amount"])
    assert rules.placeholders("{name}{amount}{name}") == {"name", "amount"}


@pytest.mark.parametrize(
    "number",
    [
        "11010519491231002X",
        "11010519491231002x",
        "440524188001010014",
        "6217000000123456786",
        "6217000000123456",
        "6217 0000 0012 3456 786",
        "6217-0000-0012-3456",
        "110105 19491231 002X",
    ],
)
def test_a_whole_identity_or_card_number_never_leaves(number: str) -> None:
    with pytest.raises(rules.FullNumber):
        Text.of("账户{number}变更").fill({"number": number})
    with pytest.raises(rules.FullNumber):
        Text.of("{number}").fill({"number": number})


@pytest.mark.parametrize(
    "text", ["200000045217", "HJ20261010000001", "6217****6786", "12345678901234567890", "2026-10-10 09:30 1,234.56"]
)
def test_other_numbers_pass(text: str) -> None:
    assert text in Text.of("编号{number}。").fill({"number": text})


def test_a_number_put_together_from_two_values_is_seen_too() -> None:
    with pytest.raises(rules.FullNumber):
        Text.of("{a}{b}").fill({"a": "621700000", "b": "0123456786"})


def test_values_are_one_short_line() -> None:
    assert rules.clean_value("张\r\n三\x00\u202e四") == "张 三 四"
    assert len(rules.clean_value("长" * 5000)) == rules.LONGEST_VALUE
    assert rules.clean_value("长" * 160) == "长" * 160
    assert rules.clean_value(12) == "12"
