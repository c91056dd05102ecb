"""Tables of party-building."""

from partybuilding.models.admission import Applicant, ApplicantEvent, Backer, BranchVote, Review, StepRecord
from partybuilding.models.meetings import (
    Meeting,
    MeetingAttendance,
    MeetingEvent,
    Resolution,
    ResolutionEvent,
    Topic,
)
from partybuilding.models.organisation import Deed, Member, MemberEvent, Organisation, Post, Term

__all__ = [
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
