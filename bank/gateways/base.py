"""What every way to a bank offers, whatever its messages look like (domain §8.1: BDC101, BDC110, SBDC100)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Result(StrEnum):
    """The bank's word on a payment. Pending and unknown are neither success nor failure."""

    SETTLED = "SETTLED"
    RETURNED = "RETURNED"
    PENDING = "PENDING"
    UNKNOWN = "UNKNOWN"


class GatewayDown(Exception):
    """The bank could not be reached, or not understood: what became of the message is unknown."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One payment as the bank needs it. `business_no` is ours and never used twice."""

    business_no: str
    payer_account: str
    payee_account: str
    payee_name: str
    payee_bank_no: str
    amount_fen: int
    summary: str


@dataclass(frozen=True, slots=True)
class Collection:
    """Money to be fetched from a payer who has signed for it. `reference` goes into the remark of the receipt."""

    business_no: str
    payee_account: str
    payer_account: str
    payer_name: str
    agreement: str
    amount_fen: int
    reference: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bank says about one business number."""

    result: Result
    bank_serial: str = ""
    value_date: date | None = None
    message: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """An account-change notice (SBDC100): one line of a bank account, pushed. May come twice, and late."""

    account: str
    value_date: date
    time: time
    bank_serial: str
    direction: str
    amount_fen: int
    balance_fen: int
    counter_account: str = ""
    counter_name: str = ""
    remark: str = ""
    summary: str = ""
    is_reversal: bool = False


class Gateway(Protocol):
    """A bank's door for payments and collections."""

    def pay(self, instruction: Instruction) -> Answer:
        """Hand a payment over. Raises GatewayDown."""

    def collect(self, collection: Collection) -> Answer:
        """Hand an order to fetch money over (BDC102). Raises GatewayDown."""

    def ask(self, business_no: str) -> Answer:
        """What became of a payment or collection (BDC110). UNKNOWN where the bank does not know the number.

        Raises GatewayDown.
        """

    def notices(self) -> list[Notice]:
        """Account-change notices that wait at the bank's door."""


def gateway() -> Gateway:
    """The gateway named in the settings."""
    made: Gateway = import_string(settings.BANK_GATEWAY)()
    return made
