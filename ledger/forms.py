"""What accountants and auditors type: periods, dates of knowledge, the beginning of an account's code."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DayField
from common.listing import FilterForm
from ledger import queries


class PeriodForm(forms.Form):
    """A period, both days included."""

    since = DayField(label=gettext_lazy("从"))
    until = DayField(label=gettext_lazy("到"))

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            raise ValidationError(_("截止日期不能早于起始日期。"), code="order")
        return cleaned


class StatementForm(PeriodForm):
    """A period of value dates, and optionally the day whose knowledge counts."""

    known_on = DayField(
        label=gettext_lazy("按某日账面"),
        help_text=gettext_lazy("只看到这一天（会计日期）为止已经入账的内容。"),
        required=False,
    )


class CloseDayForm(forms.Form):
    """The day that the person saw when pressing the button."""

    on = forms.DateField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, day: date) -> CloseDayForm:
        """The form for the day that is open."""
        return cls(initial={"on": f"{day:%Y-%m-%d}"})


class AccountFilter(FilterForm):
    """Accounts by the beginning of their code or subject."""

    q = forms.CharField(label=gettext_lazy("账号或科目编号"), max_length=40, required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Accounts that begin so."""
        return queries.accounts(self.cleaned_data["q"].strip())


class VoucherFilter(FilterForm):
    """Vouchers of a day, or those that wait."""

    day = DayField(label=gettext_lazy("会计日期"), required=False)
    waiting = forms.BooleanField(label=gettext_lazy("只看待复核"), required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Vouchers of the day; those without review."""
        if self.cleaned_data["day"]:
            rows = rows.filter(on=self.cleaned_data["day"])
        return rows.filter(reviewed_at=None) if self.cleaned_data["waiting"] else rows
