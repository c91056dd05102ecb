"""One act, one transaction; messages leave after commit and a dead broker hurts nobody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date

import pytest
from celery import Celery, current_app
from django.conf import settings
from django.db import transaction

from common.errors import BusinessError
from common.transactions import operation, step, wake
from policy.models import Document


@step
def write_document(number: str) -> Document:
    return Document.objects.create(number=number, title="通知", issuer="中心", effective_from=date(2026, 1, 1))


@operation
def act(number: str) -> Document:
    return write_document(number)


@operation
def act_within_an_act() -> Document:
    return act("里层")


@operation
def act_that_refuses(number: str) -> None:
    write_document(number)
    raise BusinessError("不行")


def test_an_operation_writes_and_returns(db: None) -> None:
    assert act("一号").pk
    assert Document.objects.filter(number="一号").exists()


def test_an_operation_refuses_to_be_nested(db: None) -> None:
    with pytest.raises(RuntimeError):
        act_within_an_act()
    assert not Document.objects.filter(number="里层").exists()


def test_an_operation_refuses_to_run_inside_somebody_elses_transaction(db: None) -> None:
    with transaction.atomic(), pytest.raises(RuntimeError):
        act("二号")


def test_a_refusal_leaves_nothing_behind(db: None) -> None:
    with pytest.raises(BusinessError):
        act_that_refuses("三号")
    assert not Document.objects.filter(number="三号").exists()


@pytest.mark.django_db(transaction=True)
def test_a_step_refuses_to_run_outside_an_operation() -> None:
    with pytest.raises(RuntimeError, match="write_document"):
        write_document("四号")
    with pytest.raises(RuntimeError, match="wake"):
        wake("notifications.tasks.send_due")


@pytest.fixture
def broker_is_gone() -> Iterator[None]:
    """A Celery application whose broker does not answer."""
    living = current_app._get_current_object()
    dead = Celery("dead", broker="redis://127.0.0.1:1/0", set_as_current=False)
    dead.conf.broker_transport_options = settings.CELERY_BROKER_TRANSPORT_OPTIONS
    dead.set_current()
    yield
    living.set_current()


def test_a_dead_broker_neither_raises_nor_holds_up(
    db: None, broker_is_gone: None, django_capture_on_commit_callbacks: object, caplog: pytest.LogCaptureFixture
) -> None:
    started = time.monotonic()
    with django_capture_on_commit_callbacks(execute=True) as callbacks, transaction.atomic():  # type: ignore[operator]
        write_document("五号")
        wake("notifications.tasks.send_due")
    assert len(callbacks) == 1
    assert time.monotonic() - started < 2
    assert "not sent" in caplog.text
    assert Document.objects.filter(number="五号").exists()


def test_a_living_broker_gets_the_message_only_after_commit(
    db: None, django_capture_on_commit_callbacks: object, caplog: pytest.LogCaptureFixture
) -> None:
    with django_capture_on_commit_callbacks(execute=False) as callbacks, transaction.atomic():  # type: ignore[operator]
        wake("notifications.tasks.send_due")
    callbacks[0]()
    assert "not sent" not in caplog.text
