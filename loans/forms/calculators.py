"""What a visitor asks of the loan calculators. Nothing is saved here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from loans.rules.schedules import Method, Mode, Plan

MOST_FEN = 10_000_000_000
METHODS = [
    (Method.EQUAL_INSTALMENT.value, gettext_lazy("等额本息：每月还款相同")),
    (Method.EQUAL_PRINCIPAL.value, gettext_lazy("等额本金：每月本金相同，还款逐月减少")),
]
MODES = [
    (Mode.REDUCE_PAYMENT.value, gettext_lazy("期限不变，减少月供")),
    (Mode.SHORTEN_TERM.value, gettext_lazy("月供不变，缩短期限")),
]
FIRST, SECOND = "first", "second"
HOMES = [(FIRST, gettext_lazy("首套")), (SECOND, gettext_lazy("第二套"))]


class SliderForm(forms.Form):
    """A form whose numbers can be dragged as well as typed."""

    SLIDERS: ClassVar[dict[str, tuple[int, int, int]]] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, (least, most, step) in self.SLIDERS.items():
            self.fields[name].widget.attrs.update({"data-slider": f"{least} {most} {step}"})


class ScheduleForm(SliderForm):
    """A loan, and where wanted what is paid early."""

    principal = fields.YuanField(label=gettext_lazy("贷款金额（元）"))
    years = forms.IntegerField(label=gettext_lazy("贷款年限"), min_value=1, max_value=30)
    annual_rate = fields.PercentField(label=gettext_lazy("年利率（%）"), least=Decimal(0), most=Decimal(24))
    method = forms.ChoiceField(label=gettext_lazy("还款方式"), choices=METHODS)
    disbursed_on = fields.DayField(label=gettext_lazy("放款日期"), required=False)
    due_day = forms.IntegerField(
        label=gettext_lazy("每月还款日"),
        min_value=1,
        max_value=31,
        required=False,
        help_text=gettext_lazy("不填则为放款日；当月没有这一天的，为当月最后一天。"),
    )
    early = fields.YuanField(
        label=gettext_lazy("提前还款（元）"),
        required=False,
        help_text=gettext_lazy("想看看提前还一部分能省多少利息，可以填。"),
    )
    after = forms.IntegerField(label=gettext_lazy("已还期数"), min_value=0, max_value=359, required=False)
    mode = forms.ChoiceField(label=gettext_lazy("提前还款后"), choices=MODES, required=False)

    SLIDERS: ClassVar = {"principal": (10_000, 1_600_000, 10_000), "years": (1, 30, 1)}

    def clean_principal(self) -> int:
        """Above zero. Raises ValidationError."""
        principal: int = self.cleaned_data["principal"]
        if not 0 < principal <= MOST_FEN:
            raise forms.ValidationError(_("贷款金额应大于零，最多一亿元。"))
        return principal

    def plan(self) -> Plan:
        """The loan, for the rules."""
        answers = self.cleaned_data
        return Plan(answers["principal"], answers["years"] * 12, answers["annual_rate"], Method(answers["method"]))


class CeilingForm(SliderForm):
    """A house, the household's income, debts and accounts."""

    home = forms.ChoiceField(label=gettext_lazy("套数"), choices=HOMES)
    price = fields.YuanField(label=gettext_lazy("房屋总价（元）"))
    appraisal = fields.YuanField(
        label=gettext_lazy("评估价（元）"),
        required=False,
        help_text=gettext_lazy("二手房填，按总价和评估价中较低的计算。"),
    )
    years = forms.IntegerField(label=gettext_lazy("贷款年限"), min_value=1, max_value=30)
    base = fields.YuanField(label=gettext_lazy("本人缴存基数（元）"))
    balance = fields.YuanField(label=gettext_lazy("本人账户余额（元）"))
    partner_base = fields.YuanField(
        label=gettext_lazy("配偶缴存基数（元）"),
        required=False,
        help_text=gettext_lazy("配偶没有缴存的不填，按单人额度计算。"),
    )
    partner_balance = fields.YuanField(label=gettext_lazy("配偶账户余额（元）"), required=False)
    debt = fields.YuanField(label=gettext_lazy("每月其他还款（元）"), required=False)

    SLIDERS: ClassVar = {
        "price": (100_000, 3_000_000, 10_000),
        "years": (1, 30, 1),
        "base": (2_000, 30_000, 100),
        "balance": (0, 300_000, 1_000),
    }
