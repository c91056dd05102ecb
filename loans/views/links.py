"""What the counter kernel's pages show of an application's case (settings.CASE_LINKS, CASE_PANELS)."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.models import Case
from desk.states.cases import CaseStatus
from loans.models import Application
from loans.queries import applications, committee
from loans.queries import minutes as clocks
from loans.states.applying import CHECK_BADGE
from loans.states.committee import MatterStatus
from risk import queries as risk


def links(case: Case, side: str) -> list[tuple[str, str]]:
    """The application with its checks."""
    found = applications.of_case(case.pk)
    if side not in ("portal", "counter") or found is None:
        return []
    ways = [(_("贷款申请"), reverse(f"loans:{side}_application", args=[case.pk]))]
    if case.status in (CaseStatus.IN_EXECUTION, CaseStatus.DONE):
        ways.append((_("合同和放款"), reverse(f"loans:{side}_contract", args=[case.pk])))
    return [*ways, *_committee(found, case)] if side == "counter" else ways


def _committee(application: Application, case: Case) -> list[tuple[str, str]]:
    """The way to the committee: the matter before it, or bringing it there while the case is with its maker."""
    matter = committee.last_matter(application)
    ways = [(_("审贷委员会"), reverse("loans:counter_matter", args=[matter.pk]))] if matter is not None else []
    if case.status == CaseStatus.ACCEPTED and (matter is None or matter.status == MatterStatus.REJECTED):
        ways.append((_("提交审贷委员会"), reverse("loans:counter_bring_matter", args=[case.pk])))
    return ways


def panel(case: Case) -> SafeString:
    """What the checks found and how the ceiling comes about, for staff (settings.CASE_PANELS)."""
    found = applications.of_case(case.pk)
    if found is None:
        return SafeString()
    standing = risk.standing(case.number)
    context = {
        "application": found,
        "clock": clocks.clock_of(found, timezone.now()),
        "checks": [(each, CHECK_BADGE[each.result]) for each in applications.checks_of(found)],
        "standing": standing,
        "findings": [("", each) for each in standing.findings],
    }
    return render_to_string("loans/counter/_panel.html", context)
