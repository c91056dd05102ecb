"""Verbs of the bank, by business subject."""

from bank.operations.expectations import (
    NoSuchExpectation,
    NotEnoughSuspense,
    Taken,
    cancel_expectation,
    claim_outcomes,
    expect,
    give_back,
    register_payer,
    take,
    use_suspense,
)

__all__ = [
    "NoSuchExpectation",
    "NotEnoughSuspense",
    "Taken",
    "cancel_expectation",
    "claim_outcomes",
    "expect",
    "give_back",
    "register_payer",
    "take",
    "use_suspense",
]
