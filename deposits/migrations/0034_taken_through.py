"""What accounts taken over before paid-through was kept were paid through, where nothing was paid since that hides it."""

from django.db import migrations

FILL = """
    ALTER TABLE deposits_takenaccount DISABLE TRIGGER USER;
    UPDATE deposits_takenaccount t SET paid_through = a.paid_through
    FROM deposits_personalaccount a
    WHERE a.id = t.account_id AND t.paid_through = '' AND a.paid_through <> ''
      AND NOT EXISTS (
          SELECT FROM deposits_remittanceitem i JOIN deposits_remittancelist l ON l.id = i.list_id
          WHERE i.account_id = a.id AND l.status IN ('ALLOCATED', 'REVERSED')
      )
      AND NOT EXISTS (
          SELECT FROM deposits_ownpayment p JOIN deposits_flexiblemember f ON f.id = p.member_id
          WHERE f.account_id = a.id AND p.status = 'CREDITED'
      )
      AND NOT EXISTS (SELECT FROM deposits_accountmerge g WHERE g.target_id = a.id AND g.done_at IS NOT NULL);
    ALTER TABLE deposits_takenaccount ENABLE TRIGGER USER;
"""


class Migration(migrations.Migration):
    dependencies = [("deposits", "0033_recalled_and_taken")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
