import django.db.models.deletion
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
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Event",
            fields=[
                ("code", models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="代号")),
                ("label", models.CharField(max_length=60, verbose_name="事项")),
                (
                    "door",
                    models.CharField(
                        choices=[("STAFF", "工作人员"), ("DEPOSITOR", "缴存人"), ("CLERK", "单位经办人")],
                        default="DEPOSITOR",
                        max_length=10,
                        verbose_name="对象",
                    ),
                ),
                ("samples", models.JSONField(default=dict, verbose_name="占位符及示例")),
                ("secrets", models.JSONField(blank=True, default=list, verbose_name="不留存的占位符")),
                (
                    "is_security",
                    models.BooleanField(
                        default=False, help_text="不受免打扰时段限制，本人也不能关闭。", verbose_name="安全类"
                    ),
                ),
            ],
            options={
                "verbose_name": "消息事项",
                "verbose_name_plural": "消息事项",
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "door",
                    models.CharField(
                        blank=True,
                        choices=[("STAFF", "工作人员"), ("DEPOSITOR", "缴存人"), ("CLERK", "单位经办人")],
                        max_length=10,
                        verbose_name="入口",
                    ),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[("INBOX", "站内信"), ("SMS", "短信"), ("EMAIL", "电子邮件"), ("WECOM", "企业微信")],
                        max_length=10,
                        verbose_name="渠道",
                    ),
                ),
                ("key", models.CharField(max_length=160, verbose_name="业务键")),
                ("title", models.CharField(blank=True, max_length=400, verbose_name="标题")),
                ("body", models.TextField(verbose_name="正文")),
                ("sealed", common.crypto.EncryptedField(blank=True, default="", where="message.sealed")),
                (
                    "address",
                    common.crypto.EncryptedField(
                        blank=True, default="", verbose_name="号码或地址", where="message.address"
                    ),
                ),
                ("urgent", models.BooleanField(default=False, verbose_name="不受免打扰限制")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("QUEUED", "待发送"),
                            ("SENDING", "发送中"),
                            ("SENT", "已发送"),
                            ("FAILED", "发送失败"),
                            ("UNKNOWN", "结果不明"),
                            ("SKIPPED", "未发送"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                ("queued_at", models.DateTimeField(verbose_name="时间")),
                ("next_try_at", models.DateTimeField(null=True, verbose_name="下次发送")),
                ("claimed_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True, verbose_name="发送时间")),
                ("read_at", models.DateTimeField(null=True, verbose_name="阅读时间")),
                ("simulated", models.BooleanField(default=False, verbose_name="测试模式")),
                ("error", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="accounts.person",
                        verbose_name="收件人",
                    ),
                ),
                (
                    "queued_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "QUEUED")), fields=["next_try_at", "id"], name="message_due"
                    ),
                    models.Index(
                        condition=models.Q(("status", "SENDING")), fields=["claimed_at"], name="message_in_hand"
                    ),
                    models.Index(fields=["-queued_at", "-id"], name="message_newest"),
                    models.Index(
                        condition=models.Q(("status", "SENT"), _negated=True),
                        fields=["status", "-queued_at", "-id"],
                        name="message_unsent",
                    ),
                    models.Index(fields=["person", "-queued_at", "-id"], name="message_of_person"),
                    models.Index(
                        condition=models.Q(("channel", "INBOX"), ("read_at", None)),
                        fields=["person", "door"],
                        name="message_unread",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("channel", "key", "person"), name="message_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["QUEUED", "SENDING", "SENT", "FAILED", "UNKNOWN", "SKIPPED"])
                        ),
                        name="message_status_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("status", "SENT"), ("sent_at", None), _connector="XOR"),
                        name="sent_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "QUEUED"), _negated=True),
                            ("next_try_at__isnull", False),
                            _connector="OR",
                        ),
                        name="queued_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "SENDING"), _negated=True),
                            ("claimed_at__isnull", False),
                            _connector="OR",
                        ),
                        name="sending_has_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageEvent",
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="events", to="notifications.message"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("INBOX", "站内信"), ("SMS", "短信"), ("EMAIL", "电子邮件"), ("WECOM", "企业微信")],
                        max_length=10,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="channels_off", to="accounts.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("person", "channel"), name="channel_off_once"),
                    models.CheckConstraint(
                        condition=models.Q(("channel", "INBOX"), _negated=True), name="inbox_is_always_on"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Template",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("INBOX", "站内信"), ("SMS", "短信"), ("EMAIL", "电子邮件"), ("WECOM", "企业微信")],
                        max_length=10,
                        verbose_name="渠道",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="标题")),
                ("body", models.TextField(max_length=500, verbose_name="正文")),
                ("active", models.BooleanField(default=True, verbose_name="使用中")),
                ("made_at", models.DateTimeField(verbose_name="编写时间")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="templates",
                        to="notifications.event",
                        verbose_name="事项",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编写人",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息模板",
                "verbose_name_plural": "消息模板",
                "constraints": [
                    models.UniqueConstraint(fields=("event", "channel", "version"), name="template_versions_count"),
                    models.UniqueConstraint(
                        condition=models.Q(("active", True)), fields=("event", "channel"), name="one_active_template"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="message",
            name="template",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="notifications.template",
                verbose_name="模板",
            ),
        ),
        migrations.CreateModel(
            name="TemplateHistory",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "channel",
                    models.CharField(
                        choices=[("INBOX", "站内信"), ("SMS", "短信"), ("EMAIL", "电子邮件"), ("WECOM", "企业微信")],
                        max_length=10,
                        verbose_name="渠道",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="版本")),
                ("title", models.CharField(blank=True, max_length=60, verbose_name="标题")),
                ("body", models.TextField(max_length=500, verbose_name="正文")),
                ("active", models.BooleanField(default=True, verbose_name="使用中")),
                ("made_at", models.DateTimeField(verbose_name="编写时间")),
                (
                    "event",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="notifications.event",
                        verbose_name="事项",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="编写人",
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
                        to="notifications.template",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "channel",
                    models.CharField(
                        choices=[("INBOX", "站内信"), ("SMS", "短信"), ("EMAIL", "电子邮件"), ("WECOM", "企业微信")],
                        max_length=10,
                    ),
                ),
                ("address", common.crypto.EncryptedField(where="contact.address")),
                ("set_at", models.DateTimeField()),
                ("verified_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="contacts", to="accounts.person"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("person", "channel"), name="one_contact_a_channel")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="messageevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="6c905e0542e36e16e4f97960cb9ccde3917a1630",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_4ee3d",
                    table="notifications_messageevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="template",
            trigger=pgtrigger.compiler.Trigger(
                name="template_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="14c5fac790d3ffc16b3c81d96bc63d9dfd772982",
                    operation="DELETE",
                    pgid="pgtrigger_template_never_deleted_b17b5",
                    table="notifications_template",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="template",
            trigger=pgtrigger.compiler.Trigger(
                name="template_words_stand",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."body" IS DISTINCT FROM (NEW."body") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="b95ab390b1de2228e2ec727c8c011a7346966c50",
                    operation="UPDATE",
                    pgid="pgtrigger_template_words_stand_d67e1",
                    table="notifications_template",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="template",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "notifications_templatehistory" ("active", "body", "channel", "event_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "version") VALUES (NEW."active", NEW."body", NEW."channel", NEW."event_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."title", NEW."version"); RETURN NULL;',
                    hash="f03b61fa52c2d66e5e641ddd0e545d3f704a23a0",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_ebb87",
                    table="notifications_template",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="template",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "notifications_templatehistory" ("active", "body", "channel", "event_id", "id", "made_at", "made_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "title", "version") VALUES (NEW."active", NEW."body", NEW."channel", NEW."event_id", NEW."id", NEW."made_at", NEW."made_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."title", NEW."version"); RETURN NULL;',
                    hash="0c6cd75990e3c0b6388652a351dcff82c85c3ec4",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_aaa70",
                    table="notifications_template",
                    when="AFTER",
                ),
            ),
        ),
    ]
