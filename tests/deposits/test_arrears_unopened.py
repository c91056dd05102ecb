"""Employers that never registered or opened no accounts: one file, the fine of its day."""

from __future__ import annotations

import threading
from datetime import date, timedelta

import pytest
from django.db import connections
from django.urls import reverse

from common.errors import WrongState
from deposits import tasks
from deposits.models import EmployerAccount, EnforcementFile
from deposits.operations import arrears, arrears_acts
from deposits.operations.arrears_acts import KnownEmployer, NotNow, Unregistered
from deposits.queries import arrears as late
from deposits.rules.enforcement import FineOutOfRange
from deposits.states import FileStatus, Rung
from tests import make, people
from tests.deposits import pdf, world
from tests.deposits.lateness import day


@pytest.mark.django_db
class TestUnopened:
    """Employers that do not register, or open nobody's account."""

    def test_a_registered_employer_without_people_has_a_file_after_its_term(self, employer: EmployerAccount) -> None:
        assert late.accounts_without_people(date(2026, 10, 30)) == []
        assert late.accounts_without_people(date(2026, 10, 31)) == [employer.pk]
        day(date(2026, 10, 31))
        file = arrears.open_missing_accounts(account_id=employer.pk, at=make.AT)
        assert arrears.open_missing_accounts(account_id=employer.pk, at=make.AT) == file
        assert (file.task, late.accounts_without_people(date(2026, 10, 31))) == ("ORDER", [])
        world.declared(employer)
        file = arrears.follow_file(file_id=file.pk, at=make.AT)
        assert (file.status, file.closed_on) == (FileStatus.CLOSED, date(2026, 10, 31))

    def test_the_file_of_an_employer_that_registers_and_opens_nobody_goes_on(self, employer: EmployerAccount) -> None:
        file = self._unregistered(date(2026, 10, 12))
        account = world.employer_account("辽源市无名厂", world.SCHOOL, 10)
        day(date(2026, 12, 1))
        assert late.accounts_without_people(date(2026, 12, 1)) == [employer.pk, account.pk]
        tasks.follow_arrears()
        assert list(EnforcementFile.objects.order_by("account_id").values_list("account", flat=True)) == [
            employer.pk,
            account.pk,
        ]
        file.refresh_from_db()
        assert (file.account, file.status, file.counted_from) == (account, FileStatus.OPEN, date(2026, 9, 12))
        assert file.events.latest("id").note == f"单位已登记，账号 {account.number}"
        assert late.accounts_without_people(date(2026, 12, 1)) == []
        assert arrears.open_missing_accounts(account_id=account.pk, at=make.AT) == file

    def _unregistered(self, on: date) -> EnforcementFile:
        day(on)
        who = Unregistered("辽源市无名厂", world.SCHOOL, "人民大街 1 号", people.branch().pk, on - timedelta(days=30))
        return arrears_acts.open_unregistered(who=who, words="职工投诉", by=people.wang_wu(), at=make.AT)

    def test_the_fine_is_of_the_text_in_force_when_the_file_was_opened(self, open_day: date) -> None:
        file = self._unregistered(date(2026, 10, 12))
        facts = {"file_id": file.pk, "words": "责令后仍不办理", "by": people.wang_wu(), "at": make.AT}
        order = arrears_acts.propose(rung=Rung.ORDER, **facts)
        order = arrears_acts.decide(step_id=order.pk, agreed=True, reason="同意", by=people.zhao_liu(), at=make.AT)
        arrears_acts.serve(step_id=order.pk, day=date(2026, 10, 12), how="直接送达", by=people.wang_wu(), at=make.AT)
        day(date(2026, 10, 22))
        with pytest.raises(FineOutOfRange):
            arrears_acts.propose(rung=Rung.FINE, fine_fen=4_999_999, **facts)
        fine = arrears_acts.propose(rung=Rung.FINE, fine_fen=5_000_000, **facts)
        fine = arrears_acts.decide(step_id=fine.pk, agreed=True, reason="同意", by=people.zhao_liu(), at=make.AT)
        fine = arrears_acts.serve(
            step_id=fine.pk, day=date(2026, 10, 22), how="留置送达", by=people.wang_wu(), at=make.AT
        )
        assert fine.term_on == date(2026, 11, 6)
        client = people.browser(people.wang_wu())
        text = pdf.text_of_pdf(client.get(reverse("deposits:counter_arrears_paper", args=[fine.pk])).content)
        assert "伍万元整" in text and "第三十九条" in text
        file = arrears.follow_file(file_id=file.pk, at=make.AT)
        assert (file.status, file.task) == (FileStatus.OPEN, "")

    def test_the_old_text_fines_less(self, open_day: date) -> None:
        assert arrears_acts.fine_range(EnforcementFile(opened_on=date(2026, 9, 19))) == (1_000_000, 5_000_000)
        assert arrears_acts.fine_range(EnforcementFile(opened_on=date(2026, 9, 20))) == (5_000_000, 30_000_000)

    def test_one_file_an_employer_and_none_of_those_who_are_registered(self, employer: EmployerAccount) -> None:
        file = self._unregistered(date(2026, 10, 12))
        with pytest.raises(KnownEmployer):
            self._unregistered(date(2026, 10, 12))
        who = Unregistered(employer.employer.name, world.MACHINES, "", people.branch().pk, date(2026, 9, 1))
        with pytest.raises(KnownEmployer):
            arrears_acts.open_unregistered(who=who, words="比对", by=people.wang_wu(), at=make.AT)
        facts = {"file_id": file.pk, "by": people.wang_wu(), "at": make.AT}
        with pytest.raises(NotNow):
            arrears_acts.promise(count=2, first_on=date(2026, 11, 1), words="承诺", **facts)
        assert arrears_acts.close_file(reason="已注销", **facts).status == FileStatus.CLOSED
        with pytest.raises(WrongState):
            arrears_acts.close_file(reason="已注销", **facts)


@pytest.mark.django_db(transaction=True)
def test_two_who_report_an_unregistered_employer_at_once_open_one_file(open_day: date) -> None:
    by, branch_id = people.wang_wu(), people.branch().pk
    who = Unregistered("辽源市无名厂", world.SCHOOL, "", branch_id, open_day)
    outcomes: list[str] = []

    def go() -> None:
        try:
            arrears_acts.open_unregistered(who=who, words="投诉", by=by, at=make.AT)
            outcomes.append("opened")
        except KnownEmployer:
            outcomes.append("known")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(outcomes) == ["known", "known", "known", "opened"]
