"""The owner ends their own account: retired, or left work long enough; and puts a card right."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import queries as people
from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from deposits import queries as deposits
from desk.states.cases import Channel
from desk.views.acting import Act, act_page
from withdrawals.forms.closing import OwnCardForm
from withdrawals.models import ClosingShare
from withdrawals.operations import closing_payments
from withdrawals.queries import closing as queries
from withdrawals.views import closing as shared


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def closings(request: UserRequest) -> HttpResponse:
    """Ask for everything: which reasons hold now and why not the others, then to which card."""
    person_id, today = request.user.person_id, timezone.localdate()
    account = deposits.open_account_of(person_id)
    if account is None:
        raise Http404
    reasons = shared.reasons_for(today, online=True)
    form = shared.form_of(request, person_id, today, window=False, reasons=reasons)
    if request.method == "POST" and form.is_valid():
        made = shared.submit(request, form, person_id, channel=Channel.PORTAL, at=timezone.now())
        if made is not None:
            messages.success(request, _("已提交，办件编号 %(number)s。进度都在这一页。") % {"number": made.case.number})
            return redirect("withdrawals:portal_withdrawal", made.case_id)
    context = {
        "account": account,
        "form": form,
        "whys": shared.in_the_way(account, reasons, today),
        "has_card": people.cards_of(person_id).exists(),
    }
    return render(request, "withdrawals/portal/closings.html", context, status=422 if form.errors else 200)


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def closing_card(request: UserRequest, pk: int) -> HttpResponse:
    """Another card of one's own for closing money that came back. `pk` is the withdrawal's case."""
    rows = ClosingShare.objects.select_related("withdrawal__case")
    share = get_object_or_404(rows, withdrawal__case=pk, person=request.user.person_id)
    if not queries.may_correct(share):
        raise Http404
    cards = list(people.cards_of(request.user.person_id)[:20])
    form = OwnCardForm(request.POST or None, cards=cards)
    back = reverse("withdrawals:portal_withdrawal", args=[pk])

    def run(said: dict[str, Any]) -> None:
        chosen = next(each for each in cards if str(each.pk) == said["card"])
        closing_payments.pay_share_again(share_id=share.pk, account=chosen.number, by=request.user, at=timezone.now())

    act = Act(
        title=_("更正收款账户"),
        button=_("重新付款"),
        back=back,
        back_text=share.withdrawal.case.title,
        said=_("已更正，正在重新付款。"),
        intro=_("银行退回：%(why)s") % {"why": share.note} if share.note else "",
    )
    return act_page(request, act, form, run, template="withdrawals/portal/act.html")
