-- The broker has the messages of the jobs $1: they are published again only when nobody claims them for long. Rows that
-- are locked are being claimed, which says more than the confirm. A job that a worker has put back (publish_attempts is 0)
-- has used up that message: the confirm is of the past, and must not put off the next one.
WITH confirmed AS (
    SELECT id FROM jobs
    WHERE id = ANY($1) AND publish_attempts > 0 AND (state = 'available' OR state = 'claimed' AND lease_until < now())
    ORDER BY id FOR UPDATE SKIP LOCKED
)
UPDATE jobs SET published_at = now(),
    publish_after = now()
        + least($3::bigint, $2::bigint * 2.0 ^ least(publish_attempts - 1, 30)) * interval '1 microsecond'
FROM confirmed WHERE jobs.id = confirmed.id
