"""Flexible depositors: their agreement, what they may do, what they have paid."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db.models import F

from deposits.models import FlexibleMember, OwnPayment, PersonalAccount
from deposits.rules import flexible as rules
from deposits.rules.contributions import Contribution
from deposits.states import OPEN_STATUSES, MemberStatus, OwnPaymentStatus, PersonalAccountStatus
from policy import queries as policy


def member_of(person_id: int) -> FlexibleMember | None:
    """Somebody's agreement that holds or rests, else the last one."""
    found = FlexibleMember.objects.filter(account__person=person_id).select_related(
        "account__ledger_account", "account__person", "home__account__employer__branch"
    )
    return found.exclude(status=MemberStatus.ENDED).first() or found.order_by("-id").first()


def open_account(person_id: int) -> PersonalAccount | None:
    """Somebody's account that is not closed."""
    return PersonalAccount.objects.filter(person=person_id, status__in=OPEN_STATUSES).first()


def employed_by(person_id: int) -> str:
    """The employer that pays for somebody now; "" where none does."""
    paying = PersonalAccount.objects.filter(
        person=person_id, status=PersonalAccountStatus.NORMAL, employer_account__flexible_home=None
    )
    return paying.values_list("employer_account__employer__name", flat=True).first() or ""


def waiting_payment(member: FlexibleMember) -> OwnPayment | None:
    """The payment that waits for its money."""
    return member.payments.filter(status=OwnPaymentStatus.AWAITING).first()


def payments_of(member: FlexibleMember, count: int = 24) -> list[OwnPayment]:
    """The newest payments of an agreement."""
    return list(member.payments.order_by("-id")[:count])


def monthly(base_fen: int, total_rate: Decimal, today: date) -> Contribution:
    """A month's payment by the parameters of a day. Raises FigureRefused."""
    parameters = policy.on(today)
    return rules.monthly(
        base_fen,
        total_rate,
        floor_fen=parameters.contribution_floor_fen,
        cap_fen=parameters.contribution_cap_fen,
        rate_min=parameters.contribution_rate_min_percent,
        rate_max=parameters.contribution_rate_max_percent,
        unit_fen=parameters.contribution_unit_fen,
    )


def hired() -> list[int]:
    """Agreements whose owner's account has gone on under an employer, by id: they end by themselves."""
    alive = FlexibleMember.objects.exclude(status=MemberStatus.ENDED)
    return list(alive.exclude(account__employer_account=F("home__account")).order_by("id").values_list("pk", flat=True))
