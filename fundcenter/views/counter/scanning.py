"""What a scanner types at the counter: the code of a paper of ours opens what the paper is about."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

from django.urls import Resolver404, resolve, reverse

from accounts.models import User
from accounts.permissions import Permission
from common import identity
from deposits import queries as deposits
from desk import queries as desk

CODE_LENGTH = 12


def opened_by(text: str, user: User) -> str:
    """The page that a scanned paper or a typed number leads the user to, or nothing: then it is searched for.

    QR pictures hold the public address of a receipt, notice, ticket or list; case numbers and the codes under the
    pictures may be typed as well. A page opens only for who may see it.
    """
    route, code = _taken_apart(text.strip())
    if not any(letter.isalpha() for letter in code):
        return ""
    return (
        _case(route, code, user) or _ticket(route, code, user) or _list(route, code, user) or _proof(route, code, user)
    )


def _taken_apart(text: str) -> tuple[str, str]:
    """The name of the address in a QR picture and its code; of anything else, no name and the text."""
    if not text.lower().startswith(("http://", "https://")):
        return "", identity.normalise(text)
    try:
        match = resolve(unquote(urlsplit(text).path))
    except (Resolver404, ValueError):
        return "elsewhere", ""
    return match.view_name, next((str(each) for each in match.kwargs.values()), "")


def _case(route: str, code: str, user: User) -> str:
    """By its receipt, its notice or its own number."""
    rows = desk.cases_visible_to(user).order_by()
    if not route and len(code) != CODE_LENGTH:
        rows = rows.filter(number=code)
    elif route in ("", "desk:public_receipt", "desk:public_notice", "withdrawals:public_receipt"):
        paper = desk.receipt_of_code(code) or desk.notice_of_code(code)
        rows = rows.filter(pk=paper.case_id) if paper else rows.none()
    else:
        return ""
    found = rows.values_list("pk", flat=True).first()
    return reverse("desk:counter_case", args=[found]) if found else ""


def _ticket(route: str, code: str, user: User) -> str:
    """By the picture on it, at the hall it was taken in."""
    ticket = desk.ticket_by_secret(code) if route == "desk:public_ticket" else None
    if ticket is None or not desk.tickets_visible_to(user).filter(pk=ticket.pk).exists():
        return ""
    return reverse("desk:counter_number", args=[ticket.pk])


def _list(route: str, code: str, user: User) -> str:
    """By the code of its paper."""
    if route not in ("", "deposits:public_verified") or len(code) != CODE_LENGTH:
        return ""
    found = deposits.list_of_code(code)
    if found is None or not deposits.lists_visible_to(user).filter(pk=found.pk).exists():
        return ""
    return reverse("deposits:counter_list", args=[found.pk])


def _proof(route: str, code: str, user: User) -> str:
    """By the code of a certificate: the account it certifies, with what was issued of it."""
    if route not in ("", "deposits:public_verified") or len(code) != CODE_LENGTH:
        return ""
    found = deposits.proof_of_code(code)
    if found is None or not (user.may(Permission.CASE_WORK) and deposits.proofs_visible_to(user).filter(pk=found.pk)):
        return ""
    return reverse("deposits:counter_proofs", args=[found.account_id])
