"""What people are told when the year's interest is credited (event 1 of the 12329 texts)."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
BODY = (
    "尊敬的{name}：{day}您的公积金账户{year}年度结息{amount}元，当前余额{balance}元。"
    "利息怎样算出来的，可登录个人网厅“年度账单”查看，咨询{hotline}。"
)
SAMPLES = {"day": "6月30日", "year": "2026", "amount": "612.83", "balance": "37,815.40"}


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    event = Event.objects.create(
        code="interest_settled", label="年度结息", door="DEPOSITOR", samples=SAMPLES, is_security=False
    )
    for channel in CHANNELS:
        Template.objects.create(event=event, channel=channel, title="年度结息", body=BODY, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("deposits", "0013_interest_told"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
