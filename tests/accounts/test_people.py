"""Persons: one for each document."""

from __future__ import annotations

import threading
import time
from datetime import date

import pytest
from django.db import connection, transaction

from accounts import operations as accounts
from accounts import queries, rules
from accounts.models import Person
from common import identity
from tests.make import AT

pytestmark = pytest.mark.django_db


def citizen(number: int, birth: str = "19860512") -> str:
    """A valid citizen number made of a sequence: 9,999 for each birth date, the region varying too."""
    region, sequence = 220400 + number // 1000 % 1000, number % 1000
    first = f"{region}{birth}{sequence:03d}"
    return first + identity.citizen_check_digit(first)


def put(name: str = "张三", number: str = "11010519491231002X", **more: str) -> Person:
    with transaction.atomic():
        return accounts.find_or_create_person(
            name=name, document_type="01", document_number=number, by=None, at=AT, **more
        )


def test_a_person_is_put_on_file_once_however_the_number_is_typed() -> None:
    first = put()
    again = put(name=" 张 三 ", number="１１０１０５ 19491231 002x")
    assert first == again
    assert first.birth_on == date(1949, 12, 31)
    with connection.cursor() as cursor:
        cursor.execute("SELECT document_number FROM accounts_person")
        assert "1101" not in cursor.fetchone()[0]


def test_the_same_document_under_another_name_is_refused_and_the_name_on_file_stays_hidden() -> None:
    put()
    with pytest.raises(accounts.NameDiffers, match=r"“\*三”"):
        put(name="李三丰")


def test_a_bad_number_and_a_missing_name_are_refused() -> None:
    with pytest.raises(accounts.BadNumber):
        put(number="110105194912310021")
    with pytest.raises(accounts.BadNumber):
        put(phone="12345")
    with pytest.raises(accounts.MissingName):
        put(name=" ")


def test_a_phone_fills_an_empty_place_and_never_replaces_one() -> None:
    assert put(phone="13812344127").phone == "13812344127"
    assert put(phone="13900000000").phone == "13812344127"


@pytest.mark.django_db(transaction=True)
def test_two_windows_meet_the_same_new_person_and_get_one_row() -> None:
    found: list[int] = []

    def meet() -> None:
        try:
            found.append(put().pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=meet) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 6 and len(set(found)) == 1


def test_a_list_gives_ids_in_its_order_with_known_new_and_repeated_people() -> None:
    known = put()
    rows = [
        rules.PersonRow("李四", "01", citizen(1), "13812344127"),
        rules.PersonRow("张三", "01", "11010519491231002X"),
        rules.PersonRow("李四", "01", citizen(1)),
    ]
    with transaction.atomic():
        ids = accounts.persons_for_list(rows=rows, at=AT)
    assert ids[1] == known.pk and ids[0] == ids[2]
    person = Person.objects.get(pk=ids[0])
    assert (person.name, person.document_number, person.phone) == ("李四", citizen(1), "13812344127")
    assert queries.search_people("ls") == [person]


def test_a_list_names_all_rows_whose_names_differ_and_writes_nothing() -> None:
    put()
    rows = [
        rules.PersonRow("李四", "01", citizen(1)),
        rules.PersonRow("张四", "01", "11010519491231002X"),
        rules.PersonRow("李五", "01", citizen(1)),
    ]
    with pytest.raises(accounts.NameDiffers) as refusal, transaction.atomic():
        accounts.persons_for_list(rows=rows, at=AT)
    assert refusal.value.rows == [1, 2]
    assert Person.objects.count() == 1


@pytest.mark.torture
def test_fifty_thousand_new_people_take_seconds() -> None:
    surnames, given = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁单曾解", [chr(0x4E00 + i * 7) for i in range(500)]
    rows = [
        rules.PersonRow(surnames[i % 23] + given[i % 500] + given[i * 31 % 500], "01", citizen(i), f"138{i:08d}")
        for i in range(50_000)
    ]
    start = time.perf_counter()
    with transaction.atomic():
        first = accounts.persons_for_list(rows=rows, at=AT)
    middle = time.perf_counter()
    with transaction.atomic():
        assert accounts.persons_for_list(rows=rows, at=AT) == first
    print(f"new {middle - start:.2f} s, known {time.perf_counter() - middle:.2f} s")
    assert middle - start < 10


def test_people_are_found_by_name_pinyin_initials_number_and_phone() -> None:
    person = put(name="单雄信", phone="13812344127")
    put(name="王五", number=citizen(2))
    for text in (
        "单雄",
        "单雄信",
        "shanxiongxin",
        "Shan Xiongxin",
        "sxx",
        "danxiong",
        "11010519491231002x",
        "13812344127",
    ):
        assert queries.search_people(text) == [person], text
    for text in ("单", "", "雄信", "138", "x" * 500):
        assert queries.search_people(text) == [], text
