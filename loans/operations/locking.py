"""The order in which the acts of loans lock rows: fund accounts, the application, what hangs on it."""

from __future__ import annotations

from common.states import lock
from common.transactions import step
from deposits.models import PersonalAccount
from loans.models import Application


@step
def application(application_id: int) -> Application:
    """The application, locked after its borrowers' fund accounts: the order of all acts on it."""
    people = Application.objects.values_list("borrower", "co_borrower").get(pk=application_id)
    accounts = PersonalAccount.objects.select_for_update(of=("self",), no_key=True)
    list(accounts.filter(person__in=[each for each in people if each is not None]).order_by("id").values_list("pk"))
    return lock(Application, application_id)


@step
def application_of_case(case_id: int) -> Application:
    """The same, by its case. Raises Application.DoesNotExist."""
    return application(Application.objects.values_list("pk", flat=True).get(case=case_id))
