"""Papers of a case at the window: ticked, taken in, looked at, compared with registers, told missing, promised."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from desk import operations as desk
from desk import queries, registers
from desk.forms.papers import (
    TICKS,
    ClaimsForm,
    CounterUploadForm,
    NoticeForm,
    PromiseForm,
    RejectForm,
    SettleRegisterForm,
    SpanForm,
)
from desk.models import Requirement
from desk.states.cases import RequirementStatus
from desk.states.registers import AnswerStatus
from desk.views import papers, receipts
from desk.views.acting import Act, act_at_once, act_page

SIDE = papers.Side("counter")
SHOWN = 50


def _row(request: UserRequest, pk: int) -> Requirement:
    return get_object_or_404(queries.requirements_visible_to(request.user), pk=pk)


def _back(case_id: int) -> str:
    return f"{reverse('desk:counter_case', args=[case_id])}#papers"


# --- ticked


@requires(Permission.CASE_WORK)
@require_POST
def check_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Tick a paper as seen or copied."""
    row = _row(request, pk)
    how = request.POST.get("how", "")
    if how not in TICKS:
        messages.error(request, _("请选择怎样核对的。"))
        return redirect(_back(row.case_id))
    said = _("“%(paper)s”已核对。") % {"paper": row.label}
    at = timezone.now()
    return act_at_once(
        request,
        lambda: desk.check_paper(requirement_id=pk, how=how, by=request.user, at=at),
        said=said,
        to=_back(row.case_id),
    )


@requires(Permission.CASE_WORK)
@require_POST
def untick_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Take a tick back."""
    row = _row(request, pk)
    said = _("“%(paper)s”已改回未收到。") % {"paper": row.label}
    at = timezone.now()
    return act_at_once(
        request,
        lambda: desk.untick_paper(requirement_id=pk, by=request.user, at=at),
        said=said,
        to=_back(row.case_id),
    )


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def reject_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Say that a paper is not good enough."""
    row = _row(request, pk)
    title = _("“%(paper)s”不合格") % {"paper": row.label}

    def run(answers: dict[str, Any]) -> None:
        desk.reject_paper(requirement_id=pk, by=request.user, at=timezone.now(), **answers)

    page = Act(title, _("记为不合格"), _back(row.case_id), row.case.number, _("已记为不合格，请告知申请人。"))
    return act_page(request, page, RejectForm(request.POST or None), run)


@requires(Permission.CASE_WORK)
@require_POST
def reuse_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Use the paper of an earlier case again."""
    row = _row(request, pk)
    source = request.POST.get("source", "")
    source_id = int(source) if source.isascii() and source.isdigit() and len(source) < 19 else 0
    at = timezone.now()
    return act_at_once(
        request,
        lambda: desk.reuse_paper(requirement_id=pk, source_id=source_id, by=request.user, at=at),
        said=_("“%(paper)s”沿用以前的材料。") % {"paper": row.label},
        to=_back(row.case_id),
    )


# --- files


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def upload_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Take files in for one paper."""
    row = _row(request, pk)
    form = CounterUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and papers.take_files(request, row, form.chosen):
        return redirect(_back(row.case_id))
    context = {"row": row, "case": row.case, "form": form, "back": _back(row.case_id)}
    return render(request, "desk/counter/upload_paper.html", context)


@requires(Permission.CASE_WORK)
@require_POST
def withdraw_paper(request: UserRequest, pk: int) -> HttpResponse:
    """Take a file out of a case again."""
    use = get_object_or_404(queries.uses_visible_to(request.user), pk=pk)
    at = timezone.now()
    return act_at_once(
        request,
        lambda: desk.withdraw_paper(use_id=pk, by=request.user, at=at),
        said=_("文件已撤下。"),
        to=_back(use.requirement.case_id),
    )


@requires(Permission.CASE_VIEW)
@require_safe
def paper(request: UserRequest, pk: int) -> HttpResponse:
    """A file, page by page, with the viewer's name over it."""
    return papers.paper_page(request, SIDE, pk)


@requires(Permission.CASE_VIEW)
@require_safe
def paper_picture(request: UserRequest, pk: int, page: int) -> HttpResponse:
    """One page of a file."""
    return papers.paper_picture(request, pk, page)


# --- registers


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_register(request: UserRequest, pk: int) -> HttpResponse:
    """Ask the register that may know what a paper says, with what the paper says beside it."""
    row = _row(request, pk)
    person = row.case.person
    back = _back(row.case_id)
    if person is None or row.register not in registers.TYPES:
        messages.error(request, _("这份材料没有可以查询的登记库。"))
        return redirect(back)
    form = ClaimsForm(request.POST if request.method == "POST" else None, register=row.register)

    def run(_answers: dict[str, Any]) -> None:
        question = form.question(name=person.name, number=person.document_number)
        found = desk.ask_register_now(requirement_id=pk, question=question, by=request.user, at=timezone.now())
        (messages.success if found.status == AnswerStatus.AGREES else messages.warning)(request, _heard(found.status))

    title = _("查询%(register)s") % {"register": registers.label(row.register)}
    intro = _("照材料填写，用来和登记库比对；空着的不比对。查询会留下记录，%(name)s本人看得到。") % {
        "name": person.name
    }
    page = Act(title, _("查询"), back, row.case.number, "", intro)
    return act_page(request, page, form, run)


def _heard(status: str) -> str:
    return {
        AnswerStatus.AGREES: _("登记库查询一致，材料已核对。"),
        AnswerStatus.DIFFERS: _("登记库与材料不一致，请比对后判断。"),
        AnswerStatus.NOTHING: _("登记库没有查到记录，请核对原件。"),
    }.get(AnswerStatus(status), _("登记库暂时没有答复，会自动重试；可以先核对原件，不影响办理。"))


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def settle_register(request: UserRequest, pk: int) -> HttpResponse:
    """Decide between a paper and a register."""
    answer = get_object_or_404(queries.answers_visible_to(request.user), pk=pk)
    heard = queries.heard(answer)

    def run(answers: dict[str, Any]) -> None:
        holds = answers["holds"] == "paper"
        desk.settle_register(
            answer_id=pk, paper_holds=holds, reason=answers["reason"], by=request.user, at=timezone.now()
        )

    title = _("%(register)s与材料不一致") % {"register": heard.label}
    page = Act(title, _("确定"), _back(answer.case_id), answer.case.number, _("已记下判断和理由。"))
    form = SettleRegisterForm(request.POST or None)
    return act_page(request, page, form, run, "desk/counter/settle_register.html", {"heard": heard})


# --- told and promised


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def give_notice(request: UserRequest, pk: int) -> HttpResponse:
    """Write the one-time notice of a case."""
    case = get_object_or_404(queries.cases_visible_to(request.user), pk=pk)
    now = timezone.now()
    shown = queries.case_papers(case, request.user, now)
    form = NoticeForm(request.POST or None, case=case, rows=[line.row for line in shown.lines])
    if request.method == "POST" and form.is_valid():
        try:
            given = desk.give_notice(
                case_id=pk,
                missing=form.missing,
                reason_again=form.cleaned_data.get("reason_again", ""),
                by=request.user,
                at=now,
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已告知申请人，请打印告知书。"))
            return redirect("desk:counter_notice", given.pk)
    context = {"case": case, "form": form, "due_on": desk.supply_due(case, now), "back": _back(pk)}
    return render(request, "desk/counter/give_notice.html", context)


@requires(Permission.CASE_VIEW)
@require_safe
def notice(request: UserRequest, pk: int) -> HttpResponse:
    """A notice that was given, with where each of its papers stands."""
    found = get_object_or_404(queries.notices_visible_to(request.user), pk=pk)
    context = {"notice": found, "case": found.case, "lines": queries.notice_lines(found)}
    return render(request, "desk/counter/notice.html", context)


@requires(Permission.CASE_VIEW)
@require_safe
def notice_paper(request: UserRequest, pk: int) -> HttpResponse:
    """A notice to print."""
    return papers.notice_paper(request, get_object_or_404(queries.notices_visible_to(request.user), pk=pk))


@requires(Permission.CASE_VIEW)
@require_safe
def receipt(request: UserRequest, pk: int) -> HttpResponse:
    """The receipt of an accepted case to print."""
    return receipts.receipt_paper(request, get_object_or_404(queries.cases_visible_to(request.user), pk=pk))


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def promise(request: UserRequest, pk: int) -> HttpResponse:
    """Let secondary papers come later, on a signed promise."""
    case = get_object_or_404(queries.cases_visible_to(request.user), pk=pk)
    now = timezone.now()
    lines = queries.case_papers(case, request.user, now).lines
    rows = [
        line.row
        for line in lines
        if not line.row.is_main and not line.row.is_tolerated and line.row.status != RequirementStatus.CHECKED
    ]
    latest = desk.latest_due(case, now)
    form = PromiseForm(request.POST or None, rows=rows, latest=latest)

    def run(answers: dict[str, Any]) -> None:
        answers.pop("agreed")
        desk.promise_papers(case_id=pk, by=request.user, at=now, **answers)

    page = Act(_("容缺受理"), _("签署并容缺"), _back(pk), case.number, _("已容缺，材料补齐前不付款。"))
    broken = queries.broken_promises_of(person_id=case.person_id, employer_id=case.employer_id, at=now)
    context = {"case": case, "text": desk.promise_text(case, rows, latest), "broken": list(broken[:3])}
    return act_page(request, page, form, run, "desk/counter/promise.html", context)


# --- figures


@requires(Permission.CASE_FIGURES)
@require_safe
def paper_figures(request: UserRequest) -> HttpResponse:
    """Notices by branch and person with the second ones, promises kept and broken, and those still open."""
    today = timezone.localdate()
    form = SpanForm({"since": today.replace(day=1), "until": today, **request.GET.dict()})
    context: dict[str, Any] = {"form": form, "open": queries.open_promises()[:SHOWN], "today": today}
    if form.is_valid():
        since, until = form.span
        context |= {
            "notices": queries.second_notices(since, until),
            "promises": queries.promise_figures(since, until),
        }
    return render(request, "desk/counter/paper_figures.html", context)
