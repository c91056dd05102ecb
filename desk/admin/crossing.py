"""Other centres in the admin: how to reach them."""

from __future__ import annotations

from django.contrib import admin

from desk.models import Centre


@admin.register(Centre)
class CentreAdmin(admin.ModelAdmin):
    """A centre is never deleted where a case names it; it is put out of use."""

    list_display = ["code", "name", "province", "phone", "contact", "is_active"]
    list_filter = ["province", "is_active"]
    search_fields = ["code", "name"]

    def has_delete_permission(self, request: object, obj: object = None) -> bool:
        """Cases keep naming it."""
        return False
