"""Cases at the window: the worklist, one case, and what its owner does with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.listing import Column, Listing
from common.states import allowed
from desk import operations, queries
from desk.forms.cases import CaseFilter, CaseNoteForm, CaseReasonForm, StopForm
from desk.models import Case
from desk.rules import deadlines, wording
from desk.states.cases import BEFORE_DECISION, CASE_BADGE, CASE_MOVES, CaseStatus, Whose
from desk.views import own
from desk.views.acting import Act, act_at_once, act_page

TABS: dict[str, tuple[Any, Callable[..., Any]]] = {
    "mine": (gettext_lazy("该我办"), queries.mine_now),
    "free": (gettext_lazy("待接手"), queries.free),
    "elsewhere": (gettext_lazy("等别人"), queries.elsewhere),
    "review": (gettext_lazy("待复核"), queries.to_review),
    "all": (gettext_lazy("全部"), queries.cases_visible_to),
}
OWNERLESS = ("mine", "free")
"""Tabs in which the owner is oneself, or nobody."""


# --- lists


@requires(Permission.CASE_VIEW)
@require_safe
def cases(request: UserRequest) -> HttpResponseBase:
    """What waits for me, for anybody, for others, for a reviewer; and all cases."""
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = "mine" if request.user.may(Permission.CASE_WORK) else "all"
    now = timezone.now()
    rows = queries.in_a_list(TABS[tab][1](request.user), with_owner=tab not in OWNERLESS)
    listing = Listing(
        request,
        rows,
        columns=_columns(now, with_owner=tab not in OWNERLESS),
        per_page=15,
        order=("-submitted_at", "-id") if tab == "all" else ("submitted_at", "id"),
        filters=CaseFilter if tab == "all" or _is_narrowed(request) else None,
        caption=TABS[tab][0],
        file_name=_("办件") if tab == "all" else "",
        empty={"title": _("没有办件"), "text": _("有人提交后会出现在这里。")},
    )
    tabs = [
        (label, f"{request.path}?tab={name}", name == tab)
        for name, (label, _rows) in TABS.items()
        if name != "review" or request.user.may(Permission.CASE_REVIEW)
    ]
    may = request.user.may
    more = {
        "tabs": tabs,
        "may_hand_over": may(Permission.CASE_WORK),
        "may_sample": may(Permission.CASE_REVIEW),
        "may_count": may(Permission.CASE_FIGURES),
    }
    return listing.response("desk/counter/cases.html", more)


def _is_narrowed(request: UserRequest) -> bool:
    """Whether a link brought filters along; one's own short list has none of its own."""
    return any(name in request.GET for name in CaseFilter.base_fields)


def _columns(now: datetime, *, with_owner: bool) -> list[Column]:
    columns = [
        Column(
            "number",
            _("办件编号"),
            kind="code",
            link=lambda row: reverse("desk:counter_case", args=[row.pk]),
        ),
        Column("kind", _("事项"), value=lambda row: row.version.label),
        Column("applicant", _("申请人"), value=lambda row: str(row.applicant)),
        Column("amount_fen", _("金额"), kind="money", value=lambda row: row.amount_fen or None, narrow=False),
        Column("owner", _("经办人"), value=lambda row: str(row.owner or ""), narrow=False),
        Column("submitted_at", _("提交时间"), kind="time", order="submitted_at", narrow=False),
        Column("due", _("时限"), value=lambda row: _due(row, now), badge=lambda row: _standing(row, now)),
        Column(
            "status", _("状态"), value=lambda row: row.get_status_display(), badge=lambda row: CASE_BADGE[row.status]
        ),
    ]
    return [column for column in columns if with_owner or column.name != "owner"]


def _due(case: Case, now: datetime) -> str:
    if not case.is_open or case.promised_due_at is None:
        return ""
    if case.whose != Whose.OURS:
        return _("等%(whose)s") % {"whose": case.get_whose_display()}
    return wording.left_words(now, case.promised_due_at)


def _standing(case: Case, now: datetime) -> str:
    if case.whose != Whose.OURS or case.promised_due_at is None or case.warn_at is None:
        return "quiet"
    return deadlines.standing(now, warn_at=case.warn_at, due_at=case.promised_due_at)


# --- one case


@requires(Permission.CASE_VIEW)
@require_safe
def case(request: UserRequest, pk: int) -> HttpResponse:
    """One case with its facts, papers, reviews and everything that happened. Opening it is a look at the applicant."""
    found, now = case_of(request, pk), timezone.now()
    note_look(request, found, now)
    other = found.owner if found.is_open and found.owner_id not in (None, request.user.pk) else None
    context = {
        "case": found,
        "badge": CASE_BADGE[found.status],
        "owner_words": operations.where_of(other) if other else "",
        "facts": business_facts(found),
        "detail_url": _detail_url(found),
        "links": own.business_links(found, "counter"),
        "panel": own.business_panel(found),
        "clock": clock_of(found, now),
        "papers": queries.case_papers(found, request.user, now),
        "receipt": queries.receipt_of(found),
        "acts": acts_for(found, request.user),
        "may_review": found.status == CaseStatus.IN_REVIEW and request.user.may(Permission.CASE_REVIEW),
        "reviews": found.reviews.select_related("by__person", "deputising_for__person").order_by("id"),
        "events": timeline(found),
        "may_ask_rating": found.status in queries.RATEABLE and request.user.may(Permission.CASE_WORK),
    }
    return render(request, "desk/counter/case.html", context)


def note_look(request: UserRequest, found: Case, now: datetime) -> None:
    """Note that the user reads the applicant's case, before it is shown."""
    if found.person_id is None:
        return
    accounts.look(
        person_id=found.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("办件"),
        case=found.number,
        at=now,
        address=client_address(request),
    )


def case_of(request: UserRequest, pk: int) -> Case:
    """The case, where the user may see it; else 404."""
    return get_object_or_404(queries.cases_visible_to(request.user), pk=pk)


def business_facts(found: Case) -> list[tuple[str, object]]:
    """What the business app behind the case has to say of it, in words."""
    path = settings.CASE_FACTS.get(found.kind.source)
    return list(import_string(path)(found)) if path else []


def _detail_url(found: Case) -> str:
    if not found.kind.detail_counter:
        return ""
    try:
        return reverse(found.kind.detail_counter, args=[found.pk])
    except NoReverseMatch:
        return ""


@dataclass(frozen=True)
class Clock:
    """The deadlines and the time spent, in words."""

    law: str
    law_badge: str
    left: str
    left_badge: str
    split: list[tuple[str, str]]


def clock_of(found: Case, now: datetime) -> Clock:
    """How a case stands against law and promise, and whose time it took."""
    law, law_badge, left, left_badge = "", "", "", ""
    if found.is_open and found.statutory_due_on and found.decided_at is None:
        days = (found.statutory_due_on - timezone.localdate(now)).days
        law = wording.law_words(timezone.localdate(now), found.statutory_due_on)
        law_badge = "bad" if days < 0 else "warn" if days <= 1 else "quiet"
    if found.is_open and found.promised_due_at:
        left, left_badge = _due(found, now), _standing(found, now)
    spent = queries.time_split(found, now)
    split = [(str(Whose(whose).label), wording.span_words(seconds)) for whose, seconds in spent.items()]
    return Clock(law, law_badge, left, left_badge, split)


def timeline(found: Case) -> list[dict[str, object]]:
    """Everything that happened, newest first, as staff read it."""
    return [
        {
            "title": wording.action_words(event.action),
            "at": event.at,
            "who": _who(event.by, event.window),
            "note": event.note,
        }
        for event in queries.events_of(found)
    ]


def _who(by: object, window: str) -> str:
    if by is None:
        return _("系统")
    return _("%(window)s 号窗口 %(who)s") % {"window": window, "who": by} if window else str(by)


# --- what its owner does


@dataclass(frozen=True)
class CaseAct:
    """One act on a case: its word, its key, the form it asks (none: at once), what it runs and says."""

    label: Any
    key: str
    run: Callable[..., object]
    said: Any
    form: type[forms.Form] | None = None
    intro: Any = ""


ACTS: dict[str, CaseAct] = {
    "take": CaseAct(gettext_lazy("接手"), "1", operations.take, gettext_lazy("已接手。")),
    "accept": CaseAct(gettext_lazy("受理"), "2", operations.accept_case, gettext_lazy("已受理。")),
    "send": CaseAct(gettext_lazy("提交复核"), "3", operations.send_case, gettext_lazy("已提交。")),
    "refuse": CaseAct(
        gettext_lazy("不予办理"),
        "4",
        operations.refuse_case,
        gettext_lazy("已告知申请人不予办理。"),
        CaseReasonForm,
        gettext_lazy("理由申请人会看到，请写清楚依据。"),
    ),
    "stop": CaseAct(
        gettext_lazy("停表"),
        "5",
        operations.stop_case,
        gettext_lazy("已停表，承诺期限相应顺延；法定期限不变。"),
        StopForm,
        gettext_lazy("申请人会看到在等谁、等什么。"),
    ),
    "resume": CaseAct(gettext_lazy("继续计时"), "5", operations.resume_case, gettext_lazy("已继续计时。")),
    "remark": CaseAct(
        gettext_lazy("备注"),
        "6",
        operations.remark,
        gettext_lazy("已记下。"),
        CaseNoteForm,
        gettext_lazy("只有工作人员看得到。"),
    ),
    "recall": CaseAct(
        gettext_lazy("应申请人要求撤回"),
        "7",
        operations.recall,
        gettext_lazy("已撤回。"),
        CaseReasonForm,
        gettext_lazy("请写明申请人如何提出。"),
    ),
    "void": CaseAct(
        gettext_lazy("作废"),
        "8",
        operations.void,
        gettext_lazy("已作废。"),
        CaseReasonForm,
        gettext_lazy("开错的办件作废后不再执行，理由申请人会看到。"),
    ),
}


def acts_for(found: Case, user: Any) -> list[dict[str, object]]:
    """The acts that the page offers now; the operations refuse again."""
    if not user.may(Permission.CASE_WORK) or not found.is_open:
        return []
    own, free = found.owner_id == user.pk, found.owner_id is None
    possible = set(allowed(found.status, CASE_MOVES))
    offered = {
        "take": free,
        "accept": (own or free) and "accept" in possible,
        "send": own and "to_review" in possible,
        "refuse": (own or free) and "refuse" in possible and found.status != CaseStatus.IN_REVIEW,
        "stop": own and found.whose == Whose.OURS and found.status in operations.STOPPABLE,
        "resume": own and found.whose != Whose.OURS and found.status in operations.STOPPABLE,
        "remark": True,
        "recall": own and found.status in BEFORE_DECISION,
        "void": own and "void" in possible,
    }
    return [
        {
            "label": act.label,
            "key": act.key,
            "url": reverse("desk:counter_do", args=[found.pk, name]),
            "at_once": act.form is None,
        }
        for name, act in ACTS.items()
        if offered[name]
    ]


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """One act on a case: at once, or with the form it asks for."""
    found, act = case_of(request, pk), ACTS.get(name)
    if act is None:
        raise Http404
    back = reverse("desk:counter_case", args=[pk])

    def run(answers: dict[str, Any]) -> None:
        act.run(case_id=pk, by=request.user, at=timezone.now(), **answers)

    if act.form is None:
        if request.method != "POST":
            return redirect(back)
        return act_at_once(request, lambda: run({}), said=str(act.said), to=back)
    page = Act(str(act.label), str(act.label), back, found.number, str(act.said), str(act.intro))
    return act_page(request, page, act.form(request.POST or None), run, "desk/counter/do.html", {"case": found})
