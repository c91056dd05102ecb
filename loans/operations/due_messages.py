"""What borrowers hear of their instalments (domain §7.5): paid, with its parts; and what savings could not pay."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from common.money import yuan
from common.transactions import operation, step
from loans.models import DueChunk, Loan, Repayment, RepaymentPart
from loans.rules.overdue import Part
from notifications import operations as notifications
from notifications.operations import Recipient


def _day(day: date) -> str:
    return _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day}


@step
def tell_paid(loan: Loan, row: Repayment, at: datetime) -> None:
    """ "Your payment has been booked": principal, interest, penalty, what is left; to the borrower."""
    parts = list(RepaymentPart.objects.filter(repayment=row).values_list("part", "fen"))
    sums = {name: sum(fen for part, fen in parts if part == name) for name in Part}
    notifications.queue(
        person_id=loan.borrower_id,
        template="loan_repaid",
        context={
            "tail": loan.number[-6:],
            "day": _day(row.value_on),
            "amount": yuan(row.fen),
            "principal": yuan(sums[Part.PRINCIPAL]),
            "interest": yuan(sums[Part.INTEREST]),
            "penalty": yuan(sums[Part.PENALTY]),
            "balance": yuan(row.balance_fen),
        },
        key=f"{loan.number}-{row.pk}",
        at=at,
    )


@operation
def tell_chunk(*, at: datetime) -> int | None:
    """Tell the borrowers of one chunk what their savings paid, and what is left of the loan; None: nobody left."""
    waiting = DueChunk.objects.filter(done_at__isnull=False, told_at=None).select_related("run")
    chunk = waiting.select_for_update(of=("self",), skip_locked=True, no_key=True).order_by("run", "number").first()
    if chunk is None:
        return None
    chunk.told_at = at
    chunk.save(update_fields=["told_at"])
    if chunk.journal_id is None:
        return 0
    rows = (
        Repayment.objects.filter(journal=chunk.journal_id)
        .order_by("loan")
        .values_list("loan__borrower", "loan__number", "fen", "balance_fen", "loan__expectation")
    )
    day = _day(chunk.due_on)
    same = [
        (short != "", Recipient(person, f"{number}-{chunk.due_on:%Y%m%d}", _offset(number, day, fen, balance)))
        for person, number, fen, balance, short in rows
    ]
    for is_short, template in ((False, "loan_offset_done"), (True, "loan_offset_short")):
        told = [recipient for short, recipient in same if short == is_short]
        notifications.queue_many(template=template, rows=told, at=at)
    return len(same)


def _offset(number: str, day: str, fen: int, balance: int) -> dict[str, str]:
    return {"tail": number[-6:], "day": day, "amount": yuan(fen), "balance": yuan(balance)}
