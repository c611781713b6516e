-- Claims the jobs $1 for the worker $2 for $3 microseconds. It waits for rows that are locked, in the order of their
-- ids: whoever holds one is mostly the publisher who notes that the broker has the message, and a job that was skipped
-- for that would lie until the sweeper finds it. Of two claimers the second finds the state changed and gets nothing.
WITH wanted AS (
    SELECT jobs.id, coalesce(deployments.status = 'Pending', false) AS pending
    FROM jobs LEFT JOIN deployments ON deployments.id = jobs.deployment_id
    WHERE jobs.id = ANY($1)
        AND (jobs.state = 'available' AND jobs.run_at <= now()
            OR jobs.state = 'claimed' AND jobs.lease_until < now() AND jobs.attempt < jobs.max_attempts)
        AND (jobs.stage IN ('notify', 'soak-monitor') OR jobs.epoch = deployments.epoch)
    ORDER BY jobs.id FOR UPDATE OF jobs
)
UPDATE jobs SET
    state = 'claimed', claim_id = gen_random_uuid(), claimed_by = $2, attempt = attempt + 1,
    lease_until = now() + $3 * interval '1 microsecond', publish_after = now() + $3 * interval '1 microsecond',
    publish_attempts = 0, started_at = coalesce(started_at, now())
FROM wanted WHERE jobs.id = wanted.id
