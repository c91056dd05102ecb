"""Accounts that end at the window: begun for the owner or the heirs, followed payee by payee."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind, Person
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import queries as deposits
from deposits.models import PersonalAccount
from desk.states.cases import CASE_BADGE, CaseStatus, Channel
from desk.views.acting import Act, act_at_once, act_page
from withdrawals.forms.closing import ConfirmCardForm, DeathForm, HeirSet, PayAgainForm, ReasonForm
from withdrawals.models import CardCorrection, ClosingShare, Withdrawal
from withdrawals.operations import closing as acts
from withdrawals.operations import closing_payments, heir_cards, inheriting
from withdrawals.queries import closing as queries
from withdrawals.rules import closing as rules
from withdrawals.states import PAYOUT_BADGE, PayeeKind, PayoutStatus
from withdrawals.states.closing import SHARE_BADGE, ShareStatus
from withdrawals.views import closing as shared


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def closing_start(request: UserRequest) -> HttpResponse:
    """End an account for its owner, originals in hand; `?person=` names them."""
    account, today = _account_of(request), timezone.localdate()
    reasons = shared.reasons_for(today, online=False)
    form = shared.form_of(request, account.person_id, today, window=True, reasons=reasons)
    if request.method == "POST" and form.is_valid():
        made = shared.submit(
            request,
            form,
            account.person_id,
            channel=Channel.WINDOW,
            branch_id=request.user.staff.branch_id,
            at=timezone.now(),
        )
        if made is not None:
            messages.success(request, _("已受理，办件编号 %(number)s。") % {"number": made.case.number})
            return redirect("withdrawals:counter_closing", made.case_id)
    _look(request, account.person, _("销户提取"))
    context = {
        "account": account,
        "form": form,
        "whys": shared.in_the_way(account, reasons, today),
        "back": f"{reverse('withdrawals:counter_start')}?person={account.person_id}",
    }
    return render(request, "withdrawals/counter/closing_start.html", context, status=422 if form.errors else 200)


def _account_of(request: UserRequest) -> PersonalAccount:
    text = request.GET.get("person", "")
    found = deposits.open_account_of(int(text)) if text.isdecimal() and len(text) < 18 else None
    if found is None:
        raise Http404
    return found


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def inherit(request: UserRequest, pk: int) -> HttpResponse:
    """The heirs of somebody who died ask for the account, papers in hand. `pk` is the account's."""
    account = get_object_or_404(deposits.accounts_visible_to(request.user), pk=pk)
    count = max(1, min(6, int(request.GET["heirs"]))) if request.GET.get("heirs", "").isdecimal() else 2
    first = [{"share": f"1/{count}"} for _place in range(count)]
    form = DeathForm(request.POST or None)
    heirs = HeirSet(request.POST or None, initial=first, prefix="heirs")
    if request.method == "POST" and form.is_valid() and heirs.is_valid():
        try:
            made = inheriting.apply_inheritance(
                account_id=account.pk,
                death=form.death,
                heirs=[each.heir for each in heirs if each.has_changed()],
                papers_seen=form.cleaned_data["seen"],
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已受理，办件编号 %(number)s。") % {"number": made.case.number})
            return redirect("withdrawals:counter_closing", made.case_id)
    _look(request, account.person, _("继承提取"))
    context = {
        "account": account,
        "form": form,
        "heirs": heirs,
        "whys": queries.why_not_close(account, rules.DEATH, timezone.localdate()),
    }
    wrong = bool(form.errors or heirs.total_error_count()) if request.method == "POST" else False
    return render(request, "withdrawals/counter/inherit.html", context, status=422 if wrong else 200)


@requires(Permission.CASE_VIEW)
@require_safe
def closing(request: UserRequest, pk: int) -> HttpResponse:
    """One account that ends: each payee's money, and what is to be done where it came back. `pk` is the case's."""
    found = _visible(request, pk)
    typed = {each.share_id: each for each in queries.corrections_waiting().filter(share__withdrawal=found)}
    shares = [
        (each, SHARE_BADGE[each.status], queries.may_correct(each), typed.get(each.pk))
        for each in queries.shares_of(found)
    ]
    _look(request, found.account.person, _("销户提取"), found.case.number)
    waits = found.case.status == CaseStatus.IN_EXECUTION and found.status == PayoutStatus.HELD
    whys = queries.why_not_close(
        found.account, found.reason.code, timezone.localdate(), case_id=pk, own_hold=found.hold_key
    )
    context = {
        "withdrawal": found,
        "case": found.case,
        "badge": PAYOUT_BADGE[found.status],
        "case_badge": CASE_BADGE[found.case.status],
        "shares": shares,
        "whys": whys if waits else [],
        "waits": waits,
        "may": request.user.may(Permission.CASE_WORK),
        "may_review": request.user.may(Permission.CASE_REVIEW),
        "may_give_up": _may_give_up(found, [share for share, *_others in shares]),
        "may_leave_rest": found.case.status == CaseStatus.IN_EXECUTION and queries.may_leave_rest(found),
    }
    return render(request, "withdrawals/counter/closing.html", context)


def _may_give_up(found: Withdrawal, shares: list[ClosingShare]) -> bool:
    """Whether nothing was paid and nothing is under way."""
    done = {ShareStatus.WAITING, ShareStatus.RETURNED, ShareStatus.DROPPED}
    return found.case.status == CaseStatus.IN_EXECUTION and all(
        each.status in done and not each.journal_id for each in shares
    )


@requires(Permission.CASE_WORK)
@require_POST
def closing_again(request: UserRequest, pk: int) -> HttpResponse:
    """What stood in the way is settled: carry it out after all."""
    _visible(request, pk)
    back = reverse("withdrawals:counter_closing", args=[pk])

    def run() -> None:
        if acts.try_again(case_id=pk, by=request.user, at=timezone.now()):
            return
        if _visible(request, pk).case.status != CaseStatus.IN_EXECUTION:
            raise acts.CannotClose(_("账户余额超过了原来复核的金额，已按新的金额重新送复核。"))
        raise acts.CannotClose(_("还是办不成，原因写在下面。"))

    return act_at_once(request, run, said=_("已结息并制付款单。"), to=back)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def closing_give_up(request: UserRequest, pk: int) -> HttpResponse:
    """The closing is not wanted any more; the money is free again."""
    found = _visible(request, pk)
    form = ReasonForm(request.POST or None)

    def run(said: dict[str, Any]) -> None:
        acts.give_up(case_id=pk, reason=said["reason"], by=request.user, at=timezone.now())

    act = Act(
        title=_("不再销户提取"),
        button=_("不再提取"),
        back=reverse("withdrawals:counter_closing", args=[pk]),
        back_text=found.case.number,
        said=_("已终止，占用的金额已释放。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def closing_card(request: UserRequest, pk: int) -> HttpResponse:
    """Another card for a payee whose money came back; of an heir, a second person confirms it. `pk` is the payee's."""
    share = get_object_or_404(
        ClosingShare.objects.filter(withdrawal__in=queries.closings_visible_to(request.user)), pk=pk
    )
    form = PayAgainForm(request.POST or None)
    is_heir = share.withdrawal.payee_kind == PayeeKind.HEIR
    again = heir_cards.type_card if is_heir else closing_payments.pay_share_again

    def run(said: dict[str, Any]) -> None:
        again(share_id=pk, by=request.user, at=timezone.now(), **said)

    act = Act(
        title=_("更正%(name)s的收款账户") % {"name": share.payee_name},
        button=_("录入，交另一人复核") if is_heir else _("重新付款"),
        back=reverse("withdrawals:counter_closing", args=[share.withdrawal.case_id]),
        back_text=share.withdrawal.case.number,
        said=_("已录入，另一人复核后付款。") if is_heir else _("已更正，正在重新付款。"),
        intro=_("银行退回：%(why)s。收款人不变，只更正卡号。") % {"why": share.note} if share.note else "",
    )
    return act_page(request, act, form, run)


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def heir_card(request: UserRequest, pk: int) -> HttpResponse:
    """Read an heir's card a second time, and pay. `pk` is the correction's."""
    correction = get_object_or_404(queries.corrections_visible_to(request.user), pk=pk)

    def run(said: dict[str, Any]) -> None:
        heir_cards.confirm_card(correction_id=pk, by=request.user, at=timezone.now(), account=said["account"])

    act = _correction_act(correction, title=_("复核%(name)s的收款账户"), button=_("复核通过，付款"))
    return act_page(request, act, ConfirmCardForm(request.POST or None), run)


@requires(Permission.CASE_REVIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def heir_card_refuse(request: UserRequest, pk: int) -> HttpResponse:
    """What was typed is not what stands on the card. `pk` is the correction's."""
    correction = get_object_or_404(queries.corrections_visible_to(request.user), pk=pk)

    def run(said: dict[str, Any]) -> None:
        heir_cards.refuse_card(correction_id=pk, by=request.user, at=timezone.now(), reason=said["reason"])

    act = _correction_act(correction, title=_("%(name)s的收款账户不通过"), button=_("不通过，重新录入"))
    return act_page(request, act, ReasonForm(request.POST or None), run)


def _correction_act(correction: CardCorrection, *, title: str, button: str) -> Act:
    share = correction.share
    facts = {"who": correction.made_by, "tail": correction.tail, "bank": correction.bank_name or "—"}
    return Act(
        title=title % {"name": share.payee_name},
        button=button,
        back=reverse("withdrawals:counter_closing", args=[share.withdrawal.case_id]),
        back_text=share.withdrawal.case.number,
        said=_("已记录。"),
        intro=_("%(who)s录入：尾号 %(tail)s，开户银行 %(bank)s。") % facts,
    )


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def closing_leave_rest(request: UserRequest, pk: int) -> HttpResponse:
    """Some payees have their money; the rest stays on the account, and the case ends. `pk` is the case's."""
    found = _visible(request, pk)

    def run(said: dict[str, Any]) -> None:
        acts.leave_rest(case_id=pk, reason=said["reason"], by=request.user, at=timezone.now())

    act = Act(
        title=_("其余不再付款，按已付部分办结"),
        button=_("按已付部分办结"),
        back=reverse("withdrawals:counter_closing", args=[pk]),
        back_text=found.case.number,
        said=_("已办结；没有付出的款项留在账户里，可以另行申请。"),
        intro=_("已付款的收款人不受影响；退回的款项解除占用，账户不销户。"),
    )
    return act_page(request, act, ReasonForm(request.POST or None), run)


def _visible(request: UserRequest, pk: int) -> Withdrawal:
    return get_object_or_404(queries.closings_visible_to(request.user), case=pk)


def _look(request: UserRequest, person: Person, what: str, case: str = "") -> None:
    accounts.look(
        person_id=person.pk,
        user=request.user,
        kind=LookKind.PAGE,
        what=what,
        case=case,
        at=timezone.now(),
        address=client_address(request),
    )
