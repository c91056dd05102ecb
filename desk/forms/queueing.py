"""What is typed at the kiosk, at the window and by who sets up the hall."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Branch
from common import identity
from common.forms import IdentityNumberField
from desk import queries
from desk.models import Line, Window
from desk.states.cases import Family
from desk.states.queueing import DeviceKind, GreenReason, WindowStatus


class BindForm(forms.Form):
    """The code that turns a browser into a machine of the hall."""

    code = forms.CharField(
        label=_("绑定码"),
        help_text=_("8 位数字，由工作人员在“叫号—设备”里生成，15 分钟内有效。"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean_code(self) -> str:
        """Digits without spaces."""
        return identity.normalise(self.cleaned_data["code"])


class KioskForm(forms.Form):
    """One touch: a line (or several), with a reason for the green lane and an identity number where they are given."""

    lines = forms.ModelMultipleChoiceField(
        Line.objects.none(), label=_("办什么业务"), widget=forms.CheckboxSelectMultiple, required=False
    )
    green_reason = forms.ChoiceField(
        label=_("为什么优先"), choices=GreenReason.choices, widget=forms.RadioSelect, required=False
    )
    document = IdentityNumberField(
        label=_("身份证号码"), help_text=_("可以不填。刷卡或输入后，窗口会提前为您准备。"), required=False
    )

    def __init__(self, *args: Any, branch_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["lines"].queryset = queries.lines_of(branch_id)  # type: ignore[attr-defined]

    @property
    def masked(self) -> str:
        """The identity number as it may be seen over somebody's shoulder."""
        number = getattr(self, "cleaned_data", {}).get("document", "")
        return identity.mask(number, head=4, tail=4) if number else ""


class CodeForm(forms.Form):
    """The code of an appointment."""

    code = forms.CharField(
        label=_("预约码"),
        help_text=_("短信或网厅里的 8 位数字。"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "autofocus": True}),
    )

    def clean_code(self) -> str:
        """Digits without spaces."""
        return identity.normalise(self.cleaned_data["code"])


class PauseForm(forms.Form):
    """Why a window pauses."""

    reason = forms.CharField(label=_("暂停原因"), max_length=60, required=False)


class TransferForm(forms.Form):
    """Where somebody is passed on to: a line, or one window that is open."""

    line = forms.ModelChoiceField(Line.objects.none(), label=_("转到队列"), required=False, empty_label=_("不换队列"))
    window = forms.ModelChoiceField(
        Window.objects.none(), label=_("转到窗口"), required=False, empty_label=_("任一窗口")
    )
    note = forms.CharField(label=_("转办说明"), max_length=120, required=False)

    def __init__(self, *args: Any, window: Window, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line"].queryset = queries.lines_of(window.branch_id)  # type: ignore[attr-defined]
        others = queries.open_windows(window.branch_id).filter(status=WindowStatus.OPEN).exclude(pk=window.pk)
        self.fields["window"].queryset = others  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Somewhere it must be."""
        data = super().clean() or {}
        if not data.get("line") and not data.get("window"):
            raise forms.ValidationError(_("请选择转到哪个队列或窗口。"))
        return data


class CaseForm(forms.Form):
    """Which case a visit is about."""

    number = forms.CharField(label=_("办件编号"), max_length=20)


class TakeForm(forms.Form):
    """A number given at the reception."""

    line = forms.ModelChoiceField(
        Line.objects.none(), label=_("办什么业务"), widget=forms.RadioSelect, empty_label=None
    )
    green_reason = forms.ChoiceField(
        label=_("绿色通道"), choices=[("", _("不需要")), *GreenReason.choices], required=False
    )
    document = IdentityNumberField(required=False)

    def __init__(self, *args: Any, branch_id: int, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["line"].queryset = queries.lines_of(branch_id)  # type: ignore[attr-defined]


class HallDeviceForm(forms.Form):
    """A machine to be bound."""

    kind = forms.ChoiceField(label=_("用途"), choices=DeviceKind.choices, widget=forms.RadioSelect)
    label = forms.CharField(label=_("名称"), help_text=_("摆在哪里，如“门口取号机”。"), max_length=40)


class WindowForm(forms.Form):
    """A window and the lines it serves."""

    branch = forms.ModelChoiceField(Branch.objects.order_by("code", "id"), label=_("管理部"))
    number = forms.CharField(label=_("窗口号"), max_length=4)
    lines = forms.ModelMultipleChoiceField(
        Line.objects.filter(is_active=True).order_by("order", "id"),
        label=_("服务的队列"),
        widget=forms.CheckboxSelectMultiple,
    )
    is_active = forms.BooleanField(label=_("启用"), required=False, initial=True)


class LineForm(forms.Form):
    """What a line is called and for."""

    label = forms.CharField(label=_("名称"), max_length=20)
    hint = forms.CharField(label=_("办什么"), max_length=60, required=False)
    families = forms.MultipleChoiceField(
        label=_("业务类别"), choices=Family.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    bring = forms.CharField(label=_("请带上"), max_length=120)
    is_active = forms.BooleanField(label=_("启用"), required=False)
