"""The message by which somebody shows that a WeCom account is theirs."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
WORDS = "尊敬的{name}：请在24小时内登录网厅后打开下面的链接，确认用此企业微信账号接收消息：\n{link}\n如非本人操作，请勿理会。"


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    event = Event.objects.create(
        code="wecom_confirm",
        label="企业微信确认",
        samples={"link": "https://example.org/messages/confirm/?proof=abc"},
        secrets=["link"],
        is_security=True,
    )
    Template.objects.create(event=event, channel="WECOM", title="请确认企业微信", body=WORDS, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_events")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
