"""What a borrower, or a colleague for them, wants to be different about a standing loan: one form an act."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import queries as people
from accounts.models import DocumentType
from common import forms as fields
from common import identity
from loans.models import Loan
from loans.states.early import EarlyMode
from loans.states.loans import METHODS

MOST_CARDS = 20


class ChangeForm(forms.Form):
    """A form about one loan; at a window the papers are seen first. `owner_id`: the borrower who fills it in alone."""

    def __init__(
        self, *args: Any, loan: Loan, is_window: bool = False, owner_id: int | None = None, **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.loan, self.owner_id = loan, owner_id
        if is_window:
            self.fields["seen"] = forms.BooleanField(
                label=_("已核验身份证和所需材料原件"), error_messages={"required": _("请先核验材料原件。")}
            )


class CardForm(ChangeForm):
    """One of the borrowers' bound cards; through the portal one of one's own."""

    card = forms.ChoiceField(label=gettext_lazy("改用哪张卡"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        both = [each for each in (self.loan.borrower, self.loan.co_borrower) if each is not None]
        owners = [each for each in both if self.owner_id in (None, each.pk)]
        words = _("%(name)s %(bank)s 尾号 %(tail)s")
        choices = self.fields["card"]
        assert isinstance(choices, forms.ChoiceField)
        choices.choices = [
            (str(card.pk), words % {"name": who.name, "bank": card.bank_name, "tail": card.number[-4:]})
            for who in owners
            for card in people.cards_of(who.pk)[:MOST_CARDS]
        ]


class DueDayForm(ChangeForm):
    """A day that every month has."""

    due_day = forms.IntegerField(
        label=gettext_lazy("每月几日还款"),
        min_value=1,
        max_value=28,
        help_text=gettext_lazy("1 到 28 之间。下一期的利息按实际天数计算。"),
    )


class YearlyForm(ChangeForm):
    """How the yearly offset pays early, and when first."""

    mode = forms.ChoiceField(
        label=gettext_lazy("每年冲还以后"),
        choices=[each for each in EarlyMode.choices if each[0] != EarlyMode.FULL],
        widget=forms.RadioSelect,
        initial=EarlyMode.SHORTEN,
    )
    first_on = fields.DayField(label=gettext_lazy("首次冲还日"), help_text=gettext_lazy("以后每年同一天。"))


class TermForm(ChangeForm):
    """How many instalments are left, and how they are reckoned."""

    months_left = forms.IntegerField(label=gettext_lazy("剩余期数（月）"), min_value=1, max_value=360)
    method = forms.ChoiceField(label=gettext_lazy("还款方式"), choices=METHODS, widget=forms.RadioSelect)


class PersonForm(ChangeForm):
    """Somebody by their document number."""

    number = forms.CharField(
        label=gettext_lazy("身份证号"), max_length=18, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    person_id: int | None = None

    def clean_number(self) -> str:
        """Known here. Raises ValidationError."""
        number: str = identity.normalise(self.cleaned_data["number"])
        known = people.people_by_document([(DocumentType.CITIZEN, number)]) if number else {}
        self.person_id = next((pk for pk, _name in known.values()), None)
        if number and self.person_id is None:
            raise forms.ValidationError(_("没有查到这位人员，请先在窗口登记。"))
        return number


class CoBorrowerForm(PersonForm):
    """The same; nobody where the co-borrower no longer owes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["number"].required = False
        self.fields["number"].help_text = _("不再有共同借款人的，留空。")


class WriteOffForm(ChangeForm):
    """The committee's resolution and why nothing can be got any more."""

    resolution = forms.CharField(label=gettext_lazy("管理委员会决议文号"), max_length=60)
    why = forms.CharField(label=gettext_lazy("损失认定理由"), max_length=200, widget=forms.Textarea(attrs={"rows": 3}))
