import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_privacy_notice"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="IdempotentCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("owner", models.CharField(max_length=40)),
                ("key", models.CharField(max_length=80)),
                ("request_hash", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(null=True)),
                ("body", models.JSONField(null=True)),
                ("started_at", models.DateTimeField()),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "key"), name="one_call_a_key"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at", None), ("status", None)),
                            models.Q(("finished_at__isnull", False), ("status__isnull", False)),
                            _connector="OR",
                        ),
                        name="answered_call_has_its_answer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="代码")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="联系人")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="登记时间")),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        help_text="单位自己的系统填写，填写后只能查看和申报这个单位。",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="partners",
                        to="accounts.employer",
                        verbose_name="所属单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "合作系统",
                "verbose_name_plural": "合作系统",
            },
        ),
        migrations.CreateModel(
            name="DepositorToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("issued_at", models.DateTimeField(verbose_name="授权时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                ("last_used_at", models.DateTimeField(null=True, verbose_name="最近使用")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.partner",
                        verbose_name="合作系统",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["person", "-issued_at"], name="depositor_tokens_of_person")],
            },
        ),
        migrations.CreateModel(
            name="PartnerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.SlugField(db_index=False, max_length=40, verbose_name="代码")),
                ("name", models.CharField(max_length=80, verbose_name="名称")),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="联系人")),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="登记时间")),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        help_text="单位自己的系统填写，填写后只能查看和申报这个单位。",
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.employer",
                        verbose_name="所属单位",
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
                        to="accounts.partner",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PartnerToken",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("prefix", models.CharField(editable=False, max_length=12, unique=True, verbose_name="令牌前缀")),
                ("token_hash", models.CharField(editable=False, max_length=64)),
                (
                    "signing_secret",
                    common.crypto.EncryptedField(
                        blank=True, default="", editable=False, where="partner_token.signing_secret"
                    ),
                ),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("accounts:read", "经缴存人授权查询账户"),
                                ("lists:read", "查询本单位清册"),
                                ("lists:write", "申报本单位清册"),
                                ("bank:push", "推送银行到账明细"),
                            ],
                            max_length=20,
                        ),
                        size=None,
                        verbose_name="权限范围",
                    ),
                ),
                (
                    "addresses",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=43),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="允许的来源地址",
                    ),
                ),
                ("issued_at", models.DateTimeField(verbose_name="发放时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效期至")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                ("last_used_at", models.DateTimeField(null=True, verbose_name="最近使用")),
                (
                    "issued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="发放人",
                    ),
                ),
                (
                    "partner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="accounts.partner",
                        verbose_name="合作系统",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口令牌",
                "verbose_name_plural": "接口令牌",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("issued_at"))), name="token_expires_after_issue"
                    ),
                    models.CheckConstraint(condition=models.Q(("scopes__len__gt", 0)), name="token_has_a_scope"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partner",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_partnerevent" ("code", "contact", "created_at", "employer_id", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."contact", NEW."created_at", NEW."employer_id", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="b98606689b363c461fb7fb4c8b36d56b26b3cdde",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_08b99",
                    table="accounts_partner",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="partner",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "accounts_partnerevent" ("code", "contact", "created_at", "employer_id", "id", "is_active", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."contact", NEW."created_at", NEW."employer_id", NEW."id", NEW."is_active", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="5f3c9025d253b9b8165fc8f03b587e3cb3bfc1ef",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_c8f71",
                    table="accounts_partner",
                    when="AFTER",
                ),
            ),
        ),
    ]
