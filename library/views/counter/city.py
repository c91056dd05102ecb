"""Joined with the city library: what is still to be said, where the two records differ, and every line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from library.city import client
from library.queries import city as queries
from library.states import CALL_BADGE


@requires(Permission.LIBRARY_DESK)
@require_safe
def city(request: UserRequest) -> HttpResponse:
    """Calls that wait or were refused, books on their way, the last differences."""
    context = {
        "line": queries.line(),
        "calls": [(call, CALL_BADGE[call.status]) for call in queries.open_calls()],  # type: ignore[index]
        "travelling": queries.travelling(),
        "differences": queries.differences(),
    }
    return render(request, "library/counter/city.html", context)


@requires(Permission.LIBRARY_DESK)
@require_POST
def compare(request: UserRequest) -> HttpResponse:
    """Say what waits and compare the books, now."""
    try:
        found = client.reconcile(at=timezone.now())
    except client.LineCut:
        messages.error(request, _("现在连不上市图书馆，借还照常，线路恢复后自动补报。"))
    else:
        words = ngettext("已对账，差异 %(n)d 条。", "已对账，差异 %(n)d 条。", len(found))
        messages.success(request, words % {"n": len(found)})
    return redirect("library:counter_city")


@requires(Permission.LIBRARY_CATALOGUE)
@require_safe
def city_log(request: UserRequest) -> HttpResponseBase:
    """Every line that came or went, newest first."""
    listing = Listing(
        request,
        queries.log(),
        columns=[
            Column("at", _("时间"), kind="time"),
            Column("peer", _("对方"), kind="code", narrow=False),
            Column("is_out", _("方向"), value=lambda row: _("发出") if row.is_out else _("收到")),
            Column("line", _("报文"), kind="code"),
        ],
        order=("-id",),
        caption=_("报文"),
        empty={"title": _("还没有报文")},
    )
    return listing.response("library/counter/city_log.html")
