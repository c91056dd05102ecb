"""Tables of the books, by subject: the books themselves, what two persons book by hand, money placed at interest."""

from ledger.models.books import (
    Account,
    AccountSnapshot,
    DaySeal,
    DayTurnover,
    Entry,
    Hold,
    Journal,
    Subject,
    SubjectDay,
    Voucher,
)
from ledger.models.placements import Placement, PlacementEvent
from ledger.models.slips import Slip, SlipEvent, SlipLine

__all__ = [
    "Account",
    "AccountSnapshot",
    "DaySeal",
    "DayTurnover",
    "Entry",
    "Hold",
    "Journal",
    "Placement",
    "PlacementEvent",
    "Slip",
    "SlipEvent",
    "SlipLine",
    "Subject",
    "SubjectDay",
    "Voucher",
]
