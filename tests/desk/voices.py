"""Closed cases, leaders and what people say, for the tests of ratings, complaints and questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from desk import operations as desk
from desk.models import Case, Complaint, FollowUp, Rating
from desk.operations import Said, Voice
from tests import people
from tests.desk import world
from tests.desk.world import AT


def head_of_branch() -> User:
    """韩十一 leads the branch."""
    return people.han_shiyi()


def director() -> User:
    """蒋十二 leads the centre."""
    return people.jiang_shier()


def done(*, at: datetime = AT, **facts: Any) -> Case:
    """A case of 张三 that 王五 accepted and that was carried out."""
    world.kind("quick", levels=(), exclusion="")
    case = world.accepted("quick", at=at, **facts)
    desk.send_case(case_id=case.pk, by=facts.get("by") or people.wang_wu(), at=at)
    with transaction.atomic():
        desk.begin_execution(case_id=case.pk, by=None, at=at)
        return desk.finish(case_id=case.pk, by=None, at=at)


def rated(level: int, *, at: datetime = AT, words: str = "") -> Rating:
    """张三's word on a case that is done."""
    case = done(at=at)
    return desk.rate(case_id=case.pk, said=Said(level, (), words), by=people.zhang_san(), at=at)


def followed(*, at: datetime = AT) -> FollowUp:
    """The follow-up of a bad rating, open."""
    return FollowUp.objects.get(rating=rated(1, at=at))


def complaint(*, at: datetime = AT, by: User | None = None, **facts: Any) -> Complaint:
    """张三 complains, unless `facts` say otherwise."""
    given = {
        "kind": "COMPLAINT",
        "title": "窗口等候时间长",
        "text": "等了一个小时没人叫号。",
        "branch_id": people.branch().pk,
        "person_id": people.zhang_san().person_id,
        **facts,
    }
    return desk.complain(voice=Voice(**given), way="PORTAL", by=by or people.zhang_san(), at=at)


def answered(*, at: datetime = AT, **facts: Any) -> Complaint:
    """A complaint that the head of the branch has answered."""
    made, head = complaint(at=at, **facts), head_of_branch()
    desk.assign_complaint(complaint_id=made.pk, owner_id=head.pk, by=head, at=at)
    return desk.answer_complaint(complaint_id=made.pk, text="已增开一个窗口。", finding="TRUE", by=head, at=at)
