"""Seals and unseals from a month to come: carried out, waiting, refused, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from common.errors import WrongState
from deposits import operations, tasks
from deposits.models import EmployerAccount, PersonalAccount, ScheduledChange
from deposits.operations import (
    MonthBegun,
    ScheduledAlready,
)
from deposits.rules import BaseOutOfRange
from deposits.states import (
    EmployerAccountStatus,
    FreezeKind,
    PersonalAccountStatus,
    ScheduledStatus,
)
from desk.models import Case
from desk.operations import Spot
from notifications.models import Message
from tests import people
from tests.deposits import world
from tests.deposits.pages import clerk, said, text_of
from tests.deposits.test_attacks import same_people
from tests.deposits.test_bases import as_clerk_of
from tests.deposits.test_freezes import AT, day, frozen, ordered

pytestmark = pytest.mark.django_db


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """张三, who has paid one month: 2,026 yuan."""
    world.allocated(employer)
    return world.account_of("张三")


# --- seals and unseals to come


def scheduled(account: PersonalAccount, month: str = "202611", **more: object) -> ScheduledChange:
    """A seal to come."""
    facts = {"account_id": account.pk, "month": month, "reason": "离职", "by": people.wang_wu(), "at": AT, **more}
    return operations.schedule_seal(**facts)  # type: ignore[arg-type]


def test_a_seal_to_come_is_carried_out_when_its_month_begins(account: PersonalAccount) -> None:
    made = scheduled(account, asked=Spot(papers_seen=True))
    assert Case.objects.get().kind.code == "sealing"
    day(date(2026, 10, 31))
    assert tasks.follow_changes() == 0
    day(date(2026, 11, 1))
    assert tasks.follow_changes() == 1
    account.refresh_from_db()
    made.refresh_from_db()
    assert (account.status, account.sealed_on) == (PersonalAccountStatus.SEALED, date(2026, 11, 1))
    assert made.status == ScheduledStatus.DONE
    assert operations.apply_scheduled(change_id=made.pk, at=AT) is None


def test_a_seal_waits_while_its_person_stands_in_a_list_that_waits(
    employer: EmployerAccount, account: PersonalAccount
) -> None:
    made = scheduled(account)
    waiting = world.declared(employer, same_people(employer, "202611"))
    day(date(2026, 11, 1))
    assert tasks.follow_changes() == 0
    operations.void_list(list_id=waiting.pk, reason="重报", by=None, at=AT)
    assert tasks.follow_changes() == 1
    made.refresh_from_db()
    assert made.status == ScheduledStatus.DONE


def test_a_seal_waits_until_the_months_before_it_are_paid(employer: EmployerAccount, account: PersonalAccount) -> None:
    made = scheduled(account, "202612")
    day(date(2026, 12, 1))
    assert tasks.follow_changes() == 0
    world.pay(world.declared(employer, same_people(employer, "202611")), serial="JH2")
    assert tasks.follow_changes() == 1
    made.refresh_from_db()
    account.refresh_from_db()
    assert (made.status, account.status) == (ScheduledStatus.DONE, PersonalAccountStatus.SEALED)


def test_an_unseal_waits_for_the_month_before_it_but_not_for_an_employer_that_defers(
    account: PersonalAccount, employer: EmployerAccount
) -> None:
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=AT)
    facts = {"account_id": account.pk, "employer_account_id": employer.pk, "base_fen": 600_000}
    made = operations.schedule_unseal(month="202612", by=people.wang_wu(), at=AT, **facts)
    day(date(2026, 12, 1))
    assert operations.apply_scheduled(change_id=made.pk, at=AT) is None
    EmployerAccount.objects.filter(pk=employer.pk).update(status=EmployerAccountStatus.DEFERRED)
    refused = operations.apply_scheduled(change_id=made.pk, at=AT)
    assert refused is not None and refused.status == ScheduledStatus.REFUSED


def test_what_cannot_be_done_when_its_day_comes_is_refused_and_told(account: PersonalAccount) -> None:
    made = scheduled(account)
    operations.seal(account_id=account.pk, reason="提前离职", by=people.wang_wu(), at=AT)
    day(date(2026, 11, 1))
    assert tasks.follow_changes() == 1
    made.refresh_from_db()
    assert made.status == ScheduledStatus.REFUSED and "封存" in made.why
    told = Message.objects.filter(template__event="scheduled_refused", channel="INBOX").get()
    assert told.person == people.wang_wu().person


def test_a_freeze_in_between_refuses_the_seal(account: PersonalAccount) -> None:
    made = scheduled(account)
    frozen(account, ordered(FreezeKind.NEITHER))
    day(date(2026, 11, 1))
    tasks.follow_changes()
    made.refresh_from_db()
    assert "不收不付" in made.why


def test_an_unseal_to_come_takes_the_account_to_the_other_employer(
    account: PersonalAccount, other: EmployerAccount
) -> None:
    facts = {"account_id": account.pk, "employer_account_id": other.pk, "month": "202611", "by": people.wang_wu()}
    with pytest.raises(WrongState):
        operations.schedule_unseal(base_fen=600_000, at=AT, **facts)
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=AT)
    with pytest.raises(BaseOutOfRange):
        operations.schedule_unseal(base_fen=100, at=AT, **facts)
    operations.schedule_unseal(base_fen=600_000, at=AT, asked=Spot(papers_seen=True), **facts)
    world.pay(world.declared(other, world.list_file(other, {"钱一": 600_000})), serial="JH2")
    day(date(2026, 11, 1))
    assert tasks.follow_changes() == 1
    account.refresh_from_db()
    assert (account.employer_account_id, account.status, account.employer_part_fen) == (other.pk, "01", 60_000)


def test_who_went_elsewhere_meanwhile_is_not_sealed_there(account: PersonalAccount, other: EmployerAccount) -> None:
    made = scheduled(account)
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=AT)
    operations.unseal(account_id=account.pk, employer_account_id=other.pk, base_fen=600_000, by=people.wang_wu(), at=AT)
    day(date(2026, 11, 1))
    tasks.follow_changes()
    made.refresh_from_db()
    account.refresh_from_db()
    assert (made.status, account.status) == (ScheduledStatus.REFUSED, PersonalAccountStatus.NORMAL)


@pytest.mark.parametrize("month", ["202610", "202609", "202711"])
def test_a_month_that_has_begun_or_is_far_is_refused(account: PersonalAccount, month: str) -> None:
    with pytest.raises(MonthBegun):
        scheduled(account, month)


def test_one_thing_to_come_at_a_time_and_it_may_be_taken_back(account: PersonalAccount) -> None:
    first = scheduled(account)
    with pytest.raises(ScheduledAlready):
        scheduled(account, "202612")
    operations.withdraw_scheduled(change_id=first.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(WrongState):
        operations.withdraw_scheduled(change_id=first.pk, by=people.wang_wu(), at=AT)
    scheduled(account, "202612")
    day(date(2026, 11, 30))
    assert tasks.follow_changes() == 0


def test_the_clerk_seals_from_a_month_on_and_takes_it_back(account: PersonalAccount) -> None:
    browser = clerk()
    url = f"/employer/people/{account.pk}/seal/"
    assert "以后的月份" in text_of(browser, url, {"reason": "离职", "month": "2026-10"})
    text_of(browser, url, {"reason": "离职", "month": "2026-11"})
    made = ScheduledChange.objects.get()
    assert "待生效" in said(browser, f"/employer/people/{account.pk}/")
    page = text_of(browser, f"/employer/scheduled/{made.pk}/withdraw/", {})
    assert "已撤回" in page and "待生效" not in page
    assert "不能执行此操作" in text_of(browser, f"/employer/scheduled/{made.pk}/withdraw/", {})


def test_the_window_seals_and_unseals_from_a_month_on(account: PersonalAccount, employer: EmployerAccount) -> None:
    teller = people.browser(people.wang_wu())
    url = f"/counter/accounts/{account.pk}/"
    page = text_of(teller, f"{url}seal/", {"reason": "离职", "month": "2026-11", "seen": "on", "asks": "PERSON"})
    assert "自动办理" in page and "待生效" in page
    made = ScheduledChange.objects.get()
    assert "已撤回" in text_of(teller, f"/counter/scheduled/{made.pk}/withdraw/", {})
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=AT)
    again = {"employer_number": employer.number, "base": "6000", "month": "2026-12", "seen": "on"}
    assert "待生效" in text_of(teller, f"{url}unseal/", again)


def test_a_clerk_of_another_employer_takes_nothing_back(account: PersonalAccount, other: EmployerAccount) -> None:
    made = scheduled(account)
    assert as_clerk_of(other).post(f"/employer/scheduled/{made.pk}/withdraw/").status_code == 404
