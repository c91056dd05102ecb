"""What is typed about organisations, posts and members."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from common.forms import DayField, IdentityNumberField
from common.listing import FilterForm
from partybuilding.forms.fields import MemberField, OrganisationField, offer
from partybuilding.models import Member, Organisation
from partybuilding.states.organisation import Employment, MemberStatus, OrganisationKind, PostKind


class OrganisationForm(forms.Form):
    """A new organisation."""

    kind = forms.ChoiceField(label=_("类别"), choices=OrganisationKind.choices)
    name = forms.CharField(label=_("名称"), max_length=60)
    parent = OrganisationField(
        label=_("上级组织"), required=False, help_text=_("党组和工会、团委、妇联不设在党组织之下。")
    )
    founded_on = DayField(label=_("成立日期"))
    approval = forms.CharField(label=_("批准文件"), max_length=120, required=False)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, organisations.filter(ended_on=None).order_by("path", "id"), "parent")


class DayForm(forms.Form):
    """A day."""

    on = DayField(label=_("日期"))


class TermForm(forms.Form):
    """A new term of office."""

    since = DayField(label=_("选出日期"), help_text=_("届满日期由系统按届期推算。"))
    approval = forms.CharField(label=_("上级批复"), max_length=120, required=False)


class PostForm(forms.Form):
    """Who takes which post."""

    member = MemberField(label=_("党员"))
    kind = forms.ChoiceField(label=_("职务"), choices=PostKind.choices)
    since = DayField(label=_("任职日期"))

    def __init__(self, *args: Any, members: QuerySet[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, members, "member")


class EnrolForm(forms.Form):
    """A member who comes, or is here already."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    document_number = IdentityNumberField()
    branch = OrganisationField(label=_("编入支部"))
    joined_on = DayField(label=_("入党日期"), help_text=_("支部大会通过为预备党员的那一天，也是政治生日。"))
    full_on = DayField(label=_("转正日期"), required=False, help_text=_("预备党员不填。"))
    employment = forms.ChoiceField(label=_("在职情况"), choices=Employment.choices)
    since = DayField(label=_("转入日期"))
    origin = forms.CharField(label=_("从哪里转入"), max_length=120, required=False, help_text=_("如介绍信编号。"))

    def __init__(self, *args: Any, branches: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, branches, "branch")


class MoveOutForm(forms.Form):
    """Where a member's relation goes."""

    on = DayField(label=_("转出日期"))
    to = forms.CharField(label=_("转往"), max_length=120, help_text=_("接收的党组织和介绍信编号。"))


class AssignForm(forms.Form):
    """Branch and group of a member."""

    branch = OrganisationField(label=_("支部"))
    group = OrganisationField(label=_("党小组"), required=False)

    def __init__(self, *args: Any, organisations: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        rows = organisations.filter(ended_on=None).order_by("path", "id")
        offer(self, rows.filter(kind=OrganisationKind.BRANCH), "branch")
        offer(self, rows.filter(kind=OrganisationKind.GROUP), "group")


class DeedForm(forms.Form):
    """An award or volunteer work."""

    kind = forms.ChoiceField(label=_("类别"), choices=[("VOLUNTEER", _("志愿服务")), ("AWARD", _("表彰奖励"))])
    on = DayField(label=_("日期"))
    text = forms.CharField(label=_("内容"), max_length=200)
    hours = forms.IntegerField(label=_("小时"), min_value=0, max_value=200, initial=0)


class MemberFilter(FilterForm):
    """Part of a name; who is here."""

    q = forms.CharField(label=_("姓名"), required=False, max_length=40)
    status = forms.ChoiceField(
        label=_("状态"), required=False, choices=[("", _("在册")), *MemberStatus.choices, ("ALL", _("全部"))]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those who are here, unless something else was asked for."""
        if self.cleaned_data["q"]:
            rows = rows.filter(Q(person__name__contains=self.cleaned_data["q"]))
        status = self.cleaned_data["status"] or MemberStatus.HERE
        return rows if status == "ALL" else rows.filter(status=status)
