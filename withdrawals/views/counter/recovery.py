"""Money demanded back, at the window: the list, one demand, its parts, the court."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.listing import Column, Listing
from desk.views.acting import Act, act_page
from withdrawals import queries as withdrawals
from withdrawals.forms.closing import ReasonForm
from withdrawals.forms.recovery import CourtForm, DemandForm, PlanForm, RecoveryFilter
from withdrawals.models import Recovery
from withdrawals.operations import cancelling
from withdrawals.operations import recovery as acts
from withdrawals.queries import recovery as queries
from withdrawals.states.recovery import RECOVERY_BADGE, RECOVERY_MOVES
from withdrawals.views import recovery as shared


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def recoveries(request: UserRequest) -> HttpResponseBase:
    """Everything that was demanded back, newest first."""
    listing = Listing(
        request,
        queries.recoveries_visible_to(request.user),
        columns=[
            Column(
                "number",
                _("编号"),
                kind="code",
                value=lambda row: row.number,
                link=lambda row: reverse("withdrawals:counter_recovery", args=[row.pk]),
            ),
            Column("person", _("退款人"), value=lambda row: row.person.name),
            Column("total_fen", _("应退金额（元）"), kind="money"),
            Column("came_fen", _("已退金额（元）"), kind="money"),
            Column("due_on", _("期限"), kind="date"),
            Column("status", _("状态"), value=lambda row: row.get_status_display(), badge=_badge),
            Column("risk_case", _("风险案件"), kind="code", narrow=False),
        ],
        order=("-id",),
        filters=RecoveryFilter,
        caption=_("追回"),
        file_name=_("追回"),
        empty={"title": _("没有追回的款项"), "text": _("认定违规提取后，责令退回的款项列在这里。")},
    )
    return listing.response("withdrawals/counter/recoveries.html", {})


def _badge(row: Any) -> str:
    return RECOVERY_BADGE[row.status]


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def recovery(request: UserRequest, pk: int) -> HttpResponse:
    """One demand: what has come, what has not, and what may be done."""
    found = _visible(request, pk)
    accounts.look(
        person_id=found.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("追回"),
        case=found.case,
        at=timezone.now(),
        address=client_address(request),
    )
    may = request.user.may(Permission.CASE_REVIEW)
    acts_now = [
        {"label": label, "url": reverse(f"withdrawals:counter_recovery_{action}", args=[pk])}
        for action, label in _verbs(found)
        if may and found.status in RECOVERY_MOVES[action.partition("_")[0]][0]
    ]
    return render(request, "withdrawals/counter/recovery.html", shared.page_context(found) | {"verbs": acts_now})


def _verbs(found: Recovery) -> list[tuple[str, str]]:
    """What may be done of a demand: action, label. Once its cancelling is asked for, that is to be decided."""
    acts_on = [("plan", _("商定分期")), ("enforce", _("申请强制执行"))]
    if found.cancel_asked_by_person_id is None:
        return [*acts_on, ("cancel", _("申请撤销"))]
    return [*acts_on, ("cancel_grant", _("同意撤销")), ("cancel_decline", _("不同意撤销"))]


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_new(request: UserRequest, pk: int) -> HttpResponse:
    """Demand money of a paid withdrawal back. `pk` is the case's."""
    found = get_object_or_404(withdrawals.withdrawals_visible_to(request.user), case=pk)
    most = queries.recoverable_fen(found)
    form = DemandForm(request.POST or None, most_fen=most)

    def run(said: dict[str, Any]) -> str:
        made = acts.demand_by_hand(
            withdrawal_id=found.pk, fen=said["amount"], why=said["why"], by=request.user, at=timezone.now()
        )
        return reverse("withdrawals:counter_recovery", args=[made.pk])

    act = Act(
        title=_("责令退回：%(name)s") % {"name": found.person.name},
        button=_("责令退回"),
        back=reverse("withdrawals:counter_withdrawal", args=[pk]),
        back_text=found.case.number,
        said=_("已责令退回，本人会收到通知。"),
        intro=_("只用于已经付出、经核实不该提取的款项。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_plan(request: UserRequest, pk: int) -> HttpResponse:
    """Agree upon monthly parts."""
    return _act(request, pk, PlanForm, acts.agree_plan, _("商定分期"), _("已商定，每期各有缴款号。"))


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_enforce(request: UserRequest, pk: int) -> HttpResponse:
    """The court is asked."""
    return _act(request, pk, CourtForm, acts.enforce_recovery, _("申请强制执行"), _("已登记。"))


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """Ask that the demand be cancelled."""
    return _act(request, pk, ReasonForm, cancelling.ask_cancel, _("申请撤销"), _("已提交，由另一位复核人员决定。"))


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_cancel_grant(request: UserRequest, pk: int) -> HttpResponse:
    """The demand does not stand any more: what another asked for is granted."""
    intro = _asked(_visible(request, pk))
    return _act(request, pk, forms.Form, cancelling.grant_cancel, _("同意撤销"), _("已撤销。"), intro)


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def recovery_cancel_decline(request: UserRequest, pk: int) -> HttpResponse:
    """The demand stands."""
    intro = _asked(_visible(request, pk))
    return _act(
        request, pk, ReasonForm, cancelling.decline_cancel, _("不同意撤销"), _("已记录，责令退回继续有效。"), intro
    )


def _asked(found: Recovery) -> str:
    """Who asked for the cancelling, and why."""
    if found.cancel_asked_by is None:
        return ""
    return _("%(who)s申请撤销：%(why)s") % {"who": found.cancel_asked_by, "why": found.cancel_why}


def _act(
    request: UserRequest,
    pk: int,
    kind: Callable[..., Any],
    verb: Callable[..., object],
    title: str,
    said: str,
    intro: str = "",
) -> HttpResponse:
    found = _visible(request, pk)
    form = kind(request.POST if request.method == "POST" else None)

    def run(answers: dict[str, Any]) -> None:
        verb(recovery_id=pk, by=request.user, at=timezone.now(), **answers)

    back = reverse("withdrawals:counter_recovery", args=[pk])
    act = Act(title=title, button=title, back=back, back_text=found.number, said=said, intro=intro)
    return act_page(request, act, form, run)


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def recovery_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The written demand as PDF."""
    return shared.paper(request, _visible(request, pk))


def _visible(request: UserRequest, pk: int) -> Recovery:
    found = queries.recoveries_visible_to(request.user).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
