"""Opening, sealing and unsealing accounts, registering employers, and what is kept of them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection, transaction

from accounts import operations as accounts
from accounts import queries as accounts_queries
from accounts.models import Employer
from common.errors import WrongState
from common.identity import citizen_check_digit
from deposits import operations
from deposits.models import EmployerAccount
from deposits.operations import NewEmployer
from deposits.operations.arrears import follow_arrears
from deposits.queries import arrears
from notifications.models import Message
from policy import operations as policy
from tests import make, people
from tests.deposits import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(open_day: date) -> EmployerAccount:
    """An employer of three people that has not paid yet."""
    make.bank_account()
    return world.employer_account()


class TestPersonalAccounts:
    """One person at a counter."""

    def open(self, account: EmployerAccount, name: str = "张三", number: str = "", base_fen: int = 500_000) -> object:
        """Open an account for somebody."""
        return operations.open_account(
            employer_account_id=account.pk,
            name=name,
            document_type="01",
            document_number=number or people.DOCUMENTS[name][0],
            phone="",
            base_fen=base_fen,
            by=people.wang_wu(),
            at=make.AT,
        )

    def test_one_open_account_a_person(self, account: EmployerAccount) -> None:
        self.open(account)
        with pytest.raises(operations.AlreadyOpen):
            self.open(account)

    @pytest.mark.parametrize("base_fen", [222_999, 3_050_501])
    def test_the_base_keeps_to_its_limits(self, account: EmployerAccount, base_fen: int) -> None:
        with pytest.raises(operations.BaseRefused):
            self.open(account, base_fen=base_fen)

    def test_nobody_under_sixteen(self, account: EmployerAccount) -> None:
        day_after = "22040220101011001"
        with pytest.raises(operations.TooYoung):
            self.open(account, "小明", day_after + citizen_check_digit(day_after))
        birthday = "22040220101010001"
        assert self.open(account, "小红", birthday + citizen_check_digit(birthday))

    def test_sealing_waits_for_the_list(self, account: EmployerAccount) -> None:
        remittance = world.declared(account)
        personal = world.account_of("张三")
        with pytest.raises(operations.InWaitingList):
            operations.seal(account_id=personal.pk, reason="离职", by=people.wang_wu(), at=make.AT)
        world.pay(remittance)
        operations.seal(account_id=personal.pk, reason="离职", by=people.wang_wu(), at=make.AT)
        with pytest.raises(WrongState):
            operations.seal(account_id=personal.pk, reason="离职", by=people.wang_wu(), at=make.AT)
        other = world.employer_account("龙山区实验小学", world.SCHOOL)
        moved = operations.unseal(
            account_id=personal.pk, employer_account_id=other.pk, base_fen=600_000, by=people.wang_wu(), at=make.AT
        )
        assert (moved.employer_account, moved.monthly_fen) == (other, 2 * 72_000)
        assert moved.ledger_account.balance_fen == 2 * 101_300


class TestEmployers:
    """Registering employers."""

    def new(self, **changes: object) -> NewEmployer:
        """An employer to register."""
        facts = {
            "name": "某公司",
            "social_credit_code": world.MACHINES,
            "employer_rate": Decimal(12),
            "employee_rate": Decimal(12),
            "payday": 5,
            "first_month": "",
        }
        return NewEmployer(**(facts | changes))  # type: ignore[arg-type]

    @pytest.mark.parametrize("rate", ["4.99", "12.01"])
    def test_rates_keep_to_five_and_twelve(self, open_day: date, rate: str) -> None:
        with pytest.raises(operations.RateRefused):
            operations.register_employer(
                new=self.new(employee_rate=Decimal(rate)), branch_id=people.branch().pk, by=None, at=make.AT
            )

    def test_equal_rates_where_the_city_wants_them(self, open_day: date) -> None:
        make.parameter("contribution_equal_rates", "true")
        with pytest.raises(operations.RateRefused):
            operations.register_employer(
                new=self.new(employee_rate=Decimal(8)), branch_id=people.branch().pk, by=None, at=make.AT
            )

    def test_a_file_is_taken_whole_or_not_at_all(self, open_day: date) -> None:
        good, bad = self.new(), self.new(name="另一家", social_credit_code=world.SCHOOL, employer_rate=Decimal(3))
        with pytest.raises(operations.RateRefused, match="另一家"):
            operations.import_employers(employers=[good, bad], branch_id=people.branch().pk, by=None, at=make.AT)
        assert not Employer.objects.exists()

    def test_numbers_follow_and_pass_over_taken_ones(self, open_day: date) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval('deposits_employer_number')")
            upcoming = cursor.fetchone()[0] + 1
        taken = self.new(number=f"1{upcoming:07d}")
        first = operations.register_employer(new=taken, branch_id=people.branch().pk, by=None, at=make.AT)
        second = operations.register_employer(
            new=self.new(name="另一家", social_credit_code=world.SCHOOL),
            branch_id=people.branch().pk,
            by=None,
            at=make.AT,
        )
        assert int(second.number) == int(first.number) + 1
        assert second.first_month == "202610"

    def test_a_taken_number_is_refused(self, account: EmployerAccount) -> None:
        with pytest.raises(operations.NumberTaken):
            operations.register_employer(
                new=self.new(name="另一家", social_credit_code=world.SCHOOL, number=account.number),
                branch_id=people.branch().pk,
                by=None,
                at=make.AT,
            )


class TestLateEmployers:
    """Reminders to the clerks of employers who are late."""

    def test_each_month_is_told_once(self, account: EmployerAccount) -> None:
        person = people.li_si().person

        accounts.authorise_clerk(
            employer_id=account.employer_id, person_id=person.pk, mandate="授权书", by=people.wang_wu(), at=make.AT
        )
        told = Message.objects.filter(template__event__code="contribution_overdue", person=person, channel="INBOX")
        assert arrears.late_accounts(date(2026, 10, 10)) == []  # due on the tenth: payday 5 and five days
        with transaction.atomic():
            policy.set_book_date(on=date(2026, 10, 11))
        assert arrears.late_accounts(date(2026, 10, 11)) == [account.pk]
        for _again in range(2):
            follow_arrears(account_id=account.pk, at=make.AT)
        assert told.count() == 1
        with transaction.atomic():
            policy.set_book_date(on=date(2026, 11, 11))
        follow_arrears(account_id=account.pk, at=make.AT)
        assert told.count() == 2


def test_old_uploads_lose_their_bytes(account: EmployerAccount) -> None:
    upload = world.upload(account)
    assert operations.drop_old_contents(at=make.AT + timedelta(days=90)) == 0
    assert operations.drop_old_contents(at=make.AT + timedelta(days=91)) == 1
    upload.refresh_from_db()
    with pytest.raises(operations.UploadEmpty):
        operations.content_of(upload)


def test_the_export_of_ones_own_data_has_every_entry_with_its_reason(account: EmployerAccount) -> None:
    world.allocated(account)
    person = world.account_of("张三").person
    (own,) = accounts_queries.own_data(person)["公积金账户"]
    assert own["余额（分）"] == 2 * 101_300
    assert [line["金额（分）"] for line in own["明细"]] == [2 * 101_300]
    assert "8,437.56 × 12%" in own["明细"][0]["依据"]
