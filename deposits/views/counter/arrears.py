"""Late employers at the counter: the worklist, one file, and what is done with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.models import User
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from deposits.forms import ReasonForm
from deposits.forms import arrears as arrears_forms
from deposits.models import EnforcementFile, EnforcementStep
from deposits.operations import arrears_acts as acts
from deposits.operations import evidence
from deposits.queries import arrears as queries
from deposits.queries import employers as employer_queries
from deposits.states import FILE_BADGE, FILE_MOVES, EnforcementKind, Rung, RungStatus
from deposits.views import arrears as shared
from desk.files import images, sniffing, storage
from desk.operations.uploads import spoken_name
from desk.views import papers as paper_views
from policy import queries as policy


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def arrears(request: UserRequest) -> HttpResponseBase:
    """Every enforcement file, the oldest debt first."""
    today = policy.book_date()
    listing = Listing(
        request,
        queries.files_visible_to(request.user),
        columns=[
            Column("name", _("单位名称"), link=lambda row: reverse("deposits:counter_arrears_file", args=[row.pk])),
            Column("get_kind_display", _("类别"), narrow=False),
            Column("first_month", _("最早欠缴"), kind="month", narrow=False),
            Column("months", _("月数"), kind="number", value=lambda row: row.months or None),
            Column("fen", _("金额（元）"), kind="money", order="fen", value=lambda row: row.fen or None),
            Column(
                "days",
                _("逾期天数"),
                kind="number",
                order="-counted_from",
                value=lambda row: None if row.closed_on else max((today - row.counted_from).days, 0),
            ),
            Column("get_task_display", _("该做什么")),
            Column("branch__name", _("管理部"), narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: FILE_BADGE[row.status]),
            Column("number", _("档案号"), kind="code", narrow=False),
        ],
        order=("counted_from", "id"),
        filters=arrears_forms.FileFilter,
        caption=_("欠缴和执法"),
        file_name=_("欠缴单位"),
        empty={"title": _("没有未结案的档案"), "text": _("单位过了最迟缴款日还没有缴款，会自动列在这里。")},
    )
    may_work = request.user.may(Permission.CASE_WORK)
    return listing.response("deposits/counter/arrears.html", {"may_work": may_work})


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def arrears_new(request: UserRequest) -> HttpResponse:
    """Open the file of an employer that never registered."""
    staff: Any = request.user.staff
    form = arrears_forms.UnregisteredForm(request.POST or None, initial={"branch": staff.branch_id})
    if request.method == "POST" and form.is_valid():
        answers = dict(form.cleaned_data)
        branch, words = answers.pop("branch"), answers.pop("words")
        who = acts.Unregistered(**answers, branch_id=branch.pk)
        try:
            file = acts.open_unregistered(who=who, words=words, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已立案，档案号 %(number)s。") % {"number": file.number})
            return redirect("deposits:counter_arrears_file", file.pk)
    return render(request, "deposits/counter/arrears_new.html", {"form": form}, status=422 if form.errors else 200)


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def arrears_file(request: UserRequest, pk: int) -> HttpResponse:
    """One file: what is owed today, the steps, the promises, what may be done."""
    file = _file(request, pk)
    today = policy.book_date()
    context = shared.page_context(file, "counter") | {
        "standing": employer_queries.standing(file.account, today) if file.account and not file.closed_on else None,
        "today": today,
        "acts": _acts(request, file),
        "to_decide": _to_decide(request, file),
        "visit_papers": queries.visit_papers_of(file),
    }
    return render(request, "deposits/counter/arrears_file.html", context)


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def arrears_paper(request: UserRequest, pk: int) -> HttpResponse:
    """A paper as PDF."""
    return shared.paper(request, get_object_or_404(queries.papers_visible_to(request.user), pk=pk))


@requires(Permission.EMPLOYER_VIEW)
@require_safe
def arrears_visit_paper(request: UserRequest, pk: int) -> HttpResponse:
    """A photo of a visit with the viewer's name over it, or a PDF to keep."""
    found = get_object_or_404(queries.visit_papers_visible_to(request.user), pk=pk)
    try:
        content = storage.get(found.stored)
    except FileNotFoundError as gone:
        raise Http404 from gone
    if found.is_picture:
        content = images.watermarked(content, paper_views.watermark(request))
    name = content_disposition_header(not found.is_picture, found.name) or "inline"
    headers = {**paper_views.SAFE, "Content-Disposition": name}
    return HttpResponse(content, content_type=found.media_type, headers=headers)


def _file(request: UserRequest, pk: int) -> EnforcementFile:
    return get_object_or_404(queries.files_visible_to(request.user), pk=pk)


# --- what is done with it


@dataclass(frozen=True)
class Act:
    """One thing staff may do with a file: its words, its form, its verb, and when."""

    label: Any
    said: Any
    form: type[forms.Form]
    run: Callable[..., Any]
    offered: Callable[[EnforcementFile], bool]
    intro: Any = ""


def _is_open(file: EnforcementFile) -> bool:
    return file.closed_on is None


def _unvisited(file: EnforcementFile) -> bool:
    return _is_open(file) and not file.steps.filter(rung=Rung.CHECK, status=RungStatus.DONE).exists()


def _visited(file: EnforcementFile) -> bool:
    return _is_open(file) and file.steps.filter(rung=Rung.CHECK, status=RungStatus.DONE).exists()


def _add_papers(*, file_id: int, papers: list[UploadedFile], by: User, at: datetime) -> None:
    """Keep each file. One that is there already is no failure, so that all may be sent again. Raises SomeRefused."""
    refused = []
    for each in papers:
        name = spoken_name(each.name or "")
        content = each.read(sniffing.MOST_BYTES + 1)  # one that is too large is not read to be told so
        try:
            evidence.add_visit_paper(file_id=file_id, name=name, content=content, by=by, at=at)
        except evidence.PaperThere:
            continue
        except BusinessError as refusal:
            refused.append(_("%(file)s：%(why)s") % {"file": name[-40:], "why": refusal})
    if refused and len(refused) < len(papers):
        refused.append(_("其余文件已存入档案，不用再传。"))
    if refused:
        raise evidence.SomeRefused(" ".join(refused))


def _proposes(rung: Rung) -> tuple[Callable[..., Any], Callable[[EnforcementFile], bool]]:
    def run(**answers: Any) -> EnforcementStep:
        return acts.propose(rung=rung, **answers)

    return run, lambda file: acts.may_propose(file, rung, policy.book_date())


ACTS: dict[str, Act] = {
    "appoint": Act(
        gettext_lazy("约定上门核查"),
        gettext_lazy("已约定。"),
        arrears_forms.AppointForm,
        acts.appoint_check,
        _unvisited,
    ),
    "record": Act(
        gettext_lazy("登记核查情况"),
        gettext_lazy("已登记。"),
        arrears_forms.CheckForm,
        acts.record_check,
        _unvisited,
    ),
    "papers": Act(
        gettext_lazy("上传核查照片和材料"),
        gettext_lazy("已存入档案。"),
        arrears_forms.VisitPapersForm,
        _add_papers,
        _visited,
        gettext_lazy("现场照片、工资表、劳动合同等；打开时印有查看人和时间。"),
    ),
    "promise": Act(
        gettext_lazy("登记缴款承诺"),
        gettext_lazy("已登记，按期付款期间暂停催缴。"),
        arrears_forms.PromiseForm,
        acts.promise,
        lambda file: file.kind == EnforcementKind.ARREARS and file.status in FILE_MOVES["promise"][0],
        gettext_lazy("按今天的欠缴金额平均分期，零头在最后一期；有一期没有按时付够，催缴自动恢复。"),
    ),
    "order": Act(
        gettext_lazy("拟责令限期改正"),
        gettext_lazy("已送审批。"),
        arrears_forms.ProposalForm,
        *_proposes(Rung.ORDER),
        gettext_lazy("由另一人审批后出具通知书，送达后起算期限。"),
    ),
    "fine": Act(
        gettext_lazy("拟处罚款"),
        gettext_lazy("已送审批。"),
        arrears_forms.FineForm,
        *_proposes(Rung.FINE),
        gettext_lazy("责令的期限已过，单位仍没有办理。金额按立案时施行的条例。"),
    ),
    "court": Act(
        gettext_lazy("拟申请法院强制执行"),
        gettext_lazy("已送审批。"),
        arrears_forms.ProposalForm,
        *_proposes(Rung.COURT),
        gettext_lazy("由另一人审批后出具申请书。"),
    ),
    "close": Act(
        gettext_lazy("结案"),
        gettext_lazy("已结案。"),
        ReasonForm,
        acts.close_file,
        lambda file: _is_open(file) and file.kind == EnforcementKind.OPENING,
        gettext_lazy("单位已注销、没有职工等不需要办理的，写明依据。"),
    ),
}


def _acts(request: UserRequest, file: EnforcementFile) -> list[dict[str, Any]]:
    if not request.user.may(Permission.CASE_WORK):
        return []
    return [
        {"label": act.label, "url": reverse("deposits:counter_arrears_do", args=[file.pk, name])}
        for name, act in ACTS.items()
        if act.offered(file)
    ]


def _to_decide(request: UserRequest, file: EnforcementFile) -> list[dict[str, Any]]:
    """Steps that wait for a second person's decision, or to be served, as links for who may."""
    found = []
    for step in file.steps.filter(status__in=[RungStatus.PROPOSED, RungStatus.ISSUED]).order_by("id"):
        is_decision = step.status == RungStatus.PROPOSED
        may = Permission.CASE_REVIEW if is_decision else Permission.CASE_WORK
        if not request.user.may(may) or (is_decision and request.user.person_id == step.made_by_person_id):
            continue
        name = "counter_arrears_decide" if is_decision else "counter_arrears_serve"
        label = _("审批：%(step)s") if is_decision else _("登记送达：%(step)s")
        url = reverse(f"deposits:{name}", args=[step.pk])
        found.append({"label": label % {"step": step.get_rung_display()}, "url": url})
    return found


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def arrears_do(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """One act on a file, with the form it asks for."""
    file, act = _file(request, pk), ACTS.get(name)
    if act is None:
        raise Http404
    if not act.offered(file):
        messages.error(request, _("这件档案现在不能办理这个事项。"))
        return redirect("deposits:counter_arrears_file", pk)
    more: dict[str, Any] = {}
    if act.form is arrears_forms.FineForm:
        more["least_fen"], more["most_fen"] = acts.fine_range(file)
    form = act.form(request.POST or None, request.FILES or None, **more)

    def run(**answers: Any) -> None:
        act.run(file_id=pk, by=request.user, at=timezone.now(), **answers)

    return _answer(request, file, act.label, form, run, said=act.said, intro=act.intro)


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def arrears_decide(request: UserRequest, pk: int) -> HttpResponse:
    """A second person decides what was proposed."""
    step = _step(request, pk)
    form = arrears_forms.DecideForm(request.POST or None)

    def run(decision: str, reason: str) -> None:
        agreed = decision == arrears_forms.DecideForm.YES
        acts.decide(step_id=pk, agreed=agreed, reason=reason, by=request.user, at=timezone.now())

    label = _("审批：%(step)s") % {"step": step.get_rung_display()}
    return _answer(request, step.file, label, form, run, said=_("已审批。"), step=step)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def arrears_serve(request: UserRequest, pk: int) -> HttpResponse:
    """Note when and how a paper was served."""
    step = _step(request, pk)
    form = arrears_forms.ServeForm(request.POST or None)

    def run(**answers: Any) -> None:
        acts.serve(step_id=pk, by=request.user, at=timezone.now(), **answers)

    label = _("登记送达：%(step)s") % {"step": step.get_rung_display()}
    return _answer(request, step.file, label, form, run, said=_("已登记，期限从次日起算。"), step=step)


def _step(request: UserRequest, pk: int) -> EnforcementStep:
    steps = EnforcementStep.objects.filter(file__in=queries.files_visible_to(request.user))
    return get_object_or_404(steps.select_related("file__account", "made_by__person"), pk=pk)


def _answer(
    request: UserRequest,
    file: EnforcementFile,
    label: Any,
    form: forms.Form,
    run: Callable[..., None],
    *,
    said: Any,
    intro: Any = "",
    step: EnforcementStep | None = None,
) -> HttpResponse:
    """Show a form on a file, or run what it asks for and go back to the file."""
    if request.method == "POST" and form.is_valid():
        try:
            run(**form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said)
            return redirect("deposits:counter_arrears_file", file.pk)
    context = {"file": file, "label": label, "intro": intro, "form": form, "step": step}
    return render(request, "deposits/counter/arrears_do.html", context, status=422 if form.errors else 200)
