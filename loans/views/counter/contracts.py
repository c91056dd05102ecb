"""From the approval to the money at the window: contract, signatures, guarantees, payment, on one page."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common import paper as papers
from common.listing import Column, Listing
from desk.states.cases import CASE_BADGE, CaseStatus
from desk.views.acting import Act, act_at_once, act_page
from loans import contract_papers
from loans.forms.contracts import CorrectionForm, FiguresForm, PayeeForm, ReasonForm, WitnessForm
from loans.models import Application
from loans.operations import contracting, disbursing
from loans.queries import contracts as queries
from loans.queries import minutes as clocks
from loans.queries.contracts import Payee
from loans.states.contracts import DISBURSEMENT_BADGE, DISBURSEMENT_MOVES, DisbursementStatus
from loans.views import contracts as words

_D = DisbursementStatus
TABS: dict[str, tuple[Any, list[str]]] = {
    "waiting": (gettext_lazy("待授权"), [_D.PREPARED]),
    "bank": (gettext_lazy("付款中"), [_D.ORDERED]),
    "returned": (gettext_lazy("退回待处理"), [_D.RETURNED, _D.CAME_BACK]),
    "all": (gettext_lazy("全部"), list(_D.values)),
}


@requires(Permission.LOAN_VIEW)
@require_safe
def disbursements(request: UserRequest) -> HttpResponseBase:
    """Payments of loans: what waits for its second person, what the bank has in hand, what it sent back."""
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else "waiting"
    label, statuses = TABS[tab]
    listing = Listing(
        request,
        queries.disbursements_visible_to(request.user).filter(status__in=statuses),
        columns=[
            Column(
                "number",
                _("合同编号"),
                kind="code",
                value=lambda row: row.contract.number,
                link=lambda row: reverse("loans:counter_contract", args=[row.contract.application.case_id]),
            ),
            Column("borrower", _("借款人"), value=lambda row: row.contract.application.borrower.name),
            Column("amount_fen", _("金额"), kind="money"),
            Column("payee_name", _("收款人"), narrow=False),
            Column("made_at", _("制单时间"), kind="time", narrow=False),
            Column("status", _("放款"), value=_status, badge=lambda row: DISBURSEMENT_BADGE[row.status]),
            Column("note", _("最近说明"), narrow=False),
        ],
        order=("-id",) if tab == "all" else ("id",),
        caption=label,
        file_name=_("放款") if tab == "all" else "",
        empty={"title": _("没有放款"), "text": _("合同签订、抵押登记后制单的放款会出现在这里。")},
    )
    tabs = [(title, f"{request.path}?tab={name}", name == tab) for name, (title, _rows) in TABS.items()]
    return listing.response("loans/counter/disbursements.html", {"tabs": tabs})


def _status(row: Any) -> str:
    return str(row.get_status_display())


@requires(Permission.LOAN_VIEW)
@require_safe
def contract(request: UserRequest, pk: int) -> HttpResponse:
    """One granted loan on its way to the money: contract, signatures, guarantees, payment, and what is missing."""
    application = _visible(request, pk)
    _look(request, application)
    found = queries.contract_of(application)
    payment = queries.disbursement_of(found) if found else None
    now = timezone.now()
    context = {
        "application": application,
        "case": application.case,
        "case_badge": CASE_BADGE[application.case.status],
        "contract": found,
        "payment": payment,
        "figures": words.figures(found) if found else [],
        "signers": words.signers(found) if found else [],
        "missing": queries.missing(found, timezone.localdate()) if found and payment is None else [],
        "orders": queries.orders_of(payment) if payment else [],
        "steps": words.steps(application, found, payment),
        "asks_again": words.asks_again(payment),
        "clock": clocks.clock_of(application, now),
        "events": words.events(application),
        "needs_payee": found is None and not queries.pays_project(application),
        **words.badges(found, payment),
        **_may(request, application, payment),
        "may_draw_anew": _may_draw_anew(request, application, payment),
    }
    return render(request, "loans/counter/contract.html", context)


def _may(request: UserRequest, application: Application, payment: Any) -> dict[str, bool]:
    """What this member of staff may do here now, as far as it can be told before the act."""
    user, case = request.user, application.case
    works = user.may(Permission.LOAN_WORK) and case.owner_id in (None, user.pk)
    waits = payment is not None and payment.status == DisbursementStatus.PREPARED
    may_authorise = waits and user.may(Permission.LOAN_AUTHORISE) and user.person_id != payment.made_by_person_id
    return {
        "may_work": works,
        "may_authorise": may_authorise,
        "may_decline": may_authorise and not payment.orders,
        "may_correct": works and payment is not None and payment.status in DISBURSEMENT_MOVES["pay_again"][0],
        "is_own": waits and user.person_id == payment.made_by_person_id,
    }


def _may_draw_anew(request: UserRequest, application: Application, payment: Any) -> bool:
    """While the case is carried out, or after its end for money that came back; not with the money under way."""
    case = application.case
    works = request.user.may(Permission.LOAN_WORK) and case.owner_id in (None, request.user.pk)
    is_free = payment is None or payment.status in DISBURSEMENT_MOVES["drop"][0]
    alive = application.paid_at is None and application.ended_at is None
    return works and is_free and alive and case.status in (CaseStatus.IN_EXECUTION, CaseStatus.DONE)


@requires(Permission.LOAN_VIEW)
@require_safe
def contract_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The contract as PDF."""
    application = _visible(request, pk)
    found = get_object_or_404(application.contracts.exclude(status="VOID"))
    _look(request, application)
    paper = contract_papers.contract_paper(found, today=timezone.localdate())
    return papers.response(paper, _("借款合同-%(number)s") % {"number": found.number})


# --- the contract


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def name_payee(request: UserRequest, pk: int) -> HttpResponse:
    """Where the money of a home goes that is of no project; the contract is drawn up then."""
    application = _visible(request, pk)
    form = PayeeForm(request.POST or None)
    page = _act(application, _("登记收款账户"), _("登记，拟订合同"), _("已登记收款账户，合同已拟订。"))

    def run(_answers: dict[str, Any]) -> None:
        contracting.name_payee(case_id=pk, payee=form.payee, by=request.user, at=timezone.now())

    return act_page(request, page, form, run)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def draw_anew(request: UserRequest, pk: int) -> HttpResponse:
    """A changed figure is a new contract."""
    application = _visible(request, pk)
    form = FiguresForm(request.POST or None, contract=queries.contract_of(application))
    page = _act(
        application,
        _("重新拟订合同"),
        _("重新拟订"),
        _("新合同已拟订，原合同和担保作废，请重新签字。"),
        intro=_("原合同和已登记的担保作废，借款人重新签字、重新登记。金额和期限不能超过批准的。"),
    )

    def run(answers: dict[str, Any]) -> None:
        contracting.draw_anew(
            case_id=pk,
            figures=form.figures,
            payee=form.payee,
            reason=answers["reason"],
            by=request.user,
            at=timezone.now(),
        )

    return act_page(request, page, form, run)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def witness(request: UserRequest, pk: int) -> HttpResponse:
    """Who has signed before the clerk's eyes; once everybody has, the contract holds."""
    application = _visible(request, pk)
    found = get_object_or_404(application.contracts.exclude(status="VOID"))
    form = WitnessForm(request.POST or None, contract=found)
    page = _act(
        application,
        _("面签"),
        _("面签完成"),
        _("已记录签字。"),
        intro=_("核对身份证，请借款人在打印的合同上签字。已经电子签名的不用再签；全部签好后合同生效。"),
    )

    def run(answers: dict[str, Any]) -> None:
        contracting.witness(
            contract_id=found.pk,
            present=form.persons,
            is_offset=answers.get("is_offset", False),
            by=request.user,
            at=timezone.now(),
        )

    return act_page(request, page, form, run)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: UserRequest, pk: int) -> HttpResponse:
    """The borrowers do not want the loan any more, before its money is under way."""
    application = _visible(request, pk)
    form = ReasonForm(request.POST or None)
    page = _act(application, _("借款人不再贷款"), _("终止办理"), _("已终止，合同和担保作废。"))

    def run(answers: dict[str, Any]) -> None:
        contracting.give_up(case_id=pk, reason=answers["reason"], by=request.user, at=timezone.now())

    return act_page(request, page, form, run)


# --- the payment


@requires(Permission.LOAN_WORK)
@require_POST
def prepare(request: UserRequest, pk: int) -> HttpResponse:
    """Prepare the payment of the contract's amount to the contract's payee."""
    _visible(request, pk)
    return act_at_once(
        request,
        lambda: disbursing.prepare(case_id=pk, by=request.user, at=timezone.now()),
        said=_("放款已制单，请另一人授权。"),
        to=reverse("loans:counter_contract", args=[pk]),
    )


@requires(Permission.LOAN_AUTHORISE)
@require_POST
def authorise(request: UserRequest, pk: int) -> HttpResponse:
    """A second person authorises what another has prepared, as it stood on the page that was read."""
    payment = get_object_or_404(queries.disbursements_visible_to(request.user), pk=pk)
    told = request.POST.get("seen", "")
    seen = int(told) if told.isascii() and told.isdigit() else -1
    return act_at_once(
        request,
        lambda: disbursing.authorise(disbursement_id=pk, seen_orders=seen, by=request.user, at=timezone.now()),
        said=_("已授权，付款单已送财务。"),
        to=reverse("loans:counter_contract", args=[payment.contract.application.case_id]),
    )


@requires(Permission.LOAN_AUTHORISE)
@require_http_methods(["GET", "HEAD", "POST"])
def decline(request: UserRequest, pk: int) -> HttpResponse:
    """The second person says no."""
    payment = get_object_or_404(queries.disbursements_visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST or None)
    page = _act(payment.contract.application, _("不授权放款"), _("退回经办人"), _("已退回经办人。"))

    def run(answers: dict[str, Any]) -> None:
        disbursing.decline(disbursement_id=pk, reason=answers["reason"], by=request.user, at=timezone.now())

    return act_page(request, page, form, run)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def pay_again(request: UserRequest, pk: int) -> HttpResponse:
    """The payment came back: the same payee's corrected account, for another to authorise."""
    payment = get_object_or_404(queries.disbursements_visible_to(request.user), pk=pk)
    application = payment.contract.application
    of_project = queries.pays_project(application)
    form = ReasonForm(request.POST or None) if of_project else CorrectionForm(request.POST or None)
    intro = _("收款人：%(name)s，原账号尾号 %(tail)s。") % {"name": payment.payee_name, "tail": payment.payee_tail}
    if of_project:
        intro = _("按楼盘登记的监管账户重新付款；账户有误的，请先在楼盘页变更并复核。")
    page = _act(application, _("更正收款账户，重新放款"), _("重新制单"), _("已重新制单，请另一人授权。"), intro=intro)

    def run(_answers: dict[str, Any]) -> None:
        to = form.payee(payment.contract.payee_name) if isinstance(form, CorrectionForm) else Payee("", "")
        disbursing.pay_again(disbursement_id=pk, payee=to, by=request.user, at=timezone.now())

    return act_page(request, page, form, run)


def _act(application: Application, title: str, button: str, said: str, *, intro: str = "") -> Act:
    back = reverse("loans:counter_contract", args=[application.case_id])
    return Act(title=title, button=button, back=back, back_text=application.case.number, said=said, intro=intro)


def _visible(request: UserRequest, pk: int) -> Application:
    """The application of a case that this user may see; 404 for any other."""
    return get_object_or_404(queries.applications_visible_to(request.user), case=pk)


def _look(request: UserRequest, application: Application) -> None:
    for person_id in queries.parties(application):
        accounts.look(
            person_id=person_id,
            user=request.user,
            kind=LookKind.PAGE,
            what=_("借款合同"),
            case=application.case.number,
            at=timezone.now(),
            address=client_address(request),
        )
