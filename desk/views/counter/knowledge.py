"""The register of hard problems: found, answered, confirmed anew, shown to everybody or not."""

from __future__ import annotations

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
from desk.forms.hall import WordsForm
from desk.forms.knowledge import CITED, AnswerForm, ProblemFilter, ProblemForm
from desk.models import Escalation, Problem
from desk.operations import knowledge as operations
from desk.queries import cases, hall
from desk.queries import knowledge as queries
from desk.states.knowledge import ANSWERED, PROBLEM_BADGE, AnswerKind, CitationKind, ProblemStatus
from desk.views.acting import Act, act_at_once, act_page

GET_OR_POST = ["GET", "HEAD", "POST"]
_PREFIX = {CitationKind.PARAMETER: "P", CitationKind.DOCUMENT: "D", CitationKind.REGULATION: "R"}


@requires(Permission.STAFF_DESK)
@require_safe
def problems(request: UserRequest) -> HttpResponseBase:
    """The register, to search."""
    listing = Listing(
        request,
        queries.problems_visible_to(request.user),
        columns=[
            Column("question", _("问题"), value=lambda row: row.question[:80], link=_url),
            Column("get_family_display", _("业务类别"), narrow=False),
            Column("tags", _("标签"), value=lambda row: " ".join(f"#{tag}" for tag in row.tags), narrow=False),
            Column("found_on", _("发现日期"), kind="date", narrow=False),
            Column("helped", _("帮上忙"), kind="number"),
            Column("get_status_display", _("状态"), badge=lambda row: PROBLEM_BADGE[row.status]),
        ],
        order=("-created_at",),
        filters=ProblemFilter,
        caption=_("疑难问题"),
        empty={
            "title": _("记录册还是空的"),
            "text": _("第一次碰到的难题，弄清楚后记下来，下一位同事就不用再问。"),
            "url": reverse("desk:counter_add_problem"),
            "action": _("记一条"),
        },
    )
    return listing.response("desk/counter/problems.html")


def _url(row: Problem) -> str:
    return reverse("desk:counter_problem", args=[row.pk])


@requires(Permission.STAFF_DESK)
@require_safe
def problem(request: UserRequest, pk: int) -> HttpResponse:
    """One entry: the answer with the rules under it as they stand today, and how it came about."""
    found, user, today = _problem(request, pk), request.user, timezone.localdate()
    versions = queries.answers_of(found)
    newest = versions[0] if versions else None
    cited = queries.citations_now(newest, today) if newest else []
    leads = hall.leads(user, found.branch_id)
    context = {
        "problem": found,
        "badge": PROBLEM_BADGE[found.status],
        "answer": newest,
        "cited": cited,
        "is_stale": found.status == ProblemStatus.AMBER or any(each.is_stale for each in cited),
        "older": versions[1:],
        "may_see_case": user.may(Permission.CASE_VIEW),
        "can_answer": found.status != ProblemStatus.RETIRED,
        "can_confirm": found.status in ANSWERED,
        "can_publish": leads and found.status in ANSWERED and not found.is_public,
        "can_hide": leads and found.is_public,
        "can_retire": leads and found.status != ProblemStatus.RETIRED,
        "can_restore": leads and found.status == ProblemStatus.RETIRED,
        "kinds": AnswerKind,
    }
    return render(request, "desk/counter/problem.html", context)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def add_problem(request: UserRequest) -> HttpResponse:
    """Enter a question; `?case=` or `?escalation=` says where it came up."""
    matter = _matter(request)
    initial = {
        "found_on": timezone.localdate(),
        "case": request.GET.get("case", "")[:20],
        "question": matter.question if matter else "",
        "handling": matter.result if matter else "",
        "asked": str(matter.holder or "") if matter else "",
    }
    form = ProblemForm(request.POST or None, user=request.user, initial=initial)

    def run(answers: dict[str, Any]) -> str:
        case = answers.pop("case")
        found = operations.add_problem(
            branch_id=hall.branch_of(request.user),
            case_id=case.pk if case else None,
            escalation_id=matter.pk if matter else None,
            by=request.user,
            at=timezone.now(),
            **answers,
        )
        return reverse("desk:counter_answer_problem", args=[found.pk])

    act = Act(
        _("记一条疑难问题"),
        _("保存，接着写解答"),
        reverse("desk:counter_problems"),
        _("疑难问题"),
        said=_("已记下。知道答案就接着写，不知道可以先放着。"),
        intro=_("把发现、咨询、处理的全过程记下来，下次遇到同样的事就有参考。"),
    )
    return act_page(request, act, form, run)


def _matter(request: UserRequest) -> Escalation | None:
    """The escalated matter named in the address, or none."""
    number = request.GET.get("escalation", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    return hall.escalations_visible_to(request.user).filter(pk=int(number)).first()


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def answer_problem(request: UserRequest, pk: int) -> HttpResponse:
    """Answer it, or change the answer."""
    found = _problem(request, pk)
    form = AnswerForm(request.POST or None, initial=_standing_answer(found))

    def run(answers: dict[str, Any]) -> None:
        operations.answer_problem(
            problem_id=pk,
            text=answers["text"],
            cited=form.cited,
            note=answers["note"],
            by=request.user,
            at=timezone.now(),
        )

    act = _act(
        found,
        _("修改解答") if found.version else _("写解答"),
        _("保存解答"),
        _("解答已保存。所引的规定一变，这一条会变黄，提醒您再确认。"),
        found.question,
    )
    return act_page(request, act, form, run)


def _standing_answer(found: Problem) -> dict[str, str]:
    """The newest version as the form shows it."""
    if not found.version:
        return {}
    newest = found.answers.get(number=found.version)
    initial = {"text": newest.text}
    for place, each in enumerate(queries.citations_of(newest)[:CITED], start=1):
        key = each.parameter or each.document_id or each.regulation_id
        initial[f"rule{place}"] = f"{_PREFIX[CitationKind(each.kind)]}:{key}"
        initial[f"article{place}"] = each.article
    return initial


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def confirm_answer(request: UserRequest, pk: int) -> HttpResponse:
    """Stand for the answer under today's rules."""
    found = _problem(request, pk)
    form = WordsForm(
        request.POST or None, label=_("核对了什么"), help_text=_("对照新规定看过，解答仍然对，就写一句说明。")
    )

    def run(answers: dict[str, Any]) -> None:
        operations.confirm_answer(problem_id=pk, note=answers["text"][:200], by=request.user, at=timezone.now())

    act = _act(found, _("重新确认解答"), _("解答仍然有效"), _("已重新确认。"), found.question)
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_POST
def note_help(request: UserRequest, pk: int) -> HttpResponse:
    """It helped."""
    found = _problem(request, pk)
    number = request.POST.get("case", "")[:20]
    case = cases.cases_visible_to(request.user).filter(number=number).first() if number else None
    return act_at_once(
        request,
        lambda: operations.note_help(
            problem_id=pk, case_id=case.pk if case else None, by=request.user, at=timezone.now()
        ),
        said=_("已记一次“帮上忙”。"),
        to=_url(found),
    )


@requires(Permission.HALL_LEAD)
@require_POST
def publish_problem(request: UserRequest, pk: int) -> HttpResponse:
    """Show it to everybody."""
    return _shown(request, _problem(request, pk), True, _("已公开，群众在“常见问题”里能查到。"))


@requires(Permission.HALL_LEAD)
@require_POST
def hide_problem(request: UserRequest, pk: int) -> HttpResponse:
    """Show it to the staff only."""
    return _shown(request, _problem(request, pk), False, _("已取消公开。"))


def _shown(request: UserRequest, found: Problem, is_public: bool, said: str) -> HttpResponse:
    return act_at_once(
        request,
        lambda: operations.set_public(problem_id=found.pk, is_public=is_public, by=request.user, at=timezone.now()),
        said=said,
        to=_url(found),
    )


@requires(Permission.HALL_LEAD)
@require_http_methods(GET_OR_POST)
def retire_problem(request: UserRequest, pk: int) -> HttpResponse:
    """Take it out of use."""
    found = _problem(request, pk)
    form = WordsForm(request.POST or None, label=_("停用的原因"))

    def run(answers: dict[str, Any]) -> None:
        operations.retire_problem(problem_id=pk, reason=answers["text"], by=request.user, at=timezone.now())

    return act_page(request, _act(found, _("停用"), _("停用"), _("已停用。"), found.question), form, run)


@requires(Permission.HALL_LEAD)
@require_POST
def restore_problem(request: UserRequest, pk: int) -> HttpResponse:
    """Take it back into use."""
    found = _problem(request, pk)
    return act_at_once(
        request,
        lambda: operations.restore_problem(problem_id=pk, by=request.user, at=timezone.now()),
        said=_("已恢复，请按现在的规定重新解答。"),
        to=_url(found),
    )


def _act(found: Problem, title: str, button: str, said: str, intro: str = "") -> Act:
    return Act(title, button, _url(found), _("疑难问题第 %(number)d 号") % {"number": found.pk}, said=said, intro=intro)


def _problem(request: UserRequest, pk: int) -> Problem:
    return get_object_or_404(queries.problems_visible_to(request.user), pk=pk)
