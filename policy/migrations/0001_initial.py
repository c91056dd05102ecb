import django.core.validators
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("day", models.DateField(primary_key=True, serialize=False, verbose_name="日期")),
                ("is_working", models.BooleanField(verbose_name="上班")),
                ("name", models.CharField(blank=True, max_length=40, verbose_name="名称")),
            ],
            options={
                "verbose_name": "节假日与调休",
                "verbose_name_plural": "节假日与调休",
            },
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=80, unique=True, verbose_name="文号")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("issuer", models.CharField(max_length=100, verbose_name="发文机关")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="发文日期")),
                ("effective_from", models.DateField(verbose_name="施行日期")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("summary", models.TextField(blank=True, verbose_name="要点")),
            ],
            options={
                "verbose_name": "文件",
                "verbose_name_plural": "文件",
            },
        ),
        migrations.CreateModel(
            name="DocumentEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("number", models.CharField(max_length=80, verbose_name="文号")),
                ("title", models.CharField(max_length=200, verbose_name="名称")),
                ("issuer", models.CharField(max_length=100, verbose_name="发文机关")),
                ("issued_on", models.DateField(blank=True, null=True, verbose_name="发文日期")),
                ("effective_from", models.DateField(verbose_name="施行日期")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="失效日期")),
                ("summary", models.TextField(blank=True, verbose_name="要点")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Parameter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "key",
                    models.CharField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator("^[a-z][a-z0-9_]*$", "只用小写字母、数字和下划线")
                        ],
                        verbose_name="参数",
                    ),
                ),
                ("value", models.CharField(max_length=200, verbose_name="值")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("approved_by", models.CharField(max_length=60, verbose_name="批准人")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
            ],
            options={
                "verbose_name": "政策参数",
                "verbose_name_plural": "政策参数",
                "constraints": [
                    models.UniqueConstraint(fields=("key", "valid_from"), name="one_value_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("approved_by", ""), _negated=True), name="parameter_is_approved"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ParameterEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                (
                    "key",
                    models.CharField(
                        max_length=60,
                        validators=[
                            django.core.validators.RegexValidator("^[a-z][a-z0-9_]*$", "只用小写字母、数字和下划线")
                        ],
                        verbose_name="参数",
                    ),
                ),
                ("value", models.CharField(max_length=200, verbose_name="值")),
                ("valid_from", models.DateField(verbose_name="自")),
                ("approved_by", models.CharField(max_length=60, verbose_name="批准人")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RegulationVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="代号")),
                ("effective_from", models.DateField(unique=True, verbose_name="自")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="至")),
            ],
            options={
                "verbose_name": "条例版本",
                "verbose_name_plural": "条例版本",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("effective_to", None), ("effective_to__gte", models.F("effective_from")), _connector="OR"
                        ),
                        name="regulation_dates_in_order",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="RegulationVersionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("code", models.CharField(max_length=20, verbose_name="代号")),
                ("effective_from", models.DateField(verbose_name="自")),
                ("effective_to", models.DateField(blank=True, null=True, verbose_name="至")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BusinessDate",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("on", models.DateField(verbose_name="会计日期")),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("id", 1)), name="one_business_date")],
            },
        ),
        migrations.CreateModel(
            name="CalendarYear",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False, verbose_name="年份")),
                ("loaded_at", models.DateTimeField(verbose_name="载入时间")),
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
            ],
            options={
                "verbose_name": "已公布年份",
                "verbose_name_plural": "已公布年份",
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "policy_documentevent" ("effective_from", "effective_to", "id", "issued_on", "issuer", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary", "title") VALUES (NEW."effective_from", NEW."effective_to", NEW."id", NEW."issued_on", NEW."issuer", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."summary", NEW."title"); RETURN NULL;',
                    hash="9e29d9318e7af6e347f03e16a34c2e6d0b54c944",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_5345e",
                    table="policy_document",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="document",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "policy_documentevent" ("effective_from", "effective_to", "id", "issued_on", "issuer", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "summary", "title") VALUES (NEW."effective_from", NEW."effective_to", NEW."id", NEW."issued_on", NEW."issuer", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."summary", NEW."title"); RETURN NULL;',
                    hash="cb946d87b233598951cc9ec4f6da422a4c390ceb",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_76a88",
                    table="policy_document",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="documentevent",
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
            model_name="documentevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="policy.document",
            ),
        ),
        migrations.AddField(
            model_name="parameter",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="policy.document", verbose_name="依据文件"
            ),
        ),
        migrations.AddField(
            model_name="parameterevent",
            name="document",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="policy.document",
                verbose_name="依据文件",
            ),
        ),
        migrations.AddField(
            model_name="parameterevent",
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
            model_name="parameterevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="policy.parameter",
            ),
        ),
        migrations.AddField(
            model_name="regulationversion",
            name="document",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, to="policy.document", verbose_name="文件"
            ),
        ),
        migrations.AddField(
            model_name="regulationversionevent",
            name="document",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="policy.document",
                verbose_name="文件",
            ),
        ),
        migrations.AddField(
            model_name="regulationversionevent",
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
            model_name="regulationversionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="events",
                to="policy.regulationversion",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="parameter",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="cd155c78d70b5a75419bb3d2aaecf2be4317a4ea",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_2f6d5",
                    table="policy_parameter",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="parameter",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "policy_parameterevent" ("approved_by", "document_id", "id", "key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "value") VALUES (NEW."approved_by", NEW."document_id", NEW."id", NEW."key", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."valid_from", NEW."value"); RETURN NULL;',
                    hash="b3c053bd6f112dca41714019fcaa8883cca2a709",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_93b78",
                    table="policy_parameter",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="parameter",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "policy_parameterevent" ("approved_by", "document_id", "id", "key", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "valid_from", "value") VALUES (NEW."approved_by", NEW."document_id", NEW."id", NEW."key", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."valid_from", NEW."value"); RETURN NULL;',
                    hash="bb33c8be9e8f29b3b5f152c3aaf470d242e3c381",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1ec95",
                    table="policy_parameter",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="regulationversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "policy_regulationversionevent" ("code", "document_id", "effective_from", "effective_to", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."document_id", NEW."effective_from", NEW."effective_to", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="833ef36aa27a798f983c67028d60ae845f65056a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1dfec",
                    table="policy_regulationversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="regulationversion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "policy_regulationversionevent" ("code", "document_id", "effective_from", "effective_to", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."code", NEW."document_id", NEW."effective_from", NEW."effective_to", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="974bebd373a19b8681da84d403ec6378269328bd",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_4c5b6",
                    table="policy_regulationversion",
                    when="AFTER",
                ),
            ),
        ),
    ]
