"""Who somebody is, proved by password or by second factor. Locking out is django-axes' part.

`username` is only the key that wrong tries are counted under (`queries.lock_key`): never a plain identity number.
"""

from __future__ import annotations

from django.contrib.auth.backends import BaseBackend
from django.http import HttpRequest
from django.utils import timezone

from accounts import operations as accounts
from accounts import queries
from accounts.models import User


class DoorBackend(BaseBackend):
    """A number and a password at one of the three doors."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, username: str, door: str, identifier: str, password: str
    ) -> User | None:
        """The user behind the door, or None, after the same work whether or not there is one."""
        user = queries.user_at_door(door, identifier)
        if user is None:
            User().set_password(password)
            return None
        return user if user.check_password(password) else None

    def get_user(self, user_id: int) -> User | None:
        """The logged-in user with what every page shows of them, in one query."""
        users = User.objects.select_related("person", "staff__branch")
        return users.filter(pk=user_id, is_active=True).first()


class SecondFactorBackend(DoorBackend):
    """The second step of staff: a code of their app, or a recovery code."""

    def authenticate(  # type: ignore[override]
        self, request: HttpRequest | None, username: str, user_id: int, code: str
    ) -> User | None:
        """The user whose second factor gives this code now."""
        if not accounts.check_second_factor(user_id=user_id, code=code, at=timezone.now()):
            return None
        return self.get_user(user_id)
