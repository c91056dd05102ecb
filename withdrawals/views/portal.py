"""The depositor's withdrawals: what can be had and why, applied for in a few steps, followed to the money."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, client_address, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import queries as deposits
from desk import queries as desk
from desk.models import Case
from desk.states.cases import BEFORE_DECISION, CASE_BADGE, Channel
from desk.views.wizard import Answers, Page, Wizard, raw_of
from withdrawals import operations, queries, receipts
from withdrawals.forms.applying import CardForm
from withdrawals.forms.asking import Asking
from withdrawals.models import Withdrawal
from withdrawals.queries import recovery as recoveries
from withdrawals.states import PAYOUT_BADGE
from withdrawals.states.recovery import OPEN_RECOVERIES
from withdrawals.views import applying, progress, told

SHOWN = 20


@requires(Permission.OWN_ACCOUNT)
@require_safe
def withdrawals(request: UserRequest) -> HttpResponse:
    """What one can withdraw for and how much, why not for the rest; what is under way and what was paid."""
    person_id, today = request.user.person_id, timezone.localdate()
    offers = queries.offers(person_id, today)
    rows = list(queries.withdrawals_visible_to(request.user).filter(person=person_id).order_by("-id")[:SHOWN])
    context = {
        "account": deposits.open_account_of(person_id),
        "possible": [each for each in offers if each.allowance.may],
        "impossible": [each for each in offers if not each.allowance.may],
        "closing": [each for each in queries.reasons_on(today) if each.closes],
        "drafts": _drafts(request),
        "owes": any(each.status in OPEN_RECOVERIES for each in recoveries.recoveries_of(person_id)),
        "rows": [(row, PAYOUT_BADGE[row.status]) for row in rows],
    }
    return render(request, "withdrawals/portal/withdrawals.html", context)


def _drafts(request: UserRequest) -> list[dict[str, Any]]:
    """What was begun and not handed in, with the way back to each."""
    found = desk.drafts_visible_to(request.user).filter(kind__source="withdrawals", person=request.user.person_id)
    names = {each.kind_code: each for each in queries.reasons_on(timezone.localdate()) if not each.closes}
    return [
        {"draft": draft, "name": reason.label, "url": reverse("withdrawals:portal_apply", args=[reason.code])}
        for draft in found.order_by("-saved_at", "-id")
        if (reason := names.get(draft.kind.code))
    ]


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: UserRequest, code: str) -> HttpResponse:
    """Apply for one reason, step by step."""
    today = timezone.localdate()
    reason = get_object_or_404(queries.reasons_on(today), code=code, closes=False)
    if deposits.open_account_of(request.user.person_id) is None:
        raise Http404
    asking = Asking(reason, request.user.person_id, today)
    return applying.keep_device(request, _wizard(request, asking).answer(request))


def _wizard(request: UserRequest, asking: Asking) -> Wizard:
    reason = asking.reason

    def money(data: Any = None, *, initial: Any = None) -> Any:
        drafted = raw_of(desk.draft_of(reason.kind_code, person_id=asking.person_id))
        return asking.money(data, initial=initial, allowance=asking.allowance(asking.facts(drafted)))

    def submit(answers: Answers, draft_id: int) -> Case:
        drafted = raw_of(desk.draft_of(reason.kind_code, person_id=asking.person_id))
        facts, form = asking.facts(drafted), money(drafted)
        assert facts.is_valid() and form.is_valid(), "the wizard has looked at every page"
        made = operations.apply(
            application=asking.application(facts, answers["amount"], form.pay_to),
            channel=Channel.PORTAL,
            draft_id=draft_id,
            device=applying.device_of(request),
            address=client_address(request),
            by=request.user,
            at=timezone.now(),
        )
        return made.case

    return Wizard(
        kind=reason.kind_code,
        side="portal",
        channel=Channel.PORTAL,
        here=reverse("withdrawals:portal_apply", args=[reason.code]),
        template="withdrawals/portal/apply.html",
        pages=(Page("facts", _("基本情况"), asking.facts), Page("money", _("提取金额和收款账户"), money)),
        submit=submit,
        person_id=asking.person_id,
        promise=_("提交后马上核对。信息一致的当场同意，一般几分钟到账；需要人工审核的，三日内答复。"),
        done="withdrawals:portal_withdrawal",
        more={"reason": reason},
    )


# --- one of them


@requires(Permission.OWN_ACCOUNT)
@require_safe
def withdrawal(request: UserRequest, pk: int) -> HttpResponse:
    """One withdrawal on its way to the money; `pk` is the case's."""
    found = _own(request, pk)
    case = found.case
    wanting = desk.case_papers(case, request.user, timezone.now()).wanting if case.is_open else 0
    context = {
        "withdrawal": found,
        "case": case,
        "badge": PAYOUT_BADGE[found.status],
        "case_badge": CASE_BADGE[case.status],
        "steps": progress.steps(found),
        "next_words": progress.next_words(found, case, wanting),
        "asks_again": progress.asks_again(found, case),
        "told": told.lines(found.particulars),
        "payee": progress.payee_words(found),
        "stamps": progress.stamps(found),
        "took": progress.took_words(found),
        "may_recall": case.status in BEFORE_DECISION,
        "may_correct": queries.may_correct(found, case),
        "may_give_up": queries.may_give_up(found) and not found.reason.closes,
        "wanting": wanting,
        "has_receipt": receipts.is_ready(found),
    }
    return render(request, "withdrawals/portal/withdrawal.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: UserRequest, pk: int) -> HttpResponse:
    """Name another account after the bank has sent the money back: it is paid again, once."""
    found = _own(request, pk)
    if not queries.may_correct(found, found.case):
        return redirect("withdrawals:portal_withdrawal", pk)
    asking = Asking(found.reason, found.person_id, timezone.localdate())
    form = CardForm(request.POST or None, cards=asking.cards, payees=asking.payees)
    if request.method == "POST" and form.is_valid():
        try:
            operations.pay_again(case_id=pk, to=form.pay_to, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已更正，正在重新付款。"))
            return redirect("withdrawals:portal_withdrawal", pk)
    context = {"withdrawal": found, "form": form, "cards": asking.cards}
    return render(request, "withdrawals/portal/card.html", context, status=422 if form.errors else 200)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def give_up(request: UserRequest, pk: int) -> HttpResponse:
    """The money that came back is not wanted any more: it stays on the account."""
    found = _own(request, pk)
    try:
        operations.give_up(case_id=found.case_id, reason=_("本人不再提取"), by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已取消，钱仍在您的账户里。"))
    return redirect("withdrawals:portal_withdrawal", pk)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def receipt(request: UserRequest, pk: int) -> HttpResponse:
    """The receipt of what was paid, as PDF."""
    return receipts.response(request, _own(request, pk))


def _own(request: UserRequest, pk: int) -> Withdrawal:
    rows = queries.withdrawals_visible_to(request.user).filter(person=request.user.person_id)
    return get_object_or_404(rows.select_related("case__version", "reason"), case=pk)
