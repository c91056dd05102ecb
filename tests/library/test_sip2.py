"""SIP2: the codec, our server's answers, nonsense by the thousand, and our client with the line cut."""

from __future__ import annotations

import random
import socket
import threading
from datetime import date, timedelta

import pytest
from django.db import connections

from library import tasks
from library.city import client
from library.city.server import Session, answer
from library.city.simulator import CityLibrary, Running
from library.management.listening import Server
from library.models import CityCall, CityDifference, Copy, Loan, SipLog
from library.operations import city, lending
from library.rules import sip2
from tests import people
from tests.library import shelves
from tests.library.shelves import AT

NOW = "20261012    093000"
DUE = "20261111    235959"


def ask(session: Session, code: str, fixed: list[str], fields: list[tuple[str, str]]) -> sip2.Message:
    """What our server answers."""
    return sip2.parse(answer(sip2.build(code, fixed, fields, "3"), session, AT))


# --- the codec


def test_the_example_of_the_standard() -> None:
    assert sip2.build("99", ["0", "030", "2.00"], sequence="1") == b"9900302.00AY1AZFCA5\r"
    message = sip2.parse(b"9900302.00AY1AZFCA5\r")
    assert (message.code, message.fixed, message.sequence) == ("99", ("0", "030", "2.00"), "1")
    with pytest.raises(sip2.WrongChecksum):
        sip2.parse(b"9900302.00AY1AZ0000\r")


@pytest.mark.parametrize("line", [b"940AY0AZFDFE", b"941AY1AZFDFC"])
def test_lines_published_by_others_are_read(line: bytes) -> None:
    assert sip2.parse(line).code == "94"


def test_what_is_built_is_read_back() -> None:
    fields = [("AO", "JZFUND"), ("AA", "D00000018"), ("AB", "B1"), ("AJ", "活着|坏\r")]
    message = sip2.parse(sip2.build("12", ["1", "N", "U", "Y", NOW], fields, "9"))
    assert (message.ok, message.get("AJ"), message.sequence) == (True, "活着 坏 ", "9")
    assert sip2.parse(sip2.build("96", ())).sequence == ""


@pytest.mark.parametrize("line", [b"", b"9", b"XX", b"11YN", b"99", b"\xff\xfe", b"17" + b"x" * 3000, b"9300cn1|"])
def test_what_is_no_message(line: bytes) -> None:
    with pytest.raises(sip2.Malformed):
        sip2.parse(line)


def test_passwords_stay_out_of_the_log() -> None:
    assert "secret" not in sip2.masked(sip2.build("93", ["0", "0"], [("CN", "desk"), ("CO", "secret")], "1"))
    line = sip2.build("23", ["001", NOW], [("AO", "X"), ("AA", "D1"), ("AD", "secret")], "1")
    assert "secret" not in sip2.masked(line) and "D1" in sip2.masked(line)


# --- our server


@pytest.fixture
def session(open_day: date) -> Session:
    """A connection that has logged in."""
    password = city.open_account(name="city", at=AT)
    found = Session("127.0.0.1")
    assert not ask(found, "93", ["0", "0"], [("CN", "city"), ("CO", "wrong")]).ok
    assert ask(found, "93", ["0", "0"], [("CN", "city"), ("CO", password)]).ok
    return found


@pytest.mark.django_db
def test_nothing_is_told_before_login(open_day: date) -> None:
    stranger = Session("127.0.0.1")
    assert answer(sip2.build("17", [NOW], [("AB", "B1")]), stranger, AT) == b""
    assert stranger.over


@pytest.mark.django_db
def test_a_book_of_ours_is_lent_renewed_and_returned_there(session: Session) -> None:
    reader, copy = shelves.reader(), shelves.copy(barcode="B1")
    whose = [("AO", "JZFUND"), ("AA", reader.card), ("AB", "B1"), ("AC", "")]
    assert ask(session, "99", ["0", "030", "2.00"], []).fixed[0] == "Y"
    out = ask(session, "11", ["Y", "N", NOW, DUE], whose)
    assert (out.ok, out.get("AH")) == (True, DUE)
    assert ask(session, "11", ["Y", "N", NOW, DUE], whose).ok  # the first answer was lost
    assert Loan.objects.count() == 1
    assert ask(session, "17", [NOW], whose).fixed[0] == "04"
    assert ask(session, "63", ["019", NOW, "  Y       "], whose).get("AU") == "B1"
    again = ask(session, "29", ["N", "N", NOW, DUE], whose)
    assert (again.ok, again.get("AH")[:8]) == (True, "20261126")
    assert not ask(session, "29", ["N", "N", NOW, DUE], whose).ok
    back = ask(session, "09", ["N", NOW, NOW], [("AP", "CITY"), *whose])
    copy.refresh_from_db()
    assert (back.ok, copy.status, copy.place) == (True, "IN_TRANSIT", "CITY")
    assert ask(session, "09", ["N", NOW, NOW], [("AP", "CITY"), *whose]).ok
    lending.arrive(copy_id=copy.pk, by=people.xu_shiliu(), at=AT)
    copy.refresh_from_db()
    assert (copy.status, copy.place) == ("AVAILABLE", "OURS")
    assert ask(session, "23", ["001", NOW], whose).get("BL") == "Y"
    assert ask(session, "35", [NOW], whose).ok


@pytest.mark.django_db
def test_holds_and_refusals_over_the_line(session: Session) -> None:
    copy = shelves.copy(barcode="B1")
    reader, other = shelves.reader(), shelves.citizen()
    whose = [("AO", "JZFUND"), ("AA", reader.card), ("AB", "B1")]
    assert not ask(session, "15", ["+", NOW], whose).ok  # it stands on the shelf
    shelves.lent(other, copy)
    assert ask(session, "15", ["+", NOW], whose).ok
    assert ask(session, "15", ["-", NOW], whose).ok
    refused = ask(session, "11", ["Y", "N", NOW, DUE], whose)
    assert not refused.ok and "别的读者" in refused.get("AF")
    nobody = ask(session, "11", ["Y", "N", NOW, DUE], [("AA", "D9"), ("AB", "B9")])
    assert not nobody.ok


@pytest.mark.django_db
def test_a_damaged_line_is_asked_for_again_and_an_answer_repeated(session: Session) -> None:
    assert answer(b"9900302.00AY1AZ0000", session, AT) == b"96\r"
    first = answer(sip2.build("99", ["0", "030", "2.00"], sequence="5"), session, AT)
    assert answer(b"97", session, AT) == first


@pytest.mark.django_db
def test_ten_thousand_malformed_lines_break_nothing(session: Session) -> None:
    dice = random.Random(7)
    good = [
        sip2.build("11", ["Y", "N", NOW, DUE], [("AA", "D1"), ("AB", "B1")], "1"),
        sip2.build("09", ["N", NOW, NOW], [("AB", "B1")], "2"),
        sip2.build("63", ["019", NOW, "  Y       "], [("AA", "D1")]),
        sip2.build("93", ["0", "0"], [("CN", "x"), ("CO", "y")], "4"),
    ]
    for turn in range(10_000):
        if turn % 3:
            line = bytearray(dice.choice(good))
            for _hit in range(dice.randint(1, 4)):
                line[dice.randrange(len(line))] = dice.randrange(256)
            line = line[: dice.randint(1, len(line))]
        else:
            line = bytearray(dice.randbytes(dice.randint(0, 80)))
        connection = Session("127.0.0.1", account="city" if turn % 2 else "")
        said = answer(bytes(line), connection, AT)
        assert isinstance(said, bytes) and len(said) < sip2.LONGEST
    assert Loan.objects.count() == 0


@pytest.mark.django_db
def test_a_peer_that_only_talks_nonsense_is_hung_up_on(session: Session) -> None:
    for _turn in range(25):
        answer(b"nonsense", session, AT)
    assert session.over


@pytest.mark.django_db(transaction=True)
def test_the_server_speaks_over_tcp(open_day: date) -> None:
    password = city.open_account(name="city", at=AT)
    shelves.copy(barcode="B1")
    with Server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        with socket.create_connection(server.server_address, timeout=10) as line:
            line.sendall(sip2.build("93", ["0", "0"], [("CN", "city"), ("CO", password)], "0"))
            line.sendall(b"\n" + sip2.build("17", [NOW], [("AB", "B1")], "1"))
            heard = b""
            while heard.count(b"\r") < 2:
                heard += line.recv(4096)
            line.sendall(b"x" * 5000)  # a line without end
            while line.recv(4096):
                pass
        server.shutdown()
        thread.join(10)
    messages = [sip2.parse(each) for each in heard.split(b"\r") if each]
    assert [(each.code, each.sequence) for each in messages] == [("94", "0"), ("18", "1")]
    assert SipLog.objects.filter(line__contains=password).count() == 0
    assert SipLog.objects.count() == 4
    connections.close_all()


# --- our client


@pytest.fixture
def theirs(open_day: date) -> CityLibrary:
    """The city library, with one book."""
    return CityLibrary({"CITY001": "城记"})


def joined(port: int) -> None:
    """The line to the simulator."""
    city.set_line(host="127.0.0.1", port=port, login="fund", password="x", prefix="CITY", institution="CITY")


@pytest.mark.django_db
def test_the_desk_goes_on_while_the_line_is_cut_and_tells_in_order(theirs: CityLibrary) -> None:
    reader = shelves.reader()
    with Running(theirs) as port:
        joined(port)
        theirs.cut_after = 0
        copy = city.meet(barcode="CITY001", by=people.xu_shiliu(), at=AT)
        loan = shelves.lent(reader, copy)
        lending.renew(loan_id=loan.pk, by=None, at=AT)
        assert lending.give_back(copy_id=copy.pk, by=None, at=AT).travels
        assert (client.replay(at=AT), CityCall.objects.filter(status="WAITING").count()) == (0, 3)
        theirs.cut_after = 3  # log-in and two messages get through
        assert client.replay(at=AT) == 2
        theirs.cut_after = None
        assert tasks.tell_city() == 1
    assert [each.code for each in theirs.heard if each.code != "93"] == ["11", "29", "09"]
    assert theirs.heard[1].get("AA") == reader.card
    assert CityCall.objects.filter(status="ANSWERED").count() == 3
    assert client.replay(at=AT) == 0


@pytest.mark.django_db
def test_a_damaged_answer_is_heard_again_and_nonsense_waits(theirs: CityLibrary) -> None:
    with Running(theirs) as port:
        joined(port)
        copy = city.meet(barcode="CITY001", by=None, at=AT)
        shelves.lent(shelves.reader(), copy)
        theirs.wrong_checksums = 2
        assert client.replay(at=AT) == 1
        lending.give_back(copy_id=copy.pk, by=None, at=AT)
        theirs.wrong_checksums = 99
        assert client.replay(at=AT) == 0
    assert [each.code for each in theirs.heard].count("11") == 1


@pytest.mark.django_db
def test_a_book_borrowed_here_and_returned_there_is_found_by_the_comparison(theirs: CityLibrary) -> None:
    with Running(theirs) as port:
        joined(port)
        copy = city.meet(barcode="CITY001", by=None, at=AT)
        loan = shelves.lent(shelves.reader(), copy)
        theirs.cut_after = 0
        with pytest.raises(client.LineCut):
            client.reconcile(at=AT)
        theirs.cut_after = None
        assert client.reconcile(at=AT) == []
        theirs.status["CITY001"] = "03"  # they have it back
        tomorrow = AT + timedelta(days=1)
        difference = client.reconcile(at=tomorrow)[0]
        assert client.reconcile(at=tomorrow) == []
    loan.refresh_from_db()
    assert (loan.status, Copy.objects.get(pk=copy.pk).place) == ("RETURNED", "CITY")
    assert (difference.ours, difference.theirs) == ("借出", "在架")
    assert CityDifference.objects.count() == 1


@pytest.mark.django_db
def test_a_barcode_of_nobody_is_not_taken_for_theirs(theirs: CityLibrary) -> None:
    with pytest.raises(city.NotTheirs):
        city.meet(barcode="CITY001", by=None, at=AT)
    joined(1)
    with pytest.raises(city.NotTheirs):
        city.meet(barcode="B1", by=None, at=AT)
    assert city.meet(barcode="CITY002", by=None, at=AT).home == "CITY"
