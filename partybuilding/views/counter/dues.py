"""Dues: the branches' year, a member's months, receipts and hand-ins."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common import months
from common.paper import response
from partybuilding import papers
from partybuilding.forms.dues import BaseForm, ChargeForm, HandInForm, PayForm
from partybuilding.forms.fields import WordsForm
from partybuilding.forms.meetings import YearForm
from partybuilding.models import DuesPayment, Member, Organisation
from partybuilding.operations import dues as operations
from partybuilding.queries import dues as queries
from partybuilding.queries import scope
from partybuilding.states.organisation import OrganisationKind
from partybuilding.views.acting import GET_OR_POST, Act, act_page


def _branches(request: UserRequest) -> QuerySet[Organisation]:
    rows = scope.organisations_worked_by(request.user).filter(kind=OrganisationKind.BRANCH, ended_on=None)
    return rows.order_by("path", "id")


def _file(request: UserRequest, pk: int) -> Member:
    return get_object_or_404(scope.files_visible_to(request.user), pk=pk)


def _url(pk: int) -> str:
    return reverse("partybuilding:counter_member_dues", args=[pk])


@requires(Permission.PARTY_VIEW)
@require_safe
def dues(request: UserRequest) -> HttpResponse:
    """What each branch is due, has taken in and handed in; who owes."""
    today = timezone.localdate()
    year = YearForm.of(request.GET, today.year)
    context = {
        "year": year,
        "years": [year - 1, year + 1],
        "branches": queries.branch_years(request.user, year),
        "arrears": queries.arrears(request.user, today),
        "own": scope.own_file(request.user),
        "may_work": request.user.may(Permission.PARTY_WORK),
    }
    return render(request, "partybuilding/counter/dues.html", context)


@requires(Permission.PARTY_VIEW)
@require_safe
def member_dues(request: UserRequest, pk: int) -> HttpResponse:
    """A member's base, months and receipts."""
    found = _file(request, pk)
    context = {
        "member": found,
        "base": found.dues_bases.order_by("-since").first(),
        "charges": found.dues_charges.select_related("payment").order_by("-month", "-id")[:36],
        "payments": queries.payments_visible_to(request.user).filter(member=found).order_by("-paid_on", "-id")[:36],
        "owes": found.dues_charges.filter(payment=None).exists(),
        "works": scope.works_for(request.user, found.branch_id),
    }
    return render(request, "partybuilding/counter/member_dues.html", context)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def fix_base(request: UserRequest, pk: int) -> HttpResponse:
    """The base of the year."""
    found = _file(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.fix_base(member_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("核定党费基数"), _("核定"), _url(pk), str(found), said=_("已核定。"))
    form = BaseForm(request.POST or None, initial={"since": months.month_of(timezone.localdate())})
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def charge_month(request: UserRequest) -> HttpResponse:
    """Work a month out."""

    def run(answers: dict[str, Any]) -> None:
        operations.charge_month(
            branch_id=answers["branch"].pk, month=answers["month"], by=request.user, at=timezone.now()
        )

    back = reverse("partybuilding:counter_dues")
    act = Act(
        _("计算应交党费"),
        _("计算"),
        back,
        _("党费"),
        said=_("已计算，已经算过的不会重复。"),
        intro=_("每月一日系统会自动计算；补录以前月份时在这里计算。"),
    )
    initial = {"month": months.month_of(timezone.localdate())}
    form = ChargeForm(request.POST or None, branches=_branches(request), initial=initial)
    return act_page(request, act, form, run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def pay_dues(request: UserRequest, pk: int) -> HttpResponse:
    """Take a member's dues."""
    found = _file(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.pay(member_id=pk, by=request.user, at=timezone.now(), **answers)

    charges = found.dues_charges.filter(payment=None).order_by("month")
    past = [row.month for row in charges]
    act = Act(_("收党费"), _("收讫"), _url(pk), str(found), said=_("已收讫，可以打印收据。"))
    initial = {"paid_on": timezone.localdate(), "month_names": past}
    return act_page(request, act, PayForm(request.POST or None, charges=charges, initial=initial), run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def hand_in(request: UserRequest) -> HttpResponse:
    """A quarter's hand-in."""

    def run(answers: dict[str, Any]) -> None:
        branch = answers.pop("branch")
        operations.hand_in(branch_id=branch.pk, by=request.user, at=timezone.now(), **answers)

    today = timezone.localdate()
    act = Act(_("上缴党费"), _("登记上缴"), reverse("partybuilding:counter_dues"), _("党费"), said=_("已登记上缴。"))
    initial = {"on": today, "quarter": queries.quarter_before(today)}
    return act_page(request, act, HandInForm(request.POST or None, branches=_branches(request), initial=initial), run)


def _payment(request: UserRequest, pk: int) -> DuesPayment:
    return get_object_or_404(queries.payments_visible_to(request.user), pk=pk)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def void_payment(request: UserRequest, pk: int) -> HttpResponse:
    """Take back a mistaken receipt."""
    payment = _payment(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.void_payment(payment_id=pk, reason=answers["text"][:120], by=request.user, at=timezone.now())

    form = WordsForm(request.POST or None, label=_("作废原因"))
    title = _("作废收据 %(number)s") % {"number": payment.number}
    act = Act(title, _("作废"), _url(payment.member_id), str(payment.member), said=_("已作废。"))
    return act_page(request, act, form, run)


@requires(Permission.PARTY_VIEW)
@require_safe
def dues_receipt(request: UserRequest, pk: int) -> HttpResponse:
    """The receipt as a document."""
    payment = _payment(request, pk)
    return response(papers.dues_receipt(payment, at=timezone.now()), payment.number)
