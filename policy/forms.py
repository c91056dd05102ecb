"""What is typed about parameters: a date to look at, and a value with its document and approver."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DayField
from policy import operations, rules
from policy.models import Parameter


class DayForm(forms.Form):
    """The date whose parameters are shown."""

    on = DayField(label=gettext_lazy("查看日期"), required=False)


class ParameterForm(forms.ModelForm):
    """A value in the admin: its key from the list, checked against the key's type; never saves."""

    key = forms.ChoiceField(label=gettext_lazy("参数"), choices=lambda: [("", "—"), *rules.LABELS.items()])

    class Meta:
        model = Parameter
        fields = ["key", "value", "valid_from", "document", "approved_by", "note"]

    today: date = date.max
    """Given by the admin: what is in force on it is not changed without a reason."""

    def clean(self) -> dict[str, Any]:
        """The value fits the key, and a correction of the past says why."""
        cleaned = super().clean() or {}
        key = cleaned.get("key") or self.instance.key
        since = cleaned.get("valid_from") or self.instance.valid_from
        if not (key and since and cleaned.get("value") and cleaned.get("document")):
            return cleaned
        _refuse_misfit(key, cleaned["value"])
        line = rules.ParameterLine(
            key=key,
            value=cleaned["value"],
            valid_from=since,
            document_number=cleaned["document"].number,
            approved_by=cleaned.get("approved_by", ""),
            note=cleaned.get("note", ""),
        )
        if self.has_changed() and operations.needs_reason(line=line, today=self.today):
            raise ValidationError({"note": _("这个值已经生效，更正请在说明里写明原因。")})
        return cleaned


def _refuse_misfit(key: str, value: str) -> None:
    """Raises ValidationError where the value is not of the key's kind."""
    try:
        rules.convert(key, value)
    except ValueError:
        text = _("“%(label)s”的值“%(value)s”不合要求。") % {"label": rules.LABELS[key], "value": value}
        raise ValidationError({"value": text}) from None
