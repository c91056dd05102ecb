"""The investigator's inbox, one case, and what is done with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from common.money import yuan
from risk.forms import cases as case_forms
from risk.models import RiskCase
from risk.operations import cases as acts
from risk.queries import cases as queries
from risk.rules.cases import is_late
from risk.states.cases import (
    HAND_OVER_BADGE,
    OPEN_CASES,
    RISK_CASE_BADGE,
)
from risk.views.office.acts import offered
from risk.views.office.shared import note_looks, one_case, tabs


@requires(Permission.RISK_WORK)
@require_safe
def home(request: UserRequest) -> HttpResponseBase:
    """The inbox: open cases, what is due first on top, and the counters."""
    today = timezone.localdate()
    rows = queries.cases_visible_to(request.user)
    if request.GET.get("mine"):
        rows = rows.filter(assignee=request.user)
    listing = Listing(
        request,
        rows,
        columns=[
            Column("number", _("编号"), kind="code", link=_case_url),
            Column("title", _("事由"), link=_case_url),
            Column("get_origin_display", _("来源"), narrow=False),
            Column("amount_fen", _("金额（元）"), kind="money", order="amount_fen"),
            Column("opened_on", _("立案"), kind="date", narrow=False),
            Column("due_on", _("核查期限"), kind="date", order="due_on", value=_due),
            Column("assignee", _("核查人"), value=lambda row: str(row.assignee or "")),
            Column("get_status_display", _("状态"), badge=lambda row: RISK_CASE_BADGE[row.status]),
        ],
        order=("due_on", "id"),
        filters=case_forms.CaseFilter,
        caption=_("风险案件"),
        file_name=_("风险案件"),
        empty={"title": _("没有需要核查的案件"), "text": _("规则命中、夜间比对和人工立案的线索都会列在这里。")},
    )
    context = {"tabs": tabs(request, "home"), "tally": queries.tally(request.user, today)}
    return listing.response("risk/office/home.html", context)


def _case_url(row: RiskCase) -> str:
    return reverse("risk:office_case", args=[row.pk])


def _due(row: RiskCase) -> Any:
    return row.due_on if row.status in OPEN_CASES else None


@requires(Permission.RISK_WORK)
@require_POST
def next(request: UserRequest) -> HttpResponse:  # noqa: A001 - the page is called so
    """Take the case that is due first."""
    taken = acts.take_next(by=request.user, at=timezone.now())
    if taken is None:
        messages.info(request, _("没有等待核查的案件。"))
        return redirect("risk:office_home")
    messages.success(request, _("已由您核查，期限 %(day)s。") % {"day": f"{taken.due_on:%Y-%m-%d}"})
    return redirect("risk:office_case", taken.pk)


@requires(Permission.RISK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: UserRequest) -> HttpResponse:
    """Open a case for a tip."""
    form = case_forms.OpenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.open_by_hand(by=request.user, at=timezone.now(), **form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已立案，编号 %(number)s。") % {"number": made})
            return redirect("risk:office_case", made.pk)
    back = (reverse("risk:office_home"), _("风险案件"))
    context = {"form": form, "label": _("人工立案"), "back": back}
    return render(request, "risk/office/do.html", context, status=422 if form.errors else 200)


@requires(Permission.RISK_WORK)
@require_safe
def case(request: UserRequest, pk: int) -> HttpResponse:
    """One case: what it is about, who is in it, what was found, what may be done. Opening it is a look."""
    risk_case = one_case(request, pk)
    people, matters = queries.people_of(risk_case), queries.matters_of(risk_case)
    note_looks(request, risk_case, people, LookKind.PAGE)
    today = timezone.localdate()
    context = {
        "risk_case": risk_case,
        "badge": RISK_CASE_BADGE[risk_case.status],
        "late": risk_case.status in OPEN_CASES and is_late(risk_case.due_on, today, risk_case.snoozed_until),
        "facts": _facts(risk_case),
        "matters": [(row, name, _screening_url(row.case)) for row, name in matters],
        "people": people,
        "findings": queries.findings_of(risk_case),
        "insider_findings": risk_case.insider_findings.order_by("-found_on", "-id"),
        "notes": risk_case.notes.select_related("by__person").order_by("-at", "-id"),
        "files": risk_case.files.select_related("by__person").order_by("id"),
        "hand_overs": [(row, HAND_OVER_BADGE[row.status]) for row in risk_case.hand_overs.order_by("id")],
        "related": queries.related_to(risk_case, request.user),
        "graph_url": _graph_url(risk_case),
        "acts": offered(request, risk_case),
        "events": [_event(each) for each in queries.events_of(risk_case)],
    }
    return render(request, "risk/office/case.html", context)


def _facts(risk_case: RiskCase) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = [
        (_("编号"), risk_case.number),
        (_("来源"), risk_case.get_origin_display()),
        (_("立案日期"), f"{risk_case.opened_on:%Y-%m-%d}"),
        (_("核查期限"), f"{risk_case.due_on:%Y-%m-%d}"),
        (_("核查人"), risk_case.assignee or _("还没有人")),
        (_("涉及金额（元）"), yuan(risk_case.amount_fen)),
    ]
    if risk_case.snoozed_until:
        found.append((_("暂缓至"), f"{risk_case.snoozed_until:%Y-%m-%d}"))
    if risk_case.verdict:
        found.append((_("拟认定"), risk_case.get_verdict_display()))
    if risk_case.decided_on:
        found.append((_("认定日期"), f"{risk_case.decided_on:%Y-%m-%d}"))
    if risk_case.refund_fen:
        found.append((_("责令退款（元）"), yuan(risk_case.refund_fen)))
    if risk_case.refund_due_on:
        found.append((_("退款期限"), f"{risk_case.refund_due_on:%Y-%m-%d}"))
        found.append((_("已退款（元）"), yuan(risk_case.refunded_fen)))
    return found


def _screening_url(number: str) -> str:
    found = queries.screening_of(number)
    return reverse("risk:office_screening", args=[found.pk]) if found else ""


def _graph_url(risk_case: RiskCase) -> str:
    link = queries.link_of(risk_case)
    return reverse("risk:office_graph", args=[link.pk]) if link else ""


def _event(event: Any) -> dict[str, Any]:
    words = {
        "open": _("立案"),
        "join": _("并入新的线索"),
        "take": _("开始核查"),
        "assign": _("改派核查人"),
        "ask_snooze": _("申请暂缓"),
        "snooze": _("批准暂缓"),
        "deny_snooze": _("不同意暂缓"),
        "propose": _("提出认定意见"),
        "send_back": _("退回继续核查"),
        "establish": _("认定骗提骗贷"),
        "dismiss": _("排除嫌疑"),
        "order": _("责令退款"),
        "part_refund": _("收到部分退款"),
        "refund": _("退款完成"),
        "enforce": _("法院强制执行"),
        "file": _("加入证据"),
        "propose_hand_over": _("提出移送"),
        "hand_over": _("移送"),
        "reject_hand_over": _("不同意移送"),
        "answer": _("收到回复"),
        "ban_lifted": _("解除限制"),
    }
    return {
        "title": words.get(event.action, event.action),
        "at": event.at,
        "note": event.note,
        "who": str(event.by) if event.by else _("系统"),
    }
