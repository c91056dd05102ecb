"""The register of real estate (不动产登记)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from desk.registers.shapes import Answer, Question, named, said


@dataclass(frozen=True)
class HouseQuestion(Question):
    """Which house the paper says is theirs. `owners`: of whom one has to own it; `registered_on`: a date as text."""

    certificate: str = said(_("不动产权证号"))
    address: str = said(_("坐落"))
    owners: str = named(_("权利人"))
    registered_on: str = said(_("登记日期"))


@dataclass(frozen=True)
class HouseAnswer(Answer):
    """The house as registered; `area` in square metres, `registered_on` as a date, both as text."""

    certificate: str = said(_("不动产权证号"))
    address: str = said(_("坐落"))
    owners: str = named(_("权利人"))
    area: str = said(_("建筑面积（平方米）"))
    registered_on: str = said(_("登记日期"))
    mortgage: str = said(_("抵押"))
    houses: str = said(_("名下住房套数"))
