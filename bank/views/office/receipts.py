"""Receipts and suspense: what waits for a person, and what a person does with it."""

from __future__ import annotations

from functools import partial

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
from bank.forms import (
    AssignForm,
    MatterForm,
    NoteForm,
    OriginalForm,
    ReceiptFilter,
    RefundForm,
    SuspenseFilter,
    UseForm,
)
from bank.models import Receipt, SuspenseItem
from bank.states import RECEIPT_BADGE, RECEIPT_MOVES, ReceiptStatus, ReversalStatus
from bank.views.office.acts import act, first_error
from common import states
from common.listing import Column, Listing
from policy import queries as policy


@requires(Permission.BANK_VIEW)
def receipts(request: UserRequest) -> HttpResponseBase:
    """All receipts; those that wait for a person are a filter away."""
    listing = Listing(
        request,
        queries.receipts_visible_to(request.user),
        columns=[
            Column(
                "line__bank_serial",
                _("银行流水号"),
                kind="code",
                link=lambda row: reverse("bank:office_receipt", args=[row.pk]),
            ),
            Column("value_date", _("起息日"), kind="date", order="value_date"),
            Column("line__counter_name", _("付款人")),
            Column("line__remark", _("备注"), narrow=False),
            Column("amount_fen", _("金额"), kind="money"),
            Column("get_status_display", _("状态"), badge=lambda row: RECEIPT_BADGE[row.status]),
            Column("expectation", _("汇缴书号"), kind="code", narrow=False),
        ],
        order=("-value_date",),
        filters=ReceiptFilter,
        file_name=_("收款"),
    )
    return listing.response("bank/office/receipts.html")


@requires(Permission.BANK_VIEW)
def receipt(request: UserRequest, pk: int) -> HttpResponse:
    """One receipt: what the bank said, what was decided and why, what can be done."""
    found = get_object_or_404(queries.receipts_visible_to(request.user), pk=pk)
    return _receipt_page(request, found, AssignForm())


@require_POST
@requires(Permission.BANK_MATCH)
def receipt_confirm(request: UserRequest, pk: int) -> HttpResponse:
    """Confirm a proposal."""
    found = get_object_or_404(queries.receipts_visible_to(request.user), pk=pk)
    verb = partial(operations.confirm_proposal, receipt_id=found.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("已确认，款项已预留给这张清册。"), "bank:office_receipt", pk)


@require_POST
@requires(Permission.BANK_MATCH)
def receipt_decline(request: UserRequest, pk: int) -> HttpResponse:
    """Say a proposal is wrong."""
    found = get_object_or_404(queries.receipts_visible_to(request.user), pk=pk)
    verb = partial(operations.decline_proposal, receipt_id=found.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("已转为单位暂收款。"), "bank:office_receipt", pk)


@require_POST
@requires(Permission.BANK_MATCH)
def receipt_assign(request: UserRequest, pk: int) -> HttpResponse:
    """Say whose money it is."""
    found = get_object_or_404(queries.receipts_visible_to(request.user), pk=pk)
    form = AssignForm(request.POST)
    if not form.is_valid():
        return _receipt_page(request, found, form)
    verb = partial(
        operations.assign_to_employer,
        receipt_id=found.pk,
        employer_id=form.cleaned_data["employer_id"],
        expectation_key=form.cleaned_data["expectation_key"],
        note=form.cleaned_data["note"],
        by=request.user,
        at=timezone.now(),
    )
    return act(request, verb, _("已认领到单位。"), "bank:office_receipt", pk)


@require_POST
@requires(Permission.BANK_MATCH)
def receipt_matter(request: UserRequest, pk: int) -> HttpResponse:
    """Say for which transfer between centres it came."""
    found = get_object_or_404(queries.receipts_visible_to(request.user), pk=pk)
    form = MatterForm(request.POST, auto_id="matter_%s")
    if not form.is_valid():
        return _receipt_page(request, found, AssignForm(), form)
    verb = partial(
        operations.assign_to_matter,
        receipt_id=found.pk,
        expectation_key=form.cleaned_data["expectation_key"],
        note=form.cleaned_data["note"],
        by=request.user,
        at=timezone.now(),
    )
    return act(request, verb, _("已用于这件异地转入。"), "bank:office_receipt", pk)


@require_POST
@requires(Permission.BANK_MATCH)
def receipt_interest(request: UserRequest, pk: int) -> HttpResponse:
    """Say that the bank paid it as interest."""
    found = get_object_or_404(queries.receipts_visible_to(request.user), pk=pk)
    verb = partial(operations.book_interest, receipt_id=found.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("已记为银行利息收入，凭证由另一人复核。"), "bank:office_receipt", pk)


@require_POST
@requires(Permission.BANK_MATCH)
def receipt_interest_back(request: UserRequest, pk: int) -> HttpResponse:
    """Say that it was no interest after all."""
    found = get_object_or_404(queries.receipts_visible_to(request.user), pk=pk)
    verb = partial(operations.take_back_interest, receipt_id=found.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("利息分录已冲销，款项回到暂收款。"), "bank:office_receipt", pk)


@require_POST
@requires(Permission.BANK_MATCH)
def receipt_transfer(request: UserRequest, pk: int) -> HttpResponse:
    """Say that it is the centre's own money, come from another account."""
    found = get_object_or_404(queries.receipts_visible_to(request.user), pk=pk)
    verb = partial(operations.book_transfer, receipt_id=found.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("已记为自有资金划转，凭证由另一人复核。"), "bank:office_receipt", pk)


@require_POST
@requires(Permission.BANK_MATCH)
def receipt_transfer_back(request: UserRequest, pk: int) -> HttpResponse:
    """Say that somebody paid it after all."""
    found = get_object_or_404(queries.receipts_visible_to(request.user), pk=pk)
    verb = partial(operations.take_back_transfer, receipt_id=found.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("划转分录已冲销，款项回到暂收款。"), "bank:office_receipt", pk)


@requires(Permission.BANK_VIEW)
def suspense(request: UserRequest) -> HttpResponseBase:
    """Money in suspense with its age, oldest first."""
    on = policy.book_date()
    listing = Listing(
        request,
        queries.suspense_visible_to(request.user),
        columns=[
            Column("since", _("自"), kind="date", order="since"),
            Column("account__name", _("分户"), link=lambda row: reverse("bank:office_suspense_item", args=[row.pk])),
            Column("receipt__line__counter_name", _("付款人"), narrow=False),
            Column("left_fen", _("暂收余额"), kind="money", order="left_fen"),
            Column("free_fen", _("可用"), kind="money"),
            Column("age", _("天数"), kind="number", value=lambda row: (on - row.since).days),
        ],
        order=("since",),
        filters=SuspenseFilter,
        empty={"title": _("没有暂收款"), "text": _("所有收款都已分摊到人。")},
        file_name=_("暂收款"),
    )
    return listing.response("bank/office/suspense.html", {"check": queries.suspense_check()})


@requires(Permission.BANK_VIEW)
def suspense_item(request: UserRequest, pk: int) -> HttpResponse:
    """One receipt's money in suspense: how it changed, and where it can go."""
    item = get_object_or_404(queries.suspense_visible_to(request.user), pk=pk)
    return _item_page(
        request,
        item,
        UseForm(employer_id=item.employer_id, free_fen=item.free_fen),
        RefundForm(initial={"amount": item.free_fen}),
    )


@require_POST
@requires(Permission.SUSPENSE_USE)
def suspense_use(request: UserRequest, pk: int) -> HttpResponse:
    """Use an employer's suspense for what waits from it."""
    item = get_object_or_404(queries.suspense_visible_to(request.user), pk=pk)
    form = UseForm(request.POST, employer_id=item.employer_id, free_fen=item.free_fen)
    if not form.is_valid():
        return _item_page(request, item, form, RefundForm(initial={"amount": item.free_fen}))
    verb = partial(
        operations.apply_suspense,
        expectation_key=form.cleaned_data["expectation"].key,
        fen=form.cleaned_data["amount"],
        by=request.user,
        at=timezone.now(),
    )
    return act(request, verb, _("暂收款已预留给这笔款项。"), "bank:office_suspense")


@require_POST
@requires(Permission.PAYMENT_MAKE)
def suspense_refund(request: UserRequest, pk: int) -> HttpResponse:
    """Order a refund of money that no employer can apply for to the account it came from."""
    item = get_object_or_404(queries.suspense_visible_to(request.user), pk=pk, employer=None)
    form = RefundForm(request.POST)
    if not form.is_valid():
        return _item_page(request, item, UseForm(employer_id=item.employer_id, free_fen=item.free_fen), form)
    verb = partial(
        operations.refund_suspense,
        item_id=item.pk,
        fen=form.cleaned_data["amount"],
        note=form.cleaned_data["note"],
        by=request.user,
        at=timezone.now(),
    )
    return act(request, verb, _("退款单已制单，等待复核和授权。"), "bank:office_suspense_item", pk)


@requires(Permission.BANK_VIEW)
def reversals(request: UserRequest) -> HttpResponse:
    """What the bank took back and nobody has finished."""
    waiting = queries.reversals_visible_to(request.user).exclude(status=ReversalStatus.DONE)[:200]
    return render(request, "bank/office/reversals.html", {"reversals": waiting, "form": OriginalForm()})


@require_POST
@requires(Permission.BANK_MATCH)
def reversal_book(request: UserRequest, pk: int) -> HttpResponse:
    """Finish a reversal."""
    found = get_object_or_404(queries.reversals_visible_to(request.user), pk=pk)
    verb = partial(operations.book_reversal, reversal_id=found.pk, by=request.user, at=timezone.now())
    return act(request, verb, _("冲正已入账。"), "bank:office_reversals")


@require_POST
@requires(Permission.BANK_MATCH)
def reversal_name(request: UserRequest, pk: int) -> HttpResponse:
    """Name the line a reversal takes back."""
    found = get_object_or_404(queries.reversals_visible_to(request.user), pk=pk)
    form = OriginalForm(request.POST)
    if not form.is_valid():
        messages.error(request, first_error(form))
        return redirect("bank:office_reversals")
    verb = partial(
        operations.name_original,
        reversal_id=found.pk,
        bank_serial=form.cleaned_data["bank_serial"].strip(),
        by=request.user,
        at=timezone.now(),
    )
    return act(request, verb, _("已找到原流水，可以入账。"), "bank:office_reversals")


def _receipt_page(
    request: UserRequest, found: Receipt, form: AssignForm, matter: MatterForm | None = None
) -> HttpResponse:
    may = request.user.may(Permission.BANK_MATCH)
    actions = states.allowed(found.status, RECEIPT_MOVES) if may else []
    item = getattr(found, "suspense", None)
    context = {
        "receipt": found,
        "item": item,
        "badge_kind": RECEIPT_BADGE[ReceiptStatus(found.status)],
        "can_confirm": "confirm" in actions,
        "can_be_interest": "book_interest" in actions and item is not None and item.free_fen == item.amount_fen,
        "can_take_back": "take_back_interest" in actions,
        "can_be_own": "book_transfer" in actions and item is not None and item.free_fen == item.amount_fen,
        "can_take_back_own": "take_back_transfer" in actions,
        "can_assign": "assign" in actions and item is not None and item.free_fen == item.amount_fen,
        "can_match": "book_interest" in actions and item is not None and item.free_fen == item.amount_fen,
        "form": form,
        "matter": matter or MatterForm(auto_id="matter_%s"),
        "events": found.events.select_related("by__person").order_by("-at", "-id"),
    }
    wrong = form.errors or (matter is not None and matter.errors)
    return render(request, "bank/office/receipt.html", context, status=422 if wrong else 200)


def _item_page(request: UserRequest, item: SuspenseItem, use: UseForm, refund: RefundForm) -> HttpResponse:
    user = request.user
    context = {
        "item": item,
        "moves": item.moves.select_related("by__person").order_by("-at", "-id"),
        "use": use if item.free_fen and user.may(Permission.SUSPENSE_USE) and item.employer_id else None,
        "has_waiting": use.fields["expectation"].queryset.exists(),  # type: ignore[attr-defined]
        # An employer asks for its own money, by a case with papers and review.
        "refund": refund if item.free_fen and not item.employer_id and user.may(Permission.PAYMENT_MAKE) else None,
        "orders": item.refunds.order_by("-id"),
        "note": NoteForm(),
    }
    return render(
        request, "bank/office/suspense_item.html", context, status=422 if use.errors or refund.errors else 200
    )
