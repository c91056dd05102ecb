"""The money of a withdrawal. Whether it is granted stands on its case (desk.Case); this is what became of the money."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PayoutStatus(TextChoices):
    """Held from submit, ordered once granted, posted when the bank has paid (domain §4.2)."""

    HELD = "HELD", _("已占用，待决定")
    ORDERED = "ORDERED", _("付款中")
    RETURNED = "RETURNED", _("退票，待更正收款账户")
    PAID = "PAID", _("已到账")
    CAME_BACK = "CAME_BACK", _("到账后被退回")
    RELEASED = "RELEASED", _("已释放")


PAYOUT_BADGE: dict[str, str] = {
    PayoutStatus.HELD: "act",
    PayoutStatus.ORDERED: "act",
    PayoutStatus.RETURNED: "bad",
    PayoutStatus.PAID: "good",
    PayoutStatus.CAME_BACK: "bad",
    PayoutStatus.RELEASED: "quiet",
}

_P = PayoutStatus
UNDER_WAY = (_P.HELD, _P.ORDERED, _P.RETURNED)
"""Statuses in which the money is held in the books."""
COUNTING = (*UNDER_WAY, _P.PAID)
"""Statuses that use up a limit: asked for, or paid and not come back."""

PAYOUT_MOVES = {  # action: (allowed from, to)
    "order": ({_P.HELD}, _P.ORDERED),
    "return": ({_P.ORDERED}, _P.RETURNED),
    "settle": ({_P.ORDERED}, _P.PAID),
    "return_late": ({_P.PAID}, _P.CAME_BACK),
    "pay_again": ({_P.RETURNED, _P.CAME_BACK, _P.HELD}, _P.HELD),
    "release": ({_P.HELD, _P.RETURNED, _P.CAME_BACK}, _P.RELEASED),
}


class Relation(TextChoices):
    """What the account's owner is to whom the reason is about: the buyer, the borrower, the tenant, the deceased."""

    SELF = "SELF", _("本人")
    SPOUSE = "SPOUSE", _("配偶")
    CO_BORROWER = "CO_BORROWER", _("共同借款人")
    PARENT = "PARENT", _("父母")
    CHILD = "CHILD", _("子女")
    HEIR = "HEIR", _("继承人、受遗赠人")


class Need(TextChoices):
    """What a reason has to be told: the part of the application form that it shows."""

    HOUSE = "HOUSE", _("房屋")
    LEASE = "LEASE", _("租房")
    LOAN = "LOAN", _("住房贷款")
    COST = "COST", _("费用票据")
    PROJECT = "PROJECT", _("改造项目")
    HARDSHIP = "HARDSHIP", _("困难情况")
    CLOSING = "CLOSING", _("销户情形")


class PayeeKind(TextChoices):
    """To whom the money goes: always by transfer, never cash, never an intermediary (domain §4.2 item 5)."""

    OWN_CARD = "OWN_CARD", _("本人银行卡")
    DEVELOPER = "DEVELOPER", _("售房款监管账户")
    LENDER = "LENDER", _("贷款银行")
    LANDLORD = "LANDLORD", _("住房租赁企业")
    HEIR = "HEIR", _("继承人银行卡")
