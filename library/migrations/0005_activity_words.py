"""What readers are told of readings and lectures."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
SAMPLES = {"activity": "读书会：《活着》", "time": "11-14 19:00", "venue": "半亩方塘"}
EVENTS = [
    (
        "library_seat",
        "活动候补成功",
        "尊敬的{name}：您候补的“{activity}”有名额了，{time}在{venue}举行。不能参加请在网厅取消，把名额让给后面的读者。",
    ),
    (
        "library_activity_off",
        "活动已取消",
        "尊敬的{name}：原定{time}在{venue}举行的“{activity}”取消了，敬请谅解。",
    ),
]


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, label, body in EVENTS:
        event = Event.objects.create(code=code, label=label, door="DEPOSITOR", samples=SAMPLES, is_security=False)
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("library", "0004_house"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
