"""The proof that the books add up: everything derived is recomputed from the entries."""

from __future__ import annotations

from dataclasses import dataclass

import pgtrigger.registry
from django.db import connection

from ledger import hashes
from ledger.models import DaySeal, Entry

# Each query names what is wrong, one row a fault: a journal's key, an account's code, a day.
_CHECKS = {
    "unbalanced journal": """
        SELECT j.key FROM ledger_journal j LEFT JOIN ledger_entry e ON e.journal_id = j.id
        GROUP BY j.id HAVING coalesce(sum(e.debit_fen), 0) <> coalesce(sum(e.credit_fen), 0) OR count(e.id) < 2""",
    "entry's dates differ from its journal's": """
        SELECT e.id::text FROM ledger_entry e JOIN ledger_journal j ON j.id = e.journal_id
        WHERE (e."on", e.value_on) IS DISTINCT FROM (j."on", j.value_on)""",
    "cached balance differs from the entries": """
        SELECT a.code FROM ledger_account a
        LEFT JOIN (SELECT account_id, sum(credit_fen - debit_fen) AS net FROM ledger_entry GROUP BY account_id) AS e
            ON e.account_id = a.id
        WHERE a.is_guarded AND a.balance_fen <> (CASE WHEN a.is_credit THEN 1 ELSE -1 END) * coalesce(e.net, 0)""",
    "held figure differs from the holds": """
        SELECT a.code FROM ledger_account a
        LEFT JOIN (SELECT account_id, sum(fen) AS held FROM ledger_hold WHERE status = 'HELD' GROUP BY account_id) AS h
            ON h.account_id = a.id
        WHERE a.held_fen <> coalesce(h.held, 0)""",
    "snapshot differs from the entries": """
        SELECT a.code || ' ' || s."on" FROM (
            SELECT DISTINCT ON (account_id) account_id, "on", balance_fen FROM ledger_accountsnapshot
            ORDER BY account_id, "on" DESC
        ) AS s JOIN ledger_account a ON a.id = s.account_id
        WHERE s.balance_fen <> (CASE WHEN a.is_credit THEN 1 ELSE -1 END) * (
            SELECT coalesce(sum(credit_fen - debit_fen), 0) FROM ledger_entry e
            WHERE e.account_id = a.id AND e."on" <= s."on")""",
    "day total differs from the entries": """
        SELECT coalesce(d.subject_id, t.subject_id) || ' ' || coalesce(d."on", t."on") FROM ledger_subjectday d
        FULL JOIN (
            SELECT a.subject_id, e."on", sum(e.debit_fen) AS debit, sum(e.credit_fen) AS credit
            FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id JOIN ledger_dayseal s ON s."on" = e."on"
            GROUP BY a.subject_id, e."on"
        ) AS t ON t.subject_id = d.subject_id AND t."on" = d."on"
        WHERE (d.debit_fen, d.credit_fen) IS DISTINCT FROM (t.debit, t.credit)""",
    "day turnover differs from the entries": """
        SELECT coalesce(d.subject_id, t.subject_id) || ' ' || coalesce(d."on", t."on") FROM ledger_dayturnover d
        FULL JOIN (
            SELECT a.subject_id, CASE WHEN a.is_guarded THEN 0 ELSE a.id END AS account_id,
                   e."on", e.value_on, j.reason, sum(e.debit_fen) AS debit, sum(e.credit_fen) AS credit
            FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
            JOIN ledger_journal j ON j.id = e.journal_id JOIN ledger_dayseal s ON s."on" = e."on"
            GROUP BY 1, 2, 3, 4, 5
        ) AS t ON t.subject_id = d.subject_id AND t.account_id = coalesce(d.account_id, 0) AND t."on" = d."on"
              AND t.value_on = d.value_on AND t.reason = d.reason
        WHERE (d.debit_fen, d.credit_fen) IS DISTINCT FROM (t.debit, t.credit)""",
    "journal's body differs from its hash": f"""
        SELECT j.key FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id GROUP BY j.id
        HAVING j.body_hash <> encode(sha256(convert_to(
            concat(j.reason, '|', j.value_on, '|', j."case", '|', j.reverses_id, E'\\n')
            || {hashes.BODY_LINES}, 'UTF8')), 'hex')""",
    "entries on a day that is neither sealed nor open": """
        SELECT DISTINCT j."on"::text FROM ledger_journal j
        WHERE NOT EXISTS (SELECT FROM ledger_dayseal s WHERE s."on" = j."on")
          AND NOT EXISTS (SELECT FROM policy_businessdate b WHERE b."on" = j."on")""",
    "closed account is not empty": """
        SELECT a.code FROM ledger_account a JOIN ledger_entry e ON e.account_id = a.id
        WHERE a.closed_on IS NOT NULL AND NOT a.is_guarded
        GROUP BY a.id HAVING sum(e.debit_fen) <> sum(e.credit_fen)""",
    "account's side differs from its subject's": """
        SELECT a.code FROM ledger_account a JOIN ledger_subject s ON s.code = a.subject_id
        WHERE a.is_credit <> (s.side = 'C')""",
    "depositors' accounts differ from subject 201": """
        SELECT total.cached || ' / ' || total.booked FROM (
            SELECT (SELECT coalesce(sum(balance_fen), 0) FROM ledger_account
                    WHERE is_guarded AND subject_id = '201') AS cached,
                   (SELECT coalesce(sum(credit_fen - debit_fen), 0) FROM ledger_subjectday WHERE subject_id = '201')
                   + (SELECT coalesce(sum(e.credit_fen - e.debit_fen), 0)
                      FROM ledger_entry e JOIN ledger_account a ON a.id = e.account_id
                      WHERE a.subject_id = '201'
                        AND e."on" > coalesce((SELECT max("on") FROM ledger_dayseal), '0001-01-01')) AS booked
        ) AS total WHERE total.cached <> total.booked""",
    "posted hold is not what its journal takes": """
        SELECT h.key FROM ledger_hold h WHERE h.status = 'POSTED' AND h.fen > (
            SELECT coalesce(sum(e.debit_fen), 0) FROM ledger_entry e
            WHERE e.journal_id = h.journal_id AND e.account_id = h.account_id)""",
    "voucher differs from its journals": """
        SELECT coalesce(v.number, t."on" || ' ' || t.reason) FROM ledger_voucher v
        FULL JOIN (
            SELECT j."on", j.reason, j.branch_id, count(DISTINCT j.id) AS journals, sum(e.debit_fen) AS total
            FROM ledger_journal j JOIN ledger_entry e ON e.journal_id = j.id JOIN ledger_dayseal s ON s."on" = j."on"
            GROUP BY j."on", j.reason, j.branch_id
        ) AS t ON t."on" = v."on" AND t.reason = v.reason AND coalesce(t.branch_id, 0) = coalesce(v.branch_id, 0)
        WHERE (v.journal_count, v.total_fen) IS DISTINCT FROM (t.journals, t.total)""",
    "voucher numbers have a gap": """
        SELECT month || ': ' || count(*) || ' / ' || max(serial) FROM (
            SELECT split_part(number, '-', 1) AS month, split_part(number, '-', 2)::int AS serial FROM ledger_voucher
        ) AS numbers GROUP BY month HAVING count(*) <> max(serial)""",
}


@dataclass(frozen=True)
class Fault:
    """Something in the books that does not add up."""

    check: str
    where: str


def verify_books() -> list[Fault]:
    """Recompute everything from the entries: balances, holds, snapshots, totals, and the chain of day hashes."""
    faults = []
    with connection.cursor() as cursor:
        for check, statement_ in _CHECKS.items():
            cursor.execute(statement_)
            faults += [Fault(check, where) for (where,) in cursor.fetchall()]
    previous = ""
    for seal in DaySeal.objects.order_by("on"):
        day = hashes.day_hash(seal.on, seal.previous_hash)
        if seal.previous_hash != previous:
            faults.append(Fault("chain of day hashes is broken", f"{seal.on:%Y-%m-%d}"))
        if (day.hash, day.entry_count, day.turnover_fen) != (seal.hash, seal.entry_count, seal.turnover_fen):
            faults.append(Fault("day hash differs from the entries", f"{seal.on:%Y-%m-%d}"))
        previous = seal.hash
    return faults


def books_hash() -> str:
    """One hash of all books: the last seal, and the open day chained to it."""
    last = DaySeal.objects.order_by("-on").first()
    open_days = Entry.objects.filter(on__gt=last.on) if last else Entry.objects.all()
    digest = last.hash if last else ""
    for day in open_days.order_by("on").values_list("on", flat=True).distinct():
        digest = hashes.day_hash(day, digest).hash
    return digest


def guards_off() -> list[Fault]:
    """Guards of the books that are not installed, out of date, or switched off in the database."""
    faults = []
    for model, trigger in pgtrigger.registry.registered():
        if model._meta.app_label != "ledger":
            continue
        status, enabled = trigger.get_installation_status(model)
        if status != "INSTALLED" or not enabled:
            faults.append(Fault("guard is missing or switched off", f"{model._meta.db_table}: {trigger.name}"))
    return faults
