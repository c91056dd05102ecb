"""Pure rules of the bank: whose money a line is, what a statement file says, what a payment file holds."""

from bank.rules.matching import (
    KnownPayer,
    Match,
    ReceiptFacts,
    Waiting,
    identify,
    name_key,
    normalise_text,
    tokens,
    unmatched,
    value_date,
)

__all__ = [
    "KnownPayer",
    "Match",
    "ReceiptFacts",
    "Waiting",
    "identify",
    "name_key",
    "normalise_text",
    "tokens",
    "unmatched",
    "value_date",
]
