"""Celery's doors to party-building. Each finds its work in rows and may run twice."""

from __future__ import annotations

from celery import shared_task
from django.utils import timezone

from common import months
from partybuilding.models import Organisation
from partybuilding.operations import dues, reminding, supervision
from partybuilding.states.organisation import OrganisationKind


@shared_task(name="partybuilding.tasks.charge_dues")
def charge_dues() -> int:
    """Work out this month's dues of every branch. Returns how many charges were made."""
    now = timezone.now()
    month = months.month_of(timezone.localtime(now).date())
    branches = Organisation.objects.filter(kind=OrganisationKind.BRANCH, ended_on=None).order_by("id")
    return sum(
        dues.charge_month(branch_id=pk, month=month, by=None, at=now) for pk in branches.values_list("pk", flat=True)
    )


@shared_task(name="partybuilding.tasks.remind")
def remind() -> int:
    """Remind of terms that end and of what is to be done; tell the level above what is overdue. How many."""
    return reminding.remind(at=timezone.now()) + supervision.raise_overdue(at=timezone.now())
