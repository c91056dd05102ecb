"""Admission in five stages and twenty-five steps (中国共产党发展党员工作细则, 2014; party-and-library §1.3).

One table says who does a step, which papers it leaves, and what blocks or warns. What is too early, too few or too
little blocks with its sentence; a missing paper or a passed deadline only warns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from partybuilding.rules import days

ADULT = 18
REVIEW_DAYS = 180
"""A half-year between two reviews of an activist, counted from the latest one."""
TRAINING_DAYS, TRAINING_HOURS = 3, 24
TALK_DAYS, DECISION_DAYS = 30, 90
EXTENSION_MONTHS = (6, 12)


class Who(StrEnum):
    """Who does a step: the branch's secretary, or party affairs for what the higher body decides."""

    BRANCH = "BRANCH"
    HIGHER = "HIGHER"


class Stage(StrEnum):
    """The five stages."""

    APPLICATION = "APPLICATION"
    ACTIVIST = "ACTIVIST"
    CANDIDATE = "CANDIDATE"
    PROBATION = "PROBATION"
    FULL = "FULL"


STAGES: dict[str, Any] = {
    Stage.APPLICATION: gettext_lazy("申请入党"),
    Stage.ACTIVIST: gettext_lazy("入党积极分子"),
    Stage.CANDIDATE: gettext_lazy("发展对象"),
    Stage.PROBATION: gettext_lazy("预备党员"),
    Stage.FULL: gettext_lazy("转为正式党员"),
}


@dataclass(frozen=True)
class Step:
    """One of the twenty-five. `before`, where set, are the days after the step named within which it should be done."""

    number: int
    stage: Stage
    name: Any
    who: Who
    papers: tuple[str, ...] = ()
    before: tuple[int, int] | None = None
    is_vote: bool = False


_ROWS: list[tuple[Stage, Any, Who, tuple[str, ...], tuple[int, int] | None, bool]] = [
    (Stage.APPLICATION, gettext_lazy("递交入党申请书"), Who.BRANCH, (gettext_noop("入党申请书"),), None, False),
    (
        Stage.APPLICATION,
        gettext_lazy("党组织派人谈话"),
        Who.BRANCH,
        (gettext_noop("谈话记录"),),
        (1, TALK_DAYS),
        False,
    ),
    (
        Stage.ACTIVIST,
        gettext_lazy("推荐和确定入党积极分子"),
        Who.BRANCH,
        (gettext_noop("推荐意见"), gettext_noop("支委会决议")),
        None,
        False,
    ),
    (Stage.ACTIVIST, gettext_lazy("上级党委备案"), Who.HIGHER, (gettext_noop("备案报告"),), None, False),
    (Stage.ACTIVIST, gettext_lazy("指定培养联系人"), Who.BRANCH, (), None, False),
    (
        Stage.ACTIVIST,
        gettext_lazy("培养教育考察"),
        Who.BRANCH,
        (gettext_noop("考察登记表"), gettext_noop("思想汇报")),
        None,
        False,
    ),
    (
        Stage.CANDIDATE,
        gettext_lazy("确定发展对象"),
        Who.BRANCH,
        (gettext_noop("支委会决议"), gettext_noop("征求意见记录")),
        None,
        False,
    ),
    (Stage.CANDIDATE, gettext_lazy("报上级党委备案"), Who.HIGHER, (gettext_noop("备案报告"),), None, False),
    (Stage.CANDIDATE, gettext_lazy("确定入党介绍人"), Who.BRANCH, (), None, False),
    (
        Stage.CANDIDATE,
        gettext_lazy("进行政治审查"),
        Who.BRANCH,
        (gettext_noop("政审材料"), gettext_noop("政审结论")),
        None,
        False,
    ),
    (Stage.CANDIDATE, gettext_lazy("开展集中培训"), Who.HIGHER, (gettext_noop("培训结业证明"),), None, False),
    (Stage.PROBATION, gettext_lazy("支部委员会审查"), Who.BRANCH, (gettext_noop("支委会审查意见"),), None, False),
    (Stage.PROBATION, gettext_lazy("上级党委预审"), Who.HIGHER, (gettext_noop("预审意见"),), None, False),
    (Stage.PROBATION, gettext_lazy("填写入党志愿书"), Who.BRANCH, (gettext_noop("入党志愿书"),), None, False),
    (Stage.PROBATION, gettext_lazy("支部大会讨论"), Who.BRANCH, (gettext_noop("支部大会决议"),), None, True),
    (Stage.PROBATION, gettext_lazy("上级党委派人谈话"), Who.HIGHER, (gettext_noop("谈话记录"),), None, False),
    (
        Stage.PROBATION,
        gettext_lazy("上级党委审批"),
        Who.HIGHER,
        (gettext_noop("审批意见"),),
        (15, DECISION_DAYS),
        False,
    ),
    (Stage.PROBATION, gettext_lazy("再上一级党委组织部门备案"), Who.HIGHER, (gettext_noop("备案报告"),), None, False),
    (Stage.FULL, gettext_lazy("编入党支部和党小组"), Who.BRANCH, (), None, False),
    (Stage.FULL, gettext_lazy("入党宣誓"), Who.BRANCH, (gettext_noop("宣誓仪式记录"),), None, False),
    (Stage.FULL, gettext_lazy("继续教育考察"), Who.BRANCH, (gettext_noop("预备党员考察表"),), None, False),
    (Stage.FULL, gettext_lazy("提出转正申请"), Who.BRANCH, (gettext_noop("转正申请书"),), None, False),
    (Stage.FULL, gettext_lazy("支部大会讨论转正"), Who.BRANCH, (gettext_noop("支部大会决议"),), None, True),
    (
        Stage.FULL,
        gettext_lazy("上级党委审批转正"),
        Who.HIGHER,
        (gettext_noop("审批意见"),),
        (23, DECISION_DAYS),
        False,
    ),
    (Stage.FULL, gettext_lazy("材料归档"), Who.BRANCH, (gettext_noop("入党材料卷宗"),), None, False),
]
STEPS = tuple(Step(number, *row) for number, row in enumerate(_ROWS, start=1))
LAST = len(STEPS)


@dataclass(frozen=True)
class Facts:
    """What is on record of an applicant; dates by the number of the step that was done on them."""

    born: date | None
    done: dict[int, date] = field(default_factory=dict)
    reviews: Sequence[date] = ()
    trainers: int = 0
    introducers: int = 0
    training_days: int = 0
    training_hours: int = 0
    training_passed: bool = False
    extended_months: int = 0


# --- the single rules, each with its worked cases in tests/data/party


def may_apply(born: date | None, on: date) -> str:
    """Eighteen on the day of the application (党章 Art. 1). Why not, or nothing."""
    if born is None:
        return _("没有出生日期，不能判断是否年满十八周岁。")
    return "" if days.age_on(born, on) >= ADULT else _("申请人须年满十八周岁。")


def after_a_year(since: date | None, on: date) -> str:
    """A whole calendar year of training as an activist before step 7 (Art. 12). Unknown beginnings do not pass."""
    if since is None:
        return _("不知道何时确定为入党积极分子，不能确定为发展对象。")
    full = days.after_years(since, 1)
    left = (full - on).days
    return "" if left <= 0 else _("培养教育须满一年，到 %(day)s 满，还差 %(left)d 天。") % {"day": full, "left": left}


def review_due(last: date, on: date) -> str:
    """A half-year since the latest review (Art. 11)."""
    left = REVIEW_DAYS - (on - last).days
    if left <= 0:
        return ""
    return _("每半年考察一次，距上次考察（%(day)s）还差 %(left)d 天。") % {"day": last, "left": left}


def probation_end(voted: date, extended_months: int) -> date:
    """A year from the vote, with its extension (Art. 33–34)."""
    return days.after_months(days.after_years(voted, 1), extended_months)


def after_probation(voted: date | None, extended_months: int, on: date) -> str:
    """The whole probation, on its last day at the earliest."""
    if voted is None:
        return _("支部大会还没有通过接收为预备党员。")
    end = probation_end(voted, extended_months)
    left = (end - on).days
    return "" if left <= 0 else _("预备期到 %(day)s 满，还差 %(left)d 天。") % {"day": end, "left": left}


def extension(months: int, extended_months: int) -> str:
    """Once, by half a year to a year (Art. 34)."""
    if extended_months:
        return _("预备期只能延长一次；仍不具备条件的，应取消预备党员资格。")
    least, most = EXTENSION_MONTHS
    return "" if least <= months <= most else _("延长预备期不少于半年、不超过一年。")


def trained(day_count: int, hours: int, passed: bool) -> str:
    """At least three days or 24 class hours, and passed (Art. 17)."""
    if day_count < TRAINING_DAYS and hours < TRAINING_HOURS:
        return _("集中培训不少于三天或二十四个学时。")
    return "" if passed else _("集中培训没有合格。")


def enough_trainers(count: int) -> str:
    """One or two full members (Art. 10)."""
    return "" if count in (1, 2) else _("须指定一至两名正式党员做培养联系人。")


def enough_introducers(count: int) -> str:
    """Two full members (Art. 15)."""
    return "" if count == 2 else _("须有两名正式党员做入党介绍人。")


def late(since: date, on: date, within: int) -> str:
    """A deadline that has passed: a warning, not a block."""
    over = (on - since).days - within
    return "" if over <= 0 else _("超过规定期限 %(over)d 天，请在材料里写明原因。") % {"over": over}


# --- what stands in the way of a step

_BLOCKS: dict[int, Callable[[Facts, date], str]] = {
    1: lambda facts, on: may_apply(facts.born, on),
    5: lambda facts, on: enough_trainers(facts.trainers),
    6: lambda facts, on: "" if facts.reviews else _("还没有考察记录，请先登记半年一次的考察。"),
    7: lambda facts, on: after_a_year(facts.done.get(3), on),
    9: lambda facts, on: enough_introducers(facts.introducers),
    11: lambda facts, on: trained(facts.training_days, facts.training_hours, facts.training_passed),
    23: lambda facts, on: after_probation(facts.done.get(15), facts.extended_months, on),
}


def blocks(number: int, facts: Facts, on: date) -> str:
    """Why the step cannot be done on the day, or nothing."""
    before = facts.done.get(number - 1)
    if before is not None and on < before:
        return _("日期不能早于上一步（%(day)s）。") % {"day": before}
    rule = _BLOCKS.get(number)
    return rule(facts, on) if rule else ""


def warnings(number: int, facts: Facts, on: date, missing: Sequence[str]) -> list[str]:
    """What should not be so, and does not block: papers that are missing, deadlines that have passed."""
    step = STEPS[number - 1]
    said = [_("缺材料：%(papers)s。") % {"papers": "、".join(missing)}] if missing else []
    if step.before is not None and (since := facts.done.get(step.before[0])) is not None:
        said += filter(None, [late(since, on, step.before[1])])
    return said


def stage_of(done: int) -> Stage:
    """The stage of an applicant who has done so many steps: that of the step they come to."""
    return STEPS[min(done, LAST - 1)].stage
