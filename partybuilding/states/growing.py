"""Kinds of talk and of study."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TalkKind(TextChoices):
    """谈心谈话: who talks with whom (seed 001: 3 collective, 19 one-to-one)."""

    COLLECTIVE = "COLLECTIVE", _("集体谈话")
    COMMITTEE = "COMMITTEE", _("班子成员与党员谈话")
    ONE = "ONE", _("一对一谈话")


class StudyKind(TextChoices):
    """How somebody studied (学习年)."""

    OWN = "OWN", _("自学")
    LECTURE = "LECTURE", _("听课")
    OUTING = "OUTING", _("外出学习")
    EXAM = "EXAM", _("考试")
