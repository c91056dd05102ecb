"""What is typed about talks and study."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import DayField
from partybuilding.forms.fields import MemberField, MembersField, OrganisationField, area, offer
from partybuilding.models import Member, Organisation
from partybuilding.states.growing import StudyKind, TalkKind


class TalkForm(forms.Form):
    """A talk that was held."""

    organisation = OrganisationField(label=_("组织"))
    kind = forms.ChoiceField(label=_("形式"), choices=TalkKind.choices)
    on = DayField(label=_("谈话日期"))
    host = MemberField(label=_("谈话人"))
    members = MembersField(label=_("谈话对象"))
    content = area(_("谈话内容"), required=False, help_text=_("加密保存，只有参加谈话的人能看。"))

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], members: QuerySet[Member], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        offer(self, organisations, "organisation")
        offer(self, members, "host", "members")


class HoursForm(forms.Form):
    """A member's own hours."""

    kind = forms.ChoiceField(label=_("形式"), choices=StudyKind.choices)
    title = forms.CharField(label=_("学习内容"), max_length=120)
    on = DayField(label=_("日期"))
    hours = forms.IntegerField(label=_("学时"), min_value=1, max_value=12)


class SessionForm(HoursForm):
    """A session of several people."""

    field_order = ["branch", "kind", "title", "on", "hours", "members"]
    branch = OrganisationField(label=_("支部"))
    members = MembersField(label=_("参加人员"))

    def __init__(self, *args: Any, branches: QuerySet[Organisation], members: QuerySet[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, branches, "branch")
        offer(self, members, "members")


class NoteForm(forms.Form):
    """A note."""

    title = forms.CharField(label=_("题目"), max_length=80)
    text = area(_("正文"), rows=14, most=20000)


class ReportForm(forms.Form):
    """Of whom, of which year."""

    organisation = OrganisationField(label=_("组织"), required=False)
    year = forms.IntegerField(label=_("年度"), min_value=2000, max_value=2100, required=False)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, organisations, "organisation")
