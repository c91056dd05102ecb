"""What a file of the former system would do, and what was taken over."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts import queries as accounts
from accounts import rules as people
from accounts.models import User
from accounts.permissions import Permission
from common.money import yuan
from deposits.files.columns import CellError
from deposits.files.takeover import DOCUMENT, EMPLOYER, NAME, OLD, TakenRow
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList, TakenAccount, TakeOver
from deposits.states import OPEN_STATUSES, PAYING_STATUSES


@dataclass
class Rehearsal:
    """What taking a file over would do; with a single fault it does nothing."""

    people: int
    fen: int
    by_day: dict[date, int] = field(default_factory=dict)
    employers: dict[str, tuple[int, int]] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)


def takeovers_visible_to(user: User) -> QuerySet[TakeOver]:
    """Every file taken over, for whoever may see the books."""
    found = TakeOver.objects.select_related("by__person")
    return found if user.may(Permission.BOOKS_VIEW) else found.none()


def takeover_of(sha256: str) -> TakeOver | None:
    """The take-over of this very file."""
    return TakeOver.objects.filter(sha256=sha256).first()


def rehearse(rows: list[TakenRow], *, count: int, fen: int) -> Rehearsal:
    """Check a file against the control totals and against what is here; nothing is written."""
    found = Rehearsal(len(rows), sum(row.fen for row in rows))
    if found.people != count:
        words = _("控制人数 %(given)d，文件中 %(found)d，相差 %(gap)d。")
        message = words % {"given": count, "found": found.people, "gap": found.people - count}
        found.errors.append(CellError(0, "", "", message))
    if found.fen != fen:
        words = _("控制金额 %(given)s，文件中 %(found)s，相差 %(gap)s。")
        message = words % {"given": yuan(fen), "found": yuan(found.fen), "gap": yuan(found.fen - fen)}
        found.errors.append(CellError(0, "", "", message))
    by_day: dict[date, int] = defaultdict(int)
    for row in rows:
        for day, part in ((row.carried_on, row.carried_fen), (row.current_on, row.current_fen)):
            if day is not None:
                by_day[day] += part
        people_there, sum_there = found.employers.get(row.employer_number, (0, 0))
        found.employers[row.employer_number] = (people_there + 1, sum_there + row.fen)
    found.by_day = dict(sorted(by_day.items()))
    found.errors += [*_employers(rows), *_known(rows), *_persons(rows)]
    found.errors.sort(key=lambda error: error.row)
    return found


def _employers(rows: list[TakenRow]) -> list[CellError]:
    """Employers are registered before, in a state that takes people, and have declared nothing here."""
    numbers = {row.employer_number for row in rows}
    open_ones = EmployerAccount.objects.filter(number__in=numbers, status__in=PAYING_STATUSES)
    known = set(open_ones.values_list("number", flat=True))
    busy = set(
        RemittanceList.objects.filter(employer_account__number__in=numbers).values_list(
            "employer_account__number", flat=True
        )
    )
    unknown, declared = _("没有这个单位账号，或账户不在正常状态；请先登记单位。"), _("单位已经在本系统申报过清册。")
    return [
        CellError(row.row_no, EMPLOYER, row.employer_number, declared if row.employer_number in busy else unknown)
        for row in rows
        if row.employer_number not in known or row.employer_number in busy
    ]


def _known(rows: list[TakenRow]) -> list[CellError]:
    taken = set(
        TakenAccount.objects.filter(old_number__in=[row.old_number for row in rows]).values_list(
            "old_number", flat=True
        )
    )
    return [
        CellError(row.row_no, OLD, row.old_number, _("这个账户已经接收过。")) for row in rows if row.old_number in taken
    ]


def _persons(rows: list[TakenRow]) -> list[CellError]:
    """Nobody has an open account here, and nobody goes by another name here."""
    keys = {row.row_no: (row.document_type, people.document_index(row.document_number)) for row in rows}
    known = accounts.people_by_index({index for _kind, index in keys.values()})
    ids = {known[key][0] for key in keys.values() if key in known}
    holders = set(
        PersonalAccount.objects.filter(person__in=ids, status__in=OPEN_STATUSES).values_list("person_id", flat=True)
    )
    errors = []
    for row in rows:
        person = known.get(keys[row.row_no])
        if person is None:
            continue
        if person[0] in holders:
            errors.append(CellError(row.row_no, DOCUMENT, "", _("此人在本系统已有个人账户。")))
        elif people.name_key(person[1]) != people.name_key(row.name):
            errors.append(CellError(row.row_no, NAME, row.name, _("与该证件在本系统登记的姓名不一致。")))
    return errors
