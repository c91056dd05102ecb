"""Transfers between centres: whose letters a user may see, and what stands in the way of one."""

from __future__ import annotations

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Door, Person, User
from accounts.permissions import Permission
from bank import queries as bank
from bank.models import Outcome, PaymentOrder
from common import identity
from common.money import yuan
from common.months import month_of
from deposits.models import Encumbrance, PersonalAccount, RemittanceItem, RemittanceList, TransferLetter
from deposits.queries.explain import months_paid
from deposits.queries.freezes import frozen_numbers
from deposits.rules import letters as rules
from deposits.rules.letters import AccountInfo, Leaving
from deposits.states import (
    LETTER_IN_MOVES,
    OPEN_LETTERS,
    OPEN_STATUSES,
    WAITING_STATUSES,
    EncumbranceKind,
    LetterDirection,
    LetterStatus,
    ListStatus,
    PersonalAccountStatus,
)
from desk.models import Case, Centre
from desk.states.cases import OPEN_STATUSES as OPEN_CASES
from ledger.models import Account
from policy import queries as policy

CONTINUOUS_MONTHS = 6
"""So many months without a gap make the letter's "continuous: yes" (domain §2.9)."""


def letters_visible_to(user: User) -> QuerySet[TransferLetter]:
    """Staff who see cases see all, a depositor their own."""
    rows = TransferLetter.objects.select_related("centre", "case", "person", "account__employer_account__employer")
    if user.door == Door.STAFF and user.may(Permission.CASE_VIEW):
        return rows
    if user.door == Door.DEPOSITOR:
        return rows.filter(person=user.person_id)
    return rows.none()


def letter_of_code(code: str) -> TransferLetter | None:
    """The letter whose paper bears a code, typed with or without spaces."""
    typed = identity.normalise(code)[:16]
    return TransferLetter.objects.select_related("centre").filter(verify_code=typed).first() if typed else None


def other_centres() -> QuerySet[Centre]:
    """Centres a transfer may come from."""
    return Centre.objects.filter(is_active=True).order_by("code")


def open_account_of(person_id: int) -> PersonalAccount | None:
    """The person's open account."""
    rows = PersonalAccount.objects.filter(person=person_id, status__in=OPEN_STATUSES)
    return rows.select_related("person", "employer_account__employer", "ledger_account").first()


def encumbrances_of(person_id: int) -> QuerySet[Encumbrance]:
    """What lies on a person's account on the open business date."""
    on = policy.book_date()
    rows = Encumbrance.objects.filter(person=person_id, lifted_at=None, since__lte=on)
    return rows.filter(Q(until=None) | Q(until__gte=on)).order_by("id")


# --- in


def why_not_in(person_id: int) -> str:
    """Why the person cannot have money come from another centre, in a sentence; "" where they can."""
    account = open_account_of(person_id)
    if account is not None and account.number in frozen_numbers(account):
        return _("账户已被有权机关冻结（不收不付），解除以后再申请转入。")
    steady = 0
    needed = policy.service_on(policy.book_date()).transfer_in_months
    if account is not None and account.paid_through:
        paid = months_paid(account, account.paid_through, needed, in_time=True)
        steady = rules.steady_months([(each.month, each.fen) for each in paid])
    return rules.why_not_in(
        is_open=account is not None,
        is_normal=account is not None and account.status == PersonalAccountStatus.NORMAL,
        steady=steady,
        months_needed=needed,
        letter_open=has_open_letter(person_id, LetterDirection.IN),
    )


def has_open_letter(person_id: int, direction: LetterDirection) -> bool:
    """Whether a letter of this direction is under way for the person."""
    return TransferLetter.objects.filter(person=person_id, direction=direction, status__in=OPEN_LETTERS).exists()


def may_cancel(letter: TransferLetter) -> bool:
    """Whether a letter in may still be cancelled: until the old centre has closed the account and told its figures.

    After a payment that failed the money is still there, unless it has come all the same.
    """
    if not letter.is_in or letter.status not in LETTER_IN_MOVES["cancel"][0] or letter.status == LetterStatus.NEW:
        return False
    if letter.status == LetterStatus.NEGOTIATING:
        return letter.principal_fen is None
    return not bank.is_covered(letter.expectation_key)


def may_credit(letter: TransferLetter) -> bool:
    """Whether the told sum of a letter in is there, and waits for a person to credit it."""
    waiting = (LetterStatus.INFORMED, LetterStatus.NEGOTIATING, LetterStatus.FAILED)
    return letter.is_in and letter.status in waiting and bank.is_covered(letter.expectation_key)


def months_from_elsewhere(person_id: int) -> int:
    """Months paid at other centres that count for a loan here."""
    done = TransferLetter.objects.filter(
        person=person_id,
        direction=LetterDirection.IN,
        status__in=[LetterStatus.DONE, LetterStatus.DONE_AFTER],
    )
    return int(done.aggregate(count=Sum("months_counted", default=0))["count"])


# --- out


def why_not_out(account: PersonalAccount, *, case_id: int) -> list[str]:
    """Each reason why an account cannot go to another centre now; `case_id` is the transfer's own case."""
    book = Account.objects.get(pk=account.ledger_account_id)
    barred = encumbrances_of(account.person_id).exclude(kind=EncumbranceKind.BAN)
    cases = Case.objects.filter(person=account.person_id, status__in=OPEN_CASES, kind__family__in=FAMILIES)
    leaving = Leaving(
        is_sealed=account.status == PersonalAccountStatus.SEALED,
        balance_fen=book.balance_fen,
        held_fen=book.held_fen,
        encumbrances=list(barred.values_list("sentence", flat=True)),
        in_waiting_list=RemittanceItem.objects.filter(account=account, list__status__in=WAITING_STATUSES).exists(),
        other_cases=list(cases.exclude(pk=case_id).order_by("id").values_list("number", flat=True)[:5]),
    )
    return rules.why_not_out(leaving)


FAMILIES = ("DEPOSIT", "WITHDRAWAL", "LOAN")
"""Business that an account has to finish before it goes."""


def info_of(account: PersonalAccount, *, principal_fen: int, interest_fen: int) -> AccountInfo:
    """What we tell the new centre of an account that goes there."""
    last = account.paid_through or month_of(account.opened_on)
    paid = months_paid(account, last, CONTINUOUS_MONTHS, in_time=True)
    laid = set(encumbrances_of(account.person_id).values_list("kind", flat=True))
    first = RemittanceList.objects.filter(items__account=account, status=ListStatus.ALLOCATED).order_by("month")
    opened = first.values_list("month", flat=True).first() or month_of(account.opened_on)
    return AccountInfo(
        name=account.person.name,
        document_number=account.person.document_number,
        principal_fen=principal_fen,
        interest_fen=interest_fen,
        opened_month=min(opened, last),
        paid_through=last,
        is_continuous=rules.steady_months([(each.month, each.fen) for each in paid]) >= CONTINUOUS_MONTHS,
        loans=Encumbrance.objects.filter(person=account.person_id, kind=EncumbranceKind.LOAN).count(),
        has_unsettled_loan=EncumbranceKind.LOAN in laid,
        is_fraud=EncumbranceKind.BAN in laid,
    )


def orders_of(letter: TransferLetter) -> QuerySet[PaymentOrder]:
    """The payments of a letter out, newest first."""
    rows = PaymentOrder.objects.filter(source="deposits.letters_out", case=letter.case.number if letter.case else "-")
    return rows.order_by("-id")


def has_unheard_news(letter: TransferLetter) -> bool:
    """Whether the bank has said something of the letter's payments that nobody has acted on yet."""
    if letter.case is None:
        return False
    news = Outcome.objects.filter(source="deposits.letters_out", claimed_at=None)
    return news.filter(order__case=letter.case.number).exists()


def own_data(person: Person) -> tuple[str, list[dict[str, object]]]:
    """The section of the export of one's own data: transfers between centres."""
    rows = TransferLetter.objects.filter(person=person).select_related("centre").order_by("id")
    return _("异地转移"), [
        {
            _("方向"): str(each.get_direction_display()),
            _("对方中心"): each.centre.name,
            _("联系函编号"): each.number,
            _("状态"): str(each.get_status_display()),
            _("本金（分）"): each.principal_fen,
            _("利息（分）"): each.interest_fen,
            _("登记时间"): each.made_at,
        }
        for each in rows
    ]


# --- for the pages of the counter kernel


def facts(case: Case) -> list[tuple[str, object]]:
    """Label and value of what was asked for and how far it is, in words."""
    letter = TransferLetter.objects.filter(case=case).select_related("centre").first()
    if letter is None:
        return []
    lines: list[tuple[str, object]] = [
        (_("转出中心") if letter.is_in else _("转入中心"), letter.centre.name),
        (_("联系函编号"), letter.number or _("审核后发出")),
        (_("联系函状态"), letter.get_status_display()),
    ]
    if letter.their_account:
        lines.insert(1, (_("对方个人账号"), letter.their_account))
    if letter.principal_fen is not None:
        amounts = {"principal": yuan(letter.principal_fen), "interest": yuan(letter.interest_fen or 0)}
        lines.append((_("本金和利息（元）"), _("%(principal)s + %(interest)s") % amounts))
    if letter.note:
        lines.append((_("说明"), letter.note))
    return lines
