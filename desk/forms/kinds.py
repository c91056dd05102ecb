"""What administrators type about a kind of business: a draft of its version, line by line. Money in yuan."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.forms import DayField, YuanField
from desk import registers
from desk.models import ChannelRule, DocumentRule, KindVersion, ReviewRule, StageRule
from desk.rules.guides import WEEKDAYS
from desk.states.cases import CaseStatus
from policy import rules as policy

ALWAYS_FEN = -1
"""The amount of a level of review that every amount is above."""


def statutory_parameters() -> list[tuple[str, Any]]:
    """Parameters that say how long the law leaves for a decision."""
    return [("", "—"), *((key, label) for key, label in policy.LABELS.items() if key.endswith("_decision_days"))]


def register_names() -> list[tuple[str, str]]:
    """Registers that a paper may be got from by sharing data."""
    return [("", "—"), *((name, registers.label(name)) for name in registers.TYPES)]


class AboveField(YuanField):
    """The amount above which a level looks; nothing typed means any amount."""

    def clean(self, value: Any) -> int:
        """Fen; ALWAYS_FEN for nothing."""
        found = super().clean(value)
        return ALWAYS_FEN if found is None else int(found)

    def prepare_value(self, value: Any) -> Any:
        """An empty field for any amount."""
        return "" if value == ALWAYS_FEN else super().prepare_value(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Nothing and ALWAYS_FEN are the same answer."""
        return super().has_changed(None if initial == ALWAYS_FEN else initial, data)


class CopyForm(forms.Form):
    """From which day the new version is to hold; the draft may still change it."""

    valid_from = DayField(label=gettext_lazy("施行日期"))


class VersionForm(forms.ModelForm):
    """A draft's own fields."""

    auto_limit_fen = YuanField(label=gettext_lazy("自动审批上限（元，0 为不自动）"))
    statutory_parameter = forms.ChoiceField(
        label=gettext_lazy("法定期限参数"), choices=statutory_parameters, required=False
    )
    warn_percent = forms.IntegerField(
        label=gettext_lazy("预警点（已用承诺时间 %）"), min_value=1, max_value=100, initial=70
    )
    sample_percent = forms.IntegerField(label=gettext_lazy("自动审批抽查比例 %"), min_value=0, max_value=100, initial=5)

    class Meta:
        model = KindVersion
        exclude: Iterable[str] = ()


class DocumentForm(forms.ModelForm):
    """A paper that is asked for."""

    register = forms.ChoiceField(label=gettext_lazy("可由数据共享取得的登记库"), choices=register_names, required=False)

    class Meta:
        model = DocumentRule
        exclude: Iterable[str] = ()


class StageForm(forms.ModelForm):
    """A stage with its target."""

    status = forms.ChoiceField(label=gettext_lazy("环节"), choices=CaseStatus.choices)

    class Meta:
        model = StageRule
        exclude: Iterable[str] = ()


class ReviewForm(forms.ModelForm):
    """A level of review."""

    level = forms.IntegerField(label=gettext_lazy("级次"), min_value=1, max_value=9)
    above_fen = AboveField(label=gettext_lazy("金额超过（元）时需要，空为任何金额"), required=False)

    class Meta:
        model = ReviewRule
        exclude: Iterable[str] = ()


class ChannelForm(forms.ModelForm):
    """A channel with its hours and its measure."""

    weekdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("星期（不选为每天）"),
        choices=list(enumerate(WEEKDAYS, start=1)),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    most_fen = YuanField(label=gettext_lazy("单笔上限（元，空为不限）"), required=False)

    class Meta:
        model = ChannelRule
        exclude: Iterable[str] = ()

    def clean(self) -> dict[str, Any]:
        """Hours come in pairs, the beginning first."""
        cleaned = super().clean() or {}
        opens, closes = cleaned.get("opens"), cleaned.get("closes")
        if bool(opens) != bool(closes) or (opens and closes and closes <= opens):
            raise ValidationError({"closes": _("开始和结束时间须同时填写，结束须晚于开始；全天开放请都不填。")})
        return cleaned
