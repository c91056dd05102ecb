"""5S programmes with their points, the items of the courtesy drill, and the sections of the manual.

What has been used stays: rows are switched off, never deleted; checks and drills keep the words of their day.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from desk.models import CourtesyItem, ManualSection, Programme, ProgrammeItem


class ProgrammeItemInline(admin.TabularInline):
    """The points of a list."""

    model = ProgrammeItem
    fields = ["order", "text", "points", "is_active"]
    extra = 1

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False


@admin.register(Programme)
class ProgrammeAdmin(admin.ModelAdmin):
    """The classes of standard programmes."""

    list_display = ["name", "code", "pillar", "purpose", "order", "is_active"]
    list_filter = ["pillar", "is_active"]
    ordering = ["order", "id"]
    inlines = [ProgrammeItemInline]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The code stays what it was."""
        return ["code"] if obj else []


@admin.register(CourtesyItem)
class CourtesyItemAdmin(admin.ModelAdmin):
    """Both sevens."""

    list_display = ["name", "group", "standard", "order", "is_active"]
    list_filter = ["group", "is_active"]
    ordering = ["group", "order", "id"]


@admin.register(ManualSection)
class ManualSectionAdmin(admin.ModelAdmin):
    """The manual's table of contents; its words are written on the pages of the hall, in versions."""

    list_display = ["title", "code", "order", "is_active"]
    ordering = ["order", "id"]
