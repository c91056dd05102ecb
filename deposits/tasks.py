"""Celery's doors to the deposit business. Each finds its work in rows and may run twice."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from celery import shared_task
from django.db import IntegrityError
from django.utils import timezone

from common.errors import BusinessError, WrongState
from deposits import operations, queries
from deposits.operations import arrears, debits, flexible, own_debits
from deposits.queries import arrears as late
from deposits.queries import debits as mandates
from deposits.queries import endings
from deposits.queries import flexible as members
from policy import queries as policy

logger = logging.getLogger(__name__)


@shared_task(name="deposits.tasks.allocate_covered")
def allocate_covered() -> int:
    """Follow the bank's news until there is none: lists that are covered are allocated. Returns how many were."""
    done = 0
    try:
        while operations.follow_bank(at=timezone.now()):
            done += 1
    except BusinessError as refusal:
        # The news stays unclaimed and is tried again: the day may be closed just now.
        logger.warning("allocation waits: %s", refusal)
    return done


@shared_task(name="deposits.tasks.drop_old_contents")
def drop_old_contents() -> int:
    """Drop the bytes of old uploads (personal data is kept no longer than needed)."""
    return operations.drop_old_contents(at=timezone.now())


@shared_task(name="deposits.tasks.follow_cases")
def follow_cases() -> int:
    """Carry out what the counter approved and hear what the bank says of it. Returns how many steps were made."""
    done = 0
    for step in (operations.follow_case, operations.follow_payment):
        try:
            while step(at=timezone.now()):
                done += 1
        except BusinessError as refusal:
            logger.warning("a case waits: %s", refusal)
    return done


@shared_task(name="deposits.tasks.follow_transfers")
def follow_transfers() -> int:
    """Carry out what was decided of transfers between centres, and act on their money. How many steps were made."""
    done = 0
    for step in (operations.follow_letter_case, operations.follow_receipt, operations.follow_letter_payment):
        try:
            while step(at=timezone.now()):
                done += 1
        except BusinessError as refusal:
            logger.warning("a transfer waits: %s", refusal)
    return done


@shared_task(name="deposits.tasks.exchange_letters")
def exchange_letters() -> int:
    """Say what is to be said to the platform, hear where letters stand, take in new ones. How many words passed."""
    now = timezone.now()
    said = operations.deliver_waiting(at=now)
    return said + operations.ask_platform(at=now) + operations.receive_letters(at=now)


@shared_task(name="deposits.tasks.follow_arrears")
def follow_arrears() -> int:
    """Look once a day at every employer that is late, and at every open file. Returns how many were looked at."""
    today = policy.book_date()
    looks: list[Callable[..., Any]] = [
        *(partial(arrears.follow_arrears, account_id=pk) for pk in late.late_accounts(today)),
        *(partial(arrears.open_missing_accounts, account_id=pk) for pk in late.accounts_without_people(today)),
        *(partial(arrears.follow_file, file_id=pk) for pk in late.files_to_look_at(today)),
    ]
    return len(_each(looks, "an employer in arrears"))


def _each(acts: Iterable[Callable[..., Any]], what: str) -> list[Any]:
    """What each act came to; one that is refused, or that the database refuses, does not keep the rest waiting."""
    made = []
    for act in acts:
        try:
            made.append(act(at=timezone.now()))
        except BusinessError as refusal:
            logger.warning("%s waits: %s", what, refusal)
        except IntegrityError:
            logger.exception("%s waits", what)
    return made


@shared_task(name="deposits.tasks.follow_debits")
def follow_debits() -> int:
    """Order what is to be fetched by mandate today, and hear what became of it. Returns how many steps were made."""
    done = 0
    for mandate_id in mandates.mandates_due(policy.book_date()):
        try:
            done += debits.try_debit(mandate_id=mandate_id, at=timezone.now()) is not None
        except BusinessError as refusal:
            logger.warning("a direct debit waits: %s", refusal)
    while debits.follow_debit(at=timezone.now()):
        done += 1
    return done + _follow_own_debits()


def _follow_own_debits() -> int:
    """The same for people who pay for themselves."""
    today, done = policy.book_date(), 0
    following = today + timedelta(days=1)
    next_day = policy.calendar(today, following).next_working_day(following).day
    for mandate_id in members.mandates_due(today, next_day):
        try:
            tried = own_debits.try_own_debit(mandate_id=mandate_id, next_day=next_day, at=timezone.now())
            done += tried is not None
        except BusinessError as refusal:
            logger.warning("a direct debit of one's own waits: %s", refusal)
    while own_debits.follow_own_debit(at=timezone.now()):
        done += 1
    return done


@shared_task(name="deposits.tasks.follow_own_payments")
def follow_own_payments() -> int:
    """Credit what people paid for themselves, and end the agreements of those whom somebody has hired."""
    done = 0
    try:
        while flexible.follow_own_payment(at=timezone.now()):
            done += 1
    except BusinessError as refusal:
        logger.warning("own payments wait: %s", refusal)
    for member_id in members.hired():
        with suppress(WrongState):
            flexible.end_hired(member_id=member_id, at=timezone.now())
            done += 1
    return done


@shared_task(name="deposits.tasks.void_stale_lists")
def void_stale_lists() -> int:
    """Make lists void that no money came for. Returns how many."""
    voided = 0
    for list_id in operations.stale_lists():
        with suppress(WrongState):  # money came, or somebody was quicker
            operations.void_stale_list(list_id=list_id, at=timezone.now())
            voided += 1
    return voided


@shared_task(name="deposits.tasks.count_interest")
def count_interest() -> int:
    """Count the trials that somebody asked for. Returns how many."""
    done = 0
    for run_id in queries.runs_to_count():
        with suppress(WrongState):  # another worker was quicker
            operations.count_settlement(run_id=run_id, at=timezone.now())
            done += 1
    return done


@shared_task(name="deposits.tasks.settle_interest")
def settle_interest() -> int:
    """Post chunks of the settlement under way until none is left, and close it. Any number of workers do this at once.

    Returns how many chunks this one posted.
    """
    done = 0
    for run_id in queries.runs_to_post():
        try:
            while operations.settle_chunk(run_id=run_id, at=timezone.now()):
                done += 1
            operations.finish_settlement(run_id=run_id, at=timezone.now())
        except BusinessError as refusal:
            logger.warning("the settlement waits: %s", refusal)  # a closed day, an account closed just now
    return done


@shared_task(name="deposits.tasks.tell_interest")
def tell_interest() -> int:
    """Tell everybody of the interest of a finished settlement, chunk by chunk, beside the books. How many persons."""
    told = 0
    while (people := operations.tell_chunk(at=timezone.now())) is not None:
        told += people
    return told


@shared_task(name="deposits.tasks.follow_interest")
def follow_interest() -> int:
    """Put settled years right whose entries changed since, and accrue the quarter that is over. How many postings."""
    now, today = timezone.now(), policy.book_date()
    done = 0
    for run in queries.settled_runs():
        day = keep = run.looked_on or today
        refused = False
        while day <= today:
            for account_id in operations.dated_back(run, day):
                made = _put_right(run.pk, account_id)
                done, refused = done + bool(made), refused or made is None
            keep = keep if refused else day  # a day with somebody who could not be put right is looked at again
            day += timedelta(days=1)
        operations.looked_until(run_id=run.pk, day=keep)
    return done + (operations.accrue_quarter(last=operations.next_quarter_end(today), at=now) is not None)


def _put_right(run_id: int, account_id: int) -> bool | None:
    """Whether something was posted; None where it was refused."""
    try:
        return operations.put_right(run_id=run_id, account_id=account_id, at=timezone.now()) is not None
    except BusinessError as refusal:
        logger.warning("interest of account %s is not put right: %s", account_id, refusal)
        return None


@shared_task(name="deposits.tasks.follow_changes")
def follow_changes() -> int:
    """Carry out what was decided for a day that has come: seals and unseals, ends of freezes, money that freezes mean.

    Returns how many steps were made.
    """
    made = _each((partial(operations.apply_scheduled, change_id=pk) for pk in operations.scheduled_due()), "a seal")
    made += _each((partial(operations.expire_freeze, freeze_id=pk) for pk in operations.freezes_to_end()), "a freeze")
    held = _each((partial(operations.hold_more, freeze_id=pk) for pk in operations.freezes_to_fill()), "a freeze")
    deferrals = operations.deferrals_to_follow()
    made += _each((partial(operations.follow_deferral, terms_id=pk) for pk in deferrals), "a deferral")
    return sum(each is not None for each in made) + sum(fen > 0 for fen in held)


@shared_task(name="deposits.tasks.follow_terms")
def follow_terms() -> int:
    """Carry out what was decided of employers' rates and deferrals. Returns how many cases."""
    done = 0
    try:
        while operations.follow_terms_case(at=timezone.now()):
            done += 1
    except BusinessError as refusal:
        logger.warning("an employer's terms wait: %s", refusal)
    return done


@shared_task(name="deposits.tasks.finish_closings")
def finish_closings() -> int:
    """Bring accounts whose employer is gone under the holding employer once their days are over. How many employers."""
    done = 0
    for ending_id in endings.endings_to_finish(policy.book_date()):
        try:
            operations.finish_closing(ending_id=ending_id, at=timezone.now())
        except BusinessError as refusal:
            logger.warning("closing %s waits: %s", ending_id, refusal)
        else:
            done += 1
    return done
