"""Where a case stands, and what may happen to it next."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ApplicantKind(TextChoices):
    """Who may ask for a kind of business."""

    PERSON = "PERSON", _("个人")
    EMPLOYER = "EMPLOYER", _("单位")
    EITHER = "EITHER", _("个人或单位")


class Family(TextChoices):
    """The business a kind belongs to, as guides and figures group them."""

    DEPOSIT = "DEPOSIT", _("缴存")
    WITHDRAWAL = "WITHDRAWAL", _("提取")
    LOAN = "LOAN", _("贷款")
    CROSS = "CROSS", _("跨省通办")
    OTHER = "OTHER", _("其他")


class Channel(TextChoices):
    """By which way a case came in."""

    WINDOW = "WINDOW", _("窗口")
    PORTAL = "PORTAL", _("个人网厅")
    EMPLOYER = "EMPLOYER", _("单位网厅")
    API = "API", _("小程序")
    PHONE = "PHONE", _("电话")
    HOME = "HOME", _("上门")


class VersionStatus(TextChoices):
    """A version of a kind is edited as a draft and never again once it is published."""

    DRAFT = "DRAFT", _("草稿")
    PUBLISHED = "PUBLISHED", _("已发布")


VERSION_MOVES = {"publish": ({VersionStatus.DRAFT}, VersionStatus.PUBLISHED)}


class CaseStatus(TextChoices):
    """The life of a case (办件)."""

    SUBMITTED = "SUBMITTED", _("待受理")
    RETURNED = "RETURNED", _("待补正")
    ACCEPTED = "ACCEPTED", _("办理中")
    IN_REVIEW = "IN_REVIEW", _("复核中")
    APPROVED = "APPROVED", _("已同意")
    IN_EXECUTION = "IN_EXECUTION", _("执行中")
    DONE = "DONE", _("已办结")
    REFUSED = "REFUSED", _("不予办理")
    RECALLED = "RECALLED", _("已撤回")
    VOID = "VOID", _("已作废")


CASE_BADGE: dict[str, str] = {
    CaseStatus.SUBMITTED: "act",
    CaseStatus.RETURNED: "warn",
    CaseStatus.ACCEPTED: "act",
    CaseStatus.IN_REVIEW: "act",
    CaseStatus.APPROVED: "good",
    CaseStatus.IN_EXECUTION: "act",
    CaseStatus.DONE: "good",
    CaseStatus.REFUSED: "bad",
    CaseStatus.RECALLED: "quiet",
    CaseStatus.VOID: "quiet",
}

_C = CaseStatus
OPEN_STATUSES = (_C.SUBMITTED, _C.RETURNED, _C.ACCEPTED, _C.IN_REVIEW, _C.APPROVED, _C.IN_EXECUTION)
"""Still somebody's work: one case of a matter at a time stands in one of these."""
BEFORE_DECISION = (_C.SUBMITTED, _C.RETURNED, _C.ACCEPTED, _C.IN_REVIEW)
DECIDED = (_C.APPROVED, _C.IN_EXECUTION, _C.DONE, _C.REFUSED)

CASE_MOVES = {  # action: (allowed from, to)
    "accept": ({_C.SUBMITTED}, _C.ACCEPTED),
    "return": ({_C.SUBMITTED, _C.ACCEPTED}, _C.RETURNED),
    "supply": ({_C.RETURNED}, _C.SUBMITTED),
    "to_review": ({_C.ACCEPTED}, _C.IN_REVIEW),
    "send_back": ({_C.IN_REVIEW}, _C.ACCEPTED),
    "next_level": ({_C.IN_REVIEW}, _C.IN_REVIEW),
    "approve": ({_C.ACCEPTED, _C.IN_REVIEW}, _C.APPROVED),
    "refuse": ({_C.SUBMITTED, _C.RETURNED, _C.ACCEPTED, _C.IN_REVIEW}, _C.REFUSED),
    "break_promise": ({_C.SUBMITTED, _C.RETURNED, _C.ACCEPTED, _C.IN_REVIEW, _C.APPROVED}, _C.REFUSED),
    "execute": ({_C.APPROVED}, _C.IN_EXECUTION),
    "fail": ({_C.IN_EXECUTION}, _C.IN_EXECUTION),
    "reopen": ({_C.IN_EXECUTION}, _C.ACCEPTED),
    "finish": ({_C.IN_EXECUTION}, _C.DONE),
    "abandon": ({_C.IN_EXECUTION}, _C.VOID),
    "recall": ({_C.SUBMITTED, _C.RETURNED, _C.ACCEPTED, _C.IN_REVIEW}, _C.RECALLED),
    "void": ({_C.SUBMITTED, _C.RETURNED, _C.ACCEPTED, _C.IN_REVIEW, _C.APPROVED}, _C.VOID),
}

PROGRESS: tuple[tuple[str, frozenset[str]], ...] = (
    ("submit", frozenset({_C.SUBMITTED, _C.RETURNED})),
    ("accept", frozenset({_C.ACCEPTED})),
    ("review", frozenset({_C.IN_REVIEW})),
    ("execute", frozenset({_C.APPROVED, _C.IN_EXECUTION})),
    ("done", frozenset({_C.DONE})),
)
"""The courier's line on the applicant's page, and the statuses that light each step."""


class Whose(TextChoices):
    """Whose time it is: the promise counts only ours."""

    OURS = "OURS", _("我们")
    APPLICANT = "APPLICANT", _("申请人")
    OTHER = "OTHER", _("其他部门")


WHOSE_IN: dict[str, Whose] = {_C.RETURNED: Whose.APPLICANT}
"""Statuses in which the clock is not ours; in all others it is, until somebody stops it with a reason."""


class ReviewDecision(TextChoices):
    """What a reviewer says."""

    APPROVE = "APPROVE", _("同意")
    SEND_BACK = "SEND_BACK", _("退回经办")
    REFUSE = "REFUSE", _("不同意")


class RequirementStatus(TextChoices):
    """Where one required paper of a case stands."""

    MISSING = "MISSING", _("未收到")
    PROVIDED = "PROVIDED", _("已上传，待核对")
    CHECKED = "CHECKED", _("已核对")
    REJECTED = "REJECTED", _("不合格")


REQUIREMENT_BADGE: dict[str, str] = {
    RequirementStatus.MISSING: "warn",
    RequirementStatus.PROVIDED: "act",
    RequirementStatus.CHECKED: "good",
    RequirementStatus.REJECTED: "bad",
}

_R = RequirementStatus
REQUIREMENT_MOVES = {
    "provide": ({_R.MISSING, _R.PROVIDED, _R.REJECTED}, _R.PROVIDED),
    "check": ({_R.MISSING, _R.PROVIDED, _R.REJECTED}, _R.CHECKED),
    "reject": ({_R.PROVIDED, _R.CHECKED}, _R.REJECTED),
    "undo": ({_R.CHECKED, _R.REJECTED}, _R.MISSING),
    "withdraw": ({_R.PROVIDED}, _R.MISSING),
}


class CheckedBy(TextChoices):
    """How a paper was checked."""

    SEEN = "SEEN", _("核验原件")
    COPIED = "COPIED", _("收取复印件")
    SHARED = "SHARED", _("数据共享获取")
    REUSED = "REUSED", _("沿用以前材料")


class CaseOutcomeKind(TextChoices):
    """News for the business app behind a case."""

    READY = "READY", _("已同意，可以执行")
    REFUSED = "REFUSED", _("不予办理")
    RECALLED = "RECALLED", _("申请人撤回")
    VOID = "VOID", _("已作废")
