"""What the pages of the admin have in common here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.shortcuts import redirect

from common.errors import BusinessError


class RefusingAdmin(admin.ModelAdmin):
    """Shows a refusal as a message over the form it came from; deletes nothing."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> Any:
        """The form; a refused act has written nothing."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except BusinessError as refusal:
            messages.error(request, str(refusal))
            return redirect(request.get_full_path())

    def each(self, request: HttpRequest, rows: QuerySet[Any], act: Callable[[Any], str]) -> None:
        """Do `act` to every chosen row, each for itself, and say what came of it."""
        for row in rows:
            try:
                with transaction.atomic():
                    messages.success(request, act(row))
            except BusinessError as refusal:
                messages.error(request, f"{row}：{refusal}")
