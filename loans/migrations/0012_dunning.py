"""What is done about late loans, and the words by which borrowers are reminded and dunned."""

from datetime import UTC, datetime

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
EVENTS = [  # code, label, samples, body
    (
        "loan_due_soon",
        "贷款还款提醒",
        {"number": "000123", "day": "11月20日", "amount": "2,001.70", "how": "从尾号3456的还款卡扣款"},
        "尊敬的{name}：您尾号{number}的公积金贷款{day}应还{amount}元，{how}，请提前备足。咨询{hotline}。",
    ),
    (
        "loan_dunned",
        "贷款逾期催收",
        {"number": "000123", "since": "11月20日", "amount": "2,003.15"},
        "尊敬的{name}：您尾号{number}的公积金贷款{since}应还款项尚未还清，现应还{amount}元（含罚息），请尽快归还，以免影响征信。"
        "如有困难请致电{hotline}。",
    ),
]


def load(apps, schema_editor):
    Event, Template = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, label, samples, body in EVENTS:
        event = Event.objects.create(code=code, label=label, door="DEPOSITOR", samples=samples, is_security=False)
        for channel in ("INBOX", "SMS", "EMAIL", "WECOM"):
            Template.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0003_wecom"),
        ("loans", "0011_rate_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DunningStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateField(verbose_name="逾期起始日")),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("MESSAGE", "短信催收"),
                            ("CALL", "电话催收"),
                            ("LETTER", "催收函"),
                            ("VISIT", "上门催收"),
                            ("LAWYER", "律师函"),
                            ("SUIT", "起诉"),
                        ],
                        max_length=8,
                        verbose_name="催收方式",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="应办日期")),
                ("due_fen", models.BigIntegerField(default=0, verbose_name="当日逾期金额（分）")),
                (
                    "status",
                    models.CharField(
                        choices=[("TO_DO", "待办"), ("DONE", "已办"), ("DROPPED", "不再需要")],
                        default="TO_DO",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("done_on", models.DateField(null=True, verbose_name="办理日期")),
                ("result", models.CharField(blank=True, max_length=300, verbose_name="结果")),
                ("made_at", models.DateTimeField(verbose_name="生成时间")),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="dunning", to="loans.loan"
                    ),
                ),
            ],
            options={
                "verbose_name": "催收",
                "verbose_name_plural": "催收",
            },
        ),
        migrations.CreateModel(
            name="DunningStepEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="loans.dunningstep"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CollectionNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("CALL", "电话"), ("VISIT", "上门"), ("COUNTER", "窗口面谈"), ("OTHER", "其他")],
                        max_length=8,
                        verbose_name="方式",
                    ),
                ),
                ("text", models.CharField(max_length=500, verbose_name="内容")),
                ("on", models.DateField(verbose_name="日期")),
                ("promised_on", models.DateField(null=True, verbose_name="承诺还款日")),
                ("promised_fen", models.BigIntegerField(null=True, verbose_name="承诺金额（分）")),
                (
                    "promise",
                    models.CharField(
                        blank=True,
                        choices=[("OPEN", "待兑现"), ("KEPT", "已兑现"), ("BROKEN", "未兑现")],
                        max_length=8,
                        verbose_name="承诺",
                    ),
                ),
                ("judged_on", models.DateField(null=True, verbose_name="核对日期")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="loans.loan"
                    ),
                ),
            ],
            options={
                "verbose_name": "催收记录",
                "verbose_name_plural": "催收记录",
                "indexes": [
                    models.Index(fields=["loan", "-id"], name="notes_of_loan"),
                    models.Index(
                        condition=models.Q(("promise", "OPEN")), fields=["promised_on", "id"], name="promise_open"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("promise", ""), ("promised_fen", None), ("promised_on", None)),
                            models.Q(
                                models.Q(("promise", ""), _negated=True),
                                ("promised_fen__gt", 0),
                                ("promised_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="promise_with_day_and_amount",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="dunningstep",
            index=models.Index(condition=models.Q(("status", "TO_DO")), fields=["due_on", "id"], name="rung_to_do"),
        ),
        migrations.AddConstraint(
            model_name="dunningstep",
            constraint=models.UniqueConstraint(fields=("loan", "since", "rung"), name="one_rung_a_stretch"),
        ),
        migrations.AddConstraint(
            model_name="dunningstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "DONE"), _negated=True), ("done_on__isnull", False), _connector="OR"
                ),
                name="rung_done_on_a_day",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dunningstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c99141c96ddd635eb3a8eb3ad9a047265692f388",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_57cfb",
                    table="loans_dunningstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
