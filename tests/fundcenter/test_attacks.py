"""Hostile words in every list and paper, walked by every role: nothing runs, leaks, or is found by others."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date
from typing import Any

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from accounts import operations as accounts
from accounts.models import AuditEntry, Employer, Person, User
from bank import operations as bank
from bank.models import BankAccount, PaymentOrder, Receipt, StatementImport, SuspenseItem
from deposits import operations
from deposits.models import PayrollUpload, PersonalAccount, RemittanceList
from ledger.models import Account, Entry, Journal
from notifications.models import Message
from tests import make, people
from tests.deposits import world

pytestmark = pytest.mark.django_db(transaction=True)

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
FORMULA = '=HYPERLINK("http://evil.example","x")'
CARD = "6217000012345678901"
PAYER = "6228480012345678"


@pytest.fixture
def town(open_day: date) -> dict[str, Any]:
    """A town whose people, employers, files and bank lines are named by somebody evil."""
    make.bank_account()
    account = world.employer_account(f"{EVIL[:60]}有限公司")
    content = world.list_file(account)
    upload = operations.upload_payroll(
        employer_account_id=account.pk, name=f"{EVIL}\r\nX-Evil: 1.csv", content=content, by=None, at=make.AT
    )
    remittance = operations.declare(upload_id=upload.pk, by=None, at=make.AT)
    world.pay(remittance)
    faulty = operations.upload_payroll(
        employer_account_id=account.pk,
        name=f"{FORMULA}.csv",
        content=content.replace("新增".encode(), (FORMULA.replace('"', "") + EVIL[:26]).replace(",", "").encode()),
        by=None,
        at=make.AT,
    )
    head = (
        "account,value_date,time,bank_serial,direction,amount,balance,counter_account,counter_name,remark,summary,"
        "reversal_flag\n"
    )
    number = bank_number()
    evil = EVIL.replace('"', '""')
    line = f'{number},2026-10-10,10:00:00,EVIL1,C,77.00,{balance_after(77_00)},{PAYER},"{evil}","{evil}","=cmd|calc",\n'
    bank.import_statement(name=f"{EVIL}.csv", content=(head + line).encode(), by=None, at=make.AT)
    item = SuspenseItem.objects.get(receipt__line__bank_serial="EVIL1")
    order = bank.refund_suspense(item_id=item.pk, fen=100, by=people.sun_ba(), at=make.AT, note=EVIL[:60])
    depositor = people.zhang_san()
    accounts.bind_card(
        person_id=depositor.person_id, number=CARD, holder="张三", bank_name=EVIL[:40], by=depositor, at=make.AT
    )
    clerk = people.li_si()
    accounts.authorise_clerk(
        employer_id=account.employer_id, person_id=clerk.person_id, mandate=EVIL, by=people.wang_wu(), at=make.AT
    )
    return {"account": account, "remittance": remittance, "upload": upload, "faulty": faulty, "order": order}


def bank_number() -> str:
    return BankAccount.objects.get().number


def balance_after(fen: int) -> str:
    total = (BankAccount.objects.get().statement_balance_fen or 0) + fen
    return f"{total // 100}.{total % 100:02d}"


def routes(patterns: Any = None, prefix: str = "") -> list[tuple[str, dict[str, str]]]:
    """Every address with its parameters."""
    found = []
    for each in get_resolver().url_patterns if patterns is None else patterns:
        text = prefix + str(each.pattern)
        if isinstance(each, URLResolver):
            found += routes(each.url_patterns, text)
        elif isinstance(each, URLPattern) and not text.startswith(("admin/", "api/", "^")):
            found.append((text, dict(each.pattern.converters)))
    return found


IDS = {
    "employers": Employer,
    "people": Person,
    "uploads": PayrollUpload,
    "lists": RemittanceList,
    "counter/accounts": PersonalAccount,
    "books/accounts": Account,
    "journals": Journal,
    "entries": Entry,
    "statements": StatementImport,
    "receipts": Receipt,
    "suspense": SuspenseItem,
    "orders": PaymentOrder,
    "messages": Message,
}


def addresses() -> list[str]:
    """Every address to look at, with the newest two records of its kind."""
    found = []
    for text, parameters in routes():
        kind = next((name for name in IDS if f"{name}/<int:pk>" in text), "")
        if not parameters:
            found.append(f"/{text}")
        elif kind and list(parameters) == ["pk"]:
            newest = IDS[kind].objects.order_by("-pk").values_list("pk", flat=True)[:2]
            found += [f"/{text.replace('<int:pk>', str(pk))}" for pk in newest]
    return found


ROLES = [people.zhang_san, people.li_si, people.wang_wu, people.sun_ba, people.wu_shi]
FULL_NUMBERS_HERE = re.compile(r"/correct/$|/me/export/$|template\.xlsx$|marked\.xlsx$|/file/$")


@pytest.mark.parametrize("who", ROLES)
def test_hostile_words_are_words_and_numbers_stay_masked(town: dict[str, Any], who: Any) -> None:
    user: User = who()
    client = people.browser(user)
    if user.door == "CLERK":
        client.post("/employer/choose/", {"employer": town["account"].employer_id})
    secrets = [PAYER, CARD, *(number for pair in people.DOCUMENTS.values() for number in pair)]
    seen = 0
    for address in addresses():
        for asked in (address, f"{address}?export=xlsx") if "." not in address else (address,):
            answer = client.get(asked)
            assert answer.status_code in (200, 302, 403, 404, 405, 422), (asked, answer.status_code)
            assert "X-Evil" not in answer.headers
            if answer.status_code != 200:
                continue
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content
            seen += 1
            if body.startswith(b"PK"):
                text = "".join(
                    zipfile.ZipFile(io.BytesIO(body)).read(name).decode("utf-8", "replace")
                    for name in zipfile.ZipFile(io.BytesIO(body)).namelist()
                    if name.endswith(".xml")
                )
                formulas = re.findall(r"<f>(.*?)</f>", text)
                assert not any("HYPERLINK" in each or "cmd" in each for each in formulas), (asked, formulas)
                assert "<hyperlink" not in text, asked
            else:
                text = body.decode("utf-8", "replace")
                if answer.headers["Content-Type"].startswith("text/html"):
                    assert "<script>alert" not in text and "<img src=x" not in text, asked
            if not FULL_NUMBERS_HERE.search(address):
                leaks = [number for number in secrets if number in text]
                assert not leaks, (asked, leaks)
    assert seen > 5


def test_an_outsider_finds_nothing_of_an_employer(town: dict[str, Any]) -> None:
    other, teller = world.employer_account("辽源市实验学校", world.SCHOOL), people.wang_wu()
    accounts.authorise_clerk(
        employer_id=other.employer_id,
        person_id=people.qian_qi().person_id,
        mandate="书",
        by=teller,
        at=make.AT,
    )
    with transaction.atomic():
        clerk = accounts.open_door(
            person_id=people.qian_qi().person_id, door="CLERK", password=people.PASSWORD, by=None, at=make.AT
        )
    client = people.browser(clerk)
    remittance, upload = town["remittance"].pk, town["faulty"].pk
    for page in ("", "list.pdf", "receipt.pdf"):
        assert client.get(f"/employer/lists/{remittance}/{page}").status_code == 404
    for page in ("", "marked.xlsx"):
        assert client.get(f"/employer/uploads/{upload}/{page}").status_code == 404
    for page in (f"lists/{remittance}/void", f"uploads/{upload}/declare", f"uploads/{upload}/discard"):
        assert client.post(f"/employer/{page}/", {"reason": "不是我的"}).status_code == 404
    assert client.post("/employer/choose/", {"employer": town["account"].employer_id}).status_code == 404
    number = town["account"].number
    for address in (f"employers/{number}", f"employers/{number}/lists", f"lists/{town['remittance'].number}"):
        assert client.get(f"/api/v1/{address}").status_code == 404
    posted = client.post(
        f"/api/v1/employers/{number}/lists",
        {"file": io.BytesIO(world.list_file(other))},
        headers={"Idempotency-Key": "attack-0001"},
    )
    assert posted.status_code == 404
    entry = PersonalAccount.objects.get(person__name="张三").ledger_account.entries.first()
    depositor = people.browser(people.qian_qi())
    assert depositor.get(f"/portal/entries/{entry.pk}/").status_code == 404
    assert depositor.get(f"/api/v1/accounts/{world.account_of('张三').number}").status_code == 404


def test_papers_set_hostile_words_as_words(town: dict[str, Any]) -> None:
    clerk = people.browser(people.li_si())
    remittance = town["remittance"]
    for page in ("list.pdf", "receipt.pdf"):
        answer = clerk.get(f"/employer/lists/{remittance.pk}/{page}")
        assert answer.status_code == 200 and answer.content.startswith(b"%PDF")
        assert b"/JavaScript" not in answer.content and b"evil" not in answer.content


def test_files_with_full_numbers_are_noted_and_keep_phones_their_owners_proved(town: dict[str, Any]) -> None:
    Person.objects.filter(name="张三").update(phone_verified_at=make.AT)
    clerk, teller = people.browser(people.li_si()), people.browser(people.wang_wu())
    clerk.post("/employer/choose/", {"employer": town["account"].employer_id})
    phone = people.DOCUMENTS["张三"][1]
    for client, address in (
        (clerk, "/employer/upload/template.xlsx"),
        (teller, f"/counter/employers/{town['account'].employer_id}/upload/template.xlsx"),
        (teller, f"/counter/uploads/{town['faulty'].pk}/marked.xlsx"),
    ):
        before = AuditEntry.objects.filter(action="roster:download").count()
        body = client.get(address).content
        archive = zipfile.ZipFile(io.BytesIO(body))
        assert phone not in "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        assert AuditEntry.objects.filter(action="roster:download").count() == before + 1
    assert "下载含完整证件号码的清册" in people.browser(people.wu_shi()).get("/counter/audit/").content.decode()


def test_an_employer_does_not_learn_what_its_people_have_saved(town: dict[str, Any]) -> None:
    # With one employee, or by comparing before and after one joins, a total is a person's balance.
    clerk = people.browser(people.li_si())
    clerk.post("/employer/choose/", {"employer": town["account"].employer_id})
    for address in ("/employer/", "/employer/people/"):
        answer = clerk.get(address)
        assert answer.status_code == 200 and "余额合计" not in answer.content.decode()
