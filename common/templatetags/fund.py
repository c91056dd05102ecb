"""Template filters of the house: money, months, masks."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import template
from django.utils import timezone

from common import identity, money, months

register = template.Library()


@register.filter
def yuan(fen: int | None) -> str:
    """Fen as yuan: 123456 → "1,234.56"; nothing for None."""
    return "" if fen is None or fen == "" else money.yuan(int(fen))


@register.filter
def signed_yuan(fen: int) -> str:
    """Fen with its sign, as in a statement: "+2,026.00", "−4,500.00"."""
    return f"+{money.yuan(fen)}" if fen >= 0 else f"−{money.yuan(-fen)}"


@register.filter
def month(text: str | None) -> str:
    """ "202610" → "2026 年 10 月" (numbers only: the words are set around it in gettext)."""
    from django.utils.translation import gettext as _

    if not text or not months.is_month(text):
        return ""
    return _("%(year)s 年 %(month)d 月") % {"year": text[:4], "month": int(text[4:])}


@register.filter
def day_words(moment: date | datetime | None) -> str:
    """A day of this year or the next as people say it, with the time where there is one: "12月4日 10:30"."""
    from django.utils.translation import gettext as _

    if moment is None:
        return ""
    if not isinstance(moment, datetime):
        return _("%(month)d月%(day)d日") % {"month": moment.month, "day": moment.day}
    local = timezone.localtime(moment)
    facts = {"month": local.month, "day": local.day, "clock": f"{local:%H:%M}"}
    return _("%(month)d月%(day)d日 %(clock)s") % facts


@register.filter
def mask_identity(number: str) -> str:
    """An identity number with only its ends shown."""
    return identity.mask(number, head=4, tail=4)


@register.filter
def mask_phone(number: str) -> str:
    """A phone number with its middle hidden: 138****4127."""
    return identity.mask(number, head=3, tail=4)


@register.filter
def mask_card(number: str) -> str:
    """A card or account number with only its last four digits shown."""
    return identity.mask(number, head=0, tail=4)


@register.filter
def account_groups(number: Any) -> str:
    """An account number in groups of four: "200000045217" → "2000 0004 5217"."""
    text = str(number)
    return " ".join(text[i : i + 4] for i in range(0, len(text), 4))
