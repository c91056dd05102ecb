"""5S checks at three levels, findings put right and seen by somebody else, and the quarterly bulletin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import Permission, Role
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from desk.models import Bulletin, BulletinLine, BulletinRead, Check, CheckMark, Finding, Programme, ProgrammeItem
from desk.operations.hall import NoReason, NoResult, NoSuchColleague, NotYours, tell
from desk.operations.photos import NewPhoto, keep_photo
from desk.queries import hall as people
from desk.queries import inspection as queries
from desk.rules import inspection as rules
from desk.states.inspection import BULLETIN_MOVES, FINDING_MOVES, Level


class CheckedAlready(BusinessError):
    """The same person has checked the same list on that day."""


class ListIncomplete(BusinessError):
    """A point of the list has no mark, or nothing on it applied."""


class NotInTheFuture(BusinessError):
    """A check is entered on its day or later; a term is not in the past."""


class SamePerson(BusinessError):
    """Who put something right does not say themselves that it is right."""


class QuarterNotOver(BusinessError):
    """A bulletin is published when its quarter is over."""


# --- checks


@operation
def record_check(
    *,
    branch_id: int,
    programme_id: int,
    level: str,
    rhythm: str,
    on: date,
    marks: Mapping[int, tuple[str, str]],
    note: str = "",
    photos: Sequence[NewPhoto] = (),
    by: User,
    at: datetime,
) -> Check:
    """Write down one walk through a list: a mark and a note for each point (item → mark, note), and the score.

    Everybody checks their own hall's windows; the upper two levels are for those who inspect it.
    Raises NotYours, NotInTheFuture, ListIncomplete, CheckedAlready, PhotoRefused.
    """
    programme = Programme.objects.get(pk=programme_id)
    _refuse_level(level, branch_id, by)
    if on > timezone.localtime(at).date():
        raise NotInTheFuture(_("检查日期不能晚于今天。"))
    items = list(ProgrammeItem.objects.filter(programme=programme, is_active=True).order_by("order", "id"))
    if {each.pk for each in items} != set(marks):
        raise ListIncomplete(_("请给每个检查点都打上结果。"))
    score = rules.check_score((each.points, marks[each.pk][0]) for each in items)
    if score is None:
        raise ListIncomplete(_("所有检查点都是“不适用”，这次检查没有结果。"))
    check = _new_check(
        Check(
            branch_id=branch_id,
            programme=programme,
            level=level,
            rhythm=rhythm,
            on=on,
            score=score,
            note=note,
            by=by,
            at=at,
        )
    )
    CheckMark.objects.bulk_create(
        CheckMark(
            check_made=check,
            item=each,
            text=each.text,
            points=each.points,
            mark=marks[each.pk][0],
            note=marks[each.pk][1],
        )
        for each in items
    )
    for photo in photos:
        keep_photo(photo=photo, check=check, by=by, at=at)
    return check


def _refuse_level(level: str, branch_id: int, by: User) -> None:
    if level == Level.WINDOW and people.branch_of(by) == branch_id:
        return
    if not people.inspects(by, branch_id) or (level == Level.CENTRE and Role.DIRECTOR not in by.roles):
        raise NotYours(_("窗口自查由本部人员做，科室检查由负责人做，中心督查由中心主任做。"))


def _new_check(check: Check) -> Check:
    try:
        with transaction.atomic():
            check.save(force_insert=True)
    except IntegrityError:
        raise CheckedAlready(_("您今天已经登记过这一项检查。")) from None
    return check


# --- findings


@operation
def add_finding(
    *,
    branch_id: int,
    programme_id: int,
    level: str,
    text: str,
    head_id: int,
    due_on: date,
    check_id: int | None = None,
    case_id: int | None = None,
    photos: Sequence[NewPhoto] = (),
    by: User,
    at: datetime,
) -> Finding:
    """Note what is not right, whose it is and by when; the head is told. Raises NotYours, NoSuchColleague."""
    _refuse_level(level, branch_id, by)
    if due_on < timezone.localtime(at).date():
        raise NotInTheFuture(_("整改期限不能早于今天。"))
    if not people.colleagues(branch_id).filter(pk=head_id).exists():
        raise NoSuchColleague(_("责任人须是这个管理部的在岗人员。"))
    finding = Finding.objects.create(
        branch_id=branch_id,
        programme_id=programme_id,
        level=level,
        check_made_id=check_id,
        case_id=case_id,
        text=text,
        head_id=head_id,
        found_by=by,
        found_at=at,
        due_on=due_on,
    )
    finding.events.create(action="find", before="", after=finding.status, by=by, at=at, note=text)
    for photo in photos:
        keep_photo(photo=photo, finding=finding, by=by, at=at)
    context = {"area": finding.programme.name, "due": _day(due_on)}
    tell(head_id, "finding_assigned", f"finding-{finding.pk}", context, by=by, at=at)
    return finding


@operation
def rectify(*, finding_id: int, text: str, photos: Sequence[NewPhoto] = (), by: User, at: datetime) -> Finding:
    """Say how it was put right. For the head or a colleague of the hall. Raises NotYours, NoResult, WrongState."""
    finding = lock(Finding, finding_id)
    refuse_move(finding, "rectify", FINDING_MOVES)
    if by.pk != finding.head_id and people.branch_of(by) != finding.branch_id:
        raise NotYours(_("请由这个管理部的人员整改。"))
    if not text.strip():
        raise NoResult(_("请写明怎么整改的。"))
    for photo in photos:
        keep_photo(photo=photo, finding=finding, is_after=True, by=by, at=at)
    move(
        finding,
        "rectify",
        FINDING_MOVES,
        by=by,
        at=at,
        note=text,
        rectification=text,
        rectified_person=by.person,
        rectified_at=at,
    )
    return finding


@operation
def verify_finding(*, finding_id: int, by: User, at: datetime) -> Finding:
    """Somebody else has seen that it is right. Raises NotYours, SamePerson, WrongState."""
    finding = _to_judge(finding_id, "verify", by)
    move(finding, "verify", FINDING_MOVES, by=by, at=at, verified_person=by.person, verified_at=at)
    return finding


@operation
def send_finding_back(*, finding_id: int, reason: str, by: User, at: datetime) -> Finding:
    """It is not right yet, and why. Raises NotYours, SamePerson, NoReason, WrongState."""
    finding = _to_judge(finding_id, "send_back", by)
    if not reason.strip():
        raise NoReason(_("请写明哪里还没有整改到位。"))
    move(finding, "send_back", FINDING_MOVES, by=by, at=at, note=reason, rectified_person=None, rectified_at=None)
    key = f"finding-{finding.pk}-{finding.events.count()}"
    tell(finding.head_id, "finding_sent_back", key, {"area": finding.programme.name}, by=by, at=at)
    return finding


def _to_judge(finding_id: int, action: str, by: User) -> Finding:
    """A finding that `by` may look at again."""
    finding = lock(Finding, finding_id)
    refuse_move(finding, action, FINDING_MOVES)
    if not people.inspects(by, finding.branch_id):
        raise NotYours(_("请由检查人员验收。"))
    if finding.rectified_person_id == by.person_id:
        raise SamePerson(_("整改的人不能自己验收，请换一个人。"))
    return finding


# --- the bulletin


@operation
def draft_bulletin(*, year: int, quarter: int, by: User, at: datetime) -> Bulletin:
    """Draw up a quarter's bulletin, or bring the figures of its draft up to date. Raises NotYours, WrongState."""
    if not by.may(Permission.HALL_INSPECT):
        raise NotYours(_("请由检查人员起草。"))
    bulletin, is_new = Bulletin.objects.get_or_create(
        year=year, quarter=quarter, defaults={"made_by": by, "made_at": at}
    )
    if is_new:
        bulletin.events.create(action="draft", before="", after=bulletin.status, by=by, at=at, note="")
    bulletin = lock(Bulletin, bulletin.pk)
    move(bulletin, "refresh", BULLETIN_MOVES, by=by, at=at)
    _write_figures(bulletin, timezone.localtime(at).date())
    return bulletin


@operation
def publish_bulletin(*, bulletin_id: int, text: str, by: User, at: datetime) -> Bulletin:
    """Freeze the figures and tell the heads. Raises NotYours, QuarterNotOver, NoResult, WrongState."""
    bulletin = lock(Bulletin, bulletin_id)
    refuse_move(bulletin, "publish", BULLETIN_MOVES)
    if not by.may(Permission.HALL_INSPECT):
        raise NotYours(_("请由检查人员签发。"))
    today = timezone.localtime(at).date()
    if today <= rules.quarter_span(bulletin.year, bulletin.quarter)[1]:
        raise QuarterNotOver(_("这个季度还没有结束，结束后再通报。"))
    if not text.strip():
        raise NoResult(_("请写一段情况说明。"))
    _write_figures(bulletin, today)
    move(bulletin, "publish", BULLETIN_MOVES, by=by, at=at, text=text, published_by=by, published_at=at)
    words = _("%(year)d年第%(quarter)d季度") % {"year": bulletin.year, "quarter": bulletin.quarter}
    for head in people.heads(today):
        tell(head.pk, "bulletin_published", f"bulletin-{bulletin.pk}", {"quarter": words}, by=by, at=at)
    return bulletin


@operation
def sign_bulletin(*, bulletin_id: int, by: User, at: datetime) -> bool:
    """Somebody has read a published bulletin; False where they had signed before. Raises NoResult for a draft."""
    bulletin = lock(Bulletin, bulletin_id)
    if bulletin.published_at is None:
        raise NoResult(_("通报还没有发布。"))
    return BulletinRead.objects.get_or_create(bulletin=bulletin, user=by, defaults={"at": at})[1]


def _write_figures(bulletin: Bulletin, today: date) -> None:
    bulletin.lines.all().delete()
    BulletinLine.objects.bulk_create(
        BulletinLine(bulletin=bulletin, **vars(each))
        for each in queries.quarter_figures(bulletin.year, bulletin.quarter, today)
    )


def _day(day: date) -> str:
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}
