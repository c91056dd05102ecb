"""Freezes by two persons: what they forbid, their money and their end."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from common.errors import WrongState
from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, Encumbrance, Freeze, PersonalAccount
from deposits.operations import (
    ClosedAccount,
    ConcernsThem,
    FrozenWhole,
    InWaitingList,
    SamePair,
)
from deposits.queries.freezes import own_data
from deposits.rules import freezes as rules
from deposits.rules.freezes import FreezeUnclear, Order
from deposits.states import (
    ChangeKind,
    FreezeKind,
    FreezeStatus,
    PersonalAccountStatus,
)
from ledger.models import Account
from notifications.models import Message
from policy import operations as policy
from tests import make, people
from tests.deposits import savings, world
from tests.deposits.lists import at_once, line, next_list
from tests.deposits.pages import said, text_of
from tests.deposits.test_attacks import same_people

pytestmark = pytest.mark.django_db


AT, TODAY = make.AT, date(2026, 10, 10)


ORDER = Order(
    kind=FreezeKind.IN_ONLY,
    authority="龙山区人民法院",
    document_number="（2026）吉0402执1号",
    document_on=date(2026, 10, 9),
)


def ordered(kind: str, **more: object) -> Order:
    """The order above, of another kind."""
    return Order(**{**{name: getattr(ORDER, name) for name in ORDER.__dataclass_fields__}, "kind": kind, **more})  # type: ignore[arg-type]


def frozen(account: PersonalAccount, order: Order = ORDER) -> Freeze:
    """A freeze in force."""
    made = operations.propose_freeze(account_id=account.pk, order=order, by=people.wang_wu(), at=AT)
    return operations.authorise_freeze(freeze_id=made.pk, by=people.zhao_liu(), at=AT)


def day(on: date) -> None:
    """Let the business date be another."""
    with transaction.atomic():
        policy.set_book_date(on=on)


def held(account: PersonalAccount) -> int:
    """What is held of the account's money."""
    return Account.objects.get(pk=account.ledger_account_id).held_fen


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """张三, who has paid one month: 2,026 yuan."""
    world.allocated(employer)
    return world.account_of("张三")


# --- rules


def test_an_order_says_how_much_by_whom_and_until_when() -> None:
    rules.refuse_unclear(ordered(FreezeKind.AMOUNT, amount_fen=1, until=TODAY), TODAY)
    for wrong, field in [
        (ordered(FreezeKind.AMOUNT), "amount"),
        (ordered(FreezeKind.IN_ONLY, amount_fen=5), "amount"),
        (ordered(FreezeKind.AMOUNT, amount_fen=0), "amount"),
        (ordered(FreezeKind.IN_ONLY, authority="  "), "document_number"),
        (ordered(FreezeKind.IN_ONLY, document_number="220402198605120016"), "document_number"),
        (ordered(FreezeKind.IN_ONLY, document_on=TODAY + timedelta(days=1)), "document_on"),
        (ordered(FreezeKind.IN_ONLY, until=TODAY - timedelta(days=1)), "until"),
    ]:
        with pytest.raises(FreezeUnclear) as refusal:
            rules.refuse_unclear(wrong, TODAY)
        assert refusal.value.field == field


def test_a_freeze_takes_what_it_lacks_as_far_as_it_is_there() -> None:
    assert rules.to_hold(None, 0, 500) == 0
    assert rules.to_hold(1_000, 0, 600) == 600
    assert rules.to_hold(1_000, 600, 600) == 400
    assert rules.to_hold(1_000, 1_000, 600) == 0
    assert rules.to_hold(1_000, 0, -1) == 0


# --- two persons


def test_a_freeze_is_in_force_by_the_word_of_a_second_person(account: PersonalAccount) -> None:
    made = operations.propose_freeze(account_id=account.pk, order=ORDER, by=people.wang_wu(), at=AT)
    assert not Encumbrance.objects.exists()
    with pytest.raises(SamePair):
        operations.authorise_freeze(freeze_id=made.pk, by=people.wang_wu(), at=AT)
    operations.authorise_freeze(freeze_id=made.pk, by=people.zhao_liu(), at=AT)
    with pytest.raises(WrongState):
        operations.authorise_freeze(freeze_id=made.pk, by=people.zhao_liu(), at=AT)
    laid = queries.encumbrances_of(account.person_id).get()
    assert "龙山区人民法院" in laid.sentence and "（2026）吉0402执1号" in laid.sentence
    told = Message.objects.get(template__event="account_frozen", channel="INBOX")
    assert told.person_id == account.person_id
    assert account.events.latest("id").action == "freeze"


def test_the_second_person_is_another_in_the_database_too(account: PersonalAccount) -> None:
    made = frozen(account)
    with pytest.raises(IntegrityError), transaction.atomic():
        Freeze.objects.filter(pk=made.pk).update(authorised_by_person=made.made_by_person)


def test_nobody_freezes_or_frees_an_account_of_their_own(employer: EmployerAccount) -> None:
    world.allocated(employer)
    own = savings.account(employer, 15_500, [])
    PersonalAccount.objects.filter(pk=own.pk).update(person=people.wang_wu().person)
    with pytest.raises(ConcernsThem):
        operations.propose_freeze(account_id=own.pk, order=ORDER, by=people.wang_wu(), at=AT)
    made = operations.propose_freeze(account_id=own.pk, order=ORDER, by=people.zhao_liu(), at=AT)
    for verb in (operations.authorise_freeze, partial(operations.refuse_freeze, reason="文书有误")):
        with pytest.raises(ConcernsThem):
            verb(freeze_id=made.pk, by=people.wang_wu(), at=AT)
    operations.authorise_freeze(freeze_id=made.pk, by=people.han_shiyi(), at=AT)
    operations.propose_lift(freeze_id=made.pk, document="执1号之一", reason="", by=people.zhao_liu(), at=AT)
    for verb in (operations.authorise_lift, partial(operations.keep_freeze, reason="文书有误")):
        with pytest.raises(ConcernsThem):
            verb(freeze_id=made.pk, by=people.wang_wu(), at=AT)


def test_a_closed_account_is_not_frozen(account: PersonalAccount) -> None:
    made = operations.propose_freeze(account_id=account.pk, order=ORDER, by=people.wang_wu(), at=AT)
    PersonalAccount.objects.filter(pk=account.pk).update(status=PersonalAccountStatus.WITHDRAWN, closed_on=TODAY)
    with pytest.raises(ClosedAccount):
        operations.authorise_freeze(freeze_id=made.pk, by=people.zhao_liu(), at=AT)
    with pytest.raises(ClosedAccount):
        operations.propose_freeze(account_id=account.pk, order=ORDER, by=people.wang_wu(), at=AT)


def test_an_order_whose_time_ran_out_while_it_waited_is_not_put_in_force(account: PersonalAccount) -> None:
    order = ordered(FreezeKind.IN_ONLY, until=TODAY)
    made = operations.propose_freeze(account_id=account.pk, order=order, by=people.wang_wu(), at=AT)
    day(TODAY + timedelta(days=1))
    with pytest.raises(FreezeUnclear):
        operations.authorise_freeze(freeze_id=made.pk, by=people.zhao_liu(), at=AT)
    operations.refuse_freeze(freeze_id=made.pk, reason="文书过期", by=people.zhao_liu(), at=AT)
    made.refresh_from_db()
    assert made.status == FreezeStatus.REFUSED


# --- what it forbids, what it allows


def test_in_only_lets_contributions_in_and_nothing_out(employer: EmployerAccount, account: PersonalAccount) -> None:
    frozen(account)
    world.pay(world.declared(employer, same_people(employer, "202611")), serial="JH2")
    assert savings.balance(account) == 2 * 202_600
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=AT)
    account.refresh_from_db()
    assert any("龙山区人民法院" in why for why in queries.why_not_out(account, case_id=0))


def test_neither_in_nor_out_keeps_the_account_as_it_is_and_out_of_lists(
    employer: EmployerAccount, account: PersonalAccount
) -> None:
    freeze = frozen(account, ordered(FreezeKind.NEITHER))
    with pytest.raises(FrozenWhole, match="龙山区人民法院"):
        operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=AT)
    upload = world.upload(employer, same_people(employer, "202611"))
    assert ["不列入清册" in error["message"] for error in upload.errors] == [True]
    rest = [line(employer, name, ChangeKind.NORMAL) for name in ("陈一", "陈二")]
    world.pay(world.declared(employer, next_list(employer, "202611", *rest)), serial="JH2")
    assert savings.balance(account) == 202_600
    assert account.number not in {each.number for each in queries.paying_people(employer)}
    assert "冻结" in queries.why_not_in(account.person_id)
    lift(freeze)
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=AT)


def test_who_stands_in_a_list_that_waits_is_frozen_both_ways_after_it(
    employer: EmployerAccount, account: PersonalAccount
) -> None:
    waiting = world.declared(employer, same_people(employer, "202611"))
    orders = (ordered(FreezeKind.NEITHER), ordered(FreezeKind.IN_ONLY, document_number="（2026）吉0402执2号"))
    whole, in_only = (
        operations.propose_freeze(account_id=account.pk, order=each, by=people.wang_wu(), at=AT) for each in orders
    )
    with pytest.raises(InWaitingList, match=waiting.number):
        operations.authorise_freeze(freeze_id=whole.pk, by=people.zhao_liu(), at=AT)
    operations.authorise_freeze(freeze_id=in_only.pk, by=people.zhao_liu(), at=AT)
    operations.void_list(list_id=waiting.pk, reason="法院冻结", by=None, at=AT)
    assert operations.authorise_freeze(freeze_id=whole.pk, by=people.zhao_liu(), at=AT).is_in_force


def test_nothing_is_due_for_who_is_frozen_both_ways(employer: EmployerAccount, account: PersonalAccount) -> None:
    before = queries.employer_totals(employer)
    frozen(account)
    assert queries.employer_totals(employer) == before
    frozen(account, ordered(FreezeKind.NEITHER))
    assert queries.employer_totals(employer) == {**before, "monthly_fen": before["monthly_fen"] - 202_600}


def test_a_sealed_account_frozen_both_ways_is_not_unsealed(employer: EmployerAccount, account: PersonalAccount) -> None:
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=AT)
    frozen(account, ordered(FreezeKind.NEITHER))
    with pytest.raises(FrozenWhole):
        operations.unseal(
            account_id=account.pk, employer_account_id=employer.pk, base_fen=600_000, by=people.wang_wu(), at=AT
        )


def test_part_of_the_balance_is_held_and_the_rest_as_money_comes(
    employer: EmployerAccount, account: PersonalAccount
) -> None:
    freeze = frozen(account, ordered(FreezeKind.AMOUNT, amount_fen=300_000))
    assert (held(account), freeze.held_fen) == (202_600, 202_600)
    assert operations.freezes_to_fill() == []
    world.pay(world.declared(employer, same_people(employer, "202611")), serial="JH2")
    assert operations.freezes_to_fill() == [freeze.pk]
    assert operations.hold_more(freeze_id=freeze.pk, at=AT) == 97_400
    assert operations.hold_more(freeze_id=freeze.pk, at=AT) == 0
    assert held(account) == 300_000
    lift(freeze)
    assert held(account) == 0


def test_two_courts_do_not_hold_the_same_money(account: PersonalAccount) -> None:
    frozen(account, ordered(FreezeKind.AMOUNT, amount_fen=150_000))
    second = frozen(account, ordered(FreezeKind.AMOUNT, amount_fen=100_000, document_number="（2026）吉0402执2号"))
    assert second.held_fen == 52_600
    assert held(account) == 202_600


# --- its end


def lift(freeze: Freeze) -> Freeze:
    """Lift a freeze by its document."""
    facts = {"document": "（2026）吉0402执1号之一", "reason": "履行完毕"}
    operations.propose_lift(freeze_id=freeze.pk, by=people.wang_wu(), at=AT, **facts)
    return operations.authorise_lift(freeze_id=freeze.pk, by=people.zhao_liu(), at=AT)


def test_a_freeze_is_lifted_by_a_document_and_two_persons(account: PersonalAccount) -> None:
    freeze = frozen(account)
    with pytest.raises(FreezeUnclear):
        operations.propose_lift(freeze_id=freeze.pk, document=" ", reason="", by=people.wang_wu(), at=AT)
    operations.propose_lift(freeze_id=freeze.pk, document="执1号之一", reason="", by=people.zhao_liu(), at=AT)
    assert queries.encumbrances_of(account.person_id).exists()
    with pytest.raises(SamePair):
        operations.authorise_lift(freeze_id=freeze.pk, by=people.zhao_liu(), at=AT)
    operations.keep_freeze(freeze_id=freeze.pk, reason="文书有误", by=people.zhao_liu(), at=AT)
    lift(freeze)
    assert not queries.encumbrances_of(account.person_id).exists()
    assert Message.objects.filter(template__event="account_unfrozen", channel="INBOX").count() == 1
    with pytest.raises(WrongState):
        operations.propose_lift(freeze_id=freeze.pk, document="再解除", reason="", by=people.wang_wu(), at=AT)


def test_a_freeze_ends_the_day_after_its_last(account: PersonalAccount) -> None:
    freeze = frozen(account, ordered(FreezeKind.AMOUNT, amount_fen=100_000, until=TODAY + timedelta(days=5)))
    day(TODAY + timedelta(days=5))
    assert tasks.follow_changes() == 0
    assert operations.expire_freeze(freeze_id=freeze.pk, at=AT) is None
    day(TODAY + timedelta(days=6))
    assert not queries.encumbrances_of(account.person_id).exists()
    assert tasks.follow_changes() == 1
    assert tasks.follow_changes() == 0
    freeze.refresh_from_db()
    assert (freeze.status, freeze.ended_on, held(account)) == (FreezeStatus.EXPIRED, TODAY + timedelta(days=6), 0)


# --- pages


def test_the_teller_writes_it_down_and_the_reviewer_puts_it_in_force(account: PersonalAccount) -> None:
    teller, reviewer = people.browser(people.wang_wu()), people.browser(people.zhao_liu())
    assert "冻结" in said(teller, f"/counter/accounts/{account.pk}/")
    url = f"/counter/accounts/{account.pk}/freeze/"
    answers = {
        "kind": "AMOUNT",
        "authority": "龙山区人民法院",
        "document_number": "（2026）吉0402执1号",
        "document_on": "2026-10-09",
    }
    assert "请写明金额" in text_of(teller, url, answers)
    page = text_of(teller, url, {**answers, "amount": "1000"})
    assert "等候另一人复核" in page
    freeze = Freeze.objects.get()
    here = f"/counter/freezes/{freeze.pk}/"
    assert teller.post(f"{here}authorise/").status_code == 403
    assert "复核同意，冻结" in said(reviewer, here)
    text_of(reviewer, f"{here}authorise/", {})
    assert held(account) == 100_000
    owner = said(people.browser(people.zhang_san()), "/portal/")
    assert "龙山区人民法院" in owner and "（2026）吉0402执1号" in owner
    assert "登记解除" in text_of(teller, f"{here}lift/", {"document": "执1号之一"})
    assert "不解除" in text_of(reviewer, f"{here}keep/", {"reason": "文书有误"})
    assert teller.post(f"{here}lift/", {"document": ""}).status_code == 422
    text_of(teller, f"{here}lift/", {"document": "执1号之二"})
    text_of(reviewer, f"{here}authorise_lift/", {})
    assert held(account) == 0
    assert "已解除" in said(reviewer, "/counter/freezes/?status=LIFTED")
    assert teller.post(f"{here}nonsense/").status_code == 404
    assert "不能执行此操作" in text_of(reviewer, f"{here}authorise/", {})


def test_a_maker_takes_back_what_nobody_has_authorised(account: PersonalAccount) -> None:
    made = operations.propose_freeze(account_id=account.pk, order=ORDER, by=people.wang_wu(), at=AT)
    teller = people.browser(people.wang_wu())
    assert "原因" in teller.post(f"/counter/freezes/{made.pk}/refuse/", {}).content.decode()
    text_of(teller, f"/counter/freezes/{made.pk}/refuse/", {"reason": "登记错了人"})
    made.refresh_from_db()
    assert made.status == FreezeStatus.REFUSED


def test_the_code_reported_is_06_while_a_freeze_is_in_force(account: PersonalAccount) -> None:
    teller = people.browser(people.wang_wu())
    address = f"/api/v1/accounts/{account.number}"
    assert teller.get(address).json()["status"] == "01"
    freeze = frozen(account)
    found = teller.get(address).json()
    assert (found["status"], found["status_text"]) == ("06", "冻结")
    lift(freeze)
    assert teller.get(address).json()["status"] == "01"


def test_a_freeze_stands_in_the_export_of_ones_own_data(account: PersonalAccount) -> None:
    frozen(account)
    title, rows = own_data(account.person)
    assert (title, rows[0]["冻结机关"], rows[0]["状态"]) == ("账户冻结", "龙山区人民法院", "冻结中")


def test_who_sees_a_freeze(account: PersonalAccount) -> None:
    made = operations.propose_freeze(account_id=account.pk, order=ORDER, by=people.wang_wu(), at=AT)
    owner = people.zhang_san()
    assert not queries.freezes_visible_to(owner).exists()
    operations.authorise_freeze(freeze_id=made.pk, by=people.zhao_liu(), at=AT)
    assert queries.freezes_visible_to(owner).get() == made
    assert not queries.freezes_visible_to(people.qian_qi()).exists()
    assert not queries.freezes_visible_to(people.User.objects.get(person__name="李四", door="CLERK")).exists()


@pytest.mark.django_db(transaction=True)
def test_two_reviewers_at_once_put_it_in_force_once(account: PersonalAccount) -> None:
    made = operations.propose_freeze(
        account_id=account.pk, order=ordered(FreezeKind.AMOUNT, amount_fen=100_000), by=people.wang_wu(), at=AT
    )
    others = (people.zhao_liu(), people.han_shiyi())
    done = at_once(*[partial(operations.authorise_freeze, freeze_id=made.pk, by=by, at=AT) for by in others])
    assert sorted(isinstance(each, WrongState) for each in done) == [False, True]
    assert held(account) == 100_000
