"""How far an application's stretches were read from its case's clocks, and the applications that are in hand."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("loans", "0001_initial")]
    operations = [
        migrations.AddField("application", "clocked_to", models.BigIntegerField(default=0, editable=False)),
        migrations.AddIndex(
            "application",
            models.Index(fields=["id"], name="application_in_hand", condition=Q(paid_at=None, ended_at=None)),
        ),
    ]
