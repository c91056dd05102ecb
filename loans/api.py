"""The public calculators of loans, on the functions the books will use: a quote is what is booked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api
from accounts.access import PUBLIC
from loans.rules import overdue, schedules
from loans.rules.schedules import CannotPlan, Method, Mode, Plan

MOST_FEN = 10_000_000_000
MOST_MONTHS = 360
MOST_RATE = Decimal(24)


class LoanRateField(api.RateField):
    """A rate that a loan can have, or a factor of one."""

    def to_internal_value(self, data: Any) -> Any:
        """The rate. Raises ValidationError."""
        rate = super().to_internal_value(data)
        if rate > MOST_RATE:
            raise exceptions.ValidationError(_("应在 0 到 %(most)s 之间。") % {"most": MOST_RATE})
        return rate


class PlanQuestion(serializers.Serializer):
    """A loan: principal, months, rate, how it is paid back."""

    principal_fen = api.FenField(min_value=1, max_value=MOST_FEN)
    months = serializers.IntegerField(min_value=1, max_value=MOST_MONTHS)
    annual_rate = LoanRateField(help_text='Percent a year as text, "2.6".')
    method = serializers.ChoiceField(choices=[each.value for each in Method], default=Method.EQUAL_INSTALMENT.value)

    def plan(self) -> Plan:
        """What was asked, for the rules."""
        answers = self.validated_data
        return Plan(answers["principal_fen"], answers["months"], answers["annual_rate"], Method(answers["method"]))


class ScheduleQuestion(PlanQuestion):
    """A loan, and where the due dates are wanted the day of disbursement and the day of the month."""

    disbursed_on = serializers.DateField(required=False, allow_null=True, default=None)
    due_day = serializers.IntegerField(
        min_value=1, max_value=31, required=False, allow_null=True, default=None, help_text="Without: the day paid out."
    )


class InstalmentAnswer(serializers.Serializer):
    """One instalment."""

    number = serializers.IntegerField()
    due_on = serializers.DateField(allow_null=True)
    payment_fen = api.FenField()
    principal_fen = api.FenField()
    interest_fen = api.FenField()
    balance_fen = api.FenField()


class ScheduleAnswer(serializers.Serializer):
    """The first and last payment, all interest, and every instalment."""

    first_payment_fen = api.FenField()
    last_payment_fen = api.FenField()
    total_interest_fen = api.FenField()
    instalments = InstalmentAnswer(many=True)


class PrepaymentQuestion(PlanQuestion):
    """A loan, and what is paid early on the due date of an instalment."""

    after_instalment = serializers.IntegerField(min_value=0, max_value=MOST_MONTHS)
    amount_fen = api.FenField(min_value=1)
    mode = serializers.ChoiceField(choices=[each.value for each in Mode])


class PrepaymentAnswer(serializers.Serializer):
    """What the loan becomes, and the interest saved against going on as planned."""

    balance_before_fen = api.FenField()
    balance_after_fen = api.FenField()
    months_left = serializers.IntegerField()
    payment_fen = api.FenField()
    last_payment_fen = api.FenField()
    remaining_interest_fen = api.FenField()
    interest_saved_fen = api.FenField()


class PayoffQuestion(PlanQuestion):
    """A loan, and how many days after the due date of an instalment all of it is paid."""

    after_instalment = serializers.IntegerField(min_value=0, max_value=MOST_MONTHS)
    days = serializers.IntegerField(min_value=0, max_value=366)


class PayoffAnswer(serializers.Serializer):
    """The interest to the day, and all that is to be paid."""

    interest_fen = api.FenField()
    total_fen = api.FenField()


class PenaltyQuestion(serializers.Serializer):
    """An unpaid instalment, the contract's rate, the days it is late."""

    principal_fen = api.FenField(min_value=0, max_value=MOST_FEN)
    interest_fen = api.FenField(min_value=0, max_value=MOST_FEN)
    annual_rate = LoanRateField(help_text='Percent a year as text, "2.6".')
    days = serializers.IntegerField(min_value=0, max_value=36_600)
    factor = LoanRateField(
        default=Decimal("1.5"),  # type: ignore[arg-type]
        help_text="What the rate is multiplied by.",
    )


class PenaltyAnswer(serializers.Serializer):
    """The penalty on principal and interest, and what it would be on the principal only."""

    penalty_fen = api.FenField()
    principal_only_fen = api.FenField()


class LoanCalculator(api.ApiView):
    """A calculator: the question is checked, the rules answer, what cannot be planned is refused by field."""

    permission = PUBLIC

    def answer(self, question: serializers.Serializer, work_out: Callable[[], dict[str, Any]]) -> Response:
        """What the rules say. Raises ValidationError."""
        question.is_valid(raise_exception=True)
        try:
            return Response(work_out())
        except CannotPlan as refusal:
            raise exceptions.ValidationError({refusal.field: [str(refusal)]}) from None


class ScheduleCalculator(LoanCalculator):
    """Every instalment of a loan (domain §5.5)."""

    @extend_schema(
        request=ScheduleQuestion,
        responses=ScheduleAnswer,
        summary=gettext_lazy("计算还款计划"),
        operation_id="calculate_loan_schedule",
    )
    def post(self, request: Request) -> Response:
        """The last instalment clears the balance; a broken first period's interest goes by days."""
        question = ScheduleQuestion(data=request.data)

        def work_out() -> dict[str, Any]:
            answers = question.validated_data
            found = schedules.schedule(
                question.plan(), disbursed_on=answers["disbursed_on"], due_day=answers["due_day"]
            )
            return {
                "first_payment_fen": found[0].payment_fen,
                "last_payment_fen": found[-1].payment_fen,
                "total_interest_fen": schedules.total_interest(found),
                "instalments": [asdict(each) for each in found],
            }

        return self.answer(question, work_out)


class PrepaymentCalculator(LoanCalculator):
    """A part of a loan paid early (domain §5.6)."""

    @extend_schema(
        request=PrepaymentQuestion,
        responses=PrepaymentAnswer,
        summary=gettext_lazy("计算提前部分还款"),
        operation_id="calculate_prepayment",
    )
    def post(self, request: Request) -> Response:
        """On a due date, after its instalment was paid; with a lower payment or a shorter term."""
        question = PrepaymentQuestion(data=request.data)

        def work_out() -> dict[str, Any]:
            answers = question.validated_data
            found = schedules.prepay(
                question.plan(),
                after_instalment=answers["after_instalment"],
                amount_fen=answers["amount_fen"],
                mode=Mode(answers["mode"]),
            )
            return {
                "balance_before_fen": found.balance_before_fen,
                "balance_after_fen": found.balance_after_fen,
                "months_left": len(found.instalments),
                "payment_fen": found.payment_fen,
                "last_payment_fen": found.last_payment_fen,
                "remaining_interest_fen": found.remaining_interest_fen,
                "interest_saved_fen": found.interest_saved_fen,
            }

        return self.answer(question, work_out)


class PayoffCalculator(LoanCalculator):
    """A loan paid off (domain §5.6)."""

    @extend_schema(
        request=PayoffQuestion,
        responses=PayoffAnswer,
        summary=gettext_lazy("计算提前结清"),
        operation_id="calculate_payoff",
    )
    def post(self, request: Request) -> Response:
        """The principal left, and its interest for the days since the last due date."""
        question = PayoffQuestion(data=request.data)

        def work_out() -> dict[str, Any]:
            answers = question.validated_data
            found = schedules.pay_off(
                question.plan(), after_instalment=answers["after_instalment"], days=answers["days"]
            )
            return {"interest_fen": found.interest_fen, "total_fen": found.total_fen}

        return self.answer(question, work_out)


class PenaltyCalculator(LoanCalculator):
    """What a late instalment costs (domain §5.7)."""

    @extend_schema(
        request=PenaltyQuestion,
        responses=PenaltyAnswer,
        summary=gettext_lazy("计算逾期罚息"),
        operation_id="calculate_penalty",
    )
    def post(self, request: Request) -> Response:
        """The contract's rate times the factor, by days, rounded once."""
        question = PenaltyQuestion(data=request.data)

        def work_out() -> dict[str, Any]:
            asked = question.validated_data
            terms = {"annual_rate": asked["annual_rate"], "days": asked["days"], "factor": asked["factor"]}
            return {
                "penalty_fen": overdue.penalty(asked["principal_fen"] + asked["interest_fen"], **terms),
                "principal_only_fen": overdue.penalty(asked["principal_fen"], **terms),
            }

        return self.answer(question, work_out)
