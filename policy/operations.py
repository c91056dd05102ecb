"""Writes of the ground floor: parameters, documents, the calendar and the business date."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import chinese_calendar
import pghistory
from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import operation, step
from policy import rules
from policy.models import BusinessDate, CalendarDay, CalendarYear, Document, Parameter
from policy.rules import ParameterLine


class DateGoesBack(BusinessError):
    """The business date only moves forward."""


class BadParameter(BusinessError):
    """A key that does not exist, a value that does not fit it, a document or approver that is missing."""


class PastNeedsReason(BusinessError):
    """A value that is or was in force is changed without saying why."""


class YearNotPublished(BusinessError):
    """The holidays of the year are not known yet; it stays provisional."""


@dataclass(frozen=True)
class RowError:
    """What is wrong with one row of a file."""

    row: int
    text: str


class FileRefused(BusinessError):
    """Nothing of a file was taken, because of the rows in `errors`."""

    def __init__(self, text: str, errors: Sequence[RowError]) -> None:
        super().__init__(text)
        self.errors = list(errors)


@step
def set_book_date(*, on: date) -> None:
    """Move the business date to `on`, or set the first. Raises DateGoesBack."""
    row = BusinessDate.objects.select_for_update().first()
    if row is None:
        BusinessDate.objects.create(on=on)
        return
    if on < row.on:
        raise DateGoesBack(_("会计日期只能向后推进。"))
    row.on = on
    row.save(update_fields=["on"])


@step
def register_document(
    *, number: str, title: str, issuer: str, effective_from: date, issued_on: date | None = None, summary: str = ""
) -> Document:
    """Put a document on record, or give the one with this number back as it stands."""
    return Document.objects.get_or_create(
        number=number,
        defaults={
            "title": title,
            "issuer": issuer,
            "effective_from": effective_from,
            "issued_on": issued_on,
            "summary": summary,
        },
    )[0]


@step
def set_parameter(*, line: ParameterLine, today: date, by: Any) -> Parameter:
    """Put the value of a parameter from a date on record, or correct the one of that date.

    Whatever changes how a day up to `today` was judged needs a reason in `line.note`; a value that fills a gap does
    not. `by` is the acting user, or None for the system. Raises BadParameter, PastNeedsReason.
    """
    document = _checked_document(line)
    row = Parameter.objects.select_for_update().filter(key=line.key, valid_from=line.valid_from).first()
    fresh = Parameter(
        pk=row.pk if row else None,
        key=line.key,
        value=line.value,
        valid_from=line.valid_from,
        document=document,
        approved_by=line.approved_by,
        note=line.note,
    )
    if row is not None and _says(row) == _says(fresh):
        return row
    if needs_reason(line=line, today=today):
        raise PastNeedsReason(
            _("“%(label)s”自 %(date)s 起已经生效，更正已生效的值请写明原因。")
            % {"label": rules.LABELS[line.key], "date": f"{line.valid_from:%Y-%m-%d}"}
        )
    with pghistory.context(user=getattr(by, "pk", None), reason=line.note):
        fresh.save(force_insert=row is None)
    return fresh


def _says(row: Parameter) -> tuple[object, ...]:
    """What a row says, its note aside: a file loaded twice changes nothing."""
    return row.value, row.document_id, row.approved_by


def needs_reason(*, line: ParameterLine, today: date) -> bool:
    """Whether the line would change how days up to `today` were judged without a (new) reason."""
    if line.valid_from > today:
        return False
    governing = Parameter.objects.filter(key=line.key, valid_from__lte=line.valid_from)
    notes = list(governing.order_by("-valid_from").values_list("valid_from", "note")[:1])
    if not notes:
        return False
    since, note = notes[0]
    return not line.note or (since == line.valid_from and note == line.note)


def _checked_document(line: ParameterLine) -> Document:
    """The document a sound line rests on. Raises BadParameter."""
    try:
        rules.convert(line.key, line.value)
    except KeyError:
        raise BadParameter(_("没有名为“%(key)s”的参数。") % {"key": line.key}) from None
    except ValueError:
        raise BadParameter(
            _("“%(label)s”的值“%(value)s”不合要求。") % {"label": rules.LABELS[line.key], "value": line.value}
        ) from None
    if not line.approved_by:
        raise BadParameter(_("请写明批准人。"))
    document = Document.objects.filter(number=line.document_number).first()
    if document is None:
        raise BadParameter(_("依据文件“%(number)s”尚未登记。") % {"number": line.document_number})
    return document


@operation
def load_parameters(*, text: str, documents: Iterable[Document] = (), today: date, by: Any = None) -> int:
    """Take a city's file of parameters (`rules.parameter_lines`), whole or not at all; the number of its rows.

    `documents` are unsaved documents to register first. Raises FileRefused with every row that is wrong.
    """
    for document in documents:
        register_document(
            number=document.number,
            title=document.title,
            issuer=document.issuer,
            effective_from=document.effective_from,
            issued_on=document.issued_on,
            summary=document.summary,
        )
    try:
        lines = rules.parameter_lines(text)
    except ValueError as missing:
        raise FileRefused(_("文件缺少列：%(names)s。") % {"names": missing}, []) from None
    errors = _twice(lines)
    # In the order of their dates: a file may bring a key's whole history, and only what was there before is "past".
    known = set(Parameter.objects.values_list("key", flat=True))
    for row, line in lines:
        try:
            if isinstance(line, str):
                raise BadParameter(line)
            _take(line, known, today=today, by=by)
        except BusinessError as refusal:
            errors.append(RowError(row, str(refusal)))
    if errors:
        errors.sort(key=lambda error: error.row)
        raise FileRefused(_("文件有 %(count)d 处不合要求，全部未载入。") % {"count": len(errors)}, errors)
    return len(lines)


def _take(line: ParameterLine, known: set[str], *, today: date, by: Any) -> None:
    """One line; a key that had no value before the file came brings its history without reasons."""
    if line.key in rules.LABELS and line.key not in known and not line.note:
        line = ParameterLine(**{**vars(line), "note": _("首次载入")})
    set_parameter(line=line, today=today, by=by)


def _twice(lines: Iterable[tuple[int, ParameterLine | str]]) -> list[RowError]:
    """Rows that speak again of a key and date the file has spoken of."""
    seen: dict[tuple[str, date], int] = {}
    errors = []
    for row, line in lines:
        if isinstance(line, str):
            continue
        first = seen.setdefault((line.key, line.valid_from), row)
        if first != row:
            errors.append(RowError(row, _("与第 %(row)d 行重复。") % {"row": first}))
    return errors


_HOLIDAY_NAMES = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
}


@operation
def load_calendar_year(*, year: int, document_number: str = "", at: datetime) -> int:
    """Take a published year's holidays and shifted working days from the library; how many days differ.

    What was recorded for the year before is replaced. From here on the year is no longer provisional: promises
    reckoned with it are found by their own provisional mark. Raises YearNotPublished, BadParameter.
    """
    first = date(year, 1, 1)
    span = [first + timedelta(days=shift) for shift in range((date(year + 1, 1, 1) - first).days)]
    try:
        rows = [_calendar_day(day) for day in span if chinese_calendar.is_workday(day) != (day.weekday() < 5)]
    except NotImplementedError:
        raise YearNotPublished(_("%(year)d 年的放假安排尚未公布，暂按推算。") % {"year": year}) from None
    document = Document.objects.filter(number=document_number).first()
    if document_number and document is None:
        raise BadParameter(_("依据文件“%(number)s”尚未登记。") % {"number": document_number})
    CalendarDay.objects.filter(day__year=year).delete()
    CalendarDay.objects.bulk_create(rows)
    CalendarYear.objects.update_or_create(year=year, defaults={"document": document, "loaded_at": at})
    return len(rows)


def _calendar_day(day: date) -> CalendarDay:
    working = chinese_calendar.is_workday(day)
    holiday = chinese_calendar.get_holiday_detail(day)[1] or ""
    name = _HOLIDAY_NAMES.get(holiday, holiday)
    return CalendarDay(day=day, is_working=working, name=f"{name}调休" if working else name)
