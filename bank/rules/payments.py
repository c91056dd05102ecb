"""The payment file we hand to a bank and the result file it hands back (domain §8.2 items 2 and 3)."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from bank.gateways.base import Instruction, Result
from bank.rules.tables import BadFile, Cells, Fault, parse_date, read_rows
from common import money

PAYMENT_COLUMNS = ("line_no", "amount", "payee_account", "payee_name", "payee_bank_no", "summary", "business_no")
RESULT_COLUMNS = ("line_no", "business_no", "amount", "status", "bank_serial", "host_date", "message")
PAID, UNKNOWN = "00", "11"


@dataclass(frozen=True, slots=True)
class ResultLine:
    """What the bank says of one line of a payment file."""

    row: int
    line_no: int
    business_no: str
    amount_fen: int
    result: Result
    bank_serial: str
    value_date: date | None
    message: str


def payment_file(instructions: Sequence[Instruction]) -> bytes:
    """The payment file, UTF-8. The same orders always give the same bytes."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(PAYMENT_COLUMNS)
    for line_no, each in enumerate(instructions, start=1):
        writer.writerow(
            [
                line_no,
                money.yuan_plain(each.amount_fen),
                each.payee_account,
                each.payee_name,
                each.payee_bank_no,
                each.summary,
                each.business_no,
            ]
        )
    return out.getvalue().encode()


def parse_results(content: bytes) -> list[ResultLine]:
    """The lines of a result file. 00 is paid, 11 unknown, anything else not paid. Raises BadFile."""
    faults: list[Fault] = []
    lines = [_result_line(Cells(row, faults)) for row in read_rows(content, RESULT_COLUMNS)]
    if faults:
        raise BadFile(faults)
    return lines


def check_results(lines: Sequence[ResultLine], instructions: Sequence[Instruction]) -> None:
    """Each line must be one of the file we handed over, with our number and our amount, once. Raises BadFile."""
    faults: list[Fault] = []
    seen: set[int] = set()
    for line in lines:
        if not 1 <= line.line_no <= len(instructions):
            faults.append(Fault(line.row, "line_no", _("付款文件里没有这一行。")))
            continue
        ours = instructions[line.line_no - 1]
        if line.line_no in seen:
            faults.append(Fault(line.row, "line_no", _("同一行出现了两次。")))
        if line.business_no != ours.business_no:
            faults.append(Fault(line.row, "business_no", _("业务编号与付款文件不符。")))
        if line.amount_fen != ours.amount_fen:
            faults.append(Fault(line.row, "amount", _("金额与付款文件不符。")))
        seen.add(line.line_no)
    if faults:
        raise BadFile(faults)


def check_totals(lines: Sequence[ResultLine], *, count: int, total_fen: int) -> None:
    """The control totals given with a result file must be those of its lines. Raises BadFile."""
    found_fen = sum(line.amount_fen for line in lines)
    if count != len(lines):
        raise BadFile([Fault(0, "", _("笔数与控制数不符：文件 %(found)d 笔。") % {"found": len(lines)})])
    if total_fen != found_fen:
        text = _("金额合计与控制数不符：文件合计 %(found)s。") % {"found": money.yuan(found_fen)}
        raise BadFile([Fault(0, "", text)])


def _result_line(cells: Cells) -> ResultLine:
    status = cells.text("status", most=10, required=True)
    result = {PAID: Result.SETTLED, UNKNOWN: Result.UNKNOWN}.get(status, Result.RETURNED)
    line = ResultLine(
        row=cells.row.number,
        line_no=cells.number("line_no"),
        business_no=cells.text("business_no", most=40, required=True),
        amount_fen=cells.fen("amount"),
        result=result,
        bank_serial=cells.text("bank_serial", most=40, required=result == Result.SETTLED),
        value_date=_host_date(cells) if result == Result.SETTLED else None,
        message=cells.text("message", most=200),
    )
    return line


def _host_date(cells: Cells) -> date | None:
    try:
        return parse_date(cells.row.cells["host_date"])
    except ValueError:
        cells.refuse("host_date", _("付款成功的行应有银行记账日期。"))
        return None
