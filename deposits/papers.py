"""Papers to hand out as PDF: the remittance list, its receipt, the yearly bill. Set by typst in the house's fonts.

What is on a paper is data for its template in templates/deposits/papers; text of people is never read as markup.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import segno
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from common.money import yuan
from common.paper import response, set_paper
from deposits.models import PersonalAccount, RemittanceItem, RemittanceList
from deposits.queries import Bill
from deposits.queries.explain import rate_text
from deposits.states import ChangeKind, ListStatus

__all__ = ["bill_figures", "bill_paper", "capitals", "list_paper", "receipt_paper", "response"]

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def list_paper(remittance: RemittanceList, items: Iterable[RemittanceItem], *, verify_url: str, at: datetime) -> bytes:
    """The remittance list (汇缴清册) person by person. `items` come with account and person; amounts in yuan."""
    rows = [
        [
            str(place),
            item.account.number,
            item.account.person.name,
            yuan(item.base_fen),
            yuan(item.employer_fen),
            yuan(item.employee_fen),
            yuan(item.total_fen),
            "" if item.change == ChangeKind.NORMAL else str(item.get_change_display()),
        ]
        for place, item in enumerate(items, start=1)
    ]
    heads = [_("序号"), _("个人账号"), _("姓名"), _("缴存基数"), _("单位部分"), _("个人部分"), _("合计"), _("变更")]
    total = [yuan(remittance.employer_fen), yuan(remittance.employee_fen), yuan(remittance.total_fen)]
    data = _of_list(remittance, _("住房公积金汇缴清册"), verify_url, at)
    return set_paper(
        "deposits/papers/list", {**data, "heads": heads, "rows": rows, "foot": ["", _("合计"), "", "", *total, ""]}
    )


def receipt_paper(remittance: RemittanceList, *, verify_url: str, at: datetime) -> bytes:
    """The receipt (汇缴回单) of an allocated or reversed list."""
    allocated = timezone.localtime(remittance.allocated_at) if remittance.allocated_at else None
    rows = [
        [_("单位名称"), remittance.employer_account.employer.name, _("单位账号"), remittance.employer_account.number],
        [_("汇缴书号"), remittance.number, _("汇缴月份"), _month(remittance.month)],
        [_("人数"), _("%(count)d 人") % {"count": remittance.person_count}, _("状态"), remittance.get_status_display()],
        [_("单位部分"), yuan(remittance.employer_fen), _("个人部分"), yuan(remittance.employee_fen)],
        [_("合计（元）"), yuan(remittance.total_fen), _("合计大写"), capitals(remittance.total_fen)],
        [
            _("到账日期"),
            f"{remittance.value_on:%Y-%m-%d}" if remittance.value_on else "",
            _("入账时间"),
            f"{allocated:%Y-%m-%d %H:%M}" if allocated else "",
        ],
    ]
    note = _("款项已按清册分配到每位职工的个人账户，自到账日期起计息。")
    if remittance.status == ListStatus.REVERSED:
        note = _("本月汇缴已冲账，款项退回单位暂收款，本回单仅供查考。")
    data = _of_list(remittance, _("住房公积金汇缴回单"), verify_url, at)
    rows = [[str(cell) for cell in row] for row in rows]
    return set_paper("deposits/papers/receipt", {**data, "rows": rows, "note": note})


def bill_paper(account: PersonalAccount, bill: Bill, *, at: datetime) -> bytes:
    """The yearly bill (年度账单) of one account, each entry with its reason."""
    rows = [
        [
            f"{line.entry.value_on:%Y-%m-%d}",
            line.title,
            line.why.line,
            f"{'+' if line.change_fen >= 0 else '−'}{yuan(abs(line.change_fen))}",
            yuan(line.balance_fen),
        ]
        for line in reversed(bill.entries)
    ]
    title = _("住房公积金 %(year)s 年度账单") % {"year": bill.year}
    span = f"{bill.since:%Y-%m-%d} – {bill.until:%Y-%m-%d}"
    data = {
        "title": title,
        "centre": settings.CENTRE_NAME,
        "footer": _printed(at),
        "facts": [
            [_("姓名"), account.person.name],
            [_("个人账号"), account.number],
            [_("单位"), account.employer_account.employer.name],
            [_("账单期间"), span],
            [_("账户状态"), str(account.get_status_display())],
            [_("缴至年月"), _month(account.paid_through)],
        ],
        "figures": [[str(label), value] for label, value in bill_figures(bill)],
        "heads": [_("日期"), _("事由"), _("为什么是这个数"), _("金额"), _("余额")],
        "rows": rows,
        "foot": ["", _("年末余额"), "", "", yuan(bill.closing_fen)],
        "note": _("金额单位为元；日期为起息日。对账单有疑问，请拨打 12329 或到任一管理部查询。"),
    }
    return set_paper("deposits/papers/bill", data)


def bill_figures(bill: Bill) -> list[tuple[str, str]]:
    """How the opening balance of a bill became its closing one: label and amount in yuan."""
    return [
        (_("年初余额"), yuan(bill.opening_fen)),
        (_("缴存"), f"+{yuan(bill.contributed_fen)}"),
        (_("结息和其他收入"), f"+{yuan(bill.interest_fen + bill.other_in_fen)}"),
        (_("支出"), f"−{yuan(bill.out_fen)}"),
        (_("年末余额"), yuan(bill.closing_fen)),
    ]


def capitals(fen: int) -> str:
    """An amount in the capitals of Chinese receipts: 202600 → "贰仟零贰拾陆元整" (支付结算办法 annex 1)."""
    assert fen >= 0, fen
    whole, rest = divmod(fen, 100)
    jiao, cent = divmod(rest, 10)
    text = f"{_whole(whole)}元" if whole else ""
    if jiao:
        text += f"{_DIGITS[jiao]}角"
    elif cent and whole:
        text += "零"
    if cent:
        text += f"{_DIGITS[cent]}分"
    return text + "整" if text and not cent else text or "零元整"


def _whole(yuan_count: int) -> str:
    """Whole yuan in capitals: groups of four places, one 零 for any run of zeros between digits."""
    text, gap = "", False
    for group in range(len(_GROUPS) - 1, -1, -1):
        part = yuan_count // 10_000**group % 10_000
        for place in range(3, -1, -1):
            digit = part // 10**place % 10
            if digit:
                text += ("零" if gap and text else "") + _DIGITS[digit] + _PLACES[place]
            gap = not digit
        if part:
            text += _GROUPS[group]
    return text


def _of_list(remittance: RemittanceList, title: str, verify_url: str, at: datetime) -> dict[str, Any]:
    """What list and receipt have in common."""
    account = remittance.employer_account
    rates = _("单位 %(employer)s，个人 %(employee)s") % {
        "employer": rate_text(remittance.employer_rate),
        "employee": rate_text(remittance.employee_rate),
    }
    return {
        "title": title,
        "centre": settings.CENTRE_NAME,
        "footer": _("汇缴书号 %(number)s　%(printed)s") % {"number": remittance.number, "printed": _printed(at)},
        "facts": [
            [_("单位名称"), account.employer.name],
            [_("单位账号"), account.number],
            [_("汇缴书号"), remittance.number],
            [_("汇缴月份"), _month(remittance.month)],
            [_("缴存比例"), rates],
            [_("状态"), str(remittance.get_status_display())],
            [_("人数"), str(remittance.person_count)],
            [_("合计（元）"), yuan(remittance.total_fen)],
            [_("申报时间"), f"{timezone.localtime(remittance.declared_at):%Y-%m-%d %H:%M}"],
        ],
        "qr": segno.make(verify_url, error="m").svg_inline(border=0),
        "verify_code": remittance.verify_code,
        "verify_label": _("验真码"),
        "verify_words": _("扫码或在下面的网页输入验真码，可核对本凭证是否由本中心出具。"),
        "verify_url": verify_url.removeprefix("https://").removeprefix("http://"),
        "seal": _("业务专用章"),
    }


def _printed(at: datetime) -> str:
    return _("打印于 %(at)s") % {"at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}


def _month(month: str) -> str:
    return _("%(year)s 年 %(month)d 月") % {"year": month[:4], "month": int(month[4:])} if month else ""
