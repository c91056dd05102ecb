"""The duty manager: the roster, swaps of shifts, and what nobody could settle."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.models import Branch
from accounts.permissions import Permission
from common.listing import Column, Listing
from desk.forms.hall import BranchForm, EscalateForm, EscalationFilter, PassOnForm, RosterForm, SwapForm, WordsForm
from desk.models import DutySwap, Escalation
from desk.operations import hall as operations
from desk.queries import hall as queries
from desk.states.hall import ESCALATION_BADGE, SWAP_BADGE, EscalationSource, EscalationStatus
from desk.views.acting import Act, act_at_once, act_page

GET_OR_POST = ["GET", "HEAD", "POST"]


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def duty(request: UserRequest) -> HttpResponse:
    """A week's roster; the head fills it in."""
    today = timezone.localdate()
    day, branch = _day(request.GET.get("day", ""), today), _branch(request)
    week = queries.roster(branch.pk, day)
    here = f"{reverse('desk:counter_duty')}?branch={branch.pk}&day={day:%Y-%m-%d}"
    form = RosterForm(request.POST or None, week=week, colleagues=list(queries.colleagues(branch.pk)), today=today)
    context = {
        "branch": branch,
        "branches": BranchForm(initial={"branch": branch}),
        "day": day,
        "before": week[0].day - timedelta(days=7),
        "after": week[0].day + timedelta(days=7),
        "today": today,
        "leads": queries.leads(request.user, branch.pk),
        "swaps": [(each, SWAP_BADGE[each.status]) for each in queries.swaps_waiting(request.user)[:10]],
        "on_duty": queries.duty_manager(branch.pk, timezone.now()),
    }

    def run(_answers: dict[str, Any]) -> None:
        operations.set_roster(branch_id=branch.pk, shifts=form.shifts, by=request.user, at=timezone.now())

    act = Act(_("值班表"), _("保存值班表"), here, _("值班表"), said=_("值班表已保存。"))
    return act_page(request, act, form, run, "desk/counter/duty.html", context)


def _branch(request: UserRequest) -> Branch:
    """The hall asked for, or one's own."""
    form = BranchForm(request.GET)
    if form.is_valid():
        chosen: Branch = form.cleaned_data["branch"]
        return chosen
    return get_object_or_404(Branch, pk=queries.branch_of(request.user))


def _day(typed: str, today: date) -> date:
    try:
        day = date.fromisoformat(typed)
    except ValueError:
        return today
    return day if 2000 < day.year < 2999 else today


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def swap(request: UserRequest, pk: int) -> HttpResponse:
    """Ask a colleague to take one's shift."""
    shift = get_object_or_404(queries.shifts_visible_to(request.user), pk=pk)
    form = SwapForm(
        request.POST or None,
        others=list(queries.swappable_shifts(shift, timezone.localdate())[:60]),
        colleagues=[each for each in queries.colleagues(shift.branch_id) if each.pk != request.user.pk],
    )

    def run(answers: dict[str, Any]) -> None:
        operations.ask_swap(
            shift_id=pk,
            taker_id=answers["taker_id"],
            against_id=answers["against_id"],
            reason=answers["reason"],
            by=request.user,
            at=timezone.now(),
        )

    act = Act(
        _("换班：%(shift)s") % {"shift": shift},
        _("提出申请"),
        reverse("desk:counter_duty"),
        _("值班表"),
        said=_("已提出，等对方答复。"),
        intro=_("对方同意后才换班。"),
    )
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_POST
def agree_swap(request: UserRequest, pk: int) -> HttpResponse:
    """Take the shift."""
    found = _swap(request, pk)
    return _answered(request, _("已换班。"), lambda at: operations.agree_swap(swap_id=found.pk, by=request.user, at=at))


@requires(Permission.STAFF_DESK)
@require_POST
def decline_swap(request: UserRequest, pk: int) -> HttpResponse:
    """Do not take the shift."""
    found = _swap(request, pk)
    said = _("已答复不同意。")
    return _answered(request, said, lambda at: operations.decline_swap(swap_id=found.pk, by=request.user, at=at))


@requires(Permission.STAFF_DESK)
@require_POST
def withdraw_swap(request: UserRequest, pk: int) -> HttpResponse:
    """Keep the shift after all."""
    found = _swap(request, pk)
    said = _("已撤回。")
    return _answered(request, said, lambda at: operations.withdraw_swap(swap_id=found.pk, by=request.user, at=at))


def _swap(request: UserRequest, pk: int) -> DutySwap:
    return get_object_or_404(queries.swaps_visible_to(request.user), pk=pk)


def _answered(request: UserRequest, said: str, run: Any) -> HttpResponse:
    return act_at_once(request, lambda: run(timezone.now()), said=said, to=reverse("desk:counter_duty"))


# --- what nobody could settle


@requires(Permission.STAFF_DESK)
@require_safe
def escalations(request: UserRequest) -> HttpResponseBase:
    """All escalated matters, to filter."""
    now = timezone.now()
    listing = Listing(
        request,
        queries.escalations_visible_to(request.user),
        columns=[
            Column("question", _("什么办不了"), value=lambda row: row.question[:60], link=_matter_url),
            Column("get_source_display", _("来自"), narrow=False),
            Column("branch__name", _("管理部"), narrow=False),
            Column("raised_by", _("提出人"), value=lambda row: str(row.raised_by)),
            Column("holder", _("值班长"), value=lambda row: str(row.holder or "")),
            Column("due_at", _("应办结"), kind="time"),
            Column(
                "get_status_display",
                _("状态"),
                badge=lambda row: "bad" if _is_late(row, now) else ESCALATION_BADGE[row.status],
            ),
        ],
        order=("-raised_at",),
        filters=EscalationFilter,
        caption=_("兜底事项"),
        empty={"title": _("没有兜底事项"), "text": _("谁都办不了的事，登记在这里交给值班长。")},
    )
    return listing.response("desk/counter/escalations.html")


def _matter_url(row: Escalation) -> str:
    return reverse("desk:counter_escalation", args=[row.pk])


def _is_late(row: Escalation, now: datetime) -> bool:
    return row.status in (EscalationStatus.RAISED, EscalationStatus.IN_HAND) and row.due_at < now


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def escalate(request: UserRequest) -> HttpResponse:
    """Hand something over to the duty manager. `?case=` fills in the case it is about, `?reference=` the number."""
    initial = {"case": request.GET.get("case", "")[:20], "reference": request.GET.get("reference", "")[:40]}
    form = EscalateForm(request.POST or None, user=request.user, initial=initial)
    branch_id = queries.branch_of(request.user)
    on_duty = queries.duty_manager(branch_id, timezone.now())

    def run(answers: dict[str, Any]) -> str:
        found = operations.escalate(
            branch_id=branch_id,
            question=answers["question"],
            source=_source(request.GET.get("from", ""), answers["reference"]),
            case_id=answers["case"].pk if answers["case"] else None,
            reference=answers["reference"],
            by=request.user,
            at=timezone.now(),
        )
        return _matter_url(found)

    if on_duty is not None:
        intro = _("现在的值班长是%(name)s，提交后立刻通知。") % {"name": on_duty}
    else:
        intro = _("现在没有排值班长，提交后进入待接手清单，由负责人接手。")
    act = Act(
        _("交给值班长"),
        _("提交"),
        reverse("desk:counter_escalations"),
        _("兜底办理"),
        said=_("已交给值班长，解决后会退回给您确认。"),
        intro=intro,
    )
    return act_page(request, act, form, run)


def _source(page: str, reference: str) -> EscalationSource:
    """Where the matter came up, by the page that led here."""
    if page == "enquiry":
        return EscalationSource.ENQUIRY
    return EscalationSource.TICKET if reference else EscalationSource.OTHER


@requires(Permission.STAFF_DESK)
@require_safe
def escalation(request: UserRequest, pk: int) -> HttpResponse:
    """One escalated matter: where it stands, and what may be done next."""
    found, user, now = _matter(request, pk), request.user, timezone.now()
    holds, mine = queries.may_hold(user, found, now), found.raised_by_id == user.pk
    status = found.status
    context = {
        "matter": found,
        "badge": ESCALATION_BADGE[status],
        "is_late": _is_late(found, now),
        "events": _events(found),
        "problems": found.problems.order_by("id")[:10],
        "may_see_case": user.may(Permission.CASE_VIEW),
        "can_accept": status == EscalationStatus.RAISED and holds,
        "can_pass": status in (EscalationStatus.RAISED, EscalationStatus.IN_HAND) and holds,
        "can_solve": status == EscalationStatus.IN_HAND and found.holder_id == user.pk,
        "can_close": status == EscalationStatus.SOLVED and (mine or queries.leads(user, found.branch_id)),
        "can_reopen": status == EscalationStatus.SOLVED and mine,
    }
    return render(request, "desk/counter/escalation.html", context)


def _events(found: Escalation) -> list[dict[str, object]]:
    words = {
        "raise": _("提出"),
        "accept": _("接手"),
        "pass_on": _("转交"),
        "solve": _("解决"),
        "reopen": _("退回"),
        "close": _("确认办结"),
    }
    rows = found.events.select_related("by__person").order_by("-at", "-id")
    return [
        {"title": words.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": each.note}
        for each in rows
    ]


@requires(Permission.STAFF_DESK)
@require_POST
def accept_matter(request: UserRequest, pk: int) -> HttpResponse:
    """Take it in hand."""
    found = _matter(request, pk)
    return act_at_once(
        request,
        lambda: operations.accept_matter(matter_id=found.pk, by=request.user, at=timezone.now()),
        said=_("已接手，请在期限前解决。"),
        to=_matter_url(found),
    )


@requires(Permission.STAFF_DESK)
@require_POST
def close_matter(request: UserRequest, pk: int) -> HttpResponse:
    """It is settled."""
    found = _matter(request, pk)
    return act_at_once(
        request,
        lambda: operations.close_matter(matter_id=found.pk, by=request.user, at=timezone.now()),
        said=_("已确认办结。值得记住的，可以写进疑难问题记录册。"),
        to=_matter_url(found),
    )


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def pass_matter(request: UserRequest, pk: int) -> HttpResponse:
    """Give it to somebody who can settle it."""
    found = _matter(request, pk)

    def run(answers: dict[str, Any]) -> None:
        operations.pass_matter_on(
            matter_id=pk, to_id=answers["to"].pk, reason=answers["reason"], by=request.user, at=timezone.now()
        )

    act = Act(_("转交"), _("转交"), _matter_url(found), _("兜底事项"), said=_("已转交，对方会收到提醒。"))
    return act_page(request, act, PassOnForm(request.POST or None), run)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def solve_matter(request: UserRequest, pk: int) -> HttpResponse:
    """Say how it was settled."""
    found = _matter(request, pk)
    form = WordsForm(
        request.POST or None,
        label=_("怎么解决的"),
        help_text=_("提出人会看到这段话，请写清做了什么、群众下一步做什么。"),
    )

    def run(answers: dict[str, Any]) -> None:
        operations.solve_matter(matter_id=pk, result=answers["text"], by=request.user, at=timezone.now())

    act = Act(_("填写结果"), _("退回提出人"), _matter_url(found), _("兜底事项"), said=_("已退回提出人确认。"))
    return act_page(request, act, form, run)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def reopen_matter(request: UserRequest, pk: int) -> HttpResponse:
    """It is not settled yet."""
    found = _matter(request, pk)
    form = WordsForm(request.POST or None, label=_("还有什么没解决"))

    def run(answers: dict[str, Any]) -> None:
        operations.reopen_matter(matter_id=pk, reason=answers["text"], by=request.user, at=timezone.now())

    act = Act(_("退回值班长"), _("退回"), _matter_url(found), _("兜底事项"), said=_("已退回值班长继续处理。"))
    return act_page(request, act, form, run)


def _matter(request: UserRequest, pk: int) -> Escalation:
    return get_object_or_404(queries.escalations_visible_to(request.user), pk=pk)
