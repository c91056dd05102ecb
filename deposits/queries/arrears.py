"""Who is late, what an employer has paid of what it promised, and whose files somebody may see."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Sum

from accounts import queries as accounts
from accounts.models import Door, User
from accounts.permissions import Permission
from common import identity
from common.months import first_day, month_of, shift
from deposits import rules
from deposits.models import (
    EmployerAccount,
    EnforcementFile,
    EnforcementStep,
    PaymentPromise,
    PersonalAccount,
    PromiseInstalment,
    RemittanceList,
    VisitPaper,
)
from deposits.queries.terms import deferred_spans
from deposits.rules import enforcement as ladder_rules
from deposits.rules.terms import Span, postponed
from deposits.states import (
    ALIVE_FILES,
    PAYING_STATUSES,
    WAITING_STATUSES,
    EmployerAccountStatus,
    EnforcementKind,
    ListStatus,
    PromiseStatus,
    RungStatus,
    TermsKind,
    TermsStatus,
)
from policy import queries as policy


def files_visible_to(user: User) -> QuerySet[EnforcementFile]:
    """Staff who may view employers see all files; a clerk those of the employers they act for; nobody else any."""
    found = EnforcementFile.objects.select_related("account__employer", "branch")
    if user.door == Door.STAFF and user.may(Permission.EMPLOYER_VIEW):
        return found
    if user.door == Door.CLERK:
        return found.filter(account__employer__in=accounts.clerk_employers(user))
    return found.none()


def visit_papers_of(file: EnforcementFile) -> list[VisitPaper]:
    """Photos and papers of a file's visit, in the order they came."""
    return list(VisitPaper.objects.filter(visit__file=file).select_related("by__person").order_by("id"))


def visit_papers_visible_to(user: User) -> QuerySet[VisitPaper]:
    """Photos and papers of the files that staff may see; employers see none."""
    rows = VisitPaper.objects.select_related("visit__file")
    return rows.filter(visit__file__in=files_visible_to(user)) if user.door == Door.STAFF else rows.none()


def papers_visible_to(user: User) -> QuerySet[EnforcementStep]:
    """Papers that were issued, of the files a user may see."""
    issued = EnforcementStep.objects.exclude(verify_code="").select_related("file__account__employer", "file__branch")
    return issued.filter(file__in=files_visible_to(user))


def steps_of(file: EnforcementFile) -> list[EnforcementStep]:
    """A file's steps in the order they were taken."""
    return list(file.steps.select_related("made_by__person", "decided_by__person").order_by("id"))


def promises_of(file: EnforcementFile) -> list[PaymentPromise]:
    """A file's promises with their instalments, newest first."""
    parts = Prefetch("instalments", PromiseInstalment.objects.order_by("due_on", "id"))
    return list(file.promises.prefetch_related(parts).order_by("-id"))


def step_of_code(code: str) -> EnforcementStep | None:
    """The paper that a code (验真码) proves, for anybody."""
    found = EnforcementStep.objects.filter(verify_code=identity.normalise(code)[:16] or "-")
    return found.select_related("file__account__employer").first()


def ladder_on(day: date) -> ladder_rules.Ladder:
    """The centre's ladder of a day."""
    terms = policy.service_on(day)
    return ladder_rules.Ladder(
        message_days=terms.arrears_message_days,
        notice_days=terms.arrears_notice_days,
        check_days=terms.arrears_check_days,
        order_days=terms.arrears_order_days,
    )


def alive_file(account: EmployerAccount, kind: str = EnforcementKind.ARREARS) -> EnforcementFile | None:
    """The one file of a kind that stands open for an employer."""
    return account.enforcement_files.filter(kind=kind, status__in=ALIVE_FILES).first()


def alive_promise(file: EnforcementFile) -> PaymentPromise | None:
    """The promise that holds a file's ladder."""
    return file.promises.filter(status=PromiseStatus.ALIVE).first()


def step_facts(file: EnforcementFile) -> list[ladder_rules.StepFacts]:
    """A file's steps as the rules take them."""
    return [ladder_rules.StepFacts(*row) for row in file.steps.order_by("id").values_list("rung", "status", "term_on")]


def has_step(file: EnforcementFile, rung: str) -> bool:
    """Whether a rung was taken and not given up."""
    return file.steps.filter(rung=rung).exclude(status__in=[RungStatus.REJECTED, RungStatus.DROPPED]).exists()


def late_accounts(today: date) -> list[int]:
    """Employers' accounts with a month past its due date and no open file yet, by id."""
    filed = EnforcementFile.objects.filter(account=OuterRef("pk"), kind=EnforcementKind.ARREARS, status__in=ALIVE_FILES)
    behind = EmployerAccount.objects.filter(status__in=PAYING_STATUSES).filter(
        Q(paid_through="") | Q(paid_through__lt=month_of(today))
    )
    rows = behind.exclude(Exists(filed)).order_by("id")
    grace_days = policy.on(today).payment_grace_days
    late = {
        pk: (found, payday)
        for pk, paid_through, first_month, payday in rows.values_list("pk", "paid_through", "first_month", "payday")
        if (found := rules.arrears(paid_through or shift(first_month, -1), today, payday=payday, grace_days=grace_days))
    }
    deferred = deferred_spans(late)
    return [
        pk
        for pk, (found, payday) in late.items()
        if pk not in deferred or _late_after_all(found, deferred[pk], today, payday, grace_days)
    ]


def _late_after_all(
    months: list[rules.Arrear], spans: list[Span], today: date, payday: int | None, grace_days: int
) -> bool:
    """Whether a month is late that was not deferred, or is due after its deferral."""
    after = postponed(months, spans, today, payday=payday, grace_days=grace_days)
    return any(each.days_late > 0 for each in after)


def accounts_without_people(today: date) -> list[int]:
    """Registered employers whose term for opening their people's accounts is over (Regulation Art. 14), by id."""
    days = policy.service_on(today).opening_term_days
    people = PersonalAccount.objects.filter(employer_account=OuterRef("pk"))
    filed = EnforcementFile.objects.filter(account=OuterRef("pk"), kind=EnforcementKind.OPENING, status__in=ALIVE_FILES)
    rows = EmployerAccount.objects.filter(
        status=EmployerAccountStatus.OPENED, opened_on__lt=today - timedelta(days=days)
    )
    return list(rows.exclude(Exists(people)).exclude(Exists(filed)).order_by("id").values_list("pk", flat=True))


def files_to_look_at(today: date) -> list[int]:
    """Open files that were not looked at today, by id."""
    files = EnforcementFile.objects.filter(status__in=ALIVE_FILES, looked_on__lt=today)
    return list(files.order_by("looked_on", "id").values_list("pk", flat=True))


def has_people(file: EnforcementFile) -> bool:
    """Whether the employer of a file has registered and opened an account for somebody since."""
    people = PersonalAccount.objects.filter(employer_account__employer__social_credit_code=file.social_credit_code)
    return people.exists()


def is_registered(social_credit_code: str) -> bool:
    """Whether an employer of that code has a fund account."""
    return EmployerAccount.objects.filter(employer__social_credit_code=social_credit_code).exists()


def opening_file(social_credit_code: str) -> EnforcementFile | None:
    """The one open file of an employer that opened nobody's account, whether or not it has registered since."""
    files = EnforcementFile.objects.filter(social_credit_code=social_credit_code, kind=EnforcementKind.OPENING)
    return files.filter(status__in=ALIVE_FILES).first()


def resumed_on(account: EmployerAccount) -> date | None:
    """The day after an employer's last deferral: what was late before it counts from then on, not before."""
    over = account.terms.filter(kind=TermsKind.DEFERRAL, status=TermsStatus.ENDED).order_by("-last_month", "-id")
    last = over.values_list("last_month", flat=True).first()
    return first_day(shift(last, 1)) if last else None


def paid_fen(account: EmployerAccount, first: str, last: str) -> int:
    """What has come for the months from `first` to `last`: allocated, and reserved for a list that waits."""
    lists = RemittanceList.objects.filter(employer_account=account, month__range=(first, last))
    allocated = lists.filter(status=ListStatus.ALLOCATED).aggregate(fen=Sum("total_fen", default=0))["fen"]
    waiting = lists.filter(status__in=WAITING_STATUSES).aggregate(fen=Sum("received_fen", default=0))["fen"]
    return int(allocated + waiting)
