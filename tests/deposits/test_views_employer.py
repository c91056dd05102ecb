"""The employer's pages: a list from file or page to its declaration; other people's rows are not found."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import operations as accounts
from accounts.models import User
from common import sheets
from deposits import operations
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount, RemittanceList
from deposits.states import ListStatus, PersonalAccountStatus, UploadStatus
from tests import make, people
from tests.deposits import world
from tests.deposits.pages import clerk, file, said, text_of

pytestmark = pytest.mark.django_db


# --- the clerk: from file to declaration


def test_a_clean_file_is_checked_declared_and_paid(employer: EmployerAccount) -> None:
    client = clerk()
    page = text_of(client, "/employer/upload/", {"file": file(world.list_file(employer))})
    assert "核对无误，请确认" in page
    assert "张三、陈一、陈二" in page
    upload = PayrollUpload.objects.get()
    page = text_of(client, f"/employer/uploads/{upload.pk}/declare/", {})
    remittance = RemittanceList.objects.get()
    assert f"已申报，汇缴书号 {remittance.number}" in page
    assert "22001618636055000123" in page
    home = said(client, "/employer/")
    assert "等候到账" in home
    world.pay(remittance)
    page = said(client, f"/employer/lists/{remittance.pk}/")
    assert "已入账分摊" in page
    assert "申报 2026 年 11 月的清册" in said(client, "/employer/")


def test_a_faulty_file_comes_back_with_every_fault_marked(employer: EmployerAccount) -> None:
    client = clerk()
    content = world.list_file(employer).replace(b"1013.00,1013.00,2026.00", b"1012.00,1013.00,2025.00")
    page = text_of(client, "/employer/upload/", {"file": file(content)})
    upload = PayrollUpload.objects.get()
    assert upload.status == UploadStatus.FAULTY
    assert "第 3 行" in page
    assert "单位月缴存额" in page
    assert "核对无误" not in page
    marked = client.get(f"/employer/uploads/{upload.pk}/marked.xlsx")
    assert marked.content[:2] == b"PK"
    assert marked.headers["Content-Type"] == sheets.CONTENT_TYPE
    # Declaring what is faulty is refused in words.
    assert "不能执行此操作" in text_of(client, f"/employer/uploads/{upload.pk}/declare/", {})
    assert not RemittanceList.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("清册.csv", b""),
        ("清册.exe", b"MZ"),
        ("清册.xlsx", b"MZ\x90\x00 no workbook at all"),
        ("清册.csv", b"\xff\xfe\x00\x01\x02"),
    ],
)
def test_what_is_no_list_is_refused_in_words(employer: EmployerAccount, name: str, content: bytes) -> None:
    page = text_of(clerk(), "/employer/upload/", {"file": file(content, name)})
    assert "请先更正下面的内容" in page
    assert not PayrollUpload.objects.exists()


def test_the_same_file_again_says_that_it_is_declared_already(employer: EmployerAccount) -> None:
    client, content = clerk(), world.list_file(employer)
    remittance = world.declared(employer, content)
    page = text_of(client, "/employer/upload/", {"file": file(content, "又一次.csv")})
    assert "这份清册已于 2026-10-10 09:30 申报" in page
    assert remittance.number in page
    assert PayrollUpload.objects.count() == 1


def test_a_second_press_leads_to_the_list_that_the_first_one_made(employer: EmployerAccount) -> None:
    client = clerk()
    upload = world.upload(employer)
    text_of(client, f"/employer/uploads/{upload.pk}/declare/", {})
    page = text_of(client, f"/employer/uploads/{upload.pk}/declare/", {})
    assert "没有重复申报" in page
    assert RemittanceList.objects.count() == 1


def test_while_a_list_waits_another_cannot_be_declared(employer: EmployerAccount) -> None:
    client = clerk()
    first, second = world.upload(employer), world.upload(employer, world.list_file(employer, {"赵一": 400_000}))
    text_of(client, f"/employer/uploads/{first.pk}/declare/", {})
    assert "正在等候到账" in said(client, f"/employer/uploads/{second.pk}/")
    assert "正在等候到账" in text_of(client, f"/employer/uploads/{second.pk}/declare/", {})
    assert RemittanceList.objects.count() == 1


def test_an_upload_can_be_given_up(employer: EmployerAccount) -> None:
    client, upload = clerk(), world.upload(employer)
    assert "已放弃" in text_of(client, f"/employer/uploads/{upload.pk}/discard/", {})
    assert "没有申报" in said(client, f"/employer/uploads/{upload.pk}/")
    assert "不能执行此操作" in text_of(client, f"/employer/uploads/{upload.pk}/discard/", {})


def test_a_clerk_takes_a_waiting_list_back_for_a_reason(employer: EmployerAccount) -> None:
    client, remittance = clerk(), world.declared(employer)
    path = f"/employer/lists/{remittance.pk}/void/"
    assert "请写明作废的原因" in text_of(client, path, {"reason": ""})
    assert "清册已作废" in text_of(client, path, {"reason": "人数报错"})
    remittance.refresh_from_db()
    assert remittance.status == ListStatus.VOID
    assert "不能执行此操作" in text_of(client, path, {"reason": "再来一次"})


def test_template_holds_the_roster_and_comes_back_clean(employer: EmployerAccount) -> None:
    world.allocated(employer)
    employer.refresh_from_db()
    client = clerk()
    template = client.get("/employer/upload/template.xlsx").content
    page = text_of(client, "/employer/upload/", {"file": file(template, "模板.xlsx")})
    assert "核对无误" in page
    assert "上月 3 人" in page


def test_a_clerk_of_several_employers_can_change_between_them(
    employer: EmployerAccount, other: EmployerAccount
) -> None:
    assert "换一个单位" not in said(clerk(), "/employer/")
    person = User.objects.get(person__name="李四", door="CLERK").person
    accounts.authorise_clerk(
        employer_id=other.employer_id, person_id=person.pk, mandate="授权书", by=people.wang_wu(), at=make.AT
    )
    client = clerk()
    assert "换一个单位" in said(client, "/employer/")
    client.post("/employer/choose/", {"employer": str(other.employer_id)})
    assert other.employer.name in said(client, "/employer/")
    session = client.session
    del session["employer_id"]
    session.save()
    assert client.get("/employer/").headers["Location"] == "/employer/choose/"


def test_an_employer_without_account_is_sent_to_the_counter(open_day: date) -> None:
    assert "单位还没有开立公积金账户" in said(people.browser(people.li_si()), "/employer/")


# --- a list typed on the page


def typed(people_typed: list[dict[str, str]], known: int = 0) -> dict[str, str]:
    """What a browser posts for the page of a typed list."""
    data = {"form-TOTAL_FORMS": str(len(people_typed)), "form-INITIAL_FORMS": str(known)}
    for place, line in enumerate(people_typed):
        data |= {f"form-{place}-{name}": value for name, value in line.items()}
    return data


NEW = {"account": "", "name": "孙九", "document_number": "", "mobile": "", "base": "6,000", "action": "JOIN"}


def test_a_typed_list_goes_the_way_of_a_file(employer: EmployerAccount) -> None:
    blank = dict.fromkeys(NEW, "") | {"action": "JOIN"}
    data = typed([NEW | {"document_number": world.citizen_number(7)}, blank])
    page = text_of(clerk(), "/employer/upload/typed/", data)
    assert "核对无误" in page
    upload = PayrollUpload.objects.get()
    assert (upload.person_count, upload.total_fen, upload.joined_count) == (1, 144_000, 1)


def test_nothing_typed_is_lost_on_a_fault(employer: EmployerAccount) -> None:
    data = typed([NEW | {"document_number": "220402199001010011"}, NEW | {"name": "孙十", "base": "1"}])
    page = text_of(clerk(), "/employer/upload/typed/", data)
    assert 'value="孙九"' in page
    assert 'value="6,000"' in page
    assert "请填写身份证号码" in page
    data = typed([NEW | {"document_number": "220402199001010011"}])
    page = text_of(clerk(), "/employer/upload/typed/", data)
    assert 'value="220402199001010011"' in page
    assert "最后一位校验不对" in page
    assert not PayrollUpload.objects.exclude(status=UploadStatus.DISCARDED).exists()


def test_a_long_list_typed_when_the_log_in_had_ended_comes_back_line_by_line(employer: EmployerAccount) -> None:
    client = clerk()
    session = client.session
    session["seen"] = int(timezone.now().timestamp()) - 31 * 60
    session.save()
    page = "/employer/upload/typed/"
    client.post(page, typed([NEW | {"name": f"职工{line}"} for line in range(9)]))
    answers = {"identifier": people.DOCUMENTS["李四"][0], "password": people.PASSWORD}
    assert client.post("/login/employer/", answers)["Location"] == page
    shown = client.get(page).content.decode()
    assert all(f'value="职工{line}"' in shown for line in range(9)) and shown.count('value="6,000"') == 9
    assert "没有对应的位置" not in shown and not PayrollUpload.objects.exists()


def test_the_roster_is_typed_on_bases_change_and_people_leave(employer: EmployerAccount) -> None:
    world.allocated(employer)
    numbers = dict(PersonalAccount.objects.values_list("person__name", "number"))
    page = said(clerk(), "/employer/upload/typed/")
    assert 'value="8,437.56"' in page
    data = typed(
        [
            {"account": numbers["张三"], "base": "9,000", "action": "KEEP"},
            {"account": numbers["陈一"], "base": "6,000", "action": "KEEP"},
            {"account": numbers["陈二"], "base": "", "action": "LEAVE"},
        ],
        known=3,
    )
    assert "核对无误" in text_of(clerk(), "/employer/upload/typed/", data)
    upload = PayrollUpload.objects.get(status=UploadStatus.CHECKED)
    assert (upload.person_count, upload.changed_count, upload.left_count) == (2, 1, 1)


def test_more_lines_can_be_asked_for_without_losing_any(employer: EmployerAccount) -> None:
    page = text_of(clerk(), "/employer/upload/typed/", typed([NEW]) | {"more": "1"})
    assert 'value="孙九"' in page
    assert 'name="form-5-name"' in page
    assert "请填写身份证号码" not in page


def test_somebody_elses_account_cannot_be_typed_in(employer: EmployerAccount, other: EmployerAccount) -> None:
    world.declared(other, world.list_file(other, {"钱多多": 500_000}))
    stranger = PersonalAccount.objects.get()
    data = typed([{"account": stranger.number, "base": "5,000", "action": "KEEP"}], known=1)
    page = text_of(clerk(), "/employer/upload/typed/", data)
    assert "钱多多" not in page
    assert not PayrollUpload.objects.filter(employer_account=employer).exists()


# --- other people's rows


def test_another_employers_rows_are_not_found(employer: EmployerAccount, other: EmployerAccount) -> None:
    remittance = world.allocated(other)
    upload = remittance.upload
    assert upload is not None
    client = clerk()
    for path in (
        f"/employer/lists/{remittance.pk}/",
        f"/employer/lists/{remittance.pk}/list.pdf",
        f"/employer/lists/{remittance.pk}/receipt.pdf",
        f"/employer/uploads/{upload.pk}/",
        f"/employer/uploads/{upload.pk}/marked.xlsx",
    ):
        assert client.get(path).status_code == 404, path
    for path in (
        f"/employer/lists/{remittance.pk}/void/",
        f"/employer/uploads/{upload.pk}/declare/",
        f"/employer/uploads/{upload.pk}/discard/",
    ):
        assert client.post(path, {"reason": "不是我的"}).status_code == 404, path
    assert other.employer.name not in said(client, "/employer/lists/")


def test_a_clerk_whose_mandate_ended_finds_nothing(employer: EmployerAccount) -> None:
    client, remittance = clerk(), world.declared(employer)
    (mandate,) = employer.employer.clerks.filter(ended_at=None)
    accounts.end_clerk(clerk_id=mandate.pk, by=people.wang_wu(), at=make.AT)
    assert client.get(f"/employer/lists/{remittance.pk}/").status_code in (302, 404)
    assert client.get("/employer/upload/").status_code in (302, 404)


@pytest.mark.parametrize("someone", [people.zhang_san, people.wang_wu, people.qian_qi])
def test_only_clerks_come_into_the_employers_pages(employer: EmployerAccount, someone: Callable[[], User]) -> None:
    client = people.browser(someone())
    for name in ("home", "lists", "upload", "typed", "template", "uploads", "people"):
        assert client.get(reverse(f"deposits:employer_{name}")).status_code == 403, name


def test_what_changes_something_is_never_a_get(employer: EmployerAccount) -> None:
    client, upload = clerk(), world.upload(employer)
    for path in (f"/employer/uploads/{upload.pk}/declare/", f"/employer/uploads/{upload.pk}/discard/"):
        assert client.get(path).status_code == 405
    assert client.post("/employer/").status_code == 405


def test_the_employers_lists_are_filtered_and_exported(employer: EmployerAccount) -> None:
    remittance = world.allocated(employer)
    client = clerk()
    assert remittance.number in said(client, "/employer/lists/?month=2026-10&status=ALLOCATED")
    assert remittance.number not in said(client, "/employer/lists/?month=2026-09")
    assert client.get("/employer/lists/?export=xlsx").headers["Content-Type"] == sheets.CONTENT_TYPE
    assert "张三" in said(client, "/employer/people/?name=张")
    assert "张三" not in said(client, "/employer/people/?name=陈&status=01")
    assert "清册.csv" in said(client, "/employer/uploads/")
    upload = remittance.upload
    assert upload is not None
    assert "看这张清册" in said(client, f"/employer/uploads/{upload.pk}/")


def test_a_file_whose_time_is_over_is_not_given_back(employer: EmployerAccount) -> None:
    upload = world.upload(employer, world.list_file(employer, month="202609"))
    PayrollUpload.objects.filter(pk=upload.pk).update(content=b"")
    page = clerk().get(f"/employer/uploads/{upload.pk}/marked.xlsx", follow=True).content.decode()
    assert "原文件已过保存期" in page


def test_a_checked_upload_whose_file_is_gone_still_shows_its_counts(employer: EmployerAccount) -> None:
    upload = world.upload(employer)
    PayrollUpload.objects.filter(pk=upload.pk).update(content=b"")
    page = said(clerk(), f"/employer/uploads/{upload.pk}/")
    assert "核对无误" in page
    assert "张三" not in page


def test_a_roster_too_long_to_type_is_sent_to_the_upload(
    employer: EmployerAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.allocated(employer)
    monkeypatch.setattr("deposits.views.typed.TYPED_MOST", 2)
    assert clerk().get("/employer/upload/typed/").headers["Location"] == "/employer/upload/"


def test_an_empty_typed_list_says_what_is_missing(employer: EmployerAccount) -> None:
    page = text_of(clerk(), "/employer/upload/typed/", typed([]))
    assert "清册里没有人员明细" in page


def test_who_is_sealed_can_be_left_out_or_come_back(employer: EmployerAccount) -> None:
    world.allocated(employer)
    account = world.account_of("陈二")
    operations.seal(account_id=account.pk, reason="离职", by=people.wang_wu(), at=make.AT)
    numbers = dict(PersonalAccount.objects.values_list("person__name", "number"))
    stay = [{"account": numbers[name], "base": "6,000", "action": "KEEP"} for name in ("张三", "陈一")]
    for action, count in (("AWAY", 2), ("RETURN", 3)):
        line = {"account": numbers["陈二"], "base": "6,000", "action": action}
        assert "核对无误" in text_of(clerk(), "/employer/upload/typed/", typed([*stay, line], known=3))
        assert PayrollUpload.objects.order_by("-pk")[0].person_count == count


# --- somebody leaves and no list is due


def test_the_last_person_is_sealed_by_the_employers_own_clerk(employer: EmployerAccount) -> None:
    world.allocated(employer)
    client, account = clerk(), world.account_of("张三")
    page = said(client, "/employer/people/")
    assert f"/employer/people/{account.pk}/seal/" in page
    assert "请写明原因" in text_of(client, f"/employer/people/{account.pk}/seal/", {"reason": ""})
    page = text_of(client, f"/employer/people/{account.pk}/seal/", {"reason": "离职"})
    assert "张三的账户已封存" in page and f"/employer/people/{account.pk}/seal/" not in page
    account.refresh_from_db()
    assert account.status == PersonalAccountStatus.SEALED
    assert "不能执行此操作" in text_of(client, f"/employer/people/{account.pk}/seal/", {"reason": "离职"})


def test_nobody_on_a_waiting_list_or_of_another_employer_is_sealed(employer: EmployerAccount) -> None:
    world.declared(employer)
    account = world.account_of("张三")
    assert "入账后再办理封存" in text_of(clerk(), f"/employer/people/{account.pk}/seal/", {"reason": "离职"})
    other = people.li_si()  # acts for another employer, too, and for that one in this session
    stranger = people.browser(other)
    session = stranger.session
    session["employer_id"] = people.employer().pk
    session.save()
    assert stranger.post(f"/employer/people/{account.pk}/seal/", {"reason": "离职"}).status_code == 404
