"""Personal accounts at the counter: opened, looked at, sealed, unsealed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts import queries as account_queries
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from common.money import yuan
from common.months import fund_year, month_words
from deposits import operations, queries
from deposits.forms import OpenForm
from deposits.forms.freezes import WindowLeaveForm, WindowReturnForm
from deposits.models import PersonalAccount
from deposits.queries import flexible as members
from deposits.states import FREEZE_BADGE, OPEN_STATUSES, PERSONAL_BADGE, PERSONAL_MOVES, SCHEDULED_BADGE, TRANSFER_BADGE
from desk import queries as desk
from policy import queries as policy

RECENT = 24
LOOKS = 6


@requires(Permission.ACCOUNT_VIEW)
@require_safe
def account(request: UserRequest, pk: int) -> HttpResponse:
    """One personal account with its entries and who looked at it. Opening it is a look, noted before it is shown."""
    found = _account(request, pk)
    accounts.look(
        person_id=found.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("公积金账户"),
        case=desk.case_about(request.GET.get("case", ""), person_id=found.person_id, user=request.user),
        at=timezone.now(),
        address=client_address(request),
    )
    may, today = request.user.may, policy.book_date()
    context = {
        "account": found,
        "person": found.person,
        "badge": PERSONAL_BADGE[found.status],
        "today": today,
        "year_fen": queries.contributed_fen(found, fund_year(today)),
        "entries": queries.recent_entries(found, RECENT),
        "others": queries.other_accounts(found),
        "looks": account_queries.looks_at(found.person_id)[:LOOKS],
        "events": _events(found),
        "changes": [
            (each, reverse("deposits:counter_base_withdraw", args=[each.pk]) if may(Permission.ACCOUNT_SEAL) else "")
            for each in queries.bases_to_come(found)
        ],
        "scheduled": [
            (
                each,
                SCHEDULED_BADGE[each.status],
                reverse("deposits:counter_scheduled_withdraw", args=[each.pk]) if may(Permission.ACCOUNT_SEAL) else "",
            )
            for each in queries.scheduled_of(found)
        ],
        "freezes": [(each, FREEZE_BADGE[each.status]) for each in queries.freezes_of(found)],
        "can_freeze": may(Permission.ACCOUNT_SEAL) and found.status in OPEN_STATUSES,
        "transfers": [(each, TRANSFER_BADGE[each.status]) for each in queries.transfers_of(found)[:RECENT]],
        "can_seal": may(Permission.ACCOUNT_SEAL) and found.status in PERSONAL_MOVES["seal"][0],
        "can_unseal": may(Permission.ACCOUNT_SEAL) and found.status in PERSONAL_MOVES["unseal"][0],
        "own_payer": members.paying_oneself(found) if may(Permission.ACCOUNT_OPEN) else None,
        "may_object": may(Permission.CASE_WORK),
        "may_see_person": may(Permission.PERSON_VIEW),
        "may_see_employer": may(Permission.EMPLOYER_VIEW),
    }
    return render(request, "deposits/counter/account.html", context)


def _events(found: PersonalAccount) -> list[dict[str, object]]:
    """What happened to the account, newest first."""
    words = {
        "open": _("开户"),
        "seal": _("封存"),
        "unseal": _("启封"),
        "change_base": _("调整基数"),
        "withdraw_base": _("撤回基数调整"),
        "return": _("退回原单位"),
        "take_back": _("错缴更正"),
        "merge": _("账户合并"),
        "take_in": _("账户合并"),
        "freeze": _("冻结"),
        "unfreeze": _("解除冻结"),
    }
    events = found.events.select_related("by__person").order_by("-at", "-id")[:RECENT]
    return [
        {"title": words.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": _note(each)}
        for each in events
    ]


def _note(event: object) -> str:
    """What an event says beside its name; bases are kept in fen and read in yuan."""
    note: str = getattr(event, "note", "")
    if getattr(event, "action", "") != "change_base" or " → " not in note:
        return note
    before, after = note.split(" → ")
    return _("%(before)s 元改为 %(after)s 元") % {"before": yuan(int(before)), "after": yuan(int(after))}


@requires(Permission.ACCOUNT_OPEN)
@require_http_methods(["GET", "HEAD", "POST"])
def open_account(request: UserRequest, pk: int) -> HttpResponse:
    """Open a person's account under an employer."""
    employer = get_object_or_404(queries.employer_accounts_visible_to(request.user), employer_id=pk)
    form = OpenForm(request.POST or None, parameters=policy.on(policy.book_date()))
    if request.method == "POST" and form.is_valid():
        answers = {name: value for name, value in form.cleaned_data.items() if name not in ("asks", "seen")}
        try:
            opened = operations.open_account(
                employer_account_id=employer.pk,
                base_fen=answers.pop("base"),
                asked=form.spot(),
                by=request.user,
                at=timezone.now(),
                **answers,
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("已开户，个人账号 %(number)s。") % {"number": opened.number})
            return redirect("deposits:counter_account", opened.pk)
    return render(request, "deposits/counter/open_account.html", {"form": form, "account": employer})


@requires(Permission.ACCOUNT_SEAL)
@require_http_methods(["GET", "HEAD", "POST"])
def seal(request: UserRequest, pk: int) -> HttpResponse:
    """Seal an account, for a reason."""
    found = _account(request, pk)
    form = WindowLeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        reason, month = form.cleaned_data["reason"], form.cleaned_data["month"]
        facts = {"account_id": pk, "reason": reason, "asked": form.spot(), "by": request.user, "at": timezone.now()}
        try:
            if month:
                operations.schedule_seal(month=month, **facts)
            else:
                operations.seal(**facts)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _to_come(month) or _("账户已封存。"))
            return redirect("deposits:counter_account", pk)
    return render(request, "deposits/counter/seal.html", {"form": form, "account": found})


@requires(Permission.ACCOUNT_SEAL)
@require_http_methods(["GET", "HEAD", "POST"])
def unseal(request: UserRequest, pk: int) -> HttpResponse:
    """Let a sealed account go on, under the same or another employer."""
    found = _account(request, pk)
    initial = {"employer_number": found.employer_account.number, "base": found.base_fen}
    form = WindowReturnForm(request.POST or None, parameters=policy.on(policy.book_date()), initial=initial)
    if request.method == "POST" and form.is_valid():
        assert form.employer_account is not None
        month = form.cleaned_data["month"]
        facts = {
            "account_id": pk,
            "employer_account_id": form.employer_account.pk,
            "base_fen": form.cleaned_data["base"],
            "agreed": form.cleaned_data["agreed"],
            "asked": form.spot(),
            "by": request.user,
            "at": timezone.now(),
        }
        try:
            if month:
                operations.schedule_unseal(month=month, **facts)
            else:
                operations.unseal(**facts)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _to_come(month) or _("账户已启封。"))
            return redirect("deposits:counter_account", pk)
    context = {"form": form, "account": found, "own_payer": members.paying_oneself(found)}
    return render(request, "deposits/counter/unseal.html", context)


def _to_come(month: str) -> str:
    """What to say of an act that waits for its month; "" where it was done now."""
    return _("已登记，%(month)s起自动办理，在此之前可以撤回。") % {"month": month_words(month)} if month else ""


def _account(request: UserRequest, pk: int) -> PersonalAccount:
    return get_object_or_404(queries.accounts_visible_to(request.user), pk=pk)
