"""Writes of withdrawals, by subject. What pages, API and the other subjects of this app call:

Asked for (applying.py)
    apply(*, application: Application, channel, by, at, branch_id=None, draft_id=None, agent_id=None, mandate="",
          papers_seen=False, form_issued_at=None, device="", address="") -> Withdrawal      an @operation
    open_withdrawal(*, ...the same..., quiet=False, once_a_period=True) -> Withdrawal        the @step behind it: standing
          runs call it with by=None (channel PORTAL), inside their own operation
    Application(reason, person_id, amount_fen, particulars, payee: PayTo, relation="SELF", subject_id=None)
    PayTo(kind=PayeeKind, card_id=None, payee_id=None)
    `withdrawals.queries.offers(person_id, on)` and `queries.allowance(application, on)` say before that what can be had.
Screened (screening.py)
    screen(*, withdrawal_id, at)      registers + risk, then accepted / approved on the spot / sent to a person
Paid (payout.py)
    order(withdrawal, *, fen, by, at)  @step: the bank order from the hold (kind own card, supervised account …)
    pay_again(*, case_id, card_id=None, payee_id=None, by, at)      after a returned payment, once
    give_up(*, case_id, reason, by, at)                             a returned payment is not wanted any more
    CLOSING                           dict reason code → Closing(carry_out, settled, came_back): closing reasons put their
                                      own acts in here (withdrawals/operations/closing.py) instead of the plain payment
Followed (following.py)
    follow_case(*, at), follow_payment(*, at), follow_risk(*, at) -> bool        one piece of news each
Payees (payees.py)
    propose_payee, confirm_payee, refuse_payee, end_payee
"""
