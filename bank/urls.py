"""Addresses of the bank's desk."""

from __future__ import annotations

from django.urls import path

from bank.views.office import payments, receipts, reconciliation, statements

app_name = "bank"
urlpatterns = [
    path("counter/bank/", statements.home, name="office_home"),
    path("counter/bank/statements/", statements.statements, name="office_statements"),
    path("counter/bank/statements/upload/", statements.upload, name="office_upload"),
    path("counter/bank/statements/<int:pk>/", statements.statement, name="office_statement"),
    path("counter/bank/receipts/", receipts.receipts, name="office_receipts"),
    path("counter/bank/receipts/<int:pk>/", receipts.receipt, name="office_receipt"),
    path("counter/bank/receipts/<int:pk>/confirm/", receipts.receipt_confirm, name="office_receipt_confirm"),
    path("counter/bank/receipts/<int:pk>/decline/", receipts.receipt_decline, name="office_receipt_decline"),
    path("counter/bank/receipts/<int:pk>/assign/", receipts.receipt_assign, name="office_receipt_assign"),
    path("counter/bank/receipts/<int:pk>/matter/", receipts.receipt_matter, name="office_receipt_matter"),
    path("counter/bank/receipts/<int:pk>/interest/", receipts.receipt_interest, name="office_receipt_interest"),
    path(
        "counter/bank/receipts/<int:pk>/interest/back/",
        receipts.receipt_interest_back,
        name="office_receipt_interest_back",
    ),
    path("counter/bank/receipts/<int:pk>/transfer/", receipts.receipt_transfer, name="office_receipt_transfer"),
    path(
        "counter/bank/receipts/<int:pk>/transfer/back/",
        receipts.receipt_transfer_back,
        name="office_receipt_transfer_back",
    ),
    path("counter/bank/suspense/", receipts.suspense, name="office_suspense"),
    path("counter/bank/suspense/<int:pk>/", receipts.suspense_item, name="office_suspense_item"),
    path("counter/bank/suspense/<int:pk>/use/", receipts.suspense_use, name="office_suspense_use"),
    path("counter/bank/suspense/<int:pk>/refund/", receipts.suspense_refund, name="office_suspense_refund"),
    path("counter/bank/reversals/", receipts.reversals, name="office_reversals"),
    path("counter/bank/reversals/<int:pk>/book/", receipts.reversal_book, name="office_reversal_book"),
    path("counter/bank/reversals/<int:pk>/name/", receipts.reversal_name, name="office_reversal_name"),
    path("counter/bank/orders/", payments.orders, name="office_orders"),
    path("counter/bank/orders/<int:pk>/", payments.order, name="office_order"),
    path("counter/bank/orders/<int:pk>/review/", payments.order_review, name="office_order_review"),
    path("counter/bank/orders/<int:pk>/authorise/", payments.order_authorise, name="office_order_authorise"),
    path("counter/bank/orders/<int:pk>/reject/", payments.order_reject, name="office_order_reject"),
    path("counter/bank/orders/<int:pk>/ask/", payments.order_ask, name="office_order_ask"),
    path("counter/bank/orders/<int:pk>/note-unpaid/", payments.order_note_unpaid, name="office_order_note_unpaid"),
    path("counter/bank/orders/<int:pk>/unpaid/", payments.order_unpaid, name="office_order_unpaid"),
    path("counter/bank/batches/", payments.batches, name="office_batches"),
    path("counter/bank/batches/<int:pk>/", payments.batch, name="office_batch"),
    path("counter/bank/batches/<int:pk>/file/", payments.batch_file, name="office_batch_file"),
    path("counter/bank/batches/<int:pk>/results/", payments.batch_results, name="office_batch_results"),
    path("counter/bank/accounts/<int:pk>/export/", payments.batch_export, name="office_batch_export"),
    path("counter/bank/reconciliations/", reconciliation.reconciliations, name="office_reconciliations"),
    path("counter/bank/reconciliations/run/", reconciliation.reconcile, name="office_reconcile"),
    path("counter/bank/reconciliations/<int:pk>/", reconciliation.reconciliation, name="office_reconciliation"),
    path("counter/bank/reconciliations/<int:pk>/fee/", reconciliation.fee, name="office_fee"),
]
