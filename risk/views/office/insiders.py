"""What stands out in what colleagues do: for the discipline office alone."""

from __future__ import annotations

from django.http import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from risk.forms.insiders import FindingFilter
from risk.queries import insiders as queries
from risk.views.office.shared import tabs


@requires(Permission.RISK_INSIDER)
@require_safe
def insiders(request: UserRequest) -> HttpResponseBase:
    """What stood out, the newest first, each leading to the case that carries it on."""
    terms = queries.terms_on(timezone.localdate())
    listing = Listing(
        request,
        queries.findings_visible_to(request.user),
        columns=[
            Column("found_on", _("发现日期"), kind="date", order="found_on"),
            Column("staff__name", _("工作人员")),
            Column("get_rule_display", _("情形")),
            Column("sentence", _("说明")),
            Column("count", _("次数"), kind="number", order="count"),
            Column(
                "risk_case__number",
                _("案件"),
                kind="code",
                link=lambda row: reverse("risk:office_case", args=[row.risk_case_id]),
            ),
        ],
        order=("-found_on", "-id"),
        filters=FindingFilter,
        caption=_("内部监督发现"),
        empty={
            "title": _("没有需要核实的情况"),
            "text": _("每晚比对近 %(days)d 天的经办、审批和查看记录。") % {"days": terms.window_days},
        },
    )
    return listing.response("risk/office/insiders.html", {"tabs": tabs(request, "insiders"), "terms": terms})
