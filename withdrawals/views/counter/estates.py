"""Estates without heirs at the window: noticed by one, booked by another, ended by an heir who comes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.listing import Column, Listing
from deposits import queries as deposits
from desk.views.acting import Act, act_at_once, act_page
from policy import queries as policy
from withdrawals.forms.closing import EstateForm, ReasonForm
from withdrawals.operations import estates as acts
from withdrawals.queries import closing as queries
from withdrawals.states.closing import ESTATE_BADGE, EstateStatus


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def estates(request: UserRequest) -> HttpResponseBase:
    """Accounts whose owner died and which nobody inherits, newest first."""
    listing = Listing(
        request,
        queries.estates_visible_to(request.user),
        columns=[
            Column(
                "person",
                _("账户所有人"),
                value=lambda row: row.account.person.name,
                link=lambda row: reverse("withdrawals:counter_estate", args=[row.pk]),
            ),
            Column("account", _("个人账号"), kind="code", value=lambda row: row.account.number, narrow=False),
            Column("notice", _("公告文号")),
            Column("until", _("公告期满"), kind="date"),
            Column("fen", _("金额（元）"), kind="money"),
            Column("status", _("状态"), value=lambda row: row.get_status_display(), badge=_badge),
        ],
        order=("-made_at", "-id"),
        caption=_("无人继承的账户"),
        file_name=_("无人继承的账户"),
        empty={"title": _("没有无人继承的账户"), "text": _("从销户提取页的“无人继承公告”登记。")},
    )
    return listing.response("withdrawals/counter/estates.html", {})


def _badge(row: Any) -> str:
    return ESTATE_BADGE[row.status]


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def estate_new(request: UserRequest, pk: int) -> HttpResponse:
    """Put on file that heirs are called for. `pk` is the account's."""
    account = get_object_or_404(deposits.accounts_visible_to(request.user), pk=pk)
    form = EstateForm(request.POST or None)

    def run(said: dict[str, Any]) -> str:
        made = acts.notice_estate(account_id=pk, by=request.user, at=timezone.now(), **said)
        return reverse("withdrawals:counter_estate", args=[made.pk])

    act = Act(
        title=_("无人继承公告：%(name)s") % {"name": account.person.name},
        button=_("登记公告"),
        back=reverse("deposits:counter_account", args=[pk]),
        back_text=account.number,
        said=_("已登记，公告期间账户不办理提取和转移。"),
        intro=_("没有继承人也没有受遗赠人的，公告期满后由另一人确认，余额转为住房公积金增值收益（条例第二十四条）。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def estate(request: UserRequest, pk: int) -> HttpResponse:
    """One estate, and what may be done with it."""
    found = get_object_or_404(queries.estates_visible_to(request.user), pk=pk)
    accounts.look(
        person_id=found.account.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("无人继承的账户"),
        at=timezone.now(),
        address=client_address(request),
    )
    noticed = found.status == EstateStatus.NOTICED
    context = {
        "estate": found,
        "badge": ESTATE_BADGE[found.status],
        "may_claim": noticed and request.user.may(Permission.CASE_WORK),
        "may_book": noticed
        and request.user.may(Permission.CASE_REVIEW)
        and request.user.person_id != found.made_by_person_id
        and policy.book_date() > found.until,
        "events": [
            {"title": each.note or each.action, "at": each.at, "who": str(each.by) if each.by else _("系统")}
            for each in found.events.select_related("by__person").order_by("-at", "-id")
        ],
    }
    return render(request, "withdrawals/counter/estate.html", context)


@requires(Permission.CASE_REVIEW)
@require_POST
def estate_book(request: UserRequest, pk: int) -> HttpResponse:
    """The notice is over: the balance becomes surplus."""
    get_object_or_404(queries.estates_visible_to(request.user), pk=pk)

    def run() -> object:
        return acts.book_estate(estate_id=pk, by=request.user, at=timezone.now())

    back = reverse("withdrawals:counter_estate", args=[pk])
    return act_at_once(request, run, said=_("已转为增值收益，账户销户。"), to=back)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def estate_claim(request: UserRequest, pk: int) -> HttpResponse:
    """Somebody claims to inherit: the notice ends."""
    found = get_object_or_404(queries.estates_visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST or None)

    def run(said: dict[str, Any]) -> None:
        acts.claim_estate(estate_id=pk, reason=said["reason"], by=request.user, at=timezone.now())

    act = Act(
        title=_("有人主张继承"),
        button=_("终止公告"),
        back=reverse("withdrawals:counter_estate", args=[pk]),
        back_text=found.notice,
        said=_("公告已终止，请按继承提取受理。"),
        intro=_("写明是谁、凭什么主张继承。"),
    )
    return act_page(request, act, form, run)
