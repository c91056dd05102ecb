"""Where a kind of business is begun for the person at the window: the way to the page that does it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import queries as accounts
from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from deposits import queries
from deposits.models import PersonalAccount
from deposits.states import OPEN_STATUSES, PERSONAL_MOVES

PAGES = {
    "seal": "counter_seal",
    "unseal": "counter_unseal",
    "objection": "counter_object_to_balance",
    "proof": "counter_proofs",
}
ALSO_CLOSED = ("objection", "proof")
"""What may be asked for an account that is closed."""


@requires(Permission.CASE_WORK)
@require_safe
def begin_seal(request: UserRequest) -> HttpResponse:
    """Seal the account of the person at the window."""
    return _begin(request, "seal")


@requires(Permission.CASE_WORK)
@require_safe
def begin_unseal(request: UserRequest) -> HttpResponse:
    """Let it go on."""
    return _begin(request, "unseal")


@requires(Permission.CASE_WORK)
@require_safe
def begin_change(request: UserRequest) -> HttpResponse:
    """Correct the person's record."""
    return _begin(request, "change")


@requires(Permission.CASE_WORK)
@require_safe
def begin_objection(request: UserRequest) -> HttpResponse:
    """Take the person's objection to their balance."""
    return _begin(request, "objection")


@requires(Permission.CASE_WORK)
@require_safe
def begin_proof(request: UserRequest) -> HttpResponse:
    """Certify the person's account."""
    return _begin(request, "proof")


def _begin(request: UserRequest, act: str) -> HttpResponse:
    """Go on to the page of the act, for the person named by `?person=`; where none is, to the search for one."""
    pk = request.GET.get("person", "")
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        messages.info(request, _("请先找到本人，再开始办理。"))
        return redirect("fundcenter:counter_search")
    person = get_object_or_404(accounts.persons_visible_to(request.user), pk=int(pk))
    if act == "change":
        return redirect("accounts:counter_correct", person.pk)
    account = _account(request, person.pk, act)
    if account is None:
        messages.error(request, _("%(name)s名下没有可以办理的账户。") % {"name": person.name})
        return redirect("accounts:counter_person", person.pk)
    return redirect(f"deposits:{PAGES[act]}", account.pk)


def _account(request: UserRequest, person_id: int, act: str) -> PersonalAccount | None:
    """The account that the act may be done to: the open one, for some acts also one that is closed."""
    own = queries.accounts_visible_to(request.user).filter(person=person_id)
    if act in ALSO_CLOSED:
        return own.filter(status__in=OPEN_STATUSES).first() or own.order_by("-closed_on", "-id").first()
    return own.filter(status__in=PERSONAL_MOVES[act][0]).first()
