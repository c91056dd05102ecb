"""Further pages of a withdrawal's case, for the pages of the counter kernel (settings.CASE_LINKS)."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from desk.models import Case
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
