"""Standing withdrawals: each period once, what can be had, what ends them."""

from __future__ import annotations

from datetime import date
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection, transaction

from deposits import operations as deposits
from deposits.models import PersonalAccount
from deposits.states import EncumbranceKind, PersonalAccountStatus
from desk import operations as desk
from notifications.models import Message
from policy.models import BusinessDate
from tests import make, people
from tests.withdrawals import saver
from withdrawals import operations, tasks
from withdrawals.models import Agreement, AgreementRun, Withdrawal
from withdrawals.operations import PayTo, evidence, standing
from withdrawals.operations.standing import Agreed, CannotAgree, NotTheirs
from withdrawals.queries import standing as queries
from withdrawals.rules.particulars import NO_LEASE, Lease, Loan, Particulars
from withdrawals.states import PayeeKind, PayoutStatus
from withdrawals.states.standing import AgreementStatus, RunResult

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LEASE = Particulars(lease=Lease(NO_LEASE, address="辽源市西安区安家街8号", monthly_rent_fen=150_000))
LOAN = Particulars(loan=Loan("建设银行", "JK2020001", (), 300_000 * 12))


def agreed(user: Any, **changed: Any) -> Agreement:
    """1,500.00 of rent each month from today."""
    given: dict[str, Any] = {
        "reason": "rent",
        "person_id": user.person_id,
        "asked_fen": 150_000,
        "every": 1,
        "first_on": saver.ON,
        "ends_on": None,
        "particulars": LEASE,
        "payee": PayTo(card_id=saver.card(user).pk),
    }
    return standing.agree(agreed=Agreed(**{**given, **changed}), channel="PORTAL", by=user, at=make.AT)


def renter(fen: int = 5_000_000) -> Any:
    """张三 with money and a card, where rent asks for no months paid before."""
    make.parameter("rent_steady_months", "0")
    user = people.zhang_san()
    saver.saver(user, fen)
    return user


def test_an_agreement_pays_the_lender_that_it_names_and_no_other() -> None:
    user = renter()
    entry = operations.propose_payee(
        kind=PayeeKind.LENDER,
        name="中国工商银行辽源分行",
        account="22001618636055009998",
        bank_name="工商银行",
        document_number="合作协议〔2026〕2号",
        since=date(2026, 1, 1),
        by=people.wang_wu(),
        at=make.AT,
    )
    operations.confirm_payee(payee_id=entry.pk, by=people.zhao_liu(), at=make.AT)
    to_lender = {"reason": "repay", "payee": PayTo(PayeeKind.LENDER, payee_id=entry.pk)}
    with pytest.raises(CannotAgree, match="与申请里填写的“建设银行”不一致"):
        agreed(user, particulars=LOAN, **to_lender)
    own = Particulars(loan=Loan("工商银行", "JK2020001", ("张三",), 300_000 * 12))
    assert agreed(user, particulars=own, **to_lender).payee_id == entry.pk


def day(on: date) -> None:
    """The open business date."""
    BusinessDate.objects.update(on=on)


def test_a_period_is_an_own_withdrawal_and_comes_once() -> None:
    """Asked, screened, paid like any other; the same day again does nothing; the next is a month later."""
    user = renter()
    made = agreed(user)
    run = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert run is not None and run.withdrawal is not None
    assert (run.result, run.period, run.fen) == (RunResult.ASKED, "202610", 150_000)
    assert standing.run_agreement(agreement_id=made.pk, at=make.AT) is None
    paid = saver.screened(run.withdrawal)
    assert (paid.status, paid.asked_fen) == (PayoutStatus.PAID, 150_000)
    made.refresh_from_db()
    assert (made.place, made.next_on) == (1, date(2026, 11, 10))
    assert queries.agreements_due(saver.ON) == []
    assert Message.objects.filter(person=user.person, key__startswith="standing_agreed").exists()


def test_periods_that_were_missed_are_made_up_for_one_by_one() -> None:
    """The centre was away from 10 October to 12 December: three rows, each with its own month."""
    user = renter()
    made = agreed(user)
    day(date(2026, 12, 12))
    found = []
    while (run := standing.run_agreement(agreement_id=made.pk, at=make.AT)) is not None:
        found.append((run.period, run.result))
        if run.withdrawal:
            saver.screened(run.withdrawal)
    assert found == [(month, RunResult.ASKED) for month in ("202610", "202611", "202612")]


def test_a_period_pays_what_the_family_limit_leaves_and_then_nothing() -> None:
    """18,000.00 a year: 17,000.00 are used, so 1,000.00 of 1,500.00, and the next period is left out with a message."""
    user = renter()
    saver.asked_and_paid(user, "rent", 1_700_000)
    made = agreed(user)
    first = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert first is not None and (first.result, first.fen) == (RunResult.ASKED, 100_000)
    assert first.withdrawal is not None
    saver.screened(first.withdrawal)
    day(date(2026, 11, 10))
    second = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert second is not None and second.result == RunResult.SKIPPED and "限额" in second.note
    made.refresh_from_db()
    assert made.status == AgreementStatus.ACTIVE
    assert Message.objects.filter(person=user.person, key__startswith="standing_skipped").exists()


def test_no_money_is_no_end() -> None:
    """The account is empty this month; the agreement goes on."""
    user = renter(fen=5_000)
    made = agreed(user)
    run = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert run is not None and (run.result, run.withdrawal) == (RunResult.SKIPPED, None)
    made.refresh_from_db()
    assert (made.status, made.next_on) == (AgreementStatus.ACTIVE, date(2026, 11, 10))


def test_a_sealed_account_ends_it_before_the_next_day_comes() -> None:
    """Found by the daily job although nothing is due."""
    user = renter()
    made = agreed(user, first_on=date(2026, 11, 20))
    PersonalAccount.objects.filter(person=user.person).update(status=PersonalAccountStatus.SEALED, sealed_on=saver.ON)
    assert queries.agreements_to_end(saver.ON) == [made.pk]
    assert standing.run_agreement(agreement_id=made.pk, at=make.AT) is None
    made.refresh_from_db()
    assert made.status == AgreementStatus.STOPPED and "封存" in made.note
    assert not AgreementRun.objects.exists()


def test_a_ban_ends_it_and_the_period_says_so() -> None:
    user = renter()
    made = agreed(user)
    with transaction.atomic():
        deposits.encumber(
            key="ban", person_id=user.person_id, kind=EncumbranceKind.BAN, source="test",
            sentence="限制提取至 2029-10-09。", since=saver.ON, by=None, at=make.AT,
        )  # fmt: skip
    run = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert run is not None and run.result == RunResult.STOPPED and "2029-10-09" in run.note
    assert not Withdrawal.objects.exists()


def test_a_purchase_of_either_of_the_couple_ends_the_rent_and_not_the_repayment() -> None:
    user, wife = renter(), people.qian_qi()
    saver.marry(user, wife)
    saver.saver(wife, 5_000_000, place=2)
    rent = agreed(user)
    repay = agreed(user, reason="repay", particulars=LOAN, asked_fen=200_000)
    saver.ask(wife, "purchase", 1_000_000)
    run = standing.run_agreement(agreement_id=rent.pk, at=make.AT)
    assert run is not None and run.result == RunResult.STOPPED and "购房" in run.note
    again = standing.run_agreement(agreement_id=repay.pk, at=make.AT)
    assert again is not None and again.result == RunResult.ASKED


def test_the_lease_s_last_day_still_pays_and_the_next_period_ends_it() -> None:
    user = renter()
    made = agreed(user, ends_on=saver.ON)
    first = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert first is not None and first.result == RunResult.ASKED
    day(date(2026, 11, 10))
    second = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert second is not None and second.result == RunResult.STOPPED


def test_the_export_of_one_s_own_data_names_agreements_and_periods() -> None:
    user = renter()
    standing.run_agreement(agreement_id=agreed(user).pk, at=make.AT)
    heading, rows = queries.own_data(user.person)
    assert heading == "约定提取"
    assert [(row["每期金额（分）"], len(row["各期情况"])) for row in rows] == [(150_000, 1)]  # type: ignore[arg-type]


def test_the_timed_job_carries_out_what_is_due_and_twice_does_nothing_twice(time_machine: Any) -> None:
    user = renter()
    agreed(user)
    time_machine.move_to(make.AT, tick=False)
    assert (tasks.run_agreements(), tasks.run_agreements()) == (1, 0)
    assert Withdrawal.objects.count() == 1


def test_a_period_waits_until_the_one_before_has_its_money() -> None:
    """Two months are due and the first is not screened yet: the second is not turned away, it waits."""
    user = renter()
    made = agreed(user)
    day(date(2026, 11, 10))
    first = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert first is not None and first.withdrawal is not None
    assert standing.run_agreement(agreement_id=made.pk, at=make.AT) is None
    saver.screened(first.withdrawal)
    second = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert second is not None and (second.period, second.result) == ("202611", RunResult.ASKED)


def test_one_of_a_kind_in_ones_own_name_and_from_today_on() -> None:
    user = renter()
    with pytest.raises(CannotAgree, match="早于今天"):
        agreed(user, first_on=date(2026, 10, 9))
    with pytest.raises(CannotAgree, match="不能约定"):
        agreed(user, reason="purchase", particulars=saver.TOLD["purchase"])
    with pytest.raises(CannotAgree, match="银行卡"):
        agreed(user, payee=PayTo(card_id=0))
    made = agreed(user)
    with pytest.raises(CannotAgree, match="已有同类"):
        agreed(user)
    with pytest.raises(NotTheirs):
        agreed_by_other(user)
    stopped = standing.stop_agreement(agreement_id=made.pk, by=user, at=make.AT)
    assert stopped.status == AgreementStatus.STOPPED
    assert standing.run_agreement(agreement_id=made.pk, at=make.AT) is None
    assert agreed(user).status == AgreementStatus.ACTIVE


def agreed_by_other(user: Any) -> Agreement:
    """Somebody else agrees in 张三's name through the portal."""
    asked = Agreed("rent", user.person_id, 150_000, 1, saver.ON, None, LEASE, PayTo(card_id=saver.card(user).pk))
    return standing.agree(agreed=asked, channel="PORTAL", by=people.qian_qi(), at=make.AT)


def test_a_clerk_neither_makes_nor_ends_an_agreement_of_whom_they_are_near() -> None:
    user, teller = renter(), people.wang_wu()
    made = agreed(user)
    saver.marry(user, teller)
    with pytest.raises(desk.TooNear):
        standing.stop_agreement(agreement_id=made.pk, reason="代办", by=teller, at=make.AT)
    standing.stop_agreement(agreement_id=made.pk, by=user, at=make.AT)
    asked = Agreed("rent", user.person_id, 150_000, 1, saver.ON, None, LEASE, PayTo(card_id=saver.card(user).pk))
    with pytest.raises(desk.TooNear):
        standing.agree(agreed=asked, channel="WINDOW", by=teller, at=make.AT)
    assert not Agreement.objects.filter(status=AgreementStatus.ACTIVE).exists()


def test_the_checks_of_every_period_see_the_clerk_who_made_the_agreement() -> None:
    user, teller = renter(), people.wang_wu()
    asked = Agreed("rent", user.person_id, 150_000, 1, saver.ON, None, LEASE, PayTo(card_id=saver.card(user).pk))
    made = standing.agree(agreed=asked, channel="WINDOW", by=teller, at=make.AT)
    run = standing.run_agreement(agreement_id=made.pk, at=make.AT)
    assert run is not None and run.withdrawal is not None
    found = evidence.facts_of(run.withdrawal, run.withdrawal.case)
    assert [each.person_id for each in found.handlers] == [teller.person_id]


@pytest.mark.django_db(transaction=True)
def test_two_workers_carry_out_a_period_once() -> None:
    """Both claim the same agreement at the same moment."""
    user = renter()
    made = agreed(user)
    start, errors = Barrier(2), []

    def work() -> None:
        try:
            start.wait(10)
            standing.run_agreement(agreement_id=made.pk, at=make.AT)
        except Exception as problem:
            errors.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=work) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    assert not errors
    assert AgreementRun.objects.filter(agreement=made).count() == 1
    assert Withdrawal.objects.count() == 1
