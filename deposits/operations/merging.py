"""Two accounts of one person become one (合并账户): found, proved, agreed to by a second person, carried out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.money import yuan
from common.states import move
from common.transactions import operation, step
from deposits.models import (
    AccountMerge,
    Encumbrance,
    InterestClosing,
    InterestRun,
    PersonalAccount,
    RemittanceItem,
    TransferLetter,
)
from deposits.operations import executing, messages
from deposits.operations.settling import keep_apart
from deposits.operations.wrong import accept_seen
from deposits.queries import merging as queries
from deposits.rules import merging as rules
from deposits.states import OPEN_LETTERS, OPEN_STATUSES, PERSONAL_MOVES, WAITING_STATUSES, MergeProof, RunStatus
from desk import operations as desk
from desk.models import Case
from desk.states.cases import OPEN_STATUSES as OPEN_CASES
from desk.states.cases import Channel
from ledger import operations as ledger
from ledger.models import Account
from ledger.states import Reason
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

KIND = "account_merge"
CLEARING = "219-merge"
"""Where money stands for a moment when movements go both ways; nothing ever stays on it."""


class CannotMerge(BusinessError):
    """The two accounts may not become one, or not now; the sentence says why."""


@dataclass(frozen=True)
class Merging:
    """Which account goes into which, and how they were found to be one person's."""

    source_id: int
    target_id: int
    proof: MergeProof
    note: str


@operation
def ask_merge(*, merging: Merging, by: User, at: datetime, branch_id: int | None = None) -> Case:
    """Open the case of a merge at a window that has seen the papers. Raises CannotMerge, and as `desk.open_case`."""
    source, target = _lock_both(merging.source_id, merging.target_id)
    _refuse(source, target, merging.proof)
    case = desk.open_case(
        kind=KIND,
        title=_("账户合并：%(source)s 并入 %(target)s") % {"source": source.number, "target": target.number},
        person_id=target.person_id,
        matter=f"account-{source.pk}",
        amount_fen=source.ledger_account.balance_fen,
        channel=Channel.WINDOW,
        branch_id=branch_id or target.employer_account.employer.branch_id,
        tags={"window", merging.proof.lower()},
        by=by,
        at=at,
    )
    AccountMerge.objects.create(
        case=case,
        source=source,
        target=target,
        source_person_id=source.person_id,
        proof=merging.proof,
        note=merging.note.strip()[:200],
    )
    accept_seen(case, by=by, at=at)
    return case


@step
def _lock_both(source_id: int, target_id: int) -> tuple[PersonalAccount, PersonalAccount]:
    rows = PersonalAccount.objects.select_for_update(of=("self",), no_key=True)
    both = {each.pk: each for each in rows.filter(pk__in=[source_id, target_id]).order_by("pk")}
    if len(both) != 2:
        raise CannotMerge(_("请选择两个不同的账户。"))
    return both[source_id], both[target_id]


def _refuse(source: PersonalAccount, target: PersonalAccount, proof: str) -> None:
    """Each reason why not, in its own sentence. Raises CannotMerge."""
    if source.status not in OPEN_STATUSES or target.status not in OPEN_STATUSES:
        raise CannotMerge(_("只有正常或封存的账户可以合并。"))
    said = rules.why_not(
        source_status=source.status,
        target_status=target.status,
        same_employer=source.employer_account_id == target.employer_account_id,
    )
    if said:
        raise CannotMerge(said)
    numbers = (source.person.document_number, target.person.document_number)
    if proof == MergeProof.OLD_NUMBER and not rules.same_citizen(*numbers):
        raise CannotMerge(_("两个证件号码不是同一个号码的 15 位和 18 位。请改选其他证明，并核验材料。"))
    _refuse_bound(source)


def _refuse_bound(source: PersonalAccount) -> None:
    """What lies on the account that goes, or is under way for its owner, is settled first. Raises CannotMerge."""
    if source.ledger_account.held_fen:
        raise CannotMerge(_("要并入的账户有占用的款项，相关业务办结后再合并。"))
    if RemittanceItem.objects.filter(account=source, list__status__in=WAITING_STATUSES).exists():
        raise CannotMerge(_("要并入的账户在待入账的清册中，入账后再合并。"))
    if Encumbrance.objects.filter(person=source.person_id, lifted_at=None).exists():
        raise CannotMerge(_("要并入的账户有贷款、冻结或其他限制，解除后再合并。"))
    if TransferLetter.objects.filter(person=source.person_id, status__in=OPEN_LETTERS).exists():
        raise CannotMerge(_("要并入的账户有异地转移正在办理，办结后再合并。"))
    others = Case.objects.filter(person=source.person_id, status__in=OPEN_CASES).exclude(kind__code=KIND)
    if others.exists():
        raise CannotMerge(_("要并入的账户还有办件没有办结，办结后再合并。"))


# --- carried out


@step
def carry_out(*, case: Case, by: User | None, at: datetime) -> str:
    """Everything is looked at again under locks; then money, months, rights and the account's owner go over."""
    merge = AccountMerge.objects.get(case=case)
    keep_apart(shared=False)
    source, target = _lock_both(merge.source_id, merge.target_id)
    _refuse(source, target, merge.proof)
    if InterestRun.objects.filter(status=RunStatus.POSTING).exists():
        raise CannotMerge(_("年度结息正在入账，完成后再合并。"))
    on = policy.book_date()
    ledger.lock_accounts({source.ledger_account_id, target.ledger_account_id})
    merge.fen = Account.objects.values_list("balance_fen", flat=True).get(pk=source.ledger_account_id)
    _move_money(merge, source, target, on=on, by=by, at=at)
    ledger.close_account(account_id=source.ledger_account_id, on=on)
    note = _("并入 %(number)s") % {"number": target.number}
    move(source, "merge", PERSONAL_MOVES, by=by, at=at, note=note, closed_on=on, person_id=target.person_id)
    target.paid_through = max(target.paid_through, source.paid_through)
    target.save(update_fields=["paid_through"])
    note = _("%(number)s 并入，%(amount)s 元") % {"number": source.number, "amount": yuan(merge.fen)}
    target.events.create(action="take_in", before=target.status, after=target.status, note=note, by=by, at=at)
    merge.done_at = at
    merge.save(update_fields=["fen", "done_at"])
    messages.tell_merged(merge, on, at)
    return _("%(source)s 已并入 %(target)s，转入 %(amount)s 元") % {
        "source": source.number,
        "target": target.number,
        "amount": yuan(merge.fen),
    }


@step
def _move_money(
    merge: AccountMerge, source: PersonalAccount, target: PersonalAccount, *, on: date, by: User | None, at: datetime
) -> None:
    """Each day's sum goes over with its value date; movements both ways pass through a clearing account.

    The source gives up its days from the last back to the first, the target takes them from the first on: so neither
    falls below zero on the way.
    """
    moves = queries.moves_to_take(source)
    if moves and InterestClosing.objects.filter(account=target, value_on__gte=moves[0][0]).exists():
        raise CannotMerge(_("保留的账户本年度已单独结过息，请财务先核对，再决定怎么合并。"))
    one, other = source.ledger_account_id, target.ledger_account_id
    if all(fen > 0 for _day, fen in moves):
        _post(merge, "", moves, one, other, source, target, on=on, by=by, at=at)
        return
    clearing = ledger.open_account(code=CLEARING, name=_("账户合并过渡"), subject="219", on=on, is_guarded=False).pk
    _post(merge, "out-", moves[::-1], one, clearing, source, target, on=on, by=by, at=at)
    _post(merge, "in-", moves, clearing, other, source, target, on=on, by=by, at=at)


@step
def _post(
    merge: AccountMerge,
    way: str,
    moves: list[rules.Move],
    giver: int,
    taker: int,
    source: PersonalAccount,
    target: PersonalAccount,
    *,
    on: date,
    by: User | None,
    at: datetime,
) -> None:
    employers = {
        source.ledger_account_id: source.employer_account.employer_id,
        target.ledger_account_id: target.employer_account.employer_id,
    }
    memo = _("账户合并：%(source)s 并入 %(target)s") % {"source": source.number, "target": target.number}
    for day, fen in moves:
        gives, takes = (giver, taker) if fen > 0 else (taker, giver)
        ledger.post(
            key=f"merge-{merge.pk}-{way}{day:%Y%m%d}",
            reason=Reason.OTHER,
            on=on,
            value_on=day,
            debits=[ledger.Line(gives, abs(fen), employers.get(gives))],
            credits=[ledger.Line(takes, abs(fen), employers.get(takes))],
            case=merge.case.number,
            memo=memo,
            by=by,
            at=at,
        )


@step
def let_go(*, case: Case, at: datetime) -> None:
    """Nothing was bound by the application."""


executing.ACTS[KIND] = executing.Act(carry_out, let_go)
