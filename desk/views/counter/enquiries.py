"""Questions at the counter (首问负责): written down in two fields, answered, or given to who can answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries as people
from accounts.access import UserRequest, requires
from accounts.models import Person
from accounts.permissions import Permission
from common.errors import BusinessError
from common.listing import Column, Listing
from common.states import allowed
from desk import operations as desk
from desk import queries
from desk.forms.enquiries import BecomesForm, EnquiryAnswerForm, GiveForm, NoteForm, QuickForm
from desk.models import Enquiry
from desk.states.enquiries import ENQUIRY_BADGE, ENQUIRY_MOVES, AskedWay, EnquiryStatus

SHOWN = 30
_ACTIONS = {
    "ask": gettext_lazy("首问"),
    "answer": gettext_lazy("答复"),
    "hand_over": gettext_lazy("移交"),
    "take": gettext_lazy("签收"),
    "decline": gettext_lazy("退回"),
    "escalate": gettext_lazy("转值班长"),
    "complain": gettext_lazy("转投诉建议"),
}


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiries(request: UserRequest) -> HttpResponse:
    """My open questions, what is offered to me, and a form of two fields on top."""
    form = QuickForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        made = _record(request, form.cleaned_data)
        if made.status == EnquiryStatus.ANSWERED:
            messages.success(request, _("已记录，当场答复。"))
        else:
            messages.success(request, _("已记录，%(due)s 前答复。") % {"due": f"{made.due_on:%Y-%m-%d}"})
        return redirect("desk:counter_enquiries")
    today = timezone.localdate()
    context = {
        "form": form,
        "person": _person(request),
        "today": today,
        "mine": [(each, ENQUIRY_BADGE[each.status]) for each in queries.my_open_enquiries(request.user)[:SHOWN]],
        "offered": queries.enquiries_handed_to(request.user)[:SHOWN],
        "late": queries.enquiries_late(today)[:SHOWN] if request.user.may(Permission.HALL_LEAD) else [],
    }
    return render(request, "desk/counter/enquiries.html", context)


def _initial(request: UserRequest) -> dict[str, Any]:
    way = request.GET.get("way", "")
    person = _person(request)
    return {"way": way if way in AskedWay.values else AskedWay.WINDOW, "person": person.pk if person else None}


def _person(request: UserRequest) -> Person | None:
    """Whose question it is, where their page led here."""
    asked = request.GET.get("person", "")
    if not (asked.isascii() and asked.isdigit() and len(asked) < 12):
        return None
    return people.persons_visible_to(request.user).filter(pk=int(asked)).first()


def _record(request: UserRequest, answers: dict[str, Any]) -> Enquiry:
    person = people.persons_visible_to(request.user).filter(pk=answers["person"] or 0).first()
    return desk.record_enquiry(
        question=answers["question"],
        answer=answers["answer"],
        way=answers["way"] or AskedWay.WINDOW,
        branch_id=request.user.staff.branch_id,
        person_id=person.pk if person else None,
        by=request.user,
        at=timezone.now(),
    )


@requires(Permission.CASE_WORK)
@require_safe
def asked(request: UserRequest) -> HttpResponseBase:
    """Questions that were asked: of the user first; of everybody for who leads."""
    leads = request.user.may(Permission.HALL_LEAD)
    rows = queries.enquiries_visible_to(request.user)
    listing = Listing(
        request,
        rows if leads else rows.filter(first_asked=request.user),
        columns=[
            Column("__str__", _("问题"), value=str, link=lambda row: reverse("desk:counter_enquiry", args=[row.pk])),
            Column("get_way_display", _("来源"), narrow=False),
            Column("first_asked", _("首问责任人"), value=lambda row: str(row.first_asked), narrow=False),
            Column("owner", _("现责任人"), value=lambda row: str(row.owner)),
            Column("asked_at", _("提问时间"), kind="time", narrow=False),
            Column("due_on", _("答复期限"), kind="date"),
            Column("get_status_display", _("状态"), badge=lambda row: ENQUIRY_BADGE[row.status]),
        ],
        order=("-asked_at",),
        caption=_("咨询"),
    )
    return listing.response("desk/counter/asked.html")


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def enquiry(request: UserRequest, pk: int) -> HttpResponse:
    """One question: answered here."""
    found = _enquiry(request, pk)
    form = EnquiryAnswerForm(request.POST or None)
    if request.method == "POST":
        done = _do(request, form, desk.answer_enquiry, pk, _("已答复。"), **_cleaned(form))
        return done or _page(request, found, form=form)
    return _page(request, found)


@requires(Permission.CASE_WORK)
@require_POST
def hand_over_enquiry(request: UserRequest, pk: int) -> HttpResponse:
    """Offer it to a colleague, who signs for it."""
    found = _enquiry(request, pk)
    form = GiveForm(request.POST, colleagues=_colleagues(Permission.CASE_WORK, found))
    facts = _given(form, "taker_id")
    done = _do(request, form, desk.hand_over_enquiry, pk, _("已移交，等对方签收；签收前仍由您负责。"), **facts)
    return done or _page(request, found, give_form=form)


@requires(Permission.CASE_WORK)
@require_POST
def escalate_enquiry(request: UserRequest, pk: int) -> HttpResponse:
    """Give what one cannot answer to the duty manager."""
    found = _enquiry(request, pk)
    form = GiveForm(request.POST, colleagues=_colleagues(Permission.HALL_LEAD, found), prefix="up")
    done = _do(request, form, desk.escalate_enquiry, pk, _("已转值班长。"), **_given(form, "to_id"))
    return done or _page(request, found, up_form=form)


@requires(Permission.CASE_WORK)
@require_POST
def take_enquiry(request: UserRequest, pk: int) -> HttpResponse:
    """Sign for a question that a colleague offers."""
    found = _enquiry(request, pk)
    done = _do(request, None, desk.take_enquiry, pk, _("已签收，由您负责答复。"))
    return done or _page(request, found)


@requires(Permission.CASE_WORK)
@require_POST
def decline_enquiry(request: UserRequest, pk: int) -> HttpResponse:
    """Give it back with a reason."""
    found = _enquiry(request, pk)
    form = NoteForm(request.POST, prefix="back")
    done = _do(request, form, desk.decline_enquiry, pk, _("已退回。"), **_cleaned(form))
    return done or _page(request, found, back_form=form)


@requires(Permission.CASE_WORK)
@require_POST
def complain_enquiry(request: UserRequest, pk: int) -> HttpResponse:
    """It is a complaint: it goes on as one."""
    found = _enquiry(request, pk)
    form = BecomesForm(request.POST, prefix="as")
    done = _do(request, form, desk.make_complaint, pk, _("已转为投诉建议。"), **_cleaned(form))
    return done or _page(request, found, as_form=form)


def _do(
    request: UserRequest, form: forms.Form | None, act: Callable[..., Enquiry], pk: int, said: str, **facts: Any
) -> HttpResponse | None:
    """Do one act and lead back; None where the form was wrong or the act was refused, which its form then says."""
    if form is not None and not form.is_valid():
        return None
    try:
        act(enquiry_id=pk, by=request.user, at=timezone.now(), **facts)
    except BusinessError as refusal:
        if form is None:
            messages.error(request, str(refusal))
        else:
            form.add_error(None, str(refusal))
        return None
    messages.success(request, said)
    return redirect("desk:counter_enquiries")


def _cleaned(form: forms.Form) -> dict[str, Any]:
    return dict(form.cleaned_data) if form.is_valid() else {}


def _given(form: GiveForm, name: str) -> dict[str, Any]:
    answers = _cleaned(form)
    return {name: answers["to"].pk, "note": answers["note"]} if answers else {}


def _page(request: UserRequest, found: Enquiry, **bound: forms.Form) -> HttpResponse:
    """The question with the forms of what may be done now; `bound` are those that were just sent."""
    user = request.user
    may = allowed(found.status, ENQUIRY_MOVES)
    is_mine = found.owner_id == user.pk
    leads = user.may(Permission.HALL_LEAD)
    fresh: dict[str, forms.Form] = {}
    if is_mine and "answer" in may:
        fresh |= {"form": EnquiryAnswerForm(), "as_form": BecomesForm(prefix="as")}
    if (is_mine or leads) and "hand_over" in may:
        fresh["give_form"] = GiveForm(colleagues=_colleagues(Permission.CASE_WORK, found))
    if (is_mine or leads) and "escalate" in may:
        fresh["up_form"] = GiveForm(colleagues=_colleagues(Permission.HALL_LEAD, found), prefix="up")
    if "decline" in may and (is_mine or found.taker_id == user.pk):
        fresh["back_form"] = NoteForm(prefix="back")
    events = found.events.select_related("by__person").order_by("-at", "-id")
    context = {
        "enquiry": found,
        "badge": ENQUIRY_BADGE[found.status],
        "may_take": found.taker_id == user.pk,
        "events": [
            {"title": _ACTIONS.get(each.action, each.action), "at": each.at, "who": each.by or "", "note": each.note}
            for each in events
        ],
    }
    return render(request, "desk/counter/enquiry.html", {**context, **fresh, **bound})


def _enquiry(request: UserRequest, pk: int) -> Enquiry:
    return get_object_or_404(queries.enquiries_visible_to(request.user), pk=pk)


def _colleagues(permission: Permission, found: Enquiry) -> Any:
    return queries.staff_who_may(permission, timezone.localdate()).exclude(pk=found.owner_id)
