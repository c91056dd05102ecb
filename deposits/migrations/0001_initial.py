import django.core.validators
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
        ("accounts", "0002_privacy_notice"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("ledger", "0002_chart"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmployerAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="单位账号")),
                (
                    "status",
                    models.CharField(
                        choices=[("01", "正常"), ("02", "开户"), ("03", "缓缴"), ("04", "销户"), ("05", "封存")],
                        default="02",
                        max_length=2,
                        verbose_name="状态",
                    ),
                ),
                (
                    "employer_rate",
                    models.DecimalField(decimal_places=2, max_digits=4, verbose_name="单位缴存比例（%）"),
                ),
                (
                    "employee_rate",
                    models.DecimalField(decimal_places=2, max_digits=4, verbose_name="个人缴存比例（%）"),
                ),
                (
                    "payday",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="发薪日",
                    ),
                ),
                (
                    "paying_account",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="付款账号", where="employer_account.paying_account"
                    ),
                ),
                ("paying_bank", models.CharField(blank=True, max_length=80, verbose_name="开户银行")),
                ("first_month", models.CharField(max_length=6, verbose_name="起缴年月")),
                ("paid_through", models.CharField(blank=True, max_length=6, verbose_name="缴至年月")),
                ("opened_on", models.DateField(verbose_name="开户日期")),
                (
                    "employer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fund_account",
                        to="accounts.employer",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "单位账户",
                "verbose_name_plural": "单位账户",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("employee_rate__gt", 0),
                            ("employee_rate__lte", 100),
                            ("employer_rate__gt", 0),
                            ("employer_rate__lte", 100),
                        ),
                        name="rates_are_percent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("payday", None), ("payday__range", (1, 31)), _connector="OR"),
                        name="payday_in_month",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["01", "02", "03", "04", "05"])), name="employer_status_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployerAccountEvent",
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
                        to="deposits.employeraccount",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EmployerAccountHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.CharField(max_length=20, verbose_name="单位账号")),
                (
                    "status",
                    models.CharField(
                        choices=[("01", "正常"), ("02", "开户"), ("03", "缓缴"), ("04", "销户"), ("05", "封存")],
                        default="02",
                        max_length=2,
                        verbose_name="状态",
                    ),
                ),
                (
                    "employer_rate",
                    models.DecimalField(decimal_places=2, max_digits=4, verbose_name="单位缴存比例（%）"),
                ),
                (
                    "employee_rate",
                    models.DecimalField(decimal_places=2, max_digits=4, verbose_name="个人缴存比例（%）"),
                ),
                (
                    "payday",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(31),
                        ],
                        verbose_name="发薪日",
                    ),
                ),
                (
                    "paying_account",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="付款账号", where="employer_account.paying_account"
                    ),
                ),
                ("paying_bank", models.CharField(blank=True, max_length=80, verbose_name="开户银行")),
                ("first_month", models.CharField(max_length=6, verbose_name="起缴年月")),
                ("paid_through", models.CharField(blank=True, max_length=6, verbose_name="缴至年月")),
                ("opened_on", models.DateField(verbose_name="开户日期")),
                (
                    "employer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.employer",
                        verbose_name="单位",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        related_query_name="+",
                        to="deposits.employeraccount",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PayrollUpload",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=200, verbose_name="文件名")),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.BinaryField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("CHECKED", "待申报"),
                            ("FAULTY", "有错误"),
                            ("DECLARED", "已申报"),
                            ("DISCARDED", "已放弃"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("month", models.CharField(blank=True, max_length=6, verbose_name="汇缴月份")),
                ("person_count", models.PositiveIntegerField(default=0, verbose_name="人数")),
                ("total_fen", models.BigIntegerField(default=0, verbose_name="合计（分）")),
                ("joined_count", models.PositiveIntegerField(default=0, verbose_name="新增和启封")),
                ("left_count", models.PositiveIntegerField(default=0, verbose_name="封存")),
                ("changed_count", models.PositiveIntegerField(default=0, verbose_name="调基")),
                ("errors", models.JSONField(default=list)),
                ("warnings", models.JSONField(default=list)),
                ("at", models.DateTimeField(verbose_name="上传时间")),
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
                    "employer_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uploads",
                        to="deposits.employeraccount",
                    ),
                ),
            ],
            options={
                "verbose_name": "清册上传",
                "verbose_name_plural": "清册上传",
                "indexes": [models.Index(fields=["employer_account", "-at"], name="uploads_of_employer")],
            },
        ),
        migrations.CreateModel(
            name="PayrollUploadEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.payrollupload"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PersonalAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="个人账号")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("01", "正常"),
                            ("02", "封存"),
                            ("03", "合并销户"),
                            ("04", "外部转出销户"),
                            ("05", "提取销户"),
                            ("99", "其他"),
                        ],
                        default="01",
                        max_length=2,
                        verbose_name="状态",
                    ),
                ),
                ("base_fen", models.BigIntegerField(verbose_name="缴存基数（分）")),
                ("employer_part_fen", models.BigIntegerField(verbose_name="单位月缴存额（分）")),
                ("employee_part_fen", models.BigIntegerField(verbose_name="个人月缴存额（分）")),
                ("paid_through", models.CharField(blank=True, max_length=6, verbose_name="缴至年月")),
                ("opened_on", models.DateField(verbose_name="开户日期")),
                ("sealed_on", models.DateField(blank=True, null=True, verbose_name="封存日期")),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="销户日期")),
                (
                    "employer_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal_accounts",
                        to="deposits.employeraccount",
                        verbose_name="单位",
                    ),
                ),
                (
                    "ledger_account",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="personal_account",
                        to="ledger.account",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fund_accounts",
                        to="accounts.person",
                        verbose_name="姓名",
                    ),
                ),
            ],
            options={
                "verbose_name": "个人账户",
                "verbose_name_plural": "个人账户",
                "indexes": [
                    models.Index(fields=["employer_account", "status", "number"], name="personal_of_employer"),
                    models.Index(fields=["person"], name="personal_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("01", "02"))),
                        fields=("person",),
                        name="one_open_account_a_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["01", "02", "03", "04", "05", "99"])),
                        name="personal_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sealed_on__isnull", False), ("status", "02")),
                            models.Q(("status", "02"), _negated=True),
                            _connector="OR",
                        ),
                        name="sealed_status_has_its_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on", None), ("status__in", ("01", "02"))),
                            models.Q(
                                models.Q(("status__in", ("01", "02")), _negated=True), ("closed_on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="closed_status_has_its_date",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("base_fen__gte", 0), ("employee_part_fen__gte", 0), ("employer_part_fen__gte", 0)
                        ),
                        name="parts_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalAccountEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=40, verbose_name="动作")),
                ("before", models.CharField(blank=True, max_length=20, verbose_name="原状态")),
                ("after", models.CharField(max_length=20, verbose_name="新状态")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                ("month", models.CharField(blank=True, max_length=6, verbose_name="年月")),
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
                        to="deposits.personalaccount",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RemittanceList",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="汇缴书号")),
                ("month", models.CharField(max_length=6, verbose_name="汇缴月份")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("AWAITING", "待入账"),
                            ("PARTLY", "部分到账"),
                            ("ALLOCATED", "已入账分摊"),
                            ("REVERSED", "已冲账"),
                            ("VOID", "已作废"),
                        ],
                        default="AWAITING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("employer_rate", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="单位比例（%）")),
                ("employee_rate", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="个人比例（%）")),
                ("unit_fen", models.PositiveIntegerField(verbose_name="取整单位（分）")),
                ("person_count", models.PositiveIntegerField(verbose_name="人数")),
                ("employer_fen", models.BigIntegerField(verbose_name="单位部分（分）")),
                ("employee_fen", models.BigIntegerField(verbose_name="个人部分（分）")),
                ("total_fen", models.BigIntegerField(verbose_name="合计（分）")),
                ("received_fen", models.BigIntegerField(default=0, verbose_name="已到账（分）")),
                ("verify_code", models.CharField(max_length=16, unique=True, verbose_name="验真码")),
                ("declared_at", models.DateTimeField(verbose_name="申报时间")),
                ("value_on", models.DateField(null=True, verbose_name="起息日")),
                ("allocated_at", models.DateTimeField(null=True, verbose_name="入账时间")),
                (
                    "declared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申报人",
                    ),
                ),
                (
                    "employer_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lists",
                        to="deposits.employeraccount",
                        verbose_name="单位",
                    ),
                ),
                (
                    "journal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remittance",
                        to="ledger.journal",
                    ),
                ),
                (
                    "reversal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reversed_remittance",
                        to="ledger.journal",
                    ),
                ),
                (
                    "upload",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="list",
                        to="deposits.payrollupload",
                    ),
                ),
            ],
            options={
                "verbose_name": "汇缴清册",
                "verbose_name_plural": "汇缴清册",
                "indexes": [
                    models.Index(fields=["status", "-declared_at", "-id"], name="lists_by_status"),
                    models.Index(fields=["-declared_at", "-id"], name="lists_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["VOID", "REVERSED"]), _negated=True),
                        fields=("employer_account", "month"),
                        name="one_live_list_a_month",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("AWAITING", "PARTLY"))),
                        fields=("employer_account",),
                        name="one_waiting_list",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "total_fen",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("employer_fen"), "+", models.F("employee_fen")
                                ),
                            )
                        ),
                        name="list_total_is_both_parts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("journal__isnull", False),
                                ("status__in", ["ALLOCATED", "REVERSED"]),
                                ("allocated_at__isnull", False),
                                ("value_on__isnull", False),
                            ),
                            models.Q(
                                models.Q(("status__in", ["ALLOCATED", "REVERSED"]), _negated=True), ("journal", None)
                            ),
                            _connector="OR",
                        ),
                        name="allocated_list_has_its_journal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reversal__isnull", False), ("status", "REVERSED")),
                            models.Q(models.Q(("status", "REVERSED"), _negated=True), ("reversal", None)),
                            _connector="OR",
                        ),
                        name="reversed_list_has_its_reversal",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RemittanceItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("row_no", models.PositiveIntegerField(verbose_name="序号")),
                ("base_fen", models.BigIntegerField(verbose_name="缴存基数（分）")),
                ("employer_fen", models.BigIntegerField(verbose_name="单位部分（分）")),
                ("employee_fen", models.BigIntegerField(verbose_name="个人部分（分）")),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("NORMAL", "正常"),
                            ("NEW", "新增"),
                            ("SEAL", "封存"),
                            ("UNSEAL", "启封"),
                            ("BASE", "调基"),
                        ],
                        default="NORMAL",
                        max_length=6,
                        verbose_name="变更类型",
                    ),
                ),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="deposits.personalaccount",
                    ),
                ),
                (
                    "list",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="deposits.remittancelist",
                    ),
                ),
            ],
            options={
                "verbose_name": "清册明细",
                "verbose_name_plural": "清册明细",
                "indexes": [models.Index(fields=["account", "list"], name="items_of_account")],
                "constraints": [
                    models.UniqueConstraint(fields=("list", "account"), name="person_once_in_a_list"),
                    models.CheckConstraint(
                        condition=models.Q(("base_fen__gt", 0), ("employee_fen__gte", 0), ("employer_fen__gte", 0)),
                        name="item_pays_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RemittanceListEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.remittancelist"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="employeraccount",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "deposits_employeraccounthistory" ("employee_rate", "employer_id", "employer_rate", "first_month", "id", "number", "opened_on", "paid_through", "payday", "paying_account", "paying_bank", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."employee_rate", NEW."employer_id", NEW."employer_rate", NEW."first_month", NEW."id", NEW."number", NEW."opened_on", NEW."paid_through", NEW."payday", NEW."paying_account", NEW."paying_bank", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="5a76acd5f93ce199579929fde90bf8c5d1ecba2b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f94a0",
                    table="deposits_employeraccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="employeraccount",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "deposits_employeraccounthistory" ("employee_rate", "employer_id", "employer_rate", "first_month", "id", "number", "opened_on", "paid_through", "payday", "paying_account", "paying_bank", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "status") VALUES (NEW."employee_rate", NEW."employer_id", NEW."employer_rate", NEW."first_month", NEW."id", NEW."number", NEW."opened_on", NEW."paid_through", NEW."payday", NEW."paying_account", NEW."paying_bank", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."status"); RETURN NULL;',
                    hash="743479cbad259253a70fc407503beb36afd5cba8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_508ea",
                    table="deposits_employeraccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="employeraccountevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1f94876f9e81bd88e5ef290934291bfe4b77208e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_44249",
                    table="deposits_employeraccountevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payrolluploadevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1be00e29b34a8ce0a1796524c9a59f48abe17688",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d0850",
                    table="deposits_payrolluploadevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="personalaccountevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="639a7c330377c3e668d37c0aa2e74a9c701a8410",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cdc2f",
                    table="deposits_personalaccountevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="remittanceitem",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d8767f2963b00c2f553d82cfa5ae24c589692d80",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_62edf",
                    table="deposits_remittanceitem",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="remittancelistevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4a9b7c1e40bf9c672cf83945d3c6b5bf2e33a81c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_0ba87",
                    table="deposits_remittancelistevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
