"""A list typed on the page: the roster to go through, a few lines for who is new, and the same check as for a file."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from accounts.models import DocumentType
from common.errors import BusinessError
from deposits import operations, queries, rules
from deposits.files.columns import Column
from deposits.files.typed import FIRST_ROW, TypedLine, write_typed_list
from deposits.forms import TYPED_MOST, TypedForm, TypedFormSet
from deposits.models import EmployerAccount, PayrollUpload, PersonalAccount
from deposits.states import ChangeKind, PersonalAccountStatus, UploadStatus
from deposits.views.uploads import Side
from policy import queries as policy

MORE_LINES = 5
_FIELDS = {
    Column.DOCUMENT: "document_number",
    Column.MOBILE: "mobile",
    Column.BASE: "base",
    Column.EMPLOYER_PART: "base",
    Column.EMPLOYEE_PART: "base",
    Column.CHANGE: "action",
}
"""Beside which field a fault of the file stands; all others beside the name."""


def typed_page(request: UserRequest, side: Side, account: EmployerAccount, here: dict[str, str]) -> HttpResponse:
    """Fill the month's list in on the page. What was typed stays when it is refused."""
    people = list(queries.roster(account)[: TYPED_MOST + 1])
    if len(people) > TYPED_MOST:
        return redirect(here["upload"])
    parameters = policy.on(policy.book_date())
    formset = _formset(request, people)
    context = {
        "account": account,
        "month": queries.next_month(account),
        "formset": formset,
        "here": here,
        "side": side.name,
        "floor_fen": parameters.contribution_floor_fen,
        "cap_fen": parameters.contribution_cap_fen,
        "problems": [],
        "checked": False,
    }
    if request.method == "POST" and "more" not in request.POST:
        context["checked"] = True
        if formset.is_valid():
            answer = _take(request, side, account, formset, context["problems"])
            if answer is not None:
                return answer
    return render(request, side.template("typed"), context)


def _formset(request: UserRequest, people: list[PersonalAccount]) -> Any:
    if request.method != "POST":
        sealed = PersonalAccountStatus.SEALED
        formset = TypedFormSet(
            initial=[
                {
                    "person": each,
                    "account": each.number,
                    "base": each.base_fen,
                    "action": TypedForm.AWAY if each.status == sealed else TypedForm.KEEP,
                }
                for each in people
            ]
        )
        formset.extra = max(formset.extra, _kept_lines(request) - len(people))
        return formset
    known = {each.number: each for each in people}
    data = request.POST.copy()
    total = _lines(data.get("form-TOTAL_FORMS", ""))
    if "more" in data:
        data["form-TOTAL_FORMS"] = str(total + MORE_LINES)
    # A person is looked up in the employer's own roster, never taken from what the browser says.
    initial = [{"person": known.get(data.get(f"form-{place}-account", ""))} for place in range(total)]
    return TypedFormSet(data, initial=initial)


def _kept_lines(request: UserRequest) -> int:
    """How many lines were on the page when the log-in ended, where it is about to be filled in again."""
    form = getattr(request, "kept_form", None)
    return _lines(form.fields.get("form-TOTAL_FORMS", [""])[0]) if form else 0


def _lines(asked: str) -> int:
    return min(int(asked), TYPED_MOST + 50) if asked.isdecimal() and len(asked) < 5 else 0


def _take(
    request: UserRequest, side: Side, account: EmployerAccount, formset: Any, problems: list[str]
) -> HttpResponse | None:
    """Where the typed list leads; None where it is refused: forms and `problems` say why."""
    forms = [form for form in formset if not form.is_blank and form.cleaned_data["action"] != TypedForm.AWAY]
    month = queries.next_month(account)
    unit_fen = policy.on(policy.book_date()).contribution_unit_fen
    content = write_typed_list(
        employer_number=account.number,
        employer_name=account.employer.name,
        month=month,
        lines=[_line(form, account, unit_fen) for form in forms],
    )
    name, at = _("网页填报-%(month)s.csv") % {"month": month}, timezone.now()
    try:
        upload = operations.upload_payroll(
            employer_account_id=account.pk, name=name, content=content, by=request.user, at=at
        )
    except BusinessError as refusal:
        problems.append(str(refusal))
        return None
    if upload.status != UploadStatus.FAULTY:
        return redirect(side.url("check", upload.pk))
    _tell_faults(upload, forms, problems)
    # The typed lines themselves are mended and sent again: this attempt is not kept for later.
    operations.discard_upload(upload_id=upload.pk, by=request.user, at=at)
    return None


def _tell_faults(upload: PayrollUpload, forms: list[TypedForm], problems: list[str]) -> None:
    """Faults to the lines they are about; those about the list as a whole to `problems`."""
    for error in upload.errors:
        place = int(error["row"]) - FIRST_ROW
        if 0 <= place < len(forms):
            forms[place].add_error(_FIELDS.get(error["column"], "name"), error["message"])
        else:
            problems.append(error["message"])


def _line(form: TypedForm, account: EmployerAccount, unit_fen: int) -> TypedLine:
    answers, own = form.cleaned_data, form.person
    base = answers["base"] or 0
    parts = rules.contribution(
        base_fen=base,
        employer_rate=account.employer_rate,
        employee_rate=account.employee_rate,
        unit_fen=unit_fen,
    )
    return TypedLine(
        account_number=own.number if own else "",
        name=own.person.name if own else answers["name"],
        document_type=own.person.document_type if own else DocumentType.CITIZEN,
        document_number=own.person.document_number if own else answers["document_number"],
        base_fen=base,
        employer_fen=parts.employer_fen,
        employee_fen=parts.employee_fen,
        change=_change(answers["action"], own, base),
        mobile="" if own else answers["mobile"],
    )


def _change(action: str, own: PersonalAccount | None, base_fen: int) -> ChangeKind:
    if own is None:
        return ChangeKind.NEW
    if action == TypedForm.LEAVE:
        return ChangeKind.SEAL
    if action == TypedForm.RETURN:
        return ChangeKind.UNSEAL
    return ChangeKind.NORMAL if base_fen == own.base_fen else ChangeKind.BASE
