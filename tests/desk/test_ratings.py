"""Ratings: once a case, by whoever asked for it, and a bad one has consequences."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction

from common.errors import WrongState
from desk import operations as desk
from desk import queries
from desk.models import FollowUp, Rating, RatingInvitation
from desk.operations import Said
from desk.rules import ratings as rules
from desk.rules.ratings import Satisfaction
from desk.states.ratings import FOLLOW_MOVES, FollowStatus, Way
from notifications.models import Message
from policy import queries as policy
from tests import people
from tests.desk import voices, world
from tests.desk.world import AT

GOOD, BAD = Said(5, ("QUICK",), "办得快"), Said(1, ("RUDE",), "态度不好")


# --- rules


def test_a_bad_rating_is_answered_in_one_and_fifteen_working_days() -> None:
    calendar = policy.Calendar(published={2026}, working={date(2026, 11, 25): False})
    found = rules.follow_up_days(date(2026, 11, 24), calendar)
    assert found.contact_on == date(2026, 11, 26)
    assert found.settle_on == date(2026, 12, 16)


def test_satisfied_are_the_three_upper_levels_among_all_raters() -> None:
    found = Satisfaction({5: 6, 4: 1, 3: 2, 2: 1, 1: 1})
    assert (found.raters, found.satisfied, found.bad) == (11, 9, 2)
    assert found.percent == Decimal("81.82")
    assert Satisfaction({}).percent is None
    assert rules.percent(1, 8) == Decimal("12.50")
    assert rules.percent(1, 16_000) == Decimal("0.01")  # 0.00625, half up once


def test_every_move_of_a_follow_up_leads_to_its_end() -> None:
    assert {target for _sources, target in FOLLOW_MOVES.values()} == set(FollowStatus) - {FollowStatus.OPEN}


# --- invited


@pytest.mark.django_db
def test_a_case_that_is_done_invites_its_applicant_once() -> None:
    case = voices.done()
    with transaction.atomic():
        desk.invite(case_id=case.pk, at=AT)
    invitation = RatingInvitation.objects.get()
    assert (invitation.case, invitation.way) == (case, Way.LINK)
    texts = Message.objects.filter(key__startswith="rating_invited")
    assert {each.channel for each in texts} >= {"INBOX", "SMS"}
    assert "我的评价" in texts.get(channel="INBOX").body
    sms = texts.get(channel="SMS")
    assert "/rate/" not in sms.body  # the link is the person's alone; staff who see messages do not see it
    assert "/rate/" in sms.sealed


@pytest.mark.django_db
def test_a_refused_case_can_be_rated_a_void_or_recalled_one_cannot() -> None:
    refused = world.open_case()
    desk.refuse_case(case_id=refused.pk, reason="不符合条件", by=people.wang_wu(), at=AT)
    assert RatingInvitation.objects.filter(case=refused).exists()
    void = world.open_case(matter="x")
    desk.void(case_id=void.pk, reason="重复", by=people.wang_wu(), at=AT)
    recalled = world.open_case(matter="y")
    desk.recall(case_id=recalled.pk, by=people.zhang_san(), at=AT)
    for case in (void, recalled, world.open_case(matter="z")):
        with pytest.raises(desk.NotToRate):
            desk.rate(case_id=case.pk, said=GOOD, by=people.zhang_san(), at=AT)
    assert RatingInvitation.objects.count() == 1


# --- given


@pytest.mark.django_db
def test_a_case_is_rated_once() -> None:
    case = voices.done()
    rating = desk.rate(case_id=case.pk, said=GOOD, by=people.zhang_san(), at=AT)
    assert (rating.level, rating.tags, rating.way, rating.clerk) == (5, ["QUICK"], Way.PORTAL, people.wang_wu())
    with pytest.raises(desk.AlreadyRated):
        desk.rate(case_id=case.pk, said=BAD, by=people.zhang_san(), at=AT)
    assert not FollowUp.objects.exists()


@pytest.mark.django_db
def test_the_database_keeps_a_rating_once_and_for_ever() -> None:
    rating = voices.rated(4)
    with pytest.raises(Exception, match="append_only|Cannot update"), transaction.atomic():
        Rating.objects.filter(pk=rating.pk).update(level=5)
    facts = {"case": rating.case, "branch": rating.branch, "kind": rating.kind, "way": Way.LINK, "rated_at": AT}
    with pytest.raises(IntegrityError), transaction.atomic():
        Rating.objects.create(level=5, **facts)


@pytest.mark.django_db
def test_nobody_rates_for_the_applicant() -> None:
    case = voices.done()
    with pytest.raises(desk.StaffMayNotRate):
        desk.rate(case_id=case.pk, said=GOOD, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.NotTheirCase):
        desk.rate(case_id=case.pk, said=GOOD, by=people.qian_qi(), at=AT)
    _invitation, token = desk.ask_at_window(case_id=case.pk, by=people.wang_wu(), at=AT)
    with pytest.raises(desk.StaffMayNotRate):
        desk.rate_by_link(token=token, said=GOOD, by=people.wang_wu(), at=AT)
    assert not Rating.objects.exists()


@pytest.mark.django_db
def test_a_link_works_until_its_time_is_over() -> None:
    case = voices.done()
    invitation, token = desk.ask_at_window(case_id=case.pk, by=people.wang_wu(), at=AT)
    late = invitation.expires_at
    for wrong, at in ((token, late), ("x" * 22, AT)):
        with pytest.raises(desk.LinkGone):
            desk.rate_by_link(token=wrong, said=GOOD, by=None, at=at)
    rating = desk.rate_by_link(token=token, said=GOOD, by=None, at=late - timedelta(seconds=1))
    assert isinstance(rating, Rating)
    assert (rating.way, rating.rated_by) == (Way.WINDOW, None)


@pytest.mark.django_db
def test_the_tablet_of_the_window_asks_and_its_secret_is_kept_nowhere() -> None:
    teller = people.wang_wu()
    teller.staff.window = "3"
    teller.staff.save(update_fields=["window"])
    device, secret = desk.register_device(branch_id=people.branch().pk, window="3", by=teller, at=AT)
    assert secret not in device.secret_hash
    case = voices.done()
    invitation, _token = desk.ask_at_window(case_id=case.pk, by=teller, at=AT)
    assert queries.asked_at(device, AT) == invitation
    with pytest.raises(desk.LinkGone):
        desk.rate_at_device(secret="wrong", invitation_id=invitation.pk, said=GOOD, at=AT)
    desk.rate_at_device(secret=secret, invitation_id=invitation.pk, said=GOOD, at=AT)
    assert queries.asked_at(device, AT) is None
    desk.register_device(branch_id=people.branch().pk, window="3", by=teller, at=AT)
    assert queries.device_of(secret) is None


@pytest.mark.django_db(transaction=True)
def test_of_two_ratings_at_once_one_counts() -> None:
    case = voices.done()
    user, results = people.zhang_san(), []

    def go() -> None:
        try:
            desk.rate(case_id=case.pk, said=GOOD, by=user, at=AT)
            results.append("rated")
        except desk.AlreadyRated:
            results.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=go) for _each in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert sorted(results) == ["rated", "refused", "refused", "refused"]


# --- followed up


@pytest.mark.django_db
def test_a_bad_rating_is_called_settled_told_and_rated_again() -> None:
    follow_up, head = voices.followed(), voices.head_of_branch()
    assert (follow_up.contact_due_on, follow_up.rated_person) == (date(2026, 11, 24), people.wang_wu().person)
    desk.contact_rater(follow_up_id=follow_up.pk, note="已致电", by=head, at=AT)
    desk.settle_bad_rating(follow_up_id=follow_up.pk, finding="TRUE", measures="已培训", by=head, at=AT)
    desk.tell_rater(follow_up_id=follow_up.pk, feedback="已整改，向您致歉。", by=head, at=AT)
    sms = Message.objects.get(key__startswith="rating_followed", channel="SMS")
    token = sms.sealed.partition("/rate/")[2].partition("/")[0]
    closed = desk.rate_by_link(token=token, said=Said(4), by=None, at=AT)
    assert isinstance(closed, FollowUp)
    assert (closed.status, closed.second_level, closed.rating.level) == (FollowStatus.CLOSED, 4, 1)
    assert [each.action for each in closed.events.order_by("id")] == ["open", "contact", "fix", "tell", "rate_again"]
    with pytest.raises(desk.AlreadyRated):
        desk.rate_by_link(token=token, said=GOOD, by=None, at=AT)


@pytest.mark.django_db
def test_the_steps_of_a_follow_up_keep_their_order() -> None:
    follow_up, head = voices.followed(), voices.head_of_branch()
    with pytest.raises(WrongState):
        desk.settle_bad_rating(follow_up_id=follow_up.pk, finding="TRUE", measures="x", by=head, at=AT)
    with pytest.raises(WrongState):
        desk.tell_rater(follow_up_id=follow_up.pk, feedback="x", by=head, at=AT)
    with pytest.raises(WrongState):
        desk.rate_again(follow_up_id=follow_up.pk, level=5, by=people.zhang_san(), at=AT)
    desk.contact_rater(follow_up_id=follow_up.pk, note="已致电", by=head, at=AT)
    with pytest.raises(WrongState):
        desk.contact_rater(follow_up_id=follow_up.pk, note="已致电", by=head, at=AT)


@pytest.mark.django_db
def test_nobody_follows_up_what_was_said_of_their_own_work() -> None:
    follow_up, teller = voices.followed(), people.wang_wu()
    with pytest.raises(desk.OwnWork):
        desk.contact_rater(follow_up_id=follow_up.pk, note="我自己来", by=teller, at=AT)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(owner=teller, owner_person=teller.person)
    assert not queries.follow_ups_visible_to(teller).exists()


@pytest.mark.django_db
def test_a_follow_up_without_second_rating_closes_after_ten_working_days() -> None:
    follow_up, head = voices.followed(), voices.head_of_branch()
    desk.contact_rater(follow_up_id=follow_up.pk, note="已致电", by=head, at=AT)
    desk.settle_bad_rating(follow_up_id=follow_up.pk, finding="NOT_TRUE", measures="已说明", by=head, at=AT)
    desk.tell_rater(follow_up_id=follow_up.pk, feedback="已说明", by=head, at=AT)
    assert not desk.close_silent_follow_up(follow_up_id=follow_up.pk, at=AT + timedelta(days=14))
    assert desk.close_silent_follow_up(follow_up_id=follow_up.pk, at=AT + timedelta(days=15))
    with pytest.raises(WrongState):
        desk.close_silent_follow_up(follow_up_id=follow_up.pk, at=AT + timedelta(days=16))


# --- seen


@pytest.mark.django_db
def test_each_sees_what_concerns_them() -> None:
    rating = voices.rated(2)
    seen = {
        each.__name__: queries.ratings_visible_to(each()).filter(pk=rating.pk).exists()
        for each in (people.zhang_san, people.qian_qi, people.wang_wu, people.zhao_liu, voices.head_of_branch)
    }
    assert seen == {
        "zhang_san": True,
        "qian_qi": False,
        "wang_wu": True,
        "zhao_liu": False,
        "head_of_branch": True,
    }


@pytest.mark.django_db
def test_late_follow_ups_are_those_past_a_day_that_was_due() -> None:
    follow_up, head = voices.followed(), voices.head_of_branch()
    assert not queries.follow_ups_late(head, date(2026, 11, 24)).exists()
    assert queries.follow_ups_late(head, date(2026, 11, 25)).get() == follow_up
    desk.contact_rater(follow_up_id=follow_up.pk, note="已致电", by=head, at=AT)
    assert not queries.follow_ups_late(head, date(2026, 12, 14)).exists()
    assert queries.follow_ups_late(head, date(2026, 12, 15)).exists()


@pytest.mark.django_db
def test_the_published_figures_count_a_span() -> None:
    voices.rated(5)
    voices.rated(1)
    voices.done()
    day = date(2026, 11, 23)
    assert queries.satisfaction(day, day).percent == Decimal("50.00")
    assert [(row.label, row.found.raters) for row in queries.satisfaction_by("branch__name", day, day)] == [
        ("测试管理部01", 2)
    ]
    assert queries.invited_count(day, day) == 3
    assert queries.follow_figures(day, day).opened == 1
    assert queries.satisfaction(date(2026, 11, 24), date(2026, 11, 30)).raters == 0
