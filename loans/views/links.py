"""What the counter kernel's pages show of an application's case (settings.CASE_LINKS, CASE_PANELS)."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.models import Case
from loans.queries import applications
from loans.states.applying import CHECK_BADGE
from risk import queries as risk


def links(case: Case, side: str) -> list[tuple[str, str]]:
    """The application with its checks."""
    if side not in ("portal", "counter") or applications.of_case(case.pk) is None:
        return []
    return [(_("贷款申请"), reverse(f"loans:{side}_application", args=[case.pk]))]


def panel(case: Case) -> SafeString:
    """What the checks found and how the ceiling comes about, for staff (settings.CASE_PANELS)."""
    found = applications.of_case(case.pk)
    if found is None:
        return SafeString()
    standing = risk.standing(case.number)
    context = {
        "application": found,
        "checks": [(each, CHECK_BADGE[each.result]) for each in applications.checks_of(found)],
        "standing": standing,
        "findings": [("", each) for each in standing.findings],
    }
    return render_to_string("loans/counter/_panel.html", context)
