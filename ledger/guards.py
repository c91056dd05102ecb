"""The database's own guards of the books: the bodies of the triggers declared in `ledger.models`.

Refusals carry the SQLSTATE class FC, so that `ledger.posting` can turn them into sentences:
FC001 day not open · FC002 not balanced · FC003 account closed · FC004 touched what may not be touched.
"""

from __future__ import annotations

import pgtrigger

LOCK_CLASS = 7_310
"""Advisory lock: posting takes it shared, closing a day exclusively, so a day is sealed between two postings."""


def refuse(sentence: str) -> str:
    """Body of a trigger that always refuses."""
    return f"RAISE EXCEPTION '{sentence}' USING ERRCODE = 'FC004';"


NO_TRUNCATE = pgtrigger.Trigger(
    name="no_truncate",
    level=pgtrigger.Statement,
    operation=pgtrigger.Truncate,
    when=pgtrigger.Before,
    func=refuse("the books are never truncated"),
)

OPEN_DAY_ONLY = f"""
    PERFORM pg_advisory_xact_lock_shared({LOCK_CLASS});
    IF NOT EXISTS (SELECT FROM policy_businessdate WHERE "on" = NEW."on")
       OR EXISTS (SELECT FROM ledger_dayseal WHERE "on" >= NEW."on") THEN
        RAISE EXCEPTION 'business day % is not open', NEW."on" USING ERRCODE = 'FC001';
    END IF;
    NEW.txid := pg_current_xact_id()::text::bigint;
    RETURN NEW;
"""

HAS_ENTRIES = """
    IF NOT EXISTS (SELECT FROM ledger_entry WHERE journal_id = NEW.id) THEN
        RAISE EXCEPTION 'journal % has no entries', NEW.key USING ERRCODE = 'FC002';
    END IF;
    RETURN NULL;
"""

# The entries of a journal arrive whole, in one statement, balanced, in the transaction that made the journal: so the
# check costs one pass over the new rows, and nothing can be added to a journal later. Guarded accounts are locked in
# id order before their cached balances move; that, and one statement, is why concurrent postings cannot deadlock.
WHOLE_AND_BALANCED = """
    SELECT string_agg(journal_id::text, ', ') INTO fault FROM (
        SELECT n.journal_id FROM new_entries n JOIN ledger_journal j ON j.id = n.journal_id
        GROUP BY n.journal_id
        HAVING sum(n.debit_fen) <> sum(n.credit_fen)
            OR bool_or(n."on" <> j."on") OR bool_or(n.value_on <> j.value_on)
            OR min(j.txid) <> pg_current_xact_id()::text::bigint
    ) AS unbalanced;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'journal % does not balance or is closed', fault USING ERRCODE = 'FC002';
    END IF;
    IF (SELECT count(*) FROM new_entries) <> (
        SELECT count(*) FROM ledger_entry WHERE journal_id IN (SELECT journal_id FROM new_entries)
    ) THEN
        RAISE EXCEPTION 'a journal is written whole, in one statement' USING ERRCODE = 'FC002';
    END IF;

    PERFORM 1 FROM ledger_account
    WHERE is_guarded AND id IN (SELECT account_id FROM new_entries)
    ORDER BY id FOR NO KEY UPDATE;

    SELECT string_agg(a.code, ', ') INTO fault FROM ledger_account a
    WHERE a.closed_on IS NOT NULL AND a.id IN (SELECT account_id FROM new_entries);
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'account % is closed', fault USING ERRCODE = 'FC003';
    END IF;

    UPDATE ledger_account a
    SET balance_fen = a.balance_fen + CASE WHEN a.is_credit THEN moved.fen ELSE -moved.fen END
    FROM (
        SELECT account_id, sum(credit_fen - debit_fen)::bigint AS fen FROM new_entries GROUP BY account_id
    ) AS moved
    WHERE a.id = moved.account_id AND a.is_guarded AND moved.fen <> 0;
    RETURN NULL;
"""

HELD_FIGURE = """
    IF TG_OP = 'INSERT' THEN
        IF NEW.status <> 'HELD' THEN
            RAISE EXCEPTION 'a hold begins held' USING ERRCODE = 'FC004';
        END IF;
        UPDATE ledger_account SET held_fen = held_fen + NEW.fen WHERE id = NEW.account_id AND is_guarded;
        IF NOT FOUND THEN
            RAISE EXCEPTION 'only guarded accounts can be held' USING ERRCODE = 'FC004';
        END IF;
    ELSIF OLD.status <> 'HELD' OR NEW.status = 'HELD'
          OR (OLD.key, OLD.account_id, OLD.fen, OLD.at) IS DISTINCT FROM (NEW.key, NEW.account_id, NEW.fen, NEW.at) THEN
        RAISE EXCEPTION 'a hold only ends' USING ERRCODE = 'FC004';
    ELSE
        UPDATE ledger_account SET held_fen = held_fen - OLD.fen WHERE id = OLD.account_id;
    END IF;
    RETURN NULL;
"""
