"""Who may use a view: declared above it, enforced before it runs.

`@requires(Permission.X)` or `@public`. A convention test fails for a route that declares neither.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address
from typing import Any, TypeVar, cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers

from accounts import queries
from accounts.models import Door, Employer, EmployerClerk, User
from accounts.permissions import DUTY_BOUND, DUTY_GRANTS, ClerkDuty, Permission

View = TypeVar("View", bound=Callable[..., HttpResponseBase])

PUBLIC = "public"


class UserRequest(HttpRequest):
    """A request of somebody logged in: what a view behind `requires` gets."""

    user: User


SAFE_METHODS = ("GET", "HEAD", "OPTIONS")


def requires(permission: Permission, *, changes: bool = True) -> Callable[[View], View]:
    """Let only users whose roles grant `permission` into the view; 403 for everybody else who is logged in.

    A clerk may no more than their duty for the employer they act for; `changes` False: a POST here changes nothing.
    """

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            # Strangers have been sent to a door by the middleware; without it they must not come in either.
            if not (request.user.is_authenticated and request.user.may(permission)):
                raise PermissionDenied
            if request.user.door == Door.CLERK and permission in DUTY_BOUND:
                _refuse_beyond_duty(cast(UserRequest, request), permission, changes)
            answer = view(request, *args, **kwargs)
            # On a shared computer the next person must not see it with the browser's back button.
            add_never_cache_headers(answer)
            return answer

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(View, guarded)

    return declare


def duty_of(user: User, employer_id: int | None) -> str | None:
    """The clerk's duty at an employer; None where they do not act for it."""
    own = EmployerClerk.objects.filter(person=user.person_id, ended_at=None, employer=employer_id or 0)
    return own.values_list("duty", flat=True).first()


def _refuse_beyond_duty(request: UserRequest, permission: Permission, changes: bool) -> None:
    """Raise PermissionDenied for what the clerk's duty at the chosen employer does not cover."""
    duty = duty_of(request.user, request.session.get("employer_id"))
    needed = {permission}
    if changes and request.method not in SAFE_METHODS:
        needed.add(Permission.OWN_EMPLOYER_WORK)
    elif duty is None:
        return  # nobody is acted for yet: the pages lead to the choice, or find nothing
    if duty is None or not needed <= DUTY_GRANTS[ClerkDuty(duty)]:
        raise PermissionDenied


def may_do(request: UserRequest, permission: Permission) -> bool:
    """Whether a clerk's duty at the chosen employer covers `permission`: for buttons."""
    duty = duty_of(request.user, request.session.get("employer_id"))
    return duty is not None and permission in DUTY_GRANTS[ClerkDuty(duty)]


def public(view: View) -> View:
    """Let everybody in, logged in or not."""
    open_view = login_not_required(view)
    open_view.permission = PUBLIC  # type: ignore[attr-defined]
    return open_view


def shown_once(
    request: HttpRequest, *, title: str, note: str, secrets: list[tuple[str, str]], back: str
) -> HttpResponse:
    """Passwords or keys just made, on the answer itself: never in a message, a cookie, an address or a cache."""
    context = {"title": title, "note": note, "secrets": secrets, "back": back}
    answer = render(request, "accounts/office/shown_once.html", context)
    add_never_cache_headers(answer)
    return answer


# --- doors

DOOR_URLS = {
    Door.STAFF: "accounts:public_staff_login",
    Door.CLERK: "accounts:public_clerk_login",
    Door.DEPOSITOR: "accounts:public_depositor_login",
}
HOMES = {
    Door.STAFF: ("fundcenter:counter_home",),
    Door.CLERK: ("deposits:employer_home", "fundcenter:employer_home"),
    Door.DEPOSITOR: ("deposits:portal_home", "fundcenter:portal_home"),
}
"""First page behind each door; the first name that resolves."""


def door_of(path: str) -> Door:
    """The door that an address lies behind."""
    if path.startswith(("/counter/", "/office/", "/admin/")):
        return Door.STAFF
    return Door.CLERK if path.startswith("/employer/") else Door.DEPOSITOR


def door_url(door: str) -> str:
    """Address of a door's log-in page."""
    return reverse(DOOR_URLS[Door(door)])


def home_of(user: User) -> str:
    """Address of the first page behind the user's door."""
    for name in HOMES[Door(user.door)]:
        try:
            return reverse(name)
        except NoReverseMatch:
            continue
    return "/"


def client_address(request: HttpRequest) -> str:
    """Where a request comes from: the connection, or what the trusted proxies in front say."""
    forwarded = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if part.strip()]
    trusted = settings.TRUSTED_PROXIES
    found = forwarded[-trusted] if 0 < trusted <= len(forwarded) else request.META.get("REMOTE_ADDR", "")
    try:
        return str(ip_address(found))
    except ValueError:
        return ""


def chosen_employer(request: UserRequest) -> Employer:
    """The employer a clerk acts for in this session. Raises Http404 where they do not, or no longer."""
    return get_object_or_404(queries.clerk_employers(request.user), pk=request.session.get("employer_id") or 0)


def acted_for(request: UserRequest, employer: str) -> Q:
    """What is changed is the chosen employer's, whose clerk's duty was looked at; what is read, any of the clerk's.

    `employer` is the lookup that leads from the rows to their employer. Raises Http404 as `chosen_employer`.
    """
    return Q() if request.method in SAFE_METHODS else Q(**{employer: chosen_employer(request)})
