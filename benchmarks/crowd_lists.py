"""Rows for the list pages of a large centre: late employers, freezes, transfers, files, requests, slips, vouchers.

Straight into the tables as in `crowd`, after it; what stands in a list is real enough for its columns and links.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection, transaction

_STATEMENTS = {
    "arrears": """
        INSERT INTO deposits_enforcementfile (number, kind, status, name, social_credit_code, address, first_month,
            months, fen, counted_from, task, looked_on, opened_on, account_id, branch_id)
        SELECT 'ZF' || lpad(a.id::text, 14, '0'), 'ARREARS', 'OPEN', e.name, e.social_credit_code, '', '202609', 1,
               1920000 + a.id, date '2026-10-01' - (a.id %% 300)::int, '', '2026-10-10', '2026-10-02', a.id, e.branch_id
        FROM deposits_employeraccount a JOIN accounts_employer e ON e.id = a.employer_id WHERE a.id %% 2 = 0""",
    "freezes": """
        INSERT INTO deposits_freeze (kind, held_fen, holds, authority, document_number, document_on, status, made_at,
            lift_document, lift_reason, account_id, made_by_id, made_by_person_id)
        SELECT 'IN_ONLY', 0, 0, '龙山区人民法院', '（2026）执' || id, '2026-10-09', 'PROPOSED', %(at)s, '', '', id,
               %(user)s, %(person)s
        FROM deposits_personalaccount WHERE id %% 20 = 0""",
    "transfers": """
        INSERT INTO deposits_internaltransfer (status, sealed_on, base_fen, employer_part_fen, employee_part_fen, "on",
            at, objection, decision, account_id, by_id, by_person_id, from_account_id, to_account_id)
        SELECT 'MADE', '2026-09-01', 800000, 96000, 96000, '2026-10-01', %(at)s, '', '', id, %(user)s, %(person)s,
               employer_account_id, (SELECT min(id) + 1 FROM deposits_employeraccount)
        FROM deposits_personalaccount
        WHERE id %% 10 = 0 AND employer_account_id <> (SELECT min(id) + 1 FROM deposits_employeraccount)""",
    "uploads": """
        INSERT INTO deposits_payrollupload (name, sha256, content, status, month, person_count, total_fen, joined_count,
            left_count, changed_count, errors, warnings, at, by_id, employer_account_id)
        SELECT '清册' || m || '.xlsx', md5((id * 24 + m)::text), '', 'DISCARDED', '202609', 100, 19200000, 0, 0, 0,
               '[]', '[]', %(at)s::timestamptz + m * interval '1 day', %(user)s, id
        FROM deposits_employeraccount, generate_series(1, 12) AS m""",
    "requests": """
        INSERT INTO deposits_employeerequest (kind, words, status, asked_at, answer, account_id, employer_account_id)
        SELECT 'LEFT', '已经离职', 'OPEN', %(at)s, '', id, employer_account_id FROM deposits_personalaccount
        WHERE id %% 5 = 0""",
    "take-overs": """
        INSERT INTO deposits_takeover (name, sha256, "on", people, employers, fen, journals, at, by_id)
        SELECT '旧系统' || i || '.csv', md5(i::text), '2026-10-01', 100, 2, 1000000, 2, %(at)s, %(user)s
        FROM generate_series(1, 40) AS i""",
    "taken accounts": """
        INSERT INTO deposits_takenaccount (row_no, old_number, fen, account_id, takeover_id, paid_through)
        SELECT row_number() OVER (ORDER BY id), '99' || id, 10000, id, (SELECT min(id) FROM deposits_takeover), '202608'
        FROM deposits_personalaccount WHERE id %% 3 = 0""",
    "settlements": """
        INSERT INTO deposits_interestrun (fund_year, first, last, status, expected_people, expected_fen, last_year_fen,
            largest, people, fen, counted_entry, prepared_by_id, prepared_by_person_id, tells)
        SELECT 1990 + i, '2025-07-01', '2026-06-30', 'DROPPED', 0, 0, 0, '[]', 0, 0, 0, %(user)s, %(person)s, false
        FROM generate_series(1, 30) AS i""",
    "slips": """
        INSERT INTO ledger_slip (kind, period, reason, value_on, memo, basis, figures, status, made_at, made_by_id,
            made_by_person_id)
        SELECT 'MANUAL', '', 'OTHER', '2026-10-09', '更正', '批示', '{}', 'WITHDRAWN', %(at)s, %(user)s, %(person)s
        FROM generate_series(1, %(people)s / 50) AS i""",
    "vouchers": """
        INSERT INTO ledger_voucher (number, "on", reason, journal_count, total_fen, branch_id, made_by_id,
            made_by_person_id)
        SELECT '202609-' || lpad(i::text, 5, '0'), date '2026-09-30' - i, 'RECEIPT_ALLOCATED', 1, 100, NULL,
               %(user)s, %(person)s
        FROM generate_series(1, %(people)s / 20) AS i""",
    "days": """
        INSERT INTO ledger_dayseal ("on", entry_count, turnover_fen, previous_hash, hash, at, by_id)
        SELECT date '2026-09-30' - i, 10, 1000, '', md5(i::text), %(at)s, %(user)s FROM generate_series(0, 60) AS i""",
}


def fill(people: int, user_id: int, person_id: int) -> None:
    """Fill the lists of a crowd of so many people; what somebody made, this user did."""
    values = {"people": people, "user": user_id, "person": person_id, "at": datetime(2026, 10, 1, tzinfo=UTC)}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in _STATEMENTS.values():
            cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
