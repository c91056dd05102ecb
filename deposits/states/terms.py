"""Changes of the terms an employer contributes on: rates, a reduction below the range, a deferral."""

from __future__ import annotations

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class TermsKind(TextChoices):
    """What an employer asks for."""

    RATES = "RATES", _("调整缴存比例")
    REDUCTION = "REDUCTION", _("降低缴存比例")
    DEFERRAL = "DEFERRAL", _("缓缴")


class TermsStatus(TextChoices):
    """Where it stands: its case decides, its month lets it begin, its term ends it."""

    ASKED = "ASKED", _("审批中")
    WAITING = "WAITING", _("待执行")
    RUNNING = "RUNNING", _("执行中")
    ENDED = "ENDED", _("已结束")
    REFUSED = "REFUSED", _("未办理")


TERMS_BADGE: dict[str, str] = {
    TermsStatus.ASKED: "act",
    TermsStatus.WAITING: "act",
    TermsStatus.RUNNING: "warn",
    TermsStatus.ENDED: "",
    TermsStatus.REFUSED: "quiet",
}

_T = TermsStatus
TERMS_MOVES = {
    "approve": ({_T.ASKED}, _T.WAITING),
    "refuse": ({_T.ASKED}, _T.REFUSED),
    "begin": ({_T.WAITING}, _T.RUNNING),
    "settle": ({_T.WAITING}, _T.ENDED),
    "end": ({_T.RUNNING}, _T.ENDED),
    "put_back": ({_T.RUNNING, _T.ENDED}, _T.WAITING),
    "put_back_end": ({_T.ENDED}, _T.RUNNING),
}
"""`settle`: new rates within the range hold for good, so nothing of them is still to end."""
