-- The broker has the messages of the jobs $1: they are published again only when nobody claims them for long. Rows that
-- are locked are being claimed, which says more than the confirm.
WITH confirmed AS (
    SELECT id FROM jobs
    WHERE id = ANY($1) AND (state = 'available' OR state = 'claimed' AND lease_until < now())
    ORDER BY id FOR UPDATE SKIP LOCKED
)
UPDATE jobs SET published_at = now(), publish_attempts = greatest(publish_attempts, 1),
    publish_after = now()
        + least($3::bigint, $2::bigint * 2.0 ^ least(greatest(publish_attempts, 1) - 1, 30)) * interval '1 microsecond'
FROM confirmed WHERE jobs.id = confirmed.id
