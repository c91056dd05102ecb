"""What the employer's and the counter's pages of bases share: one person's, and the yearly file from upload to end.

The views themselves say who may and whose; here the account, the file or the change has been found in scope.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from accounts import operations as accounts
from accounts.access import UserRequest, client_address
from common import identity, sheets
from common.errors import BusinessError
from common.months import month_words
from deposits import operations, queries
from deposits.files import bases as files
from deposits.files import marking
from deposits.files.columns import CellError
from deposits.forms.bases import BaseForm, ConfirmBasesForm, WagesForm
from deposits.models import BaseBatch, BaseChange, EmployerAccount
from deposits.operations import base_batches, bases
from deposits.rules.bases import yearly_month
from deposits.states import BATCH_BADGE, BatchStatus
from deposits.views.uploads import SHOWN_ERRORS, Side
from desk.operations import Spot
from policy import queries as policy

SHOWN_CLAMPED = 100


def submit_base(request: UserRequest, account_id: int, form: BaseForm, asked: Spot) -> bool:
    """Change one person's base as the valid form says; False where it is refused and the form says why."""
    try:
        change = operations.change_base(
            account_id=account_id,
            month=form.cleaned_data["month"],
            base_fen=form.cleaned_data["base"],
            asked=asked,
            by=request.user,
            at=timezone.now(),
        )
    except BusinessError as refusal:
        form.add_error(None, str(refusal))
        return False
    said = _("已调整，%(month)s的清册按新基数。") if change.applied_at else _("已登记，从 %(month)s的清册起按新基数。")
    messages.success(request, said % {"month": month_words(change.month)})
    return True


def form_facts(account: EmployerAccount) -> dict[str, Any]:
    """What the form of one base needs to know: the earliest month and its limits."""
    earliest = bases.earliest(account)
    return {"earliest": earliest, "limits": bases.limits_of(earliest)}


def withdraw(request: UserRequest, change: BaseChange) -> None:
    """Take a change back that waits, and say so."""
    try:
        operations.withdraw_base(change_id=change.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已撤回，基数不变。"))


# --- the yearly file


def upload_page(request: UserRequest, side: Side, account: EmployerAccount, urls: dict[str, str]) -> HttpResponse:
    """Take a yearly file in, and show those before."""
    form = WagesForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file: UploadedFile = form.cleaned_data["file"]
        try:
            batch = operations.upload_bases(
                employer_account_id=account.pk,
                name=file.name or "",
                content=file.read(),
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(side.url("base_batch", batch.pk))
    month = yearly_month(policy.book_date(), bases.earliest(account))
    limits = bases.limits_of(month)
    context = {
        "account": account,
        "form": form,
        "month": month,
        "limits": limits,
        "template_url": urls["template"],
        "batches": [
            (each, BATCH_BADGE[each.status], side.url("base_batch", each.pk)) for each in queries.batches_of(account)
        ],
        "side": side.name,
    }
    return render(request, side.template("bases"), context, status=422 if form.errors else 200)


def template_file(request: UserRequest, account: EmployerAccount) -> HttpResponse:
    """Everybody who pays, with their base and room for the wage."""
    month = yearly_month(policy.book_date(), bases.earliest(account))
    people = [
        (each.number, each.person.name, identity.mask(each.person.document_number, head=6, tail=4), each.base_fen)
        for each in queries.paying_people(account)
    ]
    accounts.note(
        user=request.user, action="roster:download", target=account, at=timezone.now(), address=client_address(request)
    )
    content = files.write_wages(
        employer_number=account.number, employer_name=account.employer.name, month=month, people=people
    )
    return _file(content, _("年度调基-%(number)s.xlsx") % {"number": account.number})


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=sheets.CONTENT_TYPE)
    answer.headers["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    return answer


def batch_page(request: UserRequest, side: Side, batch: BaseBatch, urls: dict[str, str]) -> HttpResponse:
    """What was found in a yearly file: faults, or what will change and whom the limits meet."""
    context: dict[str, Any] = {
        "batch": batch,
        "account": batch.employer_account,
        "badge": BATCH_BADGE[batch.status],
        "errors": batch.errors[:SHOWN_ERRORS],
        "error_count": len(batch.errors),
        "warnings": batch.warnings[:SHOWN_ERRORS],
        "urls": {
            page: side.url(f"base_batch_{page}", batch.pk) for page in ("confirm", "discard", "marked", "clamped")
        },
        "again": urls["bases"],
        "side": side.name,
        "form": ConfirmBasesForm() if side.name == "counter" and batch.status == BatchStatus.CHECKED else None,
    }
    if batch.status == BatchStatus.CHECKED:
        try:
            checked = base_batches.check_again(batch)
        except BusinessError as refusal:
            checked = None
            messages.warning(request, str(refusal))
        context |= {"answers": _answers(batch, checked, urls["bases"]), "clamped": _clamped(checked)}
    return render(request, side.template("base_batch"), context)


def _answers(batch: BaseBatch, checked: files.WagesChecked | None, again: str) -> list[tuple[str, str, str]]:
    people = _("%(count)d 人")
    missing = checked.missing if checked else 0
    return [
        (_("单位"), f"{batch.employer_account.employer.name}（{batch.employer_account.number}）", ""),
        (_("从哪个月起"), batch.month, ""),
        (_("文件"), batch.name, again),
        (_("文件里"), people % {"count": batch.person_count}, ""),
        (_("基数有变化"), people % {"count": batch.changed_count}, ""),
        (_("按上下限执行"), people % {"count": batch.clamped_count}, ""),
        (_("不在文件里，基数不变"), people % {"count": missing}, ""),
    ]


def _clamped(checked: files.WagesChecked | None) -> list[files.WageRow]:
    return checked.clamped[:SHOWN_CLAMPED] if checked else []


def marked_file(request: UserRequest, side: Side, batch: BaseBatch) -> HttpResponse:
    """The faulty file given back with its faults marked."""
    try:
        errors = [CellError.from_json(error) for error in batch.errors]
        content, name = marking.mark_errors(
            base_batches.content_of(batch), batch.name, errors, find=files.find_headings
        )
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect(side.url("base_batch", batch.pk))
    return _file(content, name)


def clamped_file(request: UserRequest, side: Side, batch: BaseBatch) -> HttpResponseBase:
    """Whom floor and cap met, as a table: before the file is confirmed from it, afterwards from what was written."""
    heads = [(_("个人账号"), "code"), (_("姓名"), "text"), (_("上年月平均工资"), "money"), (_("缴存基数"), "money")]
    if batch.status == BatchStatus.CONFIRMED:
        rows = [
            (each.account.number, each.account.person.name, each.asked_fen, each.base_fen)
            for each in queries.clamped_of(batch)
        ]
    else:
        try:
            checked = base_batches.check_again(batch)
        except BusinessError as refusal:
            messages.error(request, str(refusal))
            return redirect(side.url("base_batch", batch.pk))
        rows = [(row.number, row.name, row.wage_fen, row.base_fen) for row in checked.clamped]
    return sheets.response(_("按上下限执行-%(month)s.xlsx") % {"month": batch.month}, heads, rows)


def confirm(request: UserRequest, side: Side, batch: BaseBatch) -> HttpResponse:
    """Confirm a checked file; a second press changes nothing."""
    asked = Spot(for_employer=True)
    if side.name == "counter":
        form = ConfirmBasesForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("请先核验材料原件。"))
            return redirect(side.url("base_batch", batch.pk))
        asked = Spot(for_employer=True, papers_seen=True)
    try:
        operations.confirm_bases(batch_id=batch.pk, asked=asked, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("已确认，从 %(month)s的清册起按新基数。") % {"month": month_words(batch.month)})
    return redirect(side.url("base_batch", batch.pk))


def discard(request: UserRequest, side: Side, batch: BaseBatch, target: str) -> HttpResponse:
    """Give a yearly file up."""
    try:
        operations.discard_bases(batch_id=batch.pk, by=request.user, at=timezone.now())
    except BusinessError as refusal:
        messages.error(request, str(refusal))
        return redirect(side.url("base_batch", batch.pk))
    messages.success(request, _("已放弃“%(name)s”，基数没有变。") % {"name": batch.name})
    return redirect(target)
