"""The register of social insurance (社保)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from desk.registers.shapes import Answer, Question, said


@dataclass(frozen=True)
class SocialQuestion(Question):
    """Where the paper says the person works or that they retired."""

    employer: str = said(_("参保单位"))
    standing: str = said(_("参保状态"))


@dataclass(frozen=True)
class SocialAnswer(Answer):
    """The insurance as registered."""

    employer: str = said(_("参保单位"))
    standing: str = said(_("参保状态"))
    months: str = said(_("累计缴费月数"))
    paid_through: str = said(_("缴至"))
