import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_phone_seen"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("deposits", "0002_numbers"),
    ]

    operations = [
        migrations.CreateModel(
            name="InternalTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MADE", "已转入"),
                            ("OBJECTED", "本人有异议"),
                            ("UNDONE", "异议成立，已退回"),
                            ("STANDS", "异议不成立"),
                        ],
                        default="MADE",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("sealed_on", models.DateField(verbose_name="原封存日期")),
                ("base_fen", models.BigIntegerField(verbose_name="原缴存基数（分）")),
                ("employer_part_fen", models.BigIntegerField(verbose_name="原单位月缴存额（分）")),
                ("employee_part_fen", models.BigIntegerField(verbose_name="原个人月缴存额（分）")),
                ("on", models.DateField(verbose_name="转入日期")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("objection", models.CharField(blank=True, max_length=200, verbose_name="异议")),
                ("objected_at", models.DateTimeField(null=True, verbose_name="提出异议的时间")),
                ("decision", models.CharField(blank=True, max_length=200, verbose_name="处理意见")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="处理时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="deposits.personalaccount",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "decided_by_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "from_account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deposits.employeraccount",
                        verbose_name="原单位",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transfers",
                        to="deposits.remittancelist",
                    ),
                ),
                (
                    "to_account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deposits.employeraccount",
                        verbose_name="转入单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "同城转移",
                "verbose_name_plural": "同城转移",
                "indexes": [
                    models.Index(fields=["status", "-at", "-id"], name="transfers_by_status"),
                    models.Index(
                        condition=models.Q(("status", "UNDONE")), fields=["to_account"], name="transfers_undone"
                    ),
                    models.Index(fields=["-at", "-id"], name="transfers_newest"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_account", models.F("to_account")), _negated=True),
                        name="transfer_has_two_employers",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("objected_at", None), ("status", "MADE")),
                            models.Q(
                                models.Q(("status", "MADE"), _negated=True),
                                ("objected_at__isnull", False),
                                models.Q(("objection", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_objected_to_in_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by_person", None), ("status__in", ["MADE", "OBJECTED"])),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by_person__isnull", False),
                                ("status__in", ["UNDONE", "STANDS"]),
                            ),
                            _connector="OR",
                        ),
                        name="objection_decided_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by_person", None),
                            ("by_person", None),
                            models.Q(("decided_by_person", models.F("by_person")), _negated=True),
                            _connector="OR",
                        ),
                        name="objection_decided_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InternalTransferEvent",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="deposits.internaltransfer",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="internaltransferevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="778002a29571f5a725387ce89124d4ee61e9db03",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1df28",
                    table="deposits_internaltransferevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
