"""A loan begun at a window: what could be had, all on one page, and the screen on which the checks turn green."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import operations as accounts
from accounts import queries as people
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind, Person
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import queries as deposits
from desk import queries as desk
from desk.models import Draft
from desk.states.cases import CASE_BADGE, CaseStatus, Channel
from desk.views.acting import act_at_once
from desk.views.wizard import raw_of
from loans.forms.applying import EstimateForm, WindowForm
from loans.forms.asking import Asking
from loans.models import Application
from loans.operations import applying, checking
from loans.queries import applications, contracts, couples, offering
from loans.queries import minutes as clocks
from loans.states.applying import CheckKind, Product
from loans.views import links, told

OFFERED = {
    "fund": Product.FUND,
    "combined": Product.COMBINED,
    "conversion": Product.CONVERSION,
    "out-of-town": Product.OUT_OF_TOWN,
}
"""What can be asked for at a window: word of the address → product."""
MOST_EVENTS = 40


@requires(Permission.LOAN_WORK)
@require_safe
def start(request: UserRequest) -> HttpResponse:
    """What the customer could borrow and why not; the products as keys."""
    person, today = _person(request), timezone.localdate()
    spouse = couples.spouse_of(person.pk, today)
    form = EstimateForm(request.GET if "price" in request.GET else None, has_spouse=spouse is not None)
    wish = form.wish if form.is_bound and form.is_valid() else None
    partner_id = spouse.pk if wish and spouse and form.cleaned_data.get("with_spouse") else None
    for each in (person.pk, partner_id):
        if each is not None:
            _look(request, each, _("贷款额度"))
    context = {
        "person": person,
        "spouse": spouse,
        "account": deposits.open_account_of(person.pk),
        "form": form,
        "found": offering.estimate(person.pk, today, partner_id=partner_id, wish=wish),
        "products": [
            (each.label, f"{reverse('loans:counter_apply', args=[name])}?person={person.pk}", str(place))
            for place, (name, each) in enumerate(OFFERED.items(), start=1)
        ],
    }
    return render(request, "loans/counter/start.html", context)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: UserRequest, product: str) -> HttpResponse:
    """Everything on one page: the home, the family, how much, and whose originals were seen."""
    if product not in OFFERED:
        raise Http404
    person = _person(request)
    asking = Asking(OFFERED[product], person.pk, timezone.localdate())
    kind = applying.KINDS[asking.product]
    draft = desk.draft_of(kind, person_id=person.pk)
    taken = _taken_over(request, person, draft)
    page = Sheet(request, asking, first=raw_of(draft) if taken else {})
    _look_at_couple(request, asking, page)
    if request.method == "POST" and request.POST.get("go") == "submit" and page.is_valid():
        answer = _submit(request, page, draft.pk if draft and taken else None)
        if answer is not None:
            return answer
    context = {
        "person": person,
        "account": deposits.open_account_of(person.pk),
        "product": Product(asking.product).label,
        "draft": draft,
        "takes_over": taken,
        "page": page,
        "judged": page.judged,
    }
    return render(request, "loans/counter/apply.html", context, status=422 if page.is_wrong else 200)


class Sheet:
    """The forms of the page. Counting what can be had asks for home and family alone."""

    def __init__(self, request: UserRequest, asking: Asking, first: dict[str, str]) -> None:
        go = request.POST.get("go", "")
        asked, whole = go in ("count", "submit"), go == "submit"
        self.asking = asking
        self.house = asking.house(request.POST if asked else None, initial=first)
        self.family = asking.family(request.POST if asked else None, initial=first)
        years = request.POST.get("years", "")
        count = int(years) if years.isascii() and years.isdigit() and len(years) < 3 else 0
        self.judged = asking.judged(self.house, self.family, years=count)
        kept: dict[str, Any] = {}
        if go == "count":
            names = ("amount", "years", "method", "card", "payee_name", "payee_account", "payee_bank_no")
            kept = {name: request.POST[name] for name in names if request.POST.get(name)}
            kept["seen"] = request.POST.getlist("seen")
        self.money = asking.money(
            request.POST if whole else None, self.house, initial=kept or first, judged=self.judged
        )
        papers = list(desk.version_on(applying.KINDS[asking.product], asking.on).documents.all())
        self.window = WindowForm(request.POST if whole else None, initial=kept, papers=papers)

    @property
    def forms(self) -> tuple[Any, ...]:
        """All of them, as they stand on the page."""
        return self.house, self.family, self.money, self.window

    def is_valid(self) -> bool:
        """Whether everything was answered well; all are looked at, so that all errors stand there at once."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong

    @property
    def is_wrong(self) -> bool:
        """Whether an answer is to be corrected."""
        return any(form.is_bound and form.errors for form in self.forms)


def _submit(request: UserRequest, page: Sheet, draft_id: int | None) -> HttpResponse | None:
    try:
        made = applying.apply(
            asked=page.asking.asked(page.house, page.family, page.money),
            channel=Channel.WINDOW,
            branch_id=request.user.staff.branch_id,
            draft_id=draft_id,
            seen=page.window.cleaned_data["seen"],
            by=request.user,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        page.house.add_error(None, str(refusal))
        return None
    messages.success(request, _("已收下，办件编号 %(number)s，正在核查。") % {"number": made.case.number})
    return redirect("loans:counter_application", made.case_id)


@requires(Permission.LOAN_VIEW)
@require_safe
def application(request: UserRequest, pk: int) -> HttpResponse:
    """One application: what was asked, its checks as they turn green, its clock; `pk` is the case's."""
    found = get_object_or_404(applications.applications_visible_to(request.user), case=pk)
    case, checks = found.case, applications.checks_of(found)
    is_checking = applications.is_checking(case, checks)
    context: dict[str, Any] = {"case": case, "panel": links.panel(case), "is_checking": is_checking}
    is_piece = request.headers.get("HX-Target") == "progress"  # the open page asks for the checks alone
    if not (is_piece and is_checking):
        for person_id in contracts.parties(found):
            _look(request, person_id, _("贷款申请"), case=case.number)
    if is_piece:
        return render(request, "loans/counter/_progress.html", context)
    is_theirs = case.owner_id in (None, request.user.pk)
    context |= {
        "application": found,
        "case_badge": CASE_BADGE[case.status],
        "told": told.lines(found),
        "clock": clocks.clock_of(found, timezone.now()),
        "events": _events(found),
        "is_granted": case.status in (CaseStatus.APPROVED, CaseStatus.IN_EXECUTION, CaseStatus.DONE),
        "may_check": request.user.may(Permission.LOAN_WORK)
        and is_theirs
        and case.status in (CaseStatus.SUBMITTED, CaseStatus.ACCEPTED),
    }
    return render(request, "loans/counter/application.html", context)


def _events(found: Application) -> list[dict[str, Any]]:
    """What happened beside the case, newest first; the checks' sentences stand with the checks."""
    said = {
        "apply": _("提交申请"),
        "check_again": _("重新核查"),
        "lane": _("选定通道"),
        "agree": _("共同借款人同意查询征信"),
        "decline": _("共同借款人不同意"),
        **{f"check_{each.lower()}": _("核查：%(what)s") % {"what": each.label} for each in CheckKind},
    }
    rows = found.events.select_related("by__person").order_by("-at", "-id")[:MOST_EVENTS]
    return [
        {
            "title": said.get(each.action, each.note or each.action),
            "at": each.at,
            "who": str(each.by) if each.by else _("系统"),
            "note": each.note if each.action in said and not each.action.startswith("check_") else "",
        }
        for each in rows
    ]


@requires(Permission.LOAN_WORK)
@require_POST
def check_again(request: UserRequest, pk: int) -> HttpResponse:
    """Run the checks anew, after what differed was settled or papers came in."""
    found = get_object_or_404(applications.applications_visible_to(request.user), case=pk)

    def run() -> object:
        return checking.check_again(case_id=found.case_id, by=request.user, at=timezone.now())

    back = reverse("loans:counter_application", args=[pk])
    return act_at_once(request, run, said=_("已重新核查。"), to=back)


# --- within


def _taken_over(request: UserRequest, person: Person, draft: Draft | None) -> bool:
    """Whether what the person began in the portal goes on here: they have to agree, and it is a look."""
    taken = draft is not None and request.POST.get("consent_draft") == "on"
    if taken and request.POST.get("go") == "take-over":
        _look(request, person.pk, _("本人在网上填到一半的申请"))
    return taken


def _person(request: UserRequest) -> Person:
    """The customer whom `?person=` names; else 404."""
    asked = request.POST.get("person") or request.GET.get("person", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404
    return get_object_or_404(people.persons_visible_to(request.user), pk=int(asked))


def _look_at_couple(request: UserRequest, asking: Asking, page: Sheet) -> None:
    """What can be had tells of the accounts that it rests on: the borrower's, and the spouse's where both borrow."""
    if page.judged is None:
        return
    for person_id in (asking.person_id, asking.partner_id(page.family)):
        if person_id is not None:
            _look(request, person_id, _("贷款额度"))


def _look(request: UserRequest, person_id: int, what: str, case: str = "") -> None:
    accounts.look(
        person_id=person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=what,
        case=case,
        at=timezone.now(),
        address=client_address(request),
    )
