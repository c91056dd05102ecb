"""Late loans and what is done about them: whose ladder goes on, what is to be done, what was promised."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import F, Q, QuerySet, Sum

from accounts.models import User
from loans.models import CollectionNote, DunningStep, Loan, Repayment
from loans.queries.own import loans_visible_to
from loans.states.dunning import PromiseStatus, RungStatus
from loans.states.loans import OPEN_LOANS, LoanStatus


def overdue_visible_to(user: User) -> QuerySet[Loan]:
    """Loans that are late now, for staff who see loans; which have been late longest first, with what lies in 122."""
    rows = loans_visible_to(user).filter(status=LoanStatus.OVERDUE)
    return rows.annotate(late_fen=F("overdue_account__balance_fen")).order_by("overdue_since", "id")


def to_climb(today: date) -> list[int]:
    """Loans whose ladder may go on today: those late, and those in order again with steps still to do."""
    late = Loan.objects.filter(status=LoanStatus.OVERDUE, overdue_since__lt=today)
    left = DunningStep.objects.filter(status=RungStatus.TO_DO).filter(
        ~Q(loan__status=LoanStatus.OVERDUE) | ~Q(since=F("loan__overdue_since"))
    )
    return sorted({*late.values_list("pk", flat=True), *left.values_list("loan", flat=True)})


def steps_of(loan: Loan) -> QuerySet[DunningStep]:
    """All steps of a loan, newest first."""
    return DunningStep.objects.filter(loan=loan).select_related("done_by__person").order_by("-due_on", "-id")


def steps_visible_to(user: User) -> QuerySet[DunningStep]:
    """Steps of the loans that the user may see."""
    return DunningStep.objects.filter(loan__in=loans_visible_to(user).order_by().values("pk")).select_related(
        "loan__borrower", "loan__co_borrower", "loan__branch"
    )


def steps_to_do(user: User) -> QuerySet[DunningStep]:
    """What is to be done, the oldest first."""
    return steps_visible_to(user).filter(status=RungStatus.TO_DO).order_by("due_on", "id")


def notes_of(loan: Loan) -> QuerySet[CollectionNote]:
    """Talks with the borrower, newest first."""
    return CollectionNote.objects.filter(loan=loan).select_related("by__person").order_by("-id")


def promises_to_judge(today: date) -> list[int]:
    """Promises whose day has passed, oldest first."""
    rows = CollectionNote.objects.filter(promise=PromiseStatus.OPEN, promised_on__lt=today)
    return list(rows.order_by("promised_on", "id").values_list("pk", flat=True))


def paid_between(loan_id: int, since: date, until: date) -> int:
    """What was paid on a loan from one day to another, both included, in fen."""
    rows = Repayment.objects.filter(loan=loan_id, value_on__range=(since, until)).exclude(detail="01")
    return int(rows.aggregate(fen=Sum("fen", default=0))["fen"])


def to_remind(today: date, days: int, after: int, count: int) -> list[Loan]:
    """The next loans (by id, behind `after`) whose instalment falls due in so many days."""
    rows = Loan.objects.filter(status__in=OPEN_LOANS, next_due_on=today + timedelta(days), pk__gt=after)
    return list(rows.order_by("id")[:count])
