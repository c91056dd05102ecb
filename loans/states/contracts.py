"""Contract, guarantee and the payment of a loan."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class ContractStatus(TextChoices):
    """Drawn up with all figures, signed by everybody, or void."""

    DRAWN_UP = "DRAWN_UP", _("待签订")
    SIGNED = "SIGNED", _("已签订")
    VOID = "VOID", _("已作废")


CONTRACT_BADGE: dict[str, str] = {
    ContractStatus.DRAWN_UP: "act",
    ContractStatus.SIGNED: "good",
    ContractStatus.VOID: "quiet",
}
_C = ContractStatus
CONTRACT_MOVES = {  # action: (allowed from, to)
    "sign": ({_C.DRAWN_UP}, _C.SIGNED),
    "void": ({_C.DRAWN_UP, _C.SIGNED}, _C.VOID),
}


class GuaranteeKind(TextChoices):
    """How a loan is secured (DKDBLX), with the developer's guarantee until the mortgage is registered."""

    MORTGAGE = "01", _("抵押")
    PLEDGE = "02", _("质押")
    SURETY = "03", _("保证")
    PRE_NOTICE = "10", _("抵押预告登记")
    INTERIM = "11", _("开发企业阶段性保证")


class GuaranteeStatus(TextChoices):
    """Applied for, registered with its certificate, to be released after settlement, released."""

    WAITING = "WAITING", _("办理中")
    REGISTERED = "REGISTERED", _("已登记")
    RELEASING = "RELEASING", _("待解除")
    RELEASED = "RELEASED", _("已解除")
    VOID = "VOID", _("已作废")


GUARANTEE_BADGE: dict[str, str] = {
    GuaranteeStatus.WAITING: "act",
    GuaranteeStatus.REGISTERED: "good",
    GuaranteeStatus.RELEASING: "warn",
    GuaranteeStatus.RELEASED: "quiet",
    GuaranteeStatus.VOID: "quiet",
}
_G = GuaranteeStatus
GUARANTEE_MOVES = {
    "register": ({_G.WAITING}, _G.REGISTERED),
    "begin_release": ({_G.REGISTERED}, _G.RELEASING),
    "release": ({_G.RELEASING}, _G.RELEASED),
    "void": ({_G.WAITING, _G.REGISTERED}, _G.VOID),
}


class DisbursementStatus(TextChoices):
    """The money's way to the seller: prepared by one, authorised by another, paid once."""

    PREPARED = "PREPARED", _("待授权")
    ORDERED = "ORDERED", _("付款中")
    RETURNED = "RETURNED", _("银行退回")
    PAID = "PAID", _("已放款")
    CAME_BACK = "CAME_BACK", _("放款后被退回")
    DROPPED = "DROPPED", _("已取消")


DISBURSEMENT_BADGE: dict[str, str] = {
    DisbursementStatus.PREPARED: "warn",
    DisbursementStatus.ORDERED: "act",
    DisbursementStatus.RETURNED: "bad",
    DisbursementStatus.PAID: "good",
    DisbursementStatus.CAME_BACK: "bad",
    DisbursementStatus.DROPPED: "quiet",
}
_D = DisbursementStatus
DISBURSEMENT_MOVES = {
    "order": ({_D.PREPARED}, _D.ORDERED),
    "return": ({_D.ORDERED}, _D.RETURNED),
    "settle": ({_D.ORDERED}, _D.PAID),
    "return_late": ({_D.PAID}, _D.CAME_BACK),
    "pay_again": ({_D.RETURNED, _D.CAME_BACK}, _D.PREPARED),
    "drop": ({_D.PREPARED, _D.RETURNED, _D.CAME_BACK}, _D.DROPPED),
}
