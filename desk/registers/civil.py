"""The register of marriages (民政婚姻登记)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from desk.registers.shapes import Answer, Question, said


@dataclass(frozen=True)
class CivilQuestion(Question):
    """What the paper says of the marriage."""

    marriage: str = said(_("婚姻状况"))
    spouse_name: str = said(_("配偶姓名"))
    spouse_number: str = said(_("配偶身份证号码"))


@dataclass(frozen=True)
class CivilAnswer(Answer):
    """The marriage as registered."""

    marriage: str = said(_("婚姻状况"))
    spouse_name: str = said(_("配偶姓名"), along="marriage")
    spouse_number: str = said(_("配偶身份证号码"))
    registered_on: str = said(_("登记日期"))
