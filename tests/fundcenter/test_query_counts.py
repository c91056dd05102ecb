"""Pages ask as many questions as `tests/query_counts.json` says, however many rows there are.

`python -m benchmarks.pages` asks the same of a million people. A page that has changed on purpose changes the file,
where the difference shows in review.
"""

from __future__ import annotations

import json
from datetime import date

import pytest
from django.db import connection, transaction

from benchmarks import crowd, crowd_lists
from benchmarks import pages as bench
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList
from tests import people


@pytest.mark.django_db(transaction=True)
def test_pages_ask_as_many_questions_as_the_file_in_git_says(open_day: date) -> None:
    crowd.fill(people=400, employers=8)
    depositor, teller = people.zhang_san(), people.wang_wu()
    crowd_lists.fill(400, teller.pk, teller.person_id)
    account = PersonalAccount.objects.order_by("id")[0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "UPDATE deposits_personalaccount SET person_id = %s WHERE id = %s", [depositor.person_id, account.pk]
        )
    employer = EmployerAccount.objects.order_by("id")[5].employer_id
    browsers = bench.browsers_of(depositor, teller, employer)
    found = bench.pages(
        employer,
        account.pk,
        RemittanceList.objects.order_by("id")[0].pk,
        account.number,
        depositor.person.document_number,
        crowd.a_name(),
    )
    found += bench.some_lists(employer)
    counts = {page.name: len(bench.visit(browsers[page.who], page, runs=0)[0]) for page in found}
    assert counts == json.loads(bench.COUNTS.read_text())
