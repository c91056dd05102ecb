"""Readers at the library's counter: found, given a card, stopped."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import queries as people
from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from library.forms import EnrolForm, ReasonForm
from library.models import Reader
from library.operations import readers as operations
from library.queries import circulation
from library.rules import cards
from library.states import READER_BADGE


@requires(Permission.LIBRARY_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def readers(request: UserRequest) -> HttpResponse:
    """Look for a reader; what is typed goes by POST, since it may be a phone or an identity number."""
    text = cards.plain(request.POST.get("q", ""))
    found = circulation.search_readers(text) if text else []
    context = {"q": text, "found": [(each, READER_BADGE[each.status]) for each in found]}  # type: ignore[index]
    return render(request, "library/counter/readers.html", context)


@requires(Permission.LIBRARY_DESK)
@require_http_methods(["GET", "HEAD", "POST"])
def enrol(request: UserRequest) -> HttpResponse:
    """Give somebody a card."""
    form = EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            reader = _enrol(request, form)
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            if reader is not None:
                messages.success(request, _("已办证，证号 %(card)s。") % {"card": reader.card})
                return redirect("library:counter_reader", reader.pk)
            form.add_error("document", _("不在册。市民请填写姓名和手机号码。"))
    return render(request, "library/counter/enrol.html", {"form": form}, status=422 if form.errors else 200)


def _enrol(request: UserRequest, form: EnrolForm) -> Reader | None:
    """The new reader; None where nobody on file has the number."""
    asked, now = form.cleaned_data, timezone.now()
    if not asked["document"]:
        return operations.enrol_citizen(
            name=asked["name"],
            phone=asked["phone"],
            until=asked["until"],
            card=asked["card"],
            by=request.user,
            at=now,
        )
    known = people.people_by_document([("01", asked["document"])])
    for person_id, _name in known.values():
        kind = circulation.kinds_of_reader(person_id)
        return operations.enrol(person_id=person_id, kind=kind, card=asked["card"], by=request.user, at=now)
    return None


@requires(Permission.LIBRARY_DESK)
@require_safe
def reader(request: UserRequest, pk: int) -> HttpResponse:
    """One card."""
    found = get_object_or_404(circulation.readers_visible_to(request.user), pk=pk)
    events = [
        {"title": _ACTS.get(event.action, event.action), "at": event.at, "who": event.by, "note": event.note}
        for event in found.events.select_related("by__person").order_by("-id")[:30]
    ]
    context = {
        "reader": found,
        "badge": READER_BADGE[found.status],  # type: ignore[index]
        "facts": [
            (_("证号"), found.card),
            (_("读者类型"), found.get_kind_display()),
            (_("手机号码"), found.phone or "—"),
            (_("有效期至"), f"{found.until:%Y-%m-%d}" if found.until else _("长期")),
            (_("在借"), circulation.open_loans(found).count()),
        ],
        "events": events,
        "stop_form": ReasonForm(),
    }
    return render(request, "library/counter/reader.html", context)


_ACTS = {
    "enrol": gettext_lazy("办证"),
    "new_card": gettext_lazy("换证号"),
    "stop": gettext_lazy("停用"),
    "reopen": gettext_lazy("恢复"),
}


@requires(Permission.LIBRARY_DESK)
@require_POST
def stop(request: UserRequest, pk: int) -> HttpResponse:
    """Stop a card."""
    found = get_object_or_404(circulation.readers_visible_to(request.user), pk=pk)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明停用的原因。"))
        return redirect("library:counter_reader", pk)
    try:
        operations.stop(reader_id=found.pk, reason=form.cleaned_data["reason"], by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("借书证已停用。"))
    return redirect("library:counter_reader", pk)


@requires(Permission.LIBRARY_DESK)
@require_POST
def reopen(request: UserRequest, pk: int) -> HttpResponse:
    """Open a stopped card again."""
    found = get_object_or_404(circulation.readers_visible_to(request.user), pk=pk)
    try:
        operations.reopen(reader_id=found.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("借书证已恢复。"))
    return redirect("library:counter_reader", pk)


@requires(Permission.LIBRARY_DESK)
@require_POST
def new_card(request: UserRequest, pk: int) -> HttpResponse:
    """Give the reader another card number."""
    found = get_object_or_404(circulation.readers_visible_to(request.user), pk=pk)
    card = request.POST.get("card", "").strip()
    if not card:
        messages.error(request, _("请扫描新证。"))
        return redirect("library:counter_reader", pk)
    try:
        operations.new_card(reader_id=found.pk, card=card, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已换证，旧证号不能再用。"))
    return redirect("library:counter_reader", pk)
