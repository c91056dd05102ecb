"""The API as a whole: its addresses, and what belongs to no app below. Its answers' shape is in `answers.py`."""

from __future__ import annotations

from typing import Any

from django.urls import path, re_path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularAPIView
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api as base
from accounts import operations as accounts
from accounts import queries
from accounts.access import PUBLIC
from accounts.permissions import Permission
from bank import api as bank
from deposits import api as deposits
from desk import api as desk
from loans import api as loans
from withdrawals import api as withdrawals

# --- OpenAPI


class PartnerScheme(OpenApiAuthenticationExtension):
    """How a partner's token is sent."""

    target_class = "accounts.api.PartnerAuthentication"
    name = "partner"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        """For the OpenAPI file."""
        return {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "`Partner <token>`; a depositor's own data also needs their token in `X-Depositor-Token`.",
        }


class SchemaFile(SpectacularAPIView):
    """The OpenAPI file."""

    permission = PUBLIC
    authentication_classes: list[Any] = []
    permission_classes: list[Any] = []
    throttle_classes = [base.AnonymousThrottle]

    @classmethod
    def as_view(cls, **initkwargs: Any) -> Any:
        """Carries the declaration for the test that walks all routes."""
        view: Any = super().as_view(**initkwargs)
        view.permission = cls.permission
        return view


# --- what belongs to no app below


class LeaveQuestion(serializers.Serializer):
    """Whom to let read one's account."""

    partner = base.TextField(max_length=40, help_text="The partner's code.")


class LeaveAnswer(serializers.Serializer):
    """A depositor's token for one partner, shown once."""

    partner = serializers.CharField()
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class DepositorTokens(base.ApiView):
    """A depositor lets a partner read their account."""

    permission = (Permission.OWN_ACCOUNT,)

    @extend_schema(
        request=LeaveQuestion,
        responses={201: LeaveAnswer},
        summary=gettext_lazy("缴存人生成授权码"),
        operation_id="let_partner_read",
    )
    def post(self, request: Request) -> Response:
        """For fifteen minutes. An earlier leave for the same partner ends. Only from the depositor's own log-in."""
        assert self.user is not None
        question = LeaveQuestion(data=request.data)
        question.is_valid(raise_exception=True)
        at = timezone.now()
        partner = queries.partners_for_depositors(at).filter(code=question.validated_data["partner"]).first()
        if partner is None:
            raise exceptions.ValidationError({"partner": [_("没有这个合作系统，或它不能查询账户。")]})
        leave, secret = accounts.issue_depositor_token(
            partner_id=partner.pk,
            by=self.user,
            at=at,
            address=self.address,
        )
        answer = LeaveAnswer({"partner": partner.code, "token": secret, "expires_at": leave.expires_at})
        return Response(answer.data, status=201)


@extend_schema(exclude=True)
class Nowhere(base.ApiView):
    """Every other address under /api/: 404 in the shape of errors."""

    permission = PUBLIC

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Nothing is here, whoever asks."""
        raise exceptions.NotFound


NUMBER = r"(?P<number>[0-9A-Za-z-]{1,20})"

app_name = "api"
urlpatterns = [
    path("v1/openapi.yaml", SchemaFile.as_view(), name="schema"),
    path("v1/calculators/contribution", deposits.Calculator.as_view(), name="calculator"),
    path("v1/calculators/deposit-interest", deposits.InterestCalculator.as_view(), name="interest_calculator"),
    path("v1/calculators/loan-schedule", loans.ScheduleCalculator.as_view(), name="loan_schedule_calculator"),
    path("v1/calculators/prepayment", loans.PrepaymentCalculator.as_view(), name="prepayment_calculator"),
    path("v1/calculators/payoff", loans.PayoffCalculator.as_view(), name="payoff_calculator"),
    path("v1/calculators/penalty", loans.PenaltyCalculator.as_view(), name="penalty_calculator"),
    path("v1/accounts", deposits.Accounts.as_view(), name="accounts"),
    re_path(rf"^v1/accounts/{NUMBER}$", deposits.Account.as_view(), name="account"),
    re_path(rf"^v1/accounts/{NUMBER}/entries$", deposits.Entries.as_view(), name="entries"),
    re_path(rf"^v1/accounts/{NUMBER}/interest/(?P<year>[0-9]{{4}})$", deposits.Interest.as_view(), name="interest"),
    re_path(rf"^v1/accounts/{NUMBER}/proofs$", deposits.Proofs.as_view(), name="proofs"),
    re_path(rf"^v1/accounts/{NUMBER}/withdrawal-offers$", withdrawals.Offers.as_view(), name="withdrawal_offers"),
    re_path(rf"^v1/accounts/{NUMBER}/withdrawals$", withdrawals.Withdrawals.as_view(), name="withdrawals"),
    re_path(rf"^v1/withdrawals/{NUMBER}$", withdrawals.OneWithdrawal.as_view(), name="withdrawal"),
    re_path(rf"^v1/proofs/{NUMBER}$", deposits.CheckedProof.as_view(), name="proof"),
    re_path(rf"^v1/employers/{NUMBER}$", deposits.Employer.as_view(), name="employer"),
    re_path(rf"^v1/employers/{NUMBER}/lists$", deposits.EmployerLists.as_view(), name="employer_lists"),
    re_path(rf"^v1/lists/{NUMBER}$", deposits.List.as_view(), name="list"),
    path("v1/guides", desk.Guides.as_view(), name="guides"),
    path("v1/guides/<slug:code>", desk.Guide.as_view(), name="guide"),
    path("v1/bank/statement-lines", bank.StatementLines.as_view(), name="statement_lines"),
    path("v1/depositor-tokens", DepositorTokens.as_view(), name="depositor_tokens"),
    re_path("", Nowhere.as_view(), name="nowhere"),
]
