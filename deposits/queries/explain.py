"""The reason for every fen: each entry of a personal account with the list, base, rate and rounding behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import F, Prefetch, Q, Sum, prefetch_related_objects
from django.utils.translation import gettext as _

from accounts.models import Person
from common.money import yuan
from common.months import month_words, period_words, shift
from deposits import rules
from deposits.models import AccountMerge, PersonalAccount, RemittanceItem, RemittanceMonth, WrongMonth
from deposits.queries import flexible
from deposits.states import ListPurpose, ListStatus
from ledger import queries as ledger
from ledger.models import Entry
from ledger.states import Reason


@dataclass(frozen=True)
class Why:
    """Why an entry is what it is: one line for a table, and the steps of the calculation for who wants them."""

    line: str
    steps: list[tuple[str, str]]
    item: RemittanceItem | None = None


@dataclass(frozen=True)
class Explained:
    """One entry with its change, the balance after it (fen) and its reason."""

    entry: Entry
    title: str
    change_fen: int
    balance_fen: int
    why: Why


def recent_entries(account: PersonalAccount, count: int) -> list[Explained]:
    """The newest entries, newest first, counted back from the cached balance: two queries whatever the history."""
    entries = list(
        Entry.objects.filter(account_id=account.ledger_account_id)
        .select_related("journal__reverses", "employer")
        .order_by("-value_on", "-id")[:count]
    )
    return _explain(account, entries, account.ledger_account.balance_fen)


def explained_entries(account: PersonalAccount, since: date, until: date) -> list[Explained]:
    """Every entry between two value dates, newest first, each with its reason."""
    found = ledger.statement(account.ledger_account, since, until)
    return _explain(account, [line.entry for line in reversed(found.lines)], found.closing_fen)


def entries_page(account: PersonalAccount, since: date, until: date, before: int, count: int) -> list[Explained]:
    """At most `count` entries between two value dates, newest first, older than the entry `before` (0: the newest).

    Four queries whatever the history; an entry that is none of the account's begins nothing: an empty page.
    """
    entries = Entry.objects.filter(account_id=account.ledger_account_id, value_on__range=(since, until))
    if before:
        last = Entry.objects.filter(account_id=account.ledger_account_id, pk=before).first()
        if last is None:
            return []
        entries = entries.filter(_before(last))
    page = list(entries.select_related("journal", "employer").order_by("-value_on", "-id")[:count])
    if not page:
        return []
    first = page[0]
    up_to = Entry.objects.filter(account_id=account.ledger_account_id).filter(_before(first) | Q(pk=first.pk))
    balance = up_to.aggregate(fen=Sum(F("credit_fen") - F("debit_fen"), default=0))["fen"]
    return _explain(account, page, balance)


def _before(entry: Entry) -> Q:
    """What lies before an entry in the order of value dates."""
    return Q(value_on__lt=entry.value_on) | Q(value_on=entry.value_on, pk__lt=entry.pk)


def _explain(account: PersonalAccount, newest_first: list[Entry], balance_fen: int) -> list[Explained]:
    items = _items(account, newest_first)
    explained = []
    for entry in newest_first:
        change = entry.credit_fen - entry.debit_fen
        item = items.get(entry.journal.reverses_id or entry.journal_id)
        explained.append(Explained(entry, _title(entry, item), change, balance_fen, _why(entry, item)))
        balance_fen -= change
    return explained


def _items(account: PersonalAccount, entries: Iterable[Entry]) -> dict[int, RemittanceItem]:
    """The list lines behind the entries, by the id of the journal that paid them."""
    journals = {entry.journal.reverses_id or entry.journal_id for entry in entries}
    rows = RemittanceItem.objects.filter(account=account, list__journal_id__in=journals)
    found = list(rows.select_related("list__employer_account__employer"))
    several = [item for item in found if item.list.first_month]
    if several:
        prefetch_related_objects(several, Prefetch("months", RemittanceMonth.objects.order_by("month")))
    return {item.list.journal_id: item for item in found if item.list.journal_id}


_SAID = (Reason.OTHER, Reason.REVERSAL)
"""Reasons so wide that the memo says what it was: "错缴更正：…"."""


def _title(entry: Entry, item: RemittanceItem | None) -> str:
    if item is None:
        title, colon, _rest = entry.journal.memo.partition("：")
        return title if colon and entry.journal.reason in _SAID else str(Reason(entry.journal.reason).label)
    if item.list.first_month:
        period = item_period(item)
        return _("冲账：%(what)s") % {"what": period} if entry.journal.reverses_id else period
    values = {"year": item.list.month[:4], "month": int(item.list.month[4:])}
    if entry.journal.reverses_id:
        return _("冲账：%(year)s 年 %(month)d 月汇缴") % values
    return _("汇缴 %(year)s 年 %(month)d 月") % values


def _why(entry: Entry, item: RemittanceItem | None) -> Why:
    if item is None:
        return Why(entry.journal.memo or str(Reason(entry.journal.reason).label), _dates(entry))
    remittance = item.list
    if remittance.first_month:
        return _why_several(entry, item)
    values = {
        "employer": remittance.employer_account.employer.name,
        "base": yuan(item.base_fen),
        "employer_rate": rate_text(remittance.employer_rate),
        "employee_rate": rate_text(remittance.employee_rate),
        "employer_part": yuan(item.employer_fen),
        "employee_part": yuan(item.employee_fen),
    }
    if remittance.employer_rate == remittance.employee_rate:
        line = _("%(employer)s · 基数 %(base)s × %(employer_rate)s，单位 %(employer_part)s + 个人 %(employee_part)s")
    else:
        line = _(
            "%(employer)s · 基数 %(base)s，单位 %(employer_rate)s 即 %(employer_part)s"
            " + 个人 %(employee_rate)s 即 %(employee_part)s"
        )
    steps = [
        (_("汇缴书号"), remittance.number),
        (_("单位"), values["employer"]),
        (_("缴存基数"), _("%(base)s 元") % values),
        (_("单位部分"), part_steps(item.base_fen, remittance.employer_rate, item.employer_fen, remittance.unit_fen)),
        (_("个人部分"), part_steps(item.base_fen, remittance.employee_rate, item.employee_fen, remittance.unit_fen)),
        *_dates(entry),
    ]
    return Why(line % values, steps, item)


def item_period(item: RemittanceItem) -> str:
    """What a line of several months pays for: "补缴 2026 年 3 月至 5 月". Its months are loaded."""
    found = [each.month for each in item.months.all()]
    words = {"purpose": item.list.get_purpose_display(), "period": period_words(found[0], found[-1])}
    return _("%(purpose)s %(period)s") % words


def _why_several(entry: Entry, item: RemittanceItem) -> Why:
    """Why a line of several months is what it is: the reason given, and each month by its own terms."""
    remittance, found = item.list, list(item.months.all())
    employer = remittance.employer_account.employer.name
    reasons = "、".join(dict.fromkeys(each.reason for each in found if each.reason))
    facts = {"employer": employer, "count": len(found), "reason": reasons}
    if reasons:
        line = _("%(employer)s · %(count)d 个月，%(reason)s") % facts
    else:
        line = _("%(employer)s · 一次缴 %(count)d 个月") % facts
    steps = [(_("汇缴书号"), remittance.number), (_("单位"), employer)]
    steps += [(month_words(each.month), month_steps(each)) for each in found]
    if not all(each.counts for each in found):
        steps.append((_("连续缴存"), _("补缴的月份不计入连续缴存")))
    return Why(line, [*steps, *_dates(entry)], item)


def month_steps(month: RemittanceMonth) -> str:
    """One month of a line in words: what was due by its terms, what had been paid, what this line pays."""
    facts = {
        "base": yuan(month.base_fen),
        "employer_due": yuan(rules.part_fen(month.base_fen, month.employer_rate, month.unit_fen)),
        "employee_due": yuan(rules.part_fen(month.base_fen, month.employee_rate, month.unit_fen)),
        "employer_rate": rate_text(month.employer_rate),
        "employee_rate": rate_text(month.employee_rate),
        "employer_paid": yuan(month.paid_employer_fen),
        "employee_paid": yuan(month.paid_employee_fen),
        "employer_part": yuan(month.employer_fen),
        "employee_part": yuan(month.employee_fen),
    }
    if month.paid_employer_fen or month.paid_employee_fen:
        return (
            _(
                "基数 %(base)s，单位 %(employer_rate)s 应缴 %(employer_due)s、"
                "已缴 %(employer_paid)s、补 %(employer_part)s；"
                "个人 %(employee_rate)s 应缴 %(employee_due)s、已缴 %(employee_paid)s、补 %(employee_part)s"
            )
            % facts
        )
    return (
        _("基数 %(base)s，单位 %(employer_rate)s 即 %(employer_part)s，个人 %(employee_rate)s 即 %(employee_part)s")
        % facts
    )


def _dates(entry: Entry) -> list[tuple[str, str]]:
    return [
        (_("起息日（银行到账日）"), f"{entry.value_on:%Y-%m-%d}"),
        (_("记账日"), f"{entry.on:%Y-%m-%d}"),
        (_("记账流水号"), str(entry.journal_id)),
    ]


def rate_text(rate: Decimal) -> str:
    """A rate as people write it: Decimal("12.00") → "12%"."""
    return f"{rate.normalize():f}%"


def part_steps(base_fen: int, rate: Decimal, part_fen: int, unit_fen: int) -> str:
    """One side's calculation in words: "8,437.56 × 12% = 1,012.5072，四舍五入到元，得 1,013.00"."""
    exact = Decimal(base_fen) * rate / 10_000
    units = {100: _("四舍五入到元"), 10: _("四舍五入到角"), 1: _("四舍五入到分")}
    return _("%(base)s × %(rate)s = %(exact)s，%(rounding)s，得 %(part)s") % {
        "base": yuan(base_fen),
        "rate": rate_text(rate),
        "exact": f"{exact.normalize():,f}",
        "rounding": units[unit_fen],
        "part": yuan(part_fen),
    }


@dataclass(frozen=True)
class MonthPaid:
    """What was contributed for one month, in fen."""

    month: str
    fen: int


def months_paid(
    account: PersonalAccount, last_month: str, count: int = 12, *, in_time: bool = False
) -> list[MonthPaid]:
    """Contributions allocated for each of the `count` months up to `last_month`, zero where nothing came.

    `in_time` leaves out what was paid back later: that does not count as paid without a gap (domain §2.3).
    """
    months = [shift(last_month, -back) for back in range(count - 1, -1, -1)]
    sources = AccountMerge.objects.filter(target=account, done_at__isnull=False).values("source")
    own = Q(account=account) | Q(account__in=sources)
    items = RemittanceItem.objects.filter(own, list__status=ListStatus.ALLOCATED)
    back = WrongMonth.objects.filter(item__in=items, month__in=months, journal__isnull=False)
    regular = items.filter(list__purpose=ListPurpose.REGULAR, list__month__in=months)
    several = RemittanceMonth.objects.filter(item__in=items, month__in=months)
    if in_time:
        several = several.filter(counts=True)
    both = F("employer_fen") + F("employee_fen")
    paid: Counter[str] = Counter()
    for rows in (regular.values_list("list__month"), several.values_list("month")):
        paid.update(dict(rows.annotate(fen=Sum(both))))
    accounts = PersonalAccount.objects.filter(Q(pk=account.pk) | Q(pk__in=sources))
    paid.update(flexible.months_oneself(accounts, months[0], last_month, in_time=in_time))
    paid.subtract(dict(back.values_list("month").annotate(fen=Sum(both))))
    return [MonthPaid(month, paid[month]) for month in months]


@dataclass(frozen=True)
class Bill:
    """A fund year (1 July – 30 June) of one account, in fen."""

    year: int
    since: date
    until: date
    opening_fen: int
    contributed_fen: int
    interest_fen: int
    other_in_fen: int
    out_fen: int
    closing_fen: int
    entries: list[Explained]


def bill(account: PersonalAccount, year: int) -> Bill:
    """The yearly bill: how the opening balance became the closing one, entry by entry."""
    since, until = date(year - 1, 7, 1), date(year, 6, 30)
    statement = ledger.statement(account.ledger_account, since, until)
    contributed = interest = other_in = out = 0
    for line in statement.lines:
        reason = line.entry.journal.reason
        if reason in (Reason.RECEIPT_ALLOCATED, Reason.SUSPENSE_ALLOCATED, Reason.REVERSAL):
            contributed += line.change_fen
        elif reason == Reason.INTEREST_SETTLED:
            interest += line.change_fen
        elif line.change_fen > 0:
            other_in += line.change_fen
        else:
            out -= line.change_fen
    entries = _explain(account, [line.entry for line in reversed(statement.lines)], statement.closing_fen)
    return Bill(
        year, since, until, statement.opening_fen, contributed, interest, other_in, out, statement.closing_fen, entries
    )


def own_data(person: Person) -> tuple[str, list[dict[str, object]]]:
    """The deposit business's section of the export of one's own data: accounts with every entry and its reason."""
    accounts = PersonalAccount.objects.filter(person=person).select_related(
        "ledger_account", "employer_account__employer"
    )
    return _("公积金账户"), [
        {
            _("个人账号"): account.number,
            _("单位"): account.employer_account.employer.name,
            _("状态"): str(account.get_status_display()),
            _("缴存基数（分）"): account.base_fen,
            _("余额（分）"): account.ledger_account.balance_fen,
            _("明细"): [
                {
                    _("起息日"): line.entry.value_on,
                    _("事由"): line.title,
                    _("金额（分）"): line.change_fen,
                    _("余额（分）"): line.balance_fen,
                    _("依据"): line.why.line,
                }
                for line in explained_entries(account, date.min, date.max)
            ],
            _("灵活就业缴存"): flexible.own_rows(account),
            _("转移"): [
                {
                    _("转入日期"): each.on,
                    _("原单位"): each.from_account.employer.name,
                    _("转入单位"): each.to_account.employer.name,
                    _("异议"): each.objection,
                    _("核实情况"): each.decision,
                }
                for each in account.transfers.select_related("from_account__employer", "to_account__employer").order_by(
                    "at", "id"
                )
            ],
        }
        for account in accounts.order_by("opened_on", "id")
    ]
