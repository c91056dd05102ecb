"""Reads of standing withdrawals: whose rows a user may see, which are due, what ends them."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Person, User
from accounts.permissions import Permission
from deposits.models import PersonalAccount
from deposits.states import OPEN_STATUSES, EncumbranceKind, PersonalAccountStatus
from risk import queries as risk
from withdrawals.models import Agreement, AgreementRun, Reason
from withdrawals.queries import guards, household, own_loans
from withdrawals.queries.allowing import reasons_on
from withdrawals.rules import standing as rules
from withdrawals.rules.standing import Matter
from withdrawals.states import PayoutStatus
from withdrawals.states.standing import AgreementStatus

REPEATING = (rules.RENT, rules.REPAY)
"""Reasons that may be agreed upon for good (domain §4.1)."""


def agreements_visible_to(user: User) -> QuerySet[Agreement]:
    """Agreements that a user may look at, newest first: their own, or all for those who see accounts."""
    rows = Agreement.objects.select_related("person", "account", "reason", "card", "payee")
    if user.may(Permission.ACCOUNT_VIEW):
        return rows.order_by("-made_at", "-id")
    rows = rows.filter(person=user.person_id) if user.may(Permission.OWN_ACCOUNT) else rows.none()
    return rows.order_by("-made_at", "-id")


def agreements_of(person_id: int) -> list[Agreement]:
    """A person's agreements, newest first."""
    rows = Agreement.objects.filter(person=person_id).select_related("reason", "card", "payee")
    return list(rows.order_by("-made_at", "-id")[:20])


def runs_of(agreement: Agreement, count: int = 36) -> list[AgreementRun]:
    """The last periods of an agreement with what they came to, newest first."""
    rows = AgreementRun.objects.filter(agreement=agreement).select_related("withdrawal__case__kind")
    return list(rows.order_by("-due_on", "-id")[:count])


def repeating_reasons(on: date) -> QuerySet[Reason]:
    """Reasons that may be agreed upon by the law of a day."""
    return reasons_on(on).filter(code__in=REPEATING)


def is_under_way(agreement: Agreement) -> bool:
    """Whether the money of an earlier period has neither come nor been turned away."""
    waiting = [PayoutStatus.HELD, PayoutStatus.ORDERED]
    return AgreementRun.objects.filter(agreement=agreement, withdrawal__status__in=waiting).exists()


def agreements_due(today: date, limit: int = 500) -> list[int]:
    """Agreements whose next period has come, the oldest first."""
    rows = Agreement.objects.filter(status=AgreementStatus.ACTIVE, next_on__lte=today)
    return list(rows.order_by("next_on", "id").values_list("pk", flat=True)[:limit])


def agreements_to_end(today: date, limit: int = 500) -> list[int]:
    """Agreements of accounts that are sealed or closed: they end at once, not only when they fall due."""
    rows = Agreement.objects.filter(status=AgreementStatus.ACTIVE)
    return list(
        rows.exclude(account__status=PersonalAccountStatus.NORMAL).order_by("id").values_list("pk", flat=True)[:limit]
    )


def others_of(person_id: int, reason_code: str) -> list[str]:
    """Agreements of the same reason that already hold for a person."""
    rows = Agreement.objects.filter(person=person_id, reason__code=reason_code, status=AgreementStatus.ACTIVE)
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def matter_of(agreement: Agreement, account: PersonalAccount, on: date) -> Matter:
    """What an agreement's stops are judged by on a day."""
    loans = own_loans.own_loans(household.household_of(agreement.person_id, on), on)
    told = own_loans.booked(agreement.particulars, loans)
    return Matter(
        reason=agreement.reason.code,
        on=on,
        is_open=account.status in OPEN_STATUSES,
        is_sealed=account.status == PersonalAccountStatus.SEALED,
        ends_on=agreement.ends_on,
        ban=ban_on(agreement.person_id, on),
        purchase=_purchase(agreement, on) if agreement.reason.code == rules.RENT else "",
        paid_off=_paid_off(told.loan.payoff_on if told.loan else None, on),
    )


def ban_on(person_id: int, on: date) -> str:
    """The sentence of a ban that holds on a day, laid on the account or known to the fraud checks."""
    laid = [each for each in guards.laid_on(person_id, on) if each.kind == EncumbranceKind.BAN]
    if laid:
        return laid[0].sentence
    bans = risk.bans_on([person_id], on)
    return _("限制提取至 %(until)s。") % {"until": f"{bans[0].until:%Y-%m-%d}"} if bans else ""


def own_data(person: Person) -> tuple[str, list[dict[str, object]]]:
    """The section of the export of one's own data: standing withdrawals with their periods."""
    rows = Agreement.objects.filter(person=person).select_related("reason").prefetch_related("runs").order_by("id")
    return _("约定提取"), [
        {
            _("提取原因"): each.reason.label,
            _("每期金额（分）"): each.asked_fen,
            _("多久一次"): str(each.get_every_display()),
            _("首次提取日期"): each.first_on,
            _("到期日"): each.ends_on,
            _("状态"): str(each.get_status_display()),
            _("各期情况"): [
                f"{run.due_on:%Y-%m-%d} {run.get_result_display()} {run.note}".strip() for run in each.runs.all()
            ],
        }
        for each in rows
    ]


def _purchase(agreement: Agreement, on: date) -> str:
    """A home that the couple began to buy since the agreement was made (domain §4.3)."""
    made = _local(agreement.made_at)
    uses = household.uses_of(household.household_of(agreement.person_id, on))
    bought = [each for each in uses if each.reason == "purchase" and each.on >= made]
    return _("您的家庭已于 %(day)s 申请购房提取。") % {"day": f"{bought[0].on:%Y-%m-%d}"} if bought else ""


def _paid_off(payoff_on: date | None, on: date) -> str:
    if payoff_on is None or payoff_on > on:
        return ""
    return _("贷款已于 %(day)s 结清。") % {"day": f"{payoff_on:%Y-%m-%d}"}


def _local(at: datetime) -> date:
    return timezone.localdate(at)
