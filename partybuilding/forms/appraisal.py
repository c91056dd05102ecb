"""What is typed in an appraisal: points and grades, one field a member."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from partybuilding.forms.fields import OrganisationField, offer
from partybuilding.models import Member, Organisation
from partybuilding.states.appraisal import Grade


class AppraisalForm(forms.Form):
    """A new appraisal."""

    branch = OrganisationField(label=_("支部"))
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100)

    def __init__(self, *args: Any, branches: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, branches, "branch")


class PointsForm(forms.Form):
    """Points for each of the members."""

    def __init__(self, *args: Any, members: Sequence[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        for member in members:
            self.fields[f"member_{member.pk}"] = forms.IntegerField(label=str(member), min_value=0, max_value=100)

    def answers(self) -> dict[int, int]:
        """Points by member."""
        return {int(name.removeprefix("member_")): value for name, value in self.cleaned_data.items()}


class GradesForm(forms.Form):
    """A grade for each of the members."""

    def __init__(self, *args: Any, members: Sequence[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        for member in members:
            self.fields[f"member_{member.pk}"] = forms.ChoiceField(
                label=str(member), choices=Grade.choices, initial=Grade.GOOD
            )

    def answers(self) -> dict[int, str]:
        """Grades by member."""
        return {int(name.removeprefix("member_")): value for name, value in self.cleaned_data.items()}
