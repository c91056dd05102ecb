"""What the admin shows of money, status and people: to look at, never to touch. The apps above build theirs on it.

Who may see which app's pages stands in `accounts.admin_access`.
"""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property

from common import money


def yuan_column(name: str, label: Any) -> Any:
    """A column that shows the fen of field `name` as yuan. The stubs know names only, so it is Any to them."""

    @admin.display(description=label, ordering=name)
    def column(row: Any) -> str:
        return money.yuan(getattr(row, name))

    return column


class BoundedPaginator(Paginator):
    """Pages through the first ten thousand rows: nobody counts a million for the number under a table."""

    @cached_property
    def count(self) -> int:
        """How many rows can be reached."""
        return self.object_list.order_by()[:10_000].count()  # type: ignore[attr-defined]


class LookOnly:
    """Nothing is added, changed or deleted, on a page of its own or beside another."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody may."""
        return False


class LookOnlyAdmin(LookOnly, admin.ModelAdmin):
    """Lists and pages of records. A page that shows a person's data is a look at that person."""

    show_full_result_count = False
    paginator = BoundedPaginator
    list_per_page = 50

    def note_look(self, request: HttpRequest, row: Any) -> None:
        """Note whose data this page shows; nothing here, for pages that show nobody's."""

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """One record; the look is noted before anything is shown."""
        row = self.get_object(request, unquote(object_id))
        if row is not None and self.has_view_permission(request, row):
            self.note_look(request, row)
        return super().change_view(request, object_id, form_url, extra_context)
