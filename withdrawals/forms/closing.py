"""Accounts that end, as asked for: why, by which papers, to whom. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import BankCard
from common import forms as fields
from common import identity
from withdrawals.forms.applying import card_words
from withdrawals.models import Reason
from withdrawals.operations.inheriting import Death, Heir
from withdrawals.rules import closing as rules
from withdrawals.states.closing import Inheritance, RetireAs

HEIRS = 6
"""How many heirs the window's form has room for."""


class CloseForm(forms.Form):
    """Why the account ends, what proves it, and to which card of one's own the money goes."""

    reason = forms.ChoiceField(label=gettext_lazy("提取原因"), widget=forms.RadioSelect)
    retire_as = forms.ChoiceField(
        label=gettext_lazy("退休类别"),
        choices=RetireAs.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=gettext_lazy("退休提取时选择；2025 年起按出生年月逐步延迟。"),
    )
    approved_on = fields.DayField(
        label=gettext_lazy("退休审批日期"),
        required=False,
        help_text=gettext_lazy("提前退休（弹性提前、特殊工种、病退）时填写。"),
    )
    certificate = forms.CharField(
        label=gettext_lazy("证明材料编号"),
        max_length=60,
        required=False,
        help_text=gettext_lazy("退休证、劳动能力鉴定、签证或户口注销证明的编号，没有的不填。"),
    )
    card = forms.ChoiceField(
        label=gettext_lazy("付到哪张卡"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("只转账到本人名下的银行卡，不付现金。"),
    )

    def __init__(
        self, *args: Any, reasons: Sequence[Reason], cards: Sequence[BankCard], retire_as: str = "", **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["reason"].choices = [(each.code, each.label) for each in reasons]  # type: ignore[attr-defined]
        self.fields["card"].choices = [(str(each.pk), card_words(each)) for each in cards]  # type: ignore[attr-defined]
        if len(cards) == 1:
            self.fields["card"].initial = str(cards[0].pk)
        if len(reasons) == 1:
            self.fields["reason"].initial = reasons[0].code
        if retire_as:
            del self.fields["retire_as"]

    def clean(self) -> dict[str, Any]:
        """Papers where the reason wants them."""
        cleaned = super().clean() or {}
        reason = cleaned.get("reason")
        if reason == rules.RETIRE and "retire_as" in self.fields and not cleaned.get("retire_as"):
            self.add_error("retire_as", _("请选择退休类别。"))
        if reason in (rules.DISABILITY, rules.ABROAD) and not cleaned.get("certificate"):
            self.add_error("certificate", _("请填写证明材料的编号。"))
        return cleaned

    @property
    def told(self) -> dict[str, str]:
        """What is kept with the application. The form must be valid."""
        said = self.cleaned_data
        found = {"certificate": said.get("certificate", "")}
        if said["reason"] == rules.RETIRE:
            found["retire_as"] = said.get("retire_as", "")
            found["approved_on"] = said["approved_on"].isoformat() if said.get("approved_on") else ""
        return {name: text for name, text in found.items() if text}


class WindowCloseForm(CloseForm):
    """The same at a window that has seen the originals."""

    seen = forms.BooleanField(
        label=gettext_lazy("已核验身份证和证明材料原件"),
        error_messages={"required": gettext_lazy("请先核验材料原件。")},
    )


class DeathForm(forms.Form):
    """When the owner died, and what proves who inherits."""

    died_on = fields.DayField(label=gettext_lazy("死亡或宣告死亡日期"))
    certificate = forms.CharField(label=gettext_lazy("死亡证明编号"), max_length=60)
    proof = forms.ChoiceField(label=gettext_lazy("继承依据"), choices=Inheritance.choices, widget=forms.RadioSelect)
    proof_number = forms.CharField(label=gettext_lazy("继承文书编号"), max_length=80)
    seen = forms.BooleanField(
        label=gettext_lazy("已核验死亡证明、继承文书和各继承人身份证原件"),
        error_messages={"required": gettext_lazy("请先核验材料原件。")},
    )

    @property
    def death(self) -> Death:
        """What is asked. The form must be valid."""
        said = self.cleaned_data
        return Death(said["died_on"], said["certificate"], said["proof"], said["proof_number"])


class HeirForm(forms.Form):
    """One heir: who, how related, which part, which card."""

    name = forms.CharField(label=gettext_lazy("继承人姓名"), max_length=120)
    number = fields.IdentityNumberField(label=gettext_lazy("身份证号码"))
    relation = forms.CharField(label=gettext_lazy("与账户所有人的关系"), max_length=40)
    share = forms.CharField(
        label=gettext_lazy("份额"),
        max_length=20,
        initial="1/1",
        help_text=gettext_lazy("如 1/1、1/2、1/3，合计应为 1。"),
    )
    account = fields.BankCardField(label=gettext_lazy("本人银行卡号"))
    bank_name = forms.CharField(label=gettext_lazy("开户银行"), max_length=80, required=False)

    def clean_share(self) -> tuple[int, int]:
        """A fraction as people write it."""
        text = identity.normalise(self.cleaned_data["share"]).replace("／", "/")
        parts, _slash, whole = text.partition("/")
        digits = parts.isdecimal() and whole.isdecimal() and len(parts) < 10 and len(whole) < 10
        if not digits or not int(parts) or not int(whole) or int(parts) > int(whole):
            raise ValidationError(_("份额请写成分数，如 1/2。"))
        return int(parts), int(whole)

    @property
    def heir(self) -> Heir:
        """What is asked. The form must be valid."""
        said = self.cleaned_data
        parts, whole = said["share"]
        return Heir(
            said["name"], said["number"], said["relation"], parts, whole, said["account"], said.get("bank_name", "")
        )


HeirSet = forms.formset_factory(HeirForm, extra=0, min_num=1, max_num=HEIRS, validate_min=True, validate_max=True)


class PayAgainForm(forms.Form):
    """The corrected card of a payee whose money came back."""

    account = fields.BankCardField(label=gettext_lazy("更正后的银行卡号"))
    bank_name = forms.CharField(label=gettext_lazy("开户银行"), max_length=80, required=False)


class ConfirmCardForm(forms.Form):
    """The second person's reading of an heir's card."""

    account = fields.BankCardField(
        label=gettext_lazy("对照银行卡原件再录一遍卡号"), help_text=gettext_lazy("与录入人的一致才会付款。")
    )


class OwnCardForm(forms.Form):
    """Another of one's own cards for money that came back."""

    card = forms.ChoiceField(label=gettext_lazy("付到哪张卡"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, cards: Sequence[BankCard], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["card"].choices = [(str(each.pk), card_words(each)) for each in cards]  # type: ignore[attr-defined]


class EstateForm(forms.Form):
    """What an estate without heirs rests on."""

    proof = forms.CharField(
        label=gettext_lazy("依据"),
        min_length=4,
        max_length=200,
        help_text=gettext_lazy("死亡证明和无人继承又无人受遗赠的查证，如民政部门、村（居）委会的证明。"),
    )
    notice = forms.CharField(label=gettext_lazy("公告文号"), min_length=2, max_length=60)
    noticed_on = fields.DayField(label=gettext_lazy("公告日期"))


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=gettext_lazy("原因"), min_length=2, max_length=200)
