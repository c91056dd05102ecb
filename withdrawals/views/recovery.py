"""Money demanded back, as both the person and the window see it; the written demand."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.access import UserRequest
from common import paper as papers
from common.money import yuan
from deposits.papers import capitals, proved
from withdrawals.models import Recovery
from withdrawals.queries import recovery as queries
from withdrawals.states.recovery import INSTALMENT_BADGE, OPEN_RECOVERIES, RECOVERY_BADGE, InstalmentStatus

EVENTS = {
    "demand": gettext_lazy("责令退回"),
    "plan": gettext_lazy("商定分期"),
    "miss": gettext_lazy("逾期未退"),
    "enforce": gettext_lazy("申请强制执行"),
    "refund": gettext_lazy("全部退回"),
    "cancel_asked": gettext_lazy("申请撤销"),
    "cancel_declined": gettext_lazy("不同意撤销"),
    "cancel": gettext_lazy("撤销"),
}
"""What each event is called."""


def page_context(found: Recovery) -> dict[str, Any]:
    """A demand with its parts, and where to pay."""
    return {
        "recovery": found,
        "badge": RECOVERY_BADGE[found.status],
        "parts": [(each, INSTALMENT_BADGE[each.status]) for each in queries.instalments_of(found)],
        "is_open": found.status in OPEN_RECOVERIES,
        "account": queries.collecting_account(),
        "events": [
            {
                "title": EVENTS.get(each.action, each.action),
                "at": each.at,
                "who": str(each.by) if each.by else _("系统"),
                "note": each.note,
            }
            for each in found.events.select_related("by__person").order_by("-at", "-id")
        ],
    }


def paper(request: UserRequest, found: Recovery) -> HttpResponse:
    """The written demand (责令退回通知书) with the parts that are still open."""
    url = request.build_absolute_uri(reverse("withdrawals:public_demand", args=[found.verify_code]))
    account = queries.collecting_account()
    open_parts = [part for part in queries.instalments_of(found) if part.status == InstalmentStatus.OPEN]
    said = {
        "name": found.person.name,
        "why": found.why,
        "amount": yuan(found.rest_fen),
        "capitals": capitals(found.rest_fen),
        "due": f"{found.due_on:%Y-%m-%d}",
        "account": f"{account.name} {account.number}（{account.bank_name}）" if account else "–",
        "hotline": settings.HOTLINE,
    }
    data = {
        "title": _("责令退回住房公积金通知书"),
        "centre": settings.CENTRE_NAME,
        "footer": _("编号 %(number)s") % {"number": found.number},
        "facts": [
            [_("编号"), found.number],
            [_("日期"), f"{timezone.localdate(found.made_at):%Y-%m-%d}"],
            [_("姓名"), found.person.name],
            [_("个人账号"), found.account.number],
        ],
        "paragraphs": [
            _("%(name)s：经查，%(why)s。") % said,
            _("根据《住房公积金管理条例》，责令你于 %(due)s 前退回住房公积金 %(amount)s 元（%(capitals)s）。") % said,
            _("请转账至 %(account)s，附言写明缴款号。退回的款项记入你的个人账户。") % said,
            _("逾期不退回的，本中心将依法申请人民法院强制执行。有困难的，可以商定分期，咨询 %(hotline)s。") % said,
            _("对本决定不服的，可以自收到之日起六十日内申请行政复议，或者六个月内向人民法院提起诉讼。"),
        ],
        "heads": [_("缴款号"), _("期限"), _("金额（元）")],
        "rows": [[each.number, f"{each.due_on:%Y-%m-%d}", yuan(each.fen)] for each in open_parts],
        "foot": [_("合计"), "", yuan(sum(each.fen for each in open_parts))],
        **proved(found.verify_code, url),
    }
    made = papers.set_paper("withdrawals/papers/demand", data)
    return papers.response(made, _("责令退回通知书-%(number)s") % {"number": found.number})
