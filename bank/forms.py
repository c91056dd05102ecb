"""What accountants type: files with their control totals, whose money it is, how much goes where."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bank import queries
from bank.models import BankAccount, Expectation, Payer, PaymentOrder, Receipt
from bank.rules.tables import BadFile
from bank.states import WAITING, FeeKind, OrderStatus, ReceiptStatus
from common import money
from common.forms import DayField, UploadField, YuanField
from common.listing import FilterForm

ERRORS_SHOWN = 30


class FileForm(forms.Form):
    """A form with a file that an operation may refuse line by line."""

    def refuse(self, refusal: Exception) -> None:
        """Show a refusal: each fault of a file, the first of them where there are many."""
        if not isinstance(refusal, BadFile):
            self.add_error(None, str(refusal))
            return
        for fault in refusal.errors[:ERRORS_SHOWN]:
            self.add_error("file" if not fault.row else None, str(fault))
        if len(refusal.errors) > ERRORS_SHOWN:
            self.add_error(None, _("另有 %(more)d 处。") % {"more": len(refusal.errors) - ERRORS_SHOWN})


class StatementForm(FileForm):
    """A bank statement."""

    file = UploadField(
        label=gettext_lazy("对账单文件"),
        endings=(".csv", ".txt"),
        help_text=gettext_lazy("银行导出的 CSV 明细，UTF-8 或 GBK 编码。已有的流水自动跳过，有一处不对整份不收。"),
    )


class ResultForm(FileForm):
    """A bank's result file with its control totals."""

    file = UploadField(label=gettext_lazy("结果文件"), endings=(".csv", ".txt"))
    count = forms.IntegerField(label=gettext_lazy("总笔数"), min_value=1)
    total = YuanField(label=gettext_lazy("总金额（元）"), min_fen=1)


class ReceiptFilter(FilterForm):
    """Receipts by status."""

    status = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), *ReceiptStatus.choices]
    )
    day = DayField(label=gettext_lazy("起息日"), required=False)

    def narrow(self, rows: QuerySet[Receipt]) -> QuerySet[Receipt]:
        """By status and day."""
        if self.cleaned_data["status"]:
            rows = rows.filter(status=self.cleaned_data["status"])
        return rows.filter(value_date=self.cleaned_data["day"]) if self.cleaned_data["day"] else rows


class SuspenseFilter(FilterForm):
    """Suspense by employer account number and age."""

    number = forms.CharField(label=gettext_lazy("单位账号"), required=False)
    before = DayField(label=gettext_lazy("早于"), required=False)

    def narrow(self, rows: QuerySet) -> QuerySet:
        """By the suspense account's number and by age."""
        if self.cleaned_data["number"]:
            rows = rows.filter(account__code=f"219-01-{self.cleaned_data['number'].strip()}")
        return rows.filter(since__lt=self.cleaned_data["before"]) if self.cleaned_data["before"] else rows


class OrderFilter(FilterForm):
    """Payment orders by status."""

    status = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), *OrderStatus.choices]
    )

    def narrow(self, rows: QuerySet[PaymentOrder]) -> QuerySet[PaymentOrder]:
        """By status."""
        return rows.filter(status=self.cleaned_data["status"]) if self.cleaned_data["status"] else rows


class AssignForm(forms.Form):
    """Whose money a receipt is."""

    account_number = forms.CharField(
        label=gettext_lazy("单位账号"),
        max_length=20,
        help_text=gettext_lazy("款项会转入该单位的暂收款。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    use = forms.BooleanField(label=gettext_lazy("直接用于该单位唯一一笔待到账的款项"), required=False)
    note = forms.CharField(label=gettext_lazy("依据"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """The employer behind the number, and its one waiting matter where the money should go there."""
        cleaned: dict[str, Any] = super().clean() or {}
        payer = Payer.objects.filter(account_number=cleaned.get("account_number", "").strip()).first()
        if payer is None:
            raise ValidationError({"account_number": _("没有这个单位账号。")})
        cleaned["employer_id"], cleaned["expectation_key"] = payer.employer_id, ""
        if cleaned.get("use"):
            waiting = list(queries.expectations_waiting_for(payer.employer_id)[:2])
            if len(waiting) != 1:
                raise ValidationError({"use": _("该单位没有或不止一笔待到账的款项，请先转入暂收款，再选择用途。")})
            cleaned["expectation_key"] = waiting[0].key
        return cleaned


class MatterForm(forms.Form):
    """For which matter without an employer a receipt is meant."""

    reference = forms.CharField(
        label=gettext_lazy("联系函编号"),
        max_length=40,
        help_text=gettext_lazy("付款方没有写明编号的异地转入款，核对户名和金额后填写。"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    note = forms.CharField(label=gettext_lazy("依据"), max_length=200)

    def clean(self) -> dict[str, Any]:
        """The one waiting matter behind the number."""
        cleaned: dict[str, Any] = super().clean() or {}
        reference = "".join(cleaned.get("reference", "").split())
        if reference:
            waiting = Expectation.objects.filter(reference=reference, employer=None, status__in=WAITING)
            key = waiting.order_by("-id").values_list("key", flat=True).first()
            if key is None:
                raise ValidationError({"reference": _("没有等待到账的这个编号。")})
            cleaned["expectation_key"] = key
        return cleaned


class ExpectationChoice(forms.ModelChoiceField):
    """What an employer has still to pay, with the amount missing."""

    def label_from_instance(self, obj: Any) -> str:
        """Number and missing amount."""
        return _("%(number)s，还差 %(missing)s 元") % {"number": obj, "missing": money.yuan(obj.missing_fen)}


class UseForm(forms.Form):
    """Suspense for something that waits."""

    expectation = ExpectationChoice(
        label=gettext_lazy("用于"), queryset=Expectation.objects.none(), to_field_name="key", empty_label=None
    )
    amount = YuanField(label=gettext_lazy("金额（元）"), min_fen=1)

    def __init__(self, *args: Any, employer_id: int | None, free_fen: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        waiting = queries.expectations_waiting_for(employer_id) if employer_id else Expectation.objects.none()
        self.fields["expectation"].queryset = waiting  # type: ignore[attr-defined]
        first = waiting.first()
        if first is not None:
            self.fields["amount"].initial = min(first.missing_fen, free_fen)


class RefundForm(forms.Form):
    """Suspense back to the account it came from."""

    amount = YuanField(label=gettext_lazy("退款金额（元）"), min_fen=1)
    note = forms.CharField(label=gettext_lazy("退款说明"), max_length=60, required=False)


class NoteForm(forms.Form):
    """Why."""

    note = forms.CharField(label=gettext_lazy("理由"), max_length=200)


class OriginalForm(forms.Form):
    """Which line a reversal takes back."""

    bank_serial = forms.CharField(label=gettext_lazy("原银行流水号"), max_length=40)


class FeeForm(forms.Form):
    """What a line that only the bank knows was taken for."""

    line = forms.IntegerField(widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        label=gettext_lazy("手续费种类"),
        choices=FeeKind.choices,
        widget=forms.Select(attrs={"class": "form-select form-select-sm", "aria-label": gettext_lazy("手续费种类")}),
    )


class ReconcileForm(forms.Form):
    """Which account and day to reconcile."""

    account = forms.ModelChoiceField(
        label=gettext_lazy("银行账户"), queryset=BankAccount.objects.order_by("id"), empty_label=None
    )
    day = DayField(label=gettext_lazy("日期"))
