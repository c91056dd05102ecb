"""One's own money on its way between two centres: asked for, followed, cancelled while that is possible."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms import MoveInForm
from deposits.models import TransferLetter
from deposits.states import LETTER_BADGE, LetterStatus
from deposits.views import letters as shared
from desk.models import Case
from desk.states.cases import Channel


@requires(Permission.OWN_ACCOUNT)
@require_http_methods(["GET", "HEAD", "POST"])
def transfer_in(request: UserRequest) -> HttpResponse:
    """Ask for one's money from another centre: where it lies, then the answers to check, then the case."""
    why_not = queries.why_not_in(request.user.person_id)
    form = MoveInForm(request.POST or None)
    stage = "ask"
    if request.method == "POST" and form.is_valid() and request.POST.get("go") != "back":
        stage = "check"
        if request.POST.get("go") == "submit":
            case = _submit(request, form)
            if case is not None:
                said = _("已提交，办件编号 %(number)s。联系函马上发往原缴存地，进度都在这一页。")
                messages.success(request, said % {"number": case.number})
                return redirect("desk:portal_case", case.pk)
            stage = "ask"
    account = queries.open_account_of(request.user.person_id)
    context = {"form": form, "stage": stage, "why_not": why_not, "account": account}
    return render(request, "deposits/portal/transfer_in.html", context)


def _submit(request: UserRequest, form: MoveInForm) -> Case | None:
    try:
        return operations.apply_transfer_in(
            person_id=request.user.person_id,
            centre_id=form.cleaned_data["centre"].pk,
            their_account=form.cleaned_data["their_account"],
            channel=Channel.PORTAL,
            by=request.user,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None


@requires(Permission.OWN_ACCOUNT)
@require_safe
def letter(request: UserRequest, pk: int) -> HttpResponse:
    """One's own letter, like a parcel: where it is, what comes next."""
    found = _own(request, pk)
    context = {
        "letter": found,
        "badge": LETTER_BADGE[found.status],
        "steps": shared.steps(found),
        "events": [{**event, "who": ""} for event in shared.events(found)],
        "next_words": _next_words(found),
        "may_cancel": queries.may_cancel(found),
    }
    return render(request, "deposits/portal/letter.html", context)


@requires(Permission.OWN_ACCOUNT)
@require_safe
def letter_paper(request: UserRequest, pk: int) -> HttpResponse:
    """One's own contact letter as PDF."""
    found = _own(request, pk)
    if not found.number:
        raise Http404
    return shared.paper(request, found)


@requires(Permission.OWN_ACCOUNT)
@require_POST
def cancel_letter(request: UserRequest, pk: int) -> HttpResponse:
    """One no longer wants the money to come."""
    if not _own(request, pk).is_in:
        raise Http404  # what goes away is cancelled by the other centre
    try:
        operations.cancel_transfer_in(letter_id=pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤销。您的钱仍在原缴存地，需要时可以重新申请。"))
    return redirect("deposits:portal_letter", pk)


def _own(request: UserRequest, pk: int) -> TransferLetter:
    return get_object_or_404(queries.letters_visible_to(request.user), pk=pk)


def _next_words(found: TransferLetter) -> str:
    """What happens next, in a sentence."""
    name = {"centre": found.centre.name}
    coming = {
        LetterStatus.NEW: _("窗口核对后发出联系函。"),
        LetterStatus.SENT: _("联系函已到%(centre)s，对方应在五个工作日内答复。"),
        LetterStatus.ACCEPTED: _("%(centre)s正在结清利息、办理销户和转款。"),
        LetterStatus.INFORMED: _("%(centre)s已销户转款，款到我们的专户后马上记入您的账户。"),
        LetterStatus.NEGOTIATING: _("金额或资料有出入，我们正在与%(centre)s核对，您不用做什么。"),
        LetterStatus.FAILED: _("%(centre)s付款没有成功，对方更正后会重新转款。"),
        LetterStatus.DONE: _("已经办结。"),
        LetterStatus.DONE_AFTER: _("已经办结。"),
        LetterStatus.CANCELLED: _("已经撤销。"),
        LetterStatus.REFUSED: _("没有办成，理由写在下面。"),
    }
    going = {
        LetterStatus.SENT: _("%(centre)s来函要转走您的账户，我们正在审核。如非本人申请，请马上拨打 12329。"),
        LetterStatus.ACCEPTED: _("利息已结清，款项正在转往%(centre)s。"),
        LetterStatus.INFORMED: _("款项已转往%(centre)s，等对方确认。"),
        LetterStatus.NEGOTIATING: _("%(centre)s对账户信息有疑问，我们正在答复。"),
        LetterStatus.FAILED: _("付款没有成功，更正账户后重新转款。"),
    }
    words = coming if found.is_in else {**coming, **going}
    return words[LetterStatus(found.status)] % name
