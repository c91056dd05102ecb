"""A million people, straight into the tables: rows enough for plans and page costs to be those of a large centre.

Triggers are off while it loads (`session_replication_role`), so cached balances are set along with the entries.
"""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection, transaction

SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂文辉玲红建国志华海梅鑫宇浩晨欣雪"

_STATEMENTS = {
    "branch": "INSERT INTO accounts_branch (code, name, address, phone, hours) VALUES ('01', '中心本部', '', '', '')"
    " ON CONFLICT (code) DO NOTHING",
    "employers": """
        INSERT INTO accounts_employer (name, name_key, social_credit_code, branch_id, address, contact_phone,
                                       search_keys, created_at)
        SELECT '测试单位' || i, '测试单位' || i, 'T' || lpad(i::text, 17, '0'),
               (SELECT min(id) FROM accounts_branch), '', '', ARRAY['测试单位' || i], %(at)s
        FROM generate_series(1, %(employers)s) AS i""",
    "employer accounts": """
        INSERT INTO deposits_employeraccount (number, employer_id, status, employer_rate, employee_rate, payday,
            paying_account, paying_bank, first_month, paid_through, opened_on)
        SELECT lpad((10000000 + row_number() OVER (ORDER BY id))::text, 8, '0'), id, '01', 12, 12, 10, '', '',
               '202401', '202609', '2024-01-01' FROM accounts_employer""",
    "persons": """
        INSERT INTO accounts_person (name, document_type, document_number, document_index, phone, phone_index,
                                     search_keys, created_at)
        SELECT names.name, '01', '', md5(i::text), '', '', ARRAY[names.name, 'pinyin' || i %% 5000, 'p' || i %% 900],
               %(at)s
        FROM generate_series(1, %(people)s) AS i,
             LATERAL (SELECT substr(%(surnames)s, 1 + i %% 40, 1)
                          || substr(%(given)s, 1 + (i / 40) %% 40, 1)
                          || CASE WHEN i %% 3 = 0 THEN '' ELSE substr(%(given)s, 1 + (i / 1600) %% 40, 1) END
                      AS name) AS names""",
    "ledger accounts": """
        INSERT INTO ledger_account (code, name, subject_id, is_credit, is_guarded, balance_fen, held_fen, opened_on)
        SELECT '201-2' || lpad(id::text, 11, '0'), name, '201', true, true, 2400000, 0, '2024-01-01'
        FROM accounts_person""",
    "personal accounts": """
        INSERT INTO deposits_personalaccount (number, person_id, employer_account_id, ledger_account_id, status,
            base_fen, employer_part_fen, employee_part_fen, paid_through, opened_on)
        SELECT substr(l.code, 5), substr(l.code, 6)::bigint,
               (SELECT min(id) FROM deposits_employeraccount) + l.id %% %(employers)s, l.id, '01', 800000, 96000,
               96000, '202609', '2024-01-01'
        FROM ledger_account l WHERE l.subject_id = '201'""",
    "lists": """
        INSERT INTO deposits_remittancelist (number, employer_account_id, month, status, employer_rate, employee_rate,
            unit_fen, person_count, employer_fen, employee_fen, total_fen, received_fen, verify_code, declared_at)
        SELECT 'HJ' || lpad((a.id * 24 + m)::text, 16, '0'), a.id, to_char(date '2024-01-01' + m * interval '1 month',
               'YYYYMM'), 'VOID', 12, 12, 100, 100, 9600000, 9600000, 19200000, 0,
               upper(substr(md5((a.id * 24 + m)::text), 1, 12)), %(at)s::timestamptz + m * interval '1 hour'
        FROM deposits_employeraccount a, generate_series(1, 24) AS m""",
    "journals": """
        INSERT INTO ledger_journal (key, body_hash, reason, "on", value_on, "case", memo, at, txid)
        SELECT number, '', 'RECEIPT_ALLOCATED', '2026-09-30', '2026-09-30', '', '', %(at)s, 0
        FROM deposits_remittancelist WHERE month = '202509'""",
    "allocated lists": """
        UPDATE deposits_remittancelist l SET status = 'ALLOCATED', journal_id = j.id, value_on = '2026-09-30',
            allocated_at = %(at)s
        FROM ledger_journal j WHERE j.key = l.number""",
    "items": """
        INSERT INTO deposits_remittanceitem (list_id, row_no, account_id, base_fen, employer_fen, employee_fen, change)
        SELECT l.id, a.id %% 1000, a.id, 800000, 96000, 96000, 'NORMAL'
        FROM deposits_personalaccount a JOIN deposits_remittancelist l
            ON l.employer_account_id = a.employer_account_id AND l.status = 'ALLOCATED'""",
    "entries": """
        INSERT INTO ledger_entry (journal_id, account_id, debit_fen, credit_fen, "on", value_on, employer_id)
        SELECT l.journal_id, a.ledger_account_id, 0, 2400000, '2026-09-30', '2026-09-30', e.employer_id
        FROM deposits_remittanceitem i JOIN deposits_remittancelist l ON l.id = i.list_id
        JOIN deposits_personalaccount a ON a.id = i.account_id
        JOIN deposits_employeraccount e ON e.id = a.employer_account_id""",
}


def fill(people: int, employers: int) -> None:
    """Fill the empty database with so many people and employers, and let the planner know."""
    values = {
        "people": people,
        "employers": employers,
        "surnames": SURNAMES,
        "given": GIVEN,
        "at": datetime(2026, 10, 1, tzinfo=UTC),
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for statement in _STATEMENTS.values():
            cursor.execute(statement, values)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def a_name() -> str:
    """A name of three characters that somebody in the crowd has."""
    return SURNAMES[1] + GIVEN[0] + GIVEN[0]
