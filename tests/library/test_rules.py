"""Numbers, terms and words of the library, without a database."""

from __future__ import annotations

from datetime import date

import pytest

from library.rules import cards, clc, isbn, lending, search
from policy.rules import Calendar

OPEN = Calendar(published=frozenset({2026}), working={date(2026, 11, 13): False})


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("978-7-5063-6543-7", "9787506365437"),
        ("ISBN 7-5063-6543-X", "9787506365437"),
        ("７-５０６３-６５４３-Ｘ", "9787506365437"),
        ("750636543X", "9787506365437"),
        ("0804429570", ""),
        ("080442957x (精装)", "9780804429573"),
        ("9787506365438", ""),
        ("977123456789", ""),
        ("12345", ""),
        ("", ""),
    ],
)
def test_an_isbn_is_thirteen_digits_that_prove_themselves(typed: str, kept: str) -> None:
    if kept:
        assert isbn.normalise(typed) == kept
    else:
        with pytest.raises(isbn.InvalidIsbn):
            isbn.normalise(typed)


@pytest.mark.parametrize("text", ["I247.5", "TP312", "D2-0", "K825.6=76", "B84"])
def test_class_numbers_are_known(text: str) -> None:
    assert clc.is_number(text)


@pytest.mark.parametrize("text", ["", "L1", "M2", "247.5", "活着", "i247"])
def test_what_is_no_class_number(text: str) -> None:
    assert not clc.is_number(text)


def test_a_class_is_called_by_the_nearest_name_above_it() -> None:
    assert (clc.label("I247.5"), clc.label("I9"), clc.label("TP312")) == ("小说", "文学", "计算技术")
    assert [code for code, _words in clc.children("I2")] == ["I21", "I22", "I23", "I24", "I25", "I26", "I28"]
    assert len(clc.children("")) == 22


def test_keys_hold_pairs_of_characters_and_of_initials() -> None:
    keys = search.keys_of("活着", "一部长篇", "余华著；莫言 编")
    assert (keys.title, keys.initials) == ("活着", "hz")
    assert {"活着", "hz", "长篇", "余华", "yh", "莫言", "my"} <= set(keys.pairs)


def test_words_must_stand_side_by_side() -> None:
    book = {"title": "中国国家地理", "initials": "zggjdl", "subtitle": "", "authors": "李栓科主编"}
    assert search.fits(["国家"], **book)
    assert search.fits(["ggj"], **book)
    assert search.fits(["地理", "lsk"], **book)
    assert not search.fits(["中国家"], **book)


@pytest.mark.parametrize(
    ("today", "days", "due"),
    [
        (date(2026, 10, 12), 30, date(2026, 11, 11)),
        (date(2026, 10, 15), 30, date(2026, 11, 16)),  # a Saturday: the next open day
        (date(2026, 10, 14), 30, date(2026, 11, 16)),  # a published day off, then the weekend
    ],
)
def test_a_loan_is_due_on_an_open_day(today: date, days: int, due: date) -> None:
    assert lending.due_on(today, days, OPEN) == due


TERMS = lending.Terms(most_loans=3, days=30, renewals=1, renew_days=15, most_holds=3, grace_days=3)
TODAY = date(2026, 11, 10)


def _standing(**more: object) -> lending.Standing:
    known = {"active": True, "card_until": None, "loans_of_kind": 0, "oldest_due": None, "owed_fen": 0}
    return lending.Standing(**{**known, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("standing", "count"),
    [
        (_standing(), 0),
        (_standing(loans_of_kind=2), 0),
        (_standing(loans_of_kind=3), 1),
        (_standing(oldest_due=date(2026, 11, 7)), 0),  # three days of grace
        (_standing(oldest_due=date(2026, 11, 6)), 1),
        (_standing(card_until=TODAY), 0),
        (_standing(card_until=date(2026, 11, 9)), 1),
        (_standing(owed_fen=1, loans_of_kind=9), 2),
    ],
)
def test_what_stands_in_the_way_of_a_loan(standing: lending.Standing, count: int) -> None:
    assert len(lending.why_not_lend(TERMS, standing, TODAY)) == count


def test_reference_books_are_not_lent() -> None:
    assert lending.why_not_lend(None, _standing(), TODAY) == ["这类书只在馆内阅览，不外借。"]


@pytest.mark.parametrize(
    ("renewals", "due", "awaited", "allowed"),
    [
        (0, TODAY, False, True),
        (1, TODAY, False, False),
        (0, TODAY, True, False),
        (0, date(2026, 11, 7), False, True),
        (0, date(2026, 11, 6), False, False),
    ],
)
def test_when_a_loan_is_renewed(renewals: int, due: date, awaited: bool, allowed: bool) -> None:
    why = lending.why_not_renew(TERMS, renewals=renewals, due=due, awaited=awaited, today=TODAY)
    assert (why == "") is allowed


def test_a_new_term_counts_from_the_old_day_and_never_from_before_today() -> None:
    assert lending.renewed_until(date(2026, 11, 11), date(2026, 11, 2), TERMS, OPEN) == date(2026, 11, 26)
    assert lending.renewed_until(date(2026, 11, 6), date(2026, 11, 9), TERMS, OPEN) == date(2026, 11, 24)


def test_a_book_is_kept_for_open_days() -> None:
    assert lending.kept_until(date(2026, 11, 11), 3, OPEN) == date(2026, 11, 17)  # Thursday, Monday, Tuesday


def test_a_fine_counts_all_days_after_the_grace_and_stops_at_the_price() -> None:
    late = {"grace_days": 3, "fen_a_day": 10, "most_fen": 2000}
    assert lending.fine_fen(date(2026, 11, 7), TODAY, **late) == 0
    assert lending.fine_fen(date(2026, 11, 6), TODAY, **late) == 40
    assert lending.fine_fen(date(2020, 11, 6), TODAY, **late) == 2000
    assert lending.fine_fen(date(2020, 11, 6), TODAY, grace_days=3, fen_a_day=0, most_fen=2000) == 0


def test_card_numbers_prove_themselves() -> None:
    number = cards.number(cards.READER, 123)
    assert number[0] == "D" and len(number) == 9 and cards.is_number(number, "D")
    assert not cards.is_number(number[:-1] + str((int(number[-1]) + 1) % 10), "D")
    assert cards.scanned(" ｄ０1 ") == "D01"
