"""What a signed contract fixes for good, another account of a project, and what borrowers hear on the way."""

from datetime import UTC, datetime

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

import common.crypto

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
EVENTS = [  # code, label, samples, body
    (
        "loan_contract_ready",
        "借款合同待签订",
        {"amount": "500,000.00"},
        "尊敬的{name}：您的{amount}元公积金贷款已批准，借款合同已拟好，请在网厅“我的贷款申请”阅读并签字，或带身份证到窗口面签。咨询{hotline}。",
    ),
    (
        "loan_disbursed",
        "贷款已发放",
        {
            "amount": "500,000.00",
            "payee": "辽源市宏图置业有限公司",
            "due_day": "20",
            "payment": "2,001.70",
            "first": "11月20日",
        },
        "尊敬的{name}：您的公积金贷款{amount}元已付给{payee}。{first}起每月{due_day}日还款，首期{payment}元，请提前存足。咨询{hotline}。",
    ),
    (
        "loan_payment_returned",
        "贷款付款被退回",
        {"amount": "500,000.00", "payee": "辽源市宏图置业有限公司"},
        "尊敬的{name}：付给{payee}的贷款{amount}元被银行退回，贷款尚未开始计息。我们正在核对收款账户，更正后马上再付，咨询{hotline}。",
    ),
    (
        "loan_guarantee_released",
        "贷款担保已解除",
        {"kind": "抵押"},
        "尊敬的{name}：您已结清贷款的{kind}登记已经注销，房屋权利不再受限。咨询{hotline}。",
    ),
]


def load(apps, schema_editor):
    Event = apps.get_model("notifications", "Event")
    Template = apps.get_model("notifications", "Template")
    for code, label, samples, body in EVENTS:
        event = Event.objects.create(code=code, label=label, door="DEPOSITOR", samples=samples, is_security=False)
        for channel in CHANNELS:
            Template.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_more_roles"),
        ("loans", "0006_kinds"),
        ("notifications", "0003_wecom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="AccountChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", common.crypto.EncryptedField(verbose_name="监管账户", where="loan_project_change.account")),
                ("account_name", models.CharField(max_length=120, verbose_name="监管账户户名")),
                ("bank_name", models.CharField(max_length=80, verbose_name="监管银行")),
                ("bank_no", models.CharField(blank=True, max_length=14, verbose_name="行号")),
                ("document_number", models.CharField(max_length=60, verbose_name="依据文件")),
                (
                    "status",
                    models.CharField(
                        choices=[("PROPOSED", "待复核"), ("CONFIRMED", "已更换"), ("REFUSED", "未通过")],
                        default="PROPOSED",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="登记时间")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="复核时间")),
            ],
            options={
                "verbose_name": "监管账户变更",
                "verbose_name_plural": "监管账户变更",
            },
        ),
        migrations.AddField(
            model_name="contract",
            name="digest",
            field=models.CharField(blank=True, max_length=64, verbose_name="合同摘要"),
        ),
        migrations.AddField(
            model_name="contract",
            name="is_offset",
            field=models.BooleanField(default=False, verbose_name="按月冲还贷"),
        ),
        migrations.AddField(
            model_name="guarantee",
            name="deposit_receipt",
            field=models.CharField(blank=True, max_length=60, verbose_name="保证金到账凭证号"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="contract",
            trigger=pgtrigger.compiler.Trigger(
                name="contract_figures_final",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='RAISE EXCEPTION \'pgtrigger: Cannot update of "application_id", "number", "principal_fen", "months", "annual_rate", "method", "due_day", "penalty_factor", "payee_account", "payee_name", "payee_bank_no", "digest" rows from % table\', TG_TABLE_NAME;',
                    hash="41ad0237755a545982c7d6c57fd0a80739a0e36e",
                    operation='UPDATE OF "application_id", "number", "principal_fen", "months", "annual_rate", "method", "due_day", "penalty_factor", "payee_account", "payee_name", "payee_bank_no", "digest"',
                    pgid="pgtrigger_contract_figures_final_609ce",
                    table="loans_contract",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="disbursement",
            trigger=pgtrigger.compiler.Trigger(
                name="pays_what_was_signed",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n    IF NEW.status <> 'DROPPED' AND NOT EXISTS (\n        SELECT 1 FROM loans_contract\n        WHERE id = NEW.contract_id AND status = 'SIGNED' AND principal_fen = NEW.amount_fen\n    ) THEN\n        RAISE EXCEPTION 'pgtrigger: a disbursement pays the amount of its signed contract';\n    END IF;\n    RETURN NEW;\n",
                    hash="f23807329b84db1cb874c9339f91039694b6cfd9",
                    operation="INSERT OR UPDATE",
                    pgid="pgtrigger_pays_what_was_signed_96c5e",
                    table="loans_disbursement",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="guarantee",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "REGISTERED"), _negated=True),
                    ("deposit_fen", 0),
                    models.Q(("deposit_receipt", ""), _negated=True),
                    _connector="OR",
                ),
                name="guarantee_with_its_deposit",
            ),
        ),
        migrations.AddField(
            model_name="accountchange",
            name="decided_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="复核人",
            ),
        ),
        migrations.AddField(
            model_name="accountchange",
            name="decided_by_person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddField(
            model_name="accountchange",
            name="made_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="登记人",
            ),
        ),
        migrations.AddField(
            model_name="accountchange",
            name="made_by_person",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
            ),
        ),
        migrations.AddField(
            model_name="accountchange",
            name="project",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="account_changes", to="loans.project"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "PROPOSED")), fields=("project",), name="one_account_change_at_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="accountchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_by_person", None), ("status", "PROPOSED")),
                    models.Q(
                        ("decided_by_person__isnull", False),
                        ("made_by_person__isnull", False),
                        models.Q(("decided_by_person", models.F("made_by_person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="account_change_decided_by_another",
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
