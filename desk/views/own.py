"""One's own cases, for the depositor's portal and the employer's: the same pages in two frames."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from accounts.models import User
from common.errors import BusinessError
from common.listing import Column, Listing
from common.states import allowed
from desk import operations, queries
from desk.models import Case
from desk.rules import progress
from desk.states.cases import CASE_BADGE, CASE_MOVES


@dataclass(frozen=True)
class Side:
    """Whose frame the pages stand in: "portal" or "employer"."""

    kind: str

    def address(self, name: str, *args: object) -> str:
        """Address of this side's page."""
        return reverse(f"desk:{self.kind}_{name}", args=args)

    def template(self, name: str) -> str:
        """This side's template."""
        return f"desk/{self.kind}/{name}.html"


def cases_page(request: UserRequest, side: Side, rows: QuerySet[Case], drafts: QuerySet[Any]) -> HttpResponseBase:
    """All one's cases, newest first, with the drafts that can be taken up again."""
    listing = Listing(
        request,
        rows,
        columns=[
            Column("number", _("办件编号"), kind="code", link=lambda row: side.address("case", row.pk), narrow=False),
            Column("kind", _("事项"), value=lambda row: row.title, link=lambda row: side.address("case", row.pk)),
            Column("submitted_at", _("提交时间"), kind="time", order="submitted_at", narrow=False),
            Column(
                "status",
                _("状态"),
                value=lambda row: row.get_status_display(),
                badge=lambda row: CASE_BADGE[row.status],
            ),
        ],
        order=("-submitted_at", "-id"),
        caption=_("我的办件"),
        empty={
            "title": _("还没有办件"),
            "text": _("提交申请后，每一步进度都在这里。"),
            "url": reverse("desk:public_guides"),
            "action": _("看办事指南"),
        },
    )
    names = queries.kind_names()
    found = [{"draft": draft, "name": names.get(draft.kind_id, ""), "url": _start(side, draft)} for draft in drafts]
    return listing.response(side.template("cases"), {"drafts": found})


def _start(side: Side, draft: Any) -> str:
    name = draft.kind.start_portal if side.kind == "portal" else draft.kind.start_employer
    return reverse(name) if name else ""


def case_page(request: UserRequest, side: Side, found: Case) -> HttpResponse:
    """One case: where it is, what comes next, its papers, and everything that was told."""
    now = timezone.now()
    events = list(found.events.order_by("at", "id"))
    reached: dict[str, datetime] = {}
    for event in events:
        reached.setdefault(event.after, timezone.localtime(event.at))
    # Once it is decided, what it went through counts; before, what its kind may ask.
    levels = found.levels if found.decided_at else found.version.levels.count()
    path = settings.CASE_FACTS.get(found.kind.source)
    context = {
        "case": found,
        "badge": CASE_BADGE[found.status],
        "steps": progress.steps(found.status, reached=reached, levels=levels),
        "next_words": progress.next_words(found.status, _whereabouts(found)),
        "facts": list(import_string(path)(found)) if path else [],
        "links": business_links(found, side.kind),
        "events": [{"title": _(event.told), "at": event.at} for event in reversed(events) if event.told],
        "papers": queries.case_papers(found, request.user, now),
        "tasks_url": side.address("tasks", found.pk) if found.is_open and found.requirements.exists() else "",
        "may_recall": "recall" in allowed(found.status, CASE_MOVES),
        "rate_url": _rate_url(side, found, request.user, now),
        "receipt_url": side.address("receipt", found.pk) if queries.receipt_of(found) else "",
    }
    return render(request, side.template("case"), context)


def _whereabouts(found: Case) -> progress.Whereabouts:
    place = str(found.branch)
    if found.owner is not None and found.owner.staff.window:
        place = _("%(branch)s %(window)s 号窗口") % {"branch": found.branch, "window": found.owner.staff.window}
    promised = f"{timezone.localtime(found.promised_due_at):%m-%d %H:%M}" if found.promised_due_at else ""
    supply = f"{found.supply_due_on:%m-%d}" if found.supply_due_on else ""
    return progress.Whereabouts(place, promised, supply, found.gaps)


def _rate_url(side: Side, found: Case, user: User, now: datetime) -> str:
    if found.is_open or not queries.cases_to_rate(user, now).filter(pk=found.pk).exists():
        return ""
    return side.address("rate", found.pk)


def business_links(found: Case, side: str) -> list[tuple[str, str]]:
    """Further pages and papers that the business app behind the case has for a side: words and address."""
    path = settings.CASE_LINKS.get(found.kind.source)
    return list(import_string(path)(found, side)) if path else []


def business_panel(found: Case) -> SafeString:
    """What the business app behind the case shows the staff who decide (settings.CASE_PANELS): markup, or nothing."""
    path = settings.CASE_PANELS.get(found.kind.source)
    return import_string(path)(found) if path else SafeString()


def recall(request: UserRequest, side: Side, found: Case) -> HttpResponse:
    """Take one's request back."""
    try:
        operations.recall(case_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤回，需要时可以重新申请。"))
    return redirect(side.address("case", found.pk))


def case_of(request: UserRequest, pk: int, rows: QuerySet[Case]) -> Case:
    """The case among one's own; else 404."""
    return get_object_or_404(rows.select_related("owner__staff"), pk=pk)
