"""A direct debit mandate, as an employer signs it. Nothing is saved here."""

from __future__ import annotations

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common import identity
from deposits.forms.spot import SeenForm
from deposits.operations.debits import MandateTerms


class MandateForm(SeenForm):
    """Account, limit and day of a mandate."""

    kind = "debit_mandate"
    payer_account = forms.CharField(label=gettext_lazy("付款账号"), min_length=6, max_length=40)
    payer_name = forms.CharField(label=gettext_lazy("付款户名"), min_length=2, max_length=120)
    payer_bank = forms.CharField(label=gettext_lazy("开户银行"), min_length=2, max_length=80)
    limit_fen = fields.YuanField(label=gettext_lazy("每次最多扣（元）"), min_fen=100)
    day = forms.IntegerField(
        label=gettext_lazy("每月扣款日"),
        min_value=1,
        max_value=28,
        help_text=gettext_lazy("1 至 28。这一天以后申报的清册，申报当天扣。"),
    )
    signed_on = fields.DayField(label=gettext_lazy("签订日期"))
    field_order = ["payer_name", "payer_account", "payer_bank", "limit_fen", "day", "signed_on", "seen"]

    def clean_payer_account(self) -> str:
        """Digits without the spaces people leave between groups."""
        number = identity.normalise(self.cleaned_data["payer_account"])
        if not (number.isascii() and number.isdigit()):
            raise ValidationError(_("账号只能是数字。"))
        return number

    def terms(self) -> MandateTerms:
        """The answers as the operation takes them."""
        return MandateTerms(**{name: value for name, value in self.cleaned_data.items() if name != "seen"})
