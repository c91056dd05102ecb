"""What is before the loan committee, and whether an application needs its vote or has it."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Door, User
from accounts.permissions import Permission
from common.money import yuan
from desk.models import Case
from loans.models import Application, Matter
from loans.rules import committee as rules
from loans.rules.committee import Tally
from loans.states.committee import MatterStatus
from policy import queries as policy


def matters_visible_to(user: User) -> QuerySet[Matter]:
    """All for staff who see loans; nobody else any."""
    rows = Matter.objects.select_related("application__case", "application__borrower", "brought_by__person")
    return rows if user.door == Door.STAFF and user.may(Permission.LOAN_VIEW) else rows.none()


def tally_of(matter: Matter) -> Tally:
    """The votes so far."""
    words = list(matter.votes.order_by("id").values_list("word", flat=True))
    return rules.tally(words, matter.quorum)


def is_needed(case: Case) -> bool:
    """Whether the amount needs the committee by the parameters of its acceptance."""
    day = timezone.localdate(case.accepted_at or case.submitted_at)
    return rules.is_needed(case.amount_fen, policy.service_on(day).loan_committee_above_fen)


def last_matter(application: Application) -> Matter | None:
    """The newest matter that was not taken back."""
    rows = Matter.objects.filter(application=application).exclude(status=MatterStatus.TAKEN_BACK)
    return rows.order_by("-id").first()


def is_specially_approved(application: Application) -> bool:
    """Whether the committee has granted it though a rule stands against it, for at least what is asked now."""
    found = last_matter(application)
    if found is None or found.status != MatterStatus.PASSED or not found.special:
        return False
    return found.amount_fen >= application.case.amount_fen


def why_not_yet(application: Application, case: Case) -> str:
    """Why the committee keeps a case from its reviewers; nothing where it does not."""
    found = last_matter(application)
    if found is not None and found.status == MatterStatus.OPEN:
        return _("审贷委员会还在表决，有结论以后再送复核。")
    if not is_needed(case):
        return ""
    if found is None:
        return _("金额 %(amount)s 元须经审贷委员会表决，请先提交委员会。") % {"amount": yuan(case.amount_fen)}
    if found.status == MatterStatus.REJECTED:
        return _("审贷委员会没有通过这件申请，请不予办理，或修改后重新提交委员会。")
    if found.amount_fen < case.amount_fen:
        said = _("审贷委员会通过的是 %(passed)s 元，现在的金额更高，请重新提交委员会。")
        return said % {"passed": yuan(found.amount_fen)}
    return ""
