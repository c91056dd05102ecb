"""Lists: by hand and from files, whole or not at all. Bans: laid, running, lifted."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction

from risk import operations, queries
from risk.models import Ban, ListEntry, Outcome
from risk.operations.bans import KeyTaken
from risk.operations.lists import UnclearEntry
from risk.rules import lists
from risk.states.lists import BanBusiness, ListKind
from risk.states.screening import OutcomeKind, ScreeningStatus
from tests import make, people
from tests.make import AT
from tests.risk.told import ON, facts

pytestmark = pytest.mark.django_db
TODAY = date(2026, 10, 10)
CITIZEN = "220402198605120016"  # 张三


def listed(kind: str, value: str, **changes: Any) -> ListEntry:
    told = {"source": "公安机关", "reason": "涉案", "since": TODAY, "until": None, **changes}
    return operations.add_entry(kind=kind, value=value, by=people.shen_shisi(), at=AT, **told)


def hits(**changes: Any) -> list[str]:
    with transaction.atomic():
        handed = operations.hand_over(facts=facts(**changes), at=AT)
        return [each.code for each in operations.run(screening_id=handed.pk, at=AT).findings.all()]


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (ListKind.PHONE, "+86 138 0000 0001", "L03"),
        (ListKind.CARD, "6217 0000 1000 1234 567", "L04"),
        (ListKind.HOUSE, "辽(2026)辽源市不动产权第12345号", "L02"),
        (ListKind.HOUSE, "辽源市人民大街12号3栋2单元501", "L02"),
        (ListKind.HOUSE, "ht2026-0012345", "L02"),
    ],
)
def test_what_is_listed_is_found_however_it_was_typed(kind: str, value: str, code: str) -> None:
    listed(kind, value)
    assert hits() == [code]


def test_a_listed_person_is_found_as_applicant_and_a_listed_agent_as_agent() -> None:
    person, bare = people.zhang_san().person_id, {"reason": "rent", "house": None, "documents": (), "payee_account": ""}
    listed(ListKind.DISHONEST, CITIZEN)
    assert hits(applicant_id=person, **bare) == ["L01"]
    assert hits(case="TQ2", agent_id=person, **bare) == []
    listed(ListKind.AGENT, CITIZEN.lower())
    assert hits(case="TQ3", agent_id=person, **bare) == ["L05"]


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        (ON, None, True),
        (ON + timedelta(days=1), None, False),
        (TODAY, ON, True),
        (TODAY, ON - timedelta(days=1), False),
    ],
)
def test_an_entry_holds_from_its_first_to_its_last_day(since: date, until: date | None, found: bool) -> None:
    listed(ListKind.PHONE, "13800000001", since=since, until=until)
    assert bool(hits()) is found


def test_an_entry_taken_off_is_found_no_more_and_may_come_back() -> None:
    entry = listed(ListKind.PHONE, "13800000001")
    with pytest.raises(operations.AlreadyListed):
        listed(ListKind.PHONE, "138-0000-0001")
    with pytest.raises(UnclearEntry):
        operations.end_entry(entry_id=entry.pk, reason=" ", by=people.shen_shisi(), at=AT)
    operations.end_entry(entry_id=entry.pk, reason="号码已换主人", by=people.shen_shisi(), at=AT)
    with pytest.raises(operations.AlreadyListed):
        operations.end_entry(entry_id=entry.pk, reason="再一次", by=people.shen_shisi(), at=AT)
    assert hits() == []
    listed(ListKind.PHONE, "13800000001")
    assert queries.live_entries(ListKind.PHONE).count() == queries.live_entries().count() == 1


def test_lists_show_no_number_in_plain() -> None:
    entry = listed(ListKind.DISHONEST, CITIZEN)
    assert entry.label == "2204**********0016"
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM risk_listentry")
        assert CITIZEN not in cursor.fetchone()[0]
    with pytest.raises(InternalError), transaction.atomic():
        entry.delete()


@pytest.mark.parametrize(
    ("kind", "value", "changes"),
    [
        (ListKind.PHONE, "12345", {}),
        (ListKind.DISHONEST, "220402198605120017", {}),
        (ListKind.CARD, "123", {}),
        (ListKind.HOUSE, " ", {}),
        (ListKind.PHONE, "13800000001", {"source": ""}),
        (ListKind.PHONE, "13800000001", {"reason": "长" * 201}),
        (ListKind.PHONE, "13800000001", {"until": date(2026, 10, 9)}),
    ],
)
def test_what_cannot_be_listed_is_refused(kind: str, value: str, changes: dict) -> None:
    with pytest.raises(UnclearEntry):
        listed(kind, value, **changes)


def test_a_person_of_an_established_case_is_listed_once() -> None:
    person = people.zhang_san().person_id
    told = {"source": "本中心", "reason": "骗提", "since": TODAY, "until": None, "by": None, "at": AT, "case": "FX1"}
    with transaction.atomic():
        one = operations.list_entry(person_id=person, **told)
        assert operations.list_entry(person_id=person, **told) == one
    assert hits(applicant_id=person) == ["L01"]


@pytest.mark.parametrize("until", [TODAY - timedelta(days=1), TODAY])
def test_a_term_that_has_run_out_keeps_nobody_off_a_list(until: date) -> None:
    old = listed(ListKind.PHONE, "13800000001", since=TODAY - timedelta(days=9), until=until)
    new = listed(ListKind.PHONE, "13800000001")
    old.refresh_from_db()
    assert (old.ended_at, new.ended_at) == (AT, None)


def test_a_term_no_longer_than_the_one_that_runs_is_no_new_entry() -> None:
    listed(ListKind.PHONE, "13800000001", until=ON)
    for changes in ({"until": ON}, {"since": TODAY + timedelta(days=1)}):
        with pytest.raises(operations.AlreadyListed):
            listed(ListKind.PHONE, "13800000001", **{"until": None, **changes})


@pytest.mark.parametrize(("until", "until_now"), [(ON, ON), (TODAY, TODAY + timedelta(days=1)), (None, None)])
def test_a_person_stays_listed_to_the_later_end(until: date | None, until_now: date | None) -> None:
    person = people.zhang_san().person_id
    told = {"source": "本中心", "reason": "骗提", "since": TODAY, "by": None, "at": AT}
    with transaction.atomic():
        operations.list_entry(person_id=person, until=until, **told)
        operations.list_entry(person_id=person, until=TODAY + timedelta(days=1), **told)
    assert queries.live_entries(ListKind.DISHONEST).get().until == until_now


# --- files

HEAD = "名单,内容,来源,原因,自,至\r\n"


def file(*lines: str, head: str = HEAD) -> bytes:
    return (head + "\r\n".join(lines)).encode("utf-8-sig")


def test_a_file_is_put_on_its_lists() -> None:
    content = file(
        f"失信人员名单,{CITIZEN},公安机关,骗提,2026-10-01,2029-09-30",
        '关注手机名单,138 0000 0001,公安机关,"涉案，多人",2026/10/1,',
        "",
        "HOUSE,辽源市人民大街12号3栋501室,住建局,一房多卖,,",
    )
    assert operations.import_entries(content=content, by=people.shen_shisi(), at=AT) == 3
    assert ListEntry.objects.get(kind=ListKind.DISHONEST).until == date(2029, 9, 30)
    assert ListEntry.objects.get(kind=ListKind.HOUSE).since == TODAY


def test_a_file_in_gb18030_is_read() -> None:
    content = (HEAD + "关注手机名单,13800000001,公安机关,涉案,,").encode("gb18030")
    assert operations.import_entries(content=content, by=people.shen_shisi(), at=AT) == 1


def test_every_mistake_is_named_and_nothing_is_half_imported() -> None:
    content = file(
        "关注手机名单,13800000001,公安机关,涉案,,",
        "关注手机名单,138-0000-0001,公安机关,涉案,,",
        "关注手机名单,1380000,公安机关,涉案,,",
        "没有的名单,13800000002,公安机关,涉案,,",
        "关注手机名单,13800000003,,涉案,,",
        "关注手机名单,13800000004,公安机关,涉案,2026-13-01,",
        "关注手机名单,13800000005",
    )
    _entries, mistakes = lists.read_file(content, today=TODAY)
    assert [each.line for each in mistakes] == [3, 4, 5, 6, 7, 8]
    with pytest.raises(operations.NothingToImport, match="6 处"):
        operations.import_entries(content=content, by=people.shen_shisi(), at=AT)
    assert ListEntry.objects.count() == 0


def test_a_file_with_one_known_entry_imports_none() -> None:
    listed(ListKind.PHONE, "13800000002")
    content = file("关注手机名单,13800000001,公安机关,涉案,,", "关注手机名单,13800000002,公安机关,涉案,,")
    with pytest.raises(operations.AlreadyListed, match=r"138\*\*\*\*0002"):
        operations.import_entries(content=content, by=people.shen_shisi(), at=AT)
    assert ListEntry.objects.count() == 1


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x89PNG\r\n\x1a\n\x00\x00",
        b"a\0b",
        "姓名,身份证\r\n".encode(),
        file(),
        file('关注手机名单,"13800000001,公安机关'),
        file(*["关注手机名单,1,公安机关,涉案,,"] * 5001),
        b"x" * 2_000_001,
    ],
)
def test_a_file_that_is_none_is_refused_whole(content: bytes) -> None:
    entries, mistakes = lists.read_file(content, today=TODAY)
    assert entries == [] and [each.line for each in mistakes] == [0]


# --- bans


def handed(case: str, **changes: Any) -> str:
    """An application on the day of the lists, looked at."""
    with transaction.atomic():
        made = operations.hand_over(facts=facts(case=case, accepted_on=TODAY, **changes), source="withdrawals", at=AT)
        operations.run(screening_id=made.pk, at=AT)
    Outcome.objects.update(claimed_at=AT)
    return case


def news() -> list[str]:
    """Cases that the business app is told of."""
    return list(Outcome.objects.filter(kind=OutcomeKind.LISTED).order_by("case").values_list("case", flat=True))


def test_a_new_entry_is_news_for_the_applications_it_concerns_and_holds_their_money() -> None:
    person, bare = people.zhang_san().person_id, {"reason": "rent", "house": None, "documents": ()}
    handed("TQ1", applicant_id=person, phone="", payee_account="", **bare)
    handed("TQ2", applicant_id=7, agent_id=person, **bare)
    handed("TQ3", applicant_id=8, others=(person,), phone="", payee_account="", **bare)
    handed("TQ4", applicant_id=9, phone="13900000009", payee_account="6217000010001230009")
    listed(ListKind.DISHONEST, CITIZEN)
    assert news() == ["TQ1", "TQ3"]
    assert [queries.may_pay(case) for case in ("TQ1", "TQ2")] == [False, True]
    listed(ListKind.AGENT, CITIZEN)
    listed(ListKind.PHONE, "13900000009")
    listed(ListKind.CARD, "6217000010001230009")  # told already, and not heard yet
    assert news() == ["TQ1", "TQ2", "TQ3", "TQ4"]


def test_what_ended_without_money_is_no_news_and_an_application_sees_lists_of_the_day_it_is_looked_at() -> None:
    over, still = handed("TQ1"), handed("TQ2", house=None, documents=())
    later = AT + timedelta(days=3)
    with transaction.atomic():
        operations.note_ended(case=over, at=AT)
    listed(ListKind.PHONE, "13800000001", since=TODAY + timedelta(days=2))
    assert news() == [still]
    with transaction.atomic():
        again = operations.rescreen(case=still, cause=operations.LISTED, at=later)
        assert again is not None
        operations.run(screening_id=again.pk, at=later)
        sold = operations.rescreen(case=over, cause="不动产转移", at=later)
        assert sold is not None
        operations.run(screening_id=sold.pk, at=later)
    assert [each.code for each in queries.standing(still).findings] == ["L03"]
    assert "L03" not in [each.code for each in queries.standing(over).findings]


def banned(business: str = BanBusiness.WITHDRAWAL, key: str = "risk-1", **changes: Any) -> Ban:
    told = {
        "person_id": people.zhang_san().person_id,
        "decided_on": TODAY,
        "reason": "伪造购房合同",
        "source": "本中心",
        "by": people.jiang_shier(),
        "case": "FX1",
        **changes,
    }
    with transaction.atomic():
        return operations.lay_ban(key=key, business=business, at=AT, **told)


@pytest.mark.parametrize(
    ("business", "until"), [(BanBusiness.WITHDRAWAL, date(2029, 10, 9)), (BanBusiness.LOAN, date(2031, 10, 9))]
)
def test_a_ban_lasts_three_years_or_five(business: str, until: date) -> None:
    assert banned(business).until == until


def test_the_years_are_the_citys_parameter_of_the_day() -> None:
    make.city()
    make.parameter("ban_years_withdrawal", "5", valid_from=date(2026, 10, 10))
    assert banned().until == date(2031, 10, 9)
    assert banned(key="risk-0", decided_on=date(2026, 10, 9)).until == date(2029, 10, 8)


def test_a_ban_holds_on_its_first_and_its_last_day() -> None:
    ban = banned()
    days = [TODAY - timedelta(days=1), TODAY, ban.until, ban.until + timedelta(days=1)]
    assert [queries.bans_on([ban.person_id], day).exists() for day in days] == [False, True, True, False]
    assert list(queries.bans_of(ban.person_id)) == [ban]
    assert not queries.bans_on([people.qian_qi().person_id], TODAY).exists()


def test_a_banned_person_is_stopped() -> None:
    person = banned().person_id
    with transaction.atomic():
        handed = operations.hand_over(facts=facts(applicant_id=person), at=AT)
        assert operations.run(screening_id=handed.pk, at=AT).status == ScreeningStatus.BLOCKED


def test_the_same_ban_twice_is_one_and_told_once() -> None:
    assert banned() == banned()
    assert [each.kind for each in Outcome.objects.all()] == [OutcomeKind.BAN]
    with pytest.raises(KeyTaken):
        banned(person_id=people.qian_qi().person_id)
    with pytest.raises(operations.NoReason):
        banned(key="risk-2", reason=" ")


def test_a_ban_from_another_centre_keeps_its_end() -> None:
    ban = banned(until=date(2027, 1, 31), source="长春市住房公积金管理中心", by=None)
    assert ban.until == date(2027, 1, 31)


def lift(ban: Ban, by: Any = None, reason: str = "法院撤销决定", at: Any = AT) -> Ban:
    with transaction.atomic():
        return operations.lift_ban(ban_id=ban.pk, reason=reason, by=by or people.yang_shiwu(), at=at)


def test_an_appeal_lifts_a_ban_from_that_day_on() -> None:
    ban = lift(banned(), at=AT + timedelta(days=10))
    on = TODAY + timedelta(days=10)
    assert queries.bans_on([ban.person_id], on - timedelta(days=1)).exists()
    assert not queries.bans_on([ban.person_id], on).exists()
    with transaction.atomic():
        news = operations.claim_outcomes(source="withdrawals", at=AT)
    assert [(each.kind, each.ban_id) for each in news] == [(OutcomeKind.BAN, ban.pk), (OutcomeKind.BAN_LIFTED, ban.pk)]
    with pytest.raises(operations.AlreadyLifted):
        lift(ban)


def test_a_ban_is_lifted_by_another_with_a_reason_while_it_runs() -> None:
    ban = banned()
    with pytest.raises(operations.SamePerson):
        lift(ban, by=people.jiang_shier())
    with pytest.raises(operations.SamePerson):
        lift(ban, by=people.zhang_san())
    with pytest.raises(operations.NoReason):
        lift(ban, reason=" ")
    with pytest.raises(operations.AlreadyLifted):
        lift(ban, at=AT + timedelta(days=3 * 366))


def test_what_was_decided_never_changes() -> None:
    ban = banned()
    for change in ({"until": TODAY}, {"person_id": people.qian_qi().person_id}, {"reason": "改"}):
        with pytest.raises(InternalError), transaction.atomic():
            Ban.objects.filter(pk=ban.pk).update(**change)
    with pytest.raises(InternalError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM risk_ban WHERE id = %s", [ban.pk])
    with pytest.raises(IntegrityError), transaction.atomic():
        Ban.objects.filter(pk=ban.pk).update(lifted_on=TODAY)
