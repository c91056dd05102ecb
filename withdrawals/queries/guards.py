"""What suspends or blocks a withdrawal: freezes, bans, refund orders, loans (domain §4.3)."""

from __future__ import annotations

from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from common.money import yuan
from deposits import queries as deposits
from deposits.models import Encumbrance, PersonalAccount
from deposits.states import EncumbranceKind, FreezeKind
from ledger.models import Account
from policy.withdrawing import WithdrawalTerms
from risk import queries as risk
from withdrawals.models import Recovery
from withdrawals.rules.limits import Funds, Refusal
from withdrawals.states.recovery import OPEN_RECOVERIES

OVERDUE, APPLYING = "loans.overdue", "loans.application"
"""Sources under which the loans lay an overdue own loan, and an application whose ceiling rests on the balance."""


def funds_of(account: PersonalAccount, terms: WithdrawalTerms, *, own_hold_fen: int = 0) -> Funds:
    """What lies on the account now; `own_hold_fen` is held for the very withdrawal in question."""
    book = Account.objects.get(pk=account.ledger_account_id)
    return Funds(book.balance_fen, max(0, book.held_fen - own_hold_fen), terms.minimum_residual_fen)


def laid_on(person_id: int, on: date) -> list[Encumbrance]:
    """What lies on a person's account on a day."""
    rows = Encumbrance.objects.filter(person=person_id, lifted_at=None, since__lte=on)
    return list(rows.filter(Q(until=None) | Q(until__gte=on)).order_by("id"))


def blocks(account: PersonalAccount, on: date, *, reason: str) -> tuple[Refusal, ...]:
    """Each thing that forbids a withdrawal for a reason code on a day. Partly frozen money is held in the books."""
    refusals = [
        Refusal(
            _("账户已被%(authority)s冻结（%(number)s），解除以前不能提取。")
            % {"authority": each.authority, "number": each.document_number}
        )
        for each in deposits.freezes_in_force(account)
        if each.kind in (FreezeKind.IN_ONLY, FreezeKind.NEITHER)
    ]
    laid = laid_on(account.person_id, on)
    refusals += [Refusal(each.sentence) for each in laid if _forbids(each, reason)]
    known = any(each.kind == EncumbranceKind.BAN for each in laid)
    for ban in [] if known else risk.bans_on([account.person_id], on)[:1]:
        refusals.append(Refusal(_("您被限制提取住房公积金，至 %(until)s 止。") % {"until": f"{ban.until:%Y-%m-%d}"}))
    refusals += [Refusal(each) for each in owed_back(account.person_id)]
    return tuple({each.sentence: each for each in refusals}.values())


def owed_back(person_id: int) -> list[str]:
    """A sentence for each demand for money withdrawn without right that has not come back whole."""
    rows = Recovery.objects.filter(person=person_id, status__in=OPEN_RECOVERIES).order_by("id")
    said = _("有违规提取的款项须退回（%(number)s，还差 %(rest)s 元），退清以前不能提取。")
    return [said % {"number": each.number, "rest": yuan(each.rest_fen)} for each in rows]


def _forbids(laid: Encumbrance, reason: str) -> bool:
    """An outstanding loan that is in order, or a guarantee, forbids closing only; a freeze is looked at itself."""
    if laid.kind == EncumbranceKind.LOAN:
        return laid.source == APPLYING or (laid.source == OVERDUE and reason != "repay")
    return laid.kind in (EncumbranceKind.BAN, EncumbranceKind.OTHER)
