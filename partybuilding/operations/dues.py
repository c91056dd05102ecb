"""Dues: bases, the month's charges, payments with receipts, and the quarterly hand-in."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common import months
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation
from partybuilding.models import DuesBase, DuesCharge, DuesPayment, HandIn, Member, Organisation
from partybuilding.operations.guard import TooEarly, refuse_others
from partybuilding.operations.organisation import refuse_future
from partybuilding.queries import dues as queries
from partybuilding.rules import dues as rules
from partybuilding.states.organisation import Employment, MemberStatus


class FixedAlready(BusinessError):
    """The base of the year is fixed and months were charged by it."""


class NothingDue(BusinessError):
    """No open month was named, or there is nothing to hand in."""


class PaidAlready(BusinessError):
    """A month named is paid, or the payment is handed in or voided."""


class HandedIn(BusinessError):
    """The quarter was handed in."""


@operation
def fix_base(*, member_id: int, since: str, base_fen: int, by: User, at: datetime) -> DuesBase:
    """Fix the base from a month on, once a calendar year; until a month is charged it can be put right.

    Raises NotYours, FixedAlready.
    """
    member = lock(Member, member_id)
    refuse_others(member.branch_id, by)
    known = member.dues_bases.filter(since__startswith=since[:4]).first()
    if known is not None:
        if member.dues_charges.filter(month__gte=known.since, month__startswith=since[:4]).exists():
            raise FixedAlready(_("%(year)s 年的党费基数已经核定，并已按它计算，明年再调整。") % {"year": since[:4]})
        known.delete()
    if member.dues_charges.filter(month__gte=since).exists():
        raise FixedAlready(_("这个月以后的党费已经计算，请从下个月起核定。"))
    return DuesBase.objects.create(member=member, since=since, base_fen=base_fen, by=by, at=at)


@operation
def charge_month(*, branch_id: int, month: str, by: User | None, at: datetime) -> int:
    """Work out what a month costs everybody of a branch who has a base; how many were charged. May run twice.

    Probationary members pay from the month of the vote. Raises NotYours, TooEarly.
    """
    branch = lock(Organisation, branch_id)
    if by is not None:
        refuse_others(branch.pk, by)
    if month > months.month_of(timezone.localtime(at).date()):
        raise TooEarly(_("以后的月份到时再计算。"))
    last = months.last_day(month)
    people = Member.objects.filter(branch=branch, status=MemberStatus.HERE, joined_on__lte=last)
    people = people.exclude(dues_charges__month=month).order_by("id")
    bands, bases = queries.bands_on(last), queries.bases_in(branch.pk, month)
    made = []
    for member in people:
        if member.pk not in bases:
            continue
        base_fen = bases[member.pk]
        due = rules.due(base_fen, bands.retired if member.employment == Employment.RETIRED else bands.in_work)
        if due.fen > 0:
            facts = {"base_fen": base_fen, "percent": due.percent, "fen": due.fen}
            made.append(DuesCharge(member=member, branch=branch, month=month, **facts))
    DuesCharge.objects.bulk_create(made)
    return len(made)


@operation
def pay(
    *, member_id: int, month_names: Collection[str], paid_on: date, channel: str, by: User, at: datetime
) -> DuesPayment:
    """Take the dues of the months named, whole months. Raises NotYours, TooEarly, NothingDue, PaidAlready."""
    member = lock(Member, member_id)
    refuse_others(member.branch_id, by)
    refuse_future(paid_on, at)
    rows = list(member.dues_charges.select_for_update(of=("self",)).filter(month__in=month_names).order_by("month"))
    if not rows or len(rows) != len(set(month_names)):
        raise NothingDue(_("请选择要交的月份。"))
    paid = next((row for row in rows if row.payment_id is not None), None)
    if paid is not None:
        raise PaidAlready(_("%(month)s的党费已经交过。") % {"month": months.month_words(paid.month)})
    made = DuesPayment.objects.create(
        member=member,
        branch_id=member.branch_id,
        fen=sum(row.fen for row in rows),
        paid_on=paid_on,
        channel=channel,
        by=by,
        at=at,
    )
    DuesCharge.objects.filter(pk__in=[row.pk for row in rows]).update(payment=made)
    return made


@operation
def void_payment(*, payment_id: int, reason: str, by: User, at: datetime) -> DuesPayment:
    """Take back a payment entered by mistake: its months are open again. Raises NotYours, PaidAlready."""
    payment = lock(DuesPayment, payment_id)
    refuse_others(payment.branch_id, by)
    if payment.hand_in_id is not None or payment.voided_at is not None:
        raise PaidAlready(_("已经上缴或作废的收据不能再作废。"))
    payment.charges.update(payment=None)
    payment.voided_at, payment.void_reason = at, reason
    payment.save(update_fields=["voided_at", "void_reason"])
    return payment


@operation
def hand_in(*, branch_id: int, quarter: str, on: date, paper: str, by: User, at: datetime) -> HandIn:
    """Hand in what came in up to the quarter's end and was not handed in yet.

    Raises NotYours, TooEarly, NothingDue, HandedIn.
    """
    branch = lock(Organisation, branch_id)
    refuse_others(branch.pk, by)
    refuse_future(on, at)
    last = queries.quarter_end(quarter)
    if on <= last:
        raise TooEarly(_("一个季度结束之后才上缴。"))
    rows = DuesPayment.objects.filter(branch=branch, hand_in=None, voided_at=None, paid_on__lte=last)
    total = rows.aggregate(total=Sum("fen"))["total"]
    if branch.hand_ins.filter(quarter=quarter).exists():
        raise HandedIn(_("%(quarter)s已经上缴。") % {"quarter": quarter})
    if not total:
        raise NothingDue(_("这个季度没有可以上缴的党费。"))
    try:
        with transaction.atomic():
            made = HandIn.objects.create(branch=branch, quarter=quarter, fen=total, on=on, paper=paper, by=by, at=at)
    except IntegrityError:
        raise HandedIn(_("%(quarter)s已经上缴。") % {"quarter": quarter}) from None
    rows.update(hand_in=made)
    return made
