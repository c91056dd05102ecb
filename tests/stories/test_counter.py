"""The counter's stories: one case each, from the first word to the last fen, by the hands that may."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts import operations as accounts
from accounts.models import EmployerClerk, User
from accounts.permissions import Role
from bank import operations as bank
from bank.gateways.base import Answer, Result
from bank.models import PaymentOrder, SuspenseItem
from bank.operations import payments
from bank.states import OrderStatus
from deposits import operations, tasks
from deposits.models import SuspenseRefund
from deposits.queries.cases import facts
from desk import operations as desk
from desk.models import Case, CaseEvent, Draft, Requirement
from desk.operations import Missing
from desk.states.cases import CaseStatus, Channel, CheckedBy
from ledger import queries as books
from notifications.models import Message
from tests import make, people
from tests.deposits import world as fund
from tests.deposits.pages import hidden
from tests.desk import world

NOW = world.AT
VALUE = date(2026, 10, 10)


@pytest.fixture
def item(open_day: date) -> SuspenseItem:
    """500.00 that 李四's employer paid too much, lying in suspense."""
    make.bank_account()
    account = fund.employer_account()
    person = people.li_si().person
    for other in EmployerClerk.objects.filter(person=person, ended_at=None):
        accounts.end_clerk(clerk_id=other.pk, by=people.wang_wu(), at=make.AT)
    accounts.authorise_clerk(
        employer_id=account.employer_id, person_id=person.pk, mandate="授权书", by=people.wang_wu(), at=make.AT
    )
    fund.receive(500_00, remark="多汇")
    return SuspenseItem.objects.get(employer=account.employer_id)


def apply(item: SuspenseItem, *, by: User | None = None, fen: int = 500_00, at: datetime = NOW) -> Case:
    """The clerk asks the money back."""
    return operations.apply_refund(
        item_id=item.pk, fen=fen, reason="重复汇款", channel=Channel.EMPLOYER, by=by or people.li_si(), at=at
    )


def now_(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


def head_of_branch() -> User:
    """赵六 as somebody whose word is enough for small amounts."""
    return world.rank(people.zhao_liu(), grade=3)


def decide(case: Case, *, at: datetime = NOW) -> None:
    """The window sends it on and the reviewer agrees."""
    desk.send_case(case_id=case.pk, by=people.wang_wu(), at=at)
    desk.review(case_id=case.pk, decision="APPROVE", by=head_of_branch(), at=at)


def pay_out(answer: Callable[[PaymentOrder], Answer] | None = None) -> PaymentOrder:
    """Two more people let the newest order go, and the bank answers."""
    order = PaymentOrder.objects.order_by("-id")[0]
    bank.review_order(order_id=order.pk, by=people.zhou_jiu(), at=NOW)
    bank.authorise_order(order_id=order.pk, by=people.feng_er(), at=NOW)
    PaymentOrder.objects.filter(pk=order.pk).update(status=OrderStatus.SENT, sent_at=NOW)
    said = answer(order) if answer else Answer(Result.SETTLED, f"S{order.pk}", VALUE, "")
    return bank.record_answer(order_id=order.pk, answer=said, by=None, at=NOW)


def tick(case: Case, code: str, at: datetime = NOW) -> None:
    """王五 sees a paper."""
    row = Requirement.objects.get(case=case, code=code)
    desk.check_paper(requirement_id=row.pk, how=CheckedBy.SEEN, by=people.wang_wu(), at=at)


# --- a case that lacks two papers


@pytest.mark.django_db
def test_two_papers_missing_a_gap_promised_decided_and_paid_only_after_the_paper_came(item: SuspenseItem) -> None:
    teller = people.wang_wu()
    case = apply(item)
    assert SuspenseItem.objects.get(pk=item.pk).free_fen == 0
    desk.take(case_id=case.pk, by=teller, at=NOW)
    rows = list(Requirement.objects.filter(case=case))
    desk.give_notice(
        case_id=case.pk,
        missing=[Missing(code=row.code, why="没有提供") for row in rows],
        by=teller,
        at=NOW,
    )
    assert now_(case).status == CaseStatus.RETURNED
    assert (now_(case).notices, now_(case).whose) == (1, "APPLICANT")

    later = NOW + timedelta(days=1)
    tick(case, "application", later)
    desk.promise_papers(case_id=case.pk, codes=["account_proof"], signed_name="李四", by=teller, at=later)
    assert now_(case).status == CaseStatus.SUBMITTED
    desk.accept_case(case_id=case.pk, by=teller, at=later)
    decide(case, at=later)
    assert (now_(case).status, now_(case).gaps) == (CaseStatus.APPROVED, 1)
    tasks.follow_cases()
    assert not PaymentOrder.objects.exists()

    tick(case, "account_proof", later + timedelta(hours=2))
    tasks.follow_cases()
    assert now_(case).status == CaseStatus.IN_EXECUTION
    assert PaymentOrder.objects.get().made_by == teller
    pay_out()
    tasks.follow_cases()
    assert now_(case).status == CaseStatus.DONE
    assert SuspenseItem.objects.get(pk=item.pk).left_fen == 0
    assert books.verify_books() == []


# --- a case returned twice by the reviewer


@pytest.mark.django_db
def test_returned_twice_by_the_reviewer_then_paid_and_the_bank_returned_it_once(item: SuspenseItem) -> None:
    teller = people.wang_wu()
    case = apply(item, by=teller)
    world.check_all(case)
    desk.accept_case(case_id=case.pk, by=teller, at=NOW)
    for _time in range(2):
        desk.send_case(case_id=case.pk, by=teller, at=NOW)
        desk.review(case_id=case.pk, decision="SEND_BACK", reason="原因写得不清楚", by=head_of_branch(), at=NOW)
    decide(case)
    tasks.follow_cases()
    pay_out(lambda _order: Answer(Result.RETURNED, "", None, "账号不符"))
    tasks.follow_cases()
    assert now_(case).status == CaseStatus.IN_EXECUTION
    assert SuspenseItem.objects.get(pk=item.pk).free_fen == 0
    operations.pay_again(case_id=case.pk, payee_account="6222020200112233445", by=teller, at=NOW)
    with pytest.raises(operations.NotWaiting):
        operations.pay_again(case_id=case.pk, payee_account="6222020200112233445", by=teller, at=NOW)
    pay_out()
    tasks.follow_cases()
    tasks.follow_cases()
    assert now_(case).status == CaseStatus.DONE
    assert books.verify_books() == []


@pytest.mark.django_db
@pytest.mark.parametrize("how", ["refuse", "recall", "void"])
def test_a_refund_that_comes_to_nothing_frees_its_money(item: SuspenseItem, how: str) -> None:
    case = apply(item)
    desk.take(case_id=case.pk, by=people.wang_wu(), at=NOW)
    if how == "refuse":
        desk.refuse_case(case_id=case.pk, reason="款项已用于汇缴", by=people.wang_wu(), at=NOW)
    elif how == "recall":
        desk.recall(case_id=case.pk, by=people.li_si(), at=NOW)
    else:
        desk.void(case_id=case.pk, reason="开错", by=people.wang_wu(), at=NOW)
    tasks.follow_cases()
    tasks.follow_cases()
    assert SuspenseItem.objects.get(pk=item.pk).free_fen == 500_00
    assert apply(item).pk != case.pk


@pytest.mark.django_db
def test_the_same_money_is_asked_back_once_and_never_more_than_there_is(item: SuspenseItem) -> None:
    with pytest.raises(bank.NothingToRefund):
        apply(item, fen=500_01)
    first = apply(item)
    with pytest.raises(desk.AlreadyOpen, match=first.number):
        apply(item)
    assert SuspenseRefund.objects.count() == 1
    assert dict(facts(first))["退款原因"] == "重复汇款"


# --- an employee who is the employer's clerk


@pytest.mark.django_db
def test_an_employee_who_is_the_employers_clerk_handles_none_of_it(item: SuspenseItem) -> None:
    insider = people.zhao_liu()
    world.rank(insider, grade=5)
    accounts.authorise_clerk(
        employer_id=item.employer_id, person_id=insider.person_id, mandate="兼职", by=people.wang_wu(), at=make.AT
    )
    case = apply(item)
    client = people.browser(insider)
    for name in ("take", "accept", "send", "refuse"):
        client.post(reverse("desk:counter_do", args=[case.pk, name]), {"reason": "x"})
    assert now_(case).status == CaseStatus.SUBMITTED
    assert now_(case).owner is None
    world.check_all(case)
    desk.accept_case(case_id=case.pk, by=people.wang_wu(), at=NOW)
    desk.send_case(case_id=case.pk, by=people.wang_wu(), at=NOW)
    client.post(reverse("desk:counter_review", args=[case.pk]), {"decision": "APPROVE"})
    assert now_(case).status == CaseStatus.IN_REVIEW


# --- the pages


@pytest.mark.django_db
def test_the_clerk_asks_on_the_page_checks_the_answers_and_follows_the_case(item: SuspenseItem) -> None:
    client = people.browser(people.li_si())
    assert "500.00" in client.get(reverse("deposits:employer_refunds")).content.decode()
    url = reverse("deposits:employer_ask_refund")
    assert f"{url}?item={item.pk}" in client.get(reverse("deposits:employer_refunds")).content.decode()
    client.post(url, {"page": "item", "item": str(item.pk), "go": "next"})
    wrong = client.post(url, {"page": "amount", "amount": "500.01", "reason": "重复汇款", "go": "next"})
    assert (wrong.status_code, "重复汇款" in wrong.content.decode()) == (422, True)
    answers = {"page": "amount", "amount": "500.00", "reason": "重复汇款"}
    check = client.post(url, {**answers, "go": "next"}, follow=True).content.decode()
    assert "检查您的填写" in check and "500.00 元" in check
    assert not Case.objects.exists()
    draft = {**hidden(check), "go": "submit"}
    page = client.post(url, draft, follow=True).content.decode()
    assert Case.objects.get().number in page
    again = client.post(url, draft, follow=True).content.decode()
    assert "不用重复提交" in again and Case.objects.count() == 1
    assert people.browser(people.zhang_san()).get(url).status_code in (302, 403)


@pytest.mark.django_db
def test_what_a_colleague_changed_meanwhile_is_checked_before_it_is_handed_in(item: SuspenseItem) -> None:
    clerk = people.li_si()
    client, colleague = people.browser(clerk), people.browser(clerk)
    url = reverse("deposits:employer_ask_refund")
    client.post(url, {"page": "item", "item": str(item.pk), "go": "next"})
    answers = {"page": "amount", "amount": "100.00", "reason": "重复汇款", "go": "next"}
    seen = hidden(client.post(url, answers, follow=True).content.decode())
    colleague.post(url, {**answers, "amount": "500.00"})
    again = client.post(url, {**seen, "go": "submit"})
    page = again.content.decode()
    assert (again.status_code, "有改动" in page, "500.00 元" in page) == (422, True, True)
    assert not Case.objects.exists()
    client.post(url, {**hidden(page), "go": "submit"})
    assert Case.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_handed_in_by_who_has_not_seen_the_answers(item: SuspenseItem) -> None:
    client = people.browser(people.li_si())
    url = reverse("deposits:employer_ask_refund")
    client.post(url, {"page": "item", "item": str(item.pk), "go": "next"})
    client.post(url, {"page": "amount", "amount": "100.00", "reason": "重复汇款", "go": "next"})
    assert client.post(url, {"draft": str(Draft.objects.get().pk), "go": "submit"}).status_code == 422
    assert not Case.objects.exists()


@pytest.mark.django_db
def test_the_window_corrects_the_account_on_the_page(item: SuspenseItem) -> None:
    teller = people.wang_wu()
    client = people.browser(teller)
    page = client.get(reverse("deposits:counter_refunds", args=[item.employer_id])).content.decode()
    assert reverse("deposits:counter_refund", args=[item.pk]) in page
    answers = {"amount": "500.00", "reason": "多汇了", "go": "submit"}
    client.post(reverse("deposits:counter_refund", args=[item.pk]), answers)
    case = Case.objects.get()
    at = timezone.now()
    world.check_all(case, at=at)
    desk.accept_case(case_id=case.pk, by=teller, at=at)
    decide(case, at=at)
    tasks.follow_cases()
    pay_out(lambda _order: Answer(Result.RETURNED, "", None, "账号不符"))
    tasks.follow_cases()
    url = reverse("deposits:counter_refund_case", args=[case.pk])
    assert "账号不符" in client.get(url).content.decode()
    assert client.post(url, {"account": "abc123"}).status_code == 422
    client.post(url, {"account": "6222 0202 0011 2233 445"})
    assert PaymentOrder.objects.count() == 2


# --- a hand-over at shift end


@pytest.mark.django_db
def test_a_hand_over_at_shift_end_goes_on_in_other_hands(item: SuspenseItem) -> None:
    teller = people.wang_wu()
    case = apply(item)
    desk.take(case_id=case.pk, by=teller, at=NOW)
    taker = _second_teller()
    desk.hand_over(giver_id=teller.pk, taker_id=taker.pk, note="等单位补申请书", by=teller, at=NOW)
    world.check_all(case, by=taker)
    desk.accept_case(case_id=case.pk, by=taker, at=NOW)
    desk.send_case(case_id=case.pk, by=taker, at=NOW)
    desk.review(case_id=case.pk, decision="APPROVE", by=head_of_branch(), at=NOW)
    assert now_(case).maker_person_id == taker.person_id
    actions = CaseEvent.objects.filter(record=case).order_by("id").values_list("action", flat=True)
    assert "hand_over" in list(actions)


def _second_teller() -> User:
    with transaction.atomic():
        user = accounts.hire_staff(
            name="何八",
            document_number=fund.citizen_number(24_000),
            number="3001",
            branch_id=people.branch().pk,
            by=None,
            at=make.AT,
        ).user
        accounts.grant_role(user_id=user.pk, role=Role.TELLER, since=people.SINCE, by=None, at=make.AT)
    return User.objects.get(pk=user.pk)


@pytest.mark.django_db
def test_a_returned_refund_may_be_given_up_whatever_was_noted_since(item: SuspenseItem) -> None:
    teller = people.wang_wu()
    case = apply(item, by=teller)
    world.check_all(case)
    desk.accept_case(case_id=case.pk, by=teller, at=NOW)
    decide(case)
    tasks.follow_cases()
    with pytest.raises(operations.NotWaiting):
        operations.give_up(case_id=case.pk, reason="不退了", by=teller, at=NOW)
    pay_out(lambda _order: Answer(Result.RETURNED, "", None, "账号不符"))
    tasks.follow_cases()
    desk.remark(case_id=case.pk, text="单位说账号已销户", by=teller, at=NOW)
    client = people.browser(teller)
    client.post(reverse("deposits:counter_give_up", args=[case.pk]), {"reason": ""})
    assert now_(case).status == CaseStatus.IN_EXECUTION
    client.post(reverse("deposits:counter_give_up", args=[case.pk]), {"reason": "单位留作汇缴"})
    tasks.follow_cases()
    assert now_(case).status == CaseStatus.VOID
    assert SuspenseItem.objects.get(pk=item.pk).free_fen == 500_00
    assert books.verify_books() == []


@pytest.mark.django_db
def test_a_refund_taken_back_after_it_was_paid_is_told_to_employer_accountants_and_owner(item: SuspenseItem) -> None:
    teller = people.wang_wu()
    case = apply(item, by=teller)
    world.check_all(case)
    desk.accept_case(case_id=case.pk, by=teller, at=NOW)
    decide(case)
    people.sun_ba()
    tasks.follow_cases()
    order = pay_out()
    tasks.follow_cases()
    assert now_(case).status == CaseStatus.DONE
    with transaction.atomic():
        payments.return_late(order, value_on=VALUE, on=VALUE, by=None, at=NOW)
    tasks.follow_cases()
    tasks.follow_cases()
    told = Message.objects.filter(template__event__code__startswith="refund_returned_late", channel="INBOX")
    names = set(told.values_list("template__event__code", "person__name"))
    assert ("refund_returned_late_clerk", "李四") in names
    assert {("refund_returned_late", "孙八"), ("refund_returned_late", "王五")} <= names
    assert told.count() == len(names)
    assert SuspenseItem.objects.get(pk=item.pk).free_fen == 500_00
    assert books.verify_books() == []
