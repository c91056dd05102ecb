"""Transfers between the demo centre and others: a depositor has asked for money from elsewhere, another centre writes.

Nothing is booked: the other centre's money would come with a bank statement, and ours goes once staff agree.
"""

from __future__ import annotations

from datetime import datetime

from accounts.models import User
from deposits import operations, queries
from deposits.models import PersonalAccount
from deposits.platform import Application, sandbox
from deposits.states import PersonalAccountStatus
from desk.states.cases import Channel

CENTRE, THEIR_ACCOUNT = "210100", "210100058231"
LETTER, PAYEE = "2101002610090007", ("沈阳住房公积金管理中心", "21001400003050000318")


def fill_transfers(*, depositor: User | None, at: datetime) -> None:
    """Ask and be asked, where somebody may ask and somebody's account is sealed."""
    if depositor is not None and not queries.why_not_in(depositor.person_id):
        operations.apply_transfer_in(
            person_id=depositor.person_id,
            centre_id=queries.other_centres().get(code=CENTRE).pk,
            their_account=THEIR_ACCOUNT,
            channel=Channel.PORTAL,
            by=depositor,
            at=at,
        )
    sealed = PersonalAccount.objects.filter(
        status=PersonalAccountStatus.SEALED, ledger_account__balance_fen__gt=0
    ).select_related("person")
    leaver = sealed.order_by("id").first()
    if leaver is not None:
        sandbox.push(
            Application(
                number=LETTER,
                from_centre="220400",
                to_centre=CENTRE,
                name=leaver.person.name,
                document_type=leaver.person.document_type,
                document_number=leaver.person.document_number,
                their_account="210100090077",
                payee_account=PAYEE[1],
                payee_name=PAYEE[0],
            )
        )
