"""Addresses of loans: one list for each kind of person."""

from django.urls import URLPattern, URLResolver, include, path

from loans.views import public, public_papers
from loans.views.counter import (
    applying,
    changing,
    committee,
    contracts,
    dunning,
    guarantees,
    keeping,
    managing,
    minutes,
    projects,
    runs,
)
from loans.views.portal import applying as borrowing
from loans.views.portal import changing as portal_changing
from loans.views.portal import contracts as portal_contracts
from loans.views.portal import early, mine

app_name = "loans"
public_urls = [
    path("loan/", public.calculator, name="public_calculator"),
    path("loan/ceiling/", public.ceiling, name="public_ceiling"),
]
counter_urls: list[URLPattern] = [
    path("", keeping.loans, name="counter_loans"),
    path("<int:pk>/", keeping.loan, name="counter_loan"),
    path("<int:pk>/note/", dunning.note, name="counter_note"),
    path("<int:pk>/early/", changing.early, name="counter_early"),
    path("<int:pk>/change/", changing.change, name="counter_change"),
    path("<int:pk>/change/<slug:code>/", changing.change_one, name="counter_change_one"),
    path("payment/<int:pk>/", keeping.loan_payment, name="counter_loan_payment"),
    path("due/", keeping.due, name="counter_due"),
    path("runs/", runs.runs, name="counter_runs"),
    path("runs/now/", runs.run_now, name="counter_run_now"),
    path("classes/", keeping.classes, name="counter_classes"),
    path("day/", managing.day, name="counter_day"),
    path("overdue/", dunning.overdue, name="counter_overdue"),
    path("dunning/", dunning.dunning, name="counter_dunning"),
    path("dunning/<int:pk>/", dunning.dunning_step, name="counter_dunning_step"),
    path("dunning/<int:pk>/letter.pdf", dunning.dunning_paper, name="counter_dunning_paper"),
    path("new/", applying.start, name="counter_start"),
    path("new/<slug:product>/", applying.apply, name="counter_apply"),
    path("applications/<int:pk>/", applying.application, name="counter_application"),
    path("applications/<int:pk>/check/", applying.check_again, name="counter_check_again"),
    path("approvals/", minutes.approvals, name="counter_approvals"),
    path("minutes/", minutes.bottleneck, name="counter_bottleneck"),
    path("projects/", projects.projects, name="counter_projects"),
    path("projects/new/", projects.project_new, name="counter_project_new"),
    path("projects/<int:pk>/", projects.project, name="counter_project"),
    path("projects/<int:pk>/account/", projects.project_account, name="counter_project_account"),
    path(
        "projects/<int:pk>/account/<slug:verdict>/",
        projects.project_account_decide,
        name="counter_project_account_decide",
    ),
    path("projects/<int:pk>/<slug:act>/", projects.project_act, name="counter_project_act"),
    path("payments/", contracts.disbursements, name="counter_disbursements"),
    path("payments/<int:pk>/authorise/", contracts.authorise, name="counter_authorise"),
    path("payments/<int:pk>/decline/", contracts.decline, name="counter_decline"),
    path("payments/<int:pk>/again/", contracts.pay_again, name="counter_pay_again"),
    path("contracts/<int:pk>/", contracts.contract, name="counter_contract"),
    path("contracts/<int:pk>/contract.pdf", contracts.contract_paper, name="counter_contract_paper"),
    path("contracts/<int:pk>/payee/", contracts.name_payee, name="counter_name_payee"),
    path("contracts/<int:pk>/anew/", contracts.draw_anew, name="counter_draw_anew"),
    path("contracts/<int:pk>/witness/", contracts.witness, name="counter_witness"),
    path("contracts/<int:pk>/give-up/", contracts.give_up, name="counter_give_up"),
    path("contracts/<int:pk>/prepare/", contracts.prepare, name="counter_prepare"),
    path("contracts/<int:pk>/guarantee/", guarantees.guarantee_new, name="counter_guarantee_new"),
    path("guarantees/", guarantees.guarantees, name="counter_guarantees"),
    path("guarantees/<int:pk>/register/", guarantees.guarantee_register, name="counter_guarantee_register"),
    path("guarantees/<int:pk>/cancel/", guarantees.guarantee_cancel, name="counter_guarantee_cancel"),
    path("guarantees/<int:pk>/release/", guarantees.guarantee_release, name="counter_guarantee_release"),
    path("committee/", committee.committee, name="counter_committee"),
    path("committee/bring/<int:pk>/", committee.bring_matter, name="counter_bring_matter"),
    path("committee/<int:pk>/", committee.matter, name="counter_matter"),
    path("committee/<int:pk>/vote/", committee.vote_matter, name="counter_vote_matter"),
    path("committee/<int:pk>/conclude/", committee.conclude_matter, name="counter_conclude_matter"),
    path("committee/<int:pk>/take-back/", committee.take_back_matter, name="counter_take_back_matter"),
]
paper_urls: list[URLPattern] = [path("<str:code>/", public_papers.certificate, name="public_certificate")]
borrow_urls: list[URLPattern] = [
    path("", borrowing.borrow, name="portal_borrow"),
    path("new/<slug:product>/", borrowing.apply, name="portal_apply"),
    path("<int:pk>/", borrowing.application, name="portal_application"),
    path("<int:pk>/agree/", borrowing.agree, name="portal_agree"),
    path("<int:pk>/decline/", borrowing.decline, name="portal_decline"),
]
portal_urls: list[URLPattern] = [
    path("", mine.loans, name="portal_loans"),
    path("<int:pk>/", mine.loan, name="portal_loan"),
    path("<int:pk>/certificate/", mine.certificate, name="portal_certificate"),
    path("<int:pk>/early/", early.early, name="portal_early"),
    path("<int:pk>/change/", portal_changing.change, name="portal_change"),
    path("<int:pk>/change/<slug:code>/", portal_changing.change_one, name="portal_change_one"),
    path("early/<int:pk>/cancel/", early.cancel_early, name="portal_cancel_early"),
    path("payments/<int:pk>/", mine.payment, name="portal_payment"),
    path("contracts/<int:pk>/", portal_contracts.contract, name="portal_contract"),
    path("contracts/<int:pk>/contract.pdf", portal_contracts.contract_paper, name="portal_contract_paper"),
    path("contracts/<int:pk>/sign/", portal_contracts.contract_sign, name="portal_contract_sign"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    path("calculator/", include(public_urls)),
    path("certificate/", include(paper_urls)),
    path("counter/loans/", include(counter_urls)),
    path("portal/borrow/", include(borrow_urls)),
    path("portal/loans/", include(portal_urls)),
]
