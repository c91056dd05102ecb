"""The test databases, built beside the checks: migrated once and copied for each worker.

Run `python -m tests.databases 2`; pytest finds them with --reuse-db.
"""

from __future__ import annotations

import os
import sys


def build(workers: int) -> None:
    """One database by the migrations, and a copy of it for each of the workers."""
    from django.db import connection

    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    for worker in range(workers):
        connection.creation.clone_test_db(suffix=f"gw{worker}", verbosity=0, autoclobber=True)


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "fundcenter.settings_test"
    import django

    django.setup()
    build(int(sys.argv[1]))
