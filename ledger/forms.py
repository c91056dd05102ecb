"""What accountants and auditors type: periods, dates of knowledge, the beginning of an account's code."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import months
from common.forms import DayField, PercentField, YuanField
from common.listing import FilterForm
from ledger import queries
from ledger.models import Account, Subject
from ledger.states import PlacementKind, Reason, SlipStatus

KNOWN_ON_HELP = gettext_lazy("只看到这一天（会计日期）为止已经入账的内容。")


class PeriodForm(forms.Form):
    """A period, both days included."""

    since = DayField(label=gettext_lazy("从"))
    until = DayField(label=gettext_lazy("到"))

    def clean(self) -> dict[str, Any]:
        """The days in order."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            raise ValidationError(_("截止日期不能早于起始日期。"), code="order")
        return cleaned


class StatementForm(PeriodForm):
    """A period of value dates, and optionally the day whose knowledge counts."""

    known_on = DayField(
        label=gettext_lazy("按某日账面"),
        help_text=KNOWN_ON_HELP,
        required=False,
    )


class CloseDayForm(forms.Form):
    """The day that the person saw when pressing the button."""

    on = forms.DateField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, day: date) -> CloseDayForm:
        """The form for the day that is open."""
        return cls(initial={"on": f"{day:%Y-%m-%d}"})


class AccountFilter(FilterForm):
    """Accounts by the beginning of their code or subject."""

    q = forms.CharField(label=gettext_lazy("账号或科目编号"), max_length=40, required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Accounts that begin so."""
        return queries.accounts(self.cleaned_data["q"].strip())


class VoucherFilter(FilterForm):
    """Vouchers of a day, or those that wait."""

    day = DayField(label=gettext_lazy("会计日期"), required=False)
    reason = forms.ChoiceField(
        label=gettext_lazy("事由"), choices=[("", gettext_lazy("全部")), *Reason.choices], required=False
    )
    waiting = forms.BooleanField(label=gettext_lazy("只看待复核"), required=False)

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Vouchers of the day; those without review."""
        if self.cleaned_data["day"]:
            rows = rows.filter(on=self.cleaned_data["day"])
        if self.cleaned_data["reason"]:
            rows = rows.filter(reason=self.cleaned_data["reason"])
        return rows.filter(reviewed_at=None) if self.cleaned_data["waiting"] else rows


class AsOfForm(forms.Form):
    """The day of a balance sheet, and optionally the day whose knowledge counts."""

    until = DayField(label=gettext_lazy("截至"))
    known_on = DayField(label=gettext_lazy("按某日账面"), help_text=KNOWN_ON_HELP, required=False)


class YearForm(forms.Form):
    """A calendar year."""

    year = forms.IntegerField(label=gettext_lazy("年份"), min_value=1999, max_value=2199)


class GeneralForm(PeriodForm):
    """A subject's general ledger."""

    subject = forms.ModelChoiceField(
        label=gettext_lazy("科目"), queryset=Subject.objects.order_by("code"), empty_label=None
    )
    field_order = ["subject", "since", "until"]


SLIP_ROWS = 6


class SlipForm(forms.Form):
    """A booking by hand: up to six sides, each an account's code with a debit or a credit."""

    value_on = DayField(label=gettext_lazy("起息日"))
    memo = forms.CharField(label=gettext_lazy("摘要"), max_length=200)
    basis = forms.CharField(label=gettext_lazy("依据（文件、单据号）"), max_length=200, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for row in range(1, SLIP_ROWS + 1):
            names = {"row": row}
            account, debit, credit = _("第 %(row)d 行账号"), _("第 %(row)d 行借方"), _("第 %(row)d 行贷方")
            self.fields[f"account_{row}"] = forms.CharField(label=account % names, max_length=40, required=False)
            self.fields[f"debit_{row}"] = YuanField(label=debit % names, required=False, min_fen=1)
            self.fields[f"credit_{row}"] = YuanField(label=credit % names, required=False, min_fen=1)
            for part in ("account", "debit", "credit"):
                field = self.fields[f"{part}_{row}"]
                field.widget.attrs |= {"aria-label": field.label, "class": "form-control form-control-sm"}

    @property
    def head(self) -> list[forms.BoundField]:
        """What the whole slip says."""
        return [self[name] for name in ("value_on", "memo", "basis")]

    @property
    def sides(self) -> list[tuple[forms.BoundField, ...]]:
        """The rows of the table."""
        return [
            tuple(self[f"{part}_{row}"] for part in ("account", "debit", "credit")) for row in range(1, SLIP_ROWS + 1)
        ]

    def clean(self) -> dict[str, Any]:
        """Each row whole: an account with a debit or a credit."""
        cleaned = super().clean() or {}
        lines = []
        for row in range(1, SLIP_ROWS + 1):
            code, debit, credit = (cleaned.get(f"{part}_{row}") for part in ("account", "debit", "credit"))
            if bool(code) != bool(debit or credit) or (debit and credit):
                self.add_error(f"account_{row}", _("第 %(row)d 行要有账号，借方或贷方填一个。") % {"row": row})
            elif code:
                lines.append((code.strip(), debit or 0, credit or 0))
        cleaned["lines"] = lines
        return cleaned


class SlipReasonForm(forms.Form):
    """Why a slip is sent back, or a journal undone."""

    reason = forms.CharField(label=gettext_lazy("原因"), max_length=200)


class SlipFilter(FilterForm):
    """Slips by status."""

    status = forms.ChoiceField(
        label=gettext_lazy("状态"), choices=[("", gettext_lazy("全部")), *SlipStatus.choices], required=False
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Slips of the status."""
        return rows.filter(status=self.cleaned_data["status"]) if self.cleaned_data["status"] else rows


class SurplusForm(forms.Form):
    """The management fee of a year, as the treasury approved it."""

    fee_fen = YuanField(label=gettext_lazy("财政批准的管理费用（元）"))
    basis = forms.CharField(label=gettext_lazy("依据文件"), max_length=200)


def _account_field(label: Any) -> forms.ModelChoiceField:
    return forms.ModelChoiceField(label=label, queryset=Account.objects.none(), empty_label=None)


def _rate_field() -> PercentField:
    return PercentField(label=gettext_lazy("年利率（%）"), least=Decimal(0), most=Decimal(20), places=4)


class PlacementForm(forms.Form):
    """A new term deposit or bond."""

    kind = forms.ChoiceField(label=gettext_lazy("种类"), choices=PlacementKind.choices)
    holder = forms.CharField(label=gettext_lazy("存放银行或发行人"), max_length=80)
    paper = forms.CharField(label=gettext_lazy("存单号或国债代码"), max_length=60)
    amount_fen = YuanField(label=gettext_lazy("本金（元）"), min_fen=1)
    rate_percent = _rate_field()
    since = DayField(label=gettext_lazy("起息日"))
    until = DayField(label=gettext_lazy("到期日"))
    source = _account_field(gettext_lazy("资金来源账户"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].queryset = queries.bank_accounts()  # type: ignore[attr-defined]


class CollectForm(forms.Form):
    """What came home, with the interest really paid."""

    value_on = DayField(label=gettext_lazy("到账日（起息日）"))
    interest_fen = YuanField(label=gettext_lazy("实收利息（元）"))
    into = _account_field(gettext_lazy("收款账户"))
    into.help_text = gettext_lazy("银行到账已进入暂收款的选 119，再到那笔收款上认定为自有资金。")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["into"].queryset = queries.receiving_accounts()  # type: ignore[attr-defined]


class RollForm(forms.Form):
    """What came due, placed anew with its interest."""

    paper = forms.CharField(label=gettext_lazy("新存单号"), max_length=60)
    interest_fen = YuanField(label=gettext_lazy("转入本金的利息（元）"))
    rate_percent = _rate_field()
    until = DayField(label=gettext_lazy("新到期日"))


class AccrueForm(forms.Form):
    """The month whose interest is accrued."""

    month = forms.CharField(widget=forms.HiddenInput)

    def clean_month(self) -> str:
        """A real month."""
        month: str = self.cleaned_data["month"]
        if not months.is_month(month):
            raise ValidationError(_("不是月份。"), code="month")
        return month
