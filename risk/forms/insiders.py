"""What narrows the acts of the staff."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.listing import FilterForm
from risk.states.insiders import InsiderRule


class FindingFilter(FilterForm):
    """Narrows what stood out by its rule and by name."""

    rule = forms.ChoiceField(label=gettext_lazy("情形"), required=False)
    name = forms.CharField(label=gettext_lazy("工作人员姓名"), required=False, max_length=40)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["rule"].choices = [("", _("全部")), *InsiderRule.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Findings that fit every answer."""
        given = self.cleaned_data
        rows = rows.filter(rule=given["rule"]) if given["rule"] else rows
        return rows.filter(staff__name=given["name"].strip()) if given["name"].strip() else rows
