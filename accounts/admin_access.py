"""The admin's two questions: who may do what there, and by which door they come in.

Reading and writing in the admin follow the same permissions as pages; nothing with money or a status is written there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Permission

if TYPE_CHECKING:
    from accounts.models import User

EDITORS: dict[str, Permission] = {
    "accounts.branch": Permission.STAFF_MANAGE,
    "accounts.staff": Permission.STAFF_MANAGE,
    "accounts.rolegrant": Permission.STAFF_MANAGE,
    "accounts.partner": Permission.STAFF_MANAGE,
    "accounts.partnertoken": Permission.STAFF_MANAGE,
    "accounts.privacynotice": Permission.POLICY_EDIT,
    "desk.centre": Permission.KIND_EDIT,
    "desk.channelrule": Permission.KIND_EDIT,
    "desk.courtesyitem": Permission.KIND_EDIT,
    "desk.documentrule": Permission.KIND_EDIT,
    "desk.kind": Permission.KIND_EDIT,
    "desk.kindversion": Permission.KIND_EDIT,
    "desk.manualsection": Permission.KIND_EDIT,
    "desk.programme": Permission.KIND_EDIT,
    "desk.programmeitem": Permission.KIND_EDIT,
    "desk.reviewrule": Permission.KIND_EDIT,
    "desk.stagerule": Permission.KIND_EDIT,
}
"""Model → who may see, add and change it. Apps whose every table is a parameter or look-up are named below."""

EDITORS_OF_APPS: dict[str, Permission] = {
    "policy": Permission.POLICY_EDIT,
    "notifications": Permission.TEMPLATE_EDIT,
}
READERS_OF_APPS: dict[str, Permission] = {
    "ledger": Permission.BOOKS_VIEW,
    "bank": Permission.BANK_VIEW,
    "deposits": Permission.ACCOUNT_VIEW,
    "withdrawals": Permission.ACCOUNT_VIEW,
}
"""App → who may look where its admin shows anything. Persons, employers and trails have pages of their own."""


def may_in_admin(user: User, perm: str) -> bool:
    """Answer Django's "app.action_model". Nothing is ever deleted."""
    app, _dot, verb = perm.partition(".")
    action, _line, model = verb.partition("_")
    if not user.is_active or action == "delete":
        return False
    editor = EDITORS.get(f"{app}.{model}", EDITORS_OF_APPS.get(app))
    if editor is not None:
        return user.may(editor)
    reader = READERS_OF_APPS.get(app)
    return action == "view" and reader is not None and user.may(reader)


def staff_door(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """In place of the admin's own log-in: the staff's door, second factor included."""
    if request.user.is_authenticated:
        if request.user.is_staff:
            return redirect("admin:index")
        raise PermissionDenied(_("您没有系统管理的权限。"))
    asked = request.GET.get("next") or request.get_full_path()
    return redirect(f"{reverse('accounts:public_staff_login')}?{urlencode({'next': asked})}")


def password_page(request: HttpRequest, extra_context: Any = None) -> HttpResponse:
    """In place of the admin's own password form: the one for everybody, which ends other log-ins."""
    return redirect("accounts:portal_password")
