"""When the money may leave, by the table of domain §5.9."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from loans.rules import disbursing
from loans.rules.disbursing import Standing

RATE = Decimal("2.6")
GOOD = Standing(is_signed=True, registered=frozenset({"01"}), contract_rate=RATE, rate_today=RATE)


@pytest.mark.parametrize(
    ("registered", "secured"),
    [
        ({"01"}, True),
        ({"02"}, True),
        ({"10", "11"}, True),
        ({"10", "03"}, True),
        ({"01", "10"}, True),
        (set(), False),
        ({"10"}, False),
        ({"11"}, False),
        ({"03"}, False),
        ({"03", "11"}, False),
    ],
)
def test_a_mortgage_or_a_pledge_secures_and_a_pre_notice_only_with_somebody_who_stands_in(
    registered: set[str], secured: bool
) -> None:
    assert disbursing.is_secured(registered) is secured


def test_nothing_is_missing_where_everything_is_there() -> None:
    assert disbursing.missing(GOOD) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"is_signed": False}, "合同还没有签订"),
        ({"registered": frozenset({"10"})}, "抵押还没有登记"),
        ({"rate_today": Decimal("2.85")}, "由 2.6% 调整为 2.85%"),
        ({"is_checked": False}, "风险核查"),
        ({"is_granted": False}, "还没有进入执行"),
        ({"is_payee_supervised": False}, "监管账户"),
        ({"payee_refused": "收款人不对。"}, "收款人不对"),
        ({"bans": ("限制贷款至 2031 年。",)}, "限制贷款至 2031 年"),
    ],
)
def test_each_condition_says_what_is_missing(change: dict[str, object], said: str) -> None:
    [sentence] = disbursing.missing(replace(GOOD, **change))
    assert said in sentence


def test_a_developers_deposit_is_a_share_of_the_loan_to_the_fen() -> None:
    assert disbursing.deposit_of(760_000_00, Decimal(10)) == 76_000_00
    assert disbursing.deposit_of(333_333_33, Decimal("2.5")) == 833_333
    assert disbursing.deposit_of(1, Decimal(50)) == 1
