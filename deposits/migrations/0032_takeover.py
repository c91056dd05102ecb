import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("deposits", "0027_flexible"),
    ]

    operations = [
        migrations.CreateModel(
            name="TakeOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("on", models.DateField(verbose_name="入账日期")),
                ("people", models.PositiveIntegerField(verbose_name="人数")),
                ("employers", models.PositiveIntegerField(verbose_name="单位数")),
                ("fen", models.BigIntegerField(verbose_name="余额合计（分）")),
                ("journals", models.PositiveIntegerField(verbose_name="凭证笔数")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
            ],
            options={
                "verbose_name": "旧系统接收",
                "verbose_name_plural": "旧系统接收",
            },
        ),
        migrations.CreateModel(
            name="TakenAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_no", models.PositiveIntegerField(verbose_name="行号")),
                ("old_number", models.CharField(max_length=20, unique=True, verbose_name="原个人账号")),
                ("fen", models.BigIntegerField(verbose_name="余额（分）")),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_over",
                        to="deposits.personalaccount",
                    ),
                ),
                (
                    "takeover",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accounts",
                        to="deposits.takeover",
                    ),
                ),
            ],
            options={
                "verbose_name": "接收的账户",
                "verbose_name_plural": "接收的账户",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="takeover",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="085aeab6ad6b2e1d1132a71a21ae9a90106666d3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_c3f42",
                    table="deposits_takeover",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="takenaccount",
            index=models.Index(fields=["takeover", "row_no"], name="taken_in_order"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="takenaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="be161dd6ab86e9f4fd76798de64fd63fd7b32e49",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0a93c",
                    table="deposits_takenaccount",
                    when="BEFORE",
                ),
            ),
        ),
    ]
