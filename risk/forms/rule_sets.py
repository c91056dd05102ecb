"""What is typed about versions of the rules. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from risk.models import RuleSetting
from risk.rules.registry import LEAST, MOST, PARAM_LABELS
from risk.states.screening import Action, Severity


class DraftForm(forms.Form):
    """Why the rules are to change."""

    purpose = forms.CharField(label=gettext_lazy("为什么要修改规则"), min_length=2, max_length=200)


class RuleForm(forms.Form):
    """One rule of a draft: on or off, what it asks for, its numbers."""

    is_on = forms.BooleanField(label=gettext_lazy("启用"), required=False)
    action = forms.ChoiceField(label=gettext_lazy("命中后怎么处理"), choices=Action.choices)
    severity = forms.TypedChoiceField(label=gettext_lazy("严重程度"), choices=Severity.choices, coerce=int)

    def __init__(self, *args: Any, setting: RuleSetting, **options: Any) -> None:
        initial = {"is_on": setting.is_on, "action": setting.action, "severity": setting.severity, **setting.params}
        super().__init__(*args, **{**options, "initial": initial})
        self.names = list(setting.params)
        for name in self.names:
            least, most, label = LEAST.get(name, 1), MOST.get(name, 600), str(PARAM_LABELS[name])
            if name.endswith("_fen"):
                label = _("%(what)s（元）") % {"what": label.partition("（")[0]}
                self.fields[name] = fields.YuanField(label=label, min_fen=least, max_fen=most)
            else:
                self.fields[name] = forms.IntegerField(label=label, min_value=least, max_value=most)

    @property
    def setting(self) -> dict[str, Any]:
        """What the operation takes."""
        given = self.cleaned_data
        params = {name: given[name] for name in self.names}
        return {"is_on": given["is_on"], "action": given["action"], "severity": given["severity"], "params": params}


class PublishForm(forms.Form):
    """Why a version takes over, and why in spite of the cases it loses."""

    why = forms.CharField(label=gettext_lazy("发布理由"), min_length=2, max_length=100)
    lost_reason = forms.CharField(
        label=gettext_lazy("漏掉已认定案件的理由"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("回测显示会漏掉已认定的案件时必须填写。"),
    )
