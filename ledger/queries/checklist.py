"""The day-close checklist (日结检查单): what must be true before a day is sealed, and what is worth knowing."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Sum
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from common import money, months
from ledger.models import Account
from ledger.queries import periods, placements, reports, turnover
from ledger.queries.days import unreviewed_before
from ledger.rules import Point, Verdict


def day_points(on: date) -> list[Point]:
    """All points, those of upper floors too, which settings.DAY_POINTS names."""
    return [point for name in settings.DAY_POINTS for point in import_string(name)(on)]


def points(on: date) -> list[Point]:
    """The books' own points."""
    return [
        _vouchers(on),
        _slips(),
        _depositors(on),
        _statements(on),
        _periods(on),
        *_placements(on),
    ]


def _vouchers(on: date) -> Point:
    label, waiting = _("以前各日的凭证已复核"), unreviewed_before(on)[:100].count()
    if not waiting:
        return Point(label, Verdict.GOOD, _("没有待复核的凭证"))
    words = _("还有 %(count)d 张凭证待复核") % {"count": waiting}
    return Point(label, Verdict.BAD, words, "ledger:office_vouchers", "?waiting=on")


def _slips() -> Point:
    label, waiting = _("手工记账单已复核"), periods.slips_waiting().order_by()[:100].count()
    if not waiting:
        return Point(label, Verdict.GOOD, _("没有待复核的记账单"))
    words = _("还有 %(count)d 张记账单待复核") % {"count": waiting}
    return Point(label, Verdict.BAD, words, "ledger:office_slips")


def _depositors(on: date) -> Point:
    """Subject 201 against the balances the accounts carry."""
    label = _("个人账户合计等于总账 201")
    cached = Account.objects.filter(subject="201", is_guarded=True).aggregate(fen=Sum("balance_fen", default=0))["fen"]
    booked = turnover.net_on("201", on)
    if cached == booked:
        return Point(label, Verdict.GOOD, _("%(fen)s 元") % {"fen": money.yuan(booked)})
    words = _("总账 %(book)s 元，分户 %(parts)s 元") % {"book": money.yuan(booked), "parts": money.yuan(cached)}
    return Point(label, Verdict.BAD, words, "ledger:office_trial")


def _statements(on: date) -> Point:
    """Both sides of the balance sheet, and the trial balance beside it."""
    label, sheet = _("报表平衡"), reports.balance_sheet(on)
    trial = reports.trial(on, on)
    if sheet.is_sound and trial.is_sound:
        return Point(label, Verdict.GOOD, _("资产负债表、科目余额表都平"))
    return Point(label, Verdict.BAD, _("报表不平，请联系系统管理员"), "ledger:office_trial")


def _periods(on: date) -> Point:
    label, month = _("以前各月已结转"), periods.next_month()
    if month is None or months.last_day(month) >= on:
        return Point(label, Verdict.GOOD, _("没有待结转的月份"))
    words = _("%(month)s 还没有月末结转") % {"month": f"{month[:4]}-{month[4:]}"}
    return Point(label, Verdict.NOTE, words, "ledger:office_periods")


def _placements(on: date) -> list[Point]:
    """What came due, or soon will; nothing where nothing does."""
    due = placements.due_by(on + timedelta(days=placements.WARN_DAYS))[:100].count()
    if not due:
        return []
    words = _("%(count)d 笔已到期或 %(days)d 天内到期") % {"count": due, "days": placements.WARN_DAYS}
    return [Point(_("定期存款和国债到期"), Verdict.NOTE, words, "ledger:office_placements")]
