"""What people ask their employers to confirm, and what both are told of it."""

from datetime import UTC, datetime

import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
EVENTS = {
    "employee_asked": (
        "职工请单位确认",
        "CLERK",
        {"employer": "辽源市测试有限公司", "who": "张三", "what": "已离职，请封存账户"},
        "尊敬的{name}：您单位（{employer}）的职工{who}请单位确认：{what}。请登录单位网厅答复。咨询{hotline}。",
    ),
    "employer_answered": (
        "单位答复",
        "DEPOSITOR",
        {"employer": "辽源市测试有限公司", "what": "已离职，请封存账户", "result": "单位已确认"},
        "尊敬的{name}：您请{employer}确认的“{what}”有了答复：{result}。详情请登录个人网厅查看。咨询{hotline}。",
    ),
}


def load(apps, schema_editor):
    events, templates = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, (label, door, samples, body) in EVENTS.items():
        event = events.objects.create(code=code, label=label, door=door, samples=samples)
        for channel in CHANNELS:
            templates.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_wecom"),
        ("accounts", "0008_clerk_duty"),
        ("deposits", "0018_terms"),
        ("ledger", "0005_books_close"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="EmployeeRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("LEFT", "已离职，请封存账户"),
                            ("BASE", "缴存基数不对"),
                            ("MISSED", "有月份没有缴"),
                            ("OTHER", "其他"),
                        ],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("words", models.CharField(max_length=300, verbose_name="情况说明")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "等单位答复"),
                            ("AGREED", "单位已确认"),
                            ("DECLINED", "单位不认可"),
                            ("WITHDRAWN", "本人撤回"),
                        ],
                        default="OPEN",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="提出时间")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="单位答复")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="deposits.personalaccount",
                        verbose_name="个人账户",
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "employer_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="deposits.employeraccount",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "职工请单位确认的事",
                "verbose_name_plural": "职工请单位确认的事",
            },
        ),
        migrations.CreateModel(
            name="EmployeeRequestEvent",
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
                        to="deposits.employeerequest",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="employeerequest",
            index=models.Index(fields=["employer_account", "status", "-id"], name="requests_of_employer"),
        ),
        migrations.AddIndex(
            model_name="employeerequest",
            index=models.Index(fields=["account", "-id"], name="requests_of_account"),
        ),
        migrations.AddConstraint(
            model_name="employeerequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "OPEN")), fields=("account", "kind"), name="one_open_request_a_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="employeerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_by", None), ("status__in", ["OPEN", "WITHDRAWN"])),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("answered_by__isnull", False),
                        ("status__in", ["AGREED", "DECLINED"]),
                    ),
                    _connector="OR",
                ),
                name="request_answered_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="employeerequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "DECLINED"), _negated=True),
                    models.Q(("answer", ""), _negated=True),
                    _connector="OR",
                ),
                name="declined_request_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="employeerequestevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3d1462b4438770a247dc6866d9675754f0ea8b98",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_18baa",
                    table="deposits_employeerequestevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
