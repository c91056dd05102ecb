"""A case's way as its applicant reads it: steps, where it is now, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from desk.states.cases import PROGRESS, CaseStatus

TITLES = {
    "submit": gettext_lazy("提交申请"),
    "accept": gettext_lazy("受理核对"),
    "review": gettext_lazy("复核"),
    "execute": gettext_lazy("执行"),
    "done": gettext_lazy("办结"),
}
ENDS = {
    CaseStatus.REFUSED: gettext_lazy("不予办理"),
    CaseStatus.RECALLED: gettext_lazy("已撤回"),
    CaseStatus.VOID: gettext_lazy("已作废"),
}


@dataclass(frozen=True)
class Step:
    """One step of the way: "done", "now" or "" (still to come); the note says when."""

    title: str
    state: str
    note: str


def steps(status: str, *, reached: Mapping[str, datetime], levels: int) -> list[Step]:
    """The steps of a case in `status`; `reached` says when it first stood in a status (local times).

    A case that nobody has to review has no such step; one that ended otherwise ends with that.
    """
    shown = [(name, stages) for name, stages in PROGRESS if name != "review" or levels or status == "IN_REVIEW"]
    if status in ENDS:
        passed = [(name, stages) for name, stages in shown if name != "done" and any(s in reached for s in stages)]
        way = [Step(str(TITLES[name]), "done", _when(reached, stages)) for name, stages in passed]
        return [*way, Step(str(ENDS[CaseStatus(status)]), "now", _when(reached, (status,)))]
    here = next(place for place, (_name, stages) in enumerate(shown) if status in stages)
    last = len(shown) - 1
    return [
        Step(
            str(TITLES[name]),
            "done" if place < here or here == last else "now" if place == here else "",
            _when(reached, stages) if place <= here else "",
        )
        for place, (name, stages) in enumerate(shown)
    ]


def _when(reached: Mapping[str, datetime], stages: Sequence[str] | frozenset[str]) -> str:
    moments = [reached[stage] for stage in stages if stage in reached]
    return f"{min(moments):%m-%d %H:%M}" if moments else ""


@dataclass(frozen=True)
class Whereabouts:
    """What the sentence about the next step needs: places and days in words."""

    place: str
    promised: str
    supply_by: str
    gaps: int


def next_words(status: str, at: Whereabouts) -> str:
    """Who has it now, what happens next, and by when at the latest."""
    sentences = {
        CaseStatus.SUBMITTED: _("材料已经到%(place)s，工作人员核对后受理。"),
        CaseStatus.RETURNED: _("请在 %(supply_by)s 前按清单补齐材料，补齐后继续办理，这段时间不计入办理时限。"),
        CaseStatus.ACCEPTED: _("%(place)s正在办理，最迟 %(promised)s 办结。"),
        CaseStatus.IN_REVIEW: _("经办人已核对完，由另一位工作人员复核，最迟 %(promised)s 办结。"),
        CaseStatus.APPROVED: _("已经同意，马上执行。"),
        CaseStatus.IN_EXECUTION: _("正在执行；需要付款的由银行转账，到账后通知您。"),
        CaseStatus.DONE: _("已经办结。"),
        CaseStatus.REFUSED: _("没有办成，理由写在下面。有异议可以投诉或拨打 12329。"),
        CaseStatus.RECALLED: _("您已撤回，需要时可以重新申请。"),
        CaseStatus.VOID: _("这件已作废，不再办理。"),
    }
    if status == CaseStatus.APPROVED and at.gaps:
        return _("已经同意；还差 %(gaps)d 份承诺后补的材料，补齐后付款。") % {"gaps": at.gaps}
    facts = {"place": at.place, "promised": at.promised, "supply_by": at.supply_by}
    return sentences[CaseStatus(status)] % facts
