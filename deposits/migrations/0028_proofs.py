"""Proofs: certificates and bills, numbered; letters between centres get a code of their own."""

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_wrong_phone"),
        ("deposits", "0020_back_payments"),
        ("desk", "0011_board_indexes"),
        ("ledger", "0003_yearly_interest"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RunSQL("CREATE SEQUENCE deposits_proof_number", "DROP SEQUENCE deposits_proof_number"),
        migrations.CreateModel(
            name="Proof",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=20, unique=True, verbose_name="证明编号")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("CONTRIBUTION", "住房公积金缴存证明"),
                            ("OUT_OF_TOWN", "异地贷款缴存使用证明"),
                            ("BILL", "住房公积金年度账单"),
                        ],
                        max_length=12,
                        verbose_name="种类",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(null=True, verbose_name="公积金年度")),
                ("content", common.crypto.EncryptedField(editable=False, where="proof.content")),
                ("fingerprint", models.CharField(max_length=64, verbose_name="内容指纹")),
                ("verify_code", models.CharField(max_length=16, unique=True, verbose_name="验真码")),
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
                ("issued_at", models.DateTimeField(verbose_name="开具时间")),
                ("issued_on", models.DateField(verbose_name="开具日期")),
                ("expires_on", models.DateField(null=True, verbose_name="有效期至")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="撤销时间")),
                ("revoke_reason", models.CharField(blank=True, max_length=100, verbose_name="撤销原因")),
            ],
            options={
                "verbose_name": "证明",
                "verbose_name_plural": "证明",
            },
        ),
        migrations.AddField(
            model_name="transferletter",
            name="verify_code",
            field=models.CharField(blank=True, max_length=16, verbose_name="验真码"),
        ),
        migrations.AddConstraint(
            model_name="transferletter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verify_code", ""), _negated=True), fields=("verify_code",), name="letter_code_once"
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proofs",
                to="deposits.personalaccount",
                verbose_name="个人账户",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="issued_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="开具人",
            ),
        ),
        migrations.AddField(
            model_name="proof",
            name="revoked_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="撤销人",
            ),
        ),
        migrations.AddIndex(
            model_name="proof",
            index=models.Index(fields=["account", "-id"], name="proofs_of_account"),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["CONTRIBUTION", "OUT_OF_TOWN", "BILL"])), name="proof_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "BILL"), ("year__isnull", False)),
                    models.Q(models.Q(("kind", "BILL"), _negated=True), ("year", None)),
                    _connector="OR",
                ),
                name="proof_of_a_year_names_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_on", None), ("expires_on__gte", models.F("issued_on")), _connector="OR"),
                name="proof_expires_after_issue",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoke_reason", ""), ("revoked_at", None)),
                    models.Q(("revoked_at__isnull", False), models.Q(("revoke_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="proof_revoked_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="proof",
            constraint=models.UniqueConstraint(
                condition=models.Q(("revoked_at", None)),
                fields=("account", "kind", "fingerprint", "issued_on"),
                name="proof_once_a_day",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proof",
            trigger=pgtrigger.compiler.Trigger(
                name="stands_as_issued",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."year" IS DISTINCT FROM (NEW."year") OR OLD."content" IS DISTINCT FROM (NEW."content") OR OLD."fingerprint" IS DISTINCT FROM (NEW."fingerprint") OR OLD."verify_code" IS DISTINCT FROM (NEW."verify_code") OR OLD."channel" IS DISTINCT FROM (NEW."channel") OR OLD."issued_by_id" IS DISTINCT FROM (NEW."issued_by_id") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at") OR OLD."issued_on" IS DISTINCT FROM (NEW."issued_on") OR OLD."expires_on" IS DISTINCT FROM (NEW."expires_on"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="85d50c4d77609c0ef7d2e56329b200ec4c0cdf56",
                    operation="UPDATE",
                    pgid="pgtrigger_stands_as_issued_5409c",
                    table="deposits_proof",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="proof",
            trigger=pgtrigger.compiler.Trigger(
                name="never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="2601aae4afa2c1f39f8d07033fbca5284b32e6de",
                    operation="DELETE",
                    pgid="pgtrigger_never_deleted_3d7e9",
                    table="deposits_proof",
                    when="BEFORE",
                ),
            ),
        ),
    ]
