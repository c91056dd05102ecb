"""The API of the deposit business, as a partner, a depositor, a clerk and an attacker call it."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import operations as accounts
from accounts.models import AuditEntry, IdempotentCall, Look
from accounts.permissions import Scope
from deposits.files.typed import TypedLine, write_typed_list
from deposits.models import EmployerAccount, RemittanceList
from deposits.queries import next_month, paying_people
from deposits.states import ChangeKind
from tests import make, partners, people
from tests.deposits import world

CALCULATOR = "/api/v1/calculators/contribution"
QUESTION = {
    "wage_fen": 843_756,
    "floor_fen": 223_000,
    "cap_fen": 3_050_500,
    "employer_rate": "12",
    "employee_rate": "12",
    "unit_fen": 100,
}


def ask(question: Any, **options: Any) -> HttpResponse:
    body = question if isinstance(question, (str, bytes)) else json.dumps(question)
    return Client().post(CALCULATOR, body, **{"content_type": "application/json", **options})


def attrs(answer: HttpResponse) -> list[str]:
    return [error["attr"] for error in answer.json()["errors"]]


@pytest.fixture(autouse=True)
def _fresh_counts(db: None) -> None:
    """Tests call more often than callers may: each begins to count anew."""
    cache.clear()


# --- the calculator


@pytest.mark.parametrize(
    ("wage", "base", "part"),
    [(843_756, 843_756, 101_300), (100_000, 223_000, 26_800), (9_999_999, 3_050_500, 366_100), (0, 223_000, 26_800)],
)
def test_calculator_clamps_the_wage_and_rounds_each_side(wage: int, base: int, part: int) -> None:
    answer = ask({**QUESTION, "wage_fen": wage})
    assert answer.status_code == 200
    assert answer.json() == {
        "base_fen": base,
        "employer_fen": part,
        "employee_fen": part,
        "total_fen": 2 * part,
    }


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("employer_rate", "4.99"),
        ("employer_rate", "12.01"),
        ("employee_rate", "13"),
        ("employee_rate", "-5"),
        ("employee_rate", "7.555"),
        ("employer_rate", 12),
        ("employer_rate", 12.0),
        ("employer_rate", "１２"),
        ("employer_rate", "NaN"),
        ("employer_rate", "1e1"),
        ("employer_rate", None),
        ("wage_fen", 8437.56),
        ("wage_fen", 843756.0),
        ("wage_fen", "843756"),
        ("wage_fen", True),
        ("wage_fen", -1),
        ("wage_fen", 10**30),
        ("wage_fen", []),
        ("cap_fen", 222_999),
        ("floor_fen", -1),
        ("unit_fen", 0),
        ("unit_fen", 10_001),
    ],
)
def test_calculator_names_the_field_that_is_wrong(field: str, value: Any) -> None:
    answer = ask({**QUESTION, field: value})
    assert answer.status_code == 400
    assert answer.json()["type"] == "validation_error"
    assert attrs(answer) == [field]


def test_calculator_names_both_rates_where_both_are_wrong() -> None:
    answer = ask({**QUESTION, "employer_rate": "13", "employee_rate": "4"})
    assert attrs(answer) == ["employer_rate", "employee_rate"]


@pytest.mark.parametrize("field", sorted(set(QUESTION) - {"unit_fen"}))
def test_calculator_asks_for_what_is_missing(field: str) -> None:
    answer = ask({name: value for name, value in QUESTION.items() if name != field})
    assert (answer.status_code, attrs(answer)) == (400, [field])


@pytest.mark.parametrize(
    "body",
    [
        json.dumps(QUESTION).replace("843756", "NaN"),
        json.dumps(QUESTION).replace("843756", "Infinity"),
        json.dumps(QUESTION).replace("843756", "1" * 5000),
        "[" * 30_000,
        "{",
        b"\xff\xfe",
        "[]",
        "null",
        '"text"',
        "",
    ],
)
def test_calculator_refuses_what_is_no_question(body: Any) -> None:
    answer = ask(body)
    assert answer.status_code == 400
    assert set(answer.json()) == {"type", "errors"}


def test_every_error_has_the_same_shape() -> None:
    stranger = Client()
    answers = {
        401: stranger.get("/api/v1/accounts"),
        404: stranger.get("/api/v1/nothing"),
        405: stranger.get(CALCULATOR),
        413: ask(" " * 70_000),
        415: ask("wage_fen=1", content_type="text/plain"),
    }
    for status, answer in answers.items():
        assert answer.status_code == status
        (error,) = answer.json()["errors"]
        assert set(error) == {"code", "detail", "attr"}
    assert stranger.post("/api/", "x", content_type="text/plain").status_code == 404


def test_a_stranger_is_asked_to_slow_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("accounts.api.throttles.AnonymousThrottle.rate", "3/min", raising=False)
    answers = [ask(QUESTION) for _call in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].json()["errors"][0]["code"] == "throttled"
    assert int(answers[-1]["Retry-After"]) <= 60


@pytest.mark.django_db(transaction=True)
def test_without_the_cache_table_calls_are_answered() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE fundcenter_cache RENAME TO fundcenter_cache_away")
        try:
            assert ask(QUESTION).status_code == 200
        finally:
            cursor.execute("ALTER TABLE fundcenter_cache_away RENAME TO fundcenter_cache")


# --- a depositor's account


@pytest.fixture
def machines(open_day: Any) -> EmployerAccount:
    """The employer of 李四 with an allocated month; 张三 works there."""
    account = world.employer_account()
    world.allocated(account)
    return account


@pytest.fixture
def own(machines: EmployerAccount) -> str:
    """张三's account number."""
    return world.account_of("张三").number


def reader(user: Any, code: str = "city-app") -> Client:
    """A partner with the leave of `user`."""
    owner = partners.partner(code)
    secret = partners.token(owner, Scope.ACCOUNTS_READ).secret
    return partners.caller(secret, partners.leave(owner, user))


def test_a_partner_reads_the_account_of_who_let_it_and_they_are_told(own: str) -> None:
    zhang = people.zhang_san()
    client = reader(zhang)
    answer = client.get(f"/api/v1/accounts/{own}")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    body = answer.json()
    assert (body["holder"], body["balance_fen"], body["base_fen"]) == ("张三", 202_600, 843_756)
    (page,) = [client.get("/api/v1/accounts").json()]
    assert [row["number"] for row in page["results"]] == [own]
    assert page["next"] is None
    looks = Look.objects.filter(person=zhang.person_id)
    assert {(look.kind, look.viewer, look.user_id) for look in looks} == {("API", "测试系统city-app", None)}
    assert looks.count() == 2


def test_entries_say_why_and_add_up(own: str) -> None:
    answer = reader(people.zhang_san()).get(f"/api/v1/accounts/{own}/entries")
    (line,) = answer.json()["results"]
    assert (line["change_fen"], line["balance_fen"]) == (202_600, 202_600)
    assert (line["value_on"], line["booked_on"]) == ("2026-10-10", "2026-10-10")
    assert "8,437.56" in line["why"]
    assert any("四舍五入到元" in step["text"] for step in line["steps"])


def test_entries_come_page_by_page_with_the_balance_of_each_moment(own: str) -> None:
    account = world.account_of("张三")
    for month in range(2):
        world.pay(world.declared(account.employer_account, _month_again(account.employer_account)), serial=f"M{month}")
    account.refresh_from_db()
    client, found = people.browser(people.zhang_san()), []
    url = f"/api/v1/accounts/{own}/entries?page_size=1"
    while url:
        page = client.get(url).json()
        found += page["results"]
        url = page["next"]
    assert [line["balance_fen"] for line in found] == [607_800, 405_200, 202_600]
    assert client.get(f"/api/v1/accounts/{own}/entries?since=2026-10-11").json()["results"] == []
    assert (
        len(client.get(f"/api/v1/accounts/{own}/entries?until=2026-10-10&page_size=1000000000").json()["results"]) == 3
    )


def _month_again(account: EmployerAccount) -> bytes:
    """The same people once more, known by now."""
    lines = [
        TypedLine(
            account_number=each.number,
            name=each.person.name,
            document_type=each.person.document_type,
            document_number=each.person.document_number,
            base_fen=each.base_fen,
            employer_fen=each.employer_part_fen,
            employee_fen=each.employee_part_fen,
            change=ChangeKind.NORMAL,
        )
        for each in paying_people(account)
    ]
    account = EmployerAccount.objects.get(pk=account.pk)
    return write_typed_list(
        employer_number=account.number, employer_name=account.employer.name, month=next_month(account), lines=lines
    )


@pytest.mark.parametrize(
    ("query", "attr"),
    [
        ("page_size=0", "page_size"),
        ("page_size=x", "page_size"),
        ("page_size=-1", "page_size"),
        ("page_size=%EF%BC%91", "page_size"),
        ("cursor=../..", "cursor"),
        ("cursor=abc", "cursor"),
        ("cursor=%00", "cursor"),
        ("cursor=9999999999999999999999", "cursor"),
        ("since=2026-13-01", "since"),
        ("until=yesterday", "until"),
        ("since=2026-10-11&until=2026-10-10", "until"),
    ],
)
def test_entries_refuse_bad_questions_by_name(own: str, query: str, attr: str) -> None:
    answer = people.browser(people.zhang_san()).get(f"/api/v1/accounts/{own}/entries?{query}")
    assert (answer.status_code, attrs(answer)) == (400, [attr])


def test_a_cursor_of_somebody_elses_entry_shows_nothing(own: str) -> None:
    other = world.account_of("陈一").ledger_account.entries.get()
    answer = people.browser(people.zhang_san()).get(f"/api/v1/accounts/{own}/entries?cursor={other.pk}")
    assert answer.json()["results"] == []


def test_another_persons_account_is_not_there(own: str) -> None:
    foreign = world.account_of("陈一").number
    for client in (people.browser(people.qian_qi()), reader(people.qian_qi())):
        assert client.get("/api/v1/accounts").json()["results"] == []
        for number in (own, foreign, "0", "x" * 20):
            assert client.get(f"/api/v1/accounts/{number}").status_code == 404
            assert client.get(f"/api/v1/accounts/{number}/entries").status_code == 404
    for client in (people.browser(people.zhang_san()), reader(people.zhang_san())):
        assert client.get(f"/api/v1/accounts/{foreign}").status_code == 404
        assert client.get("/api/v1/accounts/%00").status_code == 404


def test_ones_own_look_is_none_and_staffs_is_one(own: str) -> None:
    zhang = people.zhang_san()
    assert people.browser(zhang).get(f"/api/v1/accounts/{own}").status_code == 200
    assert not Look.objects.exists()
    staff = people.browser(people.wang_wu())
    rows = staff.get("/api/v1/accounts?page_size=2").json()
    assert [row["holder"][1:] for row in rows["results"]] == ["*", "*"]
    assert staff.get(rows["next"]).json()["next"] is None
    assert not Look.objects.exists()
    assert staff.get(f"/api/v1/accounts/{own}").json()["holder"] == "张三"
    assert Look.objects.get().kind == "API"


def test_roles_without_the_permission_are_refused(own: str) -> None:
    for user in (people.li_si(), people.sun_ba(), people.zheng_yi()):
        assert people.browser(user).get(f"/api/v1/accounts/{own}").status_code == 403


def test_the_number_of_queries_does_not_grow(own: str, django_assert_max_num_queries: Any) -> None:
    client = people.browser(people.wang_wu())
    client.get("/api/v1/accounts")
    with django_assert_max_num_queries(22):
        client.get("/api/v1/accounts")


# --- employers and their lists


@pytest.fixture
def factory(open_day: Any) -> EmployerAccount:
    """An employer that has declared nothing yet."""
    return world.employer_account()


@pytest.fixture
def school(open_day: Any) -> EmployerAccount:
    """Somebody else's employer."""
    return world.employer_account("辽源市实验小学", world.SCHOOL)


def payroll_system(account: EmployerAccount) -> Client:
    """The employer's own software."""
    owner = partners.partner(f"payroll-{account.pk}", account.employer)
    return partners.caller(partners.token(owner, Scope.LISTS_READ, Scope.LISTS_WRITE).secret)


def declare(client: Client, account: EmployerAccount, content: bytes, key: str = "202610-first") -> HttpResponse:
    return client.post(
        f"/api/v1/employers/{account.number}/lists",
        {"file": SimpleUploadedFile("清册.csv", content)},
        headers={"Idempotency-Key": key} if key else {},
    )


def test_payroll_software_declares_and_follows_its_list(factory: EmployerAccount) -> None:
    client = payroll_system(factory)
    answer = declare(client, factory, world.list_file(factory))
    assert answer.status_code == 201
    body = answer.json()
    assert (body["person_count"], body["status"], body["month"]) == (3, "AWAITING", "202610")
    assert client.get(answer["Location"]).json() == body
    assert client.get(f"/api/v1/employers/{factory.number}/lists").json() == {"results": [body], "next": None}
    entry = AuditEntry.objects.get(action="list:declare")
    assert (entry.user, entry.detail) == (None, {"partner": f"payroll-{factory.pk}"})


def test_an_employer_sees_what_it_owes(factory: EmployerAccount) -> None:
    body = payroll_system(factory).get(f"/api/v1/employers/{factory.number}").json()
    assert (body["next_month"], body["employer_rate"]) == ("202610", "12")
    assert [month["month"] for month in body["due"]] == ["202610"]


def test_another_employer_is_not_there(factory: EmployerAccount, school: EmployerAccount) -> None:
    theirs = world.declared(school)
    clients = [payroll_system(factory), people.browser(_clerk_of(factory))]
    for client in clients:
        assert client.get(f"/api/v1/employers/{school.number}").status_code == 404
        assert client.get(f"/api/v1/employers/{school.number}/lists").status_code == 404
        assert client.get(f"/api/v1/lists/{theirs.number}").status_code == 404
        assert declare(client, school, world.list_file(school)).status_code == 404
    assert RemittanceList.objects.count() == 1


def _clerk_of(account: EmployerAccount) -> Any:
    """李四, let act for this employer too."""
    clerk = people.li_si()
    accounts.authorise_clerk(
        employer_id=account.employer_id,
        person_id=clerk.person_id,
        mandate="授权书",
        by=people.wang_wu(),
        at=make.AT,
    )
    return clerk


def test_a_clerk_uses_the_same_addresses_by_session(factory: EmployerAccount) -> None:
    client = people.browser(_clerk_of(factory))
    assert client.get(f"/api/v1/employers/{factory.number}").status_code == 200
    assert declare(client, factory, world.list_file(factory)).status_code == 201
    assert RemittanceList.objects.get().declared_by == people.li_si()


def test_a_write_by_session_needs_the_forms_secret(factory: EmployerAccount) -> None:
    clerk = _clerk_of(factory)
    client = Client(enforce_csrf_checks=True)
    client.force_login(clerk, backend="accounts.backends.DoorBackend")
    answer = declare(client, factory, world.list_file(factory))
    assert answer.status_code == 403
    assert not RemittanceList.objects.exists()


def test_faults_are_listed_by_row_and_column_and_nothing_is_kept(factory: EmployerAccount) -> None:
    content = world.list_file(factory).replace("陈一".encode(), "陈二".encode()).replace(b"6000.00", b"1000.00")
    client = payroll_system(factory)
    answer = declare(client, factory, content)
    assert answer.status_code == 400
    body = answer.json()
    assert body["type"] == "validation_error"
    assert body["total"] >= len(body["errors"]) > 0
    assert all(error["row"] and error["column"] and error["detail"] for error in body["errors"])
    assert not RemittanceList.objects.exists() and not factory.uploads.exists()
    assert not IdempotentCall.objects.exists()
    assert declare(client, factory, world.list_file(factory)).status_code == 201


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"\x00" * 100, "没有列名".encode()])
def test_what_is_no_list_is_refused_by_the_field(factory: EmployerAccount, content: bytes) -> None:
    answer = declare(payroll_system(factory), factory, content)
    assert (answer.status_code, attrs(answer)) == (400, ["file"])


def test_a_file_is_asked_for_and_so_is_a_key(factory: EmployerAccount) -> None:
    client = payroll_system(factory)
    url = f"/api/v1/employers/{factory.number}/lists"
    assert attrs(client.post(url, {}, headers={"Idempotency-Key": "12345678"})) == ["file"]
    for key in ("", "short", "x" * 81, "with space"):
        assert attrs(declare(client, factory, world.list_file(factory), key)) == ["Idempotency-Key"]
    assert client.post(url, "{}", content_type="application/json").status_code == 415


def test_a_body_that_is_too_large_is_not_read(factory: EmployerAccount) -> None:
    url = f"/api/v1/employers/{factory.number}/lists"
    answer = payroll_system(factory).post(url, b"x", content_type="multipart/form-data", CONTENT_LENGTH="99999999")
    assert answer.status_code == 413


def test_the_same_key_gives_the_first_answer_again(factory: EmployerAccount) -> None:
    client, content = payroll_system(factory), world.list_file(factory)
    first, again = declare(client, factory, content), declare(client, factory, content)
    assert (again.status_code, again.json()) == (201, first.json())
    assert (first.get("Idempotency-Hit"), again["Idempotency-Hit"]) == (None, "true")
    changed = declare(client, factory, content + b"\r\n")
    assert changed.status_code == 422
    assert (changed.json()["type"], changed.json()["errors"][0]["code"]) == ("business_error", "KeyReused")
    assert RemittanceList.objects.count() == 1


def test_a_second_list_is_refused_with_its_sentence(factory: EmployerAccount) -> None:
    client, content = payroll_system(factory), world.list_file(factory)
    declare(client, factory, content)
    answer = declare(client, factory, content, "another-key")
    assert answer.status_code == 409
    (error,) = answer.json()["errors"]
    assert (answer.json()["type"], error["code"]) == ("business_error", "ListWaiting")
    assert error["detail"].endswith("。")


def test_a_key_of_one_caller_is_none_of_anothers(factory: EmployerAccount, school: EmployerAccount) -> None:
    assert declare(payroll_system(factory), factory, world.list_file(factory)).status_code == 201
    theirs = declare(payroll_system(school), school, world.list_file(school, {"陈三": 500_000}))
    assert theirs.status_code == 201
    assert theirs.json()["employer_number"] == school.number


@pytest.mark.django_db(transaction=True)
def test_two_at_once_under_one_key_declare_one_list(open_day: Any) -> None:
    account = world.employer_account()
    content = world.list_file(account)
    owner = partners.partner("payroll", account.employer)
    secret = partners.token(owner, Scope.LISTS_READ, Scope.LISTS_WRITE).secret
    begin, answers = threading.Barrier(3), []

    def call() -> None:
        begin.wait()
        try:
            answers.append(declare(partners.caller(secret), account, content))
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert RemittanceList.objects.count() == 1
    statuses = sorted(answer.status_code for answer in answers)
    assert statuses[0] == 201 and set(statuses) <= {201, 409}
    done = declare(partners.caller(secret), account, content)
    assert (done.status_code, done["Idempotency-Hit"]) == (201, "true")


def test_a_call_that_died_gives_its_key_back_after_ten_minutes(factory: EmployerAccount) -> None:
    client, content = payroll_system(factory), world.list_file(factory)
    declare(client, factory, content)
    at = timezone.now()
    IdempotentCall.objects.update(status=None, finished_at=None, body=None, started_at=at)
    assert declare(client, factory, content).json()["errors"][0]["code"] == "CallUnderWay"
    IdempotentCall.objects.update(started_at=at - timedelta(minutes=11))
    assert declare(client, factory, content).json()["errors"][0]["code"] == "ListWaiting"
