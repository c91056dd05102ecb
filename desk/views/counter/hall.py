"""The hall's page: who is on duty, what waits today, and the ways into everything the hall keeps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from desk.queries import hall as queries
from desk.queries import inspection, knowledge, meetings
from desk.states.hall import ESCALATION_BADGE
from desk.states.inspection import FINDING_BADGE
from desk.states.meetings import MEETING_BADGE
from desk.states.suggestions import SUGGESTION_BADGE

SHOWN = 6


@dataclass(frozen=True)
class Tile:
    """A way on from the hall: its words, its URL name, who may, and a hint."""

    label: Any
    url_name: str
    permission: Permission
    hint: Any = ""


TILES: list[Tile] = [
    Tile(_("兜底办理"), "desk:counter_escalations", Permission.STAFF_DESK, _("谁都办不了的")),
    Tile(_("值班表"), "desk:counter_duty", Permission.STAFF_DESK, _("值班长、换班")),
    Tile(_("晨会"), "desk:counter_meetings", Permission.STAFF_DESK, _("节目、找茬、记录")),
    Tile(_("疑难问题"), "desk:counter_problems", Permission.STAFF_DESK, _("查解答、记一条")),
    Tile(_("建言献策"), "desk:counter_suggestions", Permission.STAFF_DESK, _("提建议、看落实")),
    Tile(_("5S 自查"), "desk:counter_self_check", Permission.STAFF_DESK, _("十四类程序")),
    Tile(_("督查问题"), "desk:counter_findings", Permission.STAFF_DESK, _("整改、验收")),
    Tile(_("季度通报"), "desk:counter_bulletins", Permission.STAFF_DESK, _("查看、签收")),
    Tile(_("服务规范手册"), "desk:counter_manual", Permission.STAFF_DESK, _("阅读、确认")),
    Tile(_("7+7 演练"), "desk:counter_courtesies", Permission.STAFF_DESK, _("礼仪与七步")),
    Tile(_("好差评"), "desk:counter_ratings", Permission.STAFF_DESK, _("群众怎么说")),
    Tile(_("差评跟进"), "desk:counter_follow_ups", Permission.RATING_FOLLOW, _("联系、整改、回访")),
    Tile(_("投诉建议"), "desk:counter_complaints", Permission.CASE_VIEW, _("五日答复")),
    Tile(_("首问登记"), "desk:counter_enquiries", Permission.CASE_WORK, _("问了就有人管")),
    Tile(_("跨省通办"), "desk:counter_crossings", Permission.CASE_VIEW, _("代收、转来")),
    Tile(_("评价统计"), "desk:office_voice_figures", Permission.CASE_FIGURES, _("满意率、投诉率")),
    Tile(_("窗口评价器"), "desk:office_rating_devices", Permission.HALL_LEAD, _("登记、停用")),
    Tile(_("预约"), "desk:counter_appointments", Permission.QUEUE_CALL, _("谁今天来、代约")),
    Tile(_("上门与提前介入"), "desk:counter_visits", Permission.QUEUE_CALL, _("分派、答复、结果")),
    Tile(_("取号机与叫号屏"), "desk:counter_machines", Permission.QUEUE_CALL, _("绑定、解绑")),
    Tile(_("预约时段"), "desk:office_slot_plans", Permission.APPOINTMENT_MANAGE, _("放多少号")),
    Tile(_("停约日"), "desk:office_closed_days", Permission.APPOINTMENT_MANAGE, _("停哪天、告知谁")),
    Tile(_("窗口与队列"), "desk:office_windows", Permission.APPOINTMENT_MANAGE, _("哪个窗口办什么")),
]
"""Everything that the hall keeps. A new subject joins with one line; what has no page yet is not shown."""


@requires(Permission.STAFF_DESK)
@require_safe
def hall(request: UserRequest) -> HttpResponse:
    """Today in one's own hall."""
    user, now = request.user, timezone.now()
    branch_id, today = queries.branch_of(user), timezone.localdate(now)
    findings = inspection.findings_due(user, branch_id, SHOWN)
    meeting = meetings.meeting_of(branch_id, today)
    context = {
        "today": today,
        "on_duty": queries.duty_manager(branch_id, now),
        "swaps": queries.swaps_waiting(user)[:SHOWN],
        "meeting": meeting,
        "meeting_badge": MEETING_BADGE[meeting.status] if meeting else "",
        "is_host": meeting is not None and meeting.host_id == user.pk,
        "matters": [
            (each, ESCALATION_BADGE[each.status], each.due_at < now)
            for each in queries.open_escalations(user, branch_id, SHOWN)
        ],
        "amber": knowledge.amber_problems(user, SHOWN),
        "findings": [(each, FINDING_BADGE[each.status], each.due_on < today) for each in findings],
        "suggestions": [(each, SUGGESTION_BADGE[each.status]) for each in meetings.my_suggestions(user, SHOWN)],
        "tiles": _tiles(request),
    }
    return render(request, "desk/counter/hall.html", context)


def _tiles(request: UserRequest) -> list[dict[str, str]]:
    """The ways on that exist and that this person may go."""
    found = [(tile, _address(tile.url_name)) for tile in TILES if request.user.may(tile.permission)]
    verbs = [{"label": str(tile.label), "url": url, "hint": str(tile.hint)} for tile, url in found if url]
    # The first nine by their number, as everywhere at the counter.
    return [verb | ({"key": str(place)} if place < 10 else {}) for place, verb in enumerate(verbs, start=1)]


def _address(url_name: str) -> str:
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return ""
