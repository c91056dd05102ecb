"""A colleague's forgotten password: two people are needed, or one administrator could act as any two others.

Who asks never sees the new password; who confirms cannot choose whose it is.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from accounts import queries, rules
from accounts.models import Door, PasswordReset, User
from accounts.operations import staff, trail
from common.errors import BusinessError
from common.states import lock
from common.transactions import operation


class NoReset(BusinessError):
    """There is nothing to start anew, or nobody who could confirm it."""


class ResetGone(BusinessError):
    """It has been confirmed or withdrawn, or is more than a day old."""


class SecondPersonNeeded(BusinessError):
    """Nobody confirms what they asked for themselves."""


@operation
def ask_reset(*, user_id: int, reason: str, by: User, at: datetime, address: str | None = None) -> PasswordReset:
    """Ask that a colleague's password and second factor start anew. Nothing changes until another person confirms.

    Raises NotToThemselves, NoReset.
    """
    user = lock(User, user_id)
    staff.refuse_own(user, by)
    if user.door != Door.STAFF or not user.is_active:
        raise NoReset(_("只能为在岗的工作人员重设密码。"))
    PasswordReset.objects.filter(
        user=user, confirmed_at=None, withdrawn_at=None, asked_at__lte=at - rules.RESET_LIFE
    ).update(withdrawn_at=at)
    if queries.open_resets(at).filter(user=user).exists():
        raise NoReset(_("这位同事的密码重设已有人申请，正在等另一人确认。"))
    if not queries.may_confirm_reset(user, by, at).exists():
        raise NoReset(
            _("目前没有其他人可以确认。请先把“系统管理员”“管理部主任”或“中心主任”的角色授予另一位同事，再申请。")
        )
    reset = PasswordReset.objects.create(
        user=user, person=user.person, reason=reason, asked_by=by, asked_by_person=by.person, asked_at=at
    )
    trail.record(
        user=by,
        action="reset:ask",
        target=user,
        person=user.person,
        at=at,
        detail={"reason": reason},
        address=address,
    )
    return reset


@operation
def confirm_reset(*, reset_id: int, by: User, at: datetime, address: str | None = None) -> str:
    """The second person agrees: the password to hand over, shown to them once. Its owner is told at once.

    Raises ResetGone, SecondPersonNeeded, NotToThemselves.
    """
    user = lock(User, PasswordReset.objects.get(pk=reset_id).user_id)
    reset = lock(PasswordReset, reset_id)
    _refuse_gone(reset, at)
    staff.refuse_own(user, by)
    if by.person_id == reset.asked_by_person_id:
        raise SecondPersonNeeded(_("申请人不能确认自己提交的申请，须由另一人确认。"))
    if not user.is_active:
        raise ResetGone(_("这位同事已经离岗，不能再重设密码。"))
    reset.confirmed_by, reset.confirmed_by_person, reset.confirmed_at = by, by.person, at
    reset.save(update_fields=["confirmed_by", "confirmed_by_person", "confirmed_at"])
    return staff.renew_password(
        user=user, by=by, at=at, detail={"asked_by": str(reset.asked_by), "reason": reset.reason}, address=address
    )


@operation
def withdraw_reset(*, reset_id: int, by: User, at: datetime, address: str | None = None) -> PasswordReset:
    """Whoever asked thinks better of it, or somebody else who could confirm refuses. Raises ResetGone."""
    reset = lock(PasswordReset, reset_id)
    _refuse_gone(reset, at)
    reset.withdrawn_at = at
    reset.save(update_fields=["withdrawn_at"])
    trail.record(user=by, action="reset:withdraw", target=reset.user, person=reset.person, at=at, address=address)
    return reset


def _refuse_gone(reset: PasswordReset, at: datetime) -> None:
    if reset.confirmed_at or reset.withdrawn_at or reset.asked_at <= at - rules.RESET_LIFE:
        raise ResetGone(_("这项申请已经办结、撤回或超过 24 小时，请重新申请。"))
