"""Elections: nomination, ballots on paper or on screen, the count, a tie voted again, report and approval."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Collection
from datetime import date, datetime
from random import SystemRandom

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.states import lock, move, refuse_move
from common.transactions import operation, step
from partybuilding.models import Ballot, BallotCode, Candidate, Election, Member, Organisation, Round
from partybuilding.operations import organisation
from partybuilding.operations.guard import refuse_all_but_affairs, refuse_others
from partybuilding.queries import elections as queries
from partybuilding.queries import organisation as people
from partybuilding.rules import elections as rules
from partybuilding.rules.elections import Result
from partybuilding.states.elections import ELECTION_MOVES, BallotKind
from partybuilding.states.organisation import TERM_YEARS, MemberStage, PostKind

ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 12


class NotEligible(BusinessError):
    """The one named cannot be elected there, or stands already."""


class TooFew(BusinessError):
    """Too few candidates, or too few of those entitled attend."""


class WrongBallot(BusinessError):
    """The code does not let anybody vote, or the ballot is none."""


class NotAllIn(BusinessError):
    """There are no ballots to count yet."""


@operation
def call_election(*, organisation_id: int, title: str, seats: int, ballot: str, by: User, at: datetime) -> Election:
    """Begin an election with its nomination. Raises NotYours, NotEligible."""
    found = lock(Organisation, organisation_id)
    refuse_others(found.pk, by)
    if found.kind not in TERM_YEARS:
        raise NotEligible(_("这一级组织不选举委员会。"))
    made = Election.objects.create(organisation=found, title=title, seats=seats, ballot=ballot)
    made.events.create(action="call", before="", after=made.status, by=by, at=at, note="")
    return made


@operation
def nominate(*, election_id: int, member_id: int, nominated_by: str, by: User, at: datetime) -> Candidate:
    """Put a full member of the organisation on the list. Raises NotYours, WrongState, NotEligible."""
    election = lock(Election, election_id)
    refuse_others(election.organisation_id, by)
    refuse_move(election, "open", ELECTION_MOVES)
    if not entitled(election.organisation).filter(pk=member_id).exists():
        raise NotEligible(_("候选人须是本组织的正式党员。"))
    try:
        with transaction.atomic():
            return Candidate.objects.create(election=election, member_id=member_id, nominated_by=nominated_by)
    except IntegrityError:
        raise NotEligible(_("这位同志已经是候选人。")) from None


def entitled(found: Organisation) -> queries.Members:
    """Members with the right to vote and to be elected."""
    return people.roll(found).filter(stage=MemberStage.FULL)


@operation
def open_vote(*, election_id: int, attended: int, by: User, at: datetime) -> list[str]:
    """Open the vote for those present; on screen the codes to print, in random order, are answered once and only here.

    Raises NotYours, WrongState, TooFew.
    """
    election = lock(Election, election_id)
    refuse_others(election.organisation_id, by)
    refuse_move(election, "open", ELECTION_MOVES)
    standing = election.candidates.count()
    least = rules.least_candidates(election.seats)
    if standing < least:
        raise TooFew(_("应选 %(seats)d 名，候选人至少 %(least)d 名。") % {"seats": election.seats, "least": least})
    move(election, "open", ELECTION_MOVES, by=by, at=at, held_on=timezone.localtime(at).date())
    return _new_round(election, election.seats, attended)


@step
def _new_round(election: Election, seats: int, attended: int) -> list[str]:
    voters = entitled(election.organisation).count()
    if not rules.has_quorum(attended, voters):
        raise TooFew(
            _("有选举权的党员 %(voters)d 名，实到人数须达到五分之四，且不能多于应到人数。") % {"voters": voters}
        )
    made = Round.objects.create(
        election=election,
        number=election.rounds.count() + 1,
        seats=seats,
        entitled=voters,
        attended=attended,
        issued=attended,
    )
    if election.ballot == BallotKind.PAPER:
        return []
    codes = ["".join(secrets.choice(ALPHABET) for _place in range(CODE_LENGTH)) for _code in range(attended)]
    # Written in the order of their digests: nothing of the order in which they are printed.
    BallotCode.objects.bulk_create(
        sorted((BallotCode(digest=digest(code), round=made) for code in codes), key=lambda row: row.digest)
    )
    return codes


def digest(code: str) -> str:
    """What is kept of a code; spaces, hyphens and case do not matter."""
    plain = code.strip().upper().replace("-", "").replace(" ", "")
    return hashlib.sha256(f"party-ballot:{plain}".encode()).hexdigest()


@operation
def cast(*, code: str, choices: Collection[int]) -> None:
    """Vote on the screen: the code is used up and a ballot lies in the box. Nobody is named, no time is kept.

    No user and no time: it is the one act that must not know who did it, or when. Raises WrongBallot.
    """
    row = BallotCode.objects.select_for_update(of=("self",)).filter(digest=digest(code)).first()
    found = lock(Round, row.round_id) if row is not None else None  # nobody closes the vote meanwhile
    if row is None or found is None or row.is_used or found.is_closed:
        raise WrongBallot(_("投票码不对、已经用过，或者投票已经结束。"))
    standing = set(queries.standing(found).values_list("pk", flat=True))
    chosen = set(choices)
    if not chosen <= standing or len(chosen) > found.seats:
        raise WrongBallot(_("最多选 %(seats)d 名候选人。") % {"seats": found.seats})
    row.is_used = True
    row.save(update_fields=["is_used"])
    Ballot.objects.create(round=found, choices=sorted(chosen))


@operation
def enter_ballots(*, election_id: int, choices: Collection[int], copies: int, by: User, at: datetime) -> int:
    """Enter paper ballots that name the same candidates; how many lie in the box now. Raises NotYours, WrongBallot."""
    election = lock(Election, election_id)
    refuse_others(election.organisation_id, by)
    found = _open_round(election)
    if election.ballot != BallotKind.PAPER:
        raise WrongBallot(_("屏幕投票不录入纸质选票。"))
    if not set(choices) <= set(queries.standing(found).values_list("pk", flat=True)):
        raise WrongBallot(_("选票上有不是候选人的人。"))
    Ballot.objects.bulk_create(Ballot(round=found, choices=sorted(set(choices))) for _copy in range(copies))
    return found.ballots.count()


@operation
def discard_ballots(*, election_id: int, by: User, at: datetime) -> None:
    """Begin entering paper ballots anew. Raises NotYours, WrongBallot."""
    election = lock(Election, election_id)
    refuse_others(election.organisation_id, by)
    found = _open_round(election)
    if election.ballot != BallotKind.PAPER:
        raise WrongBallot(_("屏幕投票的选票不能清空。"))
    found.ballots.all().delete()


def _open_round(election: Election) -> Round:
    found = election.rounds.select_for_update(of=("self",)).filter(is_closed=False).first()
    if found is None:
        raise WrongBallot(_("现在没有正在进行的投票。"))
    return found


@operation
def close_vote(*, election_id: int, by: User, at: datetime) -> rules.Count:
    """Close the round and count it. Raises NotYours, WrongBallot, NotAllIn."""
    election = lock(Election, election_id)
    refuse_others(election.organisation_id, by)
    found = _open_round(election)
    if not found.ballots.exists():
        raise NotAllIn(_("票箱里还没有选票。"))
    found.is_closed = True
    found.save(update_fields=["is_closed"])
    _shuffle(found)
    result = queries.count_of(found)
    election.candidates.filter(pk__in=result.elected).update(elected=True)
    actions = {Result.ELECTED: "elected", Result.TIED: "tied", Result.SHORT: "short", Result.VOID: "void"}
    move(election, actions[result.result], ELECTION_MOVES, by=by, at=at, note=str(found))
    return result


def _shuffle(found: Round) -> None:
    """Write the ballots anew under new keys in random order: their place in the table tells nothing of the order."""
    choices = [row.choices for row in found.ballots.all()]
    SystemRandom().shuffle(choices)
    found.ballots.all().delete()
    made = sorted((Ballot(id=uuid.uuid4(), round=found, choices=each) for each in choices), key=lambda row: row.id)
    Ballot.objects.bulk_create(made)


@operation
def vote_again(*, election_id: int, attended: int, by: User, at: datetime) -> list[str]:
    """One more round: between those tied, or among those not elected for the seats left open.

    Raises NotYours, WrongState, TooFew.
    """
    election = lock(Election, election_id)
    refuse_others(election.organisation_id, by)
    refuse_move(election, "vote_again", ELECTION_MOVES)
    last = election.rounds.order_by("-number")[0]
    before = queries.count_of(last)
    standing = before.tied or [each for each in before.votes if each not in before.elected]
    election.candidates.filter(pk__in=standing).update(last_round=last.number + 1)
    move(election, "vote_again", ELECTION_MOVES, by=by, at=at)
    return _new_round(election, before.seats_left, attended)


@operation
def leave_open(*, election_id: int, reason: str, by: User, at: datetime) -> Election:
    """Leave the seats open that nobody won: the meeting agreed to fewer (Art. 30). Raises NotYours, WrongState."""
    election = lock(Election, election_id)
    refuse_others(election.organisation_id, by)
    move(election, "leave_open", ELECTION_MOVES, by=by, at=at, note=reason)
    return election


@operation
def approve_election(*, election_id: int, approval: str, since: date, by: User, at: datetime) -> Election:
    """The higher body's answer: a new term begins, the old committee leaves, those elected take their seats.

    Raises NotYours, WrongState and what terms and posts raise.
    """
    refuse_all_but_affairs(by)
    election = lock(Election, election_id)
    refuse_move(election, "approve", ELECTION_MOVES)
    organisation.refuse_future(since, at)
    found = lock(Organisation, election.organisation_id)
    organisation.start_term(found, since=since, approval=approval)
    found.posts.filter(until=None).update(until=since)
    for each in election.candidates.filter(elected=True).order_by("id"):
        organisation.take_post(found, lock(Member, each.member_id), kind=PostKind.COMMITTEE, since=since)
    move(election, "approve", ELECTION_MOVES, by=by, at=at, note=approval, approval=approval)
    return election
