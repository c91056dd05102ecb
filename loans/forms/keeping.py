"""What narrows the staff's lists of loans, and what is noted about late ones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DayField, YuanField
from common.listing import FilterForm
from loans.operations.dunning import Promise
from loans.queries.portfolio import CLASSES
from loans.states.dunning import NoteKind
from loans.states.loans import LoanStatus


class LoanFilter(FilterForm):
    """By number, borrower, state and class."""

    number = forms.CharField(label=gettext_lazy("贷款账号"), required=False, max_length=20)
    name = forms.CharField(label=gettext_lazy("借款人"), required=False, max_length=60)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    risk_class = forms.ChoiceField(label=gettext_lazy("五级分类"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *LoanStatus.choices]  # type: ignore[attr-defined]
        classes = [(code, f"{code} {label}") for code, label in CLASSES.items()]
        self.fields["risk_class"].choices = [("", _("全部")), *classes]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Loans that fit."""
        said = self.cleaned_data
        if said.get("number"):
            rows = rows.filter(number=said["number"].strip().upper())
        if said.get("name"):
            rows = rows.filter(borrower__name=said["name"].strip())
        for field in ("status", "risk_class"):
            if said.get(field):
                rows = rows.filter(**{field: said[field]})
        return rows


class DueFilter(FilterForm):
    """The days on which instalments fall due."""

    since = DayField(label=gettext_lazy("还款日从"), required=False)
    until = DayField(label=gettext_lazy("到"), required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Loans whose next instalment falls due in those days."""
        said = self.cleaned_data
        if said.get("since"):
            rows = rows.filter(next_due_on__gte=said["since"])
        if said.get("until"):
            rows = rows.filter(next_due_on__lte=said["until"])
        return rows


class StepForm(forms.Form):
    """What came of a call, a letter, a visit."""

    result = forms.CharField(label=gettext_lazy("结果"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class NoteForm(forms.Form):
    """A talk with the borrower; a promise where one was given."""

    kind = forms.ChoiceField(label=gettext_lazy("方式"), choices=NoteKind.choices)
    text = forms.CharField(label=gettext_lazy("内容"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    promised_on = DayField(label=gettext_lazy("承诺还款日"), required=False)
    promised = YuanField(label=gettext_lazy("承诺金额（元）"), required=False, min_fen=1)

    def clean(self) -> dict[str, Any]:
        """A promise has both its day and its amount."""
        answers = super().clean() or {}
        if not self.errors and bool(answers.get("promised_on")) != bool(answers.get("promised")):
            missing = "promised" if answers.get("promised_on") else "promised_on"
            self.add_error(missing, _("承诺还款要同时写明日期和金额。"))
        return answers

    def promise(self) -> Promise | None:
        """What was promised."""
        answers = self.cleaned_data
        return Promise(answers["promised_on"], answers["promised"]) if answers.get("promised_on") else None
