"""What happened here to a book of the city library is put down to be said to it, in order, line or no line."""

from __future__ import annotations

from datetime import datetime

from common.transactions import step, wake
from library.models import CityCall, Copy, Loan
from library.states import House

TASK = "library.tasks.tell_city"


@step
def tell(code: str, *, copy: Copy, loan: Loan, at: datetime) -> CityCall | None:
    """Put down a loan (11), return (09) or renewal (29) of a book of theirs; None for one of ours."""
    if copy.home != House.CITY:
        return None
    card = loan.reader.card if loan.reader else ""
    call = CityCall.objects.create(code=code, copy=copy, card=card, due_on=loan.due_on, happened_at=at)
    wake(TASK)
    return call
