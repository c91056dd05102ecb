"""The doors of depositors and clerks: opened by a code sent to the phone on file; passwords; verified phones."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules
from accounts.models import Consent, Door, EmployerClerk, Person, PrivacyNotice, User
from accounts.operations import changes, codes, news, people, sessions, trail
from common import identity
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation, step

ACTIVATE, RESET, PHONE = "ACTIVATE", "RESET", "PHONE"
"""What a code may be asked for."""


OWN_DOORS = (Door.DEPOSITOR, Door.CLERK)
"""Doors that people open for themselves."""
PHONE_FACTS = ("phone", "phone_index", "phone_verified_at", "phone_seen_at", "phone_wrong_at")


class NoPhone(BusinessError):
    """The person has no phone on file."""


class PhoneTaken(BusinessError):
    """Another person has proved that this phone is theirs."""


class PhoneNotOwn(BusinessError):
    """The phone on file was reported by somebody else; its owner has yet to stand at a window with it."""


class NoMandate(BusinessError):
    """The person acts for no employer."""


class DoorShut(BusinessError):
    """The person's doors were shut for good."""


class WrongPassword(BusinessError):
    """The present password is not that."""


class NoticeNotAgreed(BusinessError):
    """The privacy notice in force has not been agreed to."""


@step
def open_door(*, person_id: int, door: str, password: str, by: User | None, at: datetime) -> User:
    """Make the person's user behind `door` if there is none, and set its password. Raises NoMandate, DoorShut.

    For set-up and for the acts below; people open their own doors with `open_own_door`.
    """
    person = lock(Person, person_id)
    if door in OWN_DOORS and User.objects.filter(person=person, door__in=OWN_DOORS, is_active=False).exists():
        raise DoorShut(_("该登录已停用。如有疑问，请本人带身份证到柜台核实。"))
    if door == Door.CLERK and not EmployerClerk.objects.filter(person=person, ended_at=None).exists():
        raise NoMandate(_("您目前不是任何单位的经办人，请先由单位到柜台办理授权。"))
    user, made = User.objects.get_or_create(
        person=person, door=door, defaults={"username": f"{door.lower()}:{person.pk}", "created_at": at}
    )
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    action = "door:open" if made else "password:reset"
    trail.record(user=by or user, action=action, target=user, person=person, at=at)
    return user


@step
def shut_doors(*, person_id: int, reason: str, by: User | None, at: datetime) -> int:
    """Somebody has died: log-ins end, and their own doors stay shut, also one that was never opened. How many were
    shut now. Doors of the staff end with the duty (`dismiss_staff`)."""
    person = lock(Person, person_id)
    username = f"{Door.DEPOSITOR.lower()}:{person.pk}"
    kept, made = User.objects.get_or_create(
        person=person, door=Door.DEPOSITOR, defaults={"username": username, "created_at": at}
    )
    if made:
        kept.set_unusable_password()
        kept.save(update_fields=["password"])
    rows = User.objects.select_for_update(of=("self",), no_key=True).filter(person=person, door__in=OWN_DOORS)
    users = list(rows.filter(is_active=True).order_by("pk"))
    for user in users:
        user.is_active = False
        user.save(update_fields=["is_active"])
        sessions.end_all(user=user, at=at)
        trail.record(user=by, action="door:shut", target=user, person=person, at=at, detail={"reason": reason[:80]})
    return len(users)


@operation
def open_own_door(
    *,
    person_id: int,
    door: str,
    purpose: str,
    proof_id: int | None,
    password: str,
    notice_id: int | None,
    at: datetime,
    address: str | None = None,
) -> User:
    """First activation, or a new password: rests on a code sent to the phone on file, which is verified by it.

    All log-ins of the door end. Raises DoorShut, PhoneNotOwn, NotProved, PhoneTaken, NoMandate, NoticeNotAgreed.
    """
    person = lock(Person, person_id)
    refuse_reported_phone(person)
    codes.use_proof(proof_id=proof_id, phone=person.phone, purpose=purpose, at=at)
    _verify_phone(person, person.phone, at)
    user = open_door(person_id=person_id, door=door, password=password, by=None, at=at)
    sessions.end_all(user=user, at=at)
    agree(person_id=person_id, notice_id=notice_id, at=at, address=address)
    if purpose == RESET:
        news.tell(person, news.PASSWORD, at=at)
    return user


def refuse_reported_phone(person: Person) -> None:
    """A phone that came with an employer's list opens no door: the employer knows name and identity number too, and
    could name a phone of its own. Raises PhoneNotOwn."""
    if not person.phone_is_own:
        raise PhoneNotOwn(
            _("该手机号由单位申报，还没有经本人核实。请您携带身份证到任一柜台核实手机号，当场即可在这里继续办理。")
        )


@operation
def confirm_phone(*, person_id: int, phone: str, by: User, at: datetime, address: str | None = None) -> Person:
    """At a window: the person, whose identity document staff have seen, gives this phone as theirs.

    Raises BadNumber, OwnRecord, PhoneTaken.
    """
    person = phone_seen(person_id=person_id, phone=phone, by=by, at=at, address=address)
    changes.note(person, ["phone"], by=by, at=at)
    return person


@operation
def report_wrong_phone(*, person_id: int, by: User, at: datetime, address: str | None = None) -> Person:
    """Whoever holds the phone on file says that it is not this person's: no message goes there, no door opens with it.

    It stays so until the person proves a phone or gives one at a window. One that was the person's own is told a last
    time: nobody on the staff can stop the warnings of an account unnoticed. Raises OwnRecord, NoPhone.
    """
    person = lock(Person, person_id)
    if by.person_id == person.pk:
        raise people.OwnRecord(_("本人的资料须由其他工作人员办理。"))
    if not person.phone:
        raise NoPhone(_("没有登记手机号。"))
    was_own = person.phone_is_own
    person.phone_wrong_at, person.phone_seen_at, person.phone_verified_at = at, None, None
    person.save(update_fields=[*PHONE_FACTS])
    if was_own:
        news.tell(person, news.PHONE, at=at, to=person.phone)
    trail.record(user=by, action="phone:wrong", target=person, person=person, at=at, address=address)
    return person


@step
def phone_seen(*, person_id: int, phone: str, by: User | None, at: datetime, address: str | None = None) -> Person:
    """`confirm_phone` as part of another act at the window, or of set-up (`by` None)."""
    person = lock(Person, person_id)
    if by is not None and by.person_id == person.pk:
        raise people.OwnRecord(_("本人的资料须由其他工作人员办理。"))
    try:
        phone = identity.check_mobile(phone)
    except identity.InvalidNumber as refusal:
        raise people.BadNumber(_("%(what)s。") % {"what": refusal}) from refusal
    _refuse_taken(person, phone)
    before, was_wrong = person.phone, person.phone_wrong_at is not None
    if before != phone:
        person.phone, person.phone_index, person.phone_verified_at = phone, rules.phone_index(phone), None
    person.phone_seen_at, person.phone_wrong_at = at, None
    person.save(update_fields=[*PHONE_FACTS])
    if before and before != phone and not was_wrong:
        news.tell(person, news.PHONE, at=at, to=before)
    trail.record(user=by, action="phone:confirm", target=person, person=person, at=at, address=address)
    return person


@step
def agree(*, person_id: int, notice_id: int | None, at: datetime, address: str | None = None) -> None:
    """The person has read and agreed to the notice in force; once a version. Raises NoticeNotAgreed.

    `notice_id` is the notice they saw: one that has been replaced since must be read again.
    """
    current = (
        PrivacyNotice.objects.filter(published_on__lte=timezone.localdate(at)).order_by("-published_on", "-id").first()
    )
    if current is None or Consent.objects.filter(person=person_id, notice=current).exists():
        return
    if current.pk != notice_id:
        raise NoticeNotAgreed(_("请先阅读并同意个人信息保护告知。"))
    Consent.objects.create(person_id=person_id, notice=current, at=at, address=address or None)


@operation
def change_phone(
    *, person_id: int, phone: str, proof_id: int | None, by: User, at: datetime, address: str | None = None
) -> Person:
    """One's own new phone, proved by a code sent to it. Raises NotProved, PhoneTaken."""
    assert by.person_id == person_id, "at the counter a phone is changed with correct_person"
    person = lock(Person, person_id)
    phone = identity.check_mobile(phone)
    codes.use_proof(proof_id=proof_id, phone=phone, purpose=PHONE, at=at)
    before = person.phone
    _verify_phone(person, phone, at)
    if before and before != phone:
        news.tell(person, news.PHONE, at=at, to=before)
    trail.record(user=by, action="phone:change", target=person, person=person, at=at, address=address)
    changes.note(person, ["phone"], by=by, at=at)
    return person


@operation
def change_password(
    *, user_id: int, old: str, new: str, session_key: str, at: datetime, address: str | None = None
) -> User:
    """A new password for one's own door; every other log-in ends. Raises WrongPassword."""
    user = lock(User, user_id)
    if not user.check_password(old):
        raise WrongPassword(_("当前密码不正确。"))
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    sessions.end_all(user=user, at=at, but_key=session_key)
    news.tell(user.person, news.PASSWORD, at=at)
    trail.record(user=user, action="password:change", target=user, person=user.person, at=at, address=address)
    return user


def _verify_phone(person: Person, phone: str, at: datetime) -> None:
    _refuse_taken(person, phone)
    index = rules.phone_index(phone)
    if person.phone_index != index:
        person.phone, person.phone_index, person.phone_seen_at = phone, index, None
    person.phone_verified_at, person.phone_wrong_at = at, None
    person.save(update_fields=[*PHONE_FACTS])


def _refuse_taken(person: Person, phone: str) -> None:
    others = Person.objects.filter(phone_index=rules.phone_index(phone), phone_verified_at__isnull=False)
    if others.exclude(pk=person.pk).exists():
        raise PhoneTaken(_("该手机号已由另一人验证使用，请更换手机号，或携带身份证到柜台办理。"))
