"""Direct debit and back payments of people who pay for themselves, photos of visits, and what is said of a debit."""

from datetime import UTC, datetime

import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
SAMPLES = {"month": "2026年10月", "amount": "800.00", "why": "付款账户余额不足", "again": "3 天后再扣一次"}
BODY = "尊敬的{name}：您自己缴存的{month}住房公积金{amount}元，从银行卡扣款未成功（{why}），{again}。咨询{hotline}。"


def load(apps, schema_editor):
    label = "自缴扣款未成功"
    event = apps.get_model("notifications", "Event").objects.create(
        code="own_debit_failed", label=label, door="DEPOSITOR", samples=SAMPLES, is_security=False
    )
    for channel in ("INBOX", "SMS", "EMAIL", "WECOM"):
        apps.get_model("notifications", "Template").objects.create(
            event=event, channel=channel, title=label, body=BODY, made_at=MADE_AT
        )


def unload(apps, schema_editor):
    apps.get_model("notifications", "Template").objects.filter(event__code="own_debit_failed").delete()
    apps.get_model("notifications", "Event").objects.filter(code="own_debit_failed").delete()


class Migration(migrations.Migration):
    dependencies = [
        ("bank", "0007_collections"),
        ("deposits", "0034_taken_through"),
        ("notifications", "0003_wecom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="ownpayment",
            name="purpose",
            field=models.CharField(
                choices=[("REGULAR", "缴存"), ("BACK", "补缴")], default="REGULAR", max_length=10, verbose_name="用途"
            ),
        ),
        migrations.CreateModel(
            name="OwnMandate",
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
                    common.crypto.EncryptedField(verbose_name="付款卡号", where="own_mandate.payer_account"),
                ),
                ("payer_bank", models.CharField(blank=True, max_length=80, verbose_name="开户银行")),
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
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandates",
                        to="deposits.flexiblemember",
                        verbose_name="缴存协议",
                    ),
                ),
            ],
            options={
                "verbose_name": "自缴扣款协议",
                "verbose_name_plural": "自缴扣款协议",
            },
        ),
        migrations.CreateModel(
            name="OwnDebit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("UNDER_WAY", "扣款中"),
                            ("DONE", "扣款成功"),
                            ("FAILED", "扣款未成功"),
                            ("RECALLED", "已撤回"),
                        ],
                        default="UNDER_WAY",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "collection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="own_debit", to="bank.collectionorder"
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="debits",
                        to="deposits.ownpayment",
                    ),
                ),
                (
                    "mandate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="tries", to="deposits.ownmandate"
                    ),
                ),
            ],
            options={
                "verbose_name": "自缴扣款",
                "verbose_name_plural": "自缴扣款",
            },
        ),
        migrations.CreateModel(
            name="OwnMandateEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.ownmandate"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OwnPaymentMonth",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("month", models.CharField(max_length=6, verbose_name="月份")),
                ("base_fen", models.BigIntegerField(verbose_name="缴存基数（分）")),
                ("employer_fen", models.BigIntegerField(verbose_name="单位部分（分）")),
                ("employee_fen", models.BigIntegerField(verbose_name="个人部分（分）")),
                (
                    "payment",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="months_back",
                        to="deposits.ownpayment",
                    ),
                ),
            ],
            options={
                "verbose_name": "自缴款补缴月份",
                "verbose_name_plural": "自缴款补缴月份",
            },
        ),
        migrations.CreateModel(
            name="VisitPaper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                (
                    "media_type",
                    models.CharField(
                        choices=[("image/jpeg", "图片"), ("application/pdf", "PDF")], max_length=20, verbose_name="类型"
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="字节")),
                ("sha256", models.CharField(max_length=64, verbose_name="哈希")),
                ("stored", models.CharField(max_length=80, verbose_name="存放名")),
                ("at", models.DateTimeField(verbose_name="上传时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="deposits.enforcementstep",
                    ),
                ),
            ],
            options={
                "verbose_name": "核查材料",
                "verbose_name_plural": "核查材料",
            },
        ),
        migrations.AddIndex(
            model_name="ownmandate",
            index=models.Index(
                condition=models.Q(("status", "ACTIVE")), fields=["day", "id"], name="own_mandates_by_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownmandate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "ACTIVE")), fields=("member",), name="one_active_own_mandate"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownmandate",
            constraint=models.CheckConstraint(
                condition=models.Q(("day__range", (1, 28))), name="own_mandate_day_in_every_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownmandate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("status", "ENDED")),
                    models.Q(("ended_on", None), ("status", "ACTIVE")),
                    _connector="OR",
                ),
                name="ended_own_mandate_has_its_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="owndebit",
            constraint=models.UniqueConstraint(fields=("payment", "number"), name="own_debit_tried_once_a_number"),
        ),
        migrations.AddConstraint(
            model_name="owndebit",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "UNDER_WAY")), fields=("payment",), name="one_own_debit_under_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="owndebit",
            constraint=models.CheckConstraint(
                condition=models.Q(("number__range", (1, 2))), name="own_debit_tried_twice_at_most"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ownmandateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e73b6a9e43ec9bfdfbfd1b5d4237a16d7cb90ab8",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_16061",
                    table="deposits_ownmandateevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ownpaymentmonth",
            constraint=models.UniqueConstraint(fields=("payment", "month"), name="own_month_once_in_a_payment"),
        ),
        migrations.AddConstraint(
            model_name="ownpaymentmonth",
            constraint=models.CheckConstraint(
                condition=models.Q(("employee_fen__gt", 0), ("employer_fen__gte", 0)), name="own_month_pays_something"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ownpaymentmonth",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d8ec2cb4021102b7565ad9548f5d6ceb6fa5abb4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_43c71",
                    table="deposits_ownpaymentmonth",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="visitpaper",
            constraint=models.UniqueConstraint(fields=("visit", "sha256"), name="visit_paper_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="visitpaper",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5a79eed600e6ad2bfa5c4fe3a2fe84f6aa5bdf85",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ed70d",
                    table="deposits_visitpaper",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(load, unload),
    ]
