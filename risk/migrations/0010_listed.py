"""News that something on a list concerns an application that is on its way."""

from django.db import migrations, models

KINDS = ["CLEAR", "REVIEW", "BLOCKED", "CLEARED", "ESTABLISHED", "DISMISSED", "BAN", "BAN_LIFTED", "LISTED"]


class Migration(migrations.Migration):
    dependencies = [("risk", "0009_stops_hold")]
    operations = [
        migrations.AlterField(
            model_name="outcome",
            name="kind",
            field=models.CharField(
                choices=[
                    ("CLEAR", "未见异常"),
                    ("REVIEW", "需人工复核"),
                    ("BLOCKED", "暂停办理"),
                    ("CLEARED", "核查放行"),
                    ("ESTABLISHED", "认定骗提骗贷"),
                    ("DISMISSED", "排除嫌疑"),
                    ("BAN", "限制业务"),
                    ("BAN_LIFTED", "解除限制"),
                    ("LISTED", "名单有新条目"),
                ],
                max_length=12,
                verbose_name="结果",
            ),
        ),
        migrations.RemoveConstraint(model_name="outcome", name="risk_outcome_kind_known"),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(condition=models.Q(("kind__in", KINDS)), name="risk_outcome_kind_known"),
        ),
    ]
