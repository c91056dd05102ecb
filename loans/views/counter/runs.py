"""What is done for all loans at once: the due day and the yearly change of rates, followed and begun by accountants."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from loans.models import DueRun
from loans.operations import due_day
from loans.queries import runs as queries
from policy import queries as policy


@requires(Permission.LOAN_VIEW)
@require_safe
def runs(request: UserRequest) -> HttpResponseBase:
    """Every due-day run, newest first, and the yearly changes of rates."""
    listing = Listing(
        request,
        queries.due_runs(request.user),
        columns=[
            Column("on", _("会计日期"), kind="date"),
            Column("loan_count", _("到期笔数"), kind="number"),
            Column("due_fen", _("应还（元）"), kind="money"),
            Column("offset_fen", _("公积金冲还（元）"), kind="money"),
            Column("card_count", _("银行卡扣款笔数"), kind="number"),
            Column("failed_count", _("未扣成"), kind="number"),
            Column("done_at", _("完成时间"), kind="time", narrow=False),
            Column("status", _("状态"), value=_status, badge=_badge),
        ],
        order=("-on", "-id"),
        caption=_("到期扣款"),
        file_name=_("到期扣款"),
        empty={"title": _("还没有到期扣款"), "text": _("每个会计日自动扣收当天到期的贷款。")},
    )
    context = {
        "rates": queries.rate_runs(request.user),
        "may_run": request.user.may(Permission.LOAN_RUN) and queries.is_due_run_open(timezone.now()),
        "on": policy.book_date(),
    }
    return listing.response("loans/counter/runs.html", context)


@requires(Permission.LOAN_RUN)
@require_POST
def run_now(request: UserRequest) -> HttpResponse:
    """Begin the due-day run of the open business day, or have it gone on with."""
    on, at = policy.book_date(), timezone.now()
    if queries.is_to_come(on, at):
        messages.error(request, _("会计日期 %(day)s 还没有到，当天早上会自动扣收。") % {"day": f"{on:%Y-%m-%d}"})
        return redirect("loans:counter_runs")
    try:
        due_day.start(on=on, at=at)
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已开始扣收，进度显示在本页；中断后会自动接着做，不会重复扣款。"))
    return redirect("loans:counter_runs")


def _status(row: DueRun) -> str:
    return _("已完成") if row.done_at else _("进行中")


def _badge(row: DueRun) -> str:
    return "good" if row.done_at else "act"
