"""Every address declares who may use it, and keeps to what it declares: every route, walked with every kind of person.

Nothing here names a page: a new app's routes are walked as soon as they are in fundcenter/urls.py.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseForbidden, HttpResponseNotFound
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts import access
from accounts.access import PUBLIC
from accounts.models import User
from accounts.permissions import ROLE_GRANTS, Permission, Role
from fundcenter import urls
from tests import people

NOWHERE = 2_000_000_000
"""An id that no row has."""
SAMPLES = {
    "int": NOWHERE,
    "str": "x",
    "slug": "x",
    "path": "x",
    "text": "2026",
    "uuid": "00000000-0000-4000-8000-000000000000",
}
OURS = {"common", "policy", "accounts", "ledger", "notifications", "bank", "risk", "desk", "deposits", "loans"} | {
    "withdrawals",
    "library",
    "partybuilding",
    "fundcenter",
}


@dataclass(frozen=True)
class Route:
    """One address with a name: where it leads and what it asks for."""

    name: str
    view: Any
    converters: tuple[tuple[str, str], ...]

    @property
    def permission(self) -> Permission | str | tuple[Permission, ...] | None:
        """What the view declares; of an API view, what its class does: any one of several will do."""
        return getattr(getattr(self.view, "cls", self.view), "permission", None)

    @property
    def declared(self) -> bool:
        """Whether it says who may: everybody, holders of a permission, or partners whose token has a scope."""
        if isinstance(self.permission, tuple):
            return bool(self.permission or getattr(self.view.cls, "scope", None)) and _all_permissions(self.permission)
        return self.permission == PUBLIC or isinstance(self.permission, Permission)

    @property
    def path(self) -> str:
        """The address, of something that does not exist where it names something."""
        return reverse(self.name, kwargs=self.arguments)

    @property
    def arguments(self) -> dict[str, Any]:
        """What the address names."""
        return {key: SAMPLES.get(kind, 2026) for key, kind in self.converters}

    @property
    def of_a_record(self) -> bool:
        """Whether the address names a row."""
        return any(key == "pk" or key.endswith("_pk") for key, _kind in self.converters)


def routes(patterns: list[Any] | None = None, namespace: str = "") -> Iterator[Route]:
    """All named addresses outside Django's admin."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name != "admin":
                inner = ":".join(filter(None, [namespace, pattern.namespace]))
                yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            kinds = {type(each): name for name, each in _converters().items()}
            converters = pattern.pattern.converters
            groups = dict.fromkeys(pattern.pattern.regex.groupindex, None) | converters
            found = tuple((key, kinds.get(type(each), "text")) for key, each in groups.items())
            yield Route(":".join(filter(None, [namespace, pattern.name])), pattern.callback, found)


def _all_permissions(named: tuple[Any, ...]) -> bool:
    return all(isinstance(each, Permission) for each in named)


def _converters() -> dict[str, Any]:
    from django.urls.converters import get_converters

    return get_converters()


def is_ours(view: Callable[..., Any]) -> bool:
    """Whether the view's code is of this project."""
    return getattr(view, "cls", view).__module__.split(".")[0] in OURS


OUR_ROUTES = [route for route in routes() if is_ours(route.view)]
PAGES = [route for route in OUR_ROUTES if not hasattr(route.view, "cls")]
API = [route for route in OUR_ROUTES if hasattr(route.view, "cls")]


def test_all_our_apps_are_walked() -> None:
    here = {config.name for config in apps.get_app_configs() if "site-packages" not in config.path}
    assert here <= OURS


def test_every_route_declares_who_may_use_it() -> None:
    assert [route.name for route in OUR_ROUTES if not route.declared] == []


def test_every_route_has_a_name_that_says_for_whom_and_matches_its_view() -> None:
    kinds = ("public_", "portal_", "counter_", "employer_", "office_", "api_")
    odd = [route.name for route in PAGES if not route.name.split(":")[-1].startswith(kinds)]
    assert odd == []


def test_the_address_leads_through_the_door_of_those_who_may() -> None:
    """A stranger must be sent to a door that somebody with the permission can use."""
    wrong = []
    for route in PAGES:
        if route.permission in (PUBLIC, Permission.OWN_PROFILE):
            continue
        roles = {role for role, grants in ROLE_GRANTS.items() if route.permission in grants}
        doors = {role.value if role in (Role.DEPOSITOR, Role.CLERK) else "STAFF" for role in roles}
        if access.door_of(route.path) not in doors:
            wrong.append((route.name, route.path))
    assert wrong == []


@pytest.mark.usefixtures("open_day")
def test_a_stranger_sees_public_pages_only_and_is_shown_the_right_door() -> None:
    client, wrong = Client(), []
    for route in PAGES:
        response = client.get(route.path)
        if route.permission == PUBLIC:
            ok = response.status_code in (200, 302, 400, 404, 405)
        else:
            door = access.door_url(access.door_of(route.path))
            ok = response.status_code == 302 and response["Location"].split("?")[0] == door
        if not ok:
            wrong.append((route.name, response.status_code))
    assert wrong == []


@pytest.fixture
def bare_refusals(monkeypatch: pytest.MonkeyPatch) -> None:
    """403 and 404 without their pages: a walk asks for hundreds of them and reads the status alone."""
    monkeypatch.setattr(urls, "handler403", lambda _request, exception: HttpResponseForbidden(), raising=False)
    monkeypatch.setattr(urls, "handler404", lambda _request, exception: HttpResponseNotFound(), raising=False)


@pytest.mark.usefixtures("open_day")
@pytest.mark.parametrize("someone", people.EVERYBODY, ids=lambda each: each.__name__)
def test_a_refusal_is_a_page_in_the_frame_of_whoever_meets_it(someone: Callable[[], User]) -> None:
    user = someone()
    client = people.browser(user)
    barred = next(each for each in PAGES if each.permission != PUBLIC and not user.may(each.permission))
    for status, path, words in ((403, barred.path, "您不能进入这一页"), (404, "/nowhere/", "找不到这个页面")):
        response = client.get(path)
        page = response.content.decode()
        assert (response.status_code, words in page, str(user) in page) == (status, True, True)


@pytest.mark.usefixtures("open_day", "bare_refusals")
@pytest.mark.parametrize("someone", people.EVERYBODY, ids=lambda each: each.__name__)
def test_whoever_lacks_the_permission_gets_403_and_what_does_not_exist_is_404(someone: Callable[[], User]) -> None:
    """Whoever may goes through everything that stands before a view; of whoever may not, the view itself is asked.

    That refusals are pages is another test's, and 钱七, who may nothing, is sent all the way to each.
    """
    user = someone()
    client, wrong = people.browser(user), []
    for route in PAGES:
        if route.permission == PUBLIC:
            continue
        may = user.may(Permission(str(route.permission)))
        for method in ("get", "post"):
            if may or someone is people.qian_qi:
                status = getattr(client, method)(route.path).status_code
            else:
                status = _asked_directly(route, user, method)
            if not _as_declared(route, user, method, status):
                wrong.append((route.name, method, status))
    assert wrong == []


def _asked_directly(route: Route, user: User, method: str) -> int:
    """What the view says to a request of this user's, without what stands before it."""
    request = getattr(RequestFactory(), method)(route.path)
    request.user, request.session = user, {}
    try:
        return int(route.view(request, **route.arguments).status_code)
    except PermissionDenied:
        return 403


def _as_declared(route: Route, user: User, method: str, status: int) -> bool:
    if not user.may(Permission(str(route.permission))):
        return status in (403, 405)
    if route.of_a_record:
        return status in (404, 405)
    # An empty post may be refused (a form shown again, 409, 422) or do something harmless and lead on.
    return status in (200, 302, 404, 405, 409, 422) if method == "post" else status in (200, 302, 404, 405)


@pytest.mark.usefixtures("open_day")
@pytest.mark.parametrize("someone", [None, *people.EVERYBODY], ids=lambda each: getattr(each, "__name__", "stranger"))
def test_the_api_answers_nobody_without_the_permission(someone: Callable[[], User] | None) -> None:
    user = someone() if someone else None
    client, wrong = people.browser(user), []
    for route in API:
        may = route.permission == PUBLIC or (
            user is not None and any(user.may(each) for each in route.permission or ())
        )
        if not may:
            statuses = [getattr(client, method)(route.path).status_code for method in ("get", "post")]
            wrong += [(route.name, status) for status in statuses if status not in (401, 403, 405)]
    assert wrong == []


@pytest.mark.usefixtures("bare_refusals")
@pytest.mark.django_db
def test_a_role_out_of_its_term_opens_nothing() -> None:
    teller = people.wang_wu()
    grant = teller.role_grants.get()
    grant.until = date(2020, 1, 31)
    grant.save(update_fields=["until"])
    client = people.browser(teller)
    for route in PAGES:
        if route.permission not in (PUBLIC, None):
            assert client.get(route.path).status_code in (403, 405), route.name
