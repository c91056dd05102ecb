"""Drafts begun at a window belong to whoever began them there."""

from django.db import migrations

HOLDERS = """
UPDATE desk_draft SET holder_id = made_by_id FROM accounts_user
WHERE accounts_user.id = made_by_id AND accounts_user.door = 'STAFF'
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0009_draft_holder")]
    operations = [migrations.RunSQL(HOLDERS, migrations.RunSQL.noop)]
