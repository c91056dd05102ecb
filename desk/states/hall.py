"""Where a swap of shifts and an escalated matter stand (值班长、兜底办理)."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Part(TextChoices):
    """The two shifts of a day; a whole day is both."""

    MORNING = "AM", _("上午")
    AFTERNOON = "PM", _("下午")


class SwapStatus(TextChoices):
    """A swap of shifts counts once both agree."""

    ASKED = "ASKED", _("待对方答复")
    AGREED = "AGREED", _("已换班")
    DECLINED = "DECLINED", _("对方未同意")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


SWAP_BADGE: dict[str, str] = {
    SwapStatus.ASKED: "act",
    SwapStatus.AGREED: "good",
    SwapStatus.DECLINED: "bad",
    SwapStatus.WITHDRAWN: "quiet",
}
SWAP_MOVES = {  # action: (allowed from, to)
    "agree": ({SwapStatus.ASKED}, SwapStatus.AGREED),
    "decline": ({SwapStatus.ASKED}, SwapStatus.DECLINED),
    "withdraw": ({SwapStatus.ASKED}, SwapStatus.WITHDRAWN),
}


class EscalationSource(TextChoices):
    """Where the matter came up."""

    CASE = "CASE", _("办件")
    TICKET = "TICKET", _("排队号")
    ENQUIRY = "ENQUIRY", _("咨询")
    OTHER = "OTHER", _("其他")


class EscalationStatus(TextChoices):
    """What nobody could settle goes to the duty manager and comes back solved."""

    RAISED = "RAISED", _("待接手")
    IN_HAND = "IN_HAND", _("处理中")
    SOLVED = "SOLVED", _("已解决，待确认")
    CLOSED = "CLOSED", _("已办结")


ESCALATION_BADGE: dict[str, str] = {
    EscalationStatus.RAISED: "act",
    EscalationStatus.IN_HAND: "warn",
    EscalationStatus.SOLVED: "",
    EscalationStatus.CLOSED: "good",
}
_E = EscalationStatus
ESCALATION_OPEN = (_E.RAISED, _E.IN_HAND, _E.SOLVED)
ESCALATION_MOVES = {
    "accept": ({_E.RAISED}, _E.IN_HAND),
    "pass_on": ({_E.RAISED, _E.IN_HAND}, _E.RAISED),
    "solve": ({_E.IN_HAND}, _E.SOLVED),
    "reopen": ({_E.SOLVED}, _E.IN_HAND),
    "close": ({_E.SOLVED}, _E.CLOSED),
}
