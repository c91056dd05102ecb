"""The one-time notice (一次性告知): everything that is missing, told at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from common.errors import BusinessError, WrongState
from common.states import lock, move
from common.transactions import operation, step
from desk import queries
from desk.models import Case, Notice, NoticeItem, Requirement
from desk.operations import life, moving, receipts
from desk.rules import deadlines
from desk.states.cases import REQUIREMENT_MOVES, CaseStatus, RequirementStatus
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User


class NothingMissing(BusinessError):
    """A notice names at least one paper, says why, and none that is checked or promised already."""


class WhyAgain(BusinessError):
    """A second notice for one case is our own fault (domain §7.2): it says why it was not all told at once."""


@dataclass(frozen=True)
class Missing:
    """A line of a notice: the code of a paper of the case, or a `label` of one that the kind does not list."""

    why: str
    code: str = ""
    label: str = ""
    where_from: str = ""


@operation
def give_notice(*, case_id: int, missing: Sequence[Missing], by: User, at: datetime, reason_again: str = "") -> Notice:
    """Tell the applicant what is missing, why, where to get it and by when; the case is theirs until it is here.

    Raises NothingMissing, WhyAgain, TakenByOther, WrongState.
    """
    case = moving.locked(case_id)
    moving.refuse_other(case, by)
    _refuse_lines(case, missing)
    if case.notices and not reason_again.strip():
        raise WhyAgain(_("这件已经告知过一次，再次告知算我们的差错，请写明为什么没有一次说全。"))
    found = [(_row(case, place, each, by=by, at=at), each) for place, each in enumerate(missing, start=1)]
    due_on = supply_due(case, at)
    labels = life.labels([row for row, _each in found])
    case = life.return_for_papers(case_id=case_id, reason=labels, due_on=due_on, by=by, at=at)
    notice = Notice.objects.create(
        case=case,
        number=case.notices,
        due_on=due_on,
        verify_code=receipts.verify_code(),
        reason_again=reason_again.strip()[:200] if case.notices > 1 else "",
        branch_id=case.branch_id,
        by=by,
        at=at,
    )
    for place, (row, each) in enumerate(found, start=1):
        where = (each.where_from or row.where_from)[:120]
        NoticeItem.objects.create(
            notice=notice, requirement=row, why=each.why.strip()[:200], where_from=where, order=place
        )
    day = _("%(m)d月%(d)d日") % {"m": due_on.month, "d": due_on.day}
    moving.tell(case, "case_papers_missing", by=by, at=at, key=f"-notice-{notice.number}", papers=labels[:60], due=day)
    return notice


def _refuse_lines(case: Case, missing: Sequence[Missing]) -> None:
    """At least one line, each of a paper of this case and each paper once."""
    if not missing:
        raise NothingMissing(_("请至少选一份缺少或不合格的材料。"))
    codes = [each.code for each in missing if each.code]
    if len(set(codes)) < len(codes):
        raise NothingMissing(_("同一份材料选了两次，请合并成一条。"))
    known = Requirement.objects.filter(case=case, code__in=codes).count()
    if known < len(codes):
        raise NothingMissing(_("清单里有这件业务没有的材料，请刷新页面后重新选择。"))


def supply_due(case: Case, at: datetime) -> date:
    """By when the missing papers should be here: working days of the case's version after today."""
    day = timezone.localdate(at)
    return deadlines.supply_due(day, case.version.supply_days, policy.calendar(day, day))


@step
def _row(case: Case, place: int, each: Missing, *, by: User, at: datetime) -> Requirement:
    """The required paper of a line: known by its code, or added to the case by its label."""
    if not each.why.strip():
        raise NothingMissing(_("请写明每份材料缺什么、哪里不合格。"))
    if not each.code:
        return _added(case, place, each)
    row = lock(Requirement, Requirement.objects.values_list("pk", flat=True).get(case=case, code=each.code))
    if row.is_tolerated:
        raise NothingMissing(_("“%(paper)s”已容缺，到期前不用告知。") % {"paper": row.label})
    if row.status in (RequirementStatus.PROVIDED, RequirementStatus.CHECKED):
        move(row, "reject", REQUIREMENT_MOVES, by=by, at=at, note=each.why, checked_by=by, checked_at=at, how="")
    Requirement.objects.filter(pk=row.pk).update(note=each.why.strip()[:200])
    return row


@step
def _added(case: Case, place: int, each: Missing) -> Requirement:
    if not each.label.strip():
        raise NothingMissing(_("请写明是哪一份材料。"))
    code = f"extra-{case.notices + 1}-{place}"
    return Requirement.objects.create(
        case=case,
        code=code,
        label=each.label.strip()[:80],
        is_main=True,
        where_from=each.where_from[:120],
        note=each.why.strip()[:200],
        order=200 + place,
    )


@operation
def tick_ready(*, item_id: int, ready: bool, by: User, at: datetime) -> NoticeItem:
    """The applicant says that they have a paper in hand, or that they have not: their own side of the task list.

    Raises NotTheirs, WrongState.
    """
    case = moving.locked(NoticeItem.objects.values_list("notice__case", flat=True).get(pk=item_id))
    item = lock(NoticeItem, item_id)
    if not queries.is_applicant(case, by):
        raise life.NotTheirs(_("只有申请人能在自己的清单上打勾。"))
    if case.status != CaseStatus.RETURNED:
        raise WrongState(_("材料已经交回，正在核对。"))
    item.ready_at = at if ready else None
    item.save(update_fields=["ready_at"])
    return item
