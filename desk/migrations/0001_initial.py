import datetime

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_password_resets"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("policy", "0002_national"),
    ]

    operations = [
        migrations.CreateModel(
            name="Centre",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=6, unique=True, verbose_name="行政区划代码")),
                ("name", models.CharField(max_length=60, verbose_name="中心名称")),
                ("province", models.CharField(max_length=20, verbose_name="省份")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="联系电话")),
                ("contact", models.CharField(blank=True, max_length=30, verbose_name="联系人")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
            ],
            options={
                "verbose_name": "外地中心",
                "verbose_name_plural": "外地中心",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="Kind",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="事项代码")),
                ("prefix", models.CharField(max_length=4, unique=True, verbose_name="编号前缀")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("DEPOSIT", "缴存"),
                            ("WITHDRAWAL", "提取"),
                            ("LOAN", "贷款"),
                            ("CROSS", "跨省通办"),
                            ("OTHER", "其他"),
                        ],
                        max_length=12,
                        verbose_name="业务类别",
                    ),
                ),
                (
                    "applicant",
                    models.CharField(
                        choices=[("PERSON", "个人"), ("EMPLOYER", "单位"), ("EITHER", "个人或单位")],
                        max_length=10,
                        verbose_name="申请人",
                    ),
                ),
                ("source", models.CharField(max_length=20, verbose_name="业务模块")),
                ("start_counter", models.CharField(blank=True, max_length=80, verbose_name="窗口办理页")),
                ("start_portal", models.CharField(blank=True, max_length=80, verbose_name="个人网厅办理页")),
                ("start_employer", models.CharField(blank=True, max_length=80, verbose_name="单位网厅办理页")),
                ("detail_counter", models.CharField(blank=True, max_length=80, verbose_name="窗口详情页")),
                ("wake", models.CharField(blank=True, max_length=100, verbose_name="结果通知任务")),
                ("order", models.PositiveSmallIntegerField(default=100, verbose_name="排序")),
                ("is_offered", models.BooleanField(default=True, verbose_name="开办")),
            ],
            options={
                "verbose_name": "事项",
                "verbose_name_plural": "事项",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="ManualSection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
            ],
            options={
                "verbose_name": "手册章节",
                "verbose_name_plural": "手册章节",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=20, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=40, verbose_name="名称")),
                (
                    "pillar",
                    models.CharField(
                        choices=[
                            ("SORT", "整理"),
                            ("ORDER", "整顿"),
                            ("SWEEP", "清扫"),
                            ("STANDARD", "清洁"),
                            ("DISCIPLINE", "素养"),
                        ],
                        max_length=10,
                        verbose_name="要素",
                    ),
                ),
                ("purpose", models.CharField(blank=True, max_length=200, verbose_name="要求")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
            ],
            options={
                "verbose_name": "5S 标准化程序",
                "verbose_name_plural": "5S 标准化程序",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="Bulletin",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("quarter", models.PositiveSmallIntegerField(verbose_name="季度")),
                (
                    "status",
                    models.CharField(
                        choices=[("DRAFT", "草稿"), ("PUBLISHED", "已通报")],
                        default="DRAFT",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("text", models.TextField(blank=True, verbose_name="情况说明")),
                ("made_at", models.DateTimeField(verbose_name="起草时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="通报时间")),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签发人",
                    ),
                ),
            ],
            options={
                "verbose_name": "季度通报",
                "verbose_name_plural": "季度通报",
                "constraints": [
                    models.UniqueConstraint(fields=("year", "quarter"), name="bulletin_of_a_quarter"),
                    models.CheckConstraint(condition=models.Q(("quarter__range", (1, 4))), name="quarter_of_four"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("status", "DRAFT")),
                            models.Q(
                                ("published_at__isnull", False),
                                ("published_by__isnull", False),
                                ("status", "PUBLISHED"),
                                models.Q(("text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="bulletin_published_with_words",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BulletinEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.bulletin"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BulletinLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("checks", models.PositiveIntegerField(verbose_name="检查次数")),
                ("score_hundredths", models.PositiveIntegerField(null=True, verbose_name="平均分（百分之一分）")),
                ("self_checked", models.PositiveSmallIntegerField(verbose_name="完成自查的程序月数")),
                ("findings", models.PositiveIntegerField(verbose_name="发现问题")),
                ("rectified", models.PositiveIntegerField(verbose_name="已整改")),
                ("late", models.PositiveIntegerField(verbose_name="逾期")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="desk.bulletin"
                    ),
                ),
            ],
            options={
                "verbose_name": "通报数据",
                "verbose_name_plural": "通报数据",
                "ordering": ["branch__code", "id"],
                "constraints": [models.UniqueConstraint(fields=("bulletin", "branch"), name="bulletin_line_once")],
            },
        ),
        migrations.CreateModel(
            name="BulletinRead",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="签收时间")),
                (
                    "bulletin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reads", to="desk.bulletin"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="签收人",
                    ),
                ),
            ],
            options={
                "verbose_name": "签收",
                "verbose_name_plural": "签收",
                "constraints": [models.UniqueConstraint(fields=("bulletin", "user"), name="bulletin_read_once")],
            },
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="办件编号")),
                ("title", models.CharField(max_length=120, verbose_name="事由")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("SUBMITTED", "待受理"),
                            ("RETURNED", "待补正"),
                            ("ACCEPTED", "办理中"),
                            ("IN_REVIEW", "复核中"),
                            ("APPROVED", "已同意"),
                            ("IN_EXECUTION", "执行中"),
                            ("DONE", "已办结"),
                            ("REFUSED", "不予办理"),
                            ("RECALLED", "已撤回"),
                            ("VOID", "已作废"),
                        ],
                        default="SUBMITTED",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("mandate", models.CharField(blank=True, max_length=120, verbose_name="委托材料")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("WINDOW", "窗口"),
                            ("PORTAL", "个人网厅"),
                            ("EMPLOYER", "单位网厅"),
                            ("API", "小程序"),
                            ("PHONE", "电话"),
                            ("HOME", "上门"),
                        ],
                        max_length=10,
                        verbose_name="渠道",
                    ),
                ),
                ("window", models.CharField(blank=True, max_length=10, verbose_name="窗口")),
                ("exclusion", models.CharField(blank=True, max_length=60, verbose_name="互斥组")),
                ("amount_fen", models.BigIntegerField(default=0, verbose_name="金额（分）")),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="情形"
                    ),
                ),
                ("submitted_at", models.DateTimeField(verbose_name="提交时间")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="受理时间")),
                ("levels", models.PositiveSmallIntegerField(default=0, verbose_name="需复核级数")),
                ("level", models.PositiveSmallIntegerField(default=0, verbose_name="当前级次")),
                ("round", models.PositiveSmallIntegerField(default=0, verbose_name="第几次送审")),
                ("is_automatic", models.BooleanField(default=False, verbose_name="自动审批")),
                ("is_sampled", models.BooleanField(default=False, verbose_name="抽查")),
                ("sampled_at", models.DateTimeField(null=True, verbose_name="抽查时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="决定时间")),
                ("reason", models.TextField(blank=True, verbose_name="不予办理的理由")),
                ("done_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("statutory_due_on", models.DateField(null=True, verbose_name="法定期限")),
                ("promised_due_at", models.DateTimeField(null=True, verbose_name="承诺期限")),
                ("warn_at", models.DateTimeField(null=True, verbose_name="预警时间")),
                ("due_is_provisional", models.BooleanField(default=False, verbose_name="期限暂按推算")),
                ("supply_due_on", models.DateField(null=True, verbose_name="补正期限")),
                (
                    "whose",
                    models.CharField(
                        choices=[("OURS", "我们"), ("APPLICANT", "申请人"), ("OTHER", "其他部门")],
                        default="OURS",
                        max_length=10,
                        verbose_name="时间归属",
                    ),
                ),
                ("gaps", models.PositiveSmallIntegerField(default=0, verbose_name="容缺未补")),
                ("notices", models.PositiveSmallIntegerField(default=0, verbose_name="一次性告知次数")),
                (
                    "agent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="代办人",
                    ),
                ),
                (
                    "authoriser_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="末级授权人本人",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.employer",
                        verbose_name="申请单位",
                    ),
                ),
                (
                    "maker_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="经办人本人",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cases",
                        to="accounts.person",
                        verbose_name="申请人",
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="policy.regulationversion",
                        verbose_name="适用条例",
                    ),
                ),
                (
                    "reviewer_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="首级复核人本人",
                    ),
                ),
                (
                    "reviewing",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "sampled_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="抽查人",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "submitted_by_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="提交人本人",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.kind", verbose_name="事项"),
                ),
            ],
            options={
                "verbose_name": "办件",
                "verbose_name_plural": "办件",
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            (
                                "status__in",
                                ("SUBMITTED", "RETURNED", "ACCEPTED", "IN_REVIEW", "APPROVED", "IN_EXECUTION"),
                            )
                        ),
                        fields=["owner", "status", "id"],
                        name="case_of_owner",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "status__in",
                                ("SUBMITTED", "RETURNED", "ACCEPTED", "IN_REVIEW", "APPROVED", "IN_EXECUTION"),
                            )
                        ),
                        fields=["status", "branch", "submitted_at"],
                        name="case_open",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "status__in",
                                ("SUBMITTED", "RETURNED", "ACCEPTED", "IN_REVIEW", "APPROVED", "IN_EXECUTION"),
                            )
                        ),
                        fields=["warn_at"],
                        name="case_at_risk",
                    ),
                    models.Index(
                        condition=models.Q(
                            (
                                "status__in",
                                ("SUBMITTED", "RETURNED", "ACCEPTED", "IN_REVIEW", "APPROVED", "IN_EXECUTION"),
                            )
                        ),
                        fields=["statutory_due_on"],
                        name="case_by_law",
                    ),
                    models.Index(fields=["person", "-submitted_at"], name="case_of_person"),
                    models.Index(
                        condition=models.Q(("agent__isnull", False)),
                        fields=["agent", "-submitted_at"],
                        name="case_of_agent",
                    ),
                    models.Index(fields=["employer", "-submitted_at"], name="case_of_employer"),
                    models.Index(fields=["-submitted_at", "-id"], name="case_newest"),
                    models.Index(fields=["kind", "-submitted_at"], name="case_of_kind"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", False)),
                        fields=["closed_at", "kind"],
                        name="case_closed",
                    ),
                    models.Index(
                        condition=models.Q(("is_sampled", True), ("sampled_at", None)),
                        fields=["decided_at"],
                        name="case_to_sample",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("employer__isnull", False), ("person", None)),
                            models.Q(("employer", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="case_of_one_applicant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gte", 0)), name="case_amount_not_below_zero"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("agent", None),
                            ("person", None),
                            models.Q(("agent", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="case_agent_is_another",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ("SUBMITTED", "RETURNED", "ACCEPTED", "IN_REVIEW", "APPROVED", "IN_EXECUTION"),
                            ),
                            models.Q(("exclusion", ""), _negated=True),
                        ),
                        fields=("person", "exclusion"),
                        name="one_open_case_a_person",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ("SUBMITTED", "RETURNED", "ACCEPTED", "IN_REVIEW", "APPROVED", "IN_EXECUTION"),
                            ),
                            models.Q(("exclusion", ""), _negated=True),
                        ),
                        fields=("employer", "exclusion"),
                        name="one_open_case_an_employer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("maker_person", None),
                            models.Q(
                                models.Q(
                                    ("person", None),
                                    models.Q(("maker_person", models.F("person")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("agent", None),
                                    models.Q(("maker_person", models.F("agent")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="case_maker_is_not_applicant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewer_person", None),
                            models.Q(
                                models.Q(("reviewer_person", models.F("maker_person")), _negated=True),
                                models.Q(
                                    ("person", None),
                                    models.Q(("reviewer_person", models.F("person")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("agent", None),
                                    models.Q(("reviewer_person", models.F("agent")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="case_reviewer_is_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("authoriser_person", None),
                            models.Q(
                                ("reviewer_person__isnull", False),
                                models.Q(("authoriser_person", models.F("maker_person")), _negated=True),
                                models.Q(("authoriser_person", models.F("reviewer_person")), _negated=True),
                                models.Q(
                                    ("person", None),
                                    models.Q(("authoriser_person", models.F("person")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("agent", None),
                                    models.Q(("authoriser_person", models.F("agent")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="case_authoriser_is_third",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at__isnull", False),
                                ("status__in", ("APPROVED", "IN_EXECUTION", "DONE", "REFUSED")),
                            ),
                            models.Q(("status__in", ("APPROVED", "IN_EXECUTION", "DONE", "REFUSED")), _negated=True),
                            _connector="OR",
                        ),
                        name="case_decided_when_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["APPROVED", "IN_EXECUTION", "DONE"]), _negated=True),
                            ("levels", 0),
                            models.Q(("levels", 1), ("reviewer_person__isnull", False)),
                            models.Q(
                                ("authoriser_person__isnull", False),
                                ("levels__gte", 2),
                                ("reviewer_person__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="case_approved_by_enough",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "REFUSED"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="case_refused_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["IN_EXECUTION", "DONE"]), _negated=True),
                            ("gaps", 0),
                            _connector="OR",
                        ),
                        name="case_no_money_with_gaps",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None),
                                (
                                    "status__in",
                                    ("SUBMITTED", "RETURNED", "ACCEPTED", "IN_REVIEW", "APPROVED", "IN_EXECUTION"),
                                ),
                            ),
                            models.Q(
                                models.Q(
                                    (
                                        "status__in",
                                        ("SUBMITTED", "RETURNED", "ACCEPTED", "IN_REVIEW", "APPROVED", "IN_EXECUTION"),
                                    ),
                                    _negated=True,
                                ),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="case_closed_when_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "DONE"), _negated=True), ("done_at__isnull", False), _connector="OR"
                        ),
                        name="case_done_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=40, verbose_name="动作")),
                ("before", models.CharField(blank=True, max_length=20, verbose_name="原状态")),
                ("after", models.CharField(max_length=20, verbose_name="新状态")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                ("told", models.CharField(blank=True, max_length=200, verbose_name="告知申请人")),
                ("window", models.CharField(blank=True, max_length=10, verbose_name="窗口")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.case"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["record", "at", "id"], name="case_event_in_order")],
            },
        ),
        migrations.CreateModel(
            name="CaseOutcome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("source", models.CharField(max_length=20, verbose_name="业务模块")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("READY", "已同意，可以执行"),
                            ("REFUSED", "不予办理"),
                            ("RECALLED", "申请人撤回"),
                            ("VOID", "已作废"),
                        ],
                        max_length=10,
                        verbose_name="结果",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("claimed_at", models.DateTimeField(null=True, verbose_name="领取时间")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outcomes", to="desk.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "办件结果",
                "verbose_name_plural": "办件结果",
                "indexes": [
                    models.Index(
                        condition=models.Q(("claimed_at", None)), fields=["source", "id"], name="case_outcome_waiting"
                    )
                ],
                "constraints": [models.UniqueConstraint(fields=("case", "kind"), name="outcome_once")],
            },
        ),
        migrations.CreateModel(
            name="Check",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("WINDOW", "窗口自查"), ("SECTION", "科室检查"), ("CENTRE", "中心督查")],
                        max_length=10,
                        verbose_name="层级",
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        choices=[("DAILY", "每日"), ("WEEKLY", "每周"), ("MONTHLY", "每月自查")],
                        max_length=10,
                        verbose_name="频次",
                    ),
                ),
                ("on", models.DateField(verbose_name="检查日期")),
                ("score", models.PositiveSmallIntegerField(verbose_name="得分（满分 100）")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="检查人",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="checks",
                        to="desk.programme",
                        verbose_name="程序",
                    ),
                ),
            ],
            options={
                "verbose_name": "5S 检查",
                "verbose_name_plural": "5S 检查",
                "indexes": [
                    models.Index(fields=["-on", "-id"], name="check_newest"),
                    models.Index(fields=["branch", "-on"], name="check_of_branch"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("branch", "programme", "level", "on", "by"), name="check_once_a_day"
                    ),
                    models.CheckConstraint(condition=models.Q(("score__lte", 100)), name="score_of_hundred"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClosedDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("reason", models.CharField(max_length=60, verbose_name="原因")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "branch",
                    models.ForeignKey(
                        blank=True,
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
                        verbose_name="登记人",
                    ),
                ),
            ],
            options={
                "verbose_name": "停约日",
                "verbose_name_plural": "停约日",
                "indexes": [models.Index(fields=["day"], name="closed_on")],
                "constraints": [
                    models.UniqueConstraint(fields=("branch", "day"), name="closed_once", nulls_distinct=False)
                ],
            },
        ),
        migrations.CreateModel(
            name="Complaint",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=14, unique=True, verbose_name="查询码")),
                (
                    "kind",
                    models.CharField(
                        choices=[("COMPLAINT", "投诉"), ("SUGGESTION", "建议")], max_length=12, verbose_name="类别"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("RECEIVED", "待分派"),
                            ("HANDLING", "处理中"),
                            ("ANSWERED", "已答复"),
                            ("APPEALED", "主任复查中"),
                            ("CLOSED", "已办结"),
                            ("WITHDRAWN", "已撤回"),
                        ],
                        default="RECEIVED",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("PORTAL", "个人网厅"),
                            ("PUBLIC", "网站"),
                            ("WINDOW", "窗口"),
                            ("PHONE", "12329 热线"),
                            ("LETTER", "来信"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="事由")),
                ("text", models.TextField(max_length=2000, verbose_name="内容")),
                (
                    "name",
                    common.crypto.EncryptedField(blank=True, default="", verbose_name="称呼", where="complaint.name"),
                ),
                (
                    "phone",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="联系电话", where="complaint.phone"
                    ),
                ),
                ("phone_index", models.CharField(blank=True, default="", editable=False, max_length=32)),
                ("made_at", models.DateTimeField(verbose_name="收到时间")),
                ("answer_due_on", models.DateField(verbose_name="答复期限")),
                ("close_due_on", models.DateField(verbose_name="办结期限")),
                ("due_is_provisional", models.BooleanField(default=False, verbose_name="期限暂按推算")),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[("TRUE", "属实"), ("PARTLY", "部分属实"), ("NOT_TRUE", "不属实")],
                        max_length=10,
                        verbose_name="核实结果",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="答复")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("first_answer_in_time", models.BooleanField(null=True, verbose_name="按期答复")),
                ("objection", models.TextField(blank=True, max_length=1000, verbose_name="不满意的理由")),
                ("appealed_at", models.DateTimeField(null=True, verbose_name="提出不满意的时间")),
                ("second_answer", models.TextField(blank=True, max_length=2000, verbose_name="复查答复")),
                ("second_at", models.DateTimeField(null=True, verbose_name="复查时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                (
                    "about",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="被投诉人",
                    ),
                ),
                (
                    "about_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "answered_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="desk.case",
                        verbose_name="关联办件",
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
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="承办人",
                    ),
                ),
                (
                    "owner_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="complaints",
                        to="accounts.person",
                        verbose_name="本人",
                    ),
                ),
                (
                    "second_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复查人",
                    ),
                ),
                (
                    "second_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "投诉建议",
                "verbose_name_plural": "投诉建议",
                "indexes": [
                    models.Index(fields=["-made_at", "-id"], name="complaint_newest"),
                    models.Index(
                        condition=models.Q(("person__isnull", False)),
                        fields=["person", "-made_at"],
                        name="complaint_of_person",
                    ),
                    models.Index(
                        condition=models.Q(("phone_index", ""), _negated=True),
                        fields=["phone_index", "-made_at"],
                        name="complaint_of_phone",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("RECEIVED", "HANDLING", "APPEALED"))),
                        fields=["answer_due_on", "id"],
                        name="complaint_due",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("RECEIVED", "HANDLING", "ANSWERED", "APPEALED"))),
                        fields=["close_due_on"],
                        name="complaint_to_close",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("RECEIVED", "HANDLING", "ANSWERED", "APPEALED"))),
                        fields=["owner", "answer_due_on"],
                        name="complaint_of_owner",
                    ),
                    models.Index(
                        condition=models.Q(("status", "ANSWERED")), fields=["answered_at"], name="complaint_silent"
                    ),
                    models.Index(fields=["made_at", "branch", "kind"], name="complaint_figures"),
                    models.Index(fields=["made_by", "-made_at"], name="complaint_of_maker"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("about_person", None),
                            models.Q(
                                models.Q(
                                    ("owner_person", None),
                                    models.Q(("owner_person", models.F("about_person")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("answered_person", None),
                                    models.Q(("answered_person", models.F("about_person")), _negated=True),
                                    _connector="OR",
                                ),
                                models.Q(
                                    ("second_person", None),
                                    models.Q(("second_person", models.F("about_person")), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_handled_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("person", None),
                            ("owner_person", None),
                            models.Q(("owner_person", models.F("person")), _negated=True),
                            _connector="OR",
                        ),
                        name="complaint_not_ones_own",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("second_person", None),
                            models.Q(("second_person", models.F("answered_person")), _negated=True),
                            _connector="OR",
                        ),
                        name="complaint_second_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "HANDLING"), _negated=True),
                            models.Q(("owner__isnull", False), ("owner_person__isnull", False)),
                            _connector="OR",
                        ),
                        name="complaint_has_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["ANSWERED", "APPEALED", "CLOSED"]), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_person__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "APPEALED"), _negated=True),
                            models.Q(("appealed_at__isnull", False), models.Q(("objection", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="complaint_appealed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CLOSED"), _negated=True),
                            ("appealed_at", None),
                            models.Q(("second_at__isnull", False), models.Q(("second_answer", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="complaint_appeal_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("closed_at", None), ("status__in", ("RECEIVED", "HANDLING", "ANSWERED", "APPEALED"))
                            ),
                            models.Q(
                                models.Q(
                                    ("status__in", ("RECEIVED", "HANDLING", "ANSWERED", "APPEALED")), _negated=True
                                ),
                                ("closed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="complaint_closed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ComplaintEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.complaint"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CourtesyDrill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="演练日期")),
                ("scene", models.CharField(blank=True, max_length=80, verbose_name="演练场景")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="点评")),
                ("score_hundredths", models.PositiveIntegerField(verbose_name="平均分（百分之一分）")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "observer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="观察人",
                    ),
                ),
                (
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="演练人",
                    ),
                ),
            ],
            options={
                "verbose_name": "7+7 演练",
                "verbose_name_plural": "7+7 演练",
                "indexes": [
                    models.Index(fields=["-on", "-id"], name="courtesy_newest"),
                    models.Index(fields=["participant", "-on"], name="courtesy_of_participant"),
                    models.Index(fields=["branch", "-on"], name="courtesy_of_branch"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("participant", models.F("observer")), _negated=True),
                        name="nobody_scores_themselves",
                    ),
                    models.UniqueConstraint(fields=("participant", "observer", "on"), name="drilled_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("score_hundredths__range", (100, 500))), name="drill_score_of_five"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourtesyItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[("BEARING", "七项礼仪"), ("STEPS", "窗口服务七步")], max_length=10, verbose_name="类别"
                    ),
                ),
                ("name", models.CharField(max_length=20, verbose_name="名称")),
                ("standard", models.CharField(max_length=200, verbose_name="标准")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
            ],
            options={
                "verbose_name": "7+7 演练项目",
                "verbose_name_plural": "7+7 演练项目",
                "ordering": ["group", "order", "id"],
                "constraints": [models.UniqueConstraint(fields=("group", "name"), name="courtesy_once")],
            },
        ),
        migrations.CreateModel(
            name="CourtesyScore",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("score", models.PositiveSmallIntegerField(verbose_name="得分")),
                (
                    "drill",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="scores", to="desk.courtesydrill"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="desk.courtesyitem",
                        verbose_name="项目",
                    ),
                ),
            ],
            options={
                "verbose_name": "演练得分",
                "verbose_name_plural": "演练得分",
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("drill", "item"), name="scored_once"),
                    models.CheckConstraint(condition=models.Q(("score__range", (1, 5))), name="score_of_five"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CrossCase",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "direction",
                    models.CharField(
                        choices=[("OUT", "代收代办（转出）"), ("IN", "外地转来（转入）")],
                        max_length=4,
                        verbose_name="方向",
                    ),
                ),
                ("account_number", models.CharField(blank=True, max_length=30, verbose_name="对方账号")),
                ("their_number", models.CharField(blank=True, max_length=40, verbose_name="对方受理编号")),
                ("asked", models.TextField(max_length=1000, verbose_name="申请事项")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="转出时间")),
                (
                    "via",
                    models.CharField(
                        blank=True,
                        choices=[("PLATFORM", "全国监管服务平台"), ("POST", "邮政特快"), ("OFFICIAL", "政务邮箱")],
                        max_length=10,
                        verbose_name="转递方式",
                    ),
                ),
                ("tracking", models.CharField(blank=True, max_length=40, verbose_name="转递单号")),
                ("answer_due_on", models.DateField(null=True, verbose_name="对方答复期限")),
                ("urged_at", models.DateTimeField(null=True, verbose_name="最近催办")),
                ("urges", models.PositiveSmallIntegerField(default=0, verbose_name="催办次数")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[("AGREED", "同意"), ("REFUSED", "不予办理")],
                        max_length=10,
                        verbose_name="审核结果",
                    ),
                ),
                ("answer", models.TextField(blank=True, max_length=1000, verbose_name="答复内容")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="crossing", to="desk.case"
                    ),
                ),
                (
                    "centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="desk.centre", verbose_name="对方中心"
                    ),
                ),
            ],
            options={
                "verbose_name": "跨省通办件",
                "verbose_name_plural": "跨省通办件",
                "indexes": [
                    models.Index(
                        condition=models.Q(("answered_at", None), ("sent_at__isnull", False)),
                        fields=["answer_due_on", "id"],
                        name="crossing_waiting",
                    ),
                    models.Index(
                        condition=models.Q(("direction", "IN"), ("outcome", "REFUSED"), ("sent_at", None)),
                        fields=["id"],
                        name="crossing_untold",
                    ),
                    models.Index(fields=["centre", "-id"], name="crossing_of_centre"),
                    models.Index(fields=["direction", "-id"], name="crossing_of_direction"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at", None),
                            models.Q(
                                models.Q(("via", ""), _negated=True),
                                ("answer_due_on__isnull", False),
                                ("direction", "OUT"),
                            ),
                            models.Q(models.Q(("via", ""), _negated=True), ("direction", "IN")),
                            _connector="OR",
                        ),
                        name="crossing_sent_some_way",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("outcome", "")),
                            models.Q(
                                ("answered_at__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="crossing_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("direction", "OUT")),
                            models.Q(("direction", "OUT"), ("sent_at__isnull", False)),
                            models.Q(("direction", "IN"), ("sent_at", None)),
                            models.Q(("answered_at__isnull", False), ("direction", "IN")),
                            _connector="OR",
                        ),
                        name="crossing_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("KIOSK", "取号机"), ("BOARD", "叫号屏")], max_length=6, verbose_name="用途"
                    ),
                ),
                ("label", models.CharField(max_length=40, verbose_name="名称")),
                ("code_hash", models.CharField(blank=True, max_length=64)),
                ("code_until", models.DateTimeField(null=True, verbose_name="绑定码有效至")),
                ("token_hash", models.CharField(blank=True, max_length=64)),
                ("made_at", models.DateTimeField(verbose_name="登记时间")),
                ("bound_at", models.DateTimeField(null=True, verbose_name="绑定时间")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="解绑时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "大厅设备",
                "verbose_name_plural": "大厅设备",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("token_hash", ""), _negated=True),
                        fields=("token_hash",),
                        name="device_token_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("code_hash", ""), _negated=True),
                        fields=("code_hash",),
                        name="device_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("revoked_at", None), ("revoked_by", None)),
                            models.Q(
                                ("code_hash", ""),
                                ("revoked_at__isnull", False),
                                ("revoked_by__isnull", False),
                                ("token_hash", ""),
                            ),
                            _connector="OR",
                        ),
                        name="device_revoked_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutyShift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("part", models.CharField(choices=[("AM", "上午"), ("PM", "下午")], max_length=2, verbose_name="班次")),
                ("made_at", models.DateTimeField(verbose_name="排班时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="排班人",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="值班长",
                    ),
                ),
            ],
            options={
                "verbose_name": "值班",
                "verbose_name_plural": "值班",
                "indexes": [models.Index(fields=["user", "day"], name="shift_of_user")],
                "constraints": [
                    models.UniqueConstraint(fields=("branch", "day", "part"), name="one_duty_manager_a_shift")
                ],
            },
        ),
        migrations.CreateModel(
            name="DutySwap",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ASKED", "待对方答复"),
                            ("AGREED", "已换班"),
                            ("DECLINED", "对方未同意"),
                            ("WITHDRAWN", "已撤回"),
                        ],
                        default="ASKED",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "against",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desk.dutyshift",
                        verbose_name="换对方的班",
                    ),
                ),
                (
                    "asker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "shift",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swaps",
                        to="desk.dutyshift",
                        verbose_name="我的班",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="对方",
                    ),
                ),
            ],
            options={
                "verbose_name": "换班",
                "verbose_name_plural": "换班",
                "indexes": [
                    models.Index(condition=models.Q(("status", "ASKED")), fields=["taker", "id"], name="swap_waiting")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asker", models.F("taker")), _negated=True), name="swap_with_another"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "ASKED"), ("answered_at__isnull", False), _connector="XOR"),
                        name="swap_answered_at_a_time",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "ASKED")), fields=("shift",), name="one_swap_asked"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DutySwapEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.dutyswap"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "待答复"),
                            ("HANDED", "移交待接收"),
                            ("ESCALATED", "值班长兜底"),
                            ("ANSWERED", "已答复"),
                            ("COMPLAINED", "已转投诉"),
                        ],
                        default="OPEN",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("WINDOW", "窗口"), ("PHONE", "电话"), ("PORTAL", "个人网厅")],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("question", models.TextField(max_length=1000, verbose_name="问题")),
                (
                    "contact",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="称呼和电话", where="enquiry.contact"
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="提问时间")),
                ("due_on", models.DateField(verbose_name="答复期限")),
                ("answer", models.TextField(blank=True, max_length=2000, verbose_name="答复")),
                ("rests_on", models.CharField(blank=True, max_length=120, verbose_name="依据")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "complaint",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiry",
                        to="desk.complaint",
                    ),
                ),
                (
                    "first_asked",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="首问责任人",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries_owned",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="现责任人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="enquiries",
                        to="accounts.person",
                        verbose_name="提问人",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="移交给",
                    ),
                ),
            ],
            options={
                "verbose_name": "咨询",
                "verbose_name_plural": "咨询",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("OPEN", "HANDED", "ESCALATED"))),
                        fields=["owner", "due_on", "id"],
                        name="enquiry_of_owner",
                    ),
                    models.Index(
                        condition=models.Q(("taker__isnull", False)), fields=["taker", "id"], name="enquiry_to_taker"
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("OPEN", "HANDED", "ESCALATED"))),
                        fields=["due_on", "id"],
                        name="enquiry_due",
                    ),
                    models.Index(fields=["-asked_at", "-id"], name="enquiry_newest"),
                    models.Index(
                        condition=models.Q(("person__isnull", False)),
                        fields=["person", "-asked_at"],
                        name="enquiry_of_person",
                    ),
                    models.Index(fields=["first_asked", "-asked_at"], name="enquiry_first_asked"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "ANSWERED"), _negated=True),
                            models.Q(
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                models.Q(("answer", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="enquiry_answered",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "HANDED"),
                                ("taker__isnull", False),
                                models.Q(("taker", models.F("owner")), _negated=True),
                            ),
                            models.Q(models.Q(("status", "HANDED"), _negated=True), ("taker", None)),
                            _connector="OR",
                        ),
                        name="enquiry_handed_to_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "COMPLAINED"), ("complaint", None), _connector="XOR"),
                        name="enquiry_complained",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EnquiryEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.enquiry"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Escalation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "source",
                    models.CharField(
                        choices=[("CASE", "办件"), ("TICKET", "排队号"), ("ENQUIRY", "咨询"), ("OTHER", "其他")],
                        max_length=10,
                        verbose_name="来自",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=40, verbose_name="号码")),
                ("question", models.TextField(verbose_name="什么办不了")),
                ("raised_at", models.DateTimeField(verbose_name="提出时间")),
                ("due_at", models.DateTimeField(verbose_name="应办结")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("RAISED", "待接手"),
                            ("IN_HAND", "处理中"),
                            ("SOLVED", "已解决，待确认"),
                            ("CLOSED", "已办结"),
                        ],
                        default="RAISED",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("result", models.TextField(blank=True, verbose_name="怎么解决的")),
                ("solved_at", models.DateTimeField(null=True, verbose_name="解决时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalations",
                        to="desk.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "holder",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="值班长",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
            ],
            options={
                "verbose_name": "兜底事项",
                "verbose_name_plural": "兜底事项",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("RAISED", "IN_HAND", "SOLVED"))),
                        fields=["branch", "due_at", "id"],
                        name="escalation_open",
                    ),
                    models.Index(fields=["-raised_at", "-id"], name="escalation_newest"),
                    models.Index(fields=["status", "-raised_at", "-id"], name="escalation_by_status"),
                    models.Index(fields=["raised_by", "-raised_at"], name="escalation_of_raiser"),
                    models.Index(fields=["holder", "-raised_at"], name="escalation_of_holder"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status", "RAISED"), ("holder__isnull", False), _connector="OR"),
                        name="escalation_in_somebodys_hands",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("solved_at", None), ("status__in", ["RAISED", "IN_HAND"])),
                            models.Q(models.Q(("result", ""), _negated=True), ("solved_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="escalation_ends_with_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "CLOSED"), ("closed_at", None), _connector="XOR"),
                        name="escalation_closed_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("source", "CASE"), _negated=True), ("case__isnull", False), _connector="OR"
                        ),
                        name="escalation_of_a_case",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EscalationEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.escalation"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.CharField(
                        choices=[("WINDOW", "窗口自查"), ("SECTION", "科室检查"), ("CENTRE", "中心督查")],
                        max_length=10,
                        verbose_name="层级",
                    ),
                ),
                ("text", models.TextField(verbose_name="问题")),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("due_on", models.DateField(verbose_name="整改期限")),
                (
                    "status",
                    models.CharField(
                        choices=[("OPEN", "待整改"), ("RECTIFIED", "已整改，待验收"), ("VERIFIED", "已验收")],
                        default="OPEN",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("rectification", models.TextField(blank=True, verbose_name="整改情况")),
                ("rectified_at", models.DateTimeField(null=True, verbose_name="整改时间")),
                ("verified_at", models.DateTimeField(null=True, verbose_name="验收时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="desk.case",
                        verbose_name="涉及办件",
                    ),
                ),
                (
                    "check_made",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="desk.check",
                        verbose_name="检查",
                    ),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发现人",
                    ),
                ),
                (
                    "head",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="责任科长",
                    ),
                ),
                (
                    "rectified_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="整改人",
                    ),
                ),
                (
                    "verified_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="验收人",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="findings",
                        to="desk.programme",
                        verbose_name="区域",
                    ),
                ),
            ],
            options={
                "verbose_name": "督查问题",
                "verbose_name_plural": "督查问题",
                "indexes": [
                    models.Index(fields=["-found_at", "-id"], name="finding_newest"),
                    models.Index(fields=["status", "-found_at", "-id"], name="finding_by_status"),
                    models.Index(fields=["branch", "-found_at"], name="finding_of_branch"),
                    models.Index(
                        condition=models.Q(("status__in", ("OPEN", "RECTIFIED"))),
                        fields=["due_on", "id"],
                        name="finding_due",
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("OPEN", "RECTIFIED"))),
                        fields=["head", "due_on"],
                        name="finding_of_head",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "OPEN"),
                            models.Q(
                                ("rectified_at__isnull", False),
                                ("rectified_person__isnull", False),
                                models.Q(("rectification", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="finding_rectified_with_words",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verified_person", None),
                            models.Q(("verified_person", models.F("rectified_person")), _negated=True),
                            _connector="OR",
                        ),
                        name="finding_verified_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "VERIFIED"),
                                ("verified_at__isnull", False),
                                ("verified_person__isnull", False),
                            ),
                            models.Q(
                                models.Q(("status", "VERIFIED"), _negated=True),
                                ("verified_at", None),
                                ("verified_person", None),
                            ),
                            _connector="OR",
                        ),
                        name="finding_verified_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.finding"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "待联系"),
                            ("CONTACTED", "核实整改中"),
                            ("FIXED", "已整改，待反馈"),
                            ("TOLD", "已反馈，等再次评价"),
                            ("CLOSED", "已办结"),
                        ],
                        default="OPEN",
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="开始时间")),
                ("contact_due_on", models.DateField(verbose_name="联系期限")),
                ("settle_due_on", models.DateField(verbose_name="整改期限")),
                ("contacted_at", models.DateTimeField(null=True, verbose_name="联系时间")),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[("TRUE", "属实"), ("PARTLY", "部分属实"), ("NOT_TRUE", "不属实")],
                        max_length=10,
                        verbose_name="核实结果",
                    ),
                ),
                ("measures", models.TextField(blank=True, max_length=1000, verbose_name="整改措施")),
                ("fixed_at", models.DateTimeField(null=True, verbose_name="整改时间")),
                ("feedback", models.TextField(blank=True, max_length=1000, verbose_name="给办事人的反馈")),
                ("told_at", models.DateTimeField(null=True, verbose_name="反馈时间")),
                (
                    "second_level",
                    models.PositiveSmallIntegerField(
                        choices=[(5, "非常满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "非常不满意")],
                        null=True,
                        verbose_name="再次评价",
                    ),
                ),
                ("second_at", models.DateTimeField(null=True, verbose_name="再次评价时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="办结时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="跟进人",
                    ),
                ),
                (
                    "owner_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "rated_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "差评跟进",
                "verbose_name_plural": "差评跟进",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("OPEN", "CONTACTED", "FIXED"))),
                        fields=["settle_due_on", "id"],
                        name="follow_up_due",
                    ),
                    models.Index(condition=models.Q(("status", "TOLD")), fields=["told_at"], name="follow_up_silent"),
                    models.Index(fields=["opened_at", "branch"], name="follow_up_figures"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("owner_person", None),
                            ("rated_person", None),
                            models.Q(("owner_person", models.F("rated_person")), _negated=True),
                            _connector="OR",
                        ),
                        name="follow_up_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status", "OPEN"),
                            models.Q(
                                ("contacted_at__isnull", False),
                                ("owner__isnull", False),
                                ("owner_person__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_contacted",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["OPEN", "CONTACTED"]),
                            models.Q(
                                ("fixed_at__isnull", False),
                                models.Q(("finding", ""), _negated=True),
                                models.Q(("measures", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="follow_up_fixed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("OPEN", "CONTACTED", "FIXED")),
                            models.Q(("told_at__isnull", False), models.Q(("feedback", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="follow_up_told",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "CLOSED"), ("closed_at", None), _connector="XOR"),
                        name="follow_up_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("second_at", None), ("second_level", None)),
                            models.Q(("second_at__isnull", False), ("second_level__gte", 1), ("second_level__lte", 5)),
                            _connector="OR",
                        ),
                        name="follow_up_second",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUpEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.followup"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="HallPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_after", models.BooleanField(default=False, verbose_name="整改后")),
                ("alt", models.CharField(max_length=120, verbose_name="照片说明")),
                ("name", models.CharField(max_length=80, unique=True, verbose_name="文件")),
                ("content_type", models.CharField(max_length=20, verbose_name="类型")),
                ("size", models.PositiveIntegerField(verbose_name="字节")),
                ("sha256", models.CharField(max_length=64, verbose_name="摘要")),
                ("at", models.DateTimeField(verbose_name="时间")),
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
                    "check_made",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="desk.check"
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="desk.finding"
                    ),
                ),
            ],
            options={
                "verbose_name": "照片",
                "verbose_name_plural": "照片",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("check_made", None), ("finding__isnull", False)),
                            models.Q(("check_made__isnull", False), ("finding", None)),
                            _connector="OR",
                        ),
                        name="photo_of_one_thing",
                    ),
                    models.CheckConstraint(condition=models.Q(("alt", ""), _negated=True), name="photo_is_described"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HandOver",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("note", models.TextField(verbose_name="交接说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("seen_at", models.DateTimeField(null=True, verbose_name="接收人阅知")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理交接人",
                    ),
                ),
                ("cases", models.ManyToManyField(related_name="hand_overs", to="desk.case", verbose_name="办件")),
                (
                    "giver",
                    models.ForeignKey(
                        blank=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="交出人",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        blank=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="接收人",
                    ),
                ),
            ],
            options={
                "verbose_name": "交接",
                "verbose_name_plural": "交接",
                "indexes": [models.Index(fields=["taker", "-at"], name="hand_over_to")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("giver", models.F("taker")), _negated=True), name="hand_over_to_another"
                    ),
                    models.CheckConstraint(condition=models.Q(("note", ""), _negated=True), name="hand_over_with_note"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("fields", common.crypto.EncryptedField(where="draft.fields")),
                ("step", models.CharField(blank=True, max_length=40, verbose_name="填到")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("WINDOW", "窗口"),
                            ("PORTAL", "个人网厅"),
                            ("EMPLOYER", "单位网厅"),
                            ("API", "小程序"),
                            ("PHONE", "电话"),
                            ("HOME", "上门"),
                        ],
                        max_length=10,
                        verbose_name="渠道",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="开始时间")),
                ("saved_at", models.DateTimeField(verbose_name="保存时间")),
                (
                    "case",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="draft", to="desk.case"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="accounts.employer",
                        verbose_name="申请单位",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="填写人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drafts",
                        to="accounts.person",
                        verbose_name="申请人",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.kind", verbose_name="事项"),
                ),
            ],
            options={
                "verbose_name": "草稿",
                "verbose_name_plural": "草稿",
                "indexes": [
                    models.Index(condition=models.Q(("case", None)), fields=["saved_at"], name="draft_oldest"),
                    models.Index(
                        condition=models.Q(("case", None)), fields=["made_by", "-saved_at"], name="draft_of_maker"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("employer__isnull", False), ("person", None)),
                            models.Q(("employer", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="draft_of_one_applicant",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case", None)), fields=("kind", "person"), name="draft_a_person"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("case", None)), fields=("kind", "employer"), name="draft_an_employer"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("status", models.CharField(max_length=12, verbose_name="环节")),
                (
                    "whose",
                    models.CharField(
                        choices=[("OURS", "我们"), ("APPLICANT", "申请人"), ("OTHER", "其他部门")],
                        max_length=10,
                        verbose_name="时间归属",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="停表原因")),
                ("began_at", models.DateTimeField(verbose_name="开始")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束")),
                ("seconds", models.PositiveIntegerField(null=True, verbose_name="秒数")),
                ("branch", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.branch")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="spans", to="desk.case"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁手上",
                    ),
                ),
                ("kind", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.kind")),
            ],
            options={
                "verbose_name": "计时",
                "verbose_name_plural": "计时",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["ended_at", "kind"],
                        name="span_for_figures",
                    ),
                    models.Index(fields=["user", "ended_at"], name="span_of_user"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("case",), name="one_clock_runs"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("seconds", None)),
                            models.Q(("ended_at__gte", models.F("began_at")), ("seconds__isnull", False)),
                            _connector="OR",
                        ),
                        name="span_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseSequence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("last", models.PositiveIntegerField()),
                ("kind", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.kind")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("kind", "day"), name="sequence_a_day")],
            },
        ),
        migrations.CreateModel(
            name="KindVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="版本")),
                (
                    "status",
                    models.CharField(
                        choices=[("DRAFT", "草稿"), ("PUBLISHED", "已发布")],
                        default="DRAFT",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="施行日期")),
                ("label", models.CharField(max_length=60, verbose_name="事项名称")),
                ("who", models.TextField(blank=True, verbose_name="谁可以办")),
                ("how", models.TextField(blank=True, verbose_name="怎么办")),
                ("result", models.CharField(blank=True, max_length=120, verbose_name="办理结果")),
                ("fee", models.CharField(default="不收费", max_length=60, verbose_name="收费")),
                ("legal_basis", models.TextField(blank=True, verbose_name="办理依据")),
                ("exclusion", models.CharField(blank=True, max_length=40, verbose_name="互斥组")),
                ("statutory_parameter", models.CharField(blank=True, max_length=60, verbose_name="法定期限参数")),
                (
                    "statutory_days",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="法定期限（自然日）"),
                ),
                (
                    "promise_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="承诺期限（工作日，0 为当场）"),
                ),
                (
                    "promise_minutes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="承诺用时（分钟）"),
                ),
                ("warn_percent", models.PositiveSmallIntegerField(default=70, verbose_name="预警点（已用承诺时间 %）")),
                (
                    "tolerance_days",
                    models.PositiveSmallIntegerField(default=5, verbose_name="容缺补交期限（工作日，0 为不可容缺）"),
                ),
                ("supply_days", models.PositiveSmallIntegerField(default=10, verbose_name="补正期限（工作日）")),
                ("auto_limit_fen", models.BigIntegerField(default=0, verbose_name="自动审批上限（分，0 为不自动）")),
                ("sample_percent", models.PositiveSmallIntegerField(default=5, verbose_name="自动审批抽查比例 %")),
                ("retention_years", models.PositiveSmallIntegerField(default=10, verbose_name="档案保管年限")),
                ("made_at", models.DateTimeField(verbose_name="起草时间")),
                ("published_at", models.DateTimeField(null=True, verbose_name="发布时间")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="policy.document",
                        verbose_name="依据文件",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="desk.kind",
                        verbose_name="事项",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="起草人",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发布人",
                    ),
                ),
            ],
            options={
                "verbose_name": "事项版本",
                "verbose_name_plural": "事项版本",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "number"), name="version_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "PUBLISHED")), fields=("kind", "valid_from"), name="version_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "PUBLISHED"), _negated=True),
                            ("published_at__isnull", False),
                            _connector="OR",
                        ),
                        name="published_at_a_time",
                    ),
                    models.CheckConstraint(condition=models.Q(("sample_percent__lte", 100)), name="sample_is_percent"),
                    models.CheckConstraint(
                        condition=models.Q(("warn_percent__range", (1, 100))), name="warn_is_percent"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("auto_limit_fen__gte", 0)), name="auto_limit_not_below_zero"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DocumentRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                ("code", models.SlugField(max_length=40, verbose_name="材料代码")),
                ("label", models.CharField(max_length=80, verbose_name="材料名称")),
                ("is_main", models.BooleanField(default=True, verbose_name="主要材料")),
                (
                    "needed_when",
                    models.CharField(blank=True, max_length=40, verbose_name="何时需要（情形代码，空为总是）"),
                ),
                ("when_label", models.CharField(blank=True, max_length=80, verbose_name="何时需要（说明）")),
                ("where_from", models.CharField(blank=True, max_length=120, verbose_name="从哪里取得")),
                ("form", models.CharField(blank=True, max_length=120, verbose_name="要求")),
                ("register", models.SlugField(blank=True, max_length=30, verbose_name="可由数据共享取得的登记库")),
                ("valid_days", models.PositiveSmallIntegerField(default=0, verbose_name="可沿用天数（0 为不沿用）")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="documents", to="desk.kindversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "所需材料",
                "verbose_name_plural": "所需材料",
                "ordering": ["order", "id"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("version", "code"), name="document_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="ChannelRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("WINDOW", "窗口"),
                            ("PORTAL", "个人网厅"),
                            ("EMPLOYER", "单位网厅"),
                            ("API", "小程序"),
                            ("PHONE", "电话"),
                            ("HOME", "上门"),
                        ],
                        max_length=10,
                        verbose_name="渠道",
                    ),
                ),
                ("opens", models.TimeField(blank=True, null=True, verbose_name="开始")),
                ("closes", models.TimeField(blank=True, null=True, verbose_name="结束")),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="星期（1–7，空为每天）",
                    ),
                ),
                ("most_a_day", models.PositiveIntegerField(blank=True, null=True, verbose_name="每人每天最多件数")),
                ("most_fen", models.BigIntegerField(blank=True, null=True, verbose_name="单笔上限（分）")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="channels", to="desk.kindversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "开放渠道",
                "verbose_name_plural": "开放渠道",
                "ordering": ["order", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("version", "channel"), name="channel_rule_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes", None), ("opens", None)),
                            models.Q(("closes__gt", models.F("opens")), ("opens__isnull", False)),
                            _connector="OR",
                        ),
                        name="channel_hours_both",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="desk.kindversion", verbose_name="事项版本"
            ),
        ),
        migrations.CreateModel(
            name="KindVersionEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.kindversion"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("letter", models.CharField(max_length=1, unique=True, verbose_name="字母")),
                ("label", models.CharField(max_length=20, verbose_name="名称")),
                ("hint", models.CharField(blank=True, max_length=60, verbose_name="办什么")),
                (
                    "families",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("DEPOSIT", "缴存"),
                                ("WITHDRAWAL", "提取"),
                                ("LOAN", "贷款"),
                                ("CROSS", "跨省通办"),
                                ("OTHER", "其他"),
                            ],
                            max_length=12,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="业务类别",
                    ),
                ),
                ("bring", models.CharField(default="身份证原件", max_length=120, verbose_name="请带上")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
            ],
            options={
                "verbose_name": "业务队列",
                "verbose_name_plural": "业务队列",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("letter__regex", "^[A-Z]$")), name="line_letter_is_one")
                ],
            },
        ),
        migrations.CreateModel(
            name="ManualVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="第几版")),
                ("text", models.TextField(verbose_name="正文")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="改了什么")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编写人",
                    ),
                ),
                (
                    "section",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="desk.manualsection"
                    ),
                ),
            ],
            options={
                "verbose_name": "手册版本",
                "verbose_name_plural": "手册版本",
                "constraints": [models.UniqueConstraint(fields=("section", "number"), name="manual_number_once")],
            },
        ),
        migrations.CreateModel(
            name="ManualReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="确认时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="姓名",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="readings", to="desk.manualversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "阅读确认",
                "verbose_name_plural": "阅读确认",
                "constraints": [models.UniqueConstraint(fields=("version", "user"), name="manual_read_once")],
            },
        ),
        migrations.CreateModel(
            name="Meeting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("starts", models.TimeField(default=datetime.time(8, 10), verbose_name="开始")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PLANNED", "筹备中"),
                            ("HELD", "已召开"),
                            ("CONFIRMED", "记录已确认"),
                            ("CANCELLED", "已取消"),
                        ],
                        default="PLANNED",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("held_at", models.DateTimeField(null=True, verbose_name="实际开始")),
                ("minutes", models.TextField(blank=True, verbose_name="晨会记录")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="确认人",
                    ),
                ),
                (
                    "host",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="主持人",
                    ),
                ),
            ],
            options={
                "verbose_name": "晨会",
                "verbose_name_plural": "晨会",
                "indexes": [
                    models.Index(fields=["-day", "-id"], name="meeting_newest"),
                    models.Index(fields=["branch", "-day"], name="meeting_of_branch"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "CANCELLED"), _negated=True),
                        fields=("branch", "day"),
                        name="one_meeting_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_at", None), ("status__in", ["PLANNED", "CANCELLED"])),
                            models.Q(("held_at__isnull", False), ("status__in", ["HELD", "CONFIRMED"])),
                            _connector="OR",
                        ),
                        name="meeting_held_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CONFIRMED"), _negated=True),
                            models.Q(
                                ("confirmed_at__isnull", False),
                                ("confirmed_by__isnull", False),
                                models.Q(("minutes", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="meeting_confirmed_with_minutes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FaultDrill",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("window", models.CharField(blank=True, max_length=10, verbose_name="窗口")),
                ("business", models.CharField(max_length=60, verbose_name="什么业务")),
                ("objections", models.TextField(blank=True, verbose_name="提出的异议")),
                ("answers", models.TextField(blank=True, verbose_name="现场解答")),
                ("evaluation", models.TextField(blank=True, verbose_name="主持人评价")),
                (
                    "citizen",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="扮演群众",
                    ),
                ),
                (
                    "clerk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="办理人员",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="drills", to="desk.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "模拟找茬",
                "verbose_name_plural": "模拟找茬",
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("citizen", models.F("clerk")), _negated=True), name="drill_of_two"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "presence",
                    models.CharField(
                        choices=[("PRESENT", "准时"), ("LATE", "迟到"), ("LEAVE", "请假"), ("ABSENT", "缺席")],
                        max_length=10,
                        verbose_name="出勤",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=100, verbose_name="说明")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="姓名",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendance", to="desk.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "晨会出勤",
                "verbose_name_plural": "晨会出勤",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["user", "meeting"], name="attendance_of_user")],
                "constraints": [models.UniqueConstraint(fields=("meeting", "user"), name="attends_once")],
            },
        ),
        migrations.CreateModel(
            name="MeetingEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.meeting"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeetingProgramme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("SONG", "唱歌"),
                            ("DANCE", "舞蹈"),
                            ("POEM", "诗词朗诵"),
                            ("LESSON", "业务知识讲解"),
                            ("LIFE", "人生感悟"),
                            ("ETIQUETTE", "礼仪要求"),
                            ("PARTY", "党建文化"),
                        ],
                        max_length=10,
                        verbose_name="形式",
                    ),
                ),
                ("title", models.CharField(max_length=80, verbose_name="题目")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁来讲",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="programme", to="desk.meeting"
                    ),
                ),
            ],
            options={
                "verbose_name": "晨会节目",
                "verbose_name_plural": "晨会节目",
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几次告知")),
                ("due_on", models.DateField(verbose_name="补正期限")),
                ("verify_code", models.CharField(max_length=16, unique=True, verbose_name="验真码")),
                ("reason_again", models.CharField(blank=True, max_length=200, verbose_name="再次告知的原因")),
                ("at", models.DateTimeField(verbose_name="告知时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="告知人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notices_given", to="desk.case"
                    ),
                ),
            ],
            options={
                "verbose_name": "一次性告知书",
                "verbose_name_plural": "一次性告知书",
                "indexes": [
                    models.Index(condition=models.Q(("number__gte", 2)), fields=["at"], name="notice_second"),
                    models.Index(fields=["at", "branch"], name="notice_in_time"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="notice_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("number", 1), models.Q(("reason_again", ""), _negated=True), _connector="OR"
                        ),
                        name="second_notice_says_why",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Paper",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="材料代码")),
                ("label", models.CharField(max_length=80, verbose_name="材料名称")),
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                (
                    "media_type",
                    models.CharField(
                        choices=[("image/jpeg", "图片"), ("application/pdf", "PDF")], max_length=20, verbose_name="类型"
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="字节")),
                ("pages", models.PositiveSmallIntegerField(default=1, verbose_name="页数")),
                ("sha256", models.CharField(max_length=64, verbose_name="哈希")),
                ("stored", models.CharField(blank=True, max_length=80, verbose_name="存放名")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PENDING", "安全检查中"),
                            ("CLEAN", "可查看"),
                            ("INFECTED", "未通过安全检查"),
                            ("DROPPED", "已销毁"),
                        ],
                        default="PENDING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("FILE", "文件上传"),
                            ("PHOTO", "手机拍照"),
                            ("SCAN", "窗口扫描"),
                            ("CAMERA", "窗口高拍仪"),
                        ],
                        default="FILE",
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("scanned_at", models.DateTimeField(null=True, verbose_name="检查时间")),
                ("dropped_at", models.DateTimeField(null=True, verbose_name="销毁时间")),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="papers",
                        to="desk.draft",
                        verbose_name="草稿",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="accounts.employer",
                        verbose_name="所有单位",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="accounts.person",
                        verbose_name="所有人",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "材料文件",
                "verbose_name_plural": "材料文件",
                "indexes": [
                    models.Index(fields=["person", "-uploaded_at"], name="paper_of_person"),
                    models.Index(fields=["employer", "-uploaded_at"], name="paper_of_employer"),
                    models.Index(
                        condition=models.Q(("status", "PENDING")), fields=["uploaded_at"], name="paper_to_scan"
                    ),
                    models.Index(
                        condition=models.Q(("status__in", ("PENDING", "CLEAN"))),
                        fields=["uploaded_at", "id"],
                        name="paper_kept",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("employer__isnull", False), ("person", None)),
                            models.Q(("employer", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="paper_of_one_owner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("PENDING", "CLEAN")), models.Q(("stored", ""), _negated=True)),
                            models.Q(models.Q(("status__in", ("PENDING", "CLEAN")), _negated=True), ("stored", "")),
                            _connector="OR",
                        ),
                        name="paper_bytes_while_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CLEAN"), _negated=True), ("scanned_at__isnull", False), _connector="OR"
                        ),
                        name="paper_scanned_before_opened",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "DROPPED"), _negated=True),
                            ("dropped_at__isnull", False),
                            _connector="OR",
                        ),
                        name="paper_dropped_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaperEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.paper"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Problem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("DEPOSIT", "缴存"),
                            ("WITHDRAWAL", "提取"),
                            ("LOAN", "贷款"),
                            ("CROSS", "跨省通办"),
                            ("OTHER", "其他"),
                        ],
                        max_length=12,
                        verbose_name="业务类别",
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="标签",
                    ),
                ),
                ("question", models.TextField(max_length=1000, verbose_name="问题")),
                ("found_on", models.DateField(verbose_name="发现日期")),
                ("asked", models.CharField(blank=True, max_length=200, verbose_name="咨询了谁")),
                ("handling", models.TextField(blank=True, verbose_name="怎么处理的")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "待解答"),
                            ("VALID", "有效"),
                            ("AMBER", "依据有变，待确认"),
                            ("RETIRED", "已停用"),
                        ],
                        default="OPEN",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0, verbose_name="第几版")),
                ("is_public", models.BooleanField(default=False, verbose_name="对外公开")),
                ("helped", models.PositiveIntegerField(default=0, verbose_name="帮上忙的次数")),
                ("created_at", models.DateTimeField(verbose_name="记录时间")),
                ("search_text", models.TextField(editable=False)),
                (
                    "search_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=2), default=list, editable=False, size=None
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="desk.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "escalation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="problems",
                        to="desk.escalation",
                        verbose_name="兜底事项",
                    ),
                ),
                (
                    "found_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁发现的",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑难问题",
                "verbose_name_plural": "疑难问题",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search_keys"], name="problem_search_keys"),
                    models.Index(fields=["-created_at", "-id"], name="problem_newest"),
                    models.Index(fields=["status", "-created_at", "-id"], name="problem_by_status"),
                    models.Index(fields=["family", "-created_at", "-id"], name="problem_by_family"),
                    models.Index(
                        condition=models.Q(("is_public", True), ("status", "VALID")),
                        fields=["-helped", "-id"],
                        name="problem_public",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ("VALID", "AMBER")), _negated=True),
                            ("version__gte", 1),
                            _connector="OR",
                        ),
                        name="answered_has_version",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_public", False), ("version__gte", 1), _connector="OR"),
                        name="public_has_version",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProblemAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(verbose_name="第几版")),
                (
                    "kind",
                    models.CharField(
                        choices=[("FIRST", "首次解答"), ("CHANGED", "修改"), ("CONFIRMED", "重新确认")],
                        max_length=10,
                        verbose_name="缘由",
                    ),
                ),
                ("text", models.TextField(verbose_name="解答")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="解答人",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answers", to="desk.problem"
                    ),
                ),
            ],
            options={
                "verbose_name": "解答",
                "verbose_name_plural": "解答",
                "constraints": [models.UniqueConstraint(fields=("problem", "number"), name="answer_number_once")],
            },
        ),
        migrations.CreateModel(
            name="Citation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("PARAMETER", "政策参数"), ("DOCUMENT", "文件"), ("REGULATION", "条例")],
                        max_length=10,
                        verbose_name="依据",
                    ),
                ),
                ("parameter", models.CharField(blank=True, max_length=60, verbose_name="参数")),
                ("article", models.CharField(blank=True, max_length=300, verbose_name="条款或原文")),
                ("standing", models.TextField(verbose_name="当时的规定")),
                ("words", models.CharField(max_length=300, verbose_name="当时的规定（文字）")),
                (
                    "document",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policy.document",
                        verbose_name="文件",
                    ),
                ),
                (
                    "regulation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="policy.regulationversion",
                        verbose_name="条例",
                    ),
                ),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="citations", to="desk.problemanswer"
                    ),
                ),
            ],
            options={
                "verbose_name": "依据",
                "verbose_name_plural": "依据",
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("parameter", ""), _negated=True),
                        fields=["parameter"],
                        name="citation_of_parameter",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("document", None),
                                ("kind", "PARAMETER"),
                                ("regulation", None),
                                models.Q(("parameter", ""), _negated=True),
                            ),
                            models.Q(
                                ("document__isnull", False),
                                ("kind", "DOCUMENT"),
                                ("parameter", ""),
                                ("regulation", None),
                            ),
                            models.Q(
                                ("document", None),
                                ("kind", "REGULATION"),
                                ("parameter", ""),
                                ("regulation__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="citation_of_one_rule",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ProblemEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.problem"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ProblemUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField(verbose_name="日期")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁用到的",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desk.case",
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="desk.problem"
                    ),
                ),
            ],
            options={
                "verbose_name": "帮上忙",
                "verbose_name_plural": "帮上忙",
                "constraints": [models.UniqueConstraint(fields=("problem", "by", "on"), name="helped_once_a_day")],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=120, verbose_name="检查点")),
                ("points", models.PositiveSmallIntegerField(default=10, verbose_name="分值")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                ("is_active", models.BooleanField(default=True, verbose_name="使用中")),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="desk.programme",
                        verbose_name="程序",
                    ),
                ),
            ],
            options={
                "verbose_name": "检查点",
                "verbose_name_plural": "检查点",
                "ordering": ["order", "id"],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("points__gte", 1)), name="item_counts_something")
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckMark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=120, verbose_name="检查点")),
                ("points", models.PositiveSmallIntegerField(verbose_name="分值")),
                (
                    "mark",
                    models.CharField(
                        choices=[("PASS", "合格"), ("FAIL", "不合格"), ("NONE", "不适用")],
                        max_length=4,
                        verbose_name="结果",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=120, verbose_name="说明")),
                (
                    "check_made",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="marks", to="desk.check"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.programmeitem"
                    ),
                ),
            ],
            options={
                "verbose_name": "检查结果",
                "verbose_name_plural": "检查结果",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("check_made", "item"), name="marked_once")],
            },
        ),
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("OPEN", "待补交"),
                            ("KEPT", "已兑现"),
                            ("BROKEN", "未兑现"),
                            ("LAPSED", "办件已结束，不再需要"),
                        ],
                        default="OPEN",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("text", models.TextField(verbose_name="承诺内容")),
                ("signed_name", models.CharField(max_length=60, verbose_name="承诺人签名")),
                ("due_on", models.DateField(verbose_name="补交期限")),
                ("made_at", models.DateTimeField(verbose_name="承诺时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="desk.case"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="accounts.employer",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="promises",
                        to="accounts.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "容缺承诺",
                "verbose_name_plural": "容缺承诺",
                "indexes": [
                    models.Index(condition=models.Q(("status", "OPEN")), fields=["due_on"], name="promise_due"),
                    models.Index(
                        condition=models.Q(("status", "BROKEN")), fields=["person", "-ended_at"], name="promise_broken"
                    ),
                    models.Index(
                        condition=models.Q(("status", "BROKEN")),
                        fields=["employer", "-ended_at"],
                        name="promise_broken_employer",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", False)),
                        fields=["ended_at", "branch"],
                        name="promise_ended",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("employer__isnull", False), ("person", None)),
                            models.Q(("employer", None), ("person__isnull", False)),
                            _connector="OR",
                        ),
                        name="promise_of_one_applicant",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_name", ""), _negated=True), models.Q(("text", ""), _negated=True)
                        ),
                        name="promise_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("status", "OPEN")),
                            models.Q(models.Q(("status", "OPEN"), _negated=True), ("ended_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="promise_ended_when_ended",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PromiseEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.promise"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "level",
                    models.PositiveSmallIntegerField(
                        choices=[(5, "非常满意"), (4, "满意"), (3, "基本满意"), (2, "不满意"), (1, "非常不满意")],
                        verbose_name="评价",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[("LINK", "短信链接"), ("PORTAL", "个人网厅"), ("WINDOW", "窗口评价器")],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                (
                    "tags",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("QUICK", "办得快"),
                                ("KIND", "态度好"),
                                ("CLEAR", "讲得清楚"),
                                ("FEW_PAPERS", "材料少"),
                                ("SLOW", "等得久"),
                                ("RUDE", "态度不好"),
                                ("UNCLEAR", "没讲清楚"),
                                ("MANY_PAPERS", "材料多、跑多次"),
                                ("SYSTEM", "系统不好用"),
                            ],
                            max_length=12,
                        ),
                        default=list,
                        size=None,
                        verbose_name="标签",
                    ),
                ),
                ("words", models.TextField(blank=True, max_length=500, verbose_name="说的话")),
                ("rated_at", models.DateTimeField(verbose_name="评价时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rating", to="desk.case"
                    ),
                ),
                (
                    "clerk",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="ratings_received",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "clerk_person",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.kind", verbose_name="事项"),
                ),
                (
                    "rated_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="评价人",
                    ),
                ),
            ],
            options={
                "verbose_name": "评价",
                "verbose_name_plural": "评价",
                "indexes": [
                    models.Index(fields=["-rated_at", "-id"], name="rating_newest"),
                    models.Index(fields=["clerk", "-rated_at"], name="rating_of_clerk"),
                    models.Index(fields=["rated_at", "branch", "kind", "clerk", "level"], name="rating_figures"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("level__gte", 1), ("level__lte", 5)), name="rating_of_five_levels"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("rated_by__isnull", False), ("way", "PORTAL")),
                            models.Q(("way", "PORTAL"), _negated=True),
                            _connector="OR",
                        ),
                        name="rated_in_person",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="followup",
            name="rating",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="follow_up", to="desk.rating"
            ),
        ),
        migrations.CreateModel(
            name="RatingDevice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("window", models.CharField(max_length=10, verbose_name="窗口")),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("registered_at", models.DateTimeField(verbose_name="登记时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "registered_by",
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
                "verbose_name": "窗口评价器",
                "verbose_name_plural": "窗口评价器",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at", None)), fields=("branch", "window"), name="device_a_window"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RatingInvitation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "way",
                    models.CharField(
                        choices=[("LINK", "短信链接"), ("PORTAL", "个人网厅"), ("WINDOW", "窗口评价器")],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("invited_at", models.DateTimeField(verbose_name="邀请时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效至")),
                ("used_at", models.DateTimeField(null=True, verbose_name="评价时间")),
                ("branch", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.branch")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="rating_invitations", to="desk.case"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to="desk.ratingdevice"),
                ),
                (
                    "invited_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="邀请人",
                    ),
                ),
                ("kind", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.kind")),
            ],
            options={
                "verbose_name": "评价邀请",
                "verbose_name_plural": "评价邀请",
                "indexes": [
                    models.Index(
                        condition=models.Q(("way", "LINK")),
                        fields=["invited_at", "branch", "kind"],
                        name="invited_in_month",
                    ),
                    models.Index(
                        condition=models.Q(("used_at", None)), fields=["device", "-invited_at"], name="asked_at_device"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("way", "LINK")), fields=("case",), name="one_link_a_case"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("invited_at"))), name="invitation_ends_later"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.SlugField(max_length=30, verbose_name="登记库")),
                ("digest", models.CharField(max_length=64, verbose_name="问题摘要")),
                ("question", common.crypto.EncryptedField(where="registeranswer.question")),
                ("answer", common.crypto.EncryptedField(blank=True, where="registeranswer.answer")),
                (
                    "differing",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), default=list, size=None, verbose_name="不一致的项目"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "查询中"),
                            ("DOWN", "登记库暂不可用，稍后自动重试"),
                            ("AGREES", "一致"),
                            ("DIFFERS", "与材料不一致，待人工判断"),
                            ("NOTHING", "没有查到记录"),
                            ("SETTLED", "不一致，已人工判断"),
                        ],
                        default="WAITING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="查询时间")),
                ("next_try_at", models.DateTimeField(null=True, verbose_name="下次尝试")),
                ("tries", models.PositiveSmallIntegerField(default=0, verbose_name="次数")),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("took_ms", models.PositiveIntegerField(null=True, verbose_name="用时（毫秒）")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="判断理由")),
                (
                    "asked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查询人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="register_answers", to="desk.case"
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="判断人",
                    ),
                ),
            ],
            options={
                "verbose_name": "登记库查询",
                "verbose_name_plural": "登记库查询",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status__in", ("WAITING", "DOWN"))),
                        fields=["next_try_at"],
                        name="register_to_ask",
                    ),
                    models.Index(fields=["case", "id"], name="register_of_case"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ("WAITING", "DOWN")),
                            models.Q(("answered_at__isnull", False), ("took_ms__isnull", False)),
                            _connector="OR",
                        ),
                        name="register_answered_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "SETTLED"), _negated=True),
                            models.Q(models.Q(("reason", ""), _negated=True), ("settled_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="register_settled_with_reason",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ("WAITING", "DOWN"))),
                        fields=("case", "register", "digest"),
                        name="register_asked_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RegisterAnswerEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.registeranswer"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Requirement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, verbose_name="材料代码")),
                ("label", models.CharField(max_length=80, verbose_name="材料名称")),
                ("is_main", models.BooleanField(verbose_name="主要材料")),
                ("where_from", models.CharField(blank=True, max_length=120, verbose_name="从哪里取得")),
                ("register", models.SlugField(blank=True, max_length=30, verbose_name="登记库")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("MISSING", "未收到"),
                            ("PROVIDED", "已上传，待核对"),
                            ("CHECKED", "已核对"),
                            ("REJECTED", "不合格"),
                        ],
                        default="MISSING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                (
                    "how",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("SEEN", "核验原件"),
                            ("COPIED", "收取复印件"),
                            ("SHARED", "数据共享获取"),
                            ("REUSED", "沿用以前材料"),
                        ],
                        max_length=10,
                        verbose_name="核对方式",
                    ),
                ),
                ("is_tolerated", models.BooleanField(default=False, verbose_name="容缺")),
                ("checked_at", models.DateTimeField(null=True, verbose_name="核对时间")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="requirements", to="desk.case"
                    ),
                ),
                (
                    "checked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
                    ),
                ),
            ],
            options={
                "verbose_name": "办件材料",
                "verbose_name_plural": "办件材料",
                "ordering": ["order", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "code"), name="requirement_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CHECKED"), _negated=True),
                            models.Q(("checked_at__isnull", False), models.Q(("how", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="checked_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("is_main", False), ("is_tolerated", False), _connector="OR"),
                        name="main_is_never_tolerated",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="registeranswer",
            name="requirement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="register_answers",
                to="desk.requirement",
            ),
        ),
        migrations.AddField(
            model_name="promise",
            name="requirement",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="desk.requirement"
            ),
        ),
        migrations.CreateModel(
            name="PaperUse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("removed_at", models.DateTimeField(null=True, verbose_name="撤下时间")),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提交人",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="desk.paper"
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤下人",
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="desk.requirement"
                    ),
                ),
                (
                    "reused_from",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.requirement"
                    ),
                ),
            ],
            options={
                "verbose_name": "材料使用",
                "verbose_name_plural": "材料使用",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at", None)),
                        fields=("requirement", "paper"),
                        name="paper_used_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoticeItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("why", models.CharField(max_length=200, verbose_name="缺什么或哪里不合格")),
                ("where_from", models.CharField(blank=True, max_length=120, verbose_name="从哪里取得")),
                ("order", models.PositiveSmallIntegerField(verbose_name="排序")),
                ("ready_at", models.DateTimeField(null=True, verbose_name="申请人已备妥")),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="items", to="desk.notice"
                    ),
                ),
                (
                    "requirement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="notice_items", to="desk.requirement"
                    ),
                ),
            ],
            options={
                "verbose_name": "告知事项",
                "verbose_name_plural": "告知事项",
                "constraints": [models.UniqueConstraint(fields=("notice", "requirement"), name="notice_item_once")],
            },
        ),
        migrations.CreateModel(
            name="RequirementEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.requirement"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField(verbose_name="第几次送审")),
                ("level", models.PositiveSmallIntegerField(verbose_name="级次")),
                (
                    "decision",
                    models.CharField(
                        choices=[("APPROVE", "同意"), ("SEND_BACK", "退回经办"), ("REFUSE", "不同意")],
                        max_length=10,
                        verbose_name="意见",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("at", models.DateTimeField(verbose_name="时间")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="复核人",
                    ),
                ),
                (
                    "by_person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="reviews", to="desk.case"
                    ),
                ),
                (
                    "deputising_for",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代谁复核",
                    ),
                ),
                (
                    "maker_person",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="经办人本人",
                    ),
                ),
            ],
            options={
                "verbose_name": "复核意见",
                "verbose_name_plural": "复核意见",
                "indexes": [models.Index(fields=["by", "-at"], name="review_of_reviewer")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "round", "by_person"), name="one_word_a_round"),
                    models.UniqueConstraint(fields=("case", "round", "level"), name="one_reviewer_a_level"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("maker_person", None),
                            models.Q(("by_person", models.F("maker_person")), _negated=True),
                            _connector="OR",
                        ),
                        name="review_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", "APPROVE"), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="review_no_with_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReviewRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                ("level", models.PositiveSmallIntegerField(verbose_name="级次")),
                ("label", models.CharField(max_length=40, verbose_name="名称")),
                ("above_fen", models.BigIntegerField(default=-1, verbose_name="金额超过（分）时需要")),
                ("grade", models.PositiveSmallIntegerField(default=1, verbose_name="最低职级")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="levels", to="desk.kindversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "复核级次",
                "verbose_name_plural": "复核级次",
                "ordering": ["level", "id"],
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("version", "level"), name="review_rule_once"),
                    models.CheckConstraint(condition=models.Q(("level__gte", 1)), name="level_from_one"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedProblem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="分享人",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shared", to="desk.meeting"
                    ),
                ),
                (
                    "problem",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="shared",
                        to="desk.problem",
                        verbose_name="疑难问题",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑难问题交流",
                "verbose_name_plural": "疑难问题交流",
                "ordering": ["id"],
                "constraints": [models.UniqueConstraint(fields=("meeting", "problem"), name="shared_once_a_meeting")],
            },
        ),
        migrations.CreateModel(
            name="SlotPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ORDINARY", "普通预约"),
                            ("SUNDAY", "周日半天"),
                            ("AFTER_HOURS", "延时服务"),
                            ("HOME_VISIT", "上门服务"),
                            ("EARLY", "提前介入"),
                            ("EMPLOYER", "单位批量"),
                        ],
                        default="ORDINARY",
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), size=None, verbose_name="星期"
                    ),
                ),
                ("opens", models.TimeField(verbose_name="开始")),
                ("closes", models.TimeField(verbose_name="结束")),
                ("minutes", models.PositiveSmallIntegerField(default=30, verbose_name="每段分钟")),
                ("capacity", models.PositiveSmallIntegerField(default=3, verbose_name="每段名额")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("valid_until", models.DateField(blank=True, null=True, verbose_name="至")),
                ("made_at", models.DateTimeField(verbose_name="制定时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "lines",
                    models.ManyToManyField(blank=True, related_name="+", to="desk.line", verbose_name="限办业务"),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="制定人",
                    ),
                ),
            ],
            options={
                "verbose_name": "预约时段安排",
                "verbose_name_plural": "预约时段安排",
                "indexes": [models.Index(fields=["branch", "kind"], name="plan_of_branch")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))), name="plan_closes_after_it_opens"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__range", (5, 480))), name="plan_slot_is_some_minutes"
                    ),
                    models.CheckConstraint(condition=models.Q(("capacity__range", (1, 200))), name="plan_has_places"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_until", None), ("valid_until__gte", models.F("valid_from")), _connector="OR"
                        ),
                        name="plan_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ORDINARY", "普通预约"),
                            ("SUNDAY", "周日半天"),
                            ("AFTER_HOURS", "延时服务"),
                            ("HOME_VISIT", "上门服务"),
                            ("EARLY", "提前介入"),
                            ("EMPLOYER", "单位批量"),
                        ],
                        max_length=12,
                    ),
                ),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("capacity", models.PositiveSmallIntegerField()),
                ("taken", models.PositiveSmallIntegerField(default=0)),
                ("branch", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.branch")),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="slots", to="desk.slotplan"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["branch", "starts_at"], name="slot_of_branch")],
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "starts_at"), name="slot_once"),
                    models.CheckConstraint(
                        condition=models.Q(("taken__gte", 0), ("taken__lte", models.F("capacity"))),
                        name="slot_never_overbooked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="slot_ends_after_it_starts"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StageRule",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField(default=10, verbose_name="排序")),
                ("status", models.CharField(max_length=12, verbose_name="环节")),
                ("label", models.CharField(max_length=40, verbose_name="环节名称")),
                ("target_minutes", models.PositiveIntegerField(verbose_name="目标分钟")),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="stages", to="desk.kindversion"
                    ),
                ),
            ],
            options={
                "verbose_name": "环节时限",
                "verbose_name_plural": "环节时限",
                "ordering": ["order", "id"],
                "abstract": False,
                "constraints": [models.UniqueConstraint(fields=("version", "status"), name="stage_rule_once")],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("title", models.CharField(max_length=80, verbose_name="建议")),
                ("text", models.TextField(verbose_name="具体内容")),
                ("raised_at", models.DateTimeField(verbose_name="提出时间")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("RAISED", "待研究"),
                            ("ADOPTED", "已采纳，落实中"),
                            ("DONE", "已落实"),
                            ("DECLINED", "未采纳"),
                        ],
                        default="RAISED",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="决定时间")),
                ("reason", models.TextField(blank=True, verbose_name="理由")),
                ("due_on", models.DateField(null=True, verbose_name="完成期限")),
                ("evidence", models.TextField(blank=True, verbose_name="落实情况")),
                ("done_at", models.DateTimeField(null=True, verbose_name="落实时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="决定人",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="suggestions",
                        to="desk.meeting",
                        verbose_name="晨会",
                    ),
                ),
                (
                    "raised_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="提出人",
                    ),
                ),
                (
                    "responsible",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="责任人",
                    ),
                ),
            ],
            options={
                "verbose_name": "建议",
                "verbose_name_plural": "建议",
                "indexes": [
                    models.Index(fields=["-raised_at", "-id"], name="suggestion_newest"),
                    models.Index(fields=["status", "-raised_at", "-id"], name="suggestion_by_status"),
                    models.Index(fields=["raised_by", "-raised_at"], name="suggestion_of_raiser"),
                    models.Index(condition=models.Q(("status", "ADOPTED")), fields=["due_on"], name="suggestion_due"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at", None), ("decided_by", None), ("status", "RAISED")),
                            models.Q(
                                models.Q(("status", "RAISED"), _negated=True),
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="suggestion_decided_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by", None),
                            models.Q(("decided_by", models.F("raised_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="suggestion_decided_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["ADOPTED", "DONE"]), _negated=True),
                            models.Q(("due_on__isnull", False), ("responsible__isnull", False)),
                            _connector="OR",
                        ),
                        name="suggestion_adopted_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "DONE"), _negated=True),
                            models.Q(("done_at__isnull", False), models.Q(("evidence", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="suggestion_done_with_evidence",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.suggestion"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(verbose_name="日期")),
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("code", models.CharField(max_length=6, verbose_name="号码")),
                ("secret", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "等候中"),
                            ("CALLED", "已叫号"),
                            ("SERVING", "办理中"),
                            ("DONE", "已办完"),
                            ("NO_SHOW", "过号"),
                            ("LEFT", "已放弃"),
                        ],
                        default="WAITING",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                (
                    "lane",
                    models.CharField(
                        choices=[("ORDINARY", "普通"), ("APPOINTMENT", "预约"), ("GREEN", "绿色通道")],
                        default="ORDINARY",
                        max_length=12,
                        verbose_name="通道",
                    ),
                ),
                (
                    "green_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OLD", "老年人"),
                            ("PREGNANT", "孕妇或带婴幼儿"),
                            ("DISABLED", "残疾人或行动不便"),
                            ("SOLDIER", "军人、退役军人及家属"),
                        ],
                        max_length=10,
                        verbose_name="优先理由",
                    ),
                ),
                ("taken_at", models.DateTimeField(verbose_name="取号时间")),
                ("place_at", models.DateTimeField(verbose_name="排队时间")),
                ("due_at", models.DateTimeField(null=True, verbose_name="预约时间")),
                ("is_transferred", models.BooleanField(default=False, verbose_name="转办")),
                ("called_at", models.DateTimeField(null=True, verbose_name="叫号时间")),
                ("first_called_at", models.DateTimeField(null=True, verbose_name="首次叫号时间")),
                ("calls", models.PositiveSmallIntegerField(default=0, verbose_name="叫号次数")),
                ("started_at", models.DateTimeField(null=True, verbose_name="开始办理")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "called_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="叫号人",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="desk.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, to="desk.device", verbose_name="取号机"
                    ),
                ),
                (
                    "given_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="代取人",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.line", verbose_name="队列"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tickets",
                        to="accounts.person",
                        verbose_name="本人",
                    ),
                ),
            ],
            options={
                "verbose_name": "排队号",
                "verbose_name_plural": "排队号",
                "indexes": [
                    models.Index(fields=["branch", "day", "status", "place_at"], name="ticket_of_the_day"),
                    models.Index(fields=["branch", "day", "first_called_at"], name="ticket_last_called"),
                    models.Index(
                        condition=models.Q(("device__isnull", False)),
                        fields=["device", "taken_at"],
                        name="ticket_of_device",
                    ),
                    models.Index(fields=["called_by", "day"], name="ticket_of_caller"),
                    models.Index(
                        condition=models.Q(("status__in", ["WAITING", "CALLED", "SERVING"])),
                        fields=["day"],
                        name="ticket_still_open",
                    ),
                    models.Index(
                        condition=models.Q(("person__isnull", False)),
                        fields=["person", "-taken_at"],
                        name="ticket_of_person",
                    ),
                    models.Index(condition=models.Q(("case__isnull", False)), fields=["case"], name="ticket_of_case"),
                    models.Index(
                        condition=models.Q(("person__isnull", False)), fields=["taken_at"], name="ticket_to_forget"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("branch", "day", "code"), name="ticket_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "SERVING"), _negated=True),
                            ("started_at__isnull", False),
                            _connector="OR",
                        ),
                        name="ticket_served_was_started",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("status__in", ["WAITING", "CALLED", "SERVING"])),
                            models.Q(
                                models.Q(("status__in", ["WAITING", "CALLED", "SERVING"]), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="ticket_ended_when_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lane", "GREEN"), models.Q(("green_reason", ""), _negated=True)),
                            models.Q(models.Q(("lane", "GREEN"), _negated=True), ("green_reason", "")),
                            _connector="OR",
                        ),
                        name="ticket_green_for_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="预约码")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ORDINARY", "普通预约"),
                            ("SUNDAY", "周日半天"),
                            ("AFTER_HOURS", "延时服务"),
                            ("HOME_VISIT", "上门服务"),
                            ("EARLY", "提前介入"),
                            ("EMPLOYER", "单位批量"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("BOOKED", "已预约"),
                            ("ARRIVED", "已到场"),
                            ("DONE", "已完成"),
                            ("NO_SHOW", "未到"),
                            ("CANCELLED", "已取消"),
                        ],
                        default="BOOKED",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="时间")),
                ("ends_at", models.DateTimeField(verbose_name="至")),
                ("head_count", models.PositiveSmallIntegerField(default=1, verbose_name="人数")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("WINDOW", "窗口"),
                            ("PORTAL", "个人网厅"),
                            ("EMPLOYER", "单位网厅"),
                            ("API", "小程序"),
                            ("PHONE", "电话"),
                            ("HOME", "上门"),
                        ],
                        max_length=10,
                        verbose_name="渠道",
                    ),
                ),
                ("booked_at", models.DateTimeField(verbose_name="预约时间")),
                (
                    "address",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="上门地址", where="appointment.address"
                    ),
                ),
                (
                    "visit_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("OLD", "年老体弱"),
                            ("ILL", "患病住院或行动不便"),
                            ("DISABLED", "残疾"),
                            ("OTHER", "其他特殊困难"),
                        ],
                        max_length=10,
                        verbose_name="上门原因",
                    ),
                ),
                (
                    "questions",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="想提前了解的问题", where="appointment.questions"
                    ),
                ),
                (
                    "answer",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="答复", where="appointment.answer"
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="答复时间")),
                ("result", models.TextField(blank=True, verbose_name="结果")),
                ("reminded_at", models.DateTimeField(null=True, verbose_name="提醒时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                ("forgotten_at", models.DateTimeField(null=True, verbose_name="清除时间")),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="答复人",
                    ),
                ),
                (
                    "assigned_to",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="经办人",
                    ),
                ),
                (
                    "booked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="登记人",
                    ),
                ),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="accounts.employer",
                        verbose_name="单位",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="accounts.person",
                        verbose_name="预约人",
                    ),
                ),
                (
                    "matter",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desk.kind",
                        verbose_name="事项",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.line", verbose_name="业务"),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="appointments", to="desk.slot"
                    ),
                ),
                (
                    "ticket",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointment",
                        to="desk.ticket",
                    ),
                ),
            ],
            options={
                "verbose_name": "预约",
                "verbose_name_plural": "预约",
                "indexes": [
                    models.Index(fields=["branch", "starts_at", "id"], name="appointment_of_branch"),
                    models.Index(fields=["person", "-starts_at"], name="appointment_of_person"),
                    models.Index(
                        condition=models.Q(("employer__isnull", False)),
                        fields=["employer", "-starts_at"],
                        name="appointment_of_employer",
                    ),
                    models.Index(
                        condition=models.Q(("status", "BOOKED")), fields=["ends_at"], name="appointment_to_come"
                    ),
                    models.Index(
                        condition=models.Q(("kind__in", ["HOME_VISIT", "EARLY"])),
                        fields=["-starts_at", "-id"],
                        name="appointment_visits",
                    ),
                    models.Index(
                        condition=models.Q(("forgotten_at", None), ("kind__in", ["HOME_VISIT", "EARLY"])),
                        fields=["ended_at"],
                        name="appointment_to_forget",
                    ),
                    models.Index(
                        condition=models.Q(("reminded_at", None), ("status", "BOOKED")),
                        fields=["starts_at"],
                        name="appointment_to_remind",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status", "BOOKED")),
                        fields=("person", "starts_at"),
                        name="one_place_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "HOME_VISIT"), _negated=True),
                            models.Q(("visit_reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="visit_for_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("status__in", ["BOOKED", "ARRIVED"])),
                            models.Q(
                                models.Q(("status__in", ["BOOKED", "ARRIVED"]), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="appointment_ended_when_ended",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "HOME_VISIT"), ("status", "DONE"), _negated=True),
                            models.Q(("result", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="visit_done_with_a_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("action", models.CharField(max_length=40, verbose_name="动作")),
                ("before", models.CharField(blank=True, max_length=20, verbose_name="原状态")),
                ("after", models.CharField(max_length=20, verbose_name="新状态")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("note", models.TextField(blank=True, verbose_name="说明")),
                ("window", models.CharField(blank=True, max_length=4, verbose_name="窗口")),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.ticket"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["record", "at", "id"], name="ticket_event_in_order")],
            },
        ),
        migrations.CreateModel(
            name="TicketSequence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField()),
                ("last", models.PositiveIntegerField()),
                ("branch", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.branch")),
                ("line", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.line")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("branch", "line", "day"), name="tickets_a_day")],
            },
        ),
        migrations.CreateModel(
            name="Window",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=4, verbose_name="窗口号")),
                (
                    "status",
                    models.CharField(
                        choices=[("CLOSED", "未开窗"), ("OPEN", "服务中"), ("PAUSED", "暂停")],
                        default="CLOSED",
                        editable=False,
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("since", models.DateTimeField(editable=False, null=True, verbose_name="状态自")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                ("lines", models.ManyToManyField(related_name="windows", to="desk.line", verbose_name="服务的队列")),
                (
                    "user",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="谁在窗口",
                    ),
                ),
            ],
            options={
                "verbose_name": "窗口",
                "verbose_name_plural": "窗口",
                "constraints": [
                    models.UniqueConstraint(fields=("branch", "number"), name="window_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)), fields=("user",), name="one_window_a_user"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "CLOSED"), ("user", None)),
                            models.Q(models.Q(("status", "CLOSED"), _negated=True), ("user__isnull", False)),
                            _connector="OR",
                        ),
                        name="window_open_with_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketService",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("began_at", models.DateTimeField(null=True, verbose_name="开始")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束")),
                ("seconds", models.PositiveIntegerField(null=True, verbose_name="秒数")),
                ("branch", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.branch")),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="desk.case",
                        verbose_name="办件",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.line", verbose_name="业务"),
                ),
                (
                    "ticket",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="services", to="desk.ticket"
                    ),
                ),
                (
                    "window",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="desk.window"
                    ),
                ),
            ],
            options={
                "verbose_name": "本次业务",
                "verbose_name_plural": "本次业务",
                "indexes": [
                    models.Index(
                        condition=models.Q(("seconds__gt", 0)),
                        fields=["branch", "line", "-ended_at"],
                        name="service_pace",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("began_at__isnull", False), ("ended_at", None)),
                        fields=("ticket",),
                        name="one_service_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("seconds", None)),
                            models.Q(
                                ("began_at__isnull", False),
                                ("ended_at__gte", models.F("began_at")),
                                ("seconds__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="service_ends_after_it_began",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="ticket",
            name="only_window",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="desk.window",
                verbose_name="指定窗口",
            ),
        ),
        migrations.AddField(
            model_name="ticket",
            name="window",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, to="desk.window", verbose_name="窗口"
            ),
        ),
        migrations.CreateModel(
            name="WindowEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.window"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["record", "at"], name="window_event_in_order")],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("ORDINARY", "普通预约"),
                            ("SUNDAY", "周日半天"),
                            ("AFTER_HOURS", "延时服务"),
                            ("HOME_VISIT", "上门服务"),
                            ("EARLY", "提前介入"),
                            ("EMPLOYER", "单位批量"),
                        ],
                        max_length=12,
                        verbose_name="类型",
                    ),
                ),
                ("day", models.DateField(verbose_name="日期")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "候补中"),
                            ("OFFERED", "有空位，为您保留"),
                            ("TAKEN", "已约上"),
                            ("LAPSED", "已失效"),
                            ("WITHDRAWN", "已退出"),
                        ],
                        default="WAITING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="登记时间")),
                ("held_until", models.DateTimeField(null=True, verbose_name="保留至")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="desk.line", verbose_name="业务"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="accounts.person",
                        verbose_name="候补人",
                    ),
                ),
                (
                    "slot",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="wishes", to="desk.slot"
                    ),
                ),
            ],
            options={
                "verbose_name": "候补",
                "verbose_name_plural": "候补",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "WAITING")),
                        fields=["branch", "day", "kind", "id"],
                        name="wish_next",
                    ),
                    models.Index(condition=models.Q(("status", "OFFERED")), fields=["held_until"], name="wish_held"),
                    models.Index(condition=models.Q(("status", "WAITING")), fields=["day"], name="wish_past"),
                    models.Index(fields=["person", "-day"], name="wish_of_person"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["WAITING", "OFFERED"])),
                        fields=("person", "branch", "kind", "day"),
                        name="one_wish_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "OFFERED"), _negated=True),
                            models.Q(("held_until__isnull", False), ("slot__isnull", False)),
                            _connector="OR",
                        ),
                        name="wish_offered_holds_a_place",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WishEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.wish"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="AppointmentEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="desk.appointment"
                    ),
                ),
            ],
            options={
                "abstract": False,
                "indexes": [models.Index(fields=["record", "at", "id"], name="appointment_event_in_order")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="appointmentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7425f19adc53baa39c3f38f0ae87c74409d3762f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_01169",
                    table="desk_appointmentevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bulletin",
            trigger=pgtrigger.compiler.Trigger(
                name="published_bulletin_stands",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'PUBLISHED')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="9b7de1f03d841d4456abc0991829ce46c4985d69",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_bulletin_stands_a32b6",
                    table="desk_bulletin",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bulletinevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="4812fa1e26cd1910d7e6d8f2523796b3095db59a",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6f53e",
                    table="desk_bulletinevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bulletinread",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="946d6815015f847fa92f3d8f2b36c6d79e2a2b96",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_36e18",
                    table="desk_bulletinread",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="caseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="778cdc30844a0fb9152a1195eb9bcb793305598d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_cee68",
                    table="desk_caseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaint",
            trigger=pgtrigger.compiler.Trigger(
                name="complaint_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="c379b7d88d9d01a2e468c2765e1c624d776f5db6",
                    operation="DELETE",
                    pgid="pgtrigger_complaint_stays_818e4",
                    table="desk_complaint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaint",
            trigger=pgtrigger.compiler.Trigger(
                name="complaint_words_stand",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."title" IS DISTINCT FROM (NEW."title"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="58e886b98212c3f0f313e00c9671c554b03c5566",
                    operation="UPDATE",
                    pgid="pgtrigger_complaint_words_stand_0e145",
                    table="desk_complaint",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="complaintevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="cbbbe9de8d055c173220001c9626049de41e5450",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8cc9b",
                    table="desk_complaintevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="courtesydrill",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="593d6afd5e79ab131f7050f47e5cf9e25bd165a1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_fe72e",
                    table="desk_courtesydrill",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="courtesyscore",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1f4d39cfe8f9d0ed02d4f370e30a4551dd194230",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7b31e",
                    table="desk_courtesyscore",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="dutyswapevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5a0023d88672a3f7cfc5ad68e293449112b0d5d5",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1f373",
                    table="desk_dutyswapevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enquiry",
            trigger=pgtrigger.compiler.Trigger(
                name="enquiry_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="25f541c82ff495a1f7f78081f86bc85f9ee383fc",
                    operation="DELETE",
                    pgid="pgtrigger_enquiry_stays_b287f",
                    table="desk_enquiry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enquiry",
            trigger=pgtrigger.compiler.Trigger(
                name="first_asked_stands",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."asked_at" IS DISTINCT FROM (NEW."asked_at") OR OLD."first_asked_id" IS DISTINCT FROM (NEW."first_asked_id") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."question" IS DISTINCT FROM (NEW."question"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="57ec0ed9f1ee8337a143537a9d4649c435fcc4e5",
                    operation="UPDATE",
                    pgid="pgtrigger_first_asked_stands_6fcf5",
                    table="desk_enquiry",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="enquiryevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="380626c7c4bc0d47d0c6c861a8504494fcfa2847",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e1e46",
                    table="desk_enquiryevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="escalationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="5e2d867cda31a181b752513342e2fd8c95290736",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_953dd",
                    table="desk_escalationevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="findingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f64d4ab96d3f9a648f0835177befeaee3fb40a41",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6d6dd",
                    table="desk_findingevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followupevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="545f23c477b759c9e5a12f957128bd17e5639ba1",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1df01",
                    table="desk_followupevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="hallphoto",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f9112783f252af4f2fa6058e85a86797b5b4e9d4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_df69d",
                    table="desk_hallphoto",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="kindversion",
            trigger=pgtrigger.compiler.Trigger(
                name="published_is_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'PUBLISHED')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b38d81b4a6045cebcec2cc7002ff659b8c3d3044",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_published_is_final_bc9b0",
                    table="desk_kindversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="documentrule",
            trigger=pgtrigger.compiler.Trigger(
                name="version_is_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF EXISTS (\n        SELECT 1 FROM desk_kindversion WHERE id IN (\n            CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.version_id END,\n            CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.version_id END\n        ) AND status = 'PUBLISHED'\n    ) THEN\n        RAISE EXCEPTION 'pgtrigger: Cannot change rows from % table of a published version', TG_TABLE_NAME;\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                    hash="3791db4e24d5e5c47329f1880eba93b17e09220d",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_version_is_draft_a6499",
                    table="desk_documentrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="channelrule",
            trigger=pgtrigger.compiler.Trigger(
                name="version_is_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF EXISTS (\n        SELECT 1 FROM desk_kindversion WHERE id IN (\n            CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.version_id END,\n            CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.version_id END\n        ) AND status = 'PUBLISHED'\n    ) THEN\n        RAISE EXCEPTION 'pgtrigger: Cannot change rows from % table of a published version', TG_TABLE_NAME;\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                    hash="dc34a4acc8e4d4b84fb1ea75febce4d1ac2e5db2",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_version_is_draft_67c46",
                    table="desk_channelrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="kindversionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="da6f71bf7a99248b59d7972253fbc067c2f5d78d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7f04c",
                    table="desk_kindversionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualversion",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="314cea275b224cea2df6152c2ec51321d2e7ba96",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_78e72",
                    table="desk_manualversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="manualreading",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c4b3417f90f68dd06257171a08832d098cf195af",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ee5bf",
                    table="desk_manualreading",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meeting",
            trigger=pgtrigger.compiler.Trigger(
                name="confirmed_minutes_stand",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.\"status\" = 'CONFIRMED')",
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="d72ead236476408fdaf1bb9b08b2c91fd8a43c5d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_confirmed_minutes_stand_146a7",
                    table="desk_meeting",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="meetingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="23b605a7241266754229936815bb3f530bad3c9f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_a429e",
                    table="desk_meetingevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paperevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="b07ff9e63efdb9bb25e8c7c3568922fb17266703",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_04d9c",
                    table="desk_paperevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="problemanswer",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f4371e217bf674db1bfee2c268ae0f8fd43db4f9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_af0b1",
                    table="desk_problemanswer",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="citation",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="62efa4c7e7d3383c65c5f1fc3482d0108dba0fb4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d6364",
                    table="desk_citation",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="problemevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7b44b41192f8a4bf22f60bdca0ee5f21095c6301",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_1502d",
                    table="desk_problemevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="problemuse",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="bda5c05848cc20a574070106d2fa7c1a9966f801",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6a1bc",
                    table="desk_problemuse",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="check",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="18698fdd9f80a65d73c03497065b424b4ba50a58",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_8c3ef",
                    table="desk_check",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="checkmark",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="06532681e65345cd49b9ef195224dfc90bd5f2c3",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_44ddd",
                    table="desk_checkmark",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="promiseevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="8789961b7fe186f5d1ee59f649a37161c2dea61e",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_40811",
                    table="desk_promiseevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rating",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6971b20cd820c9d71440f4c475b267304d1baec0",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_450f0",
                    table="desk_rating",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="followup",
            trigger=pgtrigger.compiler.Trigger(
                name="follow_up_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="a55e70be6bac9d680570aaec0535f8e041da139f",
                    operation="DELETE",
                    pgid="pgtrigger_follow_up_stays_4f699",
                    table="desk_followup",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="registeranswerevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="c3de13d845a7664b0143fdac88bf8065fec6e2a9",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_7f62c",
                    table="desk_registeranswerevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="promise",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "OPEN")), fields=("requirement",), name="one_open_promise"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requirementevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a6c18fd601ca81aa3093c4d52ee3162cfe8bf340",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6c5ec",
                    table="desk_requirementevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="review",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7ed1e3738b38c28cd9166b3f78db1cc64a5a4acf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_d5476",
                    table="desk_review",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reviewrule",
            trigger=pgtrigger.compiler.Trigger(
                name="version_is_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF EXISTS (\n        SELECT 1 FROM desk_kindversion WHERE id IN (\n            CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.version_id END,\n            CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.version_id END\n        ) AND status = 'PUBLISHED'\n    ) THEN\n        RAISE EXCEPTION 'pgtrigger: Cannot change rows from % table of a published version', TG_TABLE_NAME;\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                    hash="40b9036fd32fdd077d65b95beff337993dc7a74a",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_version_is_draft_586f6",
                    table="desk_reviewrule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="stagerule",
            trigger=pgtrigger.compiler.Trigger(
                name="version_is_draft",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF EXISTS (\n        SELECT 1 FROM desk_kindversion WHERE id IN (\n            CASE WHEN TG_OP = 'INSERT' THEN NULL ELSE OLD.version_id END,\n            CASE WHEN TG_OP = 'DELETE' THEN NULL ELSE NEW.version_id END\n        ) AND status = 'PUBLISHED'\n    ) THEN\n        RAISE EXCEPTION 'pgtrigger: Cannot change rows from % table of a published version', TG_TABLE_NAME;\n    END IF;\n    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n    RETURN NEW;\n",
                    hash="e928fd477274eab3d6847e3aaf0f0abfbc843a70",
                    operation="INSERT OR UPDATE OR DELETE",
                    pgid="pgtrigger_version_is_draft_8a647",
                    table="desk_stagerule",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="suggestionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="dc635b87803fa77720c9a6ff903713fe578e767d",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_5f2df",
                    table="desk_suggestionevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticketevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="e1c545fd6582730d83bf51cb8d7ae043b9419cfb",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_6e35a",
                    table="desk_ticketevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ("CALLED", "SERVING"))),
                fields=("window",),
                name="one_ticket_a_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="ticket",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status__in", ("CALLED", "SERVING")), _negated=True),
                    models.Q(("called_at__isnull", False), ("called_by__isnull", False), ("window__isnull", False)),
                    _connector="OR",
                ),
                name="ticket_at_a_window_is_called",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="windowevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="557cf1229644dd57ccb86d5371aeb8be2de76c45",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_ed2ed",
                    table="desk_windowevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="wishevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="63c6529a91154501d826f7506260d30a0a739b5f",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_efe3e",
                    table="desk_wishevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
