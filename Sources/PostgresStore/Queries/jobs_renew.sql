-- Lengthens the leases of the claims $1 to $2 microseconds from now, where claim and epoch are still current.
WITH held AS (
    SELECT jobs.id FROM jobs LEFT JOIN deployments ON deployments.id = jobs.deployment_id
    WHERE jobs.claim_id = ANY($1) AND jobs.state = 'claimed'
        AND (jobs.stage IN ('notify', 'soak-monitor') OR jobs.epoch = deployments.epoch)
    ORDER BY jobs.id FOR UPDATE OF jobs
)
UPDATE jobs SET lease_until = now() + $2 * interval '1 microsecond', publish_after = now() + $2 * interval '1 microsecond'
FROM held WHERE jobs.id = held.id
RETURNING jobs.claim_id
