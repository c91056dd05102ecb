"""Whose rows a user may see, and what is in hand."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Door, Person, User
from accounts.permissions import Permission
from bank.models import PaymentOrder
from common.money import yuan
from desk.models import Case
from desk.states.cases import OPEN_STATUSES as OPEN_CASES
from desk.states.cases import CaseStatus
from withdrawals.models import SupervisedAccount, Withdrawal
from withdrawals.queries import closing
from withdrawals.states import PayeeStatus, PayoutStatus


def withdrawals_visible_to(user: User) -> QuerySet[Withdrawal]:
    """Staff who see cases see all, a depositor their own; nobody else any."""
    rows = Withdrawal.objects.select_related(
        "case__version", "case__kind", "reason", "person", "account__employer_account__employer", "payee"
    )
    if user.door == Door.STAFF and user.may(Permission.CASE_VIEW):
        return rows
    if user.door == Door.DEPOSITOR:
        return rows.filter(person=user.person_id)
    return rows.none()


def payees_visible_to(user: User) -> QuerySet[SupervisedAccount]:
    """The register of payees, for the staff."""
    rows = SupervisedAccount.objects.select_related("made_by__person", "confirmed_by__person")
    return rows if user.door == Door.STAFF and user.may(Permission.CASE_VIEW) else rows.none()


def payees_on(kind: str, on: date) -> QuerySet[SupervisedAccount]:
    """Payees of a kind that money may go to on a day: what an application offers to choose from."""
    rows = SupervisedAccount.objects.filter(kind=kind, status=PayeeStatus.ACTIVE, since__lte=on)
    return rows.filter(Q(until=None) | Q(until__gte=on)).order_by("name", "id")


def of_case(case_id: int) -> Withdrawal | None:
    """The withdrawal behind a case."""
    return Withdrawal.objects.select_related("reason", "payee", "account").filter(case=case_id).first()


def orders_of(withdrawal: Withdrawal) -> QuerySet[PaymentOrder]:
    """Its payments, newest first; those of all its payees where the account ends."""
    if withdrawal.reason.closes:
        return closing.orders_of(withdrawal)
    rows = PaymentOrder.objects.filter(key__startswith=f"{withdrawal.key}-", source="withdrawals")
    return rows.order_by("-id")


# --- in hand


def to_screen() -> QuerySet[Withdrawal]:
    """What has not been screened to the end, oldest first."""
    rows = Withdrawal.objects.filter(screened_at=None, status=PayoutStatus.HELD, case__status__in=OPEN_CASES)
    return rows.order_by("id")


def to_order() -> QuerySet[Withdrawal]:
    """What is to be paid again and waits for the checks, oldest first."""
    rows = Withdrawal.objects.filter(status=PayoutStatus.HELD, orders__gt=0)
    return rows.order_by("id")


def may_correct(withdrawal: Withdrawal, case: Case) -> bool:
    """Whether another card or payee can be named: the payment came back, or it is granted and something keeps it."""
    if withdrawal.status != PayoutStatus.HELD or withdrawal.orders:
        return may_give_up(withdrawal)
    return case.status == CaseStatus.IN_EXECUTION or bool(case.status == CaseStatus.APPROVED and withdrawal.note)


def may_give_up(withdrawal: Withdrawal) -> bool:
    """Whether the payment came back, and waits for another card or for the checks."""
    if withdrawal.status == PayoutStatus.HELD:
        return bool(withdrawal.orders)
    return withdrawal.status in (PayoutStatus.RETURNED, PayoutStatus.CAME_BACK)


def returned_payments() -> QuerySet[Withdrawal]:
    """Payments that came back and wait for a corrected card (退票待处理), oldest first."""
    rows = Withdrawal.objects.filter(status__in=[PayoutStatus.RETURNED, PayoutStatus.CAME_BACK])
    return rows.select_related("case__owner__person", "reason", "person").order_by("ordered_at", "id")


def waiting_payments() -> QuerySet[Withdrawal]:
    """Granted money that has not arrived: ordered, or kept back by a check; oldest first."""
    granted = Q(status=PayoutStatus.ORDERED) | Q(
        status=PayoutStatus.HELD, case__status__in=[CaseStatus.APPROVED, CaseStatus.IN_EXECUTION]
    )
    # Said twice, so that the index of what is in hand is used for the alternative.
    rows = Withdrawal.objects.filter(granted, status__in=[PayoutStatus.HELD, PayoutStatus.ORDERED])
    return rows.select_related("case__owner__person", "reason", "person").order_by("id")


def cards_to_confirm() -> QuerySet[Withdrawal]:
    """Closings of which an heir's corrected card waits for a second person, oldest first."""
    waiting = closing.corrections_waiting().order_by().values("share__withdrawal")
    return Withdrawal.objects.filter(pk__in=waiting).order_by("id")


# --- for the pages of the counter kernel


def facts(case: Case) -> list[tuple[str, object]]:
    """Label and value of what was asked for and how far the money is, in words (settings.CASE_FACTS)."""
    found = of_case(case.pk)
    if found is None:
        return []
    lines: list[tuple[str, object]] = [
        (_("提取原因"), found.reason.label),
        (_("申请金额（元）"), yuan(found.asked_fen)),
        (_("最多可提（元）"), yuan(found.allowed_fen)),
        (_("额度说明"), "；".join(found.because)),
        (_("收款方"), f"{found.get_payee_kind_display()} {found.payee_name} {found.payee_tail}"),
        (_("款项状态"), found.get_status_display()),
    ]
    if found.relation != "SELF":
        lines.insert(1, (_("与当事人的关系"), found.get_relation_display()))
    if found.note:
        lines.append((_("说明"), found.note))
    return lines


def persons(case: Case) -> set[int]:
    """Ids of whom a case concerns beside its applicant (settings.CASE_PERSONS): the account's owner, whom it is
    withdrawn for, each heir. Nobody of them, nor who is near them, handles or decides it."""
    found = Withdrawal.objects.filter(case=case).values_list("account__person", "subject", "shares__person")
    return {each for row in found for each in row if each is not None}


def own_data(person: Person) -> tuple[str, list[dict[str, object]]]:
    """The section of the export of one's own data: withdrawals."""
    rows = Withdrawal.objects.filter(person=person).select_related("reason", "case").order_by("id")
    return _("提取"), [
        {
            _("办件编号"): each.case.number,
            _("提取原因"): each.reason.label,
            _("申请金额（分）"): each.asked_fen,
            _("款项状态"): each.get_status_display(),
            _("提交时间"): each.submitted_at,
            _("到账日期"): each.value_on,
        }
        for each in rows
    ]
