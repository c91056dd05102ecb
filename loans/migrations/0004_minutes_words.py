"""The words by which the staff hear that a fast case runs out of minutes."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
SAMPLES = {"number": "DK20261010000001", "step": "审批", "used": "35", "left": "15"}
TITLE = "快速贷款时间不多"
BODY = "{name}：快速贷款{number}已用{used}分钟，正在{step}，还剩{left}分钟，请优先办理。"


def load(apps, schema_editor):
    Event, Template = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    event = Event.objects.create(code="loan_minutes", label=TITLE, door="STAFF", samples=SAMPLES)
    for channel in ("INBOX", "WECOM"):
        Template.objects.create(event=event, channel=channel, title=TITLE, body=BODY, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("loans", "0003_loan_columns"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
