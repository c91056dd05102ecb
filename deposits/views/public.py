"""For everybody: what a wage leads to, and whether a paper is ours."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import client_address, public
from common.money import yuan
from common.months import fund_year
from deposits import arrears_papers, queries, rules
from deposits.forms import CalculatorForm, InterestForm, VerifyForm
from deposits.queries import arrears
from deposits.queries.explain import part_steps
from deposits.queries.interest import day_basis
from deposits.rules.interest import YEAR_DAYS, quote
from deposits.rules.proofs import masked_name
from deposits.states import LETTER_BADGE, LIST_BADGE
from desk import queries as desk
from policy import queries as policy
from policy.rules import Parameters

TRIES_A_MINUTE = 30
"""Codes one address may ask for: enough for a pile of papers, too few to guess one of 10^17."""

LIMITS = ("contribution_floor_fen", "contribution_cap_fen", "contribution_unit_fen")


@public
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    """The monthly contribution that follows from a wage, step by step, by the limits of the business date."""
    today = policy.book_date()
    parameters = policy.on(today)
    asked = {name: request.GET[name] for name in ("wage", "employer_rate", "employee_rate") if name in request.GET}
    form = CalculatorForm(asked or None, parameters=parameters, initial={"employer_rate": 12, "employee_rate": 12})
    context = {"form": form, "today": today, "limits": _limits(today), "result": None}
    if form.is_valid():
        context["result"] = _calculate(form, parameters)
    return render(request, "deposits/public/calculator.html", context)


@public
@require_safe
def interest_calculator(request: HttpRequest) -> HttpResponse:
    """What a balance and monthly payments earn, span by span, on the functions the books use."""
    today = policy.book_date()
    rate, basis = queries.deposit_rates()[-1].percent, day_basis(today)
    start = {"opening": "10000", "monthly": "1000", "day": 15, "start": today, "end": _next_june(today)}
    start["annual_rate"] = f"{rate.normalize():f}"
    form = InterestForm(request.GET if "opening" in request.GET else start)
    context: dict[str, Any] = {"form": form, "found": None, "year_days": YEAR_DAYS[basis]}
    if form.is_valid():
        answers = form.cleaned_data
        found = quote(
            opening_fen=answers["opening"],
            start=answers["start"],
            end=answers["end"],
            movements=form.movements(),
            annual_rate=answers["annual_rate"],
            day_basis=basis,
        )
        context["found"] = found
        context["facts"] = [
            (_("利息（元）"), yuan(found.interest.fen)),
            (_("本息合计（元）"), yuan(found.balance_fen)),
            (_("计息天数"), str(found.days)),
            (_("计息积数"), yuan(found.interest.accumulation_fen_days)),
        ]
    return render(request, "deposits/public/interest_calculator.html", context)


def _next_june(day: date) -> date:
    return queries.fund_year_days(fund_year(day))[1]


def _calculate(form: CalculatorForm, parameters: Parameters) -> dict[str, Any]:
    """Total and steps of the calculation in words."""
    answers, unit = form.cleaned_data, parameters.contribution_unit_fen
    found = rules.calculate(
        wage_fen=answers["wage"],
        floor_fen=parameters.contribution_floor_fen,
        cap_fen=parameters.contribution_cap_fen,
        employer_rate=answers["employer_rate"],
        employee_rate=answers["employee_rate"],
        unit_fen=unit,
        rate_min=parameters.contribution_rate_min_percent,
        rate_max=parameters.contribution_rate_max_percent,
    )
    both = found.contribution
    steps = [
        (_("缴存基数"), _base_words(answers["wage"], found.base_fen)),
        (_("单位部分"), part_steps(found.base_fen, answers["employer_rate"], both.employer_fen, unit)),
        (_("个人部分"), part_steps(found.base_fen, answers["employee_rate"], both.employee_fen, unit)),
    ]
    return {"total_fen": both.total_fen, "steps": steps, "employer_fen": both.employer_fen, "base_fen": found.base_fen}


def _base_words(wage_fen: int, base_fen: int) -> str:
    said = {"wage": yuan(wage_fen), "base": yuan(base_fen)}
    if base_fen > wage_fen:
        return _("%(wage)s 低于下限，按下限 %(base)s") % said
    if base_fen < wage_fen:
        return _("%(wage)s 高于上限，按上限 %(base)s") % said
    return _("%(base)s，在上下限之间，按工资") % said


def _limits(today: date) -> list[tuple[str, str, str]]:
    """The figures the calculation rests on: label, value, and the document they come from."""
    table = policy.parameter_table(today)
    rows = [row for row in table if row.row is not None and row.row.key in LIMITS]
    return [(row.label, row.words, _("%(title)s（%(number)s）") % _document(row.row)) for row in rows]


def _document(row: Any) -> dict[str, str]:
    return {"title": row.document.title, "number": row.document.number}


@public
@require_safe
def verify(request: HttpRequest) -> HttpResponse:
    """Type the code of a paper."""
    form = VerifyForm(request.GET if "code" in request.GET else None)
    if form.is_valid():
        return redirect("deposits:public_verified", form.cleaned_data["code"])
    return render(request, "deposits/public/verify.html", {"form": form})


@public
@require_safe
def verified(request: HttpRequest, code: str) -> HttpResponse:
    """What was issued under a code: the list as a whole, nobody's data. Where the QR picture leads."""
    if _too_many(client_address(request)):
        context = {"form": VerifyForm(), "too_many": True}
        return render(request, "deposits/public/verify.html", context, status=429)
    found = queries.list_of_code(code)
    if found is None and (elsewhere := _of_the_desk(code)):
        return redirect(elsewhere, code)
    if found is None and (other := _other_paper(code)):
        template, context = other
        return render(request, f"deposits/public/{template}.html", {**context, "code": code})
    badge = LIST_BADGE[found.status] if found else ""
    context = {"form": VerifyForm({"code": code}), "code": code, "found": found, "badge": badge}
    return render(request, "deposits/public/verified.html", context, status=200 if found else 404)


def _other_paper(code: str) -> tuple[str, dict[str, Any]] | None:
    """What else than a list has this code: template and context, with nobody's data but a family name."""
    if answer := queries.objection_of_code(code):
        return "answer", {"answer": answer}
    if proof := queries.proof_of_code(code):
        return "proof", {"proof": proof, "stands": queries.stands(proof, timezone.localdate())}
    if paper := arrears.step_of_code(code):
        return "enforcement", {"paper": paper, "title": arrears_papers.title(paper)}
    if letter := queries.letter_of_code(code):
        holder = masked_name(letter.name)
        return "letter", {"letter": letter, "badge": LETTER_BADGE[letter.status], "holder": holder}
    return None


def _of_the_desk(code: str) -> str:
    """The page that knows a code of the counter's papers: receipts and one-time notices."""
    if desk.receipt_of_code(code):
        return "desk:public_receipt"
    return "desk:public_notice" if desk.notice_of_code(code) else ""


def _too_many(address: str) -> bool:
    """Whether an address has asked too often in the last minute."""
    key = f"verify-{address}"
    cache.add(key, 0, timeout=60)
    try:
        return cache.incr(key) > TRIES_A_MINUTE
    except ValueError:  # the minute ended just now
        return False
