"""A list typed on a page, written as the file it might have been: so there is one way in for every list."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from common.money import yuan_plain
from deposits.files.checking import CHANGES
from deposits.files.columns import Column, Label
from deposits.states import ChangeKind

FIRST_ROW = 3
"""The row of the first person, as a spreadsheet counts: label line and headings stand above."""

COLUMNS = (
    Column.ACCOUNT,
    Column.NAME,
    Column.DOCUMENT_TYPE,
    Column.DOCUMENT,
    Column.BASE,
    Column.EMPLOYER_PART,
    Column.EMPLOYEE_PART,
    Column.TOTAL,
    Column.CHANGE,
    Column.MOBILE,
)


@dataclass(frozen=True, slots=True)
class TypedLine:
    """One person as typed, amounts in fen; a person who is sealed pays nothing."""

    account_number: str
    name: str
    document_type: str
    document_number: str
    base_fen: int
    employer_fen: int
    employee_fen: int
    change: ChangeKind
    mobile: str = ""


def write_typed_list(*, employer_number: str, employer_name: str, month: str, lines: Iterable[TypedLine]) -> bytes:
    """A .csv list with head count and total that fit its lines."""
    lines = list(lines)
    paying = [line for line in lines if line.change != ChangeKind.SEAL]
    total = sum(line.employer_fen + line.employee_fen for line in paying)
    words = {kind: word for word, kind in CHANGES.items()}
    file = io.StringIO()
    writer = csv.writer(file)
    head = {
        Label.EMPLOYER: employer_number,
        Label.EMPLOYER_NAME: employer_name,
        Label.MONTH: month,
        Label.COUNT: str(len(paying)),
        Label.TOTAL: yuan_plain(total),
    }
    writer.writerow([cell for label, value in head.items() for cell in (label.value, value)])
    writer.writerow([column.value for column in COLUMNS])
    for line in lines:
        sealed = line.change == ChangeKind.SEAL
        amounts = [line.base_fen, line.employer_fen, line.employee_fen, line.employer_fen + line.employee_fen]
        writer.writerow(
            [
                line.account_number,
                line.name,
                line.document_type,
                line.document_number,
                *("0" if sealed else yuan_plain(fen) for fen in amounts),
                words[line.change],
                line.mobile,
            ]
        )
    return file.getvalue().encode()
