"""Proofs: whose a user may see, what a code proves, and what is certified of an account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Door, Person, User
from accounts.permissions import Permission
from common import identity, months
from deposits.models import Encumbrance, OwnPayment, PersonalAccount, Proof, RemittanceItem
from deposits.queries.explain import Bill, bill, months_paid
from deposits.queries.figures import fund_years
from deposits.queries.letters import encumbrances_of, months_from_elsewhere
from deposits.rules import proofs as rules
from deposits.rules.letters import steady_months
from deposits.states import PROOF_BADGE, EncumbranceKind, ListStatus, OwnPaymentStatus, ProofKind, ProofStanding

MOST_MONTHS = 600
"""Fifty years: longer than anybody has paid."""


def proofs_visible_to(user: User) -> QuerySet[Proof]:
    """All for staff who may see accounts, one's own for a depositor; newest first."""
    rows = Proof.objects.select_related("account__person", "issued_by__person", "revoked_by__person").order_by("-id")
    if user.door == Door.STAFF:
        return rows if user.may(Permission.ACCOUNT_VIEW) else rows.none()
    return rows.filter(account__person=user.person_id) if user.door == Door.DEPOSITOR else rows.none()


def proof_of_code(code: str) -> Proof | None:
    """The proof that was issued under a code, typed with or without spaces."""
    typed = identity.normalise(code)[:16]
    rows = Proof.objects.select_related("account__person")
    return rows.filter(verify_code=typed).first() if typed else None


@dataclass(frozen=True)
class ProofStands:
    """A proof as it stands on a day."""

    proof: Proof
    standing: ProofStanding

    @property
    def badge(self) -> str:
        """Colour of its standing."""
        return PROOF_BADGE[self.standing]

    @property
    def holder(self) -> str:
        """Whose it is, for everybody's eyes: the family name."""
        return rules.masked_name(str(self.proof.facts["name"]))

    @property
    def fingerprint(self) -> str:
        """The beginning of its fingerprint, in groups."""
        return rules.short_fingerprint(self.proof.fingerprint)

    @property
    def is_valid(self) -> bool:
        """Whether it holds."""
        return self.standing == ProofStanding.VALID


def stands(proof: Proof, today: date) -> ProofStands:
    """How a proof stands on a day."""
    found = rules.standing(is_revoked=proof.revoked_at is not None, expires=proof.expires_on, today=today)
    return ProofStands(proof, found)


def may_have(account: PersonalAccount, today: date) -> list[tuple[ProofKind, list[int]]]:
    """What can be certified of an account now, a bill with the years to choose from."""
    found: list[tuple[ProofKind, list[int]]] = [(kind, []) for kind in ProofKind if not why_not(account, kind)]
    return [(kind, fund_years(account, today) if kind == ProofKind.BILL else []) for kind, _years in found]


def why_not(account: PersonalAccount, kind: str) -> str:
    """Why a certificate cannot be given, in a sentence; "" where it can."""
    if kind == ProofKind.BILL:
        return ""
    if not account.paid_through:
        return _("账户里还没有缴存记录，首次入账后再开具。")
    if kind == ProofKind.OUT_OF_TOWN and account.closed_on is not None:
        return _("账户已经销户，不能开具异地贷款缴存使用证明。")
    return ""


def content_of(account: PersonalAccount, kind: str, *, on: date, year: int | None = None) -> dict[str, Any]:
    """What is certified: plain data in fen, codes and dates as text; words come when it is set or shown.

    Fields as 建金〔2015〕135号 asks of certificates for out-of-town loans, and GB/T 51271-2017 of contribution ones.
    """
    if kind == ProofKind.BILL:
        assert year is not None
        return {**_head(account, on), **_bill(bill(account, year))}
    found = {**_head(account, on), **_paid(account)}
    return {**found, **_burdens(account)} if kind == ProofKind.OUT_OF_TOWN else found


def _head(account: PersonalAccount, on: date) -> dict[str, Any]:
    person = account.person
    return {
        "as_of": on.isoformat(),
        "name": person.name,
        "document_type": person.document_type,
        "document_number": person.document_number,
        "account": account.number,
        "employer": account.employer_account.employer.name,
        "status": account.status,
        "opened_on": account.opened_on.isoformat(),
        "closed_on": account.closed_on.isoformat() if account.closed_on else "",
        "paid_through": account.paid_through,
    }


def _paid(account: PersonalAccount) -> dict[str, Any]:
    employer = account.employer_account
    return {
        "base_fen": account.base_fen,
        "employer_rate": f"{employer.employer_rate.normalize():f}",
        "employee_rate": f"{employer.employee_rate.normalize():f}",
        "employer_part_fen": account.employer_part_fen,
        "employee_part_fen": account.employee_part_fen,
        "monthly_fen": account.monthly_fen,
        "months_continuous": months_continuous(account),
        "months_elsewhere": months_from_elsewhere(account.person_id),
        "balance_fen": account.ledger_account.balance_fen,
    }


def months_continuous(account: PersonalAccount) -> int:
    """How many months up to the last one paid were paid without a gap, here."""
    paid = RemittanceItem.objects.filter(account=account, list__status=ListStatus.ALLOCATED)
    own = OwnPayment.objects.filter(member__account=account, status=OwnPaymentStatus.CREDITED)
    firsts = (
        paid.order_by("list__month").values_list("list__month", flat=True).first(),
        own.order_by("first_month").values_list("first_month", flat=True).first(),
    )
    first = min((each for each in firsts if each), default="")
    if not first or not account.paid_through:
        return 0
    count = min(months.months_between(first, account.paid_through) + 1, MOST_MONTHS)
    found = months_paid(account, account.paid_through, max(count, 1), in_time=True)
    return steady_months([(each.month, each.fen) for each in found])


def _burdens(account: PersonalAccount) -> dict[str, Any]:
    """What is on record here that a lender asks for; nothing is said that nobody has put on record."""
    loans = Encumbrance.objects.filter(person=account.person_id, kind=EncumbranceKind.LOAN).count()
    laid = encumbrances_of(account.person_id)
    return {
        "loans": loans,
        "loans_unsettled": laid.filter(kind=EncumbranceKind.LOAN).count(),
        "burdens": list(laid.exclude(kind=EncumbranceKind.LOAN).values_list("sentence", flat=True)),
    }


def _bill(found: Bill) -> dict[str, Any]:
    return {
        "year": found.year,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "opening_fen": found.opening_fen,
        "contributed_fen": found.contributed_fen,
        "interest_fen": found.interest_fen + found.other_in_fen,
        "out_fen": found.out_fen,
        "closing_fen": found.closing_fen,
        "lines": [
            {
                "value_on": line.entry.value_on.isoformat(),
                "title": line.title,
                "why": line.why.line,
                "change_fen": line.change_fen,
                "balance_fen": line.balance_fen,
            }
            for line in reversed(found.entries)
        ],
    }


def own_data(person: Person) -> tuple[str, list[dict[str, object]]]:
    """The proofs' section of the export of one's own data."""
    rows = Proof.objects.filter(account__person=person).order_by("id")
    return _("开具过的证明"), [
        {
            _("证明编号"): each.number,
            _("种类"): each.get_kind_display(),
            _("开具时间"): each.issued_at,
            _("有效期至"): each.expires_on,
            _("撤销时间"): each.revoked_at,
        }
        for each in rows
    ]
