"""Freezes, seals and unseals on a day to come, and what people are told of them."""

from datetime import UTC, datetime

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
# code: (label, door, is_security, samples, body)
EVENTS = {
    "account_frozen": (
        "账户冻结",
        "DEPOSITOR",
        True,
        {"authority": "辽源市龙山区人民法院", "number": "（2026）吉0402执1号", "how": "只收不付"},
        "尊敬的{name}：{authority}依据{number}冻结了您的公积金账户（{how}）。有异议的，请向该机关提出；咨询{hotline}。",
    ),
    "account_unfrozen": (
        "账户解除冻结",
        "DEPOSITOR",
        False,
        {"authority": "辽源市龙山区人民法院", "number": "（2026）吉0402执1号"},
        "尊敬的{name}：{authority}对您公积金账户的冻结（{number}）已解除。咨询{hotline}。",
    ),
    "scheduled_refused": (
        "预约的封存或启封未能办理",
        "CLERK",
        False,
        {"who": "张三", "action": "封存", "month": "2026年11月", "why": "账户已封存"},
        "尊敬的{name}：您登记的{who}自{month}起{action}未能办理：{why}。请核对后重新办理，咨询{hotline}。",
    ),
}


def load(apps, schema_editor):
    events, templates = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, (label, door, is_security, samples, body) in EVENTS.items():
        event = events.objects.create(code=code, label=label, door=door, is_security=is_security, samples=samples)
        for channel in CHANNELS:
            templates.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [
        ("deposits", "0016_bases"),
        ("notifications", "0003_wecom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Freeze",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("IN_ONLY", "只收不付"), ("NEITHER", "不收不付"), ("AMOUNT", "冻结部分金额")],
                        max_length=8,
                        verbose_name="冻结方式",
                    ),
                ),
                ("amount_fen", models.BigIntegerField(null=True, verbose_name="冻结金额（分）")),
                ("held_fen", models.BigIntegerField(default=0, verbose_name="已占用（分）")),
                ("holds", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("authority", models.CharField(max_length=80, verbose_name="冻结机关")),
                ("document_number", models.CharField(max_length=80, verbose_name="文书编号")),
                ("document_on", models.DateField(verbose_name="文书日期")),
                ("until", models.DateField(null=True, verbose_name="冻结至")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("PROPOSED", "待复核"),
                            ("ACTIVE", "冻结中"),
                            ("LIFTING", "待复核解除"),
                            ("LIFTED", "已解除"),
                            ("EXPIRED", "到期解除"),
                            ("REFUSED", "未冻结"),
                        ],
                        default="PROPOSED",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="登记时间")),
                ("since", models.DateField(null=True, verbose_name="冻结日期")),
                ("lift_document", models.CharField(blank=True, max_length=80, verbose_name="解除文书")),
                ("lift_reason", models.CharField(blank=True, max_length=200, verbose_name="解除原因")),
                ("ended_on", models.DateField(null=True, verbose_name="结束日期")),
            ],
            options={
                "verbose_name": "冻结",
                "verbose_name_plural": "冻结",
            },
        ),
        migrations.CreateModel(
            name="FreezeEvent",
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
            name="ScheduledChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "action",
                    models.CharField(
                        choices=[("SEAL", "封存"), ("UNSEAL", "启封")], max_length=8, verbose_name="办什么"
                    ),
                ),
                ("month", models.CharField(max_length=6, verbose_name="从哪个月起")),
                ("base_fen", models.BigIntegerField(null=True, verbose_name="缴存基数（分）")),
                ("agreed", models.BooleanField(default=False, verbose_name="本人同意")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="原因")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("WAITING", "待生效"),
                            ("DONE", "已生效"),
                            ("REFUSED", "未能办理"),
                            ("WITHDRAWN", "已撤回"),
                        ],
                        default="WAITING",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=200, verbose_name="未能办理的原因")),
                ("at", models.DateTimeField(verbose_name="登记时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束时间")),
            ],
            options={
                "verbose_name": "将来的封存和启封",
                "verbose_name_plural": "将来的封存和启封",
            },
        ),
        migrations.CreateModel(
            name="ScheduledChangeEvent",
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
        migrations.AddField(
            model_name="freeze",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="freezes",
                to="deposits.personalaccount",
                verbose_name="个人账户",
            ),
        ),
        migrations.AddField(
            model_name="freeze",
            name="authorised_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="复核人",
            ),
        ),
        migrations.AddField(
            model_name="freeze",
            name="authorised_by_person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
                verbose_name="复核人",
            ),
        ),
        migrations.AddField(
            model_name="freeze",
            name="lift_authorised_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="解除复核人",
            ),
        ),
        migrations.AddField(
            model_name="freeze",
            name="lift_authorised_by_person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
                verbose_name="解除复核人",
            ),
        ),
        migrations.AddField(
            model_name="freeze",
            name="lift_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="解除经办人",
            ),
        ),
        migrations.AddField(
            model_name="freeze",
            name="lift_by_person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
                verbose_name="解除经办人",
            ),
        ),
        migrations.AddField(
            model_name="freeze",
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
            model_name="freeze",
            name="made_by_person",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.person",
                verbose_name="经办人",
            ),
        ),
        migrations.AddField(
            model_name="freezeevent",
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
            model_name="freezeevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.freeze"
            ),
        ),
        migrations.AddField(
            model_name="scheduledchange",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="scheduled",
                to="deposits.personalaccount",
                verbose_name="个人账户",
            ),
        ),
        migrations.AddField(
            model_name="scheduledchange",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="办理人",
            ),
        ),
        migrations.AddField(
            model_name="scheduledchange",
            name="employer_account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="deposits.employeraccount",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="scheduledchangeevent",
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
            model_name="scheduledchangeevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.scheduledchange"
            ),
        ),
        migrations.AddIndex(
            model_name="freeze",
            index=models.Index(fields=["account", "-id"], name="freezes_of_account"),
        ),
        migrations.AddIndex(
            model_name="freeze",
            index=models.Index(fields=["status", "-id"], name="freezes_by_status"),
        ),
        migrations.AddIndex(
            model_name="freeze",
            index=models.Index(
                condition=models.Q(("status__in", ("ACTIVE", "LIFTING"))), fields=["until"], name="freezes_to_end"
            ),
        ),
        migrations.AddConstraint(
            model_name="freeze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("amount_fen__gt", 0), ("kind", "AMOUNT")),
                    models.Q(models.Q(("kind", "AMOUNT"), _negated=True), ("amount_fen", None)),
                    _connector="OR",
                ),
                name="freeze_amount_where_part_is_meant",
            ),
        ),
        migrations.AddConstraint(
            model_name="freeze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("held_fen", 0),
                    models.Q(("held_fen__gt", 0), ("held_fen__lte", models.F("amount_fen"))),
                    _connector="OR",
                ),
                name="freeze_holds_within_its_amount",
            ),
        ),
        migrations.AddConstraint(
            model_name="freeze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("authority", ""), _negated=True), models.Q(("document_number", ""), _negated=True)
                ),
                name="freeze_says_by_whose_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="freeze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("authorised_by_person", None),
                    models.Q(("authorised_by_person", models.F("made_by_person")), _negated=True),
                    _connector="OR",
                ),
                name="freeze_authorised_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="freeze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("since", None), ("status__in", ["PROPOSED", "REFUSED"])),
                    models.Q(
                        models.Q(("status__in", ["PROPOSED", "REFUSED"]), _negated=True),
                        ("authorised_by_person__isnull", False),
                        ("since__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="freeze_in_force_is_authorised",
            ),
        ),
        migrations.AddConstraint(
            model_name="freeze",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "LIFTED"), _negated=True),
                    models.Q(
                        ("lift_authorised_by_person__isnull", False),
                        ("lift_by_person__isnull", False),
                        models.Q(("lift_document", ""), _negated=True),
                        models.Q(("lift_by_person", models.F("lift_authorised_by_person")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="freeze_lifted_by_two",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="freezeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="1ca8509c71dfcbbd27e5ec789a0ffc63e8995c41",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_f7a0c",
                    table="deposits_freezeevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="scheduledchange",
            index=models.Index(
                condition=models.Q(("status", "WAITING")), fields=["month", "id"], name="scheduled_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduledchange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "WAITING")), fields=("account",), name="one_scheduled_change_an_account"
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduledchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("action", "SEAL"), ("base_fen", None)),
                    models.Q(("action", "UNSEAL"), ("base_fen__gt", 0)),
                    _connector="OR",
                ),
                name="scheduled_unseal_has_a_base",
            ),
        ),
        migrations.AddConstraint(
            model_name="scheduledchange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "REFUSED"), _negated=True),
                    models.Q(("why", ""), _negated=True),
                    _connector="OR",
                ),
                name="scheduled_refusal_says_why",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="scheduledchangeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="304248a561ebbaec530a179f7d0fa9b621ce9a11",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_51876",
                    table="deposits_scheduledchangeevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
