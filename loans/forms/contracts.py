"""What the window types of projects, contracts, guarantees and payments. Nothing is saved here."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import forms as fields
from common.listing import FilterForm
from loans.models import Application, Contract
from loans.operations.contracting import Figures
from loans.operations.guarantees import Certificate
from loans.operations.projects import Entry
from loans.queries import contracts as queries
from loans.queries.contracts import Payee
from loans.states.contracts import GuaranteeKind
from loans.states.loans import METHODS
from loans.states.projects import ProjectStatus


class AccountForm(forms.Form):
    """An account, typed twice."""

    account = forms.CharField(
        label=gettext_lazy("账号"), min_length=8, max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    account_again = forms.CharField(
        label=gettext_lazy("再输一遍账号"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def clean_account(self) -> str:
        """Digits only."""
        return _digits(self.cleaned_data["account"])

    def clean_account_again(self) -> str:
        """The same digits."""
        again = _digits(self.cleaned_data["account_again"])
        if self.cleaned_data.get("account") not in (None, again):
            raise ValidationError(_("两次输入的账号不一样，请对照原件核对。"))
        return again


class ProjectForm(AccountForm):
    """What permit and agreement say of a project; another person compares it."""

    name = forms.CharField(label=gettext_lazy("楼盘"), max_length=80)
    developer = forms.CharField(label=gettext_lazy("开发企业"), max_length=120)
    credit_code = fields.SocialCreditCodeField(label=gettext_lazy("统一社会信用代码"))
    permit_number = forms.CharField(label=gettext_lazy("预售许可证号"), max_length=60)
    agreement_number = forms.CharField(label=gettext_lazy("合作协议号"), max_length=60)
    address = forms.CharField(label=gettext_lazy("坐落"), max_length=160)
    account_name = forms.CharField(label=gettext_lazy("监管账户户名"), max_length=120)
    bank_name = forms.CharField(label=gettext_lazy("监管银行"), max_length=80)
    bank_no = forms.CharField(label=gettext_lazy("行号"), max_length=14, required=False)
    since = fields.DayField(label=gettext_lazy("合作起始日"))
    until = fields.DayField(label=gettext_lazy("合作截止日"), required=False)
    guarantees = forms.BooleanField(label=gettext_lazy("开发企业提供阶段性保证"), required=False)
    deposit_percent = fields.PercentField(
        label=gettext_lazy("保证金比例（%）"), least=Decimal(0), most=Decimal(100), required=False
    )
    field_order = ("name", "developer", "credit_code", "permit_number", "agreement_number", "address", "account_name")

    @property
    def entry(self) -> Entry:
        """The answers as the operation takes them."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "account_again"}
        said["deposit_percent"] = said["deposit_percent"] or Decimal(0)
        return Entry(**said)


class ProjectAccountForm(AccountForm):
    """Another supervised account, by a new agreement."""

    account_name = forms.CharField(label=gettext_lazy("监管账户户名"), max_length=120)
    bank_name = forms.CharField(label=gettext_lazy("监管银行"), max_length=80)
    bank_no = forms.CharField(label=gettext_lazy("行号"), max_length=14, required=False)
    document_number = forms.CharField(label=gettext_lazy("依据文件"), max_length=60)

    @property
    def said(self) -> dict[str, Any]:
        """The answers as the operation takes them."""
        return {name: value for name, value in self.cleaned_data.items() if name != "account_again"}


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("理由"), min_length=2, max_length=200)


class PayeeForm(AccountForm):
    """Where the money of a home goes that is of no project: the supervised account of the agreement."""

    name = forms.CharField(label=gettext_lazy("收款人户名"), min_length=2, max_length=120)
    bank_no = forms.CharField(label=gettext_lazy("行号"), max_length=14, required=False)
    field_order = ("name", "account", "account_again", "bank_no")

    @property
    def payee(self) -> Payee:
        """The answers as the operation takes them."""
        said = self.cleaned_data
        return Payee(said["account"], said["name"].strip(), said["bank_no"])


class CorrectionForm(AccountForm):
    """Another account of the same payee."""

    bank_no = forms.CharField(label=gettext_lazy("行号"), max_length=14, required=False)

    def payee(self, name: str) -> Payee:
        """The answers as the operation takes them."""
        return Payee(self.cleaned_data["account"], name, self.cleaned_data["bank_no"])


class FiguresForm(forms.Form):
    """What of a contract is chosen anew within what was granted."""

    principal = fields.YuanField(label=gettext_lazy("贷款金额（元）"))
    months = forms.IntegerField(label=gettext_lazy("期限（月）"), min_value=1, max_value=360)
    method = forms.ChoiceField(label=gettext_lazy("还款方式"), choices=METHODS)
    payee_name = forms.CharField(
        label=gettext_lazy("新收款人户名"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("收款人不变的不用填。"),
    )
    payee_account = forms.CharField(label=gettext_lazy("新收款账号"), max_length=40, required=False)
    payee_account_again = forms.CharField(label=gettext_lazy("再输一遍账号"), max_length=40, required=False)
    reason = forms.CharField(label=gettext_lazy("重新拟订的原因"), min_length=2, max_length=200)

    def __init__(self, *args: Any, contract: Contract | None = None, **options: Any) -> None:
        if contract is not None:
            options["initial"] = {
                "principal": contract.principal_fen,
                "months": contract.months,
                "method": contract.method,
            }
        super().__init__(*args, **options)
        if contract is None or queries.pays_project(contract.application):
            for name in ("payee_name", "payee_account", "payee_account_again"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A new payee has a name and an account, typed twice."""
        said: dict[str, Any] = super().clean() or {}
        typed = [said.get(name, "").strip() for name in ("payee_name", "payee_account", "payee_account_again")]
        if any(typed) and not all(typed):
            self.add_error("payee_name", _("换收款人的，户名和账号都要填，账号填两遍。"))
        elif any(typed) and _digits(typed[1]) != _digits(typed[2]):
            self.add_error("payee_account_again", _("两次输入的账号不一样，请对照原件核对。"))
        return said

    @property
    def payee(self) -> Payee | None:
        """Where the money goes from now on; None where that stays."""
        said = self.cleaned_data
        return Payee(_digits(said["payee_account"]), said["payee_name"]) if said.get("payee_name") else None

    @property
    def figures(self) -> Figures:
        """The answers as the operation takes them."""
        said = self.cleaned_data
        return Figures(said["principal"], said["months"], said["method"])


class WitnessForm(forms.Form):
    """Who has signed before the clerk's eyes."""

    present = forms.MultipleChoiceField(
        label=gettext_lazy("当面核对身份并看着签字的人"), widget=forms.CheckboxSelectMultiple, required=False
    )
    is_offset = forms.BooleanField(
        label=gettext_lazy("借款人同意按月冲还贷"),
        required=False,
        help_text=gettext_lazy("每期先从公积金账户扣，不够的再扣银行卡。"),
    )

    def __init__(self, *args: Any, contract: Contract, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["present"].choices = [  # type: ignore[attr-defined]
            (str(each.pk), each.name) for each in _people(contract.application) if each.pk in queries.unsigned(contract)
        ]
        if queries.is_signed_on_line(contract):  # what they signed says nothing of it
            del self.fields["is_offset"]

    @property
    def persons(self) -> list[int]:
        """Ids of the persons who were there."""
        return [int(each) for each in self.cleaned_data["present"]]


class GuaranteeForm(forms.Form):
    """What has been applied for at the register."""

    kind = forms.ChoiceField(label=gettext_lazy("担保方式"), choices=GuaranteeKind.choices)
    guarantor = forms.CharField(
        label=gettext_lazy("抵押人、出质人或保证人"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("阶段性保证由楼盘的开发企业提供，不用填。"),
    )


class CertificateForm(forms.Form):
    """What the register's certificate says."""

    number = forms.CharField(label=gettext_lazy("登记证明号"), max_length=60)
    registered_on = fields.DayField(label=gettext_lazy("登记日期"))
    deposit_receipt = forms.CharField(label=gettext_lazy("保证金到账凭证号"), max_length=60, required=False)

    def __init__(self, *args: Any, has_deposit: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_deposit:
            del self.fields["deposit_receipt"]

    @property
    def certificate(self) -> Certificate:
        """The answers as the operation takes them."""
        said = self.cleaned_data
        return Certificate(said["number"], said["registered_on"], said.get("deposit_receipt", ""))


class ProjectFilter(FilterForm):
    """By status and a part of the name."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    name = forms.CharField(label=gettext_lazy("楼盘"), required=False, max_length=60)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *ProjectStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Projects of that status and name."""
        said = self.cleaned_data
        if said.get("status"):
            rows = rows.filter(status=said["status"])
        return rows.filter(name__icontains=said["name"]) if said.get("name") else rows


def _people(application: Application) -> list[Any]:
    return [each for each in (application.borrower, application.co_borrower) if each is not None]


def _digits(text: str) -> str:
    cleaned = "".join(text.split())
    if not (cleaned.isascii() and cleaned.isdigit()):
        raise ValidationError(_("账号只能是数字。"))
    return cleaned
