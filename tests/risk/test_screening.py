"""Handing over, running, clearing, news."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from risk import operations, queries, tasks
from risk.models import Finding, Link, Outcome, Screening, StoredFacts
from risk.rules.facts import SPOUSE, Facts, Handler, Paper, Relative, Transfer
from risk.states.screening import Action, LinkKind, OutcomeKind, ScreeningStatus
from tests import people
from tests.make import AT
from tests.risk.told import ON, facts, house

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(minutes=5)


def handed(told: Facts, **more: Any) -> Screening:
    """Hand over in a transaction of its own."""
    with transaction.atomic():
        return operations.hand_over(facts=told, at=AT, **more)


def screened(told: Facts, **more: Any) -> Screening:
    """Hand over and run."""
    screening = handed(told, **more)
    with transaction.atomic():
        return operations.run(screening_id=screening.pk, at=AT)


def stranger(case: str = "TQ202611220002", applicant_id: int = 2, **changes: Any) -> Facts:
    """Somebody else's honest purchase of another house."""
    told = {
        "applicant_name": "李四",
        "house": house(
            title_number="辽2026辽源市99",
            contract_number="HT99",
            address="辽源市和平路9号1栋1单元101室",
            owners=("李四",),
        ),
        "documents": (Paper("contract", "HT99"),),
        "payee_account": "6217000010009999999",
        "phone": "13800000099",
    }
    return facts(case, applicant_id, **{**told, **changes})


def codes(screening: Screening) -> list[str]:
    return [each.code for each in screening.findings.filter(is_shadow=False)]


def test_an_honest_case_is_clear_and_may_be_paid() -> None:
    screening = screened(facts(), wake="withdrawals.tasks.follow_risk")
    assert screening.status == ScreeningStatus.CLEAR
    assert queries.standing(facts().case).status == ScreeningStatus.CLEAR
    assert queries.may_pay(facts().case)
    assert [each.action for each in screening.events.all()] == ["find_nothing"]


def test_nothing_is_paid_before_the_checks_ran_nor_without_them() -> None:
    assert not queries.may_pay("TQ0")
    assert queries.standing("TQ0").status == ScreeningStatus.PENDING
    handed(facts())
    assert not queries.may_pay(facts().case)


def test_running_twice_does_nothing_twice() -> None:
    screening = screened(facts(register_differences=("没有查到合同",)))
    with transaction.atomic():
        again = operations.run(screening_id=screening.pk, at=LATER)
    assert again.ran_at == AT
    assert (Finding.objects.count(), Outcome.objects.count()) == (1, 1)


def test_the_same_facts_again_are_the_same_screening() -> None:
    first = screened(facts())
    assert handed(facts()).pk == first.pk
    assert StoredFacts.objects.count() == 1


def test_changed_facts_are_a_new_round_with_links_of_their_own() -> None:
    screened(facts())
    screening = handed(facts(phone="13800000077"))
    assert (screening.number, screening.facts.round, screening.status) == (2, 2, ScreeningStatus.PENDING)
    assert not queries.may_pay(facts().case)
    labels = Link.objects.filter(kind=LinkKind.PHONE).values_list("label", flat=True)
    assert list(labels) == ["138****0077"]


def test_facts_that_change_before_the_checks_ran_are_what_they_look_at() -> None:
    first = handed(facts())
    second = handed(facts(register_differences=("没有查到合同",)))
    assert (second.pk, second.number, second.facts.round) == (first.pk, 1, 2)
    with transaction.atomic():
        assert codes(operations.run(screening_id=first.pk, at=AT)) == ["F02"]
    assert list(queries.forgotten(LATER)) == []


def test_facts_are_sealed_and_never_change() -> None:
    handed(facts())
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM risk_storedfacts")
        assert "13800000001" not in cursor.fetchone()[0]
    with pytest.raises(InternalError), transaction.atomic():
        StoredFacts.objects.update(amount_fen=1)


# --- what links find


SHARED: dict[str, Callable[[], Facts]] = {
    "F01": lambda: stranger(documents=facts().documents),
    "F05": lambda: stranger(house=facts().house, amount_fen=1),
    "F11": lambda: stranger(payee_account=" 6217 0000 1000 1234 567"),
}


@pytest.mark.parametrize("code", SHARED)
def test_what_a_stranger_shares_stops(code: str) -> None:
    screened(facts())
    screening = screened(SHARED[code]())
    assert screening.status == ScreeningStatus.BLOCKED
    assert codes(screening) == [code]
    assert not queries.may_pay(screening.case)
    finding = screening.findings.get()
    assert finding.cases == [facts().case]
    assert finding.sentence and finding.label and facts().case in finding.evidence[0]


def test_a_house_resold_under_new_papers_is_found_by_its_address() -> None:
    screened(facts())
    flat = house(
        title_number="辽2026辽源市88", contract_number="HT88", address="人民大街十二号3幢2-501", owners=("李四",)
    )
    assert "F05" in codes(screened(stranger(house=flat)))


def test_what_ended_without_money_is_no_withdrawal_for_the_house() -> None:
    screened(facts())
    with transaction.atomic():
        assert operations.note_ended(case=facts().case, at=AT) > 0
        assert operations.note_ended(case=facts().case, at=AT) == 0
    assert screened(SHARED["F05"]()).status == ScreeningStatus.CLEAR
    assert screened(stranger("TQ3", 3, payee_account=facts().payee_account)).status == ScreeningStatus.BLOCKED


def test_what_came_after_the_acceptance_date_is_not_counted() -> None:
    screened(facts(accepted_on=ON + timedelta(days=1)))
    assert screened(SHARED["F05"]()).status == ScreeningStatus.CLEAR


@pytest.mark.parametrize(("days", "seen"), [(2, False), (3, True)])
def test_what_came_before_corrected_facts_is_counted_with_them(days: int, seen: bool) -> None:
    early = AT - timedelta(days=10)
    own, on = facts(payee_account="6217000010007777777"), timezone.localdate(early)
    told = replace(own, accepted_on=on)
    handed(told)
    screened(stranger(accepted_on=on + timedelta(days=3), payee_account=facts().payee_account))
    with transaction.atomic():
        at = early + timedelta(days=days)
        corrected = operations.hand_over(facts=replace(told, payee_account=facts().payee_account), at=at)
        assert (codes(operations.run(screening_id=corrected.pk, at=at)) == ["F11"]) is seen


def test_many_applications_of_ones_own_hide_nobody() -> None:
    screened(facts())
    for number in range(5):
        handed(stranger(f"TQ-own-{number}", payee_account=facts().payee_account, accepted_on=ON))
    assert "F11" in codes(screened(stranger("TQ-last", payee_account=facts().payee_account)))


def test_a_screening_costs_as_many_queries_with_many_links_as_with_few() -> None:
    def cost(told: Facts) -> int:
        screening = handed(told)
        with (
            CaptureQueriesContext(
                connection,
            ) as asked,
            transaction.atomic(),
        ):
            operations.run(screening_id=screening.pk, at=AT)
        return len(asked)

    few = cost(facts("TQ-first", agent_id=7))
    for number in range(30):
        handed(facts(f"TQ-{number}", 100 + number, agent_id=7))
    screening = Screening.objects.get(case="TQ-29")
    with CaptureQueriesContext(connection) as asked, transaction.atomic():
        operations.run(screening_id=screening.pk, at=AT)
    # The findings themselves are one INSERT more.
    assert len(asked) <= few + 1
    assert len(asked) <= 18


# --- review, clearing


def reviewed() -> Screening:
    return screened(facts(house=house(price_fen=90_000_00, own_money_fen=None)))


def test_a_case_for_review_may_be_paid_once_somebody_has_approved_it() -> None:
    screening = reviewed()
    assert (screening.status, codes(screening)) == (ScreeningStatus.REVIEW, ["F09"])
    assert queries.may_pay(screening.case)
    assert [each.pk for each in queries.screenings_held()] == [screening.pk]


def test_an_investigator_clears_what_asks_for_review() -> None:
    screening = reviewed()
    with transaction.atomic():
        screening = operations.clear(
            finding_id=screening.findings.get().pk, by=people.shen_shisi(), reason="评估报告属实", at=LATER
        )
    assert screening.status == ScreeningStatus.CLEARED
    assert screening.cleared_by == people.shen_shisi()
    assert screening.outcomes.order_by("-id")[0].kind == OutcomeKind.CLEARED
    with transaction.atomic(), pytest.raises(operations.NotCleared):
        operations.clear(finding_id=screening.findings.get().pk, by=people.shen_shisi(), reason="又一次", at=LATER)


def test_what_stops_is_cleared_only_by_those_who_decide() -> None:
    screening = screened(facts(register_differences=("没有查到合同",)))
    finding = screening.findings.get()
    with transaction.atomic(), pytest.raises(operations.OnlyDeciders):
        operations.clear(finding_id=finding.pk, by=people.shen_shisi(), reason="登记滞后", at=LATER)
    with transaction.atomic(), pytest.raises(operations.OnlyDeciders):
        operations.clear(finding_id=finding.pk, by=people.wang_wu(), reason="登记滞后", at=LATER)
    with transaction.atomic():
        cleared = operations.clear(finding_id=finding.pk, by=people.jiang_shier(), reason="登记滞后", at=LATER)
    assert cleared.status == ScreeningStatus.CLEARED and queries.may_pay(cleared.case)


def test_a_stopped_case_whose_stop_is_cleared_still_wants_its_review() -> None:
    screening = screened(
        facts(register_differences=("没有查到合同",), house=house(price_fen=90_000_00, own_money_fen=None))
    )
    with transaction.atomic():
        finding = screening.findings.get(action=Action.BLOCK)
        screening = operations.clear(finding_id=finding.pk, by=people.jiang_shier(), reason="登记滞后", at=LATER)
    assert screening.status == ScreeningStatus.REVIEW


def test_one_of_two_findings_cleared_leaves_the_case_where_it_is() -> None:
    cheap = house(price_fen=90_000_00, own_money_fen=None, is_out_of_town=True, city="长春市")
    screening = screened(facts(house=cheap))
    with transaction.atomic():
        finding = screening.findings.get(code="F08")
        screening = operations.clear(finding_id=finding.pk, by=people.shen_shisi(), reason="在当地工作", at=LATER)
    assert (screening.status, screening.events.count()) == (ScreeningStatus.REVIEW, 1)


def test_a_whole_case_is_cleared_at_once() -> None:
    screening = screened(
        facts(register_differences=("没有查到合同",), house=house(price_fen=90_000_00, own_money_fen=None))
    )
    with transaction.atomic():
        cleared = operations.clear_case(case=screening.case, by=people.jiang_shier(), reason="排除嫌疑", at=LATER)
        assert operations.clear_case(case="TQ0", by=people.jiang_shier(), reason="排除嫌疑", at=LATER) is None
    assert cleared is not None and cleared.status == ScreeningStatus.CLEARED


def test_a_reason_is_needed() -> None:
    with transaction.atomic(), pytest.raises(operations.NotCleared):
        operations.clear(finding_id=reviewed().findings.get().pk, by=people.shen_shisi(), reason="  ", at=LATER)


@pytest.mark.parametrize("part", ["applicant", "relative", "handler"])
def test_nobody_clears_what_concerns_themselves(part: str) -> None:
    own = people.jiang_shier().person_id
    told = {
        "applicant": facts(applicant_id=own),
        "relative": facts(relatives=(Relative(own, SPOUSE),)),
        "handler": facts(handlers=(Handler(own),)),
    }[part]
    screening = screened(told.__class__(**{**_as_dict(told), "register_differences": ("没有查到合同",)}))
    with transaction.atomic(), pytest.raises(operations.Concerned):
        operations.clear(
            finding_id=screening.findings.get(code="F02").pk, by=people.jiang_shier(), reason="登记滞后", at=LATER
        )


def _as_dict(told: Facts) -> dict[str, Any]:
    return {name: getattr(told, name) for name in Facts.__dataclass_fields__}


def test_what_was_found_never_changes() -> None:
    finding = reviewed().findings.get()
    for change in ({"code": "F01"}, {"action": Action.INFO}, {"severity": 1}):
        with pytest.raises(InternalError), transaction.atomic():
            Finding.objects.filter(pk=finding.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        finding.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(cleared_at=AT)


# --- again


def test_what_was_cleared_on_the_same_grounds_stays_cleared() -> None:
    screening = screened(facts(register_differences=("没有查到合同",)))
    with transaction.atomic():
        operations.clear_case(case=screening.case, by=people.jiang_shier(), reason="登记滞后", at=LATER)
        again = operations.rescreen(case=screening.case, cause="房屋登记变化", at=LATER)
        assert again is not None and not queries.may_pay(screening.case)
        again = operations.run(screening_id=again.pk, at=LATER)
    assert again.status == ScreeningStatus.CLEARED
    assert queries.may_pay(screening.case)


@pytest.mark.parametrize(
    ("first", "then", "code"),
    [
        ({"register_differences": ("价格不一致。",), "register_grounds": ("a",)}, {"register_grounds": ("b",)}, "F02"),
        (
            {"house": house(is_share_purchase=True, co_owner_person_ids=(7,))},
            {"house": house(is_share_purchase=True, co_owner_person_ids=(8,))},
            "F07",
        ),
    ],
)
def test_what_was_cleared_covers_no_other_contents_in_the_same_words(first: dict, then: dict, code: str) -> None:
    told = replace(facts(), **first)
    screened(told)
    with transaction.atomic():
        operations.clear_case(case=told.case, by=people.jiang_shier(), reason="原件属实", at=LATER)
    again = screened(replace(told, **then))
    assert (again.status, codes(again)) == (ScreeningStatus.BLOCKED, [code])


def test_new_facts_do_not_wash_off_a_stop() -> None:
    screened(facts(register_differences=("没有查到合同",)))
    again = screened(facts())
    assert (again.status, codes(again)) == (ScreeningStatus.BLOCKED, ["F00"])
    with transaction.atomic(), pytest.raises(operations.OnlyDeciders):
        operations.clear_case(case=again.case, by=people.shen_shisi(), reason="已更正", at=LATER)
    with transaction.atomic():
        operations.clear_case(case=again.case, by=people.jiang_shier(), reason="已更正", at=LATER)
    assert screened(facts(phone="13800000002")).status == ScreeningStatus.CLEARED


def test_one_stop_that_was_cleared_says_nothing_of_another() -> None:
    screened(facts(register_differences=("没有查到合同",)))
    second = screened(facts(register_differences=("没有查到产权",)))
    with transaction.atomic():
        first = second.findings.get(code="F00")
        operations.clear(finding_id=first.pk, by=people.jiang_shier(), reason="合同已补录", at=LATER)
    assert (screened(facts()).status, codes(screened(facts()))) == (ScreeningStatus.BLOCKED, ["F00"])


def test_a_stop_that_was_cleared_in_a_later_round_is_cleared() -> None:
    case = screened(facts(register_differences=("没有查到合同",))).case
    with transaction.atomic():
        again = operations.rescreen(case=case, cause="名单变化", at=LATER)
        assert again is not None
        operations.run(screening_id=again.pk, at=LATER)
        operations.clear_case(case=case, by=people.jiang_shier(), reason="登记滞后", at=LATER)
    assert screened(facts()).status == ScreeningStatus.CLEAR


def test_an_old_finding_is_not_cleared_any_more() -> None:
    finding = reviewed().findings.get()
    handed(facts())
    with transaction.atomic(), pytest.raises(operations.NotCleared):
        operations.clear(finding_id=finding.pk, by=people.shen_shisi(), reason="评估报告属实", at=LATER)


def test_a_case_that_waits_is_not_put_in_line_twice() -> None:
    handed(facts())
    with transaction.atomic():
        assert operations.rescreen(case=facts().case, cause="名单变化", at=LATER) is None
        assert operations.rescreen(case="TQ0", cause="名单变化", at=LATER) is None


# --- a house sold again


def sold_on(on: date, to: str = "买方", flat: Any = None) -> list[Screening]:
    with transaction.atomic():
        return operations.note_house_transfer(house=flat or house(), on=on, to=to, source="不动产登记", at=LATER)


def test_a_house_sold_again_within_180_days_is_found_and_stops() -> None:
    screened(facts())
    (again,) = sold_on(ON + timedelta(days=180))
    with transaction.atomic():
        again = operations.run(screening_id=again.pk, at=LATER)
    assert (again.status, codes(again), again.cause) == (ScreeningStatus.BLOCKED, ["F04"], "不动产登记")


@pytest.mark.parametrize("on", [ON + timedelta(days=181), ON - timedelta(days=1)])
def test_a_sale_outside_the_window_concerns_nobody(on: date) -> None:
    screened(facts())
    assert sold_on(on) == []


def test_a_sale_noted_twice_is_looked_at_once() -> None:
    screened(facts())
    assert len(sold_on(ON)) == 1
    assert sold_on(ON) == []
    assert sold_on(ON, to="买 方") == []


def test_a_sale_noted_before_the_application_counts_in_it() -> None:
    sold_on(ON - timedelta(days=30), "甲")
    sold_on(ON - timedelta(days=10), "张三")
    assert codes(screened(facts(house=house(transfers=(Transfer(ON - timedelta(days=10), "张三"),))))) == ["F03"]


def test_a_sale_does_not_concern_who_rents_there_or_got_no_money() -> None:
    screened(facts(reason="rent"))
    screened(facts("TQ2"))
    with transaction.atomic():
        operations.note_ended(case="TQ2", at=AT)
    assert sold_on(ON) == []


# --- news, sweep


def claimed(source: str = "withdrawal", **more: Any) -> list[Outcome]:
    with transaction.atomic():
        return operations.claim_outcomes(source=source, at=LATER, **more)


def test_news_is_handed_out_once_to_its_app() -> None:
    screened(facts(), source="withdrawals")
    assert claimed("loans") == []
    assert [(each.kind, each.case) for each in claimed("withdrawals")] == [("CLEAR", facts().case)]
    assert claimed("withdrawals") == []


def test_news_that_was_overtaken_is_no_news() -> None:
    screened(facts())
    assert Outcome.objects.filter(claimed_at=None).count() == 1
    handed(facts(phone="13800000077"))
    assert claimed() == []


def test_news_that_a_stop_was_cleared_replaces_the_stop() -> None:
    screening = screened(facts(register_differences=("没有查到合同",)))
    with transaction.atomic():
        operations.clear_case(case=screening.case, by=people.jiang_shier(), reason="登记滞后", at=LATER)
    assert [each.kind for each in claimed()] == [OutcomeKind.CLEARED]


def test_what_an_app_could_not_act_on_does_not_keep_the_rest() -> None:
    screened(facts())
    screened(stranger())
    first = Outcome.objects.order_by("id")[0]
    assert [each.case for each in claimed(after=first.pk)] == [stranger().case]


def test_the_sweep_runs_what_was_forgotten(time_machine: Any) -> None:
    handed(facts())
    time_machine.move_to(AT + timedelta(seconds=59), tick=False)
    assert tasks.screen_forgotten() == 0
    time_machine.move_to(AT + timedelta(seconds=60), tick=False)
    assert tasks.screen_forgotten() == 1
    assert tasks.screen_forgotten() == 0
    assert queries.may_pay(facts().case)


def test_one_screening_that_fails_does_not_keep_the_rest(time_machine: Any) -> None:
    broken = handed(facts())
    handed(stranger())
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE risk_storedfacts DISABLE TRIGGER USER")
        cursor.execute("UPDATE risk_storedfacts SET content = '1:AAAA' WHERE id = %s", [broken.facts_id])
        cursor.execute("ALTER TABLE risk_storedfacts ENABLE TRIGGER USER")
    time_machine.move_to(AT + timedelta(minutes=2), tick=False)
    assert tasks.screen_forgotten() == 1
    assert not queries.may_pay(broken.case)


# --- two at once


def at_once(*acts: Callable[[], object]) -> list[BaseException]:
    """Run acts in threads that start together; what they raised."""
    start, problems = Barrier(len(acts)), []

    def go(act: Callable[[], object]) -> None:
        start.wait()
        try:
            act()
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=go, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return problems


@pytest.mark.django_db(transaction=True)
def test_two_workers_screen_a_case_once() -> None:
    screening = handed(facts(register_differences=("没有查到合同",)))

    def run() -> None:
        with transaction.atomic():
            operations.run(screening_id=screening.pk, at=AT)

    assert at_once(*[run] * 4) == []
    assert (Finding.objects.count(), Outcome.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_of_two_strangers_for_one_house_at_once_one_is_stopped() -> None:
    def apply(told: Facts) -> Callable[[], None]:
        def act() -> None:
            with transaction.atomic():
                screening = operations.hand_over(facts=told, at=AT)
                operations.run(screening_id=screening.pk, at=AT)

        return act

    told = [stranger(f"TQ-{each}", each, house=house(own_money_fen=None)) for each in range(1, 7)]
    told = [Facts(**{**_as_dict(each), "documents": (), "payee_account": "", "phone": ""}) for each in told]
    assert at_once(*[apply(each) for each in told]) == []
    stopped = Screening.objects.filter(status=ScreeningStatus.BLOCKED).count()
    assert stopped == len(told) - 1


@pytest.mark.django_db(transaction=True)
def test_the_same_case_handed_over_at_once_is_stored_once() -> None:
    assert at_once(*[lambda: handed(facts())] * 4) == []
    assert (StoredFacts.objects.count(), Screening.objects.count()) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_news_claimed_at_once_is_handed_out_once() -> None:
    for number in range(4):
        screened(stranger(f"TQ-{number}"))
    got: list[int] = []
    assert at_once(*[lambda: got.extend(each.pk for each in claimed(limit=1))] * 4) == []
    assert len(got) == len(set(got)) == 4


def test_times_are_kept_as_given() -> None:
    screening = screened(facts())
    assert isinstance(screening.handed_at, datetime) and screening.ran_at == AT
