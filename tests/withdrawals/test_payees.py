"""The register of payees: two persons, one entry an account, in force from a day to a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from common.errors import WrongState
from tests import make, people
from withdrawals import operations, queries
from withdrawals.models import SupervisedAccount
from withdrawals.states import PayeeKind, PayeeStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
TODAY = date(2026, 10, 10)


def propose(**more: Any) -> SupervisedAccount:
    """A lender's account entered by 王五."""
    given: dict[str, Any] = {
        "kind": PayeeKind.LENDER,
        "name": "中国建设银行辽源分行",
        "account": "2200 1618 6360 5500 8888",
        "bank_name": "建设银行",
        "document_number": "合作协议〔2026〕3号",
        "since": TODAY,
        "by": people.wang_wu(),
        "at": make.AT,
    }
    return operations.propose_payee(**{**given, **more})


def test_a_second_person_confirms_and_it_is_offered_from_its_day_on() -> None:
    row = propose()
    assert row.tail == "8888"
    assert list(queries.payees_on(PayeeKind.LENDER, TODAY)) == []
    operations.confirm_payee(payee_id=row.pk, by=people.zhao_liu(), at=make.AT)
    assert list(queries.payees_on(PayeeKind.LENDER, TODAY)) == [row]
    assert list(queries.payees_on(PayeeKind.LENDER, TODAY - timedelta(days=1))) == []
    assert list(queries.payees_on(PayeeKind.DEVELOPER, TODAY)) == []
    assert list(queries.payees_visible_to(people.wang_wu())) == [row]
    assert list(queries.payees_visible_to(people.zhang_san())) == []


def test_the_same_account_stands_there_once_however_it_is_written() -> None:
    propose()
    with pytest.raises(operations.PayeeKnown):
        propose(account="２２００-1618-6360-5500-8888")


def test_what_was_refused_may_be_entered_anew() -> None:
    row = propose()
    operations.refuse_payee(payee_id=row.pk, reason="账号与协议不符", by=people.zhao_liu(), at=make.AT)
    with pytest.raises(WrongState):
        operations.confirm_payee(payee_id=row.pk, by=people.zhao_liu(), at=make.AT)
    assert propose().status == PayeeStatus.PROPOSED


def test_it_ends_today_and_never_before_it_began() -> None:
    row = propose(since=TODAY + timedelta(days=5))
    operations.confirm_payee(payee_id=row.pk, by=people.zhao_liu(), at=make.AT)
    ended = operations.end_payee(payee_id=row.pk, reason="协议终止", by=people.wang_wu(), at=make.AT)
    assert (ended.status, ended.until) == (PayeeStatus.ENDED, TODAY + timedelta(days=5))


@pytest.mark.parametrize(
    "missing", [{"name": " "}, {"account": "123"}, {"document_number": ""}, {"kind": PayeeKind.OWN_CARD}]
)
def test_an_entry_says_what_it_rests_on(missing: dict[str, str]) -> None:
    with pytest.raises(operations.BadEntry):
        propose(**missing)


def test_the_database_wants_two_persons() -> None:
    row = propose()
    rows = SupervisedAccount.objects.filter(pk=row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(status=PayeeStatus.ACTIVE)
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(confirmed_by_person=row.made_by_person_id)
