"""Photos and papers of a visit: kept with the file, harmless, seen by staff alone, never taken away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, transaction
from django.http import HttpResponse
from django.urls import reverse

from common.errors import WrongState
from deposits.models import EmployerAccount, EnforcementFile, VisitPaper
from deposits.operations import arrears, arrears_acts, evidence
from deposits.operations.evidence import NoVisit, PaperThere, TooManyPapers
from desk.files import storage
from desk.files.sniffing import BadFile
from policy import operations as policy
from tests import make, people
from tests.deposits import pages, world
from tests.desk import files

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(employer: EmployerAccount) -> EnforcementFile:
    """The file of an employer a month late."""
    world.declared(employer)
    with transaction.atomic():
        policy.set_book_date(on=date(2026, 11, 9))
    found = arrears.follow_arrears(account_id=employer.pk, at=make.AT)
    assert found is not None
    return found


@pytest.fixture
def visited(file: EnforcementFile) -> EnforcementFile:
    """The same after a visit."""
    arrears_acts.record_check(
        file_id=file.pk, day=date(2026, 11, 9), findings="见到会计，账上没有钱", by=people.wang_wu(), at=make.AT
    )
    return file


def add(file: EnforcementFile, content: bytes, name: str = "门口.jpg") -> VisitPaper:
    return evidence.add_visit_paper(file_id=file.pk, name=name, content=content, by=people.wang_wu(), at=make.AT)


def test_a_photo_is_kept_encrypted_and_without_what_the_phone_hid_in_it(visited: EnforcementFile) -> None:
    paper = add(visited, files.phone_photo())
    kept = storage.get(paper.stored)
    assert kept.startswith(b"\xff\xd8\xff") and b"SecretPhone" not in kept
    assert (paper.is_picture, paper.name) == (True, "门口.jpg")
    with pytest.raises(Error), transaction.atomic():
        paper.delete()


def test_nothing_is_added_before_the_visit_or_after_the_file_is_closed(file: EnforcementFile) -> None:
    with pytest.raises(NoVisit, match="先登记核查情况"):
        add(file, files.picture())
    EnforcementFile.objects.filter(pk=file.pk).update(status="CLOSED", closed_on=date(2026, 11, 9))
    with pytest.raises(WrongState):
        add(file, files.picture())
    assert not VisitPaper.objects.exists()


def test_the_same_file_twice_too_many_and_bad_ones_are_refused(
    visited: EnforcementFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(visited, files.picture())
    with pytest.raises(PaperThere, match="不用重复上传"):
        add(visited, files.picture())
    for bad in (b"", b"MZ not a picture", files.infected_pdf(), files.bomb_png(), files.pdf()[:200]):
        with pytest.raises(BadFile):
            add(visited, bad)
    monkeypatch.setattr(evidence, "MOST_PAPERS", 1)
    with pytest.raises(TooManyPapers, match="最多存 1 份"):
        add(visited, files.picture("red"))
    assert VisitPaper.objects.count() == 1


def test_nothing_is_kept_unscanned(visited: EnforcementFile, settings: Any) -> None:
    settings.PAPER_SCANNER = "tests.desk.test_uploads.Away"
    with pytest.raises(BadFile, match="稍后再传"):
        add(visited, files.picture())
    assert not VisitPaper.objects.exists()


def test_staff_upload_and_see_them_and_nobody_else_does(visited: EnforcementFile) -> None:
    teller = people.browser(people.wang_wu())
    home = reverse("deposits:counter_arrears_file", args=[visited.pk])
    act = reverse("deposits:counter_arrears_do", args=[visited.pk, "papers"])
    assert act in teller.get(home).content.decode()
    assert 'enctype="multipart/form-data"' in teller.get(act).content.decode()
    assert teller.post(act, {"go": "1"}).status_code == 422
    sent = [
        SimpleUploadedFile("../../门口.jpg", files.picture(), "image/jpeg"),
        SimpleUploadedFile("工资表.pdf", files.pdf(), "application/pdf"),
    ]
    page = pages.text_of(teller, act, {"papers": sent})
    assert "已存入档案" in page and "工资表.pdf" in page and "核查照片和材料" in page
    photo, paper = VisitPaper.objects.order_by("id")
    assert photo.name == "门口.jpg"
    addresses = [reverse("deposits:counter_arrears_visit_paper", args=[each.pk]) for each in (photo, paper)]
    shown, kept = (teller.get(address) for address in addresses)
    assert shown["Content-Type"] == "image/jpeg" and shown.content != storage.get(photo.stored)
    assert "attachment" in kept["Content-Disposition"] and kept.content == files.pdf()
    assert people.browser(people.li_si()).get(addresses[0]).status_code == 403
    storage.drop(photo.stored)
    assert teller.get(addresses[0]).status_code == 404


def test_a_bad_file_among_others_is_named_and_all_may_be_sent_again(visited: EnforcementFile) -> None:
    teller = people.browser(people.wang_wu())
    act = reverse("deposits:counter_arrears_do", args=[visited.pk, "papers"])

    def send(*contents: bytes) -> HttpResponse:
        sent = [SimpleUploadedFile(f"第{place}张.jpg", content) for place, content in enumerate(contents, start=1)]
        return teller.post(act, {"papers": sent}, follow=True)

    answer = send(files.picture(), b"MZ not a picture", files.picture("red"))
    said = answer.content.decode()
    assert answer.status_code == 422 and "第2张.jpg：" in said and "其余文件已存入档案" in said
    assert [paper.name for paper in VisitPaper.objects.order_by("id")] == ["第1张.jpg", "第3张.jpg"]
    again = send(files.picture(), files.picture("blue"), files.picture("red"))
    assert "已存入档案。" in again.content.decode() and VisitPaper.objects.count() == 3
    assert "其余" not in send(b"").content.decode()


def test_the_act_is_offered_after_the_visit_alone(file: EnforcementFile) -> None:
    teller = people.browser(people.wang_wu())
    act = reverse("deposits:counter_arrears_do", args=[file.pk, "papers"])
    assert "现在不能办理这个事项" in pages.text_of(teller, act, {})
