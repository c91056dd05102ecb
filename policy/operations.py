"""Writes of the ground floor."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from common.errors import BusinessError
from common.transactions import step
from policy.models import BusinessDate


class DateGoesBack(BusinessError):
    """The business date only moves forward."""


@step
def set_book_date(*, on: date) -> None:
    """Move the business date to `on`, or set the first. Raises DateGoesBack."""
    row = BusinessDate.objects.select_for_update().first()
    if row is None:
        BusinessDate.objects.create(on=on)
        return
    if on < row.on:
        raise DateGoesBack(_("会计日期只能向后推进。"))
    row.on = on
    row.save(update_fields=["on"])
