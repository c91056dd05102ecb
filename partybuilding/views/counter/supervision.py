"""Checks, findings and the second look."""

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
from partybuilding.forms.fields import WordsForm
from partybuilding.forms.supervision import CheckForm, FindingFilter, FindingForm, LookForm
from partybuilding.models import Finding
from partybuilding.operations import supervision as operations
from partybuilding.queries import organisation as people
from partybuilding.queries import scope
from partybuilding.queries import supervision as queries
from partybuilding.states.organisation import MASS
from partybuilding.states.supervision import FINDING_BADGE, CheckKind, FindingStatus
from partybuilding.views.acting import GET_OR_POST, Act, act_page


def _finding(request: UserRequest, pk: int) -> Finding:
    return get_object_or_404(queries.findings_visible_to(request.user), pk=pk)


def _url(pk: int) -> str:
    return reverse("partybuilding:counter_finding", args=[pk])


@requires(Permission.PARTY_VIEW)
@require_safe
def findings(request: UserRequest) -> HttpResponseBase:
    """What checks found, and how far it is put right."""
    today, may_work = timezone.localdate(), request.user.may(Permission.PARTY_WORK)
    listing = Listing(
        request,
        queries.findings_visible_to(request.user),
        columns=[
            Column("text", _("问题"), link=lambda row: _url(row.pk)),
            Column("check", _("督查"), value=lambda row: str(row.check_made), narrow=False),
            Column("organisation", _("组织"), value=lambda row: str(row.check_made.organisation), narrow=False),
            Column("owner", _("责任人"), value=lambda row: str(row.owner)),
            Column("due_on", _("整改期限"), kind="date", order="due_on"),
            Column(
                "get_status_display",
                _("状态"),
                badge=lambda row: (
                    "bad" if row.status == FindingStatus.OPEN and row.due_on < today else FINDING_BADGE[row.status]
                ),
            ),
        ],
        order=("-status", "due_on"),
        filters=FindingFilter,
        caption=_("督查问题"),
        file_name=_("督查问题台账"),
        empty={"title": _("还没有督查问题"), "text": _("督查和自查发现的问题在这里整改到底。")},
    )
    checks = queries.checks_visible_to(request.user).order_by("-on", "-id")[:20]
    return listing.response("partybuilding/counter/findings.html", {"may_work": may_work, "checks": checks})


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def begin_check(request: UserRequest) -> HttpResponse:
    """A check."""

    def run(answers: dict[str, Any]) -> str:
        organisation = answers.pop("organisation")
        made = operations.begin_check(organisation_id=organisation.pk, by=request.user, at=timezone.now(), **answers)
        return reverse("partybuilding:counter_add_finding", args=[made.pk])

    rows = scope.organisations_worked_by(request.user).filter(ended_on=None).exclude(kind__in=sorted(MASS))
    form = CheckForm(
        request.POST or None, organisations=rows.order_by("path", "id"), initial={"on": timezone.localdate()}
    )
    back = reverse("partybuilding:counter_findings")
    act = Act(_("登记督查"), _("登记"), back, _("督查整改"), said=_("已登记，请逐条登记发现的问题。"))
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def add_finding(request: UserRequest, pk: int) -> HttpResponse:
    """Something found; the page stays for the next."""
    check = get_object_or_404(queries.checks_visible_to(request.user), pk=pk)

    def run(answers: dict[str, Any]) -> str:
        owner = answers.pop("owner")
        operations.add_finding(check_id=pk, owner_id=owner.pk, by=request.user, at=timezone.now(), **answers)
        return request.path

    act = Act(
        _("登记问题"),
        _("登记"),
        reverse("partybuilding:counter_findings"),
        _("督查整改"),
        said=_("已登记，责任人会收到消息。"),
        intro=f"{check.organisation} · {check} · {check.get_kind_display()} · {check.on}",
    )
    return act_page(request, act, FindingForm(request.POST or None, members=people.roll(check.organisation)), run)


@requires(Permission.PARTY_VIEW)
@require_safe
def finding(request: UserRequest, pk: int) -> HttpResponse:
    """One finding and its way to the end."""
    found = _finding(request, pk)
    works = scope.works_for(request.user, found.check_made.organisation_id)
    is_owner = found.owner.person_id == request.user.person_id
    context = {
        "finding": found,
        "badge": FINDING_BADGE[found.status],
        "is_late": found.status == FindingStatus.OPEN and found.due_on < timezone.localdate(),
        "is_self_reported": found.check_made.kind == CheckKind.SELF,
        "may_correct": found.status == FindingStatus.OPEN and (is_owner or works),
        "may_look": found.status == FindingStatus.CORRECTED
        and works
        and not is_owner
        and found.corrected_by_id != request.user.pk,
        "events": _events(found),
    }
    return render(request, "partybuilding/counter/finding.html", context)


def _events(found: Finding) -> list[dict[str, object]]:
    words = {
        "find": _("登记问题"),
        "correct": _("整改"),
        "send_back": _("整改不到位"),
        "close": _("销号"),
        "raise": _("逾期上报上一级"),
    }
    rows = found.events.select_related("by__person").order_by("-at", "-id")
    return [{"title": words[each.action], "at": each.at, "who": each.by or "", "note": each.note} for each in rows]


@requires(Permission.PARTY_VIEW)
@require_http_methods(GET_OR_POST)
def correct(request: UserRequest, pk: int) -> HttpResponse:
    """What was done about it."""
    found = _finding(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.correct(finding_id=pk, evidence=answers["text"], by=request.user, at=timezone.now())

    form = WordsForm(request.POST or None, label=_("整改情况"), help_text=_("做了什么、什么时候、材料在哪里。"))
    act = Act(_("填写整改情况"), _("已整改"), _url(pk), found.text, said=_("已提交，等另一位同志回头看。"))
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def look_again(request: UserRequest, pk: int) -> HttpResponse:
    """The second look."""
    found = _finding(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.look_again(finding_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("回头看"), _("登记"), _url(pk), found.text, said=_("已登记。"), intro=found.evidence)
    return act_page(request, act, LookForm(request.POST or None), run)
