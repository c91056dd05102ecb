"""Words of messages: every change is a new version; what was sent keeps pointing at the words it was made of."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import BusinessError
from common.transactions import step
from notifications import rules
from notifications.models import Event, Template
from notifications.states import Channel


class TemplateRefused(BusinessError):
    """The words cannot be filled in, or would be empty."""


@step
def new_version(
    *, event_code: str, channel: str, title: str, body: str, by: User | None, at: datetime, active: bool = True
) -> Template:
    """Put new words into use; the version before rests. The same words again change nothing. Raises TemplateRefused."""
    event = Event.objects.select_for_update().get(code=event_code)
    title, body = title.strip(), body.strip()
    if not body or (not title and channel in (Channel.INBOX, Channel.EMAIL)):
        raise TemplateRefused(_("正文不能为空，站内信和电子邮件还要有标题。"))
    check_words(event=event, title=title, body=body)
    rows = Template.objects.filter(event=event, channel=channel)
    current = rows.filter(active=True).first()
    if current is not None and active and (current.title, current.body) == (title, body):
        return current
    rows.filter(active=True).update(active=False)
    latest = rows.aggregate(latest=Max("version"))["latest"] or 0
    return Template.objects.create(
        event=event,
        channel=channel,
        version=latest + 1,
        title=title,
        body=body,
        active=active,
        made_by=by,
        made_at=at,
    )


def check_words(*, event: Event, title: str, body: str) -> None:
    """Raises TemplateRefused where words ask for what nobody fills, or show a code in a title."""
    try:
        rules.check_template(title, event.samples)
        rules.check_template(body, event.samples)
    except rules.BadTemplate as problem:
        raise TemplateRefused(str(problem)) from None
    if rules.placeholders(title) & set(event.secrets):
        raise TemplateRefused(_("验证码不能写在标题里。"))
