"""The closing of a life: rent that came by agreement, a death, two heirs, one card that was wrong.

张三 rents by standing agreement and dies; widow and son inherit; the account is closed when both have their money.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bank.models import PaymentOrder
from deposits.models import PersonalAccount
from deposits.states import PersonalAccountStatus
from desk import operations as desk
from desk.states.cases import CaseStatus
from ledger import queries as books
from tests import make, people
from tests.desk import world as desk_world
from tests.withdrawals import ended, saver
from withdrawals import operations
from withdrawals.models import Agreement, Withdrawal
from withdrawals.operations import PayTo, heir_cards, inheriting, standing
from withdrawals.operations.inheriting import Death, Heir
from withdrawals.operations.standing import Agreed
from withdrawals.queries import closing as closings
from withdrawals.rules.particulars import NO_LEASE, Lease, Particulars
from withdrawals.states import PayoutStatus
from withdrawals.states.closing import Inheritance, ShareStatus
from withdrawals.states.standing import AgreementStatus

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("open_day")]
LATER = make.AT + timedelta(hours=2)


def test_rent_by_agreement_then_an_inheritance_and_books_that_hold() -> None:
    """The rent comes; the account is sealed after the death, which ends the agreement; the heirs are paid."""
    owner, teller = people.zhang_san(), people.wang_wu()
    make.parameter("rent_steady_months", "0")
    account = saver.saver(owner, 5_000_000)

    # Rent: agreed once, the first month comes by itself.
    rent = Particulars(lease=Lease(NO_LEASE, address="辽源市西安区安家街8号", monthly_rent_fen=150_000))
    asked = Agreed("rent", owner.person_id, 150_000, 1, saver.ON, None, rent, PayTo(card_id=saver.card(owner).pk))
    agreed = standing.agree(agreed=asked, channel="PORTAL", by=owner, at=make.AT)
    run = standing.run_agreement(agreement_id=agreed.pk, at=make.AT)
    assert run is not None and run.withdrawal is not None
    assert saver.screened(run.withdrawal).status == PayoutStatus.PAID
    assert saver.balance(account) == (4_850_000, 0)

    # The employer seals the account; the agreement ends by itself.
    PersonalAccount.objects.filter(pk=account.pk).update(status=PersonalAccountStatus.SEALED, sealed_on=saver.ON)
    standing.run_agreement(agreement_id=agreed.pk, at=LATER)
    assert Agreement.objects.get(pk=agreed.pk).status == AgreementStatus.STOPPED

    # Widow and son come to the window; one card number is wrong.
    heirs = [
        Heir("刘芳", ended.heir_number(1), "配偶", 2, 3, saver.REFUSED),
        Heir("张明", ended.heir_number(2), "子女", 1, 3, "6217000000000029"),
    ]
    death = Death(date(2026, 10, 3), "辽源死证2026-118", Inheritance.NOTARY, "（2026）吉辽证字第77号")
    found = inheriting.apply_inheritance(
        account_id=account.pk, death=death, heirs=heirs, by=teller, at=LATER, papers_seen=True
    )
    operations.screen(withdrawal_id=found.pk, at=LATER)
    reviewer = desk_world.rank(people.zhao_liu(), grade=3)
    desk.review(case_id=found.case_id, decision="APPROVE", by=reviewer, at=LATER)
    saver.follow(LATER)
    widow, son = closings.shares_of(found)
    assert (widow.status, son.status) == (ShareStatus.RETURNED, ShareStatus.PAID)
    assert saver.balance(account) == (widow.fen, widow.fen)

    # The widow's card is put right by two persons, both have theirs, the account is closed and the case done.
    typed = heir_cards.type_card(share_id=widow.pk, account="6217000000000011", by=teller, at=LATER)
    heir_cards.confirm_card(correction_id=typed.pk, account="6217000000000011", by=reviewer, at=LATER)
    saver.follow(LATER)
    done = Withdrawal.objects.select_related("case").get(pk=found.pk)
    account.refresh_from_db()
    assert (done.status, done.case.status) == (PayoutStatus.PAID, CaseStatus.DONE)
    assert (account.status, saver.balance(account)) == (PersonalAccountStatus.WITHDRAWN, (0, 0))
    assert sum(PaymentOrder.objects.filter(status="SETTLED").values_list("amount_fen", flat=True)) == (
        150_000 + done.asked_fen
    )
    assert done.asked_fen == 4_850_000 + done.interest_fen
    assert books.verify_books() == []
