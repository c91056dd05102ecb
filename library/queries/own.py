"""What the library keeps about a person, for the person."""

from __future__ import annotations

from typing import Any

from accounts.models import Person
from library.models import Reader, ReadingYear
from library.states import LoanStatus


def own_data(person: Person) -> tuple[str, dict[str, Any]]:
    """The card, loans still known, holds, wishes, places and the counts kept of forgotten loans."""
    reader = Reader.objects.filter(person=person).first()
    if reader is None:
        return "图书", {}
    loans = reader.loans.exclude(status=LoanStatus.UNDONE).select_related("copy__title").order_by("-id")
    years = ReadingYear.objects.filter(reader=reader).order_by("-year", "clc")
    return "图书", {
        "借书证": {"证号": reader.card, "读者类型": reader.get_kind_display(), "办证时间": reader.made_at},
        "借阅": [
            {"书": each.copy.title.title, "借出": each.lent_on, "应还": each.due_on, "归还": each.ended_on}
            for each in loans
        ],
        "预约": [
            {"书": each.title.title, "时间": each.queued_at, "状态": each.get_status_display()}
            for each in reader.holds.select_related("title").order_by("-id")
        ],
        "荐购": [{"书": each.title, "时间": each.made_at} for each in reader.wishes.order_by("-id")],
        "活动": [
            {"活动": each.activity.name, "状态": each.get_status_display()}
            for each in reader.places.select_related("activity").order_by("-id")
        ],
        "历年借阅本数": [{"年": each.year, "大类": each.clc, "本数": each.loans} for each in years],
    }
