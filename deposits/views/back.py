"""What the employer's and the counter's pages of back payments and advances share."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest
from accounts.permissions import Permission
from common.errors import BusinessError
from deposits import operations, queries
from deposits.files import back as files
from deposits.files import marking
from deposits.files.back import FIRST_ROW, BackColumn, TypedBack
from deposits.files.columns import CellError
from deposits.forms.back import BACK_MOST, AdvanceForm, BackFileForm, BackFormSet, BackLineForm
from deposits.models import EmployerAccount, PayrollUpload
from deposits.operations import back
from deposits.queries import back as back_queries
from deposits.states import UPLOAD_BADGE, UploadStatus
from deposits.views import uploads as upload_pages
from deposits.views.uploads import SHOWN_ERRORS, Side
from policy import queries as policy

SHOWN_PEOPLE = 100
"""So many people are shown month by month; the paper and the export of the list have all."""
MORE_LINES = 5
_FIELDS = {
    BackColumn.ACCOUNT.value: "number",
    BackColumn.FIRST.value: "first",
    BackColumn.LAST.value: "last",
    BackColumn.BASE.value: "base",
    BackColumn.REASON.value: "reason",
}


def back_page(request: UserRequest, side: Side, account: EmployerAccount, here: dict[str, str]) -> HttpResponse:
    """Take a back payment in: typed line by line, or as a file. `here` holds addresses of the side's pages."""
    is_file = bool(request.FILES) or request.POST.get("by") == "file"
    form = BackFileForm(request.POST, request.FILES) if is_file else BackFileForm()
    formset = _formset(request, is_file)
    problems: list[str] = []
    if is_file and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            return _go(request, side, account, file.name or "", file.read())
        except BusinessError as refusal:
            form.add_error("file", str(refusal))
    elif request.method == "POST" and not is_file and "more" not in request.POST and formset.is_valid():
        answer = _take_typed(request, side, account, formset, problems)
        if answer is not None:
            return answer
    context = {
        "account": account,
        "form": form,
        "formset": formset,
        "problems": problems,
        "here": here,
        "side": side.name,
        "most": BACK_MOST,
        "until": back_queries.back_expected(account, []).last_month,
        "waiting": back_queries.waiting_back_list(account),
    }
    context["waiting_url"] = side.url("list", context["waiting"].pk) if context["waiting"] else ""
    return render(request, side.template("back"), context)


def _formset(request: UserRequest, is_file: bool) -> Any:
    if request.method != "POST" or is_file:
        asked = request.GET.get("account", "")[:20]
        return BackFormSet(initial=[{"number": asked}] if asked else None)
    data = request.POST.copy()
    if "more" in data:
        typed = data.get("form-TOTAL_FORMS", "")
        total = int(typed) if typed.isdecimal() and len(typed) < 4 else 0
        data["form-TOTAL_FORMS"] = str(min(total + MORE_LINES, BACK_MOST))
    return BackFormSet(data)


def _go(request: UserRequest, side: Side, account: EmployerAccount, name: str, content: bytes) -> HttpResponse:
    upload = back.upload_back(
        employer_account_id=account.pk, name=name, content=content, by=request.user, at=timezone.now()
    )
    return redirect(side.url("back_check", upload.pk))


def _take_typed(
    request: UserRequest, side: Side, account: EmployerAccount, formset: Any, problems: list[str]
) -> HttpResponse | None:
    """Where what was typed leads; None where it is refused: forms and `problems` say why."""
    forms: list[BackLineForm] = [form for form in formset if not form.is_blank]
    if not forms:
        problems.append(_("请至少填写一行。"))
        return None
    content = files.write_typed_back(
        employer_number=account.number, lines=[TypedBack(base_fen=f.cleaned_data["base"], **_line(f)) for f in forms]
    )
    name, at = _("网页填报-补缴.csv"), timezone.now()
    try:
        upload = back.upload_back(employer_account_id=account.pk, name=name, content=content, by=request.user, at=at)
    except BusinessError as refusal:
        problems.append(str(refusal))
        return None
    if upload.status != UploadStatus.FAULTY:
        return redirect(side.url("back_check", upload.pk))
    for error in upload.errors:
        place = int(error["row"]) - FIRST_ROW
        if 0 <= place < len(forms):
            forms[place].add_error(_FIELDS.get(error["column"], "number"), error["message"])
        else:
            problems.append(error["message"])
    # The typed lines themselves are mended and sent again: this attempt is not kept for later.
    operations.discard_upload(upload_id=upload.pk, by=request.user, at=at)
    return None


def _line(form: BackLineForm) -> dict[str, str]:
    return {name: form.cleaned_data[name] for name in ("number", "first", "last", "reason")}


def template_file(request: UserRequest, account: EmployerAccount) -> HttpResponse:
    """A back payment to fill in, with the employer's people by number and name."""
    people = queries.roster(account).values_list("number", "person__name")
    content = files.write_back_template(
        employer_number=account.number, employer_name=account.employer.name, people=people
    )
    return upload_pages.workbook(content, _("%(number)s-补缴.xlsx") % {"number": account.number})


def check_page(request: UserRequest, side: Side, upload: PayrollUpload, again: str) -> HttpResponse:
    """What was found in a back payment: faults, or each person's months with what is short on either side."""
    context: dict[str, Any] = {
        "upload": upload,
        "account": upload.employer_account,
        "badge": UPLOAD_BADGE[upload.status],
        "again": again,
        "side": side.name,
        "errors": upload.errors[:SHOWN_ERRORS],
        "error_count": len(upload.errors),
        "urls": {page: side.url(f"back_{page}", upload.pk) for page in ("declare", "discard", "marked")},
        "declared": getattr(upload, "list", None),
        "may_confirm": side.name == "employer" or request.user.may(Permission.REMITTANCE_CONFIRM),
    }
    if context["declared"] is not None:
        context["list_url"] = side.url("list", context["declared"].pk)
    if upload.status == UploadStatus.CHECKED:
        _checked, owed = back.check_back(upload.employer_account, operations.content_of(upload))
        context |= {
            "owed": owed[:SHOWN_PEOPLE],
            "more": max(0, len(owed) - SHOWN_PEOPLE),
            "total_fen": sum(each.total_fen for each in owed),
            "employer_fen": sum(each.employer_fen for each in owed),
            "employee_fen": sum(each.employee_fen for each in owed),
            "waiting": back_queries.waiting_back_list(upload.employer_account),
        }
    return render(request, side.template("back_check"), context)


def declare(request: UserRequest, side: Side, upload: PayrollUpload) -> HttpResponse:
    """Declare a checked back payment; a second press leads to the list that the first one made."""
    if upload.status == UploadStatus.DECLARED:
        return redirect(side.url("list", upload.list.pk))
    try:
        remittance = back.declare_back(upload_id=upload.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect(side.url("back_check", upload.pk))
    messages.success(request, _("已申报，汇缴书号 %(number)s。请按下面的账户转账。") % {"number": remittance.number})
    return redirect(side.url("list", remittance.pk))


def discard(request: UserRequest, side: Side, upload: PayrollUpload, target: str) -> HttpResponse:
    """Give a back payment up."""
    try:
        operations.discard_upload(upload_id=upload.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect(side.url("back_check", upload.pk))
    messages.success(request, _("已放弃“%(name)s”。") % {"name": upload.name})
    return redirect(target)


def marked_file(request: UserRequest, side: Side, upload: PayrollUpload) -> HttpResponse:
    """The faulty file given back with its faults marked."""
    try:
        errors = [CellError.from_json(error) for error in upload.errors]
        content, name = marking.mark_errors(
            operations.content_of(upload), upload.name, errors, find=files.find_headings
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect(side.url("back_check", upload.pk))
    return upload_pages.workbook(content, name)


def advance_page(request: UserRequest, side: Side, account: EmployerAccount) -> HttpResponse:
    """Pay several months at once: which ones may be, and what they come to."""
    ahead = back_queries.months_ahead(account, policy.book_date())
    form = AdvanceForm(request.POST or None, ahead=ahead)
    if request.method == "POST" and form.is_valid():
        count = form.cleaned_data["count"]
        try:
            remittance = back.declare_advance(
                employer_account_id=account.pk, count=count, by=request.user, at=timezone.now()
            )
        except BusinessError as refusal:
            form.add_error(None, str(refusal))
        else:
            said = _("已申报，汇缴书号 %(number)s。请按下面的账户转账。")
            messages.success(request, said % {"number": remittance.number})
            return redirect(side.url("list", remittance.pk))
    totals = queries.employer_totals(account)
    waiting = queries.waiting_list(account)
    context = {
        "account": account,
        "form": form,
        "totals": totals,
        "side": side.name,
        "waiting": waiting,
        "waiting_url": side.url("list", waiting.pk) if waiting else "",
        "can": len(ahead) >= 2,
        "why": back_queries.why_not_further(account, policy.book_date()),
        "choices": [
            (label, int(count) * totals["monthly_fen"])
            for count, label in form.fields["count"].choices  # type: ignore[attr-defined]
        ],
    }
    return render(request, side.template("advance"), context)
