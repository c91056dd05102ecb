"""Pages of the kernel for those who lead, by subject."""

from desk.views.office.planning import (
    add_slot_plan,
    add_window,
    closed_days,
    end_slot_plan,
    line,
    reopen_day,
    slot_plan,
    slot_plans,
    window,
    windows,
)
from desk.views.office.ratings import end_device, rating_devices, voice_figures

__all__ = [
    "add_slot_plan",
    "add_window",
    "closed_days",
    "end_device",
    "end_slot_plan",
    "line",
    "rating_devices",
    "reopen_day",
    "slot_plan",
    "slot_plans",
    "voice_figures",
    "window",
    "windows",
]
