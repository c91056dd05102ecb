"""A refund's order names the hold that keeps its money, so that several orders may stand on one hold."""

from django.db import migrations, models


def name_holds(apps, schema_editor):
    apps.get_model("bank", "PaymentOrder").objects.exclude(item=None).update(hold_key=models.F("key"))


class Migration(migrations.Migration):
    dependencies = [("bank", "0003_own_money")]
    operations = [
        migrations.AddField("paymentorder", "hold_key", models.CharField(blank=True, max_length=80, default=""), False),
        migrations.RunPython(name_holds, migrations.RunPython.noop),
    ]
