"""The auditors' page: what was done, by whom, on what. And the page where two people renew a colleague's password."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, queries, states
from accounts import operations as accounts
from accounts.access import UserRequest, requires
from accounts.forms import ResetForm
from accounts.models import AuditEntry, RelationKind
from accounts.permissions import Permission, Role, Scope
from common.errors import BusinessError
from common.forms import DayField
from common.listing import Column, FilterForm, Listing


class AuditFilter(FilterForm):
    """By day, by staff number, by action."""

    since = DayField(label=gettext_lazy("自"), required=False)
    until = DayField(label=gettext_lazy("至"), required=False)
    staff = forms.CharField(label=gettext_lazy("工号"), required=False, max_length=10)
    action = forms.ChoiceField(
        label=gettext_lazy("动作"), required=False, choices=[("", gettext_lazy("全部")), *states.ACTIONS.items()]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The entries that fit."""
        asked = self.cleaned_data
        if asked["since"]:
            rows = rows.filter(at__gte=timezone.make_aware(datetime.combine(asked["since"], time.min)))
        if asked["until"]:
            end = datetime.combine(asked["until"] + timedelta(days=1), time.min)
            rows = rows.filter(at__lt=timezone.make_aware(end))
        if asked["staff"]:
            rows = rows.filter(user__staff__number=asked["staff"])
        if asked["action"]:
            rows = rows.filter(action=asked["action"])
        return rows


@requires(Permission.AUDIT_VIEW)
def audit(request: UserRequest) -> HttpResponseBase:
    """The audit trail, newest first."""
    return Listing(
        request,
        queries.audit_visible_to(request.user),
        columns=[
            Column("at", _("时间"), kind="time"),
            Column("user", _("操作人"), value=lambda row: str(row.user) if row.user else _("系统")),
            Column("action", _("动作"), value=_action),
            Column("target", _("对象"), value=_target),
            Column("person", _("涉及人员")),
            Column("detail", _("内容"), value=lambda row: _words(row.detail), narrow=False),
            Column("address", _("来自"), kind="code", narrow=False),
        ],
        order=("-at", "-id"),
        filters=AuditFilter,
        caption=_("操作日志"),
        file_name=_("操作日志"),
        empty={"title": _("还没有操作记录")},
    ).response("accounts/office/audit.html")


# --- a colleague's password


@requires(Permission.STAFF_RESET)
@require_http_methods(["GET", "HEAD", "POST"])
def resets(request: UserRequest) -> HttpResponse:
    """Passwords that wait for a second person; ask for another."""
    at = timezone.now()
    form = ResetForm(request.POST or None, initial={"number": request.GET.get("number", "")[:10]})
    if request.method == "POST" and form.is_valid() and _ask(request, form, at):
        messages.success(request, _("申请已提交，等另一人在这个页面确认。"))
        return redirect("accounts:office_resets")
    waiting = list(queries.open_resets(at)[:200])
    return render(request, "accounts/office/resets.html", {"waiting": waiting, "form": form})


@requires(Permission.STAFF_RESET)
@require_POST
def confirm_reset(request: UserRequest, pk: int) -> HttpResponse:
    """The second person agrees and sees the password, once, on this answer alone."""
    reset = get_object_or_404(queries.resets_visible_to(request.user), pk=pk)
    try:
        password = accounts.confirm_reset(
            reset_id=reset.pk, by=request.user, at=timezone.now(), address=access.client_address(request)
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("accounts:office_resets")
    return access.shown_once(
        request,
        title=_("临时密码"),
        note=_("请当面转交本人，首次登录须修改。本人已收到密码变更的消息，第二步验证须重新绑定。"),
        secrets=[(str(reset.user.staff), password)],
        back=reverse("accounts:office_resets"),
    )


@requires(Permission.STAFF_RESET)
@require_POST
def withdraw_reset(request: UserRequest, pk: int) -> HttpResponse:
    """Thought better of, or refused by the second person."""
    reset = get_object_or_404(queries.resets_visible_to(request.user), pk=pk)
    try:
        accounts.withdraw_reset(
            reset_id=reset.pk, by=request.user, at=timezone.now(), address=access.client_address(request)
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("申请已撤回，密码没有变化。"))
    return redirect("accounts:office_resets")


def _ask(request: UserRequest, form: ResetForm, at: datetime) -> bool:
    user = queries.staff_by_number(form.cleaned_data["number"])
    if user is None:
        form.add_error("number", _("没有这个工号的在岗人员。"))
        return False
    try:
        accounts.ask_reset(
            user_id=user.pk,
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=at,
            address=access.client_address(request),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


# --- within


def _action(row: AuditEntry) -> str:
    return str(states.ACTIONS.get(row.action, row.action))


def _target(row: AuditEntry) -> str:
    kind, _colon, number = row.target.partition(":")
    return f"{states.TARGETS.get(kind, kind)} {number}".strip()


def _words(detail: dict[str, Any]) -> str:
    """Figures of an entry in one line."""
    told = [(states.FIGURES.get(key, key), _value(key, value)) for key, value in detail.items() if value != []]
    return _("；").join(_("%(label)s：%(value)s") % {"label": label, "value": value} for label, value in told)


def _value(key: str, value: Any) -> str:
    if key == "role" and value in Role.values:
        return str(Role(value).label)
    if key == "kind" and value in RelationKind.values:
        return str(RelationKind(value).label)
    if key == "fields":
        return _("、").join(str(states.FIELDS.get(name, name)) for name in value)
    if key == "scopes":
        return _("、").join(str(Scope(name).label) for name in value if name in Scope.values)
    if isinstance(value, list):
        return _("、").join(str(each) for each in value)
    return str(value)
