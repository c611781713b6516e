-- Claims up to $1 jobs that no worker may claim any more: each attempt ended with an expired lease.
WITH exhausted AS (
    SELECT jobs.id, coalesce(deployments.status = 'Pending', false) AS pending
    FROM jobs LEFT JOIN deployments ON deployments.id = jobs.deployment_id
    WHERE jobs.finished_at IS NULL AND jobs.state = 'claimed' AND jobs.publish_after <= now() AND jobs.lease_until < now()
        AND jobs.attempt >= jobs.max_attempts
    ORDER BY jobs.publish_after LIMIT $1 FOR UPDATE OF jobs SKIP LOCKED
)
UPDATE jobs SET
    claim_id = gen_random_uuid(), claimed_by = $2, lease_until = now() + $3 * interval '1 microsecond',
    publish_after = now() + $3 * interval '1 microsecond', publish_attempts = 0
FROM exhausted WHERE jobs.id = exhausted.id
