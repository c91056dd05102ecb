"""A withdrawal begun at a window: the form is fetched, and everything stands on one page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts import queries as people
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind, Person
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import queries as deposits
from desk import queries as desk
from desk.models import Draft
from desk.states.cases import Channel
from desk.views.wizard import raw_of
from withdrawals import operations, queries
from withdrawals.forms.applying import FactsForm, MoneyForm, WindowForm
from withdrawals.forms.asking import Asking
from withdrawals.operations import agents
from withdrawals.queries import pages
from withdrawals.views import applying

ISSUED, ISSUED_LIFE = "withdrawals.form_issued", timedelta(hours=12)
"""A form that was fetched in the morning still counts in the afternoon."""


@requires(Permission.CASE_WORK)
@require_safe
def start(request: UserRequest) -> HttpResponse:
    """What the customer can withdraw for and how much; the form is fetched with this page (seed 001)."""
    person = _person(request)
    today = timezone.localdate()
    offers = queries.offers(person.pk, today)
    query = f"?person={person.pk}&issued={_stamp(timezone.now())}"
    _look(request, person, _("提取额度"))
    context = {
        "person": person,
        "account": deposits.open_account_of(person.pk),
        "possible": [
            (offer, reverse("withdrawals:counter_apply", args=[offer.reason.code]) + query, str(place))
            for place, offer in enumerate([each for each in offers if each.allowance.may], start=1)
        ],
        "impossible": [each for each in offers if not each.allowance.may],
        "closing": [each for each in queries.reasons_on(today) if each.closes],
    }
    return render(request, "withdrawals/counter/start.html", context)


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def apply(request: UserRequest, code: str) -> HttpResponse:
    """Everything on one page: what for, what can be had, how much, to whom, who stands here."""
    person, today = _person(request), timezone.localdate()
    reason = get_object_or_404(queries.reasons_on(today), code=code, closes=False)
    asking = Asking(reason, person.pk, today)
    draft = desk.draft_of(reason.kind_code, person_id=person.pk)
    taken = _taken_over(request, person, draft)
    page = Sheet(request, asking, first=raw_of(draft) if taken else {})
    if request.method == "POST" and request.POST.get("go") == "submit" and page.is_valid():
        answer = _submit(request, page, draft.pk if draft and taken else None)
        if answer is not None:
            return answer
    context = {
        "person": person,
        "account": deposits.open_account_of(person.pk),
        "reason": reason,
        "draft": draft,
        "takes_over": taken,
        "issued": request.POST.get("issued") or request.GET.get("issued", ""),
        "facts": page.facts,
        "money": page.money,
        "window": page.window,
        "allowance": page.allowance,
    }
    return render(request, "withdrawals/counter/apply.html", context, status=422 if page.is_wrong else 200)


class Sheet:
    """The three forms of the page. Counting what can be had asks for the facts alone."""

    def __init__(self, request: UserRequest, asking: Asking, first: dict[str, str]) -> None:
        go = request.POST.get("go", "")
        asked, whole = go in ("count", "submit"), go == "submit"
        self.asking = asking
        self.facts: FactsForm = asking.facts(request.POST if asked else None, initial=first)
        self.allowance = asking.allowance(self.facts) or pages.open_allowance(
            asking.person_id, asking.reason, asking.on
        )
        money = {name: request.POST[name] for name in ("amount", "payee") if go == "count" and name in request.POST}
        self.money: MoneyForm = asking.money(
            request.POST if whole else None, initial=money or first, allowance=self.allowance
        )
        papers = applying.papers_of(asking.reason, asking.on)
        kept: dict[str, Any] = {}
        if go == "count":
            kept = {name: request.POST.get(name, "") for name in WindowForm.base_fields}
            kept["seen"] = request.POST.getlist("seen")
        self.window = WindowForm(request.POST if whole else None, initial=kept, papers=papers)

    @property
    def forms(self) -> tuple[Any, ...]:
        """All of them, as they stand on the page."""
        return self.facts, self.money, self.window

    def is_valid(self) -> bool:
        """Whether everything was answered well; all are looked at, so that all errors stand there at once."""
        wrong = [form for form in self.forms if not form.is_valid()]
        return not wrong

    @property
    def is_wrong(self) -> bool:
        """Whether an answer is to be corrected."""
        return any(form.is_bound and form.errors for form in self.forms)


def _submit(request: UserRequest, page: Sheet, draft_id: int | None) -> HttpResponse | None:
    said, at = page.window.cleaned_data, timezone.now()
    try:
        agent_id = None
        if said["agent_number"]:
            agent_id = agents.register_agent(
                name=said["agent_name"], number=said["agent_number"], by=request.user, at=at
            ).pk
        made = operations.apply(
            application=page.asking.application(page.facts, page.money.cleaned_data["amount"], page.money.pay_to),
            channel=Channel.WINDOW,
            branch_id=request.user.staff.branch_id,
            draft_id=draft_id,
            agent_id=agent_id,
            mandate=said["mandate"],
            seen=said["seen"],
            form_issued_at=_issued_at(request, at),
            by=request.user,
            at=at,
        )
    except BusinessError as refusal:
        page.facts.add_error(None, str(refusal))
        return None
    messages.success(request, _("已收下，办件编号 %(number)s，正在核对。") % {"number": made.case.number})
    return redirect("withdrawals:counter_withdrawal", made.case_id)


def _taken_over(request: UserRequest, person: Person, draft: Draft | None) -> bool:
    """Whether what the person began in the portal goes on here: they have to agree, and it is a look."""
    taken = draft is not None and request.POST.get("consent_draft") == "on"
    if taken and request.POST.get("go") == "take-over":
        _look(request, person, _("本人在网上填到一半的申请"))
    return taken


def _stamp(at: datetime) -> str:
    """When the form was fetched, signed: nobody makes the way from form to money shorter by typing."""
    return signing.dumps(at.isoformat(), salt=ISSUED)


def _issued_at(request: HttpRequest, at: datetime) -> datetime | None:
    try:
        stamped = signing.loads(request.POST.get("issued", ""), salt=ISSUED, max_age=ISSUED_LIFE)
    except signing.BadSignature:
        return None
    return min(datetime.fromisoformat(stamped), at)


def _person(request: UserRequest) -> Person:
    """The customer whom `?person=` names; else 404."""
    asked = request.POST.get("person") or request.GET.get("person", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 19):
        raise Http404
    return get_object_or_404(people.persons_visible_to(request.user), pk=int(asked))


def _look(request: UserRequest, person: Person, what: str) -> None:
    accounts.look(
        person_id=person.pk,
        user=request.user,
        kind=LookKind.PAGE,
        what=what,
        at=timezone.now(),
        address=client_address(request),
    )
