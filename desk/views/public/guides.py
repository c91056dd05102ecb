"""Guides: what a kind of business needs, how long it takes, and where to begin."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import public
from accounts.models import Branch
from desk import queries
from desk.models import KindVersion
from desk.rules import guides as words
from desk.states.cases import Channel, Family, VersionStatus


@public
@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """Every kind that is offered, by family; narrowed by a word."""
    text = request.GET.get("q", "").strip()[:40]
    found = [each for each in queries.versions_in_force(timezone.localdate()) if not text or _has(each, text)]
    groups = [(family.label, [each for each in found if each.kind.family == family]) for family in Family]
    context = {"groups": [(label, rows) for label, rows in groups if rows], "text": text}
    return render(request, "desk/public/guides.html", context)


def _has(version: KindVersion, text: str) -> bool:
    return any(text.lower() in field.lower() for field in (version.label, version.who, version.how))


@public
@require_safe
def guide(request: HttpRequest, code: str) -> HttpResponse:
    """One kind as it holds today, or as it held in an earlier version (`?version=`)."""
    versions = KindVersion.objects.filter(kind__code=code, status=VersionStatus.PUBLISHED, kind__is_offered=True)
    asked = request.GET.get("version", "")
    today = timezone.localdate()
    if asked.isascii() and asked.isdigit() and len(asked) < 6:
        version = get_object_or_404(versions.select_related("kind", "document"), number=int(asked))
    else:
        version = get_object_or_404(queries.versions_in_force(today), kind__code=code)
    context: dict[str, Any] = {
        "version": version,
        "current": queries.versions_in_force(today).filter(kind__code=code).first(),
        "versions": versions.order_by("-number"),
        "papers": list(version.documents.all()),
        "channels": [(row.get_channel_display(), _channel(row)) for row in version.channels.all()],
        "takes": words.takes(version.promise_days, version.promise_minutes),
        "law": words.law(queries.statutory_days(version, today)),
        "branches": Branch.objects.order_by("code"),
        "starts": _starts(version),
    }
    return render(request, "desk/public/guide.html", context)


def _channel(row: Any) -> str:
    said = words.channel(
        opens=row.opens,
        closes=row.closes,
        weekdays=tuple(row.weekdays),
        most_a_day=row.most_a_day,
        most_fen=row.most_fen,
    )
    return said or (_("办公时间") if row.channel == Channel.WINDOW else _("随时"))


def _starts(version: KindVersion) -> list[tuple[str, str]]:
    """Where to begin, by door."""
    kind = version.kind
    doors = ((kind.start_portal, _("在个人网厅办理")), (kind.start_employer, _("在单位网厅办理")))
    return [(label, reverse(name)) for name, label in doors if name]
