"""The life of a screening, what a finding asks for, and what is linked."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class ScreeningStatus(TextChoices):
    """What the checks say of an application."""

    PENDING = "PENDING", _("待筛查")
    CLEAR = "CLEAR", _("未见异常")
    REVIEW = "REVIEW", _("需人工复核")
    BLOCKED = "BLOCKED", _("暂停办理，待核查")
    CLEARED = "CLEARED", _("已核查放行")


SCREENING_BADGE: dict[str, str] = {
    ScreeningStatus.PENDING: "act",
    ScreeningStatus.CLEAR: "good",
    ScreeningStatus.REVIEW: "warn",
    ScreeningStatus.BLOCKED: "bad",
    ScreeningStatus.CLEARED: "good",
}

_S = ScreeningStatus
SCREENING_MOVES = {  # action: (allowed from, to)
    "find_nothing": ({_S.PENDING}, _S.CLEAR),
    "ask_review": ({_S.PENDING}, _S.REVIEW),
    "block": ({_S.PENDING}, _S.BLOCKED),
    "find_known": ({_S.PENDING}, _S.CLEARED),
    "unblock": ({_S.BLOCKED}, _S.REVIEW),
    "clear": ({_S.REVIEW, _S.BLOCKED}, _S.CLEARED),
}
HELD = (_S.PENDING, _S.BLOCKED)
"""While a screening stands here no money leaves."""


class Action(TextChoices):
    """What a hit asks for (domain §4.4)."""

    INFO = "INFO", _("提示")
    REVIEW = "REVIEW", _("人工复核")
    BLOCK = "BLOCK", _("暂停办理")
    CASE = "CASE", _("立案核查")


ACTION_BADGE: dict[str, str] = {Action.INFO: "quiet", Action.REVIEW: "warn", Action.BLOCK: "bad", Action.CASE: "bad"}
STOPPING = (Action.BLOCK, Action.CASE)
"""Actions that pause the application until somebody who may decide has looked."""


class Severity(IntegerChoices):
    """How grave a hit is."""

    LOW = 1, _("低")
    MIDDLE = 2, _("中")
    HIGH = 3, _("高")


class LinkKind(TextChoices):
    """What two applications may have in common."""

    PERSON = "PERSON", _("申请人")
    SPOUSE = "SPOUSE", _("配偶")
    RELATIVE = "RELATIVE", _("父母子女")
    HOUSE = "HOUSE", _("房屋")
    DOCUMENT = "DOCUMENT", _("材料编号")
    PAYEE = "PAYEE", _("收款账户")
    PHONE = "PHONE", _("手机号码")
    AGENT = "AGENT", _("代办人")
    DEVICE = "DEVICE", _("设备")
    ADDRESS = "ADDRESS", _("网络地址")
    EMPLOYER = "EMPLOYER", _("单位")
    STAFF = "STAFF", _("经办人员")


class OutcomeKind(TextChoices):
    """News that business apps claim."""

    CLEAR = "CLEAR", _("未见异常")
    REVIEW = "REVIEW", _("需人工复核")
    BLOCKED = "BLOCKED", _("暂停办理")
    CLEARED = "CLEARED", _("核查放行")
    ESTABLISHED = "ESTABLISHED", _("认定骗提骗贷")
    DISMISSED = "DISMISSED", _("排除嫌疑")
    BAN = "BAN", _("限制业务")
    BAN_LIFTED = "BAN_LIFTED", _("解除限制")
    LISTED = "LISTED", _("名单有新条目")
