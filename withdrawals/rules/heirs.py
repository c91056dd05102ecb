"""Who inherits an account, and how much of it: fractions or sums that make up the whole (民法典 Arts. 1123–1130)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from django.utils.translation import gettext as _

from common.money import split_fen, yuan
from withdrawals.states.closing import Inheritance


@dataclass(frozen=True)
class Share:
    """What one heir has: `parts` of `whole` (1/3), or of all in fen where the paper names sums."""

    person_id: int
    parts: int
    whole: int

    @property
    def fraction(self) -> Fraction:
        """The share as a fraction; whole is above zero."""
        return Fraction(self.parts, self.whole)


def why_not_share(shares: Sequence[Share], *, deceased_id: int) -> list[str]:
    """What is wrong with how an estate is shared out, in sentences; none where it is the whole, each heir once."""
    found = []
    people = [each.person_id for each in shares]
    if not shares:
        return [_("请至少登记一位继承人。")]
    if len(set(people)) != len(people):
        found.append(_("同一位继承人登记了两次。"))
    if deceased_id in people:
        found.append(_("继承人不能是账户所有人本人。"))
    if any(each.parts <= 0 or each.whole <= 0 for each in shares):
        found.append(_("每位继承人的份额都应大于零。"))
    elif (total := sum((each.fraction for each in shares), Fraction(0))) != 1:
        said = _("各继承人的份额合计应为 1，现在是 %(total)s。")
        found.append(said % {"total": f"{total.numerator}/{total.denominator}"})
    return found


def weights(shares: Sequence[Share]) -> list[int]:
    """The shares as whole numbers of one denominator."""
    common = lcm(*(each.whole for each in shares))
    return [each.parts * (common // each.whole) for each in shares]


def amounts(total_fen: int, shares: Sequence[Share]) -> list[int]:
    """Each heir's part in fen: together always the whole, odd fen to the largest remainders."""
    return split_fen(total_fen, weights(shares))


def why_not_proved(proof: str, *, balance_fen: int, promise_limit_fen: int) -> str:
    """A commitment letter is enough for small sums only; above them a notary or a court says who inherits."""
    if proof == Inheritance.PROMISE and balance_fen > promise_limit_fen:
        facts = {"balance": yuan(balance_fen), "limit": yuan(promise_limit_fen)}
        said = _("余额 %(balance)s 元超过小额继承的 %(limit)s 元，须有继承公证书或法院文书。")
        return said % facts
    return ""
