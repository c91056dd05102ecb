"""Judging a payroll list as a whole (domain §2.4, §8.2 item 4): column by column, then line against what is known.

Nothing is tolerated: a contribution is exactly what follows from base and rate. All faults are told at once.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext_lazy as _

from common.money import yuan
from common.months import month_words
from deposits import rules
from deposits.files import cells, people, persons
from deposits.files.columns import Cell, Column, Label
from deposits.files.expected import Checked, CheckedRow, Expected
from deposits.files.people import Lines
from deposits.files.problems import Problems
from deposits.files.reading import PayrollFile
from deposits.states import ChangeKind

CHANGES = {
    "正常": ChangeKind.NORMAL,
    "新增": ChangeKind.NEW,
    "封存": ChangeKind.SEAL,
    "启封": ChangeKind.UNSEAL,
    "调基": ChangeKind.BASE,
    # What the English pages call them.
    "Normal": ChangeKind.NORMAL,
    "New": ChangeKind.NEW,
    "Seal": ChangeKind.SEAL,
    "Reactivate": ChangeKind.UNSEAL,
    "Change base": ChangeKind.BASE,
}
_FAULTY = -1


def check_payroll(file: PayrollFile, *, expected: Expected) -> Checked:
    """Every line judged. Never raises for what is in the file: faults are in `errors`, doubts in `warnings`."""
    problems, warnings = Problems(), Problems()
    problems.extend(file.errors)
    if not _is_employers_own(file, expected, problems):
        # Against another employer's people and rates everything would be wrong; one sentence is enough.
        return Checked([], problems.in_order(), [], problems.count)
    _check_month(file, expected, problems)
    lines = _read_lines(file, expected, problems, warnings)
    _check_bases(lines, expected, problems)
    _check_parts(lines, expected, problems)
    _check_line_totals(file, lines, problems)
    accounts = people.check_people(lines, expected, problems)
    head_count = len(lines.rows) - lines.changes.count(ChangeKind.SEAL)
    parts = [*lines.employer_parts, *lines.employee_parts]
    readable = _FAULTY not in parts
    total_fen = sum(parts) + parts.count(_FAULTY)
    _check_sums(file, head_count, total_fen if readable else None, problems)
    rows = [] if problems.count else _rows(lines, accounts)
    return Checked(rows, problems.in_order(), warnings.in_order(), problems.count, head_count, total_fen)


# The head of the list


def _is_employers_own(file: PayrollFile, expected: Expected, problems: Problems) -> bool:
    """Whether the list says it is of this employer."""
    header = file.header
    row = header.rows.get(Label.EMPLOYER, 1)
    if header.employer_number == expected.employer_number:
        name = header.employer_name
        if name and _plain_name(name) != _plain_name(expected.employer_name):
            problems.add(
                header.rows[Label.EMPLOYER_NAME],
                Label.EMPLOYER_NAME,
                name,
                _("单位名称与账号不符：%(number)s 登记的是“%(name)s”。"),
                number=expected.employer_number,
                name=expected.employer_name,
            )
        return True
    if not header.employer_number:
        problems.add(row, Label.EMPLOYER, "", _("没有写明单位账号，应为 %(number)s。"), number=expected.employer_number)
    else:
        problems.add(
            row,
            Label.EMPLOYER,
            header.employer_number,
            _("这不是本单位的清册：文件写的是 %(found)s，本单位是 %(number)s。"),
            found=header.employer_number,
            number=expected.employer_number,
        )
    return False


def _plain_name(name: str) -> str:
    return re.sub(r"[\s()（）]", "", cells.text(name)).upper()


def _check_month(file: PayrollFile, expected: Expected, problems: Problems) -> None:
    """Months are paid in strict order, so there is one right month."""
    found = file.header.texts.get(Label.MONTH, "")
    if file.header.month != expected.month:
        message = _("汇缴月份应为 %(month)s（须逐月汇缴）。") if found else _("没有写明汇缴月份，应为 %(month)s。")
        row = file.header.rows.get(Label.MONTH, 1)
        problems.add(row, Label.MONTH, found, message, month=month_words(expected.month))


def _check_sums(file: PayrollFile, head_count: int, total_fen: int | None, problems: Problems) -> None:
    """Head count and total above the list against its lines. A total is not judged while amounts are unreadable."""
    header = file.header
    if header.head_count != head_count:
        problems.add(
            header.rows.get(Label.COUNT, 1),
            Label.COUNT,
            header.texts.get(Label.COUNT, ""),
            _("人数不符：明细中本月缴存的有 %(count)d 人（封存的不计）。"),
            count=head_count,
        )
    if total_fen is not None and header.total_fen != total_fen:
        problems.add(
            header.rows.get(Label.TOTAL, 1),
            Label.TOTAL,
            header.texts.get(Label.TOTAL, ""),
            _("合计金额不符：明细相加为 %(total)s 元。"),
            total=yuan(total_fen),
        )
    if total_fen == 0 and not problems.count:
        # Nothing would ever come that such a list could wait for.
        message = _("清册里本月没有人缴存。职工全部封存的，请到管理部办理。")
        problems.add(header.rows.get(Label.TOTAL, 1), Label.TOTAL, header.texts.get(Label.TOTAL, ""), message)


# The columns


def _read_lines(file: PayrollFile, expected: Expected, problems: Problems, warnings: Problems) -> Lines:
    """Each column read for itself."""
    rows = file.row_numbers
    changes = _changes(rows, file.column(Column.CHANGE), problems)
    types = persons.document_types(file, problems)
    parts: dict[Cell, int] = {}
    return Lines(
        rows=rows,
        changes=changes,
        types=types,
        documents=persons.documents(file, types, expected.today, problems),
        names=persons.names(file, problems),
        accounts=persons.account_numbers(file, problems),
        bases=_amounts(file, Column.BASE, changes, problems, {}),
        employer_parts=_amounts(file, Column.EMPLOYER_PART, changes, problems, parts),
        employee_parts=_amounts(file, Column.EMPLOYEE_PART, changes, problems, parts),
        cards=persons.cards(file, problems, warnings),
        mobiles=persons.mobiles(file, problems),
        remarks=[cells.text(value)[:200] if value != "" else "" for value in file.column(Column.REMARK)],
    )


def _changes(rows: list[int], column: list[Cell], problems: Problems) -> list[ChangeKind | None]:
    """The five words for what changes; anything else is a fault, and None."""
    found = []
    for row, value in zip(rows, column, strict=True):
        change = CHANGES.get(value) if isinstance(value, str) else None
        if change is None:
            change = CHANGES.get(cells.text(value))
        if change is None:
            message = _("变更类型应为“正常、新增、封存、启封、调基”之一。")
            problems.add(row, Column.CHANGE, value, message)
        found.append(change)
    return found


def _amounts(
    file: PayrollFile,
    column: Column,
    changes: list[ChangeKind | None],
    problems: Problems,
    read_before: dict[Cell, int],
) -> list[int]:
    """A column of yuan in fen. Who is sealed pays nothing: blank is 0 there.

    Parts are whole yuan and repeat, so each is read once. True equals 1 as a key, so booleans are always read.
    """
    found = []
    for row, value, change in zip(file.row_numbers, file.column(column), changes, strict=True):
        fen = read_before.get(value)
        if fen is not None and value is not True and value is not False:
            found.append(fen)
            continue
        try:
            fen = read_before[value] = cells.amount_fen(value)
        except cells.Fault as fault:
            fen = _FAULTY
            if change is ChangeKind.SEAL and cells.is_blank(value):
                fen = 0
            else:
                problems.add(row, column, value, fault)
        found.append(fen)
    return found


def _check_bases(lines: Lines, expected: Expected, problems: Problems) -> None:
    """A declared base is refused outside [floor, cap], not clamped (domain §2.2). The sealed have none this month."""
    floor_fen, cap_fen = expected.floor_fen, expected.cap_fen
    for place, base_fen in enumerate(lines.bases):
        if floor_fen <= base_fen <= cap_fen or base_fen == _FAULTY or lines.changes[place] is ChangeKind.SEAL:
            continue
        try:
            rules.check_base(base_fen, floor_fen, cap_fen)
        except rules.BaseOutOfRange as refusal:
            problems.add(lines.rows[place], Column.BASE, yuan(base_fen), refusal)


def _check_parts(lines: Lines, expected: Expected, problems: Problems) -> None:
    """Each side is exactly base × rate, rounded half up on its own."""
    sides = (
        (Column.EMPLOYER_PART, expected.employer_rate, lines.employer_parts),
        (Column.EMPLOYEE_PART, expected.employee_rate, lines.employee_parts),
    )
    for column, rate, parts in sides:
        due = rules.part_maker(rate, expected.unit_fen)
        for place, (base_fen, part_fen, change) in enumerate(zip(lines.bases, parts, lines.changes, strict=True)):
            if change is ChangeKind.SEAL:
                if part_fen > 0:
                    message = _("封存的人员本月不缴存，金额应为 0 或留空。")
                    problems.add(lines.rows[place], column, yuan(part_fen), message)
            elif part_fen != due(base_fen) and base_fen != _FAULTY and part_fen != _FAULTY:
                problems.add(
                    lines.rows[place],
                    column,
                    yuan(part_fen),
                    _("应为 %(due)s 元：基数 %(base)s × %(rate)s%%，四舍五入到 %(unit)s 元。"),
                    due=yuan(due(base_fen)),
                    base=yuan(base_fen),
                    rate=f"{rate.normalize():f}",
                    unit=yuan(expected.unit_fen).removesuffix(".00"),
                )


def _check_line_totals(file: PayrollFile, lines: Lines, problems: Problems) -> None:
    """The sum at the end of a line, where the list has such a column."""
    if Column.TOTAL not in file.columns:
        return
    totals = _amounts(file, Column.TOTAL, lines.changes, problems, {})
    for place, (total, first, second) in enumerate(
        zip(totals, lines.employer_parts, lines.employee_parts, strict=True)
    ):
        if total != first + second and _FAULTY not in (total, first, second):
            message = _("应为单位与个人两项之和 %(sum)s 元。")
            problems.add(lines.rows[place], Column.TOTAL, yuan(total), message, sum=yuan(first + second))


def _rows(lines: Lines, accounts: list[str]) -> list[CheckedRow]:
    """The proved lines. The base of the sealed is not taken over: it was not judged."""
    bases = [0 if change is ChangeKind.SEAL else base for base, change in zip(lines.bases, lines.changes, strict=True)]
    return list(
        map(
            CheckedRow._make,
            zip(
                lines.rows,
                accounts,
                lines.names,
                lines.types,
                lines.documents,
                bases,
                lines.employer_parts,
                lines.employee_parts,
                lines.changes,
                lines.cards,
                lines.mobiles,
                lines.remarks,
                strict=True,
            ),
        )
    )
