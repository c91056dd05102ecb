"""Statements of domain §6.4 on the screen, on paper and as tables, and the general ledger behind them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from ledger import papers, queries
from ledger.forms import AsOfForm, GeneralForm, StatementForm, YearForm
from ledger.models import DayTurnover, Subject
from policy import queries as policy

FORMS: dict[str, type[forms.Form]] = {
    "balance": AsOfForm,
    "surplus": StatementForm,
    "distribution": YearForm,
    "cash": StatementForm,
}


@requires(Permission.BOOKS_VIEW)
@require_safe
def report(request: UserRequest, slug: str) -> HttpResponseBase:
    """One statement, as of any day; the same figures on paper and as a table."""
    if slug not in FORMS:
        raise Http404
    form = _asked(request, FORMS[slug], _first_asked(policy.book_date()))
    values = form.cleaned_data if form.is_bound and form.is_valid() else form.initial if not form.is_bound else None
    found = _report(slug, values) if values else None
    asked = request.GET.get("export")
    if found is not None and asked:
        return papers.report_file(found, asked, at=timezone.now())
    query = request.GET.copy()
    context = {
        "form": form,
        "slug": slug,
        "report": found,
        "sealed": papers.sealed_words(),
        "pdf_url": _export(query, found, values, "pdf"),
        "xlsx_url": _export(query, found, values, "xlsx"),
    }
    return render(request, "ledger/office/report.html", context)


def _first_asked(today: date) -> dict[str, Any]:
    """What a statement shows before anybody asked: this month, this day, this year."""
    return {"since": today.replace(day=1), "until": today, "year": today.year}


def _asked(request: UserRequest, kind: type[forms.Form], initial: dict[str, Any]) -> forms.Form:
    asked = any(name in request.GET for name in kind.base_fields)
    wanted = {name: value for name, value in initial.items() if name in kind.base_fields}
    return kind(request.GET if asked else None, initial=wanted)


def _report(slug: str, values: Mapping[str, Any]) -> queries.Report:
    known_on = values.get("known_on")
    if slug == "balance":
        return queries.balance_sheet(values["until"], known_on=known_on)
    if slug == "surplus":
        return queries.surplus(values["since"], values["until"], known_on=known_on)
    if slug == "cash":
        return queries.cash(values["since"], values["until"], known_on=known_on)
    return queries.distribution(values["year"])


def _export(query: Any, found: queries.Report | None, values: Mapping[str, Any] | None, form: str) -> str:
    """The address of the same statement as a file."""
    if found is None or values is None:
        return ""
    parts = query.copy()
    for name, value in values.items():
        if value:
            parts[name] = f"{value:%Y-%m-%d}" if isinstance(value, date) else str(value)
    parts["export"] = form
    return f"?{parts.urlencode()}"


@requires(Permission.BOOKS_VIEW)
@require_safe
def general(request: UserRequest) -> HttpResponseBase:
    """The general ledger of one subject between two book dates; each line leads to its vouchers."""
    today = policy.book_date()
    first = Subject.objects.order_by("code").first()
    initial = {"since": today.replace(month=1, day=1), "until": today, "subject": first}
    form = _asked(request, GeneralForm, initial)
    context: dict[str, Any] = {"form": form}
    values = form.initial if not form.is_bound else form.cleaned_data if form.is_valid() else None
    if values is None or values["subject"] is None:
        return render(request, "ledger/office/general.html", context)
    subject, since, until = values["subject"], values["since"], values["until"]
    if request.GET.get("export") == "pdf":
        return papers.report_file(queries.general(subject, since, until), "pdf", at=timezone.now())
    opening = queries.general_opening_fen(subject.pk, since)
    listing = Listing(
        request,
        queries.general_ledger(subject.pk, since, until),
        columns=_columns(opening),
        order=("on",),
        caption=_("总账 %(subject)s") % {"subject": subject},
        file_name=_("总账") + f" {subject.pk}",
        empty={"title": _("这段时间没有账"), "text": _("总账按已日结的日子汇总，当天的账日结后列出。")},
    )
    context |= {"subject": subject, "opening_fen": opening, "since": since, "until": until}
    return listing.response("ledger/office/general.html", context)


def _columns(opening: int) -> list[Column]:
    return [
        Column("on", _("会计日期"), kind="date", link=_vouchers_url),
        Column("value_on", _("起息日"), kind="date", narrow=False),
        Column("subject", _("科目"), value=lambda row: str(row.subject), narrow=False),
        Column("reason", _("事由"), value=lambda row: row.get_reason_display()),
        Column(
            "account",
            _("账户"),
            value=lambda row: row.account.code if row.account else _("各分户"),
            narrow=False,
        ),
        Column("debit_fen", _("借方"), kind="money", value=lambda row: row.debit_fen or None),
        Column("credit_fen", _("贷方"), kind="money", value=lambda row: row.credit_fen or None),
        Column("running_fen", _("余额"), kind="money", value=lambda row: opening + row.running_fen),
    ]


def _vouchers_url(row: DayTurnover) -> str:
    return f"{reverse('ledger:office_vouchers')}?day={row.on:%Y-%m-%d}&reason={row.reason}"
