"""The employer's clerk asks that the registration ends (单位注销登记)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.access import UserRequest, chosen_employer, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import queries
from deposits.forms.endings import ClosingForm
from deposits.operations import endings
from deposits.operations.endings import Ending
from deposits.queries import endings as ending_queries
from deposits.states import EndingKind
from desk.states.cases import Channel
from policy import queries as policy


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_http_methods(["GET", "HEAD", "POST"])
def closing(request: UserRequest) -> HttpResponse:
    """What still stands in the way, and the application."""
    visible = queries.employer_accounts_visible_to(request.user)
    account = get_object_or_404(visible, employer=chosen_employer(request))
    form = ClosingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = Ending(EndingKind.CLOSING, form.cleaned_data["reason"], is_bankrupt=form.cleaned_data["is_bankrupt"])
        try:
            case = endings.ask_ending(
                employer_account_id=account.pk,
                ending=asked,
                channel=Channel.EMPLOYER,
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("已提交，办件编号 %(number)s。请在“我的办件”里补交材料，复核后办结。")
            messages.success(request, said % {"number": case.number})
            return redirect("deposits:employer_home")
    whys = ending_queries.why_not_close(account, policy.book_date(), is_bankrupt=False)
    context = {"form": form, "account": account, "whys": whys}
    return render(request, "deposits/employer/closing.html", context, status=422 if form.errors else 200)
