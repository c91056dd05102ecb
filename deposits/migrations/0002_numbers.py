"""Sequences behind account and list numbers: handed out without waiting for each other, gaps allowed."""

from django.db import migrations

SEQUENCES = ("deposits_employer_number", "deposits_personal_number", "deposits_list_number")


class Migration(migrations.Migration):
    dependencies = [("deposits", "0001_initial")]
    operations = [migrations.RunSQL(f"CREATE SEQUENCE {name}", f"DROP SEQUENCE {name}") for name in SEQUENCES]
