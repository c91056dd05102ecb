"""Payments that came back are few among all there have been."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("withdrawals", "0014_card_corrections")]
    operations = [
        migrations.AddIndex(
            model_name="withdrawal",
            index=models.Index(
                condition=models.Q(("status__in", ["RETURNED", "CAME_BACK"])),
                fields=["id"],
                name="withdrawal_came_back",
            ),
        ),
    ]
