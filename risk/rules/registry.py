"""The rules by code, and running a version of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.errors import BusinessError
from risk.rules import houses, papers, people
from risk.rules.facts import Facts
from risk.rules.hits import Hit, Params
from risk.rules.links import Known
from risk.rules.papers import LIST_CODES
from risk.states.lists import ListKind
from risk.states.screening import Action, ScreeningStatus, Severity

Check = Callable[[Facts, Known, Params], Hit | None]


class UnclearSetting(BusinessError):
    """A parameter is missing, unknown or out of its range."""


@dataclass(frozen=True)
class Rule:
    """A rule with what it has by default. Every parameter is a whole number; `is_post`: checked afterwards too."""

    check: Check
    severity: int
    action: str
    params: Mapping[str, int] = field(default_factory=dict)
    is_post: bool = False
    unfed: object = ""
    """Why no business hands over what it looks at, in words: then it cannot hit, and pages say so."""


@dataclass(frozen=True)
class Setting:
    """A rule as one version has it."""

    code: str
    severity: int
    action: str
    params: Params
    is_on: bool = True


_HIGH, _MIDDLE, _LOW = Severity.HIGH, Severity.MIDDLE, Severity.LOW
_BLOCK, _REVIEW, _CASE = Action.BLOCK, Action.REVIEW, Action.CASE


def _on_list(kind: str, facts: Facts, known: Known, params: Params) -> Hit | None:
    return papers.on_list(kind, known)


RULES: dict[str, Rule] = {
    "F00": Rule(papers.f00, _MIDDLE, _BLOCK),
    "F01": Rule(houses.f01, _HIGH, _BLOCK),
    "F02": Rule(houses.f02, _HIGH, _BLOCK),
    "F03": Rule(houses.f03, _MIDDLE, _REVIEW, {"transfers": 2, "months": 12}),
    "F04": Rule(houses.f04, _HIGH, _CASE, {"days": 180}, is_post=True),
    "F05": Rule(houses.f05, _HIGH, _BLOCK, {"groups": 2, "months": 24}),
    "F06": Rule(houses.f06, _HIGH, _BLOCK, {"percent": 100, "months": 24}),
    "F07": Rule(houses.f07, _HIGH, _BLOCK),
    "F08": Rule(houses.f08, _MIDDLE, _REVIEW),
    "F09": Rule(houses.f09, _MIDDLE, _REVIEW, {"percent": 50, "least_fen": 100_000_00}),
    "F10": Rule(people.f10, _MIDDLE, _REVIEW, {"changes": 2, "months": 24}),
    "F11": Rule(people.f11, _HIGH, _BLOCK, {"persons": 2, "months": 24}),
    "F12": Rule(people.f12, _MIDDLE, _REVIEW, {"persons": 3, "months": 12}),
    "F13": Rule(people.f13, _MIDDLE, _REVIEW, {"applications": 5, "days": 30}),
    "F14": Rule(people.f14, _MIDDLE, _REVIEW, {"months": 6, "employer_months": 12, "staff": 3}),
    "F15": Rule(people.f15, _MIDDLE, _REVIEW, {"percent": 150, "months": 6}),
    "F16": Rule(people.f16, _MIDDLE, _REVIEW, {"purchases": 2, "months": 12}),
    "F17": Rule(papers.f17, _HIGH, _BLOCK, {"days": 31}),
    "F18": Rule(papers.f18, _HIGH, _CASE, {"days": 30}, unfed=gettext_lazy("还没有法院扣划业务，没有诉讼信息可以比对")),
    "F19": Rule(papers.f19, _MIDDLE, _CASE, {"accounts": 2}, is_post=True),
    "F20": Rule(papers.f20, _HIGH, _BLOCK, {"self_service": 1}),
    "B01": Rule(papers.b01, _HIGH, _BLOCK),
    **{
        code: Rule(partial(_on_list, kind), _HIGH, _BLOCK if kind == ListKind.HOUSE else _REVIEW)
        for kind, code in LIST_CODES.items()
    },
}

PARAM_LABELS: dict[str, object] = {
    "transfers": gettext_lazy("转移次数（次及以上）"),
    "months": gettext_lazy("回溯月数（含起始日）"),
    "days": gettext_lazy("天数（含边界日）"),
    "groups": gettext_lazy("家庭数（个及以上）"),
    "percent": gettext_lazy("百分比"),
    "least_fen": gettext_lazy("最低总价（分）"),
    "changes": gettext_lazy("婚姻变更次数（次及以上）"),
    "persons": gettext_lazy("缴存人数（人及以上）"),
    "applications": gettext_lazy("申请件数（件及以上，含本件）"),
    "employer_months": gettext_lazy("新设单位：成立不满月数"),
    "staff": gettext_lazy("小微单位：缴存人数不超过"),
    "purchases": gettext_lazy("购房提取次数（次及以上，含本次）"),
    "accounts": gettext_lazy("未销账户数（个及以上）"),
    "self_service": gettext_lazy("工作人员不得自助办理（1 是，0 否）"),
}

MOST: dict[str, int] = {"least_fen": 10**12, "percent": 1000, "applications": 50, "persons": 50, "self_service": 1}
"""Highest value of a parameter; of the others it is 600. Counts stay below the rows that a look-up reads."""
LEAST: dict[str, int] = {"least_fen": 0, "self_service": 0, "days": 0, "staff": 0, "employer_months": 0}
"""Lowest value of a parameter; of the others it is 1."""
ANY_TIME = frozenset({"F05", "F06", "F11"})
"""Rules whose window may be 0 months: whenever it was."""


def defaults() -> list[Setting]:
    """Every rule as it begins."""
    return [Setting(code, rule.severity, rule.action, dict(rule.params)) for code, rule in RULES.items()]


def with_new_rules(settings: Iterable[Setting]) -> list[Setting]:
    """A version with the rules that were written since it was made, as they begin; without those that are gone."""
    found = {each.code: each for each in settings if each.code in RULES}
    return sorted([*found.values(), *(each for each in defaults() if each.code not in found)], key=lambda one: one.code)


def check_params(code: str, params: Mapping[str, object]) -> dict[str, int]:
    """The parameters of a rule, all there and in range. Raises UnclearSetting."""
    if code not in RULES:
        raise UnclearSetting(_("没有这条规则。"))
    names = RULES[code].params
    if set(params) != set(names):
        raise UnclearSetting(_("规则 %(code)s 的参数不全或有多余。") % {"code": code})
    found: dict[str, int] = {}
    for name, value in params.items():
        least, most = LEAST.get(name, 1), MOST.get(name, 600)
        if name == "months" and code in ANY_TIME:
            least = 0
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            facts = {"name": str(PARAM_LABELS[name]), "least": least, "most": most}
            raise UnclearSetting(_("“%(name)s”应为 %(least)s 至 %(most)s 的整数。") % facts)
        found[name] = value
    return found


def run(facts: Facts, known: Known, settings: Iterable[Setting]) -> list[tuple[Setting, Hit]]:
    """Every rule of a version that is on and hits."""
    found = []
    for setting in settings:
        rule = RULES.get(setting.code)
        hit = rule.check(facts, known, setting.params) if rule is not None and setting.is_on else None
        if hit is not None:
            found.append((setting, hit))
    return found


def verdict(actions: Iterable[str]) -> ScreeningStatus:
    """What findings that nobody has cleared make of an application. INFO makes nothing."""
    asked = set(actions)
    if asked & {Action.BLOCK, Action.CASE}:
        return ScreeningStatus.BLOCKED
    return ScreeningStatus.REVIEW if Action.REVIEW in asked else ScreeningStatus.CLEAR
