"""Mandates and their tries, the kind that is done on the spot, and what clerks are told."""

from datetime import UTC, date, datetime

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
KIND = {
    "code": "debit_mandate",
    "prefix": "TX",
    "applicant": "EMPLOYER",
    "start_counter": "deposits:counter_employers",
    "start_employer": "deposits:employer_debit",
    "order": 17,
}
VERSION = {
    "label": "托收协议签订",
    "who": "愿意由银行按月扣缴住房公积金的缴存单位。",
    "how": "经办人带材料到任一窗口，当场签订。终止协议可以在单位网厅自己办。",
    "result": "清册申报后到扣款日自动扣款、入账；扣款不成功的隔几天再扣一次，并告知经办人",
    "legal_basis": "《住房公积金归集业务标准》（GB/T 51271-2017）关于委托银行收款方式汇缴的规定。",
    "exclusion": "debit_mandate",
    "promise_days": 0,
    "tolerance_days": 0,
    "retention_years": 30,
}
PAPERS = [
    ("identity", "经办人身份证件", "原件，当场核验后退还", "本人携带"),
    ("mandate", "托收协议（加盖公章和预留印鉴）", "原件一份", "窗口可领，也可自带"),
    ("bank_licence", "付款账户的开户证明", "复印件加盖公章", "开户银行"),
]
EVENTS = [
    (
        "debit_failed",
        "托收扣款未成功",
        {
            "employer": "辽源市测试有限公司",
            "month": "2026年10月",
            "amount": "4,666.00",
            "why": "付款账户余额不足",
            "again": "3 天后再扣一次",
        },
        "尊敬的{name}：您单位（{employer}）{month}住房公积金托收{amount}元未成功（{why}），{again}。咨询{hotline}。",
    ),
    (
        "debit_above_limit",
        "托收金额超过协议限额",
        {"employer": "辽源市测试有限公司", "amount": "4,666.00", "limit": "4,000.00"},
        "尊敬的{name}：您单位（{employer}）应扣{amount}元，超过托收协议每次{limit}元的限额，没有扣款，请自行转账。",
    ),
]


def load(apps, schema_editor):
    kind = apps.get_model("desk", "Kind").objects.create(family="DEPOSIT", source="deposits", **KIND)
    versions = apps.get_model("desk", "KindVersion")
    version = versions.objects.create(kind=kind, number=1, valid_from=date(2026, 1, 1), made_at=MADE_AT, **VERSION)
    for order, (code, label, form, where) in enumerate(PAPERS, start=1):
        version.documents.create(
            code=code,
            label=label,
            needed_when="window",
            when_label="到窗口办理时",
            form=form,
            where_from=where,
            order=order,
        )
    for order, (status, label, minutes) in enumerate([("SUBMITTED", "受理", 5), ("ACCEPTED", "办理", 10)], start=1):
        version.stages.create(status=status, label=label, target_minutes=minutes, order=order)
    version.channels.create(channel="WINDOW")
    versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)
    for code, label, samples, body in EVENTS:
        event = apps.get_model("notifications", "Event").objects.create(
            code=code, label=label, door="CLERK", samples=samples, is_security=False
        )
        for channel in ("INBOX", "SMS", "EMAIL", "WECOM"):
            apps.get_model("notifications", "Template").objects.create(
                event=event, channel=channel, title=label, body=body, made_at=MADE_AT
            )


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0007_collections"),
        ("deposits", "0025_arrears_words"),
        ("desk", "0011_board_indexes"),
        ("notifications", "0003_wecom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE deposits_mandate_number", "DROP SEQUENCE deposits_mandate_number"),
        migrations.CreateModel(
            name="DebitMandate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="协议号")),
                (
                    "status",
                    models.CharField(
                        choices=[("ACTIVE", "生效"), ("ENDED", "已终止")],
                        default="ACTIVE",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "payer_account",
                    common.crypto.EncryptedField(verbose_name="付款账号", where="debit_mandate.payer_account"),
                ),
                ("payer_name", models.CharField(max_length=120, verbose_name="付款户名")),
                ("payer_bank", models.CharField(max_length=80, verbose_name="开户银行")),
                ("limit_fen", models.BigIntegerField(verbose_name="每次最多扣（分）")),
                (
                    "day",
                    models.PositiveSmallIntegerField(
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(28),
                        ],
                        verbose_name="每月扣款日",
                    ),
                ),
                ("signed_on", models.DateField(verbose_name="签订日期")),
                ("ended_on", models.DateField(null=True, verbose_name="终止日期")),
                (
                    "employer_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="deposits.employeraccount",
                        verbose_name="单位",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "托收协议",
                "verbose_name_plural": "托收协议",
            },
        ),
        migrations.CreateModel(
            name="DebitMandateEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.debitmandate"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DebitTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次")),
                (
                    "status",
                    models.CharField(
                        choices=[("UNDER_WAY", "扣款中"), ("DONE", "扣款成功"), ("FAILED", "扣款未成功")],
                        default="UNDER_WAY",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="debit_try", to="bank.collectionorder"
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debits",
                        to="deposits.remittancelist",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="deposits.debitmandate"
                    ),
                ),
            ],
            options={
                "verbose_name": "托收",
                "verbose_name_plural": "托收",
            },
        ),
        migrations.AddIndex(
            model_name="debitmandate",
            index=models.Index(condition=models.Q(("status", "ACTIVE")), fields=["day", "id"], name="mandates_by_day"),
        ),
        migrations.AddConstraint(
            model_name="debitmandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "ACTIVE")), fields=("employer_account",), name="one_active_mandate"
            ),
        ),
        migrations.AddConstraint(
            model_name="debitmandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_fen__gt", 0)), name="mandate_limit_above_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="debitmandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("day__range", (1, 28))), name="mandate_day_in_every_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="debitmandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("status", "ENDED")),
                    models.Q(("ended_on", None), ("status", "ACTIVE")),
                    _connector="OR",
                ),
                name="ended_mandate_has_its_date",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="debitmandateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="75e57ba717370cffb3cdf2bd8026232fb00c19a4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cb908",
                    table="deposits_debitmandateevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="debittry",
            constraint=models.UniqueConstraint(fields=("list", "number"), name="debit_tried_once_a_number"),
        ),
        migrations.AddConstraint(
            model_name="debittry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "UNDER_WAY")), fields=("list",), name="one_debit_under_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="debittry",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__range", (1, 2))), name="debit_tried_twice_at_most"
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
