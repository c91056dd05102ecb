"""What a co-borrower hears when the spouse applies: their account is bound too, and they may say no."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
CODE, LABEL = "loan_co_borrower", "共同申请贷款"
SAMPLES = {"borrower": "张三", "amount": "500,000.00", "number": "DKG20261010000001"}
BODY = (
    "尊敬的{name}：{borrower}申请公积金贷款{amount}元（{number}），您是共同借款人，办结以前您的账户也不能提取。"
    "不同意的，请在网厅“贷款”的申请里选择不同意，或到窗口说明。咨询{hotline}。"
)


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    event = Event.objects.create(code=CODE, label=LABEL, door="DEPOSITOR", samples=SAMPLES, is_security=True)
    for channel in CHANNELS:
        Template.objects.create(event=event, channel=channel, title=LABEL, body=BODY, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [("loans", "0016_repaid_words"), ("notifications", "0003_wecom")]
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
