"""Topics of a meeting, and resolutions followed to their end."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from partybuilding.forms.fields import WordsForm
from partybuilding.forms.meetings import ResolutionForm, TopicForm
from partybuilding.models import Member, Resolution, Topic
from partybuilding.operations import meetings as operations
from partybuilding.queries import organisation as people
from partybuilding.queries import scope
from partybuilding.states.meetings import RESOLUTION_BADGE
from partybuilding.views.acting import GET_OR_POST, Act, act_page
from partybuilding.views.counter.meetings import url_of


def _topic(request: UserRequest, pk: int) -> Topic:
    rows = Topic.objects.filter(meeting__in=scope.meetings_visible_to(request.user))
    return get_object_or_404(rows.select_related("meeting__organisation"), pk=pk)


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def add_topic(request: UserRequest, pk: int) -> HttpResponse:
    """Put a topic on the agenda."""
    found = get_object_or_404(scope.meetings_visible_to(request.user), pk=pk)

    def run(answers: dict[str, Any]) -> None:
        operations.add_topic(meeting_id=pk, words=operations.TopicWords(**answers), by=request.user, at=timezone.now())

    act = Act(_("增加议题"), _("保存"), url_of(pk), str(found), said=_("已列入议程。"))
    return act_page(request, act, TopicForm(request.POST or None), run)


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def write_topic(request: UserRequest, pk: int) -> HttpResponse:
    """Write what was said and resolved."""
    topic = _topic(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.write_topic(topic_id=pk, words=operations.TopicWords(**answers), by=request.user, at=timezone.now())

    names = ("title", "kind", "proposer", "discussion", "resolution")
    form = TopicForm(request.POST or None, initial={name: getattr(topic, name) for name in names})
    act = Act(_("议题记录"), _("保存"), url_of(topic.meeting_id), str(topic.meeting), said=_("已保存。"))
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def assign_resolution(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody does it, by a day."""
    topic = _topic(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.assign_resolution(
            topic_id=pk,
            text=answers["text"],
            owner_id=answers["owner"].pk,
            due_on=answers["due_on"],
            by=request.user,
            at=timezone.now(),
        )

    organisation = topic.meeting.organisation
    members = Member.objects.filter(
        Q(pk__in=people.roll(organisation).values("pk")) | Q(pk__in=people.committee(organisation).values("pk"))
    )
    form = ResolutionForm(
        request.POST or None, members=members.select_related("person").order_by("id"), initial={"text": topic.title}
    )
    act = Act(
        _("交办"),
        _("交办"),
        url_of(topic.meeting_id),
        str(topic.meeting),
        said=_("已交办，责任人会收到消息。"),
        intro=topic.resolution,
    )
    return act_page(request, act, form, run)


@requires(Permission.PARTY_VIEW)
@require_safe
def resolution(request: UserRequest, pk: int) -> HttpResponse:
    """One task that follows from a meeting."""
    found = _resolution(request, pk)
    is_open = found.done_at is None
    meeting = found.topic.meeting
    context = {
        "resolution": found,
        "badge": RESOLUTION_BADGE[found.status],
        "is_late": is_open and found.due_on < timezone.localdate(),
        "may_finish": is_open
        and (found.owner.person_id == request.user.person_id or scope.works_for(request.user, meeting.organisation_id)),
        "meeting_url": url_of(meeting.pk),
    }
    return render(request, "partybuilding/counter/resolution.html", context)


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def finish_resolution(request: UserRequest, pk: int) -> HttpResponse:
    """Say what was done."""
    found = _resolution(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.finish_resolution(resolution_id=pk, result=answers["text"], by=request.user, at=timezone.now())

    back = reverse("partybuilding:counter_resolution", args=[pk])
    act = Act(_("填写落实情况"), _("已落实"), back, found.text, said=_("已登记落实情况。"))
    form = WordsForm(request.POST or None, label=_("落实情况"), help_text=_("做了什么、效果怎样、材料在哪里。"))
    return act_page(request, act, form, run)


def _resolution(request: UserRequest, pk: int) -> Resolution:
    return get_object_or_404(scope.resolutions_visible_to(request.user), pk=pk)
