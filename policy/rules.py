"""Typed parameters of one day, and working-day arithmetic. Pure: rows and dates are arguments."""

from __future__ import annotations

import csv
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, fields
from datetime import date, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common import money
from common.errors import BusinessError
from policy.holidays import statutory_holidays
from policy.lending import LENDING_LABELS, LendingTerms
from policy.library import LIBRARY_LABELS, LibraryTerms
from policy.party import PARTY_LABELS, PartyTerms
from policy.watching import WATCH_LABELS, WatchTerms
from policy.withdrawing import WITHDRAWAL_LABELS, WithdrawalTerms


class ParameterMissing(BusinessError):
    """A parameter has no value on the asked date."""


@dataclass(frozen=True)
class Parameters:
    """The policy parameters in force on one day. Suffixes give the unit: _fen, _days, _months, _percent."""

    contribution_cap_fen: int
    """Highest contribution base a month: local average annual wage ÷ 12 × 3 (建金管〔2005〕5号)."""
    contribution_floor_fen: int
    """Lowest contribution base a month: the local monthly minimum wage."""
    contribution_rate_min_percent: Decimal
    """Lowest rate of either side (Regulation Art. 18)."""
    contribution_rate_max_percent: Decimal
    """Highest rate of either side; what lies above is taxable income, so it is refused."""
    contribution_unit_fen: int
    """Each side is rounded half up to this unit: 100 = whole yuan."""
    contribution_equal_rates: bool
    """Whether employer's and employee's rates must be equal."""
    payment_grace_days: int
    """Days after payday within which an employer pays (Regulation Art. 19)."""
    list_void_days: int
    """Days after which a list that no money came for may be made void by the timed job."""
    suspense_report_months: int
    """Suspense older than this is reported to the accountant."""
    minimum_age_years: int
    """Youngest age at which an account may be opened (Labour Law Art. 15)."""
    deposit_rate_percent: Decimal
    """Interest on deposits, percent a year (since 2016-02-21 one rate for both parts)."""
    withdrawal_decision_days: int
    """Calendar days from acceptance in which a withdrawal is decided (Regulation Art. 25, 2019 text)."""
    loan_decision_days: int
    """Calendar days from acceptance in which a loan is decided: 15, since Decree 844 it is 10."""
    registration_fine_min_fen: int
    """Lowest fine for an employer that neither registers nor opens accounts (Art. 37, now Art. 39)."""
    registration_fine_max_fen: int
    """Highest fine for the same."""


@dataclass(frozen=True)
class ServiceTerms(WatchTerms, WithdrawalTerms, LendingTerms, LibraryTerms, PartyTerms):
    """The parameters of service in force on one day: each begins with a value, until the centre sets its own."""

    office_opens_at: time = time(8, 30)
    """When the centre's day begins; what comes earlier, later or on a day off counts from the next opening."""
    office_closes_at: time = time(17)
    """When the centre's day is over."""
    staff_conflict_months: int = 12
    """Months in which somebody who was an employer's clerk handles and reviews nothing of that employer."""
    untaken_minutes: int = 120
    """Working minutes after which a request that nobody has taken stands on the board."""
    green_age_years: int = 70
    """Age that opens the green lane by itself."""
    greens_in_a_row: int = 2
    """How many of the green lane are called before somebody else's turn."""
    appointment_early_minutes: int = 10
    """How much before its time an appointment counts as come in time."""
    appointment_late_minutes: int = 10
    """How much after its time it still does."""
    calls_before_no_show: int = 3
    """How often a ticket is called before it counts as not come."""
    return_within_minutes: int = 60
    """How long after a call that was missed one may come back into the queue."""
    tickets_a_minute: int = 12
    """How many tickets a machine gives in a minute at most."""
    booking_ahead_days: int = 14
    """How many days ahead places are offered."""
    booking_notice_minutes: int = 30
    """How long before its time a place can be booked at the latest."""
    booking_change_minutes: int = 120
    """Until how long before the time one may cancel or change by oneself."""
    booking_no_shows: int = 3
    """After how many appointments that were missed one books at the counter only."""
    booking_no_show_days: int = 90
    """Over how many days missed appointments are counted."""
    booking_most_open: int = 3
    """How many appointments a person may have open."""
    booking_hold_minutes: int = 120
    """How long a place that became free is held for somebody on the waiting list."""
    booking_missed_minutes: int = 30
    """How long after its end an appointment counts as missed."""
    booking_remind_at: time = time(9)
    """From what time on tomorrow's appointments are reminded of."""
    transfer_in_months: int = 6
    """How long one pays here without a gap before money may come from another centre (建金〔2018〕46号)."""
    reserve_method: str = ""
    """How the loan risk reserve is formed, fixed by the committee: income_60 or balance_1pct; empty: not yet fixed."""
    reserve_income_percent: Decimal = Decimal(60)
    """Share of the year's surplus that income_60 puts into the reserve, at the least."""
    reserve_balance_percent: Decimal = Decimal(1)
    """Share of the year-end loan balance that balance_1pct tops the reserve up to."""
    advance_months: int = 12
    """How many months ahead an employer may pay at most; never past the fund year's end (30 June)."""
    ended_employer_days: int = 20
    """Days after an employer's registration was cancelled in which accounts go elsewhere (Regulation Art. 15)."""
    arrears_message_days: int = 1
    """Days after the due date after which an employer's clerks get a message."""
    arrears_notice_days: int = 15
    """Days after which the written notice goes out."""
    arrears_check_days: int = 30
    """Days after which somebody goes to look."""
    arrears_order_days: int = 60
    """Days after which the employer may be ordered to pay (Regulation Art. 38, since Decree 844 Art. 40)."""
    order_term_working_days: int = 7
    """Working days after its service within which an order is obeyed."""
    fine_term_days: int = 15
    """Days after its service within which a fine is paid (行政处罚法 Art. 67)."""
    opening_term_days: int = 20
    """Days after its registration within which an employer opens its people's accounts (Regulation Art. 14)."""
    debit_retry_days: int = 3
    """Days after a direct debit that failed until it is tried once more."""
    flexible_back_months: int = 12
    """How many months back somebody who pays for themselves may still pay what they missed."""
    deferral_months: int = 12
    """How long a deferral or a reduction below the range lasts at most (Regulation Art. 20)."""
    base_changes_online: int = 1
    """How often a person's base may be changed online in a fund year; a window may always."""
    interest_day_basis: str = "act/360"
    """How many days a year has for interest on deposits: actual days over 360 or over 365 (domain §3.2)."""
    deposit_rates_apart: bool = False
    """Whether a fund year's carried-over balance earns a rate of its own: only for years before 2016-02-21."""
    carried_over_rate_percent: Decimal = Decimal("1.5")
    """Interest on what was carried over from the fund year before, percent a year, where the rates stand apart."""
    proof_valid_days: int = 30
    """How long a certificate about an account holds after it was issued."""
    ban_years_withdrawal: int = 3
    """Years without withdrawal and loan after a fraudulent withdrawal (Regulation Art. 41, since Decree 844)."""
    ban_years_loan: int = 5
    """Years without withdrawal and loan after a fraudulent loan (the same)."""
    risk_verifying_days: int = 10
    """Working days in which a suspicion of fraud is verified, while the business concerned waits."""


LABELS: dict[str, Any] = {
    "contribution_cap_fen": gettext_lazy("月缴存基数上限"),
    "contribution_floor_fen": gettext_lazy("月缴存基数下限"),
    "contribution_rate_min_percent": gettext_lazy("缴存比例下限（每一方）"),
    "contribution_rate_max_percent": gettext_lazy("缴存比例上限（每一方）"),
    "contribution_unit_fen": gettext_lazy("月缴存额取整单位（每一方四舍五入）"),
    "contribution_equal_rates": gettext_lazy("单位与个人比例必须相同"),
    "payment_grace_days": gettext_lazy("发薪日后汇缴期限"),
    "list_void_days": gettext_lazy("清册未到款可作废的期限"),
    "suspense_report_months": gettext_lazy("暂收款超期报告的期限"),
    "minimum_age_years": gettext_lazy("开户最低年龄"),
    "deposit_rate_percent": gettext_lazy("存款年利率"),
    "withdrawal_decision_days": gettext_lazy("提取审批期限（自然日）"),
    "loan_decision_days": gettext_lazy("贷款审批期限（自然日）"),
    "registration_fine_min_fen": gettext_lazy("单位不登记、不开户的罚款下限"),
    "registration_fine_max_fen": gettext_lazy("单位不登记、不开户的罚款上限"),
    **PARTY_LABELS,
    **LIBRARY_LABELS,
    **LENDING_LABELS,
    **WITHDRAWAL_LABELS,
    **WATCH_LABELS,
    "office_opens_at": gettext_lazy("上班时间"),
    "office_closes_at": gettext_lazy("下班时间"),
    "staff_conflict_months": gettext_lazy("职工曾任单位经办人的回避期限"),
    "untaken_minutes": gettext_lazy("申请无人接手的提示时限（工作时间）"),
    "green_age_years": gettext_lazy("绿色通道年龄"),
    "greens_in_a_row": gettext_lazy("绿色通道连续叫号人数"),
    "appointment_early_minutes": gettext_lazy("预约可提前到场的时间"),
    "appointment_late_minutes": gettext_lazy("预约可迟到的时间"),
    "calls_before_no_show": gettext_lazy("叫号几次不到算过号"),
    "return_within_minutes": gettext_lazy("过号后可回来排队的时间"),
    "tickets_a_minute": gettext_lazy("取号机每分钟最多取号数"),
    "booking_ahead_days": gettext_lazy("可提前预约的天数"),
    "booking_notice_minutes": gettext_lazy("最晚提前多久预约"),
    "booking_change_minutes": gettext_lazy("最晚提前多久取消或改约"),
    "booking_no_shows": gettext_lazy("爽约几次后须到窗口预约"),
    "booking_no_show_days": gettext_lazy("爽约次数的统计天数"),
    "booking_most_open": gettext_lazy("每人同时最多的预约数"),
    "booking_hold_minutes": gettext_lazy("候补名额保留的时间"),
    "booking_missed_minutes": gettext_lazy("预约结束多久后算爽约"),
    "booking_remind_at": gettext_lazy("预约提醒的发送时间"),
    "transfer_in_months": gettext_lazy("异地转入须先稳定缴存的期限"),
    "reserve_method": gettext_lazy("风险准备金提取方法"),
    "reserve_income_percent": gettext_lazy("按增值收益提取风险准备金的比例"),
    "reserve_balance_percent": gettext_lazy("按贷款余额提取风险准备金的比例"),
    "advance_months": gettext_lazy("预缴最多可提前的期限"),
    "ended_employer_days": gettext_lazy("单位注销后职工账户转入集中封存户的期限"),
    "arrears_message_days": gettext_lazy("逾期几天后发消息提醒"),
    "arrears_notice_days": gettext_lazy("逾期几天后发催缴通知书"),
    "arrears_check_days": gettext_lazy("逾期几天后上门核查"),
    "arrears_order_days": gettext_lazy("逾期几天后可责令限期缴存"),
    "order_term_working_days": gettext_lazy("责令限期（工作日）"),
    "fine_term_days": gettext_lazy("罚款缴纳期限"),
    "opening_term_days": gettext_lazy("登记后开立职工账户的期限"),
    "debit_retry_days": gettext_lazy("托收失败后再扣一次的间隔"),
    "flexible_back_months": gettext_lazy("灵活就业补缴最多可追溯的期限"),
    "deferral_months": gettext_lazy("缓缴和降低比例最长期限"),
    "base_changes_online": gettext_lazy("每缴存年度网上可调整基数的次数"),
    "interest_day_basis": gettext_lazy("存款计息的天数规则"),
    "deposit_rates_apart": gettext_lazy("上年结转与当年归集分别计息（2016-02-21 前）"),
    "carried_over_rate_percent": gettext_lazy("上年结转部分年利率"),
    "proof_valid_days": gettext_lazy("缴存证明的有效期"),
    "ban_years_withdrawal": gettext_lazy("骗提后限制提取和贷款的年数"),
    "ban_years_loan": gettext_lazy("骗贷后限制提取和贷款的年数"),
    "risk_verifying_days": gettext_lazy("骗提疑点核查期限（工作日）"),
}
"""What each parameter is called on pages; one for each field of Parameters."""


METHODS = {
    "income_60": gettext_lazy("按当年增值收益的比例提取"),
    "balance_1pct": gettext_lazy("按年末贷款余额的比例补足"),
}
"""What the reserve's methods are called."""


def _to_bool(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError(text)
    return text == "true"


_CONVERTERS: dict[str, Callable[[str], Any]] = {"int": int, "Decimal": Decimal, "bool": _to_bool, "str": str}
_CONVERTERS["time"] = time.fromisoformat


CHOICES: dict[str, tuple[str, ...]] = {"interest_day_basis": ("act/360", "act/365")}
"""Keys whose value is one of a few words."""


def convert(key: str, text: str) -> Any:
    """`text` as the type of parameter `key`. Raises KeyError for unknown keys, ValueError for values that misfit."""
    kinds = {field.name: str(field.type) for field in (*fields(Parameters), *fields(ServiceTerms))}
    try:
        value = _CONVERTERS[kinds[key]](text)
    except InvalidOperation:
        raise ValueError(text) from None
    if key == "reserve_method" and value not in METHODS:
        raise ValueError(text)
    if key in CHOICES and value not in CHOICES[key]:
        raise ValueError(text)
    # A limit, a rate or a term below zero (or not a number) is a slip of the pen, whatever the key.
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(text)
    if isinstance(value, int | Decimal) and value < 0:
        raise ValueError(text)
    return value


def in_words(key: str, text: str) -> str:
    """A parameter's value as people read it: yuan, percent, days. Unknown keys and misfits stay as they are."""
    try:
        value = convert(key, text)
    except (KeyError, ValueError):
        return text
    if isinstance(value, bool):
        return _("是") if value else _("否")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if key == "reserve_method":
        return str(METHODS[text])
    unit = key.rpartition("_")[2]
    if unit == "fen":
        return _("%(amount)s 元") % {"amount": money.yuan(value)}
    words = {"percent": _("%(n)s%%"), "days": _("%(n)s 天"), "months": _("%(n)s 个月"), "years": _("%(n)s 周岁")}
    words["minutes"] = _("%(n)s 分钟")
    return words.get(unit, "%(n)s") % {"n": text}


def parameters_from(values: Mapping[str, str], *, on: date) -> Parameters:
    """Typed parameters from the texts in force on a day. Raises ParameterMissing naming the first without value."""
    for field in fields(Parameters):
        if field.name not in values:
            raise ParameterMissing(
                _("政策参数“%(key)s”在 %(date)s 没有值，请管理员在后台补录。")
                % {"key": field.name, "date": f"{on:%Y-%m-%d}"}
            )
    return Parameters(**{field.name: convert(field.name, values[field.name]) for field in fields(Parameters)})


def service_terms_from(values: Mapping[str, str]) -> ServiceTerms:
    """Typed terms of service from the texts in force on a day; what has none keeps the value it begins with."""
    known = [field.name for field in fields(ServiceTerms) if field.name in values]
    return ServiceTerms(**{name: convert(name, values[name]) for name in known})


def to_begin_with(key: str) -> str:
    """The value, in words, that holds until the centre sets its own; empty where there is none."""
    found = getattr(ServiceTerms(), key, None)
    if found is None:
        return ""
    return in_words(key, f"{found:%H:%M}" if isinstance(found, time) else str(found))


@dataclass(frozen=True)
class ParameterLine:
    """One value to be put on record: a line of a city's file, or what was typed in the admin."""

    key: str
    value: str
    valid_from: date
    document_number: str
    approved_by: str
    note: str = ""


PARAMETER_COLUMNS = ("key", "value", "valid_from", "document_number", "approved_by")


def parameter_lines(text: str) -> list[tuple[int, ParameterLine | str]]:
    """The lines of a city's file (CSV with PARAMETER_COLUMNS and an optional note), each with its row number.

    A line that cannot be read is the sentence that says why. Raises ValueError naming the columns that are missing.
    """
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    missing = [name for name in PARAMETER_COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ValueError(", ".join(missing))
    return [(reader.line_num, _line(row)) for row in reader]


def _line(row: Mapping[str, str | None]) -> ParameterLine | str:
    cells = {name: (row.get(name) or "").strip() for name in (*PARAMETER_COLUMNS, "note")}
    try:
        valid_from = date.fromisoformat(cells["valid_from"])
    except ValueError:
        return _("生效日期“%(text)s”不是日期，应写成 2026-07-01。") % {"text": cells["valid_from"]}
    return ParameterLine(**{**cells, "valid_from": valid_from})  # type: ignore[arg-type]


@dataclass(frozen=True)
class WorkingDay:
    """A date reached by counting working days; provisional (暂按推算) where a year on the way is not yet published."""

    day: date
    provisional: bool


@dataclass(frozen=True)
class Calendar:
    """Working days: weekdays less holidays plus shifted weekends, as published.

    A year not yet published is reckoned (暂按推算): weekdays less the statutory holidays, no weekend shifted.
    """

    published: Collection[int]
    working: Mapping[date, bool]

    def is_provisional(self, day: date) -> bool:
        """Whether the year of `day` is not published yet."""
        return day.year not in self.published

    def is_working_day(self, day: date) -> bool:
        """Whether the centre works on `day`."""
        if day in self.working:
            return self.working[day]
        if day.weekday() >= 5:
            return False
        return not self.is_provisional(day) or day not in statutory_holidays(day.year)

    def working_days_between(self, start: date, end: date) -> int:
        """How many working days lie after `start` up to and including `end`; zero where `end` is not later."""
        span = range(1, (end - start).days + 1)
        return sum(self.is_working_day(start + timedelta(days=shift)) for shift in span)

    def add_working_days(self, start: date, days: int) -> WorkingDay:
        """The day `days` working days after `start`; `start` itself does not count. Zero gives `start`."""
        day, left, provisional = start, days, False
        while left > 0:
            day += timedelta(days=1)
            provisional = provisional or self.is_provisional(day)
            left -= self.is_working_day(day)
        return WorkingDay(day, provisional)

    def next_working_day(self, day: date) -> WorkingDay:
        """`day` itself where it is a working day, else the next one."""
        return WorkingDay(day, self.is_provisional(day)) if self.is_working_day(day) else self.add_working_days(day, 1)
