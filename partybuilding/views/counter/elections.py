"""Elections: nomination, the vote, the count, the answer from above."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires, shown_once
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from partybuilding.forms.elections import ApproveForm, AttendedForm, BallotForm, ElectionForm, NominateForm
from partybuilding.forms.fields import WordsForm
from partybuilding.models import Election
from partybuilding.operations import elections as operations
from partybuilding.queries import elections as queries
from partybuilding.queries import scope
from partybuilding.rules.elections import least_candidates
from partybuilding.states.elections import ELECTION_BADGE, BallotKind, ElectionStatus
from partybuilding.states.organisation import TERM_YEARS
from partybuilding.views.acting import GET_OR_POST, Act, act_at_once, act_page


def _election(request: UserRequest, pk: int) -> Election:
    return get_object_or_404(queries.elections_visible_to(request.user), pk=pk)


def _url(pk: int) -> str:
    return reverse("partybuilding:counter_election", args=[pk])


@requires(Permission.PARTY_VIEW)
@require_safe
def elections(request: UserRequest) -> HttpResponseBase:
    """All elections one sees."""
    may_work = request.user.may(Permission.PARTY_WORK)
    listing = Listing(
        request,
        queries.elections_visible_to(request.user),
        columns=[
            Column("title", _("选举"), link=lambda row: _url(row.pk)),
            Column("organisation__name", _("组织"), order="organisation__name"),
            Column("seats", _("名额"), kind="number", narrow=False),
            Column("held_on", _("选举日期"), kind="date", order="held_on", narrow=False),
            Column("get_status_display", _("状态"), badge=lambda row: ELECTION_BADGE[row.status]),
        ],
        order=("-id",),
        caption=_("选举"),
        empty={"title": _("还没有选举"), "text": _("届满前六个月会提醒，换届时在这里登记。")},
    )
    return listing.response("partybuilding/counter/elections.html", {"may_work": may_work})


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def call_election(request: UserRequest) -> HttpResponse:
    """A new election."""

    def run(answers: dict[str, Any]) -> str:
        organisation = answers.pop("organisation")
        made = operations.call_election(organisation_id=organisation.pk, by=request.user, at=timezone.now(), **answers)
        return _url(made.pk)

    rows = scope.organisations_worked_by(request.user).filter(kind__in=list(TERM_YEARS), ended_on=None)
    act = Act(
        _("组织选举"),
        _("开始提名"),
        reverse("partybuilding:counter_elections"),
        _("选举"),
        said=_("可以提名候选人了。"),
    )
    return act_page(request, act, ElectionForm(request.POST or None, organisations=rows.order_by("path", "id")), run)


@requires(Permission.PARTY_VIEW)
@require_safe
def election(request: UserRequest, pk: int) -> HttpResponse:
    """One election: candidates, rounds with their counts, what comes next."""
    found = _election(request, pk)
    works = scope.works_for(request.user, found.organisation_id)
    rounds = list(found.rounds.order_by("number"))
    voting = found.status == ElectionStatus.VOTING
    context = {
        "election": found,
        "badge": ELECTION_BADGE[found.status],
        "candidates": found.candidates.select_related("member__person").order_by("id"),
        "least": least_candidates(found.seats),
        "entitled": operations.entitled(found.organisation).count(),
        "rounds": [_round(each) for each in rounds],
        "may_nominate": works and found.status == ElectionStatus.NOMINATING,
        "may_enter": works and voting and found.ballot == BallotKind.PAPER,
        "may_close": works and voting,
        "may_vote_again": works and found.status in (ElectionStatus.TIED, ElectionStatus.SHORT),
        "may_leave_open": works and found.status == ElectionStatus.SHORT,
        "may_approve": request.user.may(Permission.PARTY_LEAD) and found.status == ElectionStatus.COUNTED,
        "is_screen": found.ballot == BallotKind.SCREEN,
    }
    return render(request, "partybuilding/counter/election.html", context)


def _round(found: Any) -> dict[str, Any]:
    """A round with its figures; votes are shown when it is closed, and only how many are in before."""
    shown: dict[str, Any] = {"round": found, "in_box": found.ballots.count()}
    if found.is_closed:
        result = queries.count_of(found)
        names = {each.pk: str(each) for each in queries.standing(found)}
        ranked = sorted(result.votes.items(), key=lambda pair: (-pair[1], pair[0]))
        shown |= {
            "void": result.void_ballots,
            "lines": [(names[key], count, key in result.elected, key in result.tied) for key, count in ranked],
        }
    return shown


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def nominate(request: UserRequest, pk: int) -> HttpResponse:
    """A candidate."""
    found = _election(request, pk)

    def run(answers: dict[str, Any]) -> None:
        member = answers.pop("member")
        operations.nominate(election_id=pk, member_id=member.pk, by=request.user, at=timezone.now(), **answers)

    members = operations.entitled(found.organisation)
    act = Act(_("提名候选人"), _("提名"), _url(pk), str(found), said=_("已列为候选人。"))
    return act_page(request, act, NominateForm(request.POST or None, members=members), run)


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def open_vote(request: UserRequest, pk: int) -> HttpResponse:
    """Open the first round, or one more."""
    found = _election(request, pk)
    again = found.status in (ElectionStatus.TIED, ElectionStatus.SHORT)
    form = AttendedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        facts = {"election_id": pk, "by": request.user, "at": timezone.now(), **form.cleaned_data}
        try:
            codes = operations.vote_again(**facts) if again else operations.open_vote(**facts)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _codes(request, found, codes) if codes else redirect(_url(pk))
    act = Act(_("开始投票"), _("发出选票"), _url(pk), str(found), intro=_("选票按实到人数发出。"))
    return render(request, "partybuilding/counter/act.html", {"act": act, "form": form})


def _codes(request: UserRequest, found: Election, codes: list[str]) -> HttpResponse:
    """The codes, once: print, cut, mix, and let everybody draw one."""
    return shown_once(
        request,
        title=_("投票码（只显示这一次）"),
        note=_("请打印后逐条剪开、混在一起，由到会党员自己抽取，不登记谁抽了哪张。投票网址：%(address)s")
        % {"address": request.build_absolute_uri(reverse("partybuilding:public_vote"))},
        secrets=[(_("投票码"), f"{code[:4]}-{code[4:8]}-{code[8:]}") for code in codes],
        back=_url(found.pk),
    )


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def enter_ballots(request: UserRequest, pk: int) -> HttpResponse:
    """Paper ballots, one kind after another."""
    found = _election(request, pk)
    last = found.rounds.filter(is_closed=False).first()
    if last is None:
        return redirect(_url(pk))

    def run(answers: dict[str, Any]) -> str:
        operations.enter_ballots(
            election_id=pk,
            choices=[each.pk for each in answers["choices"]],
            copies=answers["copies"],
            by=request.user,
            at=timezone.now(),
        )
        return request.path

    counted = {"count": last.ballots.count(), "issued": last.issued}
    act = Act(
        _("录入选票"),
        _("录入"),
        _url(pk),
        str(found),
        said=_("已录入。"),
        intro=_("发出 %(issued)d 张，已录入 %(count)d 张。") % counted,
    )
    return act_page(request, act, BallotForm(request.POST or None, candidates=queries.standing(last)), run)


@requires(Permission.PARTY_WORK)
@require_POST
def discard_ballots(request: UserRequest, pk: int) -> HttpResponse:
    """Enter the paper ballots anew."""
    _election(request, pk)
    return act_at_once(
        request,
        lambda: operations.discard_ballots(election_id=pk, by=request.user, at=timezone.now()),
        said=_("已清空，请重新录入。"),
        to=_url(pk),
    )


@requires(Permission.PARTY_WORK)
@require_POST
def close_vote(request: UserRequest, pk: int) -> HttpResponse:
    """Close the round and count."""
    _election(request, pk)
    return act_at_once(
        request,
        lambda: operations.close_vote(election_id=pk, by=request.user, at=timezone.now()),
        said=_("已收票计票。"),
        to=_url(pk),
    )


@requires(Permission.PARTY_WORK)
@require_http_methods(GET_OR_POST)
def leave_open(request: UserRequest, pk: int) -> HttpResponse:
    """Leave seats open."""
    found = _election(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.leave_open(election_id=pk, reason=answers["text"], by=request.user, at=timezone.now())

    act = Act(_("减少名额"), _("不再补选"), _url(pk), str(found), said=_("已登记。"))
    return act_page(request, act, WordsForm(request.POST or None, label=_("大会怎样决定的")), run)


@requires(Permission.PARTY_LEAD)
@require_http_methods(GET_OR_POST)
def approve_election(request: UserRequest, pk: int) -> HttpResponse:
    """The higher body's answer."""
    found = _election(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.approve_election(election_id=pk, by=request.user, at=timezone.now(), **answers)

    act = Act(_("登记上级批复"), _("登记"), _url(pk), str(found), said=_("新一届委员已任职，请登记书记分工。"))
    initial = {"since": found.held_on}
    return act_page(request, act, ApproveForm(request.POST or None, initial=initial), run)
