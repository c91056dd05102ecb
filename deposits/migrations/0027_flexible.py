import django.db.models.deletion
import django.db.models.expressions
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_wrong_phone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("deposits", "0031_employee_requests"),
        ("ledger", "0005_books_close"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE deposits_flexible_number", "DROP SEQUENCE deposits_flexible_number"),
        migrations.CreateModel(
            name="FlexibleHome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flexible_home",
                        to="deposits.employeraccount",
                    ),
                ),
                (
                    "branch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.branch"
                    ),
                ),
            ],
            options={
                "verbose_name": "灵活就业归集账户",
                "verbose_name_plural": "灵活就业归集账户",
            },
        ),
        migrations.CreateModel(
            name="FlexibleMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="协议号")),
                (
                    "status",
                    models.CharField(
                        choices=[("ACTIVE", "缴存中"), ("STOPPED", "已停缴"), ("ENDED", "已终止")],
                        default="ACTIVE",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("base_fen", models.BigIntegerField(verbose_name="缴存基数（分）")),
                ("total_rate", models.DecimalField(decimal_places=2, max_digits=4, verbose_name="缴存比例（%）")),
                (
                    "schedule",
                    models.CharField(
                        choices=[("MONTHLY", "按月缴"), ("YEARLY", "按年缴"), ("FREE", "自选月数")],
                        max_length=10,
                        verbose_name="缴存方式",
                    ),
                ),
                ("agreed_on", models.DateField(verbose_name="签订日期")),
                ("ended_on", models.DateField(null=True, verbose_name="终止日期")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="flexible",
                        to="deposits.personalaccount",
                        verbose_name="个人账户",
                    ),
                ),
                (
                    "home",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="deposits.flexiblehome",
                    ),
                ),
            ],
            options={
                "verbose_name": "灵活就业缴存协议",
                "verbose_name_plural": "灵活就业缴存协议",
            },
        ),
        migrations.CreateModel(
            name="FlexibleMemberEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.flexiblemember"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OwnPayment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="缴款书号")),
                (
                    "status",
                    models.CharField(
                        choices=[("AWAITING", "待入账"), ("CREDITED", "已入账"), ("VOID", "已取消")],
                        default="AWAITING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("first_month", models.CharField(max_length=6, verbose_name="自")),
                ("last_month", models.CharField(max_length=6, verbose_name="至")),
                ("months", models.PositiveSmallIntegerField(verbose_name="月数")),
                ("employer_fen", models.BigIntegerField(verbose_name="单位部分（分）")),
                ("employee_fen", models.BigIntegerField(verbose_name="个人部分（分）")),
                ("total_fen", models.BigIntegerField(verbose_name="合计（分）")),
                ("made_at", models.DateTimeField(verbose_name="开单时间")),
                ("value_on", models.DateField(null=True, verbose_name="起息日")),
                (
                    "journal",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_payment",
                        to="ledger.journal",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="deposits.flexiblemember",
                    ),
                ),
            ],
            options={
                "verbose_name": "自缴款",
                "verbose_name_plural": "自缴款",
            },
        ),
        migrations.CreateModel(
            name="OwnPaymentEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.ownpayment"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="flexiblemember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "ENDED"), _negated=True),
                fields=("account",),
                name="one_flexible_agreement",
            ),
        ),
        migrations.AddConstraint(
            model_name="flexiblemember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_on__isnull", False), ("status", "ENDED")),
                    models.Q(models.Q(("status", "ENDED"), _negated=True), ("ended_on", None)),
                    _connector="OR",
                ),
                name="ended_agreement_has_its_date",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="flexiblememberevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="16e1f033291375484373dfdf034a1bbf7fc1f7e4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_9a921",
                    table="deposits_flexiblememberevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ownpayment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "AWAITING")), fields=("member",), name="one_own_payment_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="ownpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("months__gt", 0),
                    (
                        "total_fen",
                        django.db.models.expressions.CombinedExpression(
                            models.F("employer_fen"), "+", models.F("employee_fen")
                        ),
                    ),
                    ("total_fen__gt", 0),
                ),
                name="own_payment_is_both_parts",
            ),
        ),
        migrations.AddConstraint(
            model_name="ownpayment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("journal__isnull", False), ("status", "CREDITED"), ("value_on__isnull", False)),
                    models.Q(models.Q(("status", "CREDITED"), _negated=True), ("journal", None)),
                    _connector="OR",
                ),
                name="credited_payment_has_its_journal",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ownpaymentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="af87d62899aa9459c5f37b9d438297d3117e593f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_be8ae",
                    table="deposits_ownpaymentevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
