"""Fields that several forms of party-building share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet

from partybuilding.models import Member, Organisation


def area(label: Any, *, rows: int = 5, help_text: Any = "", required: bool = True, most: int = 4000) -> forms.CharField:
    """Longer words."""
    return forms.CharField(
        label=label,
        help_text=help_text,
        required=required,
        max_length=most,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


class MemberField(forms.ModelChoiceField):
    """One of the members handed in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Member.objects.none(), **options)


class MembersField(forms.ModelMultipleChoiceField):
    """Several of them."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.CheckboxSelectMultiple)
        super().__init__(queryset=Member.objects.none(), **options)


class OrganisationField(forms.ModelChoiceField):
    """One of the organisations handed in."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Organisation.objects.none(), **options)


class WordsForm(forms.Form):
    """A few sentences."""

    text = area("")

    def __init__(self, *args: Any, label: Any, help_text: Any = "", **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label, self.fields["text"].help_text = label, help_text


def offer(form: forms.Form, rows: QuerySet[Any], *names: str) -> None:
    """Let the fields choose among the rows."""
    for name in names:
        form.fields[name].queryset = rows  # type: ignore[attr-defined]
