"""At every request: which door an unknown visitor is sent to, whether somebody was away too long or has locked their
screen, and what they had typed when they were.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django_htmx.http import HttpResponseClientRedirect
from rest_framework.authentication import CSRFCheck

from accounts import access, kept, locked, queries
from accounts import operations as accounts
from accounts.models import User
from common import refill

SEEN_SECONDS = 60
"""How often a session in use is written."""


@dataclass(frozen=True)
class Ended:
    """A log-in that has just been found over: whose it was, and for which employer a clerk acted."""

    user: User
    employer_id: int | None = None


class IdleMiddleware:
    """Logs out who was away longer than their door allows, and keeps a handed-out password from being used on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on who is awake; send the others to their door."""
        if request.user.is_authenticated:
            turned_away = self._check(request)
            if turned_away is not None:
                return turned_away
        return self.get_response(request)

    def _check(self, request: HttpRequest) -> HttpResponse | None:
        at = timezone.now()
        user: Any = request.user
        now, seen = int(at.timestamp()), request.session.get("seen")
        if seen is not None and now - seen > settings.IDLE_MINUTES[user.door] * 60:
            ended = Ended(user, request.session.get("employer_id"))
            accounts.end_session_by_key(session_key=request.session.session_key or "", at=at)
            logout(request)
            request.ended = ended  # type: ignore[attr-defined]
            return None  # public pages go on; the others lead to the door
        # A page that asks again by itself ("X-Poll") does not show that anybody is there.
        if seen is None or (now - seen >= SEEN_SECONDS and "X-Poll" not in request.headers):
            request.session["seen"] = now
            accounts.seen(session_key=request.session.session_key or "", at=at)
        if user.must_change_password and not _open_before_change(request.path):
            return redirect("accounts:portal_password")
        return None


def _open_before_change(path: str) -> bool:
    """What a handed-out password opens. The API answers for itself, in its own shape."""
    ways = (reverse("accounts:portal_password"), reverse("accounts:public_logout"))
    return path in ways or path.startswith("/api/") or locked.is_lock_page(path)


class LockMiddleware:
    """Shows a locked log-in nothing but the lock; what strangers may see, and the API, meet it as a stranger."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass on who is not locked; the others to the lock page, as a whole page also where a fragment was asked."""
        if not request.user.is_authenticated or locked.since(request) is None:
            return self.get_response(request)
        # What a page had to say before it was locked is not for the lock page, nor for anybody's page.
        request.COOKIES.pop("messages", None)
        if locked.is_lock_page(request.path):
            return self.get_response(request)
        if _is_for_strangers(request.path_info):
            request.user = AnonymousUser()
            return self.get_response(request)
        is_fragment = bool(request.headers.get("HX-Request"))
        url = self._lock_page(request, request.user, is_fragment=is_fragment)
        answer = HttpResponseClientRedirect(url) if is_fragment else HttpResponseRedirect(url)
        add_never_cache_headers(answer)
        return answer

    def _lock_page(self, request: HttpRequest, user: User, *, is_fragment: bool) -> str:
        if request.method == "GET":
            return locked.url(kept.page_of(request) if is_fragment else request.get_full_path())
        is_kept = request.method == "POST" and self._keep(request, user)
        return locked.url(kept.page_of(request), lost=not is_kept)

    def _keep(self, request: HttpRequest, user: User) -> bool:
        """Keep a form of ours with something typed into it, for its page after the lock."""
        # This runs before the check of the form's token: only what came from a page of ours is kept.
        if CSRFCheck(self.get_response).process_view(request, self.get_response, (), {}) is not None:
            return False
        if kept.NEVER.issuperset(request.POST):
            return False
        employer_id = request.session.get("employer_id")
        is_kept = kept.keep(request, user_id=user.pk, employer_id=employer_id, at=timezone.now())
        request.session.set_expiry(None)  # the log-in itself goes on as long as ever
        return is_kept


def _is_for_strangers(path: str) -> bool:
    if path.startswith("/api/"):
        return True
    try:
        view = resolve(path).func
    except Resolver404:
        return False
    return getattr(view, "permission", None) == access.PUBLIC


class DoorMiddleware(LoginRequiredMiddleware):
    """Sends visitors to the door that the page asked for lies behind; a form that was sent too late is kept for them.

    Runs after the check of the form's token, so what is kept came from a page of ours.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> Any:
        """To the staff's, the clerks' or the depositors' door, and back to the page after it."""
        ended: Ended | None = getattr(request, "ended", None)
        asked = {"idle": "1"} if ended else {}
        if request.method == "GET":
            asked["next"] = request.get_full_path()
        elif request.method == "POST":
            ended = ended or _ended_elsewhere(request)
            if not (ended and _keep(request, ended)):
                asked["lost"] = "1"
        door = ended.user.door if ended else access.door_of(request.path)
        url = f"{access.door_url(door)}?{urlencode(asked)}".removesuffix("?")
        # A fragment request must bring the whole page to the door, not put the door into the fragment's place.
        if request.headers.get("HX-Request"):
            return HttpResponseClientRedirect(url)
        return HttpResponseRedirect(url)


def _ended_elsewhere(request: HttpRequest) -> Ended | None:
    """The log-in that this browser still believes in: ended from another device, or swept away."""
    user = queries.user_of_login(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    return Ended(user) if user else None


def _keep(request: HttpRequest, ended: Ended) -> bool:
    return kept.keep(request, user_id=ended.user.pk, employer_id=ended.employer_id, at=timezone.now())


class RefillMiddleware:
    """Puts a kept form back into its page, to be looked over and sent; forgets it once a form is sent there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The page as always, unless it is the one that a form waits for."""
        form = self._waiting(request)
        if form is None:
            return self.get_response(request)
        here = request.get_full_path()
        if request.method == "POST" and here == form.action:
            kept.drop(request)
        if here == form.page:
            request.kept_form = form  # type: ignore[attr-defined]
        response = self.get_response(request)
        if request.method != "GET" or here != form.page or form.missed or request.headers.get("HX-Request"):
            return response
        filled = _filled(response, form)
        if filled is None:
            kept.miss(request, form)
            return redirect("accounts:portal_kept_form")
        return filled

    def _waiting(self, request: HttpRequest) -> kept.KeptForm | None:
        if not request.user.is_authenticated:
            return None
        form = kept.of(request, request.user, timezone.now())
        same = form is not None and form.employer_id in (None, request.session.get("employer_id"))
        return form if same else None


def _filled(response: HttpResponse, form: kept.KeptForm) -> HttpResponse | None:
    """The page with the form filled in and a word above it; None where the page is not there or has no such form."""
    if response.status_code != 200 or response.streaming or "html" not in response.get("Content-Type", ""):
        return None
    page = response.content.decode()
    filled = refill.fill(page, page=form.page, action=form.action, fields=form.fields)
    if filled is None:
        return None
    left = [value for name in filled.left for value in form.fields[name] if value]
    note = render_to_string("accounts/portal/_refilled.html", {"left": left, "had_files": form.had_files})
    response.content = filled.html[: filled.form_at] + note + filled.html[filled.form_at :]
    return response
