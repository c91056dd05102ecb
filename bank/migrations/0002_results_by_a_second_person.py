import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_partners"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("bank", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentResultFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order_count", models.PositiveIntegerField(verbose_name="笔数")),
                ("total_fen", models.BigIntegerField(verbose_name="金额合计（分）")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "银行结果文件",
                "verbose_name_plural": "银行结果文件",
            },
        ),
        migrations.AddField(
            model_name="paymentorder",
            name="result_by_person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("result_by_person", None),
                    ("made_by_person", None),
                    models.Q(("result_by_person", models.F("made_by_person")), _negated=True),
                    _connector="OR",
                ),
                name="order_result_is_not_the_makers_word",
            ),
        ),
        migrations.AddField(
            model_name="paymentresultfile",
            name="batch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="result_files",
                to="bank.paymentbatch",
                verbose_name="付款文件",
            ),
        ),
        migrations.AddField(
            model_name="paymentresultfile",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="paymentresultfile",
            name="by_person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddField(
            model_name="paymentresultfile",
            name="exported_by_person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentresultfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("by_person", models.F("exported_by_person")), _negated=True),
                name="results_come_by_a_second_person",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentresultfile",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b4dab6e0165888cd6f3f9ecbd3199bd715e93279",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b392c",
                    table="bank_paymentresultfile",
                    when="BEFORE",
                ),
            ),
        ),
    ]
