"""What people are told when their account goes to another employer, and what became of an objection.

"An account was opened for you" also says from now on how to log in for the first time: a phone that the employer
reported opens no door before its owner gave it at a window.
"""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
# code: (label, security, samples, title, body)
EVENTS = {
    "account_moved": (
        "个人账户转入新单位",
        True,
        {"day": "10月10日", "employer": "辽源市测试有限公司"},
        "账户转入新单位",
        "尊敬的{name}：{employer}于{day}将您的公积金账户启封并转入该单位缴存。如您不在该单位工作，请登录个人网厅“转移记录”提出异议，或到任一柜台、致电{hotline}办理。",
    ),
    "transfer_decided": (
        "转入异议办结",
        False,
        {"employer": "辽源市测试有限公司", "result": "您的异议成立，账户已退回原来的封存状态"},
        "异议已办结",
        "尊敬的{name}：您对账户转入{employer}提出的异议已办结：{result}。详情可登录个人网厅查看，咨询{hotline}。",
    ),
}
OPENED = "尊敬的{name}：{employer}已于{day}为您设立住房公积金账户，账号尾号{account}。本人携带身份证到任一柜台核实手机号后，可登录个人网厅查询，咨询{hotline}。"


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, (label, security, samples, title, body) in EVENTS.items():
        event = Event.objects.create(code=code, label=label, door="DEPOSITOR", samples=samples, is_security=security)
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=title, body=body, made_at=MADE_AT)
    for old in Template.objects.filter(event="account_opened", version=1, active=True):
        Template.objects.filter(pk=old.pk).update(active=False)
        Template.objects.create(
            event=old.event, channel=old.channel, version=2, title=old.title, body=OPENED, made_at=MADE_AT
        )


class Migration(migrations.Migration):
    dependencies = [("deposits", "0003_internal_transfers"), ("notifications", "0002_events")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
