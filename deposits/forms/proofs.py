"""What somebody wants certified, and why a proof should hold no longer."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from deposits.forms.spot import SeenForm
from deposits.states import ProofKind


class WantedForm(forms.Form):
    """One kind of proof; a bill names its year. Buttons send it: nothing is typed."""

    kind = forms.ChoiceField(choices=ProofKind.choices)
    year = forms.IntegerField(required=False, min_value=1990, max_value=2200)


class WindowProofForm(SeenForm):
    """What the owner at the window wants, among what the account can have."""

    kind = "proof"
    wanted = forms.ChoiceField(label=gettext_lazy("开哪一种"), widget=forms.RadioSelect)
    field_order = ["wanted", "seen"]

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = self.fields["wanted"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = offered

    def chosen(self) -> tuple[str, int | None]:
        """Kind and year. The form must be valid."""
        kind, _colon, year = self.cleaned_data["wanted"].partition(":")
        return kind, int(year) if year else None


class RevokeForm(forms.Form):
    """Why a proof is revoked at a window."""

    reason = forms.CharField(
        label=gettext_lazy("撤销原因"),
        min_length=2,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
