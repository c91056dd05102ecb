"""Transfers between centres at the counter: asked for at a window, received from elsewhere, followed to their end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from bank import queries as bank
from bank.states import ORDER_BADGE, OrderStatus
from common.errors import BusinessError
from common.listing import Column, Listing
from deposits import operations, queries
from deposits.forms import (
    LetterFilter,
    LetterForm,
    LetterNoteForm,
    LetterPayeeForm,
    LetterReasonForm,
    WindowMoveInForm,
)
from deposits.models import TransferLetter
from deposits.states import LETTER_BADGE, LETTER_IN_MOVES, LetterStatus
from deposits.views import letters as shared
from desk.states.cases import CaseStatus, Channel


@requires(Permission.CASE_VIEW)
@require_safe
def letters(request: UserRequest) -> HttpResponseBase:
    """All letters, in and out, newest first."""
    listing = Listing(
        request,
        queries.letters_visible_to(request.user),
        columns=[
            Column(
                "number",
                _("联系函编号"),
                kind="code",
                value=lambda row: row.number or _("未发出"),
                link=lambda row: reverse("deposits:counter_letter", args=[row.pk]),
            ),
            Column("get_direction_display", _("方向")),
            Column("name", _("姓名")),
            Column("centre__name", _("对方中心"), narrow=False),
            Column("total_fen", _("本息（元）"), kind="money", value=lambda row: row.total_fen or None, narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: LETTER_BADGE[row.status]),
            Column("made_at", _("登记时间"), kind="time", narrow=False),
        ],
        order=("-id",),
        filters=LetterFilter,
        caption=_("异地转移"),
        empty={"title": _("没有这样的联系函"), "text": _("转入、转出的联系函都列在这里。")},
    )
    may_work = request.user.may(Permission.CASE_WORK)
    return listing.response("deposits/counter/letters.html", {"may_work": may_work})


# --- begun


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_in(request: UserRequest) -> HttpResponse:
    """Somebody at the window asks for their money from another centre."""
    visible = queries.accounts_visible_to(request.user)
    person = request.GET.get("person", "")
    known = queries.open_account_of(int(person)) if person.isascii() and person.isdigit() else None
    form = WindowMoveInForm(request.POST or None, accounts=visible, initial={"account": known.number if known else ""})
    if request.method == "POST" and form.is_valid():
        account = form.cleaned_data["account"]
        staff: Any = request.user.staff
        try:
            case = operations.apply_transfer_in(
                person_id=account.person_id,
                centre_id=form.cleaned_data["centre"].pk,
                their_account=form.cleaned_data["their_account"],
                channel=Channel.WINDOW,
                branch_id=staff.branch_id,
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(
                request, _("已登记，编号 %(number)s。核对身份证后受理，联系函随即发出。") % {"number": case}
            )
            return redirect("desk:counter_case", case.pk)
    return render(request, "deposits/counter/transfer_in.html", {"form": form})


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def receive_letter(request: UserRequest) -> HttpResponse:
    """A letter of another centre that came on paper."""
    form = LetterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            letter = operations.receive_letter(asked=form.said, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("联系函已登记。") if letter.is_open else _("联系函已登记，按规定退回：%(why)s")
            messages.success(request, said % {"why": letter.note})
            return redirect("deposits:counter_letter", letter.pk)
    return render(request, "deposits/counter/receive_letter.html", {"form": form})


# --- one letter


@requires(Permission.CASE_VIEW)
@require_safe
def letter_of_case(request: UserRequest, pk: int) -> HttpResponse:
    """The letter of a case."""
    found = get_object_or_404(queries.letters_visible_to(request.user), case=pk)
    return redirect("deposits:counter_letter", found.pk)


@requires(Permission.CASE_VIEW)
@require_safe
def letter(request: UserRequest, pk: int) -> HttpResponse:
    """One letter: where it stands, what the other centre said, its payments, what may be done. Opening it is a look."""
    found = _letter(request, pk)
    _look(request, found)
    orders = [] if found.is_in else queries.orders_of(found)
    context = {
        "letter": found,
        "badge": LETTER_BADGE[found.status],
        "steps": shared.steps(found),
        "events": shared.events(found),
        "words": found.messages.order_by("-id"),
        "orders": [(order, ORDER_BADGE[OrderStatus(order.status)]) for order in orders],
        "whys": _whys(found),
        "acts": _acts(request, found),
    }
    return render(request, "deposits/counter/letter.html", context)


@requires(Permission.CASE_VIEW)
@require_safe
def letter_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The contact letter as PDF, once it has its number."""
    found = _letter(request, pk)
    if not found.number:
        raise Http404
    _look(request, found)
    return shared.paper(request, found)


def _letter(request: UserRequest, pk: int) -> TransferLetter:
    return get_object_or_404(queries.letters_visible_to(request.user), pk=pk)


def _look(request: UserRequest, found: TransferLetter) -> None:
    if found.person_id is None:
        return
    accounts.look(
        person_id=found.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("异地转移联系函"),
        case=found.case.number if found.case else "",
        at=timezone.now(),
        address=client_address(request),
    )


def _whys(found: TransferLetter) -> list[str]:
    """What stands in the way of a letter out that is not yet carried out."""
    if found.is_in or found.status != LetterStatus.SENT or found.account is None or found.case_id is None:
        return []
    return queries.why_not_out(found.account, case_id=found.case_id)


# --- what is done with it


@dataclass(frozen=True)
class Act:
    """One thing staff may do with a letter: its words, its form (none: at once), its verb, and when."""

    label: Any
    said: Any
    run: Callable[..., Any]
    offered: Callable[[TransferLetter], bool]
    form: type[forms.Form] | None = None
    intro: Any = ""


def _in_execution(letter: TransferLetter) -> bool:
    return letter.case is not None and letter.case.status == CaseStatus.IN_EXECUTION


def _returned(letter: TransferLetter) -> bool:
    last = None if letter.is_in else queries.orders_of(letter).first()
    return last is not None and last.status in (OrderStatus.RETURNED, OrderStatus.REJECTED)


ASKABLE = (LetterStatus.SENT, LetterStatus.ACCEPTED, LetterStatus.INFORMED, LetterStatus.FAILED)
"""Letters in about which the old centre may be asked; once it was asked, its answer is waited for."""

ACTS: dict[str, Act] = {
    "negotiate": Act(
        gettext_lazy("与对方协商"),
        gettext_lazy("已发给对方中心，等对方答复。"),
        operations.negotiate,
        lambda each: each.is_in and each.status in ASKABLE,
        LetterNoteForm,
    ),
    "credit": Act(
        gettext_lazy("按账户信息入账"),
        gettext_lazy("已入账，多出的款项留在暂收款，由财务退回。"),
        operations.credit_as_told,
        queries.may_credit,
    ),
    "take-back": Act(
        gettext_lazy("银行已冲正，冲回入账"),
        gettext_lazy("已冲回，等对方重新付款；请财务处理银行冲正。"),
        operations.take_back_credit,
        lambda each: each.is_in and not each.is_open and bank.was_taken_back(each.expectation_key),
    ),
    "cancel": Act(
        gettext_lazy("应本人要求撤销"),
        gettext_lazy("已撤销，对方中心会收到通知。"),
        operations.cancel_transfer_in,
        queries.may_cancel,
    ),
    "give-up": Act(
        gettext_lazy("终止转入"),
        gettext_lazy("已终止，对方中心会收到通知；已到账的款项留在暂收款，由财务退回。"),
        operations.give_up_letter,
        lambda each: each.is_in and each.status in LETTER_IN_MOVES["give_up"][0] and not queries.may_cancel(each),
        LetterReasonForm,
        gettext_lazy("对方中心已经销户。请先与对方和本人商定资金怎么处理，再写明理由。"),
    ),
    "try-again": Act(
        gettext_lazy("重新办理转出"),
        gettext_lazy("已重新核对账户，结果写在下面。"),
        operations.try_again,
        lambda each: not each.is_in and each.status == LetterStatus.SENT and _in_execution(each),
    ),
    "pay-again": Act(
        gettext_lazy("更正账户再付"),
        gettext_lazy("已重新制付款单，等另外两人复核、授权。"),
        operations.pay_letter_again,
        _returned,
        LetterPayeeForm,
        gettext_lazy("收款人必须仍是转入中心。"),
    ),
    "refuse": Act(
        gettext_lazy("不能转出，退回联系函"),
        gettext_lazy("已退回联系函，占用的款项已解除。"),
        operations.refuse_letter,
        lambda each: not each.is_in and _in_execution(each) and (each.status == LetterStatus.SENT or _returned(each)),
        LetterReasonForm,
        gettext_lazy("理由对方中心和本人都会看到。"),
    ),
    "confirm": Act(
        gettext_lazy("对方已书面确认"),
        gettext_lazy("已办结。"),
        operations.confirm_letter,
        lambda each: not each.is_by_platform and each.status in (LetterStatus.INFORMED, LetterStatus.NEGOTIATING),
    ),
    "inform": Act(
        gettext_lazy("答复对方的协商"),
        gettext_lazy("账户信息已重新发给对方中心。"),
        operations.inform_again,
        lambda each: not each.is_in and each.status == LetterStatus.NEGOTIATING,
        LetterNoteForm,
    ),
}


def _acts(request: UserRequest, found: TransferLetter) -> list[dict[str, Any]]:
    if not request.user.may(Permission.CASE_WORK):
        return []
    return [
        {
            "label": act.label,
            "url": reverse("deposits:counter_letter_do", args=[found.pk, name]),
            "at_once": act.form is None,
        }
        for name, act in ACTS.items()
        if act.offered(found)
    ]


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def letter_do(request: UserRequest, pk: int, name: str) -> HttpResponse:
    """One act on a letter: at once, or with the form it asks for."""
    found, act = _letter(request, pk), ACTS.get(name)
    if act is None:
        raise Http404
    if not act.offered(found):
        messages.error(request, _("这件联系函现在不能办理这个事项。"))
        return redirect("deposits:counter_letter", pk)
    form = act.form(request.POST or None) if act.form else None
    if request.method == "POST" and (form is None or form.is_valid()):
        answers = form.cleaned_data if form else {}
        try:
            act.run(letter_id=pk, by=request.user, at=timezone.now(), **answers)
        except BusinessError as refusal:
            if form is None:
                messages.error(request, str(refusal))
                return redirect("deposits:counter_letter", pk)
            form.add_error(None, str(refusal))
        else:
            messages.success(request, act.said)
            return redirect("deposits:counter_letter", pk)
    if form is None:
        return redirect("deposits:counter_letter", pk)
    context = {"letter": found, "act": act, "form": form}
    return render(request, "deposits/counter/letter_do.html", context, status=422 if form.errors else 200)
