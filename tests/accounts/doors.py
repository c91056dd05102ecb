"""Coming in by a door, for the tests of log-in."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.utils import timezone

from accounts import rules
from accounts.models import SecondFactor, User
from accounts.operations import staff as staff_operations
from tests import people

GOOD = {"identifier": people.DOCUMENTS["张三"][0], "password": people.PASSWORD}


def log_in(client: Client, path: str = "/login/", **answers: str) -> Any:
    return client.post(path, {**GOOD, **answers})


def logged_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def code_now(user: User) -> str:
    step = int(timezone.now().timestamp()) // rules.TOTP_SECONDS
    return staff_operations.totp_code(SecondFactor.objects.get(user=user).secret, step)
