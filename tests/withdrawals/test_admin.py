"""Withdrawals in the admin: read, never changed; no account number in full."""

from __future__ import annotations

import pytest

from accounts.models import Look
from tests import people
from tests.withdrawals import saver

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


def test_an_auditor_reads_and_changes_nothing() -> None:
    saver.saver(people.zhang_san())
    found = saver.asked_and_paid(people.zhang_san(), "hardship", 900_000)
    client = people.browser(people.wu_shi())
    page = client.get("/admin/withdrawals/withdrawal/").content.decode()
    assert found.case.number in page and "9,000.00" in page
    page = client.get(f"/admin/withdrawals/withdrawal/{found.pk}/change/").content.decode()
    assert "0001" in page and saver.GOOD not in page
    assert Look.objects.get().case == found.case.number
    assert client.post(f"/admin/withdrawals/withdrawal/{found.pk}/delete/").status_code == 403
    assert "租房" in client.get("/admin/withdrawals/reason/").content.decode()
    assert client.get("/admin/withdrawals/reason/add/").status_code == 403
