"""The file the books begin with (domain §11): bank accounts with their balances, and the subjects carried over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bank.rules.tables import BadFile, Cells, Fault, read_rows
from bank.states import AccountKind, Channel
from common import identity, money

COLUMNS = ("subject", "account", "name", "bank", "channel", "debit", "credit")
CONTRA_SUBJECT = "321-04"
"""A new centre's opening stands against undistributed surplus until the rest is taken over."""


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One opening balance: of a bank account (subject 101 or 102) or of a subject carried over."""

    row: int
    subject: str
    account: str
    name: str
    bank: str
    channel: str
    debit_fen: int
    credit_fen: int

    @property
    def is_bank(self) -> bool:
        """Whether this is one of the centre's bank accounts."""
        return self.subject in AccountKind.values


def parse(content: bytes) -> list[OpeningRow]:
    """The rows of an opening file. Raises BadFile."""
    faults: list[Fault] = []
    rows = [_row(Cells(row, faults)) for row in read_rows(content, COLUMNS)]
    numbers = [row.account for row in rows if row.is_bank]
    for row in rows:
        if row.is_bank and numbers.count(row.account) > 1:
            faults.append(Fault(row.row, "account", _("同一个银行账号出现了两次。")))
    if faults:
        raise BadFile(faults)
    return rows


def check_totals(rows: Sequence[OpeningRow], *, debit_fen: int, credit_fen: int) -> None:
    """The control totals must be those of the rows. Raises BadFile."""
    found_debit, found_credit = sum(row.debit_fen for row in rows), sum(row.credit_fen for row in rows)
    if (found_debit, found_credit) != (debit_fen, credit_fen):
        words = _("与控制数不符：文件借方合计 %(debit)s，贷方合计 %(credit)s。")
        text = words % {"debit": money.yuan(found_debit), "credit": money.yuan(found_credit)}
        raise BadFile([Fault(0, "", text)])


def _row(cells: Cells) -> OpeningRow:
    row = OpeningRow(
        row=cells.row.number,
        subject=cells.text("subject", most=12, required=True),
        account=identity.normalise(cells.text("account", most=40)),
        name=cells.text("name", most=120),
        bank=cells.text("bank", most=80),
        channel=cells.text("channel", most=10).upper() or Channel.GATEWAY.value,
        debit_fen=cells.fen("debit") if cells.row.cells["debit"] else 0,
        credit_fen=cells.fen("credit") if cells.row.cells["credit"] else 0,
    )
    if min(row.debit_fen, row.credit_fen) < 0 or (row.debit_fen and row.credit_fen):
        cells.refuse("debit", _("借方与贷方只填一个，不能为负。"))
    if row.is_bank and not (row.account and row.name and row.bank):
        cells.refuse("account", _("银行账户要填账号、户名和开户银行。"))
    if row.channel not in Channel.values:
        cells.refuse("channel", _("应为 GATEWAY 或 FILE。"))
    return row
