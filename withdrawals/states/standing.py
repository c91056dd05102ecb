"""Withdrawals that repeat themselves by agreement (约定提取)."""

from __future__ import annotations

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class Every(IntegerChoices):
    """How often an agreement pays, in months."""

    MONTH = 1, _("每月")
    QUARTER = 3, _("每季度")
    YEAR = 12, _("每年")


class AgreementStatus(TextChoices):
    """Whether an agreement still pays."""

    ACTIVE = "ACTIVE", _("生效中")
    STOPPED = "STOPPED", _("已终止")


AGREEMENT_BADGE: dict[str, str] = {AgreementStatus.ACTIVE: "good", AgreementStatus.STOPPED: "quiet"}

AGREEMENT_MOVES = {
    "stop": ({AgreementStatus.ACTIVE}, AgreementStatus.STOPPED),
}


class RunResult(TextChoices):
    """What became of one period of an agreement."""

    ASKED = "ASKED", _("已发起提取")
    SKIPPED = "SKIPPED", _("本期未提取")
    STOPPED = "STOPPED", _("约定终止")


RUN_BADGE: dict[str, str] = {RunResult.ASKED: "good", RunResult.SKIPPED: "warn", RunResult.STOPPED: "quiet"}
