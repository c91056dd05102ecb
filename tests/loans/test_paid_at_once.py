"""Two at once at one loan's money: real threads."""

from __future__ import annotations

from datetime import date
from functools import partial

import pytest

from accounts.models import User
from bank.models import PaymentOrder
from common.errors import BusinessError
from loans.models import Contract, Disbursement, Loan
from loans.operations import contracting, disbursing
from tests import people
from tests.ledger.threads import together
from tests.loans import granted
from tests.loans.granted import later

pytestmark = [pytest.mark.django_db(transaction=True)]


def test_prepared_authorised_paid_and_drawn_anew_all_at_once_the_money_leaves_once(open_day: date) -> None:
    contract = granted.ready()
    case, teller = contract.application.case_id, people.wang_wu()
    prepare = partial(disbursing.prepare, case_id=case, by=teller, at=later(4))
    answers = together([prepare] * 4)
    assert sum(isinstance(each, Disbursement) for each in answers) == 1
    assert all(isinstance(each, disbursing.AlreadyPrepared) for each in answers if isinstance(each, Exception))

    made = Disbursement.objects.get()
    figures = contracting.Figures(contract.principal_fen, 120, "equal_principal")
    both = [partial(disbursing.authorise, disbursement_id=made.pk, by=who, at=later(5)) for who in _seconds()]
    anew = partial(contracting.draw_anew, case_id=case, figures=figures, reason="改期限", by=teller, at=later(5))
    answers = together([*both, anew])
    done = [each for each in answers if not isinstance(each, Exception)]
    assert len(done) == 1 and all(isinstance(each, BusinessError) for each in answers if each not in done)
    made.refresh_from_db()
    if isinstance(done[0], Contract):  # the new contract came first: nothing was ordered
        assert made.status == "DROPPED" and not PaymentOrder.objects.exists()
        return
    granted.release()
    together([granted.follow] * 4)
    assert (PaymentOrder.objects.count(), Loan.objects.count()) == (1, 1)


def _seconds() -> list[User]:
    return [people.zhao_liu(), people.han_shiyi()]
