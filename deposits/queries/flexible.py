"""Flexible depositors: their agreement, what they may do, what they have paid."""

from __future__ import annotations

from collections import Counter
from datetime import date
from decimal import Decimal

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from common.months import first_day, month_of, months_from
from deposits.models import FlexibleMember, OwnDebit, OwnMandate, OwnPayment, OwnPaymentMonth, PersonalAccount
from deposits.queries.back import paid_for
from deposits.rules import flexible as rules
from deposits.rules.contributions import Contribution
from deposits.rules.flexible import Missed
from deposits.states import (
    OPEN_STATUSES,
    DebitStatus,
    MandateStatus,
    MemberStatus,
    OwnPaymentStatus,
    OwnPurpose,
    PersonalAccountStatus,
)
from policy import queries as policy


def member_of(person_id: int) -> FlexibleMember | None:
    """Somebody's agreement that holds or rests, else the last one."""
    found = FlexibleMember.objects.filter(account__person=person_id).select_related(
        "account__ledger_account", "account__person", "home__account__employer__branch"
    )
    return found.exclude(status=MemberStatus.ENDED).first() or found.order_by("-id").first()


def paying_oneself(account: PersonalAccount) -> FlexibleMember | None:
    """The agreement by which an account's owner pays now; one that rests does not keep an employer away."""
    return account.flexible.filter(status=MemberStatus.ACTIVE).first()


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


def months_oneself(accounts: QuerySet[PersonalAccount], first: str, last: str, *, in_time: bool) -> Counter[str]:
    """What people paid for themselves for each month, in fen; `in_time` without what was paid back later.

    A payment of several months is the same for each of them.
    """
    found: Counter[str] = Counter()
    credited = OwnPayment.objects.filter(member__account__in=accounts, status=OwnPaymentStatus.CREDITED)
    regular = credited.filter(purpose=OwnPurpose.REGULAR, first_month__lte=last, last_month__gte=first)
    for start, end, count, fen in regular.values_list("first_month", "last_month", "months", "total_fen"):
        found.update(dict.fromkeys(months_from(max(start, first), min(end, last)), fen // count))
    if not in_time:
        back = OwnPaymentMonth.objects.filter(payment__in=credited, month__range=(first, last))
        found.update(dict(back.values_list("month").annotate(fen=Sum(F("employer_fen") + F("employee_fen")))))
    return found


def missed(member: FlexibleMember, today: date) -> dict[str, Missed]:
    """The months somebody may still pay back, oldest first, each by the limits of its first day."""
    most = policy.service_on(today).flexible_back_months
    every = rules.missed_months(member.agreed_on, today, most_months=most, paid=())
    if not every:
        return {}
    account, first, last = member.account, every[0], every[-1]
    by_lists = {month for (__, month), parts in paid_for([account.pk], first, last).items() if parts.total_fen}
    own = PersonalAccount.objects.filter(pk=account.pk)
    paid = by_lists | set(months_oneself(own, first, last, in_time=False))
    found = {}
    for month in rules.missed_months(member.agreed_on, today, most_months=most, paid=paid):
        limits = policy.on(first_day(month))
        found[month] = rules.back_month(
            member.base_fen,
            member.total_rate,
            floor_fen=limits.contribution_floor_fen,
            cap_fen=limits.contribution_cap_fen,
            unit_fen=limits.contribution_unit_fen,
        )
    return found


def mandate_of(member: FlexibleMember) -> OwnMandate | None:
    """The mandate that holds now."""
    return member.mandates.filter(status=MandateStatus.ACTIVE).first()


def last_try(payment: OwnPayment) -> OwnDebit | None:
    """The newest try to fetch a payment."""
    return payment.debits.select_related("collection").order_by("-number").first()


def tries_of(member: FlexibleMember, count: int = 12) -> list[OwnDebit]:
    """The newest tries to fetch somebody's payments."""
    found = OwnDebit.objects.filter(mandate__member=member).select_related("payment", "collection")
    return list(found.order_by("-id")[:count])


def mandates_due(today: date, next_day: date) -> list[int]:
    """Mandates whose day has come and whose owner has something to pay that is not being fetched, by id.

    Missed months are never fetched, and while their payment waits nothing else can be ordered.
    """
    awaiting = OwnPayment.objects.filter(member=OuterRef("member"), status=OwnPaymentStatus.AWAITING)
    waiting = awaiting.filter(purpose=OwnPurpose.REGULAR)
    tried = waiting.filter(debits__status__in=[DebitStatus.UNDER_WAY, DebitStatus.DONE])
    rows = OwnMandate.objects.filter(
        Q(member__account__paid_through__lt=month_of(today)) | Exists(waiting),
        ~Exists(tried),
        ~Exists(awaiting.filter(purpose=OwnPurpose.BACK)),
        status=MandateStatus.ACTIVE,
        member__status=MemberStatus.ACTIVE,
    )
    return [
        pk
        for pk, signed_on, day in rows.order_by("id").values_list("pk", "signed_on", "day")
        if rules.is_day_to_fetch(today, next_day, signed_on=signed_on, day=day)
    ]


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


def own_rows(account: PersonalAccount) -> list[dict[str, object]]:
    """An account's agreements with their payments and debits, for the export of one's own data."""
    found = account.flexible.prefetch_related("payments", "mandates").order_by("id")
    return [
        {
            _("协议号"): member.number,
            _("签订日期"): member.agreed_on,
            _("终止日期"): member.ended_on,
            _("缴存方式"): str(member.get_schedule_display()),
            _("缴款记录"): [
                {
                    _("缴款书号"): each.number,
                    _("用途"): str(each.get_purpose_display()),
                    _("月份"): each.period,
                    _("金额（分）"): each.total_fen,
                    _("状态"): str(each.get_status_display()),
                }
                for each in sorted(member.payments.all(), key=lambda each: each.pk)
            ],
            _("自动扣款"): [
                {
                    _("协议号"): each.number,
                    _("付款卡号"): each.payer_account,
                    _("每月扣款日"): each.day,
                    _("终止日期"): each.ended_on,
                }
                for each in sorted(member.mandates.all(), key=lambda each: each.pk)
            ],
        }
        for member in found
    ]


def hired() -> list[int]:
    """Agreements whose owner's account has gone on under an employer, by id: they end by themselves."""
    alive = FlexibleMember.objects.exclude(status=MemberStatus.ENDED)
    return list(alive.exclude(account__employer_account=F("home__account")).order_by("id").values_list("pk", flat=True))
