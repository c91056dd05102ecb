"""Writes of the accounts, by subject. Callers say `from accounts import operations as accounts`."""

from accounts.operations.employers import (
    ClerkGone,
    ClerkKnown,
    EmployerKnown,
    NotForThem,
    authorise_clerk,
    end_clerk,
    register_employer,
)
from accounts.operations.people import (
    BadNumber,
    DocumentTaken,
    MissingName,
    NameDiffers,
    OwnRecord,
    correct_person,
    find_or_create_person,
    persons_for_list,
)
from accounts.operations.sessions import SessionEnded, end_session
from accounts.operations.trail import look, record

__all__ = [
    "BadNumber",
    "ClerkGone",
    "ClerkKnown",
    "DocumentTaken",
    "EmployerKnown",
    "MissingName",
    "NameDiffers",
    "NotForThem",
    "OwnRecord",
    "SessionEnded",
    "authorise_clerk",
    "correct_person",
    "end_clerk",
    "end_session",
    "find_or_create_person",
    "look",
    "persons_for_list",
    "record",
    "register_employer",
]
