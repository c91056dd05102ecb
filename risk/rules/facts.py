"""What a business app hands over about one application: facts, no foreign keys (design.md, kernel contracts).

Everything that a caller may not know has a default, and no rule hits on what is unknown. Money is in fen, areas in
square metres, months are "202611". Person ids are those of `accounts`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

SPOUSE, PARENT, CHILD = "SPOUSE", "PARENT", "CHILD"
"""Kinds of relative: what they are to the applicant."""

PURCHASES = frozenset({"purchase", "build"})
"""Reason codes with which somebody gets a house of their own: what the rules on houses count."""


@dataclass(frozen=True, slots=True)
class Relative:
    """A spouse, parent or child of the applicant on the acceptance date."""

    person_id: int
    kind: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document by its number. `kind`: contract, invoice, title, lease, loan, certificate…"""

    kind: str
    number: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """The title of a house went to somebody on a day."""

    on: date
    to: str
    to_person_id: int | None = None


@dataclass(frozen=True, slots=True)
class House:
    """The house that the money is for. `own_money_fen` is the price less what is lent."""

    title_number: str = ""
    contract_number: str = ""
    address: str = ""
    city: str = ""
    area_m2: Decimal | None = None
    price_fen: int | None = None
    own_money_fen: int | None = None
    district_price_fen: int | None = None
    """Average price of one square metre in its district."""
    owners: tuple[str, ...] = ()
    co_owner_person_ids: tuple[int, ...] = ()
    is_share_purchase: bool = False
    transfers: tuple[Transfer, ...] = ()
    is_out_of_town: bool = False


@dataclass(frozen=True, slots=True)
class Base:
    """The contribution base of one month."""

    month: str
    fen: int


@dataclass(frozen=True, slots=True)
class WorkEnd:
    """What a paper says of retirement or lost working ability, and what is known besides (F17).

    `on`: from which day by the paper. `earliest_on`: the first day that the law allows for this person (age, or an
    approved early retirement). `insured_on`: the day that social insurance knows. `last_paid_month`: the last month
    that an employer paid for.
    """

    kind: str
    on: date | None = None
    earliest_on: date | None = None
    insured_on: date | None = None
    differs_from_register: bool = False
    last_paid_month: str = ""


@dataclass(frozen=True, slots=True)
class Suit:
    """The lawsuit behind a court's deduction (F18)."""

    filed_on: date | None = None
    settled_on: date | None = None
    between_relatives: bool = False
    court: str = ""
    number: str = ""


@dataclass(frozen=True, slots=True)
class Handler:
    """A member of staff who had a hand in it, with what is known of them (F20)."""

    person_id: int
    relative_ids: tuple[int, ...] = ()
    phones: tuple[str, ...] = ()
    cards: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Payee:
    """One of several who are paid, each on an account of their own: an heir."""

    person_id: int
    account: str


@dataclass(frozen=True, slots=True)
class Facts:
    """One application as the checks see it. `case` is the number of the desk's case."""

    case: str
    business: str
    reason: str
    accepted_on: date
    applicant_id: int
    amount_fen: int = 0
    applicant_name: str = ""
    is_purchase: bool | None = None
    """Whether a house is bought or built with it; None: by the reason's code."""
    relatives: tuple[Relative, ...] = ()
    house: House | None = None
    documents: tuple[Paper, ...] = ()
    register_differences: tuple[str, ...] = ()
    """Sentences: what differs from the registers or is missing there, fit to be read to the applicant (F02)."""
    register_grounds: tuple[str, ...] = ()
    """What stands behind each, claimed and found, as a keyed hash: the same words may be said of another lie."""
    payee_account: str = ""
    payee_name: str = ""
    payee_is_supervised: bool = False
    """A developer's, seller's, lender's or landlord operator's account: many depositors' money may go there."""
    payees: tuple[Payee, ...] = ()
    """Where the money goes to several, `payee_account` to nobody."""
    others: tuple[int, ...] = ()
    """Further persons whom it concerns: the other heirs, and who left the money."""
    phone: str = ""
    agent_id: int | None = None
    device: str = ""
    address: str = ""
    """Network address it came from. Empty at a window: there it would be the centre's own."""
    is_self_service: bool = False
    applicant_is_staff: bool = False
    employer_id: int | None = None
    enrolled_on: date | None = None
    employer_since: date | None = None
    employer_active_staff: int | None = None
    is_agency: bool = False
    bases: tuple[Base, ...] = ()
    marriages: tuple[date, ...] = ()
    """Days on which the applicant married or divorced."""
    purchases_elsewhere: tuple[date, ...] = ()
    """Days of purchase withdrawals that other centres know of."""
    household_city: str = ""
    contribution_city: str = ""
    spouse_household_city: str = ""
    spouse_contribution_city: str = ""
    handlers: tuple[Handler, ...] = ()
    work_end: WorkEnd | None = None
    suit: Suit | None = None
    open_accounts: int = 1
    """How many open accounts the applicant's identity document has (F19)."""

    @property
    def buys(self) -> bool:
        """Whether a house is bought or built with the money."""
        return self.reason in PURCHASES if self.is_purchase is None else self.is_purchase

    @property
    def payee_accounts(self) -> tuple[str, ...]:
        """Every account that money goes to."""
        return tuple(each for each in (self.payee_account, *(payee.account for payee in self.payees)) if each)

    @property
    def concerned_ids(self) -> tuple[int, ...]:
        """The applicant, and whom else it concerns."""
        return (self.applicant_id, *self.others)

    @property
    def family_ids(self) -> frozenset[int]:
        """The applicant with spouse, parents and children."""
        return frozenset({self.applicant_id, *(each.person_id for each in self.relatives)})

    @property
    def spouse_ids(self) -> frozenset[int]:
        """Whom the applicant is married to."""
        return frozenset(each.person_id for each in self.relatives if each.kind == SPOUSE)
