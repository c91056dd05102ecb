"""What is typed about applicants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.forms import DayField, IdentityNumberField
from common.listing import FilterForm
from partybuilding.forms.fields import MemberField, OrganisationField, area, offer
from partybuilding.models import Member, Organisation
from partybuilding.rules.admission import STAGES, STEPS, Step
from partybuilding.states.admission import BackerRole, Ended


def papers_field(step: Step) -> forms.MultipleChoiceField:
    """Which of the step's papers there are."""
    return forms.MultipleChoiceField(
        label=_("已收材料"),
        required=False,
        choices=[(paper, gettext(paper)) for paper in step.papers],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("没有收齐也可以登记，会留下提示。"),
    )


class ApplyForm(forms.Form):
    """Who asks to join."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    document_number = IdentityNumberField()
    branch = OrganisationField(label=_("支部"))
    on = DayField(label=_("递交申请书日期"))

    def __init__(self, *args: Any, branches: QuerySet[Organisation], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, branches, "branch")
        self.fields["papers"] = papers_field(STEPS[0])


class StepForm(forms.Form):
    """A step is done."""

    on = DayField(label=_("完成日期"))
    note = forms.CharField(
        label=_("说明"), max_length=300, required=False, help_text=_("如上级批复文号、谈话人、超期原因。")
    )

    def __init__(self, *args: Any, step: Step, **options: Any) -> None:
        super().__init__(*args, **options)
        if step.papers:
            self.fields["papers"] = papers_field(step)


class VoteForm(forms.Form):
    """The figures of a vote at a branch meeting."""

    on = DayField(label=_("表决日期"))
    should_attend = forms.IntegerField(label=_("应到有表决权党员"), min_value=0, max_value=2000)
    attended = forms.IntegerField(label=_("实到有表决权党员"), min_value=0, max_value=2000)
    written = forms.IntegerField(
        label=_("会前书面表态"),
        min_value=0,
        max_value=2000,
        initial=0,
        help_text=_("因故不能到会、会前正式提出书面意见的；计票，不计到会人数。"),
    )
    agree = forms.IntegerField(label=_("同意"), min_value=0, max_value=2000)
    oppose = forms.IntegerField(label=_("不同意"), min_value=0, max_value=2000, initial=0)
    abstain = forms.IntegerField(label=_("弃权"), min_value=0, max_value=2000, initial=0)

    def __init__(self, *args: Any, step: Step, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["papers"] = papers_field(step)


class BackerForm(forms.Form):
    """Who stands for the applicant."""

    member = MemberField(label=_("正式党员"))
    role = forms.ChoiceField(label=_("身份"), choices=BackerRole.choices)

    def __init__(self, *args: Any, members: QuerySet[Member], **options: Any) -> None:
        super().__init__(*args, **options)
        offer(self, members, "member")


class ReviewForm(forms.Form):
    """A half-yearly review."""

    on = DayField(label=_("考察日期"))
    text = area(_("考察意见"), help_text=_("思想、工作、学习情况，培养联系人的意见。"))


class TrainingForm(forms.Form):
    """The intensive training."""

    day_count = forms.IntegerField(label=_("天数"), min_value=0, max_value=60)
    hours = forms.IntegerField(label=_("学时"), min_value=0, max_value=400)
    passed = forms.BooleanField(label=_("考核合格"), required=False)


class ExtendForm(forms.Form):
    """How long the probation is extended."""

    months = forms.IntegerField(
        label=_("延长几个月"), min_value=1, max_value=24, help_text=_("六至十二个月，只能一次。")
    )
    on = DayField(label=_("支部大会日期"))


class ApplicantFilter(FilterForm):
    """By stage."""

    stage = forms.ChoiceField(
        label=_("阶段"), required=False, choices=[("", _("全部在办")), *STAGES.items(), ("ENDED", _("已终止或归档"))]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Of the stage; those who are on the way unless the others were asked for."""
        chosen = self.cleaned_data["stage"]
        ended = [*Ended.values, "S25"]
        if chosen == "ENDED":
            return rows.filter(status__in=ended)
        rows = rows.exclude(status__in=ended)
        if chosen:
            first, *rest = [step.number for step in STEPS if step.stage == chosen]
            rows = rows.filter(step__range=(first - 1, (rest or [first])[-1] - 1))
        return rows
