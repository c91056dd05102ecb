"""Applications: whose rows a user may see, what waits, and what the counter kernel's pages show of one."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import Door, Person, User
from accounts.permissions import Permission
from common.money import yuan
from desk.models import Case
from loans.models import Application, Check
from loans.states.applying import CheckKind, CheckResult

MOST_AT_ONCE = 200


def applications_visible_to(user: User) -> QuerySet[Application]:
    """Staff who see loans see all, a depositor those in which they borrow; nobody else any."""
    rows = Application.objects.select_related(
        "case__version", "case__kind", "borrower", "co_borrower", "project", "account"
    )
    if user.door == Door.STAFF and user.may(Permission.LOAN_VIEW):
        return rows
    if user.door == Door.DEPOSITOR:
        return rows.filter(Q(borrower=user.person_id) | Q(co_borrower=user.person_id))
    return rows.none()


def of_case(case_id: int) -> Application | None:
    """The application behind a case."""
    return Application.objects.select_related("borrower", "co_borrower", "project").filter(case=case_id).first()


def checks_waiting() -> list[tuple[int, str]]:
    """Application and kind of checks that have no answer yet, oldest first; one with a sentence waits for a person."""
    rows = Check.objects.filter(result=CheckResult.PENDING, sentence="", application__ended_at=None)
    return list(rows.order_by("id").values_list("application_id", "kind")[:MOST_AT_ONCE])


def checks_of(application: Application) -> list[Check]:
    """The checks in the order in which they are shown."""
    return list(application.checks.order_by("id"))


def is_checking(case: Case, checks: list[Check]) -> bool:
    """Whether a check of an open case will answer by itself soon: the fraud checks wait for all others."""
    waits = any(each.result == CheckResult.PENDING and each.sentence for each in checks)
    return case.is_open and any(each.is_running and not (waits and each.kind == CheckKind.RISK) for each in checks)


# --- for the pages of the counter kernel


def facts(case: Case) -> list[tuple[str, object]]:
    """Label and value of what was asked for, in words (settings.CASE_FACTS)."""
    found = of_case(case.pk)
    if found is None:
        return []
    house = found.told.house
    lines: list[tuple[str, object]] = [
        (_("贷款品种"), found.get_product_display()),
        (_("借款人"), found.borrower.name),
        (_("共同借款人"), found.co_borrower.name if found.co_borrower else ""),
        (_("申请金额（元）"), yuan(found.asked_fen)),
        (_("最高可贷（元）"), yuan(found.ceiling_fen)),
        (_("贷款年限"), str(found.months // 12)),
        (_("还款方式"), found.get_method_display()),
        (_("住房"), f"{found.get_home_display()}，{found.get_house_kind_display()}"),
        (_("房屋坐落"), house.address),
        (_("房屋总价（元）"), yuan(found.price_fen)),
        (_("收款人"), f"{found.payee_name} {found.payee_tail}"),
        (_("通道"), found.get_lane_display()),
    ]
    return [(label, value) for label, value in lines if value]


def persons(case: Case) -> set[int]:
    """Ids of whom a case concerns beside its applicant (settings.CASE_PERSONS): nobody near them handles it."""
    found = Application.objects.filter(case=case).values_list("borrower", "co_borrower")
    return {each for row in found for each in row if each is not None}


def own_data(person: Person) -> tuple[str, list[dict[str, object]]]:
    """The section of the export of one's own data: applications for loans."""
    rows = Application.objects.filter(Q(borrower=person) | Q(co_borrower=person)).select_related("case").order_by("id")
    return _("贷款申请"), [
        {
            _("办件编号"): each.case.number,
            _("贷款品种"): each.get_product_display(),
            _("申请金额（分）"): each.asked_fen,
            _("期限（月）"): each.months,
            _("提交时间"): each.submitted_at,
            _("房屋坐落"): each.told.house.address,
        }
        for each in rows
    ]
