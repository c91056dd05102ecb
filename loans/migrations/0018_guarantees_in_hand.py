"""What waits at the register, and what is to be released, among all certificates."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("loans", "0017_co_borrower_words")]
    operations = [
        migrations.AddIndex(
            model_name="guarantee",
            index=models.Index(
                condition=models.Q(("status__in", ["WAITING", "RELEASING"])),
                fields=["status", "id"],
                name="guarantee_in_hand",
            ),
        ),
    ]
