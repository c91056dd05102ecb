"""Builders for tests: plain functions that call the real operations wherever there is one."""

from __future__ import annotations

from datetime import UTC, date, datetime

from bank import operations as bank
from bank.models import BankAccount
from bank.rules.opening import OpeningRow
from policy.models import Document, Parameter

AT = datetime(2026, 10, 10, 1, 30, tzinfo=UTC)
"""Half past nine in the morning of the demo centre's first day, Shanghai time."""

CITY = {
    "contribution_cap_fen": "3050500",
    "contribution_floor_fen": "223000",
    "contribution_rate_min_percent": "5",
    "contribution_rate_max_percent": "12",
    "contribution_unit_fen": "100",
    "contribution_equal_rates": "false",
    "payment_grace_days": "5",
    "list_void_days": "60",
    "suspense_report_months": "3",
    "minimum_age_years": "16",
    "deposit_rate_percent": "1.5",
    "withdrawal_decision_days": "3",
    "loan_decision_days": "10",
    "registration_fine_min_fen": "5000000",
    "registration_fine_max_fen": "30000000",
}


def city(valid_from: date = date(2000, 1, 1)) -> None:
    """The demo city's parameters (domain §10), beside those that the nation sets."""
    document, _ = Document.objects.get_or_create(
        number="测试〔2026〕1号", defaults={"title": "测试", "issuer": "测试", "effective_from": valid_from}
    )
    known = Parameter.objects.exclude(document=document) | Parameter.objects.filter(valid_from=valid_from)
    known_keys = set(known.values_list("key", flat=True))
    Parameter.objects.bulk_create(
        Parameter(key=key, valid_from=valid_from, value=value, document=document, approved_by="测试")
        for key, value in CITY.items()
        if key not in known_keys
    )


def bank_account(number: str = "22001618636055000123", opening_fen: int = 100_000_00) -> BankAccount:
    """The centre's bank account with its opening balance, booked against undistributed surplus (domain §11)."""
    row = OpeningRow(
        row=2,
        subject="101",
        account=number,
        name="辽源市住房公积金管理中心",
        bank="中国建设银行辽源分行",
        channel="GATEWAY",
        debit_fen=opening_fen,
        credit_fen=0,
    )
    bank.import_opening_balances(rows=[row], debit_fen=opening_fen, credit_fen=0, by=None, at=AT)
    return BankAccount.objects.get(number=number)


def parameter(key: str, value: str, valid_from: date = date(2026, 1, 1)) -> Parameter:
    """A parameter's value from a date on."""
    document = Document.objects.order_by("id")[0]
    row, _ = Parameter.objects.update_or_create(
        key=key, valid_from=valid_from, defaults={"value": value, "document": document, "approved_by": "测试"}
    )
    return row
