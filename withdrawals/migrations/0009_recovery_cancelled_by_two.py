"""A demand is cancelled by two persons: the rows say who asked and who granted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


def user(label):
    return models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        verbose_name=label,
    )


def person(label):
    return models.ForeignKey(
        "accounts.person",
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        verbose_name=label,
    )


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("withdrawals", "0008_closing_kinds"),
    ]
    operations = [
        migrations.AddField("recovery", "cancel_asked_by", user("撤销申请人")),
        migrations.AddField("recovery", "cancel_asked_by_person", person("撤销申请人本人")),
        migrations.AddField(
            "recovery",
            "cancel_why",
            models.CharField(blank=True, default="", max_length=200, verbose_name="撤销理由"),
            preserve_default=False,
        ),
        migrations.AddField("recovery", "cancelled_by", user("撤销批准人")),
        migrations.AddField("recovery", "cancelled_by_person", person("撤销批准人本人")),
        migrations.AddConstraint(
            "recovery",
            models.CheckConstraint(
                name="recovery_cancelled_by_two",
                condition=~Q(status="CANCELLED") & Q(cancelled_by_person=None)
                | Q(
                    status="CANCELLED",
                    cancel_asked_by_person__isnull=False,
                    cancelled_by_person__isnull=False,
                )
                & ~Q(cancelled_by_person=F("cancel_asked_by_person"))
                & ~Q(cancel_why=""),
            ),
        ),
    ]
