"""How far a withdrawal has come, in words: the line of steps, what is next, the times from form to money."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from common.money import yuan
from desk.models import Case
from desk.states.cases import BEFORE_DECISION, OPEN_STATUSES, CaseStatus
from withdrawals.models import Withdrawal
from withdrawals.states import PayoutStatus

WORKING = "every 3s"
"""How often the page asks again by itself while machines are at it; while people are, it does not."""


def steps(found: Withdrawal) -> list[dict[str, Any]]:
    """Where it stands, as a courier would show it."""
    way: list[tuple[str, datetime | None]] = [
        (_("已提交"), found.submitted_at),
        (_("核对"), found.screened_at),
        (_("审批"), found.decided_at),
        (_("付款"), found.ordered_at),
        (_("到账"), found.settled_at),
    ]
    last = max(place for place, (_title, at) in enumerate(way) if at)
    ended = found.status in (PayoutStatus.RELEASED, PayoutStatus.PAID)
    return [
        {
            "title": title,
            "note": moment(at),
            "state": "done" if at else "now" if place == last + 1 and not ended else "",
        }
        for place, (title, at) in enumerate(way)
    ]


def moment(at: datetime | None) -> str:
    """A time as the line of steps shows it."""
    return f"{timezone.localtime(at):%m-%d %H:%M}" if at else ""


def next_words(found: Withdrawal, case: Case, wanting: int = 0) -> str:
    """What happens next, in a sentence to the applicant, from whom `wanting` papers are wanted."""
    values = {"to": payee_words(found), "amount": yuan(found.asked_fen)}
    words = {
        PayoutStatus.HELD: _held_words(found, case, wanting),
        PayoutStatus.ORDERED: _("已同意，银行正在付款，收款账户为%(to)s，一般几分钟到账。"),
        PayoutStatus.RETURNED: _("银行没有付成，钱已退回并仍为您保留。请更正收款账户，我们马上再付。"),
        PayoutStatus.PAID: _("%(amount)s 元已付到%(to)s。"),
        PayoutStatus.CAME_BACK: _("钱付出后又被银行退回，已记回您的账户。请更正收款账户，我们马上再付。"),
        PayoutStatus.RELEASED: _("这次提取没有付款，占用的金额已释放，仍在您的账户里。"),
    }
    return words[PayoutStatus(found.status)] % values


def _held_words(found: Withdrawal, case: Case, wanting: int) -> str:
    days = [day for day in (found.papers_due_on, case.supply_due_on) if day is not None]
    if wanting and days and case.status in (CaseStatus.RETURNED, CaseStatus.SUBMITTED):
        said = _("还差材料，请在 %(day)s 前补齐；过期没有补齐，这次申请会结束，占用的金额会释放。")
        return said % {"day": f"{max(days):%m-%d}"}
    if case.status == CaseStatus.RETURNED:
        return _("还差材料，请补齐，补齐后接着办。")
    if case.status not in BEFORE_DECISION:
        return _("已同意，正在安排付款。")
    if found.screened_at is None:
        return _("正在与登记信息核对，一般一两分钟，您可以离开本页。")
    if case.promised_due_at:
        due = f"{timezone.localtime(case.promised_due_at):%m-%d %H:%M}"
        return _("正在由工作人员审核，%(due)s 前办结。") % {"due": due}
    return _("正在由工作人员审核，三日内答复。")


def asks_again(found: Withdrawal, case: Case) -> str:
    """How often the page looks again by itself; not at all where nothing will happen soon."""
    screening = found.status == PayoutStatus.HELD and found.screened_at is None and case.status in BEFORE_DECISION
    paying = found.status == PayoutStatus.ORDERED or (
        found.status == PayoutStatus.HELD and found.decided_at is not None
    )
    return WORKING if case.status in OPEN_STATUSES and (screening or paying) else ""


def payee_words(found: Withdrawal) -> str:
    """To whom, with the last digits only."""
    values = {"kind": found.get_payee_kind_display(), "name": found.payee_name, "tail": found.payee_tail}
    if found.payee_id:
        return _("%(kind)s（%(name)s，尾号 %(tail)s）") % values
    return _("%(kind)s（尾号 %(tail)s）") % values if found.payee_tail else str(values["kind"])


def stamps(found: Withdrawal) -> list[tuple[str, datetime]]:
    """From the form to the money (seed 001): every moment that has come."""
    way = [
        (_("领表"), found.form_issued_at),
        (_("提交"), found.submitted_at),
        (_("受理"), found.accepted_at),
        (_("核对完毕"), found.screened_at),
        (_("决定"), found.decided_at),
        (_("付款指令发出"), found.ordered_at),
        (_("到账"), found.settled_at),
        (_("短信发出"), found.sms_sent_at),
    ]
    return [(label, at) for label, at in way if at is not None]


def took_words(found: Withdrawal) -> str:
    """From form (or submit) to money, in words; nothing before it is there."""
    if found.settled_at is None or found.status != PayoutStatus.PAID:
        return ""
    return span_words((found.settled_at - (found.form_issued_at or found.submitted_at)).total_seconds())


def span_words(seconds: float) -> str:
    """A span as people say it: "2 小时 5 分钟"."""
    if seconds < 60:
        return _("%(seconds)d 秒") % {"seconds": round(seconds)}
    minutes = round(seconds / 60)
    days, rest = divmod(minutes, 24 * 60)
    hours, minutes = divmod(rest, 60)
    if days:
        return _("%(days)d 天 %(hours)d 小时") % {"days": days, "hours": hours}
    if hours:
        return _("%(hours)d 小时 %(minutes)d 分钟") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)d 分钟") % {"minutes": minutes}
