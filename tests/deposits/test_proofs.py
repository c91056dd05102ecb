"""Proofs: what is certified, once a day and never otherwise; checked by anybody, read by nobody but whose it is."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import Look
from accounts.permissions import Scope
from common.errors import BusinessError, WrongState
from deposits import operations, proof_papers, queries
from deposits.models import EmployerAccount, PersonalAccount, Proof
from deposits.rules import proofs as rules
from deposits.states import EncumbranceKind, ProofKind, ProofStanding
from desk.models import Case
from desk.operations import Spot
from desk.states.cases import CaseStatus, Channel
from tests import make, partners, people
from tests.deposits import world
from tests.deposits.pages import said, text_of
from tests.deposits.pdf import text_of_pdf
from tests.ledger.threads import together

pytestmark = pytest.mark.django_db
PAGE = "/portal/proofs/"


@pytest.fixture
def account(employer: EmployerAccount) -> PersonalAccount:
    """张三's account with October paid."""
    cache.clear()
    world.allocated(employer)
    return world.account_of("张三")


def issue(account: PersonalAccount, kind: str = ProofKind.CONTRIBUTION, **facts: Any) -> Proof:
    given: dict[str, Any] = {"by": people.zhang_san(), "at": make.AT, **facts}
    return operations.issue_proof(account_id=account.pk, kind=kind, **given)


# --- rules


@pytest.mark.parametrize(
    ("revoked", "expires", "today", "standing"),
    [
        (False, date(2026, 11, 9), date(2026, 11, 9), ProofStanding.VALID),
        (False, date(2026, 11, 9), date(2026, 11, 10), ProofStanding.EXPIRED),
        (False, None, date(2099, 1, 1), ProofStanding.VALID),
        (True, None, date(2026, 10, 10), ProofStanding.REVOKED),
        (True, date(2026, 1, 1), date(2026, 10, 10), ProofStanding.REVOKED),
    ],
)
def test_the_last_day_counts_and_a_revoked_one_never_holds(
    revoked: bool, expires: date | None, today: date, standing: ProofStanding
) -> None:
    assert rules.standing(is_revoked=revoked, expires=expires, today=today) == standing


def test_the_fingerprint_goes_by_what_is_said_not_by_its_order() -> None:
    one, other = {"a": 1, "b": "张"}, {"b": "张", "a": 1}
    assert rules.fingerprint(one) == rules.fingerprint(other) != rules.fingerprint({"a": 2, "b": "张"})
    assert rules.short_fingerprint("abcd" * 16) == "ABCD ABCD ABCD ABCD"


@pytest.mark.parametrize(("name", "shown"), [("张三", "张*"), ("阿依古丽·买买提", "阿*******"), ("王", "王")])
def test_a_stranger_reads_the_family_name(name: str, shown: str) -> None:
    assert rules.masked_name(name) == shown


# --- issued


def test_a_certificate_says_what_the_account_has(account: PersonalAccount) -> None:
    proof = issue(account)
    found = proof.facts
    assert (found["name"], found["document_number"]) == ("张三", people.DOCUMENTS["张三"][0])
    assert (found["base_fen"], found["monthly_fen"], found["balance_fen"]) == (843_756, 202_600, 202_600)
    assert (found["paid_through"], found["months_continuous"], found["as_of"]) == ("202610", 1, "2026-10-10")
    assert (found["employer_rate"], "loans" in found) == ("12", False)
    assert proof.number.startswith("ZM20261010") and len(proof.number) == 18
    assert (proof.issued_on, proof.expires_on) == (date(2026, 10, 10), date(2026, 11, 9))
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM deposits_proof")
        assert "张三" not in cursor.fetchone()[0]


def test_how_long_it_holds_is_a_parameter(account: PersonalAccount) -> None:
    make.parameter("proof_valid_days", "5")
    assert issue(account).expires_on == date(2026, 10, 15)
    assert issue(account, ProofKind.BILL, year=2027).expires_on is None


def test_the_same_said_twice_on_a_day_is_one_paper(account: PersonalAccount) -> None:
    first = issue(account)
    assert issue(account) == first
    assert issue(account, at=make.AT + timedelta(days=1)) != first
    assert issue(account, ProofKind.OUT_OF_TOWN) != first
    operations.revoke_proof(proof_id=first.pk, reason="", by=people.zhang_san(), at=make.AT)
    assert issue(account) != first


def test_what_has_changed_since_is_another_paper_and_the_first_stays_as_it_was(account: PersonalAccount) -> None:
    first = issue(account)
    PersonalAccount.objects.filter(pk=account.pk).update(base_fen=900_000)
    second = issue(account)
    assert first != second and first.fingerprint != second.fingerprint
    assert Proof.objects.get(pk=first.pk).facts["base_fen"] == 843_756


def test_an_out_of_town_certificate_tells_what_is_on_record_and_nothing_more(account: PersonalAccount) -> None:
    none = issue(account, ProofKind.OUT_OF_TOWN)
    assert (none.facts["loans"], none.facts["loans_unsettled"], none.facts["burdens"]) == (0, 0, [])
    assert "本中心没有登记" in text_of_pdf(proof_papers.proof_paper(none, verify_url="http://x/"))
    with transaction.atomic():
        for kind, words in ((EncumbranceKind.LOAN, "未还清贷款"), (EncumbranceKind.FREEZE, "法院冻结")):
            operations.encumber(
                key=f"test-{kind}",
                person_id=account.person_id,
                kind=kind,
                source="test",
                sentence=words,
                since=date(2026, 10, 1),
                by=None,
                at=make.AT,
            )
    laid = issue(account, ProofKind.OUT_OF_TOWN)
    assert (laid.facts["loans"], laid.facts["loans_unsettled"], laid.facts["burdens"]) == (1, 1, ["法院冻结"])
    text = text_of_pdf(proof_papers.proof_paper(laid, verify_url="http://x/"))
    assert "登记 1 笔，其中未还清 1 笔" in text and "法院冻结" in text


@pytest.mark.parametrize(
    ("facts", "kind", "words"),
    [
        ({"paid_through": ""}, ProofKind.CONTRIBUTION, "还没有缴存记录"),
        ({"status": "05", "closed_on": date(2026, 10, 9)}, ProofKind.OUT_OF_TOWN, "已经销户"),
        ({}, ProofKind.BILL, "没有这个年度"),
    ],
)
def test_what_there_is_nothing_to_say_of_is_not_certified(
    account: PersonalAccount, facts: dict[str, Any], kind: str, words: str
) -> None:
    PersonalAccount.objects.filter(pk=account.pk).update(**facts)
    with pytest.raises(BusinessError, match=words):
        issue(account, kind, year=1999 if kind == ProofKind.BILL else None)
    assert not Proof.objects.exists()


def test_a_closed_account_still_has_its_contribution_certificate(account: PersonalAccount) -> None:
    PersonalAccount.objects.filter(pk=account.pk).update(status="05", closed_on=date(2026, 10, 9))
    found = issue(account)
    assert found.facts["closed_on"] == "2026-10-09"
    assert ("销户日期", "2026-10-09") in proof_papers.lines_of(found.facts, masked=True)


def test_nobody_elses_account_is_certified_or_revoked(account: PersonalAccount) -> None:
    with pytest.raises(operations.NotTheirProof):
        issue(account, by=people.qian_qi())
    proof = issue(account)
    with pytest.raises(operations.NotTheirProof):
        operations.revoke_proof(proof_id=proof.pk, reason="x", by=people.qian_qi(), at=make.AT)


def test_a_proof_is_revoked_once_and_otherwise_never_changed(account: PersonalAccount) -> None:
    proof = issue(account)
    for change in ({"content": "x"}, {"expires_on": None}, {"number": "ZM1"}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Proof.objects.filter(pk=proof.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Proof.objects.filter(pk=proof.pk).delete()
    operations.revoke_proof(proof_id=proof.pk, reason="", by=people.zhang_san(), at=make.AT)
    proof.refresh_from_db()
    assert (proof.revoke_reason, proof.revoked_at) == ("本人撤销", make.AT)
    with pytest.raises(WrongState):
        operations.revoke_proof(proof_id=proof.pk, reason="x", by=people.wang_wu(), at=make.AT)


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_paper(account: PersonalAccount) -> None:
    owner = people.zhang_san()
    found = together([lambda: issue(account, by=owner).pk] * 3)
    assert len(set(found)) == 1 and Proof.objects.count() == 1


# --- the depositor's pages


def test_one_press_gives_the_paper_and_keeps_it_in_my_papers(account: PersonalAccount) -> None:
    owner = people.browser(people.zhang_san())
    assert PAGE in said(owner, "/portal/") and "还没有开过证明" in said(owner, PAGE)
    answer = owner.post(PAGE, {"kind": "CONTRIBUTION"}, follow=True)
    proof = Proof.objects.get()
    text = text_of_pdf(answer.content)
    for words in (
        "住房公积金缴存证明",
        "张三",
        people.DOCUMENTS["张三"][0],
        "8,437.56",
        proof.verify_code,
        proof.number,
    ):
        assert words in text, words
    page = said(owner, PAGE)
    assert proof.number in page and "有效" in page
    shown = said(owner, f"{PAGE}{proof.pk}/")
    assert proof.verify_code in shown and "data:image/svg" in shown and people.DOCUMENTS["张三"][0] not in shown
    assert "证明已撤销" in text_of(owner, f"{PAGE}{proof.pk}/revoke/", {})
    assert "不再有效" in said(owner, f"{PAGE}{proof.pk}/")
    assert "已经撤销" in text_of(owner, f"{PAGE}{proof.pk}/revoke/", {})


def test_the_yearly_bill_is_a_proof_like_the_others(account: PersonalAccount) -> None:
    owner = people.browser(people.zhang_san())
    assert 'name="kind" value="BILL"' in said(owner, "/portal/bill/")
    answer = owner.post(PAGE, {"kind": "BILL", "year": "2027"}, follow=True)
    text = text_of_pdf(answer.content)
    assert "2027 年度账单" in text and "+2,026.00" in text and Proof.objects.get().verify_code in text
    assert "没有这个年度的账单" in text_of(owner, PAGE, {"kind": "BILL", "year": "1999"})
    assert "没有这个年度的账单" in text_of(owner, PAGE, {"kind": "BILL"})
    assert owner.post(PAGE, {"kind": "NONSENSE"}).status_code == 200 and Proof.objects.count() == 1


def test_another_persons_proof_does_not_exist(account: PersonalAccount) -> None:
    proof = issue(account)
    stranger = people.browser(people.qian_qi())
    assert stranger.get(PAGE).status_code == 404
    for address in ("", "proof.pdf"):
        assert stranger.get(f"{PAGE}{proof.pk}/{address}").status_code == 404
    assert stranger.post(f"{PAGE}{proof.pk}/revoke/").status_code == 404


# --- checked by anybody


def test_a_stranger_learns_that_it_is_ours_and_holds_and_no_more(account: PersonalAccount) -> None:
    proof = issue(account, at=timezone.now())
    page = said(Client(), f"/verify/{proof.verify_code.lower()}/")
    assert "现在有效" in page and proof.number in page and "张*" in page
    assert rules.short_fingerprint(proof.fingerprint) in page
    for secret in ("张三", people.DOCUMENTS["张三"][0], "2,026.00", account.number, "第一机械厂"):
        assert secret not in page, secret


def test_an_old_and_a_revoked_one_say_so(account: PersonalAccount) -> None:
    old = issue(account, at=timezone.now() - timedelta(days=32))
    assert "已经过期" in said(Client(), f"/verify/{old.verify_code}/")
    operations.revoke_proof(proof_id=old.pk, reason="遗失", by=people.wang_wu(), at=timezone.now())
    page = said(Client(), f"/verify/{old.verify_code}/")
    assert "已经撤销" in page and "遗失" not in page


# --- the counter


def test_the_window_prints_for_the_owner_and_leaves_a_case(account: PersonalAccount) -> None:
    teller, url = people.browser(people.wang_wu()), f"/counter/accounts/{account.pk}/proofs/"
    assert url in said(teller, f"/counter/accounts/{account.pk}/")
    refused = teller.post(url, {"wanted": "CONTRIBUTION"})
    assert (refused.status_code, "请先核验材料原件" in refused.content.decode()) == (422, True)
    answer = teller.post(url, {"wanted": "BILL:2027", "seen": "on"}, follow=True)
    assert "年度账单" in text_of_pdf(answer.content)
    proof, case = Proof.objects.get(), Case.objects.get()
    assert (case.kind.code, case.status, case.person_id) == ("proof", CaseStatus.DONE, account.person_id)
    assert (proof.channel, proof.issued_by) == (Channel.WINDOW, people.wang_wu())
    assert Look.objects.filter(person=account.person, what=f"证明 {proof.number}").count() == 1
    found = teller.post("/counter/search/", {"q": f"http://testserver/verify/{proof.verify_code}/"})
    assert found["Location"] == url
    revoke = f"/counter/proofs/{proof.pk}/revoke/"
    assert teller.post(revoke, {"reason": ""}).status_code == 422
    assert "已撤销" in text_of(teller, revoke, {"reason": "本人要求更正后重开"})
    assert teller.post(revoke, {"reason": "再来一次"}).status_code == 422
    begun = teller.get(f"/counter/accounts/begin/proof/?person={account.person_id}")
    assert begun["Location"] == url


def test_nobody_at_a_window_certifies_their_own_account(account: PersonalAccount) -> None:
    PersonalAccount.objects.filter(pk=account.pk).update(person=people.wang_wu().person_id)
    with pytest.raises(BusinessError):
        issue(account, by=people.wang_wu(), channel=Channel.WINDOW, asked=Spot(papers_seen=True))
    assert not Proof.objects.exists()


def test_an_auditor_reads_a_proof_and_issues_none(account: PersonalAccount) -> None:
    proof = issue(account)
    auditor = people.browser(people.wu_shi())
    assert auditor.get(f"/counter/proofs/{proof.pk}/proof.pdf").status_code == 200
    assert auditor.get(f"/counter/accounts/{account.pk}/proofs/").status_code == 403
    assert people.browser(people.sun_ba()).get(f"/counter/proofs/{proof.pk}/proof.pdf").status_code == 403


# --- the API


def test_a_partner_issues_with_the_owners_leave_and_checks_without_reading(account: PersonalAccount) -> None:
    owner = partners.partner()
    secret = partners.token(owner, Scope.ACCOUNTS_READ).secret
    app = partners.caller(secret, partners.leave(owner, people.zhang_san()))
    url, body = f"/api/v1/accounts/{account.number}/proofs", json.dumps({"kind": "OUT_OF_TOWN"})
    options: Any = {"content_type": "application/json", "headers": {"Idempotency-Key": "first-proof"}}
    answer = app.post(url, body, **options)
    assert (answer.status_code, answer.json()["content"]["months_continuous"]) == (201, 1)
    assert app.post(url, body, **options).json() == answer.json()
    code = answer.json()["verify_code"]
    assert (answer.json()["standing"], Proof.objects.get().channel) == ("VALID", Channel.API)
    assert [each["number"] for each in app.get(url).json()["results"]] == [answer.json()["number"]]
    assert app.get(f"/api/v1/proofs/{code}").json()["content"]["name"] == "张三"
    other = partners.caller(secret).get(f"/api/v1/proofs/{code}").json()
    assert (other["standing"], other["holder"], other["content"]) == ("VALID", "张*", None)
    assert other["fingerprint"] == Proof.objects.get().fingerprint
    assert partners.caller(secret).get("/api/v1/proofs/ABCD2345EFGH").status_code == 404
    wrong = app.post(url, '{"kind": "BILL", "year": 1999}', **{**options, "headers": {"Idempotency-Key": "bill-1999"}})
    assert wrong.status_code == 409


def test_queries_of_my_papers_do_not_grow(account: PersonalAccount, django_assert_max_num_queries: Any) -> None:
    for days in range(6):
        issue(account, at=make.AT + timedelta(days=days))
    browser = people.browser(people.zhang_san())
    browser.get(PAGE)
    with django_assert_max_num_queries(20):
        assert browser.get(PAGE).content.decode().count("ZM2026") == 6


def test_ones_own_data_names_the_proofs(account: PersonalAccount) -> None:
    proof = issue(account)
    heading, rows = queries.proofs.own_data(account.person)
    assert heading == "开具过的证明" and proof.number in str(rows)
