-- Takes idempotency keys, in their order, so that two batches cannot wait for each other. A key is taken anew when its
-- row is older than a day. Returned are those that were taken: the others were used before.
INSERT INTO idempotency_keys AS kept (subject, key, request_hash, status, location, body)
SELECT subject, key, request_hash, status, location, body::json
FROM unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[], $6::text[])
    AS new (subject, key, request_hash, status, location, body)
ORDER BY subject, key
ON CONFLICT (subject, key) DO UPDATE
SET request_hash = excluded.request_hash, status = excluded.status, location = excluded.location,
    body = excluded.body, created_at = now()
WHERE kept.created_at < now() - interval '24 hours'
RETURNING subject, key
