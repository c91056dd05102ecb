"""What a person can have and why, before and while it is asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.rules import name_key
from common import months
from common.crypto import blind_index
from deposits import queries as deposits
from deposits.models import PersonalAccount
from deposits.rules.letters import steady_months
from deposits.states import PersonalAccountStatus
from policy import queries as policy
from policy.withdrawing import WithdrawalTerms
from risk.rules import normal
from withdrawals.models import Reason, Withdrawal
from withdrawals.queries import closing, guards, household, own_loans
from withdrawals.rules import handing
from withdrawals.rules.asking import Application, matters_of
from withdrawals.rules.limits import Allowance, Refusal, Situation, Use, allow
from withdrawals.rules.particulars import Particulars
from withdrawals.rules.reasons import RULES
from withdrawals.states import UNDER_WAY, Relation

PAYMENT_LAG = 2
"""Whoever is paid through to so many months before today's still pays: this month's and the last may be under way."""


@dataclass(frozen=True)
class Offer:
    """A reason with what can be had now; `allowance.refusals` say why not."""

    reason: Reason
    allowance: Allowance


def reasons_on(on: date) -> QuerySet[Reason]:
    """The reasons that the law of a day knows: six until 2026-09-19, nine since, and the local ones."""
    return (
        Reason.objects.filter(valid_from__lte=on).filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("order", "id")
    )


def terms_on(on: date) -> WithdrawalTerms:
    """Caps and windows of a day."""
    return policy.service_on(on)


def offers(person_id: int, on: date, *, code: str = "") -> list[Offer]:
    """Every reason that does not close the account (or the one of `code`), with what could be had before asking."""
    account = deposits.open_account_of(person_id)
    if account is None:
        return []
    nothing = Particulars()
    return [
        Offer(each, _allowance(each, account, nothing, on=on, is_open=True))
        for each in reasons_on(on)
        if not each.closes and code in ("", each.code)
    ]


def allowance(application: Application, on: date, *, is_standing: bool = False) -> Allowance:
    """What an application could have at most on a day, judged with everything it tells.

    Without an open account, under a reason that the day does not know, or for somebody who is not entitled, nothing.
    """
    reason = reasons_on(on).filter(code=application.reason).first()
    account = deposits.open_account_of(application.person_id)
    if reason is None:
        return _nothing(_("申请日的规定里没有这项提取原因。"))
    if account is None:
        return _nothing(_("没有在用的住房公积金账户，不能提取。"))
    return judge(reason, account, own_loans.known(application, on), on=on, is_standing=is_standing)


def judge(
    reason: Reason,
    account: PersonalAccount,
    application: Application,
    *,
    on: date,
    is_standing: bool = False,
    own: Withdrawal | None = None,
) -> Allowance:
    """The same for a known reason and account. `own` is the withdrawal being judged again: it does not count itself."""
    application = own_loans.known(application, on)
    told = application.particulars
    found = _allowance(reason, account, told, on=on, matters=matter_keys(application), is_standing=is_standing, own=own)
    not_entitled = why_not_entitled(reason, application, on) or _why_not_that_loan(application, on)
    if not_entitled:
        return replace(found, most_fen=0, refusals=(Refusal(not_entitled), *found.refusals))
    return found


def _why_not_that_loan(application: Application, on: date) -> str:
    if application.reason != own_loans.REPAY or application.particulars.loan is None:
        return ""
    loans = own_loans.own_loans(own_loans.family_of(application, on), on)
    return own_loans.why_not(application.particulars, loans)


def _allowance(
    reason: Reason,
    account: PersonalAccount,
    told: Particulars,
    *,
    on: date,
    matters: tuple[str, ...] = (),
    is_open: bool = False,
    is_standing: bool = False,
    own: Withdrawal | None = None,
) -> Allowance:
    if reason.closes:
        return closing.allowance(reason, account, told, on=on, own=own)
    terms, without = terms_on(on), own.pk if own else None
    members = household.household_of(account.person_id, on)
    family = household.uses_of(members, matters=matters, without=without)
    situation = Situation(
        on=on,
        terms=terms,
        told=told,
        person_id=account.person_id,
        matter_key=next(iter(matters), ""),
        own=tuple(each for each in family if each.person_id == account.person_id),
        family=family,
        former=household.uses_with(account.person_id, members, matters=matters, without=without),
        matter=household.uses_of_matter(matters, without=without) + _taken(reason, told, members, on),
        steady_months=steady_of(account, terms.rent_steady_months) if reason.rule == "rent" else 0,
        is_paying=is_paying(account, on),
        children=household.children_of(account.person_id, on) if told.is_multi_child else 0,
        is_open=is_open,
        is_standing=is_standing,
    )
    ruled = RULES[reason.rule](situation)
    ruled = replace(ruled, refusals=guards.blocks(account, on, reason=reason.code) + ruled.refusals)
    own_hold_fen = own.asked_fen if own and own.status in UNDER_WAY else 0
    return allow(ruled, guards.funds_of(account, terms, own_hold_fen=own_hold_fen))


def _taken(reason: Reason, told: Particulars, members: frozenset[int], on: date) -> tuple[Use, ...]:
    """What accounts gave for the own loan in question: it counts like a withdrawal."""
    if reason.rule != own_loans.REPAY or told.loan is None:
        return ()
    return own_loans.taken_of(own_loans.of_told(told, own_loans.own_loans(members, on)))


def _nothing(sentence: str) -> Allowance:
    return Allowance(0, (), "", (Refusal(sentence),))


def steady_of(account: PersonalAccount, needed: int) -> int:
    """Months paid in time and without a gap up to the last paid one, counted up to a year."""
    if not account.paid_through:
        return 0
    paid = deposits.months_paid(account, account.paid_through, max(needed, 12), in_time=True)
    return steady_months([(each.month, each.fen) for each in paid])


def is_paying(account: PersonalAccount, on: date) -> bool:
    """Whether contributions run: the account is in use and paid through to the last months."""
    if account.status != PersonalAccountStatus.NORMAL or not account.paid_through:
        return False
    # What is paid is known up to the business date, which may lie behind the day of the application.
    return months.months_between(account.paid_through, months.month_of(min(on, policy.book_date()))) <= PAYMENT_LAG


def why_not_entitled(reason: Reason, application: Application, on: date) -> str:
    """Why the owner of the account may not withdraw for whom the reason is about; nothing where they may.

    Self always; spouse, parents and children by the relation on file on the day; co-borrowers by the loan's papers.
    """
    relation, subject = application.relation, application.subject_id
    if relation not in reason.relations:
        words = {"reason": reason.label, "who": "、".join(str(Relation(each).label) for each in reason.relations)}
        return _("“%(reason)s”只能由%(who)s提取。") % words
    if relation == Relation.CO_BORROWER:
        return _why_not_borrower(application)
    if relation in (Relation.SELF, Relation.HEIR):
        return ""
    if subject is None or subject == application.person_id:
        return _("请写明是为哪位家庭成员提取。")
    # The owner is the spouse, parent or child of the subject: so the subject's relation to the owner is on file.
    kinds = {each.kind for each in household.ties_of(subject, on) if each.person_id == application.person_id}
    if relation not in kinds:
        words = {"kind": str(Relation(relation).label), "day": f"{on:%Y-%m-%d}"}
        return _("登记的家庭关系里，%(day)s 这一天您不是对方的%(kind)s，不能为其提取。请先到窗口登记或更正。") % words
    return ""


def _why_not_borrower(application: Application) -> str:
    loan = application.particulars.loan
    name = Person.objects.values_list("name", flat=True).get(pk=application.person_id)
    if loan is None or name_key(name) not in {name_key(each) for each in loan.borrowers}:
        return _("借款合同的借款人里没有您的姓名，不能以共同借款人身份提取。")
    return ""


def still_allowed(withdrawal: Withdrawal, on: date) -> str:
    """Why what was asked cannot be granted on `on`, the day of its acceptance, where that is a later one than asked.

    An application is judged by the law and the limits of the day of its acceptance; nothing where it still may.
    """
    if on == withdrawal.judged_on or withdrawal.reason.closes:
        return ""
    reason = reasons_on(on).filter(pk=withdrawal.reason_id).first()
    if reason is None:
        return _("受理日的规定里没有这项提取原因。")
    asked = Application(
        reason=reason.code,
        person_id=withdrawal.person_id,
        amount_fen=withdrawal.asked_fen,
        particulars=withdrawal.particulars,
        relation=withdrawal.relation,
        subject_id=withdrawal.subject_id,
    )
    account = PersonalAccount.objects.get(pk=withdrawal.account_id)
    found = judge(reason, account, asked, on=on, own=withdrawal)
    return "" if found.may and withdrawal.asked_fen <= found.most_fen else found.words


def matter_keys(application: Application) -> tuple[str, ...]:
    """What limits of one house, loan or project go by, as keyed look-up values of 32 characters, the main one first."""
    told = application.particulars
    house = handing.risk_house(told.house)
    matters = matters_of(application.reason, told, normal.house_keys(house) if house else ())
    return tuple(blind_index(each, kind="matter") for each in matters)
