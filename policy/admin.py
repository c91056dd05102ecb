"""Documents, texts of the Regulation, dated parameters and the calendar. Nothing here is ever removed."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import BusinessError
from policy import operations, rules
from policy.forms import ParameterForm
from policy.models import CalendarDay, CalendarYear, Document, Parameter, RegulationVersion


class KeptAdmin(admin.ModelAdmin):
    """Rows that may be added and corrected, never deleted."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False


@admin.register(Document)
class DocumentAdmin(KeptAdmin):
    """The register of documents."""

    list_display = ["number", "title", "issuer", "effective_from", "effective_to"]
    search_fields = ["number", "title"]
    ordering = ["-effective_from", "-id"]


@admin.register(RegulationVersion)
class RegulationVersionAdmin(KeptAdmin):
    """Texts of the Regulation."""

    list_display = ["code", "document", "effective_from", "effective_to"]
    list_select_related = ["document"]
    ordering = ["-effective_from"]


@admin.register(Parameter)
class ParameterAdmin(KeptAdmin):
    """Dated parameters, through the one operation that guards what is already in force."""

    form = ParameterForm
    list_display = ["label", "words", "valid_from", "document", "approved_by", "note"]
    list_filter = ["key"]
    list_select_related = ["document"]
    autocomplete_fields = ["document"]
    ordering = ["key", "-valid_from"]
    show_full_result_count = False

    @admin.display(description=_("参数"), ordering="key")
    def label(self, row: Parameter) -> str:
        """The key in words."""
        return str(rules.LABELS.get(row.key, row.key))

    @admin.display(description=_("值"))
    def words(self, row: Parameter) -> str:
        """The value in words."""
        return rules.in_words(row.key, row.value)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Key and date say which value it is: a mistake there is a new row."""
        return ["key", "valid_from"] if obj else []

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        """The form, knowing today and the row, so that a refusal stands beside the field."""
        form = super().get_form(request, obj, change, **kwargs)
        return type("TodaysParameterForm", (form,), {"today": timezone.localdate()})

    def save_model(self, request: HttpRequest, obj: Parameter, form: ModelForm, change: bool) -> None:
        """Through the operation."""
        line = rules.ParameterLine(
            key=obj.key,
            value=obj.value,
            valid_from=obj.valid_from,
            document_number=obj.document.number,
            approved_by=obj.approved_by,
            note=obj.note,
        )
        try:
            obj.pk = operations.set_parameter(line=line, today=timezone.localdate(), by=request.user).pk
        except BusinessError as refusal:  # the form has asked before; this is the race
            messages.error(request, str(refusal))


@admin.register(CalendarYear)
class CalendarYearAdmin(KeptAdmin):
    """Published years; a year is loaded by the command `load_calendar`."""

    list_display = ["year", "document", "loaded_at"]
    ordering = ["-year"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Years come by the command."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Years come by the command."""
        return False


@admin.register(CalendarDay)
class CalendarDayAdmin(admin.ModelAdmin):
    """Holidays and shifted days; a local day off may be added by hand."""

    list_display = ["day", "name", "is_working"]
    list_filter = ["is_working"]
    date_hierarchy = "day"
    ordering = ["-day"]
