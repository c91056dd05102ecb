"""What investigators and deciders type about a risk case. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common import forms as fields
from common.listing import FilterForm
from common.money import yuan
from risk.models import RiskCase
from risk.queries import cases as queries
from risk.states.cases import OPEN_CASES, Origin, Receiver, RiskCaseStatus, Verdict


def words(label: Any, *, most: int = 2000, rows: int = 4, **options: Any) -> forms.CharField:
    """A few sentences."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, min_length=2, max_length=most, widget=widget, **options)


class CaseFilter(FilterForm):
    """Narrows risk cases by number, status, origin and investigator. Without a status: the open ones."""

    q = forms.CharField(label=gettext_lazy("编号或事由"), required=False, max_length=40)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    origin = forms.ChoiceField(label=gettext_lazy("来源"), required=False)
    mine = forms.BooleanField(label=gettext_lazy("只看我的"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = {"status": RiskCaseStatus.choices, "origin": Origin.choices}
        empty = {"status": _("未认定")}
        for name, known in choices.items():
            self.fields[name].choices = [("", empty.get(name, _("全部"))), *known]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Cases that fit every answer."""
        given = self.cleaned_data
        rows = rows.filter(status=given["status"]) if given["status"] else rows.filter(status__in=OPEN_CASES)
        if given["origin"]:
            rows = rows.filter(origin=given["origin"])
        if text := given["q"].strip():
            is_number = text.upper().startswith("FX")
            rows = rows.filter(number=text.upper()) if is_number else rows.filter(title__icontains=text)
        return rows


class OpenForm(forms.Form):
    """A suspicion that no rule found: a tip, a letter from the bank or the police."""

    title = forms.CharField(label=gettext_lazy("事由"), min_length=2, max_length=120)
    about = forms.CharField(
        label=gettext_lazy("办件编号"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("线索涉及的提取或贷款办件；不知道可以不填。"),
    )
    text = words(gettext_lazy("线索内容"), help_text=gettext_lazy("谁反映的、什么时候、说了什么。"))

    def clean_about(self) -> str:
        """As numbers are written."""
        return str(self.cleaned_data["about"]).strip().upper()


class NoteForm(forms.Form):
    """What was found out."""

    text = words(gettext_lazy("核查记录"), help_text=gettext_lazy("查了什么、向谁核实、结果怎样。写入后不能修改。"))


class FileForm(forms.Form):
    """A paper as evidence."""

    file = fields.UploadField(
        label=gettext_lazy("文件"), endings=[".pdf", ".jpg", ".jpeg", ".png"], max_bytes=10 * 1024 * 1024
    )
    what = forms.CharField(label=gettext_lazy("证明什么"), min_length=2, max_length=120)


class AssignForm(forms.Form):
    """Who verifies."""

    to = forms.ModelChoiceField(
        label=gettext_lazy("交给谁"), queryset=User.objects.none(), empty_label=gettext_lazy("请选择")
    )

    def __init__(self, *args: Any, people: QuerySet[User], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = people  # type: ignore[attr-defined]


class SnoozeForm(forms.Form):
    """Why the case has to wait, and until when."""

    until = fields.DayField(label=gettext_lazy("暂缓至"))
    reason = forms.CharField(
        label=gettext_lazy("理由"), min_length=2, max_length=200, help_text=gettext_lazy("如等待外地登记机构回函。")
    )


class AgreeForm(forms.Form):
    """A second person's word."""

    YES, NO = "yes", "no"
    decision = forms.ChoiceField(
        label=gettext_lazy("审批意见"),
        choices=((YES, gettext_lazy("同意")), (NO, gettext_lazy("不同意，退回"))),
        widget=forms.RadioSelect,
    )
    reason = words(gettext_lazy("意见"), most=500, rows=3)


class ProposeForm(forms.Form):
    """What the investigator holds to be so: of each application, of each person."""

    verdict = forms.ChoiceField(label=gettext_lazy("拟认定"), choices=Verdict.choices, widget=forms.RadioSelect)
    people = forms.MultipleChoiceField(
        label=gettext_lazy("承担责任的人"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("认定后列入失信名单，并限制提取和贷款。排除嫌疑时不用勾选。"),
    )
    is_forged = forms.BooleanField(label=gettext_lazy("材料系伪造，或有中介参与（应移送公安机关）"), required=False)
    grounds = words(gettext_lazy("理由和证据"), help_text=gettext_lazy("写明事实、证据和依据，认定人据此决定。"))

    def __init__(self, *args: Any, risk_case: RiskCase, **options: Any) -> None:
        super().__init__(*args, **options)
        known = risk_case.people.select_related("person").order_by("part", "id")
        self.fields["people"].choices = [  # type: ignore[attr-defined]
            (str(row.pk), _("%(name)s（%(part)s）") % {"name": row.person, "part": row.get_part_display()})
            for row in known
        ]
        found = queries.matters_of(risk_case)
        self.matters, self.names = [matter for matter, _name in found], [name for _matter, name in found]
        for matter in self.matters:
            self._ask_about(matter)
        self.order_fields(["verdict", *[name for name in self.fields if name.startswith("m")], "people", "is_forged"])

    def _ask_about(self, matter: Any) -> None:
        said = {"case": matter.case, "amount": yuan(matter.amount_fen)}
        self.fields[f"m{matter.pk}"] = forms.BooleanField(
            label=_("认定 %(case)s（%(amount)s 元）") % said, required=False
        )
        self.fields[f"mr{matter.pk}"] = fields.YuanField(
            label=_("%(case)s 责令退回（元）") % said,
            max_fen=matter.amount_fen,
            required=False,
        )

    def clean(self) -> dict[str, Any]:
        """A verdict needs what it stands on; money is asked back only of what is established."""
        given = super().clean() or self.cleaned_data
        established = given.get("verdict") == Verdict.ESTABLISH
        chosen = {}
        for matter in self.matters:
            held = bool(given.get(f"m{matter.pk}")) and established
            refund = given.get(f"mr{matter.pk}") or 0
            if refund and not held:
                self.add_error(f"mr{matter.pk}", _("没有认定的办件不能责令退款。"))
            chosen[matter.pk] = (held, refund)
        if established and not given.get("people") and not any(held for held, _refund in chosen.values()):
            self.add_error(None, _("认定时至少要勾选一个办件或一个人。"))
        given["matters"] = chosen
        given["people"] = [int(pk) for pk in given.get("people", [])] if established else []
        return given

    @property
    def rows(self) -> list[tuple[Any, str, forms.BoundField, forms.BoundField]]:
        """Each application with who asked for it and its two questions."""
        pairs = zip(self.matters, self.names, strict=True)
        return [(matter, name, self[f"m{matter.pk}"], self[f"mr{matter.pk}"]) for matter, name in pairs]

    @property
    def proposal(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        return {name: given[name] for name in ("verdict", "people", "is_forged", "grounds", "matters")}


class HandOverForm(forms.Form):
    """To whom, and why."""

    receiver = forms.ChoiceField(label=gettext_lazy("移送给"), choices=Receiver.choices)
    office = forms.CharField(label=gettext_lazy("单位名称"), min_length=2, max_length=80)
    reason = words(gettext_lazy("移送理由"), help_text=gettext_lazy("涉嫌什么、依据什么；证据清单随案件生成。"))


class AnswerForm(forms.Form):
    """What the police or the discipline office answered."""

    on = fields.DayField(label=gettext_lazy("回复日期"))
    answer = words(gettext_lazy("回复内容"))
    detained = forms.IntegerField(label=gettext_lazy("拘留人数"), min_value=0, max_value=999, initial=0)
    dismissed = forms.IntegerField(label=gettext_lazy("开除内部人员数"), min_value=0, max_value=999, initial=0)


class RefundForm(forms.Form):
    """Money that came back for an order, where the business did not report it itself."""

    fen = fields.YuanField(label=gettext_lazy("收到退款（元）"), min_fen=1)
    note = forms.CharField(label=gettext_lazy("凭据"), min_length=2, max_length=120)


class EnforceForm(forms.Form):
    """The court has enforced the order."""

    note = words(gettext_lazy("执行情况"), most=500, help_text=gettext_lazy("法院、文书号和结果。"))


class AppealForm(forms.Form):
    """Why a ban is lifted."""

    reason = words(gettext_lazy("解除理由"), most=500, help_text=gettext_lazy("复核或申诉的结论和依据。"))
