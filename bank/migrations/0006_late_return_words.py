"""The words by which a refund that the bank took back after it was paid is told of."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
SAMPLES = {"number": "TK20261010000001", "amount": "500.00", "tail": "4521"}
# code: (label, door, channels, title, body)
EVENTS = {
    "refund_returned_late_clerk": (
        "退款付出后被退回（单位）",
        "CLERK",
        ("INBOX", "SMS", "EMAIL", "WECOM"),
        "退款被银行退回",
        "尊敬的{name}：您单位办件{number}的退款{amount}元付出后被收款行退回（账号尾号{tail}）。"
        "款项仍在中心，请核对收款账户后重新申请。咨询{hotline}。",
    ),
    "refund_returned_late": (
        "退款付出后被退回",
        "STAFF",
        ("INBOX", "WECOM"),
        "退款被银行退回",
        "{name}：办件{number}的退款{amount}元付出后被收款行退回（账号尾号{tail}），已转回暂收款，请跟进。",
    ),
}


def load(apps, schema_editor):
    Event, Template = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, (label, door, channels, title, body) in EVENTS.items():
        event = Event.objects.create(code=code, label=label, door=door, samples=SAMPLES)
        for channel in channels:
            Template.objects.create(event=event, channel=channel, title=title, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("bank", "0005_unpaid_by_two"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
