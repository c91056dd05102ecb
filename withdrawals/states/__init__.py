"""Where a withdrawal, its payment and a payee stand, and what may happen next. A file a subject."""

from withdrawals.states.payees import PAYEE_BADGE, PAYEE_MOVES, PayeeStatus
from withdrawals.states.payout import (
    COUNTING,
    PAYOUT_BADGE,
    PAYOUT_MOVES,
    UNDER_WAY,
    Need,
    PayeeKind,
    PayoutStatus,
    Relation,
)

__all__ = [
    "COUNTING",
    "Need",
    "PAYEE_BADGE",
    "PAYEE_MOVES",
    "PAYOUT_BADGE",
    "PAYOUT_MOVES",
    "PayeeKind",
    "PayeeStatus",
    "PayoutStatus",
    "Relation",
    "UNDER_WAY",
]
