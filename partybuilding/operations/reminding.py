"""Reminders: terms of office half a year before their end, resolutions three days before their day, once each."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from common.transactions import operation
from partybuilding.models import Resolution
from partybuilding.operations import telling
from partybuilding.queries import organisation as people
from partybuilding.states.meetings import ResolutionStatus

AHEAD = timedelta(days=3)


@operation
def remind(*, at: datetime) -> int:
    """Queue what is due to be said; a message goes out once for its key, however often this runs. How many matters."""
    today = timezone.localtime(at).date()
    count = 0
    for term in people.terms_ending(today):
        head = people.head_of(term.organisation)
        if head is not None:
            what = _("%(organisation)s准备换届（%(term)s）") % {"organisation": term.organisation, "term": term}
            telling.tell_task(head, what=what, due_on=term.until, key=f"term-{term.pk}", by=None, at=at)
            count += 1
    rows = Resolution.objects.filter(status=ResolutionStatus.OPEN, due_on__lte=today + AHEAD)
    for each in rows.select_related("owner").order_by("due_on", "id")[:500]:
        telling.tell_task(
            each.owner, what=each.text, due_on=each.due_on, key=f"resolution-{each.pk}-due", by=None, at=at
        )
        count += 1
    return count
