"""Standing withdrawals at the window: all of them, one of them, made and ended for whoever stands there."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from deposits import queries as deposits
from desk.states.cases import Channel
from desk.views.acting import Act, act_page
from withdrawals.forms.closing import ReasonForm
from withdrawals.forms.standing import FORMS, AgreementFilter
from withdrawals.operations import standing as acts
from withdrawals.queries import standing as queries
from withdrawals.states.standing import AGREEMENT_BADGE, AgreementStatus
from withdrawals.views import standing as shared


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def agreements(request: UserRequest) -> HttpResponseBase:
    """All agreements, newest first."""
    listing = Listing(
        request,
        queries.agreements_visible_to(request.user),
        columns=[
            Column(
                "person",
                _("提取人"),
                value=lambda row: row.person.name,
                link=lambda row: reverse("withdrawals:counter_agreement", args=[row.pk]),
            ),
            Column("reason", _("提取原因"), value=lambda row: row.reason.label),
            Column("asked_fen", _("每期金额（元）"), kind="money"),
            Column("get_every_display", _("多久一次")),
            Column("next_on", _("下次提取"), kind="date"),
            Column("ends_on", _("到期日"), kind="date", narrow=False),
            Column("status", _("状态"), value=lambda row: row.get_status_display(), badge=_badge),
            Column("note", _("最近说明"), narrow=False),
        ],
        order=("-made_at", "-id"),
        filters=AgreementFilter,
        caption=_("约定提取"),
        file_name=_("约定提取"),
        empty={"title": _("没有约定提取"), "text": _("从提取页的“按期自动提取”签约。")},
    )
    return listing.response("withdrawals/counter/agreements.html", {})


def _badge(row: Any) -> str:
    return AGREEMENT_BADGE[row.status]


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def standing_new(request: UserRequest) -> HttpResponse:
    """Make an agreement for the person who stands here: `?person=` and `reason=`."""
    text, code = request.GET.get("person", ""), request.GET.get("reason", "rent")
    account = deposits.open_account_of(int(text)) if text.isdecimal() and len(text) < 18 else None
    if account is None or code not in FORMS or code not in {each.code for each in shared.kinds()}:
        raise Http404
    form = shared.form_of(request, code, account.person_id)
    _look(request, account.person_id)
    if request.method == "POST" and form.is_valid():
        try:
            made = acts.agree(
                agreed=form.agreed(code, account.person_id),
                channel=Channel.WINDOW,
                branch_id=request.user.staff.branch_id,
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已签约，到期自动提取。"))
            return redirect("withdrawals:counter_agreement", made.pk)
    back = f"{reverse('withdrawals:counter_start')}?person={account.person_id}"
    context = {"account": account, "form": form, "code": code, "kinds": shared.kinds(), "back": back}
    return render(request, "withdrawals/counter/standing_new.html", context, status=422 if form.errors else 200)


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def agreement(request: UserRequest, pk: int) -> HttpResponse:
    """One agreement with its periods. Opening it is a look."""
    found = get_object_or_404(queries.agreements_visible_to(request.user), pk=pk)
    _look(request, found.person_id)
    context = shared.page_context(found) | {
        "may": request.user.may(Permission.CASE_WORK) and found.status == AgreementStatus.ACTIVE
    }
    return render(request, "withdrawals/counter/agreement.html", context)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def agreement_stop(request: UserRequest, pk: int) -> HttpResponse:
    """End an agreement at the person's word."""
    found = get_object_or_404(queries.agreements_visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST or None)

    def run(said: dict[str, Any]) -> None:
        acts.stop_agreement(agreement_id=pk, reason=said["reason"], by=request.user, at=timezone.now())

    act = Act(
        title=_("终止约定提取"),
        button=_("终止"),
        back=reverse("withdrawals:counter_agreement", args=[pk]),
        back_text=found.person.name,
        said=_("已终止。"),
        intro=_("已经发起的本期提取照常付款。"),
    )
    return act_page(request, act, form, run)


def _look(request: UserRequest, person_id: int) -> None:
    accounts.look(
        person_id=person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("约定提取"),
        at=timezone.now(),
        address=client_address(request),
    )
