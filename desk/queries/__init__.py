"""Reads of the counter kernel, by subject."""

from desk.queries.cases import (
    cases_of_person,
    cases_visible_to,
    drafts_visible_to,
    hand_overs_to,
    is_applicant,
    near_persons,
    open_cases_of,
    requirements_visible_to,
    reviewer_of,
    to_review,
    worklist,
)
from desk.queries.kinds import NotOffered, documents_for, kind_of, version_on, versions_in_force

__all__ = [
    "NotOffered",
    "cases_of_person",
    "cases_visible_to",
    "documents_for",
    "drafts_visible_to",
    "hand_overs_to",
    "is_applicant",
    "kind_of",
    "near_persons",
    "open_cases_of",
    "requirements_visible_to",
    "reviewer_of",
    "to_review",
    "version_on",
    "versions_in_force",
    "worklist",
]
