"""The end of a month and of a year, and the surplus divided (期末结转、增值收益分配), domain §6.2, §6.3.

Each is a slip: prepared by one person from the books, posted by another if the books have not moved meanwhile. It is
booked on the open day with the last day of its period as the bank's date, by which statements go.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from common import months
from common.errors import BusinessError
from common.transactions import operation
from ledger import queries
from ledger.models import Slip
from ledger.operations import posting, slips
from ledger.operations.slips import Side, SlipExists
from ledger.states import Reason, SlipKind
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

DISTRIBUTED = (("321-01", "301"), ("321-02", "214-01"), ("321-03", "214-02"))
"""What the parts of a surplus are booked on: debit, credit (domain §6.2)."""


class PeriodOpen(BusinessError):
    """A day of the period is still open."""


class PeriodOutOfOrder(BusinessError):
    """The period before is not closed, or there is nothing to close yet."""


class PeriodUnready(BusinessError):
    """Something that belongs into the period is not booked yet."""


@operation
def prepare_month_end(*, month: str, by: User, at: datetime) -> Slip:
    """Prepare the end of a month: income 401 → 311, 311 → expense 411.

    Raises PeriodOpen while a day of the month is open, PeriodUnready while an upper app has something to book into
    it (settings.MONTH_POINTS), PeriodOutOfOrder, SlipExists.
    """
    slips.one_at_a_time()
    _refuse_open(months.last_day(month))
    if queries.alive(SlipKind.MONTH_END, month):
        raise SlipExists(_("%(month)s 已经结转或正在等待复核。") % {"month": _month(month)})
    following = queries.next_month()
    if following is None or month != following:
        raise PeriodOutOfOrder(_("请先结转 %(month)s。") % {"month": _month(following or month)})
    before = int(month[:4]) - 1
    if month.endswith("01") and queries.last_closed_month() and not queries.year_is_ended(before):
        raise PeriodOutOfOrder(_("请先完成 %(year)s 年的年末结转。") % {"year": before})
    _refuse_unready(month)
    return slips.draft(
        kind=SlipKind.MONTH_END,
        reason=Reason.PERIOD_CLOSE,
        lines=_of_month(month),
        value_on=months.last_day(month),
        memo=_("%(month)s 收支结转增值收益") % {"month": _month(month)},
        period=month,
        by=by,
        at=at,
    )


@operation
def prepare_year_end(*, year: int, by: User, at: datetime) -> Slip:
    """Prepare the end of a year: 311 → 321-04. Raises PeriodOpen, PeriodOutOfOrder, SlipExists."""
    slips.one_at_a_time()
    _refuse_open(date(year, 12, 31))
    if queries.alive(SlipKind.YEAR_END, str(year)):
        raise SlipExists(_("%(year)s 年已经结转或正在等待复核。") % {"year": year})
    if queries.last_closed_month() != f"{year}12":
        raise PeriodOutOfOrder(_("请先结转 %(month)s。") % {"month": f"{year}-12"})
    return slips.draft(
        kind=SlipKind.YEAR_END,
        reason=Reason.PERIOD_CLOSE,
        lines=_of_year(year),
        value_on=date(year, 12, 31),
        memo=_("%(year)s 年增值收益转入待分配") % {"year": year},
        period=str(year),
        by=by,
        at=at,
    )


@operation
def prepare_distribution(*, year: int, fee_fen: int, basis: str, by: User, at: datetime) -> Slip:
    """Prepare the distribution of a year's surplus; `fee_fen` as the treasury approved it, by the paper `basis`.

    Raises PeriodOutOfOrder before the year's end, SlipExists, NoMethod, SurplusTooSmall.
    """
    slips.one_at_a_time()
    if not queries.year_is_ended(year):
        raise PeriodOutOfOrder(_("请先完成 %(year)s 年的年末结转。") % {"year": year})
    if queries.alive(SlipKind.SURPLUS, str(year)):
        raise SlipExists(_("%(year)s 年的增值收益已经分配或正在等待复核。") % {"year": year})
    on = policy.book_date()
    share = queries.share_surplus(year, fee_fen, on=on)
    return slips.draft(
        kind=SlipKind.SURPLUS,
        reason=Reason.DISTRIBUTION,
        lines=_of_share(share),
        value_on=on,
        memo=_("%(year)s 年增值收益分配") % {"year": year},
        basis=basis,
        period=str(year),
        figures=dict(share.figures),
        by=by,
        at=at,
    )


def month_lines(slip: Slip) -> list[Side]:
    """What the end of the slip's month books, as the books stand now."""
    return _of_month(slip.period)


def year_lines(slip: Slip) -> list[Side]:
    """What the end of the slip's year books, as the books stand now."""
    return _of_year(int(slip.period))


def surplus_lines(slip: Slip) -> list[Side]:
    """What the slip's distribution books, as the books stand now."""
    return _of_share(queries.share_surplus(int(slip.period), slip.figures["fee_fen"], on=slip.value_on))


def _of_month(month: str) -> list[Side]:
    """Every income and expense account emptied, against 311."""
    return _emptied(queries.month_carries(month), "311")


def _of_year(year: int) -> list[Side]:
    return _emptied(queries.year_carries(year), "321-04")


def _emptied(rows: Sequence[queries.Carried], into: str) -> list[Side]:
    """Each account emptied; `into` takes what stood in credit and gives what stood in debit, a line each."""
    credited = sum(-row.net_fen for row in rows if row.net_fen < 0)
    debited = sum(row.net_fen for row in rows if row.net_fen > 0)
    lines = [(row.account_id, max(-row.net_fen, 0), max(row.net_fen, 0)) for row in rows]
    target = _account(into)
    return lines + ([(target, 0, credited)] if credited else []) + ([(target, debited, 0)] if debited else [])


def _of_share(share: queries.SurplusShare) -> list[Side]:
    parts = (share.parts.reserve_fen, share.parts.fee_fen, share.parts.supplement_fen)
    lines: list[Side] = []
    for (debit, credit), fen in zip(DISTRIBUTED, parts, strict=True):
        if fen:
            lines += [(_account(debit), fen, 0), (_account(credit), 0, fen)]
    return lines


def _account(subject: str) -> int:
    return posting.subject_account(subject=subject, on=policy.book_date()).pk


def _refuse_open(last: date) -> None:
    on = policy.book_date()
    if on <= last:
        raise PeriodOpen(_("%(day)s 还没有日结，期间结束后才能结转。") % {"day": f"{on:%Y-%m-%d}"})


def _refuse_unready(month: str) -> None:
    waits = [why for name in settings.MONTH_POINTS if (why := import_string(name)(month))]
    if waits:
        raise PeriodUnready("；".join(waits))


def _month(month: str) -> str:
    return f"{month[:4]}-{month[4:]}"
