"""Democratic appraisal: opened, rated once by everybody, closed with grades."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from partybuilding.models import Appraisal, AppraisalResult, Organisation, Score
from partybuilding.operations.guard import NotYours, refuse_others
from partybuilding.queries import appraisal as queries
from partybuilding.queries import organisation as people
from partybuilding.queries import scope
from partybuilding.rules import appraisal as rules
from partybuilding.states.appraisal import APPRAISAL_MOVES, Grade, Source
from partybuilding.states.organisation import OrganisationKind


class RatedAlready(BusinessError):
    """Once per person: the score stands."""


class WrongScore(BusinessError):
    """Points out of range, or for somebody who is not of the branch."""


class TooManyExcellent(BusinessError):
    """More than a third of the branch."""


class Incomplete(BusinessError):
    """A source is missing for somebody, or somebody has no grade."""


@operation
def begin_appraisal(*, branch_id: int, year: int, by: User, at: datetime) -> Appraisal:
    """Open a branch's appraisal of a year. Raises NotYours, RatedAlready."""
    branch = lock(Organisation, branch_id)
    refuse_others(branch.pk, by)
    if branch.kind != OrganisationKind.BRANCH:
        raise WrongScore(_("民主评议由党支部组织。"))
    try:
        with transaction.atomic():
            made = Appraisal.objects.create(branch=branch, year=year)
    except IntegrityError:
        raise RatedAlready(_("这个年度的民主评议已经开始。")) from None
    made.events.create(action="begin", before="", after=made.status, by=by, at=at, note="")
    return made


@operation
def rate(*, appraisal_id: int, points: Mapping[int, int], by: User, at: datetime) -> int:
    """A member rates themselves and the others (member id → points), each once; how many were rated.

    Raises NotYours, WrongState, RatedAlready, WrongScore.
    """
    found = lock(Appraisal, appraisal_id)
    refuse_move(found, "close", APPRAISAL_MOVES)
    voter = scope.own_file(by)
    if voter is None or voter.branch_id != found.branch_id:
        raise NotYours(_("由本支部的党员评议。"))
    _refuse_points(found, points)
    rows = [
        Score(
            appraisal=found,
            subject_id=subject,
            source=Source.SELF if subject == voter.pk else Source.PEER,
            voter=voter,
            points=value,
        )
        for subject, value in sorted(points.items())
    ]
    return _write(rows)


@operation
def enter_scores(*, appraisal_id: int, source: str, points: Mapping[int, int], by: User, at: datetime) -> int:
    """The mean of the masses' sheets, or the organisation's own judgement. Raises NotYours, WrongState, WrongScore."""
    found = lock(Appraisal, appraisal_id)
    refuse_others(found.branch_id, by)
    refuse_move(found, "close", APPRAISAL_MOVES)
    if source not in (Source.MASS, Source.ORG):
        raise WrongScore(_("自评和互评由党员本人填写。"))
    _refuse_points(found, points)
    own = scope.own_file(by)
    if source == Source.ORG and own is not None and own.pk in points:
        raise WrongScore(_("不能给自己作组织评定，请由另一位同志填写。"))
    rows = [
        Score(appraisal=found, subject_id=subject, source=source, voter=None, points=value)
        for subject, value in sorted(points.items())
    ]
    return _write(rows)


def _refuse_points(found: Appraisal, points: Mapping[int, int]) -> None:
    here = set(people.roll(found.branch).values_list("pk", flat=True))
    if not points or not set(points) <= here:
        raise WrongScore(_("只评议本支部的党员。"))
    if any(not 0 <= value <= rules.MOST_POINTS for value in points.values()):
        raise WrongScore(_("得分在 0 至 100 之间。"))


def _write(rows: list[Score]) -> int:
    try:
        with transaction.atomic():
            return len(Score.objects.bulk_create(rows))
    except IntegrityError:
        raise RatedAlready(_("每人只评一次，已经评过的不能再评。")) from None


@operation
def close_appraisal(*, appraisal_id: int, grades: Mapping[int, str], by: User, at: datetime) -> Appraisal:
    """Fix everybody's grade. Raises NotYours, WrongState, Incomplete, TooManyExcellent."""
    found = lock(Appraisal, appraisal_id)
    refuse_others(found.branch_id, by)
    refuse_move(found, "close", APPRAISAL_MOVES)
    lines = queries.lines(found)
    if {line.member.pk for line in lines} != set(grades):
        raise Incomplete(_("请给每位党员定等次。"))
    for line in lines:
        if line.composite is None:
            raise Incomplete(_("%(name)s的自评、互评、群众评议或组织评定还不齐。") % {"name": line.member})
    most = rules.most_excellent(len(lines))
    if list(grades.values()).count(Grade.EXCELLENT) > most:
        raise TooManyExcellent(_("优秀不超过三分之一，最多 %(most)d 人。") % {"most": most})
    AppraisalResult.objects.bulk_create(
        AppraisalResult(appraisal=found, member=line.member, score=line.composite, grade=grades[line.member.pk])
        for line in lines
        if line.composite is not None
    )
    move(found, "close", APPRAISAL_MOVES, by=by, at=at)
    return found
