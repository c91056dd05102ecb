"""Payment orders with their three persons, files out and results in."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.access import UserRequest, requires
from accounts.permissions import Permission
from bank import operations, queries
from bank.forms import NoteForm, OrderFilter, ResultForm
from bank.gateways.base import gateway
from bank.models import PaymentBatch, PaymentOrder
from bank.states import ORDER_BADGE, Channel, OrderStatus
from bank.views.office.acts import act, first_error
from common.errors import BusinessError
from common.listing import Column, Listing


@requires(Permission.BANK_VIEW)
def orders(request: UserRequest) -> HttpResponseBase:
    """All payment orders."""
    listing = Listing(
        request,
        queries.orders_visible_to(request.user),
        columns=[
            Column("number", _("业务编号"), kind="code", link=lambda row: reverse("bank:office_order", args=[row.pk])),
            Column("payee_name", _("收款人")),
            Column("summary", _("摘要"), narrow=False),
            Column("amount_fen", _("金额"), kind="money"),
            Column("get_status_display", _("状态"), badge=lambda row: ORDER_BADGE[row.status]),
            Column("made_by", _("制单"), narrow=False),
            Column("made_at", _("制单时间"), kind="time"),
        ],
        order=("-id",),
        filters=OrderFilter,
        file_name=_("付款单"),
    )
    return listing.response("bank/office/orders.html")


@requires(Permission.BANK_VIEW)
def order(request: UserRequest, pk: int) -> HttpResponse:
    """One payment order: who agreed, what the bank said, what can be done by this person."""
    found = get_object_or_404(queries.orders_visible_to(request.user), pk=pk)
    context = {
        "order": found,
        "badge_kind": ORDER_BADGE[OrderStatus(found.status)],
        "can": _allowed_to(request.user, found),
        "form": NoteForm(),
        "events": found.events.select_related("by__person").order_by("-at", "-id"),
    }
    return render(request, "bank/office/order.html", context)


@require_POST
@requires(Permission.PAYMENT_REVIEW)
def order_review(request: UserRequest, pk: int) -> HttpResponse:
    """Review."""
    found = get_object_or_404(queries.orders_visible_to(request.user), pk=pk)
    verb = partial(operations.review_order, order_id=found.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("已复核，等待授权。"), "bank:office_order", pk)


@require_POST
@requires(Permission.PAYMENT_AUTHORISE)
def order_authorise(request: UserRequest, pk: int) -> HttpResponse:
    """Authorise."""
    found = get_object_or_404(queries.orders_visible_to(request.user), pk=pk)
    verb = partial(operations.authorise_order, order_id=found.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("已授权，等待发送银行。"), "bank:office_order", pk)


@require_POST
@requires(Permission.PAYMENT_REVIEW)
def order_reject(request: UserRequest, pk: int) -> HttpResponse:
    """Say no."""
    return _with_note(request, pk, operations.reject_order, _("已驳回。"))


@require_POST
@requires(Permission.PAYMENT_REVIEW)
def order_note_unpaid(request: UserRequest, pk: int) -> HttpResponse:
    """Note the bank's written word that an unknown payment was never made."""
    return _with_note(request, pk, operations.note_unpaid, _("已登记银行的书面答复，请另一人确认。"))


@require_POST
@requires(Permission.PAYMENT_AUTHORISE)
def order_unpaid(request: UserRequest, pk: int) -> HttpResponse:
    """Confirm what somebody else has noted: it was never made."""
    return _with_note(request, pk, operations.declare_unpaid, _("已按银行书面答复认定未付。"))


@require_POST
@requires(Permission.BANK_RECONCILE)
def order_ask(request: UserRequest, pk: int) -> HttpResponse:
    """Ask the bank what became of it."""
    found = get_object_or_404(queries.orders_visible_to(request.user), pk=pk)
    verb = partial(operations.ask_bank, order_id=found.pk, gateway=gateway(), by=request.user, at=timezone.now())
    return act(request, verb, _("已向银行查询，答复见下。"), "bank:office_order", pk)


@requires(Permission.BANK_VIEW)
def batches(request: UserRequest) -> HttpResponseBase:
    """Payment files, and the accounts that pay by file."""
    listing = Listing(
        request,
        queries.batches_visible_to(request.user),
        columns=[
            Column("number", _("批次"), kind="code", link=lambda row: reverse("bank:office_batch", args=[row.pk])),
            Column("bank_account", _("付款账户"), narrow=False),
            Column("order_count", _("笔数"), kind="number"),
            Column("total_fen", _("金额合计"), kind="money"),
            Column("by", _("导出人"), narrow=False),
            Column("at", _("导出时间"), kind="time", order="at"),
        ],
        order=("-at",),
        empty={"text": _("已授权、不走直联的付款单在这里导出成文件，交给银行。")},
    )
    accounts = queries.accounts_visible_to(request.user).filter(channel=Channel.FILE, is_active=True)
    if not request.user.may(Permission.PAYMENT_MAKE):
        accounts = accounts.none()
    return listing.response("bank/office/batches.html", {"accounts": accounts})


@require_POST
@requires(Permission.PAYMENT_MAKE)
def batch_export(request: UserRequest, pk: int) -> HttpResponse:
    """Put an account's authorised orders into a file."""
    account = get_object_or_404(queries.accounts_visible_to(request.user), pk=pk)
    verb = partial(operations.export_payments, bank_account_id=account.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("付款文件已生成，请下载后交给银行。"), "bank:office_batches")


@requires(Permission.BANK_VIEW)
def batch(request: UserRequest, pk: int) -> HttpResponse:
    """One payment file with its control totals, and the way its results come back."""
    found = get_object_or_404(queries.batches_visible_to(request.user), pk=pk)
    return _batch_page(request, found, ResultForm())


@requires(Permission.PAYMENT_MAKE)
def batch_file(request: UserRequest, pk: int) -> HttpResponse:
    """The payment file itself, the same bytes every time."""
    found = get_object_or_404(queries.batches_visible_to(request.user), pk=pk)
    response = HttpResponse(queries.batch_content(found), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{found.number}.csv"'
    return response


@require_POST
@requires(Permission.PAYMENT_RESULT_IMPORT)
def batch_results(request: UserRequest, pk: int) -> HttpResponse:
    """Take in the bank's results."""
    found = get_object_or_404(queries.batches_visible_to(request.user), pk=pk)
    form = ResultForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            count = operations.import_results(
                batch_id=found.pk,
                content=form.cleaned_data["file"].read(),
                count=form.cleaned_data["count"],
                total_fen=form.cleaned_data["total"],
                by=request.user,
                at=timezone.now(),
            )
        except BusinessError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, _("已登记 %(count)d 笔银行结果。") % {"count": count})
            return redirect("bank:office_batch", pk)
    return _batch_page(request, found, form)


def _batch_page(request: UserRequest, found: PaymentBatch, form: ResultForm) -> HttpResponse:
    rows = found.orders.order_by("id").select_related("bank_account")[: operations.LINES_A_FILE]
    context = {
        "batch": found,
        "orders": [(row, ORDER_BADGE[OrderStatus(row.status)]) for row in rows],
        "result_files": found.result_files.select_related("by__person").order_by("-at", "-id"),
        "may_download": request.user.may(Permission.PAYMENT_MAKE),
        "form": form if request.user.may(Permission.PAYMENT_RESULT_IMPORT) else None,
    }
    return render(request, "bank/office/batch.html", context, status=422 if form.errors else 200)


def _with_note(request: UserRequest, pk: int, verb: Any, done: str) -> HttpResponse:
    found = get_object_or_404(queries.orders_visible_to(request.user), pk=pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("请写明理由。") + first_error(form))
        return redirect("bank:office_order", pk)
    note = form.cleaned_data["note"]
    call = partial(verb, order_id=found.pk, by=request.user, at=timezone.now(), note=note)
    return act(request, call, done, "bank:office_order", pk)


def _allowed_to(user: Any, order: PaymentOrder) -> dict[str, bool]:
    """Which buttons this person sees; the operation decides again."""
    review, authorise = user.may(Permission.PAYMENT_REVIEW), user.may(Permission.PAYMENT_AUTHORISE)
    is_maker, is_reviewer = user.person_id == order.made_by_person_id, user.person_id == order.reviewed_by_person_id
    before_sent = order.status in (OrderStatus.MADE, OrderStatus.REVIEWED, OrderStatus.AUTHORISED)
    unknown, noted_by = order.status == OrderStatus.UNKNOWN, order.unpaid_said_by_person_id
    return {
        "review": order.status == OrderStatus.MADE and review and not is_maker,
        "authorise": order.status == OrderStatus.REVIEWED and authorise and not (is_maker or is_reviewer),
        "reject": before_sent and review,
        "ask": order.status in (OrderStatus.SENT, OrderStatus.UNKNOWN) and user.may(Permission.BANK_RECONCILE),
        "note_unpaid": unknown and review and not is_maker and noted_by is None,
        "unpaid": unknown and authorise and not is_maker and noted_by not in (None, user.person_id),
    }
