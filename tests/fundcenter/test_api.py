"""The API as a whole: its OpenAPI file, its documentation, and every address walked by every kind of caller."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from accounts.access import PUBLIC
from accounts.api import ApiView
from accounts.permissions import EMPLOYER_SCOPES, Scope
from fundcenter import api, reference
from tests import partners, people

NUMBERED = (
    *("account", "entries", "employer", "employer_lists", "list", "guide", "proofs", "proof"),
    *("withdrawal_offers", "withdrawals", "withdrawal"),
)
YEARLY = ("interest",)
VIEWS: dict[str, Any] = {each.name: each.callback.cls for each in api.urlpatterns if each.name is not None}
WALKED = {name: view for name, view in VIEWS.items() if issubclass(view, ApiView) and view.permission != PUBLIC}


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    """Tests call more often than callers may: each begins to count anew."""
    cache.clear()


def path(name: str) -> str:
    args = ["9"] if name in NUMBERED else ["9", "2026"] if name in YEARLY else []
    return reverse(f"api:{name}", args=args)


def test_the_openapi_file_in_docs_is_current() -> None:
    """`python manage.py spectacular --file docs/openapi.yaml` writes it anew."""
    found = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=found)
    assert (settings.BASE_DIR / "docs" / "openapi.yaml").read_text() == found.getvalue()


def test_the_openapi_file_is_served() -> None:
    answer = Client().get("/api/v1/openapi.yaml")
    assert answer.status_code == 200
    assert b"/api/v1/calculators/contribution" in answer.content


def test_the_documentation_names_every_address_and_needs_no_script() -> None:
    text = Client().get("/api/docs/").content.decode()
    operations = reference.operations()
    assert {each.path for each in operations} >= {"/api/v1/accounts/{number}/entries", "/api/v1/depositor-tokens"}
    for each in operations:
        assert f'id="{each.name}"' in text and each.title in text and each.title != each.name
    assert "results[].why" in text
    assert "style=" not in text


@pytest.mark.usefixtures("open_day")
@pytest.mark.parametrize("someone", people.EVERYBODY, ids=lambda each: each.__name__)
def test_users_get_what_the_view_declares(someone: Any) -> None:
    user, wrong = someone(), []
    client = people.browser(user)
    for name, view in WALKED.items():
        for method in ("get", "post"):
            writes = method == "post" and view.write_permission is not None
            allowed = any(user.may(each) for each in (view.write_permission if writes else view.permission))
            status = getattr(client, method)(path(name)).status_code
            expected = {200, 404, 405, 415} if allowed else {403, 405}
            if status not in expected or (status == 405 and hasattr(view, method)):
                wrong.append((name, method, status))
    assert wrong == []


@pytest.mark.usefixtures("open_day")
@pytest.mark.parametrize("scope", list(Scope))
def test_partners_get_what_their_scope_opens(scope: Scope) -> None:
    owner = partners.partner("walker", people.employer() if scope in EMPLOYER_SCOPES else None)
    client, wrong = partners.caller(partners.token(owner, scope).secret), []
    for name, view in WALKED.items():
        for method in ("get", "post"):
            if not hasattr(view, method):
                continue
            writes = method == "post" and view.write_permission is not None
            allowed = (view.write_scope if writes else view.scope) == scope
            answer = getattr(client, method)(path(name))
            code = answer.json().get("errors", [{}])[0].get("code")
            ok = answer.status_code != 403 or code == "depositor_token_required"
            if ok != allowed:
                wrong.append((name, method, answer.status_code, code))
    assert wrong == []


@pytest.mark.usefixtures("open_day")
def test_a_stranger_gets_401_everywhere() -> None:
    for name, view in WALKED.items():
        for method in ("get", "post"):
            if hasattr(view, method):
                answer = getattr(Client(), method)(path(name))
                assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Partner"), name


def test_a_failure_of_ours_is_500_in_the_same_shape(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("deposits.api.calculator._rate_limits", fail)
    body = '{"wage_fen":1,"floor_fen":1,"cap_fen":1,"employer_rate":"5","employee_rate":"5"}'
    client = Client(raise_request_exception=False)
    answer = client.post("/api/v1/calculators/contribution", body, content_type="application/json")
    assert (answer.status_code, answer.json()["type"]) == (500, "server_error")
    assert "secret" not in answer.content.decode()
