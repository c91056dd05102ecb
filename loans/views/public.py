"""For everybody: what a loan costs month by month, what paying early saves, and how much can be lent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import public
from common.money import yuan
from loans import queries
from loans.forms.calculators import FIRST, CeilingForm, ScheduleForm
from loans.rules import ceilings, schedules
from loans.rules.ceilings import CapTerms, Ceiling, Limit
from loans.rules.schedules import CannotPlan, Instalment, Mode
from policy import queries as policy
from policy.rules import ServiceTerms


@public
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """Every instalment of a loan with a chart by year, and what paying a part early saves."""
    terms = policy.service_on(policy.book_date())
    form = ScheduleForm(request.GET if "principal" in request.GET else _start(terms))
    context: dict[str, Any] = {"form": form, "found": None}
    if form.is_valid():
        answers = form.cleaned_data
        found = schedules.schedule(form.plan(), disbursed_on=answers["disbursed_on"], due_day=answers["due_day"])
        context |= {"found": found, "facts": _facts(found), "bars": _by_year(found)}
        if answers["early"]:
            context |= _early(form)
    return render(request, "loans/public/calculator.html", context)


def _start(terms: ServiceTerms) -> dict[str, Any]:
    rate = terms.loan_rate_first_long_percent
    return {"principal": "500000", "years": 30, "annual_rate": f"{rate.normalize():f}", "method": "equal_instalment"}


def _facts(found: list[Instalment]) -> list[tuple[str, str]]:
    interest = schedules.total_interest(found)
    return [
        (_("首期还款（元）"), yuan(found[0].payment_fen)),
        (_("末期还款（元）"), yuan(found[-1].payment_fen)),
        (_("利息合计（元）"), yuan(interest)),
        (_("本息合计（元）"), yuan(interest + sum(each.principal_fen for each in found))),
    ]


def _by_year(found: list[Instalment]) -> list[tuple[str, int, int]]:
    """Principal and interest of each twelve instalments, for the chart."""
    years = [found[start : start + 12] for start in range(0, len(found), 12)]
    return [
        (str(place), sum(each.principal_fen for each in year), schedules.total_interest(year))
        for place, year in enumerate(years, start=1)
    ]


def _early(form: ScheduleForm) -> dict[str, Any]:
    """What paying early makes of the loan; where it cannot be, the field says why."""
    answers = form.cleaned_data
    mode = Mode(answers["mode"] or Mode.REDUCE_PAYMENT)
    try:
        found = schedules.prepay(
            form.plan(), after_instalment=answers["after"] or 0, amount_fen=answers["early"], mode=mode
        )
    except CannotPlan as refusal:
        form.add_error({"amount_fen": "early", "after_instalment": "after"}[refusal.field], str(refusal))
        return {}
    facts = [
        (_("提前还款前剩余本金（元）"), yuan(found.balance_before_fen)),
        (_("提前还款后剩余本金（元）"), yuan(found.balance_after_fen)),
        (_("剩余期数"), str(len(found.instalments))),
        (_("下期还款（元）"), yuan(found.payment_fen)),
        (_("剩余利息（元）"), yuan(found.remaining_interest_fen)),
        (_("节省利息（元）"), yuan(found.interest_saved_fen)),
    ]
    return {"early": found, "early_facts": facts}


@public
@require_safe
def ceiling(request: HttpRequest) -> HttpResponse:
    """How much a household can be lent: four limits, the binding one named (四限取最低)."""
    today = policy.book_date()
    terms = policy.service_on(today)
    form = CeilingForm(request.GET if "price" in request.GET else None, initial={"years": 30, "home": FIRST})
    context: dict[str, Any] = {"form": form, "found": None, "today": today}
    if form.is_valid():
        found, rate = _ceiling(form.cleaned_data, terms)
        context |= {"found": found, "rate": rate, "limits": _limits(found, form.cleaned_data, terms)}
    return render(request, "loans/public/ceiling.html", context)


def _ceiling(answers: dict[str, Any], terms: ServiceTerms) -> tuple[Ceiling, Decimal]:
    is_first, count = answers["home"] == FIRST, answers["years"] * 12
    rate = queries.rate_of(terms, is_first=is_first, months=count)
    cap = terms.loan_cap_couple_fen if answers["partner_base"] else terms.loan_cap_single_fen
    incomes = [answers["base"], answers["partner_base"] or 0]
    pay = ceilings.monthly_capacity(incomes, terms.loan_capacity_percent, answers["debt"] or 0)
    found = ceilings.ceiling(
        cap_fen=CapTerms(cap).fen,
        house_fen=ceilings.house_limit(answers["price"], _down(answers, terms), answers["appraisal"] or None),
        capacity_fen=ceilings.capacity_limit(pay, count, rate),
        account_fen=ceilings.account_limit(
            [answers["balance"], answers["partner_balance"] or 0], terms.loan_balance_multiple
        ),
        unit_fen=terms.loan_unit_fen,
    )
    return found, rate


def _down(answers: dict[str, Any], terms: ServiceTerms) -> Decimal:
    return terms.loan_down_first_percent if answers["home"] == FIRST else terms.loan_down_second_percent


def _limits(found: Ceiling, answers: dict[str, Any], terms: ServiceTerms) -> list[tuple[str, str, str, bool]]:
    """The four limits: name, how it comes about, amount, whether it binds."""
    is_couple = bool(answers["partner_base"])
    words = {
        Limit.CAP: (
            _("最高额度"),
            _("双职工家庭最高额度") if is_couple else _("单人最高额度"),
        ),
        Limit.HOUSE: (
            _("房价"),
            _("房屋总价扣除最低首付 %(down)s%%") % {"down": f"{_down(answers, terms).normalize():f}"},
        ),
        Limit.CAPACITY: (
            _("还款能力"),
            _("月还款不超过家庭缴存基数的 %(share)s%%，再减去其他还款")
            % {"share": f"{terms.loan_capacity_percent.normalize():f}"},
        ),
        Limit.ACCOUNT: (
            _("账户余额"),
            _("账户余额的 %(multiple)s 倍") % {"multiple": f"{terms.loan_balance_multiple.normalize():f}"},
        ),
    }
    return [(*words[limit], yuan(fen), limit in found.binding) for limit, fen in found.limits.items()]
