"""A general branch with two branches, their groups and people, the same in every test.

何十七 keeps all records and is a member of the second branch; 吕十八 is secretary of the first, 施十九 a member there.
甲一 … are members without a user.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from accounts.models import User
from common.identity import check_citizen_number
from partybuilding.models import Meeting, Member, Organisation
from partybuilding.operations import meetings, organisation
from partybuilding.states.organisation import Employment, OrganisationKind, PostKind
from tests import people

AT = datetime(2026, 10, 12, 1, 30, tzinfo=UTC)
"""A Monday morning, half past nine in Shanghai."""
TODAY = date(2026, 10, 12)
FOUNDED = date(2017, 3, 1)


@dataclass(frozen=True)
class World:
    """Who and what there is."""

    affairs: User
    secretary: User
    member: User
    general: Organisation
    first: Organisation
    second: Organisation
    group: Organisation
    files: dict[str, Member]


def citizen(place: int, born: str = "19800101") -> str:
    """A citizen number that checks."""
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    head = f"220402{born}{place:03d}"
    number = head + "10X98765432"[sum(int(d) * w for d, w in zip(head, weights, strict=True)) % 11]
    return check_citizen_number(number, today=TODAY)


def organise(kind: str, name: str, parent: Organisation | None, by: User) -> Organisation:
    """An organisation of 2017."""
    return organisation.found_organisation(
        kind=kind,
        name=name,
        parent_id=parent.pk if parent else None,
        founded_on=FOUNDED,
        approval="州直机关工委〔2017〕8号",
        by=by,
        at=AT,
    )


def enrol(name: str, number: str, branch: Organisation, by: User, *, joined: date = date(2010, 7, 1)) -> Member:
    """A full member, or a probationary one where the year is not over."""
    full = joined.replace(year=joined.year + 1)
    return organisation.enrol(
        name=name,
        document_number=number,
        branch_id=branch.pk,
        joined_on=joined,
        full_on=full if full <= TODAY else None,
        employment=Employment.IN_WORK,
        since=joined,
        origin="",
        by=by,
        at=AT,
    )


def build() -> World:
    """Everything, through the operations."""
    affairs, secretary, member = people.he_shiqi(), people.lv_shiba(), people.shi_shijiu()
    general = organise(OrganisationKind.GENERAL, "中心党总支", None, affairs)
    first = organise(OrganisationKind.BRANCH, "第一支部", general, affairs)
    second = organise(OrganisationKind.BRANCH, "第二支部", general, affairs)
    group = organise(OrganisationKind.GROUP, "第一支部一组", first, affairs)
    files = {
        "何十七": enrol("何十七", people.DOCUMENTS["何十七"][0], second, affairs),
        "吕十八": enrol("吕十八", people.DOCUMENTS["吕十八"][0], first, affairs, joined=date(2008, 10, 20)),
        "施十九": enrol("施十九", people.DOCUMENTS["施十九"][0], first, affairs),
    }
    for place, name in enumerate(("甲一", "甲二", "甲三"), start=1):
        files[name] = enrol(name, citizen(place), first, affairs)
    files["乙一"] = enrol("乙一", citizen(11), second, affairs)
    for name, kind in (("吕十八", PostKind.SECRETARY), ("甲一", PostKind.ORGANISATION)):
        organisation.fill_post(
            organisation_id=first.pk, member_id=files[name].pk, kind=kind, since=FOUNDED, by=affairs, at=AT
        )
    return World(affairs, secretary, member, general, first, second, group, files)


def called(world: World, kind: str = "THEME_DAY", *, starts: datetime = AT) -> Meeting:
    """A meeting of the first branch that everybody knows of: 甲一 hosts, 施十九 records."""
    meeting = meetings.plan_meeting(
        organisation_id=world.first.pk, kind=kind, on=TODAY, theme="学习党章", by=world.secretary, at=AT
    )
    return meetings.call_meeting(
        meeting_id=meeting.pk,
        starts_at=starts,
        place="三楼党员活动室",
        theme="学习党章",
        host_id=world.files["甲一"].pk,
        recorder_id=world.files["吕十八" if kind == "COMMITTEE" else "施十九"].pk,
        by=world.secretary,
        at=AT,
    )
