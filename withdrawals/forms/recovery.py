"""Money demanded back: how much and why, in how many parts, before which court. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common.listing import FilterForm
from common.money import yuan
from withdrawals.rules.recovery import MOST_PARTS
from withdrawals.states.recovery import RecoveryStatus


class DemandForm(forms.Form):
    """How much of a withdrawal was undue, and what showed it."""

    amount = fields.YuanField(label=gettext_lazy("应退金额（元）"), min_fen=1)
    why = forms.CharField(
        label=gettext_lazy("认定的事实"),
        min_length=4,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("写进《责令退回通知书》，当事人会看到。"),
    )

    def __init__(self, *args: Any, most_fen: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.most_fen = most_fen
        self.fields["amount"].initial = most_fen
        self.fields["amount"].help_text = _("最多 %(most)s 元。") % {"most": yuan(most_fen)}


class PlanForm(forms.Form):
    """In how many parts, and when the first is due."""

    parts = forms.IntegerField(label=gettext_lazy("分几期"), min_value=2, max_value=MOST_PARTS)
    first_on = fields.DayField(label=gettext_lazy("第一期日期"), help_text=gettext_lazy("以后每月这一天。"))


class CourtForm(forms.Form):
    """Which court enforces it."""

    court = forms.CharField(label=gettext_lazy("执行法院和案号"), min_length=4, max_length=120)


class RecoveryFilter(FilterForm):
    """Which recoveries a list shows."""

    status = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), *RecoveryStatus.choices]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those in the status asked for."""
        status = self.cleaned_data["status"]
        return rows.filter(status=status) if status else rows
