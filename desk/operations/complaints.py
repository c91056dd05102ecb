"""Complaints and suggestions: taken in, given to somebody they are not about, answered, and answered again.

Five working days until the answer, fifteen until the end (domain §7.4). Who is not satisfied may say so once, and the
head of the centre answers.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import rules as people
from accounts.models import User as Users
from accounts.permissions import Permission, Role
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from desk import queries
from desk.models import Case, Complaint
from desk.operations import life
from desk.operations.following import OwnWork
from desk.rules import complaints as rules
from desk.states.complaints import VOICE_MOVES, VoiceKind, VoiceStatus
from notifications import operations as notifications
from policy import queries as policy

if TYPE_CHECKING:
    from accounts.models import User

MOST_A_DAY = 5
"""Complaints one person, or one phone, sends in a day; more are one matter told again."""


class MayNotHandle(BusinessError):
    """Only its owner answers a complaint, and only who handles complaints can be its owner."""


class NotTheHead(BusinessError):
    """What somebody objected to is answered by the head, and not by who answered first."""


class NotTheirWord(BusinessError):
    """Only whoever complained says whether the answer satisfies them."""


class TooMany(BusinessError):
    """More complaints in a day than one person has matters."""


@dataclass(frozen=True)
class Voice:
    """What somebody has to say, and as much of who they are as they tell."""

    kind: str
    title: str
    text: str
    branch_id: int
    name: str = ""
    phone: str = ""
    person_id: int | None = None
    case_id: int | None = None
    about_id: int | None = None


@operation
def complain(*, voice: Voice, way: str, by: User | None, at: datetime) -> Complaint:
    """Take in a complaint or a suggestion; the same words sent twice in a day are one. Raises TooMany."""
    return file_complaint(voice=voice, way=way, by=by, at=at)


@step
def file_complaint(*, voice: Voice, way: str, by: User | None, at: datetime) -> Complaint:
    """The same inside somebody else's act."""
    index = people.phone_index(voice.phone) if voice.phone else ""
    known = _sent_before(voice, index, at)
    if known is not None:
        return known
    case = Case.objects.select_related("owner").filter(pk=voice.case_id).first() if voice.case_id else None
    about = _about(voice, case)
    day = timezone.localdate(at)
    due = rules.complaint_days(day, policy.calendar(day, day))
    complaint = Complaint.objects.create(
        code="".join(secrets.choice(rules.ALPHABET) for _place in range(rules.CODE_LENGTH)),
        kind=voice.kind,
        way=way,
        branch_id=voice.branch_id,
        case=case,
        title=voice.title,
        text=voice.text,
        person_id=voice.person_id,
        name=voice.name,
        phone=voice.phone,
        phone_index=index,
        made_by=by,
        made_at=at,
        about=about,
        about_person_id=about.person_id if about else None,
        answer_due_on=due.answer_on,
        close_due_on=due.close_on,
        due_is_provisional=due.provisional,
    )
    complaint.events.create(action="receive", after=VoiceStatus.RECEIVED, by=by, at=at)
    return complaint


def _sent_before(voice: Voice, index: str, at: datetime) -> Complaint | None:
    """The same complaint of the same person today. Raises TooMany where there are too many others."""
    if voice.person_id is None and not index:
        return None
    rows = Complaint.objects.filter(made_at__gt=at - timedelta(hours=rules.SAME_WITHIN_HOURS), made_at__lte=at)
    rows = rows.filter(person=voice.person_id) if voice.person_id else rows.filter(phone_index=index)
    today = list(rows.order_by("-made_at", "-id")[:MOST_A_DAY])
    for each in today:
        if each.text == voice.text and each.kind == voice.kind:
            return each
    if len(today) >= MOST_A_DAY:
        raise TooMany(_("您今天已经提交了 %(count)d 件，请等候答复，或拨打 12329。") % {"count": MOST_A_DAY})
    return None


def _about(voice: Voice, case: Case | None) -> Users | None:
    """Whom it is about: who is named, or who handled the case that a complaint names."""
    if voice.about_id:
        return Users.objects.get(pk=voice.about_id)
    return case.owner if case is not None and voice.kind == VoiceKind.COMPLAINT else None


# --- handled


@operation
def assign_complaint(
    *, complaint_id: int, owner_id: int, by: User, at: datetime, about_id: int | None = None
) -> Complaint:
    """Give a complaint to somebody it is not about; name whom it is about where that has come out.

    Raises OwnWork, MayNotHandle, WrongState.
    """
    complaint = _locked(complaint_id, by)
    owner = Users.objects.select_related("person").get(pk=owner_id)
    facts: dict[str, Any] = {"owner": owner, "owner_person_id": owner.person_id}
    if about_id:
        facts["about"] = Users.objects.get(pk=about_id)
        facts["about_person_id"] = facts["about"].person_id
    if not (owner.is_active and owner.may(Permission.COMPLAINT_HANDLE)):
        raise MayNotHandle(_("承办人须是有权处理投诉的同事。"))
    about_person = facts.get("about_person_id", complaint.about_person_id)
    if by.person_id == about_person:
        raise OwnWork(_("投诉的是您本人，请由其他负责人分派。"))
    if owner.person_id in {about_person, complaint.person_id}:
        raise OwnWork(_("这件投诉与%(who)s本人有关，不能由其承办。") % {"who": owner})
    move(complaint, "assign", VOICE_MOVES, by=by, at=at, note=_("承办人：%(who)s") % {"who": owner}, **facts)
    if owner.pk != by.pk:
        _tell_staff(complaint, "complaint_assigned", owner, by=by, at=at)
    return complaint


@operation
def answer_complaint(*, complaint_id: int, text: str, finding: str, by: User, at: datetime) -> Complaint:
    """Answer; whoever complained is told where to read it. Raises OwnWork, MayNotHandle, NoReason, WrongState."""
    complaint = _locked(complaint_id, by)
    refuse_move(complaint, "answer", VOICE_MOVES)
    if complaint.owner_id != by.pk:
        raise MayNotHandle(_("由承办人%(who)s答复。") % {"who": complaint.owner})
    life.refuse_no_reason(text)
    move(
        complaint,
        "answer",
        VOICE_MOVES,
        by=by,
        at=at,
        note=text,
        answer=text,
        finding=finding,
        answered_by=by,
        answered_person_id=by.person_id,
        answered_at=at,
        first_answer_in_time=timezone.localdate(at) <= complaint.answer_due_on,
    )
    _tell_person(complaint, "complaint_answered", by=by, at=at)
    return complaint


@operation
def answer_again(*, complaint_id: int, text: str, finding: str, by: User, at: datetime) -> Complaint:
    """The head's answer to an objection, which ends the matter. Raises OwnWork, NotTheHead, NoReason, WrongState."""
    complaint = _locked(complaint_id, by)
    refuse_move(complaint, "answer_again", VOICE_MOVES)
    assert complaint.answered_by is not None
    head_answered = Role.DIRECTOR in complaint.answered_by.roles
    if by.person_id == complaint.answered_person_id or not (queries.is_head(by) or head_answered):
        raise NotTheHead(_("由中心主任复查答复，首次答复的人不能复查自己的答复。"))
    life.refuse_no_reason(text)
    move(
        complaint,
        "answer_again",
        VOICE_MOVES,
        by=by,
        at=at,
        note=text,
        second_answer=text,
        finding=finding,
        second_by=by,
        second_person_id=by.person_id,
        second_at=at,
        closed_at=at,
    )
    _tell_person(complaint, "complaint_answered_again", by=by, at=at)
    return complaint


# --- the person's own word: in the portal, or with the code


@operation
def accept_answer(*, complaint_id: int, by: User | None, at: datetime) -> Complaint:
    """They are content; the matter is closed. Raises NotTheirWord, WrongState."""
    complaint = _own(complaint_id, by)
    move(complaint, "content", VOICE_MOVES, by=by, at=at, closed_at=at)
    return complaint


@operation
def object_to_answer(*, complaint_id: int, reason: str, by: User | None, at: datetime) -> Complaint:
    """They are not content, and say why: once. The head answers. Raises NotTheirWord, NoReason, WrongState."""
    complaint = _own(complaint_id, by)
    refuse_move(complaint, "appeal", VOICE_MOVES)
    life.refuse_no_reason(reason)
    day = timezone.localdate(at)
    due = rules.second_answer_on(day, policy.calendar(day, day))
    facts: dict[str, Any] = {
        "objection": reason,
        "appealed_at": at,
        "answer_due_on": due,
        "owner": None,
        "owner_person": None,
    }
    move(complaint, "appeal", VOICE_MOVES, by=by, at=at, note=reason, **facts)
    for head in queries.heads(day):
        if head.person_id != complaint.about_person_id:
            _tell_staff(complaint, "complaint_appealed", head, by=by, at=at)
    return complaint


@operation
def withdraw_complaint(*, complaint_id: int, by: User | None, at: datetime) -> Complaint:
    """They take it back before the answer. Raises NotTheirWord, WrongState."""
    complaint = _own(complaint_id, by)
    move(complaint, "withdraw", VOICE_MOVES, by=by, at=at, closed_at=at)
    return complaint


@operation
def close_silent_complaint(*, complaint_id: int, at: datetime) -> bool:
    """Close one whose answer nobody objected to within the days for it; whether it was closed. Raises WrongState."""
    complaint = lock(Complaint, complaint_id)
    refuse_move(complaint, "close_silent", VOICE_MOVES)
    assert complaint.answered_at is not None
    answered_on, today = timezone.localdate(complaint.answered_at), timezone.localdate(at)
    if not rules.is_silent_since(answered_on, today, policy.calendar(answered_on, today)):
        return False
    move(complaint, "close_silent", VOICE_MOVES, by=None, at=at, closed_at=at)
    return True


def _own(complaint_id: int, by: User | None) -> Complaint:
    """The complaint for whoever made it: the person logged in, or (nobody logged in) the holder of its code."""
    complaint = lock(Complaint, complaint_id)
    if by is not None and complaint.person_id != by.person_id:
        raise NotTheirWord(_("只有提出人本人可以这样做。"))
    return complaint


def _locked(complaint_id: int, by: User) -> Complaint:
    complaint = lock(Complaint, complaint_id)
    if by.person_id in {complaint.about_person_id, complaint.person_id}:
        raise OwnWork(_("这件投诉与您本人有关，请交给其他同事处理。"))
    return complaint


# --- told


def _tell_person(complaint: Complaint, event: str, *, by: User, at: datetime) -> None:
    if complaint.person_id is None:
        return
    day = timezone.localtime(at)
    context = {
        "kind": complaint.get_kind_display(),
        "code": rules.code_groups(complaint.code),
        "day": _("%(month)d月%(day)d日") % {"month": day.month, "day": day.day},
    }
    notifications.queue(
        person_id=complaint.person_id, template=event, context=context, key=f"complaint-{complaint.pk}", at=at, by=by
    )


def _tell_staff(complaint: Complaint, event: str, to: User, *, by: User | None, at: datetime) -> None:
    due = complaint.answer_due_on
    context = {
        "kind": complaint.get_kind_display(),
        "title": complaint.title,
        "due": _("%(month)d月%(day)d日") % {"month": due.month, "day": due.day},
    }
    key = f"complaint-{complaint.pk}-{at:%Y%m%d%H%M%S}"
    notifications.queue(person_id=to.person_id, template=event, context=context, key=key, at=at, by=by)
