"""The service manual: written in versions, read and confirmed; and the courtesy drills with their scores."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation
from desk.models import CourtesyDrill, CourtesyScore, ManualReading, ManualSection, ManualVersion
from desk.operations.hall import NoSuchColleague, NotYours
from desk.queries import courtesy as queries
from desk.queries import hall as people
from desk.rules import inspection as rules


class SameWords(BusinessError):
    """The text is the one in force."""


class OldVersion(BusinessError):
    """A newer version has come out since the page was opened."""


class DrillRefused(BusinessError):
    """Scores are missing, the day lies ahead, or the pair has drilled that day."""


@operation
def write_section(*, section_id: int, text: str, note: str, by: User, at: datetime) -> ManualVersion:
    """A new version of a section; everybody has to confirm it anew. Raises NotYours, SameWords."""
    section = lock(ManualSection, section_id)
    if not by.may(Permission.HALL_LEAD):
        raise NotYours(_("请由管理部负责人修改手册。"))
    newest = queries.newest_version(section)
    if newest is not None and newest.text.strip() == text.strip():
        raise SameWords(_("正文没有变化。"))
    number = newest.number + 1 if newest else 1
    return ManualVersion.objects.create(section=section, number=number, text=text, note=note, by=by, at=at)


@operation
def confirm_reading(*, section_id: int, number: int, by: User, at: datetime) -> bool:
    """Somebody has read the version on their page; False where they had confirmed it. Raises OldVersion."""
    section = lock(ManualSection, section_id)
    newest = queries.newest_version(section)
    if newest is None or newest.number != number:
        raise OldVersion(_("这一节刚刚更新，请看过新内容再确认。"))
    return ManualReading.objects.get_or_create(version=newest, user=by, defaults={"at": at})[1]


@operation
def record_courtesy_drill(
    *,
    participant_id: int,
    on: date,
    scores: Mapping[int, int],
    scene: str = "",
    note: str = "",
    by: User,
    at: datetime,
) -> CourtesyDrill:
    """Score a colleague's drill, item by item from 1 to 5. `by` is the observer.

    Raises NoSuchColleague for oneself or another hall's staff, DrillRefused.
    """
    branch_id = people.branch_of(by)
    if participant_id == by.pk or not people.colleagues(branch_id).filter(pk=participant_id).exists():
        raise NoSuchColleague(_("请选择本管理部的另一位同事；不能给自己打分。"))
    if on > timezone.localtime(at).date():
        raise DrillRefused(_("演练日期不能晚于今天。"))
    wanted = set(queries.courtesy_items().values_list("pk", flat=True))
    if set(scores) != wanted:
        raise DrillRefused(_("请给每一项都打分。"))
    drill = CourtesyDrill(
        branch_id=branch_id,
        on=on,
        participant_id=participant_id,
        observer=by,
        scene=scene,
        note=note,
        score_hundredths=rules.average_hundredths(sum(scores.values()), len(scores)) or 100,
        at=at,
    )
    try:
        with transaction.atomic():
            drill.save(force_insert=True)
    except IntegrityError:
        raise DrillRefused(_("您当天已经给这位同事打过分。")) from None
    CourtesyScore.objects.bulk_create(
        CourtesyScore(drill=drill, item_id=item_id, score=score) for item_id, score in scores.items()
    )
    return drill
