"""Accounts that end: interest to the day before, everything in the way, money that comes back, heirs with shares."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Person
from bank.models import PaymentOrder
from bank.operations import payments as bank_payments
from common.states import lock
from deposits import operations as deposits
from deposits.models import PersonalAccount
from deposits.states import EncumbranceKind, PersonalAccountStatus
from desk import operations as desk
from desk.models import Requirement
from desk.states.cases import CaseStatus
from ledger.models import Account, Entry, Journal
from ledger.states import Reason
from risk import operations as checks
from risk import queries as risk
from risk.models import Link
from tests import make, people
from tests.desk import world as desk_world
from tests.withdrawals import ended, saver
from withdrawals import operations, tasks
from withdrawals.models import ClosingShare, Withdrawal
from withdrawals.operations import Application, PayTo, closing, closing_payments, heir_cards, inheriting
from withdrawals.operations.closing_payments import BadPayee, NotReturned
from withdrawals.operations.inheriting import BadHeirs, Death, Heir
from withdrawals.queries import closing as queries
from withdrawals.rules.particulars import Particulars
from withdrawals.states import PayoutStatus
from withdrawals.states.closing import Inheritance, ShareStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LATER = make.AT + timedelta(hours=1)
LEFT = {"standing": "停止缴费"}


def ask(user: Any, reason: str = "left", told: dict[str, str] | None = None, card: str = saver.GOOD) -> Withdrawal:
    """The whole balance asked for through the portal."""
    account = PersonalAccount.objects.get(person=user.person_id, closed_on=None)
    application = Application(
        reason=reason,
        person_id=user.person_id,
        amount_fen=ended.balance(account)[0],
        particulars=Particulars(closing=told or LEFT),
        payee=PayTo(card_id=saver.card(user, card).pk),
    )
    return operations.apply(application=application, channel="PORTAL", by=user, at=make.AT)


def test_who_left_work_has_all_of_it_with_interest_and_the_account_is_closed() -> None:
    """18,000.00 since 1 July: 101 days at 1.5 % / 360 are 75.75; granted and paid on the spot."""
    user = people.zhang_san()
    account = ended.of(user, fen=1_800_000)
    found = saver.screened(ask(user))
    assert found.case.status == CaseStatus.DONE, found.note
    assert (found.status, found.asked_fen, found.interest_fen) == (PayoutStatus.PAID, 1_807_575, 7_575)
    account.refresh_from_db()
    assert (account.status, account.closed_on) == (PersonalAccountStatus.WITHDRAWN, saver.ON)
    assert ended.balance(account) == (0, 0)
    journal = Journal.objects.get(reason=Reason.CLOSING_WITHDRAWAL)
    assert sorted(Entry.objects.filter(journal=journal).values_list("debit_fen", "credit_fen")) == [
        (0, 1_807_575),
        (1_807_575, 0),
    ]


def test_all_is_asked_and_no_contribution_may_run() -> None:
    """Not sealed: refused; sealed five months: refused with the day from which it may."""
    user = people.zhang_san()
    account = ended.of(user)
    PersonalAccount.objects.filter(pk=account.pk).update(sealed_on=date(2026, 4, 11))
    with pytest.raises(operations.NotAllowed, match="2026-10-11"):
        ask(user)
    PersonalAccount.objects.filter(pk=account.pk).update(status=PersonalAccountStatus.NORMAL, sealed_on=None)
    with pytest.raises(operations.NotAllowed, match="封存"):
        ask(user)
    assert ended.balance(account) == (10_000_000, 0)


def test_who_retires_has_reached_the_age_or_has_an_approval() -> None:
    """Born on 10 June 1966: 60 years and 5 months, so November 2026; a month early with an approval only."""
    user = people.zhang_san()
    ended.of(user, fen=500_000)
    Person.objects.filter(pk=user.person_id).update(birth_on=date(1966, 6, 10))
    with pytest.raises(operations.NotAllowed, match="60 周岁 5 个月"):
        ask(user, "retire", {"standing": "离退休"})
    found = saver.screened(ask(user, "retire", {"standing": "离退休", "approved_on": "2026-09-01"}))
    assert found.case.status == CaseStatus.DONE


def test_a_paper_that_does_not_fit_what_was_paid_is_looked_at_by_a_person() -> None:
    """Retired in January by the paper, and contributions until March: F17 stops it, nothing is refused by itself."""
    user = people.zhang_san()
    account = ended.of(user, fen=500_000)
    Person.objects.filter(pk=user.person_id).update(birth_on=date(1966, 12, 10))
    found = saver.screened(ask(user, "retire", {"standing": "离退休", "approved_on": "2026-01-15"}))
    assert (found.status, found.case.status) == (PayoutStatus.HELD, CaseStatus.ACCEPTED)
    assert [each.code for each in risk.standing(found.case.number).findings] == ["F17"]
    assert ended.balance(account) == (500_000, 500_000)


def test_two_windows_cannot_take_the_same_account_for_two_sets_of_heirs() -> None:
    """Whoever comes second finds the balance held."""
    account = ended.sealed(fen=10_000_000)
    inherit(account, heirs(*GOOD_CARDS))
    with pytest.raises(closing.CannotClose):
        inherit(account, [Heir("冯强", ended.heir_number(8), "子女", 1, 1, GOOD_CARDS[0])])
    assert Withdrawal.objects.count() == 1


@pytest.mark.parametrize("kind", [EncumbranceKind.LOAN, EncumbranceKind.BAN, EncumbranceKind.OTHER])
def test_what_lies_on_the_account_stands_in_the_way(kind: str) -> None:
    """A loan is paid first; a ban and a notice forbid."""
    user = people.zhang_san()
    ended.of(user)
    _lay(user.person_id, kind)
    with pytest.raises(operations.NotAllowed, match="有一笔"):
        ask(user)


def _lay(person_id: int, kind: str) -> None:
    with transaction.atomic():
        deposits.encumber(
            key="test",
            person_id=person_id,
            kind=EncumbranceKind(kind),
            source="test",
            sentence="有一笔贷款没有还清。",
            since=date(2026, 10, 1),
            by=None,
            at=make.AT,
        )


def test_what_comes_in_between_is_written_on_the_case_and_tried_again() -> None:
    """Taken up again by an employer after the application: not carried out, nothing else happens, then it is."""
    user, teller = people.zhang_san(), people.wang_wu()
    account = ended.of(user, fen=1_800_000)
    found = ask(user)
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    PersonalAccount.objects.filter(pk=account.pk).update(status=PersonalAccountStatus.NORMAL, sealed_on=None)
    saver.follow()
    found.refresh_from_db()
    found.case.refresh_from_db()
    assert (found.status, found.case.status) == (PayoutStatus.HELD, CaseStatus.IN_EXECUTION)
    assert ended.balance(account) == (1_800_000, 1_800_000)
    desk.take(case_id=found.case_id, by=teller, at=LATER)
    assert not closing.try_again(case_id=found.case_id, by=teller, at=LATER)
    PersonalAccount.objects.filter(pk=account.pk).update(
        status=PersonalAccountStatus.SEALED, sealed_on=date(2026, 3, 31)
    )
    assert closing.try_again(case_id=found.case_id, by=teller, at=LATER)
    with pytest.raises(closing.NotWaiting):
        closing.try_again(case_id=found.case_id, by=teller, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert found.status == PayoutStatus.PAID


def test_one_that_cannot_be_carried_out_is_given_up_and_the_money_is_free() -> None:
    user, teller = people.zhang_san(), people.wang_wu()
    account = ended.of(user, fen=1_800_000)
    found = ask(user)
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    PersonalAccount.objects.filter(pk=account.pk).update(status=PersonalAccountStatus.NORMAL, sealed_on=None)
    saver.follow()
    desk.take(case_id=found.case_id, by=teller, at=LATER)
    closing.give_up(case_id=found.case_id, reason="已重新就业", by=teller, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    found.case.refresh_from_db()
    assert (found.status, found.case.status) == (PayoutStatus.RELEASED, CaseStatus.VOID)
    links = Link.objects.filter(case=found.case.number)
    assert links.exists() and not links.filter(is_live=True).exists()
    assert ended.balance(account) == (1_800_000, 0)


def test_a_payment_that_comes_back_is_paid_again_to_another_card_of_ones_own() -> None:
    """The hold stays, the account stays open until the money is there."""
    user = people.zhang_san()
    account = ended.of(user, fen=1_800_000)
    found = saver.screened(ask(user, card=saver.REFUSED))
    share = queries.shares_of(found)[0]
    assert (found.status, share.status, share.note) == (PayoutStatus.RETURNED, ShareStatus.RETURNED, "收款账号不存在")
    assert ended.balance(account) == (1_807_575, 1_807_575)
    again = {"share_id": share.pk, "by": user, "at": LATER}
    with pytest.raises(BadPayee):
        closing_payments.pay_share_again(account="6222020000000000000", **again)
    with pytest.raises(operations.NotReturned):
        operations.pay_again(case_id=found.case_id, to=PayTo(card_id=saver.card(user).pk), by=user, at=LATER)
    closing_payments.pay_share_again(account=saver.GOOD, **again)
    with pytest.raises(NotReturned):
        closing_payments.pay_share_again(account=saver.GOOD, **again)
    saver.follow(LATER)
    found.refresh_from_db()
    found.case.refresh_from_db()
    assert (found.status, found.case.status) == (PayoutStatus.PAID, CaseStatus.DONE)
    assert ended.balance(account) == (0, 0)


def test_a_colleague_corrects_their_own_card_as_its_owner_and_not_from_behind_the_counter() -> None:
    """The same person behind both doors: as staff they are too near, as a depositor it is their own."""
    owner = people.zhang_san()
    ended.of(owner, fen=1_800_000)
    found = saver.screened(ask(owner, card=saver.REFUSED))
    teller = people.also_teller("张三")
    share = queries.shares_of(found)[0]
    with pytest.raises(desk.TooNear):
        closing_payments.pay_share_again(share_id=share.pk, account=saver.GOOD, by=teller, at=LATER)
    closing_payments.pay_share_again(share_id=share.pk, account=saver.GOOD, by=owner, at=LATER)


def test_money_that_comes_back_after_the_account_was_closed_waits_under_219_and_is_paid_anew() -> None:
    user = people.zhang_san()
    account = ended.of(user, fen=1_800_000)
    found = saver.screened(ask(user))
    order = PaymentOrder.objects.get()
    with transaction.atomic():
        bank_payments.return_late(
            lock(PaymentOrder, order.pk), value_on=saver.ON, on=saver.ON, by=people.sun_ba(), at=LATER
        )
    saver.follow(LATER)
    found.refresh_from_db()
    share = queries.shares_of(found)[0]
    assert (found.status, share.status) == (PayoutStatus.CAME_BACK, ShareStatus.LATE)
    waiting = Account.objects.get(code=f"219-closing-{share.pk}")
    assert waiting.balance_fen == 1_807_575
    closing_payments.pay_share_again(share_id=share.pk, account=saver.GOOD, by=user, at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    waiting.refresh_from_db()
    assert (found.status, waiting.balance_fen, waiting.held_fen) == (PayoutStatus.PAID, 0, 0)
    account.refresh_from_db()
    assert account.status == PersonalAccountStatus.WITHDRAWN


def locks_of(asked: CaptureQueriesContext) -> list[str]:
    """The tables whose rows were locked, each once, in the order in which it was first locked."""
    said = [each["sql"] for each in asked.captured_queries]
    tables = [each.split(' FROM "')[1].split('"')[0] for each in said if " FOR NO KEY UPDATE" in each]
    return list(dict.fromkeys(tables))


def test_the_counter_and_the_bank_lock_the_account_before_the_withdrawal_and_its_case() -> None:
    """Turned round, a clerk's click and the bank's news at the same moment would wait for each other for ever."""
    user, teller = people.zhang_san(), people.wang_wu()
    ended.of(user, fen=1_800_000)
    found = saver.screened(ask(user, card=saver.REFUSED))
    share = queries.shares_of(found)[0]
    acts = [
        partial(closing.try_again, case_id=found.case_id),
        partial(closing_payments.pay_share_again, share_id=share.pk, account="1"),
        partial(closing.give_up, case_id=found.case_id, reason="不要了"),
    ]
    for act in acts:
        with CaptureQueriesContext(connection) as asked, suppress(closing.NotWaiting, BadPayee):
            act(by=teller, at=LATER)
        assert locks_of(asked)[:3] == ["deposits_personalaccount", "withdrawals_withdrawal", "desk_case"]


def listed(number: str) -> None:
    """A card that intermediaries used: a person looks at whoever is paid there (L04)."""
    given = {"source": "核查中发现", "reason": "中介收款", "since": saver.ON, "until": None}
    checks.add_entry(kind="CARD", value=number, by=people.jiang_shier(), at=make.AT, **given)


def test_a_corrected_card_that_the_checks_hold_leaves_its_trace_and_can_be_cleared_or_changed() -> None:
    """What they found is kept, no card is tried in silence; cleared, the money leaves by itself."""
    user, number = people.zhang_san(), "6217000000000778"
    account = ended.of(user, fen=1_800_000)
    found = saver.screened(ask(user, card=saver.REFUSED))
    share = queries.shares_of(found)[0]
    saver.card(user, number)
    listed(number)
    for _time in range(2):
        closing_payments.pay_share_again(share_id=share.pk, account=number, by=user, at=LATER)
    share.refresh_from_db()
    assert (share.status, share.payee_tail, share.note) == ("WAITING", "0778", "风险核查还没有放行，暂不付款。")
    assert [each.code for each in risk.standing(found.case.number).findings] == ["L04"]
    assert ended.balance(account) == (1_807_575, 1_807_575)
    with time_machine.travel(LATER, tick=False):
        tasks.follow_payments()
        assert list(queries.shares_to_order()) == [share]
        checks.clear_case(case=found.case.number, reason="本人旧卡", by=people.jiang_shier(), at=LATER)
        tasks.follow_payments()
    saver.follow(LATER)
    found.refresh_from_db()
    assert (found.status, ended.balance(account)) == (PayoutStatus.PAID, (0, 0))


def test_a_closing_that_waited_is_not_carried_out_while_the_checks_hold_it() -> None:
    user, teller = people.zhang_san(), people.wang_wu()
    account = ended.of(user, fen=1_800_000)
    found = ask(user)
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    PersonalAccount.objects.filter(pk=account.pk).update(status=PersonalAccountStatus.NORMAL, sealed_on=None)
    saver.follow()
    PersonalAccount.objects.filter(pk=account.pk).update(status=PersonalAccountStatus.SEALED, sealed_on=saver.ON)
    listed(saver.GOOD)
    with transaction.atomic():
        again = checks.rescreen(case=found.case.number, cause="名单更新", at=LATER)
        assert again is not None
        checks.run(screening_id=again.pk, at=LATER)
    desk.take(case_id=found.case_id, by=teller, at=LATER)
    with pytest.raises(operations.Waits, match="风险核查"):
        closing.try_again(case_id=found.case_id, by=teller, at=LATER)


# --- heirs


def heirs(*cards: str) -> list[Heir]:
    """Widow with a half, two children with a quarter each."""
    parts = [("刘芳", "配偶", 1, 2), ("储明", "子女", 1, 4), ("储亮", "子女", 1, 4)]
    return [
        Heir(name, ended.heir_number(place), relation, part, whole, card)
        for place, ((name, relation, part, whole), card) in enumerate(zip(parts, cards, strict=True))
    ]


DEATH = Death(date(2026, 8, 2), "辽源死证2026-118", Inheritance.NOTARY, "（2026）吉辽证字第77号")
GOOD_CARDS = ("6217000000000011", "6217000000000029", "6217000000000037")


def inherit(account: PersonalAccount, given: list[Heir], death: Death = DEATH) -> Withdrawal:
    """Asked for at the window, papers in hand."""
    return inheriting.apply_inheritance(
        account_id=account.pk, death=death, heirs=given, by=people.wang_wu(), at=make.AT, papers_seen=True
    )


def granted(found: Withdrawal) -> Withdrawal:
    """Screened, reviewed and carried out."""
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    found.case.refresh_from_db()
    assert found.case.status == CaseStatus.IN_REVIEW
    reviewers = [desk_world.rank(people.zhao_liu(), grade=3), desk_world.rank(people.han_shiyi(), grade=4)]
    for reviewer in reviewers[: found.case.levels]:
        desk.review(case_id=found.case_id, decision="APPROVE", by=reviewer, at=make.AT)
    saver.follow()
    found.refresh_from_db()
    found.case.refresh_from_db()
    return found


def corrected(share: ClosingShare, number: str) -> None:
    """Another card of an heir, typed by the teller and read from the card by the reviewer."""
    typed = heir_cards.type_card(share_id=share.pk, account=number, by=people.wang_wu(), at=LATER)
    heir_cards.confirm_card(correction_id=typed.pk, account=number, by=people.zhao_liu(), at=LATER)


def test_heirs_have_their_shares_to_the_fen_and_each_is_paid_on_their_own_card() -> None:
    """100,000.00 + 420.83: 50,210.41 and twice 25,105.21."""
    account = ended.sealed(fen=10_000_000)
    found = granted(inherit(account, heirs(*GOOD_CARDS)))
    assert [each.fen for each in queries.shares_of(found)] == [5_021_041, 2_510_521, 2_510_521]
    assert (found.status, found.case.status) == (PayoutStatus.PAID, CaseStatus.DONE)
    account.refresh_from_db()
    assert account.status == PersonalAccountStatus.WITHDRAWN
    paid = PaymentOrder.objects.order_by("id").values_list("payee_name", "payee_tail", "amount_fen")
    assert list(paid) == [("刘芳", "0011", 5_021_041), ("储明", "0029", 2_510_521), ("储亮", "0037", 2_510_521)]


def test_one_heirs_money_comes_back_and_the_others_have_theirs() -> None:
    """The account stays open with the returned part held, until that heir's card is put right at the window."""
    account = ended.sealed(fen=10_000_000)
    found = granted(inherit(account, heirs(GOOD_CARDS[0], saver.REFUSED, GOOD_CARDS[2])))
    shares = queries.shares_of(found)
    assert [each.status for each in shares] == [ShareStatus.PAID, ShareStatus.RETURNED, ShareStatus.PAID]
    assert (found.status, found.case.status) == (PayoutStatus.RETURNED, CaseStatus.IN_EXECUTION)
    assert ended.balance(account) == (2_510_521, 2_510_521)
    teller = people.wang_wu()
    with pytest.raises(closing.MoneyUnderWay):
        closing.give_up(case_id=found.case_id, reason="不要了", by=teller, at=LATER)
    corrected(shares[1], GOOD_CARDS[1])
    saver.follow(LATER)
    found.refresh_from_db()
    account.refresh_from_db()
    assert (found.status, account.status) == (PayoutStatus.PAID, PersonalAccountStatus.WITHDRAWN)


def test_every_heir_and_every_card_is_seen_by_the_checks() -> None:
    """The second heir is on the list of the dishonest, the third's card on that of cards, a paper is used twice."""
    given = heirs(*GOOD_CARDS)
    listed(GOOD_CARDS[2])
    about = {"source": "核查", "reason": "提供虚假材料", "since": saver.ON, "until": None}
    checks.add_entry(kind="DISHONEST", value=given[1].number, by=people.jiang_shier(), at=make.AT, **about)
    first = inherit(ended.sealed(fen=10_000_000), given)
    operations.screen(withdrawal_id=first.pk, at=make.AT)
    assert {each.code for each in risk.standing(first.case.number).findings} == {"L01", "L04"}
    other = [Heir("冯强", ended.heir_number(8), "子女", 1, 1, GOOD_CARDS[1])]
    second = inherit(ended.sealed(place=2, fen=10_000_000), other)
    operations.screen(withdrawal_id=second.pk, at=make.AT)
    assert {"F01", "F11"} <= {each.code for each in risk.standing(second.case.number).findings}


def test_the_corrected_card_of_an_heir_is_checked_and_ones_own_card_is_no_strangers() -> None:
    account = ended.sealed(fen=10_000_000)
    found = granted(inherit(account, heirs(GOOD_CARDS[0], saver.REFUSED, GOOD_CARDS[2])))
    share = queries.shares_of(found)[1]
    listed(GOOD_CARDS[1])
    corrected(share, GOOD_CARDS[1])
    share.refresh_from_db()
    assert (share.status, [each.code for each in risk.standing(found.case.number).findings]) == ("WAITING", ["L04"])


def test_a_reviewer_who_is_an_heir_or_near_the_deceased_does_not_decide() -> None:
    """The case is in the first heir's name; the others and the owner concern it as much."""
    reviewer = desk_world.rank(people.zhao_liu(), grade=3)
    given = heirs(*GOOD_CARDS)
    given[2] = Heir("赵六", people.DOCUMENTS["赵六"][0], "子女", 1, 4, GOOD_CARDS[2])
    found = inherit(ended.sealed(fen=10_000_000), given)
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    with pytest.raises(desk.TooNear):
        desk.review(case_id=found.case_id, decision="APPROVE", by=reviewer, at=make.AT)


def test_shares_that_are_not_the_whole_are_refused_with_everything_that_is_wrong() -> None:
    account = ended.sealed(fen=10_000_000)
    given = heirs(*GOOD_CARDS)
    with pytest.raises(BadHeirs, match="3/4"):
        inherit(account, given[:2])
    with pytest.raises(BadHeirs, match="两次"):
        inherit(account, [given[1], given[1], given[0]])
    with pytest.raises(BadHeirs, match="小额"):
        inherit(account, given, Death(DEATH.died_on, "死证", Inheritance.PROMISE, "承诺书"))
    with pytest.raises(BadHeirs, match="今天以后"):
        inherit(account, given, Death(date(2026, 10, 11), "死证", Inheritance.NOTARY, "公证书"))
    with pytest.raises(BadHeirs, match="银行卡号"):
        inherit(account, heirs("123", *GOOD_CARDS[1:]))
    assert ended.balance(account) == (10_000_000, 0)


def test_a_clerk_who_is_an_heir_or_near_one_does_not_take_it() -> None:
    account, teller = ended.sealed(fen=4_000_000), people.wang_wu()
    own = Heir("王五", people.DOCUMENTS["王五"][0], "子女", 1, 1, GOOD_CARDS[0])
    with pytest.raises(desk.TooNear):
        inherit(account, [own])
    assert not Withdrawal.objects.filter(person=teller.person_id).exists()


def test_a_small_sum_goes_by_a_promise_and_a_second_application_is_refused() -> None:
    """Once the balance is held for one application, no other heir can ask again."""
    account = ended.sealed(fen=4_000_000)
    only = Heir("刘芳", ended.heir_number(5), "配偶", 1, 1, GOOD_CARDS[0])
    found = inherit(account, [only], Death(DEATH.died_on, "死证", Inheritance.PROMISE, "承诺书"))
    assert Requirement.objects.filter(case=found.case, code="promise").exists()
    with pytest.raises(closing.CannotClose, match="占用"):
        inherit(account, [only])
    desk.void(case_id=found.case_id, reason="材料有误", by=people.wang_wu(), at=LATER)
    saver.follow(LATER)
    assert ended.balance(account) == (4_000_000, 0)


@pytest.mark.parametrize(("card", "asks"), [(saver.UNKNOWN_PAID, 1), (saver.SLOW, 2), (saver.BREAKS, 1)])
def test_while_the_bank_does_not_know_the_account_stays_open_and_nothing_is_paid_twice(card: str, asks: int) -> None:
    """Held and ordered until the bank has said it; then closed once."""
    user = people.zhang_san()
    account = ended.of(user, fen=1_800_000)
    found = saver.screened(ask(user, card=card))
    assert (found.status, ended.balance(account)) == (PayoutStatus.ORDERED, (1_807_575, 1_807_575))
    for _time in range(asks):
        saver.ask_bank(found)
    account.refresh_from_db()
    assert (found.status, account.status) == (PayoutStatus.PAID, PersonalAccountStatus.WITHDRAWN)
    assert PaymentOrder.objects.count() == 1 and ended.balance(account) == (0, 0)


@pytest.mark.parametrize("card", [saver.TWICE])
def test_a_bank_that_tells_twice_closes_the_account_once(card: str) -> None:
    user = people.zhang_san()
    account = ended.of(user, fen=1_800_000)
    found = saver.screened(ask(user, card=card))
    saver.follow(LATER)
    found.refresh_from_db()
    assert found.status == PayoutStatus.PAID and ended.balance(account) == (0, 0)
    assert Journal.objects.filter(reason=Reason.CLOSING_WITHDRAWAL).count() == 1
