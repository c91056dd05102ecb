"""What staff type about late employers. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import queries as accounts
from accounts.models import Branch
from common import forms as fields
from common.listing import FilterForm
from common.money import yuan
from deposits.rules.enforcement import MOST_INSTALMENTS
from deposits.states import ALIVE_FILES, EnforcementKind, FileStatus, FileTask
from desk.forms.papers import FilesField


def _words(label: Any, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label, min_length=2, max_length=500, widget=forms.Textarea(attrs={"rows": 3}), **options
    )


class FileFilter(FilterForm):
    """Narrows enforcement files by employer, kind, status, task, age and amount. Without a status: the open ones."""

    q = forms.CharField(label=gettext_lazy("名称、拼音首字母、信用代码"), required=False, max_length=80)
    kind = forms.ChoiceField(label=gettext_lazy("类别"), required=False)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    task = forms.ChoiceField(label=gettext_lazy("该做什么"), required=False)
    months = forms.IntegerField(label=gettext_lazy("至少欠几个月"), required=False, min_value=1, max_value=999)
    least = fields.YuanField(label=gettext_lazy("至少欠多少元"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = {"kind": EnforcementKind.choices, "status": FileStatus.choices, "task": FileTask.choices}
        empty = {"status": _("未结案")}
        for name, known in choices.items():
            self.fields[name].choices = [("", empty.get(name, _("全部"))), *known]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Files that fit every answer."""
        given = self.cleaned_data
        rows = rows.filter(status=given["status"]) if given["status"] else rows.filter(status__in=ALIVE_FILES)
        for name in ("kind", "task"):
            if given[name]:
                rows = rows.filter(**{name: given[name]})
        if given["months"]:
            rows = rows.filter(months__gte=given["months"])
        if given["least"]:
            rows = rows.filter(fen__gte=given["least"])
        if text := given["q"].strip():
            known = [each.social_credit_code for each in accounts.search_employers(text)]
            rows = rows.filter(social_credit_code__in=[*known, text.upper()])
        return rows


class UnregisteredForm(forms.Form):
    """An employer that never registered."""

    name = forms.CharField(label=gettext_lazy("单位名称"), min_length=2, max_length=120)
    social_credit_code = fields.SocialCreditCodeField(label=gettext_lazy("统一社会信用代码"))
    address = forms.CharField(label=gettext_lazy("地址"), max_length=120, required=False)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"), queryset=Branch.objects.none(), empty_label=gettext_lazy("请选择")
    )
    since = fields.DayField(
        label=gettext_lazy("最迟应登记日"), help_text=gettext_lazy("设立之日起三十日；以后的天数从这一天算起。")
    )
    words = _words(gettext_lazy("怎么发现的"), help_text=gettext_lazy("如职工投诉、市场监管部门登记信息比对。"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["branch"].queryset = Branch.objects.order_by("code", "id")  # type: ignore[attr-defined]


class AppointForm(forms.Form):
    """When somebody goes to look."""

    day = fields.DayField(label=gettext_lazy("哪天去"))
    words = forms.CharField(
        label=gettext_lazy("约了谁、去几个人"), min_length=2, max_length=200, help_text=gettext_lazy("两人以上同去。")
    )


class CheckForm(forms.Form):
    """What a visit found."""

    day = fields.DayField(label=gettext_lazy("哪天去的"))
    findings = _words(gettext_lazy("核查情况"), help_text=gettext_lazy("去的人、见到谁、看了什么材料、单位怎么说。"))


class VisitPapersForm(forms.Form):
    """What a visit brought back."""

    papers = FilesField(
        label=gettext_lazy("照片、扫描件或 PDF"),
        help_text=gettext_lazy("可一次选多个，每个不超过 10 MB；存入档案后不能删除。"),
    )


class ProposalForm(forms.Form):
    """Why an order, or an application to the court, is proposed. It stands on the paper."""

    words = _words(gettext_lazy("事由和证据"), help_text=gettext_lazy("会印在文书上。"))


class FineForm(ProposalForm):
    """How much, within the range of the text in force."""

    field_order = ["fine_fen", "words"]

    def __init__(self, *args: Any, least_fen: int, most_fen: int, **options: Any) -> None:
        super().__init__(*args, **options)
        words = _("%(low)s 至 %(high)s。") % {"low": yuan(least_fen), "high": yuan(most_fen)}
        self.fields["fine_fen"] = fields.YuanField(
            label=_("罚款（元）"), min_fen=least_fen, max_fen=most_fen, help_text=words
        )
        self.order_fields(self.field_order)


class PromiseForm(forms.Form):
    """How an employer promises to pay what is late."""

    count = forms.IntegerField(label=gettext_lazy("分几期"), min_value=1, max_value=MOST_INSTALMENTS)
    first_on = fields.DayField(label=gettext_lazy("首期最迟哪天付"), help_text=gettext_lazy("以后每月同一天。"))
    words = forms.CharField(
        label=gettext_lazy("承诺书"),
        min_length=2,
        max_length=200,
        help_text=gettext_lazy("谁签的、哪天签的；承诺书原件入档。"),
    )


class ServeForm(forms.Form):
    """When and how a paper was served."""

    HOW = (
        ("直接送达", gettext_lazy("直接送达")),
        ("留置送达", gettext_lazy("留置送达")),
        ("邮寄送达", gettext_lazy("邮寄送达")),
        ("电子送达", gettext_lazy("电子送达")),
        ("公告送达", gettext_lazy("公告送达")),
    )
    day = fields.DayField(label=gettext_lazy("送达日期"))
    how = forms.ChoiceField(label=gettext_lazy("送达方式"), choices=HOW)


class DecideForm(forms.Form):
    """A second person's decision."""

    YES, NO = "yes", "no"
    decision = forms.ChoiceField(
        label=gettext_lazy("审批意见"),
        choices=((YES, gettext_lazy("同意，出具文书")), (NO, gettext_lazy("不同意"))),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=gettext_lazy("意见"), min_length=2, max_length=200)
