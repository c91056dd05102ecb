"""Withdrawals that end an account: why, to whom it is paid, and the estate that nobody inherits."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class RetireAs(TextChoices):
    """The group whose statutory retirement age holds."""

    MEN = "MEN", _("男职工（原 60 周岁）")
    WOMEN_55 = "WOMEN_55", _("女职工（原 55 周岁）")
    WOMEN_50 = "WOMEN_50", _("女职工（原 50 周岁）")


class Inheritance(TextChoices):
    """What proves who inherits."""

    NOTARY = "NOTARY", _("继承公证书")
    COURT = "COURT", _("法院判决书或调解书")
    PROMISE = "PROMISE", _("小额继承承诺书")


class ShareStatus(TextChoices):
    """Where the money of one payee stands."""

    WAITING = "WAITING", _("待付款")
    ORDERED = "ORDERED", _("付款中")
    RETURNED = "RETURNED", _("银行退回")
    PAID = "PAID", _("已付款")
    LATE = "LATE", _("付款后被退回")
    DROPPED = "DROPPED", _("不再付款")


SHARE_BADGE: dict[str, str] = {
    ShareStatus.WAITING: "",
    ShareStatus.ORDERED: "act",
    ShareStatus.RETURNED: "bad",
    ShareStatus.PAID: "good",
    ShareStatus.LATE: "bad",
    ShareStatus.DROPPED: "quiet",
}

_P = ShareStatus
SHARE_MOVES = {  # action: (allowed from, to)
    "order": ({_P.WAITING, _P.RETURNED, _P.LATE}, _P.ORDERED),
    "return": ({_P.ORDERED}, _P.RETURNED),
    "settle": ({_P.ORDERED}, _P.PAID),
    "return_late": ({_P.PAID}, _P.LATE),
    "pay_again": ({_P.WAITING, _P.RETURNED, _P.LATE}, _P.WAITING),
    "drop": ({_P.WAITING, _P.RETURNED, _P.LATE}, _P.DROPPED),
}


class CorrectionStatus(TextChoices):
    """The corrected card of an heir: typed by one, compared with the card by another."""

    PROPOSED = "PROPOSED", _("待复核")
    CONFIRMED = "CONFIRMED", _("已复核")
    REFUSED = "REFUSED", _("未通过")


CORRECTION_MOVES = {
    "confirm": ({CorrectionStatus.PROPOSED}, CorrectionStatus.CONFIRMED),
    "refuse": ({CorrectionStatus.PROPOSED}, CorrectionStatus.REFUSED),
}


class EstateStatus(TextChoices):
    """An account whose owner died and which nobody inherits."""

    NOTICED = "NOTICED", _("公告中")
    BOOKED = "BOOKED", _("已转为增值收益")
    CLAIMED = "CLAIMED", _("有继承人，已终止")


ESTATE_BADGE: dict[str, str] = {
    EstateStatus.NOTICED: "act",
    EstateStatus.BOOKED: "quiet",
    EstateStatus.CLAIMED: "good",
}

ESTATE_MOVES = {
    "book": ({EstateStatus.NOTICED}, EstateStatus.BOOKED),
    "claim": ({EstateStatus.NOTICED}, EstateStatus.CLAIMED),
}
