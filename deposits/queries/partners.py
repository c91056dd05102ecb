"""Whose rows a partner may see: one depositor's by their leave, one employer's where the partner belongs to it."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import DepositorToken, Partner
from deposits.models import EmployerAccount, PersonalAccount, RemittanceList


def accounts_visible_to_partner(partner: Partner, leave: DepositorToken | None) -> QuerySet[PersonalAccount]:
    """The accounts of the person who gave the leave; an employer's own system only those under the employer."""
    found = PersonalAccount.objects.select_related("person", "employer_account__employer", "ledger_account")
    if leave is None or leave.partner_id != partner.pk:
        return found.none()
    found = found.filter(person=leave.person_id)
    return found.filter(employer_account__employer=partner.employer_id) if partner.employer_id else found


def employer_accounts_visible_to_partner(partner: Partner) -> QuerySet[EmployerAccount]:
    """The account of the employer whose system this is; none for others."""
    found = EmployerAccount.objects.select_related("employer__branch")
    return found.filter(employer=partner.employer_id) if partner.employer_id else found.none()


def lists_visible_to_partner(partner: Partner) -> QuerySet[RemittanceList]:
    """The lists of the employer whose system this is; none for others."""
    found = RemittanceList.objects.select_related("employer_account__employer", "declared_by__person", "journal")
    return found.filter(employer_account__in=employer_accounts_visible_to_partner(partner))
