"""Employers that fall behind: followed by the calendar, enforced by two persons, closed by their own money."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from common.errors import WrongState
from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, EnforcementFile, EnforcementStep
from deposits.operations import arrears_acts
from deposits.operations.arrears_acts import BadDay, NotNow
from deposits.operations.settling import SamePerson
from deposits.queries import arrears as late
from deposits.states import FileStatus, Rung
from notifications.models import Message
from tests import make, people
from tests.deposits import pages, pdf, test_terms, world
from tests.deposits.lateness import MONTH_FEN, day, look, ordered


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
