"""Tables of the library, a file a subject."""

from library.models.catalogue import Copy, CopyEvent, Display, DisplayItem, Donation, Donor, Title
from library.models.circulation import (
    Charge,
    ChargeEvent,
    Hold,
    HoldEvent,
    LendingRule,
    Loan,
    LoanEvent,
    Reader,
    ReaderEvent,
    ReadingYear,
)
from library.models.city import CityCall, CityDifference, CityLine, SipAccount, SipLog
from library.models.house import (
    Activity,
    ActivityEvent,
    Issue,
    Place,
    PlaceEvent,
    StockScan,
    StockTaking,
    StockTakingEvent,
    Subscription,
)
from library.models.imports import ImportBatch, ImportBatchEvent, ImportRow
from library.models.wishes import Wish, WishEvent

__all__ = [
    "Activity",
    "ActivityEvent",
    "Issue",
    "Place",
    "PlaceEvent",
    "StockScan",
    "StockTaking",
    "StockTakingEvent",
    "Subscription",
    "Charge",
    "ChargeEvent",
    "CityCall",
    "CityDifference",
    "CityLine",
    "Copy",
    "CopyEvent",
    "Display",
    "DisplayItem",
    "Donation",
    "Donor",
    "Hold",
    "HoldEvent",
    "ImportBatch",
    "ImportBatchEvent",
    "ImportRow",
    "LendingRule",
    "Loan",
    "LoanEvent",
    "Reader",
    "ReaderEvent",
    "ReadingYear",
    "SipAccount",
    "SipLog",
    "Title",
    "Wish",
    "WishEvent",
]
