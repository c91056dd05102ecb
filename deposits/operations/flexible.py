"""People who pay for themselves: they agree, pay by a number of their own, change, stop, and end when hired.

Locks: collective employer account, personal account, agreement.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import Person
from bank import operations as bank
from bank.states import OutcomeKind
from common.errors import BusinessError
from common.money import yuan
from common.months import months_from, shift
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits.models import EmployerAccount, FlexibleMember, OwnPayment, PersonalAccount
from deposits.operations import hiring, messages, news, own_fetching, transfers
from deposits.operations.flexible_homes import home_of
from deposits.operations.personal import Opening, TooYoung, open_many
from deposits.queries import flexible as found
from deposits.rules import Contribution, age_on
from deposits.rules import flexible as rules
from deposits.states import (
    MEMBER_MOVES,
    OWN_PAYMENT_MOVES,
    PERSONAL_MOVES,
    MemberStatus,
    OwnPaymentStatus,
    OwnPurpose,
    PersonalAccountStatus,
    Schedule,
)
from ledger import operations as ledger
from ledger.states import Reason
from notifications import operations as notifications
from notifications.operations import Recipient
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User
    from bank.models import Outcome

SOURCE = "deposits.own"
WAKE = "deposits.tasks.follow_own_payments"


class Employed(BusinessError):
    """An employer pays for this person; its account is sealed first."""


class AlreadyMember(BusinessError):
    """The person has an agreement."""


class PaymentWaits(BusinessError):
    """A payment waits for its money; it is cancelled or comes first."""


@dataclass(frozen=True)
class Agreement:
    """What somebody chooses: base in fen, whole rate in percent, how often."""

    base_fen: int
    total_rate: Decimal
    schedule: str


@operation
def join_flexible(*, person_id: int, branch_id: int, chosen: Agreement, by: User, at: datetime) -> FlexibleMember:
    """Agree to pay for oneself: an account is opened under the branch's collective account, or a sealed one goes on.

    Raises Employed, AlreadyMember, TooYoung, FigureRefused.
    """
    on = policy.book_date()
    home = home_of(branch_id, at)
    collective = lock(EmployerAccount, home.account_id)
    parts = found.monthly(chosen.base_fen, chosen.total_rate, on)
    person = Person.objects.select_for_update(no_key=True).get(pk=person_id)
    if employer := found.employed_by(person_id):
        raise Employed(_("%(employer)s正在为您缴存。离职后由单位封存账户，再来办理。") % {"employer": employer})
    known = found.open_account(person_id)
    if known is not None and known.flexible.exclude(status=MemberStatus.ENDED).exists():
        raise AlreadyMember(_("已经签过灵活就业缴存协议。"))
    if known is None:
        _refuse_young(person, on)
        opening = Opening(person.pk, person.name, chosen.base_fen, parts.employer_fen, parts.employee_fen)
        ids = open_many(employer_account=collective, openings=[opening], on=on, by=by, at=at)
        account = PersonalAccount.objects.get(pk=ids[person.pk])
        messages.tell_opened([account.pk], collective.employer.name, on, at)
    else:
        account = lock(PersonalAccount, known.pk)
        if account.employer_account_id != collective.pk:
            transfers.note_transfer(account, collective, by=by, at=at)
        _go_on(account, collective, chosen.base_fen, parts, by, at)
    member = FlexibleMember.objects.create(
        number=next_number("LX", on),
        account=account,
        home=home,
        base_fen=chosen.base_fen,
        total_rate=chosen.total_rate,
        schedule=chosen.schedule,
        agreed_on=on,
    )
    member.events.create(action="join", before="", after=member.status, by=by, at=at)
    return member


def _refuse_young(person: Person, on: date) -> None:
    years = policy.on(on).minimum_age_years
    if person.birth_on is not None and age_on(person.birth_on, on) < years:
        raise TooYoung(_("未满 %(age)s 周岁，不能开立账户。") % {"age": years})


@step
def _go_on(
    account: PersonalAccount, collective: EmployerAccount, base_fen: int, parts: Contribution, by: User, at: datetime
) -> None:
    move(
        account,
        "unseal",
        PERSONAL_MOVES,
        by=by,
        at=at,
        note=str(collective.employer),
        sealed_on=None,
        employer_account=collective,
        base_fen=base_fen,
        employer_part_fen=parts.employer_fen,
        employee_part_fen=parts.employee_fen,
    )


def next_number(prefix: str, on: date) -> str:
    """The next number of an agreement or payment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_flexible_number')")
        return f"{prefix}{on:%Y%m%d}{cursor.fetchone()[0] % 1_000_000:06d}"


# --- paying


@operation
def order_own_payment(*, member_id: int, months: int | None, by: User, at: datetime) -> OwnPayment:
    """Order a payment of one's own: the bank waits for its number. Raises WrongState, PaymentWaits, BadMonths."""
    member = lock_member(member_id)
    refuse_not_active(member)
    refuse_waiting(member)
    return order_next(member, months, by=by, at=at)


@step
def order_next(member: FlexibleMember, months: int | None, *, by: User | None, at: datetime) -> OwnPayment:
    """Order the next months of a locked agreement by which nothing waits. Raises BadMonths."""
    account = member.account
    first = rules.next_month(account.paid_through, policy.book_date())
    count = rules.months_to_pay(member.schedule, first, months)
    parts = Contribution(account.employer_part_fen * count, account.employee_part_fen * count)
    return write_payment(member, months_from(first, shift(first, count - 1)), parts, by=by, at=at)


@step
def write_payment(
    member: FlexibleMember,
    months: Sequence[str],
    parts: Contribution,
    *,
    purpose: str = OwnPurpose.REGULAR,
    by: User | None,
    at: datetime,
) -> OwnPayment:
    """Write down a payment for months in order, and let the bank wait for its number."""
    payment = OwnPayment.objects.create(
        number=next_number("LH", policy.book_date()),
        member=member,
        purpose=purpose,
        first_month=months[0],
        last_month=months[-1],
        months=len(months),
        employer_fen=parts.employer_fen,
        employee_fen=parts.employee_fen,
        total_fen=parts.total_fen,
        made_at=at,
    )
    payment.events.create(action="order", before="", after=payment.status, by=by, at=at)
    bank.expect(
        key=payment.key,
        amount_fen=payment.total_fen,
        employer_id=member.home.account.employer_id,
        reference=payment.number,
        account_number="",
        source=SOURCE,
        wake=WAKE,
        by=by,
        at=at,
    )
    return payment


@operation
def cancel_own_payment(*, payment_id: int, by: User, at: datetime) -> OwnPayment:
    """Cancel a payment that no money came for. Raises WrongState, BeingFetched."""
    lock_member(OwnPayment.objects.values_list("member_id", flat=True).get(pk=payment_id))
    payment = lock(OwnPayment, payment_id)
    refuse_move(payment, "void", OWN_PAYMENT_MOVES)
    own_fetching.refuse_fetching(payment, by=by, at=at)
    void_payment(payment, by=by, at=at)
    return payment


@step
def void_payment(payment: OwnPayment, *, by: User | None, at: datetime) -> None:
    """Make a locked payment void: nobody waits for its money any more. Raises WrongState."""
    move(payment, "void", OWN_PAYMENT_MOVES, by=by, at=at)
    bank.cancel_expectation(key=payment.key, by=by, at=at)


@operation
def follow_own_payment(*, at: datetime) -> bool:
    """Act on the oldest news from the bank that can be acted on: credit the payment whose money is all there."""
    return news.follow(bank.claim_outcomes, SOURCE, _paid, at=at)


@step
def _paid(outcome: Outcome, *, at: datetime) -> None:
    assert outcome.expectation is not None
    payment = OwnPayment.objects.get(number=outcome.expectation.reference)
    if payment.status != OwnPaymentStatus.AWAITING:
        return
    if outcome.kind == OutcomeKind.COVERED:
        _credit(payment.pk, at)
    else:
        lock_member(payment.member_id)
        own_fetching.fit(lock(OwnPayment, payment.pk), at=at)


@step
def _credit(payment_id: int, at: datetime) -> None:
    member = lock_member(OwnPayment.objects.values_list("member_id", flat=True).get(pk=payment_id))
    payment, on = lock(OwnPayment, payment_id), policy.book_date()
    account, employer = member.account, member.home.account.employer
    taken = bank.take(expectation_key=payment.key, on=on, by=None, at=at)
    journal = ledger.post(
        key=payment.key,
        reason=Reason.RECEIPT_ALLOCATED,
        on=on,
        value_on=taken.value_on,
        debits=taken.debits,
        credits=[ledger.Line(account.ledger_account_id, payment.total_fen, employer.pk)],
        by=None,
        at=at,
        memo=f"{employer.name} {payment.period}"[:200],
    )
    move(payment, "credit", OWN_PAYMENT_MOVES, by=None, at=at, journal=journal, value_on=taken.value_on)
    account.paid_through = max(account.paid_through, payment.last_month)
    account.save(update_fields=["paid_through"])
    own_fetching.recall(payment, by=None, at=at)
    account.ledger_account.refresh_from_db()
    context = {
        "day": messages.day_text(taken.value_on),
        "month": payment.period.replace(" ", ""),
        "amount": yuan(payment.total_fen),
        "balance": yuan(account.ledger_account.balance_fen),
    }
    rows = [Recipient(account.person_id, payment.number, context)]
    notifications.queue_many(template="contribution_credited", rows=rows, at=at)


# --- changing and ending


@operation
def change_flexible(*, member_id: int, chosen: Agreement, by: User, at: datetime) -> FlexibleMember:
    """Choose another base, rate or schedule, from the next payment on.

    Raises WrongState, PaymentWaits, FigureRefused.
    """
    member = lock_member(member_id)
    refuse_not_active(member)
    refuse_waiting(member)
    parts = found.monthly(chosen.base_fen, chosen.total_rate, policy.book_date())
    account = member.account
    note = f"{account.base_fen} → {chosen.base_fen}"
    account.base_fen, account.employer_part_fen, account.employee_part_fen = (
        chosen.base_fen,
        parts.employer_fen,
        parts.employee_fen,
    )
    account.save(update_fields=["base_fen", "employer_part_fen", "employee_part_fen"])
    account.events.create(action="change_base", before=account.status, after=account.status, by=by, at=at, note=note)
    member.base_fen, member.total_rate, member.schedule = chosen.base_fen, chosen.total_rate, chosen.schedule
    member.save(update_fields=["base_fen", "total_rate", "schedule"])
    if member.schedule == Schedule.FREE:
        own_fetching.end_mandates(member, _("改为自选月数，没有固定的扣款金额"), by=by, at=at)
    member.events.create(action="change", before=member.status, after=member.status, by=by, at=at, note=note)
    return member


@operation
def stop_flexible(*, member_id: int, by: User, at: datetime) -> FlexibleMember:
    """Stop paying for a while: the account is sealed. Raises WrongState, PaymentWaits."""
    member = lock_member(member_id)
    refuse_waiting(member)
    move(member, "stop", MEMBER_MOVES, by=by, at=at)
    _seal(member, by, at)
    return member


@operation
def restart_flexible(*, member_id: int, by: User, at: datetime) -> FlexibleMember:
    """Pay again on the same terms. Raises WrongState, FigureRefused where the limits have moved past the base."""
    member = lock_member(member_id)
    parts = found.monthly(member.base_fen, member.total_rate, policy.book_date())
    move(member, "restart", MEMBER_MOVES, by=by, at=at)
    _go_on(member.account, member.home.account, member.base_fen, parts, by, at)
    return member


@operation
def end_flexible(*, member_id: int, by: User, at: datetime) -> FlexibleMember:
    """End the agreement: the account is sealed and waits for an employer. Raises WrongState, PaymentWaits."""
    member = lock_member(member_id)
    refuse_waiting(member)
    was = member.status
    move(member, "end", MEMBER_MOVES, by=by, at=at, ended_on=policy.book_date())
    own_fetching.end_mandates(member, _("缴存协议已终止"), by=by, at=at)
    if was == MemberStatus.ACTIVE:
        _seal(member, by, at)
    return member


@operation
def end_hired(*, member_id: int, at: datetime) -> FlexibleMember:
    """An employer pays for its owner now: the agreement has ended by itself. Raises WrongState."""
    member = lock_member(member_id)
    hiring.end_agreement(member, at)
    return member


@step
def lock_member(member_id: int) -> FlexibleMember:
    """The agreement with its accounts, locked in the order of the house."""
    ids = FlexibleMember.objects.values_list("home__account_id", "account_id").get(pk=member_id)
    lock(EmployerAccount, ids[0])
    account = lock(PersonalAccount, ids[1])
    member = lock(FlexibleMember, member_id)
    member.account = account
    return member


def refuse_not_active(member: FlexibleMember) -> None:
    """Raise WrongState where somebody does not pay for themselves now."""
    refuse_move(member, "stop", MEMBER_MOVES)


def refuse_waiting(member: FlexibleMember) -> None:
    """Raise PaymentWaits while a payment waits for its money."""
    waiting = found.waiting_payment(member)
    if waiting is not None:
        raise PaymentWaits(_("缴款书 %(number)s 正在等候到账，入账或取消后再办。") % {"number": waiting.number})


@step
def _seal(member: FlexibleMember, by: User, at: datetime) -> None:
    if member.account.status == PersonalAccountStatus.NORMAL:
        note = _("灵活就业停缴")
        move(member.account, "seal", PERSONAL_MOVES, by=by, at=at, note=note, sealed_on=policy.book_date())
