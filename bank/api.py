"""The bank's door of the API: account-change notices (SBDC100), signed, each line taken once."""

from __future__ import annotations

from datetime import time
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts import api
from accounts.permissions import Scope
from bank import operations as bank
from bank.gateways.base import Notice
from bank.rules.tables import clean
from bank.states import Direction
from common.errors import BusinessError

LINES_A_PUSH = 500


class CleanText(api.TextField):
    """A text as statement files keep it: half-width, without invisible characters."""

    def to_internal_value(self, data: Any) -> str:
        """The cleaned text. Raises ValidationError."""
        return clean(super().to_internal_value(data))


class LineQuestion(serializers.Serializer):
    """One line of a bank account. Its serial makes it one on its account and value date."""

    account = api.TextField(max_length=40, help_text="The centre's account.")
    value_date = serializers.DateField(input_formats=["%Y-%m-%d"])
    time = serializers.TimeField(default=time.min, input_formats=["%H:%M:%S"])
    bank_serial = CleanText(max_length=40)
    direction = serializers.ChoiceField(choices=Direction.choices)
    amount_fen = api.FenField(help_text="Above zero, unless the line is a reversal.")
    balance_fen = api.FenField(help_text="Balance of the account after the line.")
    counter_account = api.TextField(max_length=40, default="", allow_blank=True)
    counter_name = CleanText(max_length=120, default="", allow_blank=True)
    remark = CleanText(max_length=200, default="", allow_blank=True)
    summary = CleanText(max_length=200, default="", allow_blank=True)
    is_reversal = serializers.BooleanField(default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """An amount is above zero; a reversal may be below."""
        if attrs["amount_fen"] == 0 or (attrs["amount_fen"] < 0 and not attrs["is_reversal"]):
            raise exceptions.ValidationError({"amount_fen": [_("金额应大于零（冲正行除外）。")]})
        if not attrs["bank_serial"]:
            raise exceptions.ValidationError({"bank_serial": [_("不能为空。")]})
        return attrs


class PushQuestion(serializers.Serializer):
    """Lines in the order of the statement."""

    lines = LineQuestion(many=True, allow_empty=False, max_length=LINES_A_PUSH)  # type: ignore[call-arg]


class LineAnswer(serializers.Serializer):
    """What became of a line."""

    account = serializers.CharField()
    value_date = serializers.DateField()
    bank_serial = serializers.CharField()
    repeated = serializers.BooleanField(help_text="The line was known already; nothing changed.")


class PushAnswer(serializers.Serializer):
    """All lines are kept. `repeated`: every one was known already."""

    repeated = serializers.BooleanField()
    results = LineAnswer(many=True)


class LinesRefused(exceptions.APIException):
    """Lines that cannot be taken, by their place; the others of the push are kept."""

    status_code = 409
    business = True

    def __init__(self, refusals: list[tuple[int, BusinessError]]) -> None:
        super().__init__(str(refusals[0][1]))
        self.rows = [
            {"code": type(refusal).__name__, "detail": str(refusal), "attr": f"lines.{place}"}
            for place, refusal in refusals
        ]
        self.total = len(refusals)


class StatementLines(api.ApiView):
    """Lines that the bank pushes."""

    scope = Scope.BANK_PUSH
    largest_body = 1024 * 1024

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Beside the token, the body must be signed with the token's secret."""
        super().initial(request, *args, **kwargs)
        if self.grant is not None and request.method == "POST":
            api.check_signature(request, self.grant, timezone.now())

    @extend_schema(
        request=PushQuestion,
        responses=PushAnswer,
        summary=gettext_lazy("银行推送到账明细"),
        operation_id="push_statement_lines",
        parameters=[
            OpenApiParameter(
                "X-Signature",
                OpenApiTypes.STR,
                OpenApiParameter.HEADER,
                required=True,
                description='t=<unix seconds>,v1=<hex HMAC-SHA256 of "t.body" under the token\'s signing secret>',
            )
        ],
    )
    def post(self, request: Request) -> Response:
        """Keep each line once, for ever: a push that was answered late or not at all is simply sent again."""
        question = PushQuestion(data=request.data)
        question.is_valid(raise_exception=True)
        at, seen = timezone.now(), set[int]()
        results: list[dict[str, Any]] = []
        refused: list[tuple[int, BusinessError]] = []
        for place, line in enumerate(question.validated_data["lines"]):
            try:
                kept = bank.receive_notice(notice=Notice(**line), at=at)
            except BusinessError as refusal:
                refused.append((place, refusal))
                continue
            repeated = kept.at != at or kept.pk in seen
            seen.add(kept.pk)
            results.append(dict(LineAnswer({**line, "repeated": repeated}).data))
        if refused:
            raise LinesRefused(refused)
        return Response({"repeated": all(each["repeated"] for each in results), "results": results})
