"""A withdrawal applied for: what it is for, how much, to whom; at a window also by whom. Nothing is saved here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import BankCard
from common import forms as fields
from common.money import yuan
from desk.models import DocumentRule
from withdrawals.forms.parts import Part, parts_for
from withdrawals.models import Reason, SupervisedAccount
from withdrawals.rules.asking import PayTo
from withdrawals.rules.limits import Allowance
from withdrawals.rules.particulars import Particulars
from withdrawals.states import PayeeKind

IDENTITY, WINDOW = "identity", "window"
Who = tuple[str, int | None]
"""What the account's owner is to whom the matter is about, and that person's id (the owner themselves: None)."""


def who_key(relation: str, subject_id: int | None) -> str:
    """A `Who` as the value of a choice."""
    return f"{relation}-{subject_id or 0}"


class FactsForm(forms.Form):
    """Whom it is about, and that we may ask the registers. The parts of a reason are put between by `facts_form`."""

    parts: ClassVar[tuple[type[Part], ...]] = ()
    who = forms.ChoiceField(label=gettext_lazy("为谁提取"), widget=forms.RadioSelect)
    consent = forms.BooleanField(
        label=gettext_lazy("同意中心向不动产、民政、社保、征信等部门查询核对本人和配偶的相关信息"),
        error_messages={"required": gettext_lazy("不同意查询就无法在网上核对，请带材料到窗口办理。")},
    )

    def __init__(self, *args: Any, who: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        if len(who) == 1:
            self.fields["who"].widget = forms.HiddenInput()
        self.fields["who"].initial = who[0][0]
        self.fields["who"].choices = who  # type: ignore[attr-defined]
        self.order_fields(["who", *(name for name in self.fields if name not in ("who", "consent")), "consent"])

    @property
    def relation(self) -> Who:
        """Whom it is about. The form must be valid."""
        relation, _dash, subject = self.cleaned_data["who"].partition("-")
        return relation, int(subject) or None

    @property
    def particulars(self) -> Particulars:
        """Everything that was told. The form must be valid."""
        said = self.cleaned_data
        return Particulars(
            **{part.gives: part.told(self) for part in self.parts},  # type: ignore[arg-type]
            marriage=said.get("marriage", ""),
            is_multi_child=bool(said.get("is_multi_child")),
        )


def facts_form(reason: Reason) -> type[FactsForm]:
    """The form of a reason's facts: the parts it needs, in one."""
    parts = tuple(parts_for(reason.needs, reason.rule))
    return type("ReasonFactsForm", (FactsForm, *parts), {"parts": parts})


class MoneyForm(forms.Form):
    """How much, and to whom: one's own card, or a registered account of seller, lender or landlord."""

    amount = fields.YuanField(label=gettext_lazy("提取金额（元）"), min_fen=1)
    payee = forms.ChoiceField(
        label=gettext_lazy("付到哪里"),
        widget=forms.RadioSelect,
        help_text=gettext_lazy("只转账，不付现金；只能付到本人名下的银行卡或登记过的收款账户。"),
        error_messages={"required": gettext_lazy("请选择收款账户。")},
    )

    def __init__(
        self,
        *args: Any,
        allowance: Allowance | None,
        cards: Sequence[BankCard],
        payees: Sequence[SupervisedAccount] = (),
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        self.allowance, self.cards, self.payees = allowance, cards, payees
        choices = [(f"card-{card.pk}", card_words(card)) for card in cards]
        choices += [(f"payee-{each.pk}", payee_words(each)) for each in payees]
        self.fields["payee"].choices = choices  # type: ignore[attr-defined]
        if len(choices) == 1:
            self.fields["payee"].initial = choices[0][0]
        if allowance is not None and allowance.may:
            self.fields["amount"].help_text = allowance.words
            self.fields["amount"].initial = allowance.most_fen

    def clean_amount(self) -> int:
        """No more than can be had; why is said."""
        fen: int = self.cleaned_data["amount"]
        if self.allowance is not None and not self.allowance.may:
            raise ValidationError(self.allowance.words)
        if self.allowance is not None and fen > self.allowance.most_fen:
            values = {"most": yuan(self.allowance.most_fen), "line": self.allowance.binding}
            raise ValidationError(_("最多可提 %(most)s 元（%(line)s）。") % values)
        return fen

    @property
    def pay_to(self) -> PayTo:
        """Where the money goes. The form must be valid."""
        return pay_to(self.cleaned_data["payee"], self.payees)


def pay_to(choice: str, payees: Sequence[SupervisedAccount]) -> PayTo:
    """What a choice of `MoneyForm` stands for."""
    sort, _dash, pk = choice.partition("-")
    if sort == "card":
        return PayTo(PayeeKind.OWN_CARD, card_id=int(pk))
    chosen = next(each for each in payees if each.pk == int(pk))
    return PayTo(PayeeKind(chosen.kind), payee_id=chosen.pk)


def card_words(card: BankCard) -> str:
    """A card as a choice: bank and last digits."""
    values = {"bank": card.bank_name, "tail": card.number[-4:]}
    return (
        _("本人银行卡，%(bank)s 尾号 %(tail)s") % values if card.bank_name else _("本人银行卡，尾号 %(tail)s") % values
    )


def payee_words(payee: SupervisedAccount) -> str:
    """A registered account as a choice: what it is, its name, last digits."""
    values = {
        "kind": payee.get_kind_display(),
        "name": payee.name,
        "project": f"（{payee.project}）" if payee.project else "",
        "tail": payee.tail,
    }
    return _("%(kind)s：%(name)s%(project)s，尾号 %(tail)s") % values


class WindowForm(forms.Form):
    """What the window adds: who stands there, and that the originals were seen."""

    agent_name = forms.CharField(
        label=gettext_lazy("代办人姓名"), max_length=120, required=False, help_text=gettext_lazy("本人来办的不填。")
    )
    agent_number = fields.IdentityNumberField(label=gettext_lazy("代办人身份证号码"), required=False)
    mandate = forms.CharField(
        label=gettext_lazy("委托书"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("写明公证书编号或委托书日期。"),
    )
    seen = forms.MultipleChoiceField(
        label=gettext_lazy("已核验原件"),
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("看过原件的才勾；没勾的由数据共享核实，或以后补交。"),
        error_messages={"required": gettext_lazy("请先核验本人身份证原件。")},
    )

    def __init__(self, *args: Any, papers: Sequence[DocumentRule] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["seen"].choices = [(each.code, paper_words(each)) for each in papers]  # type: ignore[attr-defined]

    def clean_seen(self) -> list[str]:
        """The identity document is looked at, whatever the registers say."""
        seen: list[str] = self.cleaned_data["seen"]
        if IDENTITY not in seen:
            raise ValidationError(_("请先核验本人身份证原件。"))
        return seen

    def clean(self) -> dict[str, Any]:
        """An agent has a name, a number and a mandate, or there is none."""
        cleaned = super().clean() or {}
        wanted = {
            "agent_name": _("请填写代办人姓名。"),
            "agent_number": _("请填写代办人身份证号码。"),
            "mandate": _("请写明委托书。"),
        }
        if any(cleaned.get(name) for name in wanted):
            for name, words in wanted.items():
                if not cleaned.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return cleaned


def paper_words(paper: DocumentRule) -> str:
    """A paper as a choice: what it is, when it is asked for, and whether a register can give it."""
    label = (
        _("%(paper)s（%(when)s）") % {"paper": paper.label, "when": paper.when_label}
        if _is_some(paper)
        else paper.label
    )
    return _("%(paper)s，可由数据共享核实") % {"paper": label} if paper.register else label


def _is_some(paper: DocumentRule) -> bool:
    return bool(paper.when_label and paper.needed_when != WINDOW)


class CardForm(forms.Form):
    """Where the money goes after the bank has sent it back."""

    payee = MoneyForm.base_fields["payee"]

    def __init__(
        self, *args: Any, cards: Sequence[BankCard], payees: Sequence[SupervisedAccount] = (), **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.payees = payees
        choices = [(f"card-{card.pk}", card_words(card)) for card in cards]
        choices += [(f"payee-{each.pk}", payee_words(each)) for each in payees]
        self.fields["payee"].choices = choices  # type: ignore[attr-defined]

    @property
    def pay_to(self) -> PayTo:
        """Where the money goes now. The form must be valid."""
        return pay_to(self.cleaned_data["payee"], self.payees)
