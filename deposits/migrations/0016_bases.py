"""Bases to come and yearly files of wages, their kind of business, and what people are told of them."""

from datetime import UTC, date, datetime

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
KIND = {
    "code": "base_change",
    "prefix": "TJ",
    "applicant": "EITHER",
    "start_counter": "deposits:counter_employers",
    "start_employer": "deposits:employer_bases",
    "order": 40,
}
VERSION = {
    "label": "缴存基数调整",
    "who": "工资有变化的在缴职工；每年七月起，全体职工按上年月平均工资调整。",
    "how": "年度调整：单位在单位网厅“年度调基”下载表格，填好上年月平均工资，上传、核对、确认。"
    "高于上限的按上限，低于下限的按下限，确认前列出名单。\n"
    "个别职工：单位在“职工”页选本人，填新的基数和执行月份；每个缴存年度网上可调整一次，其他情况到窗口办理。\n"
    "新基数从还没有申报的月份起执行；以前月份少缴的，办理补缴。",
    "result": "按新的基数缴存，本人收到消息",
    "legal_basis": "《住房公积金管理条例》第十六条、第十七条、第十八条；关于住房公积金管理若干具体问题的指导意见（建金管〔2005〕5号）。",
    "exclusion": "base_change",
    "promise_days": 0,
    "tolerance_days": 0,
    "retention_years": 30,
}
PAPERS = [
    {
        "code": "identity",
        "label": "办理人身份证件",
        "needed_when": "window",
        "when_label": "到窗口办理时",
        "form": "原件，当场核验后退还",
        "where_from": "本人携带",
        "order": 1,
    },
    {
        "code": "wages",
        "label": "工资证明或基数调整表（加盖公章）",
        "needed_when": "window",
        "when_label": "到窗口办理时",
        "form": "写明上年月平均工资",
        "where_from": "缴存单位",
        "order": 2,
    },
]
# code: (label, door, is_security, samples, body)
EVENTS = {
    "base_changed": (
        "缴存基数调整",
        "DEPOSITOR",
        False,
        {"employer": "辽源市测试有限公司", "month": "2026年11月", "base": "7,000.00"},
        "尊敬的{name}：{employer}已为您调整公积金缴存基数，自{month}起为{base}元。如有疑问，请向单位核实或咨询{hotline}。",
    ),
    "base_change_withdrawn": (
        "撤回基数调整",
        "DEPOSITOR",
        False,
        {"employer": "辽源市测试有限公司", "month": "2026年11月"},
        "尊敬的{name}：{employer}原定自{month}起的公积金缴存基数调整已撤回，基数不变。咨询{hotline}。",
    ),
}


def load(apps, schema_editor):
    kind = apps.get_model("desk", "Kind").objects.create(family="DEPOSIT", source="deposits", **KIND)
    versions = apps.get_model("desk", "KindVersion")
    version = versions.objects.create(kind=kind, number=1, valid_from=date(2026, 1, 1), made_at=MADE_AT, **VERSION)
    for line in PAPERS:
        version.documents.create(**line)
    for order, (status, label, minutes) in enumerate([("SUBMITTED", "受理", 5), ("ACCEPTED", "办理", 10)], start=1):
        version.stages.create(status=status, label=label, target_minutes=minutes, order=order)
    for channel in ("WINDOW", "EMPLOYER"):
        version.channels.create(channel=channel)
    versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


def load_events(apps, schema_editor):
    events, templates = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, (label, door, is_security, samples, body) in EVENTS.items():
        event = events.objects.create(code=code, label=label, door=door, is_security=is_security, samples=samples)
        for channel in CHANNELS:
            templates.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [
        ("deposits", "0015_employer_change"),
        ("desk", "0011_board_indexes"),
        ("notifications", "0003_wecom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="BaseBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.CharField(max_length=6, verbose_name="执行年月")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("content", models.BinaryField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("CHECKED", "待确认"),
                            ("FAULTY", "有错误"),
                            ("CONFIRMED", "已确认"),
                            ("DISCARDED", "已放弃"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("person_count", models.PositiveIntegerField(default=0, verbose_name="人数")),
                ("changed_count", models.PositiveIntegerField(default=0, verbose_name="调整")),
                ("clamped_count", models.PositiveIntegerField(default=0, verbose_name="按上下限执行")),
                ("errors", models.JSONField(default=list)),
                ("warnings", models.JSONField(default=list)),
                ("at", models.DateTimeField(verbose_name="上传时间")),
            ],
            options={
                "verbose_name": "年度调基",
                "verbose_name_plural": "年度调基",
            },
        ),
        migrations.CreateModel(
            name="BaseBatchEvent",
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
            name="BaseChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.CharField(max_length=6, verbose_name="执行年月")),
                ("asked_fen", models.BigIntegerField(verbose_name="上年月平均工资（分）")),
                ("base_fen", models.BigIntegerField(verbose_name="缴存基数（分）")),
                ("before_fen", models.BigIntegerField(verbose_name="原缴存基数（分）")),
                (
                    "channel",
                    models.CharField(
                        choices=[("WINDOW", "窗口"), ("ONLINE", "单位网厅")], max_length=8, verbose_name="渠道"
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="办理时间")),
                ("applied_at", models.DateTimeField(null=True, verbose_name="生效时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="取消时间")),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
            ],
            options={
                "verbose_name": "调基",
                "verbose_name_plural": "调基",
            },
        ),
        migrations.AddField(
            model_name="basebatch",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="basebatch",
            name="employer_account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="base_batches", to="deposits.employeraccount"
            ),
        ),
        migrations.AddField(
            model_name="basebatchevent",
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
            model_name="basebatchevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.basebatch"
            ),
        ),
        migrations.AddField(
            model_name="basechange",
            name="account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="base_changes",
                to="deposits.personalaccount",
            ),
        ),
        migrations.AddField(
            model_name="basechange",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="deposits.basebatch",
            ),
        ),
        migrations.AddField(
            model_name="basechange",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="办理人",
            ),
        ),
        migrations.AddField(
            model_name="basechange",
            name="employer_account",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deposits.employeraccount",
            ),
        ),
        migrations.AddIndex(
            model_name="basebatch",
            index=models.Index(fields=["employer_account", "-at"], name="base_batches_of_employer"),
        ),
        migrations.AddConstraint(
            model_name="basebatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["CHECKED", "FAULTY", "CONFIRMED", "DISCARDED"])),
                name="batch_status_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="basebatchevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c919c5d6b174217d4a226add9bd2c9fc73fa8ee6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_2a8e1",
                    table="deposits_basebatchevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="basechange",
            index=models.Index(
                condition=models.Q(("applied_at", None), ("ended_at", None)),
                fields=["employer_account", "month"],
                name="bases_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="basechange",
            index=models.Index(fields=["account", "-month"], name="bases_of_account"),
        ),
        migrations.AddIndex(
            model_name="basechange",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)), fields=["batch", "account"], name="bases_of_batch"
            ),
        ),
        migrations.AddConstraint(
            model_name="basechange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("applied_at", None), ("ended_at", None)),
                fields=("account", "month"),
                name="one_waiting_base_a_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="basechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("asked_fen__gte", 0), ("base_fen__gt", 0)), name="base_change_has_a_base"
            ),
        ),
        migrations.AddConstraint(
            model_name="basechange",
            constraint=models.CheckConstraint(
                condition=models.Q(("applied_at", None), ("ended_at", None), _connector="OR"),
                name="base_change_ends_once",
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(load_events, migrations.RunPython.noop),
    ]
