"""The annual report: figures frozen as rows, and those that come from outside."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_clerk_duty"),
        ("deposits", "0026_debits"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AnnualReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PREPARED", "待发布"),
                            ("PUBLISHED", "已发布"),
                            ("REPLACED", "已被新版替换"),
                            ("DROPPED", "已作废"),
                        ],
                        default="PREPARED",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("known_on", models.DateField(verbose_name="账面截至")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                ("prepared_at", models.DateTimeField(verbose_name="编制时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                (
                    "prepared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编制人",
                    ),
                ),
                (
                    "prepared_by_person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
                (
                    "published_by_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "年度报告",
                "verbose_name_plural": "年度报告",
            },
        ),
        migrations.CreateModel(
            name="AnnualReportEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.annualreport"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OutsideFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "name",
                    models.CharField(
                        choices=[("urban_employees", "城镇在岗职工（人）"), ("home_loans_fen", "全市个人住房贷款余额")],
                        max_length=40,
                        verbose_name="指标",
                    ),
                ),
                ("value", models.BigIntegerField(verbose_name="数值")),
                ("source", models.CharField(max_length=120, verbose_name="数据来源")),
                ("at", models.DateTimeField(verbose_name="录入时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="录入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "外部数据",
                "verbose_name_plural": "外部数据",
            },
        ),
        migrations.CreateModel(
            name="ReportFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                ("name", models.CharField(max_length=40, verbose_name="指标")),
                ("value", models.BigIntegerField(verbose_name="数值")),
                (
                    "report",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="figures", to="deposits.annualreport"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["PREPARED", "PUBLISHED"])),
                fields=("year", "status"),
                name="one_report_a_year",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("published_at", None), ("published_by", None), ("published_by_person", None)),
                    models.Q(
                        ("published_at__isnull", False),
                        models.Q(("published_by_person", models.F("prepared_by_person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="report_published_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="annualreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["PREPARED", "DROPPED"]), ("published_by_person__isnull", False), _connector="OR"
                ),
                name="published_report_has_publisher",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="annualreportevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4d4820d43fa03d83bf485eb4fb1f81782be379c7",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_74ac3",
                    table="deposits_annualreportevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="outsidefigure",
            index=models.Index(fields=["year", "name", "-id"], name="outside_figure_of_year"),
        ),
        migrations.AddConstraint(
            model_name="outsidefigure",
            constraint=models.CheckConstraint(condition=models.Q(("value__gt", 0)), name="outside_figure_above_zero"),
        ),
        migrations.AddConstraint(
            model_name="outsidefigure",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="outside_figure_has_source"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="outsidefigure",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="257aadb9d23066aab960ba7c31e29784ea8350df",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_eca0e",
                    table="deposits_outsidefigure",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="reportfigure",
            constraint=models.UniqueConstraint(fields=("report", "year", "name"), name="figure_once_a_report"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reportfigure",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="47ccf4888e1dbe1beb2b9de659fede333c3ea0b5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_61ca7",
                    table="deposits_reportfigure",
                    when="BEFORE",
                ),
            ),
        ),
    ]
