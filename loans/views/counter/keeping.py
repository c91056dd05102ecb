"""Standing loans for the staff: the list, one loan from all sides, what falls due, classes beside the books."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.listing import Column, Listing
from desk.models import Case
from loans.forms.keeping import DueFilter, LoanFilter
from loans.models import Loan, Repayment, Taking
from loans.queries import contracts, own, portfolio, reconciling, standing
from loans.queries import dunning as late
from loans.states.dunning import PROMISE_BADGE, RUNG_BADGE
from loans.states.loans import INSTALMENT_BADGE, LOAN_BADGE
from policy import queries as policy

SHOWN = 20


def loan_link(row: Loan) -> str:
    """Where a loan's page is."""
    return reverse("loans:counter_loan", args=[row.pk])


@requires(Permission.LOAN_VIEW)
@require_safe
def loans(request: UserRequest) -> HttpResponseBase:
    """All loans, newest first."""
    listing = Listing(
        request,
        portfolio.loans(request.user),
        columns=[
            Column("number", _("贷款账号"), kind="code", link=loan_link),
            Column("borrower", _("借款人"), value=lambda row: row.borrower.name),
            Column("co_borrower", _("共同借款人"), value=_co_borrower, narrow=False),
            Column("principal_fen", _("贷款金额（元）"), kind="money"),
            Column("owed_fen", _("剩余本金（元）"), kind="money"),
            Column("next_due_on", _("下次还款日"), kind="date"),
            Column("disbursed_on", _("放款日期"), kind="date", narrow=False),
            Column("risk_class", _("五级分类"), value=lambda row: str(portfolio.CLASSES[row.risk_class]), badge=_class),
            Column("status", _("状态"), value=lambda row: row.get_status_display(), badge=_status),
        ],
        order=("-id",),
        filters=LoanFilter,
        caption=_("贷款"),
        file_name=_("贷款"),
        empty={"title": _("没有符合的贷款"), "text": _("贷款放款以后列在这里。")},
    )
    return listing.response("loans/counter/loans.html", {})


def _co_borrower(row: Loan) -> str:
    return row.co_borrower.name if row.co_borrower else ""


def _status(row: Loan) -> str:
    return LOAN_BADGE[row.status]


def _class(row: Loan) -> str:
    return portfolio.CLASS_BADGE[row.risk_class]


def visible(request: UserRequest, pk: int) -> Loan:
    """The loan, or 404."""
    return get_object_or_404(own.loans_visible_to(request.user), pk=pk)


def look(request: UserRequest, found: Loan) -> None:
    """Somebody of the staff opened a couple's loan: both borrowers see it."""
    for person_id in (found.borrower_id, found.co_borrower_id):
        if person_id is None:
            continue
        accounts.look(
            person_id=person_id,
            user=request.user,
            kind=LookKind.PAGE,
            what=_("贷款"),
            case="",
            at=timezone.now(),
            address=client_address(request),
        )


@requires(Permission.LOAN_VIEW)
@require_safe
def loan(request: UserRequest, pk: int) -> HttpResponse:
    """One loan from all sides: what is owed and late, paid and planned, its contract, how it was dunned."""
    found, today = visible(request, pk), policy.book_date()
    look(request, found)
    ahead = own.ahead_of(found)
    contract = found.contract
    context: dict[str, Any] = {
        "loan": found,
        "badge": LOAN_BADGE[found.status],
        "risk": str(portfolio.CLASSES[found.risk_class]),
        "risk_badge": portfolio.CLASS_BADGE[found.risk_class],
        "today": today,
        "days_late": (today - found.overdue_since).days if found.overdue_since else 0,
        "owed": own.owed(found, today, ahead),
        "credit_fen": standing.credit_of(found),
        "bars": own.by_year(found, ahead),
        "done": [(each, INSTALMENT_BADGE[each.status]) for each in own.instalments_of(found)],
        "ahead": ahead,
        "payments": own.payments_of(found),
        "plans": found.plans.order_by("-id")[:SHOWN],
        "events": found.events.select_related("by__person").order_by("-at", "-id")[:SHOWN],
        "contract": contract,
        "has_come_back": contracts.has_come_back(found),
        "guarantees": contract.guarantees.order_by("id") if contract else (),
        "case": Case.objects.filter(loan_application=contract.application_id).first() if contract else None,
        "savings": standing.savings_of(found, today) if own.is_open(found) else (),
        "debits": portfolio.debits_of(found),
        "steps": [(each, RUNG_BADGE[each.status]) for each in late.steps_of(found)],
        "notes": [(each, PROMISE_BADGE.get(each.promise, "")) for each in late.notes_of(found)[:SHOWN]],
        "verbs": _verbs(request, found),
    }
    return render(request, "loans/counter/loan.html", context)


def _verbs(request: UserRequest, found: Loan) -> list[dict[str, str]]:
    if not (request.user.may(Permission.LOAN_WORK) and own.is_open(found)):
        return []
    verbs = [("counter_note", _("记一次催收谈话")), ("counter_early", _("提前还款")), ("counter_change", _("变更贷款"))]
    return [
        {"label": label, "url": reverse(f"loans:{name}", args=[found.pk]), "key": str(place)}
        for place, (name, label) in enumerate(verbs, start=1)
    ]


@requires(Permission.LOAN_VIEW)
@require_safe
def loan_payment(request: UserRequest, pk: int) -> HttpResponse:
    """One payment: what it was taken for, on which base, for how many days."""
    rows = Repayment.objects.filter(loan__in=own.loans_visible_to(request.user).order_by().values("pk"))
    found = get_object_or_404(rows.select_related("loan__borrower"), pk=pk)
    look(request, found.loan)
    takings = Taking.objects.filter(repayment=found).select_related("account__person").order_by("id")
    context = {"payment": found, "loan": found.loan, "parts": own.explained(found), "takings": takings}
    return render(request, "loans/counter/loan_payment.html", context)


@requires(Permission.LOAN_VIEW)
@require_safe
def due(request: UserRequest) -> HttpResponseBase:
    """What falls due next, day by day; how it will be paid."""
    listing = Listing(
        request,
        portfolio.due(request.user),
        columns=[
            Column("next_due_on", _("还款日"), kind="date", order=("next_due_on", "id")),
            Column("number", _("贷款账号"), kind="code", link=loan_link),
            Column("borrower", _("借款人"), value=lambda row: row.borrower.name),
            Column("next_number", _("期次"), kind="number"),
            Column("next_principal_fen", _("本金（元）"), kind="money", narrow=False),
            Column("next_interest_fen", _("利息（元）"), kind="money", narrow=False),
            Column("next_fen", _("应还（元）"), kind="money"),
            Column("how", _("怎么还"), value=_how),
        ],
        order=("next_due_on", "id"),
        filters=DueFilter,
        caption=_("到期贷款"),
        file_name=_("到期贷款"),
        empty={"title": _("这几天没有到期的贷款"), "text": _("换个日期再看。")},
    )
    today = policy.book_date()
    days = portfolio.coming(today, today + timedelta(days=13))
    return listing.response("loans/counter/due.html", {"days": days, "today": today})


def _how(row: Loan) -> str:
    if row.is_offset:
        return _("先冲还贷，再扣卡") if row.card_tail else _("冲还贷，差额转账")
    return _("扣卡（尾号 %(tail)s）") % {"tail": row.card_tail} if row.card_tail else _("转账")


@requires(Permission.LOAN_VIEW)
@require_safe
def classes(request: UserRequest) -> HttpResponse:
    """The five classes, and the schedules beside the books: Σ principal = 121 + 122."""
    today = policy.book_date()
    rows = portfolio.by_class()
    total = sum(row.owed_fen for row in rows)
    late_fen = sum(row.late_fen for row in rows)
    by_plan, in_books = reconciling.planned_fen(), reconciling.booked_fen(today)
    context = {
        "rows": rows,
        "count": sum(row.count for row in rows),
        "total": total,
        "late_fen": late_fen,
        "bad_fen": sum(row.owed_fen for row in rows if row.code in ("03", "04", "05")),
        "by_plan": by_plan,
        "in_books": in_books,
        "difference": in_books - by_plan,
        "differences": reconciling.differences() if request.GET.get("check") or by_plan != in_books else None,
        "today": today,
    }
    return render(request, "loans/counter/classes.html", context)
