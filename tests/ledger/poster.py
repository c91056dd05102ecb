"""A process that posts until it is killed: `python -m tests.ledger.poster SEED`. Prints each key once it is committed.

Its act is made of several journals and a hold, so that a kill falls into the middle of one.
"""

from __future__ import annotations

import os
import random
import sys


def main(seed: str) -> None:
    """Post for ever among the accounts P0 … P5."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fundcenter.settings_test")
    import django

    django.setup()
    from django.db import transaction

    from ledger import operations as ledger
    from ledger.models import Account
    from ledger.states import Reason
    from tests.conftest import OPEN_DAY
    from tests.make import AT

    choice, number = random.Random(seed), 0
    owners = list(Account.objects.filter(code__startswith="P").order_by("id"))
    while True:
        number += 1
        key, (debit, credit), fen = f"{seed}:{number}", choice.sample(owners, 2), choice.randint(1, 50)
        try:
            with transaction.atomic():
                ledger.lock_accounts({debit.pk, credit.pk})
                for part in range(3):
                    ledger.post(
                        key=f"{key}:{part}",
                        reason=Reason.OTHER,
                        on=OPEN_DAY,
                        value_on=OPEN_DAY,
                        debits=[ledger.Line(debit.pk, fen)],
                        credits=[ledger.Line(credit.pk, fen)],
                        by=None,
                        at=AT,
                    )
                ledger.hold(key=key, account_id=credit.pk, fen=fen, by=None, at=AT)
                ledger.post_hold(
                    hold_key=key,
                    key=f"{key}:hold",
                    reason=Reason.OTHER,
                    on=OPEN_DAY,
                    value_on=OPEN_DAY,
                    credits=[ledger.Line(debit.pk, fen)],
                    by=None,
                    at=AT,
                )
        except ledger.InsufficientBalance:
            continue
        print(key, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
