"""Who may use a view: declared above it, enforced before it runs.

`@requires(Permission.X)` or `@public`. A convention test fails for a route that declares neither.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from accounts.permissions import Permission

View = TypeVar("View", bound=Callable[..., HttpResponse])

PUBLIC = "public"


def requires(permission: Permission) -> Callable[[View], View]:
    """Let only users whose roles grant `permission` into the view; 403 for everybody else who is logged in."""

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.may(permission):  # type: ignore[union-attr]
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.permission = permission  # type: ignore[attr-defined]
        return cast(View, guarded)

    return declare


def public(view: View) -> View:
    """Let everybody in, logged in or not."""
    open_view = login_not_required(view)
    open_view.permission = PUBLIC  # type: ignore[attr-defined]
    return open_view
