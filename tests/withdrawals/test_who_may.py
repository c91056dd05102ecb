"""Who may withdraw, for whom, and what stands in the way: families on the day, freezes, bans, loans, the law."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts import operations as accounts
from accounts.models import Relation, User
from bank.models import BankAccount
from common.names import is_payee_of
from deposits import operations as deposits
from deposits.models import PersonalAccount
from deposits.queries import why_not_out
from deposits.rules.freezes import Order
from deposits.states import EncumbranceKind
from desk import operations as desk
from desk.models import RegisterAnswer
from risk import operations as risk
from risk import queries as risk_queries
from risk.rules.facts import Facts
from tests import make, people
from tests.withdrawals import saver
from withdrawals import operations, queries
from withdrawals.models import Recovery, Withdrawal
from withdrawals.operations import PayTo, recovery
from withdrawals.queries import closing
from withdrawals.rules.particulars import Particulars
from withdrawals.states import PayeeKind, PayoutStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]


@pytest.fixture
def couple() -> tuple[User, User]:
    """张三 and 钱七, married, both with money."""
    make.parameter("rent_steady_months", "0")
    one, other = people.zhang_san(), people.qian_qi()
    saver.saver(one)
    saver.saver(other, place=2)
    saver.card(other, "6217000000000002")
    saver.marry(one, other)
    return one, other


def why(user: User, reason: str = "hardship", on: date = saver.ON) -> str:
    """What the page says."""
    return queries.allowance(saver.application(user, reason, 1), on).words


def test_a_familys_limit_counts_over_both(couple: tuple[User, User]) -> None:
    one, other = couple
    saver.asked_and_paid(one, "rent", 1_500_000)
    own = saver.application(other, "rent", 1, card="6217000000000002")
    assert queries.allowance(own, saver.ON).most_fen == 300_000


def test_divorced_yesterday_is_no_family_today(couple: tuple[User, User]) -> None:
    one, other = couple
    saver.ask(one, "rent", 1_500_000)
    relation = Relation.objects.get(person=one.person_id, kind="SPOUSE")
    accounts.end_relation(relation_id=relation.pk, until=date(2026, 10, 9), by=people.wang_wu(), at=make.AT)
    bought = saver.application(
        other, "purchase", 1, card="6217000000000002", relation="SPOUSE", subject_id=one.person_id
    )
    assert "您不是对方的配偶" in queries.allowance(bought, saver.ON).words
    own = saver.application(other, "property_fee", 1, card="6217000000000002")
    assert "您的家庭已于 2026-10-10 办理租房提取" in queries.allowance(own, date(2026, 10, 8)).words
    assert queries.allowance(own, saver.ON).most_fen == 260_000


def test_a_divorce_within_the_year_gives_no_second_limit_of_the_family(couple: tuple[User, User]) -> None:
    one, other = couple
    saver.ask(one, "rent", 1_500_000)
    relation = Relation.objects.get(person=one.person_id, kind="SPOUSE")
    accounts.end_relation(relation_id=relation.pk, until=date(2026, 10, 9), by=people.wang_wu(), at=make.AT)
    own = saver.application(other, "rent", 1, card="6217000000000002")
    assert queries.allowance(own, saver.ON).most_fen == 300_000
    assert queries.allowance(saver.application(one, "rent", 1), saver.ON).most_fen == 300_000
    assert queries.allowance(own, date(2027, 1, 2)).most_fen == 1_800_000


def test_a_spouse_withdraws_for_the_others_house_and_a_stranger_does_not(couple: tuple[User, User]) -> None:
    one, other = couple
    for_spouse = {"relation": "SPOUSE", "subject_id": one.person_id, "card": "6217000000000002"}
    own = saver.application(other, "purchase", 1_000_000, **for_spouse)
    assert queries.allowance(own, saver.ON).may
    stranger = replace(own, subject_id=people.li_si().person_id)
    assert "您不是对方的配偶" in queries.allowance(stranger, saver.ON).words
    assert "写明是为哪位" in queries.allowance(replace(own, subject_id=None), saver.ON).words
    relation = Relation.objects.get(person=one.person_id, kind="SPOUSE")
    accounts.end_relation(relation_id=relation.pk, until=date(2026, 10, 9), by=people.wang_wu(), at=make.AT)
    assert "您不是对方的配偶" in queries.allowance(own, saver.ON).words


def test_parents_help_to_buy_where_the_city_allows_and_nowhere_else(couple: tuple[User, User]) -> None:
    one, _other = couple
    child = people.li_si().person
    accounts.add_relation(
        person_id=one.person_id,
        relative_id=child.pk,
        kind="CHILD",
        proof="出生证",
        since=date(2010, 1, 1),
        by=people.wang_wu(),
        at=make.AT,
    )
    for_child = {"relation": "PARENT", "subject_id": child.pk}
    assert queries.allowance(saver.application(one, "purchase", 1, **for_child), saver.ON).may
    said = queries.allowance(saver.application(one, "rent", 1, **for_child), saver.ON).words
    assert said == "“租房”只能由本人、配偶提取。"


def test_one_house_is_limited_over_all_who_withdraw_for_it(couple: tuple[User, User]) -> None:
    one, other = couple
    small = replace(saver.house(), own_money_fen=1_500_000)
    told = replace(saver.TOLD["purchase"], house=small)
    saver.ask(one, "purchase", 1_000_000, told)
    more = {"relation": "SPOUSE", "subject_id": one.person_id, "card": "6217000000000002"}
    with pytest.raises(operations.NotAllowed, match="最多可提 5,000.00 元"):
        saver.ask(other, "purchase", 500_001, told, **more)
    assert saver.ask(other, "purchase", 500_000, told, **more).status == PayoutStatus.HELD


CONTRACT = saver.house(7, own_money_fen=1_500_000)
TITLE = replace(CONTRACT, contract_number="", title_number="吉（2026）辽源市不动产权第0000007号")
OF_ONE = {"relation": "SPOUSE", "card": "6217000000000002"}


def test_a_house_is_one_first_by_its_contract_and_later_by_its_title(couple: tuple[User, User]) -> None:
    one, other = couple
    saver.ask(one, "purchase", 1_000_000, Particulars(house=CONTRACT))
    with pytest.raises(operations.NotAllowed, match="每人只能提取一次"):
        saver.ask(one, "purchase", 100_000, Particulars(house=TITLE))
    more = {**OF_ONE, "subject_id": one.person_id}
    with pytest.raises(operations.NotAllowed, match="最多可提 5,000.00 元"):
        saver.ask(other, "purchase", 500_001, Particulars(house=TITLE), **more)
    found = saver.ask(other, "purchase", 500_000, Particulars(house=TITLE), **more)
    assert len(found.matter_keys) == 2


def test_a_house_is_one_by_its_contract_whatever_its_address_is_called(couple: tuple[User, User]) -> None:
    one, _other = couple
    saver.ask(one, "purchase", 1_000_000, Particulars(house=CONTRACT))
    elsewhere = replace(CONTRACT, title_number=TITLE.title_number, address="辽源市龙山区仙城大街1号2栋3单元404室")
    with pytest.raises(operations.NotAllowed, match="每人只能提取一次"):
        saver.ask(one, "purchase", 100_000, Particulars(house=elsewhere))


def test_a_familys_hardship_is_met_once(couple: tuple[User, User]) -> None:
    one, other = couple
    saver.ask(one, "hardship", 900_000)
    own = saver.application(other, "hardship", 1, card="6217000000000002")
    assert queries.allowance(own, saver.ON).most_fen == 60_000
    assert queries.allowance(own, date(2027, 10, 10)).most_fen == 960_000


# --- what stands in the way


def test_a_ban_a_refund_order_and_an_overdue_loan_forbid(couple: tuple[User, User]) -> None:
    one, _other = couple
    sentence = {EncumbranceKind.BAN: "处理期内不能提取。", EncumbranceKind.OTHER: "违规提取的款项还没有退回。"}
    for kind, said in sentence.items():
        lay(one, kind, said)
        assert why(one) == said
        lift(one, kind)
    lay(one, EncumbranceKind.LOAN, "公积金贷款已逾期，还清以前只能提取还贷。", source="loans.overdue")
    assert "已逾期" in why(one)
    assert "最多可提" in why(one, "repay")
    lift(one, EncumbranceKind.LOAN)
    lay(one, EncumbranceKind.GUARANTEE, "为他人担保")
    assert "最多可提" in why(one)


def test_who_owes_money_back_withdraws_nothing_and_ends_no_account(couple: tuple[User, User]) -> None:
    one, other = couple
    paid = saver.asked_and_paid(one, "hardship", 900_000)
    made = recovery.demand_by_hand(
        withdrawal_id=paid.pk, fen=900_000, why="救助证系伪造", by=people.zhao_liu(), at=make.AT
    )
    said = f"有违规提取的款项须退回（{made.number}，还差 9,000.00 元），退清以前不能提取。"
    assert why(one, "rent") == said
    assert said in closing.why_not_close(PersonalAccount.objects.get(person=one.person_id), "retire", saver.ON)
    assert "最多可提" in why(other, "rent")
    Recovery.objects.filter(pk=made.pk).update(status="REFUNDED", came_fen=900_000, ended_at=make.AT)
    assert "最多可提" in why(one, "rent")


def test_a_frozen_account_pays_nothing_and_a_frozen_part_stays(couple: tuple[User, User]) -> None:
    one, _other = couple
    account = PersonalAccount.objects.get(person=one.person_id)
    freeze(account, kind="AMOUNT", amount_fen=4_500_000)
    assert queries.allowance(saver.application(one, "hardship", 1), saver.ON).most_fen == 500_000
    assert "其中占用或冻结 45,000.00 元" in why(one, "repay")
    freeze(account, kind="IN_ONLY")
    assert "已被龙山区人民法院冻结" in why(one)


def freeze(account: PersonalAccount, **order: Any) -> None:
    """A court's order, by two persons."""
    given = {"authority": "龙山区人民法院", "document_number": "（2026）执1号", "document_on": saver.ON, **order}
    made = deposits.propose_freeze(account_id=account.pk, order=Order(**given), by=people.wang_wu(), at=make.AT)
    deposits.authorise_freeze(freeze_id=made.pk, by=people.zhao_liu(), at=make.AT)


def test_a_ban_of_the_fraud_checks_is_read_even_before_it_lies_on_the_account(couple: tuple[User, User]) -> None:
    one, _other = couple
    with transaction.atomic():
        risk.lay_ban(
            key="test",
            person_id=one.person_id,
            business="WITHDRAWAL",
            decided_on=saver.ON,
            reason="骗提",
            source="test",
            by=people.jiang_shier(),
            at=make.AT,
        )
    assert why(one) == "您被限制提取住房公积金，至 2029-10-09 止。"


def lay(user: User, kind: str, sentence: str, source: str = "test") -> None:
    """Something lies on the account."""
    with transaction.atomic():
        deposits.encumber(
            key=f"test-{kind}",
            person_id=user.person_id,
            kind=EncumbranceKind(kind),
            source=source,
            sentence=sentence,
            since=date(2026, 1, 1),
            by=None,
            at=make.AT,
        )


def lift(user: User, kind: str) -> None:
    """It is over."""
    with transaction.atomic():
        deposits.lift(key=f"test-{kind}", by=None, at=make.AT)


def test_granted_money_waits_while_something_has_come_between(couple: tuple[User, User]) -> None:
    one, _other = couple
    found = saver.ask(one, "hardship", 900_000)
    operations.screen(withdrawal_id=found.pk, at=make.AT)
    lay(one, EncumbranceKind.BAN, "处理期内不能提取。")
    saver.follow()
    found.refresh_from_db()
    assert (found.status, found.note) == (PayoutStatus.HELD, "处理期内不能提取。")
    lift(one, EncumbranceKind.BAN)
    saver.follow()
    found.refresh_from_db()
    assert found.status == PayoutStatus.PAID


def test_an_open_withdrawal_keeps_the_account_from_leaving(couple: tuple[User, User]) -> None:
    one, _other = couple
    account = PersonalAccount.objects.get(person=one.person_id)
    found = saver.ask(one, "hardship", 900_000)
    said = " ".join(why_not_out(account, case_id=0))
    assert found.case.number in said


# --- the law of the day


def test_decoration_and_property_fee_begin_with_the_new_text(couple: tuple[User, User]) -> None:
    one, _other = couple
    codes = {each.code for each in queries.reasons_on(date(2026, 9, 19))}
    assert {"purchase", "rent", "repay"} <= codes
    assert not codes & {"decorate", "property_fee"}
    assert "申请日的规定里没有" in why(one, "decorate", date(2026, 9, 19))
    assert "最多可提" in why(one, "decorate", date(2026, 9, 20))


def test_the_page_of_reasons_says_what_can_be_had_before_anything_is_asked(couple: tuple[User, User]) -> None:
    one, _other = couple
    said = {each.reason.code: each.allowance for each in queries.offers(one.person_id, saver.ON)}
    assert said["rent"].words == "最多可提 18,000.00 元：2026 年家庭限额 18,000.00 元；账户余额 50,000.00 元"
    assert said["purchase"].most_fen == 5_000_000
    assert "retire" not in said


def test_nobody_without_an_account_withdraws() -> None:
    user = people.zhang_san()
    BankAccount.objects.all()
    assert queries.offers(user.person_id, saver.ON) == []
    own = operations.Application("rent", user.person_id, 1, saver.TOLD["rent"], PayTo(card_id=saver.card(user).pk))
    with pytest.raises(operations.NotAllowed, match="没有在用的住房公积金账户"):
        operations.apply(application=own, channel="PORTAL", by=user, at=make.AT)


# --- to whom


def test_money_goes_to_ones_own_card_or_to_a_payee_of_the_register(couple: tuple[User, User]) -> None:
    one, other = couple
    theirs = saver.card(other, "6217000000000002")
    with pytest.raises(operations.BadPayee):
        saver.ask(one, "rent", 100, payee=PayTo(card_id=theirs.pk))
    with pytest.raises(operations.BadPayee):
        saver.ask(one, "rent", 100, payee=PayTo(PayeeKind.DEVELOPER, payee_id=developer().pk))
    entry = developer()
    to_developer = {"payee": PayTo(PayeeKind.DEVELOPER, payee_id=entry.pk)}
    with pytest.raises(operations.BadPayee):  # nobody has confirmed it
        saver.ask(one, "purchase", 100, **to_developer)
    with pytest.raises(operations.SamePerson):
        operations.confirm_payee(payee_id=entry.pk, by=people.wang_wu(), at=make.AT)
    operations.confirm_payee(payee_id=entry.pk, by=people.zhao_liu(), at=make.AT)
    found = saver.asked_and_paid(one, "purchase", 1_000_000, **to_developer)
    assert (found.status, found.payee_name) == (PayoutStatus.PAID, "辽源某房地产公司")
    operations.end_payee(payee_id=entry.pk, reason="监管结束", by=people.wang_wu(), at=make.AT)
    with pytest.raises(operations.BadPayee):
        saver.ask(one, "purchase", 100, replace(saver.TOLD["purchase"], house=saver.house(2)), **to_developer)


def developer():  # type: ignore[no-untyped-def]
    """A developer's supervised account, entered once."""
    from withdrawals.models import SupervisedAccount

    return SupervisedAccount.objects.first() or operations.propose_payee(
        kind=PayeeKind.DEVELOPER,
        name="辽源某房地产公司",
        account="22001618636055009999",
        bank_name="建设银行",
        document_number="监管协议〔2026〕1号",
        since=date(2026, 1, 1),
        by=people.wang_wu(),
        at=make.AT,
    )


def test_a_payee_is_who_the_application_names(couple: tuple[User, User]) -> None:
    one, other = couple
    entry = developer()
    operations.confirm_payee(payee_id=entry.pk, by=people.zhao_liu(), at=make.AT)
    to_developer = {"payee": PayTo(PayeeKind.DEVELOPER, payee_id=entry.pk)}
    told = {each: Particulars(house=saver.house(9, seller=each)) for each in ("", "另一家房地产公司", "辽源某房地产")}
    with pytest.raises(operations.BadPayee, match="与申请里填写的“另一家房地产公司”不一致"):
        saver.ask(one, "purchase", 100, told["另一家房地产公司"], **to_developer)
    named = saver.ask(one, "purchase", 1_000_000, told["辽源某房地产"], **to_developer)
    assert facts(named).payee_is_supervised
    more = {**to_developer, "relation": "SPOUSE", "subject_id": one.person_id}
    unnamed = saver.ask(other, "purchase", 1_000_000, told[""], **more)
    assert not facts(unnamed).payee_is_supervised
    assert not facts(saver.ask(one, "repay", 100_000)).payee_is_supervised


def facts(found: Withdrawal) -> Facts:
    """What the checks were given."""
    screening = risk_queries.latest(found.case.number)
    assert screening is not None
    return risk_queries.stored_facts(screening)


@pytest.mark.parametrize(
    ("payee", "named", "same"),
    [
        ("中国建设银行辽源分行", "建设银行", True),
        ("建设银行", "中国建设银行股份有限公司", True),
        ("中国建设银行辽源分行", "工商银行", False),
        ("中国建设银行辽源分行", "银行", False),
        ("万家", "万家", True),
    ],
)
def test_a_lender_is_named_shorter_or_longer(payee: str, named: str, same: bool) -> None:
    assert is_payee_of(payee, named) is same


# --- asked twice


def test_the_same_matter_is_open_once(couple: tuple[User, User]) -> None:
    one, _other = couple
    saver.ask(one, "rent", 100)
    with pytest.raises(desk.AlreadyOpen):
        saver.ask(one, "rent", 100)
    assert Withdrawal.objects.count() == 1


def test_the_fraud_checks_hold_the_money_until_somebody_has_looked(couple: tuple[User, User]) -> None:
    one, other = couple
    relation = Relation.objects.get(person=one.person_id, kind="SPOUSE")
    accounts.end_relation(relation_id=relation.pk, until=date(2026, 10, 9), by=people.wang_wu(), at=make.AT)
    saver.ask(one, "purchase", 1_000_000)
    found = saver.screened(saver.ask(other, "purchase", 1_000_000, card="6217000000000002"))
    assert found.case.status == "ACCEPTED"
    assert found.status == PayoutStatus.HELD
    with transaction.atomic(), pytest.raises(desk.NotReady):
        desk.send_to_review(case_id=found.case_id, by=people.wang_wu(), at=make.AT)
    risk.clear_case(case=found.case.number, reason="已核实为共同购买", by=people.jiang_shier(), at=LATER)
    saver.follow(LATER)
    found.refresh_from_db()
    assert found.status == PayoutStatus.PAID


LATER: datetime = make.AT + timedelta(hours=2)


def test_accepted_in_another_year_it_is_judged_by_that_years_limit(couple: tuple[User, User]) -> None:
    one, other = couple
    eve = datetime.fromisoformat("2026-12-31T23:00:00+08:00")
    found = saver.ask(one, "property_fee", 260_000, at=eve)
    cost = saver.TOLD["property_fee"].cost
    assert cost is not None
    told = replace(saver.TOLD["property_fee"], cost=replace(cost, invoice_number="WY0002"))
    next_day = eve + timedelta(days=1)
    saver.ask(other, "property_fee", 100_000, told, card="6217000000000002", at=next_day)
    saver.screened(found, next_day)
    assert found.case.status == "ACCEPTED"
    assert "2027 年家庭物业费限额 3,000.00 元，已用 1,000.00 元" in operations.unready(found.case)


def test_a_co_borrower_is_named_in_the_contract(couple: tuple[User, User]) -> None:
    one, _other = couple
    told = saver.TOLD["repay"]
    assert queries.allowance(saver.application(one, "repay", 1, relation="CO_BORROWER"), saver.ON).may
    assert told.loan is not None
    without = replace(told, loan=replace(told.loan, borrowers=("李四",)))
    own = saver.application(one, "repay", 1, without, relation="CO_BORROWER")
    assert "没有您的姓名" in queries.allowance(own, saver.ON).words


def test_children_on_file_make_a_multi_child_family(couple: tuple[User, User]) -> None:
    one, other = couple
    told = replace(saver.TOLD["rent"], is_multi_child=True)
    own = saver.application(one, "rent", 1, told)
    for parent, child in ((one, people.li_si()), (other, people.wang_wu())):
        assert "子女不足 2 名" in queries.allowance(own, saver.ON).words
        accounts.add_relation(
            person_id=parent.person_id,
            relative_id=child.person_id,
            kind="CHILD",
            proof="户口簿",
            since=date(2020, 1, 1),
            by=people.zhao_liu(),
            at=make.AT,
        )
    assert queries.allowance(own, saver.ON).most_fen == 2_160_000


def test_whoever_withdraws_for_themselves_names_nobody_else_as_the_owner(couple: tuple[User, User]) -> None:
    one, _other = couple
    found = saver.ask(one, "purchase", 1_000, subject_id=people.li_si().person_id)
    assert found.subject is None
    row = RegisterAnswer.objects.get(case=found.case_id)
    assert one.person.document_number in row.question
