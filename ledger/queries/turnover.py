"""What subjects and control accounts turned over: the one source of the statements, as of any day, from sealed days'
totals and the entries since.

Statements go by the bank's date (`value_on`), as interest does; `known_on` gives them as the books stood at the end of
that book date, so that a statement printed then can be printed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import F, QuerySet, Sum, Window

from ledger.models import DayTurnover, Subject
from ledger.states import Reason, Side

FOREVER = date(9999, 12, 31)
CARRIED_OVER = (Reason.PERIOD_CLOSE.value, Reason.DISTRIBUTION.value)
"""What carries income and expense over is none itself."""

# Sealed days' totals and, aggregated alike, the entries since the last seal.
_TURNOVER = """
    WITH turnover AS (
        SELECT subject_id, account_id, value_on, reason, debit_fen, credit_fen FROM ledger_dayturnover
        WHERE value_on <= %(until)s AND "on" <= %(known_on)s
        UNION ALL
        SELECT a.subject_id, CASE WHEN a.is_guarded THEN NULL ELSE a.id END, e.value_on, j.reason,
               e.debit_fen, e.credit_fen
        FROM ledger_entry e
        JOIN ledger_account a ON a.id = e.account_id
        JOIN ledger_journal j ON j.id = e.journal_id
        WHERE e."on" > coalesce((SELECT max("on") FROM ledger_dayseal), '0001-01-01')
          AND e.value_on <= %(until)s AND e."on" <= %(known_on)s
    )
    SELECT {key},
           coalesce(sum(debit_fen - credit_fen) FILTER (WHERE value_on < %(since)s), 0)::bigint,
           coalesce(sum(debit_fen) FILTER (WHERE value_on >= %(since)s AND reason <> ALL(%(without)s)), 0)::bigint,
           coalesce(sum(credit_fen) FILTER (WHERE value_on >= %(since)s AND reason <> ALL(%(without)s)), 0)::bigint
    FROM turnover {where} GROUP BY {key}
"""


@dataclass(frozen=True, slots=True)
class Figure:
    """Opening (debit less credit), turnover and closing of one subject or account between two value dates, in fen."""

    opening_fen: int
    debit_fen: int
    credit_fen: int

    @property
    def net_fen(self) -> int:
        """Closing: debit less credit, opening included."""
        return self.opening_fen + self.debit_fen - self.credit_fen


NOTHING = Figure(0, 0, 0)


def by_subject(
    since: date, until: date, *, known_on: date | None = None, without: Sequence[str] = ()
) -> dict[str, Figure]:
    """Each subject between two value dates, both included; turnover of the reasons in `without` left out."""
    return {str(code): figure for code, figure in _figures("subject_id", "", since, until, known_on, without)}


def by_account(subjects: Sequence[str], since: date, until: date, *, known_on: date | None = None) -> dict[int, Figure]:
    """Each control account of some subjects between two value dates."""
    where = "WHERE account_id IS NOT NULL AND subject_id = ANY(%(subjects)s)"
    rows = _figures("account_id", where, since, until, known_on, (), subjects)
    return {int(str(pk)): figure for pk, figure in rows}


def _figures(
    key: str,
    where: str,
    since: date,
    until: date,
    known_on: date | None,
    without: Sequence[str],
    subjects: Sequence[str] = (),
) -> list[tuple[object, Figure]]:
    values: dict[str, Any] = {
        "since": since,
        "until": until,
        "known_on": known_on or FOREVER,
        "without": list(without),
        "subjects": list(subjects),
    }
    with connection.cursor() as cursor:
        cursor.execute(_TURNOVER.format(key=key, where=where), values)
        return [(row[0], Figure(*row[1:])) for row in cursor.fetchall()]


def family(code: str) -> list[str]:
    """A subject's code and those of its sub-subjects."""
    return [code, *Subject.objects.filter(parent=code).order_by("code").values_list("code", flat=True)]


def net_on(code: str, until: date, *, known_on: date | None = None) -> int:
    """Balance of a subject with its sub-subjects at the end of a value date, on its normal side, in fen."""
    found = by_subject(until, until, known_on=known_on)
    net = sum(found.get(each, NOTHING).net_fen for each in family(code))
    return net if Subject.objects.get(pk=code).side == Side.DEBIT else -net


def general_ledger(code: str, since: date, until: date) -> QuerySet[DayTurnover]:
    """The general ledger (总账) of a subject between two book dates, a line for each day, reason and bank's date.

    Each line with `change_fen` on the subject's normal side and `running_fen`, the sum of changes so far. Sealed
    days only: a day that is open has no vouchers to go by.
    """
    sign = 1 if Subject.objects.get(pk=code).side == Side.DEBIT else -1
    return (
        DayTurnover.objects.filter(subject__in=family(code), on__range=(since, until))
        .annotate(change_fen=sign * (F("debit_fen") - F("credit_fen")))
        .annotate(running_fen=Window(Sum("change_fen"), order_by=["on", "id"]))
        .select_related("subject", "account")
        .order_by("on", "id")
    )


def general_opening_fen(code: str, since: date) -> int:
    """A subject's balance by book date before `since`, on its normal side, in fen; from sealed days."""
    rows = DayTurnover.objects.filter(subject__in=family(code), on__lt=since)
    net = int(rows.aggregate(net=Sum(F("debit_fen") - F("credit_fen"), default=0))["net"])
    return net if Subject.objects.get(pk=code).side == Side.DEBIT else -net
