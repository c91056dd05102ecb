"""The statements of domain §6.4: balance sheet, surplus, distribution, cash by bank account.

Each is a `Report`: the same rows for the screen, the paper and the table. Amounts are fen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from common import money
from ledger.models import Account, Slip, Subject
from ledger.queries import turnover
from ledger.queries.statements import trial_balance
from ledger.queries.turnover import CARRIED_OVER, NOTHING, Figure
from ledger.states import Side, SlipKind, SlipStatus

ASSETS = ("101", "102", "111", "119", "121", "122", "124")
LIABILITIES = ("201", "211", "214", "219")
NET = ("301", "311", "321")


@dataclass(frozen=True)
class Row:
    """One line: its words, an amount for each column, and where its entries are (a subject or an account)."""

    label: str
    amounts: Sequence[int | None]
    subject: str = ""
    account_id: int | None = None
    weight: str = "row"  # head, row, sub, sum


@dataclass(frozen=True)
class Report:
    """A statement: what it is called, its amount columns, its rows, and whether its own sums agree."""

    slug: str
    title: str
    span: str
    heads: Sequence[str]
    rows: Sequence[Row]
    since: date
    until: date
    is_sound: bool = True
    notes: Sequence[str] = field(default_factory=tuple)


def _subjects() -> dict[str, Subject]:
    return {row.code: row for row in Subject.objects.order_by("code")}


def _day(day: date) -> str:
    return f"{day:%Y-%m-%d}"


def _known(known_on: date | None) -> list[str]:
    return [_("按 %(day)s（会计日期）账面。") % {"day": _day(known_on)}] if known_on else []


def balance_sheet(until: date, *, known_on: date | None = None) -> Report:
    """Balance sheet (资产负债表) at the end of a value date, beside the year's beginning."""
    chart = _subjects()
    figures = turnover.by_subject(until.replace(month=1, day=1), until, known_on=known_on)

    def line(code: str) -> Row:
        sign = 1 if chart[code].side == Side.DEBIT else -1
        found = [figures.get(each, NOTHING) for each in chart if code in (each, chart[each].parent_id)]
        amounts = (sign * sum(each.opening_fen for each in found), sign * sum(each.net_fen for each in found))
        return Row(chart[code].name, amounts, subject=code)

    income, expense = line("401"), line("411")
    pending = Row(_("未结转的本期收支"), _less(income, expense))
    assets, owed, net = ([line(code) for code in codes] for codes in (ASSETS, LIABILITIES, NET))
    net.append(pending)
    sums = [_sum(_("资产合计"), assets), _sum(_("负债合计"), owed), _sum(_("净资产合计"), net)]
    total = _sum(_("负债和净资产总计"), sums[1:])
    rows = [
        *(Row(_("资产"), (), weight="head"), *assets, sums[0]),
        *(Row(_("负债"), (), weight="head"), *owed, sums[1]),
        *(Row(_("净资产"), (), weight="head"), *net, sums[2], total),
    ]
    return Report(
        slug="balance",
        title=_("资产负债表"),
        span=_day(until),
        heads=[_("年初数"), _("期末数")],
        rows=rows,
        since=until.replace(month=1, day=1),
        until=until,
        is_sound=list(sums[0].amounts) == list(total.amounts),
        notes=_known(known_on),
    )


def _sum(label: str, rows: Sequence[Row]) -> Row:
    columns = zip(*(row.amounts for row in rows), strict=True)
    return Row(label, [sum(each or 0 for each in column) for column in columns], weight="sum")


def _less(row: Row, other: Row) -> list[int]:
    return [(a or 0) - (b or 0) for a, b in zip(row.amounts, other.amounts, strict=True)]


def surplus(since: date, until: date, *, known_on: date | None = None) -> Report:
    """Surplus statement (增值收益表): income, expense and what is left, of a period and of its year so far."""
    chart = _subjects()
    year = until.replace(month=1, day=1)
    spans = [turnover.by_subject(first, until, known_on=known_on, without=CARRIED_OVER) for first in (since, year)]
    income = _lines(chart, "401", [[_credit(span, code) for span in spans] for code in _children(chart, "401")])
    expense = _lines(chart, "411", [[-_credit(span, code) for span in spans] for code in _children(chart, "411")])
    earned, spent = _sum(_("业务收入合计"), income), _sum(_("业务支出合计"), expense)
    left = _less(earned, spent)
    rows = [
        *(Row(_("业务收入"), (), weight="head"), *income, earned),
        *(Row(_("业务支出"), (), weight="head"), *expense, spent),
        Row(_("增值收益"), left, subject="311", weight="sum"),
    ]
    open_fen = turnover.net_on("401", until, known_on=known_on) - turnover.net_on("411", until, known_on=known_on)
    notes = _known(known_on)
    if open_fen:
        notes.append(_("其中尚未结转到“增值收益”科目的有 %(fen)s 元。") % {"fen": money.yuan(open_fen)})
    return Report(
        slug="surplus",
        title=_("增值收益表"),
        span=f"{_day(since)} – {_day(until)}",
        heads=[_("本期数"), _("本年累计数")],
        rows=rows,
        since=since,
        until=until,
        notes=notes,
    )


def _children(chart: Mapping[str, Subject], parent: str) -> list[str]:
    return [code for code, subject in chart.items() if parent in (code, subject.parent_id)]


def _lines(chart: Mapping[str, Subject], parent: str, amounts: list[list[int]]) -> list[Row]:
    pairs = zip(_children(chart, parent), amounts, strict=True)
    return [
        Row(chart[code].name, each, subject=code, weight="sub") for code, each in pairs if code != parent or any(each)
    ]


def _credit(span: Mapping[str, Figure], code: str) -> int:
    found = span.get(code, NOTHING)
    return found.credit_fen - found.debit_fen


def distribution(year: int) -> Report:
    """Distribution statement (增值收益分配表) of a year: what was earned, and what became of it."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    ended = _slip(SlipKind.YEAR_END, year)
    shared = _slip(SlipKind.SURPLUS, year)
    earned = _moved(ended, "321-04", credit=True) if ended else 0
    parts = [(code, _moved(shared, code) if shared else 0) for code in ("321-01", "321-02", "321-03")]
    names = _subjects()
    rows = [
        Row(_("本年增值收益"), (earned,), subject="321-04"),
        *(Row(names[code].name, (fen,), subject=code, weight="sub") for code, fen in parts),
        Row(_("本年待分配增值收益"), (earned - sum(fen for _code, fen in parts),), weight="sum"),
    ]
    notes = []
    if ended is None:
        notes.append(_("%(year)s 年还没有年末结转。") % {"year": year})
    elif shared is None:
        notes.append(_("%(year)s 年的增值收益还没有分配。") % {"year": year})
    else:
        notes.append(_("依据：%(basis)s") % {"basis": shared.basis})
    return Report(
        slug="distribution",
        title=_("增值收益分配表"),
        span=_("%(year)s 年") % {"year": year},
        heads=[_("金额")],
        rows=rows,
        since=first,
        until=last,
        notes=notes,
    )


def _slip(kind: SlipKind, year: int) -> Slip | None:
    return Slip.objects.filter(kind=kind, period=str(year), status=SlipStatus.POSTED).first()


def _moved(slip: Slip, subject: str, *, credit: bool = False) -> int:
    """What a slip booked on a subject: debits less credits, or the other way round."""
    lines = slip.lines.filter(account__subject=subject).values_list("debit_fen", "credit_fen")
    net = sum(debit - credited for debit, credited in lines)
    return -net if credit else net


def cash(since: date, until: date, *, known_on: date | None = None) -> Report:
    """Cash by bank account: every account under 101 and 102, term deposits among them, between two value dates."""
    found = turnover.by_account(["101", "102"], since, until, known_on=known_on)
    rows: list[Row] = []
    for code in ("101", "102"):
        named = Account.objects.filter(subject=code, pk__in=found).order_by("code")
        lines = [
            Row(f"{account.code} {account.name}", _movement(found[account.pk]), account_id=account.pk, weight="sub")
            for account in named
        ]
        subject = Subject.objects.get(pk=code)
        rows += [Row(subject.name, (), weight="head"), *lines]
        rows.append(_sum(_("小计"), lines) if lines else Row(_("小计"), (0, 0, 0, 0), weight="sum"))
    total = _sum(_("合计"), [row for row in rows if row.weight == "sum"])
    by_subject = turnover.by_subject(since, until, known_on=known_on)
    subjects = [by_subject.get(code, NOTHING).net_fen for code in ("101", "102")]
    return Report(
        slug="cash",
        title=_("银行存款分户表"),
        span=f"{_day(since)} – {_day(until)}",
        heads=[_("期初余额"), _("本期增加"), _("本期减少"), _("期末余额")],
        rows=[*rows, total],
        since=since,
        until=until,
        is_sound=total.amounts[3] == sum(subjects),
        notes=_known(known_on),
    )


def _movement(figure: Figure) -> tuple[int, int, int, int]:
    return figure.opening_fen, figure.debit_fen, figure.credit_fen, figure.net_fen


def trial(since: date, until: date) -> Report:
    """The trial balance (科目余额表) of a period of book dates, as a report to print."""
    found = trial_balance(since, until)
    rows = [
        Row(
            f"{row.subject} {row.subject.get_side_display()}",
            (row.opening_fen, row.debit_fen, row.credit_fen, row.closing_fen),
            subject=row.subject.code,
        )
        for row in found
    ]
    debit, credit = sum(row.debit_fen for row in found), sum(row.credit_fen for row in found)
    owned = [row for row in found if row.subject.side == Side.DEBIT]
    closing = sum(row.closing_fen for row in owned)
    other = sum(row.closing_fen for row in found) - closing
    total = Row(
        _("合计（余额为借方科目）"), (sum(row.opening_fen for row in owned), debit, credit, closing), weight="sum"
    )
    return Report(
        slug="trial",
        title=_("科目余额表"),
        span=f"{_day(since)} – {_day(until)}",
        heads=[_("期初余额"), _("本期借方"), _("本期贷方"), _("期末余额")],
        rows=[*rows, total],
        since=since,
        until=until,
        is_sound=debit == credit and closing == other,
        notes=[_("按会计日期汇总。")],
    )


PAPER_LINES = 2_000
"""Lines of the general ledger that one paper has; whoever needs more asks for a shorter period."""


def general(subject: Subject, since: date, until: date) -> Report:
    """The general ledger (总账) of a subject between two book dates, as a report to print."""
    opening = turnover.general_opening_fen(subject.pk, since)
    found = list(turnover.general_ledger(subject.pk, since, until)[: PAPER_LINES + 1])
    rows = [
        Row(
            f"{_day(row.on)} {row.get_reason_display()} {row.account.code if row.account else row.subject_id}",
            (row.debit_fen, row.credit_fen, opening + int(getattr(row, "running_fen", 0))),
        )
        for row in found[:PAPER_LINES]
    ]
    notes = [_("按会计日期汇总。")]
    if len(found) > PAPER_LINES:
        notes.append(_("只打印前 %(count)d 行，其余请缩短期间。") % {"count": PAPER_LINES})
    return Report(
        slug="general",
        title=_("总账 %(subject)s") % {"subject": subject},
        span=f"{_day(since)} – {_day(until)}",
        heads=[_("借方"), _("贷方"), _("余额")],
        rows=[Row(_("期初余额"), (None, None, opening), weight="sum"), *rows],
        since=since,
        until=until,
        notes=notes,
    )
