"""Periodicals: subscribed, issues expected, arrived, claimed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.states import lock
from common.transactions import operation
from library.models import Issue, Subscription, Title
from library.operations.catalogue import Description, NewCopy, put_copy, title_row
from library.rules import issues
from library.states import ItemKind

if TYPE_CHECKING:
    from accounts.models import User


class ArrivedAlready(BusinessError):
    """The issue is here."""


@operation
def subscribe(
    *, name: str, publisher: str, issues_a_year: int, year: int, shelf: str, by: User, at: datetime
) -> Subscription:
    """Subscribe to a periodical; the issues of its first year are expected at once."""
    title = title_row(Description(title=name, kind=ItemKind.PERIODICAL, publisher=publisher), by=by, at=at)
    Title.objects.bulk_create([title])
    made = Subscription.objects.create(title=title, issues_a_year=issues_a_year, shelf=shelf, since_year=year)
    _expect(made, year)
    return made


def _expect(subscription: Subscription, year: int) -> int:
    """The rows of a year's issues, those missing; how many were added."""
    known = set(subscription.issues.filter(year=year).values_list("number", flat=True))
    rows = [
        Issue(subscription=subscription, year=year, number=number, expected_on=on)
        for number, on in issues.expected(year, subscription.issues_a_year)
        if number not in known
    ]
    Issue.objects.bulk_create(rows)
    return len(rows)


@operation
def expect_year(*, year: int) -> int:
    """Expect the issues of a year of everything subscribed; twice adds nothing. How many were added."""
    active = Subscription.objects.filter(is_active=True, since_year__lte=year)
    return sum(_expect(each, year) for each in active.order_by("id"))


@operation
def arrive(*, issue_id: int, lends: bool, by: User, at: datetime) -> Issue:
    """An issue is here; where it is lent (`lends`) it gets a barcode of its own. Raises ArrivedAlready."""
    issue = lock(Issue, issue_id)
    if issue.arrived_on is not None:
        raise ArrivedAlready(_("这一期已经登记到刊。"))
    issue.arrived_on = timezone.localdate(at)
    if lends:
        subscription = issue.subscription
        number = f"{issue.year}/{issue.number}"
        new = NewCopy(call_number=number, shelf=subscription.shelf, item_kind=ItemKind.PERIODICAL)
        issue.copy = put_copy(title=subscription.title, copy=new, by=by, at=at)
    issue.save(update_fields=["arrived_on", "copy"])
    return issue


@operation
def claim(*, issue_id: int, at: datetime) -> Issue:
    """Note that the supplier was asked for an issue that has not come. Raises ArrivedAlready."""
    issue = lock(Issue, issue_id)
    if issue.arrived_on is not None:
        raise ArrivedAlready(_("这一期已经登记到刊。"))
    issue.claimed_on = timezone.localdate(at)
    issue.save(update_fields=["claimed_on"])
    return issue
