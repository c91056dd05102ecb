"""Employers that fall behind: followed by the calendar, enforced by two persons, closed by their own money."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from accounts import operations as accounts
from common.errors import WrongState
from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, EnforcementFile, EnforcementStep
from deposits.operations import arrears, arrears_acts
from deposits.operations.arrears_acts import BadDay, KnownEmployer, NotNow, Unregistered
from deposits.operations.settling import SamePerson
from deposits.queries import arrears as late
from deposits.rules.enforcement import BadInstalments, FineOutOfRange
from deposits.states import EmployerAccountStatus, FileStatus, Rung
from notifications.models import Message
from policy import operations as policy
from tests import make, people
from tests.deposits import pages, pdf, test_terms, world

MONTH_FEN = 466_600
"""A month of the three people of `world.BASES`."""


def day(on: date) -> None:
    """The business date."""
    with transaction.atomic():
        policy.set_book_date(on=on)


def look(account: EmployerAccount) -> EnforcementFile | None:
    """Follow an employer, as the timed job does."""
    return arrears.follow_arrears(account_id=account.pk, at=make.AT)


@pytest.fixture
def behind(employer: EmployerAccount) -> EmployerAccount:
    """李四's employer, whose October list waits for money that does not come. October was due on the tenth."""
    world.declared(employer)
    employer.refresh_from_db()
    return employer


def ordered(account: EmployerAccount, *, serve: bool = True) -> EnforcementStep:
    """An order, proposed by 王五, approved by 赵六, served the same day."""
    day(date(2026, 12, 9))
    file = look(account)
    assert file is not None
    proposed = arrears_acts.propose(file_id=file.pk, rung=Rung.ORDER, words="多次催缴", by=people.wang_wu(), at=make.AT)
    step = arrears_acts.decide(step_id=proposed.pk, agreed=True, reason="同意", by=people.zhao_liu(), at=make.AT)
    if serve:
        step = arrears_acts.serve(
            step_id=step.pk, day=date(2026, 12, 9), how="直接送达", by=people.wang_wu(), at=make.AT
        )
    return step


@pytest.mark.django_db
class TestTheLadder:
    """What the calendar brings by itself."""

    def test_nothing_happens_on_the_due_date_and_a_file_opens_the_day_after(self, behind: EmployerAccount) -> None:
        assert late.late_accounts(date(2026, 10, 10)) == []
        assert look(behind) is None
        day(date(2026, 10, 11))
        assert late.late_accounts(date(2026, 10, 11)) == [behind.pk]
        file = look(behind)
        assert file is not None
        assert (file.first_month, file.months, file.fen) == ("202610", 1, MONTH_FEN)
        assert list(file.steps.values_list("rung", "status")) == [("REMINDER", "DONE")]
        assert late.late_accounts(date(2026, 10, 11)) == []  # its file is followed now

    def test_the_notice_the_visit_and_the_order_come_due_in_their_days(self, behind: EmployerAccount) -> None:
        for on, rungs, task in (
            (date(2026, 10, 24), ["REMINDER"], ""),
            (date(2026, 10, 25), ["REMINDER", "NOTICE"], ""),
            (date(2026, 11, 9), ["REMINDER", "NOTICE", "CHECK"], "CHECK"),
            (date(2026, 12, 8), ["REMINDER", "NOTICE", "CHECK"], "CHECK"),
            (date(2026, 12, 9), ["REMINDER", "NOTICE", "CHECK"], "ORDER"),
        ):
            day(on)
            for _twice in range(2):
                file = look(behind)
            assert file is not None
            assert [each.rung for each in late.steps_of(file)] == rungs
            assert file.task == task

    def test_the_notice_says_what_was_owed_on_its_day_and_its_clerk_is_told(self, behind: EmployerAccount) -> None:
        day(date(2026, 10, 26))
        file = look(behind)
        assert file is not None
        notice = file.steps.get(rung=Rung.NOTICE)
        assert notice.facts == {"months": [["202610", "2026-10-10", MONTH_FEN]], "fen": MONTH_FEN}
        assert notice.number.startswith("CJ20261026")
        told = Message.objects.filter(template__event__code="arrears_notice", channel="INBOX")
        assert [each.person.name for each in told] == ["李四"]
        client = people.browser(people.wang_wu())
        text = pdf.text_of_pdf(client.get(reverse("deposits:counter_arrears_paper", args=[notice.pk])).content)
        assert "4,666.00" in text and notice.number in text and "第四十条" in text
        shown = pages.said(people.browser(), reverse("deposits:public_verified", args=[notice.verify_code]))
        assert "住房公积金催缴通知书" in shown and behind.employer.name in shown

    def test_our_page_and_the_employers_say_the_same(self, behind: EmployerAccount) -> None:
        day(date(2026, 11, 11))
        file = look(behind)
        assert file is not None
        standing = queries.standing(behind, date(2026, 11, 11))
        assert (file.months, file.fen) == (len(standing.arrears), standing.late_fen) == (2, 2 * MONTH_FEN)
        ours = pages.said(people.browser(people.wang_wu()), reverse("deposits:counter_arrears_file", args=[file.pk]))
        theirs = pages.said(pages.clerk(), reverse("deposits:employer_arrears"))
        for page in (ours, theirs):
            assert "9,332.00" in page and "逾期 32 天" in page and "逾期 1 天" in page

    def test_money_closes_the_file_by_itself(self, behind: EmployerAccount) -> None:
        day(date(2026, 11, 9))
        file = look(behind)
        assert file is not None and file.task == "CHECK"
        world.pay(behind.lists.get())
        file.refresh_from_db()
        assert (file.status, file.closed_on, file.fen, file.task) == (FileStatus.CLOSED, date(2026, 11, 9), 0, "")
        assert file.steps.get(rung=Rung.CHECK).status == "DROPPED"
        assert look(behind) is None
        day(date(2026, 11, 11))
        again = look(behind)
        assert again is not None and again.pk != file.pk and again.first_month == "202611"

    def test_a_deferral_rests_the_ladder_and_its_end_begins_the_count_anew(self, behind: EmployerAccount) -> None:
        day(date(2026, 10, 26))
        file = look(behind)
        assert file is not None
        terms = test_terms.approved(behind, test_terms.deferral("202611", "202702"))
        day(date(2027, 2, 28))
        operations.follow_deferral(terms_id=terms.pk, at=make.AT)
        behind.refresh_from_db()
        file = look(behind)
        assert file is not None and (file.status, file.task) == (FileStatus.DEFERRED, "")
        assert queries.standing(behind, date(2027, 2, 28)).due == []
        day(date(2027, 3, 2))
        operations.follow_deferral(terms_id=terms.pk, at=make.AT)  # on the tenth of October, by the clock
        file = look(behind)
        assert file is not None and file.status == FileStatus.OPEN
        assert file.counted_from == date(2027, 3, 1)
        assert not late.has_step(file, Rung.ORDER)

    def test_the_timed_job_looks_once_a_day(self, behind: EmployerAccount) -> None:
        day(date(2026, 11, 1))
        assert tasks.follow_arrears() == 1
        assert tasks.follow_arrears() == 0
        day(date(2026, 11, 2))
        assert tasks.follow_arrears() == 1

    def test_a_list_that_nobody_is_on_makes_no_file_but_a_message(self, employer: EmployerAccount) -> None:
        day(date(2026, 10, 12))
        assert look(employer) is None
        assert Message.objects.filter(template__event__code="contribution_overdue").exists()


def _become(account: EmployerAccount, status: str) -> None:
    before, account.status = account.status, status
    account.save(update_fields=["status"])
    account.events.create(action="defer", before=before, after=status, by=None, at=make.AT)


@pytest.mark.django_db
class TestDecisions:
    """Orders, fines and the court: two persons, in their order."""

    def test_an_order_has_a_term_in_working_days_and_then_the_court_may_be_asked(self, behind: EmployerAccount) -> None:
        order = ordered(behind)
        assert order.term_on == date(2026, 12, 18)  # seven working days after the ninth
        file = EnforcementFile.objects.get(account=behind)
        day(date(2026, 12, 18))
        with pytest.raises(NotNow):
            arrears_acts.propose(file_id=file.pk, rung=Rung.COURT, words="逾期", by=people.wang_wu(), at=make.AT)
        day(date(2026, 12, 19))
        look(behind)
        file.refresh_from_db()
        assert file.task == "COURT"
        court = arrears_acts.propose(file_id=file.pk, rung=Rung.COURT, words="逾期", by=people.wang_wu(), at=make.AT)
        court = arrears_acts.decide(step_id=court.pk, agreed=True, reason="同意", by=people.zhao_liu(), at=make.AT)
        assert court.facts["before"] == [[order.number, "2026-12-09", "2026-12-18"]]
        client = people.browser(people.wang_wu())
        text = pdf.text_of_pdf(client.get(reverse("deposits:counter_arrears_paper", args=[court.pk])).content)
        assert order.number in text and "强制执行申请书" in text

    def test_nobody_approves_what_they_proposed(self, behind: EmployerAccount) -> None:
        day(date(2026, 12, 9))
        file = look(behind)
        assert file is not None
        proposed = arrears_acts.propose(
            file_id=file.pk, rung=Rung.ORDER, words="催缴", by=people.zhao_liu(), at=make.AT
        )
        with pytest.raises(SamePerson):
            arrears_acts.decide(step_id=proposed.pk, agreed=True, reason="同意", by=people.zhao_liu(), at=make.AT)
        with pytest.raises(IntegrityError), transaction.atomic():
            EnforcementStep.objects.filter(pk=proposed.pk).update(decided_by_person=people.zhao_liu().person_id)
        arrears_acts.decide(step_id=proposed.pk, agreed=False, reason="证据不足", by=people.han_shiyi(), at=make.AT)
        with pytest.raises(WrongState):
            arrears_acts.decide(step_id=proposed.pk, agreed=True, reason="同意", by=people.han_shiyi(), at=make.AT)
        file.refresh_from_db()
        assert file.task == "ORDER"

    def test_an_order_comes_not_before_its_day_and_not_twice(self, behind: EmployerAccount) -> None:
        day(date(2026, 12, 8))
        file = look(behind)
        assert file is not None
        for rung in (Rung.ORDER, Rung.FINE, Rung.COURT):
            with pytest.raises(NotNow):
                arrears_acts.propose(file_id=file.pk, rung=rung, words="早", by=people.wang_wu(), at=make.AT)
        ordered(behind)
        with pytest.raises(NotNow):
            arrears_acts.propose(file_id=file.pk, rung=Rung.ORDER, words="再", by=people.wang_wu(), at=make.AT)

    def test_a_paper_is_served_after_it_was_issued_and_once(self, behind: EmployerAccount) -> None:
        order = ordered(behind, serve=False)
        facts = {"step_id": order.pk, "how": "邮寄送达", "by": people.wang_wu(), "at": make.AT}
        for wrong in (date(2026, 12, 8), date(2026, 12, 10)):
            with pytest.raises(BadDay):
                arrears_acts.serve(day=wrong, **facts)
        arrears_acts.serve(day=date(2026, 12, 9), **facts)
        with pytest.raises(WrongState):
            arrears_acts.serve(day=date(2026, 12, 9), **facts)

    def test_an_order_of_a_debt_that_was_paid_is_not_approved(self, behind: EmployerAccount) -> None:
        day(date(2026, 12, 9))
        file = look(behind)
        assert file is not None
        proposed = arrears_acts.propose(file_id=file.pk, rung=Rung.ORDER, words="催", by=people.wang_wu(), at=make.AT)
        EmployerAccount.objects.filter(pk=behind.pk).update(paid_through="202612")
        with pytest.raises(NotNow):
            arrears_acts.decide(step_id=proposed.pk, agreed=True, reason="同意", by=people.zhao_liu(), at=make.AT)
        look(behind)
        proposed.refresh_from_db()
        assert proposed.status == "DROPPED"
        with pytest.raises(WrongState):
            arrears_acts.record_check(
                file_id=file.pk, day=date(2026, 12, 9), findings="晚了", by=people.wang_wu(), at=make.AT
            )

    def test_a_visit_is_appointed_and_recorded_once(self, behind: EmployerAccount) -> None:
        day(date(2026, 11, 9))
        file = look(behind)
        assert file is not None
        facts = {"file_id": file.pk, "by": people.wang_wu(), "at": make.AT}
        with pytest.raises(BadDay):
            arrears_acts.appoint_check(day=date(2026, 11, 8), words="约财务", **facts)
        arrears_acts.appoint_check(day=date(2026, 11, 9), words="约财务", **facts)
        with pytest.raises(BadDay):
            arrears_acts.record_check(day=date(2026, 11, 10), findings="未到", **facts)
        arrears_acts.record_check(day=date(2026, 11, 9), findings="资金困难，已看账", **facts)
        with pytest.raises(NotNow):
            arrears_acts.record_check(day=date(2026, 11, 9), findings="又去", **facts)
        assert file.steps.get(rung=Rung.CHECK).status == "DONE"


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


@pytest.mark.django_db
class TestPromises:
    """Instalments hold the ladder while they are paid."""

    def _promised(self, account: EmployerAccount) -> EnforcementFile:
        day(date(2026, 11, 12))
        file = look(account)
        assert file is not None
        arrears_acts.promise(
            file_id=file.pk, count=2, first_on=date(2026, 11, 30), words="厂长签字", by=people.wang_wu(), at=make.AT
        )
        file.refresh_from_db()
        return file

    def test_a_kept_promise_rests_the_ladder(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        assert (file.status, file.task) == (FileStatus.PROMISED, "")
        with pytest.raises(WrongState):
            arrears_acts.promise(
                file_id=file.pk, count=2, first_on=date(2026, 11, 30), words="又", by=people.wang_wu(), at=make.AT
            )
        world.pay(behind.lists.get())
        day(date(2026, 12, 9))
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.task) == (FileStatus.PROMISED, "")
        day(date(2026, 12, 31))
        look(behind)
        file.refresh_from_db()
        assert file.status == FileStatus.OPEN  # the second half did not come by the thirtieth
        assert file.promises.get().status == "BROKEN"
        assert Message.objects.filter(template__event__code="promise_broken", channel="INBOX").count() == 1

    def test_a_promise_that_nobody_kept_is_broken_the_day_after(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        day(date(2026, 11, 30))
        look(behind)
        file.refresh_from_db()
        assert file.status == FileStatus.PROMISED
        day(date(2026, 12, 1))
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.OPEN, "BROKEN")

    def test_the_last_yuan_keeps_the_promise(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        EmployerAccount.objects.filter(pk=behind.pk).update(paid_through="202611")
        day(date(2026, 12, 20))
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.OPEN, "KEPT")  # December is late by now
        assert file.first_month == "202612"

    def test_a_closed_file_keeps_its_promise_and_a_deferral_ends_it(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        _become(behind, EmployerAccountStatus.DEFERRED)
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.DEFERRED, "ENDED")

    def test_a_promise_nobody_paid_is_not_kept_by_the_employers_seal(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        _become(behind, EmployerAccountStatus.SEALED)
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.CLOSED, "ENDED")

    def test_a_promise_whose_last_yuan_came_is_kept_when_the_file_closes(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        EmployerAccount.objects.filter(pk=behind.pk).update(paid_through="202611")
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.CLOSED, "KEPT")

    def test_parts_that_make_no_plan_are_refused(self, behind: EmployerAccount) -> None:
        day(date(2026, 11, 12))
        file = look(behind)
        assert file is not None
        with pytest.raises(BadInstalments):
            arrears_acts.promise(
                file_id=file.pk, count=2, first_on=date(2026, 11, 11), words="早", by=people.wang_wu(), at=make.AT
            )


@pytest.mark.django_db(transaction=True)
def test_two_who_look_at_once_open_one_file(open_day: date) -> None:
    make.bank_account()
    account = world.employer_account()
    world.declared(account)
    day(date(2026, 11, 9))
    wrong: list[BaseException] = []

    def go() -> None:
        try:
            look(account)
        except BaseException as problem:
            wrong.append(problem)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert wrong == []
    file = EnforcementFile.objects.get()
    assert sorted(file.steps.values_list("rung", flat=True)) == ["CHECK", "NOTICE", "REMINDER"]


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


@pytest.mark.django_db
class TestPages:
    """The worklist, one file, and what the employer sees."""

    def test_a_file_goes_from_the_worklist_to_the_court_by_forms(
        self, behind: EmployerAccount, django_assert_max_num_queries: Callable[..., object]
    ) -> None:
        day(date(2026, 12, 9))
        look(behind)
        file = EnforcementFile.objects.get()
        teller, reviewer = people.browser(people.wang_wu()), people.browser(people.zhao_liu())
        with django_assert_max_num_queries(13):
            page = pages.said(teller, reverse("deposits:counter_arrears"))
        assert behind.employer.name in page and "可责令限期改正" in page
        for query, hit in (
            ("kind=ARREARS&task=ORDER&months=2&least=1000", True),
            ("task=COURT", False),
            ("status=CLOSED", False),
            (f"q={world.MACHINES}", True),
            ("least=999999", False),
        ):
            shown = pages.said(teller, reverse("deposits:counter_arrears") + "?" + query)
            assert (behind.employer.name in shown) is hit, query
        assert teller.get(reverse("deposits:counter_arrears") + "?export=xlsx").status_code == 200
        do = reverse("deposits:counter_arrears_do", args=[file.pk, "order"])
        assert "事由和证据" in pages.said(teller, do)
        assert teller.post(do, {"words": ""}).status_code == 422
        assert "已送审批" in pages.text_of(teller, do, {"words": "多次催缴仍不缴"})
        step = file.steps.get(rung=Rung.ORDER)
        decide = reverse("deposits:counter_arrears_decide", args=[step.pk])
        assert teller.get(decide).status_code == 403
        assert "审批：" in pages.said(reviewer, reverse("deposits:counter_arrears_file", args=[file.pk]))
        assert "已审批" in pages.text_of(reviewer, decide, {"decision": "yes", "reason": "同意"})
        serve = reverse("deposits:counter_arrears_serve", args=[step.pk])
        answers = {"day": "2026-12-09", "how": "直接送达"}
        assert "期限从次日起算" in pages.text_of(teller, serve, answers)
        assert "不能执行此操作" in pages.text_of(teller, serve, answers)
        theirs = pages.said(pages.clerk(), reverse("deposits:employer_arrears"))
        assert "责令限期改正" in theirs and "王五" not in theirs and "多次催缴仍不缴" not in theirs
        paper = pages.clerk().get(reverse("deposits:employer_arrears_paper", args=[step.pk]))
        assert paper["Content-Type"] == "application/pdf"

    def test_acts_that_are_not_offered_lead_back_and_unknown_ones_are_not_there(self, behind: EmployerAccount) -> None:
        day(date(2026, 10, 12))
        look(behind)
        file = EnforcementFile.objects.get()
        teller = people.browser(people.wang_wu())
        assert teller.get(reverse("deposits:counter_arrears_do", args=[file.pk, "nothing"])).status_code == 404
        page = pages.text_of(teller, reverse("deposits:counter_arrears_do", args=[file.pk, "fine"]), {})
        assert "现在不能办理" in page
        for name, answers in (
            ("appoint", {"day": "2026-10-13", "words": "约厂长，两人去"}),
            ("record", {"day": "2026-10-12", "findings": "看了工资表"}),
            ("promise", {"count": "2", "first_on": "2026-10-20", "words": "厂长签"}),
        ):
            address = reverse("deposits:counter_arrears_do", args=[file.pk, name])
            assert teller.get(address).status_code == 200
            assert "已" in pages.text_of(teller, address, answers)
        page = pages.said(teller, reverse("deposits:counter_arrears_file", args=[file.pk]))
        assert "按承诺缴款" in page and "看了工资表" in page and "2,333.00" in page

    def test_an_unregistered_employer_is_fined_by_forms(self, employer: EmployerAccount) -> None:
        teller = people.browser(people.wang_wu())
        new = reverse("deposits:counter_arrears_new")
        answers = {
            "name": "辽源市无名厂",
            "social_credit_code": world.SCHOOL,
            "address": "",
            "branch": people.branch().pk,
            "since": "2026-09-10",
            "words": "职工投诉",
        }
        assert "怎么发现的" in pages.said(teller, new)
        assert "已立案" in pages.text_of(teller, new, answers)
        assert "未结案的执法档案" in pages.text_of(teller, new, answers)
        file = EnforcementFile.objects.get()
        assert "结案" in pages.said(teller, reverse("deposits:counter_arrears_file", args=[file.pk]))
        close = reverse("deposits:counter_arrears_do", args=[file.pk, "close"])
        assert "已结案" in pages.text_of(teller, close, {"reason": "已注销"})

    def test_a_clerk_finds_nothing_of_another_employer(self, behind: EmployerAccount) -> None:
        ordered(behind)
        step = EnforcementStep.objects.get(rung=Rung.ORDER)
        stranger = world.employer_account("龙山区实验小学", world.SCHOOL, 10)
        facts = {"mandate": "授权书", "by": people.wang_wu(), "at": make.AT}
        accounts.authorise_clerk(employer_id=stranger.employer_id, person_id=people.zhang_san().person_id, **facts)
        other = people.browser(people._through("张三", "CLERK"))
        assert other.get(reverse("deposits:employer_arrears_paper", args=[step.pk])).status_code == 404
        assert "没有催缴或者处罚的文书" in pages.said(other, reverse("deposits:employer_arrears"))
