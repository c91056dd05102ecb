"""Papers to hand out as PDF: the remittance list, its receipt, the interest explained. Set by typst in our fonts.

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
from deposits.models import BalanceObjection, RemittanceItem, RemittanceList
from deposits.queries import Bill, Year, meant_words
from deposits.queries.explain import rate_text
from deposits.rules.interest import YEAR_DAYS
from deposits.states import ChangeKind, ListStatus

__all__ = [
    "answer_paper",
    "bill_figures",
    "capitals",
    "list_paper",
    "month_words",
    "proved",
    "receipt_paper",
    "response",
]

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
        [_("汇缴书号"), remittance.number, _("汇缴月份"), remittance.period],
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


def interest_paper(found: Year, *, at: datetime) -> bytes:
    """How a fund year's interest came about (结息说明), span by span."""
    account, interest = found.account, found.interest
    rows = [
        [
            f"{span.first:%Y-%m-%d}",
            f"{span.last:%Y-%m-%d}",
            str(span.days),
            yuan(span.balance_fen),
            f"{span.percent.normalize():f}%",
            yuan(span.accumulation_fen_days),
        ]
        for span in interest.spans
    ]
    data = {
        "title": _("住房公积金 %(year)s 年度结息说明") % {"year": found.fund_year},
        "centre": settings.CENTRE_NAME,
        "footer": _printed(at),
        "facts": [
            [_("姓名"), account.person.name],
            [_("个人账号"), account.number],
            [_("年初余额"), yuan(found.opening_fen)],
            [_("计息积数"), yuan(interest.accumulation_fen_days)],
            [_("应计利息"), yuan(interest.fen)],
            [_("结息入账"), settled_words(found)],
        ],
        "heads": [_("自"), _("至"), _("天数"), _("余额"), _("年利率"), _("积数")],
        "rows": rows,
        "foot": [
            "",
            _("合计"),
            str(sum(span.days for span in interest.spans)),
            "",
            "",
            yuan(interest.accumulation_fen_days),
        ],
        "note": interest_note(found),
    }
    return set_paper("deposits/papers/interest", data)


def settled_words(found: Year) -> str:
    """What was credited and when, or that it is not yet."""
    if found.settled_fen is None or found.settled_on is None:
        return str(_("尚未结息"))
    return f"{yuan(found.settled_fen)}（{found.settled_on:%Y-%m-%d}）"


def interest_note(found: Year) -> str:
    """The rule in words, with this year's figures."""
    sums = [_("每天的日终余额按当天的年利率计息，存入当天计息，支取当天不计息；积数是余额乘天数，")]
    rates, days = {span.percent for span in found.interest.spans}, YEAR_DAYS[found.interest.day_basis]
    if len(rates) == 1:
        [rate] = rates
        words = _("利息 = 积数 %(sum)s × %(rate)s%% ÷ %(days)d = %(interest)s 元，全年只在最后四舍五入一次。")
        figures = {
            "sum": yuan(found.interest.accumulation_fen_days),
            "rate": f"{rate.normalize():f}",
            "interest": yuan(found.interest.fen),
            "days": days,
        }
        sums.append(words % figures)
    else:
        words = _("各段积数乘各段年利率、相加后除以 %(days)d，得 %(interest)s 元，全年只在最后四舍五入一次。")
        sums.append(words % {"interest": yuan(found.interest.fen), "days": days})
    return "".join(str(each) for each in sums)


def answer_paper(objection: BalanceObjection, *, verify_url: str, at: datetime) -> bytes:
    """The written answer (余额异议答复书) to an owner: what was checked, what was found, and why."""
    case, account = objection.case, objection.account
    issued = timezone.localtime(objection.issued_at)
    sums: list[tuple[str, int | None]] = [
        (_("期初余额"), objection.opening_fen),
        (_("增加"), objection.in_fen),
        (_("减少"), objection.out_fen),
        (_("期末余额"), objection.closing_fen),
    ]
    asked = f"{timezone.localtime(case.submitted_at):%Y-%m-%d}"
    said = {"name": account.person.name, "day": asked, "what": meant_words(objection)}
    intro = _("%(name)s：您于 %(day)s 对“%(what)s”提出异议，我们已经逐笔核对，现答复如下。") % said
    data = {
        "title": _("住房公积金余额异议答复书"),
        "centre": settings.CENTRE_NAME,
        "footer": _("办件编号 %(number)s　%(printed)s") % {"number": case.number, "printed": _printed(at)},
        "facts": [
            [_("姓名"), account.person.name],
            [_("个人账号"), account.number],
            [_("办件编号"), case.number],
            [_("提出日期"), asked],
            [_("答复日期"), f"{issued:%Y-%m-%d}"],
            [_("核对时段"), f"{objection.checked_since} – {objection.checked_until}"],
        ],
        "intro": intro,
        "asked": [_("您提出的情况"), objection.words],
        "finding": [_("核对结论"), str(objection.get_finding_display())],
        "answer": [_("核对情况和理由"), objection.answer],
        "journal": _correction(objection),
        "heads": [_("逐笔重新相加"), _("金额（元）")],
        "rows": [[str(label), yuan(fen or 0)] for label, fen in sums],
        "note": _("对答复仍有异议的，可以拨打 12329，或依法申请行政复议、提起行政诉讼。"),
        **proved(objection.verify_code, verify_url),
    }
    return set_paper("deposits/papers/answer", data)


def _correction(objection: BalanceObjection) -> list[str]:
    if objection.journal is None:
        return []
    facts = {"day": objection.journal.on, "pk": objection.journal.pk, "memo": objection.journal.memo}
    return [_("更正"), _("%(day)s 记账，流水号 %(pk)s。%(memo)s") % facts]


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
            [_("汇缴月份"), remittance.period],
            [_("缴存比例"), rates],
            [_("状态"), str(remittance.get_status_display())],
            [_("人数"), str(remittance.person_count)],
            [_("合计（元）"), yuan(remittance.total_fen)],
            [_("申报时间"), f"{timezone.localtime(remittance.declared_at):%Y-%m-%d %H:%M}"],
        ],
        **proved(remittance.verify_code, verify_url),
    }


def proved(code: str, verify_url: str) -> dict[str, str]:
    """The code of a paper with its QR picture and the place for the seal."""
    return {
        "qr": segno.make(verify_url, error="m").svg_inline(border=0),
        "verify_code": code,
        "verify_label": _("验真码"),
        "verify_words": _("扫码或在下面的网页输入验真码，可核对本凭证是否由本中心出具。"),
        "verify_url": verify_url.removeprefix("https://").removeprefix("http://"),
        "seal": _("业务专用章"),
    }


def _printed(at: datetime) -> str:
    return _("打印于 %(at)s") % {"at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}


def month_words(month: str) -> str:
    """ "202610" as papers write it; empty stays empty."""
    return _("%(year)s 年 %(month)d 月") % {"year": month[:4], "month": int(month[4:])} if month else ""
