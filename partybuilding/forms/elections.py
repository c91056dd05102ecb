"""What is typed about elections."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import DayField
from partybuilding.forms.fields import MemberField, OrganisationField, offer
from partybuilding.models import Candidate, Member, Organisation
from partybuilding.states.elections import BallotKind


class ElectionForm(forms.Form):
    """A new election."""

    organisation = OrganisationField(label=_("组织"))
    title = forms.CharField(label=_("名称"), max_length=80, help_text=_("如“第二届支部委员会选举”。"))
    seats = forms.IntegerField(label=_("应选名额"), min_value=1, max_value=30)
    ballot = forms.ChoiceField(label=_("投票方式"), choices=BallotKind.choices)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, organisations, "organisation")


class NominateForm(forms.Form):
    """A candidate."""

    member = MemberField(label=_("候选人"))
    nominated_by = forms.CharField(label=_("提名"), max_length=80, required=False, help_text=_("由谁推荐提名。"))

    def __init__(self, *args: Any, members: QuerySet[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, members, "member")


class AttendedForm(forms.Form):
    """How many with the right to vote are in the room."""

    attended = forms.IntegerField(label=_("实到有选举权的党员"), min_value=0, max_value=2000)


class BallotForm(forms.Form):
    """One ballot, or several that name the same."""

    choices = forms.ModelMultipleChoiceField(
        label=_("选票上选了谁"),
        queryset=Candidate.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("照选票原样录入，选多了的票由系统判为废票。"),
    )
    copies = forms.IntegerField(label=_("这样的选票几张"), min_value=1, max_value=500, initial=1)

    def __init__(self, *args: Any, candidates: QuerySet[Candidate], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, candidates, "choices")


class CodeForm(forms.Form):
    """The code from the slip."""

    code = forms.CharField(
        label=_("投票码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )


class VoteForm(CodeForm):
    """The candidates chosen on the screen."""

    code = forms.CharField(max_length=20, widget=forms.HiddenInput)
    choices = forms.ModelMultipleChoiceField(
        label=_("选谁"), queryset=Candidate.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, candidates: QuerySet[Candidate], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, candidates, "choices")


class ApproveForm(forms.Form):
    """The higher body's answer."""

    approval = forms.CharField(label=_("上级批复文号"), max_length=120)
    since = DayField(label=_("任期起始日期"))
