"""What every answer of the API looks like: one shape of errors, and the OpenAPI file's word on it.

The settings name these classes, so nothing here may import a view.
"""

from __future__ import annotations

from typing import Any

from drf_spectacular.openapi import AutoSchema
from drf_standardized_errors.formatter import ExceptionFormatter
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework import exceptions, serializers

from accounts.access import PUBLIC
from accounts.operations import KeyReused
from common.errors import BusinessError

# --- errors


class Refused(exceptions.APIException):
    """A BusinessError on its way out: 409, or 422 for a key that stands for other content."""

    business = True

    def __init__(self, refusal: BusinessError) -> None:
        super().__init__(str(refusal), code=type(refusal).__name__)
        self.status_code = 422 if isinstance(refusal, KeyReused) else 409


class Handler(ExceptionHandler):
    """Turns what the house raises into what the framework answers."""

    def convert_known_exceptions(self, exc: Exception) -> Exception:
        """A refusal of the rules is an answer, not a failure."""
        return Refused(exc) if isinstance(exc, BusinessError) else super().convert_known_exceptions(exc)


class Formatter(ExceptionFormatter):
    """`{"type", "errors": [{"code", "detail", "attr"}]}`; faults of files and pushes are listed one by one."""

    def run(self) -> Any:
        """The body of the answer."""
        body = super().run()
        if getattr(self.exc, "business", False):
            body["type"] = "business_error"
        rows = getattr(self.exc, "rows", None)
        if rows is not None:
            body["errors"] = rows
            body["total"] = getattr(self.exc, "total", len(rows))
        return body


# --- OpenAPI


class ErrorItem(serializers.Serializer):
    """One thing that is wrong. `row`, `column` and `value` come with the faults of a payroll file."""

    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)
    row = serializers.IntegerField(required=False)
    column = serializers.CharField(required=False)
    value = serializers.CharField(required=False)


class Error(serializers.Serializer):
    """Every answer that is no success. `total` counts faults beyond those listed."""

    type = serializers.CharField(help_text="validation_error, client_error, server_error or business_error.")
    errors = ErrorItem(many=True)  # type: ignore[assignment]
    total = serializers.IntegerField(required=False)


class Schema(AutoSchema):
    """Adds the one shape of errors to every operation."""

    def _get_response_bodies(self, direction: str = "response") -> Any:
        bodies = super()._get_response_bodies(direction)  # type: ignore[arg-type]
        if direction == "response":
            bodies["default"] = self._get_response_for_code(Error, "default")
        return bodies

    def get_auth(self) -> list[Any]:
        """The ways in that the view opens: partners where it names a scope, sessions where it names a permission."""
        view: Any = self.view
        if view.permission == PUBLIC:
            return []
        writes = self.method == "POST" and view.write_permission is not None
        permissions, scope = (view.write_permission, view.write_scope) if writes else (view.permission, view.scope)
        return [*([{"partner": []}] if scope else []), *([{"cookieAuth": []}] if permissions else [])]

    def get_tags(self) -> list[str]:
        """By the first word after the version."""
        return [self.path.removeprefix("/api/v1/").split("/")[0]]
