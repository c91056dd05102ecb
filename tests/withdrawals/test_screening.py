"""Screening: registers that are down, differ or know nothing; tasks that find their work in rows."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import transaction

from accounts import operations as accounts
from accounts.models import Person, User
from common import identity
from deposits.models import PersonalAccount
from desk import operations as desk
from desk.models import RegisterAnswer
from desk.states.cases import CaseStatus
from desk.states.registers import AnswerStatus
from risk import operations as risk
from risk import queries as risk_queries
from risk.operations import cases
from tests import make, people
from tests.withdrawals import saver
from withdrawals import operations, queries, tasks
from withdrawals.models import Withdrawal
from withdrawals.operations import screening
from withdrawals.states import PayoutStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LATER = make.AT + timedelta(minutes=30)
DOWN, DIFFERS, NOTHING = "90", "93", "94"


def somebody(behaviour: str) -> User:
    """张三 with a number to which the sandbox registers behave in a way."""
    user = people.zhang_san()
    first = f"22040219860512{behaviour}1"
    number = first + identity.citizen_check_digit(first)
    person = Person.objects.get(pk=user.person_id)
    person.document_number = number
    person.save(update_fields=["document_number"])
    saver.saver(user)
    return User.objects.get(pk=user.pk)


def answers(found: Withdrawal) -> set[str]:
    """How the registers have answered."""
    return set(RegisterAnswer.objects.filter(case=found.case_id).values_list("status", flat=True))


def test_a_register_that_is_down_holds_nothing_up_for_good() -> None:
    user = somebody(DOWN)
    found = saver.screened(saver.ask(user, "hardship", 900_000))
    assert answers(found) == {AnswerStatus.DOWN}
    assert (found.case.status, found.screened_at) == (CaseStatus.SUBMITTED, None)
    assert list(queries.to_screen()) == [found]
    Person.objects.filter(pk=user.person_id).update(name="张三")
    row = RegisterAnswer.objects.get(case=found.case_id)
    row.question = row.question.replace(user.person.document_number, people.DOCUMENTS["张三"][0])
    row.save(update_fields=["question"])
    desk.ask_waiting(at=LATER)
    saver.screened(found, LATER)
    assert (found.status, found.case.is_automatic) == (PayoutStatus.PAID, True)


def test_a_register_that_says_otherwise_stops_it_until_a_person_has_looked() -> None:
    user, teller = somebody(DIFFERS), people.wang_wu()
    found = saver.screened(saver.ask(user, "repay", 900_000))
    assert found.case.status == CaseStatus.SUBMITTED
    assert [each.code for each in risk_queries.standing(found.case.number).findings] == ["F02"]
    assert found.status == PayoutStatus.HELD
    desk.take(case_id=found.case_id, by=teller, at=LATER)
    row = RegisterAnswer.objects.get(case=found.case_id)
    desk.settle_register(answer_id=row.pk, paper_holds=True, reason="银行系统未更新，已看原件", by=teller, at=LATER)
    operations.screen_again(case_id=found.case_id, by=teller, at=LATER)
    risk.clear_case(case=found.case.number, reason="已核对原件", by=people.jiang_shier(), at=LATER)
    with transaction.atomic():
        desk.accept(case_id=found.case_id, by=teller, at=LATER)
        desk.send_to_review(case_id=found.case_id, by=teller, at=LATER)
    found.case.refresh_from_db()
    assert found.case.status == CaseStatus.IN_REVIEW


def test_a_register_that_knows_nothing_stops_it_too() -> None:
    found = saver.screened(saver.ask(somebody(NOTHING), "purchase", 900_000))
    finding = risk_queries.standing(found.case.number).findings[0]
    assert finding.code == "F02"
    assert "没有查到记录" in finding.sentence


def test_the_tasks_find_what_lost_messages_left_behind() -> None:
    found = saver.ask(somebody("12"), "hardship", 900_000)
    with time_machine.travel(make.AT, tick=False):
        assert tasks.screen_waiting() == 1
        assert tasks.screen_waiting() == 0
        assert tasks.follow_risk() >= 1
        assert tasks.follow_cases() == 1
        assert tasks.follow_cases() == 0
    saver.follow()
    with time_machine.travel(make.AT, tick=False):
        assert tasks.follow_payments() == 0
        assert tasks.stamp_messages() == 0
        tasks.screen(withdrawal_id=found.pk)
    found.refresh_from_db()
    assert found.status == PayoutStatus.PAID


def test_a_corrected_card_that_others_share_waits_for_the_checks_and_leaves_by_itself() -> None:
    user, number = somebody("12"), "6217000000000777"
    saver.card(user, saver.REFUSED)
    found = saver.screened(saver.ask(user, "hardship", 900_000, card=saver.REFUSED))
    another = people.qian_qi()
    saver.saver(another, place=2)
    saver.card(another, number)
    saver.ask(another, "hardship", 100, card=number)
    shared = operations.PayTo(card_id=saver.card(user, number).pk)
    operations.pay_again(case_id=found.case_id, to=shared, by=user, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.note) == (PayoutStatus.HELD, "风险核查还没有放行，暂不付款。")
    assert list(queries.to_order()) == [found]
    with pytest.raises(operations.Waits):
        operations.order_waiting(withdrawal_id=found.pk, at=LATER)
    risk.clear_case(case=found.case.number, reason="母女共用一张卡", by=people.jiang_shier(), at=LATER)
    operations.order_waiting(withdrawal_id=found.pk, at=LATER)
    operations.order_waiting(withdrawal_id=found.pk, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.orders) == (PayoutStatus.PAID, 2)


def test_screening_is_not_asked_for_what_is_decided() -> None:
    found = saver.screened(saver.ask(somebody("12"), "hardship", 900_000))
    paid_at: datetime | None = found.settled_at
    operations.screen(withdrawal_id=found.pk, at=LATER)
    found.refresh_from_db()
    assert found.settled_at == paid_at


def listed(number: str) -> None:
    """A card on the list of those that intermediaries used: a person looks at whoever is paid there (L04)."""
    given = {"source": "核查中发现", "reason": "中介收款", "since": saver.ON, "until": None}
    risk.add_entry(kind="CARD", value=number, by=people.jiang_shier(), at=make.AT, **given)


def test_a_corrected_card_on_a_list_waits_though_it_only_asks_for_review() -> None:
    """Approved by itself: nobody has seen the finding, so a person of the fraud checks looks before money goes."""
    user, number = somebody("12"), "6217000000000778"
    saver.card(user, saver.REFUSED)
    found = saver.screened(saver.ask(user, "hardship", 900_000, card=saver.REFUSED))
    listed(number)
    operations.pay_again(
        case_id=found.case_id, to=operations.PayTo(card_id=saver.card(user, number).pk), by=user, at=LATER
    )
    saver.follow(LATER)
    found.refresh_from_db()
    assert risk_queries.standing(found.case.number).status == "REVIEW"
    assert (found.status, found.orders) == (PayoutStatus.HELD, 1)
    risk.clear_case(case=found.case.number, reason="本人旧卡", by=people.jiang_shier(), at=LATER)
    operations.order_waiting(withdrawal_id=found.pk, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert found.status == PayoutStatus.PAID


def test_a_payment_that_waits_for_the_checks_takes_another_card_or_is_given_up() -> None:
    user, number = somebody("12"), "6217000000000778"
    saver.card(user, saver.REFUSED)
    found = saver.screened(saver.ask(user, "hardship", 900_000, card=saver.REFUSED))
    listed(number)
    bad = operations.PayTo(card_id=saver.card(user, number).pk)
    good = operations.PayTo(card_id=saver.card(user).pk)
    for to in (bad, good):
        operations.pay_again(case_id=found.case_id, to=to, by=user, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.orders, found.payee_tail) == (PayoutStatus.PAID, 2, saver.GOOD[-4:])
    other = saver.screened(saver.ask(user, "repay", 900_000, card=saver.REFUSED))
    operations.pay_again(case_id=other.case_id, to=bad, by=user, at=LATER)
    operations.give_up(case_id=other.case_id, reason="不再提取", by=user, at=LATER)
    other.refresh_from_db()
    other.case.refresh_from_db()
    assert (other.status, other.case.status) == (PayoutStatus.RELEASED, CaseStatus.VOID)
    assert saver.balance(other.account) == (4_100_000, 0)


def test_news_of_a_paid_for_house_after_the_approval_is_looked_at_before_the_money_goes() -> None:
    """Reviewed and approved while nothing was found; a finding that asks for review came since."""
    user = somebody("12")
    found = saver.ask(user, "hardship", 900_000)
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    listed(saver.GOOD)
    with transaction.atomic():
        again = risk.rescreen(case=found.case.number, cause="名单更新", at=LATER)
        assert again is not None
        risk.run(screening_id=again.pk, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.orders, found.note) == (PayoutStatus.HELD, 0, "风险核查还没有放行，暂不付款。")
    with pytest.raises(operations.NotReturned):
        operations.give_up(case_id=found.case_id, reason="不再提取", by=user, at=LATER)
    risk.clear_case(case=found.case.number, reason="已核实", by=people.jiang_shier(), at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert found.status == PayoutStatus.PAID


def test_a_tip_that_is_looked_into_keeps_an_application_from_its_reviewers() -> None:
    """No rule found anything: the risk case alone holds it, until it is dismissed."""
    found = saver.ask(somebody("12"), "hardship", 900_000)
    with transaction.atomic():
        screening.run_checks(found, at=make.AT)
    tip = {"title": "举报中介代办", "about": found.case.number, "text": "来信举报"}
    cases.open_by_hand(by=people.shen_shisi(), at=make.AT, **tip)
    saver.screened(found, LATER)
    assert (found.case.status, found.status) == (CaseStatus.ACCEPTED, PayoutStatus.HELD)
    assert "风险核查暂停" in operations.unready(found.case)


def test_an_old_account_that_a_small_employer_took_up_last_month_is_newly_enrolled() -> None:
    user = somebody("12")
    account = PersonalAccount.objects.get(person=user.person_id)
    taken_up = make.AT - timedelta(days=30)
    account.events.create(action="unseal", before="02", after="01", by=None, at=taken_up)
    found = saver.screened(saver.ask(user, "hardship", 900_000))
    assert [each.code for each in risk_queries.standing(found.case.number).findings] == ["F14"]


def test_a_card_unbound_since_gets_no_money_until_another_is_named() -> None:
    user = somebody("12")
    first = saver.card(user)
    found = saver.ask(user, "hardship", 900_000)
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    accounts.unbind_card(card_id=first.pk, by=user, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.note) == (PayoutStatus.HELD, "收款账户已解绑或停用，暂不付款，请更正收款账户。")
    other = saver.card(user, "6217000000000002")
    operations.pay_again(case_id=found.case_id, to=operations.PayTo(card_id=other.pk), by=user, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.payee_tail, found.orders) == (PayoutStatus.PAID, "0002", 1)


def test_a_new_entry_on_a_list_stops_what_is_granted_and_leaves_what_is_paid_alone() -> None:
    user = somebody("12")
    paid = saver.screened(saver.ask(user, "hardship", 900_000))
    found = saver.ask(user, "repay", 900_000)
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    found.case.refresh_from_db()
    assert found.case.status == CaseStatus.APPROVED
    listed(saver.GOOD)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, found.orders) == (PayoutStatus.HELD, 0)
    assert [each.code for each in risk_queries.standing(found.case.number).findings] == ["L04"]
    assert risk_queries.latest(paid.case.number).number == 1  # type: ignore[union-attr]
    risk.clear_case(case=found.case.number, reason="本人旧卡", by=people.jiang_shier(), at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert found.status == PayoutStatus.PAID
