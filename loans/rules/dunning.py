"""Which step of the dunning ladder has come (domain §5.7)."""

from __future__ import annotations

from datetime import date, timedelta

from loans.states.dunning import Rung
from policy.loan_care import LoanCareTerms


def ladder(terms: LoanCareTerms) -> dict[Rung, int]:
    """Each step with the days past due after which it comes."""
    return {
        Rung.MESSAGE: terms.loan_dun_message_days,
        Rung.CALL: terms.loan_dun_call_days,
        Rung.LETTER: terms.loan_dun_letter_days,
        Rung.VISIT: terms.loan_dun_visit_days,
        Rung.LAWYER: terms.loan_dun_lawyer_days,
        Rung.SUIT: terms.loan_dun_suit_days,
    }


def rungs_come(overdue_since: date, today: date, terms: LoanCareTerms) -> list[tuple[Rung, date]]:
    """The steps that have come, each with its day, in their order. Days count from the due date that was missed."""
    found = [(rung, overdue_since + timedelta(days)) for rung, days in ladder(terms).items()]
    return [(rung, day) for rung, day in found if day <= today]
