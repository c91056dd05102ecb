"""Freezes and what is to come for an account: whose a user may see, and what a freeze means for lists and codes."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Door, Person, User
from accounts.permissions import Permission
from deposits.models import Freeze, PersonalAccount, ScheduledChange
from deposits.queries.accounts import employer_accounts_visible_to
from deposits.states import FREEZES_IN_FORCE, FreezeKind, FreezeStatus, ScheduledStatus


def freezes_visible_to(user: User) -> QuerySet[Freeze]:
    """Staff who may view accounts see all; a depositor those on their own account that were in force; others none."""
    found = Freeze.objects.select_related(
        "account__person", "account__employer_account__employer", "made_by_person", "authorised_by_person"
    )
    if user.door == Door.STAFF and user.may(Permission.ACCOUNT_VIEW):
        return found
    if user.door == Door.DEPOSITOR:
        kept = [FreezeStatus.PROPOSED, FreezeStatus.REFUSED]
        return found.filter(account__person=user.person_id).exclude(status__in=kept)
    return found.none()


def freezes_of(account: PersonalAccount, count: int = 12) -> list[Freeze]:
    """An account's newest freezes, whatever became of them: for staff."""
    return list(Freeze.objects.filter(account=account).order_by("-id")[:count])


def freezes_waiting(count: int) -> int:
    """How many freezes and liftings wait for a second person, counted up to `count`."""
    waiting = Freeze.objects.filter(status__in=[FreezeStatus.PROPOSED, FreezeStatus.LIFTING]).order_by()
    return waiting[:count].count()


def freezes_in_force(account: PersonalAccount) -> list[Freeze]:
    """What freezes an account now, oldest first."""
    rows = Freeze.objects.filter(account=account, status__in=FREEZES_IN_FORCE)
    return list(rows.order_by("id"))


def frozen_numbers(account: PersonalAccount | None = None) -> frozenset[str]:
    """Numbers of accounts frozen neither in nor out: of one, or of all there are, which are few."""
    rows = Freeze.objects.filter(kind=FreezeKind.NEITHER, status__in=FREEZES_IN_FORCE)
    if account is not None:
        rows = rows.filter(account=account)
    return frozenset(rows.values_list("account__number", flat=True))


def frozen_whole() -> Exists:
    """The condition, on personal accounts, that one is frozen neither in nor out."""
    rows = Freeze.objects.filter(account=OuterRef("pk"), kind=FreezeKind.NEITHER, status__in=FREEZES_IN_FORCE)
    return Exists(rows)


def with_freezes(accounts: QuerySet[PersonalAccount]) -> QuerySet[PersonalAccount]:
    """The same accounts, each with `is_frozen`: for the code that is reported."""
    rows = Freeze.objects.filter(account=OuterRef("pk"), status__in=FREEZES_IN_FORCE)
    return accounts.annotate(is_frozen=Exists(rows))


def scheduled_visible_to(user: User) -> QuerySet[ScheduledChange]:
    """Seals and unseals to come: staff who may view accounts all, a clerk those of their employers."""
    found = ScheduledChange.objects.select_related("account__person", "employer_account__employer", "by__person")
    if user.door == Door.STAFF and user.may(Permission.ACCOUNT_VIEW):
        return found
    if user.door == Door.CLERK:
        return found.filter(employer_account__in=employer_accounts_visible_to(user))
    return found.none()


def scheduled_of(account: PersonalAccount) -> QuerySet[ScheduledChange]:
    """What is to come for an account, and what could not be done."""
    rows = ScheduledChange.objects.filter(
        account=account, status__in=[ScheduledStatus.WAITING, ScheduledStatus.REFUSED]
    )
    return rows.select_related("by__person").order_by("-id")


def own_data(person: Person) -> tuple[str, list[dict[str, object]]]:
    """The section of the export of one's own data: freezes that were in force."""
    rows = Freeze.objects.filter(account__person=person, since__isnull=False).order_by("id")
    return _("账户冻结"), [
        {
            _("冻结机关"): each.authority,
            _("文书编号"): each.document_number,
            _("冻结方式"): str(each.get_kind_display()),
            _("冻结金额（分）"): each.amount_fen,
            _("冻结日期"): each.since,
            _("结束日期"): each.ended_on,
            _("状态"): str(each.get_status_display()),
        }
        for each in rows
    ]
