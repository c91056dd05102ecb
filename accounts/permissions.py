"""What may be done, and which role may do it: one table an auditor can read.

`resource:action`, alphabetical. Views declare one (`accounts.access.requires`); admins give roles to staff.
"""

from __future__ import annotations

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """One thing a person may be allowed to do."""

    ACCOUNT_OPEN = "account:open"
    ACCOUNT_SEAL = "account:seal"
    ACCOUNT_VIEW = "account:view"
    APPOINTMENT_MANAGE = "appointment:manage"
    AUDIT_VIEW = "audit:view"
    BANK_MATCH = "bank:match"
    BANK_RECONCILE = "bank:reconcile"
    BANK_STATEMENT_IMPORT = "bank_statement:import"
    BANK_VIEW = "bank:view"
    BOOKS_CLOSE = "books:close"
    BOOKS_VIEW = "books:view"
    CASE_FIGURES = "case:figures"
    CASE_REVIEW = "case:review"
    CASE_VIEW = "case:view"
    CASE_WORK = "case:work"
    COMPLAINT_HANDLE = "complaint:handle"
    EMPLOYER_CLERK_MANAGE = "employer_clerk:manage"
    EMPLOYER_REGISTER = "employer:register"
    EMPLOYER_VIEW = "employer:view"
    HALL_INSPECT = "hall:inspect"
    HALL_LEAD = "hall:lead"
    INTEREST_SETTLE = "interest:settle"
    KIND_EDIT = "kind:edit"
    LIBRARY_CATALOGUE = "library:catalogue"
    LIBRARY_DESK = "library:desk"
    LOAN_AUTHORISE = "loan:authorise"
    LOAN_COMMITTEE = "loan:committee"
    LOAN_RUN = "loan:run"
    LOAN_VIEW = "loan:view"
    LOAN_WORK = "loan:work"
    MESSAGE_VIEW = "message:view"
    OWN_ACCOUNT = "own:account"
    OWN_CASES = "own:cases"
    OWN_EMPLOYER = "own:employer"
    OWN_EMPLOYER_CLERKS = "own:employer_clerks"
    OWN_EMPLOYER_DECLARE = "own:employer_declare"
    OWN_EMPLOYER_WORK = "own:employer_work"
    OWN_LIBRARY = "own:library"
    OWN_PROFILE = "own:profile"
    PARTY_LEAD = "party:lead"
    PARTY_VIEW = "party:view"
    PARTY_WORK = "party:work"
    PAYMENT_AUTHORISE = "payment:authorise"
    PAYMENT_MAKE = "payment:make"
    PAYMENT_REVIEW = "payment:review"
    PAYMENT_RESULT_IMPORT = "payment_result:import"
    PERSON_EDIT = "person:edit"
    PERSON_REVEAL = "person:reveal"
    PERSON_VIEW = "person:view"
    POLICY_EDIT = "policy:edit"
    QUEUE_CALL = "queue:call"
    RATING_FOLLOW = "rating:follow"
    REMITTANCE_ALLOCATE = "remittance:allocate"
    REMITTANCE_CONFIRM = "remittance:confirm"
    REMITTANCE_REVERSE = "remittance:reverse"
    RISK_DECIDE = "risk:decide"
    RISK_INSIDER = "risk:insider"
    RISK_RULES = "risk:rules"
    RISK_WORK = "risk:work"
    STAFF_DESK = "staff:desk"
    STAFF_MANAGE = "staff:manage"
    STAFF_RESET = "staff:reset"
    SUSPENSE_USE = "suspense:use"
    TEMPLATE_EDIT = "template:edit"
    VOUCHER_REVIEW = "voucher:review"


class Role(TextChoices):
    """What somebody is. Staff roles are given; depositor and clerk come with the door."""

    TELLER = "TELLER", _("综合柜员")
    REVIEWER = "REVIEWER", _("复核员")
    BRANCH_HEAD = "BRANCH_HEAD", _("管理部主任")
    DIRECTOR = "DIRECTOR", _("中心主任")
    ACCOUNTANT = "ACCOUNTANT", _("财务人员")
    CHIEF_ACCOUNTANT = "CHIEF_ACCOUNTANT", _("财务主管")
    AUDITOR = "AUDITOR", _("稽核人员")
    INVESTIGATOR = "INVESTIGATOR", _("风险核查员")
    DISCIPLINE = "DISCIPLINE", _("纪检人员")
    LIBRARIAN = "LIBRARIAN", _("图书管理员")
    PARTY_AFFAIRS = "PARTY_AFFAIRS", _("党务工作者")
    PARTY_SECRETARY = "PARTY_SECRETARY", _("支部书记")
    PARTY_MEMBER = "PARTY_MEMBER", _("党员")
    ADMIN = "ADMIN", _("系统管理员")
    DEPOSITOR = "DEPOSITOR", _("缴存人")
    CLERK = "CLERK", _("单位经办人")


STAFF_ROLES = [role for role in Role if role not in (Role.DEPOSITOR, Role.CLERK)]

_DESK = {Permission.STAFF_DESK, Permission.OWN_PROFILE}
_LOOK = {
    Permission.ACCOUNT_VIEW,
    Permission.EMPLOYER_VIEW,
    Permission.LOAN_VIEW,
    Permission.MESSAGE_VIEW,
    Permission.PERSON_VIEW,
}
_COUNTER = (
    _DESK
    | _LOOK
    | {
        Permission.ACCOUNT_OPEN,
        Permission.ACCOUNT_SEAL,
        Permission.CASE_VIEW,
        Permission.CASE_WORK,
        Permission.EMPLOYER_CLERK_MANAGE,
        Permission.EMPLOYER_REGISTER,
        Permission.LOAN_WORK,
        Permission.PERSON_EDIT,
        Permission.PERSON_REVEAL,
        Permission.QUEUE_CALL,
        Permission.REMITTANCE_CONFIRM,
    }
)
_LEAD = {
    Permission.APPOINTMENT_MANAGE,
    Permission.AUDIT_VIEW,
    Permission.CASE_FIGURES,
    Permission.CASE_REVIEW,
    Permission.COMPLAINT_HANDLE,
    Permission.HALL_INSPECT,
    Permission.HALL_LEAD,
    Permission.RATING_FOLLOW,
    Permission.STAFF_RESET,
}
_MONEY = _DESK | {
    Permission.BANK_MATCH,
    Permission.BANK_RECONCILE,
    Permission.BANK_STATEMENT_IMPORT,
    Permission.BANK_VIEW,
    Permission.BOOKS_VIEW,
    Permission.CASE_VIEW,
    Permission.EMPLOYER_VIEW,
    Permission.INTEREST_SETTLE,
    Permission.LOAN_RUN,
    Permission.LOAN_VIEW,
    Permission.REMITTANCE_ALLOCATE,
    Permission.SUSPENSE_USE,
}

ROLE_GRANTS: dict[Role, frozenset[Permission]] = {
    Role.TELLER: frozenset(_COUNTER),
    Role.REVIEWER: frozenset(
        _COUNTER
        | {
            Permission.CASE_REVIEW,
            Permission.LOAN_AUTHORISE,
            Permission.LOAN_COMMITTEE,
            Permission.REMITTANCE_REVERSE,
        }
    ),
    Role.BRANCH_HEAD: frozenset(
        _COUNTER | _LEAD | {Permission.LOAN_AUTHORISE, Permission.LOAN_COMMITTEE, Permission.REMITTANCE_REVERSE}
    ),
    Role.DIRECTOR: frozenset(
        _DESK
        | _LOOK
        | _LEAD
        | {Permission.CASE_VIEW, Permission.LOAN_COMMITTEE}
        | {Permission.RISK_DECIDE, Permission.RISK_RULES, Permission.RISK_WORK}
    ),
    Role.ACCOUNTANT: frozenset(_MONEY | {Permission.BOOKS_CLOSE, Permission.PAYMENT_MAKE}),
    Role.CHIEF_ACCOUNTANT: frozenset(
        _MONEY
        | {
            Permission.BOOKS_CLOSE,
            Permission.PAYMENT_RESULT_IMPORT,
            Permission.PAYMENT_REVIEW,
            Permission.PAYMENT_AUTHORISE,
            Permission.REMITTANCE_REVERSE,
            Permission.VOUCHER_REVIEW,
        }
    ),
    Role.AUDITOR: frozenset(
        _DESK
        | _LOOK
        | {Permission.AUDIT_VIEW, Permission.BANK_VIEW, Permission.BOOKS_VIEW}
        | {Permission.CASE_FIGURES, Permission.CASE_VIEW}
    ),
    Role.INVESTIGATOR: frozenset(
        _DESK
        | _LOOK
        | {Permission.AUDIT_VIEW, Permission.CASE_VIEW, Permission.PERSON_REVEAL}
        | {Permission.RISK_RULES, Permission.RISK_WORK}
    ),
    Role.DISCIPLINE: frozenset(
        _DESK | _LOOK | {Permission.AUDIT_VIEW, Permission.CASE_VIEW, Permission.RISK_INSIDER, Permission.RISK_WORK}
    ),
    Role.LIBRARIAN: frozenset(_DESK | {Permission.LIBRARY_CATALOGUE, Permission.LIBRARY_DESK}),
    Role.PARTY_AFFAIRS: frozenset(_DESK | {Permission.PARTY_LEAD, Permission.PARTY_VIEW, Permission.PARTY_WORK}),
    Role.PARTY_SECRETARY: frozenset(_DESK | {Permission.PARTY_VIEW, Permission.PARTY_WORK}),
    Role.PARTY_MEMBER: frozenset(_DESK | {Permission.PARTY_VIEW}),
    Role.ADMIN: frozenset(
        _DESK
        | {
            Permission.KIND_EDIT,
            Permission.POLICY_EDIT,
            Permission.STAFF_MANAGE,
            Permission.STAFF_RESET,
            Permission.TEMPLATE_EDIT,
            Permission.MESSAGE_VIEW,
        }
    ),
    Role.DEPOSITOR: frozenset(
        {Permission.OWN_ACCOUNT, Permission.OWN_CASES, Permission.OWN_LIBRARY, Permission.OWN_PROFILE}
    ),
    Role.CLERK: frozenset(
        {
            Permission.OWN_EMPLOYER,
            Permission.OWN_EMPLOYER_CLERKS,
            Permission.OWN_EMPLOYER_DECLARE,
            Permission.OWN_EMPLOYER_WORK,
            Permission.OWN_PROFILE,
        }
    ),
}


class ClerkDuty(TextChoices):
    """What a clerk does for an employer. One person may have another duty at another employer."""

    MANAGER = "MANAGER", _("管理员：全部业务，并管理其他经办人")
    FILER = "FILER", _("申报：录入并申报")
    MAKER = "MAKER", _("录入：录入和准备，由他人申报")
    VIEWER = "VIEWER", _("查看：只看不办")


_LOOKING = {Permission.OWN_EMPLOYER}
_MAKING = _LOOKING | {Permission.OWN_EMPLOYER_WORK}
_FILING = _MAKING | {Permission.OWN_EMPLOYER_DECLARE}

DUTY_GRANTS: dict[ClerkDuty, frozenset[Permission]] = {
    ClerkDuty.MANAGER: frozenset(_FILING | {Permission.OWN_EMPLOYER_CLERKS}),
    ClerkDuty.FILER: frozenset(_FILING),
    ClerkDuty.MAKER: frozenset(_MAKING),
    ClerkDuty.VIEWER: frozenset(_LOOKING),
}
"""What of the clerk's role each duty leaves for the employer acted for. To change anything takes OWN_EMPLOYER_WORK at
least, whatever the page declares (`accounts.access.requires`)."""
DUTY_BOUND = frozenset(DUTY_GRANTS[ClerkDuty.MANAGER])


class Scope(TextChoices):
    """What a partner's token may do through the API."""

    ACCOUNTS_READ = "accounts:read", _("经缴存人授权查询账户")
    LISTS_READ = "lists:read", _("查询本单位清册")
    LISTS_WRITE = "lists:write", _("申报本单位清册")
    BANK_PUSH = "bank:push", _("推送银行到账明细")
    WITHDRAWALS_WRITE = "withdrawals:write", _("经缴存人授权申请提取")


EMPLOYER_SCOPES = frozenset({Scope.LISTS_READ, Scope.LISTS_WRITE})
"""Scopes that only the system of one employer can hold."""
