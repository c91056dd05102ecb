"""Tables of the counter kernel, by subject."""

from desk.models.cases import (
    Case,
    CaseEvent,
    CaseOutcome,
    CaseSequence,
    ClockSpan,
    Draft,
    HandOver,
    Requirement,
    RequirementEvent,
    Review,
)
from desk.models.kinds import (
    ChannelRule,
    DocumentRule,
    Kind,
    KindVersion,
    KindVersionEvent,
    ReviewRule,
    StageRule,
)

__all__ = [
    "Case",
    "CaseEvent",
    "CaseOutcome",
    "CaseSequence",
    "ChannelRule",
    "ClockSpan",
    "DocumentRule",
    "Draft",
    "HandOver",
    "Kind",
    "KindVersion",
    "KindVersionEvent",
    "Requirement",
    "RequirementEvent",
    "Review",
    "ReviewRule",
    "StageRule",
]
