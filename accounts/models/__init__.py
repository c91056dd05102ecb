"""People, employers, branches, staff; users and their doors; trails of what was done and looked at."""

from accounts.models.doors import (
    Door,
    EmployerClerk,
    LoginSession,
    OneTimeCode,
    RoleGrant,
    SecondFactor,
    Staff,
    User,
    UserManager,
)
from accounts.models.partners import DepositorToken, IdempotentCall, Partner, PartnerToken
from accounts.models.people import BankCard, Branch, DocumentType, Employer, Person, Relation, RelationKind
from accounts.models.resets import PasswordReset
from accounts.models.trails import AuditEntry, Consent, Look, LookKind, PrivacyNotice

__all__ = [
    "AuditEntry",
    "BankCard",
    "Branch",
    "Consent",
    "DepositorToken",
    "DocumentType",
    "Door",
    "Employer",
    "EmployerClerk",
    "IdempotentCall",
    "LoginSession",
    "Look",
    "LookKind",
    "OneTimeCode",
    "Partner",
    "PartnerToken",
    "PasswordReset",
    "Person",
    "PrivacyNotice",
    "Relation",
    "RelationKind",
    "RoleGrant",
    "SecondFactor",
    "Staff",
    "User",
    "UserManager",
]
