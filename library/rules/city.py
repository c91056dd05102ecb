"""Whose record of a shared book is right: the daily comparison with the city library.

Each house is right about its own books; what has not been said yet is said first.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

AVAILABLE, CHARGED, IN_TRANSIT = "03", "04", "10"
"""Circulation statuses of SIP2 that the two houses use."""
NOTHING, CLOSE_LOAN, HAS_ARRIVED, TELL_AGAIN, LOOK = "NOTHING", "CLOSE_LOAN", "HAS_ARRIVED", "TELL_AGAIN", "LOOK"


def status_for(status: str) -> str:
    """Our copy's status in the protocol's two digits."""
    return {"AVAILABLE": AVAILABLE, "ON_LOAN": CHARGED, "HELD": "08", "IN_TRANSIT": IN_TRANSIT, "LOST": "12"}.get(
        status, "01"
    )


def what_to_do(ours: str, place: str, theirs: str) -> str:
    """What a difference about a book of theirs asks for.

    On loan here and available there: it came back there while the line was cut. On its way home and available there:
    it has arrived. On loan here and in transit there: they have not heard of the loan.
    """
    if ours == "ON_LOAN":
        return {AVAILABLE: CLOSE_LOAN, CHARGED: NOTHING, IN_TRANSIT: TELL_AGAIN}.get(theirs, LOOK)
    if ours == "IN_TRANSIT":
        return {AVAILABLE: HAS_ARRIVED, IN_TRANSIT: NOTHING}.get(theirs, LOOK)
    if ours == "AVAILABLE" and place == "CITY":
        return NOTHING
    return LOOK if theirs == CHARGED else NOTHING


def words(theirs: str) -> str:
    """A status of the protocol as people read it."""
    known = {AVAILABLE: _("在架"), CHARGED: _("借出"), "08": _("预约待取"), IN_TRANSIT: _("运送途中"), "12": _("遗失")}
    return known.get(theirs, _("其他（%(code)s）") % {"code": theirs[:4]})


def done_words(act: str) -> str:
    """What was done about a difference."""
    return {
        CLOSE_LOAN: _("以市图书馆为准：借阅已结束"),
        HAS_ARRIVED: _("以市图书馆为准：已送达"),
        TELL_AGAIN: _("借出再报一次"),
        LOOK: _("请人工核对实物"),
    }.get(act, "")
