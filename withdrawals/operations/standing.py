"""Standing withdrawals (约定提取): agreed once, carried out each period as a withdrawal of its own, stopped."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import queries as people
from common.errors import BusinessError
from common.months import month_of
from common.states import lock, move
from common.transactions import operation, step
from deposits.models import PersonalAccount
from deposits.states import OPEN_STATUSES
from desk import operations as desk
from desk.states.cases import Channel
from notifications import operations as notifications
from policy import queries as policy
from withdrawals import queries as withdrawals
from withdrawals.models import Agreement, AgreementRun, Reason, SupervisedAccount, Withdrawal
from withdrawals.operations import applying
from withdrawals.queries import standing as queries
from withdrawals.rules import standing as rules
from withdrawals.rules.asking import Application, PayTo
from withdrawals.rules.particulars import Particulars, to_text
from withdrawals.states import PayeeKind, PayeeStatus
from withdrawals.states.standing import AGREEMENT_MOVES, AgreementStatus, RunResult

if TYPE_CHECKING:
    from accounts.models import User


class CannotAgree(BusinessError):
    """What is agreed upon cannot be; the sentence says why."""


class NotTheirs(BusinessError):
    """Only the person, or a window for them, makes and ends an agreement."""


@dataclass(frozen=True)
class Agreed:
    """A reason, how much each period in fen, how often in months, from when, until when, what for, to whom."""

    reason: str
    person_id: int
    asked_fen: int
    every: int
    first_on: date
    ends_on: date | None
    particulars: Particulars
    payee: PayTo


@operation
def agree(*, agreed: Agreed, channel: str, by: User, at: datetime, branch_id: int | None = None) -> Agreement:
    """Make an agreement: what it asks for in its first period must be had by the rules of today, money apart.

    Raises CannotAgree, NotTheirs, desk.TooNear.
    """
    _refuse_others(agreed.person_id, channel, by)
    account = _lock_couple(agreed.person_id, timezone.localdate(at))
    if account is None:
        raise CannotAgree(_("没有在用的住房公积金账户，不能约定提取。"))
    today = policy.book_date()
    reason = queries.repeating_reasons(timezone.localdate(at)).filter(code=agreed.reason).first()
    if reason is None:
        raise CannotAgree(_("这项提取原因不能约定按期提取。"))
    whys = rules.why_not_agree(
        first_on=agreed.first_on,
        today=today,
        ends_on=agreed.ends_on,
        asked_fen=agreed.asked_fen,
        others=queries.others_of(agreed.person_id, agreed.reason),
    )
    whys += _why_refused(agreed, timezone.localdate(at))
    if whys:
        raise CannotAgree("".join(whys))
    tail = _payee_tail(reason, agreed)
    try:
        with transaction.atomic():
            made = Agreement.objects.create(
                person_id=agreed.person_id,
                account=account,
                reason=reason,
                every=agreed.every,
                asked_fen=agreed.asked_fen,
                first_on=agreed.first_on,
                ends_on=agreed.ends_on,
                next_on=agreed.first_on,
                particulars_text=to_text(agreed.particulars),
                payee_kind=agreed.payee.kind,
                card_id=agreed.payee.card_id if agreed.payee.kind == PayeeKind.OWN_CARD else None,
                payee_id=agreed.payee.payee_id if agreed.payee.kind != PayeeKind.OWN_CARD else None,
                channel=channel,
                branch_id=branch_id or account.employer_account.employer.branch_id,
                made_by=by,
                made_at=at,
            )
    except IntegrityError:
        raise CannotAgree(_("已有同类约定提取正在生效，终止后可以重新约定。")) from None
    made.events.create(action="agree", after=made.status, by=by, at=at, note=tail)
    _tell(made, "standing_agreed", str(made.pk), at=at, by=by, day=f"{made.first_on:%Y-%m-%d}")
    return made


def _refuse_others(person_id: int, channel: str, by: User) -> None:
    if (channel == Channel.PORTAL) != (by.person_id == person_id):
        raise NotTheirs(_("约定提取由本人在网上办理，或到窗口办理；工作人员不能为自己办理。"))
    if channel != Channel.PORTAL:
        desk.refuse_near_person(person_id, by)


def _why_refused(agreed: Agreed, on: date) -> list[str]:
    """What the reason's rules say against the first period; that the money is not there yet is no refusal."""
    asked = _application(agreed.reason, agreed.person_id, agreed.asked_fen, agreed.particulars, agreed.payee)
    found = withdrawals.allowance(asked, on, is_standing=True)
    return [each.words for each in found.refusals if not (found.binding and found.binding in each.sentence)]


def _payee_tail(reason: Reason, agreed: Agreed) -> str:
    """The last digits of where the money goes. Raises CannotAgree where the reason does not pay there."""
    to = agreed.payee
    if to.kind not in reason.payees:
        raise CannotAgree(_("“%(reason)s”不能付给这类收款方。") % {"reason": reason.label})
    if to.kind == PayeeKind.OWN_CARD:
        card = people.cards_of(agreed.person_id).filter(pk=to.card_id or 0).first()
        if card is None:
            raise CannotAgree(_("请选择已绑定的本人银行卡。"))
        return str(card.number[-4:])
    row = SupervisedAccount.objects.filter(pk=to.payee_id or 0, kind=to.kind, status=PayeeStatus.ACTIVE).first()
    if row is None:
        raise CannotAgree(_("请选择名录里可以收款的单位。"))
    why_not = applying.why_not_payee(row, agreed.particulars)
    if why_not:
        raise CannotAgree(why_not)
    return row.tail


@step
def _lock_couple(person_id: int, on: date) -> PersonalAccount | None:
    """The couple's open accounts, locked in the order that an application locks them; the person's own, if any."""
    rows = PersonalAccount.objects.select_for_update(of=("self",), no_key=True)
    family = withdrawals.household_of(person_id, on)
    locked = rows.filter(person__in=family, status__in=OPEN_STATUSES).order_by("pk")
    return next((each for each in list(locked) if each.person_id == person_id), None)


@operation
def stop_agreement(*, agreement_id: int, reason: str = "", by: User, at: datetime) -> Agreement:
    """End an agreement; money of a period under way still arrives. Raises NotTheirs, desk.TooNear, WrongState."""
    agreement = lock(Agreement, agreement_id)
    _refuse_others(agreement.person_id, Channel.PORTAL if by.person_id == agreement.person_id else Channel.WINDOW, by)
    note = (reason.strip() or _("本人终止"))[:200]
    move(agreement, "stop", AGREEMENT_MOVES, by=by, at=at, note=note, stopped_at=at)
    _note(agreement, note)
    _tell(agreement, "standing_stopped", f"{agreement.pk}-stop", at=at, by=by, why=note)
    return agreement


# --- each period


@operation
def run_agreement(*, agreement_id: int, at: datetime) -> AgreementRun | None:
    """Carry out the oldest period that has come: a withdrawal, or why there is none, or the agreement's end.

    The period's row is what makes it once. None where nothing is due, or the period before is still under way.
    """
    ids = Agreement.objects.values_list("person_id", "account_id").get(pk=agreement_id)
    _lock_couple(ids[0], timezone.localdate(at))
    agreement, account = lock(Agreement, agreement_id), PersonalAccount.objects.get(pk=ids[1])
    today = policy.book_date()
    if agreement.status != AgreementStatus.ACTIVE:
        return None
    why = rules.why_stop(queries.matter_of(agreement, account, min(agreement.next_on, today)))
    if why:
        return _stop(agreement, why, at=at)
    if agreement.next_on > today or queries.is_under_way(agreement):
        return None  # the period before goes first: an open case would turn the next one away
    return _pay_period(agreement, at=at)


@step
def _pay_period(agreement: Agreement, *, at: datetime) -> AgreementRun:
    """Ask for what the period may have; what is refused is told, and the next period tries again."""
    on = timezone.localdate(at)
    payee = PayTo(PayeeKind(agreement.payee_kind), card_id=agreement.card_id, payee_id=agreement.payee_id)
    asked = _application(agreement.reason.code, agreement.person_id, agreement.asked_fen, agreement.particulars, payee)
    allowed = withdrawals.allowance(asked, on, is_standing=True)
    least = policy.service_on(on).standing_least_fen
    fen = rules.payable(
        asked_fen=agreement.asked_fen, most_fen=allowed.most_fen, least_fen=min(least, agreement.asked_fen)
    )
    if not allowed.may or not fen:
        return _skip(agreement, allowed.words if not allowed.may else _("可提金额太少，本期未提取。"), at=at)
    try:
        with transaction.atomic():  # so that a refusal leaves the period's row and nothing else
            made = applying.open_withdrawal(
                application=replace(asked, amount_fen=fen),
                channel=Channel.PORTAL,
                branch_id=agreement.branch_id,
                by=None,
                at=at,
                is_standing=True,
            )
    except BusinessError as refusal:
        return _skip(agreement, str(refusal), at=at)
    return _write(agreement, RunResult.ASKED, at=at, withdrawal=made, fen=fen)


def _application(reason: str, person_id: int, fen: int, told: Particulars, payee: PayTo) -> Application:
    return Application(reason=reason, person_id=person_id, amount_fen=fen, particulars=told, payee=payee)


@step
def _skip(agreement: Agreement, why: str, *, at: datetime) -> AgreementRun:
    run = _write(agreement, RunResult.SKIPPED, at=at, note=why)
    _note(agreement, why)
    _tell(agreement, "standing_skipped", f"{agreement.pk}-{run.period}", at=at, why=why)
    return run


@step
def _stop(agreement: Agreement, why: str, *, at: datetime) -> AgreementRun | None:
    """End an agreement by itself; a period that had come stands in the list with the reason."""
    run = None
    if agreement.next_on <= policy.book_date():
        run = _write(agreement, RunResult.STOPPED, at=at, note=why)
    move(agreement, "stop", AGREEMENT_MOVES, by=None, at=at, note=why, stopped_at=at)
    _note(agreement, why)
    _tell(agreement, "standing_stopped", f"{agreement.pk}-stop", at=at, why=why)
    return run


@step
def _write(
    agreement: Agreement,
    result: RunResult,
    *,
    at: datetime,
    withdrawal: Withdrawal | None = None,
    fen: int = 0,
    note: str = "",
) -> AgreementRun:
    """The period is over: its row, and the next one's day reckoned from the first."""
    run = AgreementRun.objects.create(
        agreement=agreement,
        period=month_of(agreement.next_on),
        due_on=agreement.next_on,
        result=result,
        withdrawal=withdrawal,
        fen=fen,
        note=note[:200],
        at=at,
    )
    agreement.place += 1
    agreement.next_on = rules.due_day(agreement.first_on, agreement.every, agreement.place)
    agreement.save(update_fields=["place", "next_on"])
    return run


@step
def _note(agreement: Agreement, why: str) -> None:
    agreement.note = why[:200]
    agreement.save(update_fields=["note"])


@step
def _tell(agreement: Agreement, event: str, key: str, *, at: datetime, by: User | None = None, **more: str) -> None:
    own = by is not None and by.person_id == agreement.person_id
    notifications.queue(
        person_id=agreement.person_id,
        template=event,
        context={"reason": str(agreement.reason), **{name: text[:100] for name, text in more.items()}},
        key=f"standing-{key}",
        at=at,
        by=by,
        own_act=own,
    )
