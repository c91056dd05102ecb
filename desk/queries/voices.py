"""What a person has said to us, for their own copy of their data."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Person
from desk.models import Complaint, Enquiry, Rating


def own_data(person: Person) -> tuple[str, dict[str, Any]]:
    """Ratings, complaints and questions, with what was answered."""
    ratings = Rating.objects.filter(case__person=person).select_related("case").order_by("rated_at", "id")
    complaints = Complaint.objects.filter(person=person).order_by("made_at", "id")
    enquiries = Enquiry.objects.filter(person=person).order_by("asked_at", "id")
    return _("评价、投诉建议和咨询"), {
        "ratings": [
            {"case": each.case.number, "level": each.level, "words": each.words, "at": each.rated_at.isoformat()}
            for each in ratings
        ],
        "complaints": [
            {
                "kind": each.kind,
                "title": each.title,
                "text": each.text,
                "answer": each.second_answer or each.answer,
                "at": each.made_at.isoformat(),
            }
            for each in complaints
        ],
        "questions": [
            {"question": each.question, "answer": each.answer, "at": each.asked_at.isoformat()} for each in enquiries
        ],
    }
