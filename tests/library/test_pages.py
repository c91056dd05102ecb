"""The library's pages: the desk by scanner, the catalogue, a reader's own pages, and who sees what."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from library import tasks
from library.models import Copy, Hold, ImportBatch, Loan, Reader, Title, Wish
from library.operations import holds
from library.rules.marc import Found, write
from tests import people
from tests.library import shelves
from tests.library.shelves import AT

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def morning(open_day: date, time_machine: Any) -> None:
    """The library's Monday morning."""
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def librarian() -> Client:
    """许十六's browser."""
    return people.browser(people.xu_shiliu())


@pytest.fixture
def owner() -> Client:
    """张三's browser."""
    return people.browser(people.zhang_san())


def said(response: Any) -> str:
    """The messages of an answer, in one text."""
    return " ".join(str(message) for message in response.context["messages"])


def scan(browser: Client, text: str, reader: Reader | None = None, **more: str) -> Any:
    """One scan at the desk."""
    posted = {"scan": text, "reader": str(reader.pk) if reader else "", **more}
    return browser.post(reverse("library:counter_scan"), posted, follow=True)


def test_the_desk_lends_and_takes_back_by_scans_alone(librarian: Client) -> None:
    reader, copy = shelves.reader(), shelves.copy(barcode="a0001")
    page = scan(librarian, reader.card)
    assert page.context["reader"] == reader
    page = scan(librarian, "A0001", reader)
    assert "借出《活着》，2026-11-11 前归还。" in said(page)
    assert "重复扫描" in said(scan(librarian, "A0001", reader))
    assert Loan.objects.count() == 1
    page = scan(librarian, reader.card, reader)  # the card again ends the turn
    assert page.context["reader"] is None
    assert "归还《活着》" in said(scan(librarian, "a0001"))
    assert "没有未还的记录" in said(scan(librarian, "A0001"))
    assert "没有条码或证号" in said(scan(librarian, "nothing"))
    assert scan(librarian, "", reader).context["reader"] is None
    copy.refresh_from_db()
    assert copy.status == "AVAILABLE"


def test_a_refused_loan_asks_for_a_reason_and_takes_it(librarian: Client) -> None:
    reader = shelves.citizen()
    copy = shelves.copy("辞海", barcode="R1", item_kind="REFERENCE")
    page = scan(librarian, "R1", reader)
    assert "馆内阅览" in said(page)
    assert page.context["needs_reason"] == copy.barcode
    scan(librarian, "R1", reader, override="馆际展览")
    assert Loan.objects.get().override == "馆际展览"


def test_the_last_act_can_be_undone_on_the_page(librarian: Client) -> None:
    reader, copy = shelves.reader(), shelves.copy(barcode="A1")
    page = scan(librarian, "A1", reader)
    act = page.context["acts"][0][0]
    assert act.undoable
    librarian.post(reverse("library:counter_undo", args=[act.event.pk]), {"reader": reader.pk})
    copy.refresh_from_db()
    assert copy.status == "AVAILABLE"


def test_a_return_says_who_waits(librarian: Client) -> None:
    copy = shelves.copy(barcode="A1")
    shelves.lent(shelves.citizen(), copy)
    holds.place(reader_id=shelves.reader().pk, title_id=copy.title_id, by=None, at=AT)
    assert "留给 张三 到 2026-10-15" in said(scan(librarian, "A1"))
    assert "张三" in librarian.get(reverse("library:counter_waiting")).content.decode()


def test_a_lost_book_is_settled_at_the_desk(librarian: Client) -> None:
    reader, copy = shelves.reader(), shelves.copy(barcode="A1")
    shelves.lent(reader, copy)
    answer = librarian.post(reverse("library:counter_copy_do", args=[copy.pk]), {"action": "lose", "note": "搬家"})
    assert answer.status_code == 302
    page = librarian.get(reverse("library:counter_desk"), {"reader": reader.pk})
    charge = page.context["charges"][0]
    librarian.post(reverse("library:counter_settle", args=[charge.pk]), {"action": "pay"})
    charge.refresh_from_db()
    assert charge.status == "PAID"
    assert "已找到" in said(scan(librarian, "A1"))


def test_a_title_is_described_a_copy_added_and_labels_printed(librarian: Client) -> None:
    page = librarian.get(reverse("library:counter_titles"), {"q": "978-7-5063-6543-7"})
    assert page.context["new_isbn"] == "9787506365437"
    typed = {"kind": "BOOK", "title": "活着", "isbn": "978-7-5063-6543-7", "authors": "余华著", "clc": "i247.5"}
    answer = librarian.post(reverse("library:counter_add_title"), typed)
    found = Title.objects.get()
    assert (answer.status_code, found.isbn, found.clc, found.initials) == (302, "9787506365437", "I247.5", "hz")
    assert librarian.post(reverse("library:counter_add_title"), typed).status_code == 422
    new = {"item_kind": "BOOK", "source": "BOUGHT", "call_number": "I247.5/1", "price_fen": "20"}
    librarian.post(reverse("library:counter_add_copy", args=[found.pk]), new)
    copy = Copy.objects.get()
    assert copy.barcode.startswith("B") and copy.price_fen == 2000
    sheet = librarian.get(reverse("library:counter_labels"), {"copy": copy.pk})
    assert sheet.content.startswith(b"%PDF")
    again = librarian.post(reverse("library:counter_add_copy", args=[found.pk]), {**new, "barcode": copy.barcode})
    assert again.status_code == 422


def test_a_file_is_looked_at_then_taken_in_once(librarian: Client) -> None:
    good = [Found("家", isbn="9787020002207", authors="巴金"), Found("春"), Found("秋")]
    content = write(good, unimarc=True) + b"00000broken\x1d"
    upload = SimpleUploadedFile("books.mrc", content)
    page = librarian.post(reverse("library:counter_imports"), {"kind": "MARC", "file": upload}, follow=True)
    batch = ImportBatch.objects.get()
    assert (batch.rows_count, batch.bad_count, Title.objects.count()) == (4, 1, 0)
    assert "记录过长或过短" in page.content.decode()
    address = reverse("library:counter_confirm_import", args=[batch.pk])
    librarian.post(address)
    tasks.take_in_all()
    tasks.take_in_all()
    batch.refresh_from_db()
    assert (batch.status, batch.added_count, batch.percent) == ("DONE", 3, 100)
    assert "不能执行此操作" in said(librarian.post(address, follow=True))
    out = librarian.get(reverse("library:counter_export"), {"format": "marc21"})
    assert out.content.count(b"\x1d") == 3


def test_a_card_is_given_to_a_person_on_file_and_to_a_citizen(librarian: Client) -> None:
    people.zhang_san()
    address = reverse("library:counter_enrol")
    librarian.post(address, {"document": people.DOCUMENTS["张三"][0]})
    librarian.post(address, {"name": "路人甲", "phone": "13911110001"})
    assert sorted(Reader.objects.values_list("name", "kind")) == [("张三", "DEPOSITOR"), ("路人甲", "CITIZEN")]
    assert librarian.post(address, {"document": people.DOCUMENTS["张三"][0]}).status_code == 422
    assert librarian.post(address, {"name": ""}).status_code == 422
    for text in ("张三", "13911110001", Reader.objects.get(name="张三").card, people.DOCUMENTS["张三"][0]):
        assert len(librarian.post(reverse("library:counter_readers"), {"q": text}).context["found"]) == 1, text


def test_gifts_rules_displays_wishes_and_figures(librarian: Client, owner: Client) -> None:
    librarian.post(reverse("library:counter_gifts"), {"donor": "州作协", "on": "2026-10-10", "volumes": "30"})
    paper = librarian.get(reverse("library:counter_certificate", args=[1_000_000]))
    assert paper.status_code == 404
    page = librarian.get(reverse("library:counter_gifts"))
    assert "JZ2026" in page.content.decode()
    rule = {"reader_kind": "CITIZEN", "item_kind": "BOOK", "valid_from": "2026-11-01", "most_loans": "4", "days": "30"}
    rule |= {"renewals": "1", "renew_days": "15", "most_holds": "3", "grace_days": "3"}
    assert librarian.post(reverse("library:counter_rules"), rule).status_code == 302
    assert librarian.post(reverse("library:counter_rules"), rule).status_code == 422
    assert librarian.post(reverse("library:counter_rules"), {**rule, "valid_from": "2026-10-01"}).status_code == 422
    copy = shelves.copy(barcode="A1")
    red = page.context["displays"][0]
    librarian.post(reverse("library:counter_display", args=[red.pk]), {"barcode": "A1", "note": "必读"})
    assert "必读" in Client().get(reverse("library:public_display", args=["red"])).content.decode()
    shelves.reader()
    owner.post(reverse("library:portal_wishes"), {"title": "额尔古纳河右岸", "author": "迟子建"})
    wish = Wish.objects.get()
    librarian.post(reverse("library:counter_answer_wish", args=[wish.pk]), {"action": "order", "answer": "下月到"})
    assert "下月到" in owner.get(reverse("library:portal_wishes")).content.decode()
    shelves.lent(shelves.reader(), copy)
    assert librarian.get(reverse("library:counter_figures")).context["figures"].loans == 1


# --- readers


def test_a_depositor_opens_a_card_renews_and_waits(owner: Client) -> None:
    home = reverse("library:portal_loans")
    assert "开通借书证" in owner.get(home).content.decode()
    owner.post(reverse("library:portal_enrol"))
    owner.post(reverse("library:portal_enrol"))
    reader = Reader.objects.get()
    loan = shelves.lent(reader, shelves.copy("活着"))
    taken = shelves.copy("家")
    shelves.lent(shelves.citizen(), taken)
    owner.post(reverse("library:portal_place_hold", args=[taken.title_id]))
    owner.post(reverse("library:portal_renew", args=[loan.pk]))
    page = owner.get(home).content.decode()
    assert "2026-11-26" in page and "排在第 1 位" in page and "<svg" in page
    owner.post(reverse("library:portal_cancel_hold", args=[Hold.objects.get().pk]))
    assert Hold.objects.get().status == "CANCELLED"
    assert loan.events.order_by("-id")[0].by is None  # the trail must not keep the reader's name
    assert owner.get(reverse("library:portal_year")).context["report"].classes == [("I", 1)]


def test_nobody_touches_what_is_another_readers(owner: Client) -> None:
    shelves.reader()
    other = shelves.reader(people.qian_qi())
    loan = shelves.lent(other, shelves.copy("活着"))
    taken = shelves.copy("家")
    shelves.lent(shelves.citizen(), taken)
    hold = holds.place(reader_id=other.pk, title_id=taken.title_id, by=None, at=AT)
    assert owner.post(reverse("library:portal_renew", args=[loan.pk])).status_code == 404
    assert owner.post(reverse("library:portal_cancel_hold", args=[hold.pk])).status_code == 404
    assert owner.get(reverse("library:counter_desk")).status_code == 403


def test_everybody_may_search(django_assert_max_num_queries: Any) -> None:
    for name in ("活着", "活着为了讲述", "中国国家地理", "百年孤独"):
        shelves.copy(shelves.title(name, authors="加西亚·马尔克斯" if name == "活着为了讲述" else "余华著"))
    stranger = Client()

    def found(text: str, **more: str) -> list[str]:
        page = stranger.get(reverse("library:public_search"), {"q": text, **more})
        return [title.title for title, _shelved, _note in page.context["rows"]]

    assert found("活着") == ["活着", "活着为了讲述"]
    assert found("hz") == ["活着", "活着为了讲述"]
    assert found("国家地理") == ["中国国家地理"]
    assert found("马尔克斯 讲述") == ["活着为了讲述"]
    assert found("gjdl") == ["中国国家地理"]
    assert found("百") == ["百年孤独"]
    assert found("I247") == ["中国国家地理", "活着", "活着为了讲述", "百年孤独"]
    assert found("没有这本") == []
    shelves.lent(shelves.reader(), Copy.objects.get(title__title="活着"))
    assert found("活着", free="on") == ["活着为了讲述"]
    with django_assert_max_num_queries(8):
        stranger.get(reverse("library:public_search"), {"q": "活着"})
    page = stranger.get(reverse("library:public_classes", args=["I2"]))
    assert len(page.context["rows"]) == 4
    assert stranger.get(reverse("library:public_classes", args=["9"])).status_code == 404
    title = Title.objects.get(title="活着")
    assert "都借出了" in stranger.get(reverse("library:public_title", args=[title.pk])).content.decode()
