import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_wrong_phone"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("deposits", "0029_proof_kind"),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE deposits_enforcement_number", "DROP SEQUENCE deposits_enforcement_number"),
        migrations.CreateModel(
            name="EnforcementFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="档案号")),
                (
                    "kind",
                    models.CharField(
                        choices=[("ARREARS", "逾期不缴"), ("OPENING", "不登记、不开户")],
                        max_length=10,
                        verbose_name="类别",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "催缴中"),
                            ("PROMISED", "按承诺缴款"),
                            ("DEFERRED", "缓缴，暂停"),
                            ("CLOSED", "已结案"),
                        ],
                        default="OPEN",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="单位名称")),
                ("social_credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地址")),
                ("first_month", models.CharField(blank=True, max_length=6, verbose_name="最早欠缴月份")),
                ("months", models.PositiveSmallIntegerField(default=0, verbose_name="欠缴月数")),
                ("fen", models.BigIntegerField(default=0, verbose_name="欠缴金额（分）")),
                ("counted_from", models.DateField(verbose_name="逾期起算日")),
                (
                    "task",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("DECIDE", "待审批"),
                            ("SERVE", "待送达"),
                            ("COURT", "可申请强制执行"),
                            ("FINE", "可处罚款"),
                            ("ORDER", "可责令限期改正"),
                            ("CHECK", "待上门核查"),
                        ],
                        max_length=10,
                        verbose_name="该做什么",
                    ),
                ),
                ("looked_on", models.DateField(verbose_name="数据日期")),
                ("opened_on", models.DateField(verbose_name="立案日期")),
                ("closed_on", models.DateField(null=True, verbose_name="结案日期")),
            ],
            options={
                "verbose_name": "执法档案",
                "verbose_name_plural": "执法档案",
            },
        ),
        migrations.CreateModel(
            name="EnforcementFileEvent",
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
            name="EnforcementStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "rung",
                    models.CharField(
                        choices=[
                            ("REMINDER", "消息提醒"),
                            ("NOTICE", "催缴通知书"),
                            ("CHECK", "上门核查"),
                            ("ORDER", "责令限期改正"),
                            ("FINE", "罚款"),
                            ("COURT", "申请法院强制执行"),
                        ],
                        max_length=10,
                        verbose_name="步骤",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PLANNED", "待办"),
                            ("PROPOSED", "待审批"),
                            ("ISSUED", "已出具"),
                            ("SERVED", "已送达"),
                            ("DONE", "已完成"),
                            ("REJECTED", "未批准"),
                            ("DROPPED", "不再需要"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("number", models.CharField(blank=True, max_length=20, verbose_name="文书号")),
                ("verify_code", models.CharField(blank=True, max_length=16, verbose_name="验真码")),
                ("on", models.DateField(verbose_name="日期")),
                ("facts", models.JSONField(blank=True, default=dict)),
                ("words", models.CharField(blank=True, max_length=500, verbose_name="事由")),
                ("fine_fen", models.BigIntegerField(null=True, verbose_name="罚款（分）")),
                ("appointed_on", models.DateField(null=True, verbose_name="约定日期")),
                ("findings", models.TextField(blank=True, verbose_name="核查情况")),
                ("served_on", models.DateField(null=True, verbose_name="送达日期")),
                ("served_how", models.CharField(blank=True, max_length=40, verbose_name="送达方式")),
                ("term_on", models.DateField(null=True, verbose_name="期限")),
                ("made_at", models.DateTimeField(verbose_name="登记时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="审批时间")),
            ],
            options={
                "verbose_name": "执法步骤",
                "verbose_name_plural": "执法步骤",
            },
        ),
        migrations.CreateModel(
            name="EnforcementStepEvent",
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
            name="PaymentPromise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ALIVE", "履行中"),
                            ("KEPT", "已付清"),
                            ("BROKEN", "未按期付款"),
                            ("ENDED", "已终止"),
                        ],
                        default="ALIVE",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("first_month", models.CharField(max_length=6, verbose_name="自")),
                ("last_month", models.CharField(max_length=6, verbose_name="至")),
                ("fen", models.BigIntegerField(verbose_name="承诺金额（分）")),
                ("paid_before_fen", models.BigIntegerField(default=0)),
                ("words", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("made_on", models.DateField(verbose_name="承诺日期")),
                ("ended_on", models.DateField(null=True, verbose_name="结束日期")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "缴款承诺",
                "verbose_name_plural": "缴款承诺",
            },
        ),
        migrations.CreateModel(
            name="PaymentPromiseEvent",
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
            name="PromiseInstalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField(verbose_name="日期")),
                ("fen", models.BigIntegerField(verbose_name="金额（分）")),
            ],
            options={
                "verbose_name": "分期",
                "verbose_name_plural": "分期",
            },
        ),
        migrations.AddField(
            model_name="enforcementfile",
            name="account",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enforcement_files",
                to="deposits.employeraccount",
                verbose_name="单位账户",
            ),
        ),
        migrations.AddField(
            model_name="enforcementfile",
            name="branch",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.branch",
                verbose_name="管理部",
            ),
        ),
        migrations.AddField(
            model_name="enforcementfileevent",
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
            model_name="enforcementfileevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.enforcementfile"
            ),
        ),
        migrations.AddField(
            model_name="enforcementstep",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="审批人",
            ),
        ),
        migrations.AddField(
            model_name="enforcementstep",
            name="decided_by_person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddField(
            model_name="enforcementstep",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="deposits.enforcementfile"
            ),
        ),
        migrations.AddField(
            model_name="enforcementstep",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="经办人",
            ),
        ),
        migrations.AddField(
            model_name="enforcementstep",
            name="made_by_person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddField(
            model_name="enforcementstepevent",
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
            model_name="enforcementstepevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.enforcementstep"
            ),
        ),
        migrations.AddField(
            model_name="paymentpromise",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="paymentpromise",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="deposits.enforcementfile"
            ),
        ),
        migrations.AddField(
            model_name="paymentpromiseevent",
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
            model_name="paymentpromiseevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.paymentpromise"
            ),
        ),
        migrations.AddField(
            model_name="promiseinstalment",
            name="promise",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="instalments", to="deposits.paymentpromise"
            ),
        ),
        migrations.AddIndex(
            model_name="enforcementfile",
            index=models.Index(
                condition=models.Q(("status__in", ("OPEN", "PROMISED", "DEFERRED"))),
                fields=["counted_from", "id"],
                name="files_by_age",
            ),
        ),
        migrations.AddIndex(
            model_name="enforcementfile",
            index=models.Index(
                condition=models.Q(("status__in", ("OPEN", "PROMISED", "DEFERRED"))),
                fields=["-fen", "-id"],
                name="files_by_amount",
            ),
        ),
        migrations.AddIndex(
            model_name="enforcementfile",
            index=models.Index(
                condition=models.Q(("status__in", ("OPEN", "PROMISED", "DEFERRED"))),
                fields=["task", "counted_from", "id"],
                name="files_by_task",
            ),
        ),
        migrations.AddIndex(
            model_name="enforcementfile",
            index=models.Index(
                condition=models.Q(("status__in", ("OPEN", "PROMISED", "DEFERRED"))),
                fields=["looked_on", "id"],
                name="files_to_look_at",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("OPEN", "PROMISED", "DEFERRED"))),
                fields=("account", "kind"),
                name="one_alive_file_a_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementfile",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "OPENING"), ("status__in", ("OPEN", "PROMISED", "DEFERRED"))),
                fields=("social_credit_code",),
                name="one_alive_file_of_the_unregistered",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "ARREARS"), _negated=True), ("account__isnull", False), _connector="OR"
                ),
                name="file_of_arrears_has_its_account",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementfile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_on__isnull", False), ("status", "CLOSED")),
                    models.Q(models.Q(("status", "CLOSED"), _negated=True), ("closed_on", None)),
                    _connector="OR",
                ),
                name="closed_file_has_its_date",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enforcementfileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4fce46d4019c7f0ea918bb5a8b71f4801ba998a1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cee9f",
                    table="deposits_enforcementfileevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["REJECTED", "DROPPED"]), _negated=True),
                fields=("file", "rung"),
                name="rung_taken_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number", ""), _negated=True), fields=("number",), name="enforcement_paper_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementstep",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verify_code", ""), _negated=True),
                fields=("verify_code",),
                name="enforcement_code_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by_person", None),
                    models.Q(("decided_by_person", models.F("made_by_person")), _negated=True),
                    _connector="OR",
                ),
                name="enforcement_decided_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("rung__in", ["ORDER", "FINE", "COURT"]), _negated=True),
                    models.Q(("status__in", ["ISSUED", "SERVED"]), _negated=True),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by_person__isnull", False),
                        ("made_by_person__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="decision_is_of_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ["ISSUED", "SERVED"]), _negated=True),
                    models.Q(models.Q(("number", ""), _negated=True), models.Q(("verify_code", ""), _negated=True)),
                    _connector="OR",
                ),
                name="paper_has_its_number",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "SERVED"), _negated=True),
                    models.Q(("served_on__isnull", False), models.Q(("served_how", ""), _negated=True)),
                    _connector="OR",
                ),
                name="served_on_a_day_somehow",
            ),
        ),
        migrations.AddConstraint(
            model_name="enforcementstep",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("fine_fen__gt", 0), ("rung", "FINE")),
                    models.Q(models.Q(("rung", "FINE"), _negated=True), ("fine_fen", None)),
                    _connector="OR",
                ),
                name="fine_has_its_sum",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enforcementstepevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="18dce9dec4b9ba77b0fd01fe76c3082311f38138",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_29f48",
                    table="deposits_enforcementstepevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentpromise",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "ALIVE")), fields=("file",), name="one_alive_promise"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentpromise",
            constraint=models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="promise_above_zero"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentpromiseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e0db780cf708efc038d54e7ffcc499f19e9d535e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_58c76",
                    table="deposits_paymentpromiseevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="promiseinstalment",
            constraint=models.UniqueConstraint(fields=("promise", "due_on"), name="instalment_once_a_day"),
        ),
        migrations.AddConstraint(
            model_name="promiseinstalment",
            constraint=models.CheckConstraint(condition=models.Q(("fen__gt", 0)), name="instalment_above_zero"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promiseinstalment",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b8853bcd37fc9e00c16371b0154de8874ee69e3c",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_77983",
                    table="deposits_promiseinstalment",
                    when="BEFORE",
                ),
            ),
        ),
    ]
