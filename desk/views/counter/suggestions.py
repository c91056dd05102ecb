"""Suggestions of the staff: raised, decided, done; as a list and as a board."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from desk.forms.hall import WordsForm
from desk.forms.meetings import AdoptForm, ReassignForm, SuggestionFilter, SuggestionForm
from desk.models import Meeting, Suggestion
from desk.operations import suggestions as operations
from desk.queries import hall
from desk.queries import meetings as queries
from desk.states.suggestions import SUGGESTION_BADGE, SuggestionStatus
from desk.views.acting import Act, act_page

GET_OR_POST = ["GET", "HEAD", "POST"]
ON_BOARD = 20


@requires(Permission.STAFF_DESK)
@require_safe
def suggestions(request: UserRequest) -> HttpResponseBase:
    """All suggestions."""
    today = timezone.localdate()
    listing = Listing(
        request,
        queries.suggestions_visible_to(request.user),
        columns=[
            Column("title", _("建议"), link=_url),
            Column("raised_by", _("提出人"), value=lambda row: str(row.raised_by)),
            Column("branch__name", _("管理部"), narrow=False),
            Column("raised_at", _("提出时间"), kind="time", narrow=False),
            Column("responsible", _("责任人"), value=lambda row: str(row.responsible or "")),
            Column("due_on", _("期限"), kind="date"),
            Column(
                "get_status_display",
                _("状态"),
                badge=lambda row: (
                    "bad"
                    if row.status == SuggestionStatus.ADOPTED and row.due_on < today
                    else SUGGESTION_BADGE[row.status]
                ),
            ),
        ],
        order=("-raised_at",),
        filters=SuggestionFilter,
        caption=_("建议"),
        file_name=_("建议台账"),
        empty={
            "title": _("还没有建议"),
            "text": _("想到什么就提，采纳不采纳都会告诉您理由。"),
            "url": reverse("desk:counter_suggest"),
            "action": _("提一条建议"),
        },
    )
    return listing.response("desk/counter/suggestions.html")


@requires(Permission.STAFF_DESK)
@require_safe
def suggestion_board(request: UserRequest) -> HttpResponse:
    """The suggestions of one's own hall, in columns by how far they are."""
    columns = queries.suggestion_board(hall.branch_of(request.user), ON_BOARD)
    context = {"columns": columns, "today": timezone.localdate(), "most": ON_BOARD}
    return render(request, "desk/counter/suggestion_board.html", context)


def _url(row: Suggestion) -> str:
    return reverse("desk:counter_suggestion", args=[row.pk])


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def suggest(request: UserRequest) -> HttpResponse:
    """Propose something; `?meeting=` says at which morning meeting."""
    number = request.GET.get("meeting", "")
    rows = queries.meetings_visible_to(request.user)
    meeting = (
        rows.filter(pk=int(number)).first() if number.isascii() and number.isdigit() and len(number) < 10 else None
    )
    back = reverse("desk:counter_meeting", args=[meeting.pk]) if meeting else reverse("desk:counter_suggestions")

    def run(answers: dict[str, Any]) -> str:
        found = operations.raise_suggestion(
            branch_id=hall.branch_of(request.user),
            meeting_id=meeting.pk if meeting else None,
            by=request.user,
            at=timezone.now(),
            **answers,
        )
        return back if meeting else _url(found)

    act = Act(
        _("提一条建议"),
        _("提交"),
        back,
        str(meeting) if meeting else _("建言献策"),
        said=_("已提交，采纳与否都会告诉您。"),
    )
    return act_page(request, act, SuggestionForm(request.POST or None), run)


@requires(Permission.STAFF_DESK)
@require_safe
def suggestion(request: UserRequest, pk: int) -> HttpResponse:
    """One suggestion and what became of it."""
    found, user = _suggestion(request, pk), request.user
    leads = hall.leads(user, found.branch_id)
    is_adopted = found.status == SuggestionStatus.ADOPTED
    context = {
        "suggestion": found,
        "badge": SUGGESTION_BADGE[found.status],
        "is_late": is_adopted and found.due_on is not None and found.due_on < timezone.localdate(),
        "events": _events(found),
        "can_decide": found.status == SuggestionStatus.RAISED and leads and found.raised_by_id != user.pk,
        "can_finish": is_adopted and (leads or found.responsible_id == user.pk),
        "can_reassign": is_adopted and leads,
    }
    return render(request, "desk/counter/suggestion.html", context)


def _events(found: Suggestion) -> list[dict[str, object]]:
    words = {
        "raise": _("提出"),
        "adopt": _("采纳"),
        "decline": _("未采纳"),
        "reassign": _("调整责任人或期限"),
        "finish": _("落实"),
    }
    rows = found.events.select_related("by__person").order_by("-at", "-id")
    return [
        {"title": words.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": each.note}
        for each in rows
    ]


@requires(Permission.HALL_LEAD)
@require_http_methods(GET_OR_POST)
def adopt_suggestion(request: UserRequest, pk: int) -> HttpResponse:
    """Adopt it: who, by when, why."""
    found = _suggestion(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.adopt(
            suggestion_id=pk,
            reason=answers["reason"],
            responsible_id=answers["responsible"].pk,
            due_on=answers["due_on"],
            by=request.user,
            at=timezone.now(),
        )

    act = Act(_("采纳建议"), _("采纳"), _url(found), found.title, said=_("已采纳，提出人和责任人都会收到消息。"))
    return act_page(request, act, AdoptForm(request.POST or None), run)


@requires(Permission.HALL_LEAD)
@require_http_methods(GET_OR_POST)
def decline_suggestion(request: UserRequest, pk: int) -> HttpResponse:
    """Do not adopt it, and say why."""
    found = _suggestion(request, pk)
    form = WordsForm(request.POST or None, label=_("为什么不采纳"), help_text=_("提出人会看到，请说明道理。"))

    def run(answers: dict[str, Any]) -> None:
        operations.decline(suggestion_id=pk, reason=answers["text"], by=request.user, at=timezone.now())

    act = Act(_("不采纳"), _("不采纳"), _url(found), found.title, said=_("已答复提出人。"))
    return act_page(request, act, form, run)


@requires(Permission.HALL_LEAD)
@require_http_methods(GET_OR_POST)
def reassign_suggestion(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody else, or more time."""
    found = _suggestion(request, pk)
    form = ReassignForm(request.POST or None, initial={"responsible": found.responsible_id, "due_on": found.due_on})

    def run(answers: dict[str, Any]) -> None:
        operations.reassign(
            suggestion_id=pk,
            responsible_id=answers["responsible"].pk,
            due_on=answers["due_on"],
            reason=answers["reason"],
            by=request.user,
            at=timezone.now(),
        )

    act = Act(_("调整责任人或期限"), _("调整"), _url(found), found.title, said=_("已调整。"))
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def finish_suggestion(request: UserRequest, pk: int) -> HttpResponse:
    """What came of it."""
    found = _suggestion(request, pk)
    form = WordsForm(request.POST or None, label=_("落实情况"), help_text=_("做了什么、在哪里看得到、效果如何。"))

    def run(answers: dict[str, Any]) -> None:
        operations.finish_suggestion(suggestion_id=pk, evidence=answers["text"], by=request.user, at=timezone.now())

    act = Act(_("落实建议"), _("已落实"), _url(found), found.title, said=_("已落实，提出人会收到消息。"))
    return act_page(request, act, form, run)


def _suggestion(request: UserRequest, pk: int) -> Suggestion:
    return get_object_or_404(queries.suggestions_visible_to(request.user), pk=pk)


def _meeting(request: UserRequest) -> Meeting | None:
    """The meeting named in the address, or none."""
    number = request.GET.get("meeting", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return queries.meetings_visible_to(request.user).filter(pk=int(number)).first()
