"""A person asks the employer to confirm something; the employer answers; both are told."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from accounts.models import Door
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from deposits.models import EmployeeRequest, PersonalAccount
from deposits.operations import messages
from deposits.states import OPEN_STATUSES, REQUEST_MOVES, RequestStatus
from notifications import operations as notifications

if TYPE_CHECKING:
    from accounts.models import User


class NotTheirRequest(BusinessError):
    """Only the owner of an account asks, only a clerk of the employer asked answers."""


class AskedBefore(BusinessError):
    """The same is asked already and not answered yet."""


class NobodyToAsk(BusinessError):
    """The account is closed: no employer looks after it."""


class NoAnswer(BusinessError):
    """Who does not agree says why."""


@operation
def ask_employer(*, account_id: int, kind: str, words: str, by: User, at: datetime) -> EmployeeRequest:
    """Ask the employer that the account is under; its clerks are told.

    Raises NotTheirRequest, NobodyToAsk, AskedBefore.
    """
    account = lock(PersonalAccount, account_id)
    if by.person_id != account.person_id:
        raise NotTheirRequest(_("只有本人可以请单位确认。"))
    if account.status not in OPEN_STATUSES:
        raise NobodyToAsk(_("账户已经销户，没有单位可以确认。"))
    if EmployeeRequest.objects.filter(account=account, kind=kind, status=RequestStatus.OPEN).exists():
        raise AskedBefore(_("同一件事已经提出，正在等单位答复。"))
    request = EmployeeRequest.objects.create(
        account=account,
        employer_account=account.employer_account,
        kind=kind,
        words=words.strip()[:300],
        asked_at=at,
    )
    request.events.create(action="ask", before="", after=request.status, by=by, at=at)
    context = {"who": account.person.name, "what": str(request.get_kind_display())}
    messages.tell_employer(account.employer_account, "employee_asked", context, f"request-{request.pk}", at)
    return request


@operation
def answer_request(*, request_id: int, agrees: bool, answer: str, by: User, at: datetime) -> EmployeeRequest:
    """The employer agrees, or says why not; the person is told. Raises NotTheirRequest, NoAnswer, WrongState."""
    request = lock(EmployeeRequest, request_id)
    employer = request.employer_account.employer
    if by.door != Door.CLERK or not employer.clerks.filter(person=by.person_id, ended_at=None).exists():
        raise NotTheirRequest(_("由被请求的单位答复。"))
    if not agrees and not answer.strip():
        raise NoAnswer(_("不认可的，请写明原因。"))
    facts: dict[str, Any] = {"answer": answer.strip()[:300], "answered_by": by, "answered_at": at}
    move(request, "agree" if agrees else "decline", REQUEST_MOVES, by=by, at=at, **facts)
    notifications.queue(
        person_id=request.account.person_id,
        template="employer_answered",
        context={
            "employer": employer.name,
            "what": str(request.get_kind_display()),
            "result": str(request.get_status_display()),
        },
        key=f"request-{request.pk}",
        at=at,
        by=by,
    )
    return request


@operation
def withdraw_request(*, request_id: int, by: User, at: datetime) -> EmployeeRequest:
    """The person asks no longer. Raises NotTheirRequest, WrongState."""
    request = lock(EmployeeRequest, request_id)
    if by.person_id != request.account.person_id or by.door != Door.DEPOSITOR:
        raise NotTheirRequest(_("只有本人可以撤回。"))
    move(request, "withdraw", REQUEST_MOVES, by=by, at=at)
    return request
