"""Applications whose papers never come: the day that the applicant was told, and the words that tell them."""

from datetime import UTC, datetime

from django.db import migrations, models

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
BODY = (
    "尊敬的{name}：您的提取申请{number}还差材料：{papers}。请于{due}前在个人网厅上传或送到任一窗口；"
    "过期没有补齐的，这次申请将结束，占用的金额会释放，您可以随时重新申请。咨询{hotline}。"
)


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    event = Event.objects.create(
        code="withdrawal_papers_wait",
        label="提取申请还差材料",
        door="DEPOSITOR",
        samples={"number": "TQ2026101000001", "papers": "装修发票", "due": "10月28日"},
    )
    for channel in CHANNELS:
        Template.objects.create(event=event, channel=channel, title="提取申请还差材料", body=BODY, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("withdrawals", "0012_mandates"), ("notifications", "0003_wecom")]
    operations = [
        migrations.AddField(
            model_name="withdrawal",
            name="papers_due_on",
            field=models.DateField(null=True, verbose_name="缺的材料最晚补齐的日期"),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
