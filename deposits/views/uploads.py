"""What the employer's and the counter's pages of payroll lists share: take in, show what was found, declare.

The views themselves say who may and whose; here the employer account or the upload has been found in scope.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.access import UserRequest, client_address
from accounts.permissions import Permission
from common import sheets
from common.errors import BusinessError
from common.listing import Column, Listing
from common.money import yuan
from common.months import shift
from deposits import operations, queries
from deposits.files import marking, writing
from deposits.files.columns import CellError
from deposits.forms import TYPED_MOST, PayrollForm
from deposits.models import EmployerAccount, PayrollUpload
from deposits.operations.uploads import check_again
from deposits.states import UPLOAD_BADGE, ChangeKind, UploadStatus

SHOWN_ERRORS = 200
NAMED_MOST = 2_000
"""Lists up to this length say by name who joins, leaves or changes; longer ones say how many."""


@dataclass(frozen=True)
class Side:
    """Whose pages these are: "employer" or "counter". URL names, view names and templates go by it."""

    name: str

    def url(self, page: str, *args: Any) -> str:
        """Address of one of this side's pages."""
        return reverse(f"deposits:{self.name}_{page}", args=args)

    def template(self, page: str) -> str:
        """Template of one of this side's pages."""
        return f"deposits/{self.name}/{page}.html"


def upload_page(request: UserRequest, side: Side, account: EmployerAccount, here: dict[str, str]) -> HttpResponse:
    """Take a file in. `here` holds the addresses of this employer's upload, template and typed pages."""
    form = PayrollForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        answer = _take(request, side, account, form)
        if answer is not None:
            return answer
    context = {
        "account": account,
        "form": form,
        "month": queries.next_month(account),
        "waiting": queries.waiting_list(account),
        "people": queries.roster(account)[: TYPED_MOST + 1].count(),
        "typed_most": TYPED_MOST,
        "here": here,
        "side": side.name,
    }
    return render(request, side.template("upload"), context)


def _take(request: UserRequest, side: Side, account: EmployerAccount, form: PayrollForm) -> HttpResponse | None:
    """Where a file leads; None where it is refused and the form says why."""
    file: UploadedFile = form.cleaned_data["file"]
    content = file.read()
    known = queries.declared_before(account, content)
    if known is not None:
        messages.warning(request, _already(known))
        return redirect(side.url("list", known.list.pk))
    try:
        upload = operations.upload_payroll(
            employer_account_id=account.pk,
            name=file.name or "",
            content=content,
            by=request.user,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error("file", str(refusal))
        return None
    return redirect(side.url("check", upload.pk))


def _already(upload: PayrollUpload) -> str:
    remittance = upload.list
    return _("这份清册已于 %(at)s 申报，汇缴书号 %(number)s，没有重复申报。") % {
        "at": f"{timezone.localtime(remittance.declared_at):%Y-%m-%d %H:%M}",
        "number": remittance.number,
    }


def template_file(request: UserRequest, account: EmployerAccount) -> HttpResponse:
    """This month's list to fill in, with last month's people in it. It holds full numbers, so it is noted.

    A phone that its owner has given us is theirs to pass on, not ours.
    """
    _note_numbers(request, account)
    month = queries.next_month(account)
    people = [
        writing.TemplateLine(
            account_number=each.number,
            name=each.person.name,
            document_type=each.person.document_type,
            document_number=each.person.document_number,
            base_fen=each.base_fen,
            employer_fen=each.employer_part_fen,
            employee_fen=each.employee_part_fen,
            mobile="" if each.person.phone_is_own else each.person.phone,
        )
        for each in queries.paying_people(account)
    ]
    content = writing.write_payroll_template(
        employer_number=account.number, employer_name=account.employer.name, month=month, people=people
    )
    return workbook(content, f"{account.number}-{month}.xlsx")


def marked_file(request: UserRequest, side: Side, upload: PayrollUpload) -> HttpResponse:
    """The faulty file given back with its faults marked."""
    try:
        errors = [CellError.from_json(error) for error in upload.errors]
        content, name = marking.mark_errors(operations.content_of(upload), upload.name, errors)
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect(side.url("check", upload.pk))
    _note_numbers(request, upload)
    return workbook(content, name)


def _note_numbers(request: UserRequest, target: EmployerAccount | PayrollUpload) -> None:
    """Note that a file with full numbers of many people left the house."""
    address = client_address(request)
    accounts.note(user=request.user, action="roster:download", target=target, at=timezone.now(), address=address)


def workbook(content: bytes, name: str) -> HttpResponse:
    """An .xlsx file to keep."""
    answer = HttpResponse(content, content_type=sheets.CONTENT_TYPE)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def check_page(request: UserRequest, side: Side, upload: PayrollUpload, again: str) -> HttpResponse:
    """What was found in a file: faults by row and column, or the answers to check before declaring.

    `again` is the address at which another file is taken in.
    """
    context: dict[str, Any] = {
        "upload": upload,
        "account": upload.employer_account,
        "badge": UPLOAD_BADGE[upload.status],
        "again": again,
        "side": side.name,
        "errors": upload.errors[:SHOWN_ERRORS],
        "error_count": len(upload.errors),
        "warnings": upload.warnings[:SHOWN_ERRORS],
        "urls": {page: side.url(page, upload.pk) for page in ("declare", "discard", "marked")},
        "declared": getattr(upload, "list", None),
        "may_confirm": side.name == "employer" or request.user.may(Permission.REMITTANCE_CONFIRM),
    }
    if context["declared"] is not None:
        context["list_url"] = side.url("list", context["declared"].pk)
    if upload.status == UploadStatus.CHECKED:
        waiting = queries.waiting_list(upload.employer_account)
        context |= {
            "answers": _answers(upload, again),
            "changes": _changes(upload),
            "waiting": waiting,
            "waiting_url": side.url("list", waiting.pk) if waiting else "",
        }
    return render(request, side.template("check"), context)


def _answers(upload: PayrollUpload, again: str) -> list[tuple[str, str, str]]:
    """The list as a whole, beside the month before."""
    before = queries.list_of_month(upload.employer_account, shift(upload.month, -1))
    people, total = (
        _("%(count)d 人") % {"count": upload.person_count},
        _("%(fen)s 元") % {"fen": yuan(upload.total_fen)},
    )
    if before is not None:
        people = _("%(people)s（上月 %(count)d 人）") % {"people": people, "count": before.person_count}
        total = _("%(total)s（上月 %(fen)s 元）") % {"total": total, "fen": yuan(before.total_fen)}
    return [
        (_("单位"), f"{upload.employer_account.employer.name}（{upload.employer_account.number}）", ""),
        (_("汇缴月份"), _("%(year)s 年 %(month)d 月") % {"year": upload.month[:4], "month": int(upload.month[4:])}, ""),
        (_("文件"), upload.name, again),
        (_("人数"), people, ""),
        (_("合计"), total, ""),
        (_("新增和启封"), _("%(count)d 人") % {"count": upload.joined_count}, ""),
        (_("封存"), _("%(count)d 人") % {"count": upload.left_count}, ""),
        (_("调整基数"), _("%(count)d 人") % {"count": upload.changed_count}, ""),
    ]


def _changes(upload: PayrollUpload) -> list[tuple[str, list[str]]]:
    """Who joins, leaves or changes, by name: the kind's words and the names."""
    changed = upload.joined_count + upload.left_count + upload.changed_count
    if not changed or upload.person_count > NAMED_MOST:
        return []
    try:
        checked = check_again(upload, upload.employer_account, timezone.now())
    except BusinessError:
        return []  # the page shows the counts; declaring says what has changed since
    kinds = [kind for kind in ChangeKind if kind != ChangeKind.NORMAL]
    found = [(str(kind.label), [row.name for row in checked.rows if row.change == kind]) for kind in kinds]
    return [(label, names) for label, names in found if names]


def declare(request: UserRequest, side: Side, upload: PayrollUpload) -> HttpResponse:
    """Declare a checked upload; a second press leads to the list that the first one made."""
    if upload.status == UploadStatus.DECLARED:
        messages.warning(request, _already(upload))
        return redirect(side.url("list", upload.list.pk))
    try:
        remittance = operations.declare(upload_id=upload.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect(side.url("check", upload.pk))
    messages.success(request, _("已申报，汇缴书号 %(number)s。请按下面的账户转账。") % {"number": remittance.number})
    return redirect(side.url("list", remittance.pk))


def discard(request: UserRequest, side: Side, upload: PayrollUpload, target: str) -> HttpResponse:
    """Give an upload up."""
    try:
        operations.discard_upload(upload_id=upload.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect(side.url("check", upload.pk))
    messages.success(request, _("已放弃“%(name)s”。") % {"name": upload.name})
    return redirect(target)


def uploads_listing(request: UserRequest, side: Side, rows: Any) -> Listing:
    """Uploads, newest first."""
    return Listing(
        request,
        rows,
        columns=[
            Column("name", _("文件"), link=lambda row: side.url("check", row.pk)),
            Column("month", _("汇缴月份"), kind="month"),
            Column("person_count", _("人数"), kind="number"),
            Column("total_fen", _("合计"), kind="money"),
            Column("get_status_display", _("状态"), badge=lambda row: UPLOAD_BADGE[row.status]),
            Column("by__person__name", _("上传人"), narrow=False),
            Column("at", _("上传时间"), kind="time", order="at"),
        ],
        order=("-at",),
        caption=_("上传记录"),
        empty={"title": _("还没有上传过清册")},
    )
