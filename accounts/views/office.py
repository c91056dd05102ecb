"""The auditors' page: what was done, by whom, on what."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import queries, states
from accounts.access import UserRequest, requires
from accounts.models import AuditEntry, RelationKind
from accounts.permissions import Permission, Role
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


def _action(row: AuditEntry) -> str:
    return str(states.ACTIONS.get(row.action, row.action))


def _target(row: AuditEntry) -> str:
    kind, _colon, number = row.target.partition(":")
    return f"{states.TARGETS.get(kind, kind)} {number}".strip()


def _words(detail: dict[str, Any]) -> str:
    """Figures of an entry in one line."""
    return "；".join(f"{states.FIGURES.get(key, key)}：{_value(key, value)}" for key, value in detail.items())


def _value(key: str, value: Any) -> str:
    if key == "role" and value in Role.values:
        return str(Role(value).label)
    if key == "kind" and value in RelationKind.values:
        return str(RelationKind(value).label)
    if key == "fields":
        return "、".join(str(states.FIELDS.get(name, name)) for name in value)
    return str(value)
