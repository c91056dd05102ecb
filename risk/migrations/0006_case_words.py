"""What people are told of a risk case: the decision, that nothing came of it, an appeal; and the employer."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
EVENTS = [
    (
        "risk_established",
        "骗提骗贷认定",
        "DEPOSITOR",
        {"case": "FX202610100001", "until": "2029-10-09", "amount": "100,000.00", "due": "2026-11-09"},
        "尊敬的{name}：本中心对案件{case}作出认定，自今日起至{until}限制提取和贷款；应退回{amount}元，期限{due}。"
        "有异议可以向本中心申诉，也可以依法申请行政复议，咨询{hotline}。",
    ),
    (
        "risk_dismissed",
        "核查完成",
        "DEPOSITOR",
        {"case": "TQ202610100001"},
        "尊敬的{name}：您的业务{case}已核查完成，没有问题，现在继续办理。感谢您的耐心和配合，咨询{hotline}。",
    ),
    (
        "risk_ban_lifted",
        "限制解除",
        "DEPOSITOR",
        {"case": "FX202610100001", "reason": "申诉成立"},
        "尊敬的{name}：{case}对您提取和贷款的限制已解除。理由：{reason}。咨询{hotline}。",
    ),
    (
        "risk_employer",
        "职工骗提骗贷通报",
        "CLERK",
        {"person": "张三", "case": "FX202610100001"},
        "尊敬的{name}：您单位职工{person}的业务经本中心认定为骗提骗贷（{case}），特此通报，咨询{hotline}。",
    ),
]


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, label, door, samples, body in EVENTS:
        event = Event.objects.create(code=code, label=label, door=door, samples=samples, is_security=False)
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("risk", "0005_cases"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
