"""What the close of a day and of a month asks of the bank and of the deposits (settings.DAY_POINTS, MONTH_POINTS)."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum
from django.utils.translation import gettext as _

from bank import queries as bank_queries
from bank.models import BankAccount, PaymentOrder, SuspenseItem
from bank.operations.reconciliation import compare_day
from bank.states import OrderStatus
from common import money, months
from deposits import queries as deposits
from deposits.models import InterestRun
from deposits.operations.settling import next_quarter_end
from deposits.states import RunStatus
from ledger.models import Account, Journal
from ledger.rules import Point, Verdict


def bank_points(on: date) -> list[Point]:
    """Each bank account against its book, suspense with its age, payments nobody knows the end of."""
    accounts = BankAccount.objects.filter(is_active=True).select_related("ledger_account").order_by("number")
    return [*(_account(account, on) for account in accounts), _suspense(on), *_unknown_payments()]


def _account(account: BankAccount, on: date) -> Point:
    """Bank less book must be what the open items come to; open items themselves are only shown."""
    label = _("银行与账面一致：%(account)s") % {"account": account}
    found = compare_day(account, on)
    if found.difference_fen is None:
        return Point(label, Verdict.NOTE, _("还没有导入对账单"), "bank:office_home")
    unexplained = found.difference_fen - sum(item.signed_fen for item in found.items)
    if unexplained:
        words = _("差额 %(fen)s 元找不到对应的账项") % {"fen": money.yuan(unexplained)}
        return Point(label, Verdict.BAD, words, "bank:office_reconciliations")
    if found.items:
        words = _("有 %(count)d 笔未达账项，合计 %(fen)s 元") % {
            "count": len(found.items),
            "fen": money.yuan(found.difference_fen),
        }
        return Point(label, Verdict.NOTE, words, "bank:office_reconciliations")
    return Point(label, Verdict.GOOD, _("%(fen)s 元") % {"fen": money.yuan(found.book_fen)})


def _suspense(on: date) -> Point:
    label, check = _("暂收款明细等于总账 219-01"), bank_queries.suspense_check()
    if check.book_fen != check.items_fen:
        words = _("总账 %(book)s 元，明细 %(parts)s 元") % {
            "book": money.yuan(check.book_fen),
            "parts": money.yuan(check.items_fen),
        }
        return Point(label, Verdict.BAD, words, "bank:office_suspense")
    oldest = SuspenseItem.objects.filter(left_fen__gt=0).order_by("since", "id").first()
    if oldest is None:
        return Point(label, Verdict.GOOD, _("没有暂收款"))
    words = _("%(fen)s 元，最早一笔已 %(days)d 天") % {
        "fen": money.yuan(check.book_fen),
        "days": (on - oldest.since).days,
    }
    return Point(label, Verdict.NOTE, words, "bank:office_suspense")


def _unknown_payments() -> list[Point]:
    unknown = PaymentOrder.objects.filter(status=OrderStatus.UNKNOWN)[:100].count()
    if not unknown:
        return []
    words = _("%(count)d 笔付款还不知道结果") % {"count": unknown}
    return [Point(_("付款结果"), Verdict.NOTE, words, "bank:office_orders")]


def deposit_points(on: date) -> list[Point]:
    """Persons' accounts against subject 201, and the last quarter's interest."""
    return [_persons(), *_quarter(on)]


def _persons() -> Point:
    """Balances carried over in one sum and not yet shared among persons are a note, nothing else is."""
    label = _("缴存登记的个人账户等于 201 分户")
    held = Account.objects.filter(subject="201")
    total = held.aggregate(fen=Sum("balance_fen", default=0))["fen"]
    loose = held.filter(personal_account=None, balance_fen__gt=0).aggregate(fen=Sum("balance_fen", default=0))["fen"]
    if not loose:
        return Point(label, Verdict.GOOD, _("%(fen)s 元") % {"fen": money.yuan(total)})
    words = _("有 %(fen)s 元期初余额还没有分到个人") % {"fen": money.yuan(loose)}
    return Point(label, Verdict.NOTE, words, "ledger:office_accounts", "?q=201")


def depositors_month(month: str) -> str:
    """Why a month cannot be closed yet: it ends a quarter whose interest is not in 411-01 and 211 (domain §6.2)."""
    if int(month[4:]) % 3 or not deposits.accrual_waits(months.last_day(month)):
        return ""
    return _("本季度应付储户的利息还没有入账，系统正在计提，请稍后再结转")


def _quarter(on: date) -> list[Point]:
    """Whether what depositors earned in the last quarter stands in 211 (domain §6.2)."""
    last = next_quarter_end(on)
    done = Journal.objects.filter(key=deposits.accrual_key(last)).first()
    label = _("上季度应付利息已计提")
    quarter = f"{last:%Y}-{(last.month + 2) // 3}"
    if done is not None:
        return [Point(label, Verdict.GOOD, _("%(quarter)s 季度已计提") % {"quarter": quarter})]
    if InterestRun.objects.filter(status__in=[RunStatus.POSTING, RunStatus.DONE], last__gte=last).exists():
        return [Point(label, Verdict.GOOD, _("%(quarter)s 季度已随年度结息入账") % {"quarter": quarter})]
    words = _("%(quarter)s 季度还没有计提，系统每天自动补做") % {"quarter": quarter}
    return [Point(label, Verdict.NOTE, words, "deposits:office_settlements")]
