"""What an open application lays on its borrowers' fund accounts; loans.operations.undoing takes it off again."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from common.transactions import step
from deposits import operations as deposits
from deposits.states import EncumbranceKind
from loans.models import Application
from loans.queries import couples

if TYPE_CHECKING:
    from accounts.models import User


@step
def bind(application: Application, number: str, on: date, *, suffix: str = "", by: User | None, at: datetime) -> None:
    """Nothing leaves the accounts that the ceiling rests on while the application runs (domain §4.3).

    `number` is the case's. What was lifted is not laid again by the same key: a later time says so by its `suffix`.
    """
    sentence = _("正在申请公积金贷款（%(number)s），办结以前不能提取、转出和销户。") % {"number": number}
    persons = {each for each in (application.borrower_id, application.co_borrower_id) if each is not None}
    for person_id in sorted(persons):
        deposits.encumber(
            key=f"{application.key}-{person_id}{suffix}",
            person_id=person_id,
            kind=EncumbranceKind.LOAN,
            source=couples.APPLYING,
            sentence=sentence,
            since=on,
            by=by,
            at=at,
        )
