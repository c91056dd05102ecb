"""Fund accounts in the admin: read by auditors, masked, each page of a person a look; changed by nobody."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Look
from deposits.models import EmployerAccount, PayrollUpload, RemittanceList
from tests import make, people
from tests.deposits import world

pytestmark = pytest.mark.django_db
BASE = "/admin/deposits/"


@pytest.fixture
def employer(open_day: date) -> EmployerAccount:
    """An employer of three people whose month is in the books."""
    make.bank_account()
    account = world.employer_account()
    world.allocated(account)
    return account


def test_a_list_is_masked_and_no_look_and_a_page_is_one(employer: EmployerAccount) -> None:
    client, account = people.browser(people.wu_shi()), world.account_of("张三")
    page = client.get(BASE + "personalaccount/", {"q": account.number}).content.decode()
    assert "张*" in page and "张三" not in page and not Look.objects.exists()
    page = client.get(f"{BASE}personalaccount/{account.pk}/change/").content.decode()
    assert "张三" in page and "2204**********0016" in page and account.person.document_number not in page
    look = Look.objects.get()
    assert (look.person_id, look.user, look.what) == (account.person_id, people.wu_shi(), "系统管理中的个人账户")


def test_who_may_not_see_leaves_no_look(employer: EmployerAccount) -> None:
    account = world.account_of("张三")
    for someone in (people.sun_ba, people.zheng_yi, people.wang_wu):
        assert people.browser(someone()).get(f"{BASE}personalaccount/{account.pk}/change/").status_code in (302, 403)
    assert not Look.objects.exists()


def test_the_books_admin_notes_whose_account_was_opened(employer: EmployerAccount) -> None:
    account = world.account_of("张三")
    client = people.browser(people.sun_ba())
    assert client.get(f"/admin/ledger/account/{account.ledger_account_id}/change/").status_code == 200
    assert Look.objects.get().person_id == account.person_id


def test_uploads_show_neither_file_nor_faults_and_paying_accounts_end_in_four_digits(employer: EmployerAccount) -> None:
    client, upload = people.browser(people.wu_shi()), PayrollUpload.objects.get()
    PayrollUpload.objects.update(errors=[{"text": "220402198605120016"}])
    page = client.get(f"{BASE}payrollupload/{upload.pk}/change/").content.decode()
    assert upload.name in page and "220402198605120016" not in page
    page = client.get(f"{BASE}employeraccount/{employer.pk}/change/").content.decode()
    assert employer.paying_account[-4:] in page and employer.paying_account not in page
    remittance = RemittanceList.objects.get()
    assert "4,666.00" in client.get(f"{BASE}remittancelist/{remittance.pk}/change/").content.decode()


@pytest.mark.parametrize("model", ["employeraccount", "personalaccount", "payrollupload", "remittancelist"])
def test_nothing_is_written_and_nothing_big_is_counted(employer: EmployerAccount, model: str) -> None:
    client = people.browser(people.wu_shi())
    pk = {"employeraccount": employer.pk, "personalaccount": world.account_of("张三").pk}.get(model, 1)
    assert client.post(f"{BASE}{model}/{pk}/change/", {"status": "99"}).status_code in (302, 403)
    assert client.post(f"{BASE}{model}/{pk}/delete/", {"post": "yes"}).status_code in (302, 403)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(f"{BASE}{model}/").status_code == 200
    counts = [query["sql"] for query in captured.captured_queries if "COUNT(" in query["sql"]]
    assert counts and all("LIMIT 10000" in sql for sql in counts)
