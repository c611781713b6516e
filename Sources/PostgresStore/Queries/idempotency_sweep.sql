-- Removes some of the keys that have expired.
DELETE FROM idempotency_keys WHERE (subject, key) IN (
    SELECT subject, key FROM idempotency_keys WHERE created_at < now() - interval '24 hours'
    ORDER BY created_at LIMIT 2000 FOR UPDATE SKIP LOCKED)
