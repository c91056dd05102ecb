"""Bank lines come in: a whole statement file or nothing of it, or one notice; each line once for ever."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, F, Sum, When
from django.utils.translation import gettext as _

from bank.gateways.base import Notice
from bank.models import BankAccount, BankLine, Receipt, Reversal, StatementImport
from bank.operations import expectations, matching, payments, reversals
from bank.rules import statement
from bank.rules.tables import BadFile, Fault
from bank.states import Direction, ReceiptStatus
from common import identity
from common.errors import BusinessError
from common.transactions import operation, step, wake
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

MATCHED_AT_ONCE = 300
SIGNED_FEN = Sum(Case(When(direction=Direction.CREDIT, then=F("amount_fen")), default=-F("amount_fen")), default=0)


class UnknownBankAccount(BusinessError):
    """The account is none of the centre's."""


class ChangedLine(BusinessError):
    """A known serial came again with another content."""


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What a statement brought: its imports (one an account), new and repeated lines, how many wait for their day."""

    imports: tuple[StatementImport, ...]
    new_count: int
    repeated_count: int
    waiting_count: int
    is_repeat: bool


def import_statement(*, name: str, content: bytes, by: User | None, at: datetime) -> ImportResult:
    """Take in a statement file (UTF-8 or GBK, domain §8.2), then book and match what it brought.

    The file is stored whole or not at all: raises BadFile with `.errors` by row and column. The same file again
    changes nothing. Lines dated after the open business date are stored and wait for their day. Of a long statement
    the first part is matched at once, the rest in the background.
    """
    result = store_statement(name=name, content=content, by=by, at=at)
    sweep(by=by, at=at, limit=MATCHED_AT_ONCE)
    new = Receipt.objects.filter(line__statement__in=result.imports, status=ReceiptStatus.NEW)
    waiting = new.filter(value_date__gt=policy.book_date()).count()
    return ImportResult(result.imports, result.new_count, result.repeated_count, waiting, result.is_repeat)


def sweep(*, by: User | None, at: datetime, limit: int | None = None) -> int:
    """Book, match and undo whatever is due: after an import, after a notice, after the business date moved."""
    matched = matching.match_new_receipts(by=by, at=at, limit=limit)
    return matched + reversals.apply_new_reversals(by=by, at=at, limit=limit)


@operation
def store_statement(*, name: str, content: bytes, by: User | None, at: datetime) -> ImportResult:
    """Store a statement's new lines in one transaction. Raises BadFile."""
    lines = statement.parse(content)
    accounts = _lock_accounts(lines)
    sha256 = hashlib.sha256(content).hexdigest()
    first = tuple(StatementImport.objects.filter(bank_account__in=accounts.values(), sha256=sha256).order_by("id"))
    if first:
        return ImportResult(first, 0, len(lines), 0, True)
    imports = []
    for number, account in accounts.items():
        own = [line for line in lines if line.account == number]
        imports.append(_store_of_account(account, own, name=name, sha256=sha256, by=by, at=at))
    wake("bank.tasks.sweep")
    new, repeated = sum(each.new_count for each in imports), sum(each.repeated_count for each in imports)
    return ImportResult(tuple(imports), new, repeated, 0, False)


@operation
def receive_notice(*, notice: Notice, at: datetime) -> BankLine:
    """Take in one pushed line (SBDC100). The same line again, from a notice or a file, gives the first one back.

    Raises UnknownBankAccount, or ChangedLine where the serial stands for another content. Booking and matching are
    woken after commit.
    """
    number = identity.normalise(notice.account)
    account = BankAccount.objects.select_for_update(no_key=True).filter(number=number).first()
    if account is None:
        raise UnknownBankAccount(_("这不是本中心的银行账户。"))
    line = statement.Line(
        row=0,
        account=number,
        value_date=notice.value_date,
        time=notice.time,
        bank_serial=notice.bank_serial,
        direction=notice.direction,
        amount_fen=notice.amount_fen,
        balance_fen=notice.balance_fen,
        counter_account=identity.normalise(notice.counter_account),
        counter_name=notice.counter_name,
        remark=notice.remark,
        summary=notice.summary,
        is_reversal=notice.is_reversal,
    )
    known = account.lines.filter(value_date=line.value_date, bank_serial=line.bank_serial).first()
    if known is not None:
        if (known.direction, known.amount_fen, known.is_reversal) != line.body:
            raise ChangedLine(_("这个流水号已有一笔明细，但方向、金额或冲正标志不同。"))
        return known
    (stored,) = _store_lines(account, [line], None, at=at)
    if account.statement_balance_fen is None:
        account.statement_balance_fen = line.balance_fen
    else:
        account.statement_balance_fen += line.signed_fen
    account.statement_on = max(filter(None, [account.statement_on, line.value_date]))
    account.save(update_fields=["statement_balance_fen", "statement_on"])
    wake("bank.tasks.sweep")
    return stored


def _lock_accounts(lines: Sequence[statement.Line]) -> dict[str, BankAccount]:
    """The bank accounts of a file by number, locked in id order. Raises BadFile for an account that is not ours."""
    rows = BankAccount.objects.select_for_update(no_key=True).filter(number__in={line.account for line in lines})
    accounts = {account.number: account for account in rows.order_by("id")}
    faults = [Fault(line.row, "account", _("不是本中心的银行账户。")) for line in lines if line.account not in accounts]
    if faults:
        raise BadFile(faults)
    return accounts


def _store_of_account(
    account: BankAccount,
    lines: list[statement.Line],
    *,
    name: str,
    sha256: str,
    by: User | None,
    at: datetime,
) -> StatementImport:
    days = [line.value_date for line in lines]
    stored = account.lines.filter(value_date__range=(min(days), max(days)))
    known = {
        (day, serial): (direction, fen, is_reversal)
        for day, serial, direction, fen, is_reversal in stored.values_list(
            "value_date", "bank_serial", "direction", "amount_fen", "is_reversal"
        )
    }
    faults = statement.changed(lines, known)
    if faults:
        raise BadFile(faults)
    chain = statement.chain(lines, known)
    gap_fen = _move_balance(account, lines, chain)
    made = StatementImport.objects.create(
        bank_account=account,
        file_name=name[:200],
        sha256=sha256,
        opening_fen=chain.opening_fen,
        closing_fen=chain.closing_fen,
        gap_fen=gap_fen,
        line_count=len(lines),
        new_count=len(chain.new),
        repeated_count=chain.repeated,
        by=by,
        at=at,
    )
    _store_lines(account, chain.new, made, at=at)
    return made


def _move_balance(account: BankAccount, lines: Iterable[statement.Line], chain: statement.Chain) -> int:
    """Bring the account's declared balance forward; how far the file is from where the last one ended, in fen.

    An older file that does not go on from there fills a gap, and says nothing new about the balance. Notices that
    came since the last file and are not in this one lie after its end.
    """
    if not chain.new:
        return 0
    last_day = max(line.value_date for line in lines)
    keys = {line.key for line in lines}
    last = account.imports.order_by("-id").first()
    notices = account.lines.filter(statement=None)
    if last is not None:
        notices = notices.filter(at__gt=last.at)
    after = sum(line.signed_fen for line in notices if (line.value_date, line.bank_serial) not in keys)
    declared = chain.closing_fen + after
    before, before_on = account.statement_balance_fen, account.statement_on
    gap_fen = 0 if before is None else declared - before - sum(line.signed_fen for line in chain.new)
    if gap_fen and before_on is not None and last_day < before_on:
        return 0
    account.statement_balance_fen, account.statement_on = declared, max(filter(None, [before_on, last_day]))
    account.save(update_fields=["statement_balance_fen", "statement_on"])
    return gap_fen


@step
def _store_lines(
    account: BankAccount, lines: Sequence[statement.Line], imported: StatementImport | None, *, at: datetime
) -> list[BankLine]:
    """Write new lines with their receipts and reversals; a debit line may settle a payment under way."""
    stored = BankLine.objects.bulk_create(
        [_bank_line(account, line, imported, at=at) for line in lines], batch_size=1000
    )
    Receipt.objects.bulk_create(
        [
            Receipt(line=line, value_date=line.value_date, amount_fen=line.amount_fen)
            for line in stored
            if line.direction == Direction.CREDIT and not line.is_reversal
        ],
        batch_size=1000,
    )
    for line in stored:
        if line.is_reversal:
            Reversal.objects.create(line=line, original=reversals.find_original(line), value_date=line.value_date)
        elif line.direction == Direction.DEBIT:
            payments.settle_by_line(line, at=at)
    return stored


def _bank_line(
    account: BankAccount, line: statement.Line, imported: StatementImport | None, *, at: datetime
) -> BankLine:
    return BankLine(
        bank_account=account,
        statement=imported,
        line_no=line.row,
        value_date=line.value_date,
        time=line.time,
        bank_serial=line.bank_serial,
        direction=line.direction,
        amount_fen=line.amount_fen,
        balance_fen=line.balance_fen,
        counter_account=line.counter_account,
        counter_index=expectations.payer_index(line.counter_account),
        counter_tail=line.counter_account[-4:],
        counter_name=line.counter_name,
        remark=line.remark,
        summary=line.summary,
        is_reversal=line.is_reversal,
        at=at,
    )
