"""Papers that never come: the applicant is warned, then the case ends and the money held for it is free."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from common.states import lock
from common.transactions import operation, step
from desk import operations as desk
from desk.models import Case
from notifications import operations as notifications
from policy import queries as policy
from withdrawals.models import Withdrawal
from withdrawals.operations import payout, screening
from withdrawals.queries import silence as queries
from withdrawals.rules import silence as rules


@operation
def follow_silence(*, withdrawal_id: int, at: datetime) -> bool:
    """Warn whom the papers of a withdrawal are wanted from, or end it once the day that was named has passed.

    Whether something was done: what waits for a register, a check or a colleague is left alone. May run twice.
    """
    withdrawal = screening.locked(withdrawal_id)
    case = lock(Case, withdrawal.case_id)
    missing = queries.wanted_papers(withdrawal, case)
    if not missing:
        return False
    on = timezone.localdate(at)
    waiting = rules.Waiting(timezone.localdate(case.submitted_at), case.supply_due_on, withdrawal.papers_due_on)
    if rules.is_over(waiting, on=on):
        _end(withdrawal, case, missing, at=at)
        return True
    due_on = rules.warn_until(
        waiting,
        on=on,
        warn_days=policy.service_on(on).paper_warning_working_days,
        supply_days=case.version.supply_days,
        calendar=policy.calendar(waiting.submitted_on, on),
    )
    if due_on is None:
        return False
    withdrawal.papers_due_on = due_on
    withdrawal.save(update_fields=["papers_due_on"])
    _warn(withdrawal, case, missing, at=at)
    return True


@step
def _warn(withdrawal: Withdrawal, case: Case, missing: list[str], *, at: datetime) -> None:
    assert withdrawal.papers_due_on is not None
    due = withdrawal.papers_due_on
    notifications.queue(
        person_id=withdrawal.person_id,
        template="withdrawal_papers_wait",
        context={
            "number": case.number,
            "papers": "、".join(missing)[:60],
            "due": _("%(month)d月%(day)d日") % {"month": due.month, "day": due.day},
        },
        key=f"{withdrawal.key}-papers-{due:%Y%m%d}",
        at=at,
    )
    text = _("已提醒申请人于 %(day)s 前补齐：%(papers)s") % {"day": f"{due:%Y-%m-%d}", "papers": "、".join(missing)}
    desk.note(case, "papers_warned", by=None, at=at, text=text[:200])


@step
def _end(withdrawal: Withdrawal, case: Case, missing: list[str], *, at: datetime) -> None:
    """The counter's own no, with its message; the money is free in the same moment."""
    reason = _("申请材料逾期没有补齐：%(papers)s。备齐后可以重新申请。") % {"papers": "、".join(missing)}
    desk.refuse(case_id=case.pk, reason=reason, by=None, at=at)
    payout.release(withdrawal, by=None, at=at, note=reason)
