"""Employers and the clerks who act for them."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import Door, Employer, EmployerClerk, PartnerToken, Person, User
from accounts.operations import doors, sessions, trail
from accounts.operations.people import BadNumber, MissingName
from accounts.permissions import ClerkDuty
from common import identity
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step

RECORD = ("name", "social_credit_code", "branch_id", "contact_phone", "address")


class EmployerKnown(BusinessError):
    """An employer with this social credit code is registered."""


class ClerkKnown(BusinessError):
    """The person already acts for the employer."""


class ClerkGone(BusinessError):
    """The person no longer acts for the employer."""


class LastManager(BusinessError):
    """An employer with clerks has one who manages them."""


class NotForThem(BusinessError):
    """Who decides about a clerk is staff, or the employer's manager; never the person."""


@step
def register_employer(
    *,
    name: str,
    social_credit_code: str,
    branch_id: int,
    contact_phone: str = "",
    address: str = "",
    by: User | None,
    at: datetime,
) -> Employer:
    """Register a legal entity. Raises BadNumber, MissingName, EmployerKnown."""
    employer = Employer(created_at=at)
    _fill(
        employer,
        name=name,
        social_credit_code=social_credit_code,
        branch_id=branch_id,
        contact_phone=contact_phone,
        address=address,
    )
    detail = {"name": employer.name, "code": employer.social_credit_code}
    trail.record(user=by, action="employer:register", target=employer, at=at, detail=detail)
    return employer


@step
def change_employer(
    *,
    employer_id: int,
    name: str,
    social_credit_code: str,
    branch_id: int,
    contact_phone: str,
    address: str,
    by: User,
    at: datetime,
) -> frozenset[str]:
    """Bring a legal entity's record up to date; the names of the fields that changed. The old row stays as history.

    Raises BadNumber, MissingName, EmployerKnown.
    """
    employer = lock(Employer, employer_id)
    before = {field: getattr(employer, field) for field in RECORD}
    _fill(
        employer,
        name=name,
        social_credit_code=social_credit_code,
        branch_id=branch_id,
        contact_phone=contact_phone,
        address=address,
    )
    changed = frozenset(field for field, value in before.items() if getattr(employer, field) != value)
    if changed:
        shown = {field: [before[field], getattr(employer, field)] for field in sorted(changed - {"contact_phone"})}
        detail = {"fields": sorted(changed), **shown}
        trail.record(user=by, action="employer:change", target=employer, at=at, detail=detail)
    return changed


@step
def _fill(
    employer: Employer, *, name: str, social_credit_code: str, branch_id: int, contact_phone: str, address: str
) -> None:
    name = rules.clean_name(name)
    if not name:
        raise MissingName(_("请填写单位名称。"))
    try:
        code = identity.check_social_credit_code(social_credit_code)
    except identity.InvalidNumber as refusal:
        raise BadNumber(_("%(what)s。") % {"what": refusal}) from refusal
    employer.name, employer.name_key, employer.search_keys = (
        name,
        rules.name_key(name),
        rules.employer_search_keys(name),
    )
    employer.social_credit_code, employer.branch_id = code, branch_id
    employer.contact_phone, employer.address = identity.normalise(contact_phone), address
    try:
        with transaction.atomic():
            employer.save()
    except IntegrityError as problem:
        known = Employer.objects.filter(social_credit_code=code).exclude(pk=employer.pk).first()
        if known is None:
            raise
        raise EmployerKnown(_("该统一社会信用代码已登记为“%(name)s”。") % {"name": known.name}) from problem


@operation
def authorise_clerk(
    *,
    employer_id: int,
    person_id: int,
    mandate: str,
    duty: str = "",
    phone: str = "",
    by: User,
    at: datetime,
    address: str | None = None,
) -> EmployerClerk:
    """Let a person act for an employer. Staff authorise the first; a further one, its manager too.

    Where nobody manages yet the new clerk does; else `duty` says what they do, filing lists where it is empty.
    `phone` is what the clerk gave at the window, identity document in hand: with it they can open their door.
    Raises NotForThem, ClerkKnown; with `phone` also what `confirm_phone` refuses.
    """
    employer = lock(Employer, employer_id)
    person = Person.objects.get(pk=person_id)
    _refuse_outsider(by, employer, person)
    if employer.clerks.filter(person=person, ended_at=None).exists():
        raise ClerkKnown(_("%(name)s已是该单位的经办人。") % {"name": person.name})
    is_managed = employer.clerks.filter(duty=ClerkDuty.MANAGER, ended_at=None).exists()
    clerk = EmployerClerk.objects.create(
        employer=employer,
        person=person,
        mandate=mandate,
        duty=ClerkDuty(duty or ClerkDuty.FILER) if is_managed else ClerkDuty.MANAGER,
        authorised_by=by,
        authorised_at=at,
    )
    if phone:
        assert by.door == Door.STAFF, "only staff see an identity document"
        doors.phone_seen(person_id=person.pk, phone=phone, by=by, at=at, address=address)
    trail.record(
        user=by,
        action="clerk:authorise",
        target=employer,
        person=person,
        at=at,
        detail={"mandate": mandate, "duty": clerk.duty},
        address=address,
    )
    return clerk


@operation
def change_duty(*, clerk_id: int, duty: str, by: User, at: datetime, address: str | None = None) -> EmployerClerk:
    """A clerk does more, or less, from now on. Raises NotForThem, ClerkGone, LastManager."""
    employer = lock(Employer, EmployerClerk.objects.values_list("employer", flat=True).get(pk=clerk_id))
    clerk = lock(EmployerClerk, clerk_id)
    if clerk.ended_at is not None:
        raise ClerkGone(_("该经办人的授权已终止。"))
    _refuse_outsider(by, employer, clerk.person)
    managers = employer.clerks.filter(duty=ClerkDuty.MANAGER, ended_at=None).exclude(pk=clerk.pk)
    if clerk.duty == ClerkDuty.MANAGER and duty != ClerkDuty.MANAGER and not managers.exists():
        raise LastManager(_("单位至少要有一位管理员，请先设另一位。"))
    before, clerk.duty = clerk.duty, ClerkDuty(duty)
    clerk.save(update_fields=["duty"])
    trail.record(
        user=by,
        action="clerk:duty",
        target=employer,
        person=clerk.person,
        at=at,
        detail={"before": before, "after": clerk.duty},
        address=address,
    )
    return clerk


@operation
def end_clerk(*, clerk_id: int, by: User, at: datetime, address: str | None = None) -> EmployerClerk:
    """A clerk leaves: from now on they cannot act, and they are logged out everywhere. Raises NotForThem, ClerkGone."""
    clerk = lock(EmployerClerk, clerk_id)
    if clerk.ended_at is not None:
        raise ClerkGone(_("该经办人的授权已终止。"))
    _refuse_outsider(by, clerk.employer, clerk.person)
    clerk.ended_at, clerk.ended_by = at, by
    clerk.save(update_fields=["ended_at", "ended_by"])
    for user in clerk.person.users.filter(door=Door.CLERK):
        sessions.end_all(user=user, at=at)
    trail.record(
        user=by, action="clerk:end", target=clerk.employer, person=clerk.person, at=at, detail={}, address=address
    )
    return clerk


@step
def close_employer(*, employer_id: int, by: User | None, at: datetime) -> int:
    """An employer's registration ends (Regulation Art. 14): nobody acts for it any more; how many clerks that was.

    They are logged out everywhere, and its own systems' tokens are taken back. Again does nothing.
    """
    employer = lock(Employer, employer_id)
    clerks = list(employer.clerks.filter(ended_at=None).select_related("person").order_by("pk"))
    for clerk in clerks:
        clerk.ended_at, clerk.ended_by = at, by
        clerk.save(update_fields=["ended_at", "ended_by"])
        for user in clerk.person.users.filter(door=Door.CLERK):
            sessions.end_all(user=user, at=at)
    PartnerToken.objects.filter(partner__employer=employer, revoked_at=None).update(revoked_at=at)
    detail = {"clerks": [clerk.person.name for clerk in clerks]}
    trail.record(user=by, action="employer:close", target=employer, at=at, detail=detail)
    return len(clerks)


def _refuse_outsider(by: User, employer: Employer, person: Person) -> None:
    managed = employer.clerks.filter(person=by.person_id, ended_at=None, duty=ClerkDuty.MANAGER)
    own = by.door == Door.CLERK and managed.exists()
    if by.person_id == person.pk or not (by.door == Door.STAFF or own):
        raise NotForThem(_("经办人须由管理部工作人员或本单位的管理员办理，不能由本人办理。"))
