"""The cases that everyday business leaves behind: done on the spot, without a click more (domain §7.4)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Branch, Door
from common.transactions import step
from deposits.models import PersonalAccount
from desk import operations as desk
from desk.operations import Spot
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import Employer, Person, User
    from desk.models import Case


TITLES = {
    "employer_registration": gettext_lazy("单位缴存登记"),
    "employer_change": gettext_lazy("单位信息变更"),
    "debit_mandate": gettext_lazy("托收协议签订"),
    "account_opening": gettext_lazy("个人账户设立"),
    "sealing": gettext_lazy("账户封存"),
    "unsealing": gettext_lazy("账户启封"),
    "base_change": gettext_lazy("缴存基数调整"),
    "proof": gettext_lazy("缴存证明开具"),
}


@step
def leave_case(
    spot: Spot | None,
    *,
    kind: str,
    what: str,
    employer: Employer,
    person: Person | None = None,
    matter: str = "",
    tags: frozenset[str] = frozenset(),
    by: User | None,
    at: datetime,
) -> Case | None:
    """The case of an act that was asked for at a window or in the employer's portal; lists and imports leave none.

    `what` is the result in a few words. The applicant is the person, or the employer where it asked. Raises as
    `desk.on_the_spot`.
    """
    if spot is None or by is None:
        return None
    asks = None if spot.for_employer or by.door == Door.CLERK else person
    who = _("%(name)s（%(employer)s）") % {"name": person.name, "employer": employer.name} if person else employer.name
    return desk.on_the_spot(
        kind=kind,
        title=f"{TITLES[kind]} · {who}",
        result=what,
        person_id=asks.pk if asks else None,
        employer_id=None if asks else employer.pk,
        concerns_id=person.pk if person else None,
        matter=matter,
        tags=tags,
        branch_id=by.staff.branch_id if by.door == Door.STAFF else employer.branch_id,
        papers_seen=spot.papers_seen,
        by=by,
        at=at,
    )


@step
def person_changed(*, person: Person, fields: Collection[str], by: User, at: datetime) -> Case | None:
    """The case of a record that was corrected or verified: at a window with the papers, or by its owner with a code.

    The adapter that `accounts` knows by settings.PERSON_CHANGES. `fields`: "name", "document", "phone". A centre that
    has no branch, or has not opened its first day, keeps no cases yet. Raises as `desk.on_the_spot`.
    """
    staff = by.door == Door.STAFF
    branch_id = by.staff.branch_id if staff else _branch_of(person)
    if branch_id is None or not _is_open():
        return None
    words = {"name": _("姓名"), "document": _("证件"), "phone": _("手机号")}
    changed = "、".join(words[field] for field in words if field in fields)
    result = _("已更正：%(fields)s") % {"fields": changed}
    return desk.on_the_spot(
        kind="info_change",
        title=_("信息变更（%(fields)s）") % {"fields": changed},
        result=result,
        person_id=person.pk,
        branch_id=branch_id,
        tags=frozenset({"identity_changed"} if {"name", "document"} & set(fields) else ()),
        papers_seen=staff,
        by=by,
        at=at,
    )


def _is_open() -> bool:
    try:
        policy.book_date()
    except policy.NotOpened:
        return False
    return True


def _branch_of(person: Person) -> int | None:
    """The branch that looks after a person: their employer's, else the centre's first."""
    accounts = PersonalAccount.objects.filter(person=person).order_by("closed_on", "-id")
    own = accounts.values_list("employer_account__employer__branch", flat=True).first()
    return own or Branch.objects.order_by("code").values_list("pk", flat=True).first()
