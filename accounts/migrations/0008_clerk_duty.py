"""What each clerk of an employer may do; those there were may do everything."""

import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_wrong_phone"),
    ]

    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="employerclerk",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="employerclerk",
            name="update_update",
        ),
        migrations.AddField(
            model_name="employerclerk",
            name="duty",
            field=models.CharField(
                choices=[
                    ("MANAGER", "管理员：全部业务，并管理其他经办人"),
                    ("FILER", "申报：录入并申报"),
                    ("MAKER", "录入：录入和准备，由他人申报"),
                    ("VIEWER", "查看：只看不办"),
                ],
                default="MANAGER",
                max_length=10,
                verbose_name="权限",
            ),
        ),
        migrations.AddField(
            model_name="employerclerkevent",
            name="duty",
            field=models.CharField(
                choices=[
                    ("MANAGER", "管理员：全部业务，并管理其他经办人"),
                    ("FILER", "申报：录入并申报"),
                    ("MAKER", "录入：录入和准备，由他人申报"),
                    ("VIEWER", "查看：只看不办"),
                ],
                default="MANAGER",
                max_length=10,
                verbose_name="权限",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="employerclerk",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "accounts_employerclerkevent" ("authorised_at", "authorised_by_id", "duty", "employer_id", "ended_at", "ended_by_id", "id", "mandate", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."authorised_at", NEW."authorised_by_id", NEW."duty", NEW."employer_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."mandate", NEW."person_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id"); RETURN NULL;',
                    hash="db5f2a038722cbaf1bbc54be2651947193083d08",
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
                    func='INSERT INTO "accounts_employerclerkevent" ("authorised_at", "authorised_by_id", "duty", "employer_id", "ended_at", "ended_by_id", "id", "mandate", "person_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id") VALUES (NEW."authorised_at", NEW."authorised_by_id", NEW."duty", NEW."employer_id", NEW."ended_at", NEW."ended_by_id", NEW."id", NEW."mandate", NEW."person_id", _pgh_attach_context(), NOW(), \'update\', NEW."id"); RETURN NULL;',
                    hash="2020d096e1f3d34fc223ed76074289eea552966e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_0d1a2",
                    table="accounts_employerclerk",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="employerclerk",
            constraint=models.CheckConstraint(
                condition=models.Q(("duty__in", ["MANAGER", "FILER", "MAKER", "VIEWER"])), name="clerk_duty_known"
            ),
        ),
    ]
