"""The depositor's own account: what is in it, why, and how it was on any day."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import queries as accounts
from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from common.money import yuan, yuan_plain
from common.months import fund_year, month_of, period_words
from deposits import operations, papers, queries
from deposits.forms import DayForm, ObjectionForm, SpanForm
from deposits.models import PersonalAccount
from deposits.queries import Explained
from deposits.states import LETTER_BADGE, PERSONAL_BADGE, SCHEDULED_BADGE, TRANSFER_BADGE, ScheduledStatus
from deposits.views import objections
from desk import queries as desk
from desk.models import Case
from desk.states.cases import CASE_BADGE, OPEN_STATUSES
from policy import queries as policy

RECENT = 5
LOOK_DAYS = 30


@requires(Permission.OWN_ACCOUNT)
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """How much, why, and what came last."""
    account = queries.own_account(request.user)
    if account is None:
        return render(request, "deposits/portal/home.html", {"account": None})
    today = policy.book_date()
    months = queries.months_paid(account, account.paid_through or month_of(today))
    said = {
        "period": period_words(months[0].month, months[-1].month),
        "count": sum(month.fen > 0 for month in months),
        "total": yuan(sum(month.fen for month in months)),
    }
    since = timezone.now() - timedelta(days=LOOK_DAYS)
    looks = accounts.looks_at(account.person_id).filter(at__gte=since)
    context = {
        "account": account,
        "badge": PERSONAL_BADGE[account.status],
        "today": today,
        "year_fen": queries.contributed_fen(account, fund_year(today)),
        "entries": queries.recent_entries(account, RECENT),
        "cases": _open_cases(request),
        "bars": [(month.month[4:], month.fen) for month in months],
        "chart_label": _("%(period)s共 %(count)d 个月有缴存，合计 %(total)s 元") % said,
        "transfer": queries.transfer_to_tell(account, today),
        "freezes": queries.freezes_in_force(account),
        "changes": [(each, "") for each in queries.bases_to_come(account)],
        "scheduled": [
            (each, SCHEDULED_BADGE[each.status], "")
            for each in queries.scheduled_of(account).filter(status=ScheduledStatus.WAITING)
        ],
        "look_days": LOOK_DAYS,
        "look_count": looks.count(),
        "last_look": looks.first(),
    }
    return render(request, "deposits/portal/home.html", context)


def _open_cases(request: UserRequest) -> list[tuple[Case, str]]:
    """What one has asked for and is not done yet, the newest first."""
    rows = desk.cases_visible_to(request.user).filter(person=request.user.person_id, status__in=OPEN_STATUSES)
    return [(each, CASE_BADGE[each.status]) for each in rows.order_by("-submitted_at", "-id")[:RECENT]]


@requires(Permission.OWN_ACCOUNT)
@require_safe
def entries(request: UserRequest) -> HttpResponse:
    """A fund year's entries, each with its reason and the steps of its calculation."""
    account = _own(request)
    years = queries.fund_years(account, policy.book_date())
    year = _year(request, years)
    context = {
        "account": account,
        "year": year,
        "years": [(text_of_year(each), f"?year={each}", each == year) for each in years],
        "entries": queries.explained_entries(account, *queries.year_span(year)),
        "tabs": _tabs("entries"),
    }
    return render(request, "deposits/portal/entries.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def entry(request: UserRequest, pk: int) -> HttpResponse:
    """One entry: why it is what it is, step by step."""
    account = _own(request)
    found = queries.explained_entry(account, pk)
    if found is None:
        raise Http404
    return render(request, "deposits/portal/entry.html", {"account": account, "line": found})


@requires(Permission.OWN_ACCOUNT)
@require_safe
def statement(request: UserRequest) -> HttpResponse:
    """The entries between any two dates, with the balance before and after."""
    account = _own(request)
    today = policy.book_date()
    form = SpanForm(request.GET or {"since": today.replace(day=1), "until": today})
    context = {"account": account, "form": form, "tabs": _tabs("statement")}
    if form.is_valid():
        since, until = form.cleaned_data["since"], form.cleaned_data["until"]
        lines = queries.explained_entries(account, since, until)
        closing = lines[0].balance_fen if lines else queries.balance_on(account, until).balance_fen
        opening = closing - sum(line.change_fen for line in lines)
        context |= {
            "entries": lines,
            "figures": [
                (_("期初余额"), yuan(opening)),
                (_("增加"), yuan(sum(line.change_fen for line in lines if line.change_fen > 0))),
                (_("减少"), yuan(-sum(line.change_fen for line in lines if line.change_fen < 0))),
                (_("期末余额"), yuan(closing)),
            ],
        }
    return render(request, "deposits/portal/statement.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def balance(request: UserRequest) -> HttpResponse:
    """The balance at the end of any day, and what it is made of."""
    account = _own(request)
    form = DayForm(request.GET or {"on": policy.book_date()})
    found = queries.balance_on(account, form.cleaned_data["on"]) if form.is_valid() else None
    context = {"account": account, "form": form, "found": found, "tabs": _tabs("balance")}
    return render(request, "deposits/portal/balance.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def bill(request: UserRequest) -> HttpResponse:
    """A fund year as a bill, to read, print or keep as PDF."""
    account = _own(request)
    years = queries.fund_years(account, policy.book_date())
    year = _year(request, years)
    found = queries.bill(account, year)
    context = {
        "account": account,
        "bill": found,
        "figures": papers.bill_figures(found),
        "years": [(text_of_year(each), f"?year={each}", each == year) for each in years],
        "is_open": found.until >= policy.book_date(),
    }
    return render(request, "deposits/portal/bill.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def interest(request: UserRequest) -> HttpResponse:
    """A fund year's interest, every span of days with its balance, rate and product."""
    account = _own(request)
    years = queries.years_of(account)
    if not years:
        return render(request, "deposits/portal/interest.html", {"account": account, "years": []})
    year = _year(request, years)
    found = queries.year_of(account, year)
    context = {
        "account": account,
        "found": found,
        "facts": [
            (_("年初余额（元）"), yuan(found.opening_fen)),
            (_("计息积数"), yuan(found.interest.accumulation_fen_days)),
            (_("应计利息（元）"), yuan(found.interest.fen)),
            (
                _("结息入账（%(day)s）") % {"day": f"{found.settled_on:%Y-%m-%d}"}
                if found.settled_on
                else _("结息入账"),
                yuan(found.settled_fen) if found.settled_fen is not None else _("尚未结息"),
            ),
        ],
        "note": papers.interest_note(found),
        "years": [(text_of_year(each), f"?year={each}", each == year) for each in years],
    }
    return render(request, "deposits/portal/interest.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def interest_paper(request: UserRequest, year: int, kind: str) -> HttpResponse:
    """The same as PDF, or as JSON for programs."""
    account = _own(request)
    if year not in queries.years_of(account) or kind not in ("pdf", "json"):
        raise Http404
    found = queries.year_of(account, year)
    if kind == "json":
        answer: HttpResponse = JsonResponse(queries.year_as_json(found), json_dumps_params={"ensure_ascii": False})
        answer.headers["Content-Disposition"] = f'attachment; filename="interest-{account.number}-{year}.json"'
        return answer
    return papers.response(papers.interest_paper(found, at=timezone.now()), _("结息说明-%(year)s") % {"year": year})


@requires(Permission.OWN_ACCOUNT)
@require_safe
def download(request: UserRequest, kind: str) -> HttpResponse:
    """All entries of one's own account, as .csv for people or .json for programs."""
    account = _own(request)
    if kind not in ("csv", "json"):
        raise Http404
    lines = list(reversed(queries.explained_entries(account, date.min, policy.book_date())))
    answer: HttpResponse
    if kind == "json":
        answer = JsonResponse(_as_json(account, lines), json_dumps_params={"ensure_ascii": False, "indent": 1})
    else:
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer.write("\ufeff")  # Excel takes UTF-8 for what it is only by this mark
        csv.writer(answer).writerows(_as_rows(lines))
    answer.headers["Content-Disposition"] = f'attachment; filename="account-{account.number}.{kind}"'
    return answer


@requires(Permission.OWN_ACCOUNT)
@require_safe
def transfers(request: UserRequest) -> HttpResponse:
    """Which employers the account has gone to, and which centres money came from or went to."""
    own = queries.transfers_visible_to(request.user).order_by("-at", "-id")
    rows = [(each, TRANSFER_BADGE[each.status], queries.may_object(each)) for each in own]
    letters = [(each, LETTER_BADGE[each.status]) for each in queries.letters_visible_to(request.user).order_by("-id")]
    return render(request, "deposits/portal/transfers.html", {"transfers": rows, "letters": letters})


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: UserRequest, pk: int) -> HttpResponse:
    """Say that one does not work there."""
    transfer = get_object_or_404(queries.transfers_visible_to(request.user), pk=pk)
    form = ObjectionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["objection"]
        try:
            operations.object_to_transfer(transfer_id=pk, objection=words, by=request.user, at=timezone.now())
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("异议已收到，工作人员核实后会给您发消息。"))
            return redirect("deposits:portal_transfers")
    return render(request, "deposits/portal/objection.html", {"transfer": transfer, "form": form})


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def object_to_balance(request: UserRequest) -> HttpResponse:
    """Say that an entry, a period or the balance is wrong, step by step."""
    return objections.wizard(request, _own(request)).answer(request)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def answer_letter(request: UserRequest, pk: int) -> HttpResponse:
    """The written answer to one's objection."""
    return objections.letter(request, pk)


def _as_json(account: PersonalAccount, lines: Iterable[Explained]) -> dict[str, Any]:
    return {
        "account": account.number,
        "balance_fen": account.ledger_account.balance_fen,
        "entries": [
            {
                "id": line.entry.pk,
                "value_on": line.entry.value_on.isoformat(),
                "booked_on": line.entry.on.isoformat(),
                "title": line.title,
                "change_fen": line.change_fen,
                "balance_fen": line.balance_fen,
                "why": line.why.line,
                "steps": [{"label": str(label), "text": text} for label, text in line.why.steps],
            }
            for line in lines
        ],
    }


def _as_rows(lines: Iterable[Explained]) -> Iterable[list[str]]:
    yield [_("起息日"), _("记账日"), _("事由"), _("金额"), _("余额"), _("为什么是这个数")]
    for line in lines:
        amounts = [yuan_plain(line.change_fen), yuan_plain(line.balance_fen)]
        days = [line.entry.value_on.isoformat(), line.entry.on.isoformat()]
        yield [*days, _harmless(line.title), *amounts, _harmless(line.why.line)]


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in tuple("=+-@\t\r") else text


def text_of_year(year: int) -> str:
    """A fund year in words."""
    return _("%(first)d 年 7 月至 %(last)d 年 6 月") % {"first": year - 1, "last": year}


def _own(request: UserRequest) -> PersonalAccount:
    """The depositor's account. Who has none finds nothing on these pages; the home page says what to do."""
    account = queries.own_account(request.user)
    if account is None:
        raise Http404
    return account


def _year(request: UserRequest, years: list[int]) -> int:
    """The year asked for where the account knows it, else the present one."""
    asked = request.GET.get("year", "")
    return int(asked) if asked in map(str, years) else years[0]


def _tabs(current: str) -> list[tuple[str, str, bool]]:
    words = {"entries": _("按年度"), "statement": _("任意时段"), "balance": _("某日余额")}
    return [(text, reverse(f"deposits:portal_{name}"), name == current) for name, text in words.items()]
