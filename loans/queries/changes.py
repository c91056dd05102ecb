"""What the counter kernel's pages show of a change of a loan, and of money paid early (settings.CASE_FACTS)."""

from __future__ import annotations

from django.utils.translation import gettext as _

from accounts.models import Person
from common.money import yuan
from desk.models import Case
from loans.models import ChangeRequest, Loan, Prepayment
from loans.states.loans import METHODS


def facts(case: Case) -> list[tuple[str, object]]:
    """Label and value of what was asked for, in words."""
    request = ChangeRequest.objects.select_related("loan__borrower").filter(case=case).first()
    if request is not None:
        return [*_of_loan(request.loan), (_("变更事项"), request.get_change_display()), *_wanted(request)]
    early = Prepayment.objects.select_related("loan__borrower").filter(case=case).first()
    if early is None:
        return []
    return [
        *_of_loan(early.loan),
        (_("方式"), early.get_mode_display()),
        (_("归还本金（元）"), yuan(early.principal_fen)),
        (_("合计支付（元）"), yuan(early.fund_fen + early.money_fen)),
    ]


def _of_loan(loan: Loan) -> list[tuple[str, object]]:
    return [
        (_("贷款账号"), loan.number),
        (_("借款人"), loan.borrower.name),
        (_("剩余本金（元）"), yuan(loan.planned_fen)),
    ]


def _wanted(request: ChangeRequest) -> list[tuple[str, object]]:
    told = request.told
    if "months_left" in told:
        method = dict(METHODS)[told["method"]]
        return [(_("剩余期数（月）"), told["months_left"]), (_("还款方式"), method)]
    if "resolution" in told:
        return [(_("管理委员会决议文号"), told["resolution"]), (_("损失认定理由"), told["why"])]
    person = Person.objects.filter(pk=told.get("person_id") or 0).first()
    return [(_("由谁借款"), person.name if person else _("不再有共同借款人"))]


def persons(case: Case) -> set[int]:
    """Whom a change concerns beside its applicant: both borrowers and whoever comes in. Nobody of them decides it."""
    rows = ChangeRequest.objects.filter(case=case).values_list("loan__borrower", "loan__co_borrower", "told")
    found: set[int] = set()
    for borrower, co_borrower, told in rows:
        found |= {each for each in (borrower, co_borrower, told.get("person_id")) if each is not None}
    return found
