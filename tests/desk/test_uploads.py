"""Files handed in: what is taken, what becomes of it, who may, and when it is gone."""

from __future__ import annotations

import io
from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connections
from PIL import Image

from common.errors import WrongState
from desk import operations as desk
from desk import queries
from desk.files import images, pdfs, storage
from desk.files.sniffing import BadFile, kind_of
from desk.models import Case, Paper, Requirement
from desk.states.cases import Channel
from tests import people
from tests.desk import files, world

AT = world.AT
pytestmark = pytest.mark.usefixtures("open_day")


def row_of(case: Case, code: str = "identity") -> Requirement:
    return Requirement.objects.get(case=case, code=code)


def upload(
    case: Case, content: bytes | None = None, *, code: str = "identity", by=None, at=AT, name="身份证.jpg"
) -> Paper:
    return desk.upload_paper(
        requirement_id=row_of(case, code).pk,
        name=name,
        content=files.picture() if content is None else content,
        source="PHOTO",
        by=by or people.zhang_san(),
        at=at,
    )


# --- what is taken


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"MZ\x90\x00" + b"\0" * 100,
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a" + b"\0" * 50,
        b"PK\x03\x04" + b"\0" * 50,
        files.EICAR,
        b"\0\0\0\x18ftypheic" + b"\0" * 50,
        b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>",
        b"%PDF-1.7\n<script>",
        files.bomb_png(),
        files.picture() + b"\0" * (10 * 1024 * 1024),
    ],
    ids=["empty", "exe", "svg", "html", "gif", "zip", "eicar", "heic", "half jpeg", "half pdf", "bomb", "11 MB"],
)
def test_what_is_no_photo_and_no_pdf_is_refused_whatever_it_is_called(content: bytes) -> None:
    case = world.open_case()
    with pytest.raises(BadFile):
        upload(case, content, name="身份证.jpg")
    assert not Paper.objects.exists()
    assert row_of(case).status == "MISSING"


def test_an_iphone_photo_that_cannot_be_read_is_told_the_way_out() -> None:
    with pytest.raises(BadFile, match="兼容性最佳"):
        kind_of(b"\0\0\0\x18ftypheic" + b"\0" * 50)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_pictures_of_every_kind_become_plain_jpegs(kind: str) -> None:
    made = images.normalised(files.picture(kind=kind))
    assert Image.open(io.BytesIO(made)).format == "JPEG"


def test_a_phone_photo_is_upright_smaller_and_tells_no_place() -> None:
    made = images.normalised(files.phone_photo())
    image = Image.open(io.BytesIO(made))
    assert image.size == (2400, 1800)
    assert not image.getexif()
    assert b"SecretPhone" not in made


def test_a_polyglot_loses_what_was_hidden_behind_the_picture() -> None:
    made = images.normalised(files.picture() + b"<script>alert(1)</script>PK\x03\x04" + files.EICAR)
    assert b"script" not in made and files.EICAR not in made


def test_a_clear_png_lies_on_white() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")
    made = Image.open(io.BytesIO(images.normalised(out.getvalue())))
    assert made.getpixel((5, 5)) == (255, 255, 255)


def test_pages_of_a_pdf_are_counted_and_drawn_apart() -> None:
    assert pdfs.page_count(files.pdf(3)) == 3
    assert pdfs.page_picture(files.pdf(3), 3).startswith(b"\x89PNG")
    with pytest.raises(BadFile):
        pdfs.page_picture(files.pdf(3), 4)
    with pytest.raises(BadFile, match="60"):
        pdfs.page_count(files.pdf(61))
    assert pdfs.page_count(files.pdf(60)) == 60


def test_the_watermark_is_in_the_picture_and_not_in_what_is_kept() -> None:
    case = world.open_case()
    paper = upload(case)
    kept = storage.get(paper.stored)
    shown = images.watermarked(kept, "仅供办理公积金业务使用 王五 1001")
    assert shown != kept and storage.get(paper.stored) == kept


# --- handed in


def test_a_file_is_kept_encrypted_under_a_name_of_its_own_and_the_paper_is_provided(settings) -> None:
    case = world.open_case()
    paper = upload(case, name="../../etc/passwd\x00.jpg")
    assert paper.name == "passwd.jpg"
    assert ".." not in paper.stored and len(paper.stored) == 51
    path = settings.PRIVATE_DIR / paper.stored
    assert not path.read_bytes().startswith(b"\xff\xd8")
    assert path.stat().st_mode & 0o077 == 0
    assert row_of(case).status == "PROVIDED"
    assert paper.status == "PENDING"


def test_bytes_that_somebody_exchanged_do_not_open(settings) -> None:
    case = world.open_case()
    one, other = upload(case), upload(case, files.picture("red"))
    (settings.PRIVATE_DIR / one.stored).write_bytes((settings.PRIVATE_DIR / other.stored).read_bytes())
    from cryptography.exceptions import InvalidTag

    with pytest.raises(InvalidTag):
        storage.get(one.stored)


def test_the_same_file_twice_is_there_already_and_leaves_nothing_behind(settings) -> None:
    case = world.open_case()
    upload(case)
    before = sum(1 for _ in settings.PRIVATE_DIR.rglob("*"))
    with pytest.raises(desk.AlreadyThere):
        upload(case)
    assert sum(1 for _ in settings.PRIVATE_DIR.rglob("*") if _.is_file()) <= before
    assert Paper.objects.count() == 1


def test_twenty_files_are_enough_for_a_paper() -> None:
    case = world.open_case()
    for place in range(20):
        upload(case, files.picture(f"#0000{place:02x}", size=(8, 8), kind="PNG"))
    with pytest.raises(desk.TooManyFiles):
        upload(case, files.picture("red", size=(8, 8)))


def test_only_the_applicant_and_who_handles_the_case_hand_in() -> None:
    case = world.open_case()
    with pytest.raises(desk.NotTheirs):
        upload(case, by=people.qian_qi())
    with pytest.raises(desk.NotTheirs):
        upload(case, by=people.wu_shi())
    upload(case, by=people.zhao_liu())
    desk.take(case_id=case.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.TakenByOther):
        upload(case, files.picture("red"), by=people.zhao_liu())


def test_nothing_is_handed_in_to_a_closed_case_or_for_a_checked_paper() -> None:
    case = world.open_case()
    desk.check_paper(requirement_id=row_of(case).pk, how="SEEN", by=people.wang_wu(), at=AT)
    with pytest.raises(WrongState):
        upload(case)
    desk.recall(case_id=case.pk, by=people.zhang_san(), at=AT)
    with pytest.raises(WrongState):
        upload(case, code="proof")


def test_a_file_taken_back_leaves_the_paper_missing() -> None:
    case = world.open_case()
    paper = upload(case)
    desk.withdraw_paper(use_id=paper.uses.get().pk, by=people.zhang_san(), at=AT)
    assert row_of(case).status == "MISSING"
    desk.discard_paper(paper_id=paper.pk, by=people.zhang_san(), at=AT)
    paper.refresh_from_db()
    assert (paper.status, paper.stored) == ("DROPPED", "")


def test_a_file_in_a_case_is_not_its_owners_to_delete() -> None:
    paper = upload(world.open_case())
    with pytest.raises(desk.FileInUse):
        desk.discard_paper(paper_id=paper.pk, by=people.zhang_san(), at=AT)


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_file_at_once_make_one(open_day: date) -> None:
    case = world.open_case()
    user, row, said = people.zhang_san(), row_of(case), []

    def go() -> None:
        try:
            desk.upload_paper(
                requirement_id=row.pk, name="a.jpg", content=files.picture(), source="FILE", by=user, at=AT
            )
        except desk.AlreadyThere:
            said.append("there")
        finally:
            connections.close_all()

    threads = [Thread(target=go) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert Paper.objects.count() == 1 and len(said) == 3


# --- scanned


def test_a_clean_file_opens_after_the_scan_and_a_second_scan_does_nothing() -> None:
    paper = upload(world.open_case())
    assert desk.scan_papers(at=AT) == 1
    assert desk.scan_papers(at=AT) == 0
    paper.refresh_from_db()
    assert paper.status == "CLEAN"


def test_an_infected_file_is_destroyed_and_its_paper_asked_for_again(
    settings, django_capture_on_commit_callbacks
) -> None:
    case = world.open_case()
    paper = upload(case, files.infected_pdf())
    path = settings.PRIVATE_DIR / paper.stored
    assert path.exists()
    with django_capture_on_commit_callbacks(execute=True):
        desk.scan_papers(at=AT)
    paper.refresh_from_db()
    assert (paper.status, paper.stored) == ("INFECTED", "")
    assert not path.exists()
    row = row_of(case)
    assert row.status == "REJECTED" and "安全检查" in row.note
    with pytest.raises(BadFile, match="安全检查"):
        upload(case, files.infected_pdf())


class Away:
    """A scanner that is down."""

    def scan(self, content: bytes) -> str:
        from desk.files.scanning import ScannerDown

        raise ScannerDown


def test_files_wait_while_the_scanner_is_down(settings) -> None:
    paper = upload(world.open_case())
    settings.PAPER_SCANNER = "tests.desk.test_uploads.Away"
    assert desk.scan_papers(at=AT) == 0
    paper.refresh_from_db()
    assert paper.status == "PENDING"


# --- used again


def closed_with_paper(valid_days: int = 90, at=AT) -> Case:
    version = world.kind("again", levels=())
    import pgtrigger

    from desk.models import DocumentRule

    with pgtrigger.ignore("desk.DocumentRule:version_is_draft"):
        DocumentRule.objects.filter(version=version).update(valid_days=valid_days)
    case = world.open_case("again", at=at)
    upload(case, at=at)
    desk.scan_papers(at=at)
    world.check_all(case, at=at)
    desk.void(case_id=case.pk, reason="试", by=people.wang_wu(), at=at)
    return case


def test_a_paper_checked_before_is_offered_and_used_again_while_it_is_valid() -> None:
    earlier = closed_with_paper()
    case = world.open_case("again", at=AT + timedelta(days=89))
    row = row_of(case)
    assert [each.case for each in queries.reusable_for(case, row, AT + timedelta(days=90))] == [earlier]
    assert queries.reusable_for(case, row, AT + timedelta(days=91)) == []
    source = row_of(earlier)
    desk.reuse_paper(requirement_id=row.pk, source_id=source.pk, by=people.wang_wu(), at=AT + timedelta(days=89))
    row.refresh_from_db()
    assert (row.status, row.how) == ("CHECKED", "REUSED")
    assert row.uses.get().reused_from == source


def test_the_applicants_word_hands_it_in_and_the_window_checks() -> None:
    earlier = closed_with_paper()
    case = world.open_case("again", at=AT)
    desk.reuse_paper(requirement_id=row_of(case).pk, source_id=row_of(earlier).pk, by=people.zhang_san(), at=AT)
    assert row_of(case).status == "PROVIDED"
    with pytest.raises(desk.NotReusable):
        desk.reuse_paper(
            requirement_id=row_of(case, "proof").pk, source_id=row_of(earlier, "proof").pk, by=people.zhang_san(), at=AT
        )


def test_somebody_elses_paper_is_never_used_again() -> None:
    earlier = closed_with_paper()
    case = world.open_case("again", person_id=people.qian_qi().person_id)
    with pytest.raises(desk.NotReusable):
        desk.reuse_paper(requirement_id=row_of(case).pk, source_id=row_of(earlier).pk, by=people.wang_wu(), at=AT)


# --- before there is a case, and at the end


def test_files_of_a_draft_join_the_case_it_becomes() -> None:
    world.kind()
    user = people.zhang_san()
    facts = {"kind": "try", "channel": Channel.PORTAL, "by": user, "at": AT, "person_id": user.person_id}
    draft = desk.save_draft(fields={"a": 1}, **facts)
    paper = desk.upload_for_draft(
        draft_id=draft.pk,
        code="identity",
        label="身份证",
        name="a.jpg",
        content=files.picture(),
        source="FILE",
        by=user,
        at=AT,
    )
    case = world.open_case(by=user, channel=Channel.PORTAL, draft_id=draft.pk)
    assert row_of(case).status == "PROVIDED"
    assert row_of(case).uses.get().paper == paper


def test_files_that_never_became_a_case_are_destroyed_after_thirty_days() -> None:
    world.kind()
    user = people.zhang_san()
    facts = {"kind": "try", "channel": Channel.PORTAL, "by": user, "at": AT, "person_id": user.person_id}
    draft = desk.save_draft(fields={"a": 1}, **facts)
    desk.upload_for_draft(
        draft_id=draft.pk,
        code="identity",
        label="身份证",
        name="a.jpg",
        content=files.picture(),
        source="FILE",
        by=user,
        at=AT,
    )
    assert desk.drop_old_papers(at=AT + timedelta(days=30)) == 0
    assert desk.drop_old_papers(at=AT + timedelta(days=31)) == 1
    assert desk.drop_old_drafts(at=AT + timedelta(days=31)) == 1
    assert Paper.objects.get().sha256


def test_bytes_are_destroyed_when_the_kinds_term_is_over_and_the_row_stays() -> None:
    case = world.open_case(at=AT)
    paper = upload(case)
    ten_years = AT.replace(year=AT.year + 10)
    assert desk.drop_old_papers(at=ten_years + timedelta(days=400)) == 0, "the case is still open"
    desk.recall(case_id=case.pk, by=people.zhang_san(), at=AT)
    assert desk.drop_old_papers(at=ten_years) == 0
    assert desk.drop_old_papers(at=ten_years + timedelta(seconds=1)) == 1
    paper.refresh_from_db()
    assert paper.status == "DROPPED" and len(paper.sha256) == 64


# --- who sees


def test_everybody_sees_their_own_files_and_the_window_those_in_cases() -> None:
    case = world.open_case()
    paper = upload(case)
    for user in (people.zhang_san(), people.wang_wu(), people.wu_shi()):
        assert list(queries.papers_visible_to(user)) == [paper]
    for user in (people.qian_qi(), people.li_si(), people.zheng_yi()):
        assert not queries.papers_visible_to(user).exists()
