"""What a bank statement file says (domain §8.2 item 1), and whether its running balance holds."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.utils.translation import gettext as _

from bank.rules.tables import BadFile, Cells, Fault, read_rows
from common import identity, money

COLUMNS = (
    "account",
    "value_date",
    "time",
    "bank_serial",
    "direction",
    "amount",
    "balance",
    "counter_account",
    "counter_name",
    "remark",
    "summary",
    "reversal_flag",
)
_NO_REVERSAL = ("", "0", "N", "NO", "否", "正常")


@dataclass(frozen=True, slots=True)
class Line:
    """One line as the bank wrote it; `row` is its row in the file, 0 for a notice. Amounts in fen."""

    row: int
    account: str
    value_date: date
    time: time
    bank_serial: str
    direction: str
    amount_fen: int
    balance_fen: int
    counter_account: str
    counter_name: str
    remark: str
    summary: str
    is_reversal: bool

    @property
    def key(self) -> tuple[date, str]:
        """What makes the line one, on its account."""
        return self.value_date, self.bank_serial

    @property
    def signed_fen(self) -> int:
        """What the line adds to the balance."""
        return self.amount_fen if self.direction == "C" else -self.amount_fen

    @property
    def body(self) -> tuple[str, int, bool]:
        """What must not differ when the line comes again; texts may be cut by another channel."""
        return self.direction, self.amount_fen, self.is_reversal


@dataclass(frozen=True, slots=True)
class Chain:
    """A statement whose running balance holds: its new lines, how many were repeated, balance before and after."""

    new: list[Line]
    repeated: int
    opening_fen: int
    closing_fen: int


def parse(content: bytes) -> list[Line]:
    """All lines of a statement file. Raises BadFile with each fault by row and column."""
    faults: list[Fault] = []
    lines = [_line(Cells(row, faults)) for row in read_rows(content, COLUMNS)]
    if faults:
        raise BadFile(faults)
    return lines


def _line(cells: Cells) -> Line:
    amount_fen = cells.fen("amount")
    is_reversal = cells.text("reversal_flag", most=20).upper() not in _NO_REVERSAL
    if amount_fen == 0 or (amount_fen < 0 and not is_reversal):
        cells.refuse("amount", _("金额应大于零（冲正行除外）。"))
    return Line(
        row=cells.row.number,
        account=identity.normalise(cells.text("account", most=40, required=True)),
        value_date=cells.date("value_date"),
        time=cells.time("time"),
        bank_serial=cells.text("bank_serial", most=40, required=True),
        direction=cells.one_of("direction", ("C", "D")),
        amount_fen=amount_fen,
        balance_fen=cells.fen("balance"),
        counter_account=identity.normalise(cells.text("counter_account", most=40)),
        counter_name=cells.text("counter_name", most=120),
        remark=cells.text("remark", most=200),
        summary=cells.text("summary", most=200),
        is_reversal=is_reversal,
    )


def chain(lines: Sequence[Line], known: Container[tuple[date, str]]) -> Chain:
    """Drop the lines already known, then check the running balance in file order (domain §8.2). Raises BadFile.

    A line known from a notice may stand between two new ones: then the balance runs through it. A line repeated out
    of its place does not count.
    """
    seen: set[tuple[date, str]] = set()
    new: list[Line] = []
    faults: list[Fault] = []
    through: int | None = None  # balance after the last line that fits, known ones included
    fresh: int | None = None  # balance after the last new line
    for line in lines:
        before = line.balance_fen - line.signed_fen
        if line.key in seen or line.key in known:
            seen.add(line.key)
            if through in (None, before):
                through = line.balance_fen
            continue
        seen.add(line.key)
        if fresh is not None and before not in (fresh, through):
            faults.append(Fault(line.row, "balance", _broken(line, fresh)))
        new.append(line)
        through = fresh = line.balance_fen
    if faults:
        raise BadFile(faults)
    first = new[0] if new else lines[0]
    closing = through if through is not None else lines[-1].balance_fen
    return Chain(new, len(lines) - len(new), first.balance_fen - first.signed_fen, closing)


def _broken(line: Line, before: int) -> str:
    words = _("余额不连续：上一行余额 %(before)s，本行发生 %(amount)s，应为 %(expected)s，文件为 %(found)s。")
    return words % {
        "before": money.yuan(before),
        "amount": money.yuan(line.signed_fen),
        "expected": money.yuan(before + line.signed_fen),
        "found": money.yuan(line.balance_fen),
    }


def changed(lines: Iterable[Line], known: Mapping[tuple[date, str], tuple[str, int, bool]]) -> list[Fault]:
    """Lines that come under a known serial with another content: the bank never does that, somebody else might."""
    first = dict(known)
    text = _("这个流水号已有一笔明细，但方向、金额或冲正标志不同。")
    return [
        Fault(line.row, "bank_serial", text) for line in lines if first.setdefault(line.key, line.body) != line.body
    ]
