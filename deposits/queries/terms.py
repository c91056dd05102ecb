"""What employers asked for beside their regular contributions: whose a user may see, and what follows for due dates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import Door, User
from accounts.permissions import Permission
from common.months import first_day, month_words, period_words, shift
from deposits import rules
from deposits.models import EmployerAccount, TermsChange
from deposits.queries.accounts import employer_accounts_visible_to
from deposits.rules.terms import Allowed, Span
from deposits.states import TermsKind, TermsStatus
from desk.models import Case
from policy import queries as policy


def terms_visible_to(user: User) -> QuerySet[TermsChange]:
    """Staff who may view employers see all, a clerk those of their employers."""
    rows = TermsChange.objects.select_related("employer_account__employer", "case__kind", "case__version")
    if user.door == Door.STAFF and user.may(Permission.EMPLOYER_VIEW):
        return rows
    return rows.filter(employer_account__in=employer_accounts_visible_to(user))


def terms_to_show(account: EmployerAccount) -> list[TermsChange]:
    """What is asked for, to come, running, or over and still owed: for the employer's page."""
    rows = account.terms.exclude(status=TermsStatus.REFUSED).exclude(kind=TermsKind.RATES, status=TermsStatus.ENDED)
    return list(rows.select_related("case").order_by("-id")[:6])


def first_change(account: EmployerAccount) -> str:
    """The first month from which other rates or a deferral are decided, or a reduction is over; "" where none is."""
    rows = account.terms.filter(status__in=[TermsStatus.WAITING, TermsStatus.RUNNING])
    found = [
        first if status == TermsStatus.WAITING else shift(last, 1)
        for status, first, last in rows.values_list("status", "first_month", "last_month")
    ]
    return min(found, default="")


def allowed(account: EmployerAccount, earliest: str) -> Allowed:
    """What holds now for what an employer may ask."""
    on = policy.book_date()
    parameters = policy.on(max(first_day(earliest), on))
    return Allowed(
        employer_rate=account.employer_rate,
        employee_rate=account.employee_rate,
        least=parameters.contribution_rate_min_percent,
        most=parameters.contribution_rate_max_percent,
        equal=parameters.contribution_equal_rates,
        term_months=policy.service_on(on).deferral_months,
        earliest=earliest,
    )


def deferred_spans(account_ids: Iterable[int]) -> dict[int, list[Span]]:
    """Deferrals that began, by employer's account: their months fall due with the first month after them."""
    rows = TermsChange.objects.filter(
        employer_account__in=list(account_ids),
        kind=TermsKind.DEFERRAL,
        status__in=[TermsStatus.RUNNING, TermsStatus.ENDED],
    )
    found: dict[int, list[Span]] = {}
    for account_id, first, last in rows.order_by("id").values_list("employer_account_id", "first_month", "last_month"):
        found.setdefault(account_id, []).append((first, last))
    return found


def due_after(terms: TermsChange, account: EmployerAccount) -> date:
    """When the months of a deferral fall due: with the first month after it."""
    grace_days = policy.on(policy.book_date()).payment_grace_days
    return rules.due_date(shift(terms.last_month, 1), account.payday, grace_days)


def result_words(terms: TermsChange) -> str:
    """What was granted, in a sentence."""
    facts = {
        "first": month_words(terms.first_month),
        "period": period_words(terms.first_month, terms.last_month) if terms.last_month else "",
        "employer": _percent(terms.employer_rate),
        "employee": _percent(terms.employee_rate),
    }
    if terms.kind == TermsKind.DEFERRAL:
        return _("缓缴 %(period)s") % facts
    if terms.kind == TermsKind.REDUCTION:
        return _("%(period)s，单位 %(employer)s%%，个人 %(employee)s%%") % facts
    return _("自 %(first)s起，单位 %(employer)s%%，个人 %(employee)s%%") % facts


def facts(case: Case) -> list[tuple[str, object]]:
    """Label and value of what was asked for, in words (settings.CASE_FACTS)."""
    terms = TermsChange.objects.filter(case=case).select_related("employer_account").first()
    if terms is None:
        return []
    account = terms.employer_account
    lines: list[tuple[str, object]] = [
        (_("申请事项"), terms.get_kind_display()),
        (_("从哪个月起"), month_words(terms.first_month)),
        (_("原因"), terms.reason),
        (_("职代会或工会决议"), f"{terms.resolution_number}（{terms.resolution_on:%Y-%m-%d}）"),
    ]
    if terms.last_month:
        lines.insert(2, (_("到哪个月止"), month_words(terms.last_month)))
    if terms.employer_rate is not None:
        before = (
            terms.before_employer_rate or account.employer_rate,
            terms.before_employee_rate or account.employee_rate,
        )
        words = _("单位 %(employer)s%%，个人 %(employee)s%%")
        lines.append((_("原比例"), words % {"employer": _percent(before[0]), "employee": _percent(before[1])}))
        now = {"employer": _percent(terms.employer_rate), "employee": _percent(terms.employee_rate)}
        lines.append((_("申请的比例"), words % now))
    if terms.approval_number:
        lines.append((_("管委会批准"), f"{terms.approval_number}（{terms.approval_on:%Y-%m-%d}）"))
    return lines


def _percent(rate: object) -> str:
    return f"{rate.normalize():f}" if rate is not None else ""  # type: ignore[attr-defined]
