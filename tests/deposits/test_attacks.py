"""Attacks on the money path of the deposits: months out of order, races of employers, what files smuggle in."""

from __future__ import annotations

import io
import threading
from datetime import date

import pytest
import xlsxwriter
from django.db import connections, transaction
from django.db.models import Sum

from bank.models import SuspenseItem
from common.errors import BusinessError
from common.states import lock
from deposits import operations
from deposits.files.typed import TypedLine
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount, RemittanceList
from deposits.operations import declaring
from deposits.states import ChangeKind, ListStatus, PersonalAccountStatus
from ledger import queries as books
from ledger.models import Account
from tests import make, people
from tests.deposits import world
from tests.deposits.lists import line, next_list

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def account(open_day: date) -> EmployerAccount:
    """An employer of three people that has not paid yet."""
    make.bank_account()
    return world.employer_account()


def assert_money_is_whole() -> None:
    """The books verify, and 219-01 is what its items say."""
    assert books.verify_books() == []
    left = SuspenseItem.objects.aggregate(fen=Sum("left_fen", default=0))["fen"]
    booked = Account.objects.filter(subject_id="219-01").aggregate(fen=Sum("balance_fen", default=0))["fen"]
    assert left == booked


def same_people(account: EmployerAccount, month: str) -> bytes:
    """A list in which nothing changes."""
    return next_list(account, month, *(line(account, name, ChangeKind.NORMAL) for name in world.BASES))


def test_a_month_is_not_reversed_under_a_waiting_later_one(account: EmployerAccount) -> None:
    first = world.allocated(account)
    second = world.declared(account, same_people(account, "202611"))
    with pytest.raises(BusinessError):
        operations.reverse_list(list_id=first.pk, reason="申报错误", by=people.zhao_liu(), at=make.AT)
    operations.void_list(list_id=second.pk, reason="先冲前一个月", by=None, at=make.AT)
    operations.reverse_list(list_id=first.pk, reason="申报错误", by=people.zhao_liu(), at=make.AT)
    account.refresh_from_db()
    assert account.paid_through == ""
    assert_money_is_whole()


def test_a_list_in_which_everybody_leaves_is_a_fault_and_no_failure(account: EmployerAccount) -> None:
    world.allocated(account)
    upload = world.upload(
        account, next_list(account, "202611", *(line(account, name, ChangeKind.SEAL) for name in world.BASES))
    )
    assert [error["column"] for error in upload.errors] == ["合计金额"]


def sealed_elsewhere(account: EmployerAccount) -> TypedLine:
    """张三 is sealed by `account`'s list of the second month; his line for an employer that takes him over."""
    world.allocated(account)
    leaver = line(account, "张三", ChangeKind.SEAL)
    stay = [line(account, name, ChangeKind.NORMAL) for name in world.BASES if name != "张三"]
    world.pay(world.declared(account, next_list(account, "202611", leaver, *stay)), serial="JH2")
    return line(account, "张三", ChangeKind.UNSEAL)


def test_two_employers_cannot_take_over_one_person_at_once(
    account: EmployerAccount, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken = sealed_elsewhere(account)
    school = world.employer_account("辽源市实验学校", world.SCHOOL)
    works = world.employer_account("辽源市第二机械厂", "91350100M000100Y43")
    uploads = [world.upload(each, next_list(each, "202610", taken)) for each in (school, works)]
    # Both are judged before either has written: the worst moment.
    judged, judge = threading.Barrier(2, timeout=10), declaring.uploads.check_again

    def check_together(*facts: object) -> object:
        found = judge(*facts)  # type: ignore[arg-type]
        judged.wait()
        return found

    monkeypatch.setattr(declaring.uploads, "check_again", check_together)
    results: list[object] = [None, None]

    def declare(place: int) -> None:
        try:
            results[place] = operations.declare(upload_id=uploads[place].pk, by=None, at=make.AT)
        except Exception as problem:
            results[place] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=declare, args=[place]) for place in (0, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(each, RemittanceList) for each in results) == 1, results
    assert sum(isinstance(each, BusinessError) for each in results) == 1, results
    personal = world.account_of("张三")
    (made,) = [each for each in results if isinstance(each, RemittanceList)]
    assert personal.employer_account_id == made.employer_account_id


def test_who_is_sealed_while_a_list_is_declared_is_not_in_it(account: EmployerAccount) -> None:
    world.allocated(account)
    upload = world.upload(account, same_people(account, "202611"))
    personal = world.account_of("张三")
    sealing, results = threading.Event(), []

    def declare() -> None:
        sealing.wait()
        try:
            results.append(operations.declare(upload_id=upload.pk, by=None, at=make.AT))
        except BusinessError as refusal:
            results.append(refusal)
        finally:
            connections.close_all()

    thread = threading.Thread(target=declare)
    thread.start()
    with transaction.atomic():
        lock(PersonalAccount, personal.pk)
        PersonalAccount.objects.filter(pk=personal.pk).update(
            status=PersonalAccountStatus.SEALED, sealed_on=date(2026, 10, 10)
        )
        sealing.set()
        thread.join(timeout=2)  # judged the account as it was, and now waits for it, or is done
    thread.join()
    assert isinstance(results[0], BusinessError), results
    personal.refresh_from_db()
    assert personal.status == PersonalAccountStatus.SEALED
    assert not RemittanceList.objects.filter(month="202611", status=ListStatus.AWAITING).exists()


def test_error_lists_keep_no_full_number_whatever_column_it_stands_in(account: EmployerAccount) -> None:
    number, phone, card = people.DOCUMENTS["张三"][0], "13912345678", "6217000010001234567"
    content = world.list_file(account).decode("utf-8-sig")
    rows = content.splitlines()
    place = next(place for place, row in enumerate(rows) if "张三" in row)
    names = next(row for row in rows if "姓名" in row).split(",")
    cells = rows[place].split(",")
    for name, value in {"姓名": number, "缴存基数": card, "变更类型": phone, "个人账号": number}.items():
        cells[names.index(name)] = value
    rows[place] = ",".join(cells)
    upload = world.upload(account, "\n".join(rows).encode())
    kept = str(PayrollUpload.objects.values_list("errors", "warnings").get(pk=upload.pk))
    assert upload.errors
    assert number not in kept and phone not in kept and card not in kept


def test_a_hidden_character_in_a_workbook_is_a_fault_and_no_failure(account: EmployerAccount) -> None:
    for hidden in ("_x0000_", "_xD800_", "_x0001_"):
        file = io.BytesIO()
        book = xlsxwriter.Workbook(file)
        sheet = book.add_worksheet()
        for row, text in enumerate(world.list_file(account).decode("utf-8-sig").splitlines()):
            for column, value in enumerate(text.split(",")):
                sheet.write_string(row, column, value.replace("张三", f"张{hidden}三").replace("新增", f"新{hidden}增"))
        book.close()
        content = file.getvalue()
        try:
            upload = world.upload(account, content)
        except BusinessError:
            continue
        assert upload.errors
