"""Who can log in to the demo centre: staff of each role, clerks, a depositor. All of them are made up."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from random import Random

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts import operations as accounts
from accounts import queries
from accounts.models import Branch, Door, Employer, Person, User
from accounts.permissions import Role
from accounts.rules import CITIZEN
from common.transactions import operation
from fundcenter.demo import files, names
from fundcenter.demo.plan import EmployerPlan, Worker

PASSWORD = "liaoyuan-2026"
FIRST_MONTH_CLERKS = ("李思齐", "王鹤鸣", "张若兰", "刘春晓", "陈立夏", "杨知秋")
HISTORY_CLERK = "10000103"
"""The employer with a history whose clerk can log in."""
NOT_SHOWN = ("1009", "1010", "1011", "1012")
"""Further tellers, who can log in as well; the table names one of each role, and the second chief accountant."""
_DOORS = {
    Door.STAFF: "accounts:public_staff_login",
    Door.DEPOSITOR: "accounts:public_depositor_login",
    Door.CLERK: "accounts:public_clerk_login",
}


@dataclass(frozen=True)
class LogIn:
    """One line of the table that the start-up prints."""

    role: str
    who: str
    door: str
    name: str


@operation
def hire_staff(*, by: User | None, at: datetime) -> list[LogIn]:
    """Take on the staff of each role, with a password each."""
    branches = {branch.code: branch.pk for branch in Branch.objects.all()}
    random, taken = Random(1), set[str]()
    log_ins = []
    for row in files.rows("staff.csv"):
        number = names.citizen_number(random, date.fromisoformat(row["birth"]), row["number"] in "10021006", taken)
        user = accounts.hire_staff(
            name=row["name"],
            document_number=number,
            number=row["number"],
            branch_id=branches[row["branch"]],
            window=row["window"],
            grade=int(row["grade"]),
            limit_fen=int(row["limit_fen"]),
            by=by,
            at=at,
        ).user
        accounts.open_door(person_id=user.person_id, door=Door.STAFF, password=PASSWORD, by=by, at=at)
        accounts.grant_role(
            user_id=user.pk, role=row["role"], since=date.fromisoformat(row["since"]), by=by, at=at, reason="建账"
        )
        log_ins.append(LogIn(str(Role(row["role"]).label), row["name"], Door.STAFF, row["number"]))
    return log_ins


def authorise_clerks(*, employers: Iterable[EmployerPlan], by: User, at: datetime) -> list[LogIn]:
    """Each employer with a history gets its clerk; one of them a password."""
    random, taken = Random(2), set[str]()
    log_ins = []
    for employer in employers:
        number = _authorise(employer.number, employer.clerk, employer.phone, random, taken, by=by, at=at)
        if employer.number == HISTORY_CLERK:
            log_ins.append(
                LogIn(f"{Role.CLERK.label}（有两年记录）", f"{employer.clerk} {employer.name}", Door.CLERK, number)
            )
            _open(number, Door.CLERK, at=at)
    return log_ins


def authorise_first_month_clerks(*, by: User, at: datetime) -> list[LogIn]:
    """The clerks of the six employers whose first month is played by hand, each with a password."""
    random, taken = Random(3), set[str]()
    log_ins = []
    for row, name in zip(files.rows("first_month.csv"), FIRST_MONTH_CLERKS, strict=True):
        number = _authorise(row["单位账号"], name, row["经办人手机"], random, taken, by=by, at=at)
        _open(number, Door.CLERK, at=at)
        log_ins.append(
            LogIn(f"{Role.CLERK.label}（{row['单位账号']}）", f"{name} {row['单位名称']}", Door.CLERK, number)
        )
    return log_ins


def let_in_depositor(*, worker: Worker, at: datetime) -> list[LogIn]:
    """The depositor whose pages are shown gets a password."""
    _open(worker.number, Door.DEPOSITOR, at=at)
    return [LogIn(str(Role.DEPOSITOR.label), worker.name, Door.DEPOSITOR, worker.number)]


def _authorise(account: str, name: str, phone: str, random: Random, taken: set[str], *, by: User, at: datetime) -> str:
    number = names.citizen_number(random, names.birth(random), random.randrange(2) == 1, taken)
    person_id = _register(name, number, phone, by=by, at=at)
    employer = Employer.objects.get(fund_account__number=account)
    accounts.authorise_clerk(
        employer_id=employer.pk, person_id=person_id, mandate="授权委托书", phone=phone, by=by, at=at
    )
    return number


@operation
def _register(name: str, number: str, phone: str, *, by: User, at: datetime) -> int:
    return accounts.find_or_create_person(
        name=name, document_type=CITIZEN, document_number=number, phone=phone, by=by, at=at
    ).pk


@operation
def _open(number: str, door: str, *, at: datetime) -> None:
    (found,) = queries.people_by_document([(CITIZEN, number)]).values()
    person_id = found[0]
    phone = Person.objects.get(pk=person_id).phone
    if phone:
        accounts.phone_seen(person_id=person_id, phone=phone, by=None, at=at)
    accounts.open_door(person_id=person_id, door=door, password=PASSWORD, by=None, at=at)
    notice = queries.privacy_notice_on(timezone.localdate(at))
    accounts.agree(person_id=person_id, notice_id=notice.pk if notice else None, at=at)


# --- the table


def _file() -> Path:
    return Path(settings.VAR_DIR) / "log-ins.txt"


def keep_table(log_ins: Iterable[LogIn]) -> None:
    """Write down who can log in, for the next start."""
    lines = ["\t".join((each.role, each.door, each.name, each.who)) for each in log_ins if each.name not in NOT_SHOWN]
    _file().write_text("\n".join(lines))


def log_ins_table(address: str) -> str:
    """Who can log in and where, one line each; the password is the same for all."""
    if not _file().exists():
        return ""
    table = [("角色", "账号", "姓名", "登录地址")]
    for line in _file().read_text().splitlines():
        role, door, name, who = line.split("\t")
        table.append((role, name, who, address.rstrip("/") + reverse(_DOORS[Door(door)])))
    widths = [max(_width(row[place]) for row in table) for place in range(3)]
    lines = ["  " + "  ".join(_pad(row[place], widths[place]) for place in range(3)) + "  " + row[3] for row in table]
    return "\n".join([*lines, f"  密码都是 {PASSWORD}"])


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _pad(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
