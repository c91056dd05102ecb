"""Tables of party-building."""

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
