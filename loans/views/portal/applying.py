"""Who wants to borrow: what could be had before any paper, applied for in steps, followed to the money."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from deposits import queries as deposits
from desk import queries as desk
from desk.models import Case
from desk.states.cases import BEFORE_DECISION, CASE_BADGE, CaseStatus, Channel
from desk.views.acting import act_at_once
from desk.views.wizard import Answers, Page, Wizard, raw_of
from loans.forms.applying import EstimateForm
from loans.forms.asking import Asking
from loans.models import Check
from loans.operations import applying, co_borrowing, evidence
from loans.queries import applications, contracts, couples, offering
from loans.queries import minutes as clocks
from loans.queries.offering import Estimate
from loans.states.applying import CHECK_BADGE, CheckKind, CheckResult, Product
from loans.views import told

SHOWN = 20
OFFERED = {
    "fund": Product.FUND,
    "combined": Product.COMBINED,
    "conversion": Product.CONVERSION,
}
"""What can be asked for through the portal: word of the address → product."""


@requires(Permission.OWN_ACCOUNT)
@require_safe
def borrow(request: UserRequest) -> HttpResponse:
    """What could be borrowed, before any paper: each condition, and for a price the four limits; what was asked for."""
    person_id, today = request.user.person_id, timezone.localdate()
    spouse = couples.spouse_of(person_id, today)
    form = EstimateForm(request.GET if "price" in request.GET else None, has_spouse=spouse is not None)
    rows = applications.applications_visible_to(request.user).order_by("-id")[:SHOWN]
    context = {
        "account": deposits.open_account_of(person_id),
        "form": form,
        "found": _estimate(request, form, today),
        "products": [(name, each.label) for name, each in OFFERED.items()],
        "drafts": _drafts(request),
        "rows": [(row, CASE_BADGE[row.case.status]) for row in rows],
    }
    return render(request, "loans/portal/borrow.html", context)


def _estimate(request: UserRequest, form: EstimateForm, today: date) -> Estimate:
    """What could be had; looking at the spouse's account along with it is a look that the spouse sees."""
    person_id, partner_id, wish = request.user.person_id, None, None
    if form.is_bound and form.is_valid():
        wish = form.wish
        spouse = couples.spouse_of(person_id, today) if form.cleaned_data.get("with_spouse") else None
        if spouse is not None:
            partner_id = spouse.pk
            _look_at_spouse(request, spouse.pk)
    return offering.estimate(person_id, today, partner_id=partner_id, wish=wish)


def _look_at_spouse(request: UserRequest, person_id: int) -> None:
    """What could be had together tells of the spouse's account: they see who looked."""
    accounts.look(
        person_id=person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("配偶测算共同贷款额度"),
        at=timezone.now(),
        address=client_address(request),
    )


def _drafts(request: UserRequest) -> list[dict[str, Any]]:
    """What was begun and not handed in, with the way back to each."""
    found = desk.drafts_visible_to(request.user).filter(kind__source="loans", person=request.user.person_id)
    names = {applying.KINDS[each]: (name, each) for name, each in OFFERED.items()}
    return [
        {"draft": draft, "name": names[draft.kind.code][1].label, "url": _address(names[draft.kind.code][0])}
        for draft in found.order_by("-saved_at", "-id")
        if draft.kind.code in names
    ]


def _address(name: str) -> str:
    return reverse("loans:portal_apply", args=[name])


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: UserRequest, product: str) -> HttpResponse:
    """Apply for one product, step by step."""
    if product not in OFFERED or deposits.open_account_of(request.user.person_id) is None:
        raise Http404
    asking = Asking(OFFERED[product], request.user.person_id, timezone.localdate())
    return _wizard(request, asking, product).answer(request)


def _wizard(request: UserRequest, asking: Asking, name: str) -> Wizard:
    kind = applying.KINDS[asking.product]
    looked: set[int] = set()

    def money(data: Any = None, *, initial: Any = None) -> Any:
        drafted = raw_of(desk.draft_of(kind, person_id=asking.person_id))
        house, family = asking.house(drafted), asking.family(drafted)
        judged, partner_id = asking.judged(house, family), asking.partner_id(family)
        if judged is not None and partner_id is not None and partner_id not in looked:
            looked.add(partner_id)
            _look_at_spouse(request, partner_id)
        return asking.money(data, house, initial=initial, judged=judged)

    def submit(_answers: Answers, draft_id: int) -> Case:
        drafted = raw_of(desk.draft_of(kind, person_id=asking.person_id))
        house, family, paid_back = asking.house(drafted), asking.family(drafted), money(drafted)
        assert house.is_valid() and family.is_valid() and paid_back.is_valid(), "the wizard has looked at every page"
        made = applying.apply(
            asked=asking.asked(house, family, paid_back),
            channel=Channel.PORTAL,
            draft_id=draft_id,
            by=request.user,
            at=timezone.now(),
        )
        return made.case

    return Wizard(
        kind=kind,
        side="portal",
        channel=Channel.PORTAL,
        here=_address(name),
        template="loans/portal/apply.html",
        pages=(
            Page("house", _("房屋"), asking.house),
            Page("family", _("家庭情况"), asking.family),
            Page("money", _("金额、年限和账户"), money),
        ),
        submit=submit,
        person_id=asking.person_id,
        promise=_("提交后马上自动核查，全部通过的走快速通道；不能通过的，会写明差哪份材料、什么时候可以再来。"),
        done="loans:portal_application",
        more={"product": Product(asking.product).label},
    )


@requires(Permission.OWN_ACCOUNT)
@require_safe
def application(request: UserRequest, pk: int) -> HttpResponse:
    """One application with its checks and its clock; `pk` is the case's."""
    rows = applications.applications_visible_to(request.user)
    found = get_object_or_404(rows, case=pk)
    case, person_id = found.case, request.user.person_id
    checks = applications.checks_of(found)
    is_borrower = found.borrower_id == person_id
    context = {
        "application": found,
        "case": case,
        "case_badge": CASE_BADGE[case.status],
        "checks": [(_for_reader(each, is_borrower), CHECK_BADGE[each.result]) for each in checks],
        "is_checking": applications.is_checking(case, checks),
        "clock": clocks.clock_of(found, timezone.now()),
        "told": told.lines(found),
        "is_granted": case.status in (CaseStatus.APPROVED, CaseStatus.IN_EXECUTION, CaseStatus.DONE),
        "is_borrower": is_borrower,
        "may_agree": found.co_borrower_id == person_id
        and case.status in BEFORE_DECISION
        and evidence.waits_for_consent(found),
        "may_decline": contracts.may_decline(found, case, person_id),
        "may_recall": is_borrower and case.status in BEFORE_DECISION,
        "wanting": desk.case_papers(case, request.user, timezone.now()).wanting if case.is_open and is_borrower else 0,
    }
    return render(request, "loans/portal/application.html", context)


def _for_reader(check: Check, is_borrower: bool) -> Check:
    """What stands in the borrower's credit report is theirs alone: the co-borrower reads how the check stands."""
    if check.kind == CheckKind.CREDIT and check.result != CheckResult.PENDING and not is_borrower:
        check.sentence = ""
    return check


@requires(Permission.OWN_ACCOUNT)
@require_POST
def agree(request: UserRequest, pk: int) -> HttpResponse:
    """The co-borrower allows their credit to be asked."""
    found = get_object_or_404(applications.applications_visible_to(request.user), case=pk)

    def run() -> object:
        return co_borrowing.agree(case_id=found.case_id, by=request.user, at=timezone.now())

    back = reverse("loans:portal_application", args=[pk])
    return act_at_once(request, run, said=_("已记下您同意，正在查询征信。"), to=back)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def decline(request: UserRequest, pk: int) -> HttpResponse:
    """The co-borrower says no."""
    found = get_object_or_404(applications.applications_visible_to(request.user), case=pk)

    def run() -> object:
        return co_borrowing.decline(case_id=found.case_id, by=request.user, at=timezone.now())

    back = reverse("loans:portal_application", args=[pk])
    return act_at_once(request, run, said=_("已记下您不同意，申请终止，您的账户恢复正常。"), to=back)
