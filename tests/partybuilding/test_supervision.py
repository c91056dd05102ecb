"""Findings: corrected by one, looked at again by another, overdue one level up."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from common.errors import WrongState
from notifications.models import Message
from partybuilding.models import Finding
from partybuilding.operations import guard, organisation, supervision
from partybuilding.queries import supervision as queries
from tests import people
from tests.partybuilding.world import AT, TODAY, World

pytestmark = pytest.mark.django_db


def found(world: World, owner: str = "施十九", *, due_on: date = TODAY) -> Finding:
    check = supervision.begin_check(
        organisation_id=world.first.pk,
        kind="FOCUSED",
        title="窗口服务规范",
        decision="党组会议第3次",
        on=TODAY,
        by=world.secretary,
        at=AT,
    )
    return supervision.add_finding(
        check_id=check.pk, text="工位杂乱", owner_id=world.files[owner].pk, due_on=due_on, by=world.secretary, at=AT
    )


def test_a_finding_is_corrected_by_one_and_closed_by_another(world: World) -> None:
    finding = found(world)
    with pytest.raises(WrongState):
        supervision.look_again(finding_id=finding.pk, is_right=True, note="好", by=world.secretary, at=AT)
    supervision.correct(finding_id=finding.pk, evidence="已整理。", by=world.secretary, at=AT)
    with pytest.raises(supervision.SamePerson):
        supervision.look_again(finding_id=finding.pk, is_right=True, note="好", by=world.secretary, at=AT)
    supervision.look_again(finding_id=finding.pk, is_right=False, note="还乱", by=world.affairs, at=AT)
    supervision.correct(finding_id=finding.pk, evidence="又整理。", by=world.member, at=AT)
    with pytest.raises(guard.NotYours):
        supervision.look_again(finding_id=finding.pk, is_right=True, note="好", by=world.member, at=AT)
    closed = supervision.look_again(finding_id=finding.pk, is_right=True, note="到位", by=world.secretary, at=AT)
    assert (closed.status, str(closed.closed_by)) == ("CLOSED", "吕十八")


def test_what_is_overdue_goes_up_one_level_once(world: World) -> None:
    organisation.fill_post(
        organisation_id=world.general.pk,
        member_id=world.files["何十七"].pk,
        kind="SECRETARY",
        since=TODAY,
        by=world.affairs,
        at=AT,
    )
    finding = found(world)
    assert supervision.raise_overdue(at=AT) == 0
    later = AT + timedelta(days=1)
    assert (supervision.raise_overdue(at=later), supervision.raise_overdue(at=later)) == (1, 0)
    told = Message.objects.get(key__endswith=f"finding-{finding.pk}-up", channel="INBOX")
    assert told.person == world.affairs.person


def test_the_owner_is_of_the_organisation_that_was_checked(world: World) -> None:
    with pytest.raises(supervision.NotTheirs):
        found(world, "乙一")


def test_findings_are_the_owner_s_and_the_secretary_s(world: World) -> None:
    finding = found(world, "甲一")
    assert list(queries.findings_visible_to(world.secretary)) == [finding]
    assert not queries.findings_visible_to(world.member).exists()


@pytest.mark.usefixtures("monday")
def test_a_finding_by_hand(world: World) -> None:
    secretary, member = people.browser(world.secretary), people.browser(world.member)

    def address(name: str, *args: object) -> str:
        return reverse(f"partybuilding:counter_{name}", args=args)

    check = {"organisation": world.first.pk, "kind": "SELF", "title": "自查", "on": "2026-10-12"}
    onward = secretary.post(address("begin_check"), check)["Location"]
    facts = {"text": "记录不全", "owner": world.files["施十九"].pk, "due_on": "2026-10-20"}
    assert secretary.post(onward, facts)["Location"] == onward
    finding = Finding.objects.get()
    assert "施十九整改：记录不全" in member.get(address("home")).content.decode()
    member.post(address("correct", finding.pk), {"text": "已补全。"})
    page = secretary.get(address("finding", finding.pk)).content.decode()
    assert "自查自报" in page
    secretary.post(address("look_again", finding.pk), {"is_right": "1", "note": "属实"})
    finding.refresh_from_db()
    assert finding.status == "CLOSED"
    assert "记录不全" in secretary.get(address("findings")).content.decode()
