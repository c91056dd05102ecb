"""Money withdrawn without right comes back (追回): demanded, in parts where agreed, booked, overdue, enforced."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from bank import operations as bank
from bank.states import OutcomeKind as MoneyNews
from common.errors import BusinessError
from common.money import yuan
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits import operations as deposits
from deposits.models import PersonalAccount
from deposits.operations import news
from deposits.states import OPEN_STATUSES, EncumbranceKind
from desk import operations as desk
from ledger import operations as ledger
from ledger.states import Reason
from notifications import operations as notifications
from policy import queries as policy
from risk.operations import decisions as risk
from risk.states.screening import OutcomeKind as RiskNews
from withdrawals.models import Instalment, Recovery, Withdrawal
from withdrawals.operations import following, screening, stopping
from withdrawals.queries import recovery as queries
from withdrawals.rules import recovery as rules
from withdrawals.states import PayoutStatus
from withdrawals.states.recovery import INSTALMENT_MOVES, RECOVERY_MOVES, InstalmentStatus

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import Outcome as MoneyOutcome
    from deposits.models import Encumbrance
    from risk.models import Outcome as RiskOutcome

TASK = "withdrawals.tasks.follow_recoveries"
logger = logging.getLogger(__name__)


class NothingToRecover(BusinessError):
    """The withdrawal was not paid, or all of it is demanded back or has come back already."""


class BadPlan(BusinessError):
    """The parts are too many, too small or too late."""


class NoCourt(BusinessError):
    """Court and number of the enforcement are missing, or a reason is."""


# --- demanded


@step
def demand(
    *,
    source_key: str,
    withdrawal_id: int,
    fen: int,
    due_on: date,
    why: str,
    by: User | None,
    at: datetime,
    risk_case: str = "",
) -> Recovery:
    """Demand money of a paid withdrawal back until a day; the same source gives the first demand back.

    The bank waits for its number, the person is told. Raises NothingToRecover.
    """
    known = Recovery.objects.filter(source_key=source_key).first()
    if known is not None:
        return known
    account_id = Withdrawal.objects.values_list("account_id", flat=True).get(pk=withdrawal_id)
    lock(PersonalAccount, account_id)
    withdrawal = lock(Withdrawal, withdrawal_id)
    _refuse_nothing(withdrawal, fen)
    made = Recovery.objects.create(
        source_key=source_key,
        person_id=withdrawal.person_id,
        account_id=account_id,
        withdrawal=withdrawal,
        case=withdrawal.case.number,
        risk_case=risk_case,
        why=why[:300],
        total_fen=fen,
        due_on=due_on,
        verify_code=desk.verify_code(),
        made_by=by,
        made_at=at,
    )
    made.events.create(action="demand", after=made.status, by=by, at=at, note=why)
    _expect(made, rules.Part(due_on, fen), by=by, at=at)
    tell(made, "recovery_demanded", "demand", at=at)
    return made


def _refuse_nothing(withdrawal: Withdrawal, fen: int) -> None:
    if withdrawal.status != PayoutStatus.PAID:
        raise NothingToRecover(_("这笔提取没有付出，不需要追回。"))
    left = queries.recoverable_fen(withdrawal)
    if not 0 < fen <= left:
        raise NothingToRecover(_("这笔提取最多还可追回 %(left)s 元。") % {"left": yuan(left)})


@operation
def demand_by_hand(*, withdrawal_id: int, fen: int, why: str, by: User, at: datetime) -> Recovery:
    """Demand money back that a check or a report showed to be undue.

    Raises NothingToRecover, NoCourt, desk.TooNear.
    """
    if not why.strip():
        raise NoCourt(_("请写明认定的事实。"))
    desk.refuse_near_person(Withdrawal.objects.values_list("person_id", flat=True).get(pk=withdrawal_id), by)
    today = policy.book_date()
    made_before = Recovery.objects.filter(withdrawal=withdrawal_id).count()
    due = rules.due_on(today, policy.service_on(today).refund_order_days)
    key = f"withdrawal-{withdrawal_id}-{made_before + 1}"
    return demand(source_key=key, withdrawal_id=withdrawal_id, fen=fen, due_on=due, why=why.strip(), by=by, at=at)


@step
def _expect(recovery: Recovery, part: rules.Part, *, by: User | None, at: datetime) -> Instalment:
    """A part of the money, with a number of its own that the bank recognises in the payer's words."""
    number = f"{recovery.number}{recovery.instalments.count() + 1:03d}"
    made = Instalment.objects.create(recovery=recovery, number=number, due_on=part.due_on, fen=part.fen)
    made.events.create(action="expect", after=made.status, by=by, at=at)
    bank.expect(
        key=made.key,
        amount_fen=made.fen,
        employer_id=None,
        reference=made.number,
        account_number="",
        source=queries.MONEY_SOURCE,
        wake=TASK,
        by=by,
        at=at,
    )
    return made


@step
def drop_open(recovery: Recovery, *, by: User | None, at: datetime) -> None:
    """Nobody waits for the open parts any more; what came of them is free in suspense."""
    for each in recovery.instalments.filter(status=InstalmentStatus.OPEN).order_by("id"):
        bank.cancel_expectation(key=each.key, by=by, at=at)
        move(lock(Instalment, each.pk), "drop", INSTALMENT_MOVES, by=by, at=at)


# --- agreed otherwise, enforced


@operation
def agree_plan(*, recovery_id: int, parts: int, first_on: date, by: User, at: datetime) -> Recovery:
    """Let the rest come back in equal monthly parts. Raises BadPlan, desk.TooNear, WrongState."""
    recovery = locked(recovery_id)
    desk.refuse_near_person(recovery.person_id, by)
    refuse_move(recovery, "plan", RECOVERY_MOVES)
    why = rules.why_not_plan(recovery.rest_fen, parts=parts, first_on=first_on, today=policy.book_date())
    if not why and queries.has_money_on_the_way(recovery):
        why = _("已有部分款项到账，请先在银行收款里处理，再商定分期。")
    if why:
        raise BadPlan(why)
    drop_open(recovery, by=by, at=at)
    plan = rules.plan(recovery.rest_fen, parts=parts, first_on=first_on)
    for part in plan:
        _expect(recovery, part, by=by, at=at)
    note = _("分 %(count)d 期退回，首期 %(day)s") % {"count": parts, "day": f"{first_on:%Y-%m-%d}"}
    move(recovery, "plan", RECOVERY_MOVES, by=by, at=at, note=note, due_on=plan[-1].due_on)
    tell(recovery, "recovery_planned", f"plan-{plan[0].due_on}", at=at)
    return recovery


@operation
def enforce_recovery(*, recovery_id: int, court: str, by: User, at: datetime) -> Recovery:
    """The court is asked to enforce an overdue demand. Raises NoCourt, desk.TooNear, WrongState."""
    recovery = locked(recovery_id)
    desk.refuse_near_person(recovery.person_id, by)
    if not court.strip():
        raise NoCourt(_("请写明执行法院和案号。"))
    move(recovery, "enforce", RECOVERY_MOVES, by=by, at=at, note=court.strip(), court=court.strip()[:120])
    return recovery


@operation
def miss_recovery(*, recovery_id: int, at: datetime) -> bool:
    """Note that the day, or that of a part, has passed without the money; whether it was noted."""
    recovery = locked(recovery_id)
    today = policy.book_date()
    late = recovery.instalments.filter(status=InstalmentStatus.OPEN, due_on__lt=today).order_by("due_on").first()
    if recovery.status not in RECOVERY_MOVES["miss"][0] or late is None:
        return False
    move(recovery, "miss", RECOVERY_MOVES, by=None, at=at, note=_("%(number)s 逾期") % {"number": late.number})
    tell(recovery, "recovery_overdue", f"late-{late.number}", at=at)
    return True


@step
def locked(recovery_id: int) -> Recovery:
    """The recovery, locked after its account and withdrawal: the order of the house."""
    ids = Recovery.objects.values_list("account_id", "withdrawal_id").get(pk=recovery_id)
    lock(PersonalAccount, ids[0])
    if ids[1] is not None:
        lock(Withdrawal, ids[1])
    return lock(Recovery, recovery_id)


# --- the money comes


@operation
def follow_recovered(*, at: datetime) -> bool:
    """Act on the bank's oldest news of money that comes back; False where there is none that can be acted on."""
    return news.follow(bank.claim_outcomes, queries.MONEY_SOURCE, _came, at=at)


@step
def _came(outcome: MoneyOutcome, *, at: datetime) -> None:
    assert outcome.expectation is not None
    ids = Instalment.objects.values_list("pk", "recovery_id").get(number=outcome.expectation.reference)
    recovery = locked(ids[1])
    part = lock(Instalment, ids[0])
    if outcome.kind != MoneyNews.COVERED or part.status != InstalmentStatus.OPEN:
        return
    _book(recovery, part, at=at)
    recovery.came_fen += part.fen
    recovery.save(update_fields=["came_fen"])
    _count(recovery, part.fen)
    _tell_risk(recovery, part.fen, at=at)
    if not recovery.rest_fen:
        move(recovery, "refund", RECOVERY_MOVES, by=None, at=at, ended_at=at)
    tell(recovery, "recovery_came", part.number, at=at, amount=yuan(part.fen), left=yuan(recovery.rest_fen))


@step
def _tell_risk(recovery: Recovery, fen: int, *, at: datetime) -> None:
    """The risk case behind the demand hears what came; what it has on record already keeps no money from its owner."""
    if not recovery.risk_case:
        return
    try:
        with transaction.atomic():
            risk.note_refund(case=recovery.case, fen=fen, at=at)
    except BusinessError as refusal:
        logger.warning("recovery %s: %s", recovery.number, refusal)


@step
def _book(recovery: Recovery, part: Instalment, *, at: datetime) -> None:
    """219-01 / 201 of its owner with the bank's value date; 219 where the account is closed (domain §6.2)."""
    on = policy.book_date()
    account = PersonalAccount.objects.select_related("employer_account__employer").get(pk=recovery.account_id)
    taken = bank.take(expectation_key=part.key, on=on, by=None, at=at)
    credit = ledger.Line(account.ledger_account_id, part.fen, account.employer_account.employer_id)
    if account.status not in OPEN_STATUSES:
        waiting = ledger.open_account(
            code=f"219-{recovery.number}",
            name=_("追回款 %(number)s") % {"number": recovery.number},
            subject="219",
            on=on,
            is_guarded=True,
        )
        credit = ledger.Line(waiting.pk, part.fen)
    journal = ledger.post(
        key=part.key,
        reason=Reason.PAYMENT_RETURNED,
        on=on,
        value_on=taken.value_on,
        debits=taken.debits,
        credits=[credit],
        case=recovery.case,
        memo=_("追回违规提取 %(number)s") % {"number": part.number},
        branch_id=account.employer_account.employer.branch_id,
        by=None,
        at=at,
    )
    move(part, "pay", INSTALMENT_MOVES, by=None, at=at, journal=journal, value_on=taken.value_on)


@step
def _count(recovery: Recovery, fen: int) -> None:
    """The withdrawal uses up no limit with what came back."""
    if recovery.withdrawal_id is not None:
        withdrawal = Withdrawal.objects.get(pk=recovery.withdrawal_id)
        withdrawal.recovered_fen += fen
        withdrawal.save(update_fields=["recovered_fen"])


@step
def tell(recovery: Recovery, event: str, key: str, *, at: datetime, **more: str) -> None:
    """The person hears what became of the demand."""
    context: dict[str, Any] = {
        "number": recovery.number,
        "amount": yuan(recovery.rest_fen),
        "due": f"{recovery.due_on:%Y-%m-%d}",
        **more,
    }
    notifications.queue(
        person_id=recovery.person_id, template=event, context=context, key=f"{recovery.number}-{key}", at=at
    )


# --- what the fraud checks decided


@step
def hear_risk(outcome: RiskOutcome, *, at: datetime) -> None:
    """A case was established: its money is demanded back, or never goes. Bans are laid and lifted as encumbrances."""
    if outcome.kind == RiskNews.ESTABLISHED:
        _demand_established(outcome, at=at)
    elif outcome.kind == RiskNews.BAN:
        lay_ban(outcome, at=at)
    elif outcome.ban is not None and queries.ban_is_laid(ban_key(outcome)):
        deposits.lift(key=ban_key(outcome), by=outcome.ban.lifted_by, at=at)


@step
def _demand_established(outcome: RiskOutcome, *, at: datetime) -> None:
    known = Withdrawal.objects.filter(case__number=outcome.case).values_list("pk", flat=True).first()
    if known is None:
        return
    withdrawal = screening.locked(known)
    if withdrawal.status != PayoutStatus.PAID:
        stopping.stop(withdrawal, risk_case=outcome.note, at=at)
    if withdrawal.status != PayoutStatus.PAID or not outcome.amount_fen or outcome.due_on is None:
        return
    demand(
        source_key=f"risk-{outcome.pk}",
        withdrawal_id=withdrawal.pk,
        fen=min(outcome.amount_fen, queries.recoverable_fen(withdrawal)),
        due_on=outcome.due_on,
        why=_("经核查认定为骗提，风险案件 %(number)s") % {"number": outcome.note},
        risk_case=outcome.note,
        by=None,
        at=at,
    )


@step
def lay_ban(outcome: RiskOutcome, *, at: datetime) -> Encumbrance | None:
    """Lay a ban of the fraud checks on the person's account: it neither leaves nor closes meanwhile."""
    ban = outcome.ban
    if ban is None:
        return None
    sentence = _("因%(reason)s，%(until)s 前不能提取和申请贷款。")
    return deposits.encumber(
        key=ban_key(outcome),
        person_id=ban.person_id,
        kind=EncumbranceKind.BAN,
        source="withdrawals",
        sentence=(sentence % {"reason": ban.reason[:80], "until": f"{ban.until:%Y-%m-%d}"})[:200],
        since=ban.since,
        until=ban.until,
        by=ban.decided_by,
        at=at,
    )


def ban_key(outcome: RiskOutcome) -> str:
    """The key of a ban's encumbrance."""
    return f"risk-ban-{outcome.ban_id}"


for _kind in (RiskNews.ESTABLISHED, RiskNews.BAN, RiskNews.BAN_LIFTED):
    following.ON_RISK[_kind] = hear_risk
