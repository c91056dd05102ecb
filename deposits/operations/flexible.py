"""People who pay for themselves: they agree, pay by a number of their own, change, stop, and end when hired.

Locks: collective employer account, personal account, agreement.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import connection
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import Branch, Person
from bank import operations as bank
from bank.states import OutcomeKind
from common.errors import BusinessError
from common.money import yuan
from common.months import shift
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from deposits.models import EmployerAccount, FlexibleHome, FlexibleMember, OwnPayment, PersonalAccount
from deposits.operations import employers, hiring, messages, news, transfers
from deposits.operations.personal import Opening, TooYoung, open_many
from deposits.queries import flexible as found
from deposits.rules import Contribution, age_on
from deposits.rules import flexible as rules
from deposits.states import (
    MEMBER_MOVES,
    OWN_PAYMENT_MOVES,
    PERSONAL_MOVES,
    EmployerAccountStatus,
    MemberStatus,
    OwnPaymentStatus,
    PersonalAccountStatus,
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
    home = _home(branch_id, at)
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
        number=_number("LX", on),
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


@step
def _home(branch_id: int, at: datetime) -> FlexibleHome:
    """The collective account of a branch, opened with its first depositor."""
    with connection.cursor() as cursor:  # two first depositors at once
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('flexible home'), %s)", [branch_id])
    known = FlexibleHome.objects.filter(branch=branch_id).first()
    if known is not None:
        return known
    branch, on = Branch.objects.get(pk=branch_id), policy.book_date()
    parameters = policy.on(on)
    employer = accounts.register_employer(
        name=_("%(branch)s灵活就业人员") % {"branch": branch.name},
        social_credit_code=rules.collective_code(branch.pk),
        branch_id=branch.pk,
        by=None,
        at=at,
    )
    account = EmployerAccount.objects.create(
        number=employers.next_number(),
        employer=employer,
        status=EmployerAccountStatus.NORMAL,
        employer_rate=parameters.contribution_rate_min_percent,
        employee_rate=parameters.contribution_rate_min_percent,
        first_month=rules.NEVER,
        opened_on=on,
    )
    account.events.create(action="open", before="", after=account.status, by=None, at=at)
    return FlexibleHome.objects.create(branch=branch, account=account)


def _number(prefix: str, on: date) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('deposits_flexible_number')")
        return f"{prefix}{on:%Y%m%d}{cursor.fetchone()[0] % 1_000_000:06d}"


# --- paying


@operation
def order_own_payment(*, member_id: int, months: int | None, by: User, at: datetime) -> OwnPayment:
    """Order a payment of one's own: the bank waits for its number. Raises WrongState, PaymentWaits, BadMonths."""
    member = _lock(member_id)
    _refuse_not_active(member)
    _refuse_waiting(member)
    on, account = policy.book_date(), member.account
    first = rules.next_month(account.paid_through, on)
    count = rules.months_to_pay(member.schedule, first, months)
    employer_fen, employee_fen = account.employer_part_fen * count, account.employee_part_fen * count
    payment = OwnPayment.objects.create(
        number=_number("LH", on),
        member=member,
        first_month=first,
        last_month=shift(first, count - 1),
        months=count,
        employer_fen=employer_fen,
        employee_fen=employee_fen,
        total_fen=employer_fen + employee_fen,
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
    """Cancel a payment that no money came for. Raises WrongState."""
    _lock(OwnPayment.objects.values_list("member_id", flat=True).get(pk=payment_id))
    payment = lock(OwnPayment, payment_id)
    move(payment, "void", OWN_PAYMENT_MOVES, by=by, at=at)
    bank.cancel_expectation(key=payment.key, by=by, at=at)
    return payment


@operation
def follow_own_payment(*, at: datetime) -> bool:
    """Act on the oldest news from the bank that can be acted on: credit the payment whose money is all there."""
    return news.follow(bank.claim_outcomes, SOURCE, _paid, at=at)


@step
def _paid(outcome: Outcome, *, at: datetime) -> None:
    assert outcome.expectation is not None
    payment = OwnPayment.objects.get(number=outcome.expectation.reference)
    if outcome.kind == OutcomeKind.COVERED and payment.status == OwnPaymentStatus.AWAITING:
        _credit(payment.pk, at)


@step
def _credit(payment_id: int, at: datetime) -> None:
    member = _lock(OwnPayment.objects.values_list("member_id", flat=True).get(pk=payment_id))
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
        memo=f"{employer.name} {payment.first_month}–{payment.last_month}"[:200],
    )
    move(payment, "credit", OWN_PAYMENT_MOVES, by=None, at=at, journal=journal, value_on=taken.value_on)
    account.paid_through = max(account.paid_through, payment.last_month)
    account.save(update_fields=["paid_through"])
    account.ledger_account.refresh_from_db()
    context = {
        "day": messages.day_text(taken.value_on),
        "month": messages.month_text(payment.last_month),
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
    member = _lock(member_id)
    _refuse_not_active(member)
    _refuse_waiting(member)
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
    member.events.create(action="change", before=member.status, after=member.status, by=by, at=at, note=note)
    return member


@operation
def stop_flexible(*, member_id: int, by: User, at: datetime) -> FlexibleMember:
    """Stop paying for a while: the account is sealed. Raises WrongState, PaymentWaits."""
    member = _lock(member_id)
    _refuse_waiting(member)
    move(member, "stop", MEMBER_MOVES, by=by, at=at)
    _seal(member, by, at)
    return member


@operation
def restart_flexible(*, member_id: int, by: User, at: datetime) -> FlexibleMember:
    """Pay again on the same terms. Raises WrongState, FigureRefused where the limits have moved past the base."""
    member = _lock(member_id)
    parts = found.monthly(member.base_fen, member.total_rate, policy.book_date())
    move(member, "restart", MEMBER_MOVES, by=by, at=at)
    _go_on(member.account, member.home.account, member.base_fen, parts, by, at)
    return member


@operation
def end_flexible(*, member_id: int, by: User, at: datetime) -> FlexibleMember:
    """End the agreement: the account is sealed and waits for an employer. Raises WrongState, PaymentWaits."""
    member = _lock(member_id)
    _refuse_waiting(member)
    was = member.status
    move(member, "end", MEMBER_MOVES, by=by, at=at, ended_on=policy.book_date())
    if was == MemberStatus.ACTIVE:
        _seal(member, by, at)
    return member


@operation
def end_hired(*, member_id: int, at: datetime) -> FlexibleMember:
    """An employer pays for its owner now: the agreement has ended by itself. Raises WrongState."""
    member = _lock(member_id)
    hiring.end_agreement(member, at)
    return member


@step
def _lock(member_id: int) -> FlexibleMember:
    """The agreement with its accounts, locked in the order of the house."""
    ids = FlexibleMember.objects.values_list("home__account_id", "account_id").get(pk=member_id)
    lock(EmployerAccount, ids[0])
    account = lock(PersonalAccount, ids[1])
    member = lock(FlexibleMember, member_id)
    member.account = account
    return member


def _refuse_not_active(member: FlexibleMember) -> None:
    refuse_move(member, "stop", MEMBER_MOVES)


def _refuse_waiting(member: FlexibleMember) -> None:
    waiting = found.waiting_payment(member)
    if waiting is not None:
        raise PaymentWaits(_("缴款书 %(number)s 正在等候到账，入账或取消后再办。") % {"number": waiting.number})


@step
def _seal(member: FlexibleMember, by: User, at: datetime) -> None:
    if member.account.status == PersonalAccountStatus.NORMAL:
        note = _("灵活就业停缴")
        move(member.account, "seal", PERSONAL_MOVES, by=by, at=at, note=note, sealed_on=policy.book_date())
