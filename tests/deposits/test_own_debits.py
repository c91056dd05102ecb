"""People who pay for themselves: money fetched from their own card on its day, and missed months made up for."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connections, transaction
from django.urls import reverse

from accounts import operations as accounts
from accounts import queries as account_queries
from accounts.models import BankCard
from bank import operations as bank
from bank import tasks as bank_tasks
from bank.gateways.sandbox import SandboxGateway
from bank.models import CollectionOrder
from bank.states import CollectionStatus
from common.errors import WrongState
from common.months import months_from
from deposits import queries, tasks
from deposits.models import FlexibleMember, OwnDebit, OwnMandate, OwnPayment, PersonalAccount
from deposits.operations import flexible, own_back, own_debits, own_fetching
from deposits.operations.debits import BeingFetched, MandateHolds
from deposits.operations.flexible import Agreement, PaymentWaits
from deposits.operations.own_back import NotMissed
from deposits.operations.own_debits import NoFixedAmount, NotOwnCard
from deposits.queries import flexible as members
from deposits.queries.proofs import months_continuous
from deposits.rules import flexible as rules
from deposits.states import DebitStatus, MandateStatus, OwnPurpose, Schedule
from notifications.models import Message
from tests import make, people
from tests.deposits import pages, world
from tests.deposits.test_flexible import day, joined, ordered, pay

CARD = "6217000010000015095"
"""How it ends tells the sandbox what to do: 5095 is paid, 9011 has no money, 9012 stays unknown."""


def card(ending: str = "5095") -> BankCard:
    """张三's own card."""
    user = people.zhang_san()
    return accounts.bind_card(
        person_id=user.person_id,
        number=f"621700001000001{ending}",
        holder="张三",
        bank_name="建设银行",
        by=user,
        at=make.AT,
    )


def signed(member: FlexibleMember, ending: str = "5095", on: int = 12) -> OwnMandate:
    """His leave to fetch from it."""
    return own_debits.sign_own_mandate(
        member_id=member.pk, card_id=card(ending).pk, day=on, by=people.zhang_san(), at=make.AT
    )


def tried(mandate: OwnMandate, next_day: date = date(2026, 10, 20)) -> OwnDebit | None:
    """What the day's job does with a mandate."""
    return own_debits.try_own_debit(mandate_id=mandate.pk, next_day=next_day, at=make.AT)


def fetch(order: CollectionOrder) -> CollectionOrder:
    """The order goes to the bank."""
    return bank.send_collection(order_id=order.pk, gateway=SandboxGateway(), at=make.AT)


class TestRules:
    """Days to fetch, months that were missed, what they cost."""

    @pytest.mark.parametrize(
        ("signed_on", "fetch_day", "first"),
        [
            (date(2026, 10, 10), 10, date(2026, 10, 10)),
            (date(2026, 10, 10), 28, date(2026, 10, 28)),
            (date(2026, 10, 11), 10, date(2026, 11, 10)),
            (date(2026, 12, 31), 1, date(2027, 1, 1)),
        ],
    )
    def test_the_first_day_is_the_next_after_signing(self, signed_on: date, fetch_day: int, first: date) -> None:
        assert rules.fetched_from(signed_on, fetch_day) == first

    @pytest.mark.parametrize(
        ("today", "next_day", "comes"),
        [
            (date(2026, 10, 27), date(2026, 10, 28), False),
            (date(2026, 10, 28), date(2026, 10, 29), True),
            (date(2026, 10, 30), date(2026, 11, 2), True),
            (date(2026, 10, 27), date(2026, 11, 2), True),  # the last days of the month are holidays
            (date(2026, 9, 30), date(2026, 10, 9), False),  # before it was signed
        ],
    )
    def test_no_month_is_skipped_for_its_holidays(self, today: date, next_day: date, comes: bool) -> None:
        found = rules.is_day_to_fetch(today, next_day, signed_on=date(2026, 10, 10), day=28)
        assert found is comes

    def test_missed_months_lie_between_the_agreement_and_this_month(self) -> None:
        agreed, today = date(2026, 10, 31), date(2027, 2, 1)
        assert rules.missed_months(agreed, today, most_months=12, paid={"202611"}) == ["202610", "202612", "202701"]
        assert rules.missed_months(agreed, today, most_months=2, paid=()) == ["202612", "202701"]
        assert rules.missed_months(agreed, date(2026, 10, 31), most_months=12, paid=()) == []

    def test_a_missed_month_has_its_own_limits(self) -> None:
        limits = {"floor_fen": 223_000, "cap_fen": 3_050_500, "unit_fen": 100}
        same = rules.back_month(400_000, Decimal(20), **limits)
        assert (same.base_fen, same.parts.total_fen) == (400_000, 80_000)
        low = rules.back_month(200_000, Decimal(10), **limits)
        assert (low.base_fen, low.parts.employer_fen, low.parts.employee_fen) == (223_000, 11_100, 11_200)


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
class TestFetching:
    """From the mandate to the money."""

    def test_the_month_is_ordered_and_fetched_on_its_day(self) -> None:
        make.bank_account()
        member = joined()
        mandate = signed(member)
        assert tasks.follow_debits() == 0  # the tenth is too early
        day(date(2026, 10, 12))
        assert tasks.follow_debits() == 1
        assert tasks.follow_debits() == 0
        payment, order = OwnPayment.objects.get(), CollectionOrder.objects.get()
        assert (order.amount_fen, order.reference, order.agreement) == (80_000, payment.number, mandate.number)
        assert order.payer_account == CARD and order.payer_name == "张三"
        assert bank_tasks.collect() == 1
        assert tasks.follow_debits() == 1
        assert OwnDebit.objects.get().status == DebitStatus.DONE
        assert bank_tasks.collect_notices() == 1
        bank.sweep(by=None, at=make.AT)
        tasks.follow_own_payments()
        payment.refresh_from_db()
        assert (payment.status, payment.value_on) == ("CREDITED", date(2026, 10, 12))
        assert tasks.follow_debits() == 0  # nothing more to pay this month
        day(date(2026, 11, 12))
        assert tasks.follow_debits() == 1
        assert OwnPayment.objects.latest("id").first_month == "202611"

    def test_without_money_they_are_told_and_it_is_tried_once_more(self) -> None:
        make.bank_account()
        mandate = signed(joined(), "9011", 10)
        first = tried(mandate)
        assert first is not None and fetch(first.collection).status == CollectionStatus.FAILED
        assert own_debits.follow_own_debit(at=make.AT) == 1
        day(date(2026, 10, 12))
        assert tried(mandate) is None
        day(date(2026, 10, 13))
        second = tried(mandate)
        assert second is not None and (second.number, second.payment_id) == (2, first.payment_id)
        fetch(second.collection)
        own_debits.follow_own_debit(at=make.AT)
        day(date(2026, 10, 30))
        assert tried(mandate, date(2026, 11, 2)) is None
        told = Message.objects.filter(template__event__code="own_debit_failed", channel="INBOX").order_by("id")
        assert ["再扣一次" in each.body for each in told] == [True, False]
        assert "2026年10月" in told[0].body and "800.00" in told[0].body
        page = pages.said(people.browser(people.zhang_san()), reverse("deposits:portal_flexible"))
        assert "付款账户余额不足" in page

    def test_what_was_tried_in_vain_makes_way_for_the_next_month(self) -> None:
        make.bank_account()
        mandate = signed(joined(), "9011", 10)
        for on in (date(2026, 10, 12), date(2026, 10, 15)):
            day(on)
            found = tried(mandate)
            assert found is not None
            fetch(found.collection)
            own_debits.follow_own_debit(at=make.AT)
        day(date(2026, 11, 9))
        assert tried(mandate, date(2026, 11, 10)) is None
        day(date(2026, 11, 10))
        found = tried(mandate, date(2026, 11, 11))
        assert found is not None and (found.payment.first_month, found.number) == ("202611", 1)
        assert list(OwnPayment.objects.order_by("id").values_list("status", flat=True)) == ["VOID", "AWAITING"]

    def test_a_payment_of_ones_own_that_waits_is_fetched_too(self) -> None:
        make.bank_account()
        member = joined()
        payment = ordered(member)
        found = tried(signed(member, on=10))
        assert found is not None and found.payment_id == payment.pk
        assert OwnPayment.objects.count() == 1

    def test_a_year_is_fetched_at_once(self) -> None:
        make.bank_account()
        found = tried(signed(joined(Schedule.YEARLY), on=10))
        assert found is not None and found.collection.amount_fen == 720_000

    def test_a_part_that_came_lessens_what_is_fetched(self) -> None:
        make.bank_account()
        found = tried(signed(joined(), on=10))
        assert found is not None
        first = found.collection
        world.receive(50_000, remark=found.payment.number, serial="A")
        assert fetch(first).status == CollectionStatus.MADE  # the rest is ordered first
        tasks.follow_own_payments()
        found.refresh_from_db()
        first.refresh_from_db()
        assert (first.status, found.number) == (CollectionStatus.CANCELLED, 1)
        assert found.collection.amount_fen == 30_000
        world.receive(30_000, remark=found.payment.number, serial="B")
        tasks.follow_own_payments()
        found.refresh_from_db()
        assert (found.status, found.payment.status) == (DebitStatus.RECALLED, "CREDITED")

    def test_what_the_bank_is_fetching_is_not_cancelled(self) -> None:
        make.bank_account()
        by = people.zhang_san()
        found = tried(signed(joined(), "9012", 10))
        assert found is not None
        fetch(found.collection)
        with pytest.raises(BeingFetched):
            flexible.cancel_own_payment(payment_id=found.payment_id, by=by, at=make.AT)
        client = people.browser(by)
        said = pages.text_of(client, reverse("deposits:portal_flexible_do", args=["cancel"]), {})
        assert "银行正在扣这张缴款书的款" in said

    def test_an_order_the_bank_has_not_heard_of_is_recalled_with_the_payment(self) -> None:
        make.bank_account()
        found = tried(signed(joined(), on=10))
        assert found is not None
        flexible.cancel_own_payment(payment_id=found.payment_id, by=people.zhang_san(), at=make.AT)
        found.refresh_from_db()
        assert found.status == DebitStatus.RECALLED
        assert bank_tasks.collect() == 0


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
class TestMandates:
    """Signed once, ended by its owner, by the end of the agreement, or by another schedule."""

    def test_one_mandate_holds_from_a_card_of_ones_own(self) -> None:
        member, by = joined(), people.zhang_san()
        mandate = signed(member)
        facts = {"member_id": member.pk, "day": 5, "by": by, "at": make.AT}
        with pytest.raises(MandateHolds):
            own_debits.sign_own_mandate(card_id=BankCard.objects.get().pk, **facts)
        own_debits.end_own_mandate(mandate_id=mandate.pk, by=by, at=make.AT)
        with pytest.raises(WrongState):
            own_debits.end_own_mandate(mandate_id=mandate.pk, by=by, at=make.AT)
        assert tried(mandate) is None
        other = people.li_si()
        with transaction.atomic():
            theirs = BankCard.objects.create(
                person_id=other.person_id, number="6217000010000025096", number_index="x", bound_at=make.AT
            )
        with pytest.raises(NotOwnCard):
            own_debits.sign_own_mandate(card_id=theirs.pk, **facts)
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnMandate.objects.create(number="X", member=member, payer_account="1", day=29, signed_on=make.AT.date())

    def test_who_chooses_the_months_has_no_amount_to_fetch(self) -> None:
        member = joined(Schedule.FREE)
        with pytest.raises(NoFixedAmount):
            signed(member)
        by = people.zhang_san()
        monthly = Agreement(400_000, Decimal(20), Schedule.MONTHLY)
        flexible.change_flexible(member_id=member.pk, chosen=monthly, by=by, at=make.AT)
        mandate = own_debits.sign_own_mandate(
            member_id=member.pk, card_id=BankCard.objects.get().pk, day=10, by=by, at=make.AT
        )
        free = Agreement(400_000, Decimal(20), Schedule.FREE)
        flexible.change_flexible(member_id=member.pk, chosen=free, by=by, at=make.AT)
        mandate.refresh_from_db()
        assert mandate.status == MandateStatus.ENDED

    def test_it_rests_while_they_do_and_ends_with_the_agreement(self) -> None:
        make.bank_account()
        member, by = joined(), people.zhang_san()
        mandate = signed(member, on=10)
        facts = {"member_id": member.pk, "by": by, "at": make.AT}
        flexible.stop_flexible(**facts)
        assert tried(mandate) is None and tasks.follow_debits() == 0
        flexible.restart_flexible(**facts)
        flexible.end_flexible(**facts)
        mandate.refresh_from_db()
        assert mandate.status == MandateStatus.ENDED and mandate.events.latest("id").note == "缴存协议已终止"

    def test_a_card_that_is_unbound_is_fetched_from_no_more(self) -> None:
        make.bank_account()
        member = joined()
        mandate, other = signed(member, on=10), card("9011")
        by = people.zhang_san()
        accounts.unbind_card(card_id=BankCard.objects.exclude(pk=other.pk).get().pk, by=by, at=make.AT)
        assert tasks.follow_debits() == 0
        mandate.refresh_from_db()
        assert mandate.status == MandateStatus.ENDED and mandate.events.latest("id").note == "银行卡已解绑"
        assert not CollectionOrder.objects.exists() and not OwnPayment.objects.exists()
        told = Message.objects.get(template__event__code="own_debit_card_gone", channel="INBOX")
        assert told.person_id == by.person_id and "尾号5095" in told.body
        assert tasks.follow_debits() == 0

    def test_a_card_bound_anew_goes_on(self) -> None:
        make.bank_account()
        mandate = signed(joined(), on=10)
        accounts.unbind_card(card_id=BankCard.objects.get().pk, by=people.zhang_san(), at=make.AT)
        card()
        assert tried(mandate) is not None

    def test_an_employers_list_ends_it_and_recalls_what_was_ordered(self) -> None:
        make.bank_account()
        mandate = signed(joined(), on=10)
        found = tried(mandate)
        assert found is not None
        world.declared(world.employer_account())
        mandate.refresh_from_db()
        found.refresh_from_db()
        assert (mandate.status, found.status) == (MandateStatus.ENDED, DebitStatus.RECALLED)

    def test_the_portal_signs_and_ends_it(self) -> None:
        joined()
        client = people.browser(people.zhang_san())
        address = reverse("deposits:portal_flexible_mandate")
        assert "还没有绑定银行卡" in pages.said(client, address)
        mine = card()
        assert "尾号 5095" in pages.said(client, address)
        answers = {"card": mine.pk, "day": "10", "agreed": "on"}
        assert client.post(address, {**answers, "day": "29"}).status_code == 422
        assert client.post(address, {**answers, "agreed": ""}).status_code == 422
        assert "以后每月 10 日自动扣款" in pages.text_of(client, address, answers)
        assert "已经约定了自动扣款" in pages.text_of(client, address, answers)
        page = pages.said(client, reverse("deposits:portal_flexible"))
        assert "终止自动扣款" in page and CARD not in page
        end = reverse("deposits:portal_flexible_do", args=["no_debit"])
        assert "自动扣款已终止" in pages.text_of(client, end, {})
        assert "没有约定自动扣款" in pages.text_of(client, end, {})

    def test_the_export_of_ones_own_data_has_agreement_payments_and_card(self) -> None:
        make.bank_account()
        mandate = signed(joined(), on=10)
        assert tried(mandate) is not None
        (own,) = account_queries.own_data(people.zhang_san().person)["公积金账户"]
        (agreement,) = own["灵活就业缴存"]
        assert [each["金额（分）"] for each in agreement["缴款记录"]] == [80_000]
        assert [each["付款卡号"] for each in agreement["自动扣款"]] == [CARD]

    def test_a_window_signs_it_for_them(self) -> None:
        person = joined().account.person_id
        mine, teller = card(), people.browser(people.wang_wu())
        address = reverse("deposits:counter_flexible_mandate", args=[person])
        answers = {"card": mine.pk, "day": "8", "agreed": "on"}
        assert "以后每月 8 日自动扣款" in pages.text_of(teller, address, answers)


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
class TestBack:
    """Months that were missed are made up for: by their own limits, not as in time."""

    def gap(self) -> FlexibleMember:
        """He paid for October and January and missed what lies between; it is February."""
        make.bank_account()
        member = joined()
        pay(ordered(member), "A")
        day(date(2027, 1, 11))
        pay(ordered(member), "B")
        day(date(2027, 2, 10))
        return member

    def back(self, member: FlexibleMember, *months: str) -> OwnPayment:
        return own_back.order_back_payment(member_id=member.pk, months=months, by=people.zhang_san(), at=make.AT)

    def test_missed_months_are_paid_and_do_not_count_as_in_time(self) -> None:
        member = self.gap()
        account = PersonalAccount.objects.get(pk=member.account_id)
        assert months_continuous(account) == 1
        payment = self.back(member, "202612", "202611")
        assert (payment.purpose, payment.months, payment.total_fen) == (OwnPurpose.BACK, 2, 160_000)
        assert [each.month for each in payment.months_back.order_by("month")] == ["202611", "202612"]
        with pytest.raises(PaymentWaits):
            ordered(member)
        pay(payment, "C")
        account.refresh_from_db()
        assert (payment.status, account.paid_through) == ("CREDITED", "202701")
        assert members.missed(FlexibleMember.objects.get(pk=member.pk), date(2027, 2, 10)) == {}
        paid = {each.month: each.fen for each in queries.months_paid(account, "202701", 4)}
        assert paid == dict.fromkeys(months_from("202610", "202701"), 80_000)
        assert months_continuous(account) == 1
        told = Message.objects.filter(template__event__code="contribution_credited", channel="INBOX").latest("id")
        assert "2026年11月至12月" in told.body

    def test_what_is_paid_or_not_over_is_not_made_up_for(self) -> None:
        member = self.gap()
        for months in ((), ("202610",), ("202702",), ("202609",), ("202611", "202701"), ("2026-11",)):
            with pytest.raises(NotMissed):
                self.back(member, *months)
        self.back(member, "202611")
        with pytest.raises(PaymentWaits):
            self.back(member, "202612")

    def test_missed_months_are_transferred_and_never_fetched_nor_made_void(self) -> None:
        member = self.gap()
        payment = self.back(member, "202611")
        mandate = signed(member, on=10)
        for on in (date(2027, 2, 10), date(2027, 2, 13), date(2027, 3, 10)):
            day(on)
            assert tried(mandate, on) is None and tasks.follow_debits() == 0
        payment.refresh_from_db()
        assert payment.status == "AWAITING" and not CollectionOrder.objects.exists()
        pay(payment, "C")
        assert tasks.follow_debits() == 1  # now the months to come are fetched again
        assert OwnPayment.objects.latest("id").purpose == OwnPurpose.REGULAR

    def test_missed_months_tried_in_vain_before_keep_their_number(self) -> None:
        member = self.gap()
        payment = self.back(member, "202611")
        mandate = signed(member, "9011", 10)
        for number in (1, 2):
            collection = own_fetching.order(mandate, payment, f"own-debit-{number}", payment.total_fen, make.AT)
            facts = {"number": number, "collection": fetch(collection), "on": date(2027, 2, 9 + number)}
            OwnDebit.objects.create(mandate=mandate, payment=payment, status=DebitStatus.FAILED, **facts)
        day(date(2027, 3, 10))
        assert tried(mandate, date(2027, 3, 11)) is None
        payment.refresh_from_db()
        assert payment.status == "AWAITING"

    def test_who_has_stopped_goes_on_first(self) -> None:
        member = self.gap()
        flexible.stop_flexible(member_id=member.pk, by=people.zhang_san(), at=make.AT)
        with pytest.raises(WrongState):
            self.back(member, "202611")

    def test_a_year_paid_at_once_counts_for_each_of_its_months(self) -> None:
        make.bank_account()
        member = joined(Schedule.YEARLY)
        pay(ordered(member))
        account = PersonalAccount.objects.get(pk=member.account_id)
        assert {each.fen for each in queries.months_paid(account, "202706", 9)} == {80_000}
        assert months_continuous(account) == 9

    def test_the_portal_and_a_window_offer_the_months(self) -> None:
        member = self.gap()
        client, teller = people.browser(people.zhang_san()), people.browser(people.wang_wu())
        home, address = reverse("deposits:portal_flexible"), reverse("deposits:portal_flexible_back")
        assert address in client.get(home).content.decode()
        page = pages.said(client, address)
        assert "2026 年 11 月，800.00 元" in page and "2026 年 10 月，" not in page
        assert client.post(address, {"go": "1"}).status_code == 422
        assert client.post(address, {"months": ["202610"]}).status_code == 422
        assert "已开，请按下面的账号转账" in pages.text_of(client, address, {"months": ["202611"]})
        assert "补缴 1 个月" in pages.said(client, home)
        counter = reverse("deposits:counter_flexible_back", args=[member.account.person_id])
        assert "正在等候到账" in pages.text_of(teller, counter, {"months": ["202612"]})
        other = people.browser(people.qian_qi())
        assert other.get(address).status_code == 404
        flexible.cancel_own_payment(payment_id=OwnPayment.objects.latest("id").pk, by=people.zhang_san(), at=make.AT)
        pay(self.back(member, "202611", "202612"), "C")
        assert "没有可以补缴的月份" in pages.said(client, address)


@pytest.mark.django_db(transaction=True)
def test_two_who_fetch_at_once_fetch_once(open_day: date) -> None:
    make.bank_account()
    mandate = signed(joined(), on=10)
    wrong: list[BaseException] = []

    def go() -> None:
        try:
            tried(mandate)
            for order in CollectionOrder.objects.all():
                fetch(order)
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
    assert OwnPayment.objects.count() == 1
    order = CollectionOrder.objects.get()
    assert (order.status, order.events.count()) == (CollectionStatus.SETTLED, 3)
