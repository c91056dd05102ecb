"""The books for accountants and auditors: the open day, the trial balance, statements, vouchers, journals."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe
from django_htmx.middleware import HtmxDetails

from accounts.access import client_address, requires
from accounts.models import User
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from common.paper import response
from ledger import operations, papers, queries
from ledger.forms import AccountFilter, CloseDayForm, PeriodForm, StatementForm, VoucherFilter
from ledger.models import Account, Journal, Voucher
from ledger.rules import Verdict
from ledger.states import SlipKind
from policy import queries as policy


def _user(request: HttpRequest) -> User:
    return cast(User, request.user)


def _next_day(on: date) -> date:
    """The working day after `on`."""
    following = on + timedelta(days=1)
    return policy.calendar(on, following).next_working_day(following).day


@requires(Permission.BOOKS_VIEW)
@require_safe
def home(request: HttpRequest) -> HttpResponseBase:
    """The open day, what it holds so far, and the days closed before.

    What keeps the day from being closed reads the whole books: it is worked out when asked for, which the page does by
    itself once it is shown.
    """
    on = policy.book_date()
    htmx: HtmxDetails | None = getattr(request, "htmx", None)
    if htmx and htmx.target == "day-check":
        return render(request, "ledger/office/_day_check.html", _day_check(request, on))
    rows = queries.day_figures(on)
    listing = Listing(
        request,
        queries.days(),
        columns=[
            Column("on", _("会计日期"), kind="date", link=lambda row: _vouchers_url(row.on)),
            Column("entry_count", _("明细笔数"), kind="number"),
            Column("turnover_fen", _("借方合计"), kind="money"),
            Column("by", _("日结人"), value=lambda row: str(row.by) if row.by else _("系统自动")),
            Column("at", _("日结时间"), kind="time", narrow=False),
            Column("hash", _("校验值"), kind="code", value=lambda row: row.hash[:12], narrow=False),
        ],
        order=("-on", "-pk"),
        caption=_("已日结"),
        empty={"title": _("还没有日结过"), "text": _("日结后，当天的凭证和校验值会列在这里。")},
        per_page=20,
    )
    context = {
        **_day_check(request, on),
        "rows": rows,
        "journal_count": sum(row.journal_count for row in rows),
        "total_fen": sum(row.total_fen for row in rows),
        "waiting": list(queries.unreviewed_before(on)[:6]),
    }
    return listing.response("ledger/office/home.html", context)


def _day_check(request: HttpRequest, on: date) -> dict[str, Any]:
    """What the checklist says where it is asked for, and the form to close the day."""
    is_asked = request.GET.get("check") == "on"
    points = queries.day_points(on) if is_asked else []
    return {
        "on": on,
        "next_on": _next_day(on),
        "is_checked": is_asked,
        "points": points,
        "is_ready": is_asked and all(point.verdict != Verdict.BAD for point in points),
        "form": CloseDayForm.of(on) if _user(request).may(Permission.BOOKS_CLOSE) else None,
    }


@requires(Permission.BOOKS_CLOSE)
@require_POST
def close_day(request: HttpRequest) -> HttpResponse:
    """Close the day that the person saw; a second press finds it closed and says so."""
    form = CloseDayForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("没有说明要日结哪一天，请重新打开本页。"))
        return redirect("ledger:office_home")
    on = form.cleaned_data["on"]
    try:
        seal = operations.close_day(on=on, next_on=_next_day(on), by=_user(request), at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        text = _("%(date)s 已日结，共 %(count)s 笔明细。") % {
            "date": f"{seal.on:%Y-%m-%d}",
            "count": f"{seal.entry_count:,}",
        }
        messages.success(request, text)
    return redirect("ledger:office_home")


@requires(Permission.BOOKS_VIEW)
@require_safe
def trial(request: HttpRequest) -> HttpResponseBase:
    """Opening, turnover and closing of every subject in a period of book dates."""
    form = _asked(request, PeriodForm)
    since, until = _period(form)
    rows = queries.trial_balance(since, until) if since and until else []
    if since and until and rows and request.GET.get("export"):
        return papers.report_file(queries.trial(since, until), request.GET["export"], at=timezone.now())
    sides = [(row, row.subject.side == "D") for row in rows]
    context = {
        "form": form,
        "since": since,
        "until": until,
        "rows": rows,
        "debit_fen": sum(row.debit_fen for row in rows),
        "credit_fen": sum(row.credit_fen for row in rows),
        "opening_fen": sum(row.opening_fen for row, is_debit in sides if is_debit),
        "closing_fen": sum(row.closing_fen for row, is_debit in sides if is_debit),
        "balanced": sum(row.closing_fen if is_debit else -row.closing_fen for row, is_debit in sides) == 0,
    }
    return render(request, "ledger/office/trial.html", context)


def _asked(request: HttpRequest, kind: type[PeriodForm]) -> PeriodForm:
    """The form as the address fills it; before anybody asked, this month up to the open day."""
    today = policy.book_date()
    asked = any(name in request.GET for name in kind.base_fields)
    return kind(request.GET if asked else None, initial={"since": today.replace(day=1), "until": today})


def _period(form: PeriodForm) -> tuple[date | None, date | None]:
    """The asked period; the form's own before anybody asked; nothing where the question is wrong."""
    if not form.is_bound:
        return form.initial["since"], form.initial["until"]
    return (form.cleaned_data["since"], form.cleaned_data["until"]) if form.is_valid() else (None, None)


@requires(Permission.BOOKS_VIEW)
@require_safe
def accounts(request: HttpRequest) -> HttpResponseBase:
    """All ledger accounts, found by the beginning of code or subject."""
    listing = Listing(
        request,
        queries.accounts(),
        columns=[
            Column("code", _("账号"), kind="code", link=lambda row: reverse("ledger:office_account", args=[row.pk])),
            Column("name", _("户名")),
            Column("subject", _("科目")),
            Column(
                "balance_fen", _("余额"), kind="money", value=lambda row: row.balance_fen if row.is_guarded else None
            ),
            Column("held_fen", _("占用"), kind="money", value=lambda row: row.held_fen or None, narrow=False),
            Column("opened_on", _("开户日期"), kind="date", narrow=False),
            Column("closed_on", _("销户日期"), kind="date", narrow=False),
        ],
        order=("code",),
        filters=AccountFilter,
        caption=_("分户账"),
        file_name=_("分户账"),
        empty={"title": _("还没有分户账"), "text": _("开户后会列在这里。")},
    )
    return listing.response("ledger/office/accounts.html")


ENTRY_COLUMNS = [
    Column("value_on", gettext_lazy("起息日"), kind="date"),
    Column("on", gettext_lazy("会计日期"), kind="date", narrow=False),
    Column(
        "reason",
        gettext_lazy("事由"),
        value=lambda row: row.journal.get_reason_display(),
        link=lambda row: reverse("ledger:office_journal", args=[row.journal_id]),
    ),
    Column("case", gettext_lazy("办件号"), kind="code", value=lambda row: row.journal.case, narrow=False),
    Column("memo", gettext_lazy("摘要"), value=lambda row: row.journal.memo, narrow=False),
    Column("debit_fen", gettext_lazy("借方"), kind="money", value=lambda row: row.debit_fen or None),
    Column("credit_fen", gettext_lazy("贷方"), kind="money", value=lambda row: row.credit_fen or None),
]


@requires(Permission.BOOKS_VIEW)
@require_safe
def account(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One account's statement between two value dates, as the books stand now or stood on a day."""
    found = get_object_or_404(queries.accounts(), pk=pk)
    note_look = import_string(settings.BOOKS_LOOK)  # the books know no persons; an upper floor does
    note_look(ledger_account_id=found.pk, user=_user(request), address=client_address(request), at=timezone.now())
    form = _asked(request, StatementForm)
    since, until = _period(form)
    known_on = form.cleaned_data.get("known_on") if form.is_bound and form.is_valid() else None
    context: dict[str, Any] = {"account": found, "form": form, "since": since, "until": until, "known_on": known_on}
    if since is None or until is None:
        return render(request, "ledger/office/account.html", context)
    opening = queries.opening_fen(found, since, booked_by=known_on)
    closing = queries.opening_fen(found, until + timedelta(days=1), booked_by=known_on)
    context["facts"] = _facts(found, opening, closing)
    listing = Listing(
        request,
        queries.statement_entries(found, since, until, booked_by=known_on),
        columns=[
            *ENTRY_COLUMNS,
            Column("running_fen", _("余额"), kind="money", value=lambda row: opening + row.running_fen),
        ],
        order=("value_on", "id"),
        caption=_("明细"),
        file_name=_("对账单") + f" {found.code}",
        empty={"title": _("这段时间没有明细")},
    )
    return listing.response("ledger/office/account.html", context)


def _facts(found: Account, opening: int, closing: int) -> list[tuple[str, int]]:
    """The figures above a statement, in fen."""
    facts = [(_("期初余额"), opening), (_("期末余额"), closing), (_("现在余额"), queries.balance_fen(found))]
    return [*facts, (_("可用余额"), found.available_fen)] if found.is_guarded else facts


@requires(Permission.BOOKS_VIEW)
@require_safe
def vouchers(request: HttpRequest) -> HttpResponseBase:
    """Vouchers, of a day or all that wait for the second person."""
    listing = Listing(
        request,
        queries.vouchers(),
        columns=[
            Column(
                "number", _("凭证号"), kind="code", link=lambda row: reverse("ledger:office_voucher", args=[row.pk])
            ),
            Column("on", _("会计日期"), kind="date"),
            Column("get_reason_display", _("事由")),
            Column("branch", _("管理部"), narrow=False),
            Column("journal_count", _("分录数"), kind="number", narrow=False),
            Column("total_fen", _("金额"), kind="money"),
            Column(
                "made_by", _("制单"), value=lambda row: str(row.made_by) if row.made_by else _("系统自动"), narrow=False
            ),
            Column("reviewed_by", _("复核"), template="ledger/office/_review.html"),
        ],
        order=("-on", "number"),
        filters=VoucherFilter,
        caption=_("记账凭证"),
        file_name=_("记账凭证"),
        empty={"title": _("还没有凭证"), "text": _("凭证在日结时生成。")},
    )
    return listing.response("ledger/office/vouchers.html")


def _vouchers_url(day: date) -> str:
    return f"{reverse('ledger:office_vouchers')}?day={day:%Y-%m-%d}"


@requires(Permission.BOOKS_VIEW)
@require_safe
def voucher(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One voucher with its journals, and the second person's button."""
    found = get_object_or_404(queries.vouchers(), pk=pk)
    user = _user(request)
    may_review = (
        found.reviewed_at is None and user.may(Permission.VOUCHER_REVIEW) and found.made_by_person_id != user.person_id
    )
    listing = Listing(
        request,
        queries.journals_of_voucher(found),
        columns=[
            Column("key", _("业务键"), kind="code", link=lambda row: reverse("ledger:office_journal", args=[row.pk])),
            Column("value_on", _("起息日"), kind="date"),
            Column("case", _("办件号"), kind="code", narrow=False),
            Column("memo", _("摘要"), narrow=False),
            Column("total_fen", _("金额"), kind="money"),
            Column("by", _("经办"), value=lambda row: str(row.by) if row.by else _("系统自动"), narrow=False),
            Column("at", _("记账时间"), kind="time", narrow=False),
        ],
        order=("id",),
        caption=_("分录"),
    )
    context = {"voucher": found, "may_review": may_review, "back": _vouchers_url(found.on)}
    return listing.response("ledger/office/voucher.html", context)


@requires(Permission.BOOKS_VIEW)
@require_safe
def voucher_paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The voucher to print and bind."""
    found = get_object_or_404(queries.vouchers(), pk=pk)
    return response(papers.voucher_paper(found, at=timezone.now()), f"{_('记账凭证')} {found.number}")


@requires(Permission.VOUCHER_REVIEW)
@require_POST
def review_voucher(request: HttpRequest, pk: int) -> HttpResponse:
    """The second person's confirmation; then the next voucher that waits on that day."""
    found = get_object_or_404(Voucher, pk=pk)
    try:
        operations.review_voucher(voucher_id=found.pk, by=_user(request), at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect("ledger:office_voucher", found.pk)
    messages.success(request, _("凭证 %(number)s 已复核。") % {"number": found.number})
    following = queries.vouchers_on(found.on).filter(reviewed_at=None).first()
    return redirect("ledger:office_voucher", following.pk) if following else redirect(_vouchers_url(found.on))


@requires(Permission.BOOKS_VIEW)
@require_safe
def journal(request: HttpRequest, pk: int) -> HttpResponse:
    """One journal: its lines, where it comes from, and what reversed it."""
    found = get_object_or_404(Journal.objects.select_related("branch", "by__person", "reverses", "reversed_by"), pk=pk)
    entries = list(found.entries.select_related("account", "employer").order_by("id")[: queries.LINES_SHOWN + 1])
    slip = queries.slip_of(found)
    context = {
        "journal": found,
        "entries": entries[: queries.LINES_SHOWN],
        "more": len(entries) > queries.LINES_SHOWN,
        "reversed_by": getattr(found, "reversed_by", None),
        "voucher": queries.voucher_of(found),
        "slip": slip,
        "may_reverse": slip is not None and slip.kind == SlipKind.MANUAL and _user(request).may(Permission.BOOKS_CLOSE),
    }
    return render(request, "ledger/office/journal.html", context)
