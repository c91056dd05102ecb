"""People who pay for themselves: agreed, paid by number, changed, stopped, ended, hired."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.urls import reverse

from accounts import operations as accounts
from bank.models import BankAccount
from common.errors import WrongState
from deposits import operations, tasks
from deposits.models import EmployerAccount, FlexibleMember, OwnPayment, PersonalAccount
from deposits.operations import flexible, wrong
from deposits.operations.flexible import Agreement, AlreadyMember, Employed, PaymentWaits
from deposits.operations.personal import EmployerNotActive, PaysOneself, TooYoung
from deposits.queries import arrears as late
from deposits.queries import flexible as queries
from deposits.rules import BaseOutOfRange, RateOutOfRange
from deposits.rules import flexible as rules
from deposits.rules.flexible import BadMonths
from deposits.states import MemberStatus, PersonalAccountStatus, Schedule
from policy import operations as policy
from tests import make, people
from tests.deposits import pages, world

LIMITS = {
    "floor_fen": 223_000,
    "cap_fen": 3_050_500,
    "rate_min": Decimal(5),
    "rate_max": Decimal(12),
    "unit_fen": 100,
}


def day(on: date) -> None:
    """The business date."""
    with transaction.atomic():
        policy.set_book_date(on=on)


def joined(schedule: str = Schedule.MONTHLY, base: int = 400_000, rate: int = 20) -> FlexibleMember:
    """张三 pays for himself."""
    user = people.zhang_san()
    chosen = Agreement(base, Decimal(rate), schedule)
    return flexible.join_flexible(
        person_id=user.person_id, branch_id=people.branch().pk, chosen=chosen, by=user, at=make.AT
    )


def ordered(member: FlexibleMember, months: int | None = None) -> OwnPayment:
    """A payment of his own."""
    return flexible.order_own_payment(member_id=member.pk, months=months, by=people.zhang_san(), at=make.AT)


def pay(payment: OwnPayment, serial: str = "LH1") -> None:
    """His transfer arrives, its number in the remark."""
    world.receive(payment.total_fen, remark=payment.number, serial=serial)
    tasks.follow_own_payments()
    payment.refresh_from_db()


class TestRules:
    """Limits, months, numbers."""

    def test_the_worked_example(self) -> None:
        both = rules.monthly(400_000, Decimal(20), **LIMITS)
        assert (both.employer_fen, both.employee_fen) == (40_000, 40_000)

    def test_the_odd_yuan_goes_to_the_employees_part(self) -> None:
        both = rules.monthly(223_500, Decimal(10), **LIMITS)  # 223.50 → 224
        assert (both.employer_fen, both.employee_fen) == (11_200, 11_200)
        both = rules.monthly(225_000, Decimal(10), **LIMITS)  # 225
        assert (both.employer_fen, both.employee_fen) == (11_200, 11_300)

    @pytest.mark.parametrize("base", [222_999, 3_050_501])
    def test_a_base_outside_the_limits_is_refused(self, base: int) -> None:
        with pytest.raises(BaseOutOfRange):
            rules.monthly(base, Decimal(20), **LIMITS)

    @pytest.mark.parametrize("rate", ["9.99", "24.01", "10.001"])
    def test_the_whole_rate_lies_from_10_to_24(self, rate: str) -> None:
        with pytest.raises(RateOutOfRange):
            rules.monthly(400_000, Decimal(rate), **LIMITS)
        for allowed in (10, 24):
            rules.monthly(400_000, Decimal(allowed), **LIMITS)

    def test_months_that_are_over_are_not_paid_after(self) -> None:
        assert rules.next_month("", date(2026, 10, 10)) == "202610"
        assert rules.next_month("202608", date(2026, 10, 10)) == "202610"
        assert rules.next_month("202610", date(2026, 10, 10)) == "202611"
        assert rules.next_month("202612", date(2026, 10, 10)) == "202701"

    def test_a_payment_ends_with_the_fund_year(self) -> None:
        assert rules.months_to_pay(Schedule.MONTHLY, "202610", 7) == 1
        assert rules.months_to_pay(Schedule.YEARLY, "202610", None) == 9
        assert rules.months_to_pay(Schedule.YEARLY, "202606", None) == 1
        assert rules.months_to_pay(Schedule.FREE, "202607", 12) == 12
        for first, asked in (("202610", 10), ("202610", 0), ("202607", 13), ("202607", None)):
            with pytest.raises(BadMonths):
                rules.months_to_pay(Schedule.FREE, first, asked)

    def test_each_branch_has_a_code_of_its_own_that_checks(self) -> None:
        assert len({rules.collective_code(place) for place in range(1, 60)}) == 59


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
class TestLife:
    """From the agreement to its end."""

    def test_one_agrees_pays_and_is_credited_half_and_half(self) -> None:
        make.bank_account()
        member = joined()
        account = member.account
        assert (account.employer_part_fen, account.employee_part_fen) == (40_000, 40_000)
        assert account.employer_account.employer.name == "测试管理部01灵活就业人员"
        payment = ordered(member)
        assert (payment.first_month, payment.last_month, payment.total_fen) == ("202610", "202610", 80_000)
        with pytest.raises(PaymentWaits):
            ordered(member)
        pay(payment)
        account.refresh_from_db()
        assert (payment.status, payment.value_on, account.paid_through) == ("CREDITED", date(2026, 10, 10), "202610")
        assert account.ledger_account.balance_fen == 80_000
        with transaction.atomic():
            wrong.set_paid_through([account.pk])  # as after a reversal: what they paid themselves stays
        account.refresh_from_db()
        assert account.paid_through == "202610"
        assert tasks.follow_own_payments() == 0
        assert ordered(member).first_month == "202611"

    def test_a_collective_account_owes_no_list(self) -> None:
        joined()
        assert late.late_accounts(date(2028, 1, 1)) == []

    def test_a_year_is_paid_at_once_and_money_that_is_too_little_waits(self) -> None:
        make.bank_account()
        payment = ordered(joined(Schedule.YEARLY))
        assert (payment.months, payment.last_month, payment.total_fen) == (9, "202706", 720_000)
        world.receive(700_000, remark=payment.number, serial="A")
        tasks.follow_own_payments()
        payment.refresh_from_db()
        assert payment.status == "AWAITING"
        world.receive(20_000, remark=payment.number, serial="B")
        tasks.follow_own_payments()
        payment.refresh_from_db()
        assert payment.status == "CREDITED"

    def test_a_cancelled_payment_is_not_credited_when_its_money_comes(self) -> None:
        make.bank_account()
        payment = ordered(joined(Schedule.FREE), 2)
        by = people.zhang_san()
        flexible.cancel_own_payment(payment_id=payment.pk, by=by, at=make.AT)
        with pytest.raises(WrongState):
            flexible.cancel_own_payment(payment_id=payment.pk, by=by, at=make.AT)
        pay(payment)
        assert payment.status == "VOID"
        assert PersonalAccount.objects.get(person=by.person_id).ledger_account.balance_fen == 0

    def test_the_base_changes_between_payments_only(self) -> None:
        member, by = joined(), people.zhang_san()
        payment = ordered(member)
        chosen = Agreement(500_000, Decimal(10), Schedule.FREE)
        facts = {"member_id": member.pk, "by": by, "at": make.AT}
        for verb in (flexible.stop_flexible, flexible.end_flexible):
            with pytest.raises(PaymentWaits):
                verb(**facts)
        with pytest.raises(PaymentWaits):
            flexible.change_flexible(chosen=chosen, **facts)
        flexible.cancel_own_payment(payment_id=payment.pk, by=by, at=make.AT)
        with pytest.raises(BaseOutOfRange):
            flexible.change_flexible(chosen=Agreement(1, Decimal(10), Schedule.FREE), **facts)
        flexible.change_flexible(chosen=chosen, **facts)
        assert ordered(member, 3).total_fen == 3 * 50_000

    def test_one_stops_goes_on_and_ends(self) -> None:
        member, by = joined(), people.zhang_san()
        facts = {"member_id": member.pk, "by": by, "at": make.AT}
        flexible.stop_flexible(**facts)
        account = PersonalAccount.objects.get(person=by.person_id)
        assert account.status == PersonalAccountStatus.SEALED
        with pytest.raises(WrongState):
            ordered(member)
        with pytest.raises(WrongState):
            flexible.stop_flexible(**facts)
        with pytest.raises(AlreadyMember):
            joined()
        flexible.restart_flexible(**facts)
        account.refresh_from_db()
        assert (account.status, account.sealed_on) == (PersonalAccountStatus.NORMAL, None)
        flexible.end_flexible(**facts)
        with pytest.raises(WrongState):
            flexible.restart_flexible(**facts)
        again = joined(base=600_000)
        assert again.pk != member.pk and again.account_id == account.pk

    def test_whom_an_employer_pays_for_is_refused_and_a_sealed_account_goes_on(self) -> None:
        make.bank_account()
        employer = world.employer_account()
        world.allocated(employer)
        with pytest.raises(Employed, match="辽源市第一机械厂"):
            joined()
        account = world.account_of("张三")
        operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=make.AT)
        member = joined()
        account.refresh_from_db()
        assert member.account_id == account.pk
        assert account.status == PersonalAccountStatus.NORMAL
        assert ordered(member).first_month == "202611"

    def test_whoever_is_hired_has_the_agreement_ended(self) -> None:
        member, by = joined(), people.zhang_san()
        flexible.stop_flexible(member_id=member.pk, by=by, at=make.AT)
        assert queries.hired() == []
        employer = world.employer_account()
        operations.unseal(
            account_id=member.account_id,
            employer_account_id=employer.pk,
            base_fen=400_000,
            by=people.wang_wu(),
            at=make.AT,
        )
        assert tasks.follow_own_payments() == 1
        member.refresh_from_db()
        assert (member.status, member.ended_on) == (MemberStatus.ENDED, date(2026, 10, 10))
        assert tasks.follow_own_payments() == 0

    def test_a_window_unseals_nobody_who_pays_for_themselves(self) -> None:
        member, teller = joined(), people.wang_wu()
        employer = world.employer_account()
        facts = {"account_id": member.account_id, "base_fen": 400_000, "by": teller, "at": make.AT}
        with pytest.raises(PaysOneself, match="正在以灵活就业方式自己缴存"):
            operations.unseal(employer_account_id=employer.pk, **facts)
        with pytest.raises(PaysOneself):
            operations.schedule_unseal(employer_account_id=employer.pk, month="202611", **facts)
        client = people.browser(teller)
        flexible_page = reverse("deposits:counter_flexible", args=[member.account.person_id])
        for name in ("counter_unseal", "counter_account"):
            page = client.get(reverse(f"deposits:{name}", args=[member.account_id])).content.decode()
            assert flexible_page in page
        flexible.stop_flexible(member_id=member.pk, by=teller, at=make.AT)
        with pytest.raises(EmployerNotActive, match="归集账户"):
            operations.unseal(employer_account_id=member.home.account_id, **facts)
        operations.unseal(employer_account_id=employer.pk, **facts)
        assert (
            flexible_page
            not in client.get(reverse("deposits:counter_account", args=[member.account_id])).content.decode()
        )

    def test_an_employers_list_takes_the_account_along_and_ends_the_agreement(self) -> None:
        make.bank_account()
        member = joined()
        payment = ordered(member)
        remittance = world.allocated(world.employer_account())
        account = PersonalAccount.objects.get(pk=member.account_id)
        assert (account.status, account.employer_account_id) == ("01", remittance.employer_account_id)
        assert account.number == member.account.number
        member.refresh_from_db()
        payment.refresh_from_db()
        assert (member.status, payment.status) == (MemberStatus.ENDED, "VOID")
        assert account.transfers.get().from_account_id == member.home.account_id

    def test_a_payment_that_waits_ends_with_the_agreement(self) -> None:
        member = joined()
        payment = ordered(member)
        employer = world.employer_account()
        PersonalAccount.objects.filter(pk=member.account_id).update(employer_account=employer)
        flexible.end_hired(member_id=member.pk, at=make.AT)
        payment.refresh_from_db()
        assert payment.status == "VOID"

    def test_a_child_is_too_young(self) -> None:
        with transaction.atomic():
            child = accounts.find_or_create_person(
                name="张小", document_type="01", document_number=_born(2011), phone="", by=None, at=make.AT
            )
        chosen = Agreement(400_000, Decimal(20), Schedule.MONTHLY)
        with pytest.raises(TooYoung):
            flexible.join_flexible(
                person_id=child.pk, branch_id=people.branch().pk, chosen=chosen, by=people.wang_wu(), at=make.AT
            )
        assert not EmployerAccount.objects.exists()


def _born(year: int) -> str:
    from common.identity import citizen_check_digit

    first = f"220402{year}0512001"
    return first + citizen_check_digit(first)


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
class TestPages:
    """The portal, the window, and the page for everybody."""

    def test_somebody_joins_pays_and_stops_in_the_portal(self) -> None:
        make.bank_account()
        client, home = people.browser(people.zhang_san()), reverse("deposits:portal_flexible")
        assert "自愿缴存" in pages.said(client, home)
        answers = {
            "branch": people.branch().pk,
            "base": "4,000",
            "total_rate": "20",
            "schedule": "FREE",
            "agreed": "on",
        }
        assert client.post(home, {**answers, "total_rate": "25", "go": "check"}).status_code == 422
        assert client.post(home, {**answers, "agreed": "", "go": "check"}).status_code == 422
        page = pages.text_of(client, home, {**answers, "go": "check"})
        assert "800.00" in page and "400.00" in page and not FlexibleMember.objects.exists()
        assert "请核对" not in pages.text_of(client, home, {**answers, "go": "back"})
        assert "协议已签" in pages.text_of(client, home, {**answers, "go": "submit"})

        def do(name: str, **more: object) -> str:
            return pages.text_of(client, reverse("deposits:portal_flexible_do", args=[name]), more)

        assert "请填写 1 至 12 个月" in do("pay", months="")
        page = do("pay", months="2")
        number = OwnPayment.objects.get().number
        assert number in page and "1,600.00" in page and BankAccount.objects.get().number in page
        assert "缴款书已取消" in do("cancel")
        assert "没有等候到账的缴款书" in do("cancel")
        change = reverse("deposits:portal_flexible_change")
        assert "4,000.00" in pages.said(client, change)
        assert client.post(change, {"base": "1", "total_rate": "20", "schedule": "FREE"}).status_code == 422
        said = pages.text_of(client, change, {"base": "5,000", "total_rate": "10", "schedule": "MONTHLY"})
        assert "从下一张缴款书起" in said and "500.00" in said
        assert "已停缴" in do("stop")
        assert "不能执行此操作" in do("stop")
        assert "已恢复缴存" in do("restart")
        assert "协议已终止" in do("end")
        assert client.post(reverse("deposits:portal_flexible_do", args=["other"])).status_code == 404

    def test_a_window_acts_for_somebody_and_a_stranger_has_no_page_to_change(self) -> None:
        make.bank_account()
        person = people.zhang_san().person_id
        teller = people.browser(people.wang_wu())
        home = reverse("deposits:counter_flexible", args=[person])
        assert "自愿缴存" in pages.said(teller, home)
        answers = {"branch": people.branch().pk, "base": "4000", "total_rate": "20", "schedule": "MONTHLY"}
        assert "协议已签" in pages.text_of(teller, home, {**answers, "agreed": "on", "go": "submit"})
        assert "已开" in pages.text_of(teller, reverse("deposits:counter_flexible_do", args=[person, "pay"]), {})
        change = reverse("deposits:counter_flexible_change", args=[person])
        assert "正在等候到账" in pages.text_of(teller, change, answers)
        other = people.browser(people.qian_qi())
        assert other.get(reverse("deposits:portal_flexible_change")).status_code == 404

    def test_an_employee_is_told_why_not(self) -> None:
        make.bank_account()
        world.allocated(world.employer_account())
        client, home = people.browser(people.zhang_san()), reverse("deposits:portal_flexible")
        assert "辽源市第一机械厂正在缴存" in pages.said(client, home)
        answers = {"branch": people.branch().pk, "base": "4000", "total_rate": "20", "schedule": "MONTHLY"}
        assert client.post(home, {**answers, "agreed": "on", "go": "submit"}).status_code == 422

    def test_everybody_may_reckon(self) -> None:
        address = reverse("deposits:public_flexible")
        assert "没有单位，也可以缴公积金" in pages.said(people.browser(), address)
        assert "800.00" in pages.said(people.browser(), address + "?base=4000&total_rate=20")
