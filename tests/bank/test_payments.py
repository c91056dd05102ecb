"""Payment orders: three persons, once out, never paid twice, whatever the bank says or does not say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from bank import operations, queries, tasks
from bank.gateways.base import Answer, GatewayDown, Instruction, Notice, Result, gateway
from bank.gateways.sandbox import SandboxGateway
from bank.models import (
    BankAccount,
    BankLine,
    DayReconciliation,
    Outcome,
    PaymentOrder,
    PaymentResultFile,
    SandboxPayment,
)
from bank.rules.tables import BadFile
from bank.states import ORDER_MOVES, Channel, OrderStatus, OutcomeKind
from common.errors import WrongState
from ledger.operations import KeyReused
from tests import people
from tests.bank import money
from tests.ledger import threads
from tests.make import AT

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)


def fresh(order: PaymentOrder) -> PaymentOrder:
    return PaymentOrder.objects.get(pk=order.pk)


def outcomes(order: PaymentOrder) -> list[str]:
    return list(Outcome.objects.filter(order=order).order_by("id").values_list("kind", flat=True))


def ask(order: PaymentOrder) -> PaymentOrder:
    return operations.ask_bank(order_id=order.pk, gateway=SandboxGateway(), by=None, at=LATER)


def test_the_same_key_gives_the_first_order_back_and_a_changed_one_is_refused() -> None:
    money.account()
    assert money.order() == money.order()
    with pytest.raises(KeyReused):
        money.order(1)
    with pytest.raises(KeyReused):
        money.order(payee="6217000000000002")


def test_an_order_needs_an_account_that_pays() -> None:
    with pytest.raises(operations.NoPayingAccount):
        money.order()


def test_maker_reviewer_and_authoriser_are_three_persons() -> None:
    money.account()
    order = money.order(by=people.zhou_jiu())
    with pytest.raises(operations.SamePerson):
        operations.review_order(order_id=order.pk, by=people.zhou_jiu(), at=AT)
    operations.review_order(order_id=order.pk, by=people.feng_er(), at=AT)
    for same in (people.zhou_jiu(), people.feng_er()):
        with pytest.raises(operations.SamePerson):
            operations.authorise_order(order_id=order.pk, by=same, at=AT)
    assert fresh(order).status == OrderStatus.REVIEWED


def test_the_database_itself_refuses_one_person_in_two_parts() -> None:
    money.account()
    order = money.order()
    person = people.sun_ba().person_id
    other = people.zhou_jiu().person_id
    rows = PaymentOrder.objects.filter(pk=order.pk)
    for facts in (
        {"reviewed_by_person_id": person},
        {"authorised_by_person_id": person},
        {"reviewed_by_person_id": other, "authorised_by_person_id": other},
        {"status": OrderStatus.AUTHORISED},
        {"status": OrderStatus.SENT, "sent_at": AT},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**facts)


@pytest.mark.parametrize("status", OrderStatus.values)
def test_each_agreement_is_given_from_one_status_only(status: str) -> None:
    own = {"review": OrderStatus.MADE, "authorise": OrderStatus.REVIEWED, "send": OrderStatus.AUTHORISED}
    for action, source in own.items():
        assert (status in ORDER_MOVES[action][0]) == (status == source)


def test_an_order_that_is_not_authorised_is_not_sent() -> None:
    money.account()
    order = money.order()
    assert money.send(order).status == OrderStatus.MADE
    assert SandboxPayment.objects.count() == 0


def test_a_payment_is_settled_with_the_banks_serial_and_date() -> None:
    money.account()
    order = money.send(money.authorised())
    assert (order.status, order.value_date) == (OrderStatus.SETTLED, date(2026, 10, 10))
    assert order.bank_serial.startswith("SBFK")
    assert outcomes(order) == [OutcomeKind.SETTLED]
    assert money.send(order).status == OrderStatus.SETTLED
    assert SandboxPayment.objects.count() == 1


def test_a_refused_payment_comes_back_unpaid() -> None:
    money.account()
    order = money.send(money.authorised(payee="6217000000009001"))
    assert (order.status, order.message) == (OrderStatus.RETURNED, "收款账号不存在")
    assert outcomes(order) == [OutcomeKind.RETURNED]


def test_unknown_is_asked_about_and_never_paid_again() -> None:
    money.account()
    order = money.send(money.authorised(payee="6217000000009002"))
    assert fresh(order).status == OrderStatus.UNKNOWN
    assert outcomes(order) == []
    for _again in range(3):
        money.send(order)
    assert SandboxPayment.objects.count() == 1
    with pytest.raises(WrongState):
        operations.authorise_order(order_id=order.pk, by=people.feng_er(), at=AT)
    assert ask(order).status == OrderStatus.SETTLED
    assert ask(order).status == OrderStatus.SETTLED
    assert outcomes(order) == [OutcomeKind.SETTLED]


def test_unknown_may_turn_out_unpaid() -> None:
    money.account()
    order = money.send(money.authorised(payee="6217000000009003"))
    assert ask(order).status == OrderStatus.UNKNOWN
    assert ask(order).status == OrderStatus.RETURNED
    assert outcomes(order) == [OutcomeKind.RETURNED]


def test_a_slow_bank_is_waited_for() -> None:
    money.account()
    order = money.send(money.authorised(payee="6217000000009004"))
    assert fresh(order).status == OrderStatus.SENT
    assert (ask(order).status, fresh(order).message) == (OrderStatus.SENT, "银行处理中")
    assert ask(order).status == OrderStatus.SETTLED


def test_a_bank_that_breaks_off_or_is_not_reached_leaves_the_order_unknown() -> None:
    money.account()
    broken = money.send(money.authorised(payee="6217000000009006"))
    assert broken.status == OrderStatus.UNKNOWN
    assert ask(broken).status == OrderStatus.SETTLED
    away = money.send(money.authorised(key="pay-2", payee="6217000000009007"))
    assert ask(away).status == OrderStatus.UNKNOWN
    assert fresh(away).message == "银行查无此笔"


class Down:
    def pay(self, instruction: Instruction) -> Answer:
        raise GatewayDown("away")

    def ask(self, business_no: str) -> Answer:
        raise GatewayDown("away")

    def notices(self) -> list[Notice]:
        raise GatewayDown("away")


def test_asking_a_bank_that_is_away_changes_nothing() -> None:
    money.account()
    order = money.send(money.authorised(payee="6217000000009002"))
    assert operations.ask_bank(order_id=order.pk, gateway=Down(), by=None, at=LATER).status == OrderStatus.UNKNOWN


def test_killed_between_sending_and_the_answer_the_order_is_asked_about_and_not_sent_again() -> None:
    money.account()
    order = money.authorised()
    from bank.operations import payments

    assert payments._claim(order_id=order.pk, at=AT) is not None
    assert payments._claim(order_id=order.pk, at=AT) is None
    assert money.send(order).status == OrderStatus.SENT
    assert SandboxPayment.objects.count() == 0
    assert ask(order).status == OrderStatus.UNKNOWN


def test_only_an_unknown_payment_is_declared_unpaid_by_two_and_neither_is_its_maker() -> None:
    money.account()
    order = money.authorised(payee="6217000000009002")
    with pytest.raises(WrongState):
        operations.declare_unpaid(order_id=order.pk, by=people.feng_er(), at=AT, note="x")
    money.send(order)
    with pytest.raises(operations.SamePerson):
        operations.declare_unpaid(order_id=order.pk, by=people.sun_ba(), at=AT, note="x")
    with pytest.raises(operations.NotNoted):
        operations.declare_unpaid(order_id=order.pk, by=people.feng_er(), at=AT, note="银行书面答复")
    with pytest.raises(operations.SamePerson):
        operations.note_unpaid(order_id=order.pk, by=people.sun_ba(), at=AT, note="银行书面答复")
    operations.note_unpaid(order_id=order.pk, by=people.zhou_jiu(), at=AT, note="银行书面答复")
    with pytest.raises(operations.SamePerson):
        operations.declare_unpaid(order_id=order.pk, by=people.zhou_jiu(), at=AT, note="银行书面答复")
    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentOrder.objects.filter(pk=order.pk).update(unpaid_confirmed_by_person=people.zhou_jiu().person_id)
    operations.declare_unpaid(order_id=order.pk, by=people.feng_er(), at=AT, note="银行书面答复")
    assert outcomes(order) == [OutcomeKind.RETURNED]


def test_a_rejected_order_is_never_sent() -> None:
    money.account()
    order = money.authorised()
    operations.reject_order(order_id=order.pk, by=people.zhou_jiu(), at=AT, note="暂停")
    assert money.send(order).status == OrderStatus.REJECTED
    with pytest.raises(WrongState):
        operations.reject_order(order_id=order.pk, by=people.zhou_jiu(), at=AT, note="暂停")
    assert outcomes(order) == [OutcomeKind.RETURNED]


def test_a_debit_line_with_our_number_settles_an_unknown_payment() -> None:
    money.account()
    order = money.send(money.authorised(1_000, payee="6217000000009007"))
    money.take_in(("P1", -1_000, {"remark": f"付款 {order.number}"}))
    assert (fresh(order).status, fresh(order).bank_serial) == (OrderStatus.SETTLED, "P1")
    other = money.send(money.authorised(1_000, key="pay-2", payee="6217000000009007"))
    money.take_in(("P2", -999, {"remark": other.number}), opening_fen=money.OPENING_FEN - 1_000)
    assert fresh(other).status == OrderStatus.UNKNOWN


def test_the_bank_notifies_twice_and_the_line_counts_once() -> None:
    money.account()
    order = money.send(money.authorised(payee="6217000000009005"))
    assert tasks.collect_notices() == 1
    assert tasks.collect_notices() == 1
    assert tasks.collect_notices() == 0
    line = BankLine.objects.get()
    assert (line.bank_serial, line.remark) == (fresh(order).bank_serial, order.number)


def test_notices_that_are_refused_or_a_bank_that_is_away_do_not_stop_the_task(
    settings: object, caplog: pytest.LogCaptureFixture
) -> None:
    account = money.account()
    money.send(money.authorised(payee="6217000000009005"))
    order = PaymentOrder.objects.get()
    changed = money.notice(order.bank_serial, 1, 0)
    operations.receive_notice(notice=changed, at=AT)
    assert tasks.collect_notices() == 1
    assert "refused" in caplog.text
    settings.BANK_GATEWAY = "tests.bank.test_payments.Down"  # type: ignore[attr-defined]
    assert isinstance(gateway(), Down)
    assert tasks.collect_notices() == 0
    assert account.lines.count() == 1


def test_timed_jobs_send_ask_sweep_and_reconcile() -> None:
    money.account()
    first = money.authorised()
    second = money.authorised(1_000, key="pay-2", payee="6217000000009002")
    assert tasks.send_payments() == 2
    assert tasks.send_payments() == 0
    assert fresh(first).status == OrderStatus.SETTLED
    PaymentOrder.objects.filter(pk=second.pk).update(asked_at=AT)
    assert tasks.ask_about_payments() == 1
    assert fresh(second).status == OrderStatus.SETTLED
    assert tasks.ask_about_payments() == 0
    money.take_in(("A1", 100, {}))
    assert tasks.sweep() == 0
    assert tasks.reconcile() == 1
    assert DayReconciliation.objects.get().is_clean
    assert tasks.reconcile() == 0


def test_a_file_carries_what_a_direct_line_does_not() -> None:
    account = money.account(channel=Channel.FILE)
    order = money.authorised()
    assert money.send(order).status == OrderStatus.AUTHORISED
    assert list(queries.orders_to_send()) == []
    batch = operations.export_payments(bank_account_id=account.pk, by=people.sun_ba(), at=AT)
    assert (batch.order_count, batch.total_fen) == (1, 500_000)
    assert fresh(order).batch == batch
    with pytest.raises(operations.NothingToExport):
        operations.export_payments(bank_account_id=account.pk, by=people.sun_ba(), at=AT)
    import hashlib

    assert hashlib.sha256(queries.batch_content(batch)).hexdigest() == batch.sha256


def test_results_are_taken_whole_or_not_at_all_and_twice_does_nothing() -> None:
    account = money.account(channel=Channel.FILE)
    one, two, three = (money.authorised(1_000 + n, key=f"pay-{n}") for n in range(3))
    batch = operations.export_payments(bank_account_id=account.pk, by=people.sun_ba(), at=AT)
    heads = "line_no,business_no,amount,status,bank_serial,host_date,message"
    rows = [
        f"1,{one.number},10.00,00,B1,2026-10-10,成功",
        f"2,{two.number},10.01,11,,,不明",
        f"3,{three.number},10.02,E1,,,户名不符",
    ]

    def bring(count: int, total_fen: int, *lines: str) -> int:
        return operations.import_results(
            batch_id=batch.pk,
            content="\n".join([heads, *lines]).encode(),
            count=count,
            total_fen=total_fen,
            by=people.zhou_jiu(),
            at=AT,
        )

    with pytest.raises(BadFile):
        bring(3, 3_004, rows[0], rows[1], rows[2].replace("10.02", "10.03"))
    for count, total_fen in ((2, 3_003), (3, 3_002)):
        with pytest.raises(BadFile):
            bring(count, total_fen, *rows)
    assert fresh(one).status == OrderStatus.SENT and not batch.result_files.exists()
    assert bring(3, 3_003, *rows) == 3
    assert bring(3, 3_003, *rows) == 3
    statuses = [fresh(order).status for order in (one, two, three)]
    assert statuses == [OrderStatus.SETTLED, OrderStatus.UNKNOWN, OrderStatus.RETURNED]
    assert outcomes(one) == [OutcomeKind.SETTLED]
    assert bring(1, 1_001, f"2,{two.number},10.01,00,B2,2026-10-11,成功") == 1
    assert fresh(two).value_date == date(2026, 10, 11)
    taken = list(batch.result_files.order_by("id").values_list("order_count", "total_fen"))
    assert taken == [(3, 3_003), (3, 3_003), (1, 1_001)]


def test_results_are_refused_from_who_made_a_payment_or_carried_the_file() -> None:
    account = money.account(channel=Channel.FILE)
    order = money.authorised(1_000)
    batch = operations.export_payments(bank_account_id=account.pk, by=people.zheng_yi(), at=AT)
    content = (
        f"line_no,business_no,amount,status,bank_serial,host_date,message\n1,{order.number},10.00,E1,,,户名不符\n"
    ).encode()
    for who in (people.sun_ba(), people.zheng_yi()):  # made the order; exported the file
        with pytest.raises(operations.SamePerson):
            operations.import_results(batch_id=batch.pk, content=content, count=1, total_fen=1_000, by=who, at=AT)
    assert fresh(order).status == OrderStatus.SENT
    operations.import_results(batch_id=batch.pk, content=content, count=1, total_fen=1_000, by=people.feng_er(), at=AT)
    assert fresh(order).status == OrderStatus.RETURNED
    with pytest.raises(IntegrityError, match="order_result_is_not_the_makers_word"), transaction.atomic():
        PaymentOrder.objects.filter(pk=order.pk).update(result_by_person=order.made_by_person)
    with pytest.raises(IntegrityError, match="results_come_by_a_second_person"), transaction.atomic():
        PaymentResultFile.objects.create(
            batch=batch,
            order_count=1,
            total_fen=1_000,
            sha256="0" * 64,
            exported_by_person=batch.by.person,
            by=batch.by,
            by_person=batch.by.person,
            at=AT,
        )


def test_an_account_on_the_direct_line_exports_nothing() -> None:
    account = money.account()
    money.authorised()
    with pytest.raises(operations.NothingToExport):
        operations.export_payments(bank_account_id=account.pk, by=people.sun_ba(), at=AT)


@pytest.mark.django_db(transaction=True)
def test_many_workers_send_one_payment_once() -> None:
    money.account()
    order = money.authorised()
    threads.together([lambda: money.send(order)] * 6)
    assert SandboxPayment.objects.count() == 1
    assert fresh(order).events.filter(action="send").count() == 1
    assert outcomes(order) == [OutcomeKind.SETTLED]


@pytest.mark.django_db(transaction=True)
def test_two_who_authorise_at_once_authorise_once() -> None:
    money.account()
    order = money.order()
    operations.review_order(order_id=order.pk, by=people.zhou_jiu(), at=AT)
    by = people.feng_er()
    results = threads.together([lambda: operations.authorise_order(order_id=order.pk, by=by, at=AT)] * 3)
    assert sum(isinstance(result, PaymentOrder) for result in results) == 1
    assert BankAccount.objects.count() == 1


def test_an_answer_without_a_date_is_no_settlement() -> None:
    money.account()
    order = money.send(money.authorised(payee="6217000000009004"))
    answer = Answer(Result.SETTLED, "B1", None)
    assert operations.record_answer(order_id=order.pk, answer=answer, by=None, at=AT).status == OrderStatus.SENT
