"""Withdrawals that are under way: the lists, one of them, and what a window does where the money came back."""

from __future__ import annotations

from collections.abc import Callable
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
from accounts.models import LookKind, User
from accounts.permissions import Permission
from common.listing import Column, Listing
from desk.forms.cases import CaseReasonForm
from desk.states.cases import CASE_BADGE, CaseStatus
from desk.views.acting import Act, act_at_once, act_page
from withdrawals import operations, queries, receipts
from withdrawals.forms.applying import CardForm
from withdrawals.forms.asking import Asking
from withdrawals.forms.lists import WithdrawalFilter
from withdrawals.models import Withdrawal
from withdrawals.states import PAYOUT_BADGE, PayoutStatus
from withdrawals.views import links, progress, told

TABS: dict[str, tuple[Any, Callable[[], Any]]] = {
    "waiting": (gettext_lazy("等款到账"), queries.waiting_payments),
    "returned": (gettext_lazy("退票待处理"), queries.returned_payments),
    "cards": (gettext_lazy("继承人收款账户待复核"), queries.cards_to_confirm),
    "all": (gettext_lazy("全部"), Withdrawal.objects.all),
}


@requires(Permission.CASE_VIEW)
@require_safe
def withdrawals(request: UserRequest) -> HttpResponseBase:
    """What waits for the bank, what the bank has sent back, and all there has been."""
    tab = request.GET.get("tab", "")
    if tab not in TABS:
        tab = "waiting"
    label, narrowed = TABS[tab]
    rows = queries.withdrawals_visible_to(request.user).filter(pk__in=narrowed().order_by().values("pk"))
    if tab == "all":
        rows = queries.withdrawals_visible_to(request.user)
    listing = Listing(
        request,
        # Few tables beside the row: with more, the database no longer begins with the few rows in hand.
        rows.select_related(None).select_related("case", "person", "reason"),
        columns=_columns(),
        order=("-id",) if tab == "all" else ("id",),
        filters=WithdrawalFilter if tab == "all" else None,
        caption=label,
        file_name=_("提取") if tab == "all" else "",
        empty={"title": _("没有提取"), "text": _("有人申请后会出现在这里。")},
    )
    tabs = [(words, f"{request.path}?tab={name}", name == tab) for name, (words, _rows) in TABS.items()]
    context = {"tabs": tabs, "may_count": request.user.may(Permission.CASE_FIGURES)}
    return listing.response("withdrawals/counter/withdrawals.html", context)


def _columns() -> list[Column]:
    return [
        Column(
            "number",
            _("办件编号"),
            kind="code",
            value=lambda row: row.case.number,
            link=lambda row: reverse("withdrawals:counter_withdrawal", args=[row.case_id]),
        ),
        Column("person", _("提取人"), value=lambda row: row.person.name),
        Column("reason", _("提取原因"), value=lambda row: row.reason.label),
        Column("asked_fen", _("金额"), kind="money"),
        Column("payee", _("收款账户"), value=progress.payee_words, narrow=False),
        Column("submitted_at", _("提交时间"), kind="time", narrow=False),
        Column(
            "status", _("款项"), value=lambda row: row.get_status_display(), badge=lambda row: PAYOUT_BADGE[row.status]
        ),
        Column("note", _("最近说明"), narrow=False),
    ]


@requires(Permission.CASE_VIEW)
@require_safe
def withdrawal(request: UserRequest, pk: int) -> HttpResponse:
    """One withdrawal: what was told, what can be had and why, what the checks found, the money's way."""
    found = _visible(request, pk)
    case = found.case
    accounts.look(
        person_id=found.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("提取"),
        case=case.number,
        at=timezone.now(),
        address=client_address(request),
    )
    context = {
        "withdrawal": found,
        "case": case,
        "badge": PAYOUT_BADGE[found.status],
        "case_badge": CASE_BADGE[case.status],
        "steps": progress.steps(found),
        "told": told.lines(found.particulars),
        "payee": progress.payee_words(found),
        "stamps": progress.stamps(found),
        "took": progress.took_words(found),
        "asks_again": progress.asks_again(found, case),
        "panel": links.panel(case),
        "events": _events(found),
        "orders": queries.orders_of(found),
        "may_correct": request.user.may(Permission.CASE_WORK) and queries.may_correct(found, case),
        "may_give_up": request.user.may(Permission.CASE_WORK) and queries.may_give_up(found),
        "may_screen": request.user.may(Permission.CASE_WORK) and _may_screen(found, request.user),
        "may_recover": request.user.may(Permission.CASE_REVIEW) and found.status == PayoutStatus.PAID,
        "has_receipt": receipts.is_ready(found),
    }
    return render(request, "withdrawals/counter/withdrawal.html", context)


def _may_screen(found: Withdrawal, user: User) -> bool:
    """Whether it is this clerk's or nobody's, not yet with the reviewers, and its money still held."""
    waits = found.case.status in (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED)
    return waits and found.status == PayoutStatus.HELD and found.case.owner_id in (None, user.pk)


def _events(found: Withdrawal) -> list[dict[str, Any]]:
    """What happened to the money, newest first."""
    rows = found.events.select_related("by__person").order_by("-at", "-id")
    return [
        {
            "title": PayoutStatus(each.after).label if each.after in PayoutStatus.values else each.action,
            "at": each.at,
            "who": str(each.by) if each.by else _("系统"),
            "note": each.note,
        }
        for each in rows
    ]


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def card(request: UserRequest, pk: int) -> HttpResponse:
    """Another account for the money that came back; it is paid again, once."""
    found = _visible(request, pk)
    asking = Asking(found.reason, found.person_id, timezone.localdate())
    form = CardForm(request.POST or None, cards=asking.cards, payees=asking.payees)
    back = reverse("withdrawals:counter_withdrawal", args=[pk])

    def run(_answers: dict[str, Any]) -> None:
        operations.pay_again(case_id=pk, to=form.pay_to, by=request.user, at=timezone.now())

    act = Act(
        title=_("更正收款账户"),
        button=_("重新付款"),
        back=back,
        back_text=found.case.number,
        said=_("已更正，正在重新付款。"),
        intro=_("银行退回：%(why)s") % {"why": found.note} if found.note else "",
    )
    return act_page(request, act, form, run)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def give_up(request: UserRequest, pk: int) -> HttpResponse:
    """The customer does not want the money any more that came back; it stays on the account."""
    found = _visible(request, pk)
    form = CaseReasonForm(request.POST or None)

    def run(answers: dict[str, Any]) -> None:
        operations.give_up(case_id=pk, reason=answers["reason"], by=request.user, at=timezone.now())

    act = Act(
        title=_("不再付款"),
        button=_("不再付款"),
        back=reverse("withdrawals:counter_withdrawal", args=[pk]),
        back_text=found.case.number,
        said=_("已取消，占用的金额已释放。"),
        intro=_("请写明申请人如何提出。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.CASE_WORK)
@require_POST
def screen(request: UserRequest, pk: int) -> HttpResponse:
    """Run the checks anew, after what differed was settled or papers came in."""
    found = _visible(request, pk)

    def run() -> object:
        return operations.screen_again(case_id=found.case_id, by=request.user, at=timezone.now())

    back = reverse("withdrawals:counter_withdrawal", args=[pk])
    return act_at_once(request, run, said=_("已重新核查。"), to=back)


@requires(Permission.CASE_VIEW)
@require_safe
def receipt(request: UserRequest, pk: int) -> HttpResponse:
    """The receipt of what was paid. Opening it is a look."""
    found = _visible(request, pk)
    answer = receipts.response(request, found)
    accounts.look(
        person_id=found.person_id,
        user=request.user,
        kind=LookKind.FILE,
        what=_("提取回单"),
        case=found.case.number,
        at=timezone.now(),
        address=client_address(request),
    )
    return answer


def _visible(request: UserRequest, pk: int) -> Withdrawal:
    rows = queries.withdrawals_visible_to(request.user)
    return get_object_or_404(rows.select_related("case__version", "reason", "account__person"), case=pk)
