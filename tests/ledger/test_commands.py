"""The commands: proof, day close, and the export that another program judges."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path

import pytest
from beancount import loader
from beancount.core import data
from django.core.management import CommandError, call_command
from django.db import connection

from ledger import beancount, queries
from ledger.models import Account, DaySeal
from policy import queries as policy
from tests.conftest import OPEN_DAY
from tests.ledger import books
from tests.stories.test_trial_balance import live_the_period

pytestmark = pytest.mark.django_db


def test_verify_books_is_content_with_sound_books(capsys: pytest.CaptureFixture[str]) -> None:
    live_the_period()
    call_command("verify_books")
    assert "The books add up" in capsys.readouterr().out


def test_verify_books_names_a_tampered_row_and_fails(capsys: pytest.CaptureFixture[str]) -> None:
    live_the_period()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE; ALTER TABLE ledger_entry DISABLE TRIGGER USER")
        cursor.execute("UPDATE ledger_entry SET debit_fen = debit_fen + 1 WHERE debit_fen = 300000 RETURNING id")
        with pytest.raises(CommandError) as failure:
            call_command("verify_books")
    assert failure.value.returncode == 1
    out = capsys.readouterr().out
    assert "unbalanced journal: story:4" in out
    assert "cached balance differs from the entries: T201" in out
    assert "guard is missing or switched off: ledger_entry: append_only" in out


def test_close_day_opens_the_next_working_day(open_day: date, capsys: pytest.CaptureFixture[str]) -> None:
    books.open_books()
    with pytest.raises(CommandError, match="只能日结"):
        call_command("close_day", "--date", "2026-10-09")
    call_command("close_day", "--date", f"{OPEN_DAY}")
    assert policy.book_date() == date(2026, 10, 12)
    call_command("close_day", "--date", "2026-10-12", "--next", "2026-10-20")
    assert DaySeal.objects.count() == 2
    assert policy.book_date() == date(2026, 10, 20)


@pytest.mark.parametrize(
    ("subject", "code", "name"),
    [
        ("101", "1010001", "Assets:S101:A-1010001"),
        ("219-01", "S 1", "Liabilities:S219-01:A-S-20-1"),
        ("311", "甲", "Equity:S311:A--7532-"),
        ("401-03", "x", "Income:S401-03:A-x"),
        ("411-01", "x", "Expenses:S411-01:A-x"),
    ],
)
def test_names_are_beancounts(subject: str, code: str, name: str) -> None:
    assert beancount.account_name(subject, code) == name


def test_beancount_comes_to_the_same_balances(tmp_path: Path) -> None:
    live_the_period()
    odd = books.account('甲 "1"', "201")
    books.transfer(books.bank(), odd, 7, 'key with "quotes" \\ and\nlines', value_on=date(2026, 9, 30), case="TQ1")
    target = tmp_path / "books.beancount"
    call_command("export_books", str(target))
    entries, errors, _options = loader.load_file(str(target))
    assert errors == []
    theirs: dict[str, int] = defaultdict(int)
    for entry in entries:
        if isinstance(entry, data.Transaction):
            for posting in entry.postings:
                theirs[posting.account] += int(posting.units.number)
    ours = {
        beancount.account_name(account.subject_id, account.code): queries.balance_fen(account)
        * (-1 if account.is_credit else 1)
        for account in Account.objects.all()
    }
    assert theirs == ours
    names = {entry.meta["code"]: entry.meta["name"] for entry in entries if isinstance(entry, data.Open)}
    assert names['甲 "1"'] == '户甲 "1"'


def test_the_export_stops_at_the_asked_day(tmp_path: Path) -> None:
    live_the_period()
    target = tmp_path / "books.beancount"
    call_command("export_books", str(target), "--until", "2026-10-09")
    entries, errors, _options = loader.load_file(str(target))
    assert errors == []
    assert not [entry for entry in entries if isinstance(entry, data.Transaction)]


@pytest.mark.django_db(transaction=True)
def test_the_export_shows_one_moment(tmp_path: Path) -> None:
    """It reads under one snapshot, so that a posting in the middle does not unbalance the file."""
    books.open_books()
    books.transfer(books.bank(), books.account("A"), 7, "k")
    target = tmp_path / "books.beancount"
    call_command("export_books", str(target))
    entries, errors, _options = loader.load_file(str(target))
    assert errors == []
    assert len([entry for entry in entries if isinstance(entry, data.Transaction)]) == 1
