"""Bases at the counter: one person's, and an employer's yearly file of wages."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from deposits import queries
from deposits.forms.bases import WindowBaseForm
from deposits.models import BaseBatch
from deposits.views import bases as shared
from deposits.views.uploads import Side

SIDE = Side("counter")


def _batch(request: UserRequest, pk: int) -> BaseBatch:
    return get_object_or_404(queries.base_batches_visible_to(request.user), pk=pk)


def _urls(employer_id: int) -> dict[str, str]:
    names = (("bases", "counter_bases"), ("template", "counter_base_template"))
    return {page: reverse(f"deposits:{name}", args=[employer_id]) for page, name in names}


@requires(Permission.ACCOUNT_SEAL)
@require_http_methods(["GET", "HEAD", "POST"])
def change_base(request: UserRequest, pk: int) -> HttpResponse:
    """Another base for one person, papers in hand."""
    found = get_object_or_404(queries.accounts_visible_to(request.user), pk=pk)
    facts = shared.form_facts(found.employer_account)
    form = WindowBaseForm(request.POST or None, initial={"base": found.base_fen, "month": facts["earliest"]}, **facts)
    if request.method == "POST" and form.is_valid() and shared.submit_base(request, pk, form, form.spot()):
        return redirect("deposits:counter_account", pk)
    context = {"form": form, "account": found}
    return render(request, "deposits/counter/change_base.html", context, status=422 if form.errors else 200)


@requires(Permission.ACCOUNT_SEAL)
@require_POST
def base_withdraw(request: UserRequest, pk: int) -> HttpResponse:
    """Take back a base that is still to come."""
    change = get_object_or_404(queries.base_changes_visible_to(request.user), pk=pk)
    shared.withdraw(request, change)
    return redirect("deposits:counter_account", change.account_id)


@requires(Permission.REMITTANCE_CONFIRM)
@require_http_methods(["GET", "HEAD", "POST"])
def bases(request: UserRequest, pk: int) -> HttpResponse:
    """An employer's yearly adjustment. `pk` is the legal entity's."""
    account = get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)
    return shared.upload_page(request, SIDE, account, _urls(pk))


@requires(Permission.REMITTANCE_CONFIRM)
@require_safe
def base_template(request: UserRequest, pk: int) -> HttpResponse:
    """The yearly file to fill in."""
    account = get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)
    return shared.template_file(request, account)


@requires(Permission.REMITTANCE_CONFIRM)
@require_safe
def base_batch(request: UserRequest, pk: int) -> HttpResponse:
    """What was found in a yearly file."""
    batch = _batch(request, pk)
    return shared.batch_page(request, SIDE, batch, _urls(batch.employer_account.employer_id))


@requires(Permission.REMITTANCE_CONFIRM)
@require_safe
def base_batch_marked(request: UserRequest, pk: int) -> HttpResponse:
    """A faulty yearly file with its faults marked."""
    return shared.marked_file(request, SIDE, _batch(request, pk))


@requires(Permission.REMITTANCE_CONFIRM)
@require_safe
def base_batch_clamped(request: UserRequest, pk: int) -> HttpResponseBase:
    """Whom floor and cap met."""
    return shared.clamped_file(request, SIDE, _batch(request, pk))


@requires(Permission.REMITTANCE_CONFIRM)
@require_POST
def base_batch_confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Confirm a yearly file, papers in hand."""
    return shared.confirm(request, SIDE, _batch(request, pk))


@requires(Permission.REMITTANCE_CONFIRM)
@require_POST
def base_batch_discard(request: UserRequest, pk: int) -> HttpResponse:
    """Give a yearly file up."""
    batch = _batch(request, pk)
    return shared.discard(request, SIDE, batch, _urls(batch.employer_account.employer_id)["bases"])
