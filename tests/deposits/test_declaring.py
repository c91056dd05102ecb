"""Declaring a list: what it opens, changes and refuses."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection, transaction

from common.errors import BusinessError, WrongState
from deposits import operations
from deposits.models import EmployerAccount, PersonalAccount, RemittanceItem, RemittanceList
from deposits.states import ChangeKind, EmployerAccountStatus, ListStatus, PersonalAccountStatus, UploadStatus
from notifications.models import Message
from tests import make, people
from tests.deposits import world
from tests.deposits.lists import at_once, line, next_list

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(open_day: date) -> EmployerAccount:
    """An employer of three people that has not paid yet."""
    make.bank_account()
    return world.employer_account()


class TestDeclaring:
    """From a checked upload to a list that waits."""

    def test_it_opens_accounts_and_waits(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        account.refresh_from_db()
        assert remittance.status == ListStatus.AWAITING
        assert account.status == EmployerAccountStatus.NORMAL
        assert PersonalAccount.objects.filter(employer_account=account, status="01").count() == 3
        assert set(PersonalAccount.objects.values_list("ledger_account__balance_fen", flat=True)) == {0}
        expected = sum(2 * round(base * 12 / 10_000) * 100 for base in (843_756, 600_000, 500_001))
        assert remittance.total_fen == remittance.employer_fen * 2 == expected
        assert Message.objects.filter(template__event__code="account_opened").exists()

    def test_a_faulty_file_is_kept_with_its_faults_and_declares_nothing(self, account: EmployerAccount) -> None:
        content = world.list_file(account).replace(b"720.00", b"721.00")
        upload = world.upload(account, content)
        assert upload.status == UploadStatus.FAULTY
        assert upload.errors
        assert operations.content_of(upload) == content
        with pytest.raises(WrongState):
            operations.declare(upload_id=upload.pk, by=None, at=make.AT)
        with pytest.raises(operations.PayrollFaulty) as refusal:
            operations.declare_file(
                employer_account_id=account.pk, name="清册.csv", content=content, by=None, at=make.AT
            )
        assert refusal.value.checked.errors
        assert not RemittanceList.objects.exists()
        assert not PersonalAccount.objects.exists()

    def test_the_file_is_encrypted_at_rest(self, account: EmployerAccount) -> None:
        upload = world.upload(account)
        with connection.cursor() as cursor:
            cursor.execute("SELECT content FROM deposits_payrollupload WHERE id = %s", [upload.pk])
            stored = bytes(cursor.fetchone()[0])
        assert people.DOCUMENTS["张三"][0].encode() not in stored

    def test_the_same_upload_is_declared_once(self, account: EmployerAccount) -> None:
        upload = world.upload(account)
        operations.declare(upload_id=upload.pk, by=None, at=make.AT)
        with pytest.raises(BusinessError):
            operations.declare(upload_id=upload.pk, by=None, at=make.AT)
        assert RemittanceList.objects.count() == 1

    def test_the_same_file_twice_makes_one_list(self, account: EmployerAccount) -> None:
        first, second = world.upload(account), world.upload(account)
        operations.declare(upload_id=first.pk, by=None, at=make.AT)
        with pytest.raises(operations.ListWaiting):
            operations.declare(upload_id=second.pk, by=None, at=make.AT)

    def test_two_clerks_at_once_make_one_list(self, account: EmployerAccount) -> None:
        uploads = [world.upload(account), world.upload(account)]
        results = at_once(
            *(lambda pk=upload.pk: operations.declare(upload_id=pk, by=None, at=make.AT) for upload in uploads)
        )
        assert sorted(type(result).__name__ for result in results) == ["ListWaiting", "RemittanceList"]
        assert PersonalAccount.objects.count() == 3

    def test_two_employers_at_once_with_the_same_new_person_give_them_one_account(
        self, account: EmployerAccount
    ) -> None:
        other = world.employer_account("龙山区实验小学", world.SCHOOL)
        uploads = [world.upload(account, world.list_file(each, {"张三": 500_000})) for each in [account]]
        uploads.append(world.upload(other, world.list_file(other, {"张三": 500_000})))
        results = at_once(
            *(lambda pk=upload.pk: operations.declare(upload_id=pk, by=None, at=make.AT) for upload in uploads)
        )
        assert PersonalAccount.objects.count() == 1
        assert sum(isinstance(result, RemittanceList) for result in results) == 1

    def test_a_roster_that_changed_after_the_check_is_noticed(self, account: EmployerAccount) -> None:
        upload = world.upload(account, world.list_file(account, {"张三": 500_000}))
        operations.open_account(
            employer_account_id=account.pk,
            name="张三",
            document_type="01",
            document_number=people.DOCUMENTS["张三"][0],
            phone="",
            base_fen=500_000,
            by=people.wang_wu(),
            at=make.AT,
        )
        with pytest.raises(operations.ListStale):
            operations.declare(upload_id=upload.pk, by=None, at=make.AT)

    def test_months_go_in_order(self, account: EmployerAccount) -> None:
        upload = world.upload(account, world.list_file(account, month="202611"))
        assert upload.status == UploadStatus.FAULTY
        with pytest.raises(operations.MonthOutOfOrder):
            operations.declare_file(
                employer_account_id=account.pk,
                name="a.csv",
                content=world.list_file(account, month="202611"),
                by=None,
                at=make.AT,
            )

    def test_it_is_refused_to_a_sealed_employer(self, account: EmployerAccount) -> None:
        EmployerAccount.objects.filter(pk=account.pk).update(status=EmployerAccountStatus.SEALED)
        with pytest.raises(operations.EmployerNotActive):
            world.upload(account)

    def test_a_discarded_upload_cannot_be_declared(self, account: EmployerAccount) -> None:
        upload = world.upload(account)
        operations.discard_upload(upload_id=upload.pk, by=None, at=make.AT)
        with pytest.raises(WrongState):
            operations.declare(upload_id=upload.pk, by=None, at=make.AT)

    def test_a_crash_in_the_middle_leaves_nothing(self, account: EmployerAccount) -> None:
        upload = world.upload(account)
        with transaction.atomic(), connection.cursor() as cursor:  # the last write of a declaration fails
            cursor.execute("ALTER TABLE bank_expectation ADD CONSTRAINT spoilt CHECK (false) NOT VALID")
        try:
            with pytest.raises(Exception, match="spoilt"):
                operations.declare(upload_id=upload.pk, by=None, at=make.AT)
        finally:
            with connection.cursor() as cursor:
                cursor.execute("ALTER TABLE bank_expectation DROP CONSTRAINT spoilt")
        upload.refresh_from_db()
        assert upload.status == UploadStatus.CHECKED
        assert not PersonalAccount.objects.exists()
        assert not RemittanceList.objects.exists()


class TestChanges:
    """What a second month's list says about people."""

    def test_it_seals_changes_and_unseals(self, account: EmployerAccount) -> None:
        world.allocated(account)
        remittance = world.declared(
            account,
            next_list(
                account,
                "202611",
                line(account, "张三", ChangeKind.NORMAL),
                line(account, "陈一", ChangeKind.SEAL),
                line(account, "陈二", ChangeKind.BASE, 700_000),
            ),
        )
        assert remittance.person_count == 2
        assert world.account_of("陈一").status == PersonalAccountStatus.SEALED
        assert world.account_of("陈二").base_fen == 700_000
        assert not RemittanceItem.objects.filter(list=remittance, account__person__name="陈一").exists()
        world.pay(remittance, serial="JH2")
        third = world.declared(
            account,
            next_list(
                account,
                "202612",
                line(account, "张三", ChangeKind.NORMAL),
                line(account, "陈一", ChangeKind.UNSEAL, 650_000),
                line(account, "陈二", ChangeKind.NORMAL),
            ),
        )
        back = world.account_of("陈一")
        assert (back.status, back.base_fen, back.sealed_on) == (PersonalAccountStatus.NORMAL, 650_000, None)
        assert third.person_count == 3
        assert [event.action for event in back.events.order_by("id")] == ["open", "seal", "unseal"]

    def test_somebody_sealed_elsewhere_takes_the_account_along(self, account: EmployerAccount) -> None:
        world.allocated(account)
        moving = world.account_of("陈一")
        operations.seal(account_id=moving.pk, reason="离职", by=people.wang_wu(), at=make.AT)
        other = world.employer_account("龙山区实验小学", world.SCHOOL)
        new = line(other, "陈一", ChangeKind.NEW, 550_000)
        world.declared(other, next_list(other, "202610", new))
        moving.refresh_from_db()
        assert (moving.employer_account, moving.status) == (other, PersonalAccountStatus.NORMAL)
        assert PersonalAccount.objects.filter(person__name="陈一").count() == 1
