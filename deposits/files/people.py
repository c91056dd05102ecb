"""A list's people against those the centre knows: who may join, stay, leave, and who is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from common import identity
from common.money import yuan
from deposits import rules
from deposits.files import cells
from deposits.files.columns import Column
from deposits.files.expected import Expected, KnownPerson
from deposits.files.problems import Problems
from deposits.states import ChangeKind, PersonalAccountStatus

ACTIVE = PersonalAccountStatus.NORMAL.value
_ELSEWHERE = _("此人在原单位的账户尚未封存，请先由原单位封存。")
_OBJECTED = _("此人曾对转入本单位提出异议，账户已退回。确在本单位工作的，请由本人到柜台办理启封。")
_FROZEN = _("此人的账户被有权机关冻结（不收不付），冻结期间不列入清册，也不办理变更。")
_NOT_HERE = _("本单位没有此人的账户；新入职的请填“新增”。")


@dataclass
class Lines:
    """A list turned into columns, line by line beside `rows`. A faulty amount is -1, a faulty text empty."""

    rows: list[int]
    changes: list[ChangeKind | None]
    types: list[str]
    documents: list[str]
    names: list[str]
    accounts: list[str]
    bases: list[int]
    employer_parts: list[int]
    employee_parts: list[int]
    cards: list[str]
    mobiles: list[str]
    remarks: list[str]


def check_people(lines: Lines, expected: Expected, problems: Problems) -> list[str]:
    """Faults of every line against `expected.known`. Returns each line's account number, "" for the new."""
    _check_duplicates(lines, problems)
    accounts = []
    known = expected.known
    for place, (document, change) in enumerate(zip(lines.documents, lines.changes, strict=True)):
        person = known.get(document)
        # Who does not know the name is told nothing about an account elsewhere, only that the name does not fit.
        stranger = person is not None and not person.here and not _is_called(lines.names[place], person)
        refusal = None if stranger else _judge(change, person)
        if refusal is not None and change is not None and document:
            problems.add(lines.rows[place], Column.CHANGE, str(change.label), refusal)
        if person is None:
            if lines.accounts[place] and document and change is ChangeKind.NEW:
                message = _("此人还没有个人账号，请留空，开户后由系统编号。")
                problems.add(lines.rows[place], Column.ACCOUNT, lines.accounts[place], message)
            accounts.append("")
        else:
            _check_known(lines, place, person, problems)
            accounts.append(person.account_number)
    _check_ages(lines, expected, problems)
    _check_absent(lines, expected, problems)
    return accounts


def _judge(change: ChangeKind | None, person: KnownPerson | None) -> object:
    """Why a line may not say this of somebody; None where it may."""
    return _FROZEN if person is not None and person.frozen else _JUDGES[change](person)


def _check_duplicates(lines: Lines, problems: Problems) -> None:
    """One person once a month."""
    if len(set(lines.documents)) == len(lines.documents):
        return
    first: dict[str, int] = {}
    for row, document in zip(lines.rows, lines.documents, strict=True):
        if document and document in first:
            problems.add(row, Column.DOCUMENT, document, _("与第 %(first)d 行是同一人。"), first=first[document])
        else:
            first[document] = row


def _stays(person: KnownPerson | None) -> object:
    """正常 and 调基: an active account of this employer."""
    if person is None or not person.here:
        return _NOT_HERE
    return None if person.state == ACTIVE else _("此人的账户已封存；恢复缴存请填“启封”。")


def _joins(person: KnownPerson | None) -> object:
    """新增: nobody with an active account anywhere (one account a person, Regulation Art. 13)."""
    if person is None:
        return None
    if person.here:
        active = person.state == ACTIVE
        return _("此人已在本单位缴存，请填“正常”。") if active else _("此人在本单位有封存的账户，请填“启封”。")
    return _comes(person)


def _leaves(person: KnownPerson | None) -> object:
    """封存: an active account of this employer."""
    if person is None or not person.here:
        return _("本单位没有此人的账户，不能封存。")
    return None if person.state == ACTIVE else _("此人的账户已经封存，不必再列。")


def _returns(person: KnownPerson | None) -> object:
    """启封: a sealed account, of this employer or the one before."""
    if person is None:
        return _("没有找到此人封存的账户；新入职的请填“新增”。")
    if not person.here:
        return _comes(person)
    return _("此人的账户没有封存，请填“正常”。") if person.state == ACTIVE else None


def _comes(person: KnownPerson) -> object:
    """From another employer: sealed there, and nobody who had the account taken back from here."""
    if person.state == ACTIVE:
        return _ELSEWHERE
    return _OBJECTED if person.objected else None


def _says_nothing(_person: KnownPerson | None) -> object:
    """A word that is none of the five: told already."""
    return None


_JUDGES: dict[ChangeKind | None, Callable[[KnownPerson | None], object]] = {
    ChangeKind.NORMAL: _stays,
    ChangeKind.BASE: _stays,
    ChangeKind.NEW: _joins,
    ChangeKind.SEAL: _leaves,
    ChangeKind.UNSEAL: _returns,
    None: _says_nothing,
}


def _check_known(lines: Lines, place: int, person: KnownPerson, problems: Problems) -> None:
    """Name, account and base of a line against the person's own. What another employer knows is not told."""
    row, name, account = lines.rows[place], lines.names[place], lines.accounts[place]
    if name and not _is_called(name, person):
        message = _("与该证件登记的姓名不一致，请核对姓名和证件号码。")
        problems.add(row, Column.NAME, name, message)
    if account and account != person.account_number and (person.here or _is_called(name, person)):
        problems.add(row, Column.ACCOUNT, account, _("个人账号不是此人的，请核对。"))
    base_fen = lines.bases[place]
    if lines.changes[place] is ChangeKind.NORMAL and person.here and base_fen not in (person.base_fen, -1):
        message = _("与登记的基数 %(known)s 元不同；要调整基数，变更类型请填“调基”。")
        problems.add(row, Column.BASE, yuan(base_fen), message, known=yuan(person.base_fen))


def _is_called(name: str, person: KnownPerson) -> bool:
    return name == person.name or _same_name(name, person.name)


def _same_name(one: str, other: str) -> bool:
    """Whether two names differ only in how they are written."""
    try:
        return cells.person_name(one).casefold() == cells.person_name(other).casefold()
    except cells.Fault:
        return False


def _check_ages(lines: Lines, expected: Expected, problems: Problems) -> None:
    """Who joins must be old enough to work (Labour Law Art. 15)."""
    if not expected.minimum_age_years:
        return
    youngest = f"{expected.today.year - expected.minimum_age_years:04d}{expected.today:%m%d}"
    for place, (document, change) in enumerate(zip(lines.documents, lines.changes, strict=True)):
        if change is ChangeKind.NEW and lines.types[place] == "01" and document[6:14] > youngest:
            born = identity.birth_date(document) or date.max
            problems.add(
                lines.rows[place],
                Column.DOCUMENT,
                document,
                _("开户须年满 %(least)d 周岁，此人 %(age)d 周岁。"),
                least=expected.minimum_age_years,
                age=rules.age_on(born, expected.today),
            )


def _check_absent(lines: Lines, expected: Expected, problems: Problems) -> None:
    """Everybody active at this employer is in the list, if only to be sealed (domain §2.4 rule 2)."""
    listed = set(lines.documents)
    for document, person in expected.known.items():
        if document not in listed and person.here and person.state == ACTIVE and not person.frozen:
            problems.add(
                0,
                Column.NAME,
                person.name,
                _("在册职工 %(name)s（个人账号 %(account)s）不在清册中。已离职的请列入并填“封存”。"),
                name=person.name,
                account=person.account_number,
            )
