"""Products, homes and the way of an application from the window to the money."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Product(TextChoices):
    """What is lent (domain §5.10)."""

    FUND = "FUND", _("公积金贷款")
    COMBINED = "COMBINED", _("组合贷款")
    SUBSIDISED = "SUBSIDISED", _("公转商贴息贷款")
    CONVERSION = "CONVERSION", _("商转公贷款")
    OUT_OF_TOWN = "OUT_OF_TOWN", _("异地贷款")


class Home(TextChoices):
    """Which home of the household it is: rates, caps and down payments go by it."""

    FIRST = "FIRST", _("首套")
    SECOND = "SECOND", _("第二套")


class HouseKind(TextChoices):
    """What is bought: documents, survey and payee go by it."""

    NEW = "NEW", _("新建商品房")
    SECOND_HAND = "SECOND_HAND", _("二手房")
    SUBSIDISED = "SUBSIDISED", _("保障性住房")
    BUILD = "BUILD", _("建造、翻建、大修")


class CheckKind(TextChoices):
    """What is checked in the background while the clerk types (domain §5.9: pre-check)."""

    CONTRIBUTION = "CONTRIBUTION", _("缴存情况")
    CREDIT = "CREDIT", _("征信")
    HOUSE = "HOUSE", _("房屋登记")
    HOMES = "HOMES", _("家庭住房套数")
    BAN = "BAN", _("失信限制")
    RISK = "RISK", _("风险核查")


class CheckResult(TextChoices):
    """Green lets the fast lane go on; amber asks for a paper or a person; red is a condition that is not met."""

    PENDING = "PENDING", _("核查中")
    GREEN = "GREEN", _("通过")
    AMBER = "AMBER", _("需要补充")
    RED = "RED", _("不符合")


CHECK_BADGE: dict[str, str] = {
    CheckResult.PENDING: "act",
    CheckResult.GREEN: "good",
    CheckResult.AMBER: "warn",
    CheckResult.RED: "bad",
}


class Lane(TextChoices):
    """How a case travels: fast with a target per step, or ordinary."""

    FAST = "FAST", _("快速通道")
    ORDINARY = "ORDINARY", _("普通办理")


class Step(TextChoices):
    """The steps whose minutes are measured (domain §5.11)."""

    ACCEPT = "ACCEPT", _("受理")
    REVIEW = "REVIEW", _("复核")
    APPROVE = "APPROVE", _("审批")
    SIGN = "SIGN", _("签约与抵押")
    PAY = "PAY", _("放款")


STEP_MINUTES: dict[str, int] = {Step.ACCEPT: 10, Step.REVIEW: 10, Step.APPROVE: 10, Step.SIGN: 15, Step.PAY: 5}
"""Targets of the fast lane, in minutes: fifty together."""
