"""Papers of the demo centre's open cases: photos handed in, one notice given, one promise signed."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime

from PIL import Image, ImageDraw

from accounts.models import User
from desk import operations as desk
from desk.models import Case, Requirement
from desk.states.cases import CaseStatus, CheckedBy, RequirementStatus
from desk.states.papers import PaperSource

WITH_FILES = 3


def fill_papers(*, staff: Mapping[str, User], at: datetime) -> None:
    """Play with cases that nobody has accepted yet, through the operations; where there are none nothing is done."""
    window = staff["1001"]
    cases = Case.objects.filter(status=CaseStatus.SUBMITTED, owner=None, person__isnull=False)
    for place, case in enumerate(cases.select_related("person", "version").order_by("id")[:WITH_FILES]):
        rows = list(Requirement.objects.filter(case=case, status=RequirementStatus.MISSING).order_by("order", "id"))
        if rows:
            _hand_in(rows[0], by=window, at=at)
        if place == 0 and len(rows) > 1:
            _tell(case, rows[1:], by=window, at=at)
        elif place == 1:
            _promise(case, rows, by=window, at=at)
    desk.scan_papers(at=at)


def _hand_in(row: Requirement, *, by: User, at: datetime) -> None:
    name = f"{row.label}.jpg"
    desk.upload_paper(
        requirement_id=row.pk, name=name, content=_picture(row.pk), source=PaperSource.CAMERA, by=by, at=at
    )


def _tell(case: Case, rows: list[Requirement], *, by: User, at: datetime) -> None:
    lines = [desk.Missing(code=row.code, why="没有带原件") for row in rows]
    desk.give_notice(case_id=case.pk, missing=lines, by=by, at=at)


def _promise(case: Case, rows: list[Requirement], *, by: User, at: datetime) -> None:
    """Main papers are seen, the first secondary one comes later."""
    later = [row for row in rows if not row.is_main]
    if not later or not case.version.tolerance_days or case.person is None:
        return
    for row in rows:
        if row.is_main:
            desk.check_paper(requirement_id=row.pk, how=CheckedBy.SEEN, by=by, at=at)
    desk.promise_papers(case_id=case.pk, codes=[later[0].code], signed_name=case.person.name, by=by, at=at)


def _picture(number: int) -> bytes:
    """A sheet of paper with lines on it, another for each number."""
    image = Image.new("RGB", (900, 1200), (250, 248, 240))
    draw = ImageDraw.Draw(image)
    for line in range(14):
        width = 300 + (number * 37 + line * 83) % 420
        draw.rectangle((90, 140 + line * 70, 90 + width, 152 + line * 70), fill=(90, 96, 104))
    out = io.BytesIO()
    image.save(out, "JPEG")
    return out.getvalue()
