"""The three doors: log-in, second factor, log-out; first activation and forgotten passwords."""

from __future__ import annotations

import base64
from typing import Any
from urllib.parse import quote

import segno
from axes.utils import reset as forget_wrong_tries
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.contrib.auth import logout as end_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from accounts import access, forms, kept, queries, rules
from accounts import operations as accounts
from accounts.access import public
from accounts.models import Door, Person, User
from common import crypto
from common.errors import BusinessError
from common.identity import mask

_WHERE = "session.claim"
HALF_WAY_SECONDS = 300
"""How long after the password the second factor may be given."""


@public
@never_cache
@sensitive_post_parameters("identifier", "password")
def depositor_login(request: HttpRequest) -> HttpResponseBase:
    """Identity number, or verified phone, and password."""
    return _log_in(request, Door.DEPOSITOR, forms.LoginForm, "accounts/public/depositor_login.html")


@public
@never_cache
@sensitive_post_parameters("identifier", "password")
def clerk_login(request: HttpRequest) -> HttpResponseBase:
    """The same for an employer's clerk, who then chooses the employer where there are several."""
    return _log_in(request, Door.CLERK, forms.LoginForm, "accounts/public/clerk_login.html")


@public
@never_cache
@sensitive_post_parameters("identifier", "password")
def staff_login(request: HttpRequest) -> HttpResponseBase:
    """Staff number and password; the second factor follows."""
    return _log_in(request, Door.STAFF, forms.StaffLoginForm, "accounts/public/staff_login.html")


@public
@never_cache
@sensitive_post_parameters("code")
def staff_code(request: HttpRequest) -> HttpResponseBase:
    """The second step of staff: a code of the app; at the first time the app is set up here."""
    half = request.session.get("half_way", {})
    if timezone.now().timestamp() - half.get("at", 0) > HALF_WAY_SECONDS:
        return redirect("accounts:public_staff_login")
    factor = accounts.enrol_second_factor(user_id=half["user"])
    fresh = factor.confirmed_at is None
    form = (forms.CodeForm if fresh else forms.FactorForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = authenticate(
            request, username=half["lock"], user_id=half["user"], code=form.cleaned_data["code"].lower()
        )
        if isinstance(user, User):
            codes = accounts.make_recovery_codes(user_id=user.pk, at=timezone.now()) if fresh else []
            onward = _enter(request, user, half["lock"], half["next"])
            if not fresh:
                return onward
            return render(request, "accounts/public/staff_code.html", {"codes": codes, "onward": onward["Location"]})
        form.add_error("code", _("验证码不正确，请核对手机时间后重试。"))
    picture = _app_picture(factor.user, factor.secret) if fresh else None
    return render(request, "accounts/public/staff_code.html", {"form": form, "picture": picture})


@public
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """Out, and back to the front page."""
    if request.session.session_key:
        accounts.end_session_by_key(session_key=request.session.session_key, at=timezone.now())
    end_login(request)
    return redirect("/")


# --- first activation and forgotten passwords: every step answers the same whether or not anybody fits


@public
@never_cache
@sensitive_post_parameters("document_number")
def activate(request: HttpRequest) -> HttpResponse:
    """First activation: name, document and phone on file."""
    return _claim(request, accounts.ACTIVATE, "accounts/public/activate.html")


@public
@never_cache
@sensitive_post_parameters("document_number")
def reset(request: HttpRequest) -> HttpResponse:
    """A forgotten password: the same three."""
    return _claim(request, accounts.RESET, "accounts/public/reset.html")


@public
@never_cache
@sensitive_post_parameters("code")
def code(request: HttpRequest) -> HttpResponse:
    """The code that came by message, if anybody fitted."""
    claim = request.session.get("claim")
    if claim is None:
        return redirect("accounts:public_activate")
    phone = crypto.decrypt(claim["phone"], where=_WHERE)
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        proof = accounts.prove_code(
            phone=phone, purpose=claim["purpose"], code=form.cleaned_data["code"], at=timezone.now()
        )
        if proof and claim["person"]:
            return _proved(request, claim, proof, form)
        form.add_error("code", _("验证码不正确或已过期。输错 5 次后需重新获取。"))
    return _code_page(request, claim, form)


@public
@never_cache
@sensitive_post_parameters("new", "again")
def new_password(request: HttpRequest) -> HttpResponse:
    """A password, and the privacy notice; then the door is open."""
    claim = request.session.get("claim", {})
    if not claim.get("proof"):
        return redirect("accounts:public_activate")
    person = Person.objects.get(pk=claim["person"])
    notice = queries.privacy_notice_on(timezone.localdate())
    if queries.has_agreed(person.pk, notice):
        notice = None
    form = forms.OpenDoorForm(request.POST or None, person=person, notice=notice)
    if request.method == "POST" and form.is_valid():
        try:
            _open(request, claim, form.cleaned_data)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("密码已设置，请用新密码登录。"))
            return redirect(access.door_url(claim["door"]))
    return render(request, "accounts/public/new_password.html", {"form": form, "notice": notice})


def locked_out(request: HttpRequest, response: object, credentials: object) -> HttpResponse:
    """What django-axes answers after too many wrong tries, right or wrong."""
    minutes = settings.AXES_COOLOFF_TIME.seconds // 60
    return render(request, "accounts/public/locked_out.html", {"minutes": minutes}, status=429)


# --- within


def _log_in(request: HttpRequest, door: Door, form_class: type[forms.LoginForm], template: str) -> HttpResponseBase:
    form = form_class(request.POST or None)
    if request.method == "POST" and form.is_valid():
        lock = queries.lock_key(door, form.cleaned_data["identifier"])
        user = authenticate(request, username=lock, door=door, **form.cleaned_data)
        if isinstance(user, User):
            return _pass_on(request, user, lock)
        form.add_error(None, _("号码或密码不正确。连续输错 5 次将暂停登录 15 分钟。"))
    asked = {"idle": "idle" in request.GET, "lost": "lost" in request.GET}
    return render(request, template, {"form": form, "kept": kept.waiting(request), **asked})


def _pass_on(request: HttpRequest, user: User, lock: str) -> HttpResponse:
    """In, or to the second step."""
    asked = request.GET.get("next", "")
    if user.door != Door.STAFF or not settings.SECOND_FACTOR:
        return _enter(request, user, lock, asked)
    form = kept.of(request, user, timezone.now())
    request.session.flush()
    if form:
        kept.put(request, form)
    request.session["half_way"] = {
        "user": user.pk,
        "lock": lock,
        "next": asked,
        "at": int(timezone.now().timestamp()),
    }
    return redirect("accounts:public_staff_code")


def _enter(request: HttpRequest, user: User, lock: str, asked: str) -> HttpResponse:
    """Begin a session of the user's own (never the visitor's), and go where they wanted.

    Only a form that they themselves had typed comes along.
    """
    at = timezone.now()
    form = kept.of(request, user, at)
    request.session.flush()
    login(request, user, backend="accounts.backends.DoorBackend")
    if form:
        asked = _keep_on(request, form)
    request.session["seen"] = int(at.timestamp())
    request.session.save()
    accounts.start_session(
        user=user,
        session_key=request.session.session_key or "",
        address=access.client_address(request),
        device=rules.device_words(request.headers.get("User-Agent", "")),
        at=at,
    )
    forget_wrong_tries(username=lock)
    if user.door == Door.CLERK and not _choose_employer(request, user, form):
        return redirect("accounts:employer_choose")
    safe = url_has_allowed_host_and_scheme(asked, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    behind = safe and (access.door_of(asked) == user.door or asked.startswith("/me/"))
    return redirect(asked if behind else access.home_of(user))


def _keep_on(request: HttpRequest, form: kept.KeptForm) -> str:
    """Keep the form in the new session, and the page it stood on; an act without typing is only told of."""
    if form.fields or form.had_files:
        kept.put(request, form)
    else:
        messages.warning(request, _("登录超时，刚才的操作没有提交，请再操作一次。"))
    return form.page


def _choose_employer(request: HttpRequest, user: User, form: kept.KeptForm | None) -> bool:
    """Whom the clerk acts for: as when the form was typed, or the only one; False where they must say."""
    employers = queries.clerk_employers(user)
    before = employers.filter(pk=form.employer_id).first() if form and form.employer_id else None
    found = [before] if before else list(employers[:2])
    if len(found) == 1:
        request.session["employer_id"] = found[0].pk
    return len(found) == 1


def _app_picture(user: User, secret: str) -> dict[str, Any]:
    """What sets up an authenticator app: a QR code, and the key to type where no camera is."""
    key = base64.b32encode(bytes.fromhex(secret)).decode()
    uri = f"otpauth://totp/{quote(user.staff.number)}?secret={key}&issuer={quote(settings.CENTRE_NAME[:6])}"
    return {"qr": segno.make(uri, error="l", micro=False).svg_data_uri(scale=4, light="#fff"), "key": key}


def _claim(request: HttpRequest, purpose: str, template: str) -> HttpResponse:
    door = Door.CLERK if request.GET.get("door") == Door.CLERK else Door.DEPOSITOR
    form = forms.ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = queries.claimant(door=door, must_exist=purpose == accounts.RESET, **form.cleaned_data)
        phone = form.cleaned_data["phone"]
        address = access.client_address(request)
        try:
            accounts.send_code(person=person, phone=phone, purpose=purpose, at=timezone.now(), address=address)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            request.session["claim"] = {
                "purpose": purpose,
                "door": door,
                "person": person.pk if person else None,
                "phone": crypto.encrypt(phone, where=_WHERE),
            }
            return redirect("accounts:public_code")
    return render(request, template, {"form": form, "door": door})


def _code_page(request: HttpRequest, claim: dict[str, Any], form: forms.CodeForm) -> HttpResponse:
    phone = mask(crypto.decrypt(claim["phone"], where=_WHERE), head=3, tail=4)
    return render(request, "accounts/public/code.html", {"form": form, "phone": phone, "again": _first_step(claim)})


def _proved(request: HttpRequest, claim: dict[str, Any], proof: int, form: forms.CodeForm) -> HttpResponse:
    """On to the password; or, to whoever holds a phone that an employer reported, the way to the window."""
    try:
        accounts.refuse_reported_phone(Person.objects.get(pk=claim["person"]))
    except accounts.PhoneNotOwn as refusal:
        form.add_error(None, str(refusal))
        return _code_page(request, claim, form)
    request.session["claim"] = {**claim, "proof": proof}
    return redirect("accounts:public_new_password")


def _open(request: HttpRequest, claim: dict[str, Any], answers: dict[str, Any]) -> None:
    accounts.open_own_door(
        person_id=claim["person"],
        door=claim["door"],
        purpose=claim["purpose"],
        proof_id=claim["proof"],
        password=answers["new"],
        notice_id=answers.get("notice"),
        at=timezone.now(),
        address=access.client_address(request),
    )
    request.session.flush()


def _first_step(claim: dict[str, Any]) -> str:
    page = "activate" if claim["purpose"] == accounts.ACTIVATE else "reset"
    return f"accounts:public_{page}"
