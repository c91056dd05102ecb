"""Employers that merge, split or close: asked for, agreed to by a second person, carried out for all people at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection
from django.utils.translation import gettext as _

from accounts import operations as accounts
from bank import operations as bank
from common.errors import BusinessError
from common.months import month_of
from common.states import lock, move
from common.transactions import operation, step
from deposits.models import BaseChange, EmployerAccount, EmployerEnding, HoldingEmployer, PersonalAccount
from deposits.operations import executing, messages
from deposits.operations.wrong import accept_seen
from deposits.queries import endings as queries
from deposits.states import EMPLOYER_MOVES, EndingKind
from desk import operations as desk
from desk.models import Case
from desk.states.cases import Channel
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

KINDS = {
    EndingKind.MERGER: "employer_merger",
    EndingKind.SPLIT: "employer_split",
    EndingKind.CLOSING: "employer_closing",
}


class CannotEnd(BusinessError):
    """The employer cannot merge, split or close now; the sentence says why."""


class NotEmpty(BusinessError):
    """Only a new employer without people and lists becomes the holding employer, and only one does."""


@dataclass(frozen=True)
class Ending:
    """What an employer asks for: into whom its people go, of a split which accounts, of a closing whether bankrupt."""

    kind: EndingKind
    reason: str
    into_id: int | None = None
    people: Sequence[int] = ()
    is_bankrupt: bool = False


@operation
def ask_ending(
    *,
    employer_account_id: int,
    ending: Ending,
    channel: str,
    by: User,
    at: datetime,
    branch_id: int | None = None,
) -> Case:
    """Open the case of a merger, split or closing. At a window that has seen the papers it is accepted at once.

    Raises CannotEnd with every reason, and as `desk.open_case`.
    """
    account, into = _lock_both(employer_account_id, ending.into_id)
    _refuse(account, into, ending.kind, ending.people, is_bankrupt=ending.is_bankrupt)
    case = desk.open_case(
        kind=KINDS[ending.kind],
        title=f"{ending.kind.label} · {account.employer.name}",
        employer_id=account.employer_id,
        channel=channel,
        branch_id=branch_id or account.employer.branch_id,
        tags={channel.lower()} | ({"bankrupt"} if ending.is_bankrupt else set()),
        by=by,
        at=at,
    )
    EmployerEnding.objects.create(
        case=case,
        kind=ending.kind,
        account=account,
        into=into,
        people=sorted(set(ending.people)),
        is_bankrupt=ending.is_bankrupt,
        reason=ending.reason.strip()[:200],
    )
    if channel == Channel.WINDOW:
        accept_seen(case, by=by, at=at)
    return case


@step
def _lock_both(account_id: int, into_id: int | None) -> tuple[EmployerAccount, EmployerAccount | None]:
    """Both employer accounts, locked in id order."""
    rows = {pk: lock(EmployerAccount, pk) for pk in sorted({account_id, into_id or account_id})}
    return rows[account_id], rows[into_id] if into_id else None


def _refuse(
    account: EmployerAccount,
    into: EmployerAccount | None,
    kind: str,
    people: Collection[int],
    *,
    is_bankrupt: bool,
    case_id: int | None = None,
) -> None:
    if kind == EndingKind.CLOSING:
        whys = queries.why_not_close(account, policy.book_date(), is_bankrupt=is_bankrupt, case_id=case_id)
    elif into is None or into.pk == account.pk:
        whys = [_("请选择另一个单位。")]
    else:
        whys = queries.why_not_join(account, into, people if kind == EndingKind.SPLIT else None)
    if whys:
        raise CannotEnd("".join(whys))


# --- carried out


@step
def carry_out(*, case: Case, by: User | None, at: datetime) -> str:
    """Everything is looked at again under locks; then people, suspense and registration follow in a few statements."""
    ending = EmployerEnding.objects.get(case=case)
    account, into = _lock_both(ending.account_id, ending.into_id)
    _refuse(account, into, ending.kind, ending.people, is_bankrupt=ending.is_bankrupt, case_id=case.pk)
    ending.done_at = at
    if into is None:
        said = _begin_closing(ending, account, by=by, at=at)
    else:
        chosen = ending.people if ending.kind == EndingKind.SPLIT else None
        ending.moved = _move_people(account, into, chosen, why=ending.get_kind_display(), by=by, at=at)
        said = _("%(count)d 名职工已转到“%(name)s”") % {"count": ending.moved, "name": into.employer.name}
    if ending.kind == EndingKind.MERGER:
        assert into is not None
        bank.move_suspense(from_employer_id=account.employer_id, to_employer_id=into.employer_id, by=by, at=at)
        _close(ending, account, by=by, at=at)
    ending.save()
    return said


@step
def _begin_closing(ending: EmployerEnding, account: EmployerAccount, *, by: User | None, at: datetime) -> str:
    """The registration ends and the clerks' doors close. Who is left has some days to go elsewhere."""
    accounts.close_employer(employer_id=account.employer_id, by=by, at=at)
    if not account.personal_accounts.filter(closed_on=None).exists():
        _close(ending, account, by=by, at=at)
        return _("单位账户已销户，缴存登记已注销")
    on = policy.book_date()
    ending.until = on + timedelta(days=policy.service_on(on).ended_employer_days)
    move(account, "end", EMPLOYER_MOVES, by=by, at=at, note=ending.reason)
    said = _("缴存登记已注销；职工账户可在 %(day)s 前转出，之后转入集中封存户，单位账户随之销户")
    return said % {"day": f"{ending.until:%Y-%m-%d}"}


@step
def _close(ending: EmployerEnding, account: EmployerAccount, *, by: User | None, at: datetime) -> None:
    accounts.close_employer(employer_id=account.employer_id, by=by, at=at)
    move(account, "close", EMPLOYER_MOVES, by=by, at=at, note=ending.get_kind_display())
    ending.finished_at = at


@step
def let_go(*, case: Case, at: datetime) -> None:
    """Nothing was bound by the application."""


@operation
def finish_closing(*, ending_id: int, at: datetime) -> int:
    """The days for going elsewhere are over: who is left goes to the holding employer, and the account is closed.

    How many went. Doing it twice does nothing.
    """
    ending = EmployerEnding.objects.select_for_update(of=("self",), no_key=True).get(pk=ending_id)
    if ending.finished_at is not None or ending.until is None or ending.until >= policy.book_date():
        return 0
    holding = queries.holding_employer()
    if holding is None:
        raise CannotEnd(_("中心还没有设立集中封存户，请先设立。"))
    account, into = _lock_both(ending.account_id, holding.pk)
    assert into is not None
    ending.moved = _move_people(account, into, None, why=_("单位注销，转入集中封存户"), by=None, at=at)
    _close(ending, account, by=None, at=at)
    ending.save()
    return ending.moved


_LOCKED = """
    SELECT id FROM deposits_personalaccount
    WHERE employer_account_id = %(account)s AND status IN ('01', '02')
      AND (%(chosen)s::bigint[] IS NULL OR id = ANY(%(chosen)s::bigint[]))
    ORDER BY id FOR NO KEY UPDATE
"""

_NOTED = """
    INSERT INTO deposits_personalaccountevent (record_id, action, before, after, by_id, at, note, month)
    SELECT id, 'change_employer', status, status, %(by)s, %(at)s, %(note)s, %(month)s
    FROM deposits_personalaccount WHERE id = ANY(%(ids)s)
"""

# Who pays goes on with the parts that follow from the new employer's rates, as `rules.part_fen` reckons them in whole
# numbers: rates have two places, so percent × 100 is one.
_MOVED = """
    UPDATE deposits_personalaccount SET employer_account_id = %(into)s,
        employer_part_fen = CASE WHEN status = '01' THEN
            (2 * base_fen * %(employer_rate)s + 10000 * %(unit)s) / (20000 * %(unit)s) * %(unit)s
            ELSE employer_part_fen END,
        employee_part_fen = CASE WHEN status = '01' THEN
            (2 * base_fen * %(employee_rate)s + 10000 * %(unit)s) / (20000 * %(unit)s) * %(unit)s
            ELSE employee_part_fen END
    WHERE id = ANY(%(ids)s)
"""


@step
def _move_people(
    account: EmployerAccount,
    into: EmployerAccount,
    chosen: Collection[int] | None,
    *,
    why: str,
    by: User | None,
    at: datetime,
) -> int:
    """Let accounts go on under another employer, all or those chosen, in four statements; how many. They are told."""
    on = policy.book_date()
    values: dict[str, Any] = {
        "account": account.pk,
        "into": into.pk,
        "chosen": sorted(chosen) if chosen is not None else None,
        "by": by.pk if by else None,
        "at": at,
        "month": month_of(on),
        "note": _("%(old)s → %(new)s（%(why)s）")
        % {"old": account.employer.name, "new": into.employer.name, "why": why},
        "employer_rate": int(into.employer_rate * 100),
        "employee_rate": int(into.employee_rate * 100),
        "unit": policy.on(on).contribution_unit_fen,
    }
    with connection.cursor() as cursor:
        cursor.execute(_LOCKED, values)
        values["ids"] = [pk for (pk,) in cursor.fetchall()]
        if not values["ids"]:
            return 0
        cursor.execute(_NOTED, values)
        cursor.execute(_MOVED, values)
    waiting = BaseChange.objects.filter(account__in=values["ids"], applied_at=None, ended_at=None)
    waiting.update(employer_account=into)
    persons = PersonalAccount.objects.filter(pk__in=values["ids"]).order_by("person").values_list("person", flat=True)
    messages.tell_moved(persons, into.employer.name, why, on, f"ending-{account.pk}-{into.pk}-{at:%Y%m%d%H%M%S}", at)
    return len(values["ids"])


@operation
def set_holding_employer(*, employer_account_id: int, by: User, at: datetime) -> HoldingEmployer:
    """Make a new employer account of the centre's own the one under which accounts lie whose employer is gone.

    It never declares a list: its account is sealed. Raises NotEmpty.
    """
    account = lock(EmployerAccount, employer_account_id)
    if queries.holding_employer() is not None:
        raise NotEmpty(_("集中封存户已经设立。"))
    if account.personal_accounts.exists() or account.lists.exists():
        raise NotEmpty(_("只有没有职工、没有清册的新单位可以设为集中封存户。"))
    move(account, "end", EMPLOYER_MOVES, by=by, at=at, note=_("设为集中封存户"))
    return HoldingEmployer.objects.create(employer_account=account, at=at)


for _kind in KINDS.values():
    executing.ACTS[_kind] = executing.Act(carry_out, let_go)
