"""Registering an employer and opening its fund account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import operations as accounts
from accounts.models import Door
from bank import operations as bank
from common.errors import BusinessError
from common.months import month_of
from common.states import lock
from common.transactions import operation, step
from deposits import queries, rules
from deposits.models import EmployerAccount
from deposits.operations import messages, spot
from deposits.states import EmployerAccountStatus
from desk.operations import Spot
from policy import queries as policy
from policy.rules import Parameters

if TYPE_CHECKING:
    from accounts.models import User


class RateRefused(BusinessError):
    """A contribution rate lies outside the allowed range, or the two differ where they must be equal."""


class NumberTaken(BusinessError):
    """The account number is already in use."""


class NothingChanged(BusinessError):
    """The record says so already."""


class ChangedMeanwhile(BusinessError):
    """Somebody else changed the record since the page was opened."""


class OnlyAtWindow(BusinessError):
    """What a clerk may not change from afar: name, code, branch, payday, paying account."""


class AccountClosed(BusinessError):
    """The employer's account is closed."""


ACCOUNT_RECORD = ("payday", "paying_account", "paying_bank")
FROM_AFAR = {"contact_phone", "address"}
CHANGE_TAGS = {
    "identity_changed": {"name", "social_credit_code"},
    "paying_changed": {"paying_account", "paying_bank"},
}
RECORD_WORDS = {
    "name": gettext_lazy("单位名称"),
    "social_credit_code": gettext_lazy("统一社会信用代码"),
    "branch_id": gettext_lazy("管理部"),
    "address": gettext_lazy("地址"),
    "contact_phone": gettext_lazy("联系电话"),
    "payday": gettext_lazy("发薪日"),
    "paying_account": gettext_lazy("付款账号"),
    "paying_bank": gettext_lazy("开户银行"),
}


@dataclass(frozen=True, slots=True)
class NewEmployer:
    """What an employer's registration says. Rates in percent of the base; months "YYYYMM"."""

    name: str
    social_credit_code: str
    employer_rate: Decimal
    employee_rate: Decimal
    payday: int | None
    first_month: str
    paying_account: str = ""
    paying_bank: str = ""
    contact_phone: str = ""
    number: str = ""


@operation
def register_employer(
    *, new: NewEmployer, branch_id: int, by: User | None, at: datetime, asked: Spot | None = None
) -> EmployerAccount:
    """Register an employer and open its account (Regulation Art. 13–14); `asked` at a window leaves its case.

    Raises RateRefused, NumberTaken, or what `accounts.register_employer` and `desk.on_the_spot` refuse.
    """
    on = policy.book_date()
    account = _register(new, branch_id, policy.on(on), on, by, at)
    what = _("已登记，单位账号 %(number)s") % {"number": account.number}
    spot.leave_case(asked, kind="employer_registration", what=what, employer=account.employer, by=by, at=at)
    return account


@operation
def change_employer(
    *, employer_account_id: int, record: queries.EmployerRecord, last_event: int, by: User, at: datetime, asked: Spot
) -> frozenset[str]:
    """Bring an employer's record up to date (Regulation Art. 14) and leave the case; the fields that changed.

    `last_event` is the account's newest event when the page was opened. A clerk changes the contact and the address
    only: with another payday debts would fall due later, with another paying account money would go elsewhere. All
    its clerks are told. Raises ChangedMeanwhile, NothingChanged, OnlyAtWindow, AccountClosed, and what
    `accounts.change_employer` and `desk.on_the_spot` refuse.
    """
    account = lock(EmployerAccount, employer_account_id)
    if account.status == EmployerAccountStatus.CLOSED:
        raise AccountClosed(_("单位账户已销户，资料不能再变更。"))
    if queries.last_event(account) != last_event:
        raise ChangedMeanwhile(_("打开页面以后，单位资料已被改过。请核对现在的资料，再提交一次。"))
    changed = accounts.change_employer(
        employer_id=account.employer_id,
        name=record.name,
        social_credit_code=record.social_credit_code,
        branch_id=record.branch_id,
        contact_phone=record.contact_phone,
        address=record.address,
        by=by,
        at=at,
    ) | {field for field in ACCOUNT_RECORD if getattr(account, field) != getattr(record, field)}
    if not changed:
        raise NothingChanged(_("资料和登记的一样，没有需要变更的。"))
    if by.door == Door.CLERK and not changed <= FROM_AFAR:
        raise OnlyAtWindow(_("网上只能改联系电话和地址，其他资料请带材料到窗口变更。"))
    for field in ACCOUNT_RECORD:
        setattr(account, field, getattr(record, field))
    account.save(update_fields=ACCOUNT_RECORD)
    account.employer.refresh_from_db()
    bank.register_payer(
        employer_id=account.employer_id,
        account_number=account.number,
        payer_account=account.paying_account,
        payer_name=account.employer.name,
    )
    words = "、".join(str(label) for field, label in RECORD_WORDS.items() if field in changed)
    account.events.create(action="change", before=account.status, after=account.status, note=words, by=by, at=at)
    messages.tell_employer_changed(account, words, policy.book_date(), at, by=by)
    tags = {tag for tag, fields in CHANGE_TAGS.items() if fields & changed}
    spot.leave_case(
        asked,
        kind="employer_change",
        what=_("已变更：%(fields)s") % {"fields": words},
        employer=account.employer,
        tags=frozenset(tags),
        by=by,
        at=at,
    )
    return changed


@operation
def import_employers(
    *, employers: list[NewEmployer], branch_id: int, by: User | None, at: datetime
) -> list[EmployerAccount]:
    """Register a whole file of employers, all or none. Raises as `register_employer`, naming the employer."""
    on = policy.book_date()
    parameters = policy.on(on)
    opened = []
    for new in employers:
        try:
            opened.append(_register(new, branch_id, parameters, on, by, at))
        except BusinessError as refusal:
            raise type(refusal)(_("%(name)s：%(why)s") % {"name": new.name, "why": refusal}) from refusal
    return opened


@step
def _register(
    new: NewEmployer, branch_id: int, parameters: Parameters, on: date, by: User | None, at: datetime
) -> EmployerAccount:
    _refuse_rates(new, parameters)
    employer = accounts.register_employer(
        name=new.name,
        social_credit_code=new.social_credit_code,
        branch_id=branch_id,
        contact_phone=new.contact_phone,
        by=by,
        at=at,
    )
    number = new.number or next_number()
    try:
        with transaction.atomic():
            account = EmployerAccount.objects.create(
                number=number,
                employer=employer,
                employer_rate=new.employer_rate,
                employee_rate=new.employee_rate,
                payday=new.payday,
                paying_account=new.paying_account,
                paying_bank=new.paying_bank,
                first_month=new.first_month or month_of(on),
                opened_on=on,
            )
    except IntegrityError as error:
        raise NumberTaken(_("单位账号 %(number)s 已被使用。") % {"number": number}) from error
    account.events.create(action="open", before="", after=account.status, by=by, at=at)
    bank.register_payer(
        employer_id=employer.pk, account_number=number, payer_account=new.paying_account, payer_name=employer.name
    )
    return account


def _refuse_rates(new: NewEmployer, parameters: Parameters) -> None:
    low, high = parameters.contribution_rate_min_percent, parameters.contribution_rate_max_percent
    for rate in (new.employer_rate, new.employee_rate):
        if not low <= rate <= high:
            raise RateRefused(
                _("缴存比例应在 %(low)s%% 至 %(high)s%% 之间。") % {"low": f"{low:f}", "high": f"{high:f}"}
            )
    if parameters.contribution_equal_rates and new.employer_rate != new.employee_rate:
        raise RateRefused(_("单位和个人的缴存比例应相同。"))


def next_number() -> str:
    """The next free employer number; numbers given by an import may stand in the way."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT nextval('deposits_employer_number')")
            number = rules.employer_account_number(cursor.fetchone()[0])
            if not EmployerAccount.objects.filter(number=number).exists():
                return number
