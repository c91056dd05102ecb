"""One person applying for one reason, whatever the way in: for whom, what is told, what can be had, to whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from accounts import queries as accounts
from accounts.models import BankCard, RelationKind
from withdrawals import queries
from withdrawals.forms.applying import FactsForm, MoneyForm, facts_form, who_key
from withdrawals.forms.parts import LoanForm
from withdrawals.models import Reason, SupervisedAccount
from withdrawals.queries import own_loans, pages
from withdrawals.rules.asking import Application, PayTo
from withdrawals.rules.limits import Allowance
from withdrawals.states import PayeeKind, Relation

CARDS = 20
"""How many cards a page offers."""

_OWNER_IS = {
    RelationKind.SPOUSE: Relation.SPOUSE,
    RelationKind.CHILD: Relation.PARENT,
    RelationKind.PARENT: Relation.CHILD,
}
"""What somebody is to the owner → what the owner is to them."""


@dataclass(frozen=True)
class Asking:
    """One person who applies for one reason on a day; forms and answers go through it."""

    reason: Reason
    person_id: int
    on: date

    @cached_property
    def who(self) -> list[tuple[str, str]]:
        """Whom it may be about, as choices: the owner, those of the family on file today, fellow borrowers."""
        allowed = self.reason.relations
        found = [(who_key(Relation.SELF, None), _("本人"))] if Relation.SELF in allowed else []
        for tie in queries.ties_of(self.person_id, self.on):
            relation = _OWNER_IS[RelationKind(tie.kind)]
            if relation in allowed:
                words = {"kind": RelationKind(tie.kind).label, "name": tie.name}
                found.append((who_key(relation, tie.person_id), _("%(kind)s %(name)s") % words))
        if Relation.CO_BORROWER in allowed:
            found.append((who_key(Relation.CO_BORROWER, None), _("本人是共同借款人")))
        return found

    @cached_property
    def cards(self) -> list[BankCard]:
        """The person's bound cards, where the reason pays to them."""
        return self.own_cards if PayeeKind.OWN_CARD in self.reason.payees else []

    @cached_property
    def own_cards(self) -> list[BankCard]:
        """All the person's bound cards."""
        return list(accounts.cards_of(self.person_id)[:CARDS])

    @cached_property
    def payees(self) -> list[SupervisedAccount]:
        """Registered accounts that the reason may be paid to."""
        return pages.payees_for(self.reason, self.on)

    @cached_property
    def first(self) -> dict[str, Any]:
        """First values of the facts: what was told the last time, and what is on file."""
        married = any(tie.kind == RelationKind.SPOUSE for tie in queries.ties_of(self.person_id, self.on))
        found: dict[str, Any] = {"marriage": "已婚" if married else "", "owners": pages.name_of(self.person_id)}
        mine = own_loans.own_loans(queries.household_of(self.person_id, self.on), self.on)
        if mine and self.reason.code == own_loans.REPAY:
            found |= LoanForm.of_books(own_loans.as_booked(mine[0]))
        before = pages.last_of(self.person_id, self.reason.pk)
        if before is not None:
            told = before.particulars
            for part in facts_form(self.reason).parts:
                known = getattr(told, part.gives)
                found |= part.typed(known) if known else {}
            found["is_multi_child"] = told.is_multi_child
        return found

    def facts(self, data: Mapping[str, Any] | None = None, *, initial: Any = None) -> FactsForm:
        """The form of what the reason has to be told."""
        return facts_form(self.reason)(data, initial={**self.first, **(initial or {})}, who=self.who)

    def money(
        self, data: Mapping[str, Any] | None = None, *, initial: Any = None, allowance: Allowance | None = None
    ) -> MoneyForm:
        """The form of amount and payee, beneath an allowance."""
        return MoneyForm(data, initial=initial, allowance=allowance, cards=self.cards, payees=self.payees)

    def application(self, facts: FactsForm, amount_fen: int = 0, payee: PayTo | None = None) -> Application:
        """What is asked for, of a valid form."""
        relation, subject_id = facts.relation
        return Application(
            reason=self.reason.code,
            person_id=self.person_id,
            amount_fen=amount_fen,
            particulars=facts.particulars,
            payee=payee or PayTo(),
            relation=relation,
            subject_id=subject_id,
        )

    def allowance(self, facts: forms.Form) -> Allowance | None:
        """What can be had by what was told; None while that is not whole."""
        if not (isinstance(facts, FactsForm) and facts.is_bound and facts.is_valid()):
            return None
        return queries.allowance(self.application(facts), self.on)
