"""The day the books begin: bank accounts come in with their balances (domain §11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank.models import BankAccount
from bank.rules import opening
from bank.rules.tables import BadFile, Fault
from common.errors import BusinessError
from common.transactions import operation, step
from ledger import operations as ledger
from ledger.models import Account, Subject
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

OPENING_KEY = "bank-opening"


class AlreadyOpened(BusinessError):
    """Some of these bank accounts are in the books already."""


@dataclass(frozen=True, slots=True)
class OpeningResult:
    """What the opening brought: bank accounts, their balances, and what stands against 321-04 (credit above zero)."""

    accounts: tuple[BankAccount, ...]
    bank_fen: int
    contra_fen: int


@operation
def import_opening_balances(
    *, rows: Sequence[opening.OpeningRow], debit_fen: int, credit_fen: int, by: User | None, at: datetime
) -> OpeningResult:
    """Open the centre's bank accounts and book all opening balances in one journal, dated the open business date.

    `debit_fen` and `credit_fen` are the control totals handed over with the file. What the rows do not balance
    stands against 321-04. Raises BadFile, AlreadyOpened.
    """
    opening.check_totals(rows, debit_fen=debit_fen, credit_fen=credit_fen)
    numbers = [row.account for row in rows if row.is_bank]
    if BankAccount.objects.filter(number__in=numbers).exists():
        raise AlreadyOpened(_("这些银行账户已经建账，不能重复导入期初。"))
    on = policy.book_date()
    debits: list[ledger.Line] = []
    credits: list[ledger.Line] = []
    accounts: list[BankAccount] = []
    for row in rows:
        account = _open_bank_account(row) if row.is_bank else None
        if account is not None:
            accounts.append(account)
        book_id = account.ledger_account_id if account else _carried_over(row).pk
        if row.debit_fen:
            debits.append(ledger.Line(book_id, row.debit_fen))
        if row.credit_fen:
            credits.append(ledger.Line(book_id, row.credit_fen))
    contra_fen = debit_fen - credit_fen
    if contra_fen:
        contra = ledger.open_account(
            code=opening.CONTRA_SUBJECT, name=_("待分配增值收益"), subject=opening.CONTRA_SUBJECT, on=on,
            is_guarded=False,
        )  # fmt: skip
        (credits if contra_fen > 0 else debits).append(ledger.Line(contra.pk, abs(contra_fen)))
    if debits:
        key = f"{OPENING_KEY}-{numbers[0] if numbers else on}"
        ledger.post(key=key, reason=Reason.OPENING, on=on, value_on=on, debits=debits, credits=credits, by=by, at=at)
    bank_fen = sum(row.debit_fen - row.credit_fen for row in rows if row.is_bank)
    return OpeningResult(tuple(accounts), bank_fen, contra_fen)


@step
def _open_bank_account(row: opening.OpeningRow) -> BankAccount:
    """A bank account with its account in the books: 101-01, 101-02 …"""
    number = 1 + BankAccount.objects.filter(kind=row.subject).count()
    book = ledger.open_account(
        code=f"{row.subject}-{number:02d}",
        name=f"{row.bank} {row.account}"[:120],
        subject=row.subject,
        on=policy.book_date(),
        is_guarded=False,
    )
    return BankAccount.objects.create(
        number=row.account,
        name=row.name,
        bank_name=row.bank,
        kind=row.subject,
        channel=row.channel,
        ledger_account=book,
    )


def _carried_over(row: opening.OpeningRow) -> Account:
    """The control account of a subject carried over. Raises BadFile for a subject not in the chart."""
    subject = Subject.objects.filter(pk=row.subject).first()
    if subject is None:
        raise BadFile([Fault(row.row, "subject", _("会计科目表里没有这个科目。"))])
    return ledger.open_account(
        code=subject.code, name=subject.name, subject=subject.code, on=policy.book_date(), is_guarded=False
    )
