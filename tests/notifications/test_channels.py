"""Ways out of the house, against a gateway of our own that answers as real ones do."""

from __future__ import annotations

import json
import smtplib
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend

from notifications import channels
from notifications.channels import Outcome

# A plugin of apprise imports a module that Python 3.13 drops; the plugin is none of ours.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr':DeprecationWarning")


class Gateway(BaseHTTPRequestHandler):
    """POST /ok, /busy, /silent (takes the message and never answers), /cut (hangs up)."""

    taken: list[tuple[str, dict[str, Any]]] = []

    def do_POST(self) -> None:
        """Take the message and answer by the path."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.taken.append((self.path, body))
        if self.path.startswith("/silent"):
            time.sleep(2)
        if self.path.startswith(("/silent", "/cut")):
            self.close_connection = True
            return
        self.send_response(503 if self.path.startswith("/busy") else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def gateway(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.NOTIFY_TEST_MODE = False
    monkeypatch.setattr(channels, "PROVIDER_SECONDS", 1)
    Gateway.taken.clear()
    yield f"json://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def send(channel: str = "SMS", address: str = "13800000001") -> channels.Result:
    return channels.send(channel=channel, address=address, title="标题", body="正文")


@pytest.mark.parametrize(
    ("path", "outcome"),
    [("ok", Outcome.SENT), ("busy", Outcome.REFUSED), ("silent", Outcome.UNKNOWN), ("cut", Outcome.UNKNOWN)],
)
def test_what_a_gateway_does_is_told_apart(gateway: str, settings: Any, path: str, outcome: Outcome) -> None:
    settings.NOTIFY_SMS_URL = f"{gateway}/{path}/{{to}}"
    assert send().outcome == outcome
    assert [taken for taken, _body in Gateway.taken] == [f"/{path}/13800000001"]  # asked once, never twice
    assert Gateway.taken[0][1]["message"] == "正文"


def test_a_gateway_that_is_not_there_has_refused(gateway: str, settings: Any) -> None:
    settings.NOTIFY_SMS_URL = "json://127.0.0.1:1/{to}"
    assert send().outcome == Outcome.REFUSED


def test_wecom_gets_the_title_too_and_an_address_cannot_leave_its_place(gateway: str, settings: Any) -> None:
    settings.NOTIFY_WECOM_URL = f"{gateway}/ok/{{to}}?method=post"
    assert send("WECOM", "../busy?x=1#y").outcome == Outcome.SENT
    assert Gateway.taken[0][1]["title"] == "标题"
    assert Gateway.taken[0][0].startswith("/ok/")


def test_an_address_that_no_library_knows_is_a_refusal(settings: Any) -> None:
    settings.NOTIFY_TEST_MODE, settings.NOTIFY_SMS_URL = False, "nonsense"
    assert send().outcome == Outcome.REFUSED


def test_a_channel_that_was_unconfigured_meanwhile_is_a_refusal(settings: Any) -> None:
    settings.NOTIFY_TEST_MODE, settings.NOTIFY_SMS_URL = False, ""
    assert send().note == "此渠道尚未配置"
    assert channels.available() == set()


def test_test_mode_sends_nothing(settings: Any, mailoutbox: list[mail.EmailMessage]) -> None:
    settings.NOTIFY_TEST_MODE = True
    assert send("EMAIL", "z@example.org").simulated
    assert mailoutbox == []


class Post(BaseEmailBackend):
    """A mail server that fails as it is told."""

    problem: Exception = TimeoutError()

    def send_messages(self, email_messages: Any) -> int:
        """Fail."""
        raise self.problem


@pytest.mark.parametrize(
    ("problem", "outcome"),
    [
        (TimeoutError(), Outcome.UNKNOWN),
        (smtplib.SMTPServerDisconnected("bye"), Outcome.UNKNOWN),
        (smtplib.SMTPRecipientsRefused({}), Outcome.REFUSED),
        (ConnectionRefusedError(), Outcome.REFUSED),
    ],
)
def test_what_a_mail_server_does_is_told_apart(
    settings: Any, monkeypatch: pytest.MonkeyPatch, problem: Exception, outcome: Outcome
) -> None:
    settings.NOTIFY_TEST_MODE, settings.DEFAULT_FROM_EMAIL = False, "fund@example.org"
    settings.EMAIL_BACKEND = "tests.notifications.test_channels.Post"
    monkeypatch.setattr(Post, "problem", problem)
    assert send("EMAIL", "z@example.org").outcome == outcome


def test_a_letter_is_sent_with_its_title(settings: Any, mailoutbox: list[mail.EmailMessage]) -> None:
    settings.NOTIFY_TEST_MODE, settings.DEFAULT_FROM_EMAIL = False, "fund@example.org"
    assert send("EMAIL", "z@example.org").outcome == Outcome.SENT
    assert (mailoutbox[0].subject, mailoutbox[0].body, mailoutbox[0].from_email) == ("标题", "正文", "fund@example.org")
