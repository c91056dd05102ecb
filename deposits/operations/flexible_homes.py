"""The collective employer account of a branch, under which those stand who pay for themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import connection
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import Branch
from common.transactions import step
from deposits.models import EmployerAccount, FlexibleHome
from deposits.operations import employers
from deposits.rules import flexible as rules
from deposits.states import EmployerAccountStatus
from policy import queries as policy


@step
def home_of(branch_id: int, at: datetime) -> FlexibleHome:
    """The collective account of a branch, opened with its first depositor."""
    with connection.cursor() as cursor:  # two first depositors at once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('flexible home'), %s)", [branch_id])
    known = FlexibleHome.objects.filter(branch=branch_id).first()
    if known is not None:
        return known
    branch, on = Branch.objects.get(pk=branch_id), policy.book_date()
    parameters = policy.on(on)
    employer = accounts.register_employer(
        name=_("%(branch)s灵活就业人员") % {"branch": branch.name},
        social_credit_code=rules.collective_code(branch.pk),
        branch_id=branch.pk,
        by=None,
        at=at,
    )
    account = EmployerAccount.objects.create(
        number=employers.next_number(),
        employer=employer,
        status=EmployerAccountStatus.NORMAL,
        employer_rate=parameters.contribution_rate_min_percent,
        employee_rate=parameters.contribution_rate_min_percent,
        first_month=rules.NEVER,
        opened_on=on,
    )
    account.events.create(action="open", before="", after=account.status, by=None, at=at)
    return FlexibleHome.objects.create(branch=branch, account=account)
