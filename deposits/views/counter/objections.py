"""Balance objections at the window: taken for the owner who stands there, re-added line by line, answered."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts import operations as accounts
from accounts.access import UserRequest, client_address, requires
from accounts.models import LookKind
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, queries
from deposits.forms.objections import AnswerForm, ObjectForm, objected
from deposits.models import PersonalAccount
from deposits.views import objections as shared
from desk import queries as desk
from desk.states.cases import CASE_BADGE, CaseStatus, Channel
from desk.views.wizard import raw_of
from policy import queries as policy


@requires(Permission.CASE_WORK)
@require_http_methods(["GET", "HEAD", "POST"])
def object_to_balance(request: UserRequest, pk: int) -> HttpResponse:
    """Take an objection for the owner; what they began in the portal is taken over where they agree."""
    account = get_object_or_404(queries.accounts_visible_to(request.user), pk=pk)
    draft = desk.draft_of(operations.OBJECTION, person_id=account.person_id)
    typed = raw_of(draft)
    entries = shared.entry_choices(account, request.POST.get("entry", "") or typed.get("entry", ""))
    takes_over = draft is not None and request.POST.get("consent") == "on"
    if request.POST.get("go") == "take-over":
        if takes_over:
            _look(request, account.person_id, _("本人在网上填到一半的申请"))
        form = ObjectForm(initial=typed if takes_over else {}, entries=entries)
    else:
        form = ObjectForm(request.POST or None, entries=entries)
        if request.method == "POST" and form.is_valid():
            answer = _submit(request, account, form, draft.pk if draft and takes_over else None)
            if answer is not None:
                return answer
    context = {"account": account, "form": form, "draft": draft, "takes_over": takes_over}
    status = 422 if form.errors else 200
    return render(request, "deposits/counter/object_to_balance.html", context, status=status)


def _submit(
    request: UserRequest, account: PersonalAccount, form: ObjectForm, draft_id: int | None
) -> HttpResponse | None:
    try:
        case = operations.object_to_balance(
            account_id=account.pk,
            objected=objected(form.cleaned_data),
            channel=Channel.WINDOW,
            branch_id=request.user.staff.branch_id,
            draft_id=draft_id,
            papers_seen=True,
            by=request.user,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("已受理，办件编号 %(number)s，五日内书面答复。") % {"number": case.number})
    return redirect("desk:counter_case", case.pk)


@requires(Permission.CASE_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: UserRequest, pk: int) -> HttpResponse:
    """The account re-added, each line beside its list; who has the case writes the answer here."""
    found = get_object_or_404(queries.objections_visible_to(request.user), case=pk)
    may = request.user.may(Permission.CASE_WORK)
    first = {"finding": found.finding, "answer": found.answer, "journal": found.journal_id}
    form = AnswerForm(request.POST or None, initial=first, journals=queries.corrections(found))
    if request.method == "POST":
        if not may:
            raise PermissionDenied
        if form.is_valid():
            answer = _answer(request, pk, form)
            if answer is not None:
                return answer
    _look(request, found.account.person_id, _("余额异议核对"), found.case.number)
    context = {
        "objection": found,
        "case": found.case,
        "badge": CASE_BADGE[found.case.status],
        "check": queries.recheck(found, policy.book_date()),
        "form": form,
        "may_answer": may and found.case.status == CaseStatus.ACCEPTED,
    }
    return render(request, "deposits/counter/objection.html", context, status=422 if form.errors else 200)


def _answer(request: UserRequest, pk: int, form: AnswerForm) -> HttpResponse | None:
    journal = form.cleaned_data["journal"]
    try:
        operations.answer_objection(
            case_id=pk,
            finding=form.cleaned_data["finding"],
            answer=form.cleaned_data["answer"],
            journal_id=journal.pk if journal else None,
            by=request.user,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, _("答复已写好，送另一人复核，同意后出具。"))
    return redirect("desk:counter_case", pk)


@requires(Permission.CASE_VIEW)
@require_safe
def answer_letter(request: UserRequest, pk: int) -> HttpResponse:
    """The written answer. Opening it is a look."""
    paper = shared.letter(request, pk)
    found = get_object_or_404(queries.objections_visible_to(request.user), case=pk)
    _look(request, found.account.person_id, _("余额异议答复书"), found.case.number)
    return paper


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
