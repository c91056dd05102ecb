"""What is typed before the loan committee."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loans.states.committee import Word


class BringForm(forms.Form):
    """Why a rule should not stand in the way; empty where only the amount needs the vote."""

    special = forms.CharField(
        label=gettext_lazy("特批理由"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("只在核查没有通过、要请委员会特批时填写。"),
    )


class VoteForm(forms.Form):
    """A member's vote."""

    word = forms.ChoiceField(label=gettext_lazy("表决"), choices=Word.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("意见"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("不同意时必填。"),
    )

    def clean(self) -> dict[str, Any]:
        """A no needs its reason."""
        answers = super().clean() or {}
        if answers.get("word") == Word.NO and not answers.get("reason"):
            self.add_error("reason", _("请写明理由。"))
        return answers


class ConcludeForm(forms.Form):
    """The minutes."""

    minutes = forms.CharField(label=gettext_lazy("会议纪要"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))


class TakeBackForm(forms.Form):
    """Why it is taken back."""

    reason = forms.CharField(label=gettext_lazy("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
