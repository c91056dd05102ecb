"""Reads of recoveries: whose rows a user may see, what can still be demanded, what is late."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet, Sum
from django.utils.translation import gettext as _

from accounts.models import Person, User
from accounts.permissions import Permission
from bank import queries as bank
from bank.models import BankAccount, Expectation
from bank.states import AccountKind
from deposits.models import Encumbrance
from risk import queries as risk
from withdrawals.models import Instalment, Recovery, Withdrawal
from withdrawals.states.recovery import OPEN_RECOVERIES, InstalmentStatus, RecoveryStatus

MONEY_SOURCE = "withdrawals.recovery"


def recoveries_visible_to(user: User) -> QuerySet[Recovery]:
    """Recoveries that a user may look at, newest first: one's own, or all for those who see accounts."""
    rows = Recovery.objects.select_related(
        "person", "account", "withdrawal__reason", "made_by__person", "cancel_asked_by__person"
    )
    if user.may(Permission.ACCOUNT_VIEW):
        return rows.order_by("-id")
    return (rows.filter(person=user.person_id) if user.may(Permission.OWN_ACCOUNT) else rows.none()).order_by("-id")


def recoveries_of(person_id: int) -> list[Recovery]:
    """What was demanded of a person, newest first."""
    return list(Recovery.objects.filter(person=person_id).order_by("-id")[:20])


def instalments_of(recovery: Recovery) -> list[Instalment]:
    """The parts in the order of their days, dropped ones last."""
    rows = list(recovery.instalments.order_by("due_on", "id"))
    return sorted(rows, key=lambda each: each.status == InstalmentStatus.DROPPED)


def recoverable_fen(withdrawal: Withdrawal) -> int:
    """What of a paid withdrawal has neither come back nor is demanded back already, in fen."""
    rows = Recovery.objects.filter(withdrawal=withdrawal, status__in=OPEN_RECOVERIES)
    asked = rows.aggregate(total=Sum("total_fen", default=0), came=Sum("came_fen", default=0))
    return withdrawal.asked_fen - withdrawal.recovered_fen - int(asked["total"]) + int(asked["came"])


def has_money_on_the_way(recovery: Recovery) -> bool:
    """Whether some of the money of an open part has come, and waits for the rest."""
    parts = recovery.instalments.filter(status=InstalmentStatus.OPEN)
    keys = [each.key for each in parts]
    return Expectation.objects.filter(key__in=keys, received_fen__gt=0).exists()


def was_appealed(recovery: Recovery) -> bool:
    """Whether the ban that came with the demand's risk case was lifted on appeal: only then may it be cancelled."""
    return risk.bans_of(recovery.person_id).filter(case=recovery.risk_case, lifted_at__isnull=False).exists()


def recoveries_missed(today: date, limit: int = 500) -> list[int]:
    """Recoveries with an open part whose day has passed, not yet noted as overdue."""
    rows = Recovery.objects.filter(
        status__in=[RecoveryStatus.DEMANDED, RecoveryStatus.PLANNED],
        instalments__status=InstalmentStatus.OPEN,
        instalments__due_on__lt=today,
    )
    return sorted(set(rows.order_by("id").values_list("pk", flat=True)[:limit]))


def recovery_of_code(code: str) -> Recovery | None:
    """The demand whose paper bears a code."""
    return Recovery.objects.filter(verify_code=code).select_related("person").first() if code else None


def collecting_account() -> BankAccount | None:
    """Where money that comes back is to be paid: the first fund account in use."""
    return BankAccount.objects.filter(is_active=True, kind=AccountKind.FUND).order_by("id").first()


def own_data(person: Person) -> tuple[str, list[dict[str, object]]]:
    """The section of the export of one's own data: money demanded back, and what came."""
    rows = Recovery.objects.filter(person=person).order_by("id")
    return _("退回提取款"), [
        {
            _("编号"): each.number,
            _("认定的事实"): each.why,
            _("应退金额（分）"): each.total_fen,
            _("已退金额（分）"): each.came_fen,
            _("期限"): each.due_on,
            _("状态"): str(each.get_status_display()),
        }
        for each in rows
    ]


def ban_is_laid(key: str) -> bool:
    """Whether a ban was laid on somebody's account."""
    return Encumbrance.objects.filter(key=key).exists()


def is_covered(part: Instalment) -> bool:
    """Whether all the money of a part has come."""
    return bank.is_covered(part.key)
