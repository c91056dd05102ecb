from django import forms
from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonConfig(AppConfig):
    name = "common"
    verbose_name = _("公共")

    def ready(self) -> None:
        """Say what is missing in our own words: Django's "该字段是必填项" is a programmer's."""
        forms.Field.default_error_messages["required"] = _("请填写或选择这一项。")
        forms.FileField.default_error_messages["required"] = _("请选择文件。")
        forms.FileField.default_error_messages["empty"] = _("这个文件是空的，请重新选择。")
        forms.BooleanField.default_error_messages = {"required": _("请勾选后再继续。")}
