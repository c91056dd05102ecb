"""How much each reason allows, how often, and what excludes it (domain §4.1). Pure: one function a reason.

Amounts and windows are parameters (policy.withdrawing); a rule is found by its name in `RULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import percent_of
from withdrawals.rules.days import day_words, is_within, months_after
from withdrawals.rules.limits import Limit, Refusal, Ruled, Situation, Use, total
from withdrawals.rules.particulars import PUBLIC, REGISTERED, Cost, Lease

REGULATION = gettext_lazy("《住房公积金管理条例》第二十四条")
LOCAL = gettext_lazy("本市住房公积金提取管理办法")
MULTI_CHILD = 2
"""So many children on file make a multi-child family (多子女家庭)."""


def _of(uses: tuple[Use, ...], *reasons: str) -> tuple[Use, ...]:
    return tuple(each for each in uses if each.reason in reasons)


def _of_year(situation: Situation, reason: str) -> int:
    """What is used of a family's limit of the calendar year: a divorce within the year gives no second one."""
    uses = _of((*situation.family, *situation.former), reason)
    return total(tuple(each for each in uses if each.on.year == situation.on.year))


def _before(last: tuple[Use, ...], on: date, months: int) -> Use | None:
    """The newest use from which fewer than `months` months have gone by on `on`."""
    near = [each for each in last if on < months_after(each.on, months)]
    return max(near, key=lambda each: each.on) if near else None


def _others_too(uses: tuple[Use, ...], situation: Situation) -> tuple[Use, ...]:
    """Uses for this very house, loan or project."""
    return tuple(each for each in uses if situation.matter_key and each.matter == situation.matter_key)


def _again(last: Use, months: int) -> Refusal:
    words = {"last": day_words(last.on), "months": months, "next": day_words(months_after(last.on, months))}
    return Refusal(_("上次于 %(last)s 提取，间隔须满 %(months)d 个月，%(next)s 起可以再次申请。") % words, str(LOCAL))


def _window(since: date | None, on: date, months: int, what: str) -> tuple[Refusal, ...]:
    """Too late, too early or undated papers."""
    if since is None:
        return (Refusal(_("请填写%(what)s的日期。") % {"what": what}),)
    if since > on:
        return (Refusal(_("%(what)s的日期 %(day)s 还没有到，请核对。") % {"what": what, "day": day_words(since)}),)
    if not is_within(on, since, months):
        words = {
            "what": what,
            "day": day_words(since),
            "months": months,
            "last": day_words(months_after(since, months)),
        }
        said = _("%(what)s日期为 %(day)s，须在 %(months)d 个月内（%(last)s 前）申请，已经超过。")
        return (Refusal(said % words, str(LOCAL)),)
    return ()


def _once_for_house(situation: Situation, *reasons: str) -> tuple[Refusal, ...]:
    mine = _others_too(_of(situation.own, *reasons), situation)
    if not mine:
        return ()
    said = _("您已于 %(day)s 为同一处房屋提取过，每人只能提取一次。") % {"day": day_words(mine[0].on)}
    return (Refusal(said, str(LOCAL)),)


def purchase(situation: Situation) -> Ruled:
    """Buy own home: all persons together at most the price paid by own money; once a person and house; 24 months.

    It does not wait for rent withdrawals to grow old: starting it is what stops them (domain §4.3).
    """
    house, terms = situation.told.house, situation.terms
    if house is None or situation.is_open:
        return Ruled()
    refusals = _window(house.signed_on, situation.on, terms.purchase_window_months, _("购房合同或产权证"))
    refusals += _once_for_house(situation, "purchase")
    if house.own_money_fen > house.price_fen:
        refusals += (Refusal(_("自付房款不能超过房屋总价，请核对。")),)
    used = total(_of(situation.matter, "purchase"))
    return Ruled((Limit(_("该房屋自付房款"), house.own_money_fen, used),), refusals)


def build(situation: Situation) -> Ruled:
    """Build, rebuild, overhaul: all persons together at most the cost; within 24 months; once."""
    cost, terms = situation.told.cost, situation.terms
    if cost is None or situation.is_open:
        return Ruled()
    refusals = _window(cost.issued_on, situation.on, terms.build_window_months, _("批准文件或票据"))
    refusals += _once_for_house(situation, "build")
    used = total(_of(situation.matter, "build"))
    return Ruled((Limit(_("实际支出"), cost.total_fen, used),), refusals)


def repay(situation: Situation) -> Ruled:
    """Repay a home loan: what was paid in the last 12 months and not yet used; once in 12 months, or by agreement."""
    loan, terms = situation.told.loan, situation.terms
    window = terms.repay_window_months
    refusals: tuple[Refusal, ...] = ()
    last = _before(_of(situation.own, "repay"), situation.on, window)
    if last is not None and not situation.is_standing:
        refusals += (_again(last, window),)
    if loan is None or situation.is_open:
        return Ruled((), refusals)
    if loan.payoff_on is not None and not is_within(situation.on, loan.payoff_on, window):
        words = {"day": day_words(loan.payoff_on), "months": window}
        said = _("贷款已于 %(day)s 结清，结清后 %(months)d 个月内可以提取最后一次，现在不在这段时间内。")
        refusals += (Refusal(said % words, str(REGULATION)),)
    recent = [each for each in _of(situation.matter, "repay") if situation.on < months_after(each.on, window)]
    limit = Limit(_("近 %(months)d 个月已还贷款本息") % {"months": window}, loan.paid_fen, total(tuple(recent)))
    return Ruled((limit,), refusals)


def rent(situation: Situation) -> Ruled:
    """Rent: three months paid without a gap; a family limit a calendar year, higher with a registered lease and for
    multi-child families, public rental by its rent; not beside a purchase or property fee of the last 12 months."""
    terms, lease = situation.terms, situation.told.lease or Lease()
    refusals: tuple[Refusal, ...] = ()
    if not situation.is_paying or situation.steady_months < terms.rent_steady_months:
        words = {"months": terms.rent_steady_months, "have": situation.steady_months}
        said = _("租房提取须正常连续缴存满 %(months)d 个月，目前连续 %(have)d 个月。")
        refusals += (Refusal(said % words, str(LOCAL)),)
    refusals += _excluded(situation, _("租房"), "purchase", "property_fee")
    if situation.told.is_multi_child and situation.children < MULTI_CHILD:
        said = _("登记的家庭关系里子女不足 %(count)d 名。多子女家庭额度请先到窗口登记子女关系，再申请。")
        refusals += (Refusal(said % {"count": MULTI_CHILD}, str(LOCAL)),)
    if lease.until is not None and lease.until < situation.on:
        refusals += (Refusal(_("租房合同已于 %(day)s 到期。") % {"day": day_words(lease.until)}),)
    used = _of_year(situation, "rent")
    return Ruled((_rent_limit(situation, lease, used), *_rent_paid(lease, used)), refusals)


def _rent_limit(situation: Situation, lease: Lease, used: int) -> Limit:
    terms, year = situation.terms, {"year": situation.on.year}
    if lease.kind == PUBLIC:
        return Limit(_("%(year)d 年公租房租金") % year, lease.monthly_rent_fen * 12, used)
    cap = terms.rent_registered_cap_fen if lease.kind == REGISTERED else terms.rent_cap_fen
    if situation.told.is_multi_child:
        return Limit(_("%(year)d 年多子女家庭限额") % year, percent_of(cap, terms.rent_multi_child_percent), used)
    return Limit(_("%(year)d 年家庭限额") % year, cap, used)


def _rent_paid(lease: Lease, used: int) -> tuple[Limit, ...]:
    """Where a lease is registered, no more than its rent of a year."""
    if lease.kind != REGISTERED or not lease.monthly_rent_fen:
        return ()
    return (Limit(_("合同年租金"), lease.monthly_rent_fen * 12, used),)


def _excluded(situation: Situation, what: str, *reasons: str) -> tuple[Refusal, ...]:
    """Rent and a purchase or property fee of one family exclude each other for some months (domain §4.3)."""
    months = situation.terms.rent_exclusion_months
    near = _before(_of(situation.family, *reasons), situation.on, months)
    if near is None:
        return ()
    words = {
        "what": what,
        "other": REASON_WORDS[near.reason],
        "day": day_words(near.on),
        "next": day_words(months_after(near.on, months)),
    }
    said = _("您的家庭已于 %(day)s 办理%(other)s提取，%(next)s 起才能办理%(what)s提取。")
    return (Refusal(said % words, str(LOCAL)),)


def decorate(situation: Situation) -> Ruled:
    """Decorate own home (since 2026-09-20): half the invoice, at most 250,000 a house; again only after 10 years."""
    cost, terms = situation.told.cost, situation.terms
    months = terms.decorate_again_months
    recent = tuple(each for each in _of(situation.matter, "decorate") if situation.on < months_after(each.on, months))
    used = total(recent)
    refusals: tuple[Refusal, ...] = ()
    mine = _before(_others_too(_of(situation.own, "decorate"), situation), situation.on, months)
    if mine is not None:
        words = {"last": day_words(mine.on), "years": months // 12, "next": day_words(months_after(mine.on, months))}
        said = _("该房屋已于 %(last)s 提取过装修费用，同一房屋 %(years)d 年内不能重复提取，%(next)s 起可以再次申请。")
        refusals = (Refusal(said % words, str(LOCAL)),)
    limits: tuple[Limit, ...] = (Limit(_("每套房屋限额"), terms.decorate_cap_fen, used),)
    if cost is not None and not situation.is_open:
        share = percent_of(cost.total_fen, terms.decorate_share_percent)
        name = _("发票金额的 %(percent)s%%") % {"percent": f"{terms.decorate_share_percent:f}"}
        limits += (Limit(name, share, used),)
    return Ruled(limits, refusals)


def property_fee(situation: Situation) -> Ruled:
    """Property fee of own home (since 2026-09-20): a family limit a calendar year, no more than the receipt."""
    year = {"year": situation.on.year}
    used = _of_year(situation, "property_fee")
    limits: tuple[Limit, ...] = (
        Limit(_("%(year)d 年家庭物业费限额") % year, situation.terms.property_fee_cap_fen, used),
    )
    cost = situation.told.cost
    if cost is not None and not situation.is_open:
        limits += (_receipt(cost, situation, "property_fee"),)
    return Ruled(limits, _excluded(situation, _("物业费"), "rent"))


def lift(situation: Situation) -> Ruled:
    """Lift retrofit, renovation of an old estate: the own share less the subsidy; once a person and project."""
    cost = situation.told.cost
    if cost is None or situation.is_open:
        return Ruled()
    used = total(_of(situation.matter, "lift"))
    refusals: tuple[Refusal, ...] = ()
    if _others_too(_of(situation.own, "lift"), situation):
        refusals = (Refusal(_("您已为该改造项目提取过，每个项目只能提取一次。"), str(LOCAL)),)
    own = max(0, cost.total_fen - max(0, cost.subsidy_fen))
    return Ruled((Limit(_("本户分摊费用减去补贴"), own, used),), refusals)


def illness(situation: Situation) -> Ruled:
    """Serious illness of self, spouse or minor child: the own-paid cost; once a year (local rule)."""
    months = situation.terms.illness_again_months
    last = _before(_of(situation.own, "illness"), situation.on, months)
    refusals = (_again(last, months),) if last is not None else ()
    cost = situation.told.cost
    if cost is None or situation.is_open:
        return Ruled((), refusals)
    own = max(0, cost.total_fen - max(0, cost.subsidy_fen))
    return Ruled((Limit(_("医疗费个人自付部分"), own, total(_of(situation.matter, "illness"))),), refusals)


def hardship(situation: Situation) -> Ruled:
    """Minimum living allowance, sudden hardship: twelve months of the family's need that civil affairs state (local
    rule); what anybody had by the same certificate in the time is used of it."""
    months = situation.terms.hardship_need_months
    last = _before(_of(situation.own, "hardship"), situation.on, months)
    refusals = (_again(last, months),) if last is not None else ()
    told = situation.told.hardship
    if told is None or situation.is_open:
        return Ruled((), refusals)
    recent = tuple(each for each in _of(situation.matter, "hardship") if situation.on < months_after(each.on, months))
    name = _("%(months)d 个月的基本生活需要") % {"months": months}
    limit = Limit(name, told.monthly_need_fen * months, total(recent))
    return Ruled((limit,), refusals)


def whole(situation: Situation) -> Ruled:
    """A closing reason: the whole balance; its conditions are judged where closing is (withdrawals.rules.closing)."""
    return Ruled()


def _receipt(cost: Cost, situation: Situation, reason: str) -> Limit:
    return Limit(_("票据金额"), cost.total_fen, total(_of(situation.matter, reason)))


REASON_WORDS = {
    "purchase": gettext_lazy("购房"),
    "rent": gettext_lazy("租房"),
    "property_fee": gettext_lazy("物业费"),
}
RULES: dict[str, Callable[[Situation], Ruled]] = {
    "purchase": purchase,
    "build": build,
    "repay": repay,
    "rent": rent,
    "decorate": decorate,
    "property_fee": property_fee,
    "lift": lift,
    "illness": illness,
    "hardship": hardship,
    "whole": whole,
}
"""A new local reason: a function here, a row of Reason that names it, a kind of business."""
