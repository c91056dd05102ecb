"""To whom the money of a loan may go (domain §4.3, §5.9): seller, developer, old lender, never the borrower. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _

from common.names import is_payee_of, plain
from loans.rules.telling import Told
from loans.states.applying import HouseKind, Product

ESCROW = "监管"
"""In the name of an account that holds a buyer's money until the title has passed (资金监管账户)."""


@dataclass(frozen=True)
class Household:
    """Those who borrow and the spouse: their names and the numbers of their bound cards."""

    names: Collection[str]
    cards: Collection[str]

    def is_named(self, name: str) -> bool:
        """Whether an account is in the name of one of them."""
        return plain(name) in {plain(each) for each in self.names}

    def has_card(self, account: str) -> bool:
        """Whether an account is a bound card of one of them."""
        return plain(account) in {plain(each) for each in self.cards}

    def is_within(self, name: str) -> bool:
        """Whether a longer name has one of theirs in it."""
        return any(plain(each) in plain(name) for each in self.names)


def why_not_developer(told: Told, developer: str) -> str:
    """A project's agreement names the account; its developer has to be the seller told, where one was told."""
    seller = told.house.seller
    if not seller or is_payee_of(developer, seller):
        return ""
    return _("楼盘的开发企业与购房合同的售房人不一致，请核对楼盘和合同。")


def why_not(told: Told, *, product: str, house_kind: str, name: str, account: str, own: Household) -> str:
    """Why the money may not go to an account that no project names, in a sentence; empty where it may.

    A bank's loan is taken over at that bank alone. Who builds has no seller: to their own bound card, or to the builder
    told. Else to the seller told, or to an account that holds the money for the seller.
    """
    is_taken_over = product == Product.CONVERSION
    is_own = own.is_named(name) or own.has_card(account)
    if house_kind == HouseKind.BUILD and not is_taken_over and is_own:
        is_card = own.is_named(name) and own.has_card(account)
        return "" if is_card else _("自建住房的贷款只能付到借款人已绑定的本人银行卡，户名须与本人一致。")
    if is_own:
        return _("贷款不能付到借款人或配偶的账户。")
    if is_taken_over:
        lender = told.old_loan.lender if told.old_loan else ""
        return "" if lender and is_payee_of(name, lender) else _("商转公贷款只能付给原贷款银行，收款户名须与申请一致。")
    seller = told.house.seller
    if (seller and is_payee_of(name, seller)) or (ESCROW in name and not own.is_within(name)):
        return ""
    return _("收款户名须是购房合同的售房人，或售房资金的监管账户。")
