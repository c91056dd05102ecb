"""Accounts that may be one person's, accounts that became one, and what goes over."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection
from django.db.models import Exists, OuterRef, QuerySet

from accounts import rules as people
from accounts.models import DocumentType, Person
from deposits.models import AccountMerge, PersonalAccount
from deposits.queries.interest import LATER, TODAY, unsettled_since
from deposits.rules import merging as rules
from deposits.states import OPEN_STATUSES
from ledger import queries as ledger
from ledger.models import Entry

SHOWN = 200
"""So many groups are listed at a time; the next come when these are settled."""

# One name, birth date and phone, more than one open account. Phones that several have come from the index of phones
# alone; only their owners are looked at.
_ALIKE = """
    WITH shared AS MATERIALIZED (
        SELECT phone_index FROM accounts_person WHERE phone_index <> '' GROUP BY phone_index HAVING count(*) > 1
    )
    SELECT array_agg(a.id ORDER BY a.id)
    FROM shared JOIN accounts_person p ON p.phone_index = shared.phone_index
    JOIN deposits_personalaccount a ON a.person_id = p.id
    WHERE a.status IN ('01', '02') AND p.birth_on IS NOT NULL
    GROUP BY p.name, p.birth_on, p.phone_index
    HAVING count(*) > 1 ORDER BY min(a.id) LIMIT %s
"""


@dataclass(frozen=True)
class Alike:
    """Open accounts that look like one person's, and by what."""

    by_number: bool
    accounts: list[PersonalAccount]


def possible_duplicates() -> list[Alike]:
    """Open accounts under the old and the new form of one number, then those of one name, birth date and phone."""
    pairs = _by_old_number()
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, [SHOWN])
        groups = [tuple(ids) for (ids,) in cursor.fetchall()]
    ids = {pk for group in [*pairs, *groups] for pk in group}
    rows = PersonalAccount.objects.filter(pk__in=ids).select_related(
        "person", "employer_account__employer", "ledger_account"
    )
    known = {each.pk: each for each in rows}
    found = [Alike(True, [known[pk] for pk in pair]) for pair in pairs]
    return found + [Alike(False, [known[pk] for pk in group]) for group in groups if group not in set(pairs)]


def _by_old_number() -> list[tuple[int, ...]]:
    """Pairs of accounts, one under a 15-digit number and one under its 18-digit form."""
    open_account = PersonalAccount.objects.filter(person=OuterRef("pk"), status__in=OPEN_STATUSES)
    others = Person.objects.filter(Exists(open_account), document_type=DocumentType.OTHER)
    old = others.order_by("document_index", "id").only("document_number")[: 50 * SHOWN]
    longer = {
        people.document_index(number): person.pk
        for person in old
        if (number := rules.longer_number(person.document_number))
    }
    new = Person.objects.filter(document_type=DocumentType.CITIZEN, document_index__in=longer)
    twins = {pk: longer[index] for pk, index in new.values_list("pk", "document_index")}
    rows = PersonalAccount.objects.filter(person__in=[*twins, *twins.values()], status__in=OPEN_STATUSES).values_list(
        "person", "pk"
    )
    accounts = dict(rows)
    return [
        tuple(sorted((accounts[one], accounts[other])))
        for one, other in twins.items()
        if one in accounts and other in accounts
    ]


def moves_to_take(source: PersonalAccount) -> list[rules.Move]:
    """What an account brings along day by day since its interest was last settled; nothing where it never moved."""
    since = unsettled_since(source)
    if since is None:
        return []
    entries = Entry.objects.filter(account=source.ledger_account_id, value_on__gte=since)
    rows = entries.values_list("value_on", "credit_fen", "debit_fen", "journal__reason")
    moves = [(day + LATER.get(reason, TODAY), came - went) for day, came, went, reason in rows]
    opening = ledger.balance_on(source.ledger_account, since - timedelta(days=1))
    return rules.net_moves(opening, since, moves)


def merged_into(account_ids: Iterable[int]) -> dict[int, int]:
    """The accounts that became part of these: source id → target id."""
    rows = AccountMerge.objects.filter(target__in=list(account_ids), done_at__isnull=False)
    return dict(rows.values_list("source", "target"))


def merges_of(account: PersonalAccount) -> QuerySet[AccountMerge]:
    """The merges an account has been through, newest first."""
    done = AccountMerge.objects.filter(target=account, done_at__isnull=False)
    return done.select_related("source").order_by("-done_at", "-id")
