-- Picks up to $1 jobs whose message is due, and puts their next one off: $3 microseconds doubled with each time, at
-- most $4. Stages in $2 are held back, but for delayed jobs that nobody has published yet. Jobs whose attempts are used
-- up are not for workers (jobs_claim_exhausted).
WITH due AS (
    SELECT id FROM jobs
    WHERE finished_at IS NULL AND publish_after <= now()
        AND (state = 'available' AND run_at <= now() AND (publish_attempts = 0 OR stage <> ALL($2))
            OR state = 'claimed' AND lease_until < now() AND attempt < max_attempts AND stage <> ALL($2))
    ORDER BY publish_after LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE jobs SET publish_attempts = publish_attempts + 1,
    publish_after = now() + least($4::bigint, $3::bigint * 2.0 ^ least(publish_attempts, 30)) * interval '1 microsecond'
FROM due WHERE jobs.id = due.id
