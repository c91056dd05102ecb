"""What members and secretaries are told."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
EVENTS = [  # code, label, samples, body
    (
        "party_meeting",
        "会议通知",
        {"meeting": "第一支部2026年第10次主题党日", "when": "10月16日15:30", "place": "三楼党员活动室"},
        "{name}同志：{meeting}定于{when}在{place}召开，请准时参加；不能参加请提前请假。",
    ),
    (
        "party_task",
        "党建工作提醒",
        {"what": "整理党员学习专柜", "day": "10月31日"},
        "{name}同志：请在{day}前完成：{what}。办理情况请在“党建”里填写。",
    ),
]


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, label, samples, body in EVENTS:
        event = Event.objects.create(code=code, label=label, door="STAFF", samples=samples, is_security=False)
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("partybuilding", "0001_initial"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
