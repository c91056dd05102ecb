"""Pages of the kernel for those who lead, by subject."""

from desk.views.office.ratings import end_device, rating_devices, voice_figures

__all__ = [
    "end_device",
    "rating_devices",
    "voice_figures",
]
