"""Business between two centres at the counter (跨省通办): taken and forwarded, received and decided."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from desk import operations as desk
from desk import queries
from desk.forms.crossing import CrossFilter, InForm, OutcomeForm, OutForm, SendForm, TheirAnswerForm, UrgeForm
from desk.models import CrossCase
from desk.rules import crossing as rules
from desk.states.cases import CASE_BADGE
from desk.states.crossing import Direction

SHOWN = 30
WORDS: dict[str, dict[str, Any]] = {
    Direction.OUT: {
        "check": gettext_lazy("核验身份、受理"),
        "forward": gettext_lazy("转给对方中心"),
        "wait": gettext_lazy("等对方答复"),
        "tell": gettext_lazy("告知申请人"),
        "end": gettext_lazy("办结"),
    },
    Direction.IN: {
        "check": gettext_lazy("核对转来材料、受理"),
        "decide": gettext_lazy("审核决定"),
        "work": gettext_lazy("办理并反馈"),
        "end": gettext_lazy("办结"),
    },
}


@requires(Permission.CASE_VIEW)
@require_safe
def crossings(request: UserRequest) -> HttpResponseBase:
    """What is under way, what another centre is late with, and all there has been."""
    today = timezone.localdate()
    listing = Listing(
        request,
        queries.crossings_visible_to(request.user),
        columns=[
            Column("case__number", _("编号"), kind="code", link=_url),
            Column("case__version__label", _("事项"), value=lambda row: row.case.version.label.partition("：")[2]),
            Column("get_direction_display", _("方向"), narrow=False),
            Column("centre__name", _("对方中心")),
            Column("stage", _("走到"), value=_stage_words, narrow=False),
            Column("status", _("状态"), value=_status, badge=lambda row: CASE_BADGE[row.case.status]),
        ],
        order=("-id",),
        filters=CrossFilter,
        caption=_("跨省通办"),
        empty={"title": _("还没有跨省通办件"), "text": _("代外地中心收的、外地中心转来的都列在这里。")},
    )
    context = {
        "open": [(each, _stage_words(each)) for each in queries.crossings_open(request.user, SHOWN)],
        "late": queries.crossings_late(request.user, today)[:SHOWN],
        "may_work": request.user.may(Permission.CASE_WORK),
    }
    return listing.response("desk/counter/crossings.html", context)


def _url(row: CrossCase) -> str:
    return reverse("desk:counter_crossing", args=[row.case_id])


def _stage_words(row: CrossCase) -> str:
    return str(WORDS[row.direction][queries.stage_of(row)])


def _status(row: CrossCase) -> str:
    return str(row.case.get_status_display())


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def open_crossing(request: UserRequest) -> HttpResponse:
    """Take a request for another centre."""
    versions = queries.cross_versions(timezone.localdate())
    form = OutForm(request.POST or None, versions=versions, centres=queries.centres())
    return _opened(request, form, desk.open_crossing, "desk/counter/open_crossing.html")


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def receive_crossing(request: UserRequest) -> HttpResponse:
    """Receive what another centre has taken for us."""
    versions = [each for each in queries.cross_versions(timezone.localdate()) if _work_url(each.kind.code)]
    form = InForm(request.POST or None, versions=versions, centres=queries.centres())
    return _opened(request, form, desk.receive_crossing, "desk/counter/receive_crossing.html")


def _opened(request: UserRequest, form: OutForm | InForm, act: Callable[..., CrossCase], template: str) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            made = act(asked=form.said, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已登记，编号 %(number)s。") % {"number": made.case.number})
            return redirect("desk:counter_crossing", made.case_id)
    return render(request, template, {"form": form})


def _work_url(kind: str, person_id: int | None = None) -> str:
    """Where the business of a service is done here, for a person; nothing where it is not built."""
    try:
        url = reverse(rules.WORK_PAGES[kind])
    except (KeyError, NoReverseMatch):
        return ""
    return f"{url}?person={person_id}" if person_id else url


@requires(Permission.CASE_VIEW)
@require_safe
def crossing(request: UserRequest, pk: int) -> HttpResponse:
    """One case between two centres, and its next step; `pk` is the case's."""
    return _page(request, _crossing(request, pk))


@requires(Permission.CASE_WORK)
@require_POST
def forward_crossing(request: UserRequest, pk: int) -> HttpResponse:
    """Send the papers."""
    return _do(request, pk, SendForm(request.POST), desk.forward_crossing, _("已转出，从现在起计对方时间。"))


@requires(Permission.CASE_WORK)
@require_POST
def urge_centre(request: UserRequest, pk: int) -> HttpResponse:
    """Remind the other centre."""
    form = UrgeForm(request.POST, prefix="urge")
    return _do(request, pk, form, desk.urge_centre, _("已记录催办。"), slot="urge_form")


@requires(Permission.CASE_WORK)
@require_POST
def record_answer(request: UserRequest, pk: int) -> HttpResponse:
    """Write down what the other centre answered."""
    return _do(request, pk, TheirAnswerForm(request.POST), desk.record_centres_answer, _("已登记答复，请告知申请人。"))


@requires(Permission.CASE_WORK)
@require_POST
def tell_answer(request: UserRequest, pk: int) -> HttpResponse:
    """Tell the applicant; the case ends."""
    return _do(request, pk, None, desk.tell_centres_answer, _("已告知申请人，办结。"))


@requires(Permission.CASE_WORK)
@require_POST
def decide_crossing(request: UserRequest, pk: int) -> HttpResponse:
    """Decide what another centre has sent."""
    return _do(request, pk, OutcomeForm(request.POST), desk.decide_crossing, _("已决定。"))


@requires(Permission.CASE_WORK)
@require_POST
def answer_centre(request: UserRequest, pk: int) -> HttpResponse:
    """Send the answer back."""
    return _do(request, pk, SendForm(request.POST), desk.answer_centre, _("已反馈对方中心。"))


def _do(
    request: UserRequest, pk: int, form: forms.Form | None, act: Callable[..., Any], said: str, slot: str = "form"
) -> HttpResponse:
    """One step of the way; its form shows what is wrong or refused."""
    found = _crossing(request, pk)
    if form is None or form.is_valid():
        facts = dict(form.cleaned_data) if form else {}
        try:
            act(case_id=pk, by=request.user, at=timezone.now(), **facts)
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, said)
        return redirect("desk:counter_crossing", pk)
    return _page(request, found, **{slot: form})


# stage: (address of its act, form, words of the button)
STEPS: dict[str, tuple[str, type[forms.Form] | None, Any]] = {
    "forward": ("desk:counter_forward_crossing", SendForm, gettext_lazy("转给对方中心")),
    "wait": ("desk:counter_record_answer", TheirAnswerForm, gettext_lazy("登记对方答复")),
    "tell": ("desk:counter_tell_answer", None, gettext_lazy("告知申请人，办结")),
    "decide": ("desk:counter_decide_crossing", OutcomeForm, gettext_lazy("决定")),
    "work": ("desk:counter_answer_centre", SendForm, gettext_lazy("反馈对方中心，办结")),
}


def _page(request: UserRequest, found: CrossCase, **bound: forms.Form) -> HttpResponse:
    case, stage = found.case, queries.stage_of(found)
    if case.person_id:
        accounts.look(
            person_id=case.person_id,
            user=request.user,
            kind=LookKind.PAGE,
            what=_("跨省通办"),
            case=case.number,
            at=timezone.now(),
            address=client_address(request),
        )
    name, form, button = STEPS.get(stage, ("", None, ""))
    may = request.user.may(Permission.CASE_WORK) and case.owner_id in (None, request.user.pk)
    context: dict[str, Any] = {
        "crossing": found,
        "case": case,
        "badge": CASE_BADGE[case.status],
        "stage": stage,
        "steps": _steps(found.direction, stage),
        "may_work": may,
        "act_url": reverse(name, args=[case.pk]) if name else "",
        "form": form() if form else None,
        "button": button,
        "urge_form": UrgeForm(prefix="urge") if stage == "wait" else None,
        "work_url": _work_url(case.kind.code, case.person_id) if found.direction == Direction.IN else "",
    }
    return render(request, "desk/counter/crossing.html", {**context, **bound})


def _steps(direction: str, stage: str) -> list[dict[str, object]]:
    """The way of the case, as a courier would show it."""
    behind = rules.done_stages(direction, stage)
    return [
        {
            "title": WORDS[direction][each],
            "state": "done" if each in behind or stage == "end" else "now" if each == stage else "",
        }
        for each in rules.STAGES[direction]
    ]


def _crossing(request: UserRequest, pk: int) -> CrossCase:
    return get_object_or_404(queries.crossings_visible_to(request.user), case=pk)
