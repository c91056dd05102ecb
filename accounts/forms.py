"""What people type at the doors, on their own pages, and at the counter about persons and clerks."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import rules
from accounts.models import DocumentType, Partner, Person, PrivacyNotice, RelationKind
from accounts.permissions import ClerkDuty
from common.forms import BankCardField, DayField, MobileField


class LoginForm(forms.Form):
    """An identifier and a password."""

    identifier = forms.CharField(
        label=gettext_lazy("证件号码或手机号"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}),
    )
    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class StaffLoginForm(LoginForm):
    """The same with a staff number."""

    identifier = forms.CharField(
        label=gettext_lazy("工号"),
        max_length=10,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True, "spellcheck": "false"}),
    )


class UnlockForm(forms.Form):
    """The password of whoever is logged in."""

    password = forms.CharField(
        label=gettext_lazy("密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class CodeForm(forms.Form):
    """A code that came by message, of an app, or of the recovery sheet."""

    code = forms.CharField(
        label=gettext_lazy("验证码"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def clean_code(self) -> str:
        """Half-width, without the spaces that apps show."""
        return str(self.cleaned_data["code"]).translate(_DIGITS).replace(" ", "")


_DIGITS = {0xFF10 + digit: str(digit) for digit in range(10)}


class FactorForm(CodeForm):
    """A code of the authenticator app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("动态验证码或恢复码"),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}),
    )


class ClaimForm(forms.Form):
    """Who somebody says they are, to be compared with what is on file."""

    name = forms.CharField(
        label=gettext_lazy("姓名"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    document_number = forms.CharField(
        label=gettext_lazy("证件号码"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    phone = MobileField(label=gettext_lazy("手机号"), help_text=gettext_lazy("填写单位或柜台为您登记的手机号。"))


class _NewPassword(forms.Form):
    """A password twice, strong enough and telling nothing of its owner."""

    new = forms.CharField(
        label=gettext_lazy("新密码"),
        help_text=gettext_lazy("至少 10 位，不能全是数字，不要包含证件号、生日或手机号。"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label=gettext_lazy("再输入一次"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, person: Person, **options: Any) -> None:
        super().__init__(*args, **options)
        self.person = person

    def clean_new(self) -> str:
        """Refuses what can be guessed."""
        password: str = self.cleaned_data["new"]
        validate_password(password)
        person = self.person
        if rules.password_gives_away(password, document_number=person.document_number, phone=person.phone):
            raise ValidationError(_("密码不要包含证件号、生日或手机号。"))
        return password

    def clean(self) -> dict[str, Any]:
        """Both must be the same."""
        cleaned = super().clean() or {}
        if cleaned.get("new") and cleaned.get("again") and cleaned["new"] != cleaned["again"]:
            self.add_error("again", _("两次输入的密码不一致。"))
        return cleaned


class OpenDoorForm(_NewPassword):
    """The last step of activation and reset: a password, and the notice where it has not been agreed to yet."""

    def __init__(self, *args: Any, notice: PrivacyNotice | None, **options: Any) -> None:
        super().__init__(*args, **options)
        if notice is not None:
            self.fields["notice"] = forms.IntegerField(widget=forms.HiddenInput, initial=notice.pk)
            self.fields["agree"] = forms.BooleanField(
                label=_("我已阅读并同意个人信息保护告知"),
                error_messages={"required": _("请先阅读并同意个人信息保护告知。")},
            )


class PasswordForm(_NewPassword):
    """A new password for who knows the old one."""

    old = forms.CharField(
        label=gettext_lazy("当前密码"),
        max_length=128,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ["old", "new", "again"]


class PhoneForm(forms.Form):
    """A new phone, to be proved by a code."""

    phone = MobileField(label=gettext_lazy("新手机号"))


class CardForm(forms.Form):
    """One's own bank card."""

    number = BankCardField(label=gettext_lazy("银行卡号"), help_text=gettext_lazy("16 至 19 位，只能是本人的储蓄卡。"))
    holder = forms.CharField(label=gettext_lazy("持卡人姓名"), max_length=120)
    bank_name = forms.CharField(label=gettext_lazy("开户银行"), max_length=80)


class PersonForm(forms.Form):
    """A person's record, corrected on proof."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=120)
    document_type = forms.ChoiceField(label=gettext_lazy("证件类型"), choices=DocumentType.choices)
    document_number = forms.CharField(label=gettext_lazy("证件号码"), max_length=40)
    phone = MobileField(label=gettext_lazy("手机号"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("更正依据"), help_text=gettext_lazy("如“户口簿更名页”。"), max_length=120
    )
    seen = forms.BooleanField(label=gettext_lazy("已核验身份证件和变更证明的原件"))


class PhoneSeenForm(forms.Form):
    """The phone that somebody gives at the window, and that their document was seen."""

    phone = MobileField(label=gettext_lazy("手机号"), help_text=gettext_lazy("请本人当面报出，重新录入。"))
    seen = forms.BooleanField(label=gettext_lazy("本人到场，已看过身份证件原件，与登记的姓名和号码一致"))


class ClerkForm(forms.Form):
    """Who is to act for an employer, on which paper."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=120)
    document_type = forms.ChoiceField(
        label=gettext_lazy("证件类型"), choices=DocumentType.choices, initial=DocumentType.CITIZEN
    )
    document_number = forms.CharField(label=gettext_lazy("证件号码"), max_length=40)
    phone = MobileField(label=gettext_lazy("手机号"), help_text=gettext_lazy("用于首次开通登录。"))
    present = forms.BooleanField(
        label=gettext_lazy("经办人本人到场，已看过身份证原件，手机号由本人提供"),
        help_text=gettext_lazy("未到场的也可以先授权，本人来柜台核实手机号之后才能开通登录。"),
        required=False,
    )
    mandate = forms.CharField(
        label=gettext_lazy("授权材料"), help_text=gettext_lazy("如“单位授权书 2026-10-10”。"), max_length=120
    )
    duty = forms.ChoiceField(
        label=gettext_lazy("权限"),
        help_text=gettext_lazy("单位还没有管理员的，一律为管理员。"),
        choices=ClerkDuty.choices,
        initial=ClerkDuty.FILER,
        required=False,
    )


class OwnClerkForm(forms.Form):
    """Whom an employer's manager lets act for it. Their phone opens their door only once it is proved."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=120)
    document_type = forms.ChoiceField(
        label=gettext_lazy("证件类型"), choices=DocumentType.choices, initial=DocumentType.CITIZEN
    )
    document_number = forms.CharField(label=gettext_lazy("证件号码"), max_length=40)
    phone = MobileField(label=gettext_lazy("手机号"))
    duty = forms.ChoiceField(
        label=gettext_lazy("权限"), choices=ClerkDuty.choices, initial=ClerkDuty.FILER, widget=forms.RadioSelect
    )


class DutyForm(forms.Form):
    """What a clerk does from now on."""

    duty = forms.ChoiceField(choices=ClerkDuty.choices)


class ResetForm(forms.Form):
    """Whose password is to start anew, and why."""

    number = forms.CharField(label=gettext_lazy("工号"), max_length=10)
    reason = forms.CharField(
        label=gettext_lazy("原因"),
        help_text=gettext_lazy("如“本人当面说明忘记密码”“手机丢失”。"),
        max_length=120,
    )


class RelationForm(forms.Form):
    """A relative, by their document, and the proof."""

    kind = forms.ChoiceField(label=gettext_lazy("对方是本人的"), choices=RelationKind.choices)
    name = forms.CharField(label=gettext_lazy("对方姓名"), max_length=120)
    document_number = forms.CharField(label=gettext_lazy("对方身份证号码"), max_length=40)
    proof = forms.CharField(
        label=gettext_lazy("证明材料"), help_text=gettext_lazy("如“结婚证 J220402-2010-000123”。"), max_length=120
    )
    since = DayField(label=gettext_lazy("起始日期"))


class PartnerAccessForm(forms.Form):
    """Which system a depositor lets read their account."""

    partner = forms.ModelChoiceField(
        label=gettext_lazy("授权给"),
        queryset=Partner.objects.none(),
        empty_label=gettext_lazy("请选择"),
        help_text=gettext_lazy("只能查询您的账户和明细，不能办理业务。15 分钟后自动结束。"),
    )

    def __init__(self, *args: Any, partners: QuerySet[Partner], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["partner"].queryset = partners  # type: ignore[attr-defined]
