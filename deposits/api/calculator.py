"""The public calculators."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api
from accounts.access import PUBLIC
from deposits import rules
from deposits.rules.interest import ACT_360, YEAR_DAYS, CannotReckon, Change, quote
from policy import queries as policy

MOST_MOVEMENTS = 1_000
MOST_DAYS = 50 * 366


class CalculationQuestion(serializers.Serializer):
    """A wage, the limits of the base, both rates, and the unit each side is rounded to."""

    wage_fen = api.FenField(help_text="Average monthly wage; clamped to floor and cap.")
    floor_fen = api.FenField(help_text="Lowest base.")
    cap_fen = api.FenField(help_text="Highest base.")
    employer_rate = api.RateField(help_text='Percent as text, "5" to "12", at most two decimals.')
    employee_rate = api.RateField(help_text='Percent as text, "5" to "12", at most two decimals.')
    unit_fen = api.FenField(default=100, help_text="100 rounds half up to whole yuan.")


class CalculationAnswer(serializers.Serializer):
    """The base and the monthly contribution that follows from it."""

    base_fen = api.FenField()
    employer_fen = api.FenField()
    employee_fen = api.FenField()
    total_fen = api.FenField()


class Calculator(api.ApiView):
    """The monthly contribution that follows from a wage: each side rounded on its own (Regulation Art. 16, 18)."""

    permission = PUBLIC

    @extend_schema(
        request=CalculationQuestion,
        responses=CalculationAnswer,
        summary=gettext_lazy("计算月缴存额"),
        operation_id="calculate_contribution",
    )
    def post(self, request: Request) -> Response:
        """Clamp the wage to floor and cap and work out both sides. Rates outside the limits are refused by name."""
        question = CalculationQuestion(data=request.data)
        question.is_valid(raise_exception=True)
        least, most = _rate_limits(timezone.localdate())
        _refuse_rates(question.validated_data, least, most)
        try:
            found = rules.calculate(**question.validated_data, rate_min=least, rate_max=most)
        except rules.FigureRefused as refusal:
            raise exceptions.ValidationError({refusal.field: [str(refusal)]}) from None
        both = found.contribution
        return Response(
            {
                "base_fen": found.base_fen,
                "employer_fen": both.employer_fen,
                "employee_fen": both.employee_fen,
                "total_fen": both.total_fen,
            }
        )


class MovementQuestion(serializers.Serializer):
    """Money that came (above zero) or went on a day."""

    date = serializers.DateField()
    amount_fen = api.FenField()


class InterestQuestion(serializers.Serializer):
    """A balance, the days that count, what came and went, the rate and how days are counted."""

    opening_fen = api.FenField(min_value=0, help_text="Balance before the first day.")
    start = serializers.DateField(help_text="First day that counts.")
    end = serializers.DateField(help_text="Last day that counts.")
    movements = MovementQuestion(many=True, required=False, default=list)
    annual_rate = api.RateField(help_text='Percent a year as text, "1.5".')
    day_basis = serializers.ChoiceField(choices=list(YEAR_DAYS), default=ACT_360)

    def validate_movements(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """No more than a person could have. Raises ValidationError."""
        if len(rows) > MOST_MOVEMENTS:
            raise exceptions.ValidationError(_("最多 %(most)d 笔变动。") % {"most": MOST_MOVEMENTS})
        return rows

    def validate(self, answers: dict[str, Any]) -> dict[str, Any]:
        """The period runs forward and no longer than a life. Raises ValidationError."""
        if answers["end"] < answers["start"]:
            raise exceptions.ValidationError({"end": [_("结束日期不能早于开始日期。")]})
        if (answers["end"] - answers["start"]).days > MOST_DAYS:
            raise exceptions.ValidationError({"end": [_("计息期间最长 50 年。")]})
        return answers


class InterestAnswer(serializers.Serializer):
    """Days counted, Σ balance × days, the interest rounded once, and the balance with it."""

    days = serializers.IntegerField()
    accumulation_fen_days = serializers.IntegerField()
    interest_fen = api.FenField()
    balance_fen = api.FenField()


class InterestCalculator(api.ApiView):
    """Interest on deposits by the accumulation method (积数法), on the functions the books use."""

    permission = PUBLIC

    @extend_schema(
        request=InterestQuestion,
        responses=InterestAnswer,
        summary=gettext_lazy("计算存款利息"),
        operation_id="calculate_deposit_interest",
    )
    def post(self, request: Request) -> Response:
        """Every day's closing balance earns that day; rounded once at the end, half up."""
        question = InterestQuestion(data=request.data)
        question.is_valid(raise_exception=True)
        answers = question.validated_data
        moves = [Change(each["date"], each["amount_fen"]) for each in answers.pop("movements")]
        try:
            found = quote(**answers, movements=moves)
        except CannotReckon as refusal:
            raise exceptions.ValidationError({refusal.field: [str(refusal)]}) from None
        return Response(
            {
                "days": found.days,
                "accumulation_fen_days": found.interest.accumulation_fen_days,
                "interest_fen": found.interest.fen,
                "balance_fen": found.balance_fen,
            }
        )


def _refuse_rates(answers: dict[str, Any], least: Decimal, most: Decimal) -> None:
    """Name both rates where both are wrong. Raises ValidationError."""
    wrong = {}
    for field in ("employer_rate", "employee_rate"):
        try:
            rules.check_rate(answers[field], least=least, most=most, field=field)
        except rules.RateOutOfRange as refusal:
            wrong[field] = [str(refusal)]
    if wrong:
        raise exceptions.ValidationError(wrong)


def _rate_limits(day: date) -> tuple[Decimal, Decimal]:
    """The lowest and highest rate of a side. The other parameters of the day may still be missing."""
    keys = ("contribution_rate_min_percent", "contribution_rate_max_percent")
    found = dict(policy.in_force_on(day).filter(key__in=keys).values_list("key", "value"))
    return Decimal(found[keys[0]]), Decimal(found[keys[1]])
