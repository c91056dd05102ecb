"""What a borrower wants to pay early: how, how much, from what money."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from loans.queries.standing import Wish
from loans.states.early import EarlyMode, EarlySource


class EarlyForm(forms.Form):
    """Tried out as often as wanted, then sent as it stands."""

    mode = forms.ChoiceField(label=gettext_lazy("怎么还"), choices=EarlyMode.choices, widget=forms.RadioSelect)
    amount = fields.YuanField(
        label=gettext_lazy("提前归还本金（元）"),
        required=False,
        help_text=gettext_lazy("全部结清的不用填。"),
    )
    is_all_fund = forms.BooleanField(
        label=gettext_lazy("账户余额有多少还多少（不填金额）"),
        required=False,
        help_text=gettext_lazy("退休、死亡等要销户的，余额须先还贷款，可以选这一项。"),
    )
    use_fund = forms.BooleanField(label=gettext_lazy("先用公积金账户余额"), required=False)
    source = forms.ChoiceField(
        label=gettext_lazy("其余的钱从哪里来"), choices=EarlySource.choices, widget=forms.RadioSelect
    )
    on = fields.DayField(
        label=gettext_lazy("结清日"),
        required=False,
        help_text=gettext_lazy("用转账或扣款全部结清的可以选一天，利息算到这一天；不填为今天。"),
    )

    def clean(self) -> dict[str, Any]:
        """A part needs its amount. Raises nothing: the field says so."""
        found = super().clean() or self.cleaned_data
        is_part = found.get("mode") in (EarlyMode.REDUCE, EarlyMode.SHORTEN) and not found.get("is_all_fund")
        if is_part and "amount" in found and not found["amount"]:
            self.add_error("amount", _("请填写提前归还多少本金。"))
        return found

    def wish(self) -> Wish:
        """What is wanted, for the quote. The form must be valid."""
        told = self.cleaned_data
        is_full = told["mode"] == EarlyMode.FULL
        if told["is_all_fund"] and not is_full:
            return Wish(mode=told["mode"], source=EarlySource.ACCOUNTS, is_all_fund=True)
        return Wish(
            mode=told["mode"],
            source=told["source"],
            principal_fen=0 if is_full else told["amount"],
            use_fund=told["use_fund"] or told["source"] == EarlySource.ACCOUNTS,
            on=told["on"] if is_full else None,
        )


FIELD_OF = {"amount_fen": "amount", "source": "source", "on": "on", "mode": None}
"""Which field a refusal of the rules belongs to."""
