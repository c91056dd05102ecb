"""The loan committee at work: what is before it, one matter with its votes, bringing, voting, concluding."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.listing import Column, Listing
from common.money import yuan
from desk.views.acting import Act, act_page
from loans.forms.committee import BringForm, ConcludeForm, TakeBackForm, VoteForm
from loans.models import Matter
from loans.operations import committee as acts
from loans.queries import applications, contracts
from loans.queries import committee as queries
from loans.states.committee import MATTER_BADGE, MATTER_MOVES, MatterStatus


@requires(Permission.LOAN_VIEW)
@require_safe
def committee(request: UserRequest) -> HttpResponseBase:
    """Everything that was brought before the committee: what is open first."""
    listing = Listing(
        request,
        queries.matters_visible_to(request.user),
        columns=[
            Column(
                "number",
                _("办件编号"),
                kind="code",
                value=lambda row: row.application.case.number,
                link=lambda row: reverse("loans:counter_matter", args=[row.pk]),
            ),
            Column("borrower", _("借款人"), value=lambda row: row.application.borrower.name),
            Column("amount_fen", _("金额（元）"), kind="money"),
            Column("special", _("特批"), value=lambda row: _("特批") if row.special else "", narrow=False),
            Column("brought_at", _("提交时间"), kind="time"),
            Column(
                "status",
                _("状态"),
                value=lambda row: row.get_status_display(),
                badge=lambda row: MATTER_BADGE[row.status],
                order="status",
            ),
        ],
        order=("-id",),
        caption=_("审贷委员会"),
        empty={"title": _("没有提交审贷委员会的申请"), "text": _("超过限额的贷款受理后，由经办人提交到这里表决。")},
    )
    return listing.response("loans/counter/committee.html", {})


@requires(Permission.LOAN_VIEW)
@require_safe
def matter(request: UserRequest, pk: int) -> HttpResponse:
    """One matter: what is asked, who voted how, the minutes."""
    found = _visible(request, pk)
    case = found.application.case
    for person_id in contracts.parties(found.application):
        accounts.look(
            person_id=person_id,
            user=request.user,
            kind=LookKind.PAGE,
            what=_("审贷委员会"),
            case=case.number,
            at=timezone.now(),
            address=client_address(request),
        )
    context: dict[str, Any] = {
        "matter": found,
        "application": found.application,
        "case": case,
        "badge": MATTER_BADGE[found.status],
        "facts": [(label, value) for label, value in applications.facts(case) if value],
        "because": found.application.because,
        "checks": applications.checks_of(found.application),
        "votes": found.votes.select_related("by__person").order_by("id"),
        "tally": queries.tally_of(found),
        "verbs": _verbs(request, found),
    }
    return render(request, "loans/counter/matter.html", context)


def _verbs(request: UserRequest, found: Matter) -> list[dict[str, str]]:
    user, verbs = request.user, []
    if found.status == MatterStatus.OPEN and user.may(Permission.LOAN_COMMITTEE):
        if not found.votes.filter(by_person=user.person_id).exists():
            verbs.append(("vote", _("表决"), "1"))
        if queries.tally_of(found).has_quorum:
            verbs.append(("conclude", _("作出结论"), "2"))
    if found.status in MATTER_MOVES["take_back"][0] and found.application.case.owner_id == user.pk:
        verbs.append(("take_back", _("撤回"), ""))
    return [
        {"label": label, "url": reverse(f"loans:counter_{action}_matter", args=[found.pk]), "key": key}
        for action, label, key in verbs
    ]


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def bring_matter(request: UserRequest, pk: int) -> HttpResponse:
    """Bring an application before the committee. `pk` is the case's."""
    found = get_object_or_404(applications.applications_visible_to(request.user), case=pk)

    def run(said: dict[str, Any]) -> str:
        made = acts.bring(case_id=pk, special=said["special"], by=request.user, at=timezone.now())
        return reverse("loans:counter_matter", args=[made.pk])

    act = Act(
        title=_("提交审贷委员会：%(name)s") % {"name": found.borrower.name},
        button=_("提交"),
        back=reverse("desk:counter_case", args=[pk]),
        back_text=found.case.number,
        said=_("已提交，等待委员表决。"),
        intro=_("申请金额 %(amount)s 元。") % {"amount": yuan(found.case.amount_fen)},
    )
    return act_page(request, act, BringForm(request.POST or None), run)


@requires(Permission.LOAN_COMMITTEE)
@require_http_methods(["GET", "HEAD", "POST"])
def vote_matter(request: UserRequest, pk: int) -> HttpResponse:
    """A member votes."""
    found = _visible(request, pk)

    def run(said: dict[str, Any]) -> None:
        acts.vote(matter_id=pk, word=said["word"], reason=said["reason"], by=request.user, at=timezone.now())

    act = _act(found, _("表决"), _("提交表决"), _("已表决。"), _("每位委员一票，提交后不能更改。"))
    return act_page(request, act, VoteForm(request.POST or None), run)


@requires(Permission.LOAN_COMMITTEE)
@require_http_methods(["GET", "HEAD", "POST"])
def conclude_matter(request: UserRequest, pk: int) -> HttpResponse:
    """Whoever presides writes the minutes; the votes decide."""
    found = _visible(request, pk)
    counted = queries.tally_of(found)

    def run(said: dict[str, Any]) -> None:
        acts.conclude(matter_id=pk, minutes=said["minutes"], by=request.user, at=timezone.now())

    words = _("同意 %(yes)d 票，不同意 %(no)d 票，弃权 %(abstain)d 票；过半数同意为通过。")
    intro = words % {"yes": counted.yes, "no": counted.no, "abstain": counted.abstain}
    act = _act(found, _("作出结论"), _("作出结论"), _("已有结论，经办人会在办件里看到。"), intro)
    return act_page(request, act, ConcludeForm(request.POST or None), run)


@requires(Permission.LOAN_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def take_back_matter(request: UserRequest, pk: int) -> HttpResponse:
    """Take it back from the committee."""
    found = _visible(request, pk)

    def run(said: dict[str, Any]) -> None:
        acts.take_back(matter_id=pk, reason=said["reason"], by=request.user, at=timezone.now())

    act = _act(found, _("撤回"), _("撤回"), _("已从审贷委员会撤回。"), _("撤回后可以修改申请，再重新提交。"))
    return act_page(request, act, TakeBackForm(request.POST or None), run)


def _visible(request: UserRequest, pk: int) -> Matter:
    return get_object_or_404(queries.matters_visible_to(request.user), pk=pk)


def _act(found: Matter, title: str, button: str, said: str, intro: str) -> Act:
    number = found.application.case.number
    return Act(
        title=f"{title} {number}",
        button=button,
        back=reverse("loans:counter_matter", args=[found.pk]),
        back_text=number,
        said=said,
        intro=intro,
    )
