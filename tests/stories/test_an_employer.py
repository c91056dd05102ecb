"""An employer from its registration to its closing: it takes another in, falls behind, is enforced, pays, and ends."""

from __future__ import annotations

from datetime import date

import pytest

from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, EmployerEnding, EnforcementFile, PersonalAccount, RemittanceList
from deposits.operations import arrears, arrears_acts, endings
from deposits.operations.endings import Ending
from deposits.states import ChangeKind, EmployerAccountStatus, EndingKind, FileStatus, PersonalAccountStatus, Rung
from desk.models import Case
from desk.states.cases import CaseStatus, Channel
from ledger import queries as books
from policy import queries as policy
from tests import make, people
from tests.deposits import world
from tests.deposits.conftest import employer
from tests.deposits.corrections import NOW, agree
from tests.deposits.lists import line, next_list
from tests.ledger.books import close_day

__all__ = ["employer"]


def day(on: date) -> None:
    """Close the business days before."""
    close_day(policy.book_date(), on)


def end(account: EmployerAccount, kind: EndingKind, into: EmployerAccount | None = None) -> Case:
    """Somebody asks at the window, a second person agrees."""
    ending = Ending(kind=kind, reason="主管部门批文", into_id=into.pk if into else None)
    case = endings.ask_ending(
        employer_account_id=account.pk, ending=ending, channel=Channel.WINDOW, by=people.wang_wu(), at=NOW
    )
    return agree(case)


@pytest.mark.django_db
def test_an_employer(employer: EmployerAccount) -> None:
    assert employer.status == EmployerAccountStatus.OPENED
    world.allocated(employer)
    employer.refresh_from_db()
    assert (employer.status, employer.paid_through) == (EmployerAccountStatus.NORMAL, "202610")

    takes_another_in(employer)
    november = falls_behind(employer)
    is_enforced(employer)

    # The money comes after all, that of December and January too: the file closes by itself.
    world.pay(november, serial="LATE1")
    assert EnforcementFile.objects.get().status == FileStatus.OPEN
    world.pay(declared(employer, "202612"), serial="LATE2")
    world.pay(declared(employer, "202701"), serial="LATE3")
    assert EnforcementFile.objects.get().status == FileStatus.CLOSED
    ends(employer)

    balances = sum(PersonalAccount.objects.values_list("ledger_account__balance_fen", flat=True))
    assert balances == sum(RemittanceList.objects.values_list("total_fen", flat=True))
    assert balances == books.subject_balance_fen("201", date(2027, 2, 1))
    assert books.verify_books() == []


def declared(employer: EmployerAccount, month: str) -> RemittanceList:
    """The list of all four for a month."""
    rows = [line(employer, name, ChangeKind.NORMAL) for name in (*world.BASES, "钱一")]
    return world.declared(employer, next_list(employer, month, *rows))


def takes_another_in(employer: EmployerAccount) -> None:
    """A school merges into it: its people go on here at this employer's rates."""
    school = world.employer_account("龙山区实验小学", world.SCHOOL)
    world.pay(world.declared(school, world.list_file(school, {"钱一": 600_000})), serial="S1")
    school.refresh_from_db()
    assert end(school, EndingKind.MERGER, employer).status == CaseStatus.DONE
    school.refresh_from_db()
    assert school.status == EmployerAccountStatus.CLOSED
    assert world.account_of("钱一").employer_account_id == employer.pk


def falls_behind(employer: EmployerAccount) -> RemittanceList:
    """November is declared, and not paid by the tenth."""
    november = declared(employer, "202611")
    for on in (date(2026, 11, 11), date(2026, 11, 25), date(2026, 12, 10), date(2027, 1, 9)):
        day(on)
        arrears.follow_arrears(account_id=employer.pk, at=make.AT)
    file = EnforcementFile.objects.get()
    assert (file.first_month, file.task) == ("202611", "ORDER")
    assert [each.rung for each in file.steps.order_by("id")] == [Rung.REMINDER, Rung.NOTICE, Rung.CHECK]
    return november


def is_enforced(employer: EmployerAccount) -> None:
    """One proposes, another approves: the order to pay, and when its term has passed the court."""
    file, teller, head = EnforcementFile.objects.get(), people.wang_wu(), people.zhao_liu()
    order = arrears_acts.propose(file_id=file.pk, rung=Rung.ORDER, words="多次催缴未缴", by=teller, at=make.AT)
    order = arrears_acts.decide(step_id=order.pk, agreed=True, reason="同意", by=head, at=make.AT)
    arrears_acts.serve(step_id=order.pk, day=date(2027, 1, 9), how="直接送达", by=teller, at=make.AT)
    day(date(2027, 2, 1))
    arrears.follow_arrears(account_id=employer.pk, at=make.AT)
    file.refresh_from_db()
    assert file.task == "COURT"
    court = arrears_acts.propose(file_id=file.pk, rung=Rung.COURT, words="逾期不履行", by=teller, at=make.AT)
    court = arrears_acts.decide(step_id=court.pk, agreed=True, reason="同意", by=head, at=make.AT)
    assert court.facts["before"][0][0] == order.number


def ends(employer: EmployerAccount) -> None:
    """Nobody works there any more: who went nowhere else waits at the holding employer, and it is closed."""
    for name in (*world.BASES, "钱一"):
        operations.seal(account_id=world.account_of(name).pk, reason="解散", by=people.wang_wu(), at=NOW)
    holding = world.employer_account("集中封存户", "12220400JN155TJ739")
    endings.set_holding_employer(employer_account_id=holding.pk, by=people.zhao_liu(), at=NOW)
    employer.refresh_from_db()
    assert not queries.standing(employer, date(2027, 2, 1)).arrears
    assert end(employer, EndingKind.CLOSING).status == CaseStatus.DONE
    EmployerEnding.objects.filter(kind=EndingKind.CLOSING).update(until=date(2027, 1, 31))
    assert tasks.finish_closings() == 1
    employer.refresh_from_db()
    assert employer.status == EmployerAccountStatus.CLOSED
    left = PersonalAccount.objects.filter(employer_account=holding, status=PersonalAccountStatus.SEALED)
    assert left.count() == 4
