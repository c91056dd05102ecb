"""The employer's clerk: what is due and what waits, the month's list from file to declaration, the people."""

from __future__ import annotations

from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries as accounts
from accounts.access import UserRequest, acted_for, chosen_employer, requires
from accounts.permissions import Permission
from bank import queries as bank
from common.errors import BusinessError
from common.months import month_words
from deposits import operations, queries
from deposits.forms import ContactForm
from deposits.forms.freezes import LeaveForm
from deposits.models import EmployerAccount, PayrollUpload, RemittanceList
from deposits.states import EMPLOYER_BADGE, LIST_BADGE
from deposits.views import lists as list_pages
from deposits.views import refunds as refund_pages
from deposits.views import terms as terms_pages
from deposits.views import typed as typed_pages
from deposits.views import uploads as upload_pages
from desk.operations import Spot
from policy import queries as policy

SIDE = upload_pages.Side("employer")
EMPLOYER = "employer_account__employer"
RECENT = 12


@requires(Permission.OWN_EMPLOYER)
@require_safe
def home(request: UserRequest) -> HttpResponse:
    """What is due, what waits for money, and the months before."""
    if not request.session.get("employer_id"):
        return redirect("accounts:employer_choose")
    employer = chosen_employer(request)
    account = queries.employer_accounts_visible_to(request.user).filter(employer=employer).first()
    if account is None:
        return render(request, "deposits/employer/home.html", {"account": None, "employer": employer})
    today = policy.book_date()
    standing = queries.standing(account, today)
    months = queries.months_of(account, RECENT)
    context = {
        "account": account,
        "badge": EMPLOYER_BADGE[account.status],
        "today": today,
        "standing": standing,
        "pay_into": queries.paying_in_accounts() if standing.waiting else [],
        "suspense_fen": bank.free_suspense_fen(account.employer_id),
        "shown_terms": terms_pages.shown(account),
        "months": [(each, LIST_BADGE[each.status]) for each in months],
        "open_requests": queries.open_requests(account),
        "several": accounts.clerk_employers(request.user)[:2].count() > 1,
    }
    return render(request, "deposits/employer/home.html", context)


@requires(Permission.OWN_EMPLOYER)
@require_http_methods(["GET", "HEAD", "POST"])
def change_employer(request: UserRequest) -> HttpResponse:
    """How the centre reaches the employer: what its clerk changes without coming."""
    account = _own(request)
    record = queries.record_of(account)
    initial = {"contact_phone": record.contact_phone, "address": record.address}
    form = ContactForm(request.POST or None, initial={**initial, "last_event": queries.last_event(account)})
    if request.method == "POST" and form.is_valid():
        last_event = form.cleaned_data.pop("last_event")
        try:
            operations.change_employer(
                employer_account_id=account.pk,
                record=replace(record, **form.cleaned_data),
                last_event=last_event,
                asked=Spot(for_employer=True),
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已变更。"))
            return redirect("deposits:employer_home")
    return render(request, "deposits/employer/change_employer.html", {"form": form, "account": account})


@requires(Permission.OWN_EMPLOYER)
@require_safe
def lists(request: UserRequest) -> HttpResponseBase:
    """The employer's lists."""
    rows = queries.lists_visible_to(request.user).filter(employer_account=_own(request))
    listing = list_pages.lists_listing(request, SIDE, rows, with_employer=False)
    return listing.response("deposits/employer/lists.html")


@requires(Permission.OWN_EMPLOYER)
@require_safe
def receipts(request: UserRequest) -> HttpResponseBase:
    """What was paid in, a line a list, each with its receipt."""
    rows = queries.lists_visible_to(request.user).filter(employer_account=_own(request), status__in=list_pages.PAID)
    return list_pages.receipts_listing(request, SIDE, rows).response("deposits/employer/receipts.html")


@requires(Permission.OWN_EMPLOYER)
@require_safe
def list(request: UserRequest, pk: int) -> HttpResponseBase:
    """One list."""
    remittance = _list(request, pk)
    return list_pages.list_page(request, SIDE, remittance, {"void_url": reverse("deposits:employer_void", args=[pk])})


@requires(Permission.OWN_EMPLOYER)
@require_safe
def list_paper(request: UserRequest, pk: int) -> HttpResponse:
    """A list as PDF."""
    return list_pages.list_paper(request, SIDE, _list(request, pk))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def receipt(request: UserRequest, pk: int) -> HttpResponse:
    """A list's receipt as PDF."""
    return list_pages.receipt(request, _list(request, pk))


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_POST
def void(request: UserRequest, pk: int) -> HttpResponse:
    """Take a declared list back before its money is allocated."""
    return list_pages.void(request, SIDE, _list(request, pk))


@requires(Permission.OWN_EMPLOYER)
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: UserRequest) -> HttpResponse:
    """Upload the month's list."""
    return upload_pages.upload_page(request, SIDE, _own(request), _here())


@requires(Permission.OWN_EMPLOYER)
@require_http_methods(["GET", "HEAD", "POST"])
def typed(request: UserRequest) -> HttpResponse:
    """Type the month's list on the page."""
    return typed_pages.typed_page(request, SIDE, _own(request), _here())


@requires(Permission.OWN_EMPLOYER)
@require_safe
def template(request: UserRequest) -> HttpResponse:
    """The month's list to fill in."""
    return upload_pages.template_file(request, _own(request))


@requires(Permission.OWN_EMPLOYER)
@require_safe
def uploads(request: UserRequest) -> HttpResponseBase:
    """What was uploaded before."""
    rows = queries.uploads_visible_to(request.user).filter(employer_account=_own(request))
    return upload_pages.uploads_listing(request, SIDE, rows).response("deposits/employer/uploads.html")


@requires(Permission.OWN_EMPLOYER)
@require_safe
def check(request: UserRequest, pk: int) -> HttpResponse:
    """What was found in an upload."""
    return upload_pages.check_page(request, SIDE, _upload(request, pk), _here()["upload"])


@requires(Permission.OWN_EMPLOYER)
@require_safe
def marked(request: UserRequest, pk: int) -> HttpResponse:
    """A faulty file with its faults marked."""
    return upload_pages.marked_file(request, SIDE, _upload(request, pk))


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_POST
def declare(request: UserRequest, pk: int) -> HttpResponse:
    """Declare an upload."""
    return upload_pages.declare(request, SIDE, _upload(request, pk))


@requires(Permission.OWN_EMPLOYER)
@require_POST
def discard(request: UserRequest, pk: int) -> HttpResponse:
    """Give an upload up."""
    return upload_pages.discard(request, SIDE, _upload(request, pk), _here()["upload"])


@requires(Permission.OWN_EMPLOYER)
@require_safe
def people(request: UserRequest) -> HttpResponseBase:
    """The roster."""
    account = _own(request)
    rows = queries.accounts_visible_to(request.user).filter(employer_account=account)
    listing = list_pages.people_listing(
        request,
        rows,
        person_url="deposits:employer_person",
        seal_url="deposits:employer_seal",
        file_name=f"{account.number}-people",
    )
    return listing.response("deposits/employer/people.html", {"totals": queries.employer_totals(account)})


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: UserRequest, pk: int) -> HttpResponse:
    """Seal the account of somebody who left, between two lists: the last one can stand on no list any more."""
    rows = queries.accounts_visible_to(request.user).filter(employer_account=_own(request))
    found = get_object_or_404(rows, pk=pk)
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, month, asked = form.cleaned_data["reason"], form.cleaned_data["month"], Spot(for_employer=True)
        facts = {"account_id": pk, "reason": reason, "asked": asked, "by": request.user, "at": timezone.now()}
        try:
            if month:
                operations.schedule_seal(month=month, **facts)
            else:
                operations.seal(**facts)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("已登记，%(month)s起封存%(name)s的账户。") if month else _("%(name)s的账户已封存。")
            messages.success(request, said % {"name": found.person.name, "month": month_words(month) if month else ""})
            return redirect("deposits:employer_people")
    context = {"form": form, "account": found}
    return render(request, "deposits/employer/seal.html", context, status=422 if form.errors else 200)


def _here() -> dict[str, str]:
    """Addresses of the pages where a list comes in."""
    return {page: SIDE.url(page) for page in ("upload", "typed", "template", "uploads")}


def _own(request: UserRequest) -> EmployerAccount:
    """The fund account of the employer this session acts for; 404 where the clerk acts for them no longer."""
    visible = queries.employer_accounts_visible_to(request.user)
    return get_object_or_404(visible, employer=chosen_employer(request))


def _list(request: UserRequest, pk: int) -> RemittanceList:
    rows = queries.lists_visible_to(request.user)
    return get_object_or_404(rows.filter(acted_for(request, EMPLOYER)), pk=pk)


def _upload(request: UserRequest, pk: int) -> PayrollUpload:
    rows = queries.uploads_visible_to(request.user)
    return get_object_or_404(rows.filter(acted_for(request, EMPLOYER)), pk=pk)


@requires(Permission.OWN_EMPLOYER)
@require_safe
def refunds(request: UserRequest) -> HttpResponse:
    """The employer's money in suspense that may be asked back."""
    return refund_pages.refunds_page(request, "employer", chosen_employer(request).pk)


@requires(Permission.OWN_EMPLOYER_DECLARE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_refund(request: UserRequest) -> HttpResponse:
    """Ask one piece of it back, step by step."""
    return refund_pages.wizard(request, chosen_employer(request).pk).answer(request)
