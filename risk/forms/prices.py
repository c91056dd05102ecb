"""Prices of districts as they are typed. Nothing is saved here."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy

from common import forms as fields


class PriceForm(forms.Form):
    """What a square metre costs somewhere from a day on."""

    city = forms.CharField(label=gettext_lazy("城市"), max_length=20)
    district = forms.CharField(
        label=gettext_lazy("区县"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("写地址里出现的全称，如“龙山区”；不填表示全市。"),
    )
    fen = fields.YuanField(label=gettext_lazy("每平方米均价（元）"))
    since = fields.DayField(label=gettext_lazy("自"))
    document = forms.CharField(
        label=gettext_lazy("依据文件"),
        max_length=120,
        help_text=gettext_lazy("统计公报、评估基准价等的名称和文号。"),
    )
