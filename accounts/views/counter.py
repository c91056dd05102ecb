"""The counter's pages about a person and about an employer's clerks; the screen's lock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from axes.utils import reset as forget_wrong_tries
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import access, forms, kept, locked, queries, rules
from accounts import operations as accounts
from accounts.access import UserRequest, requires
from accounts.models import Door, LookKind, Person
from accounts.permissions import ClerkDuty, Permission
from common.errors import BusinessError


@requires(Permission.PERSON_VIEW)
@never_cache
@require_safe
def person(request: UserRequest, pk: int) -> HttpResponse:
    """A person's record, numbers masked. Opening it is a look, for the case named in the address."""
    found = get_object_or_404(queries.persons_visible_to(request.user), pk=pk)
    _look(request, found, LookKind.PAGE, _("个人资料"), request.GET.get("case", ""))
    return _page(request, found)


@requires(Permission.PERSON_REVEAL)
@never_cache
@require_POST
def reveal(request: UserRequest, pk: int) -> HttpResponse:
    """One full number, shown once and noted."""
    found = get_object_or_404(queries.persons_visible_to(request.user), pk=pk)
    what = request.POST.get("what", "")
    label, number = _number(found, what)
    _look(request, found, LookKind.REVEAL, label, request.POST.get("case", ""))
    return _page(request, found, revealed=what, number=number)


@requires(Permission.PERSON_EDIT)
@never_cache
def correct(request: UserRequest, pk: int) -> HttpResponse:
    """Correct a person's record on proof. The form holds full numbers, so opening it counts as revealing them."""
    found = get_object_or_404(queries.persons_visible_to(request.user), pk=pk)
    initial = {name: getattr(found, name) for name in ("name", "document_type", "document_number", "phone")}
    form = forms.PersonForm(request.POST or None, initial=initial)
    if not form.is_bound:  # whatever the method: an empty POST and OPTIONS show the numbers too
        _look(request, found, LookKind.REVEAL, _("更正资料"), "")
    if request.method == "POST" and form.is_valid():
        answers = {name: value for name, value in form.cleaned_data.items() if name != "seen"}
        try:
            accounts.correct_person(
                person_id=found.pk,
                by=request.user,
                at=timezone.now(),
                address=access.client_address(request),
                **answers,
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("资料已更正。"))
            return redirect("accounts:counter_person", pk)
    return render(request, "accounts/counter/correct.html", {"person": found, "form": form})


@requires(Permission.PERSON_EDIT)
@never_cache
def confirm_phone(request: UserRequest, pk: int) -> HttpResponse:
    """The person stands here and gives their phone: with it they can open their door."""
    found = get_object_or_404(queries.persons_visible_to(request.user), pk=pk)
    form = forms.PhoneSeenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            accounts.confirm_phone(
                person_id=found.pk,
                phone=form.cleaned_data["phone"],
                by=request.user,
                at=timezone.now(),
                address=access.client_address(request),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("手机号已核实，本人现在可以用它开通网上服务。"))
            return redirect("accounts:counter_person", pk)
    return render(request, "accounts/counter/confirm_phone.html", {"person": found, "form": form})


@require_POST
@requires(Permission.PERSON_EDIT)
def wrong_phone(request: UserRequest, pk: int) -> HttpResponse:
    """Whoever gets the messages says that the phone is not this person's."""
    found = get_object_or_404(queries.persons_visible_to(request.user), pk=pk)
    try:
        accounts.report_wrong_phone(
            person_id=found.pk, by=request.user, at=timezone.now(), address=access.client_address(request)
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已登记。这个号码不再收到短信，也不能用来登录，请联系本人更正。"))
    return redirect("accounts:counter_person", pk)


@requires(Permission.PERSON_EDIT)
def relate(request: UserRequest, pk: int) -> HttpResponse:
    """Note a relative, on proof."""
    found = get_object_or_404(queries.persons_visible_to(request.user), pk=pk)
    form = forms.RelationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, answers = timezone.now(), form.cleaned_data
        try:
            relative = _person_on_file(answers, at, request)
            accounts.add_relation(
                person_id=found.pk,
                relative_id=relative.pk,
                kind=answers["kind"],
                proof=answers["proof"],
                since=answers["since"],
                by=request.user,
                at=at,
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("亲属关系已登记。"))
            return redirect("accounts:counter_person", pk)
    return render(request, "accounts/counter/relate.html", {"person": found, "form": form})


@requires(Permission.PERSON_EDIT)
@require_POST
def end_relation(request: UserRequest, pk: int) -> HttpResponse:
    """A relation ended today; both sides."""
    relation = get_object_or_404(queries.relations_visible_to(request.user), pk=pk)
    at = timezone.now()
    try:
        accounts.end_relation(relation_id=pk, until=timezone.localdate(at), by=request.user, at=at)
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("亲属关系已终止。"))
    return redirect("accounts:counter_person", relation.person_id)


@requires(Permission.EMPLOYER_CLERK_MANAGE)
def clerks(request: UserRequest, pk: int) -> HttpResponse:
    """Who acts for an employer; authorise another."""
    employer = get_object_or_404(queries.employers_visible_to(request.user), pk=pk)
    form = forms.ClerkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, answers = timezone.now(), form.cleaned_data
        try:
            someone = _person_on_file(answers, at, request)
            accounts.authorise_clerk(
                employer_id=pk,
                person_id=someone.pk,
                mandate=answers["mandate"],
                duty=answers["duty"],
                phone=answers["phone"] if answers["present"] else "",
                by=request.user,
                at=at,
                address=access.client_address(request),
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            someone.refresh_from_db()
            if someone.phone_is_own:
                messages.success(request, _("已授权。经办人可在“单位登录”页用手机号开通。"))
            else:
                messages.success(request, _("已授权。手机号还没有经本人核实，请经办人携带身份证到柜台核实后再开通。"))
            return redirect("accounts:counter_clerks", pk)
    context = {
        "employer": employer,
        "clerks": queries.clerks_of(employer),
        "form": form,
        "duties": ClerkDuty.choices,
    }
    return render(request, "accounts/counter/clerks.html", context)


@requires(Permission.EMPLOYER_CLERK_MANAGE)
@require_POST
def end_clerk(request: UserRequest, pk: int) -> HttpResponse:
    """A clerk leaves."""
    clerk = get_object_or_404(queries.clerks_visible_to(request.user), pk=pk)
    try:
        accounts.end_clerk(clerk_id=pk, by=request.user, at=timezone.now(), address=access.client_address(request))
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("授权已终止，该经办人已退出登录。"))
    return redirect("accounts:counter_clerks", clerk.employer_id)


@requires(Permission.EMPLOYER_CLERK_MANAGE)
@require_POST
def clerk_duty(request: UserRequest, pk: int) -> HttpResponse:
    """A clerk does more or less from now on."""
    clerk = get_object_or_404(queries.clerks_visible_to(request.user), pk=pk)
    form = forms.DutyForm(request.POST)
    if form.is_valid():
        try:
            accounts.change_duty(
                clerk_id=pk,
                duty=form.cleaned_data["duty"],
                by=request.user,
                at=timezone.now(),
                address=access.client_address(request),
            )
        except BusinessError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("权限已调整，立即生效。"))
    return redirect("accounts:counter_clerks", clerk.employer_id)


@requires(Permission.STAFF_DESK)
def lock(request: UserRequest) -> HttpResponse:
    """Lock the screen on leaving it, and the page that stands for all others until it is unlocked.

    Only the button locks, which says what page it stands on.
    """
    if request.method == "POST" and "next" in request.POST:
        locked.lock(request, timezone.now())
        return redirect(locked.url(locked.way_back(request, request.POST["next"])))
    back = locked.way_back(request, request.GET.get("next", ""))
    if locked.since(request) is None:
        return HttpResponseRedirect(back)
    return _lock_page(request, forms.UnlockForm(), back)


@requires(Permission.STAFF_DESK)
@sensitive_post_parameters("password")
@require_POST
def unlock(request: UserRequest) -> HttpResponse:
    """The own password opens the page that was left. Wrong tries count as at the staff's door, and lock it out."""
    back = locked.way_back(request, request.POST.get("next", ""))
    if locked.since(request) is None:
        return HttpResponseRedirect(back)
    form = forms.UnlockForm(request.POST)
    if form.is_valid():
        number = request.user.staff.number
        tries = queries.lock_key(Door.STAFF, number)
        password = form.cleaned_data["password"]
        found = authenticate(request, username=tries, door=Door.STAFF, identifier=number, password=password)
        if found == request.user:
            locked.unlock(request)
            forget_wrong_tries(username=tries)
            return HttpResponseRedirect(back)
        form.add_error("password", _("密码不正确。连续输错 5 次将暂停登录 15 分钟。"))
    return _lock_page(request, form, back)


# --- within


def _lock_page(request: UserRequest, form: forms.UnlockForm, back: str) -> HttpResponse:
    context = {
        "form": form,
        "back": back,
        "since": locked.since(request),
        "kept": kept.waiting(request),
        "lost": "lost" in request.GET,
    }
    return render(request, "accounts/counter/lock.html", context)


def _page(request: UserRequest, found: Person, **more: Any) -> HttpResponse:
    context = {
        "person": found,
        "record": queries.profile_of(found),
        "case": request.GET.get("case") or request.POST.get("case") or "",
        "may_edit": request.user.may(Permission.PERSON_EDIT),
        "may_reveal": request.user.may(Permission.PERSON_REVEAL),
        **more,
    }
    return render(request, "accounts/counter/person.html", context)


def _look(request: UserRequest, found: Person, kind: str, what: str, case: str) -> None:
    """Note a look, with the case named in the address where it is this person's; an upper floor knows the cases."""
    accounts.look(
        person_id=found.pk,
        user=request.user,
        kind=kind,
        what=what,
        case=import_string(settings.LOOK_CASE)(case, person_id=found.pk, user=request.user),
        at=timezone.now(),
        address=access.client_address(request),
    )


def _number(found: Person, what: str) -> tuple[str, str]:
    """The words for the log, and the full number. Raises Http404 for what the person does not have."""
    if what == "document":
        return _("完整证件号码"), found.document_number
    if what == "phone" and found.phone:
        return _("完整手机号"), found.phone
    if what.startswith("card-") and what[5:].isdecimal():
        card = get_object_or_404(queries.cards_of(found.pk), pk=int(what[5:]))
        return _("完整银行卡号"), card.number
    raise Http404


def _person_on_file(answers: dict[str, Any], at: datetime, request: UserRequest) -> Person:
    """The person the form names, put on file if new; a row of its own, useful though the act after it is refused."""
    with transaction.atomic():
        return accounts.find_or_create_person(
            name=answers["name"],
            document_type=answers.get("document_type", rules.CITIZEN),
            document_number=answers["document_number"],
            phone=answers.get("phone", ""),
            by=request.user,
            at=at,
        )
