"""Reads of closing withdrawals: what stands in the way, who is paid, estates."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import DocumentType, Person, User
from accounts.permissions import Permission
from bank.models import Outcome, PaymentOrder
from common import identity
from common.money import yuan
from deposits import queries as deposits
from deposits.models import PersonalAccount, RemittanceItem
from deposits.states import WAITING_STATUSES, EncumbranceKind, PersonalAccountStatus
from desk.models import Case, RegisterAnswer
from desk.states.cases import OPEN_STATUSES as OPEN_CASES
from desk.states.registers import AnswerStatus
from ledger.models import Account, Hold
from ledger.states import HoldStatus
from policy import queries as policy
from risk.rules.facts import WorkEnd
from withdrawals.models import CardCorrection, ClosingShare, Estate, Reason, Withdrawal
from withdrawals.queries import guards
from withdrawals.rules import closing as rules
from withdrawals.rules import retirement
from withdrawals.rules.limits import Allowance, Refusal
from withdrawals.rules.particulars import Particulars
from withdrawals.states.closing import CorrectionStatus, RetireAs, ShareStatus

BANK_SOURCE = "withdrawals"
FAMILIES = ("DEPOSIT", "WITHDRAWAL", "LOAN")
"""Business that an account has to finish before it ends."""
LOANS = (EncumbranceKind.LOAN, EncumbranceKind.GUARANTEE)


def why_not_close(
    account: PersonalAccount, reason: str, on: date, *, case_id: int | None = None, own_hold: str = ""
) -> list[str]:
    """Each reason why an account cannot be ended for `reason` on `on`; `case_id` and `own_hold` are its own."""
    book = Account.objects.get(pk=account.ledger_account_id)
    own = Hold.objects.filter(key=own_hold, status=HoldStatus.HELD).values_list("fen", flat=True).first() or 0
    laid = list(deposits.encumbrances_of(account.person_id).values_list("kind", "sentence"))
    cases = Case.objects.filter(person=account.person_id, status__in=OPEN_CASES, kind__family__in=FAMILIES)
    found = rules.Closing(
        reason=reason,
        on=on,
        is_sealed=account.status == PersonalAccountStatus.SEALED,
        sealed_on=account.sealed_on,
        balance_fen=book.balance_fen,
        held_fen=book.held_fen - own,
        loans=[sentence for kind, sentence in laid if kind in LOANS],
        encumbrances=[
            *(sentence for kind, sentence in laid if kind not in LOANS),
            *guards.owed_back(account.person_id),
        ],
        in_waiting_list=RemittanceItem.objects.filter(account=account, list__status__in=WAITING_STATUSES).exists(),
        other_cases=list(cases.exclude(pk=case_id or 0).order_by("id").values_list("number", flat=True)[:5]),
    )
    return rules.why_not_close(found, left_months=policy.service_on(on).left_sealed_months)


def allowance(
    reason: Reason, account: PersonalAccount, told: Particulars, *, on: date, own: Withdrawal | None = None
) -> Allowance:
    """What ending an account pays out: all of it, interest to the day before the payment comes on top."""
    own_hold = own.hold_key if own else ""
    whys = why_not_close(account, reason.code, on, case_id=own.case_id if own else None, own_hold=own_hold)
    if reason.code == rules.RETIRE:
        whys.append(why_not_retired(account.person, told.closing, on))
    said = [each for each in whys if each]
    blocked = [each for each in guards.blocks(account, on, reason=reason.code) if each.sentence not in said]
    refusals = (*blocked, *(Refusal(each, reason.basis) for each in said))
    balance = Account.objects.values_list("balance_fen", flat=True).get(pk=account.ledger_account_id)
    line = _("账户余额 %(amount)s 元，另加销户利息") % {"amount": yuan(balance)}
    return Allowance(0 if refusals else balance, (line,), line, refusals)


def why_not_retired(person: Person, told: Mapping[str, str], on: date) -> str:
    """Why the person does not count as retired on a day, by what was told (`retire_as`, `approved_on`); "" if so."""
    birth_on = born_on(person)
    if birth_on is None:
        return _("档案里没有出生日期，请到窗口办理。")
    approved = told.get("approved_on", "")
    group = retire_as(person) or told.get("retire_as", "")
    if group not in RetireAs.values:
        return _("请选择退休类别。")
    return retirement.why_not_retire(
        birth_on=birth_on, as_=group, on=on, approved_on=date.fromisoformat(approved) if approved else None
    )


def work_end(withdrawal: Withdrawal, account: PersonalAccount) -> WorkEnd | None:
    """What a retirement or disability paper says, beside what is known, for the fraud checks (F17)."""
    if withdrawal.reason.code not in (rules.RETIRE, rules.DISABILITY):
        return None
    approved = withdrawal.particulars.closing.get("approved_on", "")
    answers = RegisterAnswer.objects.filter(case=withdrawal.case_id, register="social", status=AnswerStatus.DIFFERS)
    return WorkEnd(
        kind=withdrawal.reason.code,
        on=date.fromisoformat(approved) if approved else None,
        differs_from_register=answers.exists(),
        last_paid_month=account.paid_through,
    )


def born_on(person: Person) -> date | None:
    """The birth date on file, or the one inside a citizen number."""
    if person.birth_on is None and person.document_type == DocumentType.CITIZEN:
        return identity.birth_date(person.document_number)
    return person.birth_on


def retire_as(person: Person) -> str:
    """The group of a man by his citizen number; "" where it has to be asked."""
    if person.document_type == DocumentType.CITIZEN and identity.is_male(person.document_number):
        return RetireAs.MEN
    return ""


def shares_of(withdrawal: Withdrawal) -> list[ClosingShare]:
    """The payees of a closing withdrawal with what became of their money."""
    return list(withdrawal.shares.select_related("person").order_by("id"))


def waits_again(share: ClosingShare) -> bool:
    """Whether a payment that came back has another card, which the checks hold."""
    return share.status == ShareStatus.WAITING and share.orders > 0


def may_correct(share: ClosingShare) -> bool:
    """Whether another card can be named: the payment came back, and nothing is under way to the new one."""
    return share.status in (ShareStatus.RETURNED, ShareStatus.LATE) or waits_again(share)


def is_under_way(withdrawal: Withdrawal) -> bool:
    """Whether the bank has a payment of it, or has said something that nobody has acted on yet."""
    return has_unheard_news(withdrawal) or withdrawal.shares.filter(status=ShareStatus.ORDERED).exists()


def may_leave_rest(withdrawal: Withdrawal) -> bool:
    """Whether some payees have their money and others', which came back, could stay where it is."""
    statuses = {each.status for each in shares_of(withdrawal)}
    rest = {ShareStatus.WAITING, ShareStatus.RETURNED, ShareStatus.LATE}
    return ShareStatus.PAID in statuses and ShareStatus.ORDERED not in statuses and bool(statuses & rest)


def corrections_waiting() -> QuerySet[CardCorrection]:
    """Cards of heirs that wait for a second person, oldest first."""
    rows = CardCorrection.objects.filter(status=CorrectionStatus.PROPOSED)
    return rows.select_related("share", "made_by__person").order_by("id")


def corrections_visible_to(user: User) -> QuerySet[CardCorrection]:
    """Corrected cards of heirs, for those who see cases."""
    rows = CardCorrection.objects.select_related("share__withdrawal__case", "made_by__person")
    return rows if user.may(Permission.CASE_VIEW) else rows.none()


def shares_to_order() -> QuerySet[ClosingShare]:
    """What is to be paid again and waits for the checks, oldest first."""
    rows = ClosingShare.objects.filter(status=ShareStatus.WAITING, orders__gt=0)
    return rows.exclude(corrections__status=CorrectionStatus.PROPOSED).order_by("id")


def closings_visible_to(user: User) -> QuerySet[Withdrawal]:
    """Closing withdrawals that a user may look at: their own, or all for those who see cases."""
    rows = Withdrawal.objects.filter(reason__closes=True).select_related(
        "case__version", "reason", "account__person", "person"
    )
    if user.may(Permission.CASE_VIEW):
        return rows
    return rows.filter(person=user.person_id) if user.may(Permission.OWN_CASES) else rows.none()


def orders_of(withdrawal: Withdrawal) -> QuerySet[PaymentOrder]:
    """The payments of a closing withdrawal, newest first."""
    keys = Q(pk=None)
    for share_id in withdrawal.shares.values_list("pk", flat=True):
        keys |= Q(key__startswith=f"closing-{share_id}-")
    return PaymentOrder.objects.filter(keys, source=BANK_SOURCE).order_by("-id")


def has_unheard_news(withdrawal: Withdrawal) -> bool:
    """Whether the bank has said something of these payments that nobody has acted on yet."""
    news = Outcome.objects.filter(source=BANK_SOURCE, claimed_at=None, order__case=withdrawal.case.number)
    return news.exists()


def estates_visible_to(user: User) -> QuerySet[Estate]:
    """Estates without heirs for those who see accounts, newest first."""
    rows = Estate.objects.select_related("account__person", "made_by__person", "booked_by__person")
    return (rows if user.may(Permission.ACCOUNT_VIEW) else rows.none()).order_by("-made_at", "-id")
