"""The register of projects (楼盘): entered by one from permit and agreement, confirmed by another, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from common import identity
from common.errors import BusinessError, WrongState
from common.states import lock, move
from common.transactions import operation
from loans.models import AccountChange, Project
from loans.states.projects import PROJECT_MOVES, ChangeStatus, ProjectStatus

if TYPE_CHECKING:
    from accounts.models import User

SHORTEST_ACCOUNT = 8


class BadProject(BusinessError):
    """Something in the entry cannot be."""


class ProjectKnown(BusinessError):
    """The permit is in the register, or waits for its second person."""


class SamePerson(BusinessError):
    """Whoever entered a project or its account does not confirm it."""


class ChangeWaits(BusinessError):
    """Another change of the account waits for its second person."""


@dataclass(frozen=True)
class Entry:
    """What permit and agreement say of a project. `deposit_percent` is of each loan, for the interim guarantee."""

    name: str
    developer: str
    credit_code: str
    permit_number: str
    agreement_number: str
    address: str
    account: str
    account_name: str
    bank_name: str
    since: date
    bank_no: str = ""
    until: date | None = None
    guarantees: bool = False
    deposit_percent: Decimal = Decimal(0)


@operation
def propose(*, entry: Entry, by: User, at: datetime) -> Project:
    """Enter a project; its buyers can apply once a second person has confirmed. Raises BadProject, ProjectKnown."""
    _refuse_bad(entry)
    values = {**vars(entry), "account": entry.account.replace(" ", "")}
    try:
        with transaction.atomic():
            made = Project.objects.create(**values, made_by=by, made_by_person_id=by.person_id, made_at=at)
    except IntegrityError:
        raise ProjectKnown(_("这个预售许可证的楼盘已经登记，或正在等待复核。")) from None
    made.events.create(action="propose", after=made.status, by=by, at=at)
    return made


def _refuse_bad(entry: Entry) -> None:
    if not all(each.strip() for each in (entry.name, entry.developer, entry.permit_number, entry.agreement_number)):
        raise BadProject(_("请填写楼盘、开发企业、预售许可证号和合作协议号。"))
    try:
        identity.check_social_credit_code(entry.credit_code)
    except identity.InvalidNumber as why:
        raise BadProject(_("%(why)s。") % {"why": why}) from None
    _refuse_bad_account(entry.account)
    if entry.until is not None and entry.until < entry.since:
        raise BadProject(_("合作截止日早于起始日。"))
    if not 0 <= entry.deposit_percent <= 100:
        raise BadProject(_("保证金比例在 0 到 100 之间。"))


def _refuse_bad_account(account: str) -> None:
    digits = account.replace(" ", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) >= SHORTEST_ACCOUNT):
        raise BadProject(_("监管账户只能是数字，请填写完整账号。"))


@operation
def confirm(*, project_id: int, by: User, at: datetime) -> Project:
    """A second person has compared the entry with permit and agreement. Raises SamePerson, WrongState."""
    project = lock(Project, project_id)
    if by.person_id == project.made_by_person_id:
        raise SamePerson(_("登记人不能复核自己登记的楼盘。"))
    facts: dict[str, Any] = {"confirmed_by": by, "confirmed_by_person_id": by.person_id, "confirmed_at": at}
    move(project, "confirm", PROJECT_MOVES, by=by, at=at, **facts)
    return project


@operation
def refuse(*, project_id: int, reason: str, by: User, at: datetime) -> Project:
    """The entry is not what the papers say. Raises WrongState."""
    project = lock(Project, project_id)
    move(project, "refuse", PROJECT_MOVES, by=by, at=at, note=reason)
    return project


@operation
def end(*, project_id: int, reason: str, by: User, at: datetime) -> Project:
    """The agreement is over: from today on no money goes there. Raises WrongState."""
    project = lock(Project, project_id)
    until = max(timezone.localdate(at), project.since)
    move(project, "end", PROJECT_MOVES, by=by, at=at, note=reason, until=until)
    return project


# --- another account


@operation
def propose_account(
    *,
    project_id: int,
    account: str,
    account_name: str,
    bank_name: str,
    document_number: str,
    bank_no: str = "",
    by: User,
    at: datetime,
) -> AccountChange:
    """By a new agreement the money goes to another account; the old one holds until a second person has confirmed.

    Raises BadProject, ChangeWaits, WrongState.
    """
    project = lock(Project, project_id)
    if project.status != ProjectStatus.ACTIVE:
        raise WrongState(_("只有合作中的楼盘可以变更监管账户。"))
    _refuse_bad_account(account)
    if not (account_name.strip() and bank_name.strip() and document_number.strip()):
        raise BadProject(_("请填写户名、监管银行和依据文件。"))
    if project.account_changes.filter(status=ChangeStatus.PROPOSED).exists():
        raise ChangeWaits(_("已有一次账户变更等待复核。"))
    made = AccountChange.objects.create(
        project=project,
        account=account.replace(" ", ""),
        account_name=account_name.strip(),
        bank_name=bank_name.strip(),
        bank_no=bank_no,
        document_number=document_number.strip(),
        made_by=by,
        made_by_person_id=by.person_id,
        made_at=at,
    )
    _note(project, "propose_account", _("尾号 %(tail)s，依据 %(paper)s"), made, by=by, at=at)
    return made


@operation
def decide_account(*, change_id: int, confirmed: bool, by: User, at: datetime) -> Project:
    """A second person confirms another account against its agreement, or refuses it. Raises SamePerson, WrongState."""
    project = lock(Project, AccountChange.objects.values_list("project", flat=True).get(pk=change_id))
    change = lock(AccountChange, change_id)
    if change.status != ChangeStatus.PROPOSED:
        raise WrongState(_("这次账户变更已经处理过了。"))
    if by.person_id == change.made_by_person_id:
        raise SamePerson(_("登记人不能复核自己登记的账户变更。"))
    change.status = ChangeStatus.CONFIRMED if confirmed else ChangeStatus.REFUSED
    change.decided_by, change.decided_by_person_id, change.decided_at = by, by.person_id, at
    change.save(update_fields=["status", "decided_by", "decided_by_person", "decided_at"])
    if confirmed:
        project.account, project.account_name = change.account, change.account_name
        project.bank_name, project.bank_no = change.bank_name, change.bank_no
        project.save(update_fields=["account", "account_name", "bank_name", "bank_no"])
    action = "confirm_account" if confirmed else "refuse_account"
    _note(project, action, _("尾号 %(tail)s，依据 %(paper)s"), change, by=by, at=at)
    return project


def _note(project: Project, action: str, words: str, change: AccountChange, *, by: User, at: datetime) -> None:
    said = words % {"tail": change.tail, "paper": change.document_number}
    project.events.create(action=action, before=project.status, after=project.status, by=by, at=at, note=said)
