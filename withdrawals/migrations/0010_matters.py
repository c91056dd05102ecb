"""A house, loan or project by all its keys; the household is looked up too."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

FILL = "UPDATE withdrawals_withdrawal SET matter_keys = ARRAY[matter_key]::varchar(32)[] WHERE matter_key <> ''"
BACK = "UPDATE withdrawals_withdrawal SET matter_key = COALESCE(matter_keys[1], '')"


class Migration(migrations.Migration):
    dependencies = [("withdrawals", "0009_recovery_cancelled_by_two")]
    operations = [
        migrations.AddField(
            model_name="withdrawal",
            name="matter_keys",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=32), default=list, size=None, verbose_name="房屋、贷款或项目"
            ),
        ),
        migrations.RunSQL(FILL, BACK),
        migrations.RemoveIndex(model_name="withdrawal", name="withdrawal_of_matter"),
        migrations.RemoveField(model_name="withdrawal", name="matter_key"),
        migrations.AddIndex(
            model_name="withdrawal",
            index=django.contrib.postgres.indexes.GinIndex(fields=["matter_keys"], name="withdrawal_of_matters"),
        ),
        migrations.AddIndex(
            model_name="withdrawal",
            index=django.contrib.postgres.indexes.GinIndex(fields=["household"], name="withdrawal_of_household"),
        ),
    ]
