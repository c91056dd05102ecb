"""A person's cases and papers, for their own copy of their data."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import Person
from desk.models import Case, Paper, PaperUse

MOST = 1000


def own_cases(person: Person) -> tuple[str, list[dict[str, Any]]]:
    """What the person asked for, or somebody through them, newest first."""
    rows = Case.objects.filter(Q(person=person) | Q(agent=person)).select_related("version", "branch")
    return _("办件"), [
        {
            "办件编号": each.number,
            "事项": each.version.label,
            "事由": each.title,
            "状态": each.get_status_display(),
            "管理部": each.branch.name,
            "提交时间": each.submitted_at,
            "结束时间": each.closed_at,
            "代办": each.agent_id == person.pk,
        }
        for each in rows.order_by("-submitted_at", "-id")[:MOST]
    ]


def own_papers(person: Person) -> tuple[str, list[dict[str, Any]]]:
    """The person's files as a list: each can be opened under "我的材料" while it is kept. Nobody else's is in it."""
    uses = PaperUse.objects.filter(removed_at=None).select_related("requirement__case").order_by("id")
    rows = Paper.objects.filter(person=person).prefetch_related(Prefetch("uses", uses, to_attr="in_cases"))
    return _("材料"), [
        {
            "材料名称": each.label,
            "文件名": each.name,
            "类型": each.get_media_type_display(),
            "页数": each.pages,
            "状态": each.get_status_display(),
            "上传时间": each.uploaded_at,
            "销毁时间": each.dropped_at,
            "用于办件": [use.requirement.case.number for use in each.in_cases],
        }
        for each in rows.order_by("-uploaded_at", "-id")[:MOST]
    ]
