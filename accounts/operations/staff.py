"""Staff: taken on, given roles for ever or for a term, and their second factor."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import Door, RoleGrant, SecondFactor, Staff, User
from accounts.operations import news, people, sessions, trail
from accounts.permissions import STAFF_ROLES
from common.crypto import blind_index
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step


class NumberTaken(BusinessError):
    """The staff number, or the person, is on the staff already."""


class NotToThemselves(BusinessError):
    """Nobody gives a role to themselves, or changes their own rights."""


class TwoAreNeeded(BusinessError):
    """A password that its owner has chosen is replaced only by two people together."""


class NoSuchGrant(BusinessError):
    """The role cannot be given so, or is taken back already."""


# --- the people


@step
def hire_staff(
    *,
    name: str,
    document_number: str,
    number: str,
    branch_id: int,
    by: User | None,
    at: datetime,
    phone: str = "",
    window: str = "",
    grade: int = 1,
    limit_fen: int = 0,
) -> Staff:
    """Take somebody on the staff; no role and no password yet. Raises NumberTaken and what a person's record raises."""
    person = people.find_or_create_person(
        name=name, document_type=rules.CITIZEN, document_number=document_number, phone=phone, by=by, at=at
    )
    if Staff.objects.filter(number=number).exists() or person.users.filter(door=Door.STAFF).exists():
        raise NumberTaken(_("该工号或该人员已登记为工作人员。"))
    user = User(username=f"staff:{number}", door=Door.STAFF, person=person, created_at=at)
    user.set_unusable_password()
    user.save()
    staff = Staff.objects.create(
        user=user, number=number, branch_id=branch_id, window=window, grade=grade, limit_fen=limit_fen
    )
    trail.record(user=by, action="staff:hire", target=staff, person=person, at=at, detail={"number": number})
    return staff


@step
def issue_password(*, user_id: int, by: User | None, at: datetime) -> str:
    """The first password, to hand over on paper: it must be changed at the first log-in.

    It may be issued again until its owner has used it; later passwords are `resets`. Raises NotToThemselves,
    TwoAreNeeded.
    """
    user = lock(User, user_id)
    refuse_own(user, by)
    if by is not None and has_own_password(user):
        raise TwoAreNeeded(_("这位同事已有自己的密码，重设须由另一人确认，请到“重设密码”页申请。"))
    return renew_password(user=user, by=by, at=at)


def has_own_password(user: User) -> bool:
    """Whether somebody would lose a door of their own by a new password: it has been used, or its password chosen."""
    return user.last_login is not None or (user.has_usable_password() and not user.must_change_password)


@step
def renew_password(
    *, user: User, by: User | None, at: datetime, detail: dict[str, str] | None = None, address: str | None = None
) -> str:
    """A password by chance, for the locked `user`; second factor and log-ins end. Who had one before hears of it."""
    if user.has_usable_password():
        news.tell(user.person, news.PASSWORD, at=at)
    alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
    password = "-".join("".join(secrets.choice(alphabet) for _place in range(4)) for _group in range(4))
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    SecondFactor.objects.filter(user=user).delete()
    sessions.end_all(user=user, at=at)
    trail.record(
        user=by, action="password:issue", target=user, person=user.person, at=at, detail=detail, address=address
    )
    return password


@step
def dismiss_staff(*, user_id: int, by: User, at: datetime) -> User:
    """Somebody leaves the staff: roles end, log-ins end, the door stays shut. Raises NotToThemselves."""
    user = lock(User, user_id)
    refuse_own(user, by)
    user.is_active = False
    user.save(update_fields=["is_active"])
    user.role_grants.filter(revoked_at=None).update(revoked_at=at)
    sessions.end_all(user=user, at=at)
    trail.record(user=by, action="staff:dismiss", target=user, person=user.person, at=at)
    return user


# --- roles


@step
def grant_role(
    *,
    user_id: int,
    role: str,
    since: date,
    by: User | None,
    at: datetime,
    until: date | None = None,
    deputising_for_id: int | None = None,
    reason: str = "",
) -> RoleGrant:
    """Give a role, for a term where `until` is named. A deputy's role is one that the absent person holds.

    Raises NotToThemselves, NoSuchGrant.
    """
    user = lock(User, user_id)
    refuse_own(user, by)
    if user.door != Door.STAFF or role not in STAFF_ROLES:
        raise NoSuchGrant(_("角色只能授予工作人员。"))
    if until is not None and until < since:
        raise NoSuchGrant(_("终止日期不能早于起始日期。"))
    if deputising_for_id is not None:
        absent = User.objects.get(pk=deputising_for_id)
        if absent.pk == user.pk or role not in absent.roles or until is None:
            raise NoSuchGrant(_("代理须写明期限，且只能代理对方现有的角色。"))
    grant = RoleGrant.objects.create(
        user=user,
        role=role,
        since=since,
        until=until,
        deputising_for_id=deputising_for_id,
        granted_by=by,
        reason=reason,
    )
    trail.record(user=by, action="role:grant", target=grant, person=user.person, at=at, detail={"role": role})
    return grant


@step
def revoke_role(*, grant_id: int, by: User, at: datetime) -> RoleGrant:
    """Take a role back, at once. Raises NotToThemselves, NoSuchGrant."""
    grant = lock(RoleGrant, grant_id)
    refuse_own(grant.user, by)
    if grant.revoked_at is not None:
        raise NoSuchGrant(_("该授权已收回。"))
    grant.revoked_at = at
    grant.save(update_fields=["revoked_at"])
    person = grant.user.person
    trail.record(user=by, action="role:revoke", target=grant, person=person, at=at, detail={"role": grant.role})
    return grant


def refuse_own(user: User, by: User | None) -> None:
    """Compares persons: one person may have several doors."""
    if by is not None and by.person_id == user.person_id:
        raise NotToThemselves(_("不能办理本人的授权，请由其他管理员办理。"))


# --- the second factor


@operation
def enrol_second_factor(*, user_id: int) -> SecondFactor:
    """The user's secret, made if there is none; it counts only once confirmed by a first code."""
    user = lock(User, user_id)
    factor, _made = SecondFactor.objects.get_or_create(user=user, defaults={"secret": secrets.token_hex(20)})
    return factor


@operation
def check_second_factor(*, user_id: int, code: str, at: datetime) -> bool:
    """Whether `code` is right now, for the first time: a code or recovery code that was used once is wrong."""
    factor = SecondFactor.objects.select_for_update().filter(user=user_id).first()
    if factor is None:
        return False
    step_now = int(at.timestamp()) // rules.TOTP_SECONDS
    for time_step in (step_now - 1, step_now, step_now + 1):
        if time_step > factor.last_step and constant_time_compare(totp_code(factor.secret, time_step), code):
            factor.last_step = time_step
            factor.confirmed_at = factor.confirmed_at or at
            factor.save(update_fields=["last_step", "confirmed_at"])
            return True
    return _use_recovery_code(factor, code)


@operation
def make_recovery_codes(*, user_id: int, at: datetime) -> list[str]:
    """New recovery codes, shown once; the old ones are void. Each opens the door once."""
    factor = SecondFactor.objects.select_for_update().get(user=user_id)
    fresh = [f"{secrets.token_hex(3)}-{secrets.token_hex(3)}" for _place in range(rules.RECOVERY_CODES)]
    factor.recovery_hashes = [_recovery_hash(user_id, code) for code in fresh]
    factor.save(update_fields=["recovery_hashes"])
    trail.record(user=factor.user, action="recovery:make", target=factor.user, person=factor.user.person, at=at)
    return fresh


def totp_code(secret: str, time_step: int) -> str:
    """The six digits of RFC 6238 for a time step of 30 seconds."""
    totp = TOTP(bytes.fromhex(secret), 6, SHA1(), rules.TOTP_SECONDS, enforce_key_length=False)
    return totp.generate(time_step * rules.TOTP_SECONDS).decode()


def _recovery_hash(user_id: int, code: str) -> str:
    return blind_index(f"{user_id}:{code.strip().lower()}", kind="recovery")


def _use_recovery_code(factor: SecondFactor, code: str) -> bool:
    hashed = _recovery_hash(factor.user_id, code)
    if factor.confirmed_at is None or hashed not in factor.recovery_hashes:
        return False
    factor.recovery_hashes = [each for each in factor.recovery_hashes if each != hashed]
    factor.save(update_fields=["recovery_hashes"])
    return True
