"""What depositors are told of a payment that a colleague of ours stopped: the note on it stays inside."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
BODY = (
    "尊敬的{name}：您的提取款{amount}元付往尾号{tail}的账户前，没有通过我中心的付款复核，尚未付出。钱仍在您名下，"
    "请在个人网厅核对收款银行卡，或到任一窗口办理。咨询{hotline}。"
)


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    event = Event.objects.create(
        code="withdrawal_rejected",
        label="提取款没有付出",
        door="DEPOSITOR",
        samples={"amount": "18,000.00", "tail": "6786"},
        is_security=True,
    )
    for channel in CHANNELS:
        Template.objects.create(event=event, channel=channel, title="提取款没有付出", body=BODY, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("withdrawals", "0010_matters"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
