"""What staff and clerks see of an enforcement file: its timeline, its papers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from common.money import yuan
from deposits import arrears_papers, papers
from deposits.models import EnforcementFile, EnforcementFileEvent, EnforcementStep, EnforcementStepEvent
from deposits.queries import arrears as queries
from deposits.states import FILE_BADGE, RUNG_BADGE, PromiseStatus, RungStatus

PROMISE_BADGE = {
    PromiseStatus.ALIVE: "act",
    PromiseStatus.KEPT: "good",
    PromiseStatus.BROKEN: "bad",
    PromiseStatus.ENDED: "quiet",
}


def page_context(file: EnforcementFile, side: str) -> dict[str, Any]:
    """Steps with their papers, promises with their instalments, and what happened."""
    steps = queries.steps_of(file)
    return {
        "file": file,
        "badge": FILE_BADGE[file.status],
        "facts": facts(file),
        "steps": [(each, RUNG_BADGE[each.status], _paper_url(each, side)) for each in steps],
        "promises": [(each, PROMISE_BADGE[PromiseStatus(each.status)]) for each in queries.promises_of(file)],
        "events": events(file, steps, named=side == "counter"),
    }


def facts(file: EnforcementFile) -> list[tuple[str, str]]:
    """What the file is about, in a few labels."""
    found = [(_("档案号"), file.number), (_("类别"), str(file.get_kind_display()))]
    if file.months:
        found += [
            (_("欠缴月数"), str(file.months)),
            (_("欠缴金额（元）"), yuan(file.fen)),
            (_("逾期起算日"), f"{file.counted_from:%Y-%m-%d}"),
        ]
    found.append((_("立案日期"), f"{file.opened_on:%Y-%m-%d}"))
    if file.closed_on:
        found.append((_("结案日期"), f"{file.closed_on:%Y-%m-%d}"))
    return found


def _paper_url(step: EnforcementStep, side: str) -> str:
    return reverse(f"deposits:{side}_arrears_paper", args=[step.pk]) if step.verify_code else ""


def events(file: EnforcementFile, steps: list[EnforcementStep], *, named: bool) -> list[dict[str, Any]]:
    """What happened to a file and its steps, newest first; an employer is not told by whom."""
    words = {
        "open": _("立案"),
        "promise": _("承诺分期缴款"),
        "break": _("没有按承诺付款，恢复催缴"),
        "keep": _("承诺已履行"),
        "defer": _("批准缓缴，暂停催缴"),
        "resume": _("缓缴期满，恢复催缴"),
        "close": _("结案"),
        "note": _("情况"),
    }
    acts = {
        "appoint": _("已约定"),
        "record": _("核查完成"),
        "approve": _("审批同意"),
        "reject": _("审批不同意"),
        "serve": _("已送达"),
        "drop": _("不再需要"),
    }
    rungs = {step.pk: step for step in steps}
    found = [
        _row(each, str(words.get(each.action, each.action)), named)
        for each in EnforcementFileEvent.objects.filter(record=file).select_related("by__person")
    ]
    for each in EnforcementStepEvent.objects.filter(record__in=rungs).select_related("by__person"):
        name = rungs[each.record_id].get_rung_display()
        title = f"{name}：{acts.get(each.action, RungStatus(each.after).label)}"
        found.append(_row(each, title, named))
    return sorted(found, key=lambda row: (row["at"], row["place"]), reverse=True)


def _row(event: Any, title: str, named: bool) -> dict[str, Any]:
    who = str(event.by) if named and event.by else ""
    return {"title": title, "at": event.at, "note": event.note if named else "", "who": who, "place": event.pk}


def paper(request: HttpRequest, step: EnforcementStep) -> HttpResponse:
    """A paper as PDF."""
    url = request.build_absolute_uri(reverse("deposits:public_verified", args=[step.verify_code]))
    made = arrears_papers.step_paper(step, verify_url=url)
    return papers.response(made, f"{arrears_papers.title(step)}-{step.number}")
