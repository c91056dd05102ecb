"""The first page: what is due."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from partybuilding.queries import organisation, scope
from partybuilding.queries import todo as queries


@requires(Permission.PARTY_VIEW)
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """What is due for this person, and the ways to everything else."""
    today = timezone.localdate()
    found = queries.tasks(request.user, today)
    context = {
        "today": today,
        "tasks": found[: queries.MOST],
        "count": len(found),
        "late": sum(task.is_late for task in found),
        "birthdays": organisation.birthdays(request.user, today),
        "own": scope.own_file(request.user),
        "tiles": _tiles(request.user.may(Permission.PARTY_WORK)),
    }
    return render(request, "partybuilding/counter/home.html", context)


def _tiles(is_worker: bool) -> list[dict[str, str]]:
    """Ways to go."""
    ways = [
        (_("三会一课"), "board", _("应开、已开、逾期")),
        (_("会议"), "meetings", _("计划、通知、签到、记录")),
        (_("决议落实"), "resolutions", _("谁在什么时候前做什么")),
        (_("党组织"), "organisations", _("架构、届期、班子")),
        (_("党员"), "members", _("名册和档案")),
        (_("发展党员"), "applicants", _("每个人走到哪一步")),
        (_("党费"), "dues", _("应缴、欠缴、上缴")),
        (_("选举"), "elections", _("提名、投票、结果")),
        (_("谈心谈话"), "talks", _("每人每年至少一次")),
        (_("民主评议"), "appraisals", _("自评、互评、定等次")),
        (_("学习"), "study", _("学时、心得")),
        (_("督查整改"), "findings", _("问题整改到底")),
    ]
    if is_worker:
        ways.append((_("年度报告"), "report", _("全年的数")))
    return [
        {"label": label, "url": reverse(f"partybuilding:counter_{name}"), "hint": hint} for label, name, hint in ways
    ]
