"""Statements: what came, what is new in it, and what waits for its day."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from bank import operations, queries
from bank.forms import StatementForm
from bank.states import ReceiptStatus
from common.errors import BusinessError
from common.listing import Column, Listing


@requires(Permission.BANK_VIEW)
def home(request: UserRequest) -> HttpResponse:
    """What waits at the bank's desk."""
    user = request.user
    context = {
        "figures": queries.figures(),
        "by_day": queries.receipts_waiting_by_day(),
        "accounts": queries.accounts_visible_to(user),
        "imports": queries.imports_visible_to(user)[:5],
        "reconciliations": queries.reconciliations_visible_to(user)[:5],
        "check": queries.suspense_check(),
        "may_import": user.may(Permission.BANK_STATEMENT_IMPORT),
        "may_close": user.may(Permission.BOOKS_CLOSE),
    }
    return render(request, "bank/office/home.html", context)


@requires(Permission.BANK_VIEW)
def statements(request: UserRequest) -> HttpResponseBase:
    """All statements."""
    listing = Listing(
        request,
        queries.imports_visible_to(request.user),
        columns=[
            Column("file_name", _("文件"), link=lambda row: reverse("bank:office_statement", args=[row.pk])),
            Column("bank_account", _("银行账户"), narrow=False),
            Column("opening_fen", _("期初余额"), kind="money", narrow=False),
            Column("closing_fen", _("期末余额"), kind="money"),
            Column("new_count", _("新明细"), kind="number"),
            Column("repeated_count", _("重复"), kind="number", narrow=False),
            Column("at", _("导入时间"), kind="time", order="at"),
        ],
        order=("-at",),
        empty={"text": _("导入银行对账单后，收款会自动匹配到单位的汇缴清册。")},
        file_name=_("对账单"),
    )
    context = {"may_import": request.user.may(Permission.BANK_STATEMENT_IMPORT)}
    return listing.response("bank/office/statements.html", context)


@requires(Permission.BANK_STATEMENT_IMPORT)
def upload(request: UserRequest) -> HttpResponse:
    """Take in a statement file."""
    form = StatementForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            result = operations.import_statement(
                name=file.name, content=file.read(), by=request.user, at=timezone.now()
            )
        except BusinessError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, import_words(result))
            return redirect("bank:office_statement", result.imports[0].pk)
    return render(request, "bank/office/upload.html", {"form": form}, status=422 if form.errors else 200)


def import_words(result: operations.ImportResult) -> str:
    """What an import brought, in one sentence."""
    if result.is_repeat:
        return _("这份文件已经导入过，没有新的明细。")
    words = _("导入 %(new)d 笔新明细，跳过 %(repeated)d 笔重复。")
    if result.waiting_count:
        words += _("其中 %(waiting)d 笔起息日在当前会计日期之后，到日自动入账。")
    return words % {"new": result.new_count, "repeated": result.repeated_count, "waiting": result.waiting_count}


@requires(Permission.BANK_VIEW)
def statement(request: UserRequest, pk: int) -> HttpResponseBase:
    """One statement with its new lines and what became of them."""
    imported = get_object_or_404(queries.imports_visible_to(request.user), pk=pk)
    listing = Listing(
        request,
        queries.lines_visible_to(request.user).filter(statement=imported),
        columns=[
            Column("bank_serial", _("银行流水号"), kind="code"),
            Column("value_date", _("起息日"), kind="date", order="value_date"),
            Column("counter_name", _("对方户名")),
            Column("remark", _("备注"), narrow=False),
            Column("signed_fen", _("金额"), kind="money"),
            Column("balance_fen", _("余额"), kind="money", narrow=False),
            Column("receipt", _("状态"), template="bank/office/_line_status.html", value=_status_words),
        ],
        order=("line_no",),
        file_name=_("银行明细"),
    )
    return listing.response("bank/office/statement.html", {"imported": imported})


def _status_words(line: object) -> str:
    """What became of a line."""
    receipt = getattr(line, "receipt", None)
    if receipt is not None:
        return str(ReceiptStatus(receipt.status).label)
    reversal = getattr(line, "reversal", None)
    return str(reversal.get_status_display()) if reversal is not None else ""
