"""The register of certificates at the window: applied for, registered, cancelled, released after the loan is paid."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from desk.views.acting import Act, act_at_once, act_page
from loans.forms.contracts import CertificateForm, GuaranteeForm, ReasonForm
from loans.models import Guarantee
from loans.operations import guarantees as operations
from loans.queries import contracts as queries
from loans.states.contracts import GUARANTEE_BADGE, GuaranteeStatus

_G = GuaranteeStatus
TABS: dict[str, tuple[Any, list[str]]] = {
    "waiting": (gettext_lazy("登记中"), [_G.WAITING]),
    "releasing": (gettext_lazy("待解除"), [_G.RELEASING]),
    "registered": (gettext_lazy("已登记"), [_G.REGISTERED]),
    "all": (gettext_lazy("全部"), list(_G.values)),
}


@requires(Permission.LOAN_VIEW)
@require_safe
def guarantees(request: UserRequest) -> HttpResponseBase:
    """Certificates: what waits at the register, what is to be released, all there are."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "waiting"
    label, statuses = TABS[tab]
    listing = Listing(
        request,
        queries.guarantees_visible_to(request.user).filter(status__in=statuses),
        columns=[
            Column("kind", _("担保方式"), value=lambda row: row.get_kind_display(), link=_page),
            Column("certificate", _("登记证明号"), kind="code"),
            Column("borrower", _("借款人"), value=lambda row: row.contract.application.borrower.name),
            Column("guarantor", _("抵押人、出质人或保证人"), narrow=False),
            Column("registered_on", _("登记日期"), kind="date", narrow=False),
            Column("deposit_fen", _("保证金"), kind="money", narrow=False),
            Column("status", _("状态"), value=_status, badge=lambda row: GUARANTEE_BADGE[row.status]),
        ],
        order=("-id",) if tab == "all" else ("id",),
        caption=label,
        file_name=_("担保登记簿") if tab == "all" else "",
        empty={"title": _("没有担保登记"), "text": _("合同签订后办理的抵押、预告登记和保证会出现在这里。")},
    )
    tabs = [(title, f"{request.path}?tab={name}", name == tab) for name, (title, _rows) in TABS.items()]
    return listing.response("loans/counter/guarantees.html", {"tabs": tabs})


def _page(row: Guarantee) -> str:
    return reverse("loans:counter_contract", args=[row.contract.application.case_id])


def _status(row: Guarantee) -> str:
    return str(row.get_status_display())


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def guarantee_new(request: UserRequest, pk: int) -> HttpResponse:
    """Note that a guarantee of a case's contract has been applied for."""
    application = get_object_or_404(queries.applications_visible_to(request.user), case=pk)
    contract = get_object_or_404(application.contracts.exclude(status="VOID"))
    form = GuaranteeForm(request.POST or None, initial={"guarantor": application.borrower.name})
    page = Act(
        title=_("办理担保登记"),
        button=_("登记"),
        back=reverse("loans:counter_contract", args=[pk]),
        back_text=application.case.number,
        said=_("已记录，取得登记证明后请录入证明号。"),
    )

    def run(answers: dict[str, Any]) -> None:
        operations.add(
            contract_id=contract.pk,
            kind=answers["kind"],
            guarantor=answers["guarantor"],
            by=request.user,
            at=timezone.now(),
        )

    return act_page(request, page, form, run)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def guarantee_register(request: UserRequest, pk: int) -> HttpResponse:
    """The register's certificate."""
    found = _visible(request, pk)
    form = CertificateForm(
        request.POST or None, has_deposit=bool(found.deposit_fen), initial={"registered_on": timezone.localdate()}
    )

    def run(_answers: dict[str, Any]) -> None:
        operations.register(guarantee_id=pk, certificate=form.certificate, by=request.user, at=timezone.now())

    return act_page(request, _act(found, _("录入登记证明"), _("已登记。")), form, run)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def guarantee_cancel(request: UserRequest, pk: int) -> HttpResponse:
    """An application at the register that comes to nothing, or was a mistake."""
    found = _visible(request, pk)
    form = ReasonForm(request.POST or None)

    def run(answers: dict[str, Any]) -> None:
        operations.cancel(guarantee_id=pk, reason=answers["reason"], by=request.user, at=timezone.now())

    return act_page(request, _act(found, _("作废担保登记"), _("已作废。")), form, run)


@requires(Permission.LOAN_WORK)
@require_POST
def guarantee_release(request: UserRequest, pk: int) -> HttpResponse:
    """The register has cancelled it after the loan was paid back."""
    found = _visible(request, pk)
    return act_at_once(
        request,
        lambda: operations.release(guarantee_id=pk, by=request.user, at=timezone.now()),
        said=_("担保已解除，已告知借款人。"),
        to=_page(found),
    )


def _act(found: Guarantee, title: str, said: str) -> Act:
    number = found.contract.application.case.number
    return Act(title=title, button=title, back=_page(found), back_text=number, said=said, intro=str(found))


def _visible(request: UserRequest, pk: int) -> Guarantee:
    return get_object_or_404(queries.guarantees_visible_to(request.user), pk=pk)
