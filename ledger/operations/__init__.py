"""The verbs of the books, by subject: posting, holds, day close."""

from ledger.operations.closing import CannotClose, SameReviewer, close_day, review_voucher
from ledger.operations.holds import HoldEnded, hold, post_hold, release
from ledger.operations.posting import (
    AccountClosed,
    DayClosed,
    InsufficientBalance,
    KeyReused,
    Line,
    Posting,
    Unbalanced,
    close_account,
    lock_accounts,
    open_account,
    open_accounts,
    post,
    post_many,
    post_select,
    reverse,
)

__all__ = [
    "AccountClosed",
    "CannotClose",
    "DayClosed",
    "HoldEnded",
    "InsufficientBalance",
    "KeyReused",
    "Line",
    "Posting",
    "SameReviewer",
    "Unbalanced",
    "close_account",
    "close_day",
    "hold",
    "lock_accounts",
    "open_account",
    "open_accounts",
    "post",
    "post_hold",
    "post_many",
    "post_select",
    "release",
    "reverse",
    "review_voucher",
]
