"""Kinds of business in the admin: offered or not, and what they ask, as versions drafted, compared and published.

A published version is only read. Writing goes into drafts; publishing is the operation's.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import BusinessError
from common.money import yuan
from desk import operations as desk
from desk.admin import kind_changes
from desk.forms import kinds as forms
from desk.models import ChannelRule, DocumentRule, Kind, KindVersion, ReviewRule, StageRule
from desk.states.cases import VersionStatus


@admin.register(Kind)
class KindAdmin(admin.ModelAdmin):
    """Kinds come with the programme; here they are put in order and opened or closed to the public."""

    list_display = ["code", "name", "prefix", "family", "applicant", "order", "is_offered"]
    list_editable = ["order", "is_offered"]
    list_filter = ["family", "is_offered"]
    search_fields = ["code", "prefix"]
    ordering = ["order", "id"]
    fields = ["code", "name", "prefix", "family", "applicant", "order", "is_offered"]
    readonly_fields = ["code", "name", "prefix", "family", "applicant"]

    @admin.display(description=gettext_lazy("事项名称"))
    def name(self, row: Kind) -> str:
        """What its newest published version calls it."""
        return getattr(row, "newest_label", None) or "—"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Kind]:
        """With the name, in the same query."""
        published = KindVersion.objects.filter(kind=OuterRef("pk"), status=VersionStatus.PUBLISHED)
        newest = Subquery(published.order_by("-valid_from").values("label")[:1])
        return super().get_queryset(request).annotate(newest_label=newest)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A kind needs its programme."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Cases keep naming it."""
        return False


def _is_draft(version: Any) -> bool:
    return version is not None and version.status == VersionStatus.DRAFT


class PartInline(admin.TabularInline):
    """Lines of a version: written, added and removed in a draft; afterwards read, with money in yuan."""

    extra = 0
    read_as: dict[str, str] = {}
    """Fields that are read by a column of words once nobody writes them."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Fields to write, or columns to read."""
        names = [str(name) for name in self.fields or []]
        return names if _is_draft(obj) else [self.read_as.get(name, name) for name in names]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The columns to read."""
        return [] if _is_draft(obj) else list(self.read_as.values())

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Out of a draft."""
        return _is_draft(obj) and self.has_change_permission(request, obj)


class DocumentInline(PartInline):
    """The papers."""

    model, form = DocumentRule, forms.DocumentForm
    template = "admin/edit_inline/stacked.html"
    fields = [
        *["order", "code", "label", "is_main", "needed_when", "when_label", "where_from", "form"],
        *["register", "valid_days"],
    ]


class StageInline(PartInline):
    """The targets."""

    model, form = StageRule, forms.StageForm
    fields = ["order", "status", "label", "target_minutes"]


class ReviewInline(PartInline):
    """The levels."""

    model, form = ReviewRule, forms.ReviewForm
    fields = ["level", "label", "above_fen", "grade"]
    read_as = {"above_fen": "above"}

    @admin.display(description=gettext_lazy("金额超过（元）时需要"))
    def above(self, row: ReviewRule) -> str:
        """Yuan, or any amount."""
        return kind_changes.in_words(row, row._meta.get_field("above_fen"))


class ChannelInline(PartInline):
    """The channels."""

    model, form = ChannelRule, forms.ChannelForm
    template = "admin/edit_inline/stacked.html"
    fields = ["order", "channel", "opens", "closes", "weekdays", "most_a_day", "most_fen"]
    read_as = {"most_fen": "most", "weekdays": "days"}

    @admin.display(description=gettext_lazy("单笔上限（元）"))
    def most(self, row: ChannelRule) -> str:
        """Yuan, or no limit."""
        return kind_changes.in_words(row, row._meta.get_field("most_fen")) or "—"

    @admin.display(description=gettext_lazy("星期"))
    def days(self, row: ChannelRule) -> str:
        """Days of the week, or all."""
        return kind_changes.in_words(row, row._meta.get_field("weekdays")) or _("每天")


@admin.register(KindVersion)
class KindVersionAdmin(admin.ModelAdmin):
    """What a kind asks and promises, version by version. Copy one, change the draft, compare, publish."""

    form = forms.VersionForm
    inlines = [DocumentInline, StageInline, ReviewInline, ChannelInline]
    list_display = ["label", "kind", "number", "status", "valid_from", "published_at"]
    list_select_related = ["kind"]
    list_filter = ["status", "kind"]
    search_fields = ["label", "kind__code"]
    ordering = ["kind__order", "kind_id", "-number"]
    autocomplete_fields = ["document"]
    readonly_fields = ["kind", "number", "status", "made_by", "made_at", "published_by", "published_at"]
    actions = ["copy_chosen", "publish_chosen"]

    @admin.display(description=gettext_lazy("自动审批上限（元，0 为不自动）"))
    def auto_limit(self, row: KindVersion) -> str:
        """Yuan."""
        return yuan(row.auto_limit_fen)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """What the public reads, what the kernel insists on, and who made it."""
        limit = "auto_limit_fen" if _is_draft(obj) else "auto_limit"
        terms = ["exclusion", "statutory_parameter", "statutory_days", "promise_days", "promise_minutes"]
        terms += ["warn_percent", "tolerance_days", "supply_days", limit, "sample_percent", "retention_years"]
        return [
            (None, {"fields": ["kind", "number", "status", "valid_from", "label"]}),
            (_("办事指南"), {"fields": ["who", "how", "result", "fee", "legal_basis", "document"]}),
            (_("期限和审批"), {"fields": terms}),
            (_("起草和发布"), {"fields": ["made_by", "made_at", "published_by", "published_at"]}),
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """The limit in yuan once it is only read."""
        return [*self.readonly_fields, *([] if _is_draft(obj) else ["auto_limit"])]

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> KindVersion | None:
        """The version, locked while it is written: nobody publishes it half-way through."""
        found = super().get_object(request, object_id, from_field)
        if found is not None and request.method == "POST" and connection.in_atomic_block:
            return KindVersion.objects.select_for_update(of=("self",), no_key=True).filter(pk=found.pk).first()
        return found

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever changed something of a draft is known when it is published."""
        super().save_related(request, form, formsets, change)
        if form.has_changed() or any(each.has_changed() for each in formsets):
            by: Any = request.user
            desk.note_editor(version_id=form.instance.pk, by=by)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A version begins as a copy."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Drafts alone."""
        return super().has_change_permission(request, obj) and (obj is None or _is_draft(obj))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A draft may be thrown away, from its own page."""
        return _is_draft(obj) and self.has_change_permission(request, obj)

    def get_urls(self) -> list[URLPattern]:
        """The two pages beside the form."""
        wrap = self.admin_site.admin_view
        return [
            path("<path:object_id>/copy/", wrap(self.copy_page), name="desk_kindversion_copy"),
            path("<path:object_id>/publish/", wrap(self.publish_page), name="desk_kindversion_publish"),
            *super().get_urls(),
        ]

    @admin.action(description=gettext_lazy("复制为新草稿"), permissions=["change"])
    def copy_chosen(self, request: HttpRequest, rows: QuerySet[KindVersion]) -> HttpResponse | None:
        """To the page that asks for the day."""
        return self._only_one(request, rows, "admin:desk_kindversion_copy")

    @admin.action(description=gettext_lazy("发布"), permissions=["change"])
    def publish_chosen(self, request: HttpRequest, rows: QuerySet[KindVersion]) -> HttpResponse | None:
        """To the page that shows what changes."""
        return self._only_one(request, rows, "admin:desk_kindversion_publish")

    def copy_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask from which day the copy is to hold; copy, and open the draft."""
        version = self._asked_for(request, object_id)
        tomorrow = timezone.localdate() + timedelta(days=1)
        form = forms.CopyForm(request.POST or None, initial={"valid_from": tomorrow})
        if request.method == "POST" and form.is_valid():
            day = form.cleaned_data["valid_from"]
            return self._after(
                request,
                version,
                lambda: self._copied(request, version, day),
                _("已复制为第 %(number)d 版草稿，请修改后发布。"),
            )
        newest = version.kind.versions.order_by("-number")[0]
        return self._page(request, version, "copy", _("复制为新草稿"), {"form": form, "newest": newest})

    def publish_page(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Show what the draft changes; publish."""
        version = self._asked_for(request, object_id)
        if not _is_draft(version):
            messages.error(request, _("这一版已经发布。"))
            return redirect("admin:desk_kindversion_change", version.pk)
        if request.method == "POST":
            return self._after(
                request,
                version,
                lambda: self._published(request, version),
                _("已发布第 %(number)d 版，今后不能再修改。"),
            )
        before = kind_changes.version_before(version)
        facts = {"before": before, "changes": kind_changes.changes(before, version)}
        return self._page(request, version, "publish", _("发布事项版本"), facts)

    def _copied(self, request: HttpRequest, version: KindVersion, day: Any) -> KindVersion:
        by: Any = request.user
        draft = desk.draft_version(kind_id=version.kind_id, valid_from=day, by=by, at=timezone.now())
        self.log_addition(request, draft, _("复制为新草稿"))
        return draft

    def _published(self, request: HttpRequest, version: KindVersion) -> KindVersion:
        by: Any = request.user
        published = desk.publish_draft(version_id=version.pk, by=by, at=timezone.now())
        self.log_change(request, published, _("发布"))
        return published

    def _after(
        self, request: HttpRequest, version: KindVersion, act: Callable[[], KindVersion], words: str
    ) -> HttpResponse:
        """Act, say what came of it, and open the version it is about."""
        try:
            version = act()
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, words % {"number": version.number})
        return redirect("admin:desk_kindversion_change", version.pk)

    def _asked_for(self, request: HttpRequest, object_id: str) -> KindVersion:
        """The version of the address, for who may edit kinds. Raises PermissionDenied, Http404."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        version = self.get_object(request, unquote(object_id))
        if version is None:
            raise Http404
        return version

    def _only_one(self, request: HttpRequest, rows: QuerySet[KindVersion], name: str) -> HttpResponse | None:
        chosen = list(rows[:2])
        if len(chosen) == 1:
            return redirect(name, chosen[0].pk)
        messages.error(request, _("请只选一个版本。"))
        return None

    def _page(
        self, request: HttpRequest, version: KindVersion, name: str, title: str, facts: dict[str, Any]
    ) -> HttpResponse:
        frame = {**self.admin_site.each_context(request), "opts": self.opts, "title": title, "version": version}
        return TemplateResponse(request, f"admin/desk/kindversion/{name}.html", {**frame, **facts})
