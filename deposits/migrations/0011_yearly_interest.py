import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_password_resets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("deposits", "0010_transfer_kinds"),
        ("ledger", "0002_chart"),
    ]

    operations = [
        migrations.CreateModel(
            name="InterestRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fund_year", models.PositiveSmallIntegerField(verbose_name="结息年度")),
                ("first", models.DateField(verbose_name="起息日")),
                ("last", models.DateField(verbose_name="止息日")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("COUNTING", "试算中"),
                            ("READY", "待入账"),
                            ("POSTING", "入账中"),
                            ("DONE", "已完成"),
                            ("DROPPED", "已放弃"),
                        ],
                        default="COUNTING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("expected_people", models.PositiveIntegerField(default=0, verbose_name="试算户数")),
                ("expected_fen", models.BigIntegerField(default=0, verbose_name="试算利息（分）")),
                ("last_year_fen", models.BigIntegerField(default=0, verbose_name="上年利息（分）")),
                ("largest", models.JSONField(blank=True, default=list, verbose_name="变动最大的账户")),
                ("people", models.PositiveIntegerField(default=0, verbose_name="户数")),
                ("fen", models.BigIntegerField(default=0, verbose_name="利息（分）")),
                ("counted_entry", models.BigIntegerField(default=0, editable=False)),
                ("counted_at", models.DateTimeField(null=True, verbose_name="试算时间")),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始时间")),
                ("started_on", models.DateField(null=True, verbose_name="入账日期")),
                ("done_at", models.DateTimeField(null=True, verbose_name="完成时间")),
                ("looked_on", models.DateField(null=True, verbose_name="补差查至")),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="试算人",
                    ),
                ),
                (
                    "prepared_by_person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="入账人",
                    ),
                ),
                (
                    "started_by_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "年度结息",
                "verbose_name_plural": "年度结息",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("COUNTING", "READY", "POSTING", "DONE"))),
                        fields=("fund_year",),
                        name="one_run_a_fund_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("started_by_person", None),
                            models.Q(("started_by_person", models.F("prepared_by_person")), _negated=True),
                            _connector="OR",
                        ),
                        name="run_begun_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("started_by", None), ("status__in", ["COUNTING", "READY", "DROPPED"])),
                            models.Q(
                                ("started_by__isnull", False),
                                ("started_on__isnull", False),
                                ("status__in", ["POSTING", "DONE"]),
                            ),
                            _connector="OR",
                        ),
                        name="run_begun_when_posting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InterestDifference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_fen", models.BigIntegerField(verbose_name="应计利息（分）")),
                ("fen", models.BigIntegerField(verbose_name="补差（分）")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="deposits.personalaccount",
                        verbose_name="个人账户",
                    ),
                ),
                (
                    "journal",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.journal"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="differences",
                        to="deposits.interestrun",
                        verbose_name="结息",
                    ),
                ),
            ],
            options={
                "verbose_name": "结息补差",
                "verbose_name_plural": "结息补差",
                "indexes": [models.Index(fields=["account", "run"], name="difference_of_account")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen", 0), _negated=True), name="difference_is_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="InterestChunk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("first_account", models.BigIntegerField()),
                ("last_account", models.BigIntegerField()),
                ("people", models.PositiveIntegerField(default=0)),
                ("fen", models.BigIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "journal",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.journal"
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="chunks", to="deposits.interestrun"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("done_at", None)), fields=["run", "number"], name="chunk_waiting")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="one_chunk_a_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("fen", 0), ("journal", None)),
                            models.Q(("fen__gt", 0), ("journal__isnull", False)),
                            _connector="OR",
                        ),
                        name="chunk_is_posted",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InterestRunEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.interestrun"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interestdifference",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4b33328da580ecd5d492873f95093a09e90d8dfc",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8dd30",
                    table="deposits_interestdifference",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="interestrunevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f117df511d8ad63e42d9097dfdca4bcd9dd20233",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_21c37",
                    table="deposits_interestrunevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
