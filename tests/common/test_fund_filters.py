"""What templates write: money, months, masks."""

from __future__ import annotations

from common.templatetags import fund


def test_money_is_written_in_yuan_with_and_without_sign() -> None:
    assert fund.yuan(123456) == "1,234.56"
    assert fund.yuan(None) == ""
    assert fund.signed_yuan(202600) == "+2,026.00"
    assert fund.signed_yuan(-450000) == "−4,500.00"


def test_months_are_written_in_words() -> None:
    assert fund.month("202610") == "2026 年 10 月"
    assert fund.month(None) == ""
    assert fund.month("202613") == ""


def test_personal_numbers_show_only_their_ends() -> None:
    assert fund.mask_identity("220421198605125131") == "2204**********5131"
    assert fund.mask_phone("13812344127") == "138****4127"
    assert fund.mask_card("6217000000123456786") == "***************6786"
    assert fund.account_groups("200000045217") == "2000 0004 5217"
