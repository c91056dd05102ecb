"""5S: self-checks, checks of the upper levels, findings put right and verified, bulletins, and the photos."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission, Role
from common import months
from common.listing import Column, Listing
from desk.forms.hall import BranchForm, WordsForm
from desk.forms.inspection import CheckFilter, CheckForm, FindingFilter, FindingForm, RectifyForm
from desk.models import Check, Finding, Programme
from desk.operations import inspection as operations
from desk.queries import hall
from desk.queries import inspection as queries
from desk.states.inspection import FINDING_BADGE, MARK_BADGE, FindingStatus, Level, Rhythm
from desk.views.acting import Act, act_at_once, act_page

GET_OR_POST = ["GET", "HEAD", "POST"]
DAYS_TO_MEND = 5


@requires(Permission.STAFF_DESK)
@require_safe
def self_check(request: UserRequest) -> HttpResponse:
    """A month's self-check: every class with its checks and average."""
    today = timezone.localdate()
    month = request.GET.get("month", "")
    month = month if months.is_month(month) else months.month_of(today)
    first, last = months.first_day(month), months.last_day(month)
    form = BranchForm(request.GET)
    branch_id = form.cleaned_data["branch"].pk if form.is_valid() else hall.branch_of(request.user)
    rows = queries.month_of_self_checks(branch_id, first, last)
    context = {
        "rows": rows,
        "done": sum(1 for each in rows if each.count),
        "month": month,
        "before": months.shift(month, -1),
        "after": months.shift(month, 1) if last < today else "",
        "branches": BranchForm(initial={"branch": branch_id}),
        "branch_id": branch_id,
        "is_own": branch_id == hall.branch_of(request.user) or hall.inspects(request.user, branch_id),
    }
    return render(request, "desk/counter/self_check.html", context)


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def check_programme(request: UserRequest, pk: int) -> HttpResponse:
    """Walk through one list."""
    programme = get_object_or_404(queries.programmes(), pk=pk)
    today, branch_id = timezone.localdate(), hall.branch_of(request.user)
    form = CheckForm(
        request.POST or None,
        request.FILES or None,
        programme=programme,
        levels=_levels(request),
        initial={"on": today, "level": Level.WINDOW, "rhythm": Rhythm.DAILY},
    )

    def run(answers: dict[str, Any]) -> str:
        found = operations.record_check(
            branch_id=branch_id,
            programme_id=programme.pk,
            level=answers["level"],
            rhythm=answers["rhythm"],
            on=answers["on"],
            marks=form.marks,
            note=answers["note"],
            photos=form.photos,
            by=request.user,
            at=timezone.now(),
        )
        return _check_url(found)

    act = Act(
        programme.name,
        _("登记检查"),
        reverse("desk:counter_self_check"),
        _("5S 自查"),
        said=_("已登记。"),
        intro=programme.purpose,
        has_files=True,
    )
    return act_page(request, act, form, run, "desk/counter/check_programme.html")


def _levels(request: UserRequest) -> list[tuple[str, Any]]:
    """The levels at which this person inspects their own hall."""
    levels = [Level.WINDOW]
    if request.user.may(Permission.HALL_INSPECT):
        levels.append(Level.SECTION)
    if Role.DIRECTOR in request.user.roles:
        levels.append(Level.CENTRE)
    return [(each.value, each.label) for each in levels]


@requires(Permission.STAFF_DESK)
@require_safe
def checks(request: UserRequest) -> HttpResponseBase:
    """All checks."""
    listing = Listing(
        request,
        queries.checks_visible_to(request.user),
        columns=[
            Column("on", _("检查日期"), kind="date", link=_check_url),
            Column("programme__name", _("程序")),
            Column("branch__name", _("管理部"), narrow=False),
            Column("get_level_display", _("层级")),
            Column("get_rhythm_display", _("频次"), narrow=False),
            Column("score", _("得分"), kind="number"),
            Column("by", _("检查人"), value=lambda row: str(row.by), narrow=False),
        ],
        order=("-on",),
        filters=CheckFilter,
        caption=_("5S 检查"),
        file_name=_("5S 检查台账"),
        empty={"title": _("还没有检查"), "text": _("从“5S 自查”里选一类程序开始。")},
    )
    return listing.response("desk/counter/checks.html")


def _check_url(row: Check) -> str:
    return reverse("desk:counter_check_made", args=[row.pk])


@requires(Permission.STAFF_DESK)
@require_safe
def check_made(request: UserRequest, pk: int) -> HttpResponse:
    """One check: each point, the score, its photos, and what was found."""
    found = get_object_or_404(queries.checks_visible_to(request.user), pk=pk)
    context = {
        "check": found,
        "marks": [(each, MARK_BADGE[each.mark]) for each in found.marks.order_by("id")],
        "photos": found.photos.order_by("id"),
        "findings": [(each, FINDING_BADGE[each.status]) for each in found.findings.order_by("id")],
    }
    return render(request, "desk/counter/check_made.html", context)


# --- findings


@requires(Permission.STAFF_DESK)
@require_safe
def findings(request: UserRequest) -> HttpResponseBase:
    """All findings."""
    today = timezone.localdate()
    listing = Listing(
        request,
        queries.findings_visible_to(request.user),
        columns=[
            Column("text", _("问题"), value=lambda row: row.text[:60], link=_url),
            Column("programme__name", _("区域")),
            Column("branch__name", _("管理部"), narrow=False),
            Column("get_level_display", _("层级"), narrow=False),
            Column("head", _("责任科长"), value=lambda row: str(row.head)),
            Column("due_on", _("整改期限"), kind="date"),
            Column(
                "get_status_display",
                _("状态"),
                badge=lambda row: "bad" if _is_late(row, today) else FINDING_BADGE[row.status],
            ),
        ],
        order=("-found_at",),
        filters=FindingFilter,
        caption=_("督查问题"),
        file_name=_("督查问题台账"),
        empty={"title": _("没有督查问题"), "text": _("检查中发现的问题登记在这里，跟到整改验收。")},
    )
    return listing.response("desk/counter/findings.html")


def _url(row: Finding) -> str:
    return reverse("desk:counter_finding", args=[row.pk])


def _is_late(row: Finding, today: date) -> bool:
    return row.status == FindingStatus.OPEN and row.due_on < today


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def add_finding(request: UserRequest) -> HttpResponse:
    """Note what is not right; `?check=` or `?programme=` says where."""
    check, branch_id = _check(request), hall.branch_of(request.user)
    if check is not None:
        branch_id = check.branch_id
    initial = {
        "programme": check.programme_id if check else _programme_id(request),
        "level": check.level if check else Level.WINDOW,
        "due_on": timezone.localdate() + timedelta(days=DAYS_TO_MEND),
    }
    form = FindingForm(
        request.POST or None,
        request.FILES or None,
        user=request.user,
        branch_id=branch_id,
        levels=_levels(request),
        initial=initial,
    )

    def run(answers: dict[str, Any]) -> str:
        found = operations.add_finding(
            branch_id=branch_id,
            programme_id=answers["programme"].pk,
            level=answers["level"],
            text=answers["text"],
            head_id=answers["head"].pk,
            due_on=answers["due_on"],
            check_id=check.pk if check else None,
            case_id=answers["case"].pk if answers["case"] else None,
            photos=form.photos,
            by=request.user,
            at=timezone.now(),
        )
        return _url(found)

    act = Act(
        _("登记督查问题"),
        _("登记"),
        reverse("desk:counter_findings"),
        _("督查问题"),
        said=_("已登记，责任人会收到提醒。"),
        has_files=True,
    )
    return act_page(request, act, form, run)


def _check(request: UserRequest) -> Check | None:
    """The check named in the address, or none."""
    pk = _number(request, "check")
    return queries.checks_visible_to(request.user).filter(pk=pk).first() if pk else None


def _programme_id(request: UserRequest) -> int | None:
    pk = _number(request, "programme")
    return pk if pk and Programme.objects.filter(pk=pk, is_active=True).exists() else None


def _number(request: UserRequest, name: str) -> int:
    typed = request.GET.get(name, "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


@requires(Permission.STAFF_DESK)
@require_safe
def finding(request: UserRequest, pk: int) -> HttpResponse:
    """One finding: photos before and after, what was done, who answers for the case behind it."""
    found, user = _finding(request, pk), request.user
    may_judge = hall.inspects(user, found.branch_id) and found.rectified_person_id != user.person_id
    photos = list(found.photos.order_by("id"))
    context = {
        "finding": found,
        "badge": FINDING_BADGE[found.status],
        "is_late": _is_late(found, timezone.localdate()),
        "before": [each for each in photos if not each.is_after],
        "after": [each for each in photos if each.is_after],
        "events": _events(found),
        "chain": queries.responsibility_chain(found.case) if found.case and user.may(Permission.CASE_VIEW) else [],
        "may_see_case": user.may(Permission.CASE_VIEW),
        "can_rectify": found.status == FindingStatus.OPEN
        and (user.pk == found.head_id or hall.branch_of(user) == found.branch_id),
        "can_judge": found.status == FindingStatus.RECTIFIED and may_judge,
    }
    return render(request, "desk/counter/finding.html", context)


def _events(found: Finding) -> list[dict[str, object]]:
    words = {"find": _("发现"), "rectify": _("整改"), "send_back": _("退回整改"), "verify": _("验收")}
    rows = found.events.select_related("by__person").order_by("-at", "-id")
    return [
        {"title": words.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": each.note}
        for each in rows
    ]


@requires(Permission.STAFF_DESK)
@require_http_methods(GET_OR_POST)
def rectify(request: UserRequest, pk: int) -> HttpResponse:
    """Say how it was put right."""
    found = _finding(request, pk)
    form = RectifyForm(request.POST or None, request.FILES or None)

    def run(answers: dict[str, Any]) -> None:
        operations.rectify(finding_id=pk, text=answers["text"], photos=form.photos, by=request.user, at=timezone.now())

    act = Act(
        _("整改"), _("提交验收"), _url(found), _("督查问题"), said=_("已提交，等另一位检查人员验收。"), has_files=True
    )
    return act_page(request, act, form, run)


@requires(Permission.HALL_INSPECT)
@require_POST
def verify_finding(request: UserRequest, pk: int) -> HttpResponse:
    """It is right now."""
    found = _finding(request, pk)
    return act_at_once(
        request,
        lambda: operations.verify_finding(finding_id=pk, by=request.user, at=timezone.now()),
        said=_("已验收。"),
        to=_url(found),
    )


@requires(Permission.HALL_INSPECT)
@require_http_methods(GET_OR_POST)
def send_finding_back(request: UserRequest, pk: int) -> HttpResponse:
    """It is not right yet."""
    found = _finding(request, pk)
    form = WordsForm(request.POST or None, label=_("哪里还没有整改到位"))

    def run(answers: dict[str, Any]) -> None:
        operations.send_finding_back(finding_id=pk, reason=answers["text"], by=request.user, at=timezone.now())

    act = Act(_("退回整改"), _("退回"), _url(found), _("督查问题"), said=_("已退回，责任人会收到提醒。"))
    return act_page(request, act, form, run)


def _finding(request: UserRequest, pk: int) -> Finding:
    return get_object_or_404(queries.findings_visible_to(request.user), pk=pk)


@requires(Permission.STAFF_DESK)
@require_safe
def hall_photo(request: UserRequest, pk: int) -> FileResponse:
    """A photo, for who may see the hall's pages; its type is what it was found to be."""
    found = get_object_or_404(queries.photos_visible_to(request.user), pk=pk)
    response = FileResponse(default_storage.open(found.name), content_type=found.content_type)
    response["Content-Disposition"] = "inline"
    return response
