import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_password_resets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("deposits", "0008_balance_objections"),
        ("desk", "0005_list_indexes"),
        ("ledger", "0002_chart"),
    ]

    operations = [
        migrations.CreateModel(
            name="LetterSequence",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False)),
                ("last", models.PositiveSmallIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="SandboxLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True)),
                ("facts", models.JSONField(default=dict)),
                ("is_ours", models.BooleanField()),
                ("asked", models.PositiveIntegerField(default=0)),
                ("words", models.JSONField(default=list)),
            ],
        ),
        migrations.CreateModel(
            name="TransferLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(choices=[("IN", "转入"), ("OUT", "转出")], max_length=3, verbose_name="方向"),
                ),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="联系函编号")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("NEW", "待审核"),
                            ("01", "联系函已发出"),
                            ("02", "转出中心已受理"),
                            ("08", "账户信息已审核"),
                            ("06", "协商中"),
                            ("00", "办结"),
                            ("20", "协商后办结"),
                            ("05", "转入中心撤销"),
                            ("13", "转出中心不予办理"),
                            ("40", "转出失败"),
                        ],
                        max_length=3,
                        verbose_name="状态",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="姓名")),
                ("document_type", models.CharField(max_length=2, verbose_name="证件类型")),
                (
                    "document_number",
                    common.crypto.EncryptedField(verbose_name="证件号码", where="transfer_letter.document_number"),
                ),
                ("their_account", models.CharField(blank=True, max_length=30, verbose_name="对方个人账号")),
                (
                    "payee_account",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="收款账号", where="transfer_letter.payee_account"
                    ),
                ),
                ("payee_name", models.CharField(blank=True, max_length=120, verbose_name="收款户名")),
                ("payee_bank_no", models.CharField(blank=True, max_length=14, verbose_name="收款行号")),
                ("infos", models.PositiveSmallIntegerField(default=0)),
                ("principal_fen", models.BigIntegerField(null=True, verbose_name="本金（分）")),
                ("interest_fen", models.BigIntegerField(null=True, verbose_name="利息（分）")),
                ("opened_month", models.CharField(blank=True, max_length=6, verbose_name="开户年月")),
                ("paid_through", models.CharField(blank=True, max_length=6, verbose_name="缴至年月")),
                ("is_continuous", models.BooleanField(default=False, verbose_name="连续缴存六个月以上")),
                ("loans", models.PositiveSmallIntegerField(default=0, verbose_name="公积金贷款次数")),
                ("has_unsettled_loan", models.BooleanField(default=False, verbose_name="有未结清贷款")),
                ("is_fraud", models.BooleanField(default=False, verbose_name="有骗提骗贷记录")),
                ("months_counted", models.PositiveSmallIntegerField(default=0, verbose_name="计入连续缴存的月数")),
                ("was_negotiated", models.BooleanField(default=False, verbose_name="协商过")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("orders", models.PositiveSmallIntegerField(default=0)),
                ("value_on", models.DateField(null=True, verbose_name="起息日")),
                ("made_at", models.DateTimeField(verbose_name="登记时间")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="发函时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "account",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="deposits.personalaccount",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="desk.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="desk.centre", verbose_name="对方中心"
                    ),
                ),
                (
                    "journal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="ledger.journal",
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
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letters",
                        to="accounts.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "异地转移联系函",
                "verbose_name_plural": "异地转移联系函",
                "indexes": [
                    models.Index(fields=["direction", "-id"], name="letters_newest"),
                    models.Index(
                        condition=models.Q(("status__in", ("NEW", "01", "02", "08", "06", "40"))),
                        fields=["status", "id"],
                        name="letters_open",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["NEW", "01", "02", "08", "06", "00", "20", "05", "13", "40"])
                        ),
                        name="letter_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["NEW", "05"]),
                            models.Q(models.Q(("number", ""), _negated=True), ("sent_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="letter_sent_has_number",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["00", "20"]), _negated=True),
                            models.Q(
                                ("journal__isnull", False),
                                ("principal_fen__isnull", False),
                                ("value_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="letter_done_has_journal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("NEW", "01", "02", "08", "06", "40")), _negated=True),
                            ("case__isnull", False),
                            _connector="OR",
                        ),
                        name="letter_open_has_case",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("status__in", ("NEW", "01", "02", "08", "06", "40"))),
                            models.Q(
                                models.Q(("status__in", ("NEW", "01", "02", "08", "06", "40")), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="letter_ends_with_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "13"), _negated=True),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="letter_no_says_why",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number", ""), _negated=True), fields=("number",), name="letter_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("person__isnull", False), ("status__in", ("NEW", "01", "02", "08", "06", "40"))
                        ),
                        fields=("person", "direction"),
                        name="one_open_letter_a_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "word",
                    models.CharField(
                        choices=[
                            ("APPLY", "发联系函"),
                            ("CANCEL", "撤销"),
                            ("ACCEPT", "受理"),
                            ("REFUSE", "不予办理"),
                            ("INFORM", "发账户信息"),
                            ("NEGOTIATE", "协商"),
                            ("CONFIRM", "确认办结"),
                        ],
                        max_length=10,
                        verbose_name="内容",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("tries", models.PositiveIntegerField(default=0, verbose_name="发送次数")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="送达时间")),
                (
                    "letter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="deposits.transferletter",
                    ),
                ),
            ],
            options={
                "verbose_name": "联系函报文",
                "verbose_name_plural": "联系函报文",
                "indexes": [
                    models.Index(condition=models.Q(("sent_at", None)), fields=["id"], name="letter_message_waiting")
                ],
            },
        ),
        migrations.CreateModel(
            name="TransferLetterEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.transferletter"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Encumbrance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="业务键")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("LOAN", "未还清的公积金贷款"),
                            ("GUARANTEE", "为他人贷款担保"),
                            ("BAN", "限制提取和贷款"),
                            ("FREEZE", "冻结"),
                            ("OTHER", "其他"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("source", models.CharField(max_length=40, verbose_name="来源")),
                ("sentence", models.CharField(max_length=200, verbose_name="说明")),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="至")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="解除时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "lifted_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="解除人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="encumbrances",
                        to="accounts.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "账户限制",
                "verbose_name_plural": "账户限制",
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at", None)), fields=["person", "id"], name="encumbrance_on"
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["LOAN", "GUARANTEE", "BAN", "FREEZE", "OTHER"])),
                        name="encumbrance_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sentence", ""), _negated=True), name="encumbrance_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="encumbrance_ends_after_it_began",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="transferletterevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="db06bd4fcbd041f02ec93263563ad0e799b25b0c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_776a3",
                    table="deposits_transferletterevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
