"""Money placed at interest: term deposits and bonds are placed, accrued and brought home, each by two persons.

Booked as domain §6.2 has it: 101-term or 124 / 101-demand; 111 / 401 while interest accrues; the bank account / the
placement, 111 and 401 when it comes home.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common import months
from common.errors import BusinessError
from common.states import lock, refuse_move
from common.transactions import operation, step
from ledger import queries
from ledger.models import Account, Placement, Slip
from ledger.operations import posting, slips
from ledger.operations.slips import Side, SlipExists
from ledger.states import PLACEMENT_MOVES, PlacementKind, Reason, SlipKind, SlipStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

RECEIVABLE, BONDS, IN_TRANSIT = "111", "124", "119"


class BadTerms(BusinessError):
    """The placement's dates or its account do not fit."""


class NothingToAccrue(BusinessError):
    """No placement has earned anything since the last accrual."""


@dataclass(frozen=True)
class Terms:
    """What a placement is: who holds it, on which paper, how much in fen, at what rate a year, from when until when."""

    kind: PlacementKind
    holder: str
    paper: str
    amount_fen: int
    rate_percent: Decimal
    since: date
    until: date


@operation
def place(*, terms: Terms, source_id: int, by: User, at: datetime) -> Slip:
    """Prepare a placement out of a bank account's money. Raises BadTerms, BadValueDate."""
    slips.one_at_a_time()
    source = _bank_account(source_id)
    slips.refuse_value_date(terms.since)
    placement = _placement(terms, source, by=by, at=at)
    lines = [(placement.account_id, terms.amount_fen, 0), (source.pk, 0, terms.amount_fen)]
    return _draft(SlipKind.PLACE, placement, lines, terms.since, by, at)


@operation
def roll_over(
    *, placement_id: int, interest_fen: int, paper: str, rate_percent: Decimal, until: date, by: User, at: datetime
) -> Slip:
    """Prepare a roll-over (转存): what came due, with its interest, is placed anew from its end on.

    Raises WrongState, SlipExists, BadTerms, BadValueDate.
    """
    slips.one_at_a_time()
    old = _held(placement_id)
    slips.refuse_value_date(old.until)
    amount = old.amount_fen + interest_fen
    terms = Terms(PlacementKind(old.kind), old.holder, paper, amount, rate_percent, old.until, until)
    new = _placement(terms, old.source, by=by, at=at, follows=old)
    lines = _brought_home(old, interest_fen, new.account_id)
    return _draft(SlipKind.PLACE, new, lines, old.until, by, at, figures={"interest_fen": interest_fen})


@operation
def collect(*, placement_id: int, interest_fen: int, into_id: int, value_on: date, by: User, at: datetime) -> Slip:
    """Prepare what comes home, at its end or before (提前支取), with the interest the bank or the state really paid.

    Raises WrongState, SlipExists, BadTerms, BadValueDate.
    """
    slips.one_at_a_time()
    placement, into = _held(placement_id), _receiving(into_id)
    slips.refuse_value_date(value_on)
    if value_on <= placement.since:
        raise BadTerms(_("收回日期要晚于起息日 %(day)s。") % {"day": f"{placement.since:%Y-%m-%d}"})
    lines = _brought_home(placement, interest_fen, into.pk)
    figures = {"interest_fen": interest_fen, "into": into.pk}
    return _draft(SlipKind.COLLECT, placement, lines, value_on, by, at, figures=figures)


@operation
def accrue_interest(*, month: str, by: User, at: datetime) -> Slip:
    """Prepare the accrual of what all placements earned up to the end of a month: 111 / 401.

    Raises BadValueDate, SlipExists, NothingToAccrue.
    """
    slips.one_at_a_time()
    last = months.last_day(month)
    slips.refuse_value_date(last)
    if queries.alive(SlipKind.ACCRUE, month):
        raise SlipExists(_("%(month)s 的利息已经计提或正在等待复核。") % {"month": f"{month[:4]}-{month[4:]}"})
    earned = queries.to_accrue(last)
    if not earned:
        raise NothingToAccrue(_("没有需要计提的利息。"))
    return slips.draft(
        kind=SlipKind.ACCRUE,
        reason=Reason.PLACEMENT,
        lines=_accrued(earned),
        value_on=last,
        memo=_("计提 %(month)s 定期存款和国债利息") % {"month": f"{month[:4]}-{month[4:]}"},
        period=month,
        figures={str(placement.pk): fen for placement, fen in earned},
        by=by,
        at=at,
    )


def accrual_lines(slip: Slip) -> list[Side]:
    """What the slip's accrual books, as the placements stand now."""
    return _accrued(queries.to_accrue(slip.value_on))


def collect_lines(slip: Slip) -> list[Side]:
    """What the slip's coming home books, as the accruals stand now."""
    placement = _of(slip)
    return _brought_home(placement, slip.figures["interest_fen"], slip.figures["into"])


def place_lines(slip: Slip) -> list[Side]:
    """What the slip's placement books, as the accruals of the one before stand now."""
    placement = _of(slip)
    if placement.follows is None:
        return list(slip.lines.values_list("account_id", "debit_fen", "credit_fen"))
    return _brought_home(placement.follows, slip.figures["interest_fen"], placement.account_id)


def _of(slip: Slip) -> Placement:
    return Placement.objects.select_related("follows", "source").get(slips=slip)


def _accrued(earned: list[tuple[Placement, int]]) -> list[Side]:
    lines: dict[str, int] = {}
    for placement, fen in earned:
        income = queries.income_subject(placement)
        lines[income] = lines.get(income, 0) + fen
    if not lines:
        return []
    credits = [(_subject(code), 0, fen) for code, fen in sorted(lines.items())]
    return [(_subject(RECEIVABLE), sum(lines.values()), 0), *credits]


def _brought_home(placement: Placement, interest_fen: int, into: int) -> list[Side]:
    """Principal and interest into an account: 111 is emptied of what was accrued, income takes the rest."""
    accrued = queries.accrued_fen(placement)
    rest = interest_fen - accrued
    lines: list[Side] = [
        (into, placement.amount_fen + interest_fen, 0),
        (placement.account_id, 0, placement.amount_fen),
    ]
    if accrued:
        lines.append((_subject(RECEIVABLE), 0, accrued))
    if rest:  # an early draw earns less than was accrued: the income is taken back
        lines.append((_subject(queries.income_subject(placement)), max(-rest, 0), max(rest, 0)))
    return lines


def _draft(
    kind: SlipKind,
    placement: Placement,
    lines: list[Side],
    value_on: date,
    by: User,
    at: datetime,
    *,
    figures: dict[str, int] | None = None,
) -> Slip:
    return slips.draft(
        kind=kind,
        reason=Reason.PLACEMENT,
        lines=lines,
        value_on=value_on,
        memo=f"{placement}",
        placement=placement,
        figures=dict(figures or {}),
        by=by,
        at=at,
    )


@step
def _placement(terms: Terms, source: Account, *, by: User, at: datetime, follows: Placement | None = None) -> Placement:
    if terms.until <= terms.since or terms.amount_fen <= 0:
        raise BadTerms(_("到期日要晚于起息日，本金要大于零。"))
    subject = BONDS if terms.kind == PlacementKind.BOND else source.subject_id
    posting.subject_account(subject=IN_TRANSIT, on=terms.since)  # where its money may come home through
    number = (Placement.objects.order_by("-pk").values_list("pk", flat=True).first() or 0) + 1
    account = posting.open_account(
        code=f"{subject}-D{number:04d}",
        name=f"{terms.holder} {terms.paper}",
        subject=subject,
        on=terms.since,
        is_guarded=False,
    )
    placement = Placement.objects.create(
        kind=terms.kind,
        holder=terms.holder,
        paper=terms.paper,
        amount_fen=terms.amount_fen,
        rate_percent=terms.rate_percent,
        since=terms.since,
        until=terms.until,
        source=source,
        account=account,
        follows=follows,
    )
    placement.events.create(action="prepare", before="", after=placement.status, by=by, at=at)
    return placement


def _held(placement_id: int) -> Placement:
    """A placement that can come home, locked. Raises WrongState, SlipExists."""
    placement = lock(Placement, placement_id)
    refuse_move(placement, "end", PLACEMENT_MOVES)
    waiting = Slip.objects.filter(status=SlipStatus.WAITING)
    own, after = waiting.filter(placement=placement), waiting.filter(placement__follows=placement)
    if own.exists() or after.exists():
        raise SlipExists(_("这笔存放还有记账单等待复核。"))
    return placement


def _bank_account(pk: int) -> Account:
    """A bank account's ledger account that money is placed from and comes home to. Raises BadTerms."""
    found = Account.objects.filter(pk=pk, subject__in=["101", "102"], closed_on=None, placement=None).first()
    if found is None:
        raise BadTerms(_("请选择一个活期银行账户。"))
    return found


def _receiving(pk: int) -> Account:
    """Where money comes home to: a bank account, or 119 where its receipt waits in suspense. Raises BadTerms."""
    return Account.objects.filter(pk=pk, code=IN_TRANSIT).first() or _bank_account(pk)


def _subject(code: str) -> int:
    return posting.subject_account(subject=code, on=policy.book_date()).pk
