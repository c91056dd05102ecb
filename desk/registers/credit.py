"""The credit register (个人征信)."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from desk.registers.shapes import Answer, Question, said


@dataclass(frozen=True)
class CreditQuestion(Question):
    """What the applicant declares of their home loans; the agreement under which the report is asked for."""

    home_loans: str = said(_("未结清住房贷款笔数"))
    agreement: str = said(_("查询授权书编号"))


@dataclass(frozen=True)
class CreditAnswer(Answer):
    """The report in a few figures; counts as text."""

    home_loans: str = said(_("未结清住房贷款笔数"))
    overdue_months: str = said(_("近两年逾期月数"))
    longest_overdue: str = said(_("近两年最长连续逾期月数"))
    reported_on: str = said(_("报告日期"))
