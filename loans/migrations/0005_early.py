import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_more_roles"),
        ("desk", "0011_board_indexes"),
        ("loans", "0004_minutes_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("verify_code", models.CharField(max_length=16, unique=True, verbose_name="验真码")),
                ("issued_on", models.DateField(verbose_name="开具日期")),
                ("issued_at", models.DateTimeField(verbose_name="开具时间")),
            ],
            options={
                "verbose_name": "贷款结清证明",
                "verbose_name_plural": "贷款结清证明",
            },
        ),
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("CARD", "变更还款卡"),
                            ("DUE_DAY", "变更还款日"),
                            ("METHOD", "变更还款方式"),
                            ("TERM", "变更贷款期限"),
                            ("CO_BORROWER", "变更共同借款人"),
                            ("WRITE_OFF", "呆账核销"),
                        ],
                        max_length=12,
                        verbose_name="变更事项",
                    ),
                ),
                ("told", models.JSONField(default=dict, verbose_name="变更内容")),
                (
                    "status",
                    models.CharField(
                        choices=[("ASKED", "审批中"), ("DONE", "已生效"), ("DROPPED", "未生效")],
                        default="ASKED",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="申请时间")),
            ],
            options={
                "verbose_name": "贷款变更",
                "verbose_name_plural": "贷款变更",
            },
        ),
        migrations.CreateModel(
            name="ChangeRequestEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=40, verbose_name="动作")),
                ("before", models.CharField(blank=True, max_length=20, verbose_name="原状态")),
                ("after", models.CharField(max_length=20, verbose_name="新状态")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Prepayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("REDUCE", "部分提前还款：期限不变，减少月供"),
                            ("SHORTEN", "部分提前还款：月供不变，缩短期限"),
                            ("FULL", "全部提前结清"),
                        ],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("ACCOUNTS", "公积金账户余额"), ("CARD", "还款卡扣款"), ("TRANSFER", "本人转账")],
                        max_length=8,
                        verbose_name="资金来源",
                    ),
                ),
                ("is_yearly", models.BooleanField(default=False, verbose_name="按年冲还贷")),
                ("on", models.DateField(verbose_name="还款日期")),
                ("until", models.DateField(verbose_name="到账期限")),
                ("principal_fen", models.BigIntegerField(verbose_name="提前还本金（分）")),
                ("fund_fen", models.BigIntegerField(default=0, verbose_name="公积金账户支付（分）")),
                ("money_fen", models.BigIntegerField(default=0, verbose_name="另行支付（分）")),
                ("shares", models.JSONField(default=list, verbose_name="各账户支付")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "等待到账"),
                            ("COVERED", "款项已到"),
                            ("BOOKED", "已还款"),
                            ("CANCELLED", "已取消"),
                        ],
                        default="WAITING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="申请时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="最近说明")),
            ],
            options={
                "verbose_name": "提前还款",
                "verbose_name_plural": "提前还款",
            },
        ),
        migrations.CreateModel(
            name="PrepaymentEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=40, verbose_name="动作")),
                ("before", models.CharField(blank=True, max_length=20, verbose_name="原状态")),
                ("after", models.CharField(max_length=20, verbose_name="新状态")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="YearlyOffset",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("REDUCE", "部分提前还款：期限不变，减少月供"),
                            ("SHORTEN", "部分提前还款：月供不变，缩短期限"),
                            ("FULL", "全部提前结清"),
                        ],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("next_on", models.DateField(verbose_name="下次冲还日")),
                ("made_at", models.DateTimeField(verbose_name="签订时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="终止时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="最近说明")),
            ],
            options={
                "verbose_name": "按年冲还贷约定",
                "verbose_name_plural": "按年冲还贷约定",
            },
        ),
        migrations.AddField(
            model_name="certificate",
            name="issued_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="certificate",
            name="loan",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="certificate", to="loans.loan"
            ),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="loan_change", to="desk.case"
            ),
        ),
        migrations.AddField(
            model_name="changerequest",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="change_requests", to="loans.loan"
            ),
        ),
        migrations.AddField(
            model_name="changerequestevent",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="操作人",
            ),
        ),
        migrations.AddField(
            model_name="changerequestevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="loans.changerequest"
            ),
        ),
        migrations.AddField(
            model_name="prepayment",
            name="case",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="prepayment", to="desk.case"
            ),
        ),
        migrations.AddField(
            model_name="prepayment",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="prepayments", to="loans.loan"
            ),
        ),
        migrations.AddField(
            model_name="prepayment",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="prepayment",
            name="repayment",
            field=models.OneToOneField(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="prepayment", to="loans.repayment"
            ),
        ),
        migrations.AddField(
            model_name="prepaymentevent",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="操作人",
            ),
        ),
        migrations.AddField(
            model_name="prepaymentevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="loans.prepayment"
            ),
        ),
        migrations.AddField(
            model_name="yearlyoffset",
            name="loan",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="yearly_offsets", to="loans.loan"
            ),
        ),
        migrations.AddField(
            model_name="yearlyoffset",
            name="made_by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddConstraint(
            model_name="changerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "ASKED")), fields=("loan",), name="one_open_change_a_loan"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="changerequestevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c80e395a11254e97e0e196a6977354b12e42a561",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1d444",
                    table="loans_changerequestevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="prepayment",
            index=models.Index(
                condition=models.Q(("status__in", ["WAITING", "COVERED"])),
                fields=["status", "id"],
                name="prepayment_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="prepayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["WAITING", "COVERED"])),
                fields=("loan",),
                name="one_open_prepayment_a_loan",
            ),
        ),
        migrations.AddConstraint(
            model_name="prepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fund_fen__gte", 0),
                    ("money_fen__gte", 0),
                    ("principal_fen__gt", 0),
                    (
                        "principal_fen__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("fund_fen"), "+", models.F("money_fen")
                        ),
                    ),
                ),
                name="prepayment_above_zero",
            ),
        ),
        migrations.AddConstraint(
            model_name="prepayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("repayment__isnull", False), ("status", "BOOKED")),
                    models.Q(models.Q(("status", "BOOKED"), _negated=True), ("repayment", None)),
                    _connector="OR",
                ),
                name="prepayment_booked_with_its_row",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="prepaymentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="79a7563f034b664c0d8135280ea820fe14656846",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d7a51",
                    table="loans_prepaymentevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="yearlyoffset",
            index=models.Index(
                condition=models.Q(("ended_at", None)), fields=["next_on", "id"], name="yearly_offset_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="yearlyoffset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("loan",), name="one_yearly_offset_a_loan"
            ),
        ),
        migrations.AddConstraint(
            model_name="yearlyoffset",
            constraint=models.CheckConstraint(
                condition=models.Q(("mode", "FULL"), _negated=True), name="yearly_offset_of_a_part"
            ),
        ),
    ]
