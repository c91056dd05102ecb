"""The service manual and the courtesy drills."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from desk.forms.inspection import CourtesyForm, SectionForm
from desk.models import CourtesyDrill, ManualSection
from desk.operations import courtesy as operations
from desk.queries import courtesy as queries
from desk.queries import hall
from desk.rules.inspection import blocks, in_points
from desk.states.inspection import CourtesyGroup
from desk.views.acting import Act, act_at_once, act_page

GET_OR_POST = ["GET", "HEAD", "POST"]
DAYS = 90
"""How far back the figures of drills go."""


@requires(Permission.STAFF_DESK)
@require_safe
def manual(request: UserRequest) -> HttpResponse:
    """The table of contents, and what one has confirmed."""
    rows = queries.contents(request.user)
    context = {"rows": rows, "unread": sum(1 for each in rows if not each.has_read)}
    return render(request, "desk/counter/manual.html", context)


@requires(Permission.STAFF_DESK)
@require_safe
def manual_section(request: UserRequest, pk: int) -> HttpResponse:
    """One section as it stands."""
    found, user = _section(request, pk), request.user
    newest = queries.newest_version(found)
    leads = user.may(Permission.HALL_LEAD)
    context = {
        "section": found,
        "version": newest,
        "blocks": blocks(newest.text) if newest else [],
        "has_read": newest is not None and newest.readings.filter(user=user.pk).exists(),
        "versions": found.versions.select_related("by__person").order_by("-number")[:10],
        "readers": queries.readers(newest, hall.branch_of(user)) if newest and leads else [],
        "leads": leads,
    }
    return render(request, "desk/counter/manual_section.html", context)


@requires(Permission.HALL_LEAD)
@require_http_methods(GET_OR_POST)
def write_section(request: UserRequest, pk: int) -> HttpResponse:
    """A new version of a section."""
    found = _section(request, pk)
    newest = queries.newest_version(found)
    form = SectionForm(request.POST or None, initial={"text": newest.text if newest else ""})

    def run(answers: dict[str, Any]) -> None:
        operations.write_section(
            section_id=pk, text=answers["text"], note=answers["note"], by=request.user, at=timezone.now()
        )

    act = Act(
        _("修改：%(title)s") % {"title": found.title},
        _("发布新版"),
        reverse("desk:counter_manual_section", args=[pk]),
        found.title,
        said=_("新版已发布，大家需要重新确认。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_POST
def confirm_reading(request: UserRequest, pk: int) -> HttpResponse:
    """Read and understood."""
    found = _section(request, pk)
    typed = request.POST.get("number", "")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
    return act_at_once(
        request,
        lambda: operations.confirm_reading(section_id=pk, number=number, by=request.user, at=timezone.now()),
        said=_("已确认阅读。"),
        to=reverse("desk:counter_manual_section", args=[found.pk]),
    )


def _section(request: UserRequest, pk: int) -> ManualSection:
    return get_object_or_404(queries.sections_visible_to(request.user), pk=pk)


# --- drills


@requires(Permission.STAFF_DESK)
@require_safe
def courtesies(request: UserRequest) -> HttpResponseBase:
    """Drills, and what the last ninety days say about people and about each courtesy."""
    branch_id, since = hall.branch_of(request.user), timezone.localdate() - timedelta(days=DAYS)
    recent = CourtesyDrill.objects.filter(branch=branch_id, on__gte=since)
    listing = Listing(
        request,
        queries.courtesy_drills_visible_to(request.user),
        columns=[
            Column("on", _("演练日期"), kind="date", link=_url),
            Column("participant", _("演练人"), value=lambda row: str(row.participant)),
            Column("scene", _("场景"), narrow=False),
            Column("observer", _("观察人"), value=lambda row: str(row.observer), narrow=False),
            Column("score_hundredths", _("平均分"), kind="code", value=lambda row: in_points(row.score_hundredths)),
        ],
        order=("-on",),
        caption=_("7+7 演练"),
        empty={"title": _("还没有演练"), "text": _("两个人一组，一人演练，一人观察打分。")},
    )
    context = {
        "people": [(each, in_points(each.score_hundredths)) for each in queries.person_figures(branch_id, since)],
        "items": [
            (each, CourtesyGroup(each.group).label, in_points(each.score_hundredths))
            for each in queries.item_figures(recent)
        ],
        "days": DAYS,
    }
    return listing.response("desk/counter/courtesies.html", context)


def _url(row: CourtesyDrill) -> str:
    return reverse("desk:counter_courtesy", args=[row.pk])


@requires(Permission.STAFF_DESK)
@require_safe
def courtesy(request: UserRequest, pk: int) -> HttpResponse:
    """One drill with its scores."""
    found = get_object_or_404(queries.courtesy_drills_visible_to(request.user), pk=pk)
    scores = list(found.scores.select_related("item").order_by("item__group", "item__order", "id"))
    context = {
        "drill": found,
        "average": in_points(found.score_hundredths),
        "groups": [(group.label, [each for each in scores if each.item.group == group]) for group in CourtesyGroup],
    }
    return render(request, "desk/counter/courtesy.html", context)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def score_courtesy(request: UserRequest) -> HttpResponse:
    """Watch a colleague and score."""
    branch_id = hall.branch_of(request.user)
    form = CourtesyForm(
        request.POST or None,
        colleagues=hall.colleagues(branch_id).exclude(pk=request.user.pk),
        items=list(queries.courtesy_items()),
        initial={"on": timezone.localdate()},
    )

    def run(answers: dict[str, Any]) -> str:
        found = operations.record_courtesy_drill(
            participant_id=answers["participant"].pk,
            on=answers["on"],
            scores=form.scores,
            scene=answers["scene"],
            note=answers["note"],
            by=request.user,
            at=timezone.now(),
        )
        return _url(found)

    act = Act(
        _("登记 7+7 演练"),
        _("登记"),
        reverse("desk:counter_courtesies"),
        _("7+7 演练"),
        said=_("已登记。"),
        intro=_("5 分：和手册一样好；1 分：没有做到。"),
    )
    return act_page(request, act, form, run, "desk/counter/score_courtesy.html")
