"""Late loans for the staff: who is late, what is to be done today, letters, talks and promises."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.listing import Column, Listing
from common.paper import response
from desk.views.acting import Act, act_page
from loans import dunning_papers as papers
from loans.forms.keeping import NoteForm, StepForm
from loans.models import DunningStep, Loan
from loans.operations import dunning as acts
from loans.queries import dues, portfolio
from loans.queries import dunning as queries
from loans.states.dunning import PAPERS
from loans.views.counter.keeping import loan_link, look, visible
from policy import queries as policy


@requires(Permission.LOAN_VIEW)
@require_safe
def overdue(request: UserRequest) -> HttpResponseBase:
    """Loans that are late, longest first."""
    today = policy.book_date()
    listing = Listing(
        request,
        queries.overdue_visible_to(request.user),
        columns=[
            Column("number", _("贷款账号"), kind="code", link=loan_link),
            Column("borrower", _("借款人"), value=lambda row: row.borrower.name),
            Column("branch", _("管理部"), value=lambda row: str(row.branch), narrow=False),
            Column("overdue_since", _("最早未还"), kind="date", order=("overdue_since", "id")),
            Column("days", _("逾期天数"), kind="number", value=lambda row: (today - row.overdue_since).days),
            Column("late_fen", _("逾期本金（元）"), kind="money"),
            Column("risk_class", _("五级分类"), value=lambda row: str(portfolio.CLASSES[row.risk_class]), badge=_class),
        ],
        order=("overdue_since", "id"),
        caption=_("逾期贷款"),
        file_name=_("逾期贷款"),
        empty={"title": _("没有逾期的贷款"), "text": _("到期没有还清的贷款，第二天起列在这里。")},
    )
    return listing.response("loans/counter/overdue.html", {})


def _class(row: Loan) -> str:
    return portfolio.CLASS_BADGE[row.risk_class]


@requires(Permission.LOAN_VIEW)
@require_safe
def dunning(request: UserRequest) -> HttpResponseBase:
    """Calls, letters and visits to be made, the oldest first."""
    listing = Listing(
        request,
        queries.steps_to_do(request.user),
        columns=[
            Column("due_on", _("应办日期"), kind="date"),
            Column("rung", _("催收方式"), value=lambda row: row.get_rung_display(), badge=lambda row: "warn"),
            Column("borrower", _("借款人"), value=lambda row: row.loan.borrower.name),
            Column("loan", _("贷款账号"), kind="code", value=lambda row: row.loan.number, link=_loan_of),
            Column("since", _("逾期起始日"), kind="date", narrow=False),
            Column("due_fen", _("当时应还（元）"), kind="money"),
            Column("act", _("办理"), value=lambda row: _("登记结果"), link=_act_of),
        ],
        order=("due_on", "id"),
        caption=_("待办催收"),
        empty={"title": _("没有要办的催收"), "text": _("到了电话、发函、上门的日子，会自动列在这里。")},
    )
    return listing.response("loans/counter/dunning.html", {})


def _loan_of(row: DunningStep) -> str:
    return reverse("loans:counter_loan", args=[row.loan_id])


def _act_of(row: DunningStep) -> str:
    return reverse("loans:counter_dunning_step", args=[row.pk])


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def dunning_step(request: UserRequest, pk: int) -> HttpResponse:
    """Record what came of a step."""
    found = get_object_or_404(queries.steps_visible_to(request.user), pk=pk)
    look(request, found.loan)

    def run(said: dict[str, Any]) -> None:
        acts.do_step(step_id=pk, result=said["result"], by=request.user, at=timezone.now())

    act = Act(
        title=_("%(what)s：%(name)s") % {"what": found.get_rung_display(), "name": found.loan.borrower.name},
        button=_("登记结果"),
        back=reverse("loans:counter_loan", args=[found.loan_id]),
        back_text=found.loan.number,
        said=_("已登记。"),
        intro=_("自 %(since)s 起未还。") % {"since": f"{found.since:%Y-%m-%d}"},
    )
    return act_page(request, act, StepForm(request.POST or None), run)


@requires(Permission.LOAN_WORK)
@require_safe
def dunning_paper(request: UserRequest, pk: int) -> HttpResponse:
    """The letter of a step as PDF, with what is owed today."""
    rows = queries.steps_visible_to(request.user).filter(rung__in=PAPERS)
    found, today = get_object_or_404(rows, pk=pk), policy.book_date()
    look(request, found.loan)
    grace = policy.service_on(today).loan_grace_days
    owed = dues.due_fen(found.loan, today, grace_days=grace)
    return response(papers.letter(found, due_fen=owed, on=today), found.number)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: UserRequest, pk: int) -> HttpResponse:
    """Note a talk with the borrower and what was promised."""
    found = visible(request, pk)
    look(request, found)
    form = NoteForm(request.POST or None)

    def run(said: dict[str, Any]) -> None:
        acts.note(
            loan_id=pk,
            kind=said["kind"],
            text=said["text"],
            promise=form.promise(),
            by=request.user,
            at=timezone.now(),
        )

    act = Act(
        title=_("催收谈话：%(name)s") % {"name": found.borrower.name},
        button=_("记下"),
        back=reverse("loans:counter_loan", args=[pk]),
        back_text=found.number,
        said=_("已记下。"),
        intro=_("有承诺的写明日期和金额，到期系统会核对是否兑现。"),
    )
    return act_page(request, act, form, run)
