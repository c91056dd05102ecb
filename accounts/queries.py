"""Reads of people, employers, staff and trails."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date

from django.db.models import Q, QuerySet

from accounts import rules
from accounts.models import (
    AuditEntry,
    Door,
    Employer,
    EmployerClerk,
    LoginSession,
    Look,
    Person,
    PrivacyNotice,
    User,
)
from accounts.permissions import Permission
from common import identity

SHORTEST_SEARCH = 2
"""Characters: two are enough for a Chinese name, and one would find everybody called 张."""


# --- people


def persons_visible_to(user: User) -> QuerySet[Person]:
    """Staff who may look see everybody; everybody else sees themselves."""
    if user.may(Permission.PERSON_VIEW):
        return Person.objects.all()
    return Person.objects.filter(pk=user.person_id)


def search_people(text: str, limit: int = 50) -> list[Person]:
    """People by what somebody types: name or its beginning, pinyin, initials, identity number or phone.

    Every branch goes by an index. Names come first by name, then by id.
    """
    number = identity.normalise(text)
    if len(number) < SHORTEST_SEARCH:
        return []
    if any(char.isdigit() for char in number):
        found = _by_number(number)
    elif number.isascii():
        found = Q(search_keys__contains=[rules.name_key(text)])
    else:
        found = Q(name__startswith=rules.clean_name(text))
    return list(Person.objects.filter(found).order_by("name", "id")[:limit])


def _by_number(number: str) -> Q:
    found = Q(document_index=rules.document_index(number))
    with suppress(identity.InvalidNumber):
        found |= Q(phone_index=rules.phone_index(identity.check_mobile(number)))
    return found


def people_by_document(rows: Iterable[tuple[str, str]]) -> dict[tuple[str, str], tuple[int, str]]:
    """Who is on file: (document type, normalised number) → (person's id, name), in one statement for any length."""
    indexes = {(kind, rules.document_index(number)): (kind, number) for kind, number in rows}
    found = Person.objects.filter(document_index__in=[index for _kind, index in indexes])
    return {
        indexes[kind, index]: (pk, name)
        for kind, index, pk, name in found.values_list("document_type", "document_index", "pk", "name")
        if (kind, index) in indexes
    }


# --- employers


def employers_visible_to(user: User) -> QuerySet[Employer]:
    """Staff who may look see all; a clerk sees whom they act for now; nobody else sees any."""
    if user.may(Permission.EMPLOYER_VIEW):
        return Employer.objects.all()
    return clerk_employers(user)


def clerk_employers(user: User) -> QuerySet[Employer]:
    """The employers a clerk acts for now, by name."""
    if user.door != Door.CLERK:
        return Employer.objects.none()
    mandates = EmployerClerk.objects.filter(person=user.person_id, ended_at=None)
    return Employer.objects.filter(pk__in=mandates.values("employer")).order_by("name", "id")


def search_employers(text: str, limit: int = 50) -> list[Employer]:
    """Employers by part of the name, initials or social credit code."""
    key = rules.name_key(text)
    if len(key) < SHORTEST_SEARCH:
        return []
    found = Q(search_keys__contains=rules.pairs(key))
    if len(key) == 18:
        found |= Q(social_credit_code=identity.normalise(text))
    return list(Employer.objects.filter(found).select_related("branch").order_by("name", "id")[:limit])


# --- trails


def looks_at(person_id: int) -> QuerySet[Look]:
    """Who looked at a person's data, newest first."""
    return Look.objects.filter(person=person_id).order_by("-at", "-id")


def audit_visible_to(user: User) -> QuerySet[AuditEntry]:
    """The audit trail, for those who may see it; newest first."""
    if not user.may(Permission.AUDIT_VIEW):
        return AuditEntry.objects.none()
    return AuditEntry.objects.select_related("user__person", "person").order_by("-at", "-id")


# --- doors


def sessions_of(user: User) -> QuerySet[LoginSession]:
    """The user's open log-ins, newest first."""
    return LoginSession.objects.filter(user=user, ended_at=None).order_by("-at", "-id")


def privacy_notice_on(day: date) -> PrivacyNotice | None:
    """The notice in force on `day`."""
    return PrivacyNotice.objects.filter(published_on__lte=day).order_by("-published_on", "-id").first()
