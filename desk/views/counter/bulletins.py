"""The quarterly bulletin: drawn up from the quarter's checks and findings, published, signed for by the heads."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from desk.forms.hall import WordsForm
from desk.forms.inspection import QuarterForm
from desk.models import Bulletin
from desk.operations import inspection as operations
from desk.queries import hall
from desk.queries import inspection as queries
from desk.rules import inspection as rules
from desk.states.inspection import BULLETIN_BADGE, BulletinStatus
from desk.views.acting import Act, act_at_once, act_page

GET_OR_POST = ["GET", "HEAD", "POST"]
SHOWN, FINDINGS = 40, 100


@requires(Permission.STAFF_DESK)
@require_safe
def bulletins(request: UserRequest) -> HttpResponse:
    """Ten years of bulletins."""
    rows = queries.bulletins_visible_to(request.user).order_by("-year", "-quarter", "-id")[:SHOWN]
    context = {
        "rows": [(each, BULLETIN_BADGE[each.status]) for each in rows],
        "may_draft": request.user.may(Permission.HALL_INSPECT),
    }
    return render(request, "desk/counter/bulletins.html", context)


def _url(row: Bulletin) -> str:
    return reverse("desk:counter_bulletin", args=[row.pk])


@requires(Permission.HALL_INSPECT)
@require_http_methods(GET_OR_POST)
def draft_bulletin(request: UserRequest) -> HttpResponse:
    """Draw up a quarter, or bring its draft up to date."""
    year, quarter = rules.quarter_of(timezone.localdate())
    year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)
    form = QuarterForm(request.POST or None, initial={"year": year, "quarter": quarter})

    def run(answers: dict[str, Any]) -> str:
        found = operations.draft_bulletin(
            year=answers["year"], quarter=int(answers["quarter"]), by=request.user, at=timezone.now()
        )
        return _url(found)

    act = Act(
        _("起草季度通报"),
        _("汇总"),
        reverse("desk:counter_bulletins"),
        _("季度通报"),
        said=_("已按检查和督查问题汇总。"),
        intro=_("季度结束后才能发布；草稿随时可以重新汇总。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_safe
def bulletin(request: UserRequest, pk: int) -> HttpResponse:
    """One bulletin with its figures, its findings, and who has signed."""
    found, user = _bulletin(request, pk), request.user
    reads = list(found.reads.select_related("user__person").order_by("at", "id"))
    is_published = found.status == BulletinStatus.PUBLISHED
    context = {
        "bulletin": found,
        "badge": BULLETIN_BADGE[found.status],
        "lines": found.lines.select_related("branch").order_by("branch__code", "id"),
        "findings": queries.findings_of_quarter(found.year, found.quarter, FINDINGS),
        "reads": reads,
        "unread": queries.unread_heads(found, hall.heads(timezone.localdate())) if is_published else [],
        "can_sign": is_published and user.pk not in {each.user_id for each in reads},
        "can_publish": not is_published and user.may(Permission.HALL_INSPECT),
    }
    return render(request, "desk/counter/bulletin.html", context)


@requires(Permission.HALL_INSPECT)
@require_http_methods(GET_OR_POST)
def publish_bulletin(request: UserRequest, pk: int) -> HttpResponse:
    """Publish it, with a word on the figures."""
    found = _bulletin(request, pk)
    form = WordsForm(
        request.POST or None, label=_("情况说明"), help_text=_("总的情况、做得好的、要整改的、下季度的要求。")
    )

    def run(answers: dict[str, Any]) -> None:
        operations.publish_bulletin(bulletin_id=pk, text=answers["text"], by=request.user, at=timezone.now())

    act = Act(
        _("发布通报"),
        _("发布"),
        _url(found),
        str(found),
        said=_("已发布，各负责人会收到签收提醒。"),
        intro=_("发布后数据和说明不能再改。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_POST
def sign_bulletin(request: UserRequest, pk: int) -> HttpResponse:
    """Sign for it."""
    found = _bulletin(request, pk)
    return act_at_once(
        request,
        lambda: operations.sign_bulletin(bulletin_id=pk, by=request.user, at=timezone.now()),
        said=_("已签收。"),
        to=_url(found),
    )


def _bulletin(request: UserRequest, pk: int) -> Bulletin:
    return get_object_or_404(queries.bulletins_visible_to(request.user), pk=pk)
