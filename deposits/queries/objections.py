"""Objections to a balance: the account re-added from its entries, each line against its source, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum

from accounts.models import Door, User
from accounts.permissions import Permission
from common import identity
from common.months import fund_year
from deposits.models import BalanceObjection, PersonalAccount, RemittanceList
from deposits.queries.explain import Explained, explained_entries
from deposits.queries.figures import year_span
from deposits.rules import contribution
from deposits.rules.objections import Sums, add_up, agrees_with_source
from deposits.states import ListStatus
from ledger.models import Entry, Journal
from ledger.states import Reason


@dataclass(frozen=True)
class CheckedLine:
    """An entry with the list it came from; `agrees` None where no list stands behind it (interest, a transfer)."""

    line: Explained
    source: str
    agrees: bool | None
    is_meant: bool


@dataclass(frozen=True)
class Recheck:
    """A stretch of an account added up anew, beside the balance that the books keep for its last day."""

    since: date
    until: date
    sums: Sums
    lines: list[CheckedLine]
    booked_fen: int

    @property
    def holds(self) -> bool:
        """Whether the sum is the books' balance and every line what its list says."""
        return self.sums.closing_fen == self.booked_fen and all(line.agrees is not False for line in self.lines)


def objections_visible_to(user: User) -> QuerySet[BalanceObjection]:
    """All for staff who may see cases; one's own for a depositor."""
    rows = BalanceObjection.objects.select_related(
        "case__version", "case__branch", "account__person", "account__ledger_account", "account__employer_account"
    ).select_related("entry__journal", "journal", "answered_by__person")
    if user.door == Door.STAFF:
        return rows if user.may(Permission.CASE_VIEW) else rows.none()
    return rows.filter(account__person=user.person_id) if user.door == Door.DEPOSITOR else rows.none()


def objection_of_code(code: str) -> BalanceObjection | None:
    """The answer that was issued under a code, typed with or without spaces."""
    typed = identity.normalise(code)[:16]
    rows = BalanceObjection.objects.select_related("case__branch")
    return rows.filter(verify_code=typed).first() if typed else None


def recheck(objection: BalanceObjection, today: date) -> Recheck:
    """Re-add what the objection is about: its period, else the fund year of its entry to today, else all there is."""
    account = objection.account
    since, until = _stretch(objection, today)
    entries = Entry.objects.filter(account_id=account.ledger_account_id)
    before, after = entries.filter(value_on__lt=since), entries.filter(value_on__gt=until)
    lines = [_checked(line, objection.entry_id) for line in reversed(explained_entries(account, since, until))]
    sums = add_up(_net(before), [each.line.change_fen for each in lines])
    account.ledger_account.refresh_from_db(fields=["balance_fen"])
    return Recheck(since, until, sums, lines, account.ledger_account.balance_fen - _net(after))


def _stretch(objection: BalanceObjection, today: date) -> tuple[date, date]:
    if objection.since is not None and objection.until is not None:
        return objection.since, objection.until
    if objection.entry is not None:
        return year_span(fund_year(objection.entry.value_on))[0], max(today, objection.entry.value_on)
    oldest = Entry.objects.filter(account_id=objection.account.ledger_account_id).order_by("value_on", "id").first()
    return min(oldest.value_on if oldest else today, objection.account.opened_on), today


def _net(entries: QuerySet[Entry]) -> int:
    return int(entries.aggregate(fen=Sum(F("credit_fen") - F("debit_fen"), default=0))["fen"])


def _checked(line: Explained, meant_id: int | None) -> CheckedLine:
    item = line.why.item
    is_meant = line.entry.pk == meant_id
    if item is None:
        return CheckedLine(line, "", None, is_meant)
    remittance = item.list
    parts = contribution(
        base_fen=item.base_fen,
        employer_rate=remittance.employer_rate,
        employee_rate=remittance.employee_rate,
        unit_fen=remittance.unit_fen,
    )
    same = agrees_with_source(
        line.change_fen, item.total_fen, is_reversal=line.entry.journal.reverses_id is not None
    ) and (parts.employer_fen, parts.employee_fen) == (item.employer_fen, item.employee_fen)
    return CheckedLine(line, remittance.number, same, is_meant)


def corrections(objection: BalanceObjection) -> QuerySet[Journal]:
    """What an answer may name as the correction: bookings on the account since the objection came in that put right.

    These are reversals, corrected interest, and a month that was reversed and came in anew; an ordinary month is none.
    """
    entries = Entry.objects.filter(
        account_id=objection.account.ledger_account_id, journal__at__gte=objection.case.submitted_at
    )
    reversed_before = RemittanceList.objects.filter(
        employer_account=OuterRef("remittance__employer_account"),
        month=OuterRef("remittance__month"),
        status=ListStatus.REVERSED,
    ).exclude(pk=OuterRef("remittance"))
    puts_right = Q(reverses__isnull=False) | Q(reason=Reason.INTEREST_CORRECTED) | Exists(reversed_before)
    return Journal.objects.filter(puts_right, pk__in=entries.values("journal")).order_by("-id")


def entry_of(account: PersonalAccount, entry_id: int | None) -> Entry | None:
    """An entry of the account; None where there is none of that id."""
    if entry_id is None:
        return None
    return Entry.objects.filter(account_id=account.ledger_account_id, pk=entry_id).first()
