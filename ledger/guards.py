"""The database's own guards of the books: the bodies of the triggers declared in `ledger.models`.

Refusals carry the SQLSTATE class FC, so that `ledger.operations.posting` can turn them into sentences:
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

# Every look of the guards must see what was committed while it waited for a lock: under a fixed snapshot a posting
# could slip into a day sealed meanwhile. A known key passes, so that a repeat on a later day finds the first journal;
# the unique index answers it.
OPEN_DAY_ONLY = f"""
    IF current_setting('transaction_isolation') <> 'read committed' THEN
        RAISE EXCEPTION 'the books are written at READ COMMITTED' USING ERRCODE = 'FC004';
    END IF;
    PERFORM pg_advisory_xact_lock_shared({LOCK_CLASS});
    IF (NOT EXISTS (SELECT FROM policy_businessdate WHERE "on" = NEW."on")
        OR EXISTS (SELECT FROM ledger_dayseal WHERE "on" >= NEW."on"))
       AND NOT EXISTS (SELECT FROM ledger_journal WHERE key = NEW.key) THEN
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
# Foreign keys are judged at commit only, so a journal or account that is not yet there, or is another transaction's
# and still invisible, is refused here: its entries could neither be weighed nor cached.
WHOLE_AND_BALANCED = """
    SELECT string_agg(journal_id::text, ', ') INTO fault FROM (
        SELECT n.journal_id FROM new_entries n LEFT JOIN ledger_journal j ON j.id = n.journal_id
        GROUP BY n.journal_id
        HAVING sum(n.debit_fen) <> sum(n.credit_fen)
            OR bool_or(n."on" <> j."on") OR bool_or(n.value_on <> j.value_on)
            OR min(j.txid) IS DISTINCT FROM pg_current_xact_id()::text::bigint
    ) AS unbalanced;
    IF fault IS NOT NULL THEN
        RAISE EXCEPTION 'journal % does not balance or is closed', fault USING ERRCODE = 'FC002';
    END IF;
    IF EXISTS (
        SELECT 1 FROM (SELECT journal_id, count(*) AS lines FROM new_entries GROUP BY journal_id) AS made
        WHERE lines <> (SELECT count(*) FROM ledger_entry AS e WHERE e.journal_id = made.journal_id)
    ) THEN
        RAISE EXCEPTION 'a journal is written whole, in one statement' USING ERRCODE = 'FC002';
    END IF;

    PERFORM 1 FROM ledger_account
    WHERE is_guarded AND id IN (SELECT account_id FROM new_entries)
    ORDER BY id FOR NO KEY UPDATE;

    SELECT string_agg(coalesce(a.code, n.account_id::text), ', '), bool_or(a.id IS NULL) INTO fault, missing
    FROM new_entries n LEFT JOIN ledger_account a ON a.id = n.account_id
    WHERE a.id IS NULL OR a.closed_on IS NOT NULL;
    IF missing THEN
        RAISE EXCEPTION 'account % does not exist', fault USING ERRCODE = 'FC004';
    ELSIF fault IS NOT NULL THEN
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

ONLY_THE_REVIEW = """
    IF OLD.reviewed_at IS NOT NULL OR NEW.reviewed_at IS NULL
       OR (to_jsonb(OLD) - ARRAY['reviewed_by_id', 'reviewed_by_person_id', 'reviewed_at'])
          <> (to_jsonb(NEW) - ARRAY['reviewed_by_id', 'reviewed_by_person_id', 'reviewed_at']) THEN
        RAISE EXCEPTION 'a voucher is reviewed once and otherwise never changed' USING ERRCODE = 'FC004';
    END IF;
    RETURN NEW;
"""

# A slip changes once, from waiting to its end; what was prepared stays as the second person saw it.
ONLY_ITS_END = """
    IF OLD.status <> 'WAITING' OR NEW.status = 'WAITING'
       OR (to_jsonb(OLD) - ARRAY['status', 'journal_id', 'reviewed_by_id', 'reviewed_by_person_id', 'reviewed_at'])
          <> (to_jsonb(NEW) - ARRAY['status', 'journal_id', 'reviewed_by_id', 'reviewed_by_person_id', 'reviewed_at'])
    THEN
        RAISE EXCEPTION 'a slip ends once and otherwise never changes' USING ERRCODE = 'FC004';
    END IF;
    RETURN NEW;
"""
