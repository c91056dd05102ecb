"""When and how much a channel takes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time

from django.utils.translation import gettext as _

from common.money import yuan


@dataclass(frozen=True)
class ChannelTerms:
    """What a version says of one channel. Weekdays 1–7, empty for every day; amounts in fen."""

    label: str
    opens: time | None = None
    closes: time | None = None
    weekdays: Collection[int] = ()
    most_a_day: int | None = None
    most_fen: int | None = None


def why_closed(terms: ChannelTerms | None, *, now: datetime, amount_fen: int, today_count: int) -> str:
    """The sentence that refuses a request by this channel, or nothing. `now` is local; no terms: not offered there."""
    if terms is None:
        return _("该事项不能通过这个渠道办理。")
    if terms.weekdays and now.isoweekday() not in terms.weekdays:
        return _("今天不在%(channel)s的办理时间内。") % {"channel": terms.label}
    if terms.opens and terms.closes and not terms.opens <= now.time() < terms.closes:
        hours = {"channel": terms.label, "opens": f"{terms.opens:%H:%M}", "closes": f"{terms.closes:%H:%M}"}
        return _("%(channel)s的办理时间为 %(opens)s–%(closes)s。") % hours
    if terms.most_fen is not None and amount_fen > terms.most_fen:
        most = {"channel": terms.label, "amount": yuan(terms.most_fen)}
        return _("%(channel)s单笔最多 %(amount)s 元，超过的请到窗口办理。") % most
    if terms.most_a_day is not None and today_count >= terms.most_a_day:
        return _("%(channel)s每天最多提交 %(count)d 件，请明天再来或到窗口办理。") % {
            "channel": terms.label,
            "count": terms.most_a_day,
        }
    return ""
