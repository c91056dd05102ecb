"""A flexible depositor's agreement, as they see it themselves and as a window acts for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as accounts
from accounts.access import UserRequest
from common.errors import BusinessError
from deposits import queries as deposits
from deposits.forms.flexible import BackMonthsForm, FlexibleForm, FlexibleJoinForm, MonthsForm, OwnMandateForm
from deposits.models import FlexibleMember
from deposits.operations import flexible, own_back, own_debits
from deposits.queries import flexible as queries
from deposits.states import DEBIT_BADGE, MEMBER_BADGE, OWN_PAYMENT_BADGE, MemberStatus, Schedule
from policy import queries as policy


@dataclass(frozen=True)
class Side:
    """Whose page it is: the depositor's own, or the counter's for the person with this id."""

    name: str
    person_id: int

    def url(self, page: str, *more: Any) -> str:
        """Address of a page of this side."""
        own = [] if self.name == "portal" else [self.person_id]
        return reverse(f"deposits:{self.name}_{page}", args=[*own, *more])


def home(request: UserRequest, side: Side) -> HttpResponse:
    """The agreement with its payments; without one, the form to join."""
    member = queries.member_of(side.person_id)
    if member is None or member.status == MemberStatus.ENDED:
        return _join(request, side)
    waiting = queries.waiting_payment(member)
    context = {
        "side": side,
        "member": member,
        "badge": MEMBER_BADGE[member.status],
        "waiting": waiting,
        "pay_into": deposits.paying_in_accounts() if waiting else [],
        "payments": [(each, OWN_PAYMENT_BADGE[each.status]) for each in queries.payments_of(member)],
        "pay_form": MonthsForm() if member.schedule == Schedule.FREE else forms.Form(),
        "change_url": side.url("flexible_change"),
        "mandate": queries.mandate_of(member),
        "mandate_url": side.url("flexible_mandate") if member.schedule != Schedule.FREE else "",
        "tries": [(each, DEBIT_BADGE[each.status]) for each in queries.tries_of(member)],
        "back_url": side.url("flexible_back") if queries.missed(member, policy.book_date()) else "",
        "urls": {name: side.url("flexible_do", name) for name in ACTS},
    }
    return render(request, f"deposits/{side.name}/flexible.html", context)


def _join(request: UserRequest, side: Side) -> HttpResponse:
    today = policy.book_date()
    employer = queries.employed_by(side.person_id)
    form = FlexibleJoinForm(request.POST or None, parameters=policy.on(today))
    context: dict[str, Any] = {"side": side, "employer": employer, "form": form, "stage": "ask", "member": None}
    if request.method == "POST" and form.is_valid():
        chosen, going = form.chosen(), request.POST.get("go")
        context |= {"stage": "check", "parts": queries.monthly(chosen.base_fen, chosen.total_rate, today)}
        if going == "submit":
            try:
                flexible.join_flexible(
                    person_id=side.person_id,
                    branch_id=form.cleaned_data["branch"].pk,
                    chosen=chosen,
                    by=request.user,
                    at=timezone.now(),
                )
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("协议已签。下面开缴款书，转账时备注写明缴款书号即可。"))
                return redirect(side.url("flexible"))
        if going != "check":
            context["stage"] = "ask"
    return render(request, f"deposits/{side.name}/flexible.html", context, status=422 if form.errors else 200)


def change(request: UserRequest, side: Side) -> HttpResponse:
    """Choose another base, rate or schedule."""
    member = _member(side)
    today = policy.book_date()
    initial = {"base": member.base_fen, "total_rate": member.total_rate, "schedule": member.schedule}
    form = FlexibleForm(request.POST or None, parameters=policy.on(today), initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            flexible.change_flexible(member_id=member.pk, chosen=form.chosen(), by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已变更，从下一张缴款书起按新的缴。"))
            return redirect(side.url("flexible"))
    context = {"side": side, "form": form, "member": member, "back_url": side.url("flexible")}
    return render(request, f"deposits/{side.name}/flexible_change.html", context, status=422 if form.errors else 200)


def mandate(request: UserRequest, side: Side) -> HttpResponse:
    """Agree that the payment is fetched from a card of one's own."""
    member = _member(side)
    form = OwnMandateForm(request.POST or None, person_id=side.person_id)
    if request.method == "POST" and form.is_valid():
        card, day = form.cleaned_data["card"], form.cleaned_data["day"]
        try:
            own_debits.sign_own_mandate(
                member_id=member.pk, card_id=card.pk, day=day, by=request.user, at=timezone.now()
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已约定，以后每月 %(day)d 日自动扣款。") % {"day": day})
            return redirect(side.url("flexible"))
    context = {
        "side": side,
        "form": form,
        "member": member,
        "has_cards": accounts.cards_of(side.person_id).exists(),
        "back_url": side.url("flexible"),
    }
    return render(request, f"deposits/{side.name}/flexible_mandate.html", context, status=422 if form.errors else 200)


def back(request: UserRequest, side: Side) -> HttpResponse:
    """Order a payment for missed months."""
    member = _member(side)
    missed = queries.missed(member, policy.book_date())
    form = BackMonthsForm(request.POST or None, missed=missed)
    if request.method == "POST" and form.is_valid():
        try:
            made = own_back.order_back_payment(
                member_id=member.pk, months=form.cleaned_data["months"], by=request.user, at=timezone.now()
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("缴款书 %(number)s 已开，请按下面的账号转账。") % {"number": made.number})
            return redirect(side.url("flexible"))
    context = {"side": side, "form": form, "missed": missed, "back_url": side.url("flexible")}
    return render(request, f"deposits/{side.name}/flexible_back.html", context, status=422 if form.errors else 200)


ACTS = ("pay", "cancel", "stop", "restart", "end", "no_debit")


def do(request: UserRequest, side: Side, name: str) -> HttpResponse:
    """Order or cancel a payment, stop, go on, end; and go back to the page."""
    if name not in ACTS:
        raise Http404
    member = _member(side)
    try:
        messages.success(request, _run(request, member, name))
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return redirect(side.url("flexible"))


def _run(request: UserRequest, member: FlexibleMember, name: str) -> str:
    who: dict[str, Any] = {"by": request.user, "at": timezone.now()}
    if name == "pay":
        form = MonthsForm(request.POST)
        months = form.cleaned_data["months"] if form.is_valid() else None
        made = flexible.order_own_payment(member_id=member.pk, months=months, **who)
        return _("缴款书 %(number)s 已开，请按下面的账号转账。") % {"number": made.number}
    if name == "cancel":
        waiting = queries.waiting_payment(member)
        if waiting is None:
            return _("没有等候到账的缴款书。")
        flexible.cancel_own_payment(payment_id=waiting.pk, **who)
        return _("缴款书已取消；如果已经转账，款到后由财务退回。")
    if name == "no_debit":
        holds = queries.mandate_of(member)
        if holds is None:
            return _("没有约定自动扣款。")
        own_debits.end_own_mandate(mandate_id=holds.pk, **who)
        return _("自动扣款已终止，以后请自己转账。")
    if name == "stop":
        flexible.stop_flexible(member_id=member.pk, **who)
        return _("已停缴，账户封存，随时可以恢复。")
    if name == "restart":
        flexible.restart_flexible(member_id=member.pk, **who)
        return _("已恢复缴存。")
    flexible.end_flexible(member_id=member.pk, **who)
    return _("协议已终止，账户封存，余额照常计息。")


def _member(side: Side) -> FlexibleMember:
    member = queries.member_of(side.person_id)
    if member is None:
        raise Http404
    return member
