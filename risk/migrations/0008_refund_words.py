"""Who owes nothing is not told of 0.00 yuan: the sentence on the refund comes with the message or not at all."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
BODY = (
    "尊敬的{name}：本中心对案件{case}作出认定，自今日起至{until}限制提取和贷款。{refund}"
    "有异议可以向本中心申诉，也可以依法申请行政复议，咨询{hotline}。"
)


def renew(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    event = Event.objects.get(code="risk_established")
    event.samples = {
        "case": "FX202610100001",
        "until": "2029-10-09",
        "refund": "请在2026-11-09前退回100,000.00元。",
        "amount": "100,000.00",
        "due": "2026-11-09",
    }
    event.save(update_fields=["samples"])
    for old in list(Template.objects.filter(event=event, active=True)):
        Template.objects.filter(pk=old.pk).update(active=False)
        Template.objects.create(
            event=event, channel=old.channel, version=old.version + 1, title=old.title, body=BODY, made_at=MADE_AT
        )


class Migration(migrations.Migration):
    dependencies = [("risk", "0007_house_watch")]
    operations = [migrations.RunPython(renew, migrations.RunPython.noop)]
