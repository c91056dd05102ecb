"""Promises to pay by instalments: kept, broken, ended."""

from __future__ import annotations

from datetime import date

import pytest

from common.errors import WrongState
from deposits.models import EmployerAccount, EnforcementFile
from deposits.operations import arrears_acts
from deposits.rules.enforcement import BadInstalments
from deposits.states import EmployerAccountStatus, FileStatus
from notifications.models import Message
from tests import make, people
from tests.deposits import world
from tests.deposits.lateness import day, look


def _become(account: EmployerAccount, status: str) -> None:
    before, account.status = account.status, status
    account.save(update_fields=["status"])
    account.events.create(action="defer", before=before, after=status, by=None, at=make.AT)


@pytest.mark.django_db
class TestPromises:
    """Instalments hold the ladder while they are paid."""

    def _promised(self, account: EmployerAccount) -> EnforcementFile:
        day(date(2026, 11, 12))
        file = look(account)
        assert file is not None
        arrears_acts.promise(
            file_id=file.pk, count=2, first_on=date(2026, 11, 30), words="厂长签字", by=people.wang_wu(), at=make.AT
        )
        file.refresh_from_db()
        return file

    def test_a_kept_promise_rests_the_ladder(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        assert (file.status, file.task) == (FileStatus.PROMISED, "")
        with pytest.raises(WrongState):
            arrears_acts.promise(
                file_id=file.pk, count=2, first_on=date(2026, 11, 30), words="又", by=people.wang_wu(), at=make.AT
            )
        world.pay(behind.lists.get())
        day(date(2026, 12, 9))
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.task) == (FileStatus.PROMISED, "")
        day(date(2026, 12, 31))
        look(behind)
        file.refresh_from_db()
        assert file.status == FileStatus.OPEN  # the second half did not come by the thirtieth
        assert file.promises.get().status == "BROKEN"
        assert Message.objects.filter(template__event__code="promise_broken", channel="INBOX").count() == 1

    def test_a_promise_that_nobody_kept_is_broken_the_day_after(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        day(date(2026, 11, 30))
        look(behind)
        file.refresh_from_db()
        assert file.status == FileStatus.PROMISED
        day(date(2026, 12, 1))
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.OPEN, "BROKEN")

    def test_the_last_yuan_keeps_the_promise(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        EmployerAccount.objects.filter(pk=behind.pk).update(paid_through="202611")
        day(date(2026, 12, 20))
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.OPEN, "KEPT")  # December is late by now
        assert file.first_month == "202612"

    def test_a_closed_file_keeps_its_promise_and_a_deferral_ends_it(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        _become(behind, EmployerAccountStatus.DEFERRED)
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.DEFERRED, "ENDED")

    def test_a_promise_nobody_paid_is_not_kept_by_the_employers_seal(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        _become(behind, EmployerAccountStatus.SEALED)
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.CLOSED, "ENDED")

    def test_a_promise_whose_last_yuan_came_is_kept_when_the_file_closes(self, behind: EmployerAccount) -> None:
        file = self._promised(behind)
        EmployerAccount.objects.filter(pk=behind.pk).update(paid_through="202611")
        look(behind)
        file.refresh_from_db()
        assert (file.status, file.promises.get().status) == (FileStatus.CLOSED, "KEPT")

    def test_parts_that_make_no_plan_are_refused(self, behind: EmployerAccount) -> None:
        day(date(2026, 11, 12))
        file = look(behind)
        assert file is not None
        with pytest.raises(BadInstalments):
            arrears_acts.promise(
                file_id=file.pk, count=2, first_on=date(2026, 11, 11), words="早", by=people.wang_wu(), at=make.AT
            )
