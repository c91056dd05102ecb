"""Lists that applications are held against, and bans."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from risk import operations
from risk.forms.cases import AppealForm
from risk.forms.lists import EndForm, EntryForm, ImportForm, ListFilter
from risk.models import Ban, ListEntry
from risk.operations import decisions
from risk.queries import lists as queries
from risk.rules import lists as rules
from risk.views.office.shared import run_form, tabs

MOST_SHOWN = 50
"""Entries and mistakes of a file that the check shows."""


@requires(Permission.RISK_WORK)
@require_safe
def lists(request: UserRequest) -> HttpResponseBase:
    """Entries that stand, newest first; numbers are masked."""
    may_end = request.user.may(Permission.RISK_DECIDE)
    listing = Listing(
        request,
        queries.live_visible_to(request.user),
        columns=[
            Column("label", _("内容"), kind="code"),
            Column("get_kind_display", _("名单")),
            Column("reason", _("列入原因")),
            Column("source", _("来源"), narrow=False),
            Column("since", _("自"), kind="date"),
            Column("until", _("至"), kind="date", value=lambda row: row.until or _("长期")),
            Column("added_by", _("登记人"), narrow=False, value=lambda row: str(row.added_by or _("系统"))),
            Column("end", _("移出"), value=lambda row: _("移出名单") if may_end else "", link=_end_url),
        ],
        order=("-id",),
        filters=ListFilter,
        caption=_("名单"),
        file_name=_("风险名单"),
        empty={"title": _("名单上还没有内容")},
    )
    return listing.response("risk/office/lists.html", {"tabs": tabs(request, "lists")})


def _end_url(row: ListEntry) -> str:
    return reverse("risk:office_list_end", args=[row.pk])


def _back() -> tuple[str, str]:
    return reverse("risk:office_lists"), _("名单")


@requires(Permission.RISK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def list_new(request: UserRequest) -> HttpResponse:
    """Put one thing on a list."""
    form = EntryForm(request.POST or None, initial={"since": timezone.localdate()})

    def run(**answers: Any) -> None:
        operations.add_entry(by=request.user, at=timezone.now(), **answers)

    return run_form(request, form, run, label=_("登记到名单"), back=_back(), said=_("已登记到名单。"))


@requires(Permission.RISK_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def list_import(request: UserRequest) -> HttpResponse:
    """Read a file, show what is in it or all that is wrong, and take it in whole when told to."""
    form = ImportForm(request.POST or None, request.FILES or None)
    entries: list[Any] = []
    mistakes: list[Any] = []
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        if form.cleaned_data["go"]:
            try:
                count = operations.import_entries(content=content, by=request.user, at=timezone.now())
            except BusinessError as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("已导入 %(count)d 条。") % {"count": count})
                return redirect("risk:office_lists")
        entries, mistakes = rules.read_file(content, today=timezone.localdate())
    context = {
        "form": form,
        "back": _back(),
        "heads": rules.HEADS,
        "entries": entries[:MOST_SHOWN] if not mistakes else [],
        "entry_count": len(entries),
        "mistakes": mistakes[:MOST_SHOWN],
        "mistake_count": len(mistakes),
    }
    status = 422 if form.errors or mistakes else 200
    return render(request, "risk/office/list_import.html", context, status=status)


@requires(Permission.RISK_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def list_end(request: UserRequest, pk: int) -> HttpResponse:
    """Take something off its list, with the reason."""
    entry = get_object_or_404(queries.live_visible_to(request.user), pk=pk)

    def run(**answers: Any) -> None:
        operations.end_entry(entry_id=pk, by=request.user, at=timezone.now(), **answers)

    facts = [(_("名单"), entry.get_kind_display()), (_("内容"), entry.label), (_("列入原因"), entry.reason)]
    form = EndForm(request.POST or None)
    return run_form(request, form, run, label=_("移出名单"), back=_back(), said=_("已移出名单。"), facts=facts)


@requires(Permission.RISK_WORK)
@require_safe
def bans(request: UserRequest) -> HttpResponseBase:
    """Who may neither withdraw nor borrow, the newest first."""
    today, may_lift = timezone.localdate(), request.user.may(Permission.RISK_DECIDE)
    listing = Listing(
        request,
        queries.bans_visible_to(request.user),
        columns=[
            Column("person__name", _("姓名")),
            Column("get_business_display", _("情形")),
            Column("since", _("决定日期"), kind="date"),
            Column("until", _("限制至"), kind="date"),
            Column("reason", _("事由")),
            Column("source", _("来源"), narrow=False),
            Column("case", _("风险案件"), kind="code", narrow=False),
            Column(
                "state", _("状态"), value=lambda row: _state(row, today)[0], badge=lambda row: _state(row, today)[1]
            ),
            Column(
                "lift",
                _("申诉"),
                value=lambda row: _("解除限制") if may_lift and _state(row, today)[1] == "bad" else "",
                link=lambda row: reverse("risk:office_ban_lift", args=[row.pk]),
            ),
        ],
        order=("-since", "-id"),
        caption=_("限制业务"),
        file_name=_("限制业务人员"),
        empty={"title": _("没有受限制的人")},
    )
    return listing.response("risk/office/bans.html", {"tabs": tabs(request, "bans")})


def _state(ban: Ban, today: Any) -> tuple[str, str]:
    if ban.lifted_on is not None:
        return _("已解除"), "good"
    return (_("已到期"), "quiet") if ban.until < today else (_("限制中"), "bad")


@requires(Permission.RISK_DECIDE)
@require_http_methods(["GET", "HEAD", "POST"])
def ban_lift(request: UserRequest, pk: int) -> HttpResponse:
    """Lift a ban on appeal: by somebody else than who decided it."""
    ban = get_object_or_404(queries.bans_visible_to(request.user), pk=pk)

    def run(**answers: Any) -> None:
        decisions.lift(ban_id=pk, by=request.user, at=timezone.now(), **answers)

    facts = [(_("姓名"), ban.person), (_("限制至"), f"{ban.until:%Y-%m-%d}"), (_("事由"), ban.reason)]
    form = AppealForm(request.POST or None)
    back = (reverse("risk:office_bans"), _("限制业务"))
    return run_form(request, form, run, label=_("解除限制"), back=back, said=_("已解除限制。"), facts=facts)
