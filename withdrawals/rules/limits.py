"""From limits to what can be had: the lowest of all, with every line that led there (domain §4.1). Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.utils.translation import gettext as _

from common.money import yuan
from policy.withdrawing import WithdrawalTerms
from withdrawals.rules.particulars import Particulars


@dataclass(frozen=True)
class Use:
    """An earlier withdrawal that counts: when, how much, whose, why, for which house or loan."""

    on: date
    fen: int
    person_id: int
    reason: str
    matter: str = ""


@dataclass(frozen=True)
class Situation:
    """What a rule looks at. `own`: the person's earlier withdrawals; `family`: those of the household, the person's
    own included; `former`: those that others made while they were of one household with the person; `matter`: those
    of anybody for the same house, loan or project.

    `is_open`: nothing has been told yet; what depends on it is left out. `is_standing`: a run of an agreement.
    """

    on: date
    terms: WithdrawalTerms
    told: Particulars
    person_id: int = 0
    matter_key: str = ""
    own: tuple[Use, ...] = ()
    family: tuple[Use, ...] = ()
    former: tuple[Use, ...] = ()
    matter: tuple[Use, ...] = ()
    steady_months: int = 0
    children: int = 0
    is_paying: bool = True
    is_open: bool = False
    is_standing: bool = False


@dataclass(frozen=True)
class Limit:
    """One limit in fen: what it is called, how much, how much of it is used."""

    name: str
    fen: int
    used_fen: int = 0

    @property
    def left_fen(self) -> int:
        """What of it is left, never below zero."""
        return max(0, self.fen - self.used_fen)

    @property
    def words(self) -> str:
        """The line people read."""
        if not self.used_fen:
            return _("%(name)s %(amount)s 元") % {"name": self.name, "amount": yuan(self.fen)}
        values = {"name": self.name, "amount": yuan(self.fen), "used": yuan(self.used_fen)}
        return _("%(name)s %(amount)s 元，已用 %(used)s 元") % values


@dataclass(frozen=True)
class Refusal:
    """Why not, in a sentence, and the rule it rests on."""

    sentence: str
    basis: str = ""

    @property
    def words(self) -> str:
        """Sentence and rule together: a refusal names its rule (domain §4.2 item 3)."""
        if not self.basis:
            return self.sentence
        return _("%(sentence)s（%(basis)s）") % {"sentence": self.sentence, "basis": self.basis}


@dataclass(frozen=True)
class Ruled:
    """What a reason's rule says of a situation."""

    limits: tuple[Limit, ...] = ()
    refusals: tuple[Refusal, ...] = ()


@dataclass(frozen=True)
class Funds:
    """What lies on the account, in fen: `held_fen` is promised elsewhere or frozen."""

    balance_fen: int
    held_fen: int = 0
    residual_fen: int = 0

    @property
    def free_fen(self) -> int:
        """What can go out."""
        return max(0, self.balance_fen - self.held_fen - self.residual_fen)

    @property
    def words(self) -> str:
        """The line people read."""
        parts = [_("账户余额 %(amount)s 元") % {"amount": yuan(self.balance_fen)}]
        if self.held_fen:
            parts.append(_("其中占用或冻结 %(amount)s 元") % {"amount": yuan(self.held_fen)})
        if self.residual_fen:
            parts.append(_("最低留存 %(amount)s 元") % {"amount": yuan(self.residual_fen)})
        return "，".join(parts)


@dataclass(frozen=True)
class Allowance:
    """At most so much, because of these lines; `binding` is the line that decides. With refusals it is nothing."""

    most_fen: int
    because: tuple[str, ...]
    binding: str
    refusals: tuple[Refusal, ...] = field(default=())

    @property
    def may(self) -> bool:
        """Whether anything can be had."""
        return not self.refusals and self.most_fen > 0

    @property
    def words(self) -> str:
        """The sentence above the form: "最多可提 18,000.00 元：家庭限额 18,000.00 元；账户余额 42,310.55 元"."""
        if self.refusals:
            return self.refusals[0].words
        values = {"most": yuan(self.most_fen), "because": "；".join(self.because)}
        return _("最多可提 %(most)s 元：%(because)s") % values


def allow(ruled: Ruled, funds: Funds) -> Allowance:
    """The lowest of the reason's limits and the free balance."""
    lines = [(each.left_fen, each.words) for each in ruled.limits]
    lines.append((funds.free_fen, funds.words))
    most, binding = min(lines, key=lambda line: line[0])
    refusals = ruled.refusals
    if not refusals and most <= 0:
        refusals = (Refusal(_("现在没有可提取的额度：%(line)s。") % {"line": binding}),)
    because = tuple(words for _fen, words in lines)
    return Allowance(0 if refusals else most, because, binding, refusals)


def total(uses: tuple[Use, ...]) -> int:
    """What they come to."""
    return sum(each.fen for each in uses)
