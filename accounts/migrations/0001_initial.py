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
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                ("username", models.CharField(max_length=60, unique=True, verbose_name="登录名")),
                (
                    "door",
                    models.CharField(
                        choices=[("STAFF", "工作人员"), ("DEPOSITOR", "缴存人"), ("CLERK", "单位经办人")],
                        max_length=10,
                        verbose_name="入口",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="有效")),
                ("must_change_password", models.BooleanField(default=False, verbose_name="须修改密码")),
                ("created_at", models.DateTimeField(verbose_name="开通时间")),
            ],
            options={
                "verbose_name": "用户",
                "verbose_name_plural": "用户",
            },
        ),
        migrations.CreateModel(
            name="BankCard",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", common.crypto.EncryptedField(verbose_name="卡号", where="bank_card.number")),
                ("number_index", models.CharField(db_index=True, editable=False, max_length=32)),
                ("bank_name", models.CharField(blank=True, max_length=80, verbose_name="开户银行")),
                ("bound_at", models.DateTimeField(verbose_name="绑定时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="解绑时间")),
            ],
            options={
                "verbose_name": "银行卡",
                "verbose_name_plural": "银行卡",
            },
        ),
        migrations.CreateModel(
            name="Branch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, unique=True, verbose_name="编号")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地址")),
                ("phone", models.CharField(blank=True, max_length=30, verbose_name="电话")),
                ("hours", models.CharField(blank=True, max_length=120, verbose_name="办公时间")),
            ],
            options={
                "verbose_name": "管理部",
                "verbose_name_plural": "管理部",
            },
        ),
        migrations.CreateModel(
            name="PersonEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="姓名")),
                (
                    "document_type",
                    models.CharField(
                        choices=[
                            ("01", "身份证"),
                            ("02", "军官证"),
                            ("03", "护照"),
                            ("04", "外国人永久居留身份证"),
                            ("99", "其他"),
                        ],
                        default="01",
                        max_length=2,
                        verbose_name="证件类型",
                    ),
                ),
                (
                    "document_number",
                    common.crypto.EncryptedField(verbose_name="证件号码", where="person.document_number"),
                ),
                ("document_index", models.CharField(editable=False, max_length=32)),
                (
                    "phone",
                    common.crypto.EncryptedField(blank=True, default="", verbose_name="手机号码", where="person.phone"),
                ),
                ("phone_index", models.CharField(blank=True, default="", editable=False, max_length=32)),
                ("phone_verified_at", models.DateTimeField(blank=True, null=True, verbose_name="手机验证时间")),
                ("birth_on", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                ("created_at", models.DateTimeField(verbose_name="建档时间")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PrivacyNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.CharField(max_length=20, unique=True, verbose_name="版本")),
                ("text", models.TextField(verbose_name="正文")),
                ("published_on", models.DateField(verbose_name="发布日期")),
            ],
            options={
                "verbose_name": "个人信息保护告知",
                "verbose_name_plural": "个人信息保护告知",
            },
        ),
        migrations.CreateModel(
            name="Relation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("SPOUSE", "配偶"), ("PARENT", "父母"), ("CHILD", "子女")],
                        max_length=10,
                        verbose_name="关系",
                    ),
                ),
                ("proof", models.CharField(max_length=120, verbose_name="证明材料")),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="至")),
            ],
            options={
                "verbose_name": "亲属关系",
                "verbose_name_plural": "亲属关系",
            },
        ),
        migrations.CreateModel(
            name="RelationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("SPOUSE", "配偶"), ("PARENT", "父母"), ("CHILD", "子女")],
                        max_length=10,
                        verbose_name="关系",
                    ),
                ),
                ("proof", models.CharField(max_length=120, verbose_name="证明材料")),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="至")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("TELLER", "综合柜员"),
                            ("REVIEWER", "复核员"),
                            ("BRANCH_HEAD", "管理部主任"),
                            ("ACCOUNTANT", "财务人员"),
                            ("CHIEF_ACCOUNTANT", "财务主管"),
                            ("AUDITOR", "稽核人员"),
                            ("ADMIN", "系统管理员"),
                        ],
                        max_length=20,
                        verbose_name="角色",
                    ),
                ),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="至")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="事由")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="收回时间")),
            ],
            options={
                "verbose_name": "角色授权",
                "verbose_name_plural": "角色授权",
            },
        ),
        migrations.CreateModel(
            name="RoleGrantEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("TELLER", "综合柜员"),
                            ("REVIEWER", "复核员"),
                            ("BRANCH_HEAD", "管理部主任"),
                            ("ACCOUNTANT", "财务人员"),
                            ("CHIEF_ACCOUNTANT", "财务主管"),
                            ("AUDITOR", "稽核人员"),
                            ("ADMIN", "系统管理员"),
                        ],
                        max_length=20,
                        verbose_name="角色",
                    ),
                ),
                ("since", models.DateField(verbose_name="自")),
                ("until", models.DateField(blank=True, null=True, verbose_name="至")),
                ("reason", models.CharField(blank=True, max_length=120, verbose_name="事由")),
                ("revoked_at", models.DateTimeField(blank=True, null=True, verbose_name="收回时间")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("secret", common.crypto.EncryptedField(where="second_factor.secret")),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("last_step", models.BigIntegerField(default=0)),
                (
                    "recovery_hashes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=128), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Staff",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=10, unique=True, verbose_name="工号")),
                ("window", models.CharField(blank=True, max_length=10, verbose_name="窗口")),
                ("grade", models.PositiveSmallIntegerField(default=1, verbose_name="职级")),
                ("limit_fen", models.BigIntegerField(default=0, verbose_name="单笔权限（分）")),
            ],
            options={
                "verbose_name": "工作人员",
                "verbose_name_plural": "工作人员",
            },
        ),
        migrations.CreateModel(
            name="StaffEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.CharField(max_length=10, verbose_name="工号")),
                ("window", models.CharField(blank=True, max_length=10, verbose_name="窗口")),
                ("grade", models.PositiveSmallIntegerField(default=1, verbose_name="职级")),
                ("limit_fen", models.BigIntegerField(default=0, verbose_name="单笔权限（分）")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Employer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="单位名称")),
                ("name_key", models.CharField(db_index=True, editable=False, max_length=120)),
                ("social_credit_code", models.CharField(max_length=18, unique=True, verbose_name="统一社会信用代码")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地址")),
                (
                    "contact_phone",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="经办人手机", where="employer.contact_phone"
                    ),
                ),
                (
                    "search_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, editable=False, size=None
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
                    ),
                ),
            ],
            options={
                "verbose_name": "单位",
                "verbose_name_plural": "单位",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search_keys"], name="employer_search_keys")
                ],
            },
        ),
        migrations.CreateModel(
            name="EmployerClerk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mandate", models.CharField(blank=True, max_length=120, verbose_name="授权材料")),
                ("authorised_at", models.DateTimeField(verbose_name="授权时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                (
                    "authorised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="clerks",
                        to="accounts.employer",
                        verbose_name="单位",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "单位经办人",
                "verbose_name_plural": "单位经办人",
            },
        ),
        migrations.CreateModel(
            name="EmployerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("name", models.CharField(max_length=120, verbose_name="单位名称")),
                ("name_key", models.CharField(editable=False, max_length=120)),
                ("social_credit_code", models.CharField(max_length=18, verbose_name="统一社会信用代码")),
                ("address", models.CharField(blank=True, max_length=120, verbose_name="地址")),
                (
                    "contact_phone",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="经办人手机", where="employer.contact_phone"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="登记时间")),
                (
                    "branch",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.branch",
                        verbose_name="管理部",
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
                        related_name="events",
                        to="accounts.employer",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LoginSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session_key", models.CharField(max_length=40, unique=True)),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来自")),
                ("device", models.CharField(blank=True, max_length=200, verbose_name="设备")),
                ("at", models.DateTimeField(verbose_name="登录时间")),
                ("seen_at", models.DateTimeField(verbose_name="最近使用")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="login_sessions",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-at"], name="sessions_of_user")],
            },
        ),
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("phone_index", models.CharField(max_length=32)),
                ("purpose", models.CharField(max_length=20)),
                ("code_hash", models.CharField(max_length=128)),
                ("address", models.GenericIPAddressField(null=True)),
                ("sent_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("proved_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["phone_index", "-sent_at"], name="codes_to_phone"),
                    models.Index(fields=["address", "-sent_at"], name="codes_from_address"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, verbose_name="姓名")),
                (
                    "document_type",
                    models.CharField(
                        choices=[
                            ("01", "身份证"),
                            ("02", "军官证"),
                            ("03", "护照"),
                            ("04", "外国人永久居留身份证"),
                            ("99", "其他"),
                        ],
                        default="01",
                        max_length=2,
                        verbose_name="证件类型",
                    ),
                ),
                (
                    "document_number",
                    common.crypto.EncryptedField(verbose_name="证件号码", where="person.document_number"),
                ),
                ("document_index", models.CharField(editable=False, max_length=32)),
                (
                    "phone",
                    common.crypto.EncryptedField(blank=True, default="", verbose_name="手机号码", where="person.phone"),
                ),
                ("phone_index", models.CharField(blank=True, default="", editable=False, max_length=32)),
                ("phone_verified_at", models.DateTimeField(blank=True, null=True, verbose_name="手机验证时间")),
                ("birth_on", models.DateField(blank=True, null=True, verbose_name="出生日期")),
                (
                    "search_keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), default=list, editable=False, size=None
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="建档时间")),
            ],
            options={
                "verbose_name": "人员",
                "verbose_name_plural": "人员",
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(fields=["search_keys"], name="person_search_keys"),
                    models.Index(
                        django.contrib.postgres.indexes.OpClass("name", "text_pattern_ops"), name="person_name_prefix"
                    ),
                    models.Index(fields=["phone_index"], name="person_phone"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("document_type", "document_index"), name="one_person_a_document"),
                    models.UniqueConstraint(
                        condition=models.Q(("phone_verified_at__isnull", False)),
                        fields=("phone_index",),
                        name="verified_phone_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("phone_verified_at", None), models.Q(("phone_index", ""), _negated=True), _connector="OR"
                        ),
                        name="verified_phone_exists",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("viewer", models.CharField(max_length=120, verbose_name="身份")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("PAGE", "查看资料"),
                            ("REVEAL", "查看完整号码"),
                            ("FILE", "导出文件"),
                            ("API", "接口查询"),
                        ],
                        max_length=10,
                        verbose_name="方式",
                    ),
                ),
                ("what", models.CharField(max_length=120, verbose_name="内容")),
                ("case", models.CharField(blank=True, max_length=20, verbose_name="办件号")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来自")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="查看人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="looks",
                        to="accounts.person",
                        verbose_name="被查看人",
                    ),
                ),
            ],
            options={
                "verbose_name": "查看记录",
                "verbose_name_plural": "查看记录",
                "indexes": [models.Index(fields=["person", "-at"], name="looks_at_person")],
            },
        ),
        migrations.CreateModel(
            name="EmployerClerkEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("mandate", models.CharField(blank=True, max_length=120, verbose_name="授权材料")),
                ("authorised_at", models.DateTimeField(verbose_name="授权时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="终止时间")),
                (
                    "authorised_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        related_name="events",
                        to="accounts.employerclerk",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.person",
                        verbose_name="经办人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="employerclerk",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="clerk_of",
                to="accounts.person",
                verbose_name="经办人",
            ),
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("address", models.GenericIPAddressField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="accounts.person"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BankCardEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", common.crypto.EncryptedField(verbose_name="卡号", where="bank_card.number")),
                ("number_index", models.CharField(editable=False, max_length=32)),
                ("bank_name", models.CharField(blank=True, max_length=80, verbose_name="开户银行")),
                ("bound_at", models.DateTimeField(verbose_name="绑定时间")),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="解绑时间")),
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
                        related_name="events",
                        to="accounts.bankcard",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.person",
                        verbose_name="持卡人",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="bankcard",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cards",
                to="accounts.person",
                verbose_name="持卡人",
            ),
        ),
        migrations.CreateModel(
            name="AuditEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("action", models.CharField(max_length=60, verbose_name="动作")),
                ("target", models.CharField(blank=True, max_length=80, verbose_name="对象")),
                ("detail", models.JSONField(default=dict, verbose_name="内容")),
                ("address", models.GenericIPAddressField(null=True, verbose_name="来自")),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="操作人",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.person",
                        verbose_name="涉及人员",
                    ),
                ),
            ],
            options={
                "verbose_name": "操作日志",
                "verbose_name_plural": "操作日志",
                "indexes": [
                    models.Index(fields=["-at", "-id"], name="audit_newest"),
                    models.Index(fields=["person", "-at"], name="audit_of_person"),
                ],
            },
        ),
        migrations.AddField(
            model_name="user",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="users",
                to="accounts.person",
                verbose_name="本人",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."birth_on" IS DISTINCT FROM (NEW."birth_on") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."document_index" IS DISTINCT FROM (NEW."document_index") OR OLD."document_number" IS DISTINCT FROM (NEW."document_number") OR OLD."document_type" IS DISTINCT FROM (NEW."document_type") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."phone_index" IS DISTINCT FROM (NEW."phone_index") OR OLD."phone_verified_at" IS DISTINCT FROM (NEW."phone_verified_at"))',
                    func='INSERT INTO "accounts_personevent" ("birth_on", "created_at", "document_index", "document_number", "document_type", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_index", "phone_verified_at") VALUES (OLD."birth_on", OLD."created_at", OLD."document_index", OLD."document_number", OLD."document_type", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."phone", OLD."phone_index", OLD."phone_verified_at"); RETURN NULL;',
                    hash="90562b09730ea9a073988bc3518917e531152b77",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_70819",
                    table="accounts_person",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="person",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_personevent" ("birth_on", "created_at", "document_index", "document_number", "document_type", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "phone_index", "phone_verified_at") VALUES (OLD."birth_on", OLD."created_at", OLD."document_index", OLD."document_number", OLD."document_type", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."phone_index", OLD."phone_verified_at"); RETURN NULL;',
                    hash="1e8876f2dae5233b67b1ed02f9d07515a16dee5c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_18acd",
                    table="accounts_person",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="personevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="personevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="accounts.person",
            ),
        ),
        migrations.AddField(
            model_name="consent",
            name="notice",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="accounts.privacynotice"),
        ),
        migrations.AddField(
            model_name="relation",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations",
                to="accounts.person",
                verbose_name="本人",
            ),
        ),
        migrations.AddField(
            model_name="relation",
            name="relative",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="relations_to",
                to="accounts.person",
                verbose_name="亲属",
            ),
        ),
        migrations.AddField(
            model_name="relationevent",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.person",
                verbose_name="本人",
            ),
        ),
        migrations.AddField(
            model_name="relationevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="relationevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="accounts.relation",
            ),
        ),
        migrations.AddField(
            model_name="relationevent",
            name="relative",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.person",
                verbose_name="亲属",
            ),
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="deputising_for",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="代理谁",
            ),
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="granted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="授权人",
            ),
        ),
        migrations.AddField(
            model_name="rolegrant",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="role_grants",
                to=settings.AUTH_USER_MODEL,
                verbose_name="用户",
            ),
        ),
        migrations.AddField(
            model_name="rolegrantevent",
            name="deputising_for",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="代理谁",
            ),
        ),
        migrations.AddField(
            model_name="rolegrantevent",
            name="granted_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="授权人",
            ),
        ),
        migrations.AddField(
            model_name="rolegrantevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="rolegrantevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="accounts.rolegrant",
            ),
        ),
        migrations.AddField(
            model_name="rolegrantevent",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="用户",
            ),
        ),
        migrations.AddField(
            model_name="secondfactor",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="second_factor", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="staff",
            name="branch",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="accounts.branch", verbose_name="管理部"
            ),
        ),
        migrations.AddField(
            model_name="staff",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="staff",
                to=settings.AUTH_USER_MODEL,
                verbose_name="用户",
            ),
        ),
        migrations.AddField(
            model_name="staffevent",
            name="branch",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="accounts.branch",
                verbose_name="管理部",
            ),
        ),
        migrations.AddField(
            model_name="staffevent",
            name="pgh_context",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="pghistory.context",
            ),
        ),
        migrations.AddField(
            model_name="staffevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="accounts.staff",
            ),
        ),
        migrations.AddField(
            model_name="staffevent",
            name="user",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="用户",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="employer",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."branch_id" IS DISTINCT FROM (NEW."branch_id") OR OLD."contact_phone" IS DISTINCT FROM (NEW."contact_phone") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_key" IS DISTINCT FROM (NEW."name_key") OR OLD."social_credit_code" IS DISTINCT FROM (NEW."social_credit_code"))',
                    func='INSERT INTO "accounts_employerevent" ("address", "branch_id", "contact_phone", "created_at", "id", "name", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "social_credit_code") VALUES (OLD."address", OLD."branch_id", OLD."contact_phone", OLD."created_at", OLD."id", OLD."name", OLD."name_key", _pgh_attach_context(), NOW(), \'update\', OLD."id", OLD."social_credit_code"); RETURN NULL;',
                    hash="d8e6db6ebf98e4a12436e1f5dc94f87dccc78012",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e639b",
                    table="accounts_employer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="employer",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_employerevent" ("address", "branch_id", "contact_phone", "created_at", "id", "name", "name_key", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "social_credit_code") VALUES (OLD."address", OLD."branch_id", OLD."contact_phone", OLD."created_at", OLD."id", OLD."name", OLD."name_key", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."social_credit_code"); RETURN NULL;',
                    hash="3ec6a22efdb1722d15faeb4f8c87232665d26f5a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_480b6",
                    table="accounts_employer",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="look",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="ba8cdabd2f4d32a272a6df7bad0aaf007f781923",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_79618",
                    table="accounts_look",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="employerclerk",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("employer", "person"), name="clerk_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="employerclerk",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_employerclerkevent" ("authorised_at", "authorised_by_id", "employer_id", "ended_at", "ended_by_id", "id", "mandate", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."authorised_at", NEW."authorised_by_id", NEW."employer_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."mandate", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="4b85c3422bc632c55c24c0a7c3d701c766d51929",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_92d1c",
                    table="accounts_employerclerk",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="employerclerk",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_employerclerkevent" ("authorised_at", "authorised_by_id", "employer_id", "ended_at", "ended_by_id", "id", "mandate", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."authorised_at", NEW."authorised_by_id", NEW."employer_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."mandate", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="5e937ae65f7660a464dc6fc43fea9f41a6283fe3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0d1a2",
                    table="accounts_employerclerk",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="bankcard",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)), fields=("person", "number_index"), name="card_once"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankcard",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_bankcardevent" ("bank_name", "bound_at", "ended_at", "id", "number", "number_index", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."bank_name", NEW."bound_at", NEW."ended_at", NEW."id", NEW."number", NEW."number_index", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="efa03d148e1a0d2a449b264fc4ef151f453b5c19",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1cfc9",
                    table="accounts_bankcard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankcard",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_bankcardevent" ("bank_name", "bound_at", "ended_at", "id", "number", "number_index", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."bank_name", NEW."bound_at", NEW."ended_at", NEW."id", NEW."number", NEW."number_index", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="0cfa961ab42c01aab800c36699da5c5ca666bb85",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4a76f",
                    table="accounts_bankcard",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="auditentry",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="f78d7546cae6abefbfed448b788eab0e8a36f6bf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_e6c89",
                    table="accounts_auditentry",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.UniqueConstraint(
                condition=models.Q(("door__in", ["DEPOSITOR", "CLERK", "STAFF"])),
                fields=("person", "door"),
                name="one_user_a_door",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(fields=("person", "notice"), name="one_consent_a_version"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="consent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="605ae12046e39086d47000bb520c931ba024eddf",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_eb45e",
                    table="accounts_consent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.CheckConstraint(
                condition=models.Q(("person", models.F("relative")), _negated=True), name="not_own_relative"
            ),
        ),
        migrations.AddConstraint(
            model_name="relation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "SPOUSE"), ("until", None)), fields=("person",), name="one_spouse_at_a_time"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_relationevent" ("id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof", "relative_id", "since", "until") VALUES (NEW."id", NEW."kind", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."proof", NEW."relative_id", NEW."since", NEW."until"); RETURN NULL;',
                    hash="d92d66e2634c0c5a105f3f2f372c3b1bc89cd6da",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_219ce",
                    table="accounts_relation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="relation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_relationevent" ("id", "kind", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "proof", "relative_id", "since", "until") VALUES (NEW."id", NEW."kind", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."proof", NEW."relative_id", NEW."since", NEW."until"); RETURN NULL;',
                    hash="6c0745333cfcab001e996f89b0aeb194c21a7035",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8caaf",
                    table="accounts_relation",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(("deputising_for", None), ("until__isnull", False), _connector="OR"),
                name="deputy_has_a_term",
                violation_error_message="代理须写明终止日期。",
            ),
        ),
        migrations.AddConstraint(
            model_name="rolegrant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("granted_by", None), models.Q(("granted_by", models.F("user")), _negated=True), _connector="OR"
                ),
                name="nobody_grants_to_themselves",
                violation_error_message="不能给自己授权。",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolegrant",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_rolegrantevent" ("deputising_for_id", "granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revoked_at", "role", "since", "until", "user_id") VALUES (NEW."deputising_for_id", NEW."granted_by_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."revoked_at", NEW."role", NEW."since", NEW."until", NEW."user_id"); RETURN NULL;',
                    hash="da9c6bef1d19932d6c4744a6adfc54ad09c18f5d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_77ca7",
                    table="accounts_rolegrant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="rolegrant",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_rolegrantevent" ("deputising_for_id", "granted_by_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "revoked_at", "role", "since", "until", "user_id") VALUES (NEW."deputising_for_id", NEW."granted_by_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."revoked_at", NEW."role", NEW."since", NEW."until", NEW."user_id"); RETURN NULL;',
                    hash="a147e90285dfe5641412be2b622a12b49d027e25",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f0e9e",
                    table="accounts_rolegrant",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staff",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_staffevent" ("branch_id", "grade", "id", "limit_fen", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "window") VALUES (NEW."branch_id", NEW."grade", NEW."id", NEW."limit_fen", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id", NEW."window"); RETURN NULL;',
                    hash="c8e6895285ca2b050d75429eb6d1cc1a650de213",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f4643",
                    table="accounts_staff",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="staff",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_staffevent" ("branch_id", "grade", "id", "limit_fen", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id", "window") VALUES (NEW."branch_id", NEW."grade", NEW."id", NEW."limit_fen", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id", NEW."window"); RETURN NULL;',
                    hash="f5d45a0fdb2b238d29cfd3d115c5b464c384970d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_bc7e2",
                    table="accounts_staff",
                    when="AFTER",
                ),
            ),
        ),
    ]
