"""Addresses of the deposit business: one list for each kind of person."""

from django.urls import include, path

from deposits.views import counter, employer, portal, public

app_name = "deposits"

public_urls = [
    path("calculator/", public.calculator, name="public_calculator"),
    path("verify/", public.verify, name="public_verify"),
    path("verify/<str:code>/", public.verified, name="public_verified"),
]
portal_urls = [
    path("", portal.home, name="portal_home"),
    path("entries/", portal.entries, name="portal_entries"),
    path("entries/<int:pk>/", portal.entry, name="portal_entry"),
    path("entries/download.<str:kind>", portal.download, name="portal_download"),
    path("entries/statement/", portal.statement, name="portal_statement"),
    path("entries/balance/", portal.balance, name="portal_balance"),
    path("transfers/", portal.transfers, name="portal_transfers"),
    path("transfers/<int:pk>/object/", portal.objection, name="portal_objection"),
    path("bill/", portal.bill, name="portal_bill"),
    path("bill/<int:year>.pdf", portal.bill_paper, name="portal_bill_paper"),
]
employer_urls = [
    path("", employer.home, name="employer_home"),
    path("lists/", employer.lists, name="employer_lists"),
    path("lists/<int:pk>/", employer.list, name="employer_list"),
    path("lists/<int:pk>/list.pdf", employer.list_paper, name="employer_list_paper"),
    path("lists/<int:pk>/receipt.pdf", employer.receipt, name="employer_receipt"),
    path("lists/<int:pk>/void/", employer.void, name="employer_void"),
    path("upload/", employer.upload, name="employer_upload"),
    path("upload/typed/", employer.typed, name="employer_typed"),
    path("upload/template.xlsx", employer.template, name="employer_template"),
    path("uploads/", employer.uploads, name="employer_uploads"),
    path("uploads/<int:pk>/", employer.check, name="employer_check"),
    path("uploads/<int:pk>/marked.xlsx", employer.marked, name="employer_marked"),
    path("uploads/<int:pk>/declare/", employer.declare, name="employer_declare"),
    path("uploads/<int:pk>/discard/", employer.discard, name="employer_discard"),
    path("people/", employer.people, name="employer_people"),
    path("refunds/", employer.refunds, name="employer_refunds"),
    path("refunds/<int:pk>/", employer.refund, name="employer_refund"),
    path("people/<int:pk>/seal/", employer.seal, name="employer_seal"),
]
counter_urls = [
    path("employers/", counter.employers, name="counter_employers"),
    path("employers/register/", counter.register, name="counter_register"),
    path("employers/<int:pk>/", counter.employer, name="counter_employer"),
    path("employers/<int:pk>/people/", counter.people, name="counter_people"),
    path("employers/<int:pk>/open/", counter.open_account, name="counter_open_account"),
    path("employers/<int:pk>/upload/", counter.upload, name="counter_upload"),
    path("employers/<int:pk>/upload/typed/", counter.typed, name="counter_typed"),
    path("employers/<int:pk>/upload/template.xlsx", counter.template, name="counter_template"),
    path("employers/<int:pk>/uploads/", counter.uploads, name="counter_uploads"),
    path("employers/<int:pk>/refunds/", counter.refunds, name="counter_refunds"),
    path("refunds/<int:pk>/", counter.refund, name="counter_refund"),
    path("refunds/case/<int:pk>/", counter.refund_case, name="counter_refund_case"),
    path("refunds/case/<int:pk>/give-up/", counter.give_up, name="counter_give_up"),
    path("uploads/<int:pk>/", counter.check, name="counter_check"),
    path("uploads/<int:pk>/marked.xlsx", counter.marked, name="counter_marked"),
    path("uploads/<int:pk>/declare/", counter.declare, name="counter_declare"),
    path("uploads/<int:pk>/discard/", counter.discard, name="counter_discard"),
    path("lists/", counter.lists, name="counter_lists"),
    path("lists/<int:pk>/", counter.list, name="counter_list"),
    path("lists/<int:pk>/list.pdf", counter.list_paper, name="counter_list_paper"),
    path("lists/<int:pk>/receipt.pdf", counter.receipt, name="counter_receipt"),
    path("lists/<int:pk>/void/", counter.void, name="counter_void"),
    path("lists/<int:pk>/reverse/", counter.reverse, name="counter_reverse"),
    path("lists/<int:pk>/allocate/", counter.allocate, name="counter_allocate"),
    path("accounts/begin/seal/", counter.begin, {"act": "seal"}, name="counter_begin_seal"),
    path("accounts/begin/unseal/", counter.begin, {"act": "unseal"}, name="counter_begin_unseal"),
    path("accounts/begin/change/", counter.begin, {"act": "change"}, name="counter_begin_change"),
    path("accounts/<int:pk>/", counter.account, name="counter_account"),
    path("accounts/<int:pk>/seal/", counter.seal, name="counter_seal"),
    path("accounts/<int:pk>/unseal/", counter.unseal, name="counter_unseal"),
    path("transfers/", counter.transfers, name="counter_transfers"),
    path("transfers/<int:pk>/", counter.transfer, name="counter_transfer"),
    path("transfers/<int:pk>/object/", counter.transfer_object, name="counter_transfer_object"),
    path("transfers/<int:pk>/decide/", counter.transfer_decide, name="counter_transfer_decide"),
]
urlpatterns = [
    *public_urls,
    path("portal/", include(portal_urls)),
    path("employer/", include(employer_urls)),
    path("counter/", include(counter_urls)),
]
