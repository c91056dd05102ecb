"""Withdrawals at the window, by subject."""

from withdrawals.views.counter.beginning import apply, start
from withdrawals.views.counter.figures import figures
from withdrawals.views.counter.payees import add_payee, payee, payee_act, payees
from withdrawals.views.counter.working import card, give_up, receipt, screen, withdrawal, withdrawals

__all__ = [
    "add_payee",
    "apply",
    "card",
    "figures",
    "give_up",
    "payee",
    "payee_act",
    "payees",
    "receipt",
    "screen",
    "start",
    "withdrawal",
    "withdrawals",
]
