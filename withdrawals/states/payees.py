"""The life of an entry in the register of payees: money goes only to accounts that two persons have entered."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PayeeStatus(TextChoices):
    """Proposed by one, confirmed by another, ended when the account is supervised no more."""

    PROPOSED = "PROPOSED", _("待复核")
    ACTIVE = "ACTIVE", _("可收款")
    REFUSED = "REFUSED", _("未通过")
    ENDED = "ENDED", _("已停用")


PAYEE_BADGE: dict[str, str] = {
    PayeeStatus.PROPOSED: "warn",
    PayeeStatus.ACTIVE: "good",
    PayeeStatus.REFUSED: "quiet",
    PayeeStatus.ENDED: "quiet",
}

_S = PayeeStatus
PAYEE_MOVES = {  # action: (allowed from, to)
    "confirm": ({_S.PROPOSED}, _S.ACTIVE),
    "refuse": ({_S.PROPOSED}, _S.REFUSED),
    "end": ({_S.ACTIVE}, _S.ENDED),
}
