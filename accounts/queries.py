"""Reads of people, employers, staff and trails."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts import rules
from accounts.models import (
    AuditEntry,
    BankCard,
    Consent,
    DepositorToken,
    Door,
    Employer,
    EmployerClerk,
    LoginSession,
    Look,
    Partner,
    PartnerToken,
    PasswordReset,
    Person,
    PrivacyNotice,
    Relation,
    RoleGrant,
    User,
)
from accounts.permissions import ROLE_GRANTS, Permission, Scope
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
    phone = _phone_or_none(number)
    document = Q(document_index=rules.document_index(number))
    return document | Q(phone_index=phone) if phone else document


Known = dict[tuple[str, str], tuple[int, str]]
"""(document type, blind index or number) → (person's id, name)."""


def people_by_index(indexes: Iterable[str]) -> Known:
    """Who is on file, by blind index of the document; one statement for any length."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT document_type, document_index, id, name FROM accounts_person WHERE document_index = ANY(%s)",
            [list(indexes)],
        )
        return {(kind, index): (pk, name) for kind, index, pk, name in cursor.fetchall()}


def people_by_document(rows: Iterable[tuple[str, str]]) -> Known:
    """Who is on file: (document type, normalised number) → (person's id, name); for checking a whole list."""
    asked = {(kind, rules.document_index(number)): (kind, number) for kind, number in rows}
    found = people_by_index({index for _kind, index in asked})
    return {asked[key]: person for key, person in found.items() if key in asked}


@dataclass(frozen=True)
class Profile:
    """What a page shows about a person: their record with what hangs on it."""

    person: Person
    cards: list[BankCard]
    relations: list[Relation]
    consents: list[Consent]
    employers: list[Employer]


def profile_of(person: Person) -> Profile:
    """The person's cards, relations, consents, and the employers they act for."""
    mandates = EmployerClerk.objects.filter(person=person, ended_at=None)
    return Profile(
        person=person,
        cards=list(cards_of(person.pk)),
        relations=list(
            Relation.objects.filter(person=person).select_related("relative").order_by("until", "-since", "id")
        ),
        consents=list(Consent.objects.filter(person=person).select_related("notice").order_by("-at", "-id")),
        employers=list(Employer.objects.filter(pk__in=mandates.values("employer")).order_by("name", "id")),
    )


def cards_of(person_id: int) -> QuerySet[BankCard]:
    """The person's bound cards, newest first."""
    return BankCard.objects.filter(person=person_id, ended_at=None).order_by("-bound_at", "-id")


def relations_visible_to(user: User) -> QuerySet[Relation]:
    """Relations of the persons a user may see."""
    return Relation.objects.filter(person__in=persons_visible_to(user))


def own_data(person: Person) -> dict[str, Any]:
    """Everything about a person, for the person: what accounts keep, and the sections that other apps add.

    An app adds one by naming a function in settings.OWN_DATA_SECTIONS: person → (heading, data fit for JSON).
    """
    sections = [import_string(name)(person) for name in settings.OWN_DATA_SECTIONS]
    return {**_own_record(person), **dict(sections)}


def _own_record(person: Person) -> dict[str, Any]:
    own = profile_of(person)
    return {
        "个人信息": {
            "姓名": person.name,
            "证件类型": person.get_document_type_display(),
            "证件号码": person.document_number,
            "手机号": person.phone,
            "手机验证时间": person.phone_verified_at,
            "手机柜台核实时间": person.phone_seen_at,
            "手机报错时间": person.phone_wrong_at,
            "出生日期": person.birth_on,
            "建档时间": person.created_at,
        },
        "银行卡": [{"卡号": each.number, "开户银行": each.bank_name, "绑定时间": each.bound_at} for each in own.cards],
        "亲属关系": [
            {
                "关系": each.get_kind_display(),
                "姓名": each.relative.name,
                "证明材料": each.proof,
                "自": each.since,
                "至": each.until,
            }
            for each in own.relations
        ],
        "经办单位": [each.name for each in own.employers],
        "同意的告知": [{"版本": each.notice.version, "时间": each.at} for each in own.consents],
        "登录记录": [
            {"时间": each.at, "来自": each.address, "设备": each.device}
            for each in LoginSession.objects.filter(user__person=person).order_by("-at", "-id")[:200]
        ],
        "谁看过我的资料": [
            {
                "时间": each.at,
                "谁": each.viewer,
                "方式": each.get_kind_display(),
                "内容": each.what,
                "办件号": each.case,
            }
            for each in looks_at(person.pk)[:1000]
        ],
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


def clerks_visible_to(user: User) -> QuerySet[EmployerClerk]:
    """Clerks of the employers a user may see."""
    return EmployerClerk.objects.filter(employer__in=employers_visible_to(user).order_by())


def clerks_of(employer: Employer) -> QuerySet[EmployerClerk]:
    """All who act or acted for an employer, present ones first."""
    return employer.clerks.select_related("person", "authorised_by__person").order_by(
        F("ended_at").desc(nulls_first=True), "-authorised_at", "-id"
    )


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


def user_at_door(door: str, identifier: str) -> User | None:
    """The active user whom an identifier names at a door: a staff number, an identity number, or a verified phone.

    A clerk without any employer has no door.
    """
    users = User.objects.filter(door=door, is_active=True).select_related("person", "staff__branch")
    number = identity.normalise(identifier)
    if door == Door.STAFF:
        return users.filter(staff__number=number).first()
    if door == Door.CLERK:
        users = users.filter(Exists(EmployerClerk.objects.filter(person=OuterRef("person"), ended_at=None)))
    by_phone = _phone_or_none(number)
    if by_phone:
        return users.filter(person__phone_index=by_phone, person__phone_verified_at__isnull=False).first()
    by_document = users.filter(person__document_index=rules.document_index(number))
    return by_document.order_by("person__document_type").first()


def lock_key(door: str, identifier: str) -> str:
    """What wrong tries at a door are counted under: a blind index, so the table of tries names nobody."""
    number = identity.normalise(identifier)
    if door == Door.STAFF:
        return f"{door}:{number[:20]}"
    return f"{door}:{_phone_or_none(number) or rules.document_index(number)}"


def claimant(*, door: str, must_exist: bool, name: str, document_number: str, phone: str) -> Person | None:
    """The person on file who fits all three answers and may open `door`; None where anything does not fit."""
    found = (
        Person.objects.filter(
            document_index=rules.document_index(document_number), phone_index=rules.phone_index(phone)
        )
        .order_by("document_type")
        .first()
    )
    if found is None or not phone or rules.name_key(found.name) != rules.name_key(name):
        return None
    if door == Door.CLERK and not found.clerk_of.filter(ended_at=None).exists():
        return None
    user = found.users.filter(door=door).first()
    if user is None:
        return None if must_exist else found
    return found if user.is_active else None


def has_agreed(person_id: int, notice: PrivacyNotice | None) -> bool:
    """Whether the person has agreed to this version of the notice; nothing to agree to counts."""
    return notice is None or Consent.objects.filter(person=person_id, notice=notice).exists()


def _phone_or_none(number: str) -> str | None:
    try:
        return rules.phone_index(identity.check_mobile(number))
    except identity.InvalidNumber:
        return None


def user_of_login(session_key: str) -> User | None:
    """Whose log-in a session was, also one that has ended."""
    known = LoginSession.objects.filter(session_key=session_key, user__is_active=True).select_related("user").first()
    return known.user if known else None


def sessions_of(user: User) -> QuerySet[LoginSession]:
    """The user's open log-ins, newest first."""
    return LoginSession.objects.filter(user=user, ended_at=None).order_by("-at", "-id")


def privacy_notice_on(day: date) -> PrivacyNotice | None:
    """The notice in force on `day`."""
    return PrivacyNotice.objects.filter(published_on__lte=day).order_by("-published_on", "-id").first()


# --- the staff


def staff_by_number(number: str) -> User | None:
    """The user of somebody on the staff, by staff number."""
    return User.objects.filter(door=Door.STAFF, is_active=True, staff__number=number).first()


def open_resets(at: datetime) -> QuerySet[PasswordReset]:
    """Passwords that wait for a second person, oldest first."""
    open_now = PasswordReset.objects.filter(confirmed_at=None, withdrawn_at=None, asked_at__gt=at - rules.RESET_LIFE)
    return open_now.select_related("user__staff__branch", "user__person", "asked_by__person").order_by("asked_at", "id")


def resets_visible_to(user: User) -> QuerySet[PasswordReset]:
    """All of them for who may ask and confirm."""
    return PasswordReset.objects.all() if user.may(Permission.STAFF_RESET) else PasswordReset.objects.none()


def may_confirm_reset(user: User, asked_by: User, at: datetime) -> QuerySet[User]:
    """Who could be the second person when `asked_by` asks for `user`: holds a fitting role, and is neither of them."""
    today = timezone.localdate(at)
    roles = [role for role, granted in ROLE_GRANTS.items() if Permission.STAFF_RESET in granted]
    held = RoleGrant.objects.filter(role__in=roles, revoked_at=None, since__lte=today)
    held = held.filter(Q(until=None) | Q(until__gte=today))
    staff = User.objects.filter(door=Door.STAFF, is_active=True, pk__in=held.values("user"))
    return staff.exclude(person__in=[user.person_id, asked_by.person_id])


# --- partners


def partner_token(secret: str, at: datetime) -> PartnerToken | None:
    """The live token of an active partner that `secret` proves."""
    prefix = secret.partition(".")[0]
    if not (prefix.isascii() and prefix.isalnum() and len(prefix) <= 12):
        return None
    tokens = PartnerToken.objects.select_related("partner__employer")
    found = tokens.filter(prefix=prefix, revoked_at=None, expires_at__gt=at, partner__is_active=True).first()
    if found is None or not hmac.compare_digest(found.token_hash, hashlib.sha256(secret.encode()).hexdigest()):
        return None
    return found


def depositor_token(secret: str, partner_id: int, at: datetime) -> DepositorToken | None:
    """The live leave that a depositor gave this partner."""
    token_hash = hashlib.sha256(secret.encode()).hexdigest()
    live = DepositorToken.objects.filter(revoked_at=None, expires_at__gt=at)
    return live.filter(token_hash=token_hash, partner=partner_id).first()


def leaves_of(user: User, at: datetime) -> QuerySet[DepositorToken]:
    """The leaves a depositor has given that are still live, newest first."""
    live = DepositorToken.objects.filter(person=user.person_id, revoked_at=None, expires_at__gt=at)
    return live.select_related("partner").order_by("-issued_at", "-id")


def partners_for_depositors(at: datetime) -> QuerySet[Partner]:
    """The partners that a depositor can let read their account, by name."""
    able = PartnerToken.objects.filter(revoked_at=None, expires_at__gt=at, scopes__contains=[Scope.ACCOUNTS_READ])
    return Partner.objects.filter(is_active=True, pk__in=able.values("partner")).order_by("name", "id")


# --- who is too near to decide


def linked_persons(person_ids: Iterable[int]) -> frozenset[int]:
    """The persons themselves, their relatives today, and whoever shares a phone or a bank card with one of them.

    Nobody handles such a person's business, nor decides it (domain §7.1).
    """
    own = frozenset(person_ids)
    near = set(own)
    pairs = Relation.objects.filter(Q(person__in=own) | Q(relative__in=own), until=None)
    for pair in pairs.values_list("person", "relative"):
        near.update(pair)
    phones = Person.objects.filter(pk__in=own).exclude(phone_index="").values("phone_index")
    near.update(Person.objects.filter(phone_index__in=phones).values_list("pk", flat=True))
    cards = BankCard.objects.filter(person__in=own, ended_at=None).values("number_index")
    near.update(BankCard.objects.filter(number_index__in=cards, ended_at=None).values_list("person", flat=True))
    return frozenset(near)
