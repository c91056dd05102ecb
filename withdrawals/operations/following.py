"""News from the counter, the bank and the fraud checks, acted on one by one."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import TYPE_CHECKING

from bank import operations as bank
from common.transactions import operation, step
from deposits.operations import news
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseOutcomeKind
from notifications.models import Message
from risk import operations as risk
from risk.states.screening import OutcomeKind
from withdrawals.models import Withdrawal
from withdrawals.operations import messages, payout, screening
from withdrawals.operations.evidence import SOURCE
from withdrawals.states import PayoutStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from desk.models import CaseOutcome
    from risk.models import Outcome

logger = logging.getLogger(__name__)
ON_RISK: dict[str, Callable[..., None]] = {}
"""Outcomes of the fraud checks that other subjects act on, filled by them: kind → function(outcome, at=), a step.

Recovery claims ESTABLISHED, BAN and BAN_LIFTED here.
"""


@operation
def follow_case(*, at: datetime) -> bool:
    """Act on the counter's oldest news of a withdrawal that can be acted on; False where there is none."""
    return news.follow(desk.claim_outcomes, SOURCE, _follow, at=at, stuck=_note_stuck)


@step
def _follow(outcome: CaseOutcome, *, at: datetime) -> None:
    found = Withdrawal.objects.filter(case=outcome.case_id).values_list("pk", flat=True).first()
    if found is None:
        return
    withdrawal = screening.locked(found)
    if outcome.kind == CaseOutcomeKind.READY:
        if withdrawal.status == PayoutStatus.HELD:
            payout.carry_out(withdrawal, at=at)
    else:
        payout.release(withdrawal, by=None, at=at, note=outcome.case.reason or outcome.get_kind_display())


def _note_stuck(outcome: CaseOutcome, why: str) -> None:
    """Write once what keeps granted money from leaving."""
    withdrawal = Withdrawal.objects.filter(case=outcome.case_id).first()
    if withdrawal is not None and withdrawal.note != why[:200]:
        logger.warning("withdrawal %s waits: %s", withdrawal.pk, why)
        withdrawal.note = why[:200]
        withdrawal.save(update_fields=["note"])


@operation
def follow_payment(*, at: datetime) -> bool:
    """Act on the bank's oldest answer to a payment of a withdrawal; False where there is none."""
    return news.follow(bank.claim_outcomes, payout.BANK_SOURCE, payout.answered, at=at)


@operation
def follow_risk(*, at: datetime) -> bool:
    """Act on the oldest news of the fraud checks; False where there is none."""
    return news.follow(risk.claim_outcomes, SOURCE, _heard, at=at)


@step
def _heard(outcome: Outcome, *, at: datetime) -> None:
    act = ON_RISK.get(outcome.kind)
    if act is not None:
        act(outcome, at=at)
    if outcome.kind == OutcomeKind.LISTED:
        listed = Withdrawal.objects.filter(case__number=outcome.case).values_list("pk", flat=True).first()
        if listed is not None:
            screening.listed(screening.locked(listed), at=at)
    if outcome.kind in (OutcomeKind.CLEARED, OutcomeKind.DISMISSED, OutcomeKind.CLEAR, OutcomeKind.REVIEW):
        found = Withdrawal.objects.filter(case__number=outcome.case).values_list("pk", flat=True).first()
        if found is not None:
            screening.checks_finished(screening.locked(found), at=at)


@operation
def order_waiting(*, withdrawal_id: int, at: datetime) -> Withdrawal:
    """Order what was to be paid again and had to wait for the checks. Raises payout.Waits while it still has to."""
    withdrawal = screening.locked(withdrawal_id)
    case = Case.objects.select_related("owner").get(pk=withdrawal.case_id)
    if withdrawal.status == PayoutStatus.HELD and withdrawal.orders:
        payout.refuse_waiting(withdrawal, case, at=at)
        payout.order(withdrawal, fen=withdrawal.asked_fen, by=case.owner, at=at)
    return withdrawal


@operation
def stamp_messages(*, at: datetime, limit: int = 200) -> int:
    """Note when the message of the money's arrival went out: the last stamp of "form to money". How many."""
    rows = Withdrawal.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)
    waiting = list(rows.filter(status=PayoutStatus.PAID, sms_sent_at=None).order_by("-settled_at")[:limit])
    keys = {f"{messages.PAID}:{messages.paid_key(each)}": each for each in waiting}
    sent = Message.objects.filter(key__in=keys, channel="SMS", sent_at__isnull=False).values_list("key", "sent_at")
    for key, sent_at in sent:
        keys[key].sms_sent_at = sent_at
        keys[key].save(update_fields=["sms_sent_at"])
    return len(sent)
