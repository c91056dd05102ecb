"""What a correction of somebody's account rests on."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class WrongCause(TextChoices):
    """Why money that came to an account should not have come (错缴)."""

    PERSON = "PERSON", _("缴错了人")
    LEFT = "LEFT", _("离职后仍缴")
    BASE = "BASE", _("基数报错，多缴")
    TWICE = "TWICE", _("重复缴")


class MergeProof(TextChoices):
    """How two accounts were found to be one person's."""

    OLD_NUMBER = "OLD_NUMBER", _("一个账户登记的是 15 位身份证号码")
    CORRECTED = "CORRECTED", _("一个账户的姓名或证件号码登记有误，已核验更正证明")
    OTHER_DOCUMENT = "OTHER_DOCUMENT", _("用两种证件开户，已核验是同一人")
