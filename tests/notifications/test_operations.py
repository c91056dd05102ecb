"""The outbox: written once, claimed once, sent once; what is in doubt is not sent again by itself."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, InternalError, connection, transaction

from accounts.models import Person
from common.errors import WrongState
from notifications import channels, operations, rules, tasks
from notifications.channels import Outcome, Result
from notifications.models import Contact, Event, Message, Preference, Template
from notifications.operations import Recipient
from notifications.operations.sending import text_to_send
from notifications.rules import SHANGHAI
from notifications.states import MOVES, MessageStatus
from tests import people
from tests.make import AT
from tests.notifications.conftest import CREDITED, sms

NIGHT = datetime(2026, 10, 10, 22, 0, tzinfo=SHANGHAI)
MORNING = datetime(2026, 10, 11, 8, 0, tzinfo=SHANGHAI)
REFUSED = Result(Outcome.REFUSED, "满了")
Tell = Callable[..., int]


def deliver(at: datetime) -> Message | None:
    """What a worker does with one message, at a given time."""
    message = operations.claim_next(at=at)
    if message is not None and message.status == MessageStatus.SENDING:
        result = channels.send(
            channel=message.channel, address=message.address, title=message.title, body=text_to_send(message)
        )
        operations.record_outcome(message_id=message.pk, result=result, at=at)
    return message


def choose(on: list[str], email: str = "", wecom: str = "", at: datetime = AT) -> None:
    """张三 saves the page of choices."""
    operations.save_choices(
        asked=["SMS", "EMAIL", "WECOM"],
        on=on,
        addresses={"EMAIL": email, "WECOM": wecom},
        by=people.zhang_san(),
        at=at,
        link="https://fund.example.org/confirm/",
    )


# --- queueing


def test_a_message_goes_to_the_inbox_at_once_and_waits_for_the_rest(tell: Tell) -> None:
    assert tell() == 2
    inbox = Message.objects.get(channel="INBOX")
    assert (inbox.status, inbox.sent_at, inbox.door) == ("SENT", AT, "DEPOSITOR")
    assert inbox.body == "尊敬的张三：您的公积金账户10月12日汇缴2,026.00元（2026年10月），余额42,300.00元。"
    assert (sms().status, sms().next_try_at, sms().body) == ("QUEUED", AT, inbox.body)


def test_the_same_key_is_written_once(tell: Tell) -> None:
    assert (tell(), tell(), tell(key="list-2")) == (2, 0, 2)


def test_another_event_may_bear_the_same_key(tell: Tell) -> None:
    tell()
    assert tell(template="account_sealed", context={"day": "10月10日", "employer": "某单位"}) == 2


def test_who_has_no_phone_gets_no_sms(tell: Tell) -> None:
    person = people.zhang_san().person
    Person.objects.filter(pk=person.pk).update(phone="", phone_index="", phone_verified_at=None, phone_seen_at=None)
    assert tell(person_id=person.pk) == 1


def test_a_channel_turned_off_is_left_out_but_security_goes_all_the_same(tell: Tell) -> None:
    choose([])
    assert tell() == 1
    assert tell(template="password_changed", context={"time": "10月10日 09:30"}) == 2
    assert sms().urgent


def test_a_proved_address_is_used(tell: Tell) -> None:
    person_id = people.zhang_san().person_id
    contact = Contact.objects.create(person_id=person_id, channel="EMAIL", address="z@example.org", set_at=AT)
    assert tell() == 2
    contact.verified_at = AT
    contact.save()
    assert tell(key="list-2") == 3


def test_channels_that_the_centre_does_not_have_are_left_out(tell: Tell, settings: Any) -> None:
    settings.NOTIFY_TEST_MODE, settings.NOTIFY_SMS_URL = False, ""
    assert tell() == 1


def test_a_missing_value_and_a_whole_number_stop_the_act(tell: Tell) -> None:
    with pytest.raises(rules.MissingValue):
        tell(context={"day": "10月12日"})
    with pytest.raises(rules.FullNumber):
        tell(context={**CREDITED, "month": "6217000000123456786"})
    with pytest.raises(Event.DoesNotExist):
        tell(template="no_such_event")
    assert not Message.objects.exists()


def test_a_very_long_name_and_an_odd_one_are_taken_as_they_are(tell: Tell) -> None:
    odd = '{balance}",\\N\\.\n<b>&%s' + "·" * 90
    person_id = people.zhang_san().person_id
    Person.objects.filter(pk=person_id).update(name=odd)
    tell(person_id=person_id)
    assert Message.objects.get(channel="INBOX").body.startswith('尊敬的{balance}",\\N\\. <b>&%s···')
    assert len(Message.objects.get(channel="INBOX").body) < 250


def test_what_is_queued_at_night_waits_for_the_morning(tell: Tell) -> None:
    tell(at=NIGHT)
    assert sms().next_try_at == MORNING
    assert Message.objects.get(channel="INBOX").sent_at == NIGHT
    tell(at=NIGHT, key="own", own_act=True)
    assert sms("own").next_try_at == NIGHT


def test_a_code_is_kept_under_seal_until_it_is_out(tell: Tell, provider: list[Result]) -> None:
    assert tell(template="login_code", context={"code": "482913", "minutes": "10"}, to="13900000000", key="c") == 1
    message = sms("c")
    assert "482913" not in message.body and "******" in message.body
    assert "482913" in text_to_send(message)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(m)::text FROM notifications_message m WHERE id = %s", [message.pk])
        row = cursor.fetchone()[0]
    assert "482913" not in row and "13900000000" not in row
    deliver(AT)
    message.refresh_from_db()
    assert (message.status, message.sealed, message.address) == ("SENT", "", "13900000000")
    Message.objects.filter(pk=message.pk).update(status="FAILED", sent_at=None)
    with pytest.raises(operations.CodeGone):
        operations.retry(message_id=message.pk, by=people.wang_wu(), at=AT)


def test_a_whole_batch_is_written_by_a_few_statements(
    db: None, django_assert_max_num_queries: Any, django_capture_on_commit_callbacks: Any
) -> None:
    ids = [user().person_id for user in (people.zhang_san, people.qian_qi)]
    rows = [Recipient(ids[count % 2], str(count), CREDITED) for count in range(300)]
    with django_capture_on_commit_callbacks() as callbacks, django_assert_max_num_queries(20), transaction.atomic():
        assert operations.queue_many(template="contribution_credited", rows=rows, key_prefix="list-7-", at=AT) == 600
        assert operations.queue_many(template="contribution_credited", rows=rows, key_prefix="list-7-", at=AT) == 0
    assert len(callbacks) == 1
    assert Message.objects.filter(key="contribution_credited:list-7-299").count() == 2
    with transaction.atomic():
        assert operations.queue_many(template="contribution_credited", rows=[], at=AT) == 0


@pytest.mark.django_db(transaction=True)
def test_one_key_queued_by_many_at_once_is_written_once() -> None:
    person_id = people.zhang_san().person_id
    gate, written = threading.Barrier(6), []

    def act() -> None:
        gate.wait(10)
        with transaction.atomic():
            written.append(
                operations.queue(
                    person_id=person_id, template="contribution_credited", context=CREDITED, key="list-1", at=AT
                )
            )
        connection.close()

    _together(act, 6)
    assert sorted(written) == [0, 0, 0, 0, 0, 2]


def _together(act: Callable[[], None], count: int) -> None:
    threads = [threading.Thread(target=act) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)


# --- sending


def test_what_is_due_is_sent_with_the_centres_name_in_front(tell: Tell, provider: list[Result]) -> None:
    tell()
    assert text_to_send(sms()).startswith("【辽源市住房公积金管理中心】尊敬的张三")
    deliver(AT)
    message = sms()
    assert (message.status, message.sent_at, message.attempts) == ("SENT", AT, 1)
    assert message.address == people.zhang_san().person.phone
    assert list(message.events.order_by("id").values_list("action", flat=True)) == ["claim", "deliver"]
    assert deliver(AT) is None


def test_in_test_mode_nothing_leaves_and_the_record_says_so(tell: Tell) -> None:
    tell(template="login_code", context={"code": "482913", "minutes": "10"}, to="13900000000", key="c")
    deliver(AT)
    message = sms("c")
    assert (message.status, message.simulated) == ("SENT", True)
    assert "482913" in message.sealed


def test_three_refusals_are_tried_again_later_and_the_fourth_try_gets_through(
    tell: Tell, provider: list[Result]
) -> None:
    provider += [REFUSED] * 3
    tell()
    at = AT
    for minutes in (1, 5, 15):
        deliver(at)
        assert sms().status == "QUEUED" and sms().error == "满了"
        assert sms().next_try_at == at + timedelta(minutes=minutes)
        assert deliver(at + timedelta(minutes=minutes, seconds=-1)) is None
        at += timedelta(minutes=minutes)
    deliver(at)
    assert (sms().status, sms().attempts, sms().error) == ("SENT", 4, "")


def test_after_the_last_try_it_has_failed_until_somebody_retries(tell: Tell, provider: list[Result]) -> None:
    provider += [REFUSED] * rules.MAX_ATTEMPTS
    tell(own_act=True)
    at = AT
    for _ in range(rules.MAX_ATTEMPTS):
        deliver(at)
        at += timedelta(days=1)
    assert (sms().status, sms().error) == ("FAILED", "满了")
    assert deliver(at) is None
    operations.retry(message_id=sms().pk, by=people.wang_wu(), at=at)
    deliver(at)
    assert sms().status == "SENT"
    assert sms().events.get(action="retry").by == people.wang_wu()
    with pytest.raises(WrongState):
        operations.retry(message_id=sms().pk, by=people.wang_wu(), at=at)


def test_a_provider_that_answers_nothing_is_not_asked_twice(tell: Tell, provider: list[Result]) -> None:
    provider.append(Result(Outcome.UNKNOWN, "没有答复"))
    tell()
    deliver(AT)
    assert (sms().status, sms().error) == ("UNKNOWN", "没有答复")
    assert deliver(AT + timedelta(days=1)) is None


def test_a_worker_that_died_leaves_a_doubt_and_no_second_sms(tell: Tell, provider: list[Result]) -> None:
    tell()
    message = operations.claim_next(at=AT)
    assert message is not None
    assert operations.recover_stale(at=AT + timedelta(minutes=10)) == 0
    assert operations.recover_stale(at=AT + timedelta(minutes=10, seconds=1)) == 1
    assert sms().status == "UNKNOWN"
    # The worker was only slow: what it has to say comes too late and changes nothing.
    operations.record_outcome(message_id=message.pk, result=Result(Outcome.SENT), at=AT)
    assert sms().status == "UNKNOWN"


def test_at_night_only_what_is_urgent_goes(tell: Tell, provider: list[Result]) -> None:
    tell()
    tell(template="password_changed", context={"time": "22:00"}, key="urgent")
    assert deliver(NIGHT).urgent  # type: ignore[union-attr]
    assert deliver(NIGHT) is None
    assert deliver(MORNING) is not None


@pytest.mark.parametrize(
    ("clock", "goes"), [((20, 59, 59), True), ((21, 0, 0), False), ((7, 59, 59), False), ((8, 0, 0), True)]
)
def test_the_edges_of_the_night(tell: Tell, provider: list[Result], clock: tuple[int, int, int], goes: bool) -> None:
    tell(at=AT - timedelta(days=1))
    at = datetime(2026, 10, 10, *clock, tzinfo=SHANGHAI)
    assert (deliver(at) is not None) is goes


def test_a_choice_made_meanwhile_is_kept(tell: Tell, provider: list[Result]) -> None:
    tell()
    choose(["EMAIL"])
    deliver(AT)
    assert (sms().status, sms().error) == ("SKIPPED", "本人已关闭此渠道")


def test_a_phone_removed_meanwhile_is_nowhere_to_go(tell: Tell, provider: list[Result]) -> None:
    tell()
    Person.objects.filter(pk=people.zhang_san().person_id).update(
        phone="", phone_index="", phone_verified_at=None, phone_seen_at=None
    )
    deliver(AT)
    assert (sms().status, sms().error) == ("SKIPPED", "没有可用的号码或地址")


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_the_same_message(settings: Any) -> None:
    person_id = people.zhang_san().person_id
    with transaction.atomic():
        rows = [Recipient(person_id, str(count), CREDITED) for count in range(20)]
        operations.queue_many(template="contribution_credited", rows=rows, at=AT)
    claimed: list[int] = []

    def worker() -> None:
        while (message := operations.claim_next(at=AT)) is not None:
            claimed.append(message.pk)
        connection.close()

    _together(worker, 4)
    assert len(claimed) == len(set(claimed)) == 20


def test_the_task_sends_everything_and_finds_nothing_the_second_time(tell: Tell) -> None:
    tell(own_act=True)
    tell(own_act=True, key="list-2")
    assert tasks.send_due() == 2
    assert tasks.send_due() == 0
    assert set(Message.objects.values_list("status", flat=True)) == {"SENT"}


def test_the_task_passes_over_what_must_not_go(tell: Tell, provider: list[Result]) -> None:
    tell(own_act=True)
    choose([])
    assert tasks.send_due() == 1
    assert sms().status == "SKIPPED"


@pytest.mark.parametrize("status", MessageStatus.values)
def test_only_what_failed_or_is_in_doubt_is_retried(tell: Tell, status: str) -> None:
    tell()
    facts = {"sent_at": AT if status == "SENT" else None, "claimed_at": AT}
    Message.objects.filter(channel="SMS").update(status=status, **facts)
    if status in MOVES["retry"][0]:
        assert operations.retry(message_id=sms().pk, by=people.wang_wu(), at=AT).status == "QUEUED"
    else:
        with pytest.raises(WrongState):
            operations.retry(message_id=sms().pk, by=people.wang_wu(), at=AT)


def test_the_database_keeps_status_and_facts_together(tell: Tell) -> None:
    tell()
    for facts in ({"status": "SENT"}, {"next_try_at": None}, {"status": "SENDING"}, {"status": "LOST"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Message.objects.filter(channel="SMS").update(**facts)


# --- templates


def new_words(body: str, **changes: Any) -> Template:
    values = {"event_code": "contribution_credited", "channel": "SMS", "title": "", "body": body, "by": None, "at": AT}
    with transaction.atomic():
        return operations.new_version(**{**values, **changes})


def test_new_words_are_a_new_version_and_the_old_one_stays(tell: Tell) -> None:
    tell()
    before = sms().template
    after = new_words("{name}：汇缴{amount}元。")
    assert (after.version, after.active) == (before.version + 1, True)
    before.refresh_from_db()
    assert not before.active
    tell(key="list-2")
    assert sms("list-2").body == "张三：汇缴2,026.00元。"
    assert sms().template == before
    assert new_words("{name}：汇缴{amount}元。") == after


@pytest.mark.parametrize("body", ["", "{person.password}", "{balanse}", "卡号6217000000123456786"])
def test_words_that_cannot_be_filled_in_are_refused(db: None, body: str) -> None:
    with pytest.raises(operations.TemplateRefused):
        new_words(body)


def test_a_code_is_not_shown_in_a_title_and_an_inbox_needs_one(db: None) -> None:
    with pytest.raises(operations.TemplateRefused, match="标题"):
        new_words("{code}", event_code="login_code", title="{code}")
    with pytest.raises(operations.TemplateRefused, match="标题"):
        new_words("{name}", channel="INBOX")


def test_the_words_of_a_version_stand(db: None) -> None:
    for change in ({"body": "换了"}, {"title": "换了"}, {"version": 9}):
        with pytest.raises(InternalError), transaction.atomic():
            Template.objects.filter(event="login_code").update(**change)
    with pytest.raises(InternalError), transaction.atomic():
        Template.objects.filter(event="login_code").delete()


def test_every_template_of_the_house_can_be_filled_with_its_samples(db: None) -> None:
    assert Template.objects.count() > 40
    for template in Template.objects.select_related("event"):
        values = {"name": "张三", "centre": "中心", "hotline": "12329", **template.event.samples}
        rules.check_template(template.title + template.body, template.event.samples)
        assert "{" not in rules.Text.of(template.body).fill(values)
        assert str(template).endswith(f"v{template.version}")


# --- what a person decides


def test_an_address_is_used_only_after_its_link_was_opened(
    tell: Tell, settings: Any, mailoutbox: list[mail.EmailMessage]
) -> None:
    settings.NOTIFY_TEST_MODE, settings.DEFAULT_FROM_EMAIL = False, "fund@example.org"
    user = people.zhang_san()
    choose(["EMAIL"], "z@example.org", at=NIGHT)
    deliver(NIGHT)
    assert mailoutbox[0].to == ["z@example.org"]
    proof = mailoutbox[0].body.split("proof=")[1].split("\n")[0].strip()
    assert proof not in Message.objects.get(channel="EMAIL").body
    with pytest.raises(operations.ContactNotProved):
        operations.confirm_contact(proof=proof, by=people.qian_qi(), at=AT)
    with pytest.raises(operations.ContactNotProved):
        operations.confirm_contact(proof=proof + "x", by=user, at=AT)
    assert operations.confirm_contact(proof=proof, by=user, at=AT).verified_at == AT
    assert operations.confirm_contact(proof=proof, by=user, at=MORNING).verified_at == AT
    assert tell() == 2  # inbox and e-mail; no SMS gateway is named
    deliver(AT)
    assert (mailoutbox[1].to, mailoutbox[1].subject) == (["z@example.org"], "汇缴入账")
    choose(["EMAIL"], "z@example.org")
    assert Contact.objects.get().verified_at == AT
    choose(["EMAIL"], "new@example.org")
    with pytest.raises(operations.ContactNotProved):
        operations.confirm_contact(proof=proof, by=user, at=AT)
    choose(["EMAIL"])
    assert not Contact.objects.exists()


def test_choices_keep_what_is_on(db: None) -> None:
    choose(["SMS", "WECOM"])
    choose(["SMS", "WECOM"])
    assert set(Preference.objects.values_list("channel", flat=True)) == {"EMAIL"}
    choose(["SMS", "EMAIL", "WECOM"])
    assert not Preference.objects.exists()


def test_reading_marks_only_ones_own(tell: Tell) -> None:
    tell()
    tell(key="list-2")
    user = people.zhang_san()
    first = Message.objects.filter(channel="INBOX").order_by("id")[0]
    assert operations.mark_read(by=people.qian_qi(), at=AT) == 0
    assert operations.mark_read(by=user, at=AT, message_id=first.pk) == 1
    assert operations.mark_read(by=user, at=AT, message_id=first.pk) == 0
    assert operations.mark_read(by=user, at=AT) == 1


@pytest.mark.torture
def test_fifty_thousand_people_are_told_in_seconds(db: None) -> None:
    from common.crypto import blind_index

    Person.objects.bulk_create(
        [
            Person(
                name=f"职工{count}",
                document_number=str(count),
                document_index=blind_index(str(count), kind="document"),
                phone_index=blind_index(str(count), kind="phone"),
                created_at=AT,
            )
            for count in range(50_000)
        ]
    )
    ids = list(Person.objects.values_list("pk", flat=True))
    started = time.monotonic()
    with transaction.atomic():
        rows = (Recipient(pk, str(pk), CREDITED) for pk in ids)
        assert operations.queue_many(template="contribution_credited", rows=rows, key_prefix="l-", at=AT) >= 100_000
    spent = time.monotonic() - started
    assert spent < 8, spent
