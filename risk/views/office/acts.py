"""What is done with a risk case: one table of acts, the form each asks for, and who is offered it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from risk import case_papers
from risk.forms import cases as case_forms
from risk.models import HandOver, RiskCase, RiskSnooze
from risk.operations import cases as acts
from risk.operations import decisions, evidence, hand_overs
from risk.queries import cases as queries
from risk.states.cases import RISK_CASE_MOVES, HandOverStatus, RiskCaseStatus, SnoozeStatus
from risk.views.office.shared import note_looks, one_case, run_form


@dataclass(frozen=True)
class Act:
    """One thing that may be done with a case: its words, its form, its verb, and when it is offered to whom."""

    label: Any
    said: Any
    form: type[forms.Form] | None
    run: Callable[..., Any]
    offered: Callable[[UserRequest, RiskCase], bool]
    intro: Any = ""


def _is_mine(request: UserRequest, risk_case: RiskCase) -> bool:
    return risk_case.status == RiskCaseStatus.VERIFYING and risk_case.assignee_id == request.user.pk


def _in(*statuses: str) -> Callable[[UserRequest, RiskCase], bool]:
    return lambda _request, risk_case: risk_case.status in statuses


def _decides(request: UserRequest, risk_case: RiskCase) -> bool:
    return (
        risk_case.status == RiskCaseStatus.PROPOSED
        and queries.may_decide(request.user, risk_case)
        and risk_case.proposed_by_person_id != request.user.person_id
        and (risk_case.assignee is None or risk_case.assignee.person_id != request.user.person_id)
    )


def _closes(request: UserRequest, risk_case: RiskCase) -> bool:
    return risk_case.status == RiskCaseStatus.ORDERED and queries.may_close(request.user, risk_case)


def _decide(*, decision: str, **answers: Any) -> RiskCase:
    return decisions.decide(agreed=decision == case_forms.AgreeForm.YES, **answers)


def _add_file(*, file: Any, **answers: Any) -> Any:
    return evidence.add_file(name=file.name or "", content=file.read(), **answers)


def _assign(*, to: Any, **answers: Any) -> Any:
    return acts.assign(to_id=to.pk, **answers)


_HANDED = (RiskCaseStatus.VERIFYING, RiskCaseStatus.PROPOSED, RiskCaseStatus.ESTABLISHED, RiskCaseStatus.ORDERED)

ACTS: dict[str, Act] = {
    "take": Act(
        gettext_lazy("由我核查"), gettext_lazy("已由您核查。"), None, acts.take, _in(*RISK_CASE_MOVES["take"][0])
    ),
    "note": Act(
        gettext_lazy("写核查记录"), gettext_lazy("已记录。"), case_forms.NoteForm, acts.add_note, _in(*RiskCaseStatus)
    ),
    "file": Act(
        gettext_lazy("加入证据"),
        gettext_lazy("已加入证据。"),
        case_forms.FileForm,
        _add_file,
        _in(*RiskCaseStatus),
        gettext_lazy("PDF 或照片，10 MB 以内；保存时加密，加入后不能更换。"),
    ),
    "assign": Act(
        gettext_lazy("交给别人核查"), gettext_lazy("已交给新的核查人。"), case_forms.AssignForm, _assign,
        _in(RiskCaseStatus.SUSPECTED, RiskCaseStatus.VERIFYING),
    ),
    "snooze": Act(
        gettext_lazy("申请暂缓"),
        gettext_lazy("已申请，等待批准。"),
        case_forms.SnoozeForm,
        acts.ask_snooze,
        _is_mine,
        gettext_lazy("暂缓期间办件仍然暂停，所以须由有认定权限的人批准。"),
    ),
    "propose": Act(
        gettext_lazy("提出认定意见"),
        gettext_lazy("已送认定。"),
        case_forms.ProposeForm,
        acts.propose,
        _is_mine,
        gettext_lazy("由另一人认定。认定后：限制业务、列入失信名单、责令退款；没有认定的办件当即恢复办理。"),
    ),
    "decide": Act(
        gettext_lazy("认定"), gettext_lazy("已认定。"), case_forms.AgreeForm, _decide, _decides
    ),
    "hand_over": Act(
        gettext_lazy("提出移送"),
        gettext_lazy("已送审批。"),
        case_forms.HandOverForm,
        hand_overs.propose_hand_over,
        _in(*_HANDED),
        gettext_lazy("材料系伪造或者有中介参与的，移送公安机关；公职人员，告知纪检监察机构。"),
    ),
    "refund": Act(
        gettext_lazy("登记退款"),
        gettext_lazy("已登记。"),
        case_forms.RefundForm,
        decisions.record_refund,
        _closes,
        gettext_lazy("提取业务收到的退款会自动登记，这里只登记其他途径退回的。"),
    ),
    "enforce": Act(
        gettext_lazy("登记强制执行"), gettext_lazy("已登记。"), case_forms.EnforceForm, decisions.enforce,
        lambda request, each: _closes(request, each)
        and each.refund_due_on is not None
        and each.refund_due_on < timezone.localdate(),
    ),
}  # fmt: skip


def offered(request: UserRequest, risk_case: RiskCase) -> list[dict[str, Any]]:
    found = [
        {"label": act.label, "url": reverse("risk:office_do", args=[risk_case.pk, name]), "post": act.form is None}
        for name, act in ACTS.items()
        if act.offered(request, risk_case)
    ]
    if queries.may_decide(request.user, risk_case):
        for asked in risk_case.snoozes.filter(status=SnoozeStatus.ASKED):
            if asked.asked_by_person_id != request.user.person_id:
                found.append({"label": _("审批暂缓"), "url": reverse("risk:office_snooze", args=[asked.pk])})
        for handed in risk_case.hand_overs.filter(status=HandOverStatus.PROPOSED):
            if handed.proposed_by_person_id != request.user.person_id:
                label = _("审批移送：%(office)s") % {"office": handed.office}
                found.append({"label": label, "url": reverse("risk:office_hand_over", args=[handed.pk])})
    for handed in risk_case.hand_overs.filter(status=HandOverStatus.HANDED):
        label = _("登记回复：%(office)s") % {"office": handed.office}
        found.append({"label": label, "url": reverse("risk:office_answer", args=[handed.pk])})
    return found


@requires(Permission.RISK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def do(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """One act on a case, with the form it asks for."""
    risk_case, act = one_case(request, pk), ACTS.get(name)
    if act is None:
        raise Http404
    if not act.offered(request, risk_case):
        messages.error(request, _("这件案件现在不能办理这个事项。"))
        return redirect("risk:office_case", pk)

    def run(**answers: Any) -> None:
        act.run(case_id=pk, by=request.user, at=timezone.now(), **answers)

    if act.form is None:
        return _at_once(request, pk, act, run)
    form = _form_of(act.form, request, risk_case)
    options: dict[str, Any] = {"files": act.form is case_forms.FileForm}
    wrapped = run
    if isinstance(form, case_forms.ProposeForm):
        wrapped = lambda **_answers: run(**form.proposal)  # noqa: E731
        options["template"] = "risk/office/propose.html"
    back = (reverse("risk:office_case", args=[pk]), risk_case.number)
    return run_form(request, form, wrapped, label=act.label, back=back, said=act.said, intro=act.intro, **options)


def _at_once(request: UserRequest, pk: int, act: Act, run: Callable[..., None]) -> HttpResponse:
    if request.method != "POST":
        return redirect("risk:office_case", pk)
    try:
        run()
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, act.said)
    return redirect("risk:office_case", pk)


def _form_of(form: type[forms.Form], request: UserRequest, risk_case: RiskCase) -> forms.Form:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    if form is case_forms.ProposeForm:
        return case_forms.ProposeForm(*given, risk_case=risk_case)
    if form is case_forms.AssignForm:
        people = queries.investigators(risk_case, timezone.localdate())
        return case_forms.AssignForm(*given, people=people)
    return form(*given)


# --- a second person's word, and the answer


@requires(Permission.RISK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def snooze(request: UserRequest, pk: int) -> HttpResponse:
    """Grant or deny leave to wait."""
    asked = get_object_or_404(RiskSnooze, pk=pk, risk_case__in=queries.cases_visible_to(request.user))
    _refuse_word(request, asked.risk_case)

    def run(*, decision: str, reason: str) -> None:
        agreed = decision == case_forms.AgreeForm.YES
        hand_overs.decide_snooze(snooze_id=pk, agreed=agreed, reason=reason, by=request.user, at=timezone.now())

    facts = [(_("申请人"), asked.asked_by), (_("暂缓至"), f"{asked.until:%Y-%m-%d}"), (_("理由"), asked.reason)]
    form = case_forms.AgreeForm(request.POST or None)
    back = _back(asked.risk_case)
    return run_form(request, form, run, label=_("审批暂缓"), back=back, said=_("已审批。"), facts=facts)


@requires(Permission.RISK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: UserRequest, pk: int) -> HttpResponse:
    """Agree to a hand-over or not."""
    handed = get_object_or_404(queries.hand_overs_visible_to(request.user), pk=pk)
    _refuse_word(request, handed.risk_case)

    def run(*, decision: str, reason: str) -> None:
        agreed = decision == case_forms.AgreeForm.YES
        hand_overs.decide_hand_over(hand_over_id=pk, agreed=agreed, reason=reason, by=request.user, at=timezone.now())

    form = case_forms.AgreeForm(request.POST or None)
    back = _back(handed.risk_case)
    return run_form(request, form, run, label=_("审批移送"), back=back, said=_("已审批。"), facts=_handed_facts(handed))


@requires(Permission.RISK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: UserRequest, pk: int) -> HttpResponse:
    """What the police, the court or the discipline office answered."""
    handed = get_object_or_404(queries.hand_overs_visible_to(request.user), pk=pk)

    def run(**answers: Any) -> None:
        hand_overs.record_answer(hand_over_id=pk, by=request.user, at=timezone.now(), **answers)

    form = case_forms.AnswerForm(request.POST or None)
    back = _back(handed.risk_case)
    return run_form(request, form, run, label=_("登记回复"), back=back, said=_("已登记。"), facts=_handed_facts(handed))


def _back(risk_case: RiskCase) -> tuple[str, str]:
    return reverse("risk:office_case", args=[risk_case.pk]), risk_case.number


def _handed_facts(handed: HandOver) -> list[tuple[str, Any]]:
    return [
        (_("移送给"), f"{handed.get_receiver_display()} {handed.office}"),
        (_("提出人"), handed.proposed_by),
        (_("移送理由"), handed.reason),
    ]


def _refuse_word(request: UserRequest, risk_case: RiskCase) -> None:
    if not queries.may_decide(request.user, risk_case):
        raise PermissionDenied


# --- evidence


@requires(Permission.RISK_WORK)
@require_safe
def file(request: UserRequest, pk: int) -> HttpResponse:
    """One file, to be saved and not opened as a page."""
    kept = get_object_or_404(queries.files_visible_to(request.user), pk=pk)
    return _download(case_papers.content_of(kept), kept.name, kept.media_kind)


@requires(Permission.RISK_WORK)
@require_safe
def evidence_list(request: UserRequest, pk: int) -> FileResponse:
    """The evidence list with all files, as one archive; that it was taken out is noted."""
    risk_case = one_case(request, pk)
    now = timezone.now()
    note_looks(request, risk_case, queries.people_of(risk_case), LookKind.FILE)
    accounts.note(
        user=request.user,
        action="risk:evidence",
        at=now,
        address=client_address(request),
        target=risk_case,
    )
    name = _("证据清单-%(number)s.zip") % {"number": risk_case.number}
    archive = case_papers.archive(risk_case, now)
    return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")


def _download(content: bytes, name: str, content_type: str) -> HttpResponse:
    found = HttpResponse(content, content_type=content_type)
    found.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    found.headers["X-Content-Type-Options"] = "nosniff"
    return found
