import datetime

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loans", "0002_minutes")]
    operations = [
        migrations.AddField("loan", "is_first", models.BooleanField(default=True, verbose_name="首套住房")),
        migrations.AddField(
            "loan",
            "rate_margin",
            models.DecimalField(decimal_places=4, default=0, max_digits=6, verbose_name="利率加点（%）"),
        ),
        # No loan stands yet: the day is filled in for none.
        migrations.AddField(
            "loan",
            "interest_from",
            models.DateField(default=datetime.date(2026, 1, 1), verbose_name="下期利息起算日"),
            preserve_default=False,
        ),
    ]
