"""What an employer's clerks are told when it is late: the notice, the papers, a promise that was not kept."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
EVENTS = [
    (
        "arrears_notice",
        "催缴通知书",
        {"employer": "辽源市测试有限公司", "months": "2", "amount": "9,332.00", "number": "CJ20261026000001"},
        "尊敬的{name}：您单位（{employer}）有{months}个月的住房公积金逾期未缴，共{amount}元。"
        "催缴通知书（{number}）可在单位网厅“欠缴和文书”下载，请尽快汇缴。有困难可商定分期，咨询{hotline}。",
    ),
    (
        "enforcement_paper",
        "执法文书",
        {"employer": "辽源市测试有限公司", "paper": "责令限期改正", "number": "ZL20261209000001"},
        "尊敬的{name}：本中心对您单位（{employer}）出具了“{paper}”文书（{number}），"
        "可在单位网厅“欠缴和文书”下载，期限自送达之日起算，咨询{hotline}。",
    ),
    (
        "promise_broken",
        "缴款承诺未履行",
        {"employer": "辽源市测试有限公司", "due": "4,666.00", "paid": "0.00"},
        "尊敬的{name}：您单位（{employer}）承诺到期应付{due}元，实付{paid}元，催缴已恢复。请尽快付款，咨询{hotline}。",
    ),
]


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, label, samples, body in EVENTS:
        event = Event.objects.create(code=code, label=label, door="CLERK", samples=samples, is_security=False)
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("deposits", "0024_arrears"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
