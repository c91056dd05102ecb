"""An account that goes on under another employer: its owner hears at once, may object, and nobody learns too much."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accounts import operations as accounts
from accounts.models import AuditEntry, Look, User
from common.errors import WrongState
from deposits import operations
from deposits.models import EmployerAccount, InternalTransfer, PersonalAccount
from deposits.states import ChangeKind, PersonalAccountStatus, TransferStatus
from notifications.models import Message
from tests import make, people
from tests.deposits import world
from tests.deposits.lists import line, next_list

pytestmark = pytest.mark.django_db
WORKS = "912204007RGC86WT06"
SEALED, NORMAL = PersonalAccountStatus.SEALED, PersonalAccountStatus.NORMAL


def told(event: str) -> list[str]:
    """The persons who were told, with the employer's name in the message."""
    found = Message.objects.filter(template__event=event, channel="INBOX").order_by("person__name")
    return [f"{each.person.name}" for each in found]


@pytest.fixture
def machines(open_day: object) -> EmployerAccount:
    """The employer that sealed 张三's account."""
    account = world.employer_account()
    world.allocated(account)
    moving = world.account_of("张三")
    operations.seal(account_id=moving.pk, reason="离职", by=people.wang_wu(), at=make.AT)
    return account


@pytest.fixture
def school(machines: EmployerAccount) -> EmployerAccount:
    """Another employer, who knows 张三's name and number; 李四 acts for it."""
    account = world.employer_account("龙山区实验小学", world.SCHOOL)
    clerk = people.li_si()
    accounts.authorise_clerk(
        employer_id=account.employer_id, person_id=clerk.person_id, mandate="授权书", by=people.wang_wu(), at=make.AT
    )
    return account


def taken_over(
    school: EmployerAccount, change: ChangeKind = ChangeKind.NEW, by: User | None = None
) -> InternalTransfer:
    """The school declares a list with 张三 in it."""
    upload = world.upload(school, next_list(school, "202610", line(school, "张三", change, 550_000)))
    operations.declare(upload_id=upload.pk, by=by or people.li_si(), at=make.AT)
    return InternalTransfer.objects.get()


def clerk_of(school: EmployerAccount) -> Client:
    """李四's browser, at work for the school."""
    client = people.browser(people.li_si())
    client.post("/employer/choose/", {"employer": school.employer_id})
    return client


# --- told


@pytest.mark.parametrize("change", [ChangeKind.NEW, ChangeKind.UNSEAL])
def test_who_is_taken_over_by_a_list_is_told_at_once_and_how_to_object(
    school: EmployerAccount, machines: EmployerAccount, change: ChangeKind
) -> None:
    transfer = taken_over(school, change)
    assert told("account_moved") == ["张三"] and told("account_unsealed") == []
    message = Message.objects.get(template__event="account_moved", channel="INBOX")
    assert "龙山区实验小学" in message.body and "异议" in message.body and "机械厂" not in message.body
    assert message.urgent
    assert (transfer.from_account, transfer.to_account) == (machines, school)
    assert (transfer.status, transfer.base_fen, transfer.by) == (TransferStatus.MADE, 843_756, people.li_si())
    assert transfer.events.get().action == "make"


def test_who_comes_back_to_the_same_employer_hears_of_that_alone(machines: EmployerAccount) -> None:
    stay = [line(machines, name, ChangeKind.NORMAL) for name in world.BASES if name != "张三"]
    back = line(machines, "张三", ChangeKind.UNSEAL)
    world.declared(machines, next_list(machines, "202611", back, *stay))
    assert told("account_unsealed") == ["张三"] and told("account_moved") == []
    assert not InternalTransfer.objects.exists()


def test_the_window_tells_too(school: EmployerAccount, machines: EmployerAccount) -> None:
    moving = world.account_of("张三")
    operations.unseal(
        account_id=moving.pk, employer_account_id=school.pk, base_fen=600_000, by=people.wang_wu(), at=make.AT
    )
    assert told("account_moved") == ["张三"] and told("account_unsealed") == []
    assert InternalTransfer.objects.get().by_person_id == people.wang_wu().person_id


# --- what the new employer sees


def test_the_new_employer_sees_neither_balance_nor_the_old_employer(
    school: EmployerAccount, machines: EmployerAccount
) -> None:
    transfer = taken_over(school)
    clerk, remittance = clerk_of(school), transfer.list
    assert remittance is not None and transfer.account.ledger_account.balance_fen == 202_600
    pages = [
        "/employer/",
        "/employer/people/",
        "/employer/people/?export=csv",
        "/employer/lists/",
        f"/employer/lists/{remittance.pk}/",
        f"/employer/uploads/{remittance.upload_id}/",
        f"/employer/people/{transfer.account_id}/seal/",
    ]
    for page in pages:
        answer = clerk.get(page)
        text = answer.content.decode("utf-8-sig", "replace")
        assert answer.status_code == 200, page
        assert "2,026" not in text and "2026.00" not in text and "机械厂" not in text, page
        assert "8,437.56" not in text, page  # what the old employer paid on
    for page in ("/portal/transfers/", "/counter/transfers/", f"/counter/transfers/{transfer.pk}/"):
        assert clerk.get(page).status_code == 403
    assert clerk.get(f"/counter/accounts/{transfer.account_id}/").status_code == 403


def test_a_wrong_name_tells_an_employer_nothing_about_the_account(school: EmployerAccount) -> None:
    """Sealed, paying elsewhere, with any number: the answer is one and the same."""
    answers = []
    for setup in (lambda: None, lambda: PersonalAccount.objects.filter(person__name="张三").update(status=NORMAL)):
        setup()
        for change in (ChangeKind.NEW, ChangeKind.UNSEAL):
            guess = replace(line(school, "张三", change), name="李大力")
            faulty = world.upload(school, next_list(school, "202610", guess))
            answers.append([(each["column"], each["message"]) for each in faulty.errors])
    assert {column for found in answers for column, _message in found} == {"姓名"}
    assert len({str(found) for found in answers}) == 1
    assert "张" not in str(answers) and "三" not in str(answers)


def test_a_name_on_file_is_not_shown_to_an_employer_not_even_its_end(school: EmployerAccount) -> None:
    """Somebody who is on file without an account: the check has nobody to compare with, the declaration has."""
    number = people.qian_qi().person.document_number
    typed = replace(line(school, "张三", ChangeKind.NEW, 550_000), name="赵大力", document_number=number)
    upload = world.upload(school, next_list(school, "202610", typed))
    answer = clerk_of(school).post(f"/employer/uploads/{upload.pk}/declare/", follow=True).content.decode()
    assert "不一致" in answer and "七" not in answer and "*" not in answer.split("不一致")[0][-60:]


# --- objecting


def test_the_owner_objects_and_has_the_account_back_as_it_was(
    school: EmployerAccount, machines: EmployerAccount
) -> None:
    owner = people.browser(people.zhang_san())
    before = PersonalAccount.objects.filter(person__name="张三").values(
        "status", "employer_account", "sealed_on", "base_fen", "employer_part_fen", "employee_part_fen"
    )
    was = dict(before.get())
    transfer = taken_over(school)
    assert "不在那里工作" in owner.get("/portal/").content.decode()
    page = owner.get("/portal/transfers/").content.decode()
    assert "龙山区实验小学" in page and "我不在这个单位" in page
    form = f"/portal/transfers/{transfer.pk}/object/"
    assert "请说明情况" in owner.get(form).content.decode()
    assert owner.post(form, {"objection": ""}).status_code == 200
    owner.post(form, {"objection": "我不在那里上班"})
    transfer.refresh_from_db()
    assert (transfer.status, transfer.objection) == (TransferStatus.OBJECTED, "我不在那里上班")
    assert "正在核实" in owner.get("/portal/").content.decode()
    assert "不能执行此操作" in owner.post(form, {"objection": "再说一次"}).content.decode()
    teller = people.browser(people.wang_wu())
    assert "1 件" in teller.get("/counter/").content.decode()
    assert "张三" in teller.get("/counter/transfers/?status=OBJECTED").content.decode()
    address = f"/counter/transfers/{transfer.pk}/"
    assert "我不在那里上班" in teller.get(address).content.decode()
    assert Look.objects.filter(person=transfer.account.person_id, what="同城转移").exists()
    decision = {"result": "undo", "decision": "单位承认报错"}
    assert "待入账的清册中" in teller.post(f"{address}decide/", decision, follow=True).content.decode()
    assert transfer.list is not None
    operations.void_list(list_id=transfer.list.pk, reason="报错", by=people.zhao_liu(), at=make.AT)
    assert teller.post(f"{address}decide/", {"result": "undo"}).status_code == 422
    assert "账户已退回" in teller.post(f"{address}decide/", decision, follow=True).content.decode()
    assert dict(before.get()) == was
    assert told("transfer_decided") == ["张三"]
    assert [event.action for event in transfer.account.events.order_by("id")][-2:] == ["unseal", "return"]
    assert "单位承认报错" in owner.get("/portal/transfers/").content.decode()


def test_an_employer_once_objected_to_cannot_take_the_account_again_by_a_list(
    school: EmployerAccount, machines: EmployerAccount
) -> None:
    transfer = undone(school)
    for change in (ChangeKind.NEW, ChangeKind.UNSEAL):
        again = world.upload(school, next_list(school, "202610", line(school, "张三", change, 550_000)))
        assert "提出异议" in str(again.errors)
    act = {"account_id": transfer.account_id, "employer_account_id": school.pk, "base_fen": 600_000, "at": make.AT}
    with pytest.raises(operations.ObjectedBefore):
        operations.unseal(by=people.wang_wu(), **act)
    teller = people.browser(people.wang_wu())
    page = f"/counter/accounts/{transfer.account_id}/unseal/"
    answers = {"employer_number": school.number, "base": "6,000", "seen": "on"}
    assert "本人曾对转入该单位提出异议" in teller.post(page, answers).content.decode()
    teller.post(page, {**answers, "agreed": "on"})
    assert PersonalAccount.objects.get(pk=transfer.account_id).employer_account == school


def undone(school: EmployerAccount) -> InternalTransfer:
    """A takeover that was objected to and taken back."""
    transfer = taken_over(school)
    owner = people.zhang_san()
    operations.object_to_transfer(transfer_id=transfer.pk, objection="不在", by=owner, at=make.AT)
    assert transfer.list is not None
    operations.void_list(list_id=transfer.list.pk, reason="报错", by=people.zhao_liu(), at=make.AT)
    operations.undo_transfer(transfer_id=transfer.pk, decision="属实", by=people.wang_wu(), at=make.AT)
    transfer.refresh_from_db()
    return transfer


def test_an_objection_that_does_not_hold_changes_nothing(school: EmployerAccount) -> None:
    transfer = taken_over(school)
    teller = people.browser(people.wang_wu())
    address = f"/counter/transfers/{transfer.pk}/"
    teller.post(f"{address}object/", {"objection": "来电说不在该单位"})
    assert teller.post(f"{address}object/", {"objection": ""}).status_code == 422
    done = teller.post(f"{address}decide/", {"result": "stand", "decision": "劳动合同在"}, follow=True)
    assert "已办结" in done.content.decode()
    transfer.refresh_from_db()
    account = PersonalAccount.objects.get(pk=transfer.account_id)
    assert (transfer.status, account.status, account.employer_account) == (TransferStatus.STANDS, NORMAL, school)
    assert told("transfer_decided") == ["张三"]
    with pytest.raises(WrongState):
        operations.undo_transfer(transfer_id=transfer.pk, decision="属实", by=people.wang_wu(), at=make.AT)


def test_who_moved_the_account_or_owns_it_does_not_decide(school: EmployerAccount) -> None:
    moving, teller = world.account_of("张三"), people.wang_wu()
    operations.unseal(account_id=moving.pk, employer_account_id=school.pk, base_fen=600_000, by=teller, at=make.AT)
    transfer = InternalTransfer.objects.get()
    operations.object_to_transfer(transfer_id=transfer.pk, objection="不在", by=teller, at=make.AT)
    assert "请另一位同事处理" in people.browser(teller).get(f"/counter/transfers/{transfer.pk}/").content.decode()
    for verb in (operations.undo_transfer, operations.let_transfer_stand):
        for by in (teller, people.zhang_san()):
            with pytest.raises(operations.NotTheirsToDecide):
                verb(transfer_id=transfer.pk, decision="属实", by=by, at=make.AT)
    with pytest.raises(IntegrityError, match="objection_decided_by_another"), transaction.atomic():
        InternalTransfer.objects.filter(pk=transfer.pk).update(
            status=TransferStatus.STANDS, decided_by_person=teller.person_id, decided_at=make.AT
        )
    operations.undo_transfer(transfer_id=transfer.pk, decision="属实", by=people.zhao_liu(), at=make.AT)
    moving.refresh_from_db()
    assert moving.status == SEALED


def test_once_the_account_has_gone_on_there_is_nothing_to_take_back(school: EmployerAccount) -> None:
    transfer = taken_over(school)
    world.pay(transfer.list, serial="JH9")  # type: ignore[arg-type]
    operations.seal(account_id=transfer.account_id, reason="离职", by=people.wang_wu(), at=make.AT)
    third = world.employer_account("辽源市第二机械厂", WORKS)
    later = make.AT + timedelta(days=1)
    operations.unseal(
        account_id=transfer.account_id, employer_account_id=third.pk, base_fen=600_000, by=people.wang_wu(), at=later
    )
    with pytest.raises(operations.MovedOn):
        operations.object_to_transfer(transfer_id=transfer.pk, objection="不在", by=people.zhang_san(), at=later)
    assert InternalTransfer.objects.count() == 2


def test_money_credited_meanwhile_stays_the_persons(school: EmployerAccount) -> None:
    transfer = taken_over(school)
    operations.object_to_transfer(transfer_id=transfer.pk, objection="不在", by=people.zhang_san(), at=make.AT)
    world.pay(transfer.list, serial="JH9")  # type: ignore[arg-type]
    paid = PersonalAccount.objects.get(pk=transfer.account_id).ledger_account.balance_fen
    operations.undo_transfer(transfer_id=transfer.pk, decision="属实", by=people.wang_wu(), at=make.AT)
    account = PersonalAccount.objects.get(pk=transfer.account_id)
    assert account.status == SEALED and account.ledger_account.balance_fen == paid > 202_600


def test_a_stranger_finds_no_transfer_and_nobody_objects_for_others(school: EmployerAccount) -> None:
    transfer = taken_over(school)
    stranger = people.browser(people.qian_qi())
    assert stranger.post(f"/portal/transfers/{transfer.pk}/object/", {"objection": "不在"}).status_code == 404
    assert "没有转移过" in stranger.get("/portal/transfers/").content.decode()
    auditor = people.browser(people.wu_shi())
    assert auditor.get(f"/counter/transfers/{transfer.pk}/").status_code == 200
    assert auditor.post(f"/counter/transfers/{transfer.pk}/object/", {"objection": "不在"}).status_code == 403
    assert auditor.post(f"/counter/transfers/{transfer.pk}/decide/", {"result": "undo"}).status_code == 403
    transfer.refresh_from_db()
    assert transfer.status == TransferStatus.MADE
    assert not AuditEntry.objects.filter(action__startswith="transfer").exists()
