"""The one-time notice: everything at once, one list ticked from both sides, a second one counted as our fault."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from common.errors import WrongState
from desk import operations as desk
from desk import queries
from desk.models import Case, Notice, NoticeItem, Requirement
from desk.operations import Missing
from notifications.models import Message
from tests import people
from tests.desk import files, world

AT = world.AT
pytestmark = pytest.mark.usefixtures("open_day")


def give(case: Case, *missing: Missing, again: str = "", by=None, at=AT) -> Notice:
    lines = missing or (Missing(code="proof", why="缺少"), Missing(label="购房发票", why="缺少", where_from="开发商"))
    return desk.give_notice(case_id=case.pk, missing=lines, by=by or people.wang_wu(), at=at, reason_again=again)


def hand_in(case: Case, code: str, colour: str = "red") -> None:
    row = Requirement.objects.get(case=case, code=code)
    desk.upload_paper(
        requirement_id=row.pk, name="a.jpg", content=files.picture(colour), source="PHOTO", by=people.zhang_san(), at=AT
    )


def test_a_notice_returns_the_case_names_every_paper_and_tells_the_applicant() -> None:
    case = world.open_case()
    notice = give(case)
    case.refresh_from_db()
    assert (case.status, case.notices, case.supply_due_on) == ("RETURNED", 1, notice.due_on)
    assert notice.due_on == date(2026, 12, 7), "ten working days after 23 November"
    lines = queries.notice_lines(queries.notices_visible_to(people.zhang_san()).get())
    assert [(each.requirement.label, each.where_from) for each in lines] == [("证明", "街道办"), ("购房发票", "开发商")]
    assert Message.objects.filter(template__event__code="case_papers_missing", person=case.person).exists()


def test_a_free_line_becomes_a_paper_of_the_case() -> None:
    case = world.open_case()
    give(case)
    row = Requirement.objects.get(case=case, label="购房发票")
    assert row.is_main and row.status == "MISSING" and row.where_from == "开发商"


def test_a_paper_already_checked_can_be_told_unfit() -> None:
    case = world.open_case()
    world.check_all(case)
    give(case, Missing(code="identity", why="已过有效期"))
    row = Requirement.objects.get(case=case, code="identity")
    assert (row.status, row.note) == ("REJECTED", "已过有效期")


@pytest.mark.parametrize("line", [Missing(why=" ", code="proof"), Missing(why="缺"), Missing(why="缺", label="  ")])
def test_a_line_says_which_paper_and_why(line: Missing) -> None:
    case = world.open_case()
    with pytest.raises(desk.NothingMissing):
        give(case, line)
    case.refresh_from_db()
    assert case.status == "SUBMITTED" and not Notice.objects.exists()


def test_an_empty_notice_a_strangers_and_a_late_one_are_refused() -> None:
    case = world.open_case()
    with pytest.raises(desk.NothingMissing):
        desk.give_notice(case_id=case.pk, missing=[], by=people.wang_wu(), at=AT)
    desk.take(case_id=case.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.TakenByOther):
        give(case, by=people.zhao_liu())
    reviewed = world.in_review("other")
    with pytest.raises(WrongState):
        give(reviewed)


def test_the_last_paper_brings_the_case_back_by_itself() -> None:
    case = world.open_case()
    give(case)
    hand_in(case, "proof")
    case.refresh_from_db()
    assert case.status == "RETURNED"
    hand_in(case, "extra-1-2")
    case.refresh_from_db()
    assert (case.status, case.supply_due_on) == ("SUBMITTED", None)


def test_a_paper_seen_at_the_window_counts_as_brought() -> None:
    case = world.open_case()
    give(case, Missing(code="proof", why="缺少"))
    row = Requirement.objects.get(case=case, code="proof")
    desk.check_paper(requirement_id=row.pk, how="SEEN", by=people.wang_wu(), at=AT)
    case.refresh_from_db()
    assert case.status == "SUBMITTED"


def test_an_infected_last_paper_is_asked_for_again_while_the_case_is_back() -> None:
    case = world.open_case()
    give(case, Missing(code="proof", why="缺少"))
    row = Requirement.objects.get(case=case, code="proof")
    desk.upload_paper(
        requirement_id=row.pk, name="a", content=files.infected_pdf(), source="FILE", by=people.zhang_san(), at=AT
    )
    desk.scan_papers(at=AT)
    row.refresh_from_db()
    assert row.status == "REJECTED"


def test_a_second_notice_says_why_and_is_counted_as_our_fault() -> None:
    case = world.open_case()
    give(case, Missing(code="proof", why="缺少"))
    hand_in(case, "proof")
    with pytest.raises(desk.WhyAgain):
        give(case, Missing(code="identity", why="缺少"), again="  ")
    second = give(case, Missing(code="identity", why="缺少"), again="第一次漏看", at=AT + timedelta(days=1))
    assert (second.number, second.reason_again) == (2, "第一次漏看")
    found = queries.second_notices(AT, AT + timedelta(days=2))
    assert [(each.name, each.given, each.again) for each in found] == [("王五", 2, 1)]
    assert queries.second_notices(AT + timedelta(days=2), AT + timedelta(days=3)) == []
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE desk_notice SET reason_again = '' WHERE number = 2")


def test_the_applicant_ticks_their_own_side_only() -> None:
    case = world.open_case()
    give(case)
    item = NoticeItem.objects.order_by("order").first()
    assert item is not None
    desk.tick_ready(item_id=item.pk, ready=True, by=people.zhang_san(), at=AT)
    item.refresh_from_db()
    assert item.ready_at == AT
    desk.tick_ready(item_id=item.pk, ready=False, by=people.zhang_san(), at=AT)
    for stranger in (people.qian_qi(), people.wang_wu()):
        with pytest.raises(desk.NotTheirs):
            desk.tick_ready(item_id=item.pk, ready=True, by=stranger, at=AT)
    hand_in(case, "proof")
    hand_in(case, "extra-1-2")
    with pytest.raises(WrongState):
        desk.tick_ready(item_id=item.pk, ready=True, by=people.zhang_san(), at=AT)


def test_a_code_finds_its_notice_however_it_is_typed() -> None:
    notice = give(world.open_case())
    assert queries.notice_of_code(f" {notice.verify_code.lower()} ") == notice
    assert queries.notice_of_code("NOSUCHCODE99") is None


def test_an_employers_clerks_are_told() -> None:
    clerk = people.li_si()
    case = world.open_case(employer_id=people.employer().pk)
    give(case, Missing(code="proof", why="缺少"))
    assert Message.objects.filter(template__event__code="case_papers_missing_clerk", person=clerk.person).exists()
    assert queries.notices_visible_to(clerk).count() == 1
    assert queries.notices_visible_to(people.qian_qi()).count() == 0


def test_a_notice_with_a_paper_twice_or_of_another_kind_is_refused_in_a_sentence() -> None:
    case = world.open_case()
    with pytest.raises(desk.NothingMissing, match="两次"):
        give(case, Missing(code="proof", why="缺少"), Missing(code="proof", why="模糊"))
    with pytest.raises(desk.NothingMissing, match="刷新"):
        give(case, Missing(code="nothing", why="缺少"))
    assert not Notice.objects.exists()
