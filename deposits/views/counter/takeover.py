"""What was taken over from the former system, to look up and to check."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from deposits.models import TakenAccount
from deposits.queries import takeover as queries


@requires(Permission.BOOKS_VIEW)
@require_safe
def takeovers(request: UserRequest) -> HttpResponseBase:
    """Every file that was taken over, with its control totals."""
    listing = Listing(
        request,
        queries.takeovers_visible_to(request.user),
        columns=[
            Column("name", _("文件名"), link=lambda row: reverse("deposits:counter_takeover", args=[row.pk])),
            Column("on", _("入账日期"), kind="date"),
            Column("people", _("人数"), kind="number"),
            Column("employers", _("单位数"), kind="number", narrow=False),
            Column("fen", _("余额合计（元）"), kind="money"),
            Column("journals", _("凭证笔数"), kind="number", narrow=False),
            Column("by", _("经办人"), value=lambda row: str(row.by or _("命令行")), narrow=False),
            Column("at", _("时间"), kind="time", narrow=False),
        ],
        order=("-id",),
        caption=_("旧系统接收"),
        file_name=_("旧系统接收"),
        empty={"title": _("还没有接收过"), "text": _("由系统管理员用命令接收，先试接收，再正式接收。")},
    )
    return listing.response("deposits/counter/takeovers.html")


@requires(Permission.BOOKS_VIEW)
@require_safe
def takeover(request: UserRequest, pk: int) -> HttpResponseBase:
    """One file: each account by its old number, with its new one and what it brought along."""
    found = get_object_or_404(queries.takeovers_visible_to(request.user), pk=pk)
    listing = Listing(
        request,
        TakenAccount.objects.filter(takeover=found).select_related("account__person"),
        columns=[
            Column("row_no", _("行号"), kind="number"),
            Column("old_number", _("原个人账号"), kind="code"),
            Column("account__number", _("个人账号"), kind="code"),
            Column("account__person__name", _("姓名")),
            Column("fen", _("余额（元）"), kind="money"),
        ],
        order=("row_no", "id"),
        caption=_("接收的账户"),
        file_name=_("账号对照"),
    )
    return listing.response("deposits/counter/takeover.html", {"found": found})
