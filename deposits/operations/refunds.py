"""An employer asks its suspense money back: a case from application to the bank's answer."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from bank import operations as bank
from bank.models import SuspenseItem
from bank.states import OutcomeKind
from common.errors import BusinessError
from common.money import yuan
from common.transactions import operation, step
from deposits.models import SuspenseRefund
from deposits.operations import executing, messages, news, objections
from desk import operations as desk
from desk.models import Case
from desk.states.cases import CaseOutcomeKind, CaseStatus

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import Outcome
    from desk.models import CaseOutcome

KIND = "suspense_refund"
SOURCE = "deposits"
BANK_SOURCE = "deposits.refund"
TASK = "deposits.tasks.follow_cases"


class NobodysMoney(BusinessError):
    """The money has no employer who could ask for it; accountants send it back."""


class NotWaiting(BusinessError):
    """The refund does not wait for a corrected account."""


@operation
def apply_refund(
    *,
    item_id: int,
    fen: int,
    reason: str,
    channel: str,
    by: User,
    at: datetime,
    draft_id: int | None = None,
    branch_id: int | None = None,
) -> Case:
    """Open the case of a refund and hold its money, so that no list uses it meanwhile.

    Raises NobodysMoney, bank.NothingToRefund and as `desk.open_case`.
    """
    item = SuspenseItem.objects.select_related("employer").get(pk=item_id)
    if item.employer is None:
        raise NobodysMoney(_("这笔款项还没有认领单位，由财务原路退回。"))
    case = desk.open_case(
        kind=KIND,
        title=_("暂收款退款 %(amount)s 元") % {"amount": yuan(fen)},
        employer_id=item.employer_id,
        matter=f"item-{item.pk}",
        amount_fen=fen,
        channel=channel,
        branch_id=branch_id or item.employer.branch_id,
        draft_id=draft_id,
        by=by,
        at=at,
    )
    refund = SuspenseRefund.objects.create(case=case, item=item, fen=fen, reason=reason)
    held = bank.reserve_refund(item_id=item.pk, fen=fen, key=refund.hold_key, case=case.number, by=by, at=at)
    if held.employer_id != item.employer_id:  # somebody else was found to be the payer in this moment
        raise NobodysMoney(_("这笔款项刚刚改认给了别的单位。"))
    return case


@operation
def follow_case(*, at: datetime) -> bool:
    """Act on the oldest news of the deposits' cases that can be acted on; False where there is none."""
    return news.follow(desk.claim_outcomes, SOURCE, _follow, at=at)


@step
def _follow(outcome: CaseOutcome, *, at: datetime) -> None:
    if outcome.case.kind.code == objections.KIND:
        objections.follow_objection(outcome, at=at)
        return
    if outcome.case.kind.code in executing.ACTS:
        executing.follow(outcome, at=at)
        return
    refund = SuspenseRefund.objects.select_related("case__owner").filter(case=outcome.case_id).first()
    if refund is None:
        return
    if outcome.kind == CaseOutcomeKind.READY:
        desk.begin_execution(case_id=refund.case_id, by=None, at=at)
        _order(refund, by=refund.case.owner, at=at)
    else:
        bank.free_refund(item_id=refund.item_id, key=refund.hold_key, fen=refund.fen, at=at)


@step
def _order(refund: SuspenseRefund, *, by: User | None, at: datetime, payee: tuple[str, str] | None = None) -> None:
    refund.orders += 1
    refund.save(update_fields=["orders"])
    bank.order_refund(
        item_id=refund.item_id,
        hold_key=refund.hold_key,
        key=f"{refund.hold_key}-{refund.orders}",
        source=BANK_SOURCE,
        summary=_("暂收款退款 %(number)s") % {"number": refund.case.number},
        case=refund.case.number,
        wake=TASK,
        payee=payee,
        by=by,
        at=at,
    )


@operation
def follow_payment(*, at: datetime) -> bool:
    """Act on the oldest answer of the bank to a refund that can be acted on; False where there is none."""
    return news.follow(bank.claim_outcomes, BANK_SOURCE, _answered, at=at)


@step
def _answered(outcome: Outcome, *, at: datetime) -> None:
    assert outcome.order is not None
    case = Case.objects.get(number=outcome.order.case)
    if outcome.kind == OutcomeKind.SETTLED:
        said = _("%(amount)s 元已退回，收款账号尾号 %(tail)s")
        facts = {"amount": yuan(outcome.order.amount_fen), "tail": outcome.order.payee_tail}
        desk.finish(case_id=case.pk, by=None, at=at, result=said % facts)
    elif case.status == CaseStatus.IN_EXECUTION:
        reason = outcome.order.message or _("银行退回")
        desk.fail_execution(case_id=case.pk, reason=reason, by=None, at=at)
    else:  # paid, and the bank took it back later: the money lies in suspense again and may be asked for anew
        desk.note(case, "returned_late", by=None, at=at, text=outcome.order.message)
        messages.tell_returned_late(case, outcome.order, at)


@operation
def pay_again(*, case_id: int, payee_account: str, by: User, at: datetime) -> Case:
    """Order the payment once more, to the employer's corrected account, after the bank returned it.

    The payee stays the employer itself. Raises NotWaiting, desk.TakenByOther.
    """
    case = desk.lock_own(case_id=case_id, by=by)
    refund = SuspenseRefund.objects.select_related("case", "item__employer").get(case=case)
    _refuse_not_returned(case)
    assert refund.item.employer is not None
    _order(refund, by=by, at=at, payee=(payee_account, refund.item.employer.name))
    desk.note(case, "pay_again", by=by, at=at, text=_("更正收款账户，尾号 %(tail)s") % {"tail": payee_account[-4:]})
    return case


@operation
def give_up(*, case_id: int, reason: str, by: User, at: datetime) -> Case:
    """End a refund that the bank returned and the employer no longer wants: the money is free again.

    Raises NotWaiting, desk.NoReason, desk.TakenByOther.
    """
    case = desk.lock_own(case_id=case_id, by=by)
    _refuse_not_returned(case)
    return desk.abandon(case_id=case_id, reason=reason, by=by, at=at)


def _refuse_not_returned(case: Case) -> None:
    """Raise NotWaiting unless the last payment of the refund came back from the bank."""
    tries = case.events.filter(action__in=["fail", "pay_again"]).order_by("-id")
    if case.status != CaseStatus.IN_EXECUTION or tries.values_list("action", flat=True).first() != "fail":
        raise NotWaiting(_("这笔退款没有被银行退回。"))
