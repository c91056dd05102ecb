"""The day's appointments at the counter; booking for whoever phones; home visits and talks beforehand."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import operations as accounts
from accounts import queries as accounts_queries
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind, Person
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from common.states import allowed
from desk import operations as desk
from desk import queries
from desk.forms.appointments import (
    AnswerForm,
    AssignForm,
    CallerForm,
    DayForm,
    ReasonForm,
    ResultForm,
    VisitFilter,
)
from desk.models import Appointment
from desk.operations import Details
from desk.states.appointments import APPOINTMENT_BADGE, APPOINTMENT_MOVES, SLOT_BADGE, SlotKind
from desk.states.cases import Channel
from desk.views import booking

FOUND = 20


@requires(Permission.QUEUE_CALL)
@require_safe
def appointments(request: UserRequest) -> HttpResponseBase:
    """Who comes to a branch on a day."""
    today = timezone.localdate()
    form = DayForm(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    branch = asked.get("branch") or queries.branch_of(request.user)
    day: date = asked.get("day") or today
    listing = Listing(
        request,
        queries.appointments_of_day(request.user, branch.pk if branch else 0, day),
        columns=[
            Column("starts_at", _("时间"), kind="code", value=_clock, link=_address),
            Column("person__name", _("预约人"), value=_masked),
            Column("line__label", _("业务")),
            Column("get_kind_display", _("类型"), badge=lambda row: SLOT_BADGE[row.kind]),
            Column("get_status_display", _("状态"), badge=lambda row: APPOINTMENT_BADGE[row.status]),
            Column("ticket", _("排队号"), kind="code"),
            Column("get_channel_display", _("渠道"), narrow=False),
        ],
        order=("starts_at",),
        caption=_("预约"),
        empty={"title": _("这一天还没有预约"), "text": ""},
    )
    context = {
        "form": DayForm(initial={"branch": branch, "day": day}),
        "branch": branch,
        "day": day,
        "day_words": booking.day_words(day, today),
        "before": _day_address(branch, day - timedelta(days=1)),
        "after": _day_address(branch, day + timedelta(days=1)),
        "may_plan": request.user.may(Permission.APPOINTMENT_MANAGE),
    }
    return listing.response("desk/counter/appointments.html", context)


def _day_address(branch: Any, day: date) -> str:
    return "?" + urlencode({"branch": branch.pk if branch else "", "day": day.isoformat()})


def _clock(row: Appointment) -> str:
    return f"{timezone.localtime(row.starts_at):%H:%M}–{timezone.localtime(row.ends_at):%H:%M}"


def _masked(row: Appointment) -> str:
    """A list names nobody in full."""
    name = f"{row.person.name[:1]}{'*' * (len(row.person.name) - 1)}"
    if row.employer is None:
        return name
    return _("%(employer)s（%(count)d 人）%(name)s") % {
        "employer": row.employer.name,
        "count": row.head_count,
        "name": name,
    }


def _address(row: Appointment) -> str:
    return reverse("desk:counter_appointment", args=[row.pk])


@requires(Permission.QUEUE_CALL)
@require_safe
def appointment(request: UserRequest, pk: int) -> HttpResponse:
    """One appointment in full: a look at the person's data, noted as such."""
    found = get_object_or_404(queries.appointments_visible_to(request.user), pk=pk)
    now = timezone.now()
    accounts.look(
        person_id=found.person_id,
        user=request.user,
        kind=LookKind.PAGE,
        what=_("预约 %(code)s") % {"code": found.code},
        at=now,
        address=client_address(request),
    )
    may = set(allowed(found.status, APPOINTMENT_MOVES))
    is_today = timezone.localdate(found.starts_at) == timezone.localdate(now)
    needs_staff = found.kind in (SlotKind.HOME_VISIT, SlotKind.EARLY)
    context = {
        "appointment": found,
        "badges": {"status": APPOINTMENT_BADGE[found.status], "kind": SLOT_BADGE[found.kind]},
        "when": booking.day_words(timezone.localdate(found.starts_at), timezone.localdate(now)),
        "may_check_in": "check_in" in may and is_today and found.kind != SlotKind.HOME_VISIT,
        "may_miss": "no_show" in may and now >= found.starts_at,
        "cancel_form": ReasonForm() if "cancel" in may else None,
        "assign_form": AssignForm(branch_id=found.branch_id) if needs_staff and "assign" in may else None,
        "answer_form": AnswerForm() if found.questions and "answer" in may else None,
        "result_form": ResultForm() if needs_staff and "finish" in may else None,
        "events": [
            {"title": _words(each.action), "at": each.at, "note": each.note, "who": each.by or ""}
            for each in found.events.select_related("by__person").order_by("-at", "-id")
        ],
    }
    return render(request, "desk/counter/appointment.html", context)


def _words(action: str) -> str:
    words = {
        "book": _("预约"),
        "change": _("改期"),
        "assign": _("分派"),
        "answer": _("答复"),
        "check_in": _("到场取号"),
        "finish": _("完成"),
        "cancel": _("取消"),
        "no_show": _("未到"),
    }
    return words.get(action, action)


@requires(Permission.QUEUE_CALL)
@require_POST
def appointment_act(request: UserRequest, pk: int, action: str) -> HttpResponse:
    """Check in, mark as missed, cancel, assign, answer, or write down what came of it."""
    found = get_object_or_404(queries.appointments_visible_to(request.user), pk=pk)
    acts: dict[str, Callable[[UserRequest, Appointment], str]] = {
        "check-in": _check_in,
        "miss": _miss,
        "cancel": _cancel,
        "assign": _assign,
        "answer": _answer,
        "result": _result,
    }
    if action not in acts:
        raise Http404
    try:
        messages.success(request, acts[action](request, found))
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    return redirect("desk:counter_appointment", found.pk)


class _Incomplete(BusinessError):
    """A field was left empty."""


def _clean(form: Any) -> dict[str, Any]:
    if not form.is_valid():
        raise _Incomplete("".join(str(error) for errors in form.errors.values() for error in errors))
    return dict(form.cleaned_data)


def _check_in(request: UserRequest, found: Appointment) -> str:
    ticket = desk.check_in(appointment_id=found.pk, by=request.user, at=timezone.now())
    return _("已取 %(code)s 号。") % {"code": ticket}


def _miss(request: UserRequest, found: Appointment) -> str:
    desk.miss_appointment(appointment_id=found.pk, by=request.user, at=timezone.now())
    return _("已记为未到。")


def _cancel(request: UserRequest, found: Appointment) -> str:
    reason = _clean(ReasonForm(request.POST))["reason"]
    desk.cancel_appointment(appointment_id=found.pk, reason=reason, by=request.user, at=timezone.now())
    return _("已取消，并告知预约人。")


def _assign(request: UserRequest, found: Appointment) -> str:
    staff = _clean(AssignForm(request.POST, branch_id=found.branch_id))["staff"]
    desk.assign_visit(appointment_id=found.pk, staff_user_id=staff.pk, by=request.user, at=timezone.now())
    return _("已分派给%(name)s。") % {"name": staff}


def _answer(request: UserRequest, found: Appointment) -> str:
    answer = _clean(AnswerForm(request.POST))["answer"]
    desk.answer_questions(appointment_id=found.pk, answer=answer, by=request.user, at=timezone.now())
    return _("已答复，并告知预约人。")


def _result(request: UserRequest, found: Appointment) -> str:
    result = _clean(ResultForm(request.POST))["result"]
    desk.record_visit(appointment_id=found.pk, result=result, by=request.user, at=timezone.now())
    return _("已记下结果。")


# --- for whoever phones


@requires(Permission.QUEUE_CALL)
@require_http_methods(["GET", "HEAD", "POST"])
def caller(request: UserRequest) -> HttpResponse:
    """Who is on the phone: found on file, or put on file. What is searched for is posted: it stands in no address."""
    text = request.POST.get("q", "").replace("\0", "").strip()[:80]
    is_new = request.method == "POST" and "q" not in request.POST
    form = CallerForm(request.POST if is_new else None)
    if is_new and form.is_valid():
        try:
            person_id = _put_on_file(request, form)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(_booking_for(person_id))
    found = accounts_queries.search_people(text, limit=FOUND) if text else []
    context = {"text": text, "form": form, "found": [(each, _booking_for(each.pk)) for each in found]}
    return render(request, "desk/counter/caller.html", context)


def _booking_for(person_id: int) -> str:
    return reverse("desk:counter_book") + "?" + urlencode({"person": person_id})


def _put_on_file(request: UserRequest, form: CallerForm) -> int:
    data = form.cleaned_data
    with transaction.atomic():
        return accounts.find_or_create_person(
            name=data["name"],
            document_type="01",
            document_number=data["document_number"],
            phone=data["phone"],
            by=request.user,
            at=timezone.now(),
        ).pk


@requires(Permission.QUEUE_CALL)
@require_http_methods(["GET", "HEAD", "POST"])
def book(request: UserRequest) -> HttpResponse:
    """Book for a person: the same four steps."""
    asked = request.GET.get("person", "")
    person = (
        Person.objects.filter(pk=asked).first() if asked.isascii() and asked.isdigit() and len(asked) < 10 else None
    )
    if person is None:
        return redirect("desk:counter_caller")
    kinds = (*booking.OFFERED, SlotKind.SUNDAY, SlotKind.AFTER_HOURS)

    def run(want: booking.Wanted, details: Details) -> Appointment:
        assert want.branch and want.line and person
        return desk.book(
            branch_id=want.branch.pk,
            line_id=want.line.pk,
            kinds=want.kinds,
            key=want.key,
            person_id=person.pk,
            details=details,
            channel=Channel.PHONE,
            by=request.user,
            at=timezone.now(),
        )

    want = booking.wanted(request, kinds=kinds, keep=("person",))
    tabs = [(SlotKind(kind).label, f"?person={person.pk}&kind={kind}", kind == want.kind) for kind in booking.OFFERED]
    return booking.step(
        request,
        want,
        book=run,
        template="desk/counter/book.html",
        done="desk:counter_appointment",
        context={"person": person, "tabs": tabs},
    )


# --- home visits and talks beforehand


@requires(Permission.QUEUE_CALL)
@require_safe
def visits(request: UserRequest) -> HttpResponseBase:
    """Home visits and early involvement, newest first."""
    rows = queries.appointments_visible_to(request.user).filter(kind__in=[SlotKind.HOME_VISIT, SlotKind.EARLY])
    listing = Listing(
        request,
        rows,
        columns=[
            Column("starts_at", _("时间"), kind="time", link=_address),
            Column("get_kind_display", _("类型"), badge=lambda row: SLOT_BADGE[row.kind]),
            Column("person__name", _("预约人"), value=_masked),
            Column("branch__name", _("管理部"), narrow=False),
            Column("line__label", _("业务")),
            Column("assigned_to", _("经办人")),
            Column("get_status_display", _("状态"), badge=lambda row: APPOINTMENT_BADGE[row.status]),
        ],
        order=("-starts_at",),
        filters=VisitFilter,
        caption=_("上门服务与提前介入"),
        empty={"title": _("还没有上门服务或提前介入的预约"), "text": ""},
    )
    return listing.response("desk/counter/visits.html")
