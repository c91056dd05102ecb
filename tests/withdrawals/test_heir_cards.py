"""The corrected card of an heir, the work of two persons; closings of which a part was paid; totals that grew."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseStatus
from tests import make, people
from tests.deposits import savings
from tests.desk import world as desk_world
from tests.withdrawals import ended, saver
from tests.withdrawals.test_closing import GOOD_CARDS, LATER, ask, corrected, granted, heirs, inherit
from tests.withdrawals.test_ended_pages import page, send
from withdrawals import operations
from withdrawals.models import CardCorrection, ClosingShare, Withdrawal
from withdrawals.operations import closing, closing_payments, heir_cards
from withdrawals.queries import closing as queries
from withdrawals.rules.closing import needs_another_look
from withdrawals.states import PayoutStatus
from withdrawals.states.closing import ShareStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


@pytest.fixture
def share(open_day: object) -> ClosingShare:
    """The second of three heirs: their money came back, the others have theirs."""
    found = granted(inherit(ended.sealed(fen=10_000_000), heirs(GOOD_CARDS[0], saver.REFUSED, GOOD_CARDS[2])))
    return queries.shares_of(found)[1]


def typed(share: ClosingShare) -> CardCorrection:
    return heir_cards.type_card(share_id=share.pk, account=GOOD_CARDS[1], by=people.wang_wu(), at=LATER)


def test_what_one_clerk_types_moves_no_money_until_another_person_has_read_the_card(share: ClosingShare) -> None:
    made, teller = typed(share), people.wang_wu()
    share.refresh_from_db()
    assert (share.status, share.orders, share.payee_tail) == (ShareStatus.RETURNED, 1, saver.REFUSED[-4:])
    with pytest.raises(heir_cards.AlreadyTyped):
        typed(share)
    with pytest.raises(heir_cards.SamePerson):
        heir_cards.confirm_card(correction_id=made.pk, account=GOOD_CARDS[1], by=teller, at=LATER)
    with pytest.raises(closing_payments.BadPayee):
        closing_payments.pay_share_again(share_id=share.pk, account=GOOD_CARDS[1], by=teller, at=LATER)
    with pytest.raises(heir_cards.Differs):
        heir_cards.confirm_card(correction_id=made.pk, account=GOOD_CARDS[2], by=people.zhao_liu(), at=LATER)
    heir_cards.confirm_card(correction_id=made.pk, account=GOOD_CARDS[1], by=people.zhao_liu(), at=LATER)
    saver.follow(LATER)
    share.refresh_from_db()
    assert (share.status, share.payee_tail) == (ShareStatus.PAID, GOOD_CARDS[1][-4:])
    with pytest.raises(closing_payments.NotReturned):
        heir_cards.confirm_card(correction_id=made.pk, account=GOOD_CARDS[1], by=people.zhao_liu(), at=LATER)


def test_a_card_that_is_refused_is_typed_anew(share: ClosingShare) -> None:
    made = typed(share)
    with pytest.raises(heir_cards.NoReason):
        heir_cards.refuse_card(correction_id=made.pk, reason=" ", by=people.zhao_liu(), at=LATER)
    heir_cards.refuse_card(correction_id=made.pk, reason="户名不是本人", by=people.zhao_liu(), at=LATER)
    typed(share)
    share.refresh_from_db()
    assert (share.status, share.note) == (ShareStatus.RETURNED, "户名不是本人")


def test_the_database_knows_that_two_persons_are_two(share: ClosingShare) -> None:
    made = typed(share)
    facts = {"status": "CONFIRMED", "decided_by": made.made_by, "decided_at": LATER}
    with pytest.raises(IntegrityError), transaction.atomic():
        CardCorrection.objects.filter(pk=made.pk).update(decided_by_person=made.made_by_person, **facts)


def test_nobody_near_an_heir_confirms_their_card(share: ClosingShare) -> None:
    made, reviewer = typed(share), people.zhao_liu()
    ClosingShare.objects.filter(pk=share.pk).update(person=reviewer.person_id)
    with pytest.raises(desk.TooNear):
        heir_cards.confirm_card(correction_id=made.pk, account=GOOD_CARDS[1], by=reviewer, at=LATER)


def test_the_pages_lead_the_second_person_there(share: ClosingShare, time_machine: object) -> None:
    time_machine.move_to(LATER, tick=False)  # type: ignore[attr-defined]
    teller, reviewer, case = people.wang_wu(), people.zhao_liu(), share.withdrawal.case_id
    send(teller, "counter_closing_card", share.pk, account=GOOD_CARDS[1])
    made = CardCorrection.objects.get()
    assert "待另一人复核" in page(teller, "counter_closing", case)
    assert share.withdrawal.case.number in page(reviewer, "counter_withdrawals", query="?tab=cards")
    assert "尾号 0029" in page(reviewer, "counter_heir_card", made.pk)
    assert "复核，付款" in page(reviewer, "counter_closing", case)
    send(reviewer, "counter_heir_card_refuse", made.pk, reason="看不清卡号")
    send(teller, "counter_closing_card", share.pk, account=GOOD_CARDS[1])
    newest = CardCorrection.objects.latest("pk")
    send(reviewer, "counter_heir_card", newest.pk, account=GOOD_CARDS[1])
    share.refresh_from_db()
    assert share.status == ShareStatus.ORDERED


# --- a part was paid


def test_what_came_back_stays_on_the_account_and_the_case_ends_with_what_was_paid(
    share: ClosingShare, time_machine: object
) -> None:
    time_machine.move_to(LATER, tick=False)  # type: ignore[attr-defined]
    found, teller = Withdrawal.objects.get(pk=share.withdrawal_id), people.wang_wu()
    with pytest.raises(desk.NoReason):
        closing.leave_rest(case_id=found.case_id, reason=" ", by=teller, at=LATER)
    assert "按已付部分办结" in page(teller, "counter_closing", found.case_id)
    send(teller, "counter_closing_leave_rest", found.case_id, reason="继承人失联")
    found.refresh_from_db()
    found.case.refresh_from_db()
    assert (found.status, found.case.status, found.asked_fen) == (PayoutStatus.PAID, CaseStatus.DONE, 7_531_562)
    account = PersonalAccount.objects.get(pk=found.account_id)
    assert (account.status, ended.balance(account)) == (PersonalAccountStatus.SEALED, (2_510_521, 0))
    with pytest.raises(closing.NotWaiting):
        closing.leave_rest(case_id=found.case_id, reason="再来", by=teller, at=LATER)
    assert [each.status for each in queries.shares_of(found)] == ["PAID", "DROPPED", "PAID"]


def test_with_nobody_paid_or_a_payment_under_way_there_is_no_rest(share: ClosingShare) -> None:
    corrected(share, saver.SLOW)
    saver.follow(LATER)
    with pytest.raises(closing.MoneyUnderWay):
        closing.leave_rest(case_id=share.withdrawal.case_id, reason="不付了", by=people.wang_wu(), at=LATER)


def test_an_owner_s_own_closing_has_no_rest_to_leave() -> None:
    user = people.zhang_san()
    ended.of(user, fen=1_800_000)
    found = saver.screened(ask(user, card=saver.REFUSED))
    desk.take(case_id=found.case_id, by=people.wang_wu(), at=LATER)
    with pytest.raises(closing.NothingPaid):
        closing.leave_rest(case_id=found.case_id, reason="不付了", by=people.wang_wu(), at=LATER)


# --- a total that grew


@pytest.mark.parametrize(
    ("principal", "given", "needed", "automatic", "again"),
    [
        (10_000_000, 1, 2, False, False),  # as reviewed, whatever the levels
        (10_000_001, 1, 1, False, False),  # more, but the same persons decide of it
        (10_000_001, 1, 2, False, True),
        (10_000_001, 0, 1, True, True),
        (10_000_001, 0, 0, True, False),
    ],
)
def test_more_principal_and_more_persons_to_decide_is_another_look(
    principal: int, given: int, needed: int, automatic: bool, again: bool
) -> None:
    found = needs_another_look(
        principal_fen=principal,
        reviewed_fen=10_000_000,
        levels_given=given,
        levels_needed=needed,
        is_automatic=automatic,
    )
    assert found is again


def test_a_balance_that_grew_past_the_reviewed_level_is_reviewed_again_and_then_paid() -> None:
    account = ended.sealed(fen=10_000_000)
    found = inherit(account, heirs(*GOOD_CARDS))
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    savings.book(account, [(ended.SINCE, 10_000_000), (saver.ON, 100)])
    desk.review(case_id=found.case_id, decision="APPROVE", by=desk_world.rank(people.zhao_liu(), grade=3), at=make.AT)
    saver.follow()
    case = Case.objects.get(pk=found.case_id)
    assert (case.status, case.levels, case.amount_fen) == (CaseStatus.IN_REVIEW, 2, 10_000_100)
    found.refresh_from_db()
    assert (found.status, ended.balance(account)) == (PayoutStatus.HELD, (10_000_100, 10_000_000))
    first, second = desk_world.rank(people.zhao_liu(), grade=3), desk_world.rank(people.han_shiyi(), grade=4)
    desk.review(case_id=found.case_id, decision="APPROVE", by=first, at=LATER)
    desk.review(case_id=found.case_id, decision="APPROVE", by=second, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, ended.balance(account)) == (PayoutStatus.PAID, (0, 0))


def test_one_that_decided_itself_goes_to_a_clerk_once_it_has_outgrown_the_limit() -> None:
    user = people.zhang_san()
    account = ended.of(user, fen=1_800_000)
    found = ask(user)
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    savings.book(account, [(ended.SINCE, 1_800_000), (saver.ON, 20_000_000)])
    saver.follow()
    case = Case.objects.get(pk=found.case_id)
    assert (case.status, case.is_automatic, case.owner) == (CaseStatus.ACCEPTED, False, None)
    found.refresh_from_db()
    assert found.status == PayoutStatus.HELD
