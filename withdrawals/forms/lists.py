"""What narrows lists of withdrawals and of payees."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DayField
from common.listing import FilterForm
from withdrawals.models import Reason
from withdrawals.states import PayeeKind, PayeeStatus, PayoutStatus


class WithdrawalFilter(FilterForm):
    """By reason, status of the money, and the day it was asked for."""

    reason = forms.ModelChoiceField(
        label=gettext_lazy("提取原因"),
        queryset=Reason.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部"),
    )
    status = forms.ChoiceField(label=gettext_lazy("款项"), required=False)
    since = DayField(label=gettext_lazy("提交日期从"), required=False)
    until = DayField(label=gettext_lazy("到"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].queryset = Reason.objects.order_by("order", "id")  # type: ignore[attr-defined]
        self.fields["status"].choices = [("", _("全部")), *PayoutStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Withdrawals of that reason, status and time."""
        said = self.cleaned_data
        if said.get("reason"):
            rows = rows.filter(reason=said["reason"])
        if said.get("status"):
            rows = rows.filter(status=said["status"])
        if said.get("since"):
            rows = rows.filter(submitted_at__gte=_midnight(said["since"]))
        if said.get("until"):
            rows = rows.filter(submitted_at__lt=_midnight(said["until"] + timedelta(days=1)))
        return rows


class PayeeFilter(FilterForm):
    """By kind, status, and a part of the name or project."""

    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    name = forms.CharField(label=gettext_lazy("户名"), required=False, max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        kinds = [(each.value, each.label) for each in (PayeeKind.DEVELOPER, PayeeKind.LENDER, PayeeKind.LANDLORD)]
        self.fields["kind"].choices = [("", _("全部")), *kinds]  # type: ignore[attr-defined]
        self.fields["status"].choices = [("", _("全部")), *PayeeStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Payees of that kind, status and name."""
        said = self.cleaned_data
        for name in ("kind", "status"):
            if said.get(name):
                rows = rows.filter(**{name: said[name]})
        return rows.filter(name__icontains=said["name"]) if said.get("name") else rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))
