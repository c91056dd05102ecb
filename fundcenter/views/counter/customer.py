"""Customer 360°: everything the centre has to do with one person, on one page of the counter."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import operations as accounts
from accounts import queries as account_queries
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind, Person
from accounts.permissions import Permission
from common.months import fund_year
from deposits import queries as deposits
from deposits.models import PersonalAccount
from deposits.states import PERSONAL_BADGE
from desk import queries as desk
from desk.models import Appointment, Case
from desk.states.cases import CASE_BADGE, OPEN_STATUSES, ApplicantKind, Channel, Family
from loans.queries import portfolio
from loans.states.loans import LOAN_BADGE
from notifications import queries as notifications
from policy import queries as policy

CASES, MESSAGES, LOOKS = 10, 6, 6


@dataclass(frozen=True)
class Start:
    """A kind of business that can be begun for this person, with its key."""

    label: str
    url: str
    key: str


@requires(Permission.PERSON_VIEW)
@require_safe
def customer(request: UserRequest, pk: int) -> HttpResponse:
    """One person: accounts, cases, papers, appointments, questions, messages, who looked; and what can be begun.

    Opening it is one look, noted before it is shown.
    """
    person = get_object_or_404(account_queries.persons_visible_to(request.user), pk=pk)
    now, user = timezone.now(), request.user
    accounts.look(
        person_id=person.pk,
        user=user,
        kind=LookKind.PAGE,
        what=_("客户全貌"),
        at=now,
        address=client_address(request),
    )
    may = user.may
    context = {
        "person": person,
        "accounts": _accounts(person) if may(Permission.ACCOUNT_VIEW) else [],
        "loans": [(each, LOAN_BADGE[each.status]) for each in portfolio.loans_of(user, person.pk, CASES)],
        "cases": _cases(request, person) if may(Permission.CASE_VIEW) else [],
        "papers": desk.own_papers(person_id=person.pk, count=CASES) if may(Permission.CASE_VIEW) else [],
        "appointments": _near(request, person),
        "tickets": desk.tickets_visible_to(user).filter(person=person, taken_at__gte=_midnight()).order_by("-taken_at"),
        "enquiries": desk.enquiries_visible_to(user).filter(person=person).order_by("-asked_at", "-id")[:CASES],
        "messages_sent": notifications.messages_visible_to(user).filter(person=person).order_by("-id")[:MESSAGES],
        "looks": account_queries.looks_at(person.pk)[:LOOKS],
        "starts": _starts(person) if may(Permission.CASE_WORK) else [],
    }
    return render(request, "fundcenter/counter/customer.html", context)


def _midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _accounts(person: Person) -> list[tuple[PersonalAccount, str, int]]:
    """The person's accounts with this fund year's contributions in fen, open ones first."""
    rows = list(_rows(person))
    contributed = deposits.contributed_of(rows, fund_year(policy.book_date()))
    return [(each, PERSONAL_BADGE[each.status], contributed[each.pk]) for each in rows]


def _rows(person: Person) -> QuerySet[PersonalAccount]:
    rows = PersonalAccount.objects.filter(person=person).select_related("ledger_account", "employer_account__employer")
    return rows.order_by("closed_on", "-opened_on", "-id")


def _cases(request: UserRequest, person: Person) -> list[tuple[Case, str]]:
    """All open cases, then the last ones."""
    rows = desk.cases_visible_to(request.user).filter(person=person).order_by("-submitted_at", "-id")
    found = [*rows.filter(status__in=OPEN_STATUSES), *rows.exclude(status__in=OPEN_STATUSES)[:CASES]]
    return [(case, CASE_BADGE[case.status]) for case in found]


def _near(request: UserRequest, person: Person) -> QuerySet[Appointment]:
    rows = desk.appointments_visible_to(request.user).filter(person=person)
    return rows.filter(starts_at__gte=timezone.now() - timedelta(days=30)).order_by("-starts_at")[:MESSAGES]


def _starts(person: Person) -> list[Start]:
    """Kinds that a person may ask for at a window, each page once, with a key from 1 on.

    Kinds that begin on one page stand by what their names share ("跨省通办：汇缴" and the others as "跨省通办"), or by
    their family: all withdrawals as "提取", which most people come for and which therefore stands first.
    """
    found: dict[str, str] = {}
    rows = desk.versions_in_force(timezone.localdate()).filter(channels__channel=Channel.WINDOW)
    offered = rows.exclude(kind__applicant=ApplicantKind.EMPLOYER)
    for version in sorted(offered, key=lambda each: each.kind.family != Family.WITHDRAWAL):
        try:
            url = reverse(version.kind.start_counter)
        except NoReverseMatch:  # the kind is begun elsewhere
            continue
        shared, mark, _own = version.label.partition("：")
        found[url] = version.label if url not in found else shared if mark else version.kind.get_family_display()
    return [
        Start(label, f"{url}?person={person.pk}", str(place) if place < 10 else "")
        for place, (url, label) in enumerate(found.items(), start=1)
    ]
