"""Direct debit: fetched on its day, matched as an ordinary receipt, tried once more, never twice."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from django.db import connections, transaction
from django.urls import reverse

from bank import operations as bank
from bank import tasks as bank_tasks
from bank.gateways.sandbox import SandboxGateway
from bank.models import CollectionOrder, Expectation
from bank.states import CollectionStatus
from common.errors import WrongState
from deposits import operations, tasks
from deposits.models import DebitMandate, DebitTry, EmployerAccount, RemittanceList
from deposits.operations import debits
from deposits.operations.debits import BeingFetched, MandateHolds, MandateTerms
from deposits.operations.personal import EmployerNotActive
from deposits.queries.debits import mandates_due
from deposits.states import ChangeKind, DebitStatus, ListStatus, MandateStatus
from desk.models import Case
from ledger.operations import KeyReused
from notifications.models import Message
from policy import operations as policy
from tests import make, people
from tests.deposits import pages, world
from tests.deposits.lists import line, next_list

LIST_FEN = 466_600


def day(on: date) -> None:
    """The business date."""
    with transaction.atomic():
        policy.set_book_date(on=on)


def signed(account: EmployerAccount, *, ending: str = "5095", limit: int = 1_000_000, on: int = 10) -> DebitMandate:
    """A mandate; `ending` is how the payer's account ends, which tells the sandbox what to do."""
    terms = MandateTerms(f"088045320733{ending}", account.employer.name, "建设银行", limit, on, date(2026, 10, 10))
    return debits.sign_mandate(employer_account_id=account.pk, terms=terms, by=people.wang_wu(), at=make.AT)


def fetch(order: CollectionOrder) -> CollectionOrder:
    """The order goes to the bank."""
    return bank.send_collection(order_id=order.pk, gateway=SandboxGateway(), at=make.AT)


def tried(mandate: DebitMandate) -> DebitTry | None:
    """What the day's job does with a mandate."""
    return debits.try_debit(mandate_id=mandate.pk, at=make.AT)


@pytest.mark.django_db
class TestFetching:
    """From the mandate to the money."""

    def test_a_list_is_fetched_on_its_day_and_paid_by_an_ordinary_receipt(self, employer: EmployerAccount) -> None:
        remittance = world.declared(employer)
        mandate = signed(employer, on=12)
        assert tried(mandate) is None  # the tenth is too early
        day(date(2026, 10, 12))
        assert tasks.follow_debits() == 1
        assert tasks.follow_debits() == 0
        order = CollectionOrder.objects.get()
        assert (order.amount_fen, order.reference, order.agreement) == (LIST_FEN, remittance.number, mandate.number)
        assert bank_tasks.collect() == 1
        order.refresh_from_db()
        assert (order.status, order.value_date) == (CollectionStatus.SETTLED, date(2026, 10, 12))
        assert debits.follow_debit(at=make.AT) == 1
        assert debits.follow_debit(at=make.AT) == 0
        assert DebitTry.objects.get().status == DebitStatus.DONE
        remittance.refresh_from_db()
        assert remittance.status == ListStatus.AWAITING  # fetched is not yet arrived
        assert tried(mandate) is None
        assert bank_tasks.collect_notices() == 1
        bank.sweep(by=None, at=make.AT)
        tasks.allocate_covered()
        remittance.refresh_from_db()
        assert remittance.status == ListStatus.ALLOCATED
        assert Expectation.objects.get(reference=remittance.number).received_fen == LIST_FEN

    def test_without_money_the_clerk_is_told_and_it_is_tried_once_more(self, employer: EmployerAccount) -> None:
        world.declared(employer)
        mandate = signed(employer, ending="9011")
        first = tried(mandate)
        assert first is not None and fetch(first.collection).status == CollectionStatus.FAILED
        debits.follow_debit(at=make.AT)
        day(date(2026, 10, 12))
        assert tried(mandate) is None
        day(date(2026, 10, 13))
        second = tried(mandate)
        assert second is not None and second.number == 2
        fetch(second.collection)
        debits.follow_debit(at=make.AT)
        day(date(2026, 10, 30))
        assert tried(mandate) is None
        told = Message.objects.filter(template__event__code="debit_failed", channel="INBOX").order_by("id")
        assert ["再扣一次" in each.body for each in told] == [True, False]
        assert "付款账户余额不足" in pages.said(pages.clerk(), reverse("deposits:employer_debit"))

    def test_what_is_unknown_is_asked_and_never_fetched_again(self, employer: EmployerAccount) -> None:
        world.declared(employer)
        mandate = signed(employer, ending="9012")
        first = tried(mandate)
        assert first is not None
        order = fetch(first.collection)
        assert order.status == CollectionStatus.UNKNOWN
        assert fetch(order).status == CollectionStatus.UNKNOWN
        day(date(2026, 10, 30))
        assert tried(mandate) is None
        order = bank.ask_about_collection(order_id=order.pk, gateway=SandboxGateway(), at=make.AT)
        assert order.status == CollectionStatus.SETTLED
        again = bank.ask_about_collection(order_id=order.pk, gateway=SandboxGateway(), at=make.AT)
        assert again.status == CollectionStatus.SETTLED
        assert order.events.count() == 4

    def test_what_the_bank_never_did_is_failed_once_it_says_so(self, employer: EmployerAccount) -> None:
        world.declared(employer)
        first = tried(signed(employer, ending="9013"))
        assert first is not None
        fetch(first.collection)
        for status in (CollectionStatus.UNKNOWN, CollectionStatus.FAILED):
            found = bank.ask_about_collection(order_id=first.collection_id, gateway=SandboxGateway(), at=make.AT)
            assert found.status == status

    def test_a_bank_that_is_not_reached_leaves_the_order_unknown(self, employer: EmployerAccount) -> None:
        world.declared(employer)
        first = tried(signed(employer, ending="9007"))
        assert first is not None and fetch(first.collection).status == CollectionStatus.UNKNOWN
        found = bank.ask_about_collection(order_id=first.collection_id, gateway=SandboxGateway(), at=make.AT)
        assert found.status == CollectionStatus.UNKNOWN

    def test_only_what_is_missing_is_fetched_and_nothing_above_the_limit(self, employer: EmployerAccount) -> None:
        remittance = world.declared(employer)
        mandate = signed(employer, limit=LIST_FEN - 1)
        assert tried(mandate) is None
        assert tried(mandate) is None
        assert Message.objects.filter(template__event__code="debit_above_limit", channel="INBOX").count() == 1
        world.pay(remittance, 400_000)
        found = tried(mandate)
        assert found is not None and found.collection.amount_fen == 66_600

    def test_a_part_that_comes_meanwhile_lessens_an_order_the_bank_has_not_heard_of(
        self, employer: EmployerAccount
    ) -> None:
        remittance = world.declared(employer)
        found = tried(signed(employer))
        assert found is not None
        first = found.collection
        world.pay(remittance, 400_000)
        first.refresh_from_db()
        found.refresh_from_db()
        assert (first.status, first.amount_fen) == (CollectionStatus.CANCELLED, LIST_FEN)
        assert (found.number, found.status, found.collection.amount_fen) == (1, DebitStatus.UNDER_WAY, 66_600)
        assert fetch(first).status == CollectionStatus.CANCELLED
        assert fetch(found.collection).status == CollectionStatus.SETTLED

    def test_what_the_bank_has_been_told_is_not_changed_any_more(self, employer: EmployerAccount) -> None:
        remittance = world.declared(employer)
        found = tried(signed(employer, ending="9012"))
        assert found is not None
        fetch(found.collection)
        world.pay(remittance, 400_000)
        found.refresh_from_db()
        assert found.collection.amount_fen == LIST_FEN

    def test_an_order_waits_while_less_is_missing_than_it_would_fetch(self, employer: EmployerAccount) -> None:
        remittance = world.declared(employer)
        found = tried(signed(employer))
        assert found is not None
        Expectation.objects.filter(reference=remittance.number).update(received_fen=1, status="PARTLY")
        assert fetch(found.collection).status == CollectionStatus.MADE
        with transaction.atomic():
            debits.fit(remittance, at=make.AT)
        found.refresh_from_db()
        assert found.collection.amount_fen == LIST_FEN - 1
        assert fetch(found.collection).status == CollectionStatus.SETTLED

    def test_a_month_end_without_business_is_not_skipped(self, employer: EmployerAccount) -> None:
        world.declared(employer)
        mandate = signed(employer, on=28)
        day(date(2026, 10, 27))
        assert mandates_due(date(2026, 10, 27)) == [] and tried(mandate) is None
        day(date(2026, 11, 2))  # the last days of October were holidays
        assert mandates_due(date(2026, 11, 2)) == [mandate.pk]
        assert tried(mandate) is not None
        assert mandates_due(date(2026, 11, 2)) == []

    def test_a_second_try_comes_in_the_next_month_where_its_day_lies_there(self, employer: EmployerAccount) -> None:
        world.declared(employer)
        ended = signed(employer, on=1)
        debits.end_mandate(mandate_id=ended.pk, reason="换账户", by=people.wang_wu(), at=make.AT)
        mandate = signed(employer, ending="9011", on=28)
        day(date(2026, 10, 30))
        first = tried(mandate)
        assert first is not None
        fetch(first.collection)
        debits.follow_debit(at=make.AT)
        day(date(2026, 11, 2))
        assert mandates_due(date(2026, 11, 2)) == [mandate.pk]
        second = tried(mandate)
        assert second is not None and second.number == 2

    def test_what_the_bank_knows_and_the_list_not_yet_is_not_fetched(self, employer: EmployerAccount) -> None:
        remittance = world.declared(employer)
        mandate = signed(employer)
        world.pay(remittance, 400_000)
        RemittanceList.objects.filter(pk=remittance.pk).update(received_fen=0, status=ListStatus.AWAITING)
        found = tried(mandate)
        assert found is not None and found.collection.amount_fen == 66_600

    def test_the_same_key_orders_once(self, employer: EmployerAccount) -> None:
        facts = {"key": "k", "source": "x", "payer_account": "1", "payer_name": "厂", "agreement": "T"}
        more = {"reference": "HJ1", "by": None, "at": make.AT}
        with transaction.atomic():
            first = bank.order_collection(amount_fen=100, **facts, **more)
            assert bank.order_collection(amount_fen=100, **facts, **more) == first
            with pytest.raises(KeyReused):
                bank.order_collection(amount_fen=101, **facts, **more)

    def test_a_centre_without_a_direct_line_cannot_fetch(self, open_day: date) -> None:
        with pytest.raises(bank.NoCollectingAccount), transaction.atomic():
            bank.order_collection(
                key="k",
                source="x",
                amount_fen=1,
                payer_account="1",
                payer_name="厂",
                agreement="T",
                reference="HJ1",
                by=None,
                at=make.AT,
            )


@pytest.mark.django_db
class TestEnding:
    """A list that the bank may still fetch is not ended: declared anew it would be fetched twice."""

    def void(self, remittance: RemittanceList) -> RemittanceList:
        return operations.void_list(list_id=remittance.pk, reason="报错", by=None, at=make.AT)

    def test_an_order_the_bank_has_not_heard_of_is_recalled_with_the_list(self, employer: EmployerAccount) -> None:
        remittance = world.declared(employer)
        found = tried(signed(employer))
        assert found is not None
        assert self.void(remittance).status == ListStatus.VOID
        found.refresh_from_db()
        assert found.status == DebitStatus.RECALLED
        assert fetch(found.collection).status == CollectionStatus.CANCELLED
        assert debits.follow_debit(at=make.AT) == 0
        assert bank_tasks.collect() == 0
        lines = [line(employer, name, ChangeKind.NORMAL) for name in world.BASES]
        again = world.declared(employer, next_list(employer, "202610", *lines))
        assert tried(found.mandate) is not None and again.debits.count() == 1

    @pytest.mark.parametrize("ending", ["5095", "9012"])
    def test_what_the_bank_is_fetching_or_has_fetched_is_not_made_void(
        self, employer: EmployerAccount, ending: str
    ) -> None:
        remittance = world.declared(employer)
        found = tried(signed(employer, ending=ending))
        assert found is not None
        fetch(found.collection)
        with pytest.raises(BeingFetched, match="银行正在扣这张清册的款"):
            self.void(remittance)
        day(date(2027, 3, 10))
        assert operations.stale_lists() == [remittance.pk]
        assert tasks.void_stale_lists() == 0
        bank.ask_about_collection(order_id=found.collection_id, gateway=SandboxGateway(), at=make.AT)
        debits.follow_debit(at=make.AT)
        with pytest.raises(BeingFetched):  # fetched, and not here yet
            self.void(remittance)
        assert "银行正在扣" in pages.text_of(
            pages.clerk(), reverse("deposits:employer_void", args=[remittance.pk]), {"reason": "报错"}
        )

    def test_what_the_bank_did_not_fetch_is_made_void(self, employer: EmployerAccount) -> None:
        remittance = world.declared(employer)
        found = tried(signed(employer, ending="9011"))
        assert found is not None
        fetch(found.collection)
        with pytest.raises(BeingFetched):
            self.void(remittance)
        debits.follow_debit(at=make.AT)
        assert self.void(remittance).status == ListStatus.VOID

    def test_what_was_fetched_and_has_come_is_made_void(self, employer: EmployerAccount) -> None:
        remittance = world.declared(employer)
        found = tried(signed(employer))
        assert found is not None
        fetch(found.collection)
        debits.follow_debit(at=make.AT)
        assert bank_tasks.collect_notices() == 1
        with pytest.raises(BeingFetched):
            self.void(remittance)
        bank.sweep(by=None, at=make.AT)
        assert self.void(remittance).status == ListStatus.VOID

    def test_a_list_paid_otherwise_recalls_its_order(self, employer: EmployerAccount) -> None:
        remittance = world.declared(employer)
        found = tried(signed(employer))
        assert found is not None
        world.pay(remittance)
        assert remittance.status == ListStatus.ALLOCATED
        found.refresh_from_db()
        found.collection.refresh_from_db()
        assert (found.status, found.collection.status) == (DebitStatus.RECALLED, CollectionStatus.CANCELLED)


@pytest.mark.django_db
class TestMandates:
    """Signed once, ended by either side."""

    def test_one_mandate_holds_and_a_new_one_follows_its_end(self, employer: EmployerAccount) -> None:
        world.declared(employer)
        mandate = signed(employer)
        with pytest.raises(MandateHolds):
            signed(employer)
        facts = {"mandate_id": mandate.pk, "reason": "换账户", "by": people.wang_wu(), "at": make.AT}
        assert debits.end_mandate(**facts).status == MandateStatus.ENDED
        with pytest.raises(WrongState):
            debits.end_mandate(**facts)
        assert tried(mandate) is None
        assert signed(employer).pk != mandate.pk

    def test_a_closed_employer_signs_nothing(self, employer: EmployerAccount) -> None:
        EmployerAccount.objects.filter(pk=employer.pk).update(status="04")
        with pytest.raises(EmployerNotActive):
            signed(employer)

    def test_it_is_signed_at_a_window_and_ended_by_the_clerk(self, employer: EmployerAccount) -> None:
        teller, clerk = people.browser(people.wang_wu()), pages.clerk()
        sign = reverse("deposits:counter_debit_sign", args=[employer.employer_id])
        answers = {
            "payer_account": "0880 4532 0733 5095",
            "payer_name": "辽源市第一机械厂",
            "payer_bank": "建设银行",
            "limit_fen": "50,000",
            "day": "10",
            "signed_on": "2026-10-10",
            "seen": "on",
        }
        assert "每月扣款日" in pages.said(teller, sign)
        assert teller.post(sign, {**answers, "day": "29"}).status_code == 422
        assert teller.post(sign, {**answers, "payer_account": "建行123456"}).status_code == 422
        assert "已签，协议号" in pages.text_of(teller, sign, answers)
        assert "已有生效的托收协议" in pages.text_of(teller, sign, answers)
        assert Case.objects.filter(kind__code="debit_mandate").count() == 1
        page = pages.said(clerk, reverse("deposits:employer_debit"))
        assert "50,000.00" in page and "0880453207335095" not in page
        end = reverse("deposits:employer_debit_end")
        assert "请写明原因" in pages.text_of(clerk, end, {"reason": ""})
        assert "以后不再扣款" in pages.text_of(clerk, end, {"reason": "换账户"})
        assert "没有生效的托收协议" in pages.text_of(clerk, end, {"reason": "换账户"})
        at_counter = reverse("deposits:counter_debit_end", args=[employer.employer_id])
        assert "没有生效的托收协议" in pages.text_of(teller, at_counter, {"reason": "换账户"})


@pytest.mark.django_db(transaction=True)
def test_two_who_fetch_at_once_fetch_once(open_day: date) -> None:
    make.bank_account()
    account = world.employer_account()
    world.declared(account)
    mandate = signed(account)
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
    order = CollectionOrder.objects.get()
    assert (order.status, order.events.count()) == (CollectionStatus.SETTLED, 3)
