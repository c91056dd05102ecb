"""Supervision: a check decided, findings recorded, corrected, looked at again by another; overdue, one level up."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation
from partybuilding.models import Check, Finding, Member, Organisation
from partybuilding.operations import telling
from partybuilding.operations.guard import TooEarly, refuse_others
from partybuilding.operations.organisation import refuse_future
from partybuilding.queries import organisation as people
from partybuilding.queries import supervision as queries
from partybuilding.states.organisation import MemberStatus
from partybuilding.states.supervision import FINDING_MOVES


class SamePerson(BusinessError):
    """Who corrected something does not say themselves that it is right (裁判员与运动员相分离)."""


class NotTheirs(BusinessError):
    """The owner does not belong to the organisation that was checked."""


@operation
def begin_check(
    *, organisation_id: int, kind: str, title: str, decision: str, on: date, by: User, at: datetime
) -> Check:
    """Write down a check of an organisation. Raises NotYours, TooEarly."""
    found = lock(Organisation, organisation_id)
    refuse_others(found.pk, by)
    refuse_future(on, at)
    return Check.objects.create(organisation=found, kind=kind, title=title, decision=decision, on=on, by=by, at=at)


@operation
def add_finding(*, check_id: int, text: str, owner_id: int, due_on: date, by: User, at: datetime) -> Finding:
    """Something found, whose it is and by when; they are told. Raises NotYours, TooEarly, NotTheirs."""
    check = Check.objects.select_related("organisation").get(pk=check_id)
    refuse_others(check.organisation_id, by)
    if due_on < timezone.localtime(at).date():
        raise TooEarly(_("整改期限不能早于今天。"))
    owner = Member.objects.get(pk=owner_id)
    if owner.status != MemberStatus.HERE or not people.roll(check.organisation).filter(pk=owner_id).exists():
        raise NotTheirs(_("责任人须是被督查组织的党员。"))
    made = Finding.objects.create(check_made=check, text=text, owner=owner, due_on=due_on)
    made.events.create(action="find", before="", after=made.status, by=by, at=at, note="")
    telling.tell_task(owner, what=text, due_on=due_on, key=f"finding-{made.pk}", by=by, at=at)
    return made


@operation
def correct(*, finding_id: int, evidence: str, by: User, at: datetime) -> Finding:
    """Say what was done about it: the owner, or who keeps the records. Raises NotYours, WrongState."""
    found = lock(Finding, finding_id)
    if found.owner.person_id != by.person_id:
        refuse_others(found.check_made.organisation_id, by)
    move(found, "correct", FINDING_MOVES, by=by, at=at, note=evidence, evidence=evidence, corrected_by=by)
    return found


@operation
def look_again(*, finding_id: int, is_right: bool, note: str, by: User, at: datetime) -> Finding:
    """Look again: closed, or sent back; never by who corrected it. Raises NotYours, WrongState, SamePerson."""
    found = lock(Finding, finding_id)
    refuse_others(found.check_made.organisation_id, by)
    refuse_move(found, "close", FINDING_MOVES)
    assert found.corrected_by is not None
    if by.person_id in (found.corrected_by.person_id, found.owner.person_id):
        raise SamePerson(_("整改的同志和责任人不能自己销号，请另一位同志回头看。"))
    if is_right:
        move(found, "close", FINDING_MOVES, by=by, at=at, note=note, closed_by=by)
    else:
        move(found, "send_back", FINDING_MOVES, by=by, at=at, note=note)
    return found


@operation
def raise_overdue(*, at: datetime) -> int:
    """Tell the head of the organisation above of what is overdue, once. How many went up."""
    count = 0
    for found in queries.overdue(timezone.localtime(at).date())[:200]:
        parent = found.check_made.organisation.parent
        head = people.head_of(parent) if parent else None
        if head is not None:
            what = _("逾期未整改：%(text)s") % {"text": found.text}
            telling.tell_task(head, what=what, due_on=found.due_on, key=f"finding-{found.pk}-up", by=None, at=at)
        found.raised_at = at
        found.save(update_fields=["raised_at"])
        found.events.create(
            action="raise", before=found.status, after=found.status, by=None, at=at, note=str(parent or "")
        )
        count += 1
    return count
