"""What is typed about checks and findings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import DayField
from common.listing import FilterForm
from partybuilding.forms.fields import MemberField, OrganisationField, area, offer
from partybuilding.models import Member, Organisation
from partybuilding.states.supervision import CheckKind, FindingStatus


class CheckForm(forms.Form):
    """A check."""

    organisation = OrganisationField(label=_("被督查组织"))
    kind = forms.ChoiceField(label=_("方式"), choices=CheckKind.choices)
    title = forms.CharField(label=_("督查事项"), max_length=80)
    decision = forms.CharField(
        label=_("依据"), max_length=120, required=False, help_text=_("哪次会议研究决定、对照哪项制度。")
    )
    on = DayField(label=_("督查日期"))

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, organisations, "organisation")


class FindingForm(forms.Form):
    """Something found."""

    text = forms.CharField(label=_("问题"), max_length=300)
    owner = MemberField(label=_("责任人"))
    due_on = DayField(label=_("整改期限"))

    def __init__(self, *args: Any, members: QuerySet[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, members, "owner")


class LookForm(forms.Form):
    """The second look."""

    is_right = forms.TypedChoiceField(
        label=_("回头看结果"),
        choices=[("1", _("整改到位，销号")), ("0", _("不到位，继续整改"))],
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
    )
    note = area(_("看到的情况"), rows=3, most=1000)


class FindingFilter(FilterForm):
    """By status."""

    status = forms.ChoiceField(label=_("状态"), required=False, choices=[("", _("全部")), *FindingStatus.choices])

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of the status."""
        return rows.filter(status=self.cleaned_data["status"]) if self.cleaned_data["status"] else rows
