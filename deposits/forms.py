"""What people type in the deposit business, cleaned. Nothing is saved here."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import queries as accounts
from accounts import rules as people
from accounts.models import Branch, DocumentType
from common import forms as fields
from common import identity
from common.listing import FilterForm
from common.money import yuan
from deposits.models import EmployerAccount, PersonalAccount
from deposits.states import EmployerAccountStatus, ListStatus, PersonalAccountStatus, TransferStatus
from policy.rules import Parameters

PAYROLL_ENDINGS = [".xlsx", ".csv", ".txt"]


# --- what a depositor asks


class SpanForm(forms.Form):
    """Two dates of a statement, both included."""

    since = fields.DayField(label=gettext_lazy("从"))
    until = fields.DayField(label=gettext_lazy("到"))

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        cleaned = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", _("结束日期不能早于开始日期。"))
        return cleaned


class ObjectionForm(forms.Form):
    """Why an account should not have gone to an employer."""

    objection = forms.CharField(
        label=gettext_lazy("情况说明"),
        help_text=gettext_lazy("如“我不在该单位工作”“已于上月离职”。"),
        min_length=2,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DayForm(forms.Form):
    """One day."""

    on = fields.DayField(label=gettext_lazy("日期"))


class CalculatorForm(forms.Form):
    """A wage and both rates. Limits of the rates are those of the day and told before they are broken."""

    wage = fields.YuanField(label=gettext_lazy("上一年月平均工资（元）"))

    def __init__(self, *args: Any, parameters: Parameters, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["wage"].help_text = _("新参加工作的，填当月工资。")
        self.fields.update(_rate_fields(parameters))
        self.equal_rates = parameters.contribution_equal_rates

    def clean(self) -> dict[str, Any]:
        """Both rates are the same where the city asks for it."""
        cleaned = super().clean() or {}
        if self.equal_rates and cleaned.get("employer_rate") != cleaned.get("employee_rate"):
            self.add_error("employee_rate", _("单位和个人的缴存比例应相同。"))
        return cleaned


class VerifyForm(forms.Form):
    """The code on a paper."""

    code = forms.CharField(
        label=gettext_lazy("验真码"),
        max_length=40,
        help_text=gettext_lazy("印在凭证二维码旁边的 12 位字母和数字，不分大小写。"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_code(self) -> str:
        """Upper case, half width, without spaces and hyphens."""
        return identity.normalise(self.cleaned_data["code"])


# --- lists and people of an employer


class PayrollForm(forms.Form):
    """A payroll file."""

    file = fields.UploadField(
        label=gettext_lazy("清册文件"),
        endings=PAYROLL_ENDINGS,
        help_text=gettext_lazy("Excel（.xlsx）、.csv 或 .txt，不超过 20 MB、50,000 人。"),
    )


class DecisionForm(forms.Form):
    """What was found about an objection, and what follows."""

    UNDO, STAND = "undo", "stand"

    result = forms.ChoiceField(
        label=gettext_lazy("处理"),
        choices=[
            (UNDO, gettext_lazy("异议成立，退回原来的封存状态")),
            (STAND, gettext_lazy("异议不成立，仍由该单位缴存")),
        ],
        widget=forms.RadioSelect,
    )
    decision = forms.CharField(
        label=gettext_lazy("核实情况"),
        help_text=gettext_lazy("如“已与单位和本人核实，劳动合同未签订”。"),
        min_length=2,
        max_length=200,
    )


class ReasonForm(forms.Form):
    """Why something is undone."""

    reason = forms.CharField(
        label=gettext_lazy("原因"),
        max_length=200,
        min_length=2,
        error_messages={"required": gettext_lazy("请写明原因。"), "min_length": gettext_lazy("请写明原因。")},
    )


class ListFilter(FilterForm):
    """Narrows remittance lists by status and month."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)
    month = fields.MonthField(label=gettext_lazy("汇缴月份"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *ListStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Lists of that status and month."""
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        if month := self.cleaned_data["month"]:
            rows = rows.filter(month=month)
        return rows


class TransferFilter(FilterForm):
    """Narrows transfers by status."""

    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *TransferStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Transfers of that status."""
        status = self.cleaned_data["status"]
        return rows.filter(status=status) if status else rows


class PeopleFilter(FilterForm):
    """Narrows a roster by name and status."""

    name = forms.CharField(label=gettext_lazy("姓名"), required=False, max_length=40)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *PersonalAccountStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """People whose name begins so, of that status."""
        if name := people.clean_name(self.cleaned_data["name"]):
            rows = rows.filter(person__name__startswith=name)
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        return rows


class EmployerFilter(FilterForm):
    """Narrows employers by what identifies them, and by status."""

    q = forms.CharField(label=gettext_lazy("名称、拼音首字母、信用代码或单位账号"), required=False, max_length=80)
    status = forms.ChoiceField(label=gettext_lazy("状态"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["status"].choices = [("", _("全部")), *EmployerAccountStatus.choices]  # type: ignore[attr-defined]

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Employers found by text, of that status."""
        if text := self.cleaned_data["q"].strip():
            if text.isascii() and text.isdigit() and len(text) == 8:
                rows = rows.filter(number=text)
            else:
                rows = rows.filter(employer__in=[each.pk for each in accounts.search_employers(text)])
        if status := self.cleaned_data["status"]:
            rows = rows.filter(status=status)
        return rows


# --- what staff register


class RegisterForm(forms.Form):
    """An employer's registration (Regulation Art. 13–14)."""

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
        for name, field in _rate_fields(parameters).items():
            self.fields[name] = field
        self.order_fields(["name", "social_credit_code", "branch", "employer_rate", "employee_rate", "first_month"])

    def clean_paying_account(self) -> str:
        """Digits without the spaces people leave between groups."""
        return identity.normalise(self.cleaned_data["paying_account"])


class OpenForm(forms.Form):
    """A person whose account is opened: name and document, phone where there is one, and the base."""

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


class UnsealForm(forms.Form):
    """Under whom, and on what base, a sealed account goes on."""

    employer_number = forms.CharField(label=gettext_lazy("单位账号"), max_length=20)
    agreed = forms.BooleanField(
        label=gettext_lazy("本人到场，或有本人签字的申请"),
        help_text=gettext_lazy("本人曾对转入该单位提出异议的，须勾选。"),
        required=False,
    )

    def __init__(self, *args: Any, parameters: Parameters, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["base"] = base_field(parameters)
        self.order_fields(["employer_number", "base", "agreed"])
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


def _rate_fields(parameters: Parameters) -> dict[str, fields.PercentField]:
    least, most = parameters.contribution_rate_min_percent, parameters.contribution_rate_max_percent
    words = _("%(least)s 至 %(most)s。") % {"least": f"{least.normalize():f}", "most": f"{most.normalize():f}"}
    labels = {"employer_rate": _("单位缴存比例（%）"), "employee_rate": _("个人缴存比例（%）")}
    return {
        name: fields.PercentField(label=label, least=least, most=most, help_text=words)
        for name, label in labels.items()
    }


# --- a list typed on the page


class TypedForm(forms.Form):
    """One line of a list typed on the page.

    A person of the roster is named by `account` and cannot be renamed; a line without account is somebody new.
    """

    KEEP, LEAVE, RETURN, AWAY, JOIN = "KEEP", "LEAVE", "RETURN", "AWAY", "JOIN"

    account = forms.CharField(required=False, widget=forms.HiddenInput, max_length=20)
    name = forms.CharField(label=gettext_lazy("姓名"), required=False, max_length=60)
    document_number = forms.CharField(
        label=gettext_lazy("身份证号码"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    mobile = forms.CharField(
        label=gettext_lazy("手机号码"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel"}),
    )
    base = fields.YuanField(label=gettext_lazy("缴存基数（元）"), required=False)
    action = forms.ChoiceField(label=gettext_lazy("本月"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person: PersonalAccount | None = self.initial.get("person")
        active, sealed = (
            [(self.KEEP, _("正常缴存")), (self.LEAVE, _("封存"))],
            [(self.AWAY, _("不缴")), (self.RETURN, _("启封"))],
        )
        if self.person is None:
            self.fields["action"].choices = [(self.JOIN, _("新增"))]  # type: ignore[attr-defined]
        else:
            is_sealed = self.person.status == PersonalAccountStatus.SEALED
            self.fields["action"].choices = sealed if is_sealed else active  # type: ignore[attr-defined]

    @property
    def is_blank(self) -> bool:
        """A line for somebody new in which nothing was typed."""
        typed = ("name", "document_number", "mobile", "base")
        return self.person is None and not any(self.cleaned_data.get(name) for name in typed)

    def clean(self) -> dict[str, Any]:
        """Who pays has a base; who is new has a name and a number."""
        cleaned = super().clean() or {}
        if self.is_blank or "base" in self.errors:
            return cleaned
        if cleaned.get("base") is None and cleaned.get("action") not in (self.LEAVE, self.AWAY):
            self.add_error("base", _("请填写缴存基数。"))
        if self.person is None:
            for name, words in (("name", _("请填写姓名。")), ("document_number", _("请填写身份证号码。"))):
                if not cleaned.get(name):
                    self.add_error(name, words)
        return cleaned


TYPED_MOST = 200
"""People that can be typed on the page; longer lists come as files."""

TypedFormSet = forms.formset_factory(TypedForm, extra=3, max_num=TYPED_MOST + 50, absolute_max=TYPED_MOST + 50)


# --- suspense money asked back


class RefundForm(forms.Form):
    """How much of a piece of suspense money goes back, and why."""

    amount = fields.YuanField(label=gettext_lazy("退款金额（元）"))
    reason = forms.CharField(
        label=gettext_lazy("退款原因"),
        help_text=gettext_lazy("如“重复汇款”“多汇了两个月”。"),
        min_length=2,
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, most_fen: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.most_fen = most_fen

    def clean_amount(self) -> int:
        """Something, and no more than is free."""
        fen: int = self.cleaned_data["amount"]
        if not 0 < fen <= self.most_fen:
            raise ValidationError(_("最多可退 %(most)s 元。") % {"most": yuan(self.most_fen)})
        return fen


class PayeeForm(forms.Form):
    """The employer's corrected account."""

    account = forms.CharField(
        label=gettext_lazy("更正后的收款账号"),
        min_length=6,
        max_length=40,
        help_text=gettext_lazy("户名仍须是单位本身。"),
    )

    def clean_account(self) -> str:
        """Digits only; spaces between groups are left out."""
        text = "".join(self.cleaned_data["account"].split())
        if not (text.isascii() and text.isdigit()):
            raise ValidationError(_("账号只能是数字。"))
        return text
