"""Words of messages, with a preview. Saving makes a new version; what was sent keeps its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from common.errors import BusinessError
from notifications import operations, queries
from notifications.forms import TemplateForm
from notifications.models import Event, Template


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """What people are told of; comes with the apps, so it is only read here."""

    list_display = ["label", "code", "door", "is_security"]
    ordering = ["door", "label", "code"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Events come with code."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Events come with code."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Events come with code."""
        return False


@admin.register(Template)
class TemplateAdmin(admin.ModelAdmin):
    """Words for each event and channel."""

    form = TemplateForm
    list_display = ["event", "channel", "version", "active", "body", "made_by", "made_at"]
    list_filter = ["active", "channel", "event"]
    list_select_related = ["event", "made_by__person"]
    ordering = ["event__label", "channel", "-version"]
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Versions stay."""
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The words, and on a known template what it looks like."""
        fields = ["event", "channel", "title", "body"]
        return [*fields, "known", "preview", "version", "active", "made_by", "made_at"] if obj else fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Event and channel say which words these are."""
        return ["event", "channel", "known", "preview", "version", "active", "made_by", "made_at"] if obj else []

    @admin.display(description=_("可用的占位符"))
    def known(self, row: Template) -> str:
        """Placeholders with what they look like."""
        samples = {"name": "张三", "centre": "", "hotline": "12329", **row.event.samples}
        return format_html_join("", "<div><code>{{{}}}</code> {}</div>", samples.items())

    @admin.display(description=_("预览"))
    def preview(self, row: Template) -> str:
        """The template filled in with samples."""
        title, body = queries.preview(row)
        return format_html("<strong>{}</strong><p>{}</p>", title, body)

    def save_model(self, request: HttpRequest, obj: Template, form: ModelForm, change: bool) -> None:
        """A new version through the operation; the row that was opened is not touched."""
        try:
            made = operations.new_version(
                event_code=obj.event_id,
                channel=obj.channel,
                title=obj.title,
                body=obj.body,
                by=request.user,  # type: ignore[arg-type]
                at=timezone.now(),
            )
        except BusinessError as refusal:
            messages.error(request, str(refusal))
            return
        obj.pk, obj.version = made.pk, made.version

    def response_change(self, request: HttpRequest, obj: Template) -> HttpResponse:
        """Back to the list, saying which version is in use now."""
        messages.success(request, _("新的文字已启用：%(template)s") % {"template": obj})
        return redirect("admin:notifications_template_changelist")
