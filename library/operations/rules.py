"""The matrix of lending rules: a cell from a day on."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import operation
from library.models import LendingRule

if TYPE_CHECKING:
    from accounts.models import User


class RulePast(BusinessError):
    """A rule cannot begin in the past: loans of those days were made by the one before."""


class RuleThere(BusinessError):
    """The cell has a rule from that day already."""


@operation
def set_rule(
    *,
    reader_kind: str,
    item_kind: str,
    valid_from: date,
    most_loans: int,
    days: int,
    renewals: int,
    renew_days: int,
    most_holds: int,
    grace_days: int,
    by: User,
    at: datetime,
) -> LendingRule:
    """Put a cell's rule from a day on; the one before stays for the days before. Raises RulePast, RuleThere."""
    if valid_from < timezone.localdate(at):
        raise RulePast(_("规则不能从过去的日期生效。"))
    if LendingRule.objects.filter(reader_kind=reader_kind, item_kind=item_kind, valid_from=valid_from).exists():
        raise RuleThere(_("这一格在这一天已经有规则，请另选日期。"))
    return LendingRule.objects.create(
        reader_kind=reader_kind,
        item_kind=item_kind,
        valid_from=valid_from,
        most_loans=most_loans,
        days=days,
        renewals=renewals,
        renew_days=renew_days,
        most_holds=most_holds,
        grace_days=grace_days,
        made_by=by,
        made_at=at,
    )
