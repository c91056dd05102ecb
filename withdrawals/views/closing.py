"""Accounts that end, as both the owner and the window ask for it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from accounts import queries as people
from accounts.access import UserRequest, client_address
from accounts.models import Person
from common.errors import BusinessError
from deposits import queries as deposits
from deposits.models import PersonalAccount
from withdrawals import operations, queries
from withdrawals.forms.closing import CloseForm, WindowCloseForm
from withdrawals.models import Reason, Withdrawal
from withdrawals.queries import closing as closings
from withdrawals.rules import closing as rules
from withdrawals.rules.asking import Application, PayTo
from withdrawals.rules.particulars import Particulars

STANDING = {rules.RETIRE: "离退休", rules.LEFT: "停止缴费"}
"""What the register of social insurance is to say of somebody who ends an account for a reason."""
ONLINE = (rules.RETIRE, rules.LEFT)
"""Reasons whose papers registers give: the owner asks without coming."""


def reasons_for(on: date, *, online: bool) -> list[Reason]:
    """Reasons for which the owner ends the account themselves; heirs ask on a page of their own."""
    found = [each for each in queries.reasons_on(on) if each.closes and each.code != rules.DEATH]
    return [each for each in found if each.code in ONLINE] if online else found


def in_the_way(account: PersonalAccount, reasons: list[Reason], on: date) -> list[tuple[str, list[str]]]:
    """Each reason with what stands against it, before anything is asked."""
    return [(each.label, closings.why_not_close(account, each.code, on)) for each in reasons]


def form_of(request: UserRequest, person_id: int, on: date, *, window: bool, reasons: list[Reason]) -> CloseForm:
    """The form for a person; a man's retirement group is not asked."""
    kind = WindowCloseForm if window else CloseForm
    person = Person.objects.get(pk=person_id)
    return kind(
        request.POST or None,
        reasons=reasons,
        cards=list(people.cards_of(person_id)[:20]),
        retire_as=closings.retire_as(person),
    )


def submit(
    request: UserRequest, form: CloseForm, person_id: int, *, channel: str, at: Any, branch_id: int | None = None
) -> Withdrawal | None:
    """Ask for the whole balance; a refusal stands on the form. The form must be valid."""
    said = form.cleaned_data
    account = deposits.open_account_of(person_id)
    if account is None:
        form.add_error(None, _("没有在用的住房公积金账户，不能提取。"))
        return None
    standing = STANDING.get(said["reason"])
    told = form.told | ({"standing": standing} if standing else {})
    application = Application(
        reason=said["reason"],
        person_id=person_id,
        amount_fen=max(account.ledger_account.balance_fen, 1),
        particulars=Particulars(closing=told),
        payee=PayTo(card_id=int(said["card"])),
    )
    try:
        return operations.apply(
            application=application,
            channel=channel,
            branch_id=branch_id,
            papers_seen=bool(said.get("seen")),
            address=client_address(request) or "",
            by=request.user,
            at=at,
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None
