"""Kinds and cases for the tests of the counter: a kind that shows every rule, made by the real operations."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from accounts.models import Staff, User
from desk import operations as desk
from desk.models import Case, Kind, KindVersion, Requirement
from desk.states.cases import Channel, CheckedBy
from tests import people

AT = datetime(2026, 11, 23, 1, 30, tzinfo=UTC)
"""A Monday, half past nine in Shanghai: service clocks run on real time, whatever the business date is."""


def kind(code: str = "try", *, levels: tuple[tuple[int, int], ...] = ((-1, 1),), **terms: Any) -> KindVersion:
    """A published kind: `identity` (main), `proof` (secondary), `mandate` for agents; levels (above_fen, grade)."""
    known = Kind.objects.filter(code=code).first()
    if known is not None:
        return known.versions.order_by("-number")[0]
    more, place = divmod(Kind.objects.count(), 26)
    letters = f"{'ZXW'[more]}{chr(65 + place)}"  # no kind of ours begins with X or W
    numbers = {"prefix": letters, "family": "OTHER", "applicant": "EITHER", "source": "test"}
    row = Kind.objects.create(code=code, **numbers)
    version = KindVersion.objects.create(
        kind=row,
        number=1,
        valid_from=date(2020, 1, 1),
        label="试办业务",
        made_at=AT,
        **{"exclusion": code, "statutory_days": 3, "promise_days": 2, "auto_limit_fen": 2_000_000, **terms},
    )
    version.documents.create(code="identity", label="身份证", order=1)
    version.documents.create(code="proof", label="证明", is_main=False, where_from="街道办", order=2)
    version.documents.create(code="mandate", label="授权委托书", needed_when="agent", order=3)
    for channel in (Channel.WINDOW, Channel.PORTAL, Channel.EMPLOYER):
        version.channels.create(channel=channel)
    for place, (above, grade) in enumerate(levels, start=1):
        version.levels.create(level=place, label=f"第{place}级复核", above_fen=above, grade=grade)
    with transaction.atomic():
        desk.publish_version(version_id=version.pk, by=people.zheng_yi(), at=AT)
    version.refresh_from_db()
    return version


def open_case(code: str = "try", *, by: User | None = None, at: datetime = AT, **facts: Any) -> Case:
    """A case of 张三 at 王五's window, unless `facts` say otherwise."""
    kind(code)
    if "person_id" not in facts and "employer_id" not in facts:
        facts["person_id"] = people.zhang_san().person_id
    given = {"title": "试办", "channel": Channel.WINDOW, "branch_id": people.branch().pk, **facts}
    with transaction.atomic():
        return desk.open_case(kind=code, by=by or people.wang_wu(), at=at, **given)


def check_all(case: Case, *, by: User | None = None, at: datetime = AT) -> None:
    """Tick every paper of the case as seen."""
    for row in Requirement.objects.filter(case=case).exclude(status="CHECKED"):
        desk.check_paper(requirement_id=row.pk, how=CheckedBy.SEEN, by=by or people.wang_wu(), at=at)


def accepted(code: str = "try", *, by: User | None = None, at: datetime = AT, **facts: Any) -> Case:
    """A case with all its papers, accepted by the window."""
    case = open_case(code, by=by, at=at, **facts)
    check_all(case, by=by, at=at)
    return desk.accept_case(case_id=case.pk, by=by or people.wang_wu(), at=at)


def in_review(code: str = "try", **facts: Any) -> Case:
    """An accepted case that its maker has sent to the reviewers."""
    case = accepted(code, **facts)
    return desk.send_case(case_id=case.pk, by=facts.get("by") or people.wang_wu(), at=facts.get("at", AT))


def rank(user: User, *, grade: int, limit_fen: int = 100_000_000) -> User:
    """The user with that grade and limit."""
    Staff.objects.filter(user=user).update(grade=grade, limit_fen=limit_fen)
    return User.objects.get(pk=user.pk)
