"""Windows opened and closed by who sits there; lines, windows and the hall's machines set up by who leads it."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Staff
from accounts.operations import trail
from common.errors import BusinessError
from common.states import lock, move
from common.transactions import operation
from desk.models import Device, Line, Ticket, Window
from desk.queries.queueing import hashed
from desk.states.queueing import AT_A_WINDOW, WINDOW_MOVES, WindowStatus

if TYPE_CHECKING:
    from accounts.models import User

CODE_LIFE = timedelta(minutes=15)


class SeatTaken(BusinessError):
    """Somebody else sits at the window, or the user sits at another."""


class NotTheirWindow(BusinessError):
    """Only who sits at a window pauses or closes it."""


class StillServing(BusinessError):
    """A window with somebody in front of it is not closed."""


class NumberTaken(BusinessError):
    """The branch has a window with this number."""


class WrongCode(BusinessError):
    """No machine waits for this binding code, or it is too old."""


class DeviceGone(BusinessError):
    """The machine has been unbound already."""


# --- sitting down and getting up


@operation
def open_window(*, window_id: int, by: User, at: datetime) -> Window:
    """Sit down and let the window call. Raises SeatTaken, WrongState."""
    window = lock(Window, window_id)
    if window.user is not None and window.user_id != by.pk:
        raise SeatTaken(_("%(window)s现在由%(name)s使用。") % {"window": window, "name": window.user})
    other = Window.objects.filter(user=by).exclude(pk=window_id).first()
    if other is not None:
        raise SeatTaken(_("您还开着%(window)s，请先关窗。") % {"window": other})
    move(window, "open", WINDOW_MOVES, by=by, at=at, user=by, since=at)
    # Where somebody sits is where their cases say so, and whose tablet asks for the rating.
    Staff.objects.filter(user=by).exclude(window=window.number).update(window=window.number)
    return window


@operation
def pause_window(*, window_id: int, reason: str, by: User, at: datetime) -> Window:
    """Call nobody for a while. Raises NotTheirWindow, WrongState."""
    window = _own(window_id, by)
    move(window, "pause", WINDOW_MOVES, by=by, at=at, note=reason, since=at)
    return window


@operation
def resume_window(*, window_id: int, by: User, at: datetime) -> Window:
    """Go on calling. Raises NotTheirWindow, WrongState."""
    window = _own(window_id, by)
    move(window, "resume", WINDOW_MOVES, by=by, at=at, since=at)
    return window


@operation
def close_window(*, window_id: int, by: User, at: datetime) -> Window:
    """Get up. Raises NotTheirWindow, StillServing, WrongState."""
    window = _own(window_id, by)
    held = Ticket.objects.filter(window=window, status__in=AT_A_WINDOW).first()
    if held is not None:
        raise StillServing(_("%(code)s 号还没有结束，请先办结、转办或过号。") % {"code": held})
    _close(window, by=by, at=at)
    return window


@operation
def close_left_windows(*, before: date, at: datetime) -> int:
    """Close windows that nobody closed on a former day; tickets of that day have ended. Returns how many."""
    count = 0
    for window in Window.objects.select_for_update(of=("self",)).exclude(status=WindowStatus.CLOSED):
        busy = Ticket.objects.filter(window=window, status__in=AT_A_WINDOW).exists()
        if window.since is not None and timezone.localdate(window.since) < before and not busy:
            _close(window, by=None, at=at)
            count += 1
    return count


def _close(window: Window, *, by: User | None, at: datetime) -> None:
    move(window, "close", WINDOW_MOVES, by=by, at=at, user=None, since=at)


def _own(window_id: int, by: User) -> Window:
    window = lock(Window, window_id)
    if window.user_id != by.pk:
        raise NotTheirWindow(_("只有坐在窗口的人能操作这个窗口。"))
    return window


# --- setting up


@operation
def save_window(
    *,
    window_id: int | None,
    branch_id: int,
    number: str,
    line_ids: Collection[int],
    is_active: bool,
    by: User | None,
    at: datetime,
) -> Window:
    """Set up a window, or change which lines it serves. Raises NumberTaken, StillServing."""
    window = lock(Window, window_id) if window_id else Window(branch_id=branch_id)
    if not is_active and window.status != WindowStatus.CLOSED:
        raise StillServing(_("窗口正在使用，请先关窗再停用。"))
    window.number, window.is_active = number, is_active
    try:
        with transaction.atomic():
            window.save()
    except IntegrityError:
        raise NumberTaken(_("这个管理部已有 %(number)s 号窗口。") % {"number": number}) from None
    window.lines.set(line_ids)
    trail.record(
        user=by, action="window:save", target=window, at=at, detail={"number": number, "lines": sorted(line_ids)}
    )
    return window


@operation
def save_line(
    *,
    line_id: int,
    label: str,
    hint: str,
    families: Collection[str],
    bring: str,
    is_active: bool,
    by: User,
    at: datetime,
) -> Line:
    """Change what a line is called and for. Its letter stays: numbers of today carry it."""
    line = lock(Line, line_id)
    line.label, line.hint, line.bring = label, hint, bring
    line.families, line.is_active = list(families), is_active
    line.save(update_fields=["label", "hint", "bring", "families", "is_active"])
    trail.record(user=by, action="line:save", target=line, at=at, detail={"label": label, "active": is_active})
    return line


# --- machines


@dataclass(frozen=True)
class Coded:
    """A machine that waits to be bound, with the code that is shown once."""

    device: Device
    code: str = field(repr=False)


@dataclass(frozen=True)
class Bound:
    """A bound machine, with the token that its cookie carries."""

    device: Device
    token: str = field(repr=False)


@operation
def register_hall_device(*, branch_id: int, kind: str, label: str, by: User, at: datetime) -> Coded:
    """Take in a machine; whoever types the code at it within a quarter of an hour binds it."""
    code = f"{secrets.randbelow(10**8):08d}"
    device = Device.objects.create(
        branch_id=branch_id,
        kind=kind,
        label=label,
        code_hash=hashed(code),
        code_until=at + CODE_LIFE,
        made_by=by,
        made_at=at,
    )
    trail.record(user=by, action="device:register", target=device, at=at, detail={"kind": kind, "label": label})
    return Coded(device, code)


@operation
def bind_hall_device(*, code: str, at: datetime) -> Bound:
    """Bind the machine at which a code was typed; the code works once. Raises WrongCode."""
    found = Device.objects.select_for_update(of=("self",)).filter(code_hash=hashed(code)).first()
    if found is None or found.code_until is None or found.code_until < at:
        raise WrongCode(_("绑定码不对或已过期，请工作人员重新登记设备。"))
    token = secrets.token_urlsafe(32)
    found.token_hash, found.code_hash, found.code_until, found.bound_at = hashed(token), "", None, at
    found.save(update_fields=["token_hash", "code_hash", "code_until", "bound_at"])
    trail.record(user=None, action="device:bind", target=found, at=at)
    return Bound(found, token)


@operation
def revoke_hall_device(*, device_id: int, by: User, at: datetime) -> Device:
    """Unbind a machine: its cookie opens nothing any more. Raises DeviceGone."""
    device = lock(Device, device_id)
    if device.revoked_at is not None:
        raise DeviceGone(_("这台设备已经解绑。"))
    device.revoked_by, device.revoked_at, device.token_hash, device.code_hash = by, at, "", ""
    device.save(update_fields=["revoked_by", "revoked_at", "token_hash", "code_hash"])
    trail.record(user=by, action="device:revoke", target=device, at=at)
    return device
