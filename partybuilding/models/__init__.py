"""Tables of party-building."""

from partybuilding.models.admission import Applicant, ApplicantEvent, Backer, BranchVote, Review, StepRecord
from partybuilding.models.appraisal import Appraisal, AppraisalEvent, AppraisalResult, Score
from partybuilding.models.dues import DuesBase, DuesCharge, DuesPayment, HandIn
from partybuilding.models.elections import Ballot, BallotCode, Candidate, Election, ElectionEvent, Round
from partybuilding.models.growing import StudyHours, StudyNote, Talk, TalkPart
from partybuilding.models.meetings import (
    Meeting,
    MeetingAttendance,
    MeetingEvent,
    Resolution,
    ResolutionEvent,
    Topic,
)
from partybuilding.models.organisation import Deed, Member, MemberEvent, Organisation, Post, Term
from partybuilding.models.supervision import Check, Finding, FindingEvent

__all__ = [
    "Appraisal",
    "AppraisalEvent",
    "AppraisalResult",
    "Score",
    "Check",
    "Finding",
    "FindingEvent",
    "StudyHours",
    "StudyNote",
    "Talk",
    "TalkPart",
    "Ballot",
    "BallotCode",
    "Candidate",
    "DuesBase",
    "DuesCharge",
    "DuesPayment",
    "Election",
    "ElectionEvent",
    "HandIn",
    "Round",
    "Applicant",
    "ApplicantEvent",
    "Backer",
    "BranchVote",
    "Review",
    "StepRecord",
    "Deed",
    "Meeting",
    "MeetingAttendance",
    "MeetingEvent",
    "Member",
    "MemberEvent",
    "Organisation",
    "Post",
    "Resolution",
    "ResolutionEvent",
    "Term",
    "Topic",
]
