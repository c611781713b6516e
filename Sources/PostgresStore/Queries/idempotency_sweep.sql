-- Removes some of the keys that have expired. By place, since a join would read the whole table.
DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
    SELECT ctid FROM idempotency_keys WHERE created_at < now() - interval '24 hours'
    ORDER BY created_at LIMIT 2000 FOR UPDATE SKIP LOCKED))
