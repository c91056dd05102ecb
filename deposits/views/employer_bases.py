"""The employer's clerk: one of the people with what is to come for them, their base, the yearly file of wages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, chosen_employer, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms.bases import BaseForm
from deposits.models import BaseBatch, EmployerAccount, PersonalAccount
from deposits.states import PERSONAL_BADGE, SCHEDULED_BADGE, PersonalAccountStatus
from deposits.views import bases as shared
from deposits.views.uploads import Side
from desk.operations import Spot

SIDE = Side("employer")


def own(request: UserRequest) -> EmployerAccount:
    """The fund account of the employer this session acts for."""
    visible = queries.employer_accounts_visible_to(request.user)
    return get_object_or_404(visible, employer=chosen_employer(request))


def own_person(request: UserRequest, pk: int) -> PersonalAccount:
    """One of that employer's people; else 404."""
    rows = queries.accounts_visible_to(request.user).filter(employer_account=own(request))
    return get_object_or_404(rows, pk=pk)


def _batch(request: UserRequest, pk: int) -> BaseBatch:
    rows = queries.base_batches_visible_to(request.user).filter(employer_account=own(request))
    return get_object_or_404(rows, pk=pk)


def _urls() -> dict[str, str]:
    return {page: SIDE.url(name) for page, name in (("bases", "bases"), ("template", "base_template"))}


@requires(Permission.OWN_EMPLOYER)
@require_safe
def person(request: UserRequest, pk: int) -> HttpResponse:
    """One of the people: base, parts, and what is to come."""
    found = own_person(request, pk)
    context = {
        "account": found,
        "badge": PERSONAL_BADGE[found.status],
        "changes": [
            (each, reverse("deposits:employer_base_withdraw", args=[each.pk])) for each in queries.bases_to_come(found)
        ],
        "scheduled": [
            (each, SCHEDULED_BADGE[each.status], reverse("deposits:employer_scheduled_withdraw", args=[each.pk]))
            for each in queries.scheduled_of(found)
        ],
        "is_paying": found.status == PersonalAccountStatus.NORMAL,
    }
    return render(request, "deposits/employer/person.html", context)


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_http_methods(["GET", "HEAD", "POST"])
def change_base(request: UserRequest, pk: int) -> HttpResponse:
    """Another base for one of the people."""
    found = own_person(request, pk)
    facts = shared.form_facts(own(request))
    form = BaseForm(request.POST or None, initial={"base": found.base_fen, "month": facts["earliest"]}, **facts)
    asked = Spot(for_employer=True)
    if request.method == "POST" and form.is_valid() and shared.submit_base(request, pk, form, asked):
        return redirect("deposits:employer_person", pk)
    context = {"form": form, "account": found}
    return render(request, "deposits/employer/change_base.html", context, status=422 if form.errors else 200)


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_POST
def base_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take back a base that is still to come."""
    rows = queries.base_changes_visible_to(request.user).filter(employer_account=own(request))
    change = get_object_or_404(rows, pk=pk)
    shared.withdraw(request, change)
    return redirect("deposits:employer_people")


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_POST
def scheduled_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take back a seal or unseal that is still to come."""
    rows = queries.scheduled_visible_to(request.user).filter(employer_account=own(request))
    change = get_object_or_404(rows, pk=pk)
    try:
        operations.withdraw_scheduled(change_id=pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤回。"))
    return redirect("deposits:employer_person", change.account_id)


@requires(Permission.OWN_EMPLOYER)
@require_http_methods(["GET", "HEAD", "POST"])
def bases(request: UserRequest) -> HttpResponse:
    """The yearly adjustment."""
    return shared.upload_page(request, SIDE, own(request), _urls())


@requires(Permission.OWN_EMPLOYER)
@require_safe
def base_template(request: UserRequest) -> HttpResponse:
    """The yearly file to fill in."""
    return shared.template_file(request, own(request))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def base_batch(request: UserRequest, pk: int) -> HttpResponse:
    """What was found in a yearly file."""
    return shared.batch_page(request, SIDE, _batch(request, pk), _urls())


@requires(Permission.OWN_EMPLOYER)
@require_safe
def base_batch_marked(request: UserRequest, pk: int) -> HttpResponse:
    """A faulty yearly file with its faults marked."""
    return shared.marked_file(request, SIDE, _batch(request, pk))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def base_batch_clamped(request: UserRequest, pk: int) -> HttpResponseBase:
    """Whom floor and cap met."""
    return shared.clamped_file(request, SIDE, _batch(request, pk))


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_POST
def base_batch_confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Confirm a yearly file."""
    return shared.confirm(request, SIDE, _batch(request, pk))


@requires(Permission.OWN_EMPLOYER)
@require_POST
def base_batch_discard(request: UserRequest, pk: int) -> HttpResponse:
    """Give a yearly file up."""
    return shared.discard(request, SIDE, _batch(request, pk), _urls()["bases"])
