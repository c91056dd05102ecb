from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundcenterConfig(AppConfig):
    name = "fundcenter"
    verbose_name = _("门户")
