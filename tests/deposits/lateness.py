"""Employers that fall behind, for the tests of arrears."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from deposits.models import EmployerAccount, EnforcementFile, EnforcementStep
from deposits.operations import arrears, arrears_acts
from deposits.states import Rung
from policy import operations as policy
from tests import make, people

MONTH_FEN = 466_600
"""A month of the three people of `world.BASES`."""


def day(on: date) -> None:
    """The business date."""
    with transaction.atomic():
        policy.set_book_date(on=on)


def look(account: EmployerAccount) -> EnforcementFile | None:
    """Follow an employer, as the timed job does."""
    return arrears.follow_arrears(account_id=account.pk, at=make.AT)


def ordered(account: EmployerAccount, *, serve: bool = True) -> EnforcementStep:
    """An order, proposed by 王五, approved by 赵六, served the same day."""
    day(date(2026, 12, 9))
    file = look(account)
    assert file is not None
    proposed = arrears_acts.propose(file_id=file.pk, rung=Rung.ORDER, words="多次催缴", by=people.wang_wu(), at=make.AT)
    step = arrears_acts.decide(step_id=proposed.pk, agreed=True, reason="同意", by=people.zhao_liu(), at=make.AT)
    if serve:
        step = arrears_acts.serve(
            step_id=step.pk, day=date(2026, 12, 9), how="直接送达", by=people.wang_wu(), at=make.AT
        )
    return step
