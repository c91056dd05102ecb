"""One's own pages, behind any of the doors: data, cards, phone, password, log-ins, and who looked."""

from __future__ import annotations

from typing import Any

import segno
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import access, forms, kept, queries, rules
from accounts import operations as accounts
from accounts.access import UserRequest, requires
from accounts.models import User
from accounts.permissions import Permission
from common import crypto, identity
from common.errors import BusinessError
from common.listing import Column, Listing

_WHERE = "session.phone"


@requires(Permission.OWN_PROFILE)
@never_cache
@require_safe
def profile(request: UserRequest) -> HttpResponse:
    """What we keep about oneself."""
    return render(request, "accounts/portal/profile.html", {"own": queries.profile_of(request.user.person)})


@requires(Permission.OWN_PROFILE)
@never_cache
@require_safe
def export(request: UserRequest) -> HttpResponse:
    """Everything about oneself as a file (PIPL Art. 45)."""
    at = timezone.now()
    data = queries.own_data(request.user.person)
    accounts.note(user=request.user, action="data:export", at=at, address=access.client_address(request))
    answer = JsonResponse(data, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer["Content-Disposition"] = f'attachment; filename="my-data-{timezone.localdate(at)}.json"'
    return answer


@requires(Permission.OWN_PROFILE)
@require_safe
def looks(request: UserRequest) -> HttpResponseBase:
    """Who looked at one's data: when, as what, at what, for which case."""
    return Listing(
        request,
        queries.looks_at(request.user.person_id),
        columns=[
            Column("at", _("时间"), kind="time"),
            Column("viewer", _("谁")),
            Column("get_kind_display", _("方式")),
            Column("what", _("内容")),
            Column("case", _("办件号"), kind="code", narrow=False),
        ],
        order=("-at", "-id"),
        caption=_("查看记录"),
        empty={"title": _("还没有人查看过您的资料"), "text": _("工作人员每次打开您的资料，都会记在这里。")},
    ).response("accounts/portal/looks.html")


@requires(Permission.OWN_PROFILE)
@never_cache
@require_safe
def sessions(request: UserRequest) -> HttpResponse:
    """Where one is logged in."""
    here = request.session.session_key
    return render(
        request, "accounts/portal/sessions.html", {"sessions": queries.sessions_of(request.user)[:50], "here": here}
    )


@requires(Permission.OWN_PROFILE)
@require_POST
def end_session(request: UserRequest, pk: int) -> HttpResponse:
    """End one of one's own log-ins."""
    session = get_object_or_404(queries.sessions_of(request.user), pk=pk)
    try:
        accounts.end_session(session_id=session.pk, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("该设备已退出登录。"))
    return redirect("accounts:portal_sessions")


@requires(Permission.OWN_PROFILE)
@never_cache
@sensitive_post_parameters("old", "new", "again")
def password(request: UserRequest) -> HttpResponse:
    """A new password for one's door."""
    user = request.user
    form = forms.PasswordForm(request.POST or None, person=user.person)
    if request.method == "POST" and form.is_valid():
        try:
            changed = accounts.change_password(
                user_id=user.pk,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["new"],
                session_key=request.session.session_key or "",
                at=timezone.now(),
                address=access.client_address(request),
            )
        except accounts.WrongPassword as refusal:
            form.add_error("old", str(refusal))
        else:
            _keep_session(request, changed)
            messages.success(request, _("密码已修改，其他设备已退出登录。"))
            return redirect(access.home_of(changed))
    return render(request, "accounts/portal/password.html", {"form": form})


@requires(Permission.OWN_PROFILE)
@never_cache
def phone(request: UserRequest) -> HttpResponse:
    """A new phone: a code goes to it first."""
    form = forms.PhoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["phone"]
        try:
            accounts.send_code(
                person=request.user.person,
                phone=number,
                purpose=accounts.PHONE,
                at=timezone.now(),
                address=access.client_address(request),
            )
        except BusinessError as refusal:
            form.add_error("phone", str(refusal))
        else:
            request.session["new_phone"] = crypto.encrypt(number, where=_WHERE)
            return redirect("accounts:portal_phone_code")
    return render(request, "accounts/portal/phone.html", {"form": form})


@requires(Permission.OWN_PROFILE)
@never_cache
def phone_code(request: UserRequest) -> HttpResponse:
    """The code that came to the new phone."""
    if "new_phone" not in request.session:
        return redirect("accounts:portal_phone")
    number = crypto.decrypt(request.session["new_phone"], where=_WHERE)
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        at, user = timezone.now(), request.user
        proof = accounts.prove_code(phone=number, purpose=accounts.PHONE, code=form.cleaned_data["code"], at=at)
        if proof is None:
            form.add_error("code", _("验证码不正确或已过期。输错 5 次后需重新获取。"))
        else:
            try:
                accounts.change_phone(
                    person_id=user.person_id,
                    phone=number,
                    proof_id=proof,
                    by=user,
                    at=at,
                    address=access.client_address(request),
                )
            except BusinessError as refusal:
                messages.error(request, str(refusal))
            else:
                messages.success(request, _("手机号已更换并验证，今后可用它登录。"))
            del request.session["new_phone"]
            return redirect("accounts:portal_profile")
    masked = identity.mask(number, head=3, tail=4)
    return render(request, "accounts/portal/phone_code.html", {"form": form, "phone": masked})


@requires(Permission.OWN_ACCOUNT)
@never_cache
@sensitive_post_parameters("number")
def bind_card(request: UserRequest) -> HttpResponse:
    """Bind a card of one's own."""
    form = forms.CardForm(request.POST or None, initial={"holder": request.user.person.name})
    if request.method == "POST" and form.is_valid():
        try:
            card = accounts.bind_card(
                person_id=request.user.person_id,
                by=request.user,
                at=timezone.now(),
                address=access.client_address(request),
                **form.cleaned_data,
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("银行卡已绑定。"))
            if identity.card_fails_luhn(card.number):
                messages.warning(request, _("这个卡号的校验位不常见，请再核对一遍；如有误请解绑后重新绑定。"))
            return redirect("accounts:portal_profile")
    return render(request, "accounts/portal/bind_card.html", {"form": form})


@requires(Permission.OWN_ACCOUNT)
@require_POST
def unbind_card(request: UserRequest, pk: int) -> HttpResponse:
    """Take off a card of one's own."""
    card = get_object_or_404(queries.cards_of(request.user.person_id), pk=pk)
    try:
        accounts.unbind_card(
            card_id=card.pk, by=request.user, at=timezone.now(), address=access.client_address(request)
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("银行卡已解绑。"))
    return redirect(reverse("accounts:portal_profile"))


@requires(Permission.OWN_ACCOUNT)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def partner_access(request: UserRequest) -> HttpResponse:
    """Whom one lets read one's account: a code for one partner, shown once, and what still holds."""
    at = timezone.now()
    form = forms.PartnerAccessForm(request.POST or None, partners=queries.partners_for_depositors(at))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            leave, code = accounts.issue_depositor_token(
                partner_id=form.cleaned_data["partner"].pk,
                by=request.user,
                at=at,
                address=access.client_address(request),
            )
        except BusinessError as refusal:
            form.add_error("partner", str(refusal))
        else:
            picture = segno.make(code, error="m", micro=False).svg_data_uri(scale=5, light="#fff")
            context |= {"leave": leave, "code": code, "picture": picture}
    context["leaves"] = queries.leaves_of(request.user, at)
    return render(request, "accounts/portal/partner_access.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def end_partner_access(request: UserRequest, pk: int) -> HttpResponse:
    """Take back what one let a partner do."""
    at = timezone.now()
    leave = get_object_or_404(queries.leaves_of(request.user, at), pk=pk)
    try:
        accounts.revoke_depositor_token(
            leave_id=leave.pk, by=request.user, at=at, address=access.client_address(request)
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤销对“%(partner)s”的授权。") % {"partner": leave.partner})
    return redirect("accounts:portal_partner_access")


@requires(Permission.OWN_PROFILE)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def kept_form(request: UserRequest) -> HttpResponse:
    """What one had typed when the log-in ended, where its page can no longer take it; to be copied, then forgotten."""
    form = kept.of(request, request.user, timezone.now())
    if request.method == "POST":
        kept.drop(request)
        return redirect(access.home_of(request.user))
    values = [value for each in form.fields.values() for value in each if value] if form else []
    return render(request, "accounts/portal/kept_form.html", {"kept": form, "values": values})


def _keep_session(request: UserRequest, user: User) -> None:
    """The log-in that changed the password goes on, under a new key, and stays listed."""
    accounts.end_session_by_key(session_key=request.session.session_key or "", at=timezone.now())
    update_session_auth_hash(request, user)
    request.session.save()
    accounts.start_session(
        user=user,
        session_key=request.session.session_key or "",
        address=access.client_address(request),
        device=rules.device_words(request.headers.get("User-Agent", "")),
        at=timezone.now(),
    )
