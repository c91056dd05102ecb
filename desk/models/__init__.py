"""Tables of the counter kernel, by subject."""

from desk.models.appointments import Appointment, AppointmentEvent, ClosedDay, Slot, SlotPlan, Wish, WishEvent
from desk.models.cases import (
    Case,
    CaseEvent,
    CaseOutcome,
    CaseSequence,
    ClockSpan,
    Draft,
    Requirement,
    RequirementEvent,
    Review,
)
from desk.models.complaints import Complaint, ComplaintEvent
from desk.models.courtesy import CourtesyDrill, CourtesyItem, CourtesyScore, ManualReading, ManualSection, ManualVersion
from desk.models.crossing import Centre, CrossCase
from desk.models.enquiries import Enquiry, EnquiryEvent
from desk.models.hall import DutyShift, DutySwap, DutySwapEvent, Escalation, EscalationEvent
from desk.models.hand_overs import HandOver
from desk.models.inspection import (
    Bulletin,
    BulletinEvent,
    BulletinLine,
    BulletinRead,
    Check,
    CheckMark,
    Finding,
    FindingEvent,
    HallPhoto,
    Programme,
    ProgrammeItem,
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
from desk.models.knowledge import Citation, Problem, ProblemAnswer, ProblemEvent, ProblemUse
from desk.models.meetings import Attendance, FaultDrill, Meeting, MeetingEvent, MeetingProgramme, SharedProblem
from desk.models.notices import Notice, NoticeItem, Promise, PromiseEvent
from desk.models.papers import Paper, PaperEvent, PaperUse
from desk.models.queueing import Device, Line, Ticket, TicketEvent, TicketSequence, TicketService, Window, WindowEvent
from desk.models.ratings import FollowUp, FollowUpEvent, Rating, RatingDevice, RatingInvitation
from desk.models.receipts import Receipt
from desk.models.registers import RegisterAnswer, RegisterAnswerEvent
from desk.models.suggestions import Suggestion, SuggestionEvent
from desk.models.warnings import CaseWarning

__all__ = [
    "Appointment",
    "AppointmentEvent",
    "Attendance",
    "Bulletin",
    "BulletinEvent",
    "BulletinLine",
    "BulletinRead",
    "Case",
    "CaseEvent",
    "CaseOutcome",
    "CaseSequence",
    "Centre",
    "ChannelRule",
    "Check",
    "CheckMark",
    "Citation",
    "CaseWarning",
    "ClockSpan",
    "ClosedDay",
    "Complaint",
    "ComplaintEvent",
    "CourtesyDrill",
    "CourtesyItem",
    "CourtesyScore",
    "CrossCase",
    "Device",
    "DocumentRule",
    "Draft",
    "DutyShift",
    "DutySwap",
    "DutySwapEvent",
    "Enquiry",
    "EnquiryEvent",
    "Escalation",
    "EscalationEvent",
    "FaultDrill",
    "Finding",
    "FindingEvent",
    "FollowUp",
    "FollowUpEvent",
    "HallPhoto",
    "HandOver",
    "Kind",
    "KindVersion",
    "KindVersionEvent",
    "Line",
    "ManualReading",
    "ManualSection",
    "ManualVersion",
    "Meeting",
    "MeetingEvent",
    "MeetingProgramme",
    "Notice",
    "NoticeItem",
    "Paper",
    "PaperEvent",
    "PaperUse",
    "Problem",
    "ProblemAnswer",
    "ProblemEvent",
    "ProblemUse",
    "Programme",
    "ProgrammeItem",
    "Promise",
    "PromiseEvent",
    "Rating",
    "RatingDevice",
    "RatingInvitation",
    "Receipt",
    "RegisterAnswer",
    "RegisterAnswerEvent",
    "Requirement",
    "RequirementEvent",
    "Review",
    "ReviewRule",
    "SharedProblem",
    "Slot",
    "SlotPlan",
    "StageRule",
    "Suggestion",
    "SuggestionEvent",
    "Ticket",
    "TicketEvent",
    "TicketSequence",
    "TicketService",
    "Window",
    "WindowEvent",
    "Wish",
    "WishEvent",
]
