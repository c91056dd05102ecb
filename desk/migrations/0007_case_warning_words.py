"""The words by which the staff hear of deadlines."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
SAMPLES = {"number": "TK20261010000001", "kind": "暂收款退款", "due": "10月12日 23:59"}
# code: (label, samples, title, body)
EVENTS = {
    "case_warning": (
        "办件将到期",
        SAMPLES,
        "办件将到期",
        "{name}：办件{number}（{kind}）承诺{due}前办结，时间已不多，请抓紧办理。",
    ),
    "case_late": (
        "办件超期",
        {**SAMPLES, "what": "承诺期限已过"},
        "办件已超期",
        "{name}：办件{number}（{kind}）{what}（{due}），请马上处理，并向申请人说明。",
    ),
}


def load(apps, schema_editor):
    Event, Template = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, (label, samples, title, body) in EVENTS.items():
        event = Event.objects.create(code=code, label=label, door="STAFF", samples=samples)
        for channel in ("INBOX", "WECOM"):
            Template.objects.create(event=event, channel=channel, title=title, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_case_warnings"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
