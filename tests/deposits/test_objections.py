"""An owner objects to a balance: re-added, answered, agreed to by another, issued; and what is refused."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from common.errors import WrongState
from deposits import operations, queries, tasks
from deposits.models import BalanceObjection, EmployerAccount, PersonalAccount, RemittanceList
from deposits.operations import Objected
from deposits.states import ChangeKind, Finding
from desk import operations as desk
from desk.models import Case, Requirement
from desk.states.cases import CaseStatus, Channel
from ledger import operations as ledger
from ledger.states import Reason
from notifications.models import Message
from policy import queries as policy
from tests import people
from tests.deposits import world as fund
from tests.deposits.lists import line, next_list
from tests.desk import world

pytestmark = pytest.mark.django_db
NOW = world.AT


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """张三's account, with October on it."""
    fund.allocated(employer)
    return fund.account_of("张三")


def first_entry(account: PersonalAccount) -> int:
    return queries.recent_entries(account, 1)[0].entry.pk


def object_to(account: PersonalAccount, **facts: Any) -> Case:
    """张三 objects in the portal to the first entry, unless `facts` say otherwise."""
    said = {"words": "十月少缴了", "entry_id": first_entry(account)} | facts.pop("said", {})
    given = {"channel": Channel.PORTAL, "by": people.zhang_san(), "at": NOW, **facts}
    return operations.object_to_balance(account_id=account.pk, objected=Objected(**said), **given)


def accepted(account: PersonalAccount, **facts: Any) -> Case:
    """王五 has taken and accepted it."""
    case = object_to(account, **facts)
    return desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=NOW)


def month(employer: EmployerAccount, name: str, serial: str) -> RemittanceList:
    """A later month of the same people, with its money."""
    employer.refresh_from_db()
    content = next_list(employer, name, *(line(employer, each, ChangeKind.NORMAL) for each in fund.BASES))
    remittance = fund.declared(employer, content)
    fund.pay(remittance, serial=serial)
    return remittance


def answer(case: Case, finding: str = Finding.CORRECT, **facts: Any) -> Case:
    given = {"answer": "与十月清册一致。", "by": people.wang_wu(), "at": NOW, **facts}
    return operations.answer_objection(case_id=case.pk, finding=finding, **given)


def agree(case: Case) -> None:
    """赵六 agrees and the answer goes out."""
    desk.review(case_id=case.pk, decision="APPROVE", by=people.zhao_liu(), at=NOW)
    tasks.follow_cases()


def objection_of(case: Case) -> BalanceObjection:
    return BalanceObjection.objects.select_related("case", "account__ledger_account", "entry").get(case=case)


def test_an_objection_has_five_days_by_law_and_by_promise_and_asks_no_paper_in_the_portal(
    account: PersonalAccount,
) -> None:
    case = accepted(account)
    assert case.statutory_due_on == date(2026, 11, 28)
    assert case.promised_due_at is not None and case.promised_due_at > NOW + timedelta(days=4)
    assert not Requirement.objects.exists()


def test_correct_as_it_is_answered_by_one_agreed_by_another_and_issued(account: PersonalAccount) -> None:
    case = answer(accepted(account))
    assert Case.objects.get(pk=case.pk).status == CaseStatus.IN_REVIEW
    with pytest.raises(desk.MayNotReview):
        desk.review(case_id=case.pk, decision="APPROVE", by=people.wang_wu(), at=NOW)
    assert objection_of(case).verify_code == ""
    agree(case)
    found = objection_of(case)
    assert (found.case.status, len(found.verify_code)) == (CaseStatus.DONE, 12)
    assert (found.opening_fen, found.in_fen, found.closing_fen) == (0, 202_600, 202_600)
    assert Message.objects.filter(person=account.person, body__contains="书面答复").exists()


def test_put_right_names_the_journal_that_did_it(account: PersonalAccount) -> None:
    now = timezone.now()  # the month was allocated before it
    case = accepted(account, at=now)
    with pytest.raises(operations.NoCorrection):
        answer(case, Finding.CORRECTED)
    remittance = account.items.get().list
    operations.reverse_list(list_id=remittance.pk, reason="基数报错", by=people.zhou_jiu(), at=timezone.now())
    remittance.refresh_from_db()
    journal = remittance.reversal
    assert journal is not None
    assert list(queries.corrections(objection_of(case))) == [journal]
    answer(case, Finding.CORRECTED, journal_id=journal.pk, answer="十月已冲账，由单位按正确基数重报。")
    agree(case)
    assert (objection_of(case).journal, objection_of(case).closing_fen) == (journal, 0)


def test_an_ordinary_month_puts_nothing_right_but_a_month_redone_does(
    account: PersonalAccount, employer: EmployerAccount
) -> None:
    case = accepted(account, at=timezone.now())
    october = account.items.get().list
    november = month(employer, "202611", "JH2")
    assert november.journal is not None and not queries.corrections(objection_of(case)).exists()
    with pytest.raises(operations.NoCorrection):
        answer(case, Finding.CORRECTED, journal_id=november.journal_id)
    for remittance in (november, october):
        operations.reverse_list(list_id=remittance.pk, reason="基数报错", by=people.zhou_jiu(), at=timezone.now())
        remittance.refresh_from_db()
    redone = month(employer, "202610", "JH3")
    assert list(queries.corrections(objection_of(case))) == [redone.journal, october.reversal, november.reversal]


def test_corrected_interest_puts_right(account: PersonalAccount) -> None:
    case = accepted(account, at=timezone.now())
    own, on = ledger.Line(account.ledger_account_id, 12), policy.book_date()
    facts = {"on": on, "value_on": on, "by": None, "at": timezone.now()}
    with transaction.atomic():
        owed = ledger.open_account(code="211", name="应付利息", subject="211", on=on, is_guarded=False)
        lines = {"debits": [ledger.Line(owed.pk, 12)], "credits": [own]}
        journal = ledger.post(key="put-right", reason=Reason.INTEREST_CORRECTED, **lines, **facts)
    assert list(queries.corrections(objection_of(case))) == [journal]


def test_returned_by_the_reviewer_it_is_written_anew(account: PersonalAccount) -> None:
    case = answer(accepted(account))
    desk.review(case_id=case.pk, decision="SEND_BACK", reason="写清楚基数", by=people.zhao_liu(), at=NOW)
    answer(case, answer="基数 8,437.56 元，与清册一致。")
    assert objection_of(case).answer.startswith("基数")


def test_nothing_goes_to_the_reviewer_without_an_answer_nor_before_acceptance(account: PersonalAccount) -> None:
    case = object_to(account)
    desk.take(case_id=case.pk, by=people.wang_wu(), at=NOW)
    with pytest.raises(WrongState):
        answer(case)
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=NOW)
    with pytest.raises(desk.NotReady, match="还没有写答复"):
        desk.send_case(case_id=case.pk, by=people.wang_wu(), at=NOW)
    with pytest.raises(desk.NoReason):
        answer(case, answer=" ")
    with pytest.raises(desk.TakenByOther):
        answer(case, by=people.zhao_liu())


def test_only_the_owner_objects_and_only_to_what_is_in_the_account(account: PersonalAccount) -> None:
    with pytest.raises(operations.NotTheirAccount):
        object_to(account, by=people.qian_qi())
    other = fund.account_of("陈一")
    with pytest.raises(operations.NotOfAccount):
        object_to(account, said={"entry_id": first_entry(other)})
    for span in ({"since": date(2026, 10, 2)}, {"since": date(2026, 10, 2), "until": date(2026, 10, 1)}):
        with pytest.raises(operations.NotOfAccount):
            object_to(account, said={"entry_id": None, **span})
    first = object_to(account)
    with pytest.raises(desk.AlreadyOpen, match=first.number):
        object_to(account)


def test_at_the_window_the_papers_are_ticked_and_it_is_accepted_at_once(account: PersonalAccount) -> None:
    said = {"evidence": "工资条"}
    case = object_to(account, said=said, channel=Channel.WINDOW, by=people.wang_wu(), papers_seen=True)
    case.refresh_from_db()
    assert case.status == CaseStatus.ACCEPTED
    assert set(Requirement.objects.values_list("code", "status")) == {("identity", "CHECKED"), ("evidence", "CHECKED")}


def test_re_adding_shows_each_line_against_its_list_and_a_period_has_its_opening(account: PersonalAccount) -> None:
    case = object_to(account, said={"entry_id": None, "since": date(2026, 10, 11), "until": date(2026, 10, 31)})
    period = queries.recheck(objection_of(case), date(2026, 10, 10))
    assert (period.sums.opening_fen, period.lines, period.sums.closing_fen) == (202_600, [], 202_600)
    assert period.holds
    BalanceObjection.objects.update(since=None, until=None)
    whole = queries.recheck(objection_of(case), date(2026, 10, 10))
    assert [(line.source, line.agrees) for line in whole.lines] == [(account.items.get().list.number, True)]
    assert whole.holds
