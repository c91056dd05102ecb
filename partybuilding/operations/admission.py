"""Admission: each step by who may do it, votes, reviews, the extension, and how it ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.models import User
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from partybuilding.models import Applicant, Backer, BranchVote, Member, Organisation, Review, StepRecord
from partybuilding.operations import organisation
from partybuilding.operations.guard import TooEarly, refuse_all_but_affairs, refuse_others
from partybuilding.operations.organisation import ThereAlready, WrongPlace, refuse_future
from partybuilding.queries import admission as queries
from partybuilding.rules import admission as rules
from partybuilding.rules import votes
from partybuilding.rules.admission import STEPS, Who
from partybuilding.states.admission import MOVES, BackerRole, after
from partybuilding.states.organisation import Employment, MemberStage, MemberStatus, OrganisationKind

VOTES = (15, 23)
APPROVED, BECAME_FULL = 17, 24


class NotYet(BusinessError):
    """The rules block the step; the sentence says why."""


class WrongVote(BusinessError):
    """The figures are impossible, or the step is no vote."""


class NotFit(BusinessError):
    """The one named cannot stand for the applicant."""


def _refuse_step(applicant: Applicant, number: int, by: User) -> None:
    """The branch's steps are its secretary's; what a higher body decides, party affairs enter from its paper."""
    refuse_others(applicant.branch_id, by)
    if STEPS[number - 1].who == Who.HIGHER:
        refuse_all_but_affairs(by)


@operation
def apply_to_join(
    *, name: str, document_number: str, branch_id: int, on: date, papers: Sequence[str], by: User, at: datetime
) -> Applicant:
    """Step 1: an application was handed in. Raises NotYours, TooEarly, WrongPlace, NotYet, ThereAlready."""
    refuse_others(branch_id, by)
    refuse_future(on, at)
    branch = Organisation.objects.get(pk=branch_id)
    if branch.kind != OrganisationKind.BRANCH or branch.ended_on is not None:
        raise WrongPlace(_("入党申请由党支部受理。"))
    person = accounts.find_or_create_person(
        name=name, document_type=organisation.CITIZEN, document_number=document_number, phone="", by=by, at=at
    )
    why = rules.may_apply(person.birth_on, on)
    if why:
        raise NotYet(why)
    if Member.objects.filter(person=person).exclude(status=MemberStatus.ENDED).exists():
        raise ThereAlready(_("%(name)s已经是党员。") % {"name": person})
    try:
        with transaction.atomic():
            made = Applicant.objects.create(person=person, branch=branch, status=after(1), step=1, applied_on=on)
    except IntegrityError:
        raise ThereAlready(_("%(name)s的入党申请正在办理。") % {"name": person}) from None
    made.events.create(action="step1", before="", after=made.status, by=by, at=at, note="")
    _record(made, 1, on, papers, "", by=by, at=at)
    return made


@operation
def take_step(
    *, applicant_id: int, number: int, on: date, papers: Sequence[str], note: str, by: User, at: datetime
) -> Applicant:
    """Do the next step. Steps 15 and 23 are votes and go by `vote`.

    Raises NotYours, WrongState, TooEarly, NotYet, WrongVote.
    """
    applicant = lock(Applicant, applicant_id)
    _refuse_step(applicant, number, by)
    if number in VOTES:
        raise WrongVote(_("这一步由支部大会表决，请登记表决结果。"))
    _advance(applicant, number, on, papers, note, by=by, at=at)
    return applicant


@step
def _advance(
    applicant: Applicant, number: int, on: date, papers: Sequence[str], note: str, *, by: User, at: datetime
) -> None:
    refuse_move(applicant, f"step{number}", MOVES)
    refuse_future(on, at)
    facts = queries.facts_of(applicant)
    why = rules.blocks(number, facts, on)
    if why:
        raise NotYet(why)
    member = applicant.member
    if number == APPROVED:
        member = _admit(applicant, facts.done[15], by=by, at=at)
    elif number == BECAME_FULL:
        _make_full(applicant, facts.done[15], on, by=by, at=at)
    move(applicant, f"step{number}", MOVES, by=by, at=at, note=note, step=number, member=member)
    _record(applicant, number, on, papers, note, by=by, at=at)


def _record(
    applicant: Applicant, number: int, on: date, papers: Sequence[str], note: str, *, by: User, at: datetime
) -> None:
    wanted = STEPS[number - 1].papers
    missing = [paper for paper in wanted if paper not in papers]
    warned = rules.warnings(number, queries.facts_of(applicant), on, missing)
    StepRecord.objects.create(
        applicant=applicant,
        step=number,
        on=on,
        papers=[paper for paper in wanted if paper in papers],
        note=note,
        warnings="\n".join(warned),
        by=by,
        at=at,
    )


def _admit(applicant: Applicant, voted: date, *, by: User, at: datetime) -> Member:
    """The higher body has approved: a member on probation from the day of the vote (党章 Art. 7)."""
    return organisation.open_file(
        applicant.person,
        branch_id=applicant.branch_id,
        joined_on=voted,
        full_on=None,
        employment=Employment.IN_WORK,
        since=voted,
        note=_("接收为预备党员"),
        by=by,
        at=at,
    )


def _make_full(applicant: Applicant, voted: date, on: date, *, by: User, at: datetime) -> None:
    """Full from the end of the probation, from which the years in the Party count (党章 Art. 7)."""
    assert applicant.member_id is not None
    member = lock(Member, applicant.member_id)
    member.stage, member.full_on = MemberStage.FULL, rules.probation_end(voted, applicant.extended_months)
    member.save(update_fields=["stage", "full_on"])
    member.events.create(
        action="become_full", before=member.status, after=member.status, by=by, at=at, note=f"{member.full_on}"
    )


@operation
def vote(
    *, applicant_id: int, number: int, on: date, figures: votes.Vote, papers: Sequence[str], by: User, at: datetime
) -> BranchVote:
    """Enter a branch meeting's vote. Carried, it is the step; otherwise it stands on record and may be voted again.

    Raises NotYours, WrongState, WrongVote, NotYet, TooEarly.
    """
    applicant = lock(Applicant, applicant_id)
    _refuse_step(applicant, number, by)
    if number not in VOTES:
        raise WrongVote(_("这一步不是支部大会表决。"))
    refuse_move(applicant, f"step{number}", MOVES)
    refuse_future(on, at)
    why = rules.blocks(number, queries.facts_of(applicant), on)
    if why:
        raise NotYet(why)
    try:
        result = votes.outcome(figures)
    except votes.ImpossibleVote as problem:
        raise WrongVote(str(problem)) from None
    made = BranchVote.objects.create(
        applicant=applicant, step=number, on=on, result=result, by=by, at=at, **vars(figures)
    )
    if result == votes.Outcome.PASSED:
        _advance(applicant, number, on, papers, str(made), by=by, at=at)
    return made


@operation
def add_backer(*, applicant_id: int, member_id: int, role: str, by: User, at: datetime) -> Backer:
    """A full member trains or introduces. Raises NotYours, NotFit."""
    applicant = lock(Applicant, applicant_id)
    refuse_others(applicant.branch_id, by)
    member = Member.objects.get(pk=member_id)
    if not member.is_full or member.status != MemberStatus.HERE or member.person_id == applicant.person_id:
        raise NotFit(_("培养联系人和入党介绍人须是正式党员。"))
    most = 2
    if applicant.backers.filter(role=role).count() >= most:
        raise NotFit(_("已经有两名%(role)s了。") % {"role": BackerRole(role).label})
    try:
        with transaction.atomic():
            return Backer.objects.create(applicant=applicant, member=member, role=role)
    except IntegrityError:
        raise NotFit(_("%(name)s已经在名单里。") % {"name": member}) from None


@operation
def add_review(*, applicant_id: int, on: date, text: str, by: User, at: datetime) -> Review:
    """A half-yearly review; the half-year counts from the latest one. Raises NotYours, TooEarly, NotYet."""
    applicant = lock(Applicant, applicant_id)
    refuse_others(applicant.branch_id, by)
    refuse_future(on, at)
    facts = queries.facts_of(applicant)
    if 5 not in facts.done:
        raise TooEarly(_("指定培养联系人之后才开始考察。"))
    last = max([*facts.reviews, facts.done[3]])
    why = rules.review_due(last, on)
    if why:
        raise NotYet(why)
    return Review.objects.create(applicant=applicant, on=on, text=text, by=by, at=at)


@operation
def record_training(
    *, applicant_id: int, day_count: int, hours: int, passed: bool, by: User, at: datetime
) -> Applicant:
    """The intensive training of step 11, as the certificate says. Raises NotYours, NotYet."""
    applicant = lock(Applicant, applicant_id)
    _refuse_step(applicant, 11, by)
    if applicant.step >= 11:
        raise NotYet(_("集中培训已经完成。"))
    applicant.training_days, applicant.training_hours, applicant.training_passed = day_count, hours, passed
    applicant.save(update_fields=["training_days", "training_hours", "training_passed"])
    return applicant


@operation
def extend_probation(*, applicant_id: int, months: int, on: date, by: User, at: datetime) -> Applicant:
    """A branch meeting extends the probation, once. Raises NotYours, NotYet, TooEarly."""
    applicant = lock(Applicant, applicant_id)
    refuse_others(applicant.branch_id, by)
    refuse_future(on, at)
    if not APPROVED <= applicant.step < VOTES[1]:
        raise NotYet(_("只有预备党员在转正之前可以延长预备期。"))
    facts = queries.facts_of(applicant)
    why = rules.after_probation(facts.done[15], 0, on) or rules.extension(months, applicant.extended_months)
    if why:
        raise NotYet(why)
    applicant.extended_months = months
    applicant.save(update_fields=["extended_months"])
    end = rules.probation_end(facts.done[15], months)
    note = _("延长 %(months)d 个月，至 %(day)s") % {"months": months, "day": end}
    applicant.events.create(action="extend", before=applicant.status, after=applicant.status, by=by, at=at, note=note)
    return applicant


@operation
def stop(*, applicant_id: int, reason: str, by: User, at: datetime) -> Applicant:
    """No longer on the way before the approval; after it, the probation is cancelled. Raises NotYours, WrongState."""
    applicant = lock(Applicant, applicant_id)
    refuse_others(applicant.branch_id, by)
    if applicant.step < APPROVED:
        move(applicant, "withdraw", MOVES, by=by, at=at, note=reason)
        return applicant
    refuse_all_but_affairs(by)
    assert applicant.member_id is not None
    move(applicant, "cancel", MOVES, by=by, at=at, note=reason)
    organisation.end_file(lock(Member, applicant.member_id), note=reason, by=by, at=at)
    return applicant
