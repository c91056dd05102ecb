"""When a loan's money may leave (domain §5.9): every condition with the sentence that says what is missing."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from common.money import round_fen
from loans.states.contracts import GuaranteeKind

_G = GuaranteeKind
SECURED_BY: tuple[frozenset[str], ...] = (
    frozenset({_G.MORTGAGE}),
    frozenset({_G.PLEDGE}),
    frozenset({_G.PRE_NOTICE, _G.INTERIM}),
    frozenset({_G.PRE_NOTICE, _G.SURETY}),
)
"""Which registered guarantees, together, secure a loan: the mortgage or a pledge; until the mortgage of a new flat can
be registered, the pre-notice together with the developer's guarantee or a surety (Regulation Art. 27)."""


@dataclass(frozen=True)
class Standing:
    """What is known of a contract on the day its money is to leave. Rates are percent a year."""

    is_signed: bool
    registered: frozenset[str]
    contract_rate: Decimal
    rate_today: Decimal
    is_checked: bool = True
    """The fraud checks let money leave for its case."""
    is_granted: bool = True
    """The case is being carried out: approved, no promised paper outstanding, not given up."""
    is_payee_supervised: bool = True
    """The money goes to the account that the project's agreement names, or there is no project to name one."""
    payee_refused: str = ""
    """Why the money may not go to the payee (loans.rules.payees), a sentence."""
    bans: tuple[str, ...] = ()
    """What lies on a borrower and forbids lending, a sentence each."""


def is_secured(registered: Collection[str]) -> bool:
    """Whether the registered guarantees secure a loan."""
    return any(needed <= set(registered) for needed in SECURED_BY)


def missing(standing: Standing) -> list[str]:
    """What keeps the money from leaving, a sentence each; empty where nothing does."""
    rate = {"rate": _percent(standing.rate_today), "old": _percent(standing.contract_rate)}
    found = [
        (standing.is_granted, _("办件还没有进入执行，或已终止。")),
        (standing.is_signed, _("借款合同还没有签订。")),
        (
            is_secured(standing.registered),
            _("抵押还没有登记（期房须有抵押预告登记和开发企业阶段性保证）。"),
        ),
        (
            standing.contract_rate == standing.rate_today,
            _("贷款利率已由 %(old)s 调整为 %(rate)s，请按新利率重新拟订合同。") % rate,
        ),
        (standing.is_payee_supervised, _("收款账户不是楼盘登记的监管账户，或楼盘已停止合作。")),
        (standing.is_checked, _("风险核查还没有放行。")),
    ]
    said = [sentence for is_met, sentence in found if not is_met]
    return [*said, *filter(None, [standing.payee_refused]), *standing.bans]


def deposit_of(principal_fen: int, percent: Decimal) -> int:
    """The deposit a developer leaves for its interim guarantee, in fen, half up."""
    return round_fen(Decimal(principal_fen) * percent / 100)


def _percent(rate: Decimal) -> str:
    return f"{rate.normalize():f}%"
