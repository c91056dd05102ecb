"""How the tests of pages look at them and post to them."""

from __future__ import annotations

import re

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from tests import people


def clerk() -> Client:
    """A browser in which 李四 acts for the employer; `people.li_si` would renew the mandate of the cast."""
    user = User.objects.get(person__name="李四", door="CLERK")
    return people.browser(user)


def said(client: Client, path: str) -> str:
    """The text of a page that is there."""
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def text_of(client: Client, path: str, data: dict[str, object]) -> str:
    """The text of the page that a post leads to."""
    return client.post(path, data, follow=True).content.decode()


def hand_in(client: Client, path: str, **more: str) -> str:
    """The text of the page after the answers on a check page were handed in as it shows them."""
    return text_of(client, path, {**hidden(said(client, f"{path}?page=check")), "go": "submit", **more})


def hidden(page: str) -> dict[str, str]:
    """The hidden fields of a page's forms, without the token."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"[^>]*>', page))
    found.pop("csrfmiddlewaretoken", None)
    return found


def file(content: bytes, name: str = "清册.csv") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)
