"""Another due day and another borrower as reasons of a change."""

from django.db import migrations, models


def offer_write_off(apps, schema_editor):
    """Colleagues open it at their windows: it is offered like any other kind."""
    apps.get_model("desk", "Kind").objects.filter(code="loan_write_off").update(is_offered=True)


class Migration(migrations.Migration):
    dependencies = [("loans", "0012_dunning"), ("desk", "0011_board_indexes")]

    operations = [
        migrations.RunPython(offer_write_off, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="changerequest",
            name="change",
            field=models.CharField(
                choices=[
                    ("CARD", "变更还款卡"),
                    ("DUE_DAY", "变更还款日"),
                    ("METHOD", "变更还款方式"),
                    ("TERM", "变更贷款期限"),
                    ("CO_BORROWER", "变更共同借款人"),
                    ("BORROWER", "借款人死亡或离异，由他人继续还款"),
                    ("WRITE_OFF", "呆账核销"),
                ],
                max_length=12,
                verbose_name="变更事项",
            ),
        ),
        migrations.AlterField(
            model_name="planchange",
            name="reason",
            field=models.CharField(
                choices=[
                    ("DISBURSED", "放款"),
                    ("RATE", "利率调整"),
                    ("PREPAID", "提前还款"),
                    ("TERM", "期限变更"),
                    ("METHOD", "还款方式变更"),
                    ("DUE_DAY", "还款日变更"),
                    ("TAKEN_OVER", "历史贷款移交"),
                ],
                max_length=12,
                verbose_name="原因",
            ),
        ),
    ]
