"""The counter kernel: what every business shares once somebody asks for something."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeskConfig(AppConfig):
    """Cases, documents, review, clocks, queue, ratings and the hall's own discipline (综合柜员制)."""

    name = "desk"
    verbose_name = _("柜面")
