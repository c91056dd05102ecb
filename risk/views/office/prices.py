"""What a square metre costs where: kept with its documents."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from risk.forms.prices import PriceForm
from risk.operations import prices as operations
from risk.queries import prices as queries
from risk.views.office.shared import run_form, tabs


@requires(Permission.RISK_WORK)
@require_safe
def prices(request: UserRequest) -> HttpResponseBase:
    """Every price with its first day, newest first."""
    listing = Listing(
        request,
        queries.prices_visible_to(request.user),
        columns=[
            Column("city", _("城市")),
            Column("district", _("区县"), value=lambda row: row.district or _("全市")),
            Column("fen", _("每平方米均价（元）"), kind="money"),
            Column("since", _("自"), kind="date"),
            Column("document", _("依据文件"), narrow=False),
            Column("made_by", _("登记人"), narrow=False, value=lambda row: str(row.made_by or _("系统"))),
        ],
        order=("-since", "-id"),
        caption=_("区域房价"),
        file_name=_("区域房价"),
        empty={"title": _("还没有登记房价"), "text": _("没有均价的区域，不核查成交单价是否偏低。")},
    )
    may_set = request.user.may(Permission.RISK_RULES)
    return listing.response("risk/office/prices.html", {"tabs": tabs(request, "prices"), "may_set": may_set})


@requires(Permission.RISK_RULES)
@require_http_methods(["GET", "HEAD", "POST"])
def price_new(request: UserRequest) -> HttpResponse:
    """Put a price on record."""
    city = str(settings.CENTRE_NAME).removesuffix("住房公积金管理中心")
    form = PriceForm(request.POST or None, initial={"city": city, "since": timezone.localdate()})

    def run(**answers: Any) -> None:
        operations.set_price(by=request.user, at=timezone.now(), **answers)

    back = (reverse("risk:office_prices"), _("区域房价"))
    return run_form(request, form, run, label=_("登记房价"), back=back, said=_("已登记。"))
