"""The receipt of a withdrawal that was paid, as PDF. Its code is that of the case's acceptance, which proves it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from common import paper as papers
from common.money import yuan
from deposits.papers import capitals, proved
from desk import queries as desk
from withdrawals.models import Withdrawal
from withdrawals.states import PayoutStatus


def is_ready(found: Withdrawal) -> bool:
    """Whether the money is there and the case has a code that proves it."""
    return found.status == PayoutStatus.PAID and desk.receipt_of(found.case) is not None


def response(request: HttpRequest, found: Withdrawal) -> HttpResponse:
    """The receipt to read or keep; 404 before the money is there."""
    proof = desk.receipt_of(found.case)
    if found.status != PayoutStatus.PAID or proof is None:
        raise Http404
    url = request.build_absolute_uri(reverse("withdrawals:public_receipt", args=[proof.verify_code]))
    data = {**_content(found), **proved(proof.verify_code, url)}
    paper = papers.set_paper("withdrawals/papers/receipt", data)
    return papers.response(paper, _("提取回单-%(number)s") % {"number": found.case.number})


def _content(found: Withdrawal) -> dict[str, Any]:
    case, fen = found.case, found.asked_fen
    arrived = timezone.localtime(found.settled_at) if found.settled_at else None
    rows = [
        [_("姓名"), found.account.person.name, _("个人账号"), found.account.number],
        [_("办件编号"), case.number, _("提取原因"), found.reason.label],
        [_("本金（元）"), yuan(fen - found.interest_fen), _("利息（元）"), yuan(found.interest_fen)],
        [_("合计（元）"), yuan(fen), _("合计大写"), capitals(fen)],
        [_("收款人"), found.payee_name, _("收款账号"), _("尾号 %(tail)s") % {"tail": found.payee_tail}],
        [
            _("到账日期"),
            f"{found.value_on:%Y-%m-%d}" if found.value_on else "",
            _("到账时间"),
            f"{arrived:%Y-%m-%d %H:%M}" if arrived else "",
        ],
    ]
    return {
        "title": _("住房公积金提取回单"),
        "centre": settings.CENTRE_NAME,
        "footer": _("办件编号 %(number)s") % {"number": case.number},
        "rows": [[str(cell) for cell in row] for row in rows],
        "note": _("款项由本中心委托银行转账支付，不付现金。对本回单有疑问，请拨打 %(hotline)s。")
        % {"hotline": settings.HOTLINE},
    }
