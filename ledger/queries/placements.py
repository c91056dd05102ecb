"""Money placed at interest: what is held, what it has earned, what comes due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet

from ledger import rules
from ledger.models import Account, Placement, Slip
from ledger.states import PlacementKind, PlacementStatus, SlipKind, SlipStatus

WARN_DAYS = 30
"""How long before its end a placement is warned of."""


def all_placements() -> QuerySet[Placement]:
    """All placements, those that end first on top."""
    return Placement.objects.select_related("account", "source").order_by("until", "id")


def due_by(day: date) -> QuerySet[Placement]:
    """Placements held that end up to a day."""
    return all_placements().filter(status=PlacementStatus.HELD, until__lte=day)


def earned_fen(placement: Placement, day: date) -> int:
    """Interest from the placement's beginning to the end of `day`, never beyond its own end, in fen."""
    until = min(day + timedelta(days=1), placement.until)
    return rules.simple_interest(placement.amount_fen, placement.rate_percent, placement.since, until)


def accrued_fen(placement: Placement) -> int:
    """What posted accruals have set aside for a placement, in fen."""
    posted = Slip.objects.filter(kind=SlipKind.ACCRUE, status=SlipStatus.POSTED, figures__has_key=str(placement.pk))
    return sum(slip.figures[str(placement.pk)] for slip in posted)


def to_accrue(day: date) -> list[tuple[Placement, int]]:
    """What each held placement has earned up to the end of `day` and not been accrued, in fen."""
    held = all_placements().filter(status=PlacementStatus.HELD, since__lte=day).order_by("id")
    rows = [(placement, earned_fen(placement, day) - accrued_fen(placement)) for placement in held]
    return [(placement, fen) for placement, fen in rows if fen > 0]


def income_subject(placement: Placement) -> str:
    """Which income its interest is: bonds 401-04, deposits by the money they were made from."""
    if placement.kind == PlacementKind.BOND:
        return "401-04"
    return "401-02" if placement.source.subject_id == "102" else "401-01"


def bank_accounts() -> QuerySet[Account]:
    """Accounts that money is placed from and comes home to."""
    found = Account.objects.filter(subject__in=["101", "102"], is_guarded=False, closed_on=None, placement=None)
    return found.order_by("code")


def receiving_accounts() -> QuerySet[Account]:
    """Accounts that money comes home to: bank accounts, and 119 for what came as a receipt."""
    return (bank_accounts() | Account.objects.filter(code="119", placement=None)).order_by("code")


@dataclass(frozen=True)
class Interest:
    """What a placement earns to its end, has accrued, and would have earned by a day, in fen."""

    whole_fen: int
    accrued_fen: int
    so_far_fen: int


def interest_of(placement: Placement, day: date) -> Interest:
    """The interest of one placement as seen on a day."""
    whole = rules.simple_interest(placement.amount_fen, placement.rate_percent, placement.since, placement.until)
    return Interest(whole, accrued_fen(placement), earned_fen(placement, day))
