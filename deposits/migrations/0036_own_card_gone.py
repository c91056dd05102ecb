"""What is told to somebody whose card was fetched from and is no longer bound: the direct debit has ended."""

from datetime import UTC, datetime

from django.db import migrations

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
SAMPLES = {"tail": "5095"}
BODY = "尊敬的{name}：您约定自动扣款的银行卡（尾号{tail}）已经解绑，自动扣款随之终止，请重新约定或自行转账。咨询{hotline}。"


def load(apps, schema_editor):
    label = "自缴扣款因银行卡解绑终止"
    event = apps.get_model("notifications", "Event").objects.create(
        code="own_debit_card_gone", label=label, door="DEPOSITOR", samples=SAMPLES, is_security=False
    )
    for channel in ("INBOX", "SMS", "EMAIL", "WECOM"):
        apps.get_model("notifications", "Template").objects.create(
            event=event, channel=channel, title=label, body=BODY, made_at=MADE_AT
        )


def unload(apps, schema_editor):
    apps.get_model("notifications", "Template").objects.filter(event__code="own_debit_card_gone").delete()
    apps.get_model("notifications", "Event").objects.filter(code="own_debit_card_gone").delete()


class Migration(migrations.Migration):
    dependencies = [("deposits", "0035_own_debits"), ("notifications", "0003_wecom")]

    operations = [migrations.RunPython(load, unload, elidable=False)]
