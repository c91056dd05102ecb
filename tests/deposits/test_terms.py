"""Other rates, reductions and deferrals: asked for, approved, carried out by their months, ended, owed afterwards."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from common.errors import WrongState
from deposits import operations, queries, tasks
from deposits.models import EmployerAccount, PersonalAccount, TermsChange
from deposits.operations import NoApproval, NotForNow, TermsOpen
from deposits.operations.effective import TermsToCome
from deposits.operations.personal import EmployerNotActive
from deposits.queries.arrears import late_accounts
from deposits.queries.terms import first_change
from deposits.rules import RateOutOfRange, contributions
from deposits.rules import terms as rules
from deposits.rules.terms import Allowed, AskedTerms, TermsRefused
from deposits.states import ChangeKind, EmployerAccountStatus, ListStatus, TermsKind, TermsStatus
from desk import operations as desk
from desk.models import Case, Requirement
from desk.states.cases import CaseStatus, Channel, CheckedBy
from notifications.models import Message
from policy import operations as policy
from tests import make, people
from tests.deposits import world
from tests.deposits.lists import line, next_list
from tests.deposits.pages import clerk, hand_in, said, text_of
from tests.deposits.test_attacks import same_people
from tests.desk import world as desk_world

pytestmark = pytest.mark.django_db

AT, TODAY = make.AT, date(2026, 10, 10)
FACTS = {"reason": "订单减少", "resolution_number": "职代〔2026〕3号", "resolution_on": date(2026, 9, 28)}


def rates(first: str = "202611", employer: str = "8", employee: str = "8") -> AskedTerms:
    """Other rates within the range."""
    return AskedTerms(
        kind=TermsKind.RATES,
        first_month=first,
        employer_rate=Decimal(employer),
        employee_rate=Decimal(employee),
        **FACTS,
    )


def reduction(first: str, last: str, employer: str = "3", employee: str = "3") -> AskedTerms:
    """Rates below it."""
    facts = {"employer_rate": Decimal(employer), "employee_rate": Decimal(employee), **FACTS}
    return AskedTerms(kind=TermsKind.REDUCTION, first_month=first, last_month=last, **facts)


def deferral(first: str = "202611", last: str = "202704") -> AskedTerms:
    """A deferral."""
    return AskedTerms(kind=TermsKind.DEFERRAL, first_month=first, last_month=last, **FACTS)


def ask(employer: EmployerAccount, asked: AskedTerms) -> Case:
    """An application at the window."""
    return operations.ask_terms(
        employer_account_id=employer.pk, asked=asked, channel=Channel.WINDOW, by=people.wang_wu(), at=AT
    )


@transaction.atomic
def accept(case: Case) -> None:
    """The teller looks at the papers and takes the case."""
    for row in Requirement.objects.filter(case=case):
        desk.check(requirement_id=row.pk, how=CheckedBy.SEEN, by=people.wang_wu(), at=AT)
    desk.accept(case_id=case.pk, by=people.wang_wu(), at=AT)


def approved(employer: EmployerAccount, asked: AskedTerms) -> TermsChange:
    """The same through its reviewers to its end."""
    case = ask(employer, asked)
    accept(case)
    if asked.kind != TermsKind.RATES:
        operations.record_approval(
            case_id=case.pk, number="管委〔2026〕5号", approved_on=date(2026, 10, 8), by=people.wang_wu(), at=AT
        )
    with transaction.atomic():
        desk.send_to_review(case_id=case.pk, by=people.wang_wu(), at=AT)
    for reviewer in (people.zhao_liu(), desk_world.rank(people.jiang_shier(), grade=4)):
        case.refresh_from_db()
        if case.status == CaseStatus.IN_REVIEW:
            desk.review(case_id=case.pk, decision="APPROVE", by=reviewer, at=AT)
    assert operations.follow_terms_case(at=AT)
    return TermsChange.objects.get(case=case)


def day(on: date) -> None:
    """Let the business date be another, and follow what it brings."""
    with transaction.atomic():
        policy.set_book_date(on=on)
    tasks.follow_changes()


def now(employer: EmployerAccount, name: str = "陈一") -> tuple[str, str, int, int]:
    """The employer's rates and one person's parts."""
    found = EmployerAccount.objects.get(pk=employer.pk)
    one = PersonalAccount.objects.get(person__name=name)
    return str(found.employer_rate), str(found.employee_rate), one.employer_part_fen, one.employee_part_fen


@pytest.fixture
def paying(employer: EmployerAccount) -> EmployerAccount:
    """李四's employer, which has paid October."""
    world.allocated(employer)
    employer.refresh_from_db()
    return employer


# --- rules

ALLOWED = Allowed(Decimal(12), Decimal(12), Decimal(5), Decimal(12), False, 12, "202611")


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        (rates("202610"), "first_month"),
        (rates(employer="12", employee="12"), "employer_rate"),
        (rates(employer="4.99"), "employer_rate"),
        (rates(employee="12.01"), "employee_rate"),
        (reduction("202611", "202710", "5", "5"), "employer_rate"),
        (reduction("202611", "202710", "13", "3"), "employer_rate"),
        (reduction("202611", "202711"), "last_month"),
        (deferral("202611", "202711"), "last_month"),
        (deferral("202611", "202610"), "last_month"),
        (AskedTerms("RATES", "202611", "", " ", date(2026, 9, 1)), "resolution_number"),
        (AskedTerms("RATES", "202611", "", "1", date(2026, 10, 11)), "resolution_number"),
    ],
)
def test_what_does_not_fit_is_refused_where_it_stands(asked: AskedTerms, field: str) -> None:
    with pytest.raises((TermsRefused, RateOutOfRange)) as refusal:
        rules.refuse_unfit(asked, ALLOWED, TODAY)
    assert refusal.value.field == field


def test_the_edges_of_what_fits() -> None:
    for asked in (
        rates(employer="5", employee="12"),
        deferral("202611", "202710"),
        deferral("202611", "202611"),
        reduction("202611", "202710", "4.99", "12"),
    ):
        rules.refuse_unfit(asked, ALLOWED, TODAY)


def test_both_rates_are_one_where_the_city_asks_for_it() -> None:
    equal = Allowed(Decimal(12), Decimal(12), Decimal(5), Decimal(12), True, 12, "202611")
    for asked in (rates(employee="9"), reduction("202611", "202612", "3", "4")):
        with pytest.raises(TermsRefused, match="应相同"):
            rules.refuse_unfit(asked, equal, TODAY)


def test_deferred_months_fall_due_with_the_first_month_after_the_last_term() -> None:
    today = date(2027, 6, 10)
    months = contributions.months_due("202610", today, payday=5, grace_days=5)
    found = rules.postponed(months, [("202702", "202704"), ("202611", "202701")], today, payday=5, grace_days=5)
    due = {each.month: (each.due_on, each.days_late) for each in found}
    assert due["202610"] == (date(2026, 10, 10), 243)
    assert due["202611"] == due["202704"] == (date(2027, 5, 10), 31)
    assert due["202705"] == (date(2027, 5, 10), 31)
    assert due["202706"] == (date(2027, 6, 10), 0)
    assert rules.joined([("202611", "202701"), ("202703", "202704")]) == [("202611", "202701"), ("202703", "202704")]


# --- rates


def test_new_rates_recompute_everybody_from_their_month_on(paying: EmployerAccount) -> None:
    terms = approved(paying, rates())
    assert terms.status == TermsStatus.ENDED
    assert now(paying) == ("8.00", "8.00", 48_000, 48_000)
    # 5,000.01 × 8 % = 400.0008, and 8,437.56 × 8 % = 675.0048: each side on its own, to the yuan.
    assert now(paying, "陈二")[2:] == (40_000, 40_000)
    assert now(paying, "张三")[2:] == (67_500, 67_500)
    assert terms.case.status == CaseStatus.DONE
    found = EmployerAccount.objects.get(pk=paying.pk)
    assert found.events.latest("id").note == "单位 8%，个人 8%"


def test_new_rates_wait_for_their_month_and_go_back_with_a_reversal(employer: EmployerAccount) -> None:
    waiting = world.declared(employer)
    with pytest.raises(TermsRefused):
        ask(employer, rates("202610"))
    terms = approved(employer, rates())
    assert first_change(employer) == "202611"
    assert (terms.status, now(employer)[0]) == (TermsStatus.WAITING, "12.00")
    world.pay(waiting)
    assert now(employer) == ("8.00", "8.00", 48_000, 48_000)
    operations.reverse_list(list_id=waiting.pk, reason="申报错误", by=people.zhao_liu(), at=AT)
    assert now(employer) == ("12.00", "12.00", 72_000, 72_000)
    terms.refresh_from_db()
    assert terms.status == TermsStatus.WAITING


def test_a_month_is_not_reversed_while_rates_after_it_would_be_to_come_twice(employer: EmployerAccount) -> None:
    october = world.allocated(employer)
    employer.refresh_from_db()
    approved(employer, rates())
    case = ask(employer, rates("202612", "9", "9"))
    with pytest.raises(TermsToCome, match="请先办结或撤销"):
        operations.reverse_list(list_id=october.pk, reason="申报错误", by=people.zhao_liu(), at=AT)
    october.refresh_from_db()
    assert (october.status, now(employer)[0]) == (ListStatus.ALLOCATED, "8.00")
    desk.void(case_id=case.pk, reason="填错了", by=people.wang_wu(), at=AT)
    assert operations.follow_terms_case(at=AT)
    operations.reverse_list(list_id=october.pk, reason="申报错误", by=people.zhao_liu(), at=AT)
    assert now(employer)[0] == "12.00"


def test_rates_changed_twice_from_one_month_go_back_with_a_reversal_and_the_last_hold_again(
    employer: EmployerAccount,
) -> None:
    october = world.allocated(employer)
    employer.refresh_from_db()
    first, last = approved(employer, rates()), approved(employer, rates("202611", "9", "9"))
    assert now(employer)[0] == "9.00"
    for again in ("JH2", "JH3"):
        operations.reverse_list(list_id=october.pk, reason="申报错误", by=people.zhao_liu(), at=AT)
        first.refresh_from_db()
        last.refresh_from_db()
        assert (first.status, last.status) == (TermsStatus.ENDED, TermsStatus.WAITING)
        assert now(employer) == ("12.00", "12.00", 72_000, 72_000)
        october = world.declared(employer, same_people(employer, "202610"))
        world.pay(october, serial=again)
        last.refresh_from_db()
        assert (last.status, last.before_employer_rate) == (TermsStatus.ENDED, Decimal(12))
        assert now(employer) == ("9.00", "9.00", 54_000, 54_000)


def test_a_month_declared_while_the_case_went_on_moves_the_rates_on(paying: EmployerAccount) -> None:
    case = ask(paying, rates())
    accept(case)
    world.declared(paying, same_people(paying, "202611"))
    with transaction.atomic():
        desk.send_to_review(case_id=case.pk, by=people.wang_wu(), at=AT)
    desk.review(case_id=case.pk, decision="APPROVE", by=people.zhao_liu(), at=AT)
    tasks.follow_terms()
    terms = TermsChange.objects.get()
    assert (terms.first_month, terms.status) == ("202612", TermsStatus.WAITING)
    case.refresh_from_db()
    assert case.status == CaseStatus.DONE


def test_a_case_that_is_refused_changes_nothing_and_frees_the_way(paying: EmployerAccount) -> None:
    case = ask(paying, rates())
    with pytest.raises((TermsOpen, desk.AlreadyOpen)):
        ask(paying, deferral())
    operations_before = now(paying)
    desk.void(case_id=case.pk, reason="填错了", by=people.wang_wu(), at=AT)
    assert operations.follow_terms_case(at=AT) and not operations.follow_terms_case(at=AT)
    assert TermsChange.objects.get().status == TermsStatus.REFUSED
    assert now(paying) == operations_before
    ask(paying, deferral())


# --- a reduction


def test_a_reduction_holds_for_its_term_and_ends_by_itself(paying: EmployerAccount) -> None:
    terms = approved(paying, reduction("202611", "202611"))
    assert first_change(paying) == "202612"
    assert (terms.status, now(paying)) == (TermsStatus.RUNNING, ("3.00", "3.00", 18_000, 18_000))
    with pytest.raises(TermsOpen):
        ask(paying, rates("202612"))
    lines = [low_line(paying, name) for name in world.BASES]
    november = world.declared(paying, next_list(paying, "202611", *lines))
    world.pay(november, serial="JH2")
    assert now(paying) == ("12.00", "12.00", 72_000, 72_000)
    operations.reverse_list(list_id=november.pk, reason="申报错误", by=people.zhao_liu(), at=AT)
    assert now(paying) == ("3.00", "3.00", 18_000, 18_000)


def low_line(employer: EmployerAccount, name: str) -> object:
    """A line at 3 %."""
    made = line(employer, name, ChangeKind.NORMAL)
    one = PersonalAccount.objects.get(person__name=name)
    return type(made)(
        **{
            **{field: getattr(made, field) for field in made.__dataclass_fields__},
            "employer_fen": one.employer_part_fen,
            "employee_fen": one.employee_part_fen,
        }
    )


def test_relief_needs_the_committee_before_it_goes_to_the_reviewers(paying: EmployerAccount) -> None:
    case = ask(paying, deferral())
    accept(case)
    with pytest.raises(desk.NotReady, match="管委会"), transaction.atomic():
        desk.send_to_review(case_id=case.pk, by=people.wang_wu(), at=AT)
    for number, on in [(" ", date(2026, 10, 8)), ("管委1号", date(2026, 9, 1)), ("管委1号", date(2026, 10, 11))]:
        with pytest.raises(NoApproval):
            operations.record_approval(case_id=case.pk, number=number, approved_on=on, by=people.wang_wu(), at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        TermsChange.objects.filter(case=case).update(status=TermsStatus.WAITING)


# --- a deferral


def test_a_deferral_begins_and_ends_by_the_calendar_and_is_owed_afterwards(paying: EmployerAccount) -> None:
    terms = approved(paying, deferral("202611", "202612"))
    assert terms.status == TermsStatus.WAITING
    day(date(2026, 11, 1))
    paying.refresh_from_db()
    assert paying.status == EmployerAccountStatus.DEFERRED
    with pytest.raises(EmployerNotActive):
        world.upload(paying, same_people(paying, "202611"))
    day(date(2026, 11, 30))
    assert queries.standing(paying, date(2026, 11, 30)).arrears == []
    assert not Message.objects.filter(template__event="deferral_ending").exists()
    day(date(2026, 12, 1))
    day(date(2026, 12, 2))
    told = Message.objects.filter(template__event="deferral_ending", channel="INBOX").get()
    assert told.person is not None and told.person.name == "李四"
    day(date(2026, 12, 31))
    assert EmployerAccount.objects.get(pk=paying.pk).status == EmployerAccountStatus.DEFERRED
    day(date(2027, 1, 1))
    paying = EmployerAccount.objects.get(pk=paying.pk)
    assert paying.status == EmployerAccountStatus.NORMAL
    assert Message.objects.filter(template__event="deferral_ended", channel="INBOX").count() == 1
    owed = queries.standing(paying, date(2027, 1, 5))
    assert [(each.month, each.due_on) for each in owed.due] == [
        (month, date(2027, 1, 10)) for month in ("202611", "202612", "202701")
    ]
    assert owed.arrears == []
    day(date(2027, 1, 10))
    assert paying.pk not in late_accounts(date(2027, 1, 10))
    day(date(2027, 1, 11))
    assert [each.days_late for each in queries.standing(paying, date(2027, 1, 11)).arrears] == [1, 1, 1]
    assert paying.pk in late_accounts(date(2027, 1, 11))


def test_a_deferral_that_is_renewed_in_time_goes_on(paying: EmployerAccount) -> None:
    approved(paying, deferral("202611", "202611"))
    day(date(2026, 11, 2))
    paying.refresh_from_db()
    with pytest.raises(TermsOpen):
        ask(paying, deferral("202611", "202612"))
    with pytest.raises(NotForNow):
        ask(paying, rates("202612"))
    approved(paying, deferral("202612", "202701"))
    day(date(2026, 12, 1))
    paying.refresh_from_db()
    assert paying.status == EmployerAccountStatus.DEFERRED
    assert [each.status for each in TermsChange.objects.order_by("id")] == [TermsStatus.ENDED, TermsStatus.RUNNING]
    day(date(2027, 2, 1))
    paying.refresh_from_db()
    owed = queries.standing(paying, date(2027, 2, 1))
    assert {each.due_on for each in owed.due} == {date(2027, 2, 10)}


def test_an_employer_that_pays_again_ends_its_deferral_before_time(paying: EmployerAccount) -> None:
    terms = approved(paying, deferral("202611", "202710"))
    day(date(2027, 2, 10))
    operations.end_deferral(terms_id=terms.pk, reason="经营好转", by=people.wang_wu(), at=AT)
    terms.refresh_from_db()
    paying.refresh_from_db()
    assert (terms.last_month, paying.status) == ("202701", EmployerAccountStatus.NORMAL)
    assert {each.due_on for each in queries.standing(paying, date(2027, 2, 10)).due} == {date(2027, 2, 10)}
    with pytest.raises(WrongState, match="不能执行此操作"):
        operations.end_deferral(terms_id=terms.pk, reason="再来", by=people.wang_wu(), at=AT)


def test_months_that_were_all_declared_meanwhile_leave_nothing_to_defer(paying: EmployerAccount) -> None:
    case = ask(paying, deferral("202611", "202611"))
    accept(case)
    operations.record_approval(
        case_id=case.pk, number="管委1号", approved_on=date(2026, 10, 8), by=people.wang_wu(), at=AT
    )
    world.declared(paying, same_people(paying, "202611"))
    with transaction.atomic():
        desk.send_to_review(case_id=case.pk, by=people.wang_wu(), at=AT)
    for reviewer in (people.zhao_liu(), desk_world.rank(people.jiang_shier(), grade=4)):
        desk.review(case_id=case.pk, decision="APPROVE", by=reviewer, at=AT)
    tasks.follow_terms()
    case.refresh_from_db()
    assert case.status == CaseStatus.VOID
    assert TermsChange.objects.get().status == TermsStatus.REFUSED


# --- pages


def test_the_clerk_asks_and_the_counter_takes_it_to_its_end(paying: EmployerAccount) -> None:
    browser, teller = clerk(), people.browser(people.wang_wu())
    answers = {
        "kind": "DEFERRAL",
        "first_month": "2026-11",
        "last_month": "2027-04",
        "reason": "订单减少",
        "resolution_number": "职代〔2026〕3号",
        "resolution_on": "2026-09-28",
    }
    assert "请填写降低后的比例" in text_of(
        browser, "/employer/relief/?page=terms", {**answers, "kind": "REDUCTION", "page": "terms"}
    )
    text_of(browser, "/employer/relief/?page=terms", {**answers, "page": "terms"})
    hand_in(browser, "/employer/relief/")
    case = Case.objects.get()
    assert "职代〔2026〕3号" in said(browser, f"/employer/cases/{case.pk}/")
    assert "缓缴 2026 年 11 月至 2027 年 4 月" in said(browser, "/employer/")
    assert "缓缴 2026 年 11 月至 2027 年 4 月" in said(teller, f"/counter/employers/{paying.employer_id}/")
    with transaction.atomic():
        for row in Requirement.objects.filter(case=case):
            desk.check(requirement_id=row.pk, how=CheckedBy.SEEN, by=people.wang_wu(), at=AT)
        desk.accept(case_id=case.pk, by=people.wang_wu(), at=AT)
    here = f"/counter/terms/case/{case.pk}/"
    assert "登记批准文件" in said(teller, here)
    assert "决议之后" in text_of(teller, here, {"number": "管委1号", "approved_on": "2026-09-01"})
    assert "已登记批准文件" in text_of(teller, here, {"number": "管委1号", "approved_on": "2026-10-09"})
    assert people.browser(people.wu_shi()).post(here, {"number": "1"}).status_code == 403
    assert "请写明原因" in text_of(teller, f"{here}end/", {})
    assert "不能执行此操作" in text_of(teller, f"{here}end/", {"reason": "经营好转"})


@pytest.mark.parametrize("page", ["rates", "relief"])
def test_the_window_takes_it_for_a_walk_in(paying: EmployerAccount, page: str) -> None:
    teller = people.browser(people.wang_wu())
    url = f"/counter/employers/{paying.employer_id}/{page}/"
    assert "现在的比例" in said(teller, url)
    answers = {
        "kind": "REDUCTION",
        "employer_rate": "8" if page == "rates" else "3",
        "employee_rate": "8" if page == "rates" else "3",
        "first_month": "2026-10",
        "last_month": "2026-12",
        "reason": "订单减少",
        "resolution_number": "职代〔2026〕3号",
        "resolution_on": "2026-09-28",
    }
    assert "最早可从 2026 年 11 月起" in text_of(teller, url, answers)
    page_text = text_of(teller, url, {**answers, "first_month": "2026-11"})
    assert Case.objects.get().number in page_text


def test_the_clerk_asks_for_other_rates_step_by_step(paying: EmployerAccount) -> None:
    browser = clerk()
    answers = {
        "page": "terms",
        "employer_rate": "8",
        "employee_rate": "8",
        "first_month": "2026-11",
        "reason": "与职工协商",
        "resolution_number": "职代〔2026〕3号",
        "resolution_on": "2026-09-28",
    }
    text_of(browser, "/employer/rates/?page=terms", answers)
    hand_in(browser, "/employer/rates/")
    terms = TermsChange.objects.get()
    assert (terms.kind, terms.employer_rate, terms.case.channel) == ("RATES", Decimal(8), Channel.EMPLOYER)
