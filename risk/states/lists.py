"""Kinds of lists and of bans."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ListKind(TextChoices):
    """Lists that every application is held against."""

    DISHONEST = "DISHONEST", _("失信人员名单")
    HOUSE = "HOUSE", _("关注房屋名单")
    PHONE = "PHONE", _("关注手机名单")
    CARD = "CARD", _("关注银行账户名单")
    AGENT = "AGENT", _("关注代办人名单")


class BanBusiness(TextChoices):
    """What was obtained by fraud: it says how long the ban lasts (Regulation Art. 41)."""

    WITHDRAWAL = "WITHDRAWAL", _("骗提")
    LOAN = "LOAN", _("骗贷")
