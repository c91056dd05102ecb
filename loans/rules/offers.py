"""What can be lent for a home: four limits, the term, and a sentence for each (domain §5.3, §5.4, §5.10).

Pure: accounts, terms and the loan ratio come in; amounts in fen, rates in percent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _

from common.money import yuan
from loans.rules import ceilings
from loans.rules.ceilings import CapTerms, Ceiling, Limit
from loans.rules.eligibility import Saver
from loans.states.applying import Home, HouseKind, Product
from policy.lending import LendingTerms


@dataclass(frozen=True)
class Wish:
    """What is asked about: which home, which house, how long; `most_fen` what the product lends at most besides.

    `months` 0: as long as may be. `ratio_percent`: share of the deposits that is lent (个贷率).
    """

    on: date
    product: str
    home: str
    house_kind: str
    price_fen: int
    borrower: Saver
    partner: Saver | None = None
    appraisal_fen: int | None = None
    built_year: int | None = None
    other_debt_fen: int = 0
    months: int = 0
    is_multi_child: bool = False
    is_talent: bool = False
    need_fen: int | None = None
    """Combined loan: the price less down payment and the bank's part; taking over: what is left of the bank's loan."""
    ratio_percent: Decimal = Decimal(0)

    @property
    def is_first(self) -> bool:
        """Whether it is the household's first home."""
        return self.home == Home.FIRST

    @property
    def couple(self) -> tuple[Saver, ...]:
        """Those whose accounts and incomes count: both, where the partner contributes too."""
        partner = self.partner if self.partner and self.partner.has_account else None
        return (self.borrower, partner) if partner else (self.borrower,)


@dataclass(frozen=True)
class Offer:
    """How much for how long at which rate; `because` says how it comes about, a sentence a limit."""

    ceiling: Ceiling
    fen: int
    months: int
    most_months: int
    annual_rate: Decimal
    because: tuple[str, ...]
    down_percent: Decimal

    @property
    def years(self) -> int:
        """The term in whole years."""
        return self.months // 12

    @property
    def rate_words(self) -> str:
        """The rate as people write it."""
        return plain(self.annual_rate)

    @property
    def binding(self) -> Limit:
        """The limit that decides."""
        return self.ceiling.binding[0]


def home_of(homes_before: int) -> Home:
    """Which home of the household it is, by those it has already."""
    return Home.FIRST if homes_before == 0 else Home.SECOND


def most_months(wish: Wish, terms: LendingTerms) -> tuple[int, str]:
    """The longest term in months, whole years, with the sentence that says why."""
    who = wish.borrower
    limit = terms.loan_age_limit_men_years if who.is_man else terms.loan_age_limit_women_years
    is_old = wish.house_kind == HouseKind.SECOND_HAND and wish.built_year is not None
    found = ceilings.term(
        on=wish.on,
        born_on=who.born_on or wish.on,
        age_limit=limit,
        house_years=max(0, wish.on.year - (wish.built_year or wish.on.year)) if is_old else None,
        house_limit_years=terms.loan_house_age_limit,
        most_years=terms.loan_most_months // 12,
    )
    years = max(0, found.years)
    values = {"years": years, "age": limit, "most": terms.loan_house_age_limit}
    words = {
        "most": _("最长可贷 %(years)d 年。"),
        "age": _("最长可贷 %(years)d 年：还清时不超过 %(age)d 周岁。"),
        "house": _("最长可贷 %(years)d 年：房龄加贷款年限不超过 %(most)d 年。"),
    }
    return years * 12, words[found.binding] % values


def liquidity_percent(ratio_percent: Decimal, terms: LendingTerms) -> Decimal:
    """What of the cap is lent by the loan ratio (流动性调节系数): all below the first line, less from each line on."""
    if ratio_percent >= terms.loan_ratio_stop_percent:
        return terms.loan_liquidity_stop_percent
    if ratio_percent >= terms.loan_ratio_warn_percent:
        return terms.loan_liquidity_warn_percent
    return Decimal(100)


def coefficient(steady_months: int, terms: LendingTerms) -> Decimal:
    """The share of the accounts' limit by months contributed without a gap, as a factor."""
    steps = (
        (60, terms.loan_share_from_60_percent),
        (36, terms.loan_share_from_36_percent),
        (24, terms.loan_share_from_24_percent),
        (12, terms.loan_share_from_12_percent),
    )
    share = next((share for least, share in steps if steady_months >= least), terms.loan_share_from_6_percent)
    return share / 100


def cap_of(wish: Wish, terms: LendingTerms) -> tuple[int, str]:
    """The cap with boosts and liquidity, and how it comes about."""
    is_couple = len(wish.couple) > 1
    base = terms.loan_cap_couple_fen if is_couple else terms.loan_cap_single_fen
    boosts = [terms.loan_boost_children_percent] if wish.is_multi_child else []
    boosts += [terms.loan_boost_talent_percent] if wish.is_talent else []
    flow = liquidity_percent(wish.ratio_percent, terms)
    fen = CapTerms(base, tuple(boosts), terms.loan_most_boost_percent, flow).fen
    who = _("双职工家庭") if is_couple else _("单人")
    parts = [_("最高额度：%(who)s %(cap)s 元") % {"who": who, "cap": yuan(base)}]
    if boosts:
        up = min(sum(boosts, Decimal(0)), terms.loan_most_boost_percent)
        parts.append(_("上浮 %(up)s%%") % {"up": plain(up)})
    if flow != 100:
        parts.append(_("流动性调节系数 %(flow)s%%") % {"flow": plain(flow)})
    if boosts or flow != 100:
        parts.append(_("为 %(fen)s 元") % {"fen": yuan(fen)})
    return fen, "，".join(parts) + "。"


def plain(value: Decimal) -> str:
    """A rate as people write it."""
    return f"{value.normalize():f}"


def _house(wish: Wish, terms: LendingTerms) -> tuple[int, Decimal, str]:
    down = terms.loan_down_first_percent if wish.is_first else terms.loan_down_second_percent
    fen = ceilings.house_limit(wish.price_fen, down, wish.appraisal_fen)
    worth = wish.price_fen if wish.appraisal_fen is None else min(wish.price_fen, wish.appraisal_fen)
    values = {"worth": yuan(worth), "down": plain(down), "fen": yuan(fen)}
    if wish.appraisal_fen is None:
        words = _("房价：总价 %(worth)s 元，首付不低于 %(down)s%%，最多 %(fen)s 元。")
    else:
        words = _("房价：总价和评估价中较低的 %(worth)s 元，首付不低于 %(down)s%%，最多 %(fen)s 元。")
    return fen, down, words % values


def _capacity(wish: Wish, terms: LendingTerms, count: int, rate: Decimal) -> tuple[int, str]:
    incomes = [each.base_fen for each in wish.couple]
    pay = ceilings.monthly_capacity(incomes, terms.loan_capacity_percent, wish.other_debt_fen)
    fen = ceilings.capacity_limit(pay, count, rate) if count else 0
    values = {
        "income": yuan(sum(incomes)),
        "share": plain(terms.loan_capacity_percent),
        "debt": yuan(wish.other_debt_fen),
        "pay": yuan(pay),
        "fen": yuan(fen),
    }
    if wish.other_debt_fen:
        said = _("还款能力：缴存基数 %(income)s 元的 %(share)s%%，减去其他还款 %(debt)s 元，每月可还 %(pay)s 元，")
    else:
        said = _("还款能力：缴存基数 %(income)s 元的 %(share)s%%，每月可还 %(pay)s 元，")
    return fen, (said + _("最多 %(fen)s 元。")) % values


def _account(wish: Wish, terms: LendingTerms) -> tuple[int, str]:
    balances = [each.balance_fen for each in wish.couple]
    factor = coefficient(wish.borrower.steady_months, terms)
    fen = ceilings.account_limit(balances, terms.loan_balance_multiple, factor, terms.loan_account_floor_fen)
    values = {
        "sum": yuan(sum(balances)),
        "times": plain(terms.loan_balance_multiple),
        "share": plain(factor * 100),
        "fen": yuan(fen),
    }
    if factor == 1:
        return fen, _("账户余额：%(sum)s 元的 %(times)s 倍，最多 %(fen)s 元。") % values
    return fen, _("账户余额：%(sum)s 元的 %(times)s 倍，缴存时间系数 %(share)s%%，最多 %(fen)s 元。") % values


def offer(wish: Wish, terms: LendingTerms, rate_for: Callable[[int], Decimal]) -> Offer:
    """What can be lent. `rate_for` gives the rate of so many months; the term asked for counts, else the longest."""
    most, term_words = most_months(wish, terms)
    count = min(wish.months or most, most)
    rate = rate_for(count)
    cap, cap_words = cap_of(wish, terms)
    house, down, house_words = _house(wish, terms)
    capacity, capacity_words = _capacity(wish, terms, count, rate)
    account, account_words = _account(wish, terms)
    found = ceilings.ceiling(
        cap_fen=cap, house_fen=house, capacity_fen=capacity, account_fen=account, unit_fen=terms.loan_unit_fen
    )
    because = [cap_words, house_words, capacity_words, account_words, _decides(found)]
    fen = found.fen
    if wish.need_fen is not None and wish.need_fen < fen:
        fen = wish.need_fen // terms.loan_unit_fen * terms.loan_unit_fen
        because.append(_need_words(wish) % {"fen": yuan(wish.need_fen)})
    return Offer(found, fen, count, most, rate, (*because, term_words), down)


def _need_words(wish: Wish) -> str:
    if wish.product == Product.CONVERSION:
        return _("商转公不超过商业贷款剩余本金 %(fen)s 元。")
    return _("扣除首付和商业贷款后还需要 %(fen)s 元。")


def _decides(found: Ceiling) -> str:
    names = {
        Limit.CAP: _("最高额度"),
        Limit.HOUSE: _("房价"),
        Limit.CAPACITY: _("还款能力"),
        Limit.ACCOUNT: _("账户余额"),
    }
    values = {"limit": names[found.binding[0]], "fen": yuan(found.fen)}
    return _("四项取最低，由“%(limit)s”决定，最多 %(fen)s 元。") % values
