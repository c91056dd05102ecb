"""What staff register: employers, accounts. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rules as people
from accounts.models import Branch, DocumentType
from common import forms as fields
from common import identity
from common.money import yuan
from deposits.forms.spot import SeenForm, SpotForm
from deposits.models import EmployerAccount
from policy.rules import Parameters


class RegisterForm(SeenForm):
    """An employer's registration (Regulation Art. 13–14)."""

    kind = "employer_registration"
    name = forms.CharField(label=gettext_lazy("单位名称"), max_length=120)
    social_credit_code = fields.SocialCreditCodeField(label=gettext_lazy("统一社会信用代码"))
    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"), queryset=Branch.objects.none(), empty_label=gettext_lazy("请选择")
    )
    first_month = fields.MonthField(label=gettext_lazy("起缴年月"))
    payday = forms.IntegerField(
        label=gettext_lazy("发薪日"), min_value=1, max_value=31, required=False, help_text=gettext_lazy("1 至 31。")
    )
    paying_account = forms.CharField(label=gettext_lazy("付款账号"), max_length=40, required=False)
    paying_bank = forms.CharField(label=gettext_lazy("开户银行"), max_length=80, required=False)
    contact_phone = fields.MobileField(label=gettext_lazy("经办人手机"), required=False)

    def __init__(self, *args: Any, parameters: Parameters, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["branch"].queryset = Branch.objects.order_by("code", "id")  # type: ignore[attr-defined]
        for name, field in rate_fields(parameters).items():
            self.fields[name] = field
        self.order_fields(["name", "social_credit_code", "branch", "employer_rate", "employee_rate", "first_month"])
        self.order_fields([*(name for name in self.fields if name != "seen"), "seen"])

    def clean_paying_account(self) -> str:
        """Digits without the spaces people leave between groups."""
        return identity.normalise(self.cleaned_data["paying_account"])


class ContactForm(forms.Form):
    """What an employer's clerk changes from afar. `last_event`: see `operations.change_employer`."""

    contact_phone = fields.MobileField(label=gettext_lazy("联系电话"), required=False)
    address = forms.CharField(label=gettext_lazy("地址"), max_length=120, required=False)
    last_event = forms.IntegerField(widget=forms.HiddenInput)


class EmployerChangeForm(ContactForm, SeenForm):
    """An employer's whole record, changed at a window."""

    kind = "employer_change"
    name = forms.CharField(label=gettext_lazy("单位名称"), max_length=120)
    social_credit_code = fields.SocialCreditCodeField(label=gettext_lazy("统一社会信用代码"))
    branch = forms.ModelChoiceField(
        label=gettext_lazy("管理部"), queryset=Branch.objects.none(), empty_label=gettext_lazy("请选择")
    )
    payday = forms.IntegerField(
        label=gettext_lazy("发薪日"), min_value=1, max_value=31, required=False, help_text=gettext_lazy("1 至 31。")
    )
    paying_account = forms.CharField(label=gettext_lazy("付款账号"), max_length=40, required=False)
    paying_bank = forms.CharField(label=gettext_lazy("开户银行"), max_length=80, required=False)
    field_order = ["name", "social_credit_code", "branch", "address", "contact_phone", "payday"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["branch"].queryset = Branch.objects.order_by("code", "id")  # type: ignore[attr-defined]
        self.fields["seen"].help_text = _("变更名称或代码的，还要核验新的登记证书；变更付款账户的，还要核验开户证明。")
        self.order_fields([*(name for name in self.fields if name != "seen"), "seen"])

    def clean_paying_account(self) -> str:
        """Digits without the spaces people leave between groups."""
        return identity.normalise(self.cleaned_data["paying_account"])


class OpenForm(SpotForm):
    """A person whose account is opened: name and document, phone where there is one, and the base."""

    kind = "account_opening"
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=120)
    document_type = forms.ChoiceField(
        label=gettext_lazy("证件类型"), choices=DocumentType.choices, initial=DocumentType.CITIZEN
    )
    document_number = forms.CharField(
        label=gettext_lazy("证件号码"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    phone = fields.MobileField(label=gettext_lazy("手机号码"), required=False)

    def __init__(self, *args: Any, parameters: Parameters, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["base"] = base_field(parameters)
        self.fields["asks"].initial = "EMPLOYER"
        self.order_fields([*(name for name in self.fields if name not in ("asks", "seen")), "asks", "seen"])

    def clean(self) -> dict[str, Any]:
        """The document's number is checked as its kind asks for."""
        cleaned = super().clean() or {}
        kind, number = cleaned.get("document_type"), cleaned.get("document_number")
        if kind and number:
            try:
                cleaned["document_number"] = people.check_document(kind, number, today=timezone.localdate())
            except identity.InvalidNumber as refusal:
                self.add_error("document_number", _("%(what)s。") % {"what": refusal})
        return cleaned


class UnsealForm(SpotForm):
    """Under whom, and on what base, a sealed account goes on."""

    kind = "unsealing"
    employer_number = forms.CharField(label=gettext_lazy("单位账号"), max_length=20)
    agreed = forms.BooleanField(
        label=gettext_lazy("本人到场，或有本人签字的申请"),
        help_text=gettext_lazy("本人曾对转入该单位提出异议的，须勾选。"),
        required=False,
    )

    def __init__(self, *args: Any, parameters: Parameters, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["base"] = base_field(parameters)
        self.order_fields(["employer_number", "base", "agreed", "asks", "seen"])
        self.employer_account: EmployerAccount | None = None

    def clean_employer_number(self) -> str:
        """The number of an employer account that exists."""
        number = identity.normalise(self.cleaned_data["employer_number"])
        self.employer_account = EmployerAccount.objects.filter(number=number).first()
        if self.employer_account is None:
            raise ValidationError(_("没有这个单位账号。"), code="unknown")
        return number


def base_field(parameters: Parameters, **options: Any) -> fields.YuanField:
    """A contribution base within the limits of the day, which are told above it."""
    low, high = parameters.contribution_floor_fen, parameters.contribution_cap_fen
    options.setdefault("label", _("缴存基数（元）"))
    options.setdefault("help_text", _("%(low)s 至 %(high)s。") % {"low": yuan(low), "high": yuan(high)})
    return fields.YuanField(min_fen=low, max_fen=high, **options)


def rate_fields(parameters: Parameters) -> dict[str, fields.PercentField]:
    """The two rates with their limits of the day, in percent."""
    least, most = parameters.contribution_rate_min_percent, parameters.contribution_rate_max_percent
    words = _("%(least)s 至 %(most)s。") % {"least": f"{least.normalize():f}", "most": f"{most.normalize():f}"}
    labels = {"employer_rate": _("单位缴存比例（%）"), "employee_rate": _("个人缴存比例（%）")}
    return {
        name: fields.PercentField(label=label, least=least, most=most, help_text=words)
        for name, label in labels.items()
    }
