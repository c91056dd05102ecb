"""Celery's doors to loans. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from celery import shared_task
from django.utils import timezone

from common.errors import BusinessError
from ledger.operations import DayClosed
from loans.operations import (
    checking,
    collecting,
    due_day,
    due_messages,
    dunning,
    following,
    minutes,
    prepaying,
    rates,
    requests,
    yearly,
)
from loans.queries import applications, runs
from loans.queries import dunning as late_loans
from loans.queries import minutes as clocks
from policy import queries as policy

logger = logging.getLogger(__name__)
MOST_AT_ONCE = 500


@shared_task(name="loans.tasks.follow_minutes")
def follow_minutes() -> int:
    """Read the clocks of the counter, and tell whose minutes run out. One that fails does not stop the rest."""
    done = 0
    for application_id in clocks.to_follow():
        try:
            done += minutes.follow(application_id=application_id)
        except Exception:
            logger.exception("minutes of application %s", application_id)
    now = timezone.now()
    for span, _clock in clocks.near_the_end(list(clocks.running_fast()), now):
        try:
            done += minutes.warn(application_id=span.application_id, at=now)
        except Exception:
            logger.exception("warning of application %s", span.application_id)
    return done


@shared_task(name="loans.tasks.follow_dunning")
def follow_dunning() -> int:
    """Remind of instalments to come, carry the ladder of late loans on, judge promises. One that fails stops none."""
    now, today = timezone.now(), policy.book_date()
    done = dunning.remind(on=today, at=now)
    for loan_id in late_loans.to_climb(today):
        try:
            done += dunning.climb(loan_id=loan_id, at=now)
        except Exception:
            logger.exception("dunning of loan %s", loan_id)
    for note_id in late_loans.promises_to_judge(today):
        try:
            done += dunning.judge_promise(note_id=note_id)
        except Exception:
            logger.exception("promise %s", note_id)
    return done


@shared_task(name="loans.tasks.run_due_day")
def run_due_day() -> bool:
    """The due-day run of the open day, once the day has come by the calendar; whether it is done.

    Closing a day opens the next working day at once, and nobody pays before their day: it waits for its morning.
    """
    at = timezone.now()
    return not runs.is_to_come(policy.book_date(), at) and carry_out_due_day(at)


def carry_out_due_day(at: datetime) -> bool:
    """Carry out the due-day run of the open day, or go on with it; whether it is done. Workers may share it."""
    on = policy.book_date()
    run = due_day.start(on=on, at=at)
    while not due_day.finish(run_id=run.pk, at=at):
        while due_day.next_chunk(run_id=run.pk, at=at):
            pass
        _each(collecting.note_late, collecting.late_loans(on), at)
        _each(collecting.collect, collecting.untried_loans(), at)
        _each(collecting.match_early, collecting.paid_early(), at)
        if run.chunks.filter(done_at=None).exists() or collecting.untried_loans():
            return False  # another worker has them in hand, or one failed: the next round goes on
        if due_day.rates_wanted(on):
            change_rates(on.year, at)
    return True


def change_rates(year: int, at: datetime) -> None:
    """Change the rates of all loans on 1 January, or go on with it; the borrowers are told by a task of its own."""
    run = rates.start(year=year, at=at)
    while rates.next_chunk(run_id=run.pk, at=at):
        pass
    rates.finish(run_id=run.pk, at=at)


@shared_task(name="loans.tasks.tell_rates")
def tell_rates() -> int:
    """Tell borrowers of their changed rates. Returns how many."""
    return _tell(rates.tell_chunk)


@shared_task(name="loans.tasks.tell_offsets")
def tell_offsets() -> int:
    """Tell borrowers what their savings paid on the due day. Returns how many."""
    return _tell(due_messages.tell_chunk)


def _tell(act: Callable[..., int | None]) -> int:
    told = 0
    while (some := act(at=timezone.now())) is not None:
        told += some
    return told


def _each(act: Callable[..., object], loan_ids: list[int], at: datetime) -> None:
    """One act for each loan; one that fails does not stop the rest."""
    for loan_id in loan_ids:
        try:
            act(loan_id=loan_id, at=at)
        except Exception:
            logger.exception("loan %s on its due day", loan_id)


@shared_task(name="loans.tasks.book_receipts")
def book_receipts() -> int:
    """Book what borrowers paid. Returns how many receipts."""
    return _all(collecting.book_receipt, most=None)


@shared_task(name="loans.tasks.follow_cards")
def follow_cards() -> int:
    """Hear how tries of cards ended. Returns how many."""
    done = 0
    while collecting.follow_card(at=timezone.now()):
        done += 1
    return done


@shared_task(name="loans.tasks.follow_prepayments")
def follow_prepayments() -> int:
    """Book what was paid early once its money is there, and let go what did not come. How many steps were made."""
    done = _all(prepaying.follow_money) + _all(prepaying.follow_card)
    for pk in prepaying.to_look_at(at=timezone.now()):
        done += _tried(prepaying.follow_day, prepayment_id=pk)
    return done


@shared_task(name="loans.tasks.offset_yearly")
def offset_yearly() -> int:
    """Pay early what was agreed upon once a year. How many were looked at."""
    return sum(_tried(yearly.run, yearly_id=pk) for pk in yearly.due(policy.book_date()))


@shared_task(name="loans.tasks.follow_changes")
def follow_changes() -> int:
    """Carry out the changes of loans that were agreed to."""
    return _all(requests.follow_change)


def _tried(act: Callable[..., object], **which: int) -> int:
    """One that cannot be carried out does not keep the rest waiting."""
    try:
        act(**which, at=timezone.now())
    except BusinessError as why:
        logger.info("%s waits: %s", which, why)
    except Exception:
        logger.exception("%s could not be carried out", which)
        return 0
    return 1


@shared_task(name="loans.tasks.check")
def check(application_id: int, kind: str) -> None:
    """One check of an application; the others run beside it."""
    checking.check(application_id=application_id, kind=kind, at=timezone.now())


@shared_task(name="loans.tasks.check_waiting")
def check_waiting() -> int:
    """Checks that a lost message or a register that was down has left behind."""
    done = 0
    for application_id, kind in applications.checks_waiting():
        try:
            checking.check(application_id=application_id, kind=kind, at=timezone.now())
            done += 1
        except Exception:
            logger.exception("check %s of application %s", kind, application_id)
    return done


@shared_task(name="loans.tasks.follow_risk")
def follow_risk() -> int:
    """Hear what became of applications that the fraud checks held."""
    done = 0
    while checking.follow_risk(at=timezone.now()):
        done += 1
    return done


@shared_task(name="loans.tasks.follow_cases")
def follow_cases() -> int:
    """Draw up the contracts of what was granted, end what was not."""
    return _all(following.follow_case)


@shared_task(name="loans.tasks.follow_payments")
def follow_payments() -> int:
    """Hear what the bank says of loans' payments."""
    return _all(following.follow_payment)


def _all(act: Callable[..., bool], most: int | None = MOST_AT_ONCE) -> int:
    """One piece of news after another until there is none; while the day is closed, none."""
    done = 0
    try:
        while (most is None or done < most) and act(at=timezone.now()):
            done += 1
    except DayClosed as why:
        logger.info("loans wait for the day to open: %s", why)
    return done
