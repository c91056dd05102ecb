import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0009_risk_roles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Link",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", models.CharField(max_length=20, verbose_name="业务编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PERSON", "申请人"),
                            ("SPOUSE", "配偶"),
                            ("RELATIVE", "父母子女"),
                            ("HOUSE", "房屋"),
                            ("DOCUMENT", "材料编号"),
                            ("PAYEE", "收款账户"),
                            ("PHONE", "手机号码"),
                            ("AGENT", "代办人"),
                            ("DEVICE", "设备"),
                            ("ADDRESS", "网络地址"),
                            ("EMPLOYER", "单位"),
                            ("STAFF", "经办人员"),
                        ],
                        max_length=8,
                        verbose_name="关联",
                    ),
                ),
                ("key", models.UUIDField()),
                ("label", models.CharField(blank=True, max_length=80, verbose_name="关联内容")),
                ("on", models.DateField(verbose_name="受理日期")),
                ("business", models.CharField(max_length=20, verbose_name="业务")),
                ("reason", models.CharField(max_length=40, verbose_name="事由")),
                ("is_purchase", models.BooleanField(verbose_name="购建住房")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("person_id", models.BigIntegerField(verbose_name="申请人编号")),
                (
                    "spouse_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None, verbose_name="配偶"
                    ),
                ),
                (
                    "relative_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None, verbose_name="父母子女"
                    ),
                ),
                (
                    "house_keys",
                    django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None),
                ),
                ("is_live", models.BooleanField(default=True, verbose_name="未终止")),
            ],
            options={
                "verbose_name": "关联",
                "verbose_name_plural": "关联",
            },
        ),
        migrations.CreateModel(
            name="ListEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("DISHONEST", "失信人员名单"),
                            ("HOUSE", "关注房屋名单"),
                            ("PHONE", "关注手机名单"),
                            ("CARD", "关注银行账户名单"),
                            ("AGENT", "关注代办人名单"),
                        ],
                        max_length=10,
                        verbose_name="名单",
                    ),
                ),
                ("key", models.UUIDField()),
                ("value", common.crypto.EncryptedField(verbose_name="内容", where="listentry.value")),
                ("label", models.CharField(max_length=80, verbose_name="名单内容")),
                ("source", models.CharField(max_length=80, verbose_name="来源")),
                ("reason", models.CharField(max_length=200, verbose_name="列入原因")),
                ("case", models.CharField(blank=True, max_length=40, verbose_name="相关业务")),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="至")),
                ("added_at", models.DateTimeField(verbose_name="登记时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="移出时间")),
                ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="移出原因")),
            ],
            options={
                "verbose_name": "名单条目",
                "verbose_name_plural": "名单条目",
            },
        ),
        migrations.CreateModel(
            name="Outcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=20, verbose_name="业务模块")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CLEAR", "未见异常"),
                            ("REVIEW", "需人工复核"),
                            ("BLOCKED", "暂停办理"),
                            ("CLEARED", "核查放行"),
                            ("ESTABLISHED", "认定骗提骗贷"),
                            ("DISMISSED", "排除嫌疑"),
                            ("BAN", "限制业务"),
                            ("BAN_LIFTED", "解除限制"),
                        ],
                        max_length=12,
                        verbose_name="结果",
                    ),
                ),
                ("case", models.CharField(blank=True, max_length=20, verbose_name="业务编号")),
                ("amount_fen", models.BigIntegerField(null=True, verbose_name="责令退回金额（分）")),
                ("due_on", models.DateField(null=True, verbose_name="退回期限")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="领取时间")),
            ],
            options={
                "verbose_name": "筛查结果",
                "verbose_name_plural": "筛查结果",
            },
        ),
        migrations.CreateModel(
            name="RuleSet",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True, verbose_name="版本")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("DRAFT", "草稿"),
                            ("SHADOW", "试运行"),
                            ("PUBLISHED", "正在使用"),
                            ("RETIRED", "已停用"),
                        ],
                        default="DRAFT",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("purpose", models.CharField(max_length=200, verbose_name="修改目的")),
                ("made_at", models.DateTimeField(verbose_name="起草时间")),
                (
                    "editors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(),
                        default=list,
                        editable=False,
                        size=None,
                        verbose_name="改过草稿的人",
                    ),
                ),
                ("shadowed_at", models.DateTimeField(null=True, verbose_name="试运行时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="发布理由")),
            ],
            options={
                "verbose_name": "风险规则版本",
                "verbose_name_plural": "风险规则版本",
            },
        ),
        migrations.CreateModel(
            name="RuleSetEvent",
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
            name="RuleSetting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=4, verbose_name="规则")),
                ("is_on", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "severity",
                    models.PositiveSmallIntegerField(choices=[(1, "低"), (2, "中"), (3, "高")], verbose_name="程度"),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[("INFO", "提示"), ("REVIEW", "人工复核"), ("BLOCK", "暂停办理"), ("CASE", "立案核查")],
                        max_length=6,
                        verbose_name="处理",
                    ),
                ),
                ("params", models.JSONField(default=dict, verbose_name="参数")),
            ],
            options={
                "verbose_name": "规则设置",
                "verbose_name_plural": "规则设置",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Screening",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", models.CharField(max_length=20, verbose_name="业务编号")),
                ("number", models.PositiveSmallIntegerField(verbose_name="次序")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "待筛查"),
                            ("CLEAR", "未见异常"),
                            ("REVIEW", "需人工复核"),
                            ("BLOCKED", "暂停办理，待核查"),
                            ("CLEARED", "已核查放行"),
                        ],
                        default="PENDING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("source", models.CharField(max_length=20, verbose_name="业务模块")),
                ("wake", models.CharField(blank=True, max_length=100, verbose_name="结果通知任务")),
                ("cause", models.CharField(blank=True, max_length=100, verbose_name="再次筛查原因")),
                ("handed_at", models.DateTimeField(verbose_name="移交时间")),
                ("ran_at", models.DateTimeField(null=True, verbose_name="筛查时间")),
                ("cleared_at", models.DateTimeField(null=True, verbose_name="放行时间")),
            ],
            options={
                "verbose_name": "筛查",
                "verbose_name_plural": "筛查",
            },
        ),
        migrations.CreateModel(
            name="ScreeningEvent",
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
            name="StoredFacts",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("case", models.CharField(max_length=20, verbose_name="业务编号")),
                ("round", models.PositiveSmallIntegerField(verbose_name="次序")),
                ("business", models.CharField(max_length=20, verbose_name="业务")),
                ("reason", models.CharField(max_length=40, verbose_name="事由")),
                ("accepted_on", models.DateField(verbose_name="受理日期")),
                ("person_id", models.BigIntegerField(verbose_name="申请人编号")),
                ("amount_fen", models.BigIntegerField(verbose_name="金额（分）")),
                ("content", common.crypto.EncryptedField(where="storedfacts.content")),
                ("digest", models.CharField(max_length=32)),
                ("at", models.DateTimeField(verbose_name="移交时间")),
            ],
            options={
                "verbose_name": "业务事实",
                "verbose_name_plural": "业务事实",
            },
        ),
        migrations.CreateModel(
            name="Ban",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=80, unique=True, verbose_name="业务键")),
                (
                    "business",
                    models.CharField(
                        choices=[("WITHDRAWAL", "骗提"), ("LOAN", "骗贷")], max_length=12, verbose_name="情形"
                    ),
                ),
                ("since", models.DateField(verbose_name="决定日期")),
                ("until", models.DateField(verbose_name="截止日期")),
                ("reason", models.CharField(max_length=200, verbose_name="事由")),
                ("source", models.CharField(max_length=80, verbose_name="来源")),
                ("case", models.CharField(blank=True, max_length=40, verbose_name="相关业务")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                ("lifted_at", models.DateTimeField(null=True, verbose_name="解除时间")),
                ("lifted_on", models.DateField(null=True, verbose_name="解除日期")),
                ("lift_reason", models.CharField(blank=True, max_length=200, verbose_name="解除理由")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
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
                        related_name="bans",
                        to="accounts.person",
                        verbose_name="人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "限制业务",
                "verbose_name_plural": "限制业务",
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_shadow", models.BooleanField(default=False, verbose_name="试运行")),
                ("code", models.CharField(max_length=4, verbose_name="规则")),
                (
                    "severity",
                    models.PositiveSmallIntegerField(choices=[(1, "低"), (2, "中"), (3, "高")], verbose_name="程度"),
                ),
                (
                    "action",
                    models.CharField(
                        choices=[("INFO", "提示"), ("REVIEW", "人工复核"), ("BLOCK", "暂停办理"), ("CASE", "立案核查")],
                        max_length=6,
                        verbose_name="处理",
                    ),
                ),
                ("content", common.crypto.EncryptedField(where="finding.content")),
                (
                    "cases",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20), default=list, size=None, verbose_name="相关业务"
                    ),
                ),
                ("digest", models.CharField(max_length=32)),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("cleared_at", models.DateTimeField(null=True, verbose_name="排除时间")),
                ("clear_reason", models.CharField(blank=True, max_length=200, verbose_name="排除理由")),
                (
                    "cleared_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="排除人",
                    ),
                ),
            ],
            options={
                "verbose_name": "筛查发现",
                "verbose_name_plural": "筛查发现",
                "ordering": ["-severity", "code", "id"],
            },
        ),
        migrations.CreateModel(
            name="HouseTransfer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField()),
                ("on", models.DateField(verbose_name="转移日期")),
                ("to_name", common.crypto.EncryptedField(verbose_name="受让人", where="housetransfer.to_name")),
                ("to_index", models.CharField(editable=False, max_length=32)),
                ("to_person_id", models.BigIntegerField(null=True, verbose_name="受让人编号")),
                ("source", models.CharField(max_length=60, verbose_name="来源")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
            ],
            options={
                "verbose_name": "房屋转移",
                "verbose_name_plural": "房屋转移",
                "constraints": [models.UniqueConstraint(fields=("key", "on", "to_index"), name="house_transfer_once")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="housetransfer",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="35dfa0715f2de4683da43623344e7616b33651e6",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b3bfb",
                    table="risk_housetransfer",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="listentry",
            name="added_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="listentry",
            name="ended_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="移出人",
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="ban",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="risk.ban"
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="起草人",
            ),
        ),
        migrations.AddField(
            model_name="ruleset",
            name="published_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="发布人",
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="rule_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="risk.ruleset",
                verbose_name="规则版本",
            ),
        ),
        migrations.AddField(
            model_name="rulesetevent",
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
            model_name="rulesetevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="risk.ruleset"
            ),
        ),
        migrations.AddField(
            model_name="rulesetting",
            name="rule_set",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="settings", to="risk.ruleset"
            ),
        ),
        migrations.AddField(
            model_name="screening",
            name="cleared_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="放行人",
            ),
        ),
        migrations.AddField(
            model_name="screening",
            name="rule_set",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="screenings",
                to="risk.ruleset",
                verbose_name="规则版本",
            ),
        ),
        migrations.AddField(
            model_name="outcome",
            name="screening",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="risk.screening"
            ),
        ),
        migrations.AddField(
            model_name="finding",
            name="screening",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="findings", to="risk.screening"
            ),
        ),
        migrations.AddField(
            model_name="screeningevent",
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
            model_name="screeningevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="risk.screening"
            ),
        ),
        migrations.AddIndex(
            model_name="storedfacts",
            index=models.Index(fields=["person_id", "accepted_on", "id"], name="facts_of_person"),
        ),
        migrations.AddConstraint(
            model_name="storedfacts",
            constraint=models.UniqueConstraint(fields=("case", "round"), name="facts_round_once"),
        ),
        migrations.AddConstraint(
            model_name="storedfacts",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gte", 0)), name="facts_amount_not_below_zero"
            ),
        ),
        migrations.AddField(
            model_name="screening",
            name="facts",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="screenings", to="risk.storedfacts"
            ),
        ),
        migrations.AddField(
            model_name="link",
            name="facts",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="links", to="risk.storedfacts"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="storedfacts",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="80fc9974cc6709a36bb155c23d031961304a4a56",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_62dc5",
                    table="risk_storedfacts",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="ban",
            index=models.Index(fields=["person", "-until"], name="ban_on_person"),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(("business__in", ["WITHDRAWAL", "LOAN"])), name="ban_business_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("reason", ""), _negated=True), models.Q(("source", ""), _negated=True)),
                name="ban_says_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(("until__gte", models.F("since"))), name="ban_ends_after_it_began"
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lift_reason", ""), ("lifted_at", None), ("lifted_on", None)),
                    models.Q(
                        ("lifted_at__isnull", False),
                        ("lifted_on__isnull", False),
                        models.Q(("lift_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ban_lifted_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="ban",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lifted_by", None),
                    ("decided_by", None),
                    models.Q(("lifted_by", models.F("decided_by")), _negated=True),
                    _connector="OR",
                ),
                name="ban_lifted_by_another",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ban",
            trigger=pgtrigger.compiler.Trigger(
                name="ban_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="88f83cdf229ca1aba981e43ac0662996a13e7767",
                    operation="DELETE",
                    pgid="pgtrigger_ban_kept_9a752",
                    table="risk_ban",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ban",
            trigger=pgtrigger.compiler.Trigger(
                name="decided_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."key" IS DISTINCT FROM (NEW."key") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."business" IS DISTINCT FROM (NEW."business") OR OLD."since" IS DISTINCT FROM (NEW."since") OR OLD."until" IS DISTINCT FROM (NEW."until") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."case" IS DISTINCT FROM (NEW."case") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="6dc5f189f95bc756bc8019f71889ec9434b14d1c",
                    operation="UPDATE",
                    pgid="pgtrigger_decided_is_final_30f93",
                    table="risk_ban",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="listentry",
            index=models.Index(fields=["kind", "-id"], name="list_entries"),
        ),
        migrations.AddConstraint(
            model_name="listentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("key", "kind"), name="listed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="listentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["DISHONEST", "HOUSE", "PHONE", "CARD", "AGENT"])),
                name="list_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="listentry",
            constraint=models.CheckConstraint(
                condition=models.Q(models.Q(("source", ""), _negated=True), models.Q(("reason", ""), _negated=True)),
                name="listed_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="listentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="list_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="listentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("end_reason", ""), ("ended_at", None)),
                    models.Q(("ended_at__isnull", False), models.Q(("end_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="taken_off_with_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="listentry",
            trigger=pgtrigger.compiler.Trigger(
                name="entry_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="b2963e454bedb78742738406c83bfdd0e026941d",
                    operation="DELETE",
                    pgid="pgtrigger_entry_kept_890c9",
                    table="risk_listentry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "PUBLISHED")), fields=("status",), name="one_published_rule_set"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "SHADOW")), fields=("status",), name="one_shadow_rule_set"
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["DRAFT", "SHADOW", "PUBLISHED", "RETIRED"])),
                name="rule_set_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("status__in", ["DRAFT", "SHADOW"]),
                    models.Q(("published_at__isnull", False), models.Q(("why", ""), _negated=True)),
                    _connector="OR",
                ),
                name="rule_set_published_with_why",
            ),
        ),
        migrations.AddConstraint(
            model_name="ruleset",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_by", None),
                    ("made_by", None),
                    models.Q(("published_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="rule_set_published_by_another",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruleset",
            trigger=pgtrigger.compiler.Trigger(
                name="rule_set_kept",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="9513637505722a42aae8a386bd21eda6d304b0e0",
                    operation="DELETE",
                    pgid="pgtrigger_rule_set_kept_8b33e",
                    table="risk_ruleset",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ruleset",
            trigger=pgtrigger.compiler.Trigger(
                name="published_rules_only_retire",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'RETIRED' OR (OLD.\"status\" = 'PUBLISHED' AND NOT (NEW.\"status\" = 'RETIRED')))",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="0cca50f58cdc2d08fba6ebf965aae6dd96cb4dfe",
                    operation="UPDATE",
                    pgid="pgtrigger_published_rules_only_retire_085ee",
                    table="risk_ruleset",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rulesetevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6485c5c1ff41ac0f1a167266ecd7ea73d945022d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a50a1",
                    table="risk_rulesetevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rulesetting",
            constraint=models.UniqueConstraint(fields=("rule_set", "code"), name="rule_once_a_version"),
        ),
        migrations.AddConstraint(
            model_name="rulesetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["INFO", "REVIEW", "BLOCK", "CASE"])), name="rule_action_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="rulesetting",
            constraint=models.CheckConstraint(
                condition=models.Q(("severity__in", [1, 2, 3])), name="rule_severity_known"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rulesetting",
            trigger=pgtrigger.compiler.Trigger(
                name="rules_in_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF EXISTS (\n        SELECT 1 FROM risk_ruleset WHERE id IN (\n            CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.rule_set_id END,\n            CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.rule_set_id END\n        ) AND status <> 'DRAFT'\n    ) THEN\n        RAISE EXCEPTION 'pgtrigger: Cannot change rows from % table of rules in use', TG_TABLE_NAME;\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                    hash="97ed109f08f80d1db784449ee5940ffc8a8b48e4",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_rules_in_draft_f41d2",
                    table="risk_rulesetting",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(
                condition=models.Q(("claimed_at", None)), fields=["source", "id"], name="risk_outcome_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        ["CLEAR", "REVIEW", "BLOCKED", "CLEARED", "ESTABLISHED", "DISMISSED", "BAN", "BAN_LIFTED"],
                    )
                ),
                name="risk_outcome_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("screening__isnull", False),
                    ("ban__isnull", False),
                    models.Q(("case", ""), _negated=True),
                    _connector="OR",
                ),
                name="risk_outcome_of_a_matter",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["rule_set", "code", "id"], name="finding_of_rule"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("screening", "rule_set", "code"), name="finding_once"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["INFO", "REVIEW", "BLOCK", "CASE"])), name="finding_action_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("clear_reason", ""), ("cleared_at", None), ("cleared_by", None)),
                    models.Q(
                        ("cleared_at__isnull", False),
                        ("cleared_by__isnull", False),
                        models.Q(("clear_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finding_cleared_with_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="finding",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="38712443265ca22b612dff3b382b588b5f7afb21",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_53db8",
                    table="risk_finding",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="finding",
            trigger=pgtrigger.compiler.Trigger(
                name="only_cleared_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."cleared_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="18fc52698b655c78ffdb74623e52321da51ba7ba",
                    operation="UPDATE",
                    pgid="pgtrigger_only_cleared_once_50db9",
                    table="risk_finding",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="finding",
            trigger=pgtrigger.compiler.Trigger(
                name="found_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."screening_id" IS DISTINCT FROM (NEW."screening_id") OR OLD."rule_set_id" IS DISTINCT FROM (NEW."rule_set_id") OR OLD."is_shadow" IS DISTINCT FROM (NEW."is_shadow") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."severity" IS DISTINCT FROM (NEW."severity") OR OLD."action" IS DISTINCT FROM (NEW."action") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."cases" IS DISTINCT FROM (NEW."cases") OR OLD."digest" IS DISTINCT FROM (NEW."digest"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="02ba667d8193093df4738ccb604fc99d0c8b8152",
                    operation="UPDATE",
                    pgid="pgtrigger_found_is_final_ac233",
                    table="risk_finding",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="screeningevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f7a30e553433e764b5966d88961dea9d03e6fa22",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_121e8",
                    table="risk_screeningevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="screening",
            index=models.Index(
                condition=models.Q(("status", "PENDING")), fields=["handed_at", "id"], name="screening_pending"
            ),
        ),
        migrations.AddIndex(
            model_name="screening",
            index=models.Index(
                condition=models.Q(("status__in", ["REVIEW", "BLOCKED"])),
                fields=["status", "-id"],
                name="screening_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.UniqueConstraint(fields=("case", "number"), name="screening_number_once"),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["PENDING", "CLEAR", "REVIEW", "BLOCKED", "CLEARED"])),
                name="screening_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ran_at", None), ("rule_set", None), ("status", "PENDING")),
                    models.Q(
                        models.Q(("status", "PENDING"), _negated=True),
                        ("ran_at__isnull", False),
                        ("rule_set__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="screening_ran_by_rules",
            ),
        ),
        migrations.AddConstraint(
            model_name="screening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "CLEARED"), _negated=True), ("cleared_at__isnull", False), _connector="OR"
                ),
                name="screening_cleared_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["key", "kind", "-on", "-id"], name="link_found"),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["case"], name="link_of_case"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.UniqueConstraint(fields=("facts", "kind", "key"), name="link_once"),
        ),
        migrations.AddConstraint(
            model_name="link",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "PERSON",
                            "SPOUSE",
                            "RELATIVE",
                            "HOUSE",
                            "DOCUMENT",
                            "PAYEE",
                            "PHONE",
                            "AGENT",
                            "DEVICE",
                            "ADDRESS",
                            "EMPLOYER",
                            "STAFF",
                        ],
                    )
                ),
                name="link_kind_known",
            ),
        ),
    ]
