"""What the counter kernel's pages show of a withdrawal's case (settings.CASE_LINKS, CASE_PANELS)."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from desk.models import Case
from risk import queries as risk
from withdrawals import receipts
from withdrawals.models import Withdrawal


def links(case: Case, side: str) -> list[tuple[str, str]]:
    """The way of the money, and its receipt once it is there."""
    found = Withdrawal.objects.filter(case=case).select_related("case").first()
    if found is None or side not in ("portal", "counter"):
        return []
    ways = [(_("款项进度"), reverse(f"withdrawals:{side}_withdrawal", args=[case.pk]))]
    if receipts.is_ready(found):
        ways.append((_("下载提取回单"), reverse(f"withdrawals:{side}_receipt", args=[case.pk])))
    return ways


def panel(case: Case) -> SafeString:
    """What the checks found and what can be had, for staff (settings.CASE_PANELS)."""
    found = Withdrawal.objects.filter(case=case).first()
    if found is None:
        return SafeString()
    standing = risk.standing(case.number)
    context = {"withdrawal": found, "standing": standing, "findings": [("", each) for each in standing.findings]}
    return render_to_string("withdrawals/counter/_panel.html", context)
