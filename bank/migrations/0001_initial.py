import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("ledger", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="SandboxPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("business_no", models.CharField(max_length=40, unique=True)),
                ("account", models.CharField(max_length=40)),
                ("amount_fen", models.BigIntegerField()),
                ("behaviour", models.CharField(max_length=20)),
                ("bank_serial", models.CharField(max_length=40)),
                ("value_date", models.DateField()),
                ("asked", models.PositiveIntegerField(default=0)),
                ("notices_left", models.PositiveSmallIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="BankAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="账号")),
                ("name", models.CharField(max_length=120, verbose_name="户名")),
                ("bank_name", models.CharField(max_length=80, verbose_name="开户银行")),
                (
                    "kind",
                    models.CharField(
                        choices=[("101", "住房公积金存款"), ("102", "增值收益存款")],
                        default="101",
                        max_length=3,
                        verbose_name="资金",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("GATEWAY", "银企直联"), ("FILE", "付款文件")],
                        default="GATEWAY",
                        max_length=10,
                        verbose_name="付款方式",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
                (
                    "statement_balance_fen",
                    models.BigIntegerField(blank=True, editable=False, null=True, verbose_name="对账单余额（分）"),
                ),
                ("statement_on", models.DateField(blank=True, editable=False, null=True, verbose_name="对账单日期")),
                (
                    "ledger_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_account",
                        to="ledger.account",
                        verbose_name="分户账",
                    ),
                ),
            ],
            options={
                "verbose_name": "银行账户",
                "verbose_name_plural": "银行账户",
            },
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line_no", models.PositiveIntegerField(default=0, verbose_name="行号")),
                ("value_date", models.DateField(verbose_name="起息日")),
                ("time", models.TimeField(verbose_name="时间")),
                ("bank_serial", models.CharField(max_length=40, verbose_name="银行流水号")),
                (
                    "direction",
                    models.CharField(choices=[("C", "收入"), ("D", "支出")], max_length=1, verbose_name="方向"),
                ),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("balance_fen", models.BigIntegerField(verbose_name="余额（分）")),
                (
                    "counter_account",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="对方账号", where="bank_line.counter_account"
                    ),
                ),
                ("counter_index", models.CharField(blank=True, editable=False, max_length=32)),
                ("counter_tail", models.CharField(blank=True, max_length=4, verbose_name="对方账号尾号")),
                ("counter_name", models.CharField(blank=True, max_length=120, verbose_name="对方户名")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("summary", models.CharField(blank=True, max_length=200, verbose_name="摘要")),
                ("is_reversal", models.BooleanField(default=False, verbose_name="冲正")),
                ("at", models.DateTimeField(verbose_name="收到时间")),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="bank.bankaccount",
                        verbose_name="银行账户",
                    ),
                ),
            ],
            options={
                "verbose_name": "银行明细",
                "verbose_name_plural": "银行明细",
                "indexes": [models.Index(fields=["amount_fen", "counter_index"], name="bank_line_amount_and_payer")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("bank_account", "value_date", "bank_serial"), name="bank_line_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            models.Q(("amount_fen__lt", 0), ("is_reversal", True)),
                            _connector="OR",
                        ),
                        name="bank_line_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["C", "D"])), name="bank_line_direction"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DayReconciliation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("statement_fen", models.BigIntegerField(null=True, verbose_name="银行余额（分）")),
                ("book_fen", models.BigIntegerField(verbose_name="账面余额（分）")),
                ("difference_fen", models.BigIntegerField(null=True, verbose_name="差额（分）")),
                ("item_count", models.PositiveIntegerField(default=0, verbose_name="未达账项")),
                ("at", models.DateTimeField(verbose_name="对账时间")),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliations",
                        to="bank.bankaccount",
                        verbose_name="银行账户",
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
            ],
            options={
                "verbose_name": "日对账",
                "verbose_name_plural": "日对账",
                "indexes": [models.Index(fields=["-day", "-id"], name="reconciliation_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("bank_account", "day"), name="one_reconciliation_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("difference_fen", None), ("statement_fen", None)),
                            (
                                "difference_fen",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("statement_fen"), "-", models.F("book_fen")
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="difference_is_bank_less_book",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Difference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("since", models.DateField(verbose_name="自")),
                (
                    "entry",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.entry"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="bank.bankline"
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="items", to="bank.dayreconciliation"
                    ),
                ),
            ],
            options={
                "verbose_name": "未达账项",
                "verbose_name_plural": "未达账项",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("entry", None), ("line__isnull", False)),
                            models.Q(("entry__isnull", False), ("line", None)),
                            _connector="OR",
                        ),
                        name="difference_of_one_side",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Expectation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="业务键")),
                ("source", models.CharField(max_length=40, verbose_name="来源")),
                ("reference", models.CharField(blank=True, max_length=40, verbose_name="汇缴书号")),
                ("account_number", models.CharField(blank=True, max_length=20, verbose_name="单位账号")),
                ("payer_index", models.CharField(blank=True, editable=False, max_length=32)),
                ("name_key", models.CharField(blank=True, editable=False, max_length=120)),
                ("amount_fen", models.BigIntegerField(verbose_name="应收金额（分）")),
                ("received_fen", models.BigIntegerField(default=0, verbose_name="已到金额（分）")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "待到账"),
                            ("PARTLY", "部分到账"),
                            ("COVERED", "已足额"),
                            ("DONE", "已入账"),
                            ("CANCELLED", "已取消"),
                        ],
                        default="OPEN",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("wake", models.CharField(blank=True, max_length=100)),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.employer",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "待收款项",
                "verbose_name_plural": "待收款项",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["OPEN", "PARTLY"])),
                        fields=["reference"],
                        name="waiting_by_reference",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["OPEN", "PARTLY"])),
                        fields=["account_number"],
                        name="waiting_by_account_number",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["OPEN", "PARTLY"])),
                        fields=["payer_index"],
                        name="waiting_by_payer_index",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["OPEN", "PARTLY"])),
                        fields=["name_key"],
                        name="waiting_by_name_key",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["OPEN", "PARTLY"])),
                        fields=["employer"],
                        name="waiting_by_employer",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            ("received_fen__gte", 0),
                            ("received_fen__lte", models.F("amount_fen")),
                        ),
                        name="expectation_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("received_fen", 0), ("status", "OPEN")),
                            models.Q(
                                ("received_fen__gt", 0),
                                ("received_fen__lt", models.F("amount_fen")),
                                ("status", "PARTLY"),
                            ),
                            models.Q(("received_fen", models.F("amount_fen")), ("status__in", ["COVERED", "DONE"])),
                            models.Q(("received_fen", 0), ("status", "CANCELLED")),
                            _connector="OR",
                        ),
                        name="expectation_status_fits_amount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExpectationEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="bank.expectation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Payer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account_number", models.CharField(max_length=20, unique=True, verbose_name="单位账号")),
                ("payer_index", models.CharField(blank=True, db_index=True, editable=False, max_length=32)),
                ("name_key", models.CharField(blank=True, db_index=True, editable=False, max_length=120)),
                (
                    "employer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_payer",
                        to="accounts.employer",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "付款单位",
                "verbose_name_plural": "付款单位",
            },
        ),
        migrations.CreateModel(
            name="PaymentBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order_count", models.PositiveIntegerField(verbose_name="笔数")),
                ("total_fen", models.BigIntegerField(verbose_name="金额合计（分）")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("at", models.DateTimeField(verbose_name="导出时间")),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="bank.bankaccount", verbose_name="付款账户"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "付款文件",
                "verbose_name_plural": "付款文件",
                "indexes": [models.Index(fields=["-at", "-id"], name="batch_newest")],
            },
        ),
        migrations.CreateModel(
            name="PaymentOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="业务键")),
                ("source", models.CharField(max_length=40, verbose_name="来源")),
                ("wake", models.CharField(blank=True, max_length=100)),
                (
                    "payee_account",
                    common.crypto.EncryptedField(verbose_name="收款账号", where="payment_order.payee_account"),
                ),
                ("payee_tail", models.CharField(max_length=4, verbose_name="收款账号尾号")),
                ("payee_name", models.CharField(max_length=120, verbose_name="收款人")),
                ("payee_bank_no", models.CharField(blank=True, max_length=14, verbose_name="收款行号")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("summary", models.CharField(max_length=60, verbose_name="摘要")),
                ("case", models.CharField(blank=True, max_length=20, verbose_name="办件号")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MADE", "待复核"),
                            ("REVIEWED", "待授权"),
                            ("AUTHORISED", "待发送"),
                            ("SENT", "已发送"),
                            ("UNKNOWN", "结果未明"),
                            ("SETTLED", "付款成功"),
                            ("RETURNED", "已退回"),
                            ("REJECTED", "已驳回"),
                        ],
                        default="MADE",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="制单时间")),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="复核时间")),
                ("authorised_at", models.DateTimeField(null=True, verbose_name="授权时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="发送时间")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="最近查询")),
                ("bank_serial", models.CharField(blank=True, max_length=40, verbose_name="银行流水号")),
                ("value_date", models.DateField(null=True, verbose_name="银行记账日")),
                ("message", models.CharField(blank=True, max_length=200, verbose_name="银行答复")),
                (
                    "authorised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="授权",
                    ),
                ),
                (
                    "authorised_by_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="bank.bankaccount", verbose_name="付款账户"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="orders",
                        to="bank.paymentbatch",
                        verbose_name="付款文件",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制单",
                    ),
                ),
                (
                    "made_by_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核",
                    ),
                ),
                (
                    "reviewed_by_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "付款单",
                "verbose_name_plural": "付款单",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ["SETTLED", "REJECTED"]), _negated=True),
                        fields=["status", "id"],
                        name="order_in_hand",
                    ),
                    models.Index(
                        condition=models.Q(("bank_serial", ""), _negated=True),
                        fields=["bank_serial"],
                        name="order_of_serial",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="order_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by_person", None),
                            ("made_by_person", None),
                            models.Q(("reviewed_by_person", models.F("made_by_person")), _negated=True),
                            _connector="OR",
                        ),
                        name="order_reviewer_is_not_maker",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("authorised_by_person", None),
                            models.Q(
                                models.Q(
                                    ("made_by_person", None),
                                    models.Q(("authorised_by_person", models.F("made_by_person")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(("authorised_by_person", models.F("reviewed_by_person")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="order_authoriser_is_third",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["MADE", "REJECTED"]),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by_person__isnull", False),
                                ("status", "REVIEWED"),
                            ),
                            models.Q(
                                ("authorised_at__isnull", False),
                                ("authorised_by_person__isnull", False),
                                ("reviewed_by_person__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="order_leaves_reviewed_and_authorised",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sent_at", None), ("status__in", ["MADE", "REVIEWED", "AUTHORISED", "REJECTED"])),
                            models.Q(
                                ("sent_at__isnull", False), ("status__in", ["SENT", "UNKNOWN", "SETTLED", "RETURNED"])
                            ),
                            _connector="OR",
                        ),
                        name="order_sent_at_once_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "SETTLED"), _negated=True),
                            ("value_date__isnull", False),
                            _connector="OR",
                        ),
                        name="order_settled_on_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentOrderEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="bank.paymentorder"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value_date", models.DateField(verbose_name="起息日")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "待入账日"),
                            ("MATCHED", "已匹配"),
                            ("PROPOSED", "待确认"),
                            ("EMPLOYER", "有单位暂收"),
                            ("UNIDENTIFIED", "无单位暂收"),
                            ("REVERSED", "已冲正"),
                        ],
                        default="NEW",
                        max_length=15,
                        verbose_name="状态",
                    ),
                ),
                ("rule", models.PositiveSmallIntegerField(null=True, verbose_name="匹配规则")),
                (
                    "expectation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="bank.expectation",
                        verbose_name="款项",
                    ),
                ),
                (
                    "journal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="ledger.journal",
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt",
                        to="bank.bankline",
                        verbose_name="银行明细",
                    ),
                ),
            ],
            options={
                "verbose_name": "收款",
                "verbose_name_plural": "收款",
                "indexes": [
                    models.Index(fields=["-value_date", "-id"], name="receipt_newest"),
                    models.Index(
                        condition=models.Q(("status", "NEW")), fields=["value_date", "id"], name="receipt_new"
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ["PROPOSED", "UNIDENTIFIED"])),
                        fields=["status", "id"],
                        name="receipt_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="receipt_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("journal", None), ("status", "NEW")),
                            models.Q(models.Q(("status", "NEW"), _negated=True), ("journal__isnull", False)),
                            _connector="OR",
                        ),
                        name="receipt_booked_once_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["MATCHED", "PROPOSED"]), _negated=True),
                            ("expectation__isnull", False),
                            _connector="OR",
                        ),
                        name="receipt_match_names_its_matter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=40, verbose_name="来源")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("COVERED", "已足额到账"),
                            ("PARTLY", "部分到账"),
                            ("UNCOVERED", "到账被冲正"),
                            ("SETTLED", "付款成功"),
                            ("RETURNED", "付款未成功"),
                            ("RETURNED_LATE", "付款后退回"),
                        ],
                        max_length=15,
                        verbose_name="结果",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="领取时间")),
                (
                    "expectation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="bank.expectation",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="bank.paymentorder",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="bank.receipt",
                    ),
                ),
            ],
            options={
                "verbose_name": "收付结果",
                "verbose_name_plural": "收付结果",
                "indexes": [
                    models.Index(
                        condition=models.Q(("claimed_at", None)), fields=["source", "id"], name="outcome_waiting"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("expectation__isnull", False), ("order", None)),
                            models.Q(("expectation", None), ("order__isnull", False)),
                            _connector="OR",
                        ),
                        name="outcome_of_one_matter",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceiptEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="bank.receipt"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reversal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("value_date", models.DateField(verbose_name="起息日")),
                (
                    "status",
                    models.CharField(
                        choices=[("NEW", "待入账日"), ("PERSON", "待人工处理"), ("DONE", "已冲正")],
                        default="NEW",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "journal",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.journal"
                    ),
                ),
                (
                    "line",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reversal", to="bank.bankline"
                    ),
                ),
                (
                    "original",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="bank.bankline",
                    ),
                ),
            ],
            options={
                "verbose_name": "银行冲正",
                "verbose_name_plural": "银行冲正",
                "indexes": [models.Index(fields=["status", "value_date", "id"], name="reversal_waiting")],
            },
        ),
        migrations.CreateModel(
            name="ReversalEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="bank.reversal"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StatementImport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("file_name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64, verbose_name="校验值")),
                ("opening_fen", models.BigIntegerField(verbose_name="期初余额（分）")),
                ("closing_fen", models.BigIntegerField(verbose_name="期末余额（分）")),
                ("gap_fen", models.BigIntegerField(default=0, verbose_name="与上一份对账单的差额（分）")),
                ("line_count", models.PositiveIntegerField(verbose_name="明细数")),
                ("new_count", models.PositiveIntegerField(verbose_name="新明细数")),
                ("repeated_count", models.PositiveIntegerField(verbose_name="重复明细数")),
                ("at", models.DateTimeField(verbose_name="导入时间")),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="bank.bankaccount",
                        verbose_name="银行账户",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="导入人",
                    ),
                ),
            ],
            options={
                "verbose_name": "对账单",
                "verbose_name_plural": "对账单",
                "indexes": [models.Index(fields=["-at", "-id"], name="import_newest")],
                "constraints": [models.UniqueConstraint(fields=("bank_account", "sha256"), name="one_import_a_file")],
            },
        ),
        migrations.AddField(
            model_name="bankline",
            name="statement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lines",
                to="bank.statementimport",
                verbose_name="对账单",
            ),
        ),
        migrations.CreateModel(
            name="SuspenseItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("amount_fen", models.BigIntegerField(verbose_name="收款金额（分）")),
                ("left_fen", models.BigIntegerField(verbose_name="暂收余额（分）")),
                ("reserved_fen", models.BigIntegerField(default=0, verbose_name="已预留（分）")),
                ("refunding_fen", models.BigIntegerField(default=0, verbose_name="退款中（分）")),
                ("since", models.DateField(verbose_name="自")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspense_items",
                        to="ledger.account",
                        verbose_name="分户账",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.employer",
                        verbose_name="单位",
                    ),
                ),
                (
                    "receipt",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suspense",
                        to="bank.receipt",
                        verbose_name="收款",
                    ),
                ),
            ],
            options={
                "verbose_name": "暂收款",
                "verbose_name_plural": "暂收款",
                "indexes": [
                    models.Index(condition=models.Q(("left_fen__gt", 0)), fields=["since", "id"], name="suspense_left"),
                    models.Index(
                        condition=models.Q(("left_fen__gt", 0)), fields=["account"], name="suspense_of_account"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_fen__lte", models.F("amount_fen")),
                            ("refunding_fen__gte", 0),
                            ("reserved_fen__gte", 0),
                            (
                                "left_fen__gte",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("reserved_fen"), "+", models.F("refunding_fen")
                                ),
                            ),
                        ),
                        name="suspense_amounts",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Reservation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=100, unique=True, verbose_name="业务键")),
                ("fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("value_on", models.DateField(verbose_name="起息日")),
                (
                    "status",
                    models.CharField(
                        choices=[("HELD", "已预留"), ("TAKEN", "已入账"), ("RELEASED", "已释放")],
                        default="HELD",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "expectation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reservations", to="bank.expectation"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reservations", to="bank.suspenseitem"
                    ),
                ),
            ],
            options={
                "verbose_name": "预留",
                "verbose_name_plural": "预留",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="reservation_above_zero")
                ],
            },
        ),
        migrations.AddField(
            model_name="paymentorder",
            name="item",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="bank.suspenseitem",
                verbose_name="暂收款",
            ),
        ),
        migrations.CreateModel(
            name="SuspenseMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("BOOKED", "收款"),
                            ("TAKEN", "入账使用"),
                            ("GIVEN_BACK", "入账冲回"),
                            ("ASSIGNED", "认领单位"),
                            ("REFUNDED", "退款"),
                            ("REFUND_RETURNED", "退款退回"),
                            ("REVERSED", "银行冲正"),
                        ],
                        max_length=20,
                        verbose_name="事由",
                    ),
                ),
                ("fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
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
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="bank.suspenseitem"
                    ),
                ),
            ],
            options={
                "verbose_name": "暂收变动",
                "verbose_name_plural": "暂收变动",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="expectationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b6b703de8cd1d81bc8a2907475e2d13f0fb5b342",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a2b3b",
                    table="bank_expectationevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentorderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3ed42af65434a6a9a954b66c719eee11b72b86ce",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_dd488",
                    table="bank_paymentorderevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receiptevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ca63b1b5450f627e6e4b1f7203e4c18a19272f32",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a0fc4",
                    table="bank_receiptevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reversalevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e412e1d5d76b3a22d26133716f55c7f5be967f03",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fce9a",
                    table="bank_reversalevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementimport",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8ddaf4547ae516cb797f15fad595fc51bf63a7b2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7ebcc",
                    table="bank_statementimport",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(
                condition=models.Q(("statement", None)), fields=["bank_account", "at"], name="bank_line_noticed"
            ),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(fields=["statement", "line_no"], name="bank_line_of_statement"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankline",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="90aff3dae567835a680d3d8333cead629d6698b2",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_76ead",
                    table="bank_bankline",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suspensemove",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c4ec483bb035f9c56c63c2748787cf93db53bc08",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_40e86",
                    table="bank_suspensemove",
                    when="BEFORE",
                ),
            ),
        ),
    ]
