"""Standing withdrawals as agreed upon: how much, how often, from when. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import BankCard
from common import forms as fields
from common.listing import FilterForm
from withdrawals.forms.applying import card_words, pay_to, payee_words
from withdrawals.models import SupervisedAccount
from withdrawals.operations.standing import Agreed
from withdrawals.rules.particulars import NO_LEASE, REGISTERED, Lease, Loan, Particulars
from withdrawals.states.standing import AgreementStatus, Every

MONTHS_A_YEAR = 12


class AgreementForm(forms.Form):
    """How much each time, how often, from which day, to whom."""

    amount = fields.YuanField(label=gettext_lazy("每期金额（元）"), min_fen=1)
    every = forms.TypedChoiceField(
        label=gettext_lazy("多久一次"), choices=Every.choices, coerce=int, initial=Every.MONTH, widget=forms.RadioSelect
    )
    first_on = fields.DayField(
        label=gettext_lazy("首次提取日期"), help_text=gettext_lazy("以后每期都在这一天；当月没有这一天的，为月末。")
    )
    payee = forms.ChoiceField(
        label=gettext_lazy("付到哪里"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("只转账，不付现金；只能付到本人名下的银行卡或登记过的收款账户。"),
        error_messages={"required": gettext_lazy("请选择收款账户。")},
    )

    def __init__(
        self, *args: Any, cards: Sequence[BankCard], payees: Sequence[SupervisedAccount] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.payees, self.has_payee = payees, bool(cards or payees)
        choices = [(f"card-{each.pk}", card_words(each)) for each in cards]
        choices += [(f"payee-{each.pk}", payee_words(each)) for each in payees]
        self.fields["payee"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["payee"].initial = choices[0][0]

    @property
    def particulars(self) -> Particulars:
        """What it is for. The form must be valid."""
        raise NotImplementedError

    @property
    def ends_on(self) -> date | None:
        """The last day. The form must be valid."""
        raise NotImplementedError

    def agreed(self, reason: str, person_id: int) -> Agreed:
        """What is agreed upon. The form must be valid."""
        said = self.cleaned_data
        return Agreed(
            reason=reason,
            person_id=person_id,
            asked_fen=said["amount"],
            every=said["every"],
            first_on=said["first_on"],
            ends_on=self.ends_on,
            particulars=self.particulars,
            payee=pay_to(said["payee"], self.payees),
        )


class RentAgreementForm(AgreementForm):
    """What is rented."""

    is_registered = forms.BooleanField(label=gettext_lazy("租房合同已在住建部门备案"), required=False)
    number = forms.CharField(label=gettext_lazy("备案号"), max_length=60, required=False)
    address = forms.CharField(label=gettext_lazy("租住地址"), min_length=4, max_length=120)
    rent = fields.YuanField(label=gettext_lazy("月租金（元）"), min_fen=1)
    until = fields.DayField(label=gettext_lazy("租约到期日"), required=False)
    is_multi_child = forms.BooleanField(label=gettext_lazy("多子女家庭"), required=False)
    field_order = [
        "is_registered", "number", "address", "rent", "until", "is_multi_child", "amount", "every", "first_on", "payee",
    ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A registered lease has its number."""
        cleaned = super().clean() or {}
        if cleaned.get("is_registered") and not cleaned.get("number"):
            self.add_error("number", _("请填写备案号。"))
        return cleaned

    @property
    def particulars(self) -> Particulars:
        """The lease. The form must be valid."""
        said = self.cleaned_data
        lease = Lease(
            kind=REGISTERED if said["is_registered"] else NO_LEASE,
            number=said["number"],
            address=said["address"],
            monthly_rent_fen=said["rent"],
            until=said["until"],
        )
        return Particulars(lease=lease, is_multi_child=said["is_multi_child"])

    @property
    def ends_on(self) -> date | None:
        """The lease's end. The form must be valid."""
        return self.cleaned_data["until"]  # type: ignore[no-any-return]


class RepayAgreementForm(AgreementForm):
    """Which loan is repaid."""

    lender = forms.CharField(label=gettext_lazy("贷款银行"), min_length=2, max_length=80)
    contract = forms.CharField(label=gettext_lazy("借款合同编号"), min_length=2, max_length=60)
    monthly = fields.YuanField(
        label=gettext_lazy("月还款额（元）"), min_fen=1, help_text=gettext_lazy("提取额不超过同期已还的本息。")
    )
    until = fields.DayField(label=gettext_lazy("贷款到期日"))
    field_order = ["lender", "contract", "monthly", "until", "amount", "every", "first_on", "payee"]

    def clean(self) -> dict[str, Any]:
        """No more each period than is repaid in it."""
        cleaned = super().clean() or {}
        amount, monthly, every = (cleaned.get(name) for name in ("amount", "monthly", "every"))
        if amount and monthly and every and amount > monthly * every:
            self.add_error("amount", _("每期金额不能超过同期的还款额。"))
        return cleaned

    @property
    def particulars(self) -> Particulars:
        """The loan, with what a year repays. The form must be valid."""
        said = self.cleaned_data
        loan = Loan(lender=said["lender"], contract_number=said["contract"], paid_fen=said["monthly"] * MONTHS_A_YEAR)
        return Particulars(loan=loan)

    @property
    def ends_on(self) -> date | None:
        """The loan's end. The form must be valid."""
        return self.cleaned_data["until"]  # type: ignore[no-any-return]


FORMS: dict[str, type[AgreementForm]] = {"rent": RentAgreementForm, "repay": RepayAgreementForm}


class AgreementFilter(FilterForm):
    """Which agreements a list shows."""

    status = forms.ChoiceField(
        label=gettext_lazy("状态"), required=False, choices=[("", gettext_lazy("全部")), *AgreementStatus.choices]
    )

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Those in the status asked for."""
        status = self.cleaned_data["status"]
        return rows.filter(status=status) if status else rows
