"""Documents of party-building as PDF, set by typst like all papers of the centre."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from common import months
from common.money import yuan
from common.paper import set_paper
from partybuilding.queries import meetings as queries
from partybuilding.states.meetings import MeetingStatus, Presence

if TYPE_CHECKING:
    from partybuilding.models import DuesPayment, Meeting


def _printed(at: datetime) -> str:
    return _("打印于 %(at)s") % {"at": f"{timezone.localtime(at):%Y-%m-%d %H:%M}"}


def minutes_paper(meeting: Meeting, *, at: datetime) -> bytes:
    """The minutes (会议记录): who, where, when, each topic with its discussion and resolution, signatures."""
    assert meeting.starts_at is not None
    rows = list(queries.called(meeting))
    named = {
        presence: [str(row.member) for row in rows if row.presence == presence]
        for presence in (Presence.PRESENT, Presence.LEAVE, Presence.ABSENT)
    }
    leave = [f"{row.member}（{row.reason}）" for row in rows if row.presence == Presence.LEAVE]
    draft = "" if meeting.status == MeetingStatus.APPROVED else _("（未经审定）")
    data = {
        "title": f"{meeting.organisation}{meeting.get_kind_display()}{_('记录')}{draft}",
        "centre": settings.CENTRE_NAME,
        "footer": f"{meeting}　{_printed(at)}",
        "facts": [
            [_("次序"), _("%(year)d年第%(serial)d次") % {"year": meeting.year, "serial": meeting.serial or 0}],
            [_("时间"), f"{timezone.localtime(meeting.starts_at):%Y-%m-%d %H:%M}"],
            [_("地点"), meeting.place],
            [_("主持人"), str(meeting.host)],
            [_("记录人"), str(meeting.recorder)],
            [
                _("应到和实到"),
                _("应到%(should)d人，实到%(came)d人")
                % {
                    "should": meeting.should_attend,
                    "came": meeting.attended,
                },
            ],
        ],
        "people": [
            [_("出席"), "、".join(named[Presence.PRESENT]) or _("无")],
            [_("请假"), "、".join(leave) or _("无")],
            [_("缺席"), "、".join(named[Presence.ABSENT]) or _("无")],
            [_("列席"), meeting.guests or _("无")],
        ],
        "theme": [_("主题"), meeting.theme],
        "summary": [_("会议情况"), meeting.summary],
        "topics": [
            {
                "title": _("议题%(number)d：%(title)s") % {"number": topic.number, "title": topic.title},
                "proposer": _("提交人：%(name)s") % {"name": topic.proposer},
                "parts": [[_("讨论情况"), topic.discussion], [_("决议"), topic.resolution]],
                "tasks": [
                    _("%(owner)s于%(day)s前：%(text)s")
                    % {
                        "owner": task.owner,
                        "day": f"{task.due_on:%Y-%m-%d}",
                        "text": task.text,
                    }
                    for task in topic.tasks.all()
                ],
            }
            for topic in queries.agenda(meeting)
        ],
        "tasks_label": _("交办"),
        "signatures": [_("主持人（签字）"), _("记录人（签字）"), _("审定人（签字）")],
    }
    return set_paper("partybuilding/papers/minutes", data)


def dues_receipt(payment: DuesPayment, *, at: datetime) -> bytes:
    """The receipt of dues (党费收据): months, amount in figures and capitals, who took it."""
    rows = [
        [months.month_words(row.month), yuan(row.base_fen), f"{row.percent.normalize():f}%", yuan(row.fen)]
        for row in payment.charges.order_by("month")
    ]
    voided = _("（已作废）") if payment.voided_at else ""
    data = {
        "title": f"{_('党费收据')}{voided}",
        "centre": str(payment.branch),
        "footer": f"{payment.number}　{_printed(at)}",
        "facts": [
            [_("姓名"), str(payment.member)],
            [_("收据编号"), payment.number],
            [_("交纳日期"), f"{payment.paid_on:%Y-%m-%d}"],
            [_("方式"), str(payment.get_channel_display())],
            [_("收款人"), str(payment.by)],
            [_("金额（元）"), yuan(payment.fen)],
        ],
        "heads": [_("月份"), _("计算基数"), _("比例"), _("党费")],
        "rows": rows,
        "foot": ["", "", _("合计"), yuan(payment.fen)],
        "signatures": [_("交款人（签字）"), _("收款人（签字）")],
    }
    return set_paper("partybuilding/papers/dues_receipt", data)
