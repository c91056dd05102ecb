"""The picture of who hangs together with whom: its layout by itself, and what is read for it."""

from __future__ import annotations

from itertools import combinations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from accounts.permissions import Permission
from risk.models import Link
from risk.queries import graph as queries
from risk.rules import graph as rules
from risk.rules.graph import Box, Graph, Node, Tie
from tests import people
from tests.risk import suspicions


def _graph(people_count: int, shared: int = 0) -> Graph:
    named = tuple(Node(f"p{place}", "person", f"缴存人{place}") for place in range(people_count))
    things = tuple(Node(f"t{place}", "agent", f"代办人{place}") for place in range(shared))
    ties = [Tie("h", node.key) for node in named] + [Tie(node.key, thing.key) for node in named for thing in things]
    return Graph(Node("h", "house", "民族大道100号"), named, things, tuple(ties))


def _apart(one: Box, other: Box) -> bool:
    return one.right < other.x or other.right < one.x or one.y + one.height < other.y or other.y + other.height < one.y


@given(people_count=st.integers(0, 30), shared=st.integers(0, 30))
def test_no_two_boxes_overlap_and_none_leaves_the_picture(people_count: int, shared: int) -> None:
    drawing = rules.lay_out(_graph(people_count, shared if people_count else 0))
    assert all(_apart(one, other) for one, other in combinations(drawing.boxes, 2))
    for box in drawing.boxes:
        assert box.x >= 0 and box.right <= drawing.width
        assert box.y >= 0 and box.y + box.height <= drawing.height


@given(st.text())
def test_a_text_never_leaves_its_box(text: str) -> None:
    assert rules.width_of(rules.shortened(text)) <= rules.LONGEST


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("张三", "张三"),
        ("十一个汉字正好放得下了", "十一个汉字正好放得下了"),
        ("十二个汉字就放不下了吧呀", "十二个汉字就放不下了…"),
    ],
)
def test_a_long_name_is_cut_with_an_ellipsis_and_whole_in_the_title(text: str, kept: str) -> None:
    drawing = rules.lay_out(Graph(Node("h", "house", text)))
    assert (drawing.boxes[0].label, drawing.boxes[0].title) == (kept, text)


def test_a_tie_to_what_is_not_shown_is_left_out() -> None:
    graph = Graph(Node("h", "house", "房屋"), (), (), (Tie("h", "nobody"),))
    assert rules.lay_out(graph).lines == ()


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_around_a_house_stand_its_people_and_the_agent_they_share() -> None:
    agent = suspicions.person(50, "中介老王")
    suspicions.ring(3, agent_id=agent.pk)
    found = queries.around(Link.objects.filter(kind="HOUSE").order_by("id")[0], people.shen_shisi())
    assert {node.label for node in found.graph.people} == {"某1", "某2", "某3"}
    assert [(node.label, node.note) for node in found.graph.shared if node.kind == "agent"] == [
        ("中介老王", "代办人 · 3 人")
    ]
    assert found.total_fen == 300_000_00
    assert [row.case for row in found.rows] == ["TQ0003", "TQ0002", "TQ0001"]
    assert all("代办人 中介老王" in row.through for row in found.rows)


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_the_picture_asks_the_same_few_questions_however_many_there_are() -> None:
    counts, shen = [], people.shen_shisi()
    assert shen.may(Permission.RISK_WORK)  # roles are read once
    for places in (range(1, 3), range(3, 36)):
        for place in places:
            suspicions.screened(f"TQ{place:04d}", suspicions.person(place))
        link = Link.objects.filter(kind="HOUSE").order_by("id")[0]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found = queries.around(link, shen)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert found.graph.cut and len(found.graph.people) == rules.MOST_PEOPLE


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("CASE", " tq0001 "),
        ("HOUSE", "桂(2026)南宁市不动产权第0012345号"),
        ("HOUSE", "南宁市青秀区民族大道１００号２栋１单元３０１室"),
        ("PHONE", "138 0000 1234"),
        ("IDENTITY", suspicions._number(1)),
    ],
)
def test_a_picture_begins_where_somebody_typed(kind: str, text: str) -> None:
    suspicions.ring(1, phone="13800001234")
    link = queries.start_of(kind, text)
    assert link is not None and link.case == "TQ0001"


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_what_was_never_handed_over_begins_no_picture() -> None:
    for kind in ("CASE", "HOUSE", "PHONE", "PAYEE", "IDENTITY"):
        assert queries.start_of(kind, "13900000000") is None
    assert not queries.links_visible_to(people.zhao_liu()).exists()


@pytest.mark.django_db
@pytest.mark.usefixtures("open_day")
def test_nobody_sees_what_hangs_together_with_themselves() -> None:
    shen = people.shen_shisi()
    suspicions.ring(2)
    suspicions.screened("TQ0003", shen.person)
    own, *_rest = Link.objects.filter(kind="HOUSE", person_id=shen.person_id)
    assert own not in queries.links_visible_to(shen) and own in queries.links_visible_to(people.jiang_shier())
    link = queries.links_visible_to(shen).filter(kind="HOUSE").order_by("id")[0]
    assert [row.case for row in queries.around(link, shen).rows] == ["TQ0002", "TQ0001"]
