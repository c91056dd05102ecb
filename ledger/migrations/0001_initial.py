import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Account",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=40, unique=True, verbose_name="账号")),
                ("name", models.CharField(max_length=120, verbose_name="户名")),
                ("is_credit", models.BooleanField(verbose_name="贷方余额")),
                ("is_guarded", models.BooleanField(verbose_name="不得透支")),
                ("balance_fen", models.BigIntegerField(default=0, verbose_name="余额（分）")),
                ("held_fen", models.BigIntegerField(default=0, verbose_name="占用（分）")),
                ("opened_on", models.DateField(verbose_name="开户日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="销户日期")),
            ],
            options={
                "verbose_name": "分户账",
                "verbose_name_plural": "分户账",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("balance_fen", 0), ("held_fen", 0), ("is_guarded", False)),
                            models.Q(
                                ("balance_fen__gte", models.F("held_fen")), ("held_fen__gte", 0), ("is_guarded", True)
                            ),
                            _connector="OR",
                        ),
                        name="balance_covers_holds",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_on", None), ("balance_fen", 0), _connector="OR"),
                        name="closed_account_is_empty",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DaySeal",
            fields=[
                ("on", models.DateField(primary_key=True, serialize=False, verbose_name="会计日期")),
                ("entry_count", models.BigIntegerField(verbose_name="明细笔数")),
                ("turnover_fen", models.BigIntegerField(verbose_name="借方合计（分）")),
                ("previous_hash", models.CharField(max_length=64)),
                ("hash", models.CharField(max_length=64, verbose_name="校验值")),
                ("at", models.DateTimeField(verbose_name="日结时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="日结人",
                    ),
                ),
            ],
            options={
                "verbose_name": "日结",
                "verbose_name_plural": "日结",
            },
        ),
        migrations.CreateModel(
            name="Journal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="业务键")),
                ("body_hash", models.CharField(max_length=64)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("OPENING", "期初建账"),
                            ("RECEIPT_ALLOCATED", "汇缴入账"),
                            ("RECEIPT_SUSPENSE", "收款挂暂收"),
                            ("SUSPENSE_ALLOCATED", "暂收分摊"),
                            ("SUSPENSE_REFUNDED", "暂收退款"),
                            ("SUSPENSE_MOVED", "暂收转户"),
                            ("REVERSAL", "冲销"),
                            ("WITHDRAWAL", "提取"),
                            ("CLOSING_WITHDRAWAL", "销户提取"),
                            ("PAYMENT_RETURNED", "付款退回"),
                            ("TRANSFER_IN", "转入"),
                            ("TRANSFER_OUT", "转出"),
                            ("EMPLOYER_CHANGE", "单位变更"),
                            ("INTEREST_ACCRUED", "计提利息"),
                            ("INTEREST_SETTLED", "年度结息"),
                            ("LOAN_DISBURSED", "贷款发放"),
                            ("LOAN_REPAID", "贷款还款"),
                            ("LOAN_OVERDUE", "转逾期"),
                            ("LOAN_OFFSET", "冲还贷"),
                            ("BANK_INTEREST", "银行利息"),
                            ("FEE_ACCRUED", "计提手续费"),
                            ("FEE_PAID", "支付手续费"),
                            ("BANK_TRANSFER", "专户划转"),
                            ("WRITE_OFF", "核销"),
                            ("PERIOD_CLOSE", "期末结转"),
                            ("DISTRIBUTION", "增值收益分配"),
                            ("OTHER", "其他"),
                        ],
                        max_length=24,
                        verbose_name="事由",
                    ),
                ),
                ("on", models.DateField(verbose_name="会计日期")),
                ("value_on", models.DateField(verbose_name="起息日")),
                ("case", models.CharField(blank=True, max_length=20, verbose_name="办件号")),
                ("memo", models.CharField(blank=True, max_length=200, verbose_name="摘要")),
                ("at", models.DateTimeField(verbose_name="记账时间")),
                ("txid", models.BigIntegerField(default=0, editable=False)),
                (
                    "branch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办",
                    ),
                ),
                (
                    "reverses",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_by",
                        to="ledger.journal",
                        verbose_name="冲销",
                    ),
                ),
            ],
            options={
                "verbose_name": "分录",
                "verbose_name_plural": "分录",
                "indexes": [
                    models.Index(fields=["on", "reason"], name="journal_of_day"),
                    models.Index(
                        condition=models.Q(("case", ""), _negated=True), fields=["case"], name="journal_of_case"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("value_on__lte", models.F("on"))), name="value_date_not_after_book_date"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "OPENING",
                                    "RECEIPT_ALLOCATED",
                                    "RECEIPT_SUSPENSE",
                                    "SUSPENSE_ALLOCATED",
                                    "SUSPENSE_REFUNDED",
                                    "SUSPENSE_MOVED",
                                    "REVERSAL",
                                    "WITHDRAWAL",
                                    "CLOSING_WITHDRAWAL",
                                    "PAYMENT_RETURNED",
                                    "TRANSFER_IN",
                                    "TRANSFER_OUT",
                                    "EMPLOYER_CHANGE",
                                    "INTEREST_ACCRUED",
                                    "INTEREST_SETTLED",
                                    "LOAN_DISBURSED",
                                    "LOAN_REPAID",
                                    "LOAN_OVERDUE",
                                    "LOAN_OFFSET",
                                    "BANK_INTEREST",
                                    "FEE_ACCRUED",
                                    "FEE_PAID",
                                    "BANK_TRANSFER",
                                    "WRITE_OFF",
                                    "PERIOD_CLOSE",
                                    "DISTRIBUTION",
                                    "OTHER",
                                ],
                            )
                        ),
                        name="journal_reason_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="业务键")),
                ("fen", models.BigIntegerField(verbose_name="金额（分）")),
                (
                    "status",
                    models.CharField(
                        choices=[("HELD", "占用中"), ("POSTED", "已入账"), ("RELEASED", "已释放")],
                        default="HELD",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("case", models.CharField(blank=True, max_length=20, verbose_name="办件号")),
                ("at", models.DateTimeField(verbose_name="占用时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holds",
                        to="ledger.account",
                        verbose_name="账户",
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
                (
                    "journal",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="hold", to="ledger.journal"
                    ),
                ),
            ],
            options={
                "verbose_name": "占用",
                "verbose_name_plural": "占用",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="hold_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("journal", None), ("status", "HELD")),
                            models.Q(("ended_at__isnull", False), ("journal__isnull", False), ("status", "POSTED")),
                            models.Q(("ended_at__isnull", False), ("journal", None), ("status", "RELEASED")),
                            _connector="OR",
                        ),
                        name="hold_status_fits_facts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("debit_fen", models.BigIntegerField(default=0, verbose_name="借方（分）")),
                ("credit_fen", models.BigIntegerField(default=0, verbose_name="贷方（分）")),
                ("on", models.DateField(verbose_name="会计日期")),
                ("value_on", models.DateField(verbose_name="起息日")),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.account",
                        verbose_name="账户",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.employer",
                        verbose_name="单位",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="ledger.journal",
                        verbose_name="分录",
                    ),
                ),
            ],
            options={
                "verbose_name": "明细",
                "verbose_name_plural": "明细",
                "indexes": [
                    models.Index(fields=["account", "value_on", "id"], name="entry_of_account"),
                    models.Index(fields=["on", "account"], name="entry_of_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("credit_fen", 0), ("debit_fen__gt", 0)),
                            models.Q(("credit_fen__gt", 0), ("debit_fen", 0)),
                            _connector="OR",
                        ),
                        name="debit_or_credit",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                ("code", models.CharField(max_length=12, primary_key=True, serialize=False, verbose_name="科目编号")),
                ("name", models.CharField(max_length=60, verbose_name="科目名称")),
                ("side", models.CharField(choices=[("D", "借"), ("C", "贷")], max_length=1, verbose_name="余额方向")),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="ledger.subject",
                        verbose_name="上级科目",
                    ),
                ),
            ],
            options={
                "verbose_name": "会计科目",
                "verbose_name_plural": "会计科目",
            },
        ),
        migrations.AddField(
            model_name="account",
            name="subject",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="ledger.subject", verbose_name="科目"
            ),
        ),
        migrations.CreateModel(
            name="SubjectDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("debit_fen", models.BigIntegerField()),
                ("credit_fen", models.BigIntegerField()),
                ("subject", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="ledger.subject")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subject", "on"), name="one_total_a_subject_day")],
            },
        ),
        migrations.CreateModel(
            name="Voucher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=12, unique=True, verbose_name="凭证号")),
                ("on", models.DateField(db_index=True, verbose_name="会计日期")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("OPENING", "期初建账"),
                            ("RECEIPT_ALLOCATED", "汇缴入账"),
                            ("RECEIPT_SUSPENSE", "收款挂暂收"),
                            ("SUSPENSE_ALLOCATED", "暂收分摊"),
                            ("SUSPENSE_REFUNDED", "暂收退款"),
                            ("SUSPENSE_MOVED", "暂收转户"),
                            ("REVERSAL", "冲销"),
                            ("WITHDRAWAL", "提取"),
                            ("CLOSING_WITHDRAWAL", "销户提取"),
                            ("PAYMENT_RETURNED", "付款退回"),
                            ("TRANSFER_IN", "转入"),
                            ("TRANSFER_OUT", "转出"),
                            ("EMPLOYER_CHANGE", "单位变更"),
                            ("INTEREST_ACCRUED", "计提利息"),
                            ("INTEREST_SETTLED", "年度结息"),
                            ("LOAN_DISBURSED", "贷款发放"),
                            ("LOAN_REPAID", "贷款还款"),
                            ("LOAN_OVERDUE", "转逾期"),
                            ("LOAN_OFFSET", "冲还贷"),
                            ("BANK_INTEREST", "银行利息"),
                            ("FEE_ACCRUED", "计提手续费"),
                            ("FEE_PAID", "支付手续费"),
                            ("BANK_TRANSFER", "专户划转"),
                            ("WRITE_OFF", "核销"),
                            ("PERIOD_CLOSE", "期末结转"),
                            ("DISTRIBUTION", "增值收益分配"),
                            ("OTHER", "其他"),
                        ],
                        max_length=24,
                        verbose_name="事由",
                    ),
                ),
                ("journal_count", models.PositiveIntegerField(verbose_name="分录数")),
                ("total_fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("reviewed_at", models.DateTimeField(null=True, verbose_name="复核时间")),
                (
                    "branch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.branch",
                        verbose_name="管理部",
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
                        blank=True,
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
                "verbose_name": "记账凭证",
                "verbose_name_plural": "记账凭证",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("on", "reason", "branch"), name="one_voucher_a_reason", nulls_distinct=False
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewed_by_person", None),
                            ("made_by_person", None),
                            models.Q(("reviewed_by_person", models.F("made_by_person")), _negated=True),
                            _connector="OR",
                        ),
                        name="maker_is_not_reviewer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reviewed_at", None), ("reviewed_by", None), ("reviewed_by_person", None)),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewed_by__isnull", False),
                                ("reviewed_by_person__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="voucher_review_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccountSnapshot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("balance_fen", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="snapshots", to="ledger.account"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("account", "on"), name="one_snapshot_a_day")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountsnapshot",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="19737d5c2ee087536141486db51ca551dd5a520f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7bfe6",
                    table="ledger_accountsnapshot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accountsnapshot",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the books are never truncated' USING ERRCODE = 'FC004';",
                    hash="bab101333ac6c125b32b12322deb09344ca79417",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_2f525",
                    table="ledger_accountsnapshot",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dayseal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a45684db762c2559ffab5eb8acf4046b30504f83",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d9be7",
                    table="ledger_dayseal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dayseal",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the books are never truncated' USING ERRCODE = 'FC004';",
                    hash="46b98678b23e06dd9926a2be189162b9d27dce29",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_6e70a",
                    table="ledger_dayseal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journal",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="2776f1fce494c9973f594b57e9313047e5305c40",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4d2c8",
                    table="ledger_journal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journal",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the books are never truncated' USING ERRCODE = 'FC004';",
                    hash="8c637a6e1bf83731aafc802a4d5984308b074c7a",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_b3cf0",
                    table="ledger_journal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journal",
            trigger=pgtrigger.compiler.Trigger(
                name="open_day_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF current_setting('transaction_isolation') <> 'read committed' THEN\n        RAISE EXCEPTION 'the books are written at READ COMMITTED' USING ERRCODE = 'FC004';\n    END IF;\n    PERFORM pg_advisory_xact_lock_shared(7310);\n    IF (NOT EXISTS (SELECT FROM policy_businessdate WHERE \"on\" = NEW.\"on\")\n        OR EXISTS (SELECT FROM ledger_dayseal WHERE \"on\" >= NEW.\"on\"))\n       AND NOT EXISTS (SELECT FROM ledger_journal WHERE key = NEW.key) THEN\n        RAISE EXCEPTION 'business day % is not open', NEW.\"on\" USING ERRCODE = 'FC001';\n    END IF;\n    NEW.txid := pg_current_xact_id()::text::bigint;\n    RETURN NEW;\n",
                    hash="0a8f5ae1a757680579e4e6a111f919497e26c755",
                    operation="INSERT",
                    pgid="pgtrigger_open_day_only_1527d",
                    table="ledger_journal",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="journal",
            trigger=pgtrigger.compiler.Trigger(
                name="has_entries",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n    IF NOT EXISTS (SELECT FROM ledger_entry WHERE journal_id = NEW.id) THEN\n        RAISE EXCEPTION 'journal % has no entries', NEW.key USING ERRCODE = 'FC002';\n    END IF;\n    RETURN NULL;\n",
                    hash="4f7c7481894e230635ee7d2b7b39d0afaabe9f39",
                    operation="INSERT",
                    pgid="pgtrigger_has_entries_df552",
                    table="ledger_journal",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="f5bcc715c04cb7327055b2a41c41059d401eea18",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_2b538",
                    table="ledger_hold",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the books are never truncated' USING ERRCODE = 'FC004';",
                    hash="b096c960a32d7abb98a4a8a6eb409d73e7c98428",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_36ceb",
                    table="ledger_hold",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hold",
            trigger=pgtrigger.compiler.Trigger(
                name="held_figure",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF TG_OP = 'INSERT' THEN\n        IF NEW.status <> 'HELD' THEN\n            RAISE EXCEPTION 'a hold begins held' USING ERRCODE = 'FC004';\n        END IF;\n        UPDATE ledger_account SET held_fen = held_fen + NEW.fen WHERE id = NEW.account_id AND is_guarded;\n        IF NOT FOUND THEN\n            RAISE EXCEPTION 'only guarded accounts can be held' USING ERRCODE = 'FC004';\n        END IF;\n    ELSIF OLD.status <> 'HELD' OR NEW.status = 'HELD'\n          OR (OLD.key, OLD.account_id, OLD.fen, OLD.at) IS DISTINCT FROM (NEW.key, NEW.account_id, NEW.fen, NEW.at) THEN\n        RAISE EXCEPTION 'a hold only ends' USING ERRCODE = 'FC004';\n    ELSE\n        UPDATE ledger_account SET held_fen = held_fen - OLD.fen WHERE id = OLD.account_id;\n    END IF;\n    RETURN NULL;\n",
                    hash="0436fd81c74f3183e1386fc767a6399732bb380d",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_held_figure_f89bc",
                    table="ledger_hold",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bd80cdea55986d8dc4a873a0796f1dd071e72f1d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_af900",
                    table="ledger_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the books are never truncated' USING ERRCODE = 'FC004';",
                    hash="9e0ed68fa86d0d12be8e5ff0c2cc817365a16f29",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_43bbd",
                    table="ledger_entry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="entry",
            trigger=pgtrigger.compiler.Trigger(
                name="whole_and_balanced",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE fault text; missing boolean;",
                    func="\n    SELECT string_agg(journal_id::text, ', ') INTO fault FROM (\n        SELECT n.journal_id FROM new_entries n LEFT JOIN ledger_journal j ON j.id = n.journal_id\n        GROUP BY n.journal_id\n        HAVING sum(n.debit_fen) <> sum(n.credit_fen)\n            OR bool_or(n.\"on\" <> j.\"on\") OR bool_or(n.value_on <> j.value_on)\n            OR min(j.txid) IS DISTINCT FROM pg_current_xact_id()::text::bigint\n    ) AS unbalanced;\n    IF fault IS NOT NULL THEN\n        RAISE EXCEPTION 'journal % does not balance or is closed', fault USING ERRCODE = 'FC002';\n    END IF;\n    IF (SELECT count(*) FROM new_entries) <> (\n        SELECT count(*) FROM ledger_entry WHERE journal_id IN (SELECT journal_id FROM new_entries)\n    ) THEN\n        RAISE EXCEPTION 'a journal is written whole, in one statement' USING ERRCODE = 'FC002';\n    END IF;\n\n    PERFORM 1 FROM ledger_account\n    WHERE is_guarded AND id IN (SELECT account_id FROM new_entries)\n    ORDER BY id FOR NO KEY UPDATE;\n\n    SELECT string_agg(coalesce(a.code, n.account_id::text), ', '), bool_or(a.id IS NULL) INTO fault, missing\n    FROM new_entries n LEFT JOIN ledger_account a ON a.id = n.account_id\n    WHERE a.id IS NULL OR a.closed_on IS NOT NULL;\n    IF missing THEN\n        RAISE EXCEPTION 'account % does not exist', fault USING ERRCODE = 'FC004';\n    ELSIF fault IS NOT NULL THEN\n        RAISE EXCEPTION 'account % is closed', fault USING ERRCODE = 'FC003';\n    END IF;\n\n    UPDATE ledger_account a\n    SET balance_fen = a.balance_fen + CASE WHEN a.is_credit THEN moved.fen ELSE -moved.fen END\n    FROM (\n        SELECT account_id, sum(credit_fen - debit_fen)::bigint AS fen FROM new_entries GROUP BY account_id\n    ) AS moved\n    WHERE a.id = moved.account_id AND a.is_guarded AND moved.fen <> 0;\n    RETURN NULL;\n",
                    hash="4b81ca574e42690aca9659c8e0383c7bd1be63df",
                    level="STATEMENT",
                    operation="INSERT",
                    pgid="pgtrigger_whole_and_balanced_9ee45",
                    referencing="REFERENCING NEW TABLE AS new_entries ",
                    table="ledger_entry",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="account",
            index=models.Index(fields=["subject"], name="account_of_subject"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="cached_figures_by_trigger_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (pg_trigger_depth() = 0 AND (OLD.balance_fen, OLD.held_fen) IS DISTINCT FROM (NEW.balance_fen, NEW.held_fen))",
                    func="RAISE EXCEPTION 'figures of a ledger account follow its entries and are never written by hand' USING ERRCODE = 'FC004';",
                    hash="61272b9e0ebf688d807ce354bf7387bb8501bf81",
                    operation='UPDATE OF "balance_fen", "held_fen"',
                    pgid="pgtrigger_cached_figures_by_trigger_only_b76a0",
                    table="ledger_account",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="nature_never_changes",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN ((OLD.id, OLD.code, OLD.subject_id, OLD.is_credit, OLD.is_guarded, OLD.opened_on) IS DISTINCT FROM (NEW.id, NEW.code, NEW.subject_id, NEW.is_credit, NEW.is_guarded, NEW.opened_on) OR OLD.closed_on IS DISTINCT FROM NEW.closed_on AND OLD.closed_on IS NOT NULL)",
                    func="RAISE EXCEPTION 'a ledger account keeps its code, subject and kind, and is closed once' USING ERRCODE = 'FC004';",
                    hash="130a28771f2aded84ff9f412cc5ae49784971032",
                    operation="UPDATE",
                    pgid="pgtrigger_nature_never_changes_d5cca",
                    table="ledger_account",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="starts_empty",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (NEW.balance_fen <> 0 OR NEW.held_fen <> 0)",
                    func="RAISE EXCEPTION 'a ledger account starts empty' USING ERRCODE = 'FC004';",
                    hash="3772a9e0e673329c05f4b7fce158bd26dcbe502f",
                    operation="INSERT",
                    pgid="pgtrigger_starts_empty_c7dd3",
                    table="ledger_account",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="12adf7be5a60fc20c1a47a95cc472fd6f4b99a59",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_d9133",
                    table="ledger_account",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the books are never truncated' USING ERRCODE = 'FC004';",
                    hash="3889bb2ed97c805bcb4bd2d302ba1eea431bcd21",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_ede68",
                    table="ledger_account",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subjectday",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ff4f27dca3df7c999e368733ee2ad53d384ff563",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d133e",
                    table="ledger_subjectday",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="subjectday",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the books are never truncated' USING ERRCODE = 'FC004';",
                    hash="62ffe6a79f0c3c4b7277c3d0f7c62164f4c39a38",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_4acde",
                    table="ledger_subjectday",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="voucher",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="323fe21ca00ddd5827a643b349acc77166926e52",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_2409b",
                    table="ledger_voucher",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="voucher",
            trigger=pgtrigger.compiler.Trigger(
                name="no_truncate",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'the books are never truncated' USING ERRCODE = 'FC004';",
                    hash="c9ebf0a0fa4c34341c9e3b9c04950b0fdd34730f",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_no_truncate_88ab1",
                    table="ledger_voucher",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="voucher",
            trigger=pgtrigger.compiler.Trigger(
                name="only_the_review",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF OLD.reviewed_at IS NOT NULL OR NEW.reviewed_at IS NULL\n       OR (to_jsonb(OLD) - ARRAY['reviewed_by_id', 'reviewed_by_person_id', 'reviewed_at'])\n          <> (to_jsonb(NEW) - ARRAY['reviewed_by_id', 'reviewed_by_person_id', 'reviewed_at']) THEN\n        RAISE EXCEPTION 'a voucher is reviewed once and otherwise never changed' USING ERRCODE = 'FC004';\n    END IF;\n    RETURN NEW;\n",
                    hash="89a41ba5efec27b7f1e74975e5e2bd14b6679045",
                    operation="UPDATE",
                    pgid="pgtrigger_only_the_review_9eb73",
                    table="ledger_voucher",
                    when="BEFORE",
                ),
            ),
        ),
    ]
