"""Who may write: the branch's secretary in the branch, party affairs everywhere. Asked again inside every act."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from accounts.permissions import Permission
from common.errors import BusinessError
from partybuilding.queries import scope

if TYPE_CHECKING:
    from accounts.models import User


class NotYours(BusinessError):
    """The act belongs to somebody with another duty, or of another organisation."""


class TooEarly(BusinessError):
    """The day lies in the future, or before what it rests on."""


def refuse_others(organisation_id: int, by: User) -> None:
    """Raise NotYours for who does not keep the organisation's records."""
    if not scope.works_for(by, organisation_id):
        raise NotYours(_("只有本组织的书记和党务工作者可以办理。"))


def refuse_all_but_affairs(by: User) -> None:
    """Raise NotYours for everybody but party affairs."""
    if not by.may(Permission.PARTY_LEAD):
        raise NotYours(_("只有党务工作者可以办理。"))
