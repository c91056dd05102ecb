"""What each clerk of an employer may do: a manager, one who files, one who prepares, one who looks."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts import access
from accounts import operations as accounts
from accounts.models import AuditEntry, Door, EmployerClerk, User
from accounts.permissions import DUTY_GRANTS, ClerkDuty, Permission
from deposits.models import EmployerAccount, PayrollUpload
from deposits.states import ListPurpose, UploadStatus
from desk import operations as desk
from desk.models import Requirement
from tests import make, people
from tests.deposits import world
from tests.desk import files
from tests.desk import world as cases

pytestmark = pytest.mark.django_db
CLERKS = "/employer/clerks/"


@pytest.fixture
def employer(open_day: Any) -> EmployerAccount:
    """An employer whose first clerk is 李四."""
    account = world.employer_account()
    authorise(account, people._person_id("李四"), by=people.wang_wu())
    people._through("李四", Door.CLERK)
    return account


def authorise(account: EmployerAccount, person_id: int, *, by: User, duty: str = "") -> EmployerClerk:
    return accounts.authorise_clerk(
        employer_id=account.employer_id, person_id=person_id, mandate="授权书", duty=duty, by=by, at=make.AT
    )


def li_si() -> User:
    return User.objects.get(person__name="李四", door=Door.CLERK)


def colleague(account: EmployerAccount, duty: str, name: str = "钱七") -> User:
    """A second clerk with a duty."""
    authorise(account, people._person_id(name), by=li_si(), duty=duty)
    return people._through(name, Door.CLERK)


def mandate(user: User) -> EmployerClerk:
    return EmployerClerk.objects.get(person=user.person_id, ended_at=None)


def test_the_first_clerk_manages_and_a_further_one_files_unless_said_otherwise(employer: EmployerAccount) -> None:
    assert mandate(li_si()).duty == ClerkDuty.MANAGER
    assert mandate(colleague(employer, "")).duty == ClerkDuty.FILER
    accounts.end_clerk(clerk_id=mandate(li_si()).pk, by=people.wang_wu(), at=make.AT)
    new = authorise(employer, people._person_id("张三"), by=people.wang_wu(), duty=ClerkDuty.VIEWER)
    assert new.duty == ClerkDuty.MANAGER


@pytest.mark.parametrize("duty", [ClerkDuty.FILER, ClerkDuty.MAKER, ClerkDuty.VIEWER])
def test_only_a_manager_decides_about_others(employer: EmployerAccount, duty: str) -> None:
    user = colleague(employer, duty)
    with pytest.raises(accounts.NotForThem):
        authorise(employer, people._person_id("张三"), by=user)
    with pytest.raises(accounts.NotForThem):
        accounts.change_duty(clerk_id=mandate(li_si()).pk, duty=ClerkDuty.VIEWER, by=user, at=make.AT)
    with pytest.raises(accounts.NotForThem):
        accounts.end_clerk(clerk_id=mandate(li_si()).pk, by=user, at=make.AT)
    browser = people.browser(user)
    assert browser.get(CLERKS).status_code == browser.post(CLERKS).status_code == 403


def test_nobody_changes_their_own_duty_and_a_manager_remains(employer: EmployerAccount) -> None:
    colleague(employer, ClerkDuty.FILER)
    own = mandate(li_si())
    with pytest.raises(accounts.NotForThem):
        accounts.change_duty(clerk_id=own.pk, duty=ClerkDuty.FILER, by=li_si(), at=make.AT)
    with pytest.raises(accounts.LastManager):
        accounts.change_duty(clerk_id=own.pk, duty=ClerkDuty.FILER, by=people.wang_wu(), at=make.AT)
    accounts.end_clerk(clerk_id=own.pk, by=people.wang_wu(), at=make.AT)
    with pytest.raises(accounts.ClerkGone):
        accounts.change_duty(clerk_id=own.pk, duty=ClerkDuty.FILER, by=people.wang_wu(), at=make.AT)


@pytest.mark.parametrize(
    ("duty", "looks", "prepares", "declares"),
    [
        (ClerkDuty.MANAGER, 200, 302, 302),
        (ClerkDuty.FILER, 200, 302, 302),
        (ClerkDuty.MAKER, 200, 302, 403),
        (ClerkDuty.VIEWER, 200, 403, 403),
    ],
)
def test_each_duty_opens_what_it_names(
    employer: EmployerAccount, duty: str, looks: int, prepares: int, declares: int
) -> None:
    browser = people.browser(colleague(employer, duty))
    upload = world.upload(employer)
    assert browser.get("/employer/").status_code == looks
    declare = browser.post(reverse("deposits:employer_declare", args=[upload.pk]))
    assert declare.status_code == declares
    other = world.upload(employer, world.list_file(employer, {"陈三": 700_000}))
    discard = browser.post(reverse("deposits:employer_discard", args=[other.pk]))
    assert discard.status_code == prepares
    declared = PayrollUpload.objects.get(pk=upload.pk).status == UploadStatus.DECLARED
    assert declared == (declares == 302)


def test_who_prepares_is_told_that_a_colleague_declares(employer: EmployerAccount) -> None:
    upload = world.upload(employer)
    check = reverse("deposits:employer_check", args=[upload.pk])
    page = people.browser(colleague(employer, ClerkDuty.MAKER)).get(check).content.decode()
    assert "请有申报权限的同事来确认申报" in page and "确认申报</button>" not in page
    assert "确认申报" in people.browser(li_si()).get(check).content.decode()


def test_one_person_has_another_duty_at_another_employer(employer: EmployerAccount) -> None:
    """The duty goes by the employer acted for, and what is changed is that employer's."""
    school = world.employer_account("龙山区实验小学", world.SCHOOL, 10)
    user = colleague(employer, ClerkDuty.VIEWER)
    authorise(school, user.person_id, by=people.wang_wu())
    browser = people.browser(user)
    upload = world.upload(employer)
    declare = reverse("deposits:employer_declare", args=[upload.pk])
    assert browser.post(declare).status_code == 403
    assert browser.post("/employer/choose/", {"employer": school.employer_id}).status_code == 302
    assert browser.post(declare).status_code == 404
    assert browser.get(CLERKS).status_code == 200
    assert access.duty_of(user, employer.employer_id) == ClerkDuty.VIEWER


def test_a_manager_elsewhere_changes_nothing_where_they_only_look(employer: EmployerAccount) -> None:
    """Back payments and papers of cases go by the employer acted for as well."""
    school = world.employer_account("龙山区实验小学", world.SCHOOL, 10)
    user = colleague(employer, ClerkDuty.VIEWER)
    authorise(school, user.person_id, by=people.wang_wu())
    browser = people.browser(user)
    assert browser.post("/employer/choose/", {"employer": school.employer_id}).status_code == 302
    upload = PayrollUpload.objects.create(
        employer_account=employer, status=UploadStatus.CHECKED, purpose=ListPurpose.BACK, content=b"", at=make.AT
    )
    case = cases.open_case(employer_id=employer.employer_id)
    paper = Requirement.objects.get(case=case, code="identity")
    facts = {"name": "证.jpg", "content": files.picture(), "source": "PHOTO", "by": li_si(), "at": make.AT}
    use = desk.upload_paper(requirement_id=paper.pk, **facts).uses.get()
    for page, pk in (
        ("deposits:employer_back_declare", upload.pk),
        ("deposits:employer_back_discard", upload.pk),
        ("desk:employer_upload_paper", paper.pk),
        ("desk:employer_reuse_paper", paper.pk),
        ("desk:employer_withdraw_paper", use.pk),
    ):
        assert browser.post(reverse(page, args=[pk])).status_code == 404, page
    assert browser.get(reverse("desk:employer_tasks", args=[case.pk])).status_code == 200


def test_who_acts_for_nobody_yet_changes_nothing_but_the_choice(employer: EmployerAccount) -> None:
    browser = people.browser(li_si())
    session = browser.session
    del session["employer_id"]
    session.save()
    upload = world.upload(employer)
    assert browser.post(reverse("deposits:employer_declare", args=[upload.pk])).status_code == 403
    assert browser.get("/employer/choose/").status_code == 200
    assert browser.post("/employer/choose/", {"employer": employer.employer_id}).status_code == 302
    assert browser.post(reverse("deposits:employer_declare", args=[upload.pk])).status_code == 302


def test_a_manager_lets_in_changes_and_ends_colleagues_on_the_page(employer: EmployerAccount) -> None:
    browser = people.browser(li_si())
    assert CLERKS in browser.get("/employer/").content.decode()
    facts = {"name": "钱七", "document_type": "01", "document_number": people.DOCUMENTS["钱七"][0]}
    answers = {**facts, "phone": people.DOCUMENTS["钱七"][1], "duty": ClerkDuty.MAKER}
    assert "钱七" in browser.post(CLERKS, answers, follow=True).content.decode()
    assert browser.post(CLERKS, answers).status_code == 422  # already a clerk
    clerk = EmployerClerk.objects.get(person__name="钱七")
    assert (clerk.duty, clerk.mandate) == (ClerkDuty.MAKER, "网厅授权")
    browser.post(f"{CLERKS}{clerk.pk}/duty/", {"duty": ClerkDuty.VIEWER})
    clerk.refresh_from_db()
    assert clerk.duty == ClerkDuty.VIEWER
    assert AuditEntry.objects.filter(action="clerk:duty").exists()
    browser.post(f"{CLERKS}{clerk.pk}/duty/", {"duty": "NONSENSE"})
    own = browser.post(f"{CLERKS}{mandate(li_si()).pk}/duty/", {"duty": ClerkDuty.VIEWER}, follow=True)
    assert "不能由本人办理" in own.content.decode()
    browser.post(f"{CLERKS}{clerk.pk}/end/")
    clerk.refresh_from_db()
    assert clerk.ended_at is not None
    assert "已终止" in browser.post(f"{CLERKS}{clerk.pk}/end/", follow=True).content.decode()


def test_another_employers_clerks_do_not_exist(employer: EmployerAccount) -> None:
    school = world.employer_account("龙山区实验小学", world.SCHOOL, 10)
    other = authorise(school, people._person_id("张三"), by=people.wang_wu())
    browser = people.browser(li_si())
    for act in ("duty", "end"):
        assert browser.post(f"{CLERKS}{other.pk}/{act}/", {"duty": ClerkDuty.VIEWER}).status_code == 404


def test_the_counter_changes_a_duty(employer: EmployerAccount) -> None:
    clerk = mandate(colleague(employer, ClerkDuty.FILER))
    teller = people.browser(people.wang_wu())
    page = f"/counter/employers/{employer.employer_id}/clerks/"
    assert "查看：只看不办" in teller.get(page).content.decode()
    answer = teller.post(f"/counter/clerks/{clerk.pk}/duty/", {"duty": ClerkDuty.MANAGER}, follow=True)
    assert "权限已调整" in answer.content.decode()
    clerk.refresh_from_db()
    assert clerk.duty == ClerkDuty.MANAGER
    own = mandate(li_si())
    assert teller.post(f"/counter/clerks/{own.pk}/duty/", {"duty": ClerkDuty.VIEWER}, follow=True).status_code == 200
    last = teller.post(f"/counter/clerks/{clerk.pk}/duty/", {"duty": ClerkDuty.VIEWER}, follow=True)
    assert "至少要有一位管理员" in last.content.decode()


def test_the_api_keeps_to_the_duty(employer: EmployerAccount) -> None:
    browser: Client = people.browser(colleague(employer, ClerkDuty.MAKER))
    path = f"/api/v1/employers/{employer.number}/lists"
    assert browser.get(path).status_code == 200
    assert browser.post(path, headers={"Idempotency-Key": "not-mine"}).status_code == 403


def test_every_duty_looks_and_only_the_manager_has_all() -> None:
    assert all(Permission.OWN_EMPLOYER in granted for granted in DUTY_GRANTS.values())
    biggest = DUTY_GRANTS[ClerkDuty.MANAGER]
    assert all(granted < biggest for duty, granted in DUTY_GRANTS.items() if duty != ClerkDuty.MANAGER)
