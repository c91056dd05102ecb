"""What people choose about messages, and what staff look for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts import queries as accounts
from common.listing import FilterForm
from notifications.models import Event, Template
from notifications.operations import TemplateRefused
from notifications.operations.templates import check_words
from notifications.states import OUTSIDE, Channel, MessageStatus


class PreferenceForm(forms.Form):
    """Channels that stay on, and the addresses on e-mail and WeCom; WeCom only where the centre has it."""

    channels = forms.MultipleChoiceField(
        label=_("除站内信外，还用这些方式通知我"),
        help_text=_("安全提醒和验证码不受此设置影响。"),
        choices=[(channel.value, channel.label) for channel in OUTSIDE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    email = forms.EmailField(
        label=_("电子邮箱"),
        help_text=_("填写后会收到一封确认邮件，打开其中的链接即可启用；清空则不再使用。"),
        required=False,
        max_length=120,
    )
    wecom = forms.RegexField(
        label=_("企业微信账号"),
        help_text=_("由您单位的企业微信管理员提供，不是微信号。填写后会在企业微信里收到一条确认消息。"),
        regex=r"^[0-9A-Za-z][0-9A-Za-z_.@-]{0,63}$",
        error_messages={"invalid": _("只能用字母、数字和 _ - . @，并以字母或数字开头。")},
        required=False,
        max_length=64,
    )

    def __init__(self, *args: Any, has_wecom: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        if not has_wecom:
            del self.fields["wecom"]
            kept = [choice for choice in self.fields["channels"].choices if choice[0] != Channel.WECOM]  # type: ignore[attr-defined]
            self.fields["channels"].choices = kept  # type: ignore[attr-defined]

    @property
    def asked(self) -> list[str]:
        """The channels that stand on this page."""
        return [value for value, _label in self.fields["channels"].choices]  # type: ignore[attr-defined]

    @property
    def addresses(self) -> dict[str, str]:
        """Channel → address as typed, of a form that is in order."""
        names = {Channel.EMAIL: "email", Channel.WECOM: "wecom"}
        return {channel: self.cleaned_data[name] for channel, name in names.items() if name in self.fields}


class MessageFilter(FilterForm):
    """Status, channel, matter and person of messages."""

    status = forms.ChoiceField(label=_("状态"), choices=[("", _("全部")), *MessageStatus.choices], required=False)
    channel = forms.ChoiceField(label=_("渠道"), choices=[("", _("全部")), *Channel.choices], required=False)
    event = forms.ModelChoiceField(
        label=_("事项"), queryset=Event.objects.order_by("label", "code"), empty_label=_("全部"), required=False
    )
    person = forms.CharField(label=_("收件人"), help_text=_("姓名或拼音"), required=False, max_length=40)
    who = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_person(self) -> str:
        """A name. This form's answers stand in the address, where no number of a person belongs."""
        text: str = self.cleaned_data["person"].strip()
        if any(char.isdigit() for char in text):
            raise ValidationError(_("按证件号或手机号，请先在“找人找单位”里找到本人，再从个人资料页查看消息。"))
        return text

    def narrow(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The messages that fit."""
        asked = self.cleaned_data
        if asked["status"]:
            rows = rows.filter(status=asked["status"])
        if asked["channel"]:
            rows = rows.filter(channel=asked["channel"])
        if asked["event"]:
            rows = rows.filter(template__event=asked["event"])
        if asked["person"]:
            rows = rows.filter(person__in=[person.pk for person in accounts.search_people(asked["person"])])
        if asked["who"]:
            rows = rows.filter(person=asked["who"])
        return rows


class TemplateForm(forms.ModelForm):
    """New words in the admin, checked as the operation will check them; never saves."""

    class Meta:
        model = Template
        fields = ["event", "channel", "title", "body"]

    def clean(self) -> dict[str, Any]:
        """The words can be filled in."""
        cleaned = super().clean() or {}
        event = cleaned.get("event") or (self.instance.event if self.instance.event_id else None)
        channel = cleaned.get("channel") or self.instance.channel
        title, body = cleaned.get("title", ""), cleaned.get("body", "")
        if event is None or not body:
            return cleaned
        if not title.strip() and channel in (Channel.INBOX, Channel.EMAIL):
            raise ValidationError({"title": _("站内信和电子邮件要有标题。")})
        try:
            check_words(event=event, title=title, body=body)
        except TemplateRefused as refusal:
            raise ValidationError({"body": str(refusal)}) from None
        return cleaned

    def validate_unique(self) -> None:
        """A new version has its own number; what the row said before does not clash."""

    def validate_constraints(self) -> None:
        """As above."""
