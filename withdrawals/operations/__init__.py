"""Writes of withdrawals, by subject. What pages, API and the other subjects of this app call:

Asked for (applying.py)
    apply(*, application: Application, channel, by, at, branch_id=None, draft_id=None, agent_id=None, mandate="",
          papers_seen=False, form_issued_at=None, device="", address="") -> Withdrawal      an @operation
    open_withdrawal(*, ...the same..., quiet=False, is_standing=False) -> Withdrawal        the @step behind it:
          standing runs call it with by=None (channel PORTAL), inside their own operation
    Application(reason, person_id, amount_fen, particulars, payee: PayTo, relation="SELF", subject_id=None)
    PayTo(kind=PayeeKind, card_id=None, payee_id=None)
    `queries.offers(person_id, on)` and `queries.allowance(application, on)` say before that what can be had.
Screened (screening.py)
    screen(*, withdrawal_id, at)      registers + risk, then accepted / approved on the spot / sent to a person
Paid (payout.py)
    order(withdrawal, *, fen, by, at)  @step: the bank order from the hold (kind own card, supervised account …)
    pay_again(*, case_id, to: PayTo, by, at)                        after a returned payment, once
    give_up(*, case_id, reason, by, at)                             a returned payment is not wanted any more
    CLOSING                           dict reason code → Closing(carry_out, settled, returned, came_back): closing
                                      reasons put their own acts in here (closing.py) instead of the plain payment
Followed (following.py)
    follow_case(*, at), follow_payment(*, at), follow_risk(*, at) -> bool        one piece of news each
    ON_RISK                           dict risk OutcomeKind → function(outcome, at=): recovery puts its own in here
Ended (closing.py, closing_payments.py, inheriting.py, estates.py)
    inheriting.apply_inheritance(*, account_id, death, heirs, by, at), closing.try_again, closing.give_up,
    closing_payments.pay_share_again(*, share_id, account, by, at), estates.notice_estate / claim_estate / book_estate
Repeated (standing.py)
    agree(*, agreed: Agreed, channel, by, at), stop_agreement(*, agreement_id, by, at),
    run_agreement(*, agreement_id, at)
Demanded back (recovery.py)
    demand_by_hand, agree_plan, enforce_recovery, miss_recovery, follow_recovered(*, at)
Payees (payees.py)
    propose_payee, confirm_payee, refuse_payee, end_payee
"""

from withdrawals.operations.applying import (
    BadPayee,
    NotAllowed,
    NotTheirAccount,
    apply,
    open_withdrawal,
)
from withdrawals.operations.following import (
    follow_case,
    follow_payment,
    follow_risk,
    order_waiting,
    stamp_messages,
)
from withdrawals.operations.payees import (
    BadEntry,
    PayeeKnown,
    SamePerson,
    confirm_payee,
    end_payee,
    propose_payee,
    refuse_payee,
)
from withdrawals.operations.payout import Closing, NewsWaits, NotReturned, Waits, give_up, pay_again
from withdrawals.operations.screening import NotScreened, screen, screen_again, unready

from withdrawals.operations import closing, recovery  # isort: skip  (they put their acts into CLOSING and ON_RISK)
from withdrawals.rules.asking import Application, PayTo

__all__ = [
    "Application",
    "BadEntry",
    "BadPayee",
    "Closing",
    "NewsWaits",
    "NotAllowed",
    "NotReturned",
    "NotScreened",
    "NotTheirAccount",
    "PayTo",
    "PayeeKnown",
    "SamePerson",
    "Waits",
    "apply",
    "closing",
    "confirm_payee",
    "end_payee",
    "follow_case",
    "follow_payment",
    "follow_risk",
    "give_up",
    "open_withdrawal",
    "order_waiting",
    "pay_again",
    "propose_payee",
    "recovery",
    "refuse_payee",
    "screen",
    "screen_again",
    "stamp_messages",
    "unready",
]
