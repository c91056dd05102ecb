import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0006_late_return_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SandboxCollection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("business_no", models.CharField(max_length=40, unique=True)),
                ("account", models.CharField(max_length=40)),
                ("payer_account", models.CharField(max_length=40)),
                ("payer_name", models.CharField(max_length=120)),
                ("reference", models.CharField(max_length=40)),
                ("amount_fen", models.BigIntegerField()),
                ("behaviour", models.CharField(max_length=20)),
                ("bank_serial", models.CharField(max_length=40)),
                ("value_date", models.DateField()),
                ("asked", models.PositiveIntegerField(default=0)),
                ("notices_left", models.PositiveSmallIntegerField(default=1)),
            ],
        ),
        migrations.CreateModel(
            name="CollectionOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="业务键")),
                ("source", models.CharField(max_length=40, verbose_name="来源")),
                ("wake", models.CharField(blank=True, max_length=100)),
                (
                    "payer_account",
                    common.crypto.EncryptedField(verbose_name="付款账号", where="collection_order.payer_account"),
                ),
                ("payer_tail", models.CharField(max_length=4, verbose_name="付款账号尾号")),
                ("payer_name", models.CharField(max_length=120, verbose_name="付款人")),
                ("agreement", models.CharField(max_length=20, verbose_name="协议号")),
                ("reference", models.CharField(max_length=40, verbose_name="汇缴书号")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MADE", "待发送"),
                            ("SENT", "已发送"),
                            ("UNKNOWN", "结果未明"),
                            ("SETTLED", "扣款成功"),
                            ("FAILED", "扣款未成功"),
                        ],
                        default="MADE",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="制单时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="发送时间")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="最近查询")),
                ("bank_serial", models.CharField(blank=True, max_length=40, verbose_name="银行流水号")),
                ("value_date", models.DateField(null=True, verbose_name="银行记账日")),
                ("message", models.CharField(blank=True, max_length=200, verbose_name="银行答复")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="领取时间")),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="bank.bankaccount", verbose_name="收款账户"
                    ),
                ),
            ],
            options={
                "verbose_name": "托收单",
                "verbose_name_plural": "托收单",
            },
        ),
        migrations.CreateModel(
            name="CollectionOrderEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=40, verbose_name="动作")),
                ("before", models.CharField(blank=True, max_length=20, verbose_name="原状态")),
                ("after", models.CharField(max_length=20, verbose_name="新状态")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="bank.collectionorder"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="collectionorder",
            index=models.Index(
                condition=models.Q(("status__in", ["MADE", "SENT", "UNKNOWN"])),
                fields=["status", "id"],
                name="collection_in_hand",
            ),
        ),
        migrations.AddIndex(
            model_name="collectionorder",
            index=models.Index(
                condition=models.Q(("claimed_at", None), ("status__in", ["SETTLED", "FAILED"])),
                fields=["source", "id"],
                name="collection_to_claim",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionorder",
            constraint=models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="collection_above_zero"),
        ),
        migrations.AddConstraint(
            model_name="collectionorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at", None), ("status", "MADE")),
                    models.Q(models.Q(("status", "MADE"), _negated=True), ("sent_at__isnull", False)),
                    _connector="OR",
                ),
                name="collection_sent_at_once_sent",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectionorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "SETTLED"), _negated=True), ("value_date__isnull", False), _connector="OR"
                ),
                name="collection_settled_on_a_day",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="collectionorderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="341f400c66d468923399b69eb93e51d43eb2a251",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_dfe54",
                    table="bank_collectionorderevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
