"""Ratings for everybody: by a link, on the tablet of a window, and the rates that are published."""

from __future__ import annotations

from django.contrib import messages
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import public
from accounts.models import User
from common import months
from common.errors import BusinessError
from desk import operations as desk
from desk import queries
from desk.forms.ratings import AgainForm, RateForm, SpanForm, TabletForm
from desk.models import FollowUp, Rating
from desk.queries import ratings as found
from desk.states.ratings import LEVEL_BADGE, FollowStatus, Level

FIGURES_LAST = 600
"""Seconds that published figures are kept: reckoned once for everybody who looks."""
MONTHS_SHOWN = 6


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rate(request: HttpRequest, token: str) -> HttpResponse:
    """Rate a case by the link of a message. Nothing of the case is shown but what it was about."""
    invitation = queries.invitation_of(token)
    if invitation is None or invitation.expires_at <= timezone.now():
        return render(request, "desk/public/rate_gone.html", status=404)
    case = invitation.case
    follow_up = FollowUp.objects.filter(rating__case=case).first()
    if Rating.objects.filter(case=case).exists() and (not follow_up or follow_up.status != FollowStatus.TOLD):
        return render(request, "desk/public/rated.html", {"case": case})
    form = (AgainForm if follow_up else RateForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.said if isinstance(form, RateForm) else desk.Said(form.cleaned_data["level"])
        try:
            desk.rate_by_link(token=token, said=said, by=_user(request), at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("desk:public_rate", token)
    return render(request, "desk/public/rate.html", {"form": form, "case": case, "follow_up": follow_up})


def _user(request: HttpRequest) -> User | None:
    return request.user if isinstance(request.user, User) else None


@public
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def device(request: HttpRequest, secret: str) -> HttpResponse:
    """The tablet of a window: asks whoever stands there, when the window has sent it a case."""
    tablet = queries.device_of(secret)
    if tablet is None:
        raise Http404
    if request.method == "POST":
        form = TabletForm(request.POST)
        if form.is_valid():
            _rate_at(request, secret, form)
        return redirect("desk:public_device", secret)
    asked = queries.asked_at(tablet, timezone.now())
    context = {
        "device": tablet,
        "asked": asked,
        "levels": [(each.value, each.label, LEVEL_BADGE[each]) for each in Level],
    }
    template = "desk/public/_device.html" if request.headers.get("HX-Request") else "desk/public/device.html"
    return render(request, template, context)


def _rate_at(request: HttpRequest, secret: str, form: TabletForm) -> None:
    try:
        desk.rate_at_device(
            secret=secret, invitation_id=form.cleaned_data["invitation"], said=form.said, at=timezone.now()
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("谢谢您的评价。"))


@public
@require_safe
def rates(request: HttpRequest) -> HttpResponse:
    """How satisfied people are: by month, branch and kind, and what became of bad ratings."""
    today = timezone.localdate()
    form = SpanForm.of(request.GET, today)
    since, until = form.days(today)
    key = f"rates-{since}-{until}"
    figures = cache.get(key)
    if figures is None:
        by_kind = queries.satisfaction_by("kind", since, until)
        labels = queries.kind_labels(row.label for row in by_kind)
        figures = {
            "all": queries.satisfaction(since, until),
            "branches": queries.satisfaction_by("branch__name", since, until),
            "kinds": [found.RateRow(labels.get(row.label, row.label), row.found) for row in by_kind],
            "invited": queries.invited_count(since, until),
            "bad": queries.follow_figures(since, until),
            "months": _months(months.month_of(today)),
        }
        cache.set(key, figures, FIGURES_LAST)
    context = {"form": form, "since": since, "until": until, "levels": _levels(figures["all"]), **figures}
    return render(request, "desk/public/rates.html", context)


def _months(last: str) -> list[found.RateRow]:
    """The last months, the newest first."""
    rows = []
    for back in range(MONTHS_SHOWN):
        month = months.shift(last, -back)
        rows.append(found.RateRow(month, queries.satisfaction(months.first_day(month), months.last_day(month))))
    return rows


def _levels(all_: found.Satisfaction) -> list[tuple[str, int]]:
    return [(str(each.label), all_.counts.get(each.value, 0)) for each in Level]
