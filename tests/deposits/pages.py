"""How the tests of pages look at them and post to them."""

from __future__ import annotations

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


def file(content: bytes, name: str = "清册.csv") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)
