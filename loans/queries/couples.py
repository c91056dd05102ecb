"""The couple that borrows: their accounts as the conditions see them, and what they have borrowed before."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import DocumentType, Person, Relation, RelationKind
from common import identity, months
from deposits import queries as deposits
from deposits.models import Encumbrance, PersonalAccount
from deposits.states import EncumbranceKind, FreezeKind, PersonalAccountStatus
from loans.models import Application, Loan
from loans.rules.eligibility import Saver
from loans.rules.telling import Elsewhere
from loans.states.loans import OPEN_LOANS, LoanStatus
from risk import queries as risk

SOURCE, APPLYING = "loans", "loans.application"
"""Sources of what loans lay on accounts: a loan that is owed, and an application whose ceiling rests on the balance."""
WHOLE = (FreezeKind.IN_ONLY, FreezeKind.NEITHER)
MOST_MONTHS = 60
"""So many months are looked at: the accounts' limit knows no longer ones."""


def relations_of(person_id: int, on: date) -> QuerySet[Relation]:
    """Spouse, parents and children on a day; a relation that ended on the day has ended."""
    rows = Relation.objects.filter(person=person_id, since__lte=on).filter(Q(until=None) | Q(until__gt=on))
    return rows.select_related("relative").order_by("kind", "id")


def spouse_of(person_id: int, on: date) -> Person | None:
    """The spouse on file on a day."""
    found = relations_of(person_id, on).filter(kind=RelationKind.SPOUSE).first()
    return found.relative if found else None


def household_of(person_ids: Collection[int], on: date) -> list[int]:
    """Whoever borrows, and the spouse on file on a day who may not borrow along: a household's loans are counted."""
    spouses = [couple.pk for each in person_ids if (couple := spouse_of(each, on)) is not None]
    return sorted({*person_ids, *spouses})


def saver_of(person_id: int, known_on: date) -> Saver:
    """Somebody as their open account stands, by what is known on a day."""
    person = Person.objects.get(pk=person_id)
    account = deposits.open_account_of(person_id)
    if account is None:
        return Saver(person.pk, person.name, person.birth_on, _is_man(person), has_account=False)
    through = paid_through(account, known_on)
    book = account.ledger_account
    return Saver(
        person_id=person.pk,
        name=person.name,
        born_on=person.birth_on,
        is_man=_is_man(person),
        is_normal=account.status == PersonalAccountStatus.NORMAL,
        is_frozen=any(each.kind in WHOLE for each in deposits.freezes_in_force(account)),
        paid_through=through,
        steady_months=steady_of(account, through),
        base_fen=account.base_fen,
        balance_fen=max(0, book.balance_fen - book.held_fen),
    )


def saver_elsewhere(person_id: int, told: Elsewhere) -> Saver:
    """Somebody who contributes at another centre, by its certificate (异地贷款缴存使用证明)."""
    person = Person.objects.get(pk=person_id)
    return Saver(
        person_id=person.pk,
        name=person.name,
        born_on=person.birth_on,
        is_man=_is_man(person),
        steady_months=told.months,
        base_fen=told.base_fen,
        balance_fen=told.balance_fen,
    )


def _is_man(person: Person) -> bool:
    """By the citizen number; of any other document the higher age limit holds."""
    return person.document_type != DocumentType.CITIZEN or identity.is_male(person.document_number)


def paid_through(account: PersonalAccount, known_on: date) -> str:
    """The last month paid; months of an approved deferral count as paid (domain §5.1)."""
    last, today = account.paid_through, months.month_of(known_on)
    spans = _deferrals(account)
    while last and (following := months.shift(last, 1)) <= today and _is_in(following, spans):
        last = following
    return last


def steady_of(account: PersonalAccount, through: str) -> int:
    """Months up to `through` paid in time without a gap; months at other centres are added where there is none since
    the account was opened here."""
    if not through:
        return 0
    spans, count = _deferrals(account), 0
    for each in reversed(deposits.months_paid(account, through, MOST_MONTHS, in_time=True)):
        if each.fen <= 0 and not _is_in(each.month, spans):
            break
        count += 1
    since_opened = months.months_between(months.month_of(account.opened_on), through) + 1
    return count + deposits.months_from_elsewhere(account.person_id) if count >= since_opened else count


def _deferrals(account: PersonalAccount) -> Sequence[tuple[str, str]]:
    return deposits.deferred_spans([account.employer_account_id]).get(account.employer_account_id, [])


def _is_in(month: str, spans: Sequence[tuple[str, str]]) -> bool:
    return any(first <= month <= last for first, last in spans)


def loans_before(person_ids: Collection[int], on: date) -> tuple[int, int]:
    """How many loans of the fund a household owes, and how many it has paid back."""
    mine = Loan.objects.filter(Q(borrower__in=person_ids) | Q(co_borrower__in=person_ids))
    elsewhere = laid_on(person_ids, on).filter(kind=EncumbranceKind.LOAN).exclude(source__startswith=SOURCE)
    owed = mine.filter(status__in=OPEN_LOANS).count() + elsewhere.count()
    return owed, mine.filter(status=LoanStatus.SETTLED).count()


def laid_on(person_ids: Collection[int], on: date) -> QuerySet[Encumbrance]:
    """What lies on accounts on a day."""
    rows = Encumbrance.objects.filter(person__in=person_ids, lifted_at=None, since__lte=on)
    return rows.filter(Q(until=None) | Q(until__gte=on)).order_by("id")


def bans_of(person_ids: Collection[int], on: date) -> tuple[str, ...]:
    """A sentence for each ban in force on one of them."""
    laid = laid_on(person_ids, on).filter(kind=EncumbranceKind.BAN).values_list("sentence", flat=True)
    words = _("被限制申请公积金贷款，至 %(until)s 止。")
    found = [words % {"until": f"{each.until:%Y-%m-%d}"} for each in risk.bans_on(list(person_ids), on)]
    return tuple(dict.fromkeys(list(laid) or found))


def house_taken(keys: Collection[str], *, without: int | None = None) -> Application | None:
    """An application or loan that runs for the same home, under any of its keys."""
    rows = Application.objects.filter(house_keys__overlap=list(keys), ended_at=None).exclude(pk=without or 0)
    over = (LoanStatus.SETTLED, LoanStatus.CANCELLED)
    return rows.exclude(contracts__loan__status__in=over).order_by("id").first()
