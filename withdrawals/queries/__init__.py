"""Reads of withdrawals: whose rows a user may see, what can be had and why, what is under way."""

from withdrawals.queries.allowing import (
    Offer,
    allowance,
    is_paying,
    offers,
    reasons_on,
    steady_of,
    terms_on,
    why_not_entitled,
)
from withdrawals.queries.figures import Waited, form_to_money
from withdrawals.queries.guards import blocks, funds_of, laid_on
from withdrawals.queries.household import Tie, household_of, marriage_days, ties_of, uses_of, uses_of_matter
from withdrawals.queries.rows import (
    cards_to_confirm,
    may_correct,
    may_give_up,
    of_case,
    orders_of,
    payees_on,
    payees_visible_to,
    returned_payments,
    to_order,
    to_screen,
    waiting_payments,
    withdrawals_visible_to,
)

__all__ = [
    "Offer",
    "Tie",
    "Waited",
    "allowance",
    "blocks",
    "cards_to_confirm",
    "form_to_money",
    "funds_of",
    "household_of",
    "is_paying",
    "laid_on",
    "marriage_days",
    "may_correct",
    "may_give_up",
    "of_case",
    "offers",
    "orders_of",
    "payees_on",
    "payees_visible_to",
    "reasons_on",
    "returned_payments",
    "steady_of",
    "terms_on",
    "ties_of",
    "to_order",
    "to_screen",
    "uses_of",
    "uses_of_matter",
    "waiting_payments",
    "why_not_entitled",
    "withdrawals_visible_to",
]
