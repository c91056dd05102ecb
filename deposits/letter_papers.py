"""The contact letter between two centres as PDF, set by typst like every paper (deposits/papers.py)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from common.money import yuan
from common.paper import set_paper
from deposits.models import TransferLetter
from deposits.papers import month_words, proved


def letter_paper(letter: TransferLetter, *, verify_url: str, at: datetime) -> bytes:
    """The contact letter (联系函) between two centres, with the account's information once it is known."""
    own, other = settings.CENTRE_NAME, letter.centre.name
    own_number = letter.account.number if letter.account else ""
    receiving, giving = (own, other) if letter.is_in else (other, own)
    rows = [
        [_("转入中心"), receiving, _("转出中心"), giving],
        [_("姓名"), letter.name, _("证件号码"), letter.document_number],
        [
            _("个人账号（对方）"),
            letter.their_account,
            _("个人账号（本中心）"),
            own_number,
        ],
        [_("收款户名"), letter.payee_name, _("收款账号"), letter.payee_account],
    ]
    if letter.principal_fen is not None:
        rows += [
            [_("本金（元）"), yuan(letter.principal_fen), _("利息（元）"), yuan(letter.interest_fen or 0)],
            [_("开户年月"), month_words(letter.opened_month), _("缴至年月"), month_words(letter.paid_through)],
            [
                _("连续缴存六个月以上"),
                _("是") if letter.is_continuous else _("否"),
                _("公积金贷款次数"),
                str(letter.loans),
            ],
        ]
    data = {
        "title": _("住房公积金异地转移接续联系函"),
        "centre": own,
        "footer": _("打印于 %(at)s") % {"at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"},
        "facts": [
            [_("联系函编号"), letter.number],
            [_("方向"), str(letter.get_direction_display())],
            [_("状态"), str(letter.get_status_display())],
            [_("发函日期"), f"{timezone.localtime(letter.sent_at):%Y-%m-%d}" if letter.sent_at else ""],
        ],
        "rows": rows,
        **proved(letter.verify_code, verify_url),
        "note": _("请转出中心核对后结清利息、办理销户，并将本息转入上述账户，汇款附言写明联系函编号。"),
    }
    return set_paper("deposits/papers/letter", data)
