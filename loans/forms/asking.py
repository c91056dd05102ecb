"""One person applying for one product, whatever the way in: the forms, and what they make together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms

from accounts import queries as accounts
from accounts.models import BankCard, Person
from loans.forms.applying import CombinedForm, ConversionForm, ElsewhereForm, FamilyForm, HouseForm, MoneyForm
from loans.models import Project
from loans.queries import couples, offering
from loans.queries.offering import Judged
from loans.rules.asking import Asked, Payee
from loans.rules.telling import Told
from loans.states.applying import HouseKind, Product

CARDS = 20
"""How many cards a page offers."""


@dataclass(frozen=True)
class Asking:
    """One person who applies for one product on a day; forms and answers go through it."""

    product: str
    person_id: int
    on: date

    @cached_property
    def spouse(self) -> Person | None:
        """Who may borrow along: the spouse on file."""
        return couples.spouse_of(self.person_id, self.on)

    @cached_property
    def cards(self) -> list[BankCard]:
        """The person's bound cards."""
        return list(accounts.cards_of(self.person_id)[:CARDS])

    @cached_property
    def projects(self) -> list[Project]:
        """The projects under agreement."""
        return offering.projects_on(self.on)

    @property
    def takes_over(self) -> bool:
        """Whether a bank's loan is taken over."""
        return self.product == Product.CONVERSION

    def house(self, data: Mapping[str, Any] | None = None, *, initial: Any = None) -> forms.Form:
        """The form of the home."""
        if self.takes_over:
            return ConversionForm(data, initial=initial)
        kind = CombinedForm if self.product == Product.COMBINED else HouseForm
        return kind(data, initial=initial, projects=self.projects)

    def family(self, data: Mapping[str, Any] | None = None, *, initial: Any = None) -> forms.Form:
        """The form of the family."""
        kind = ElsewhereForm if self.product == Product.OUT_OF_TOWN else FamilyForm
        first = {"homes": 0, "homes_spouse": 0, "with_spouse": self.spouse is not None, **(initial or {})}
        return kind(data, initial=first, spouse=self.spouse.name if self.spouse else "")

    def money(
        self, data: Mapping[str, Any] | None, house: forms.Form, *, initial: Any = None, judged: Judged | None = None
    ) -> MoneyForm:
        """The form of amount, term and accounts, beneath what can be lent."""
        cards = self.cards
        first = {"card": str(cards[0].pk) if cards else "", **(initial or {})}
        has_project = bool(house.is_bound and house.is_valid() and house.cleaned_data.get("project"))
        return MoneyForm(data, initial=first, judged=judged, cards=cards, has_project=has_project)

    def partner_id(self, family: forms.Form) -> int | None:
        """The spouse who borrows along by a form of the family; None where nobody does, or it is not whole."""
        wants = family.is_bound and family.is_valid() and family.cleaned_data.get("with_spouse")
        return self.spouse.pk if self.spouse and wants else None

    def asked(self, house: forms.Form, family: forms.Form, money: forms.Form | None = None) -> Asked:
        """What is asked for, of valid forms; without `money` only what it could be."""
        said, kin = house.cleaned_data, family.cleaned_data
        paid_back = money.cleaned_data if money is not None else {}
        project = said.get("project") or ""
        return Asked(
            borrower_id=self.person_id,
            told=self._told(house, kin, family, paid_back.get("amount", 0)),
            product=self.product,
            house_kind=said.get("house_kind") or HouseKind.SECOND_HAND,
            co_borrower_id=self.partner_id(family),
            project_id=int(project) if project else None,
            asked_fen=paid_back.get("amount", 0),
            months=paid_back.get("years", 0) * 12,
            method=paid_back.get("method", "equal_instalment"),
            card_id=int(paid_back["card"]) if paid_back.get("card") else None,
            payee=Payee(
                paid_back.get("payee_account", ""), paid_back.get("payee_name", ""), paid_back.get("payee_bank_no", "")
            ),
        )

    def _told(self, house: Any, kin: Mapping[str, Any], family: forms.Form, asked_fen: int) -> Told:
        home = house.told
        return Told(
            house=home,
            homes=kin["homes"],
            homes_spouse=kin.get("homes_spouse") or 0,
            other_debt_fen=kin["debt"] or 0,
            marriage="已婚" if self.spouse else kin["marriage"],
            is_multi_child=kin["is_multi_child"],
            is_talent=kin["is_talent"],
            agreement=f"DK{self.on:%Y%m%d}{self.person_id:06d}",
            bank=house.cleaned_data.get("bank", ""),
            bank_fen=max(0, home.price_fen - home.paid_fen - asked_fen) if self.product == Product.COMBINED else 0,
            old_loan=house.old_loan if isinstance(house, ConversionForm) else None,
            elsewhere=family.elsewhere if isinstance(family, ElsewhereForm) else None,
        )

    def judged(self, house: forms.Form, family: forms.Form, years: int = 0) -> Judged | None:
        """What could be lent by what was told; None while that is not whole."""
        if not (house.is_bound and family.is_bound and house.is_valid() and family.is_valid()):
            return None
        asked = self.asked(house, family)
        return offering.judge(Asked(**{**asked.__dict__, "months": years * 12}), self.on)
