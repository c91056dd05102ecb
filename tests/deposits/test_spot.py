"""Everyday business at a window, in the employer's portal and in one's own leaves its case; lists and imports none."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.urls import reverse

from accounts import operations as accounts
from accounts.models import Relation
from deposits import operations
from deposits.models import EmployerAccount, PersonalAccount
from deposits.states import PersonalAccountStatus
from desk.models import Case, Kind, RatingInvitation
from desk.operations import Spot, TooNear
from desk.states.cases import CaseStatus, Channel
from tests import make, people
from tests.deposits import world
from tests.deposits.pages import clerk, text_of

pytestmark = pytest.mark.django_db


def test_opening_sealing_and_unsealing_at_the_window_leave_finished_cases(employer: EmployerAccount) -> None:
    teller = people.browser(people.wang_wu())
    answers = {"name": "陈一", "document_type": "01", "document_number": world.citizen_number(1), "base": "6000"}
    url = f"/counter/employers/{employer.employer_id}/open/"
    assert "请先核验材料原件" in text_of(teller, url, answers)
    text_of(teller, url, {**answers, "seen": "on", "asks": "EMPLOYER"})
    account = world.account_of("陈一")
    text_of(teller, f"/counter/accounts/{account.pk}/seal/", {"reason": "离职", "seen": "on", "asks": "PERSON"})
    again = {"employer_number": employer.number, "base": "6000", "seen": "on"}
    text_of(teller, f"/counter/accounts/{account.pk}/unseal/", again)
    cases = list(Case.objects.order_by("id").select_related("kind"))
    assert [each.kind.code for each in cases] == ["account_opening", "sealing", "unsealing"]
    assert {each.status for each in cases} == {CaseStatus.DONE}
    assert (cases[0].employer, cases[0].person) == (employer.employer, None)
    assert cases[1].person == account.person
    assert RatingInvitation.objects.count() == 3
    page = teller.get(reverse("fundcenter:counter_customer", args=[account.person_id])).content.decode()
    assert cases[1].number in page


def test_the_employers_clerk_seals_in_the_portal_and_finds_the_case_there(employer: EmployerAccount) -> None:
    world.allocated(employer)
    account = world.account_of("张三")
    text_of(clerk(), f"/employer/people/{account.pk}/seal/", {"reason": "离职"})
    case = Case.objects.get()
    assert (case.kind.code, case.channel, case.employer) == ("sealing", Channel.EMPLOYER, employer.employer)
    assert (case.owner, case.requirements.count()) == (None, 0)
    assert case.number in clerk().get(reverse("desk:employer_cases")).content.decode()
    assert "账户已封存" in clerk().get(reverse("desk:employer_case", args=[case.pk])).content.decode()


def test_an_employer_registered_at_the_window_has_its_case_and_an_import_has_none(open_day: object) -> None:
    world.employer_account()
    assert not Case.objects.exists()
    new = {
        "name": "龙山区实验小学",
        "social_credit_code": world.SCHOOL,
        "branch": str(people.branch().pk),
        "employer_rate": "12",
        "employee_rate": "12",
        "first_month": "2026-10",
        "seen": "on",
    }
    text_of(people.browser(people.wang_wu()), "/counter/employers/register/", new)
    case = Case.objects.get()
    assert case.title == "单位缴存登记 · 龙山区实验小学"
    assert case.requirements.count() == 3


def test_a_list_opens_and_seals_without_cases(employer: EmployerAccount) -> None:
    world.allocated(employer)
    assert not Case.objects.exists()


def test_a_corrected_record_and_a_phone_seen_or_proved_are_cases(open_day: object) -> None:
    someone, teller, at = people.zhang_san(), people.wang_wu(), make.AT
    record = {"name": "张三丰", "document_type": "01", "document_number": people.DOCUMENTS["张三"][0]}
    phone = people.DOCUMENTS["张三"][1]
    correct = {**record, "phone": phone, "reason": "户口簿", "person_id": someone.person_id, "by": teller, "at": at}
    accounts.correct_person(**correct)
    accounts.correct_person(**correct)
    accounts.confirm_phone(person_id=someone.person_id, phone="13800009999", by=teller, at=at)
    named, seen = Case.objects.order_by("id")
    assert named.title == "信息变更（姓名）"
    assert set(named.requirements.values_list("code", flat=True)) == {"identity", "proof"}
    assert set(seen.requirements.values_list("code", flat=True)) == {"identity"}
    with transaction.atomic():
        own = operations.person_changed(person=someone.person, fields=["phone"], by=someone, at=at)
    assert own is not None
    assert (own.channel, own.owner, own.requirements.count()) == (Channel.PORTAL, None, 0)
    assert own.number in people.browser(someone).get(reverse("desk:portal_cases")).content.decode()


def test_nobody_at_the_window_does_it_for_themselves(employer: EmployerAccount) -> None:
    teller = people.wang_wu()
    number, phone = people.DOCUMENTS["王五"]
    with pytest.raises(TooNear):
        operations.open_account(
            employer_account_id=employer.pk,
            name="王五",
            document_type="01",
            document_number=number,
            phone=phone,
            base_fen=600_000,
            by=teller,
            at=make.AT,
            asked=Spot(papers_seen=True),
        )
    assert not employer.personal_accounts.exists()


@pytest.mark.parametrize("tie", ["self", "relative"])
def test_nor_for_themselves_or_a_relative_because_the_employer_asks(employer: EmployerAccount, tie: str) -> None:
    world.allocated(employer)
    account, teller = world.account_of("张三"), people.wang_wu()
    if tie == "self":
        PersonalAccount.objects.filter(pk=account.pk).update(person=teller.person_id)
    else:
        Relation.objects.create(person=teller.person, relative=account.person, kind="SPOUSE", since=make.AT.date())
    by_employer = {"by": teller, "at": make.AT, "asked": Spot(for_employer=True, papers_seen=True)}
    with pytest.raises(TooNear):
        operations.seal(account_id=account.pk, reason="离职", **by_employer)
    operations.seal(account_id=account.pk, reason="离职", **{**by_employer, "by": people.zhao_liu()})
    with pytest.raises(TooNear):
        operations.unseal(
            account_id=account.pk, employer_account_id=employer.pk, base_fen=600_000, agreed=True, **by_employer
        )
    account.refresh_from_db()
    assert account.status == PersonalAccountStatus.SEALED
    assert Case.objects.count() == 1


def test_nobody_opens_their_own_account_because_the_employer_asks(employer: EmployerAccount) -> None:
    answers = {"name": "王五", "document_type": "01", "document_number": people.DOCUMENTS["王五"][0], "base": "6000"}
    url = f"/counter/employers/{employer.employer_id}/open/"
    said = text_of(people.browser(people.wang_wu()), url, {**answers, "seen": "on", "asks": "EMPLOYER"})
    assert "请交给其他同事办理" in said
    assert not employer.personal_accounts.exists()


def test_every_kind_begins_at_the_window_on_a_page_that_is_there(employer: EmployerAccount) -> None:
    world.allocated(employer)
    account, client = world.account_of("张三"), people.browser(people.wang_wu())
    for kind in Kind.objects.filter(source="deposits"):
        page = client.get(reverse(kind.start_counter), {"person": account.person_id}, follow=True)
        assert page.status_code == 200, kind.code
    assert client.get(reverse("deposits:counter_begin_seal")).status_code == 302
    nobody = client.get(reverse("deposits:counter_begin_seal"), {"person": "2000000000"})
    assert nobody.status_code == 404
    stranger = client.get(reverse("deposits:counter_begin_seal"), {"person": people.qian_qi().person_id}, follow=True)
    assert "没有可以办理的账户" in stranger.content.decode()
    guide = people.browser().get("/guides/sealing/").content.decode()
    assert "解除劳动关系证明" in guide
