"""Who may borrow (domain §5.1): every condition with its sentence, met or not, and when to come where time heals it.

Pure: facts and dates come in. Amounts in fen; months are "202610".
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common import money, months
from loans.rules import ceilings
from loans.states.applying import HouseKind, Product
from policy.lending import LendingTerms

GROWN_UP_YEARS = 18
PAYMENT_LAG = 2
"""Whoever is paid through to so many months before today's still pays: this month's and the last may be under way."""


@dataclass(frozen=True)
class Saver:
    """One of the couple as their account stands. `steady_months`: paid without a gap up to `paid_through`."""

    person_id: int
    name: str
    born_on: date | None
    is_man: bool
    has_account: bool = True
    is_normal: bool = True
    is_frozen: bool = False
    paid_through: str = ""
    steady_months: int = 0
    base_fen: int = 0
    balance_fen: int = 0

    def pays(self, today: date) -> bool:
        """Whether contributions run: the account is in use and paid through to the last months."""
        if not (self.has_account and self.is_normal and self.paid_through):
            return False
        return months.months_between(self.paid_through, months.month_of(today)) <= PAYMENT_LAG


@dataclass(frozen=True)
class Past:
    """What the couple has borrowed of the fund before, and what is held against them; the sentences are read out."""

    open_loans: int = 0
    settled_loans: int = 0
    banned: tuple[str, ...] = ()
    """A sentence for each ban in force."""
    house_taken: str = ""
    """Why this very house is not lent for again; nothing where it may be."""
    project_missing: bool = False
    """A new home's project is not among those with an agreement."""


@dataclass(frozen=True)
class Situation:
    """Everything the conditions look at. `known_on` is the day up to which contributions are known."""

    on: date
    known_on: date
    product: str
    house_kind: str
    borrower: Saver
    partner: Saver | None
    past: Past
    signed_on: date | None = None
    built_year: int | None = None
    homes_before: int = 0
    old_since: date | None = None
    is_open: bool = False
    """Nothing was told of a house yet: only what concerns persons is judged."""


@dataclass(frozen=True)
class Condition:
    """One condition: met or not, why, and from when on it will be met where only time is missing."""

    code: str
    label: str
    met: bool
    sentence: str
    come: str = ""

    @property
    def words(self) -> str:
        """The sentence, with when to come."""
        return f"{self.sentence}{self.come}"


def conditions(asked: Situation, terms: LendingTerms) -> tuple[Condition, ...]:
    """Every condition, in the order in which people ask. All of them have to be met."""
    found = [_grown_up(asked), _paying(asked), _steady(asked, terms), _past_loans(asked), _no_ban(asked)]
    if not asked.is_open:
        found += [_recent(asked, terms), _homes(asked, terms), _house(asked)]
        if asked.product == Product.CONVERSION:
            found.append(_old_loan(asked, terms))
    return tuple(found)


def down_paid(price_fen: int, paid_fen: int, down_percent: Decimal) -> Condition:
    """The down payment was made, of one's own money."""
    label, least = _("首付款"), money.percent_of(price_fen, down_percent)
    values = {"paid": money.yuan(paid_fen), "least": money.yuan(least), "down": f"{down_percent.normalize():f}"}
    if paid_fen >= least:
        return Condition("down", label, True, _("已付 %(paid)s 元，不低于总价的 %(down)s%%。") % values)
    sentence = _("首付款须不低于总价的 %(down)s%%，即 %(least)s 元，目前已付 %(paid)s 元。") % values
    return Condition("down", label, False, sentence)


def unmet(found: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """What stands in the way."""
    return tuple(each for each in found if not each.met)


def _grown_up(asked: Situation) -> Condition:
    label = _("年龄")
    born = asked.borrower.born_on
    age = ceilings.whole_years(born, asked.on) if born else GROWN_UP_YEARS
    if age >= GROWN_UP_YEARS:
        return Condition("grown_up", label, True, _("借款人已满 18 周岁。"))
    return Condition("grown_up", label, False, _("借款人须年满 18 周岁。"))


def _paying(asked: Situation) -> Condition:
    label, who = _("缴存状态"), asked.borrower
    if asked.product == Product.OUT_OF_TOWN:
        return Condition("paying", label, True, _("在外地缴存，以缴存地中心的证明为准。"))
    if not who.has_account:
        return Condition("paying", label, False, _("您名下没有在用的公积金账户，在本市开户缴存以后再来申请。"))
    if not who.is_normal:
        return Condition("paying", label, False, _("个人账户已封存，恢复缴存以后再来申请。"))
    if who.is_frozen:
        return Condition("paying", label, False, _("个人账户被冻结，解除以后再来申请。"))
    if not who.pays(asked.known_on):
        last = months.month_words(who.paid_through) if who.paid_through else _("（无）")
        return Condition("paying", label, False, _("公积金只缴到 %(month)s，补齐以后再来申请。") % {"month": last})
    words = {"month": months.month_words(who.paid_through)}
    return Condition("paying", label, True, _("账户正常，缴到 %(month)s。") % words)


def _steady(asked: Situation, terms: LendingTerms) -> Condition:
    label, who, needed = _("连续缴存"), asked.borrower, terms.loan_steady_months
    values = {"needed": needed, "steady": who.steady_months}
    if who.steady_months >= needed:
        sentence = _("已连续足额缴存 %(steady)d 个月，达到 %(needed)d 个月的要求。") % values
        return Condition("steady", label, True, sentence)
    sentence = _("须连续足额缴存满 %(needed)d 个月，目前连续 %(steady)d 个月。") % values
    return Condition("steady", label, False, sentence, _when_steady(who, needed))


def _when_steady(who: Saver, needed: int) -> str:
    """Which month's contribution makes it enough."""
    if not who.paid_through:
        return ""
    last = months.month_words(months.shift(who.paid_through, needed - who.steady_months))
    return _("按时缴存下去，%(month)s的公积金到账以后就可以申请。") % {"month": last}


def _past_loans(asked: Situation) -> Condition:
    label, past = _("以往贷款"), asked.past
    if past.open_loans:
        return Condition("past", label, False, _("家庭还有没结清的公积金贷款，结清以后才能再次申请。"))
    if past.settled_loans >= 2:
        return Condition("past", label, False, _("家庭已用过两次公积金贷款，不能第三次申请。"))
    if past.settled_loans == 1:
        return Condition("past", label, True, _("用过一次公积金贷款，已经结清。"))
    return Condition("past", label, True, _("没有用过公积金贷款。"))


def _no_ban(asked: Situation) -> Condition:
    label = _("失信限制")
    if asked.past.banned:
        return Condition("ban", label, False, " ".join(asked.past.banned))
    return Condition("ban", label, True, _("没有限制贷款的记录。"))


def _recent(asked: Situation, terms: LendingTerms) -> Condition:
    """The contract is of the last months; taking over a bank's loan goes by that loan instead."""
    label, signed, count = _("购房时间"), asked.signed_on, terms.loan_contract_months
    if asked.product == Product.CONVERSION:
        return Condition("recent", label, True, _("商转公不看购房时间。"))
    if signed is None or signed > asked.on:
        return Condition("recent", label, False, _("购房合同须已签订，请核对签订日期。"))
    first = months.day_in(months.shift(months.month_of(asked.on), -count), asked.on.day)
    values = {"count": count, "day": f"{signed:%Y-%m-%d}"}
    if signed < first:
        sentence = _("购房合同须在 %(count)d 个月以内签订，您的合同是 %(day)s 签订的。") % values
        return Condition("recent", label, False, sentence)
    return Condition("recent", label, True, _("合同 %(day)s 签订，在 %(count)d 个月以内。") % values)


def _homes(asked: Situation, terms: LendingTerms) -> Condition:
    label, place = _("住房套数"), asked.homes_before + 1
    values = {"place": place, "most": terms.loan_most_homes}
    if place > terms.loan_most_homes:
        sentence = _("这是家庭第 %(place)d 套住房，公积金贷款只支持第 %(most)d 套以内。") % values
        return Condition("homes", label, False, sentence)
    return Condition("homes", label, True, _("这是家庭第 %(place)d 套住房。") % values)


def _house(asked: Situation) -> Condition:
    label = _("房屋")
    if asked.past.house_taken:
        return Condition("house", label, False, asked.past.house_taken)
    if asked.past.project_missing and asked.house_kind == HouseKind.NEW:
        return Condition("house", label, False, _("这个楼盘没有与中心签订合作协议，请向开发企业或窗口咨询。"))
    return Condition("house", label, True, _("房屋符合贷款条件。"))


def _old_loan(asked: Situation, terms: LendingTerms) -> Condition:
    label, since, needed = _("商业贷款还款"), asked.old_since, terms.loan_conversion_months
    paid = months.months_between(months.month_of(since), months.month_of(asked.on)) if since else 0
    values = {"needed": needed, "paid": paid}
    if paid >= needed:
        return Condition("old_loan", label, True, _("商业贷款已还 %(paid)d 个月。") % values)
    sentence = _("商业贷款须已正常还款 %(needed)d 个月，目前 %(paid)d 个月。") % values
    if since is None:
        return Condition("old_loan", label, False, sentence)
    month = months.month_words(months.shift(months.month_of(since), needed))
    return Condition("old_loan", label, False, sentence, _("%(month)s起可以申请。") % {"month": month})
