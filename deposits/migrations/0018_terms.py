"""Other rates, reductions and deferrals: their rows, their kinds of business, and what clerks are told of them."""

from datetime import UTC, date, datetime

import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

MADE_AT = datetime(2026, 10, 1, tzinfo=UTC)
CHANNELS = ("INBOX", "SMS", "EMAIL", "WECOM")
IDENTITY = {
    "code": "identity",
    "label": "经办人身份证件",
    "needed_when": "window",
    "when_label": "到窗口办理时",
    "form": "原件，当场核验后退还",
    "where_from": "本人携带",
    "order": 1,
}


def paper(code, label, order, **more):
    return {"code": code, "label": label, "order": order, "where_from": "缴存单位", **more}


RESOLUTION = paper("resolution", "职工代表大会或工会讨论通过的决议", 3, form="加盖公章")
STAGES = [
    ("SUBMITTED", "受理", 240),
    ("ACCEPTED", "核对材料", 480),
    ("IN_REVIEW", "复核", 480),
    ("APPROVED", "执行", 60),
]
KINDS = [
    {
        "kind": {
            "code": "rate_change",
            "prefix": "BL",
            "start_counter": "deposits:counter_employers",
            "start_employer": "deposits:employer_change_rates",
            "order": 42,
        },
        "version": {
            "label": "缴存比例调整",
            "who": "要在规定范围内调整单位和职工缴存比例的单位。",
            "how": "在单位网厅填写新的比例、执行月份和职工决议，或带材料到任一窗口。\n"
            "复核同意后，从执行月份起按新比例计算每位职工的月缴存额。",
            "result": "从执行月份起按新的比例缴存",
            "legal_basis": "《住房公积金管理条例》第十八条（国务院令第844号）；"
            "关于住房公积金管理若干具体问题的指导意见（建金管〔2005〕5号）。",
            "promise_days": 3,
        },
        "documents": [IDENTITY, paper("form", "缴存比例调整申请（加盖公章）", 2), RESOLUTION],
        "levels": [(1, "复核", -1, 1)],
    },
    {
        "kind": {
            "code": "contribution_relief",
            "prefix": "HF",
            "start_counter": "deposits:counter_employers",
            "start_employer": "deposits:employer_ask_relief",
            "order": 43,
        },
        "version": {
            "label": "缓缴和降低缴存比例",
            "who": "缴存确有困难的单位，经职工代表大会或工会讨论通过。",
            "how": "在单位网厅填写期限和职工决议，或带材料到任一窗口；我们审核后报管委会批准。\n"
            "每次最长十二个月，期满仍有困难的可以再次申请。\n"
            "缓缴期间不催缴；期满后恢复缴存，缓缴的月份随期满后第一个月一起补上。",
            "result": "批准的期限内缓缴或按降低的比例缴存，期满自动恢复",
            "legal_basis": "《住房公积金管理条例》第二十条：缴存确有困难的单位，经本单位职工代表大会或者工会讨论通过，"
            "并经管理中心审核，报管委会批准后，可以降低缴存比例或者缓缴；待单位经济效益好转后，再提高缴存比例或者补缴。",
            "promise_days": 10,
        },
        "documents": [
            IDENTITY,
            paper("form", "缓缴或降低缴存比例申请（加盖公章）", 2),
            RESOLUTION,
            paper("accounts", "上一年度财务报表", 4, form="能说明经营困难"),
        ],
        "levels": [(1, "复核", -1, 1), (2, "中心主任审批", -1, 4)],
    },
]
CLERK = {"employer": "辽源市测试有限公司", "first": "2026年10月", "last": "2027年9月", "day": "10月20日"}
# code: (label, door, is_security, samples, body)
EVENTS = {
    "deferral_ending": (
        "缓缴即将期满",
        "CLERK",
        False,
        CLERK,
        "尊敬的{name}：{employer}的缓缴（{first}至{last}）即将期满。期满后恢复缴存，缓缴的月份请于{day}前补缴；"
        "仍有困难的，请在期满前再次申请。咨询{hotline}。",
    ),
    "deferral_ended": (
        "缓缴期满",
        "CLERK",
        False,
        CLERK,
        "尊敬的{name}：{employer}的缓缴（{first}至{last}）已结束，恢复正常缴存。缓缴的月份请于{day}前补缴，咨询{hotline}。",
    ),
}


def load(apps, schema_editor):
    kinds, versions = apps.get_model("desk", "Kind"), apps.get_model("desk", "KindVersion")
    for given in KINDS:
        kind = kinds.objects.create(
            family="DEPOSIT",
            applicant="EMPLOYER",
            source="deposits.terms",
            detail_counter="deposits:counter_terms",
            wake="deposits.tasks.follow_terms",
            **given["kind"],
        )
        version = versions.objects.create(
            kind=kind,
            number=1,
            valid_from=date(2026, 1, 1),
            made_at=MADE_AT,
            exclusion="employer_terms",
            tolerance_days=0,
            supply_days=10,
            retention_years=30,
            **given["version"],
        )
        for line in given["documents"]:
            version.documents.create(**line)
        for order, (status, label, minutes) in enumerate(STAGES, start=1):
            version.stages.create(status=status, label=label, target_minutes=minutes, order=order)
        for level, label, above_fen, grade in given["levels"]:
            version.levels.create(level=level, label=label, above_fen=above_fen, grade=grade)
        for channel in ("WINDOW", "EMPLOYER"):
            version.channels.create(channel=channel)
        versions.objects.filter(pk=version.pk).update(status="PUBLISHED", published_at=MADE_AT)


def load_events(apps, schema_editor):
    events, templates = apps.get_model("notifications", "Event"), apps.get_model("notifications", "Template")
    for code, (label, door, is_security, samples, body) in EVENTS.items():
        event = events.objects.create(code=code, label=label, door=door, is_security=is_security, samples=samples)
        for channel in CHANNELS:
            templates.objects.create(event=event, channel=channel, title=label, body=body, made_at=MADE_AT)


class Migration(migrations.Migration):
    dependencies = [
        ("deposits", "0030_annual_report"),
        ("desk", "0011_board_indexes"),
        ("notifications", "0003_wecom"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="TermsChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("RATES", "调整缴存比例"), ("REDUCTION", "降低缴存比例"), ("DEFERRAL", "缓缴")],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("ASKED", "审批中"),
                            ("WAITING", "待执行"),
                            ("RUNNING", "执行中"),
                            ("ENDED", "已结束"),
                            ("REFUSED", "未办理"),
                        ],
                        default="ASKED",
                        max_length=8,
                        verbose_name="状态",
                    ),
                ),
                ("first_month", models.CharField(max_length=6, verbose_name="从哪个月起")),
                ("last_month", models.CharField(blank=True, max_length=6, verbose_name="到哪个月止")),
                (
                    "employer_rate",
                    models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name="单位缴存比例（%）"),
                ),
                (
                    "employee_rate",
                    models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name="个人缴存比例（%）"),
                ),
                (
                    "before_employer_rate",
                    models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name="原单位缴存比例（%）"),
                ),
                (
                    "before_employee_rate",
                    models.DecimalField(decimal_places=2, max_digits=4, null=True, verbose_name="原个人缴存比例（%）"),
                ),
                ("reason", models.CharField(max_length=200, verbose_name="原因")),
                ("resolution_number", models.CharField(max_length=80, verbose_name="职代会或工会决议")),
                ("resolution_on", models.DateField(verbose_name="决议日期")),
                ("approval_number", models.CharField(blank=True, max_length=80, verbose_name="管委会批准文号")),
                ("approval_on", models.DateField(null=True, verbose_name="批准日期")),
                ("at", models.DateTimeField(verbose_name="申请时间")),
                ("told_at", models.DateTimeField(null=True, verbose_name="到期提醒")),
            ],
            options={
                "verbose_name": "缴存比例与缓缴",
                "verbose_name_plural": "缴存比例与缓缴",
            },
        ),
        migrations.CreateModel(
            name="TermsChangeEvent",
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
            model_name="termschange",
            name="by",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="termschange",
            name="case",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="employer_terms",
                to="desk.case",
                verbose_name="办件",
            ),
        ),
        migrations.AddField(
            model_name="termschange",
            name="employer_account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="terms",
                to="deposits.employeraccount",
                verbose_name="单位",
            ),
        ),
        migrations.AddField(
            model_name="termschangeevent",
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
            model_name="termschangeevent",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="deposits.termschange"
            ),
        ),
        migrations.AddIndex(
            model_name="termschange",
            index=models.Index(fields=["employer_account", "-id"], name="terms_of_employer"),
        ),
        migrations.AddIndex(
            model_name="termschange",
            index=models.Index(
                condition=models.Q(("status__in", ["WAITING", "RUNNING"])), fields=["kind", "id"], name="terms_alive"
            ),
        ),
        migrations.AddConstraint(
            model_name="termschange",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["ASKED", "WAITING"])),
                fields=("employer_account",),
                name="one_terms_change_to_come",
            ),
        ),
        migrations.AddConstraint(
            model_name="termschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("employee_rate", None), ("employer_rate", None), ("kind", "DEFERRAL")),
                    models.Q(
                        models.Q(("kind", "DEFERRAL"), _negated=True),
                        ("employee_rate__gt", 0),
                        ("employer_rate__gt", 0),
                    ),
                    _connector="OR",
                ),
                name="terms_have_their_rates",
            ),
        ),
        migrations.AddConstraint(
            model_name="termschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "RATES"), ("last_month", "")),
                    models.Q(models.Q(("kind", "RATES"), _negated=True), ("last_month__gte", models.F("first_month"))),
                    _connector="OR",
                ),
                name="terms_have_their_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="termschange",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "RATES"),
                    ("status__in", ["ASKED", "REFUSED"]),
                    models.Q(models.Q(("approval_number", ""), _negated=True), ("approval_on__isnull", False)),
                    _connector="OR",
                ),
                name="terms_approved_by_the_committee",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="termschangeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="7b9ce9468353a3ef80894528baafcecaffc845c4",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_add56",
                    table="deposits_termschangeevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
        migrations.RunPython(load_events, migrations.RunPython.noop),
    ]
